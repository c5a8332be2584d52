//! The actors that most often appear with an actor, as a list and as a picture: a part of the network of its claims.

use crate::domain::actor::Actor;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::{ActorKind, NetworkEdges};
use crate::http::problem::ApiError;
use crate::query::ClaimFilter;
use crate::store::{DatasetReader, NetworkEdge, NetworkNode, NetworkRequest};
use crate::web::charts::{self, Neighbour, Network};
use crate::web::claim_list::{Entry, linked};
use crate::web::context::PageContext;
use crate::web::url::Address;

/// Actors around the centre of the picture.
const NEIGHBOURS: usize = 8;

/// A picture of fewer neighbours shows nothing that their list does not.
const MIN_NEIGHBOURS: usize = 3;

/// The neighbours of an actor.
pub struct CoOccurrence<'a> {
    actor: &'a Actor,
    /// The most frequent first.
    pub neighbours: Vec<FacetCount>,
    /// Two neighbours, and the number of claims that involve both and the actor.
    pairs: Vec<(usize, usize, u64)>,
}

impl<'a> CoOccurrence<'a> {
    /// `filter` selects the claims of the actor.
    pub fn find(dataset: &DatasetReader, actor: &'a Actor, filter: &ClaimFilter) -> Result<Self, ApiError> {
        let request = NetworkRequest { edges: NetworkEdges::Together, min_weight: 1, limit: NEIGHBOURS * 2 + 1 };
        let network = dataset.network(filter, request)?;
        let record = |node: &NetworkNode| &dataset.catalogue().actors.all()[node.actor];
        // The article itself asserts every claim that has no other asserter, so it appears with everyone.
        let is_neighbour = |other: &Actor| other.id != actor.id && other.kind != ActorKind::Document;
        let nodes = network.nodes.iter().enumerate().filter(|(_, node)| is_neighbour(record(node)));
        let nodes: Vec<(usize, &NetworkNode)> = nodes.take(NEIGHBOURS).collect();
        let neighbour = |node: usize| nodes.iter().position(|&(position, _)| position == node);
        let pair = |edge: &NetworkEdge| Some((neighbour(edge.source)?, neighbour(edge.target)?, edge.weight));
        let count = |&(_, node): &(usize, &NetworkNode)| {
            let other = record(node);
            FacetCount { id: other.id.to_string(), label: other.name.clone(), count: node.count }
        };
        Ok(Self {
            actor,
            neighbours: nodes.iter().map(count).collect(),
            pairs: network.edges.iter().filter_map(pair).collect(),
        })
    }

    /// The neighbours with links to the claims in common.
    pub fn entries(&self, context: &PageContext) -> Vec<Entry> {
        let view = Address::new("/").with("all_actors", self.actor.id.as_str());
        linked(context, &self.neighbours, &view, "all_actors")
    }

    /// The neighbours around the actor, if they are enough for a picture.
    pub fn picture(&self, context: &PageContext) -> Option<Network> {
        let locale = context.locale;
        let neighbour =
            |found: &FacetCount| Neighbour { name: locale.pick(&found.label).to_owned(), count: found.count };
        let neighbours: Vec<Neighbour> = self.neighbours.iter().map(neighbour).collect();
        let is_enough = neighbours.len() >= MIN_NEIGHBOURS;
        is_enough.then(|| charts::network(locale.pick(&self.actor.name), neighbours, &self.pairs))
    }
}
