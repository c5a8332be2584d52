//! The page of the dataset: its totals, coverage, licence and downloads.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::language_map::LanguageMap;
use crate::formats::SCHEMA_ORG;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::i18n;
use crate::query::ClaimFilter;
use crate::query::params::Params;
use crate::store::DatasetReader;
use crate::web::card::LangText;
use crate::web::context::{LanguageParams, PageContext, expect_language_only};
use crate::web::facet_controls::{Choice, Choices};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

pub struct CountLink {
    pub count: String,
    pub name: &'static str,
    pub href: String,
}

pub struct DownloadLink {
    pub name: &'static str,
    pub href: &'static str,
    pub about: &'static str,
}

#[derive(Template)]
#[template(path = "dataset.html")]
pub struct DatasetPage {
    layout: PageLayout,
    title: LangText,
    about: LangText,
    licence: Option<(String, String)>,
    version: String,
    totals: Vec<CountLink>,
    dated: String,
    coverage: Option<String>,
    languages: String,
    kinds: Vec<(Choice, String)>,
    timeline: Option<TimelineChart>,
    downloads: Vec<DownloadLink>,
}

#[get("/dataset")]
pub async fn show_dataset(
    request: HttpRequest,
    state: State,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    expect_language_only(params)?;
    let context = PageContext::from_request::<LanguageParams>(&request);
    let cost = TimelineChart::cost(&state.dataset, &ClaimFilter::default());
    layout::respond(&request, &state, context, cost, view).await
}

fn view(context: &PageContext, state: &AppState, dataset: &DatasetReader) -> Result<DatasetPage, ApiError> {
    let locale = context.locale;
    let (catalogue, totals) = (state.dataset.catalogue(), &state.stats);
    let described = state.dataset.description();
    let title = described.map_or(context.text("nav-dataset"), |about| locale.pick(&about.title));
    let about = described.map_or(context.text("site-tagline"), |about| locale.pick(&about.description));
    let mut layout = PageLayout::new(context, state, "dataset", title, about);
    let text = |map: Option<&LanguageMap>, otherwise| match map {
        Some(map) => LangText::picked(locale, map, None),
        None => LangText::new(context.text(otherwise), locale.tag(), None),
    };
    layout.formats = vec![FormatLink::json(&"/v1/dataset")];
    layout.json_ld = Some(layout::escape_script(&json_ld(state, &context.origin)));
    let total =
        |count: usize, name, path: &str| CountLink { count: locale.number(count as u64), name, href: context.to(path) };
    let filter = ClaimFilter::default();
    let search = Address::new("/");
    let kinds = Choices::new(locale, dataset, &filter, &search)?.kind;
    let download = |name, href, about| DownloadLink { name, href, about };
    Ok(DatasetPage {
        licence: described.map(|about| (about.licence.name.clone(), about.licence.url.clone())),
        version: state.dataset.version().to_owned(),
        totals: vec![
            total(totals.claims as usize, context.text("nav-claims"), "/"),
            total(catalogue.actors.count(), context.text("nav-actors"), "/actors"),
            total(catalogue.topics.count(), context.text("nav-topics"), "/topics"),
            total(catalogue.articles.all().len(), context.text("nav-articles"), "/articles"),
        ],
        dated: locale.claim_count(totals.dated_claims.into()),
        coverage: totals.coverage.map(|span| i18n::format_days(locale, span.earliest, span.latest)),
        languages: totals.languages.iter().map(|tag| locale.language_name(tag)).collect::<Vec<_>>().join(", "),
        kinds: kinds
            .into_iter()
            .map(|kind| {
                let href = context.link(&search.clone().with("kind", &kind.value));
                (kind, href)
            })
            .collect(),
        timeline: TimelineChart::new(context, dataset, &filter, &search)?,
        downloads: [
            Some(download("CSV", "/v1/dataset/claims.csv?excel=true", context.text("dataset-file-csv"))),
            Some(download("NDJSON", "/v1/dataset/claims.ndjson", context.text("dataset-file-ndjson"))),
            // PostgreSQL has no file to download.
            state
                .dataset
                .file()
                .map(|_| download("SQLite", "/v1/dataset/claims.sqlite", context.text("dataset-file-sqlite"))),
            Some(download("Data Package", "/v1/dataset/datapackage.json", context.text("dataset-file-package"))),
        ]
        .into_iter()
        .flatten()
        .collect(),
        title: text(described.map(|about| &about.title), "nav-dataset"),
        about: text(described.map(|about| &about.description), "site-tagline"),
        layout,
    })
}

/// The dataset in schema.org terms, for dataset search engines.
fn json_ld(state: &AppState, origin: &str) -> String {
    let described = state.dataset.description();
    let file = |name: &str, media_type: &str| {
        serde_json::json!({
            "@type": "DataDownload",
            "encodingFormat": media_type,
            "contentUrl": format!("{origin}/v1/dataset/{name}")
        })
    };
    let mut files = vec![file("claims.csv", "text/csv"), file("claims.ndjson", "application/x-ndjson")];
    if state.dataset.file().is_some() {
        files.push(file("claims.sqlite", "application/vnd.sqlite3"));
    }
    let mut node = serde_json::json!({
        "@context": {
            "@vocab": SCHEMA_ORG,
            "url": {"@type": "@id"},
            "license": {"@type": "@id"},
            "contentUrl": {"@type": "@id"}
        },
        "@type": "Dataset",
        "name": described.map_or("Isnad", |about| about.title.pick("en").1),
        "description": described.map_or("Structured claims", |about| about.description.pick("en").1),
        "version": state.dataset.version(),
        "url": format!("{origin}/dataset"),
        "inLanguage": state.dataset.catalogue().languages,
        "isAccessibleForFree": true,
        "distribution": files
    });
    if let Some(about) = described {
        node["license"] = about.licence.url.as_str().into();
    }
    if let Some(span) = state.stats.coverage {
        node["temporalCoverage"] = format!("{}/{}", span.earliest, span.latest).into();
    }
    node.to_string()
}
