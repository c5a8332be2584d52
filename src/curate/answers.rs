//! What the script asks for: checks and edits. Errors are JSON with a message in the reader's language.

use std::fmt;

use actix_web::error::{BlockingError, JsonPayloadError};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError, post, web};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::curate::Curate;
use crate::curate::edits::{self, ClaimEdit, KnownLine};
use crate::curate::error::CurateError;
use crate::curate::faults::Faults;
use crate::curate::layout::LanguageQuery;
use crate::domain::vocabulary::Resource;
use crate::i18n::Locale;

/// An error with the language of the reader.
#[derive(Debug)]
pub struct Failure {
    locale: Locale,
    error: CurateError,
}

impl Failure {
    pub const fn new(locale: Locale, error: CurateError) -> Self {
        Self { locale, error }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match &self.error {
            CurateError::NotFound => StatusCode::NOT_FOUND,
            CurateError::Malformed(_) => StatusCode::BAD_REQUEST,
            CurateError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            CurateError::Conflict { .. } | CurateError::InUse(_) => StatusCode::CONFLICT,
            CurateError::Seed(_) | CurateError::Io(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let text = |key: &str| self.locale.text(key).to_owned();
        let mut answer = json!({"message": match &self.error {
            CurateError::NotFound => text("curate-error-not-found"),
            CurateError::Malformed(_) => text("curate-error-malformed"),
            CurateError::Refused(_) => text("curate-error-refused"),
            CurateError::Conflict { current: Some(_), .. } => text("curate-error-changed"),
            CurateError::Conflict { current: None, .. } => text("curate-error-gone"),
            CurateError::InUse(_) => text("curate-error-in-use"),
            CurateError::Seed(_) | CurateError::Io(_) => text("curate-error-files"),
        }});
        match &self.error {
            CurateError::Refused(diagnostics) => answer["faults"] = json!(Faults::new(diagnostics, self.locale)),
            CurateError::Conflict { current, version } => {
                answer["current"] = json!(current);
                answer["version"] = json!(version);
            }
            CurateError::InUse(claims) => answer["detail"] = json!(claims.join(", ")),
            CurateError::Malformed(detail) => answer["detail"] = json!(detail),
            CurateError::Seed(_) | CurateError::Io(_) => answer["detail"] = json!(self.error.to_string()),
            CurateError::NotFound => {}
        }
        HttpResponse::build(self.status_code()).json(answer)
    }
}

/// Runs work on files apart from the thread that answers.
pub async fn run<T: Send + 'static>(
    locale: Locale,
    curate: web::Data<Curate>,
    work: impl FnOnce(&Curate) -> Result<T, CurateError> + Send + 'static,
) -> Result<T, Failure> {
    let stopped = |_: BlockingError| CurateError::Io(std::io::Error::other("the work was stopped"));
    let outcome = web::block(move || work(&curate)).await.map_err(stopped);
    outcome.and_then(|outcome| outcome).map_err(|error| Failure::new(locale, error))
}

/// Runs an edit of an article and answers with what it returns.
async fn answer<T: Serialize + Send + 'static>(
    request: &HttpRequest,
    curate: web::Data<Curate>,
    language: &LanguageQuery,
    edit: impl FnOnce(&Curate, Locale) -> Result<T, CurateError> + Send + 'static,
) -> Result<HttpResponse, Failure> {
    let locale = language.locale(request);
    Ok(HttpResponse::Ok().json(run(locale, curate, move |curate| edit(curate, locale)).await?))
}

type Article = web::Path<String>;
type Language = web::Query<LanguageQuery>;

#[post("/articles/{article}/check")]
pub async fn check_claim(
    request: HttpRequest,
    curate: web::Data<Curate>,
    article: Article,
    language: Language,
    edit: web::Json<ClaimEdit>,
) -> Result<HttpResponse, Failure> {
    answer(&request, curate, &language, move |curate, locale| {
        Ok(Faults::new(&edits::check_claim(&curate.workspace, &article, edit.into_inner())?, locale))
    })
    .await
}

#[post("/articles/{article}/claims")]
pub async fn save_claim(
    request: HttpRequest,
    curate: web::Data<Curate>,
    article: Article,
    language: Language,
    edit: web::Json<ClaimEdit>,
) -> Result<HttpResponse, Failure> {
    answer(&request, curate, &language, move |curate, _| {
        Ok(json!({"id": edits::save_claim(&curate.workspace, &article, &edit)?}))
    })
    .await
}

#[post("/articles/{article}/claims/delete")]
pub async fn delete_claim(
    request: HttpRequest,
    curate: web::Data<Curate>,
    article: Article,
    language: Language,
    known: web::Json<KnownLine>,
) -> Result<HttpResponse, Failure> {
    answer(&request, curate, &language, move |curate, _| edits::delete_claim(&curate.workspace, &article, &known)).await
}

#[post("/articles/{article}/proposals/reject")]
pub async fn reject_proposal(
    request: HttpRequest,
    curate: web::Data<Curate>,
    article: Article,
    language: Language,
    known: web::Json<KnownLine>,
) -> Result<HttpResponse, Failure> {
    answer(&request, curate, &language, move |curate, _| edits::reject_proposal(&curate.workspace, &article, &known))
        .await
}

#[post("/articles/{article}/actors")]
pub async fn add_actor(
    request: HttpRequest,
    curate: web::Data<Curate>,
    article: Article,
    language: Language,
    record: web::Json<Map<String, Value>>,
) -> Result<HttpResponse, Failure> {
    answer(&request, curate, &language, move |curate, _| {
        edits::add_record(&curate.workspace, &article, Resource::Actor, record.into_inner())
    })
    .await
}

#[post("/articles/{article}/topics")]
pub async fn add_topic(
    request: HttpRequest,
    curate: web::Data<Curate>,
    article: Article,
    language: Language,
    record: web::Json<Map<String, Value>>,
) -> Result<HttpResponse, Failure> {
    answer(&request, curate, &language, move |curate, _| {
        edits::add_record(&curate.workspace, &article, Resource::Topic, record.into_inner())
    })
    .await
}

/// The error of a body that is not the JSON that the script sends.
#[expect(clippy::needless_pass_by_value, reason = "the signature of an error handler")]
pub fn malformed(error: JsonPayloadError, _: &HttpRequest) -> actix_web::Error {
    Failure::new(Locale::English, CurateError::Malformed(error.to_string())).into()
}

pub async fn not_found() -> HttpResponse {
    Failure::new(Locale::English, CurateError::NotFound).error_response()
}
