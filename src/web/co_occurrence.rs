//! The actors that most often appear with an actor, as a list and as a network.

use crate::domain::actor::Actor;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::ActorKind;
use crate::http::problem::ApiError;
use crate::query::filters::ALL_ACTORS;
use crate::query::{ClaimFilter, Values, facets};
use crate::store::DatasetReader;
use crate::web::charts::{self, Neighbour, Network};
use crate::web::claim_list::{Entry, frequent_values, linked};
use crate::web::context::PageContext;
use crate::web::url::Address;

/// Actors around the centre of the network.
const NEIGHBOURS: usize = 8;

/// A network of fewer neighbours shows nothing that their list does not.
const MIN_NEIGHBOURS: usize = 3;

/// The actors of the claims that `filter` selects, without the actor itself, most frequent first.
pub fn neighbours(dataset: &DatasetReader, actor: &Actor, filter: &ClaimFilter) -> Result<Vec<FacetCount>, ApiError> {
    let table = &dataset.catalogue().actors;
    // The article itself asserts every claim that has no other asserter, so it appears with everyone.
    let is_document = |id: &str| table.get(id).is_some_and(|actor| actor.kind == ActorKind::Document);
    let mut found = frequent_values(dataset, filter, &facets::ACTOR, NEIGHBOURS * 2 + 1)?;
    found.retain(|found| found.id != actor.id.as_str() && !is_document(&found.id));
    found.truncate(NEIGHBOURS);
    Ok(found)
}

/// The neighbours with links to the claims in common.
pub fn entries(context: &PageContext, actor: &Actor, neighbours: &[FacetCount]) -> Vec<Entry> {
    linked(context, neighbours, &Address::new("/").with("all_actors", actor.id.as_str()), "all_actors")
}

/// The neighbours as a network, with edges between those that have claims with the actor in common.
pub fn network(
    context: &PageContext,
    dataset: &DatasetReader,
    actor: &Actor,
    neighbours: &[FacetCount],
) -> Result<Option<Network>, ApiError> {
    if neighbours.len() < MIN_NEIGHBOURS {
        return Ok(None);
    }
    let locale = context.locale;
    let table = &dataset.catalogue().actors;
    let mut pairs = Vec::new();
    for (at, found) in neighbours.iter().enumerate() {
        let Some(known) = table.get(&found.id) else { continue };
        let both = ClaimFilter::default().with(&ALL_ACTORS, Values::ids([&actor.id, &known.id]));
        for shared in frequent_values(dataset, &both, &facets::ACTOR, NEIGHBOURS * 3)? {
            let other = neighbours.iter().position(|neighbour| neighbour.id == shared.id).filter(|other| *other > at);
            pairs.extend(other.map(|other| (at, other, shared.count)));
        }
    }
    let neighbour = |found: &FacetCount| Neighbour { name: locale.pick(&found.label).to_owned(), count: found.count };
    Ok(Some(charts::network(locale.pick(&actor.name), neighbours.iter().map(neighbour).collect(), &pairs)))
}
