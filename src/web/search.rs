//! The search page: the same parameters as the list of claims in the API, and what comes of them.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::claim::Claim;
use crate::domain::vocabulary::{ClaimSort, VocabularyTerm};
use crate::http::claim_params::{FilterParams, HighlightParams, PageParams, SortParams};
use crate::http::cursor;
use crate::http::facets::FacetParams;
use crate::http::params::Parameters;
use crate::http::problem::ApiError;
use crate::http::query_summary::{QueryEcho, echo};
use crate::http::state::{AppState, State};
use crate::query::filter::ClaimQuery;
use crate::search::Suggested;
use crate::store::{DatasetReader, Page};
use crate::web::card::{Card, Link};
use crate::web::dates;
use crate::web::empty_results::{Way, ways_out};
use crate::web::facet_controls::Choices;
use crate::web::layout::{self, FormatLink, LanguageParams, PageContext, PageLayout};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// The most cards on a page, however many are asked for: a page stays light.
const MOST_CARDS: u32 = 20;

/// Filters with a control of their own; the others are carried along unseen.
const CONTROLS: [&str; 8] = ["q", "actor", "topic", "kind", "certainty", "date_from", "date_to", "sort"];

/// The API's parameters and the language.
type SearchParams = (FilterParams, HighlightParams, SortParams, PageParams, FacetParams, LanguageParams);

/// A filter that holds, with the way to drop it.
pub struct Applied {
    /// What is filtered by.
    pub name: String,
    /// The value.
    pub value: String,
    /// The same view without it.
    pub href: String,
}

/// An order.
pub struct Order {
    /// Its code.
    pub value: &'static str,
    /// Its name.
    pub label: String,
    /// Whether it holds.
    pub selected: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    p: PageLayout,
    q: String,
    choices: Choices,
    date_from: String,
    date_to: String,
    carried: Vec<(String, String)>,
    orders: Vec<Order>,
    timeline: Option<TimelineChart>,
    total: u64,
    found: String,
    said: String,
    undated: Option<(String, String)>,
    applied: Vec<Applied>,
    clear: String,
    jumps: Vec<Link>,
    cards: Vec<Card>,
    spelling: Option<Link>,
    ways: Vec<Way>,
    first: Option<String>,
    next: Option<String>,
}

/// The longest `Location` header, in bytes: headers have to fit into the buffer of a proxy.
const MAX_LOCATION_BYTES: usize = 2048;

/// The search page.
#[get("/")]
pub async fn show_search(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    // A form sends the fields that were left empty; a view has one address.
    let mut typed = request.query_string().to_owned();
    let empty = |pair: &str| pair.split_once('=').is_none_or(|(_, value)| value.replace('+', "").is_empty());
    if typed.split('&').any(|pair| !pair.is_empty() && empty(pair)) && !typed.is_empty() {
        let clean = Address::read(request.path(), &typed).to_string();
        if clean.len() <= MAX_LOCATION_BYTES {
            return Ok(HttpResponse::Found().insert_header((header::LOCATION, clean)).finish());
        }
        typed = clean.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    }
    let parsed = crate::http::params::read::<SearchParams>(&typed);
    let (query, page) = parsed.resolve(|(filter, marks, sort, page, facets, language), faults| {
        language.check(faults);
        marks.resolve(faults);
        facets.resolve(faults);
        let filter = filter.resolve(state.dataset.catalogue(), &state.languages(), faults);
        (ClaimQuery { sort: sort.resolve(&filter, faults), filter }, page.resolve(faults))
    })?;
    let after = page.cursor.map(|cursor| cursor::read(&cursor, &query)).transpose()?;
    let reader = PageContext::of(&request);
    let cost = state.dataset.query_cost(&query);
    layout::answer(&request, &state, reader, cost, move |reader, state, dataset| {
        let found = dataset.page(&query, after.as_ref(), page.limit.min(MOST_CARDS))?;
        view(reader, state, dataset, &query, found, after.is_some())
    })
    .await
}

fn view(
    reader: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    query: &ClaimQuery,
    found: Page,
    later: bool,
) -> Result<SearchPage, ApiError> {
    let (language, t) = (reader.language, reader.words());
    let ClaimQuery { filter, sort } = query;
    // A page's place is no part of the view that its controls change.
    let whole = reader.address.clone().without(&["cursor", "facet", "facet_limit", "facet_mode", "highlight"]);
    let said = echo(query, found.ranking, None, state.dataset.catalogue());
    let next = found.next.map(|place| cursor::write(place, query)).transpose()?;
    let cards = found.documents.iter().map(|document| {
        let claim: Claim = serde_json::from_slice(document)?;
        Ok(Card::new(reader, &claim, filter.text.as_ref()))
    });
    let cards = cards.collect::<Result<Vec<_>, serde_json::Error>>()?;
    let nothing = found.total == 0;
    let spelling = match &filter.text {
        Some(text) if nothing => dataset.suggest_spelling(text)?,
        _ => None,
    };
    let is_plain = whole.pairs().is_empty();
    let q = whole.values("q").next().unwrap_or_default().to_owned();
    let sentence = dates::say_inside(language, language.of(&said.summary));
    let title = if is_plain { t.home } else { &sentence };
    let mut p = PageLayout::new(reader, state, "claims", title, describe(reader, state));
    p.formats = formats(&reader.address);
    p.indexed = is_plain && !later;
    let undated = (found.undated_excluded > 0).then(|| {
        let with = whole.clone().set("include_undated", "true");
        (language.number(found.undated_excluded), reader.link(&with))
    });
    Ok(SearchPage {
        jumps: jumps(reader, state, &q),
        applied: applied(reader, &said, &whole),
        clear: reader.to("/"),
        choices: Choices::new(language, dataset, filter, &whole)?,
        date_from: whole.values("date_from").next().unwrap_or_default().to_owned(),
        date_to: whole.values("date_to").next().unwrap_or_default().to_owned(),
        carried: whole.pairs().iter().filter(|(name, _)| !CONTROLS.contains(&name.as_str())).cloned().collect(),
        orders: orders(reader, *sort, filter.text.is_some()),
        timeline: TimelineChart::new(reader, dataset, filter, &whole)?,
        total: found.total,
        found: language.claims(found.total),
        said: sentence,
        undated,
        spelling: spelling.map(|text| Link { href: reader.link(&whole.clone().set("q", &text)), name: text }),
        ways: if nothing { ways_out(reader, dataset, filter, &said, &whole)? } else { vec![] },
        first: later.then(|| reader.link(&whole)),
        next: next.map(|cursor| reader.link(&whole.clone().with("cursor", &cursor))),
        cards,
        q,
        p,
    })
}

fn describe<'s>(reader: &PageContext, state: &'s AppState) -> &'s str {
    let about = state.dataset.description();
    about.map_or(reader.words().tagline, |about| reader.language.of(&about.description))
}

/// The same question to the API; feeds and files know no pages.
fn formats(view: &Address) -> Vec<FormatLink> {
    let filters: Vec<&str> = FilterParams::names();
    let ordered = [filters.clone(), SortParams::names()].concat();
    let whole = |format: &str| view.at(&format!("/v1/claims.{format}")).only(&ordered);
    vec![
        FormatLink::json(&view.at("/v1/claims")),
        FormatLink::new("CSV", "text/csv", &whole("csv")),
        FormatLink::new("NDJSON", "application/x-ndjson", &whole("ndjson")),
        FormatLink::new("JSON-LD", "application/ld+json", &whole("jsonld")),
        FormatLink::new("Atom", "application/atom+xml", &view.at("/v1/claims.atom").only(&filters)),
    ]
}

fn orders(reader: &PageContext, sort: ClaimSort, searches: bool) -> Vec<Order> {
    let offered = ClaimSort::ALL.iter().filter(|sort| **sort != ClaimSort::Relevance || searches);
    let order = |sort: &ClaimSort, now: ClaimSort| Order {
        value: sort.as_str(),
        label: reader.language.term(*sort),
        selected: *sort == now,
    };
    offered.map(|offer| order(offer, sort)).collect()
}

/// Every value that was given, with the way to drop it.
fn applied(reader: &PageContext, said: &QueryEcho, view: &Address) -> Vec<Applied> {
    let mut all = Vec::new();
    for filter in &said.filters {
        for value in &filter.values {
            // Dates are said back as days, but dropped as they were typed.
            let typed = view.values(filter.parameter).find(|typed| *typed == value.id);
            let given = view.values(filter.parameter).next();
            let Some(given) = typed.or(given) else { continue };
            let mut rest = view.clone().without_value(filter.parameter, given);
            if filter.parameter == "q" {
                rest = rest.without_value("sort", "relevance");
            }
            let label = match filter.parameter {
                "q" => given.to_owned(),
                "date_from" | "date_to" => dates::say_typed(reader.language, given),
                _ => reader.language.of(&value.label).to_owned(),
            };
            all.push(Applied { name: name_of(reader, filter.parameter), value: label, href: reader.link(&rest) });
        }
    }
    all
}

/// A parameter's name for people.
pub fn name_of(reader: &PageContext, parameter: &str) -> String {
    let (en, ar) = match parameter {
        "q" => ("Words", "الكلمات"),
        "actor" => ("Actor", "الطرف"),
        "asserted_by" => ("Asserted by", "القائل"),
        "about" => ("About", "عن"),
        "all_actors" => ("With", "مع"),
        "topic" => ("Topic", "الموضوع"),
        "article" => ("Article", "المقال"),
        "kind" => ("Kind", "النوع"),
        "certainty" => ("Certainty", "درجة اليقين"),
        "actor_kind" => ("Kind of actor", "نوع الطرف"),
        "language" => ("Language of the evidence", "لغة الشاهد"),
        "evidence_status" => ("Evidence", "الشاهد"),
        "salience_min" => ("Weight at least", "الوزن على الأقل"),
        "not_actor" => ("Not the actor", "ليس الطرف"),
        "not_topic" => ("Not the topic", "ليس الموضوع"),
        "not_kind" => ("Not the kind", "ليس النوع"),
        "date_from" => ("From", "من"),
        "date_to" => ("To", "إلى"),
        "date_match" => ("Dates", "التواريخ"),
        "date_field" => ("Which date", "أي تاريخ"),
        "include_undated" => ("Undated ones", "غير المؤرَّخة"),
        "sample" => ("Sample of", "عيّنة من"),
        "sample_seed" => ("Sample number", "رقم العيّنة"),
        other => (other, other),
    };
    (if reader.language == crate::web::language::Language::Arabic { ar } else { en }).to_owned()
}

/// Pages of what is named like the words that were typed.
fn jumps(reader: &PageContext, state: &AppState, typed: &str) -> Vec<Link> {
    let catalogue = state.dataset.catalogue();
    let weight = |what| match what {
        Suggested::Actor(ordinal) => state.dataset.actor_counts(ordinal).total,
        Suggested::Topic(ordinal) => state.dataset.topic_counts(ordinal).with_narrower,
        Suggested::Article(ordinal) => state.dataset.article_count(ordinal),
    };
    let found = state.suggester.suggest(typed, 3, |_| true, weight);
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
        Link { name: reader.language.of(name).to_owned(), href: reader.to(&path) }
    };
    found.into_iter().map(|suggestion| entry(suggestion.record)).collect()
}
