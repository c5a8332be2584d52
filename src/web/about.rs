//! The page about the dataset: who made it and how, what it holds and lacks, its licence and its downloads.

use actix_web::{HttpRequest, HttpResponse, routes};
use askama::Template;

use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{EvidenceFilter, VocabularyTerm};
use crate::formats::{Format, SCHEMA_ORG};
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::i18n;
use crate::query::facets::{self, Facet};
use crate::query::filters::EVIDENCE_STATUS;
use crate::query::params::{Parameters, Params};
use crate::query::{ClaimFilter, Values};
use crate::store::DatasetReader;
use crate::web::articles::publication_span;
use crate::web::card::{LangText, Name};
use crate::web::claim_list::{Entry, frequent_values, linked};
use crate::web::context::{LanguageParams, PageContext, expect_language_only};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::signposts::Signpost;
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// Kinds and publishers, each.
const MAX_ENTRIES: usize = 10;

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
#[template(path = "about.html")]
pub struct AboutPage {
    layout: PageLayout,
    title: LangText,
    about: LangText,
    licence: Option<(String, String)>,
    version: String,
    totals: Vec<CountLink>,
    dated: Option<String>,
    coverage: Option<String>,
    /// The dates of publication of the articles.
    published: Option<String>,
    /// The languages of the evidence.
    languages: String,
    /// Claims by status of evidence, publisher and kind, each with the key of its title.
    groups: Vec<(&'static str, Vec<Entry>)>,
    creator: Option<(LangText, Option<String>)>,
    method: Option<LangText>,
    limitations: Option<LangText>,
    contact: Option<(String, String)>,
    timeline: Option<TimelineChart>,
    downloads: Vec<DownloadLink>,
}

/// The former address of the page still works.
#[routes]
#[get("/about")]
#[get("/dataset")]
pub async fn show_about(
    request: HttpRequest,
    state: State,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    expect_language_only(params)?;
    let context =
        PageContext::new(&request, Address::parse("/about", request.query_string()).only(LanguageParams::contains));
    let cost = TimelineChart::cost(&state.dataset, &ClaimFilter::default());
    layout::respond(&request, &state, context, cost, view).await
}

fn view(context: &PageContext, state: &AppState, dataset: &DatasetReader) -> Result<AboutPage, ApiError> {
    let locale = context.locale;
    let (catalogue, totals) = (state.dataset.catalogue(), &state.stats);
    let described = state.dataset.description();
    let title = described.map_or(context.text("nav-dataset"), |about| locale.pick(&about.title));
    let about = described.map_or(context.text("site-tagline"), |about| locale.pick(&about.description));
    let mut layout = PageLayout::new(context, state, "about", title, about);
    let text = |map: Option<&LanguageMap>, otherwise| match map {
        Some(map) => LangText::picked(locale, map, None),
        None => LangText::new(context.text(otherwise), locale.tag(), None),
    };
    layout.formats = vec![FormatLink::json(&"/v1/dataset")];
    layout.signposts = Signpost::of_dataset(context, state);
    layout.json_ld = Some(layout::escape_script(&json_ld(state, &context.origin)));
    let total =
        |count: usize, name, path: &str| CountLink { count: locale.number(count as u64), name, href: context.to(path) };
    let filter = ClaimFilter::default();
    let search = Address::new("/");
    let linked = |facet: Facet| -> Result<Vec<Entry>, ApiError> {
        let values = frequent_values(dataset, &filter, facet, MAX_ENTRIES)?;
        // What all claims have in common says nothing.
        let values = if values.len() > 1 { values } else { vec![] };
        Ok(linked(context, &values, &search, facet.filter.name))
    };
    let picked = |map: &Option<LanguageMap>| map.as_ref().map(|text| LangText::picked(locale, text, None));
    let download = |name, href, about| DownloadLink { name, href, about };
    Ok(AboutPage {
        licence: described.map(|about| (about.licence.name.clone(), about.licence.url.clone())),
        version: state.dataset.version().to_owned(),
        totals: [
            (totals.claims as usize, "nav-claims", "/"),
            (catalogue.actors.count(), "nav-actors", "/actors"),
            (catalogue.topics.count(), "nav-topics", "/topics"),
            (catalogue.articles.all().len(), "nav-articles", "/articles"),
        ]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, name, path)| total(count, context.text(name), path))
        .collect(),
        dated: (totals.dated_claims > 0).then(|| locale.claim_count(totals.dated_claims.into())),
        coverage: totals.coverage.map(|span| i18n::format_days(locale, span.earliest, span.latest)),
        languages: totals.languages.iter().map(|tag| locale.language_name(tag)).collect::<Vec<_>>().join(", "),
        published: publication_span(catalogue.articles.all())
            .map(|span| i18n::format_days(locale, span.earliest, span.latest)),
        groups: vec![
            ("about-evidence", statuses(context, dataset)?),
            ("article-publisher", linked(&facets::PUBLISHER)?),
            ("filter-label-kind", linked(&facets::KIND)?),
        ],
        creator: described
            .and_then(|about| about.creator.as_ref())
            .map(|creator| (LangText::picked(locale, &creator.name, None), creator.url.clone())),
        method: described.and_then(|about| picked(&about.method)),
        limitations: described.and_then(|about| picked(&about.limitations)),
        contact: described.and_then(|about| about.contact.as_ref()).map(|contact| {
            let href = if contact.contains('@') && !contact.contains('/') {
                format!("mailto:{contact}")
            } else {
                contact.clone()
            };
            (href, contact.clone())
        }),
        timeline: TimelineChart::new(context, dataset, &filter, &search)?.filter(|chart| chart.bars.len() > 1),
        downloads: [
            Some(download("CSV", "/v1/dataset/claims.csv?excel=true", context.text("dataset-file-csv"))),
            Some(download("NDJSON", "/v1/dataset/claims.ndjson", context.text("dataset-file-ndjson"))),
            Format::Parquet
                .is_available()
                .then(|| download("Parquet", "/v1/dataset/claims.parquet", context.text("dataset-file-parquet"))),
            // PostgreSQL has no file to download.
            state
                .dataset
                .file()
                .map(|_| download("SQLite", "/v1/dataset/claims.sqlite", context.text("dataset-file-sqlite"))),
            Some(download("Croissant", "/v1/dataset/croissant.json", context.text("dataset-file-croissant"))),
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

/// The claims with evidence of each status, with the share of all claims: "verified: 12 claims (40 %)".
fn statuses(context: &PageContext, dataset: &DatasetReader) -> Result<Vec<Entry>, ApiError> {
    let all = u64::from(dataset.stats().claims).max(1);
    let mut entries = Vec::new();
    for (position, status) in EvidenceFilter::ALL.iter().enumerate() {
        let filter = ClaimFilter::default().with(&EVIDENCE_STATUS, Values::positions(vec![position]));
        let count = dataset.count(&filter)?;
        if count == 0 {
            continue;
        }
        let share = [("count", context.locale.claim_count(count).into()), ("share", (count * 100 / all).into())];
        entries.push(Entry {
            name: Name::picked(context.locale, &status.label()),
            href: context.link(&Address::new("/").with(EVIDENCE_STATUS.name, status.as_str())),
            kind: String::new(),
            about: context
                .locale
                .find(&format!("quote-{}", status.as_str()))
                .map(|text| LangText::new(text, context.locale.tag(), None)),
            count: context.locale.format("about-share", &share).into_owned(),
        });
    }
    Ok(entries)
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
    if Format::Parquet.is_available() {
        files.push(file("claims.parquet", Format::Parquet.info().media_type));
    }
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
        "url": format!("{origin}/about"),
        "inLanguage": state.dataset.catalogue().languages,
        "isAccessibleForFree": true,
        "distribution": files
    });
    if let Some(about) = described {
        node["license"] = about.licence.url.as_str().into();
        if let Some(creator) = &about.creator {
            node["creator"] = serde_json::json!({"@type": "Organization", "name": creator.name.pick("en").1});
            if let Some(url) = &creator.url {
                node["creator"]["url"] = url.as_str().into();
            }
        }
        if let Some(method) = &about.method {
            node["measurementTechnique"] = method.pick("en").1.into();
        }
    }
    if let Some(span) = state.stats.coverage {
        node["temporalCoverage"] = format!("{}/{}", span.earliest, span.latest).into();
    }
    node.to_string()
}
