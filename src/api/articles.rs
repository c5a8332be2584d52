//! Articles: the sources of claims.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::article::{Article, TextFingerprint};
use crate::domain::base_path;
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::{ActorId, ArticleId};
use crate::domain::language_map::LanguageMap;
use crate::http::article_params::ArticleParams;
use crate::http::catalogue_list::{self, ArticleSortParams, ListParams};
use crate::http::conditional;
use crate::http::lookup::find_record;
use crate::http::pagination::PageInfo;
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::params::Params;
use crate::store::Dataset;

/// An article with its claim count. Its text is not stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleResource {
    /// Stable identifier.
    #[schema(value_type = String, example = "us-china-ai-dominance-2025")]
    pub id: ArticleId,
    /// Headline.
    pub title: LanguageMap,
    /// Source of the headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title_note: Option<LanguageMap>,
    /// Publisher's name, where verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub publisher: Option<String>,
    /// Author's name, where verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub author: Option<String>,
    /// Language of the text: a BCP 47 tag.
    #[schema(example = "ar")]
    pub language: String,
    /// Language it was translated from, where it is a translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "en")]
    pub translated_from: Option<String>,
    /// Publication date, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published: Option<PublicationDate>,
    /// Web address of the article, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri")]
    pub source_url: Option<String>,
    /// The actor that represents the article itself as an asserter.
    #[schema(value_type = String, example = "us-china-ai-dominance-2025-article")]
    pub voice: ActorId,
    /// Fingerprint of the text to which evidence offsets refer, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<TextFingerprint>,
    /// Rights holder of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rights: Option<LanguageMap>,
    /// Number of claims drawn from it.
    #[schema(value_type = i64, minimum = 0, example = 160)]
    pub claim_count: u64,
    /// Links.
    pub links: ArticleLinks,
}

/// Publication date of an article.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicationDate {
    /// The date or interval as an EDTF value (ISO 8601-2).
    #[schema(example = "2025-07-28/2025-07-29")]
    pub edtf: String,
    /// First day that the value covers. Absent if it has an open start.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, format = Date, example = "2025-07-28")]
    pub earliest: Option<jiff::civil::Date>,
    /// Last day that the value covers, included. Absent if it has an open end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, format = Date, example = "2025-07-29")]
    pub latest: Option<jiff::civil::Date>,
    /// How the date is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub note: Option<LanguageMap>,
}

/// Links of an article.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleLinks {
    /// This article in the API, relative to the server.
    #[serde(rename = "self")]
    #[schema(example = "/v1/articles/us-china-ai-dominance-2025")]
    pub itself: String,
    /// The claims drawn from it.
    #[schema(example = "/v1/claims?article=us-china-ai-dominance-2025")]
    pub claims: String,
}

/// A page of articles.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticlePage {
    /// The articles of this page.
    pub data: Vec<ArticleResource>,
    /// Pagination links.
    pub page: PageInfo,
    /// Number of articles on all pages.
    #[schema(value_type = i64, minimum = 0, example = 1)]
    pub total: u64,
}

pub fn resource(dataset: &Dataset, ordinal: usize) -> ArticleResource {
    let Article {
        id,
        title,
        title_note,
        publisher,
        author,
        language,
        translated_from,
        published,
        published_note,
        source_url,
        voice,
        text,
        rights,
    } = dataset.catalogue().articles.all()[ordinal].clone();
    let published = published.map(|EdtfDate { edtf, earliest, latest, precision: _ }| PublicationDate {
        edtf,
        earliest,
        latest,
        note: published_note,
    });
    ArticleResource {
        published,
        claim_count: dataset.article_count(ordinal),
        links: ArticleLinks {
            itself: base_path::link(format!("/v1/articles/{id}")).into_owned(),
            claims: base_path::link(format!("/v1/claims?article={id}")).into_owned(),
        },
        id,
        title,
        title_note,
        publisher,
        author,
        language,
        translated_from,
        source_url,
        voice,
        text,
        rights,
    }
}

/// List articles
///
/// The articles that claims are drawn from, with the hash of the text to which evidence offsets refer.
#[utoipa::path(
    operation_id = "listArticles",
    tag = "articles",
    params(ArticleParams, ListParams, ArticleSortParams),
    responses((status = 200, description = "A page of articles.", body = ArticlePage))
)]
#[get("/v1/articles")]
pub async fn list_articles(
    request: HttpRequest,
    state: State,
    params: Params<(ArticleParams, ListParams, ArticleSortParams)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.resolve(|(articles, list, sort), errors| {
        let filter = articles.resolve(state.dataset.catalogue(), errors);
        (filter, list.resolve(sort.resolve(&list, errors), errors))
    })?;
    let dataset = &state.dataset;
    catalogue_list::respond_with_page(
        &request,
        &state,
        list,
        move |article: &Article| filter.accepts(article),
        |ordinal| resource(dataset, ordinal),
        |data, page, total| ArticlePage { data, page, total },
    )
    .await
}

/// Get an article
///
/// One article with its date, its language and the hash of its text.
#[utoipa::path(
    operation_id = "getArticle",
    tag = "articles",
    params(("id" = inline(ArticleId), Path, description = "Identifier of the article.")),
    responses((status = 200, description = "The article.", body = ArticleResource))
)]
#[get("/v1/articles/{id}")]
pub async fn get_article(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let ordinal = find_record::<Article>(&state.dataset, &id)?;
    Ok(conditional::check(&request, &state)?.json(&resource(&state.dataset, ordinal))?)
}
