//! The search page. It takes the parameters of the API's list of claims, and `lang`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::claim::Claim;
use crate::domain::vocabulary::ClaimSort;
use crate::http::claim_params::{FilterParams, HighlightParams, PageParams, SortParams};
use crate::http::cursor;
use crate::http::facets::FacetParams;
use crate::http::params::{self, Parameters};
use crate::http::problem::ApiError;
use crate::http::query_summary::{AppliedFilter, applied_filters, summarize};
use crate::http::state::{AppState, State};
use crate::i18n::{self, Locale};
use crate::query::filter::ClaimQuery;
use crate::search::Suggested;
use crate::store::{DatasetReader, Page};
use crate::web::card::{Card, Link};
use crate::web::context::{LanguageParams, PageContext};
use crate::web::empty_results::{Relaxation, suggest_relaxations};
use crate::web::facet_controls::{Choices, filter_label};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// Limits the weight of a page, whatever `limit` says.
const MAX_CARDS: u32 = 20;

/// Parameters with a control on the page; the form submits the others as hidden fields.
const CONTROLS: [&str; 8] = ["q", "actor", "topic", "kind", "certainty", "date_from", "date_to", "sort"];

type SearchParams = (FilterParams, HighlightParams, SortParams, PageParams, FacetParams, LanguageParams);

/// A value of a filter, and a link that removes it.
pub struct AppliedValue {
    pub name: &'static str,
    pub value: String,
    pub href: String,
}

pub struct SortOption {
    pub value: &'static str,
    pub label: &'static str,
    pub selected: bool,
}

#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    p: PageLayout,
    q: String,
    choices: Choices,
    date_from: String,
    date_to: String,
    hidden_fields: Vec<(String, String)>,
    sorts: Vec<SortOption>,
    timeline: Option<TimelineChart>,
    total: u64,
    found: String,
    summary: String,
    undated: Option<(String, String)>,
    applied: Vec<AppliedValue>,
    clear: String,
    quick_links: Vec<Link>,
    cards: Vec<Card>,
    spelling: Option<Link>,
    relaxations: Vec<Relaxation>,
    first: Option<String>,
    next: Option<String>,
}

/// Limits the `Location` header, in bytes: response headers have to fit into the buffer of a proxy.
const MAX_LOCATION_BYTES: usize = 2048;

#[get("/")]
pub async fn show_search(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    // A form submits empty fields; redirecting without them gives each view one address.
    let mut query_string = request.query_string().to_owned();
    let empty = |pair: &str| pair.split_once('=').is_none_or(|(_, value)| value.replace('+', "").is_empty());
    if query_string.split('&').any(|pair| !pair.is_empty() && empty(pair)) && !query_string.is_empty() {
        let clean = Address::parse(request.path(), &query_string).to_string();
        if clean.len() <= MAX_LOCATION_BYTES {
            return Ok(HttpResponse::Found().insert_header((header::LOCATION, clean)).finish());
        }
        query_string = clean.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    }
    let params = params::read::<SearchParams>(&query_string);
    let (query, page) = params.resolve(|(filter, highlight, sort, page, facets, language), errors| {
        language.check(errors);
        highlight.resolve(errors);
        facets.resolve(errors);
        let filter = filter.resolve(state.dataset.catalogue(), &state.languages(), errors);
        (ClaimQuery { sort: sort.resolve(&filter, errors), filter }, page.resolve(errors))
    })?;
    let after = page.cursor.map(|cursor| cursor::read(&cursor, &query)).transpose()?;
    let context = PageContext::from_request(&request);
    let cost = state.dataset.query_cost(&query);
    layout::respond(&request, &state, context, cost, move |context, state, dataset| {
        let found = dataset.page(&query, after.as_ref(), page.limit.min(MAX_CARDS))?;
        view(context, state, dataset, &query, found, after.is_some())
    })
    .await
}

fn view(
    context: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    query: &ClaimQuery,
    found: Page,
    is_later_page: bool,
) -> Result<SearchPage, ApiError> {
    let locale = context.locale;
    let ClaimQuery { filter, sort } = query;
    // Links that change the view start from its first page.
    let view = context.address.clone().without(&["cursor", "facet", "facet_limit", "facet_mode", "highlight"]);
    let filters = applied_filters(filter, state.dataset.catalogue());
    let next = found.next.map(|place| cursor::write(place, query)).transpose()?;
    let cards = found.documents.iter().map(|document| {
        let claim: Claim = serde_json::from_slice(document)?;
        Ok(Card::new(context, &claim, filter.text.as_ref()))
    });
    let cards = cards.collect::<Result<Vec<_>, serde_json::Error>>()?;
    let is_empty = found.total == 0;
    let spelling = match &filter.text {
        Some(text) if is_empty => dataset.suggest_spelling(text)?,
        _ => None,
    };
    let is_plain = view.pairs().is_empty();
    let q = view.values("q").next().unwrap_or_default().to_owned();
    let summary = summarize(locale, query, &filters, |day| i18n::format_day(locale, day));
    let title = if is_plain { context.text("all-claims") } else { &summary };
    let mut p = PageLayout::new(context, state, "claims", title, description(context, state));
    p.formats = formats(&context.address);
    p.indexed = is_plain && !is_later_page;
    let undated = (found.undated_excluded > 0).then(|| {
        let with = view.clone().set("include_undated", "true");
        let text = locale.format("undated-excluded", &[("count", found.undated_excluded.into())]);
        (text.into_owned(), context.link(&with))
    });
    Ok(SearchPage {
        quick_links: quick_links(context, state, &q),
        applied: applied_values(context, &filters, &view),
        clear: context.to("/"),
        choices: Choices::new(locale, dataset, filter, &view)?,
        date_from: view.values("date_from").next().unwrap_or_default().to_owned(),
        date_to: view.values("date_to").next().unwrap_or_default().to_owned(),
        hidden_fields: view.pairs().iter().filter(|(name, _)| !CONTROLS.contains(&name.as_str())).cloned().collect(),
        sorts: sort_options(locale, *sort, filter.text.is_some()),
        timeline: TimelineChart::new(context, dataset, filter, &view)?,
        total: found.total,
        found: locale.claim_count(found.total),
        summary,
        undated,
        spelling: spelling.map(|text| Link { href: context.link(&view.clone().set("q", &text)), name: text }),
        relaxations: if is_empty { suggest_relaxations(context, dataset, filter, &filters, &view)? } else { vec![] },
        first: is_later_page.then(|| context.link(&view)),
        next: next.map(|cursor| context.link(&view.clone().with("cursor", &cursor))),
        cards,
        q,
        p,
    })
}

fn description<'s>(context: &PageContext, state: &'s AppState) -> &'s str {
    let about = state.dataset.description();
    about.map_or(context.text("site-tagline"), |about| context.locale.pick(&about.description))
}

/// The same query in the API; only JSON has pages.
fn formats(view: &Address) -> Vec<FormatLink> {
    let filters = FilterParams::names();
    let sorted = [filters.clone(), SortParams::names()].concat();
    let file = |format: &str| view.at(&format!("/v1/claims.{format}")).only(&sorted);
    vec![
        FormatLink::json(&view.at("/v1/claims")),
        FormatLink::new("CSV", "text/csv", &file("csv")),
        FormatLink::new("NDJSON", "application/x-ndjson", &file("ndjson")),
        FormatLink::new("JSON-LD", "application/ld+json", &file("jsonld")),
        FormatLink::new("Atom", "application/atom+xml", &view.at("/v1/claims.atom").only(&filters)),
    ]
}

fn sort_options(locale: Locale, current: ClaimSort, has_text: bool) -> Vec<SortOption> {
    let offered = ClaimSort::ALL.iter().filter(|sort| **sort != ClaimSort::Relevance || has_text);
    let option = |sort: &ClaimSort| SortOption {
        value: sort.as_str(),
        label: locale.text(match sort {
            ClaimSort::DateAscending => "sort-date-ascending",
            ClaimSort::DateDescending => "sort-date-descending",
            ClaimSort::SalienceAscending => "sort-salience-ascending",
            ClaimSort::SalienceDescending => "sort-salience-descending",
            ClaimSort::Id => "sort-id",
            ClaimSort::Relevance => "sort-relevance",
        }),
        selected: *sort == current,
    };
    offered.map(option).collect()
}

fn applied_values(context: &PageContext, filters: &[AppliedFilter], view: &Address) -> Vec<AppliedValue> {
    let mut all = Vec::new();
    for filter in filters {
        for value in &filter.values {
            // The value of a date is its day; the address may have a month or a year.
            let same = view.values(filter.parameter).find(|given| *given == value.id);
            let Some(given) = same.or_else(|| view.values(filter.parameter).next()) else { continue };
            let mut rest = view.clone().without_value(filter.parameter, given);
            if filter.parameter == "q" {
                rest = rest.without_value("sort", "relevance");
            }
            let label = match filter.parameter {
                "q" => given.to_owned(),
                "date_from" | "date_to" => i18n::format_date(context.locale, given),
                _ => context.locale.pick(&value.label).to_owned(),
            };
            let name = filter_label(context.locale, filter.parameter);
            all.push(AppliedValue { name, value: label, href: context.link(&rest) });
        }
    }
    all
}

/// Links to the actors, topics and articles with a similar name.
fn quick_links(context: &PageContext, state: &AppState, text: &str) -> Vec<Link> {
    let catalogue = state.dataset.catalogue();
    let weight = |what| match what {
        Suggested::Actor(ordinal) => state.dataset.actor_counts(ordinal).total,
        Suggested::Topic(ordinal) => state.dataset.topic_counts(ordinal).with_narrower,
        Suggested::Article(ordinal) => state.dataset.article_count(ordinal),
    };
    let found = state.suggester.suggest(text, 3, |_| true, weight);
    let entry = |what| {
        let (name, path) = match what {
            Suggested::Actor(ordinal) => {
                let actor = &catalogue.actors.all()[ordinal];
                (&actor.name, format!("/actors/{}", actor.id))
            }
            Suggested::Topic(ordinal) => {
                let topic = &catalogue.topics.all()[ordinal];
                (&topic.label, format!("/topics/{}", topic.id))
            }
            Suggested::Article(ordinal) => {
                let article = &catalogue.articles.all()[ordinal];
                (&article.title, format!("/articles/{}", article.id))
            }
        };
        Link { name: context.locale.pick(name).to_owned(), href: context.to(&path) }
    };
    found.into_iter().map(|suggestion| entry(suggestion.what)).collect()
}
