//! Topics: the tree of all, and for each what falls under it, over time and by whom.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::topic::Topic;
use crate::http::lookup::find_record;
use crate::http::params::Params;
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::state::{AppState, State};
use crate::query::filter::ClaimFilter;
use crate::store::DatasetReader;
use crate::web::card::Link;
use crate::web::claim_list::{ClaimPreview, Entry, frequent_actors};
use crate::web::facet_controls::{Choices, TopicNode};
use crate::web::layout::{self, FormatLink, LanguageParams, PageContext, PageLayout};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// Claims on a topic's page.
const SHELF: u32 = 10;

/// Actors on a topic's page.
const ACTORS: usize = 10;

/// The tree.
#[derive(Template)]
#[template(path = "topics.html")]
pub struct TopicsPage {
    p: PageLayout,
    tree: Vec<(TopicNode, String)>,
}

/// A topic's page.
#[derive(Template)]
#[template(path = "topic.html")]
pub struct TopicPage {
    p: PageLayout,
    name: String,
    other: String,
    definition: String,
    also: Vec<(&'static str, String)>,
    broader: Vec<Link>,
    narrower: Vec<(Link, String)>,
    shelf: ClaimPreview,
    timeline: Option<TimelineChart>,
    actors: Vec<Entry>,
}

/// The tree of topics.
#[get("/topics")]
pub async fn show_topics(
    request: HttpRequest,
    state: State,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    layout::expect_language_only(params)?;
    let reader = PageContext::of(&request);
    layout::answer(&request, &state, reader, state.dataset.lookup_cost(), |reader, state, dataset| {
        let t = reader.words();
        let mut p = PageLayout::new(reader, state, "topics", t.topics, t.topics_hint);
        p.formats = vec![FormatLink::json(&"/v1/topics?limit=200")];
        let all = Choices::new(reader.language, dataset, &ClaimFilter::default(), &Address::new("/"))?.topic;
        let page = |branch: &TopicNode| reader.to(&format!("/topics/{}", branch.choice.value));
        let tree = all.into_iter().map(|branch| (branch.clone(), page(&branch))).collect();
        Ok(TopicsPage { p, tree })
    })
    .await
}

/// A topic's page.
#[get("/topics/{id}")]
pub async fn show_topic(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    layout::expect_language_only(params)?;
    let ordinal = find_record(&state.dataset.catalogue().topics, &id, ErrorCode::TopicNotFound, "topic")?;
    let reader = PageContext::of(&request);
    let page =
        move |reader: &PageContext, state: &AppState, dataset: &DatasetReader| view(reader, state, dataset, ordinal);
    layout::answer(&request, &state, reader, state.dataset.lookup_cost(), page).await
}

fn view(
    reader: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    ordinal: usize,
) -> Result<TopicPage, ApiError> {
    let language = reader.language;
    let catalogue = state.dataset.catalogue();
    let topics = &catalogue.topics;
    let topic = &topics.all()[ordinal];
    let id = topic.id.as_str();
    let filter = ClaimFilter { topic: vec![topic.id.clone()], ..ClaimFilter::default() };
    let search = Address::new("/").with("topic", id);
    let (name, other) = crate::web::claim::both(language, &topic.label);
    let definition = language.of(&topic.definition).to_owned();
    let mut p = PageLayout::new(reader, state, "topics", &name, &definition);
    p.formats = FormatLink::of_record(reader.words(), "topics", "topic", id);
    let named = |topic: &Topic| Link {
        name: language.of(&topic.label).to_owned(),
        href: reader.to(&format!("/topics/{}", topic.id)),
    };
    let narrower = &catalogue.narrower()[ordinal];
    let counted = |&below: &usize| {
        (named(&topics.all()[below]), language.number(state.dataset.topic_counts(below).with_narrower))
    };
    let actors = frequent_actors(dataset, &filter, ACTORS)?.into_iter().map(|found| Entry {
        href: reader.link(&search.clone().with("actor", &found.id)),
        name: language.of(&found.label).to_owned(),
        kind: String::new(),
        about: String::new(),
        count: language.claims(found.count),
    });
    Ok(TopicPage {
        definition,
        also: topic.alt_labels.tagged_texts().map(|(tag, label)| (tag, label.to_owned())).collect(),
        broader: topic.broader.iter().filter_map(|id| topics.get(id.as_str())).map(named).collect(),
        narrower: narrower.iter().map(counted).collect(),
        actors: actors.collect(),
        shelf: ClaimPreview::new(reader, dataset, filter.clone(), &search, SHELF)?,
        timeline: TimelineChart::new(reader, dataset, &filter, &search)?,
        name,
        other,
        p,
    })
}
