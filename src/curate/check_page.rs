//! The result of `isnad check` as a page, with a link to each claim that has an error.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::curate::Curate;
use crate::curate::answers::{Failure, run};
use crate::curate::error::CurateError;
use crate::curate::faults::message;
use crate::curate::files::read;
use crate::curate::layout::{LanguageQuery, Layout, link, render, respond};
use crate::curate::lines::{Line, lines};
use crate::i18n::Locale;
use crate::ingest::{Corpus, Diagnostic, SeedError};

/// Errors that the page shows.
const MAX_SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "curate/check.html")]
struct CheckPage {
    layout: Layout,
    result: CheckResult,
}

struct CheckResult {
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
    summary: String,
}

struct Problem {
    /// File and line.
    place: String,
    field: String,
    message: String,
    href: Option<String>,
}

#[get("/check")]
pub async fn check(
    request: HttpRequest,
    curate: web::Data<Curate>,
    language: web::Query<LanguageQuery>,
) -> Result<HttpResponse, Failure> {
    let locale = language.locale(&request);
    let page = move |curate: &Curate| {
        let layout = Layout::new(curate, locale, "/check", locale.text("curate-check"));
        render(&CheckPage { layout, result: check_all(curate, locale)? })
    };
    Ok(respond(run(locale, curate, page).await?, locale))
}

fn check_all(curate: &Curate, locale: Locale) -> Result<CheckResult, CurateError> {
    let workspace = &curate.workspace;
    let problems = |list: &[Diagnostic]| {
        let mut files = BTreeMap::new();
        list.iter().take(MAX_SHOWN).map(|diagnostic| problem(curate, diagnostic, &mut files, locale)).collect()
    };
    match Corpus::read(&workspace.source(), workspace.texts.as_deref(), None) {
        Ok(corpus) => {
            let counts = [
                ("claims", corpus.claim_count()),
                ("quotes", corpus.quotes().all),
                ("verified", corpus.quotes().verified),
            ];
            let values = counts.map(|(name, count)| (name, locale.number(count as u64).into()));
            let summary = locale.format("curate-check-green", &values).into_owned();
            Ok(CheckResult { errors: vec![], warnings: problems(&corpus.warnings.warnings), summary })
        }
        Err(SeedError::Diagnostics(found)) => {
            let count = found.error_count() as u64;
            Ok(CheckResult {
                errors: problems(&found.list),
                warnings: problems(&found.warnings),
                summary: locale.format("curate-check-errors", &[("count", count.into())]).into_owned(),
            })
        }
        Err(error) => Err(error.into()),
    }
}

fn problem(
    curate: &Curate,
    diagnostic: &Diagnostic,
    files: &mut BTreeMap<String, Vec<Option<String>>>,
    locale: Locale,
) -> Problem {
    let from = format!("{}/", curate.workspace.from.display());
    let file = diagnostic.file.strip_prefix(&from).unwrap_or(&diagnostic.file);
    let article = file.strip_prefix("articles/").and_then(|rest| rest.split('/').next());
    let href = article.map(|article| {
        let ids = files.entry(diagnostic.file.clone()).or_insert_with(|| ids(&diagnostic.file));
        let id = (diagnostic.line as usize).checked_sub(1).and_then(|at| ids.get(at)?.as_deref());
        let claim = id.filter(|_| file.ends_with("/claims.jsonl")).map(|id| format!("?claim={id}"));
        link(&curate.base, &format!("/articles/{article}{}", claim.unwrap_or_default()), locale)
    });
    Problem {
        place: format!("{file}:{}", diagnostic.line),
        field: diagnostic.field.clone(),
        message: message(diagnostic, locale),
        href,
    }
}

/// Returns the identifiers of the records of a file by line.
fn ids(file: &str) -> Vec<Option<String>> {
    lines(&read(file.as_ref()).unwrap_or_default()).map(Line::id).collect()
}
