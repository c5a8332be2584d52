//! Actors: the list of all, and for each what it asserts and what is said about it, over time, and with whom it appears.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::actor::Actor;
use crate::domain::vocabulary::{ActorKind, VocabularyTerm};
use crate::http::actor_params::ActorParams;
use crate::http::catalogue_list::{self, ListParams};
use crate::http::lookup::find_record;
use crate::http::params::Params;
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::state::{AppState, State};
use crate::query::filter::ClaimFilter;
use crate::store::{Cost, DatasetReader};
use crate::web::charts::{Neighbour, Network, network};
use crate::web::claim_list::{ClaimPreview, Entry, frequent_actors};
use crate::web::layout::{self, FormatLink, LanguageParams, PageContext, PageLayout};
use crate::web::timeline::TimelineChart;
use crate::web::url::Address;

/// Names around the middle of the network.
const NEIGHBOURS: usize = 8;

/// Actors on a page of the list.
const USUAL: u32 = 100;

/// Claims on each side of an actor's page.
const SHELF: u32 = 5;

/// A kind that the list can be narrowed to.
pub struct KindLink {
    /// Its name.
    pub name: String,
    /// The list of that kind.
    pub href: String,
    /// Whether it is the one shown.
    pub current: bool,
}

/// The list.
#[derive(Template)]
#[template(path = "actors.html")]
pub struct ActorsPage {
    p: PageLayout,
    kinds: Vec<KindLink>,
    entries: Vec<Entry>,
    total: String,
    next: Option<String>,
}

/// An actor's page.
#[derive(Template)]
#[template(path = "actor.html")]
pub struct ActorPage {
    p: PageLayout,
    name: String,
    other: String,
    kind: String,
    about: Option<String>,
    aliases: Vec<(&'static str, String)>,
    wikidata: Option<String>,
    asserted: ClaimPreview,
    said: ClaimPreview,
    all: (String, String),
    asserted_over_time: Option<TimelineChart>,
    said_over_time: Option<TimelineChart>,
    network: Network,
    /// The network in words.
    company: Vec<Entry>,
}

/// The list of actors.
#[get("/actors")]
pub async fn show_actors(
    request: HttpRequest,
    state: State,
    params: Params<((ActorParams, ListParams), LanguageParams)>,
) -> Result<HttpResponse, ApiError> {
    let (kinds, list) = params.resolve(|((actors, list), language), faults| {
        language.check(faults);
        (actors.resolve(faults), list.resolve_with(faults, USUAL))
    })?;
    let reader = PageContext::of(&request);
    let page =
        move |reader: &PageContext, state: &AppState, _: &DatasetReader| Ok(list_view(reader, state, &kinds, &list));
    layout::answer(&request, &state, reader, Cost::Inline, page).await
}

fn list_view(
    reader: &PageContext,
    state: &AppState,
    kinds: &[ActorKind],
    list: &catalogue_list::ListRequest,
) -> ActorsPage {
    let (language, t) = (reader.language, reader.words());
    let register = &state.dataset.catalogue().actors;
    let (mut shown, next, total) =
        catalogue_list::select(register, list, |actor| kinds.is_empty() || kinds.contains(&actor.kind));
    let count = |ordinal: usize| state.dataset.actor_counts(ordinal).total;
    // Where all fit on one page, people look for the prominent ones first.
    if next.is_none() && shown.len() as u64 == total {
        shown.sort_by_key(|&ordinal| std::cmp::Reverse(count(ordinal)));
    }
    let entry = |ordinal: usize| entry(reader, &register.all()[ordinal], count(ordinal));
    let link = |address: Address| reader.link(&address);
    let present = |kind: &&ActorKind| register.all().iter().any(|actor| actor.kind == **kind);
    let all = KindLink { name: t.all_kinds.to_owned(), href: reader.to("/actors"), current: kinds.is_empty() };
    let narrowed = ActorKind::ALL.iter().filter(present).map(|kind| KindLink {
        name: language.term(*kind),
        href: link(Address::new("/actors").with("kind", kind.as_str())),
        current: kinds.contains(kind),
    });
    let mut p = PageLayout::new(reader, state, "actors", t.actors, t.actors_hint);
    p.formats = vec![FormatLink::json(&reader.address.at("/v1/actors"))];
    ActorsPage {
        kinds: std::iter::once(all).chain(narrowed).collect(),
        entries: shown.into_iter().map(entry).collect(),
        total: language.number(total),
        next: next.map(|cursor| link(reader.address.clone().set("cursor", &cursor))),
        p,
    }
}

fn entry(reader: &PageContext, actor: &Actor, count: u64) -> Entry {
    let language = reader.language;
    Entry {
        name: language.of(&actor.name).to_owned(),
        href: reader.to(&format!("/actors/{}", actor.id)),
        kind: language.term(actor.kind),
        about: actor.description.as_ref().map_or("", |text| language.of(text)).to_owned(),
        count: language.claims(count),
    }
}

/// An actor's page.
#[get("/actors/{id}")]
pub async fn show_actor(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    layout::expect_language_only(params)?;
    let ordinal = find_record(&state.dataset.catalogue().actors, &id, ErrorCode::ActorNotFound, "actor")?;
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
) -> Result<ActorPage, ApiError> {
    let (language, t) = (reader.language, reader.words());
    let actor = &state.dataset.catalogue().actors.all()[ordinal];
    let id = actor.id.as_str();
    let search = |parameter: &str| Address::new("/").with(parameter, id);
    let ids = || vec![actor.id.clone()];
    let all = ClaimFilter { actor: ids(), ..ClaimFilter::default() };
    let asserted = ClaimFilter { asserted_by: ids(), ..ClaimFilter::default() };
    let said = ClaimFilter { about: ids(), ..ClaimFilter::default() };
    let (name, other) = crate::web::claim::both(language, &actor.name);
    let about = actor.description.as_ref().map(|text| language.of(text).to_owned());
    let mut p = PageLayout::new(reader, state, "actors", &name, about.as_deref().unwrap_or(t.actors_hint));
    p.formats = FormatLink::of_record(reader.words(), "actors", "actor", id);
    let (network, company) = company(reader, dataset, actor, &all)?;
    Ok(ActorPage {
        kind: language.term(actor.kind),
        about,
        aliases: actor.aliases.tagged_texts().map(|(tag, alias)| (tag, alias.to_owned())).collect(),
        wikidata: actor.wikidata.as_ref().map(|item| format!("https://www.wikidata.org/wiki/{item}")),
        asserted_over_time: TimelineChart::new(reader, dataset, &asserted, &search("asserted_by"))?,
        said_over_time: TimelineChart::new(reader, dataset, &said, &search("about"))?,
        asserted: ClaimPreview::new(reader, dataset, asserted, &search("asserted_by"), SHELF)?,
        said: ClaimPreview::new(reader, dataset, said, &search("about"), SHELF)?,
        all: (language.claims(state.dataset.actor_counts(ordinal).total), reader.link(&search("actor"))),
        network,
        company,
        name,
        other,
        p,
    })
}

/// Those who appear with an actor most often, as a picture and in words.
fn company(
    reader: &PageContext,
    dataset: &DatasetReader,
    actor: &Actor,
    filter: &ClaimFilter,
) -> Result<(Network, Vec<Entry>), ApiError> {
    let language = reader.language;
    let register = &dataset.catalogue().actors;
    // An article's own voice is in every claim that nobody else makes: it is no company.
    let is_voice = |id: &str| register.get(id).is_some_and(|known| known.kind == ActorKind::Document);
    let mut around = frequent_actors(dataset, filter, NEIGHBOURS * 2 + 1)?;
    around.retain(|found| found.id != actor.id.as_str() && !is_voice(&found.id));
    around.truncate(NEIGHBOURS);
    let mut pairs = Vec::new();
    for (at, found) in around.iter().enumerate() {
        let Some(known) = register.get(&found.id) else { continue };
        let both = ClaimFilter { all_actors: vec![actor.id.clone(), known.id.clone()], ..ClaimFilter::default() };
        for shared in frequent_actors(dataset, &both, NEIGHBOURS * 3)? {
            let other = around.iter().position(|around| around.id == shared.id).filter(|other| *other > at);
            pairs.extend(other.map(|other| (at, other, shared.count)));
        }
    }
    let link = |id: &str| reader.link(&Address::new("/").with("all_actors", actor.id.as_str()).with("all_actors", id));
    let neighbour = |found: &crate::domain::period::FacetCount| Neighbour {
        name: language.of(&found.label).to_owned(),
        count: found.count,
    };
    let words = |found: &crate::domain::period::FacetCount| Entry {
        name: language.of(&found.label).to_owned(),
        href: link(&found.id),
        kind: String::new(),
        about: String::new(),
        count: language.claims(found.count),
    };
    let drawn = network(language.of(&actor.name), around.iter().map(neighbour).collect(), &pairs);
    Ok((drawn, around.iter().map(words).collect()))
}
