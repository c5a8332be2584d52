//! The page of a topic: its claims, narrower topics, who says most about it, and when.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::catalogue::Catalogue;
use crate::domain::period::FacetCount;
use crate::domain::topic::Topic;
use crate::domain::vocabulary::ActorKind;
use crate::http::lookup::{find_record, redirect_if_merged};
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::query::filters::TOPIC;
use crate::query::params::Params;
use crate::query::{ClaimFilter, Values, facets};
use crate::store::DatasetReader;
use crate::web::card::{LangText, Link, Name, TextLink};
use crate::web::claim_list::{ClaimPreview, Entry, frequent_values, linked};
use crate::web::context::{LanguageParams, PageContext, expect_language_only};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::names::other_names;
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

const PREVIEW_CLAIMS: u32 = 10;

const MAX_ACTORS: usize = 10;

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
    /// Who says most.
    asserters: Vec<Entry>,
    /// Compares the two that say most.
    comparison: Option<TextLink>,
    /// The other actors.
    actors: Vec<Entry>,
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
    let counted = |&below: &usize| {
        let count = state.dataset.topic_counts(below).with_narrower;
        (count > 0).then(|| (named(&topics.all()[below]), locale.claim_count(count)))
    };
    let asserters = frequent_values(dataset, filter, &facets::ASSERTED_BY, MAX_ACTORS)?;
    // Who speaks is not listed again.
    let mut actors = frequent_values(dataset, filter, &facets::ACTOR, MAX_ACTORS * 2)?;
    actors.retain(|actor| asserters.iter().all(|asserter| asserter.id != actor.id));
    actors.truncate(MAX_ACTORS);
    Ok(TopicPage {
        name: LangText::picked(locale, &topic.label, None),
        others: other_names(locale, &topic.label),
        definition: definition.map(|text| LangText::picked(locale, text, None)),
        also: topic.alt_labels.texts().map(|(tag, label)| LangText::new(label, tag, None)).collect(),
        broader: topic.broader.iter().filter_map(|id| topics.get(id.as_str())).map(named).collect(),
        narrower: narrower.iter().filter_map(counted).collect(),
        comparison: comparison(context, catalogue, id, &asserters),
        asserters: linked(context, &asserters, &search, "asserted_by"),
        actors: linked(context, &actors, &search, "actor"),
        preview: ClaimPreview::new(context, dataset, filter.clone(), &search, PREVIEW_CLAIMS)?,
        // A single bar shows nothing.
        timeline: TimelineChart::new(context, dataset, filter, &search)?.filter(|chart| chart.bars.len() > 1),
        layout,
    })
}

/// A link that compares the two actors that say most on a topic. An article's own voice speaks on all of its topics.
fn comparison(context: &PageContext, catalogue: &Catalogue, topic: &str, asserters: &[FacetCount]) -> Option<TextLink> {
    let speaks = |id: &str| catalogue.actors.get(id).is_some_and(|actor| actor.kind != ActorKind::Document);
    let mut speakers = asserters.iter().filter(|found| speaks(&found.id));
    let (first, second) = (speakers.next()?, speakers.next()?);
    let names = [("first", first), ("second", second)]
        .map(|(name, found)| (name, context.locale.pick(&found.label).to_owned().into()));
    let address = Address::new("/compare").with("a", &first.id).with("b", &second.id).with("topic", topic);
    Some(TextLink { text: context.locale.format("compare-two", &names).into_owned(), href: context.link(&address) })
}
