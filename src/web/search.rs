//! The search page. It takes the parameters of the API's list of claims, and `lang`.

use std::iter;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::base_path;
use crate::domain::claim::Claim;
use crate::domain::vocabulary::VocabularyTerm;
use crate::formats::Format;
use crate::http::facets::FacetParams;
use crate::http::params;
use crate::http::problem::ApiError;
use crate::http::query_summary::summarize;
use crate::http::redirect::{MAX_LOCATION_BYTES, permanent_redirect};
use crate::http::state::{AppState, State};
use crate::i18n::{self, Locale};
use crate::query::claim_params::{FilterParams, HighlightParams, PageParams, SortParams};
use crate::query::cursor::{self, CursorPosition};
use crate::query::filters::{
    ACTOR, CERTAINTY, DATE_FIELD, DATE_FROM, DATE_TO, INCLUDE_UNDATED, KIND, PUBLISHER, Q, SPEECH, TOPIC,
};
use crate::query::params::Parameters;
use crate::query::sorts::{SORTS, Sort};
use crate::query::{ClaimQuery, FilterDef};
use crate::search::Suggested;
use crate::store::{DatasetReader, Page};
use crate::web::applied_filters::{AppliedValue, applied_values};
use crate::web::card::{Card, Link, Name};
use crate::web::context::{LanguageParams, PageContext};
use crate::web::date_fields::DateFields;
use crate::web::empty_results::EmptyResult;
use crate::web::facet_controls::{self, Choices};
use crate::web::home::Home;
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::pager::{PageNumber, PageNumberParams, Pager};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// Maximum number of claims on a page, even if `limit` is larger.
const MAX_CARDS: u32 = 20;

/// Filters with a control on the page; the form submits the others as hidden fields.
const CONTROLS: [&FilterDef; 10] =
    [&Q, &PUBLISHER, &ACTOR, &TOPIC, &KIND, &CERTAINTY, &SPEECH, &DATE_FROM, &DATE_TO, &DATE_FIELD];

/// Parameters that page through results or concern the API's response, and are left out of links to other views.
const TRANSIENT: [&str; 6] = ["page", "cursor", "facet", "facet_limit", "facet_mode", "highlight"];

type ListParams = (SortParams, PageParams, PageNumberParams);
type SearchParams = (FilterParams, HighlightParams, ListParams, FacetParams, LanguageParams);

pub struct SortOption {
    pub value: &'static str,
    pub label: &'static str,
    pub selected: bool,
}

#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    layout: PageLayout,
    /// What the start page shows above the list of all claims.
    home: Option<Home>,
    q: String,
    choices: Choices,
    dates: Option<DateFields>,
    hidden_fields: Vec<(String, String)>,
    sorts: Vec<SortOption>,
    timeline: Option<TimelineChart>,
    total: u64,
    found: String,
    summary: String,
    undated: Option<(String, String)>,
    applied: Vec<AppliedValue>,
    clear: String,
    start_over: String,
    /// The heat map of the same claims.
    matrix: String,
    quick_links: Vec<Link>,
    cards: Vec<Card>,
    /// What is true of the quotes of all claims.
    evidence_note: Option<&'static str>,
    empty: Option<EmptyResult>,
    pager: Pager,
}

/// Where a page of results begins.
#[derive(Clone)]
enum Start {
    Page(u32),
    /// After the last claim of another page, as in the API.
    After(Box<CursorPosition>),
}

/// The search page is the start page.
#[get("/claims")]
pub async fn redirect_to_search(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    permanent_redirect("/", request.query_string()).ok_or(ApiError::UriTooLong)
}

#[get("/")]
pub async fn show_search(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    // Redirecting without the fields that a form submits needlessly gives each view one address.
    let mut query_string = request.query_string().to_owned();
    if has_needless_fields(&query_string) {
        let clean = without_needless_fields(Address::parse(request.path(), &query_string)).to_string();
        if clean.len() <= MAX_LOCATION_BYTES {
            return Ok(HttpResponse::Found().insert_header((header::LOCATION, &*base_path::link(clean))).finish());
        }
        query_string = clean.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    }
    let params = params::parse_query_string::<SearchParams>(&query_string);
    let (query, page, number) =
        params.resolve(|(filter, highlight, (sort, page, number), facets, language), errors| {
            language.check(errors);
            highlight.resolve(errors);
            facets.resolve(errors);
            let filter = filter.resolve(state.dataset.query_context(), errors);
            (ClaimQuery { sort: sort.resolve(&filter, errors), filter }, page.resolve(errors), number.resolve(errors))
        })?;
    let limit = page.limit.clamp(1, MAX_CARDS);
    let start = match page.position(&query)? {
        Some(position) => Start::After(Box::new(position)),
        None => Start::Page(number.unwrap_or(1)),
    };
    let skipped = number.map_or(0, |number| u64::from(number - 1) * u64::from(limit));
    let context = PageContext::from_request::<SearchParams>(&request);
    let counted = state.dataset.query_cost(&query, Some(&facet_controls::request()));
    let cost = counted.max(TimelineChart::cost(&state.dataset, &query.filter)).max(state.dataset.skip_cost(skipped));
    layout::respond(&request, &state, context, cost, move |context, state, dataset| {
        view(context, state, dataset, &query, &start, limit)
    })
    .await
}

/// Whether a form has submitted empty fields, or a date's field without a date.
fn has_needless_fields(query_string: &str) -> bool {
    let empty = |pair: &str| pair.split_once('=').is_none_or(|(_, value)| value.replace('+', "").is_empty());
    let names = |name: &str| query_string.split('&').any(|pair| pair.split('=').next() == Some(name));
    let is_dated = names(DATE_FROM.name) || names(DATE_TO.name);
    (!query_string.is_empty() && query_string.split('&').any(|pair| !pair.is_empty() && empty(pair)))
        || (names(DATE_FIELD.name) && !is_dated)
}

fn without_needless_fields(address: Address) -> Address {
    let address = address.only(SearchParams::contains);
    let is_dated = [&DATE_FROM, &DATE_TO].iter().any(|filter| address.values(filter.name).next().is_some());
    if is_dated { address } else { address.without(&[DATE_FIELD.name]) }
}

/// A page of results, with the links to the others.
fn find(
    context: &PageContext,
    dataset: &DatasetReader,
    query: &ClaimQuery,
    start: &Start,
    limit: u32,
) -> Result<(Page, Pager), ApiError> {
    match start {
        Start::Page(number) => {
            let skipped = (*number as usize - 1) * limit as usize;
            let found = dataset.page_at(query, skipped, limit)?;
            let page = PageNumber::new(*number, limit, found.total)?;
            Ok((found, Pager::new(context, &context.address, page)))
        }
        Start::After(position) => {
            let found = dataset.page(query, Some(position), limit)?;
            let link = |cursor: &str| context.link(&context.address.clone().set("cursor", cursor));
            let pager = Pager {
                first: Some(context.link(&context.address.clone().without(&["cursor"]))),
                next: found.next.clone().map(|position| link(&cursor::encode(position, query))),
                ..Pager::default()
            };
            Ok((found, pager))
        }
    }
}

fn view(
    context: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    query: &ClaimQuery,
    start: &Start,
    limit: u32,
) -> Result<SearchPage, ApiError> {
    let locale = context.locale;
    let ClaimQuery { filter, sort } = query;
    // Links that change the view start from its first page.
    let view = context.address.clone().without(&TRANSIENT);
    let (found, pager) = find(context, dataset, query, start, limit)?;
    let cards = found.documents.iter().map(|document| {
        let claim: Claim = serde_json::from_slice(document)?;
        Ok(Card::new(context, dataset, &claim, filter.text()))
    });
    let cards = cards.collect::<Result<Vec<_>, serde_json::Error>>()?;
    let is_home = view.pairs().is_empty() && matches!(start, Start::Page(1));
    let q = view.values(Q.name).next().unwrap_or_default().to_owned();
    let summary = summarize(locale, query, state.dataset.catalogue(), |day| i18n::format_day(locale, day));
    let title = if is_home { context.text("site-tagline") } else { &summary };
    let mut layout = PageLayout::new(context, state, "claims", title, description(context, state));
    layout.formats = formats(&view);
    layout.indexed = is_home;
    layout.main_id = "results";
    let undated = (found.undated_excluded > 0).then(|| {
        let with = view.clone().set(INCLUDE_UNDATED.name, "true");
        let text = locale.format("undated-excluded", &[("count", found.undated_excluded.into())]);
        (text.into_owned(), context.link(&with))
    });
    let status = dataset.constants().evidence.filter(|_| found.total > 0);
    Ok(SearchPage {
        home: if is_home { Some(Home::new(context, state, dataset)?) } else { None },
        quick_links: quick_links(context, state, &q),
        applied: applied_values(context, state, filter, &view),
        clear: context.link(&view.clone().only(|name| name == Q.name || name == "sort")),
        start_over: context.to("/"),
        matrix: context.link(&view.at("/matrix").only(FilterParams::contains)),
        choices: Choices::new(locale, dataset, filter, &view)?,
        dates: DateFields::new(context, state, filter, &view),
        hidden_fields: view.pairs().iter().filter(|(name, _)| !has_control(name)).cloned().collect(),
        sorts: sort_options(locale, sort, filter.text().is_some()),
        timeline: TimelineChart::new(context, dataset, filter, &view)?,
        total: found.total,
        found: locale.claim_count(found.total),
        summary,
        undated,
        evidence_note: status.map(|status| locale.text(&format!("all-quotes-{}", status.as_str()))),
        empty: if found.total == 0 { Some(EmptyResult::new(context, dataset, filter, &view)?) } else { None },
        cards,
        pager,
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
    let link = |format: Format| {
        // A feed has an order of its own.
        let names = if format.info().is_sorted { &sorted } else { &filters };
        Some(FormatLink::claims(format, view.at(&format.claims_path()?).only(|name| names.contains(&name))))
    };
    iter::once(FormatLink::json(&view.at("/v1/claims"))).chain(Format::available().filter_map(link)).collect()
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
