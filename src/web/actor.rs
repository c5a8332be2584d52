//! The page of an actor: what it asserts, what is said about it, where it is mentioned, and whom it appears with. Each claim
//! is in one section only.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::actor::Actor;
use crate::http::lookup::{find_record, redirect_if_merged};
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::query::filters::{ABOUT, ACTOR, ASSERTED_BY, NOT_ABOUT, NOT_ASSERTED_BY};
use crate::query::params::Params;
use crate::query::{ClaimFilter, FilterDef, Values, facets};
use crate::store::{ActorCounts, DatasetReader};
use crate::web::card::{self, LangText, Link};
use crate::web::charts::Network;
use crate::web::claim_list::{ClaimPreview, Entry, frequent_values, linked};
use crate::web::co_occurrence::CoOccurrence;
use crate::web::context::{LanguageParams, PageContext, expect_language_only};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::names::other_names;
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// Claims shown in a section.
const PREVIEW_CLAIMS: u32 = 5;

const MAX_TOPICS: usize = 8;

/// Links to comparisons with actors that it appears with.
const MAX_COMPARISONS: usize = 3;

/// Claims in which the actor has the same part.
pub struct ClaimSection {
    /// Identifies the section within the page.
    pub id: &'static str,
    pub title: &'static str,
    pub preview: ClaimPreview,
    pub timeline: Option<TimelineChart>,
}

#[derive(Template)]
#[template(path = "actor.html")]
pub struct ActorPage {
    layout: PageLayout,
    id: String,
    name: LangText,
    others: Vec<LangText>,
    kind: String,
    description: Option<LangText>,
    aliases: Vec<LangText>,
    part_of: Vec<Link>,
    wikidata: Option<String>,
    all: (String, String),
    /// Those with claims.
    sections: Vec<ClaimSection>,
    co_occurring: Vec<Entry>,
    network: Option<Network>,
    topics: Vec<Entry>,
    comparisons: Vec<Link>,
}

#[get("/actors/{id}")]
pub async fn show_actor(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    expect_language_only(params)?;
    let actors = &state.dataset.catalogue().actors;
    if let Some(moved) = redirect_if_merged(&request, actors, &id, "/actors") {
        return Ok(moved);
    }
    let ordinal = find_record::<Actor>(&state.dataset, &id)?;
    let context = PageContext::from_request::<LanguageParams>(&request);
    let all = ClaimFilter::default().with(&ACTOR, Values::ids([&actors.all()[ordinal].id]));
    // Its charts show parts of these claims.
    let cost = TimelineChart::cost(&state.dataset, &all).max(state.dataset.network_cost(&all));
    layout::respond(&request, &state, context, cost, move |context, state, dataset| {
        view(context, state, dataset, ordinal, &all)
    })
    .await
}

fn view(
    context: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    ordinal: usize,
    all: &ClaimFilter,
) -> Result<ActorPage, ApiError> {
    let locale = context.locale;
    let table = &state.dataset.catalogue().actors;
    let actor = &table.all()[ordinal];
    let id = actor.id.as_str();
    let description = actor.description.as_ref();
    let about_page = description.map_or(context.text("actors-hint"), |text| locale.pick(text));
    let mut layout = PageLayout::new(context, state, "actors", locale.pick(&actor.name), about_page);
    layout.formats = FormatLink::for_record(context, "actors", "actor", id);
    let wholes = actor.part_of.iter().filter_map(|id| Some(&table.all()[table.resolve(id.as_str())?]));
    let counts = state.dataset.actor_counts(ordinal);
    let together = CoOccurrence::find(dataset, actor, all)?;
    let search = Address::new("/").with("actor", id);
    Ok(ActorPage {
        kind: locale.term(actor.kind),
        name: LangText::picked(locale, &actor.name, None),
        others: other_names(locale, &actor.name),
        description: description.map(|text| LangText::picked(locale, text, None)),
        aliases: actor.aliases.texts().map(|(tag, alias)| LangText::new(alias, tag, None)).collect(),
        part_of: wholes.map(|whole| card::actor_link(context, &whole.reference())).collect(),
        wikidata: actor.wikidata.as_ref().map(|item| format!("https://www.wikidata.org/wiki/{item}")),
        sections: sections(context, dataset, actor, &counts)?,
        all: (locale.claim_count(counts.total), context.link(&search)),
        network: together.picture(context),
        co_occurring: together.entries(context),
        topics: linked(context, &frequent_values(dataset, all, &facets::TOPIC, MAX_TOPICS)?, &search, "topic"),
        comparisons: together
            .neighbours
            .iter()
            .take(MAX_COMPARISONS)
            .map(|found| comparison(context, id, found))
            .collect(),
        id: id.to_owned(),
        layout,
    })
}

fn comparison(context: &PageContext, id: &str, other: &crate::domain::period::FacetCount) -> Link {
    Link {
        name: card::Name::picked(context.locale, &other.label),
        href: context.link(&Address::new("/compare").with("a", id).with("b", &other.id)),
    }
}

/// The claims of an actor by its part in them: it asserts them, they are about it, it is only mentioned.
fn sections(
    context: &PageContext,
    dataset: &DatasetReader,
    actor: &Actor,
    counts: &ActorCounts,
) -> Result<Vec<ClaimSection>, ApiError> {
    // A claim that the actor asserts about itself is among those that it asserts.
    let not_asserted = (counts.asserter > 0).then_some(&NOT_ASSERTED_BY);
    let not_about = (counts.subject + counts.target > 0).then_some(&NOT_ABOUT);
    let parts: [(&str, &str, Vec<&'static FilterDef>); 3] = [
        ("asserts", "actor-asserts", vec![&ASSERTED_BY]),
        ("about", "actor-about", [Some(&ABOUT), not_asserted].into_iter().flatten().collect()),
        ("mentioned", "actor-mentioned", [Some(&ACTOR), not_asserted, not_about].into_iter().flatten().collect()),
    ];
    let mut sections = Vec::new();
    for (id, title, filters) in parts {
        let with =
            |filter: ClaimFilter, definition: &&'static FilterDef| filter.with(definition, Values::ids([&actor.id]));
        let filter = filters.iter().fold(ClaimFilter::default(), with);
        let name = |address: Address, definition: &&FilterDef| address.with(definition.name, actor.id.as_str());
        let search = filters.iter().fold(Address::new("/"), name);
        let preview = ClaimPreview::new(context, dataset, filter.clone(), &search, PREVIEW_CLAIMS)?;
        if preview.cards.is_empty() {
            continue;
        }
        // A single bar shows nothing.
        let timeline = TimelineChart::new(context, dataset, &filter, &search)?.filter(|chart| chart.bars.len() > 1);
        sections.push(ClaimSection { id, title: context.text(title), preview, timeline });
    }
    Ok(sections)
}
