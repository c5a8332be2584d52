//! The search page. It takes the parameters of the API's list of claims, and `lang`.

use std::iter;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::claim::Claim;
use crate::formats::Format;
use crate::http::facets::FacetParams;
use crate::http::params;
use crate::http::problem::ApiError;
use crate::http::query_summary::summarize;
use crate::http::redirect::{MAX_LOCATION_BYTES, permanent_redirect};
use crate::http::state::{AppState, State};
use crate::i18n::{self, Locale};
use crate::query::claim_params::{FilterParams, HighlightParams, PageParams, SortParams};
use crate::query::filters::{ACTOR, CERTAINTY, DATE_FROM, DATE_TO, INCLUDE_UNDATED, KIND, Q, TOPIC};
use crate::query::params::Parameters;
use crate::query::sorts::{RELEVANCE, SORTS, Sort};
use crate::query::{ClaimFilter, ClaimQuery, Condition, FilterDef, FilterKind, cursor};
use crate::search::Suggested;
use crate::store::{DatasetReader, Page};
use crate::web::card::{Card, Link, Name, TextLink};
use crate::web::context::{LanguageParams, PageContext};
use crate::web::empty_results::{Relaxation, suggest_relaxations};
use crate::web::facet_controls::{self, Choices, filter_label};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// Maximum number of claims on a page, even if `limit` is larger.
const MAX_CARDS: u32 = 20;

/// Filters with a control on the page; the form submits the others as hidden fields.
const CONTROLS: [&FilterDef; 7] = [&Q, &ACTOR, &TOPIC, &KIND, &CERTAINTY, &DATE_FROM, &DATE_TO];

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
    layout: PageLayout,
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
    spelling: Option<TextLink>,
    relaxations: Vec<Relaxation>,
    first: Option<String>,
    next: Option<String>,
}

/// The search page is the start page.
#[get("/claims")]
pub async fn redirect_to_search(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    permanent_redirect("/", request.query_string()).ok_or(ApiError::UriTooLong)
}

#[get("/")]
pub async fn show_search(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    // A form submits empty fields; redirecting without them gives each view one address.
    let mut query_string = request.query_string().to_owned();
    let empty = |pair: &str| pair.split_once('=').is_none_or(|(_, value)| value.replace('+', "").is_empty());
    if query_string.split('&').any(|pair| !pair.is_empty() && empty(pair)) && !query_string.is_empty() {
        let clean = Address::parse(request.path(), &query_string).only(SearchParams::contains).to_string();
        if clean.len() <= MAX_LOCATION_BYTES {
            return Ok(HttpResponse::Found().insert_header((header::LOCATION, clean)).finish());
        }
        query_string = clean.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    }
    let params = params::parse_query_string::<SearchParams>(&query_string);
    let (query, page) = params.resolve(|(filter, highlight, sort, page, facets, language), errors| {
        language.check(errors);
        highlight.resolve(errors);
        facets.resolve(errors);
        let filter = filter.resolve(state.dataset.query_context(), errors);
        (ClaimQuery { sort: sort.resolve(&filter, errors), filter }, page.resolve(errors))
    })?;
    let after = page.position(&query)?;
    let context = PageContext::from_request::<SearchParams>(&request);
    let counted = state.dataset.query_cost(&query, Some(&facet_controls::request()));
    let cost = counted.max(TimelineChart::cost(&state.dataset, &query.filter));
    layout::respond(&request, &state, context, cost, move |context, state, dataset| {
        let found = dataset.page(&query, after.as_ref(), page.limit.clamp(1, MAX_CARDS))?;
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
    let next = found.next.map(|position| cursor::encode(position, query));
    let cards = found.documents.iter().map(|document| {
        let claim: Claim = serde_json::from_slice(document)?;
        Ok(Card::new(context, &claim, filter.text()))
    });
    let cards = cards.collect::<Result<Vec<_>, serde_json::Error>>()?;
    let is_empty = found.total == 0;
    let spelling = match filter.text() {
        Some(text) if is_empty => dataset.suggest_spelling(text)?,
        _ => None,
    };
    let is_plain = view.pairs().is_empty();
    let q = view.values(Q.name).next().unwrap_or_default().to_owned();
    let summary = summarize(locale, query, state.dataset.catalogue(), |day| i18n::format_day(locale, day));
    let title = if is_plain { context.text("all-claims") } else { &summary };
    let mut layout = PageLayout::new(context, state, "claims", title, description(context, state));
    layout.formats = formats(&context.address);
    layout.indexed = is_plain && !is_later_page;
    let undated = (found.undated_excluded > 0).then(|| {
        let with = view.clone().set(INCLUDE_UNDATED.name, "true");
        let text = locale.format("undated-excluded", &[("count", found.undated_excluded.into())]);
        (text.into_owned(), context.link(&with))
    });
    Ok(SearchPage {
        quick_links: quick_links(context, state, &q),
        applied: applied_values(context, state, filter, &view),
        clear: context.to("/"),
        choices: Choices::new(locale, dataset, filter, &view)?,
        date_from: view.values(DATE_FROM.name).next().unwrap_or_default().to_owned(),
        date_to: view.values(DATE_TO.name).next().unwrap_or_default().to_owned(),
        hidden_fields: view.pairs().iter().filter(|(name, _)| !has_control(name)).cloned().collect(),
        sorts: sort_options(locale, sort, filter.text().is_some()),
        timeline: TimelineChart::new(context, dataset, filter, &view)?,
        total: found.total,
        found: locale.claim_count(found.total),
        summary,
        undated,
        spelling: spelling.map(|text| TextLink { href: context.link(&view.clone().set(Q.name, &text)), text }),
        relaxations: if is_empty { suggest_relaxations(context, dataset, filter, &view)? } else { vec![] },
        first: is_later_page.then(|| context.link(&view)),
        next: next.map(|cursor| context.link(&view.clone().with("cursor", &cursor))),
        cards,
        q,
        layout,
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
    let link = |format: &Format| {
        // A feed has an order of its own.
        let names = if format.info().is_sorted { &sorted } else { &filters };
        Some(FormatLink::claims(*format, view.at(&format.claims_path()?).only(|name| names.contains(&name))))
    };
    iter::once(FormatLink::json(&view.at("/v1/claims"))).chain(Format::ALL.iter().filter_map(link)).collect()
}

fn sort_options(locale: Locale, current: Sort, has_text: bool) -> Vec<SortOption> {
    let offered = SORTS.iter().filter(|sort| has_text || !sort.needs_text);
    let option = |sort: &Sort| SortOption {
        value: sort.name,
        label: locale.text(&format!("sort-{}", sort.message_key())),
        selected: *sort == current,
    };
    offered.map(option).collect()
}

fn has_control(name: &str) -> bool {
    name == "sort" || CONTROLS.iter().any(|filter| filter.name == name)
}

fn applied_values(context: &PageContext, state: &AppState, filter: &ClaimFilter, view: &Address) -> Vec<AppliedValue> {
    let mut applied = Vec::new();
    for (definition, values) in filter.documented() {
        for (value, label) in definition.labelled(values, state.dataset.catalogue()) {
            // The value of a date is its day; the address may have a month or a year.
            let typed = view.values(definition.name).find(|typed| *typed == value);
            let Some(typed) = typed.or_else(|| view.values(definition.name).next()) else { continue };
            let mut rest = view.clone().without_value(definition.name, typed);
            if matches!(definition.condition, Condition::Text) {
                rest = rest.without_value("sort", RELEVANCE.name);
            }
            let value = match definition.kind {
                FilterKind::Text => typed.to_owned(),
                FilterKind::Date => i18n::format_date(context.locale, typed),
                _ => context.locale.pick(&label).to_owned(),
            };
            applied.push(AppliedValue {
                name: filter_label(context.locale, definition),
                value,
                href: context.link(&rest),
            });
        }
    }
    applied
}

/// Links to the actors, topics and articles with a similar name.
fn quick_links(context: &PageContext, state: &AppState, text: &str) -> Vec<Link> {
    let catalogue = state.dataset.catalogue();
    let weight = |what: Suggested| state.dataset.claim_count(what.resource(), what.ordinal());
    let found = state.dataset.suggester().suggest(text, 3, |_| true, weight);
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
        Link { name: Name::picked(context.locale, name), href: context.to(&path) }
    };
    found.into_iter().map(|suggestion| entry(suggestion.record)).collect()
}
