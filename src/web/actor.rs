//! The list of actors, and the page of an actor: the claims it makes, the claims about it, and the actors it appears with.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::actor::Actor;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::{ActorKind, ArticleSort, VocabularyTerm};
use crate::http::actor_params::ActorParams;
use crate::http::catalogue_list::{self, ListParams, RecordSortParams, Selection};
use crate::http::lookup::{find_record, redirect_if_merged};
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::query::filters::{ABOUT, ACTOR, ALL_ACTORS, ASSERTED_BY};
use crate::query::params::Params;
use crate::query::{ClaimFilter, Values};
use crate::store::DatasetReader;
use crate::web::card::{self, LangText, Link, Name};
use crate::web::charts::{Neighbour, Network, network};
use crate::web::claim_list::{ClaimPreview, Entry, frequent_actors};
use crate::web::context::{LanguageParams, PageContext, expect_language_only};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// Actors around the centre of the network.
const NEIGHBOURS: usize = 8;

const DEFAULT_PAGE_SIZE: u32 = 100;

/// Claims by and about the actor, each.
const PREVIEW_CLAIMS: u32 = 5;

pub struct KindLink {
    pub name: String,
    pub href: String,
    pub current: bool,
}

#[derive(Template)]
#[template(path = "actors.html")]
pub struct ActorsPage {
    layout: PageLayout,
    kinds: Vec<KindLink>,
    entries: Vec<Entry>,
    total: String,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "actor.html")]
pub struct ActorPage {
    layout: PageLayout,
    name: LangText,
    others: Vec<LangText>,
    kind: String,
    description: Option<LangText>,
    aliases: Vec<LangText>,
    part_of: Vec<Link>,
    wikidata: Option<String>,
    asserted: ClaimPreview,
    about: ClaimPreview,
    all: (String, String),
    asserted_over_time: Option<TimelineChart>,
    about_over_time: Option<TimelineChart>,
    network: Network,
    /// The same actors as a list.
    co_occurring: Vec<Entry>,
}

#[get("/actors")]
pub async fn show_actors(
    request: HttpRequest,
    state: State,
    params: Params<(ActorParams, ListParams, RecordSortParams, LanguageParams)>,
) -> Result<HttpResponse, ApiError> {
    let (kinds, list) = params.resolve(|(actors, list, sort, language), errors| {
        language.check(errors);
        (
            actors.resolve(errors),
            list.resolve_with(sort.resolve(&list, errors), errors, (DEFAULT_PAGE_SIZE, ArticleSort::Claims)),
        )
    })?;
    let context = PageContext::from_request::<(ActorParams, ListParams, RecordSortParams, LanguageParams)>(&request);
    let cost = list.cost(&state.dataset);
    layout::respond(&request, &state, context, cost, move |context, state, _| list_view(context, state, &kinds, &list))
        .await
}

fn list_view(
    context: &PageContext,
    state: &AppState,
    kinds: &[ActorKind],
    list: &catalogue_list::ListRequest,
) -> Result<ActorsPage, ApiError> {
    let locale = context.locale;
    let table = &state.dataset.catalogue().actors;
    let query = context.address.query();
    let Selection { shown, next_cursor, total } =
        catalogue_list::select(&state.dataset, list, &query, |actor: &Actor| {
            actor.merged_into.is_none() && (kinds.is_empty() || kinds.contains(&actor.kind))
        })?;
    let count = |ordinal: usize| state.dataset.actor_counts(ordinal).total;
    let entry = |ordinal: usize| entry(context, &table.all()[ordinal], count(ordinal));
    let present = |kind: &&ActorKind| table.all().iter().any(|actor| actor.kind == **kind);
    let all = KindLink {
        name: context.text("actors-all-kinds").to_owned(),
        href: context.to("/actors"),
        current: kinds.is_empty(),
    };
    let narrowed = ActorKind::ALL.iter().filter(present).map(|kind| KindLink {
        name: locale.term(*kind),
        href: context.link(&Address::new("/actors").with("kind", kind.as_str())),
        current: kinds.contains(kind),
    });
    let mut layout = PageLayout::new(context, state, "actors", context.text("nav-actors"), context.text("actors-hint"));
    layout.formats = vec![FormatLink::json(&context.address.at("/v1/actors"))];
    Ok(ActorsPage {
        kinds: std::iter::once(all).chain(narrowed).collect(),
        entries: shown.into_iter().map(entry).collect(),
        total: locale.number(total),
        next: next_cursor.map(|cursor| context.link(&context.address.clone().set("cursor", &cursor))),
        layout,
    })
}

fn entry(context: &PageContext, actor: &Actor, count: u64) -> Entry {
    let locale = context.locale;
    Entry {
        name: Name::picked(locale, &actor.name),
        href: context.to(&format!("/actors/{}", actor.id)),
        kind: locale.term(actor.kind),
        about: actor.description.as_ref().map(|text| LangText::picked(locale, text, None)),
        count: locale.claim_count(count),
    }
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
    let cost = TimelineChart::cost(&state.dataset, &all);
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
    let actor = &state.dataset.catalogue().actors.all()[ordinal];
    let id = actor.id.as_str();
    let search = |parameter: &str| Address::new("/").with(parameter, id);
    let ids = || Values::ids([&actor.id]);
    let asserted = ClaimFilter::default().with(&ASSERTED_BY, ids());
    let about = ClaimFilter::default().with(&ABOUT, ids());
    let description = actor.description.as_ref();
    let about_page = description.map_or(context.text("actors-hint"), |text| locale.pick(text));
    let mut layout = PageLayout::new(context, state, "actors", locale.pick(&actor.name), about_page);
    layout.formats = FormatLink::for_record(context, "actors", "actor", id);
    let table = &state.dataset.catalogue().actors;
    let wholes = actor.part_of.iter().filter_map(|id| Some(&table.all()[table.resolve(id.as_str())?]));
    let (network, co_occurring) = co_occurring_actors(context, dataset, actor, all)?;
    Ok(ActorPage {
        kind: locale.term(actor.kind),
        name: LangText::picked(locale, &actor.name, None),
        others: LangText::others(locale, &actor.name, None),
        description: description.map(|text| LangText::picked(locale, text, None)),
        aliases: actor.aliases.texts().map(|(tag, alias)| LangText::new(alias, tag, None)).collect(),
        part_of: wholes.map(|whole| card::actor_link(context, &whole.reference())).collect(),
        wikidata: actor.wikidata.as_ref().map(|item| format!("https://www.wikidata.org/wiki/{item}")),
        asserted_over_time: TimelineChart::new(context, dataset, &asserted, &search("asserted_by"))?,
        about_over_time: TimelineChart::new(context, dataset, &about, &search("about"))?,
        asserted: ClaimPreview::new(context, dataset, asserted, &search("asserted_by"), PREVIEW_CLAIMS)?,
        about: ClaimPreview::new(context, dataset, about, &search("about"), PREVIEW_CLAIMS)?,
        all: (locale.claim_count(state.dataset.actor_counts(ordinal).total), context.link(&search("actor"))),
        network,
        co_occurring,
        layout,
    })
}

/// The actors that most often appear with an actor, as a network and as a list.
fn co_occurring_actors(
    context: &PageContext,
    dataset: &DatasetReader,
    actor: &Actor,
    filter: &ClaimFilter,
) -> Result<(Network, Vec<Entry>), ApiError> {
    let locale = context.locale;
    let table = &dataset.catalogue().actors;
    // The article itself asserts every claim that has no other asserter, so it appears with everyone.
    let is_document = |id: &str| table.get(id).is_some_and(|actor| actor.kind == ActorKind::Document);
    let mut neighbours = frequent_actors(dataset, filter, NEIGHBOURS * 2 + 1)?;
    neighbours.retain(|found| found.id != actor.id.as_str() && !is_document(&found.id));
    neighbours.truncate(NEIGHBOURS);
    let mut pairs = Vec::new();
    for (at, found) in neighbours.iter().enumerate() {
        let Some(known) = table.get(&found.id) else { continue };
        let both = ClaimFilter::default().with(&ALL_ACTORS, Values::ids([&actor.id, &known.id]));
        for shared in frequent_actors(dataset, &both, NEIGHBOURS * 3)? {
            let other = neighbours.iter().position(|neighbour| neighbour.id == shared.id).filter(|other| *other > at);
            pairs.extend(other.map(|other| (at, other, shared.count)));
        }
    }
    let link = |id: &str| context.link(&Address::new("/").with("all_actors", actor.id.as_str()).with("all_actors", id));
    let neighbour = |found: &FacetCount| Neighbour { name: locale.pick(&found.label).to_owned(), count: found.count };
    let entry = |found: &FacetCount| Entry {
        name: Name::picked(locale, &found.label),
        href: link(&found.id),
        kind: String::new(),
        about: None,
        count: locale.claim_count(found.count),
    };
    let network = network(locale.pick(&actor.name), neighbours.iter().map(neighbour).collect(), &pairs);
    Ok((network, neighbours.iter().map(entry).collect()))
}
