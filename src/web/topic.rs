//! The tree of topics, and the page of a topic with its claims and most frequent actors.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::topic::Topic;
use crate::http::lookup::{find_record, redirect_if_merged};
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::query::filters::TOPIC;
use crate::query::params::Params;
use crate::query::{ClaimFilter, Values};
use crate::store::DatasetReader;
use crate::web::card::{LangText, Link, Name};
use crate::web::claim_list::{ClaimPreview, Entry, frequent_actors};
use crate::web::context::{LanguageParams, PageContext, expect_language_only};
use crate::web::facet_controls::{Choices, TopicNode};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

const PREVIEW_CLAIMS: u32 = 10;

const MAX_ACTORS: usize = 10;

#[derive(Template)]
#[template(path = "topics.html")]
pub struct TopicsPage {
    layout: PageLayout,
    tree: Vec<(TopicNode, String)>,
}

#[derive(Template)]
#[template(path = "topic.html")]
pub struct TopicPage {
    layout: PageLayout,
    name: LangText,
    others: Vec<LangText>,
    definition: Option<LangText>,
    also: Vec<LangText>,
    broader: Vec<Link>,
    narrower: Vec<(Link, String)>,
    preview: ClaimPreview,
    timeline: Option<TimelineChart>,
    actors: Vec<Entry>,
}

#[get("/topics")]
pub async fn show_topics(
    request: HttpRequest,
    state: State,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    expect_language_only(params)?;
    let context = PageContext::from_request::<LanguageParams>(&request);
    layout::respond(&request, &state, context, state.dataset.lookup_cost(), |context, state, dataset| {
        let mut layout =
            PageLayout::new(context, state, "topics", context.text("nav-topics"), context.text("topics-hint"));
        layout.formats = vec![FormatLink::json(&"/v1/topics?limit=200")];
        let all = Choices::new(context.locale, dataset, &ClaimFilter::default(), &Address::new("/"))?.topic;
        let page = |branch: &TopicNode| context.to(&format!("/topics/{}", branch.choice.value));
        let tree = all.into_iter().map(|branch| (branch.clone(), page(&branch))).collect();
        Ok(TopicsPage { layout, tree })
    })
    .await
}

#[get("/topics/{id}")]
pub async fn show_topic(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    expect_language_only(params)?;
    let topics = &state.dataset.catalogue().topics;
    if let Some(moved) = redirect_if_merged(&request, topics, &id, "/topics") {
        return Ok(moved);
    }
    let ordinal = find_record::<Topic>(&state.dataset, &id)?;
    let context = PageContext::from_request::<LanguageParams>(&request);
    let filter = ClaimFilter::default().with(&TOPIC, Values::ids([&topics.all()[ordinal].id]));
    let cost = TimelineChart::cost(&state.dataset, &filter);
    layout::respond(&request, &state, context, cost, move |context, state, dataset| {
        view(context, state, dataset, ordinal, &filter)
    })
    .await
}

fn view(
    context: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    ordinal: usize,
    filter: &ClaimFilter,
) -> Result<TopicPage, ApiError> {
    let locale = context.locale;
    let catalogue = state.dataset.catalogue();
    let topics = &catalogue.topics;
    let topic = &topics.all()[ordinal];
    let id = topic.id.as_str();
    let search = Address::new("/").with("topic", id);
    let definition = topic.definition.as_ref();
    let about_page = definition.map_or(context.text("topics-hint"), |text| locale.pick(text));
    let mut layout = PageLayout::new(context, state, "topics", locale.pick(&topic.label), about_page);
    layout.formats = FormatLink::for_record(context, "topics", "topic", id);
    let named = |topic: &Topic| Link {
        name: Name::picked(locale, &topic.label),
        href: context.to(&format!("/topics/{}", topic.id)),
    };
    let narrower = &catalogue.narrower()[ordinal];
    let counted =
        |&below: &usize| (named(&topics.all()[below]), locale.number(state.dataset.topic_counts(below).with_narrower));
    let actors = frequent_actors(dataset, filter, MAX_ACTORS)?.into_iter().map(|found| Entry {
        href: context.link(&search.clone().with("actor", &found.id)),
        name: Name::picked(locale, &found.label),
        kind: String::new(),
        about: None,
        count: locale.claim_count(found.count),
    });
    Ok(TopicPage {
        name: LangText::picked(locale, &topic.label, None),
        others: LangText::others(locale, &topic.label, None),
        definition: definition.map(|text| LangText::picked(locale, text, None)),
        also: topic.alt_labels.texts().map(|(tag, label)| LangText::new(label, tag, None)).collect(),
        broader: topic.broader.iter().filter_map(|id| topics.get(id.as_str())).map(named).collect(),
        narrower: narrower.iter().map(counted).collect(),
        actors: actors.collect(),
        preview: ClaimPreview::new(context, dataset, filter.clone(), &search, PREVIEW_CLAIMS)?,
        timeline: TimelineChart::new(context, dataset, filter, &search)?,
        layout,
    })
}
