//! Errors as the client sees them: RFC 9457 problem documents with stable codes, from one table.

use std::borrow::Cow;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::request_extensions::RequestId;
use super::validators::Validators;
use crate::formats::WriteError;
use crate::store::StoreError;

/// The media type of every error.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Where the table of codes is served.
pub const ERRORS_PAGE: &str = "/docs/errors";

/// How much of an address a problem repeats, in bytes; longer ones are refused.
const MAX_INSTANCE: usize = 16 << 10;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident $code:literal $status:literal $title:literal $meaning:literal)+) => {
        /// Every error the API answers with. Codes never change their meaning; new ones may be added.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ErrorCode {
            $(#[doc = $meaning] $variant,)+
        }

        impl ErrorCode {
            /// The whole table, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The HTTP status it comes with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// A short name.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// When it happens, and what to do.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }
        }
    };
}

error_codes! {
    InvalidParameter "invalid_parameter" 400 "Invalid parameter"
        "A parameter is unknown, or its value is not accepted. `errors` tells for each which, why, what is accepted and what was probably meant."
    ClaimNotFound "claim_not_found" 404 "No such claim"
        "No claim has this identifier in the dataset served. Find claims at /v1/claims."
    ActorNotFound "actor_not_found" 404 "No such actor"
        "No actor has this identifier in the dataset served. All are listed at /v1/actors."
    TopicNotFound "topic_not_found" 404 "No such topic"
        "No topic has this identifier in the dataset served. All are listed at /v1/topics."
    ArticleNotFound "article_not_found" 404 "No such article"
        "No article has this identifier in the dataset served. All are listed at /v1/articles."
    RouteNotFound "route_not_found" 404 "No such address"
        "Nothing is served at this path. All paths are in /openapi.json."
    MethodNotAllowed "method_not_allowed" 405 "Method not allowed"
        "The path exists but is read-only: use one of the methods that `Allow` names."
    RangeNotSatisfiable "range_not_satisfiable" 416 "No such part"
        "The file has no bytes in the `Range` asked for; `Content-Range` tells its length."
    UriTooLong "uri_too_long" 414 "Address too long"
        "The path and the query together are longer than 16 KiB. Ask for less at once."
    RateLimited "rate_limited" 429 "Too many requests"
        "The client asked more often than the server allows. `Retry-After` tells how many seconds to wait; `RateLimit` how much is left."
    DeadlineExceeded "deadline_exceeded" 503 "Query took too long"
        "The query took longer than the server allows and was broken off. Narrow it, or leave out phrases and the order by relevance."
    Overloaded "overloaded" 503 "Too much at once"
        "Too many long queries run at once. Ask again after the seconds in `Retry-After`."
    StoreUnavailable "store_unavailable" 503 "Database not reached"
        "No host of the database answered in time. Ask again after the seconds in `Retry-After`."
    ShuttingDown "shutting_down" 503 "About to end"
        "The server is about to end. Others answer in its place."
    InternalError "internal_error" 500 "Internal error"
        "The server failed. The log holds the cause under the `request_id`."
}

/// One fault of one parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ParameterError {
    /// The parameter's name as it was typed.
    #[schema(example = "actor")]
    pub parameter: String,
    /// The value as it was typed, shortened if long.
    #[schema(example = "chnia")]
    pub value: String,
    /// What is wrong.
    #[schema(example = "there is no such actor")]
    pub message: String,
    /// What would be accepted: the terms of a closed vocabulary, or a description.
    #[schema(example = json!(["an identifier listed at /v1/actors"]))]
    pub accepted: Vec<String>,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "china")]
    pub did_you_mean: Option<String>,
}

/// A problem document (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Where the kind of problem is described, relative to the server.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/docs/errors#invalid_parameter")]
    pub kind: String,
    /// The kind of problem in a few words.
    #[schema(value_type = String, example = "Invalid parameter")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(value_type = i32, minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// What happened this time.
    #[schema(example = "actor: there is no such actor; did you mean \"china\"?")]
    pub detail: String,
    /// The path and the query that were asked for.
    #[schema(format = "uri-reference", example = "/v1/claims?actor=chnia")]
    pub instance: String,
    /// Stable code in `snake_case`; the table is at `/docs/errors`. New codes may be added.
    #[schema(value_type = String, example = "invalid_parameter")]
    pub code: &'static str,
    /// Identifies the request in the log.
    #[schema(example = "5f1c9a0e-00000001")]
    pub request_id: String,
    /// For `invalid_parameter`: every fault of the query.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<ParameterError>,
}

/// Why a handler ends early.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Not a failure: the client has the current answer.
    #[error("not modified")]
    NotModified(Validators),
    /// Faults of the query.
    #[error("{}", told(.0))]
    Parameters(Vec<ParameterError>),
    /// Something with an identifier of its own does not exist.
    #[error("there is no {what} \"{id}\"{}", hint(nearest.as_deref()))]
    NotFound {
        /// The code of the kind of thing.
        code: ErrorCode,
        /// The kind of thing.
        what: &'static str,
        /// The identifier asked for.
        id: String,
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// No route has this path.
    #[error("there is nothing at this path{}", hint(.0.as_deref()))]
    Route(Option<String>),
    /// The path knows only reading.
    #[error("this path answers GET and HEAD")]
    Method,
    /// The file, of this length, has no such part.
    #[error("the file has {0} bytes and none in the range asked for")]
    Range(u64),
    /// The path and the query are too long.
    #[error("the address is longer than the server reads")]
    UriTooLong,
    /// The client asked too often; it may ask again after these seconds.
    #[error("more requests than the server allows")]
    RateLimited(u64),
    /// Too many long queries run at once.
    #[error("too many long queries run at once")]
    Overloaded,
    /// The server is about to end.
    #[error("the server is about to end")]
    ShuttingDown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The framework refused or failed on its own.
    #[error("{0}")]
    Internal(String),
    /// Claims could not be written in a format.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// An answer could not be written.
    #[error("cannot serialize an answer: {0}")]
    Serialize(#[from] serde_json::Error),
}

fn hint(near: Option<&str>) -> Cow<'static, str> {
    near.map_or(Cow::Borrowed(""), |near| Cow::Owned(format!("; did you mean \"{near}\"?")))
}

fn told(faults: &[ParameterError]) -> String {
    let each = faults
        .iter()
        .map(|fault| format!("{}: {}{}", fault.parameter, fault.message, hint(fault.did_you_mean.as_deref())));
    each.collect::<Vec<_>>().join("; ")
}

impl ApiError {
    /// Its place in the table.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Parameters(_) => ErrorCode::InvalidParameter,
            Self::NotFound { code, .. } => *code,
            Self::Route(_) => ErrorCode::RouteNotFound,
            Self::Method => ErrorCode::MethodNotAllowed,
            Self::Range(_) => ErrorCode::RangeNotSatisfiable,
            Self::UriTooLong => ErrorCode::UriTooLong,
            Self::RateLimited(_) => ErrorCode::RateLimited,
            Self::Overloaded => ErrorCode::Overloaded,
            Self::ShuttingDown => ErrorCode::ShuttingDown,
            Self::Store(StoreError::Late) => ErrorCode::DeadlineExceeded,
            Self::Store(StoreError::Unreachable(_)) => ErrorCode::StoreUnavailable,
            Self::Store(_) | Self::Write(_) | Self::Internal(_) | Self::NotModified(_) | Self::Serialize(_) => {
                ErrorCode::InternalError
            }
        }
    }

    /// After how many seconds the same request may succeed.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::RateLimited(seconds) => Some(*seconds),
            _ if self.code().status() == 503 => Some(1),
            _ => None,
        }
    }

    /// What happened, without what is for those alone who run the server.
    pub fn detail(&self) -> String {
        match self.code() {
            code @ (ErrorCode::InternalError | ErrorCode::StoreUnavailable) => code.meaning().to_owned(),
            _ => self.to_string(),
        }
    }

    /// The answer, with what only the request knows.
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        if let Self::NotModified(validators) = self {
            return validators.not_modified();
        }
        let code = self.code();
        let request_id = RequestId::text(request);
        if code.status() == 500 || code == ErrorCode::StoreUnavailable {
            tracing::error!(request_id, error = %self, "the request failed");
        }
        let problem = Problem {
            kind: format!("{ERRORS_PAGE}#{}", code.code()),
            title: code.title(),
            status: code.status(),
            detail: self.detail(),
            instance: request
                .uri()
                .path_and_query()
                .map(|address| address.as_str().chars().take(MAX_INSTANCE).collect())
                .unwrap_or_default(),
            code: code.code(),
            request_id,
            errors: if let Self::Parameters(faults) = self { faults.clone() } else { vec![] },
        };
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, MEDIA_TYPE)).insert_header((header::CACHE_CONTROL, "no-store"));
        if matches!(self, Self::Method) {
            response.insert_header((header::ALLOW, "GET, HEAD"));
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
