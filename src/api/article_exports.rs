//! Articles as CSV and NDJSON.

use actix_web::{HttpRequest, HttpResponse, get};

use super::articles::{ArticleResource, resource};
use super::list_export::{ListWriter, export_list};
use crate::domain::article::Article;
use crate::formats::{Cell, columns, day, in_language, in_language_if_any, optional, text};
use crate::http::article_params::ArticleParams;
use crate::http::catalogue_list::{ArticleSortParams, WholeListParams};
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::export_params::{ExcelParams, FieldParams};
use crate::query::params::Params;

columns! {
    fn article_columns for ArticleResource;
    id: "id" Text "Identifier of the article." One |article| text(&article.id);
    title: "title" Text "Headline" Language |article, language| in_language(&article.title, language);
    title_note: "title_note" Text "Source of the headline"
        Language |article, language| in_language_if_any(article.title_note.as_ref(), language);
    publisher: "publisher" Text "Name of the publisher." One |article| optional(article.publisher.as_ref());
    author: "author" Text "Name of the author." One |article| optional(article.author.as_ref());
    language: "language" Text "Language of the text: a BCP 47 tag." One |article| text(&article.language);
    translated_from: "translated_from" Text "Language it was translated from: a BCP 47 tag."
        One |article| optional(article.translated_from.as_ref());
    published: "published" Text "Date of publication as an EDTF value."
        One |article| optional(article.published.as_ref().map(|published| &published.edtf));
    published: "published_earliest" Day "First day of the date of publication, empty for an open start."
        One |article| article.published.as_ref().and_then(|published| published.earliest).map_or(Cell::Null, day);
    published: "published_latest" Day "Last day of the date of publication, included, empty for an open end."
        One |article| article.published.as_ref().and_then(|published| published.latest).map_or(Cell::Null, day);
    published: "published_note" Text "How the date is known"
        Language |article, language| in_language_if_any(article.published.as_ref().and_then(|date| date.note.as_ref()), language);
    source_url: "source_url" Text "Web address of the article." One |article| optional(article.source_url.as_ref());
    voice: "voice" Text "Identifier of the actor that represents the article itself." One |article| text(&article.voice);
    text: "text_sha256" Text "SHA-256 of the text to which evidence offsets refer."
        One |article| optional(article.text.as_ref().map(|text| &text.sha256));
    text: "text_code_points" Integer "Length of that text in code points."
        One |article| article.text.as_ref().map_or(Cell::Null, |text| text.code_points.into());
    rights: "rights" Text "Rights holder of the text"
        Language |article, language| in_language_if_any(article.rights.as_ref(), language);
    claim_count: "claim_count" Integer "Number of claims drawn from it." One |article| article.claim_count.into();
    links: "links_self" Text "Path of the article in the API." One |article| text(&article.links.itself);
    links: "links_claims" Text "Path of its claims in the API." One |article| text(&article.links.claims);
}

/// Download articles as CSV
///
/// All articles of the list as CSV, one row per article. Texts have a column for each language of the dataset.
/// `Total-Count` is the number of rows after the header.
#[utoipa::path(
    operation_id = "exportArticlesCsv",
    tag = "articles",
    params(ArticleParams, WholeListParams, ArticleSortParams, FieldParams, ExcelParams),
    responses((status = 200, description = "The articles as CSV.", body = String, content_type = "text/csv"))
)]
#[get("/v1/articles.csv")]
pub async fn export_articles_csv(
    request: HttpRequest,
    state: State,
    params: Params<(ArticleParams, WholeListParams, ArticleSortParams, FieldParams, ExcelParams)>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = state.dataset.catalogue();
    let (filter, list, writer) = params.resolve(|(articles, whole, sort, fields, excel), errors| {
        let writer = ListWriter::csv(article_columns(&catalogue.text_languages), &fields, &excel, errors);
        (articles.resolve(catalogue, errors), whole.resolve_articles(&sort, errors), writer)
    })?;
    export_list(&request, &state, list, move |article: &Article| filter.accepts(article), resource, writer).await
}

/// Download articles as NDJSON
///
/// All articles of the list, one JSON object per line. `Total-Count` is the number of lines.
#[utoipa::path(
    operation_id = "exportArticlesNdjson",
    tag = "articles",
    params(ArticleParams, WholeListParams, ArticleSortParams, FieldParams),
    responses((status = 200, description = "The articles, one per line.", body = String, content_type = "application/x-ndjson"))
)]
#[get("/v1/articles.ndjson")]
pub async fn export_articles_ndjson(
    request: HttpRequest,
    state: State,
    params: Params<(ArticleParams, WholeListParams, ArticleSortParams, FieldParams)>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = state.dataset.catalogue();
    let (filter, list, writer) = params.resolve(|(articles, whole, sort, fields), errors| {
        let writer = ListWriter::ndjson(&article_columns(&catalogue.text_languages), &fields, errors);
        (articles.resolve(catalogue, errors), whole.resolve_articles(&sort, errors), writer)
    })?;
    export_list(&request, &state, list, move |article: &Article| filter.accepts(article), resource, writer).await
}
