//! The list of articles.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::curate::Curate;
use crate::curate::answers::{Failure, run};
use crate::curate::entries::{Text, claims, proposals};
use crate::curate::error::CurateError;
use crate::curate::files::read;
use crate::curate::layout::{LanguageQuery, Layout, render, respond};
use crate::curate::workspace::Workspace;
use crate::domain::language_map::LanguageMap;
use crate::i18n::{Locale, direction_of};

#[derive(Template)]
#[template(path = "curate/home.html")]
struct HomePage {
    layout: Layout,
    articles: Vec<ArticleRow>,
}

struct ArticleRow {
    id: String,
    title: Text,
    claims: String,
    /// The number of proposals, if there are any.
    proposals: Option<String>,
}

#[get("/")]
pub async fn home(
    request: HttpRequest,
    curate: web::Data<Curate>,
    language: web::Query<LanguageQuery>,
) -> Result<HttpResponse, Failure> {
    let locale = language.locale(&request);
    let page = move |curate: &Curate| {
        let layout = Layout::new(curate, locale, "/", locale.text("curate-articles"));
        render(&HomePage { layout, articles: rows(&curate.workspace, locale)? })
    };
    Ok(respond(run(locale, curate, page).await?, locale))
}

fn rows(workspace: &Workspace, locale: Locale) -> Result<Vec<ArticleRow>, CurateError> {
    let folders = workspace.source().article_folders().map_err(|fault| CurateError::Malformed(fault.to_string()))?;
    let row = |id: String| {
        let files = workspace.files(&id).ok()?;
        let content = workspace.source().read(&format!("articles/{id}/article.json")).unwrap_or_default();
        let article: Option<serde_json::Value> = serde_json::from_str(&content).ok();
        let title =
            article.and_then(|article| serde_json::from_value::<LanguageMap>(article.get("title")?.clone()).ok());
        let title = title.unwrap_or_else(|| LanguageMap::single("und", &id));
        let (tag, text) = title.pick(locale.tag());
        let count = |content: &[u8], of: fn(&[u8]) -> usize| u64::try_from(of(content)).unwrap_or(u64::MAX);
        let claims = count(&read(&files.claims).ok()?, |content| claims(content).0.len());
        let proposals = count(&read(&files.draft).ok()?, |content| proposals(content).0.len());
        Some(ArticleRow {
            title: Text { words: text.to_owned(), tag: tag.to_owned(), direction: direction_of(tag) },
            claims: locale.claim_count(claims),
            proposals: (proposals > 0)
                .then(|| locale.format("curate-proposal-count", &[("count", proposals.into())]).into_owned()),
            id,
        })
    };
    Ok(folders.into_iter().filter_map(row).collect())
}
