//! The dataset's page: what it covers, under which terms, in which version, and its files.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::http::params::Params;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::query::filter::ClaimFilter;
use crate::store::DatasetReader;
use crate::web::dates;
use crate::web::facet_controls::{Choice, Choices};
use crate::web::language::language_name;
use crate::web::layout::{self, FormatLink, LanguageParams, PageContext, PageLayout};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// A count that leads to what it counts.
pub struct CountLink {
    /// How many.
    pub count: String,
    /// Of what.
    pub name: &'static str,
    /// The list of them.
    pub href: String,
}

/// A file.
pub struct DownloadLink {
    /// Its name.
    pub name: &'static str,
    /// Where it is.
    pub href: &'static str,
    /// What it holds.
    pub about: &'static str,
}

/// The page.
#[derive(Template)]
#[template(path = "dataset.html")]
pub struct DatasetPage {
    p: PageLayout,
    title: String,
    about: String,
    licence: Option<(String, String)>,
    version: String,
    tallies: Vec<CountLink>,
    dated: String,
    coverage: Option<String>,
    languages: String,
    kinds: Vec<(Choice, String)>,
    timeline: Option<TimelineChart>,
    dumps: Vec<DownloadLink>,
}

/// The dataset's page.
#[get("/dataset")]
pub async fn show_dataset(
    request: HttpRequest,
    state: State,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    layout::expect_language_only(params)?;
    let reader = PageContext::of(&request);
    layout::answer(&request, &state, reader, state.dataset.lookup_cost(), view).await
}

fn view(reader: &PageContext, state: &AppState, dataset: &DatasetReader) -> Result<DatasetPage, ApiError> {
    let (language, t) = (reader.language, reader.words());
    let (catalogue, extent) = (state.dataset.catalogue(), &state.stats);
    let described = state.dataset.description();
    let title = described.map_or(t.nav_dataset, |about| language.of(&about.title)).to_owned();
    let about = described.map_or(t.tagline, |about| language.of(&about.description)).to_owned();
    let mut p = PageLayout::new(reader, state, "dataset", &title, &about);
    p.formats = vec![FormatLink::json(&"/v1/dataset")];
    p.json_ld = Some(layout::embedded(&json_ld(state, &reader.origin)));
    let tally = |count: usize, name, path: &str| CountLink {
        count: language.number(count as u64),
        name,
        href: reader.to(path),
    };
    let filter = ClaimFilter::default();
    let search = Address::new("/");
    let kinds = Choices::new(language, dataset, &filter, &search)?.kind;
    let dump = |name, href, about| DownloadLink { name, href, about };
    Ok(DatasetPage {
        licence: described.map(|about| (about.licence.name.clone(), about.licence.url.clone())),
        version: state.dataset.version().to_owned(),
        tallies: vec![
            tally(extent.claims as usize, t.nav_claims, "/"),
            tally(catalogue.actors.all().len(), t.nav_actors, "/actors"),
            tally(catalogue.topics.all().len(), t.nav_topics, "/topics"),
            tally(catalogue.articles.all().len(), t.nav_articles, "/articles"),
        ],
        dated: language.claims(extent.dated_claims),
        coverage: extent.coverage.map(|span| dates::say_days(language, span.earliest, span.latest)),
        languages: extent.languages.iter().map(|tag| language_name(language, tag)).collect::<Vec<_>>().join(", "),
        kinds: kinds
            .into_iter()
            .map(|kind| {
                let href = reader.link(&search.clone().with("kind", &kind.value));
                (kind, href)
            })
            .collect(),
        timeline: TimelineChart::new(reader, dataset, &filter, &search)?,
        dumps: [
            Some(dump("CSV", "/v1/dataset/claims.csv", t.dump_csv)),
            Some(dump("NDJSON", "/v1/dataset/claims.ndjson", t.dump_ndjson)),
            // Only a dataset that is a file can be had as one.
            state.dataset.file().map(|_| dump("SQLite", "/v1/dataset/claims.sqlite", t.dump_sqlite)),
            Some(dump("Data Package", "/v1/dataset/datapackage.json", t.dump_package)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        title,
        about,
        p,
    })
}

/// The dataset in the words of schema.org, for those who search for datasets.
fn json_ld(state: &AppState, origin: &str) -> String {
    let described = state.dataset.description();
    let file = |name: &str, media_type: &str| {
        serde_json::json!({
            "@type": "DataDownload",
            "encodingFormat": media_type,
            "contentUrl": format!("{origin}/v1/dataset/{name}")
        })
    };
    let mut node = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": described.map_or("Isnad", |about| about.title.en.as_str()),
        "description": described.map_or("Structured claims", |about| about.description.en.as_str()),
        "version": state.dataset.version(),
        "url": format!("{origin}/dataset"),
        "inLanguage": ["en", "ar"],
        "isAccessibleForFree": true,
        "distribution": [
            file("claims.csv", "text/csv"),
            file("claims.ndjson", "application/x-ndjson"),
            file("claims.sqlite", "application/vnd.sqlite3")
        ]
    });
    if let Some(about) = described {
        node["license"] = about.licence.url.as_str().into();
    }
    if let Some(span) = state.stats.coverage {
        node["temporalCoverage"] = format!("{}/{}", span.earliest, span.latest).into();
    }
    node.to_string()
}
