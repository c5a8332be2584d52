//! Errors as RFC 9457 problem documents, with stable codes from one table.

use std::borrow::Cow;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::methods::allowed_methods;
use super::request_extensions::RequestId;
use super::url::{beginning, local_path};
use super::validators::Validators;
use crate::domain::base_path;
use crate::domain::identifier::ClaimId;
use crate::domain::language_map::LanguageMap;
use crate::domain::release::Withdrawal;
use crate::domain::vocabulary::WithdrawalReason;
use crate::formats::WriteError;
use crate::query::{ParameterError, ParameterErrors};
use crate::store::StoreError;

/// The media type of every error.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Where the table of codes is served.
pub const ERRORS_PAGE: &str = "/docs/errors";

/// After how many seconds an export that was refused may be tried again.
const EXPORT_RETRY_SECONDS: u64 = 10;

/// The longest `instance`, in characters.
const MAX_INSTANCE: usize = 16 << 10;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident $code:literal $status:literal $title:literal $meaning:literal)+) => {
        /// The error codes. A code never changes its meaning; new ones may be added.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ErrorCode {
            $(#[doc = $meaning] $variant,)+
        }

        impl ErrorCode {
            /// All codes, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// When it occurs, and what to do. Text between backticks is code.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }
        }
    };
}

error_codes! {
    InvalidParameter "invalid_parameter" 400 "Invalid parameter"
        "A parameter is unknown, or its value is not accepted. Each entry of `errors` has the parameter, the value, the reason, what is accepted and, if there is one, a suggestion."
    ClaimNotFound "claim_not_found" 404 "Claim not found"
        "The dataset has no claim with this identifier. Search for claims at /v1/claims."
    ActorNotFound "actor_not_found" 404 "Actor not found"
        "The dataset has no actor with this identifier. /v1/actors lists all actors."
    TopicNotFound "topic_not_found" 404 "Topic not found"
        "The dataset has no topic with this identifier. /v1/topics lists all topics."
    ArticleNotFound "article_not_found" 404 "Article not found"
        "The dataset has no article with this identifier. /v1/articles lists all articles."
    ClaimWithdrawn "claim_withdrawn" 410 "Claim withdrawn"
        "The dataset had this claim and has it no longer. `reason`, `release` and `replaced_by` say why, since when, and which claims stand in its place. The identifier is never given again."
    ChangesExpired "changes_expired" 410 "Changes expired"
        "The changes since this release are no longer kept. Start again from a copy of the dataset: /v1/changes?since=0, or /v1/dataset/claims.ndjson."
    RouteNotFound "route_not_found" 404 "Route not found"
        "No route has this path. /openapi.json lists all paths."
    MethodNotAllowed "method_not_allowed" 405 "Method not allowed"
        "The path exists but does not accept this method. `Allow` lists those that it does."
    BadRequest "bad_request" 400 "Bad request"
        "A header or the body of the request is malformed. `detail` says how."
    BodyTimeout "request_timeout" 408 "Request timeout"
        "The body of the request did not arrive in time. Send it at once."
    BodyTooLarge "content_too_large" 413 "Content too large"
        "The body of the request is larger than what the route reads: 64 KiB of JSON. Send it in parts."
    UnsupportedMediaType "unsupported_media_type" 415 "Unsupported media type"
        "The body of the request has another media type than the route reads, or it is compressed. `detail` says what is read."
    HostNotAllowed "host_not_allowed" 403 "Host not allowed"
        "The request names another host, or comes from a page of another origin, than this route is served at. The operator sets the public address by `--public-url`; loopback addresses are always allowed."
    NotAcceptable "not_acceptable" 406 "Not acceptable"
        "`Accept` excludes the media type of this route, or `Accept-Encoding` every encoding. `detail` names the routes of the other formats: the path decides the format, not `Accept`."
    PreconditionFailed "precondition_failed" 412 "Precondition failed"
        "The file is not the one that `If-Match` names. Download it from the start."
    RangeNotSatisfiable "range_not_satisfiable" 416 "Range not satisfiable"
        "The file has no bytes in the requested `Range`. `Content-Range` has its length."
    UriTooLong "uri_too_long" 414 "URI too long"
        "Path and query together are longer than 16 KiB, or longer than 2 KiB where they would be repeated in a redirect. Send fewer or shorter parameters."
    RateLimited "rate_limited" 429 "Too many requests"
        "The client has sent more requests than the server allows. Retry after the seconds in `Retry-After`; `RateLimit` has the requests left."
    DeadlineExceeded "deadline_exceeded" 503 "Query timeout"
        "The query exceeded the time limit and was cancelled. Narrow it, or leave out phrases and the order by relevance."
    Overloaded "overloaded" 503 "Overloaded"
        "Too many expensive queries are running. Retry after the seconds in `Retry-After`."
    TooManyExports "too_many_exports" 503 "Too many exports"
        "The server streams as many exports as it may at once. Retry after the seconds in `Retry-After`, or download the snapshot at /v1/dataset/claims.sqlite."
    StoreUnavailable "store_unavailable" 503 "Database unavailable"
        "No host of the database responded in time. Retry after the seconds in `Retry-After`."
    ShuttingDown "shutting_down" 503 "Shutting down"
        "This instance is shutting down. Retry on another."
    FeatureMissing "feature_missing" 501 "Feature missing"
        "This program was built without the cargo feature that the route needs. `detail` names it."
    InternalError "internal_error" 500 "Internal error"
        "The server failed. Its log has the cause under the `request_id`."
}

/// A problem document (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Address of the description of this type of problem, relative to the server.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/docs/errors#invalid_parameter")]
    pub kind: String,
    /// Title of this type of problem.
    #[schema(value_type = String, example = "Invalid parameter")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(value_type = i32, minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// What happened.
    #[schema(example = "actor: unknown actor; did you mean \"china\"?")]
    pub detail: String,
    /// The requested path and query.
    #[schema(format = "uri-reference", example = "/v1/claims?actor=chnia")]
    pub instance: String,
    /// Stable code in `snake_case`; the table is at `/docs/errors`. New codes may be added.
    #[schema(value_type = String, example = "invalid_parameter")]
    pub code: &'static str,
    /// Identifies the request in the server's log.
    #[schema(example = "5f1c9a0e-00000001")]
    pub request_id: String,
    /// For `invalid_parameter`: the errors in the query string, at most 20.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<ParameterError>,
    /// For `claim_withdrawn`: why, such as `error` or `duplicate`. New terms may be added.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "duplicate")]
    pub reason: Option<WithdrawalReason>,
    /// For `claim_withdrawn`: more about the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub note: Option<LanguageMap>,
    /// For `claim_withdrawn`: number of the release that withdrew it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, nullable = false, minimum = 1, example = 3)]
    pub release: Option<u32>,
    /// For `claim_withdrawn`: the claims in its place. Absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, required = false)]
    pub replaced_by: Vec<ClaimId>,
}

/// Why a handler ends early.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Not a failure: the client has the current response.
    #[error("not modified")]
    NotModified(Validators),
    /// Errors in the query string.
    #[error(transparent)]
    Parameters(#[from] ParameterErrors),
    /// No record has the requested identifier.
    #[error("{what} \"{id}\" not found{}", hint(nearest.as_deref()))]
    NotFound { code: ErrorCode, what: &'static str, id: String, nearest: Option<String> },
    /// The dataset has the claim no longer.
    #[error("claim \"{}\" was withdrawn in release {}", .0.id, .0.release)]
    Withdrawn(Box<Withdrawal>),
    /// Changes since this release are not kept; they are since the other one.
    #[error("changes since release {since} are not kept; accepted: 0, or a release from {oldest} on")]
    ChangesExpired { since: u32, oldest: u32 },
    /// No route has this path.
    #[error("no such route{}", hint(.0.as_deref().map(base_path::link).as_deref()))]
    Route(Option<String>),
    /// The path accepts other methods.
    #[error("this path accepts the methods in Allow")]
    Method,
    #[error("the body of the request did not arrive in time")]
    BodyTimeout,
    #[error("the body of the request is larger than {} KiB", .0 >> 10)]
    BodyTooLarge(usize),
    #[error("this route reads {0} without compression; Content-Type or Content-Encoding says otherwise")]
    UnsupportedMediaType(&'static str),
    #[error("{0}")]
    BadRequest(String),
    /// The route serves this media type only; other routes serve others.
    #[error("this route serves {serves}{}", other_formats(others))]
    NotAcceptable { serves: String, others: Vec<(String, String)> },
    /// The `Host` or `Origin` of a request for agents.
    #[error("{0}")]
    HostNotAllowed(String),
    /// The program lacks this cargo feature.
    #[error("this program was built without the cargo feature `{0}`; build it with --features {0}")]
    FeatureMissing(&'static str),
    #[error("the file is not the one that If-Match names")]
    PreconditionFailed,
    #[error("this server has the encodings br, zstd, gzip and identity")]
    EncodingNotAcceptable,
    /// The file has this length, and no bytes in the requested range.
    #[error("the file has {0} bytes, none of them in the requested range")]
    Range(u64),
    #[error("path and query are too long")]
    UriTooLong,
    /// The client may send the next request after these seconds.
    #[error("too many requests")]
    RateLimited(u64),
    #[error("too many expensive queries are running")]
    Overloaded,
    #[error("too many exports are being streamed")]
    TooManyExports,
    #[error("the server is shutting down")]
    ShuttingDown,
    #[error(transparent)]
    Store(StoreError),
    /// A failure that should not occur.
    #[error("{0}")]
    Internal(String),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("cannot serialize the response: {0}")]
    Serialize(#[from] serde_json::Error),
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::PrefixTooShort { prefix, most } => {
                let accepted = [format!("the beginning of at most {most} words: add letters")];
                let accepted: Vec<&str> = accepted.iter().map(String::as_str).collect();
                let (typed, message) = (format!("{prefix}*"), format!("is the beginning of more than {most} words"));
                Self::Parameters(ParameterErrors::from_error("q", &typed, &message, &accepted))
            }
            error => Self::Store(error),
        }
    }
}

fn hint(near: Option<&str>) -> Cow<'static, str> {
    near.map_or(Cow::Borrowed(""), |near| Cow::Owned(format!("; did you mean \"{near}\"?")))
}

/// Names the routes that serve the same data in other media types.
fn other_formats(routes: &[(String, String)]) -> String {
    let routes: Vec<String> =
        routes.iter().map(|(path, media_type)| format!("{} serves {media_type}", base_path::link(path))).collect();
    if routes.is_empty() { String::new() } else { format!("; {}", routes.join(", ")) }
}

impl ApiError {
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Parameters(_) => ErrorCode::InvalidParameter,
            Self::NotFound { code, .. } => *code,
            Self::Withdrawn(_) => ErrorCode::ClaimWithdrawn,
            Self::ChangesExpired { .. } => ErrorCode::ChangesExpired,
            Self::Route(_) => ErrorCode::RouteNotFound,
            Self::Method => ErrorCode::MethodNotAllowed,
            Self::BadRequest(_) => ErrorCode::BadRequest,
            Self::BodyTimeout => ErrorCode::BodyTimeout,
            Self::BodyTooLarge(_) => ErrorCode::BodyTooLarge,
            Self::UnsupportedMediaType(_) => ErrorCode::UnsupportedMediaType,
            Self::NotAcceptable { .. } | Self::EncodingNotAcceptable => ErrorCode::NotAcceptable,
            Self::HostNotAllowed(_) => ErrorCode::HostNotAllowed,
            Self::FeatureMissing(_) | Self::Write(WriteError::Unavailable(_)) => ErrorCode::FeatureMissing,
            Self::PreconditionFailed => ErrorCode::PreconditionFailed,
            Self::Range(_) => ErrorCode::RangeNotSatisfiable,
            Self::UriTooLong => ErrorCode::UriTooLong,
            Self::RateLimited(_) => ErrorCode::RateLimited,
            Self::Overloaded => ErrorCode::Overloaded,
            Self::TooManyExports => ErrorCode::TooManyExports,
            Self::ShuttingDown => ErrorCode::ShuttingDown,
            Self::Store(StoreError::DeadlineExceeded) => ErrorCode::DeadlineExceeded,
            Self::Store(StoreError::Unreachable(_)) => ErrorCode::StoreUnavailable,
            Self::Store(_) | Self::Write(_) | Self::Internal(_) | Self::NotModified(_) | Self::Serialize(_) => {
                ErrorCode::InternalError
            }
        }
    }

    /// Seconds after which the request may be retried.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::RateLimited(seconds) => Some(*seconds),
            Self::TooManyExports => Some(EXPORT_RETRY_SECONDS),
            _ if self.code().status() == 503 => Some(1),
            _ => None,
        }
    }

    /// What happened. Internal details are only in the log.
    pub fn detail(&self) -> String {
        match self.code() {
            code @ (ErrorCode::InternalError | ErrorCode::StoreUnavailable) => code.meaning().to_owned(),
            _ => self.to_string(),
        }
    }

    /// The problem document of this error; a failure of the server is logged.
    pub fn problem(&self, request_id: String, instance: String) -> Problem {
        let code = self.code();
        if code.status() == 500 || code == ErrorCode::StoreUnavailable {
            tracing::error!(request_id, error = %self, "request failed");
        }
        let withdrawal = if let Self::Withdrawn(withdrawal) = self { Some(withdrawal) } else { None };
        Problem {
            kind: format!("{}#{}", base_path::link(ERRORS_PAGE), code.code()),
            title: code.title(),
            status: code.status(),
            detail: self.detail(),
            instance,
            code: code.code(),
            request_id,
            errors: if let Self::Parameters(errors) = self { errors.iter().cloned().collect() } else { vec![] },
            reason: withdrawal.map(|withdrawal| withdrawal.reason),
            note: withdrawal.and_then(|withdrawal| withdrawal.note.clone()),
            release: withdrawal.map(|withdrawal| withdrawal.release),
            replaced_by: withdrawal.map(|withdrawal| withdrawal.replaced_by.clone()).unwrap_or_default(),
        }
    }

    /// The response to a request that failed with this error.
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        if let Self::NotModified(validators) = self {
            return validators.not_modified();
        }
        let address = request.uri().path_and_query();
        let instance =
            address.map(|address| beginning(&base_path::link(local_path(address.as_str())), MAX_INSTANCE).to_owned());
        let problem = self.problem(RequestId::text(request), instance.unwrap_or_default());
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, MEDIA_TYPE)).insert_header((header::CACHE_CONTROL, "no-store"));
        if matches!(self, Self::Method) {
            response.insert_header((header::ALLOW, allowed_methods(request.path())));
        }
        if matches!(self, Self::BodyTimeout | Self::BodyTooLarge(_) | Self::UnsupportedMediaType(_)) {
            // The rest of the body is not read.
            response.force_close();
        }
        if let Some(seconds) = self.retry_after() {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Self::Range(length) = self {
            response.insert_header((header::CONTENT_RANGE, format!("bytes */{length}")));
        }
        response.body(serde_json::to_vec(&problem).unwrap_or_default())
    }
}

/// The body is written by the errors middleware, which knows the request.
impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotModified(_) => StatusCode::NOT_MODIFIED,
            _ => StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}
