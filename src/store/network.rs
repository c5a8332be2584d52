//! The network of actors: which of them occur in the same claims, and who asserts claims about whom.

use std::collections::BTreeMap;

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::dataset::{Cost, Dataset};
use super::error::StoreError;
use super::reader::DatasetReader;
use crate::domain::claim_date::DaySpan;
use crate::domain::vocabulary::NetworkEdges;
use crate::query::filters::{ABOUT, ACTOR, ASSERTED_BY, INCLUDE_PARTS};
use crate::query::sorts::OLDEST;
use crate::query::{AbsentClaims, ClaimFilter, ClaimQuery, FilterDef, Lookups, Values, find_matches, max_matches};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkRequest {
    pub edges: NetworkEdges,
    /// Edges with fewer claims are left out.
    pub min_weight: u64,
    /// The largest number of actors; the most frequent ones are chosen.
    pub limit: usize,
}

/// Actors among the matches and the claims that connect them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// The most frequent first.
    pub nodes: Vec<NetworkNode>,
    /// The heaviest first.
    pub edges: Vec<NetworkEdge>,
    pub total: u64,
    /// Claims that match everything but the date window, because they have no date.
    pub undated_excluded: u64,
    pub absent: AbsentClaims,
}

/// An actor of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkNode {
    /// Ordinal of the catalogue.
    pub actor: usize,
    /// Matches that involve the actor in any role.
    pub count: u64,
}

/// An edge between two nodes, by their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkEdge {
    pub source: usize,
    pub target: usize,
    /// The number of claims.
    pub weight: u64,
    /// The first and the last day of their dates, if one of them has a date. Open ends are left out.
    pub earliest: Option<Date>,
    pub latest: Option<Date>,
}

/// A claim and a node that it involves.
type Involvement = (u32, u16);

impl DatasetReader<'_> {
    pub fn network(&self, filter: &ClaimFilter, request: NetworkRequest) -> Result<Network, StoreError> {
        let matches = self.matches(filter)?;
        let nodes = self.frequent_actors(filter, &matches.ordinals, request.limit);
        let involved = |definition| self.involvements(filter, &matches.ordinals, &nodes, definition);
        let edges = match request.edges {
            NetworkEdges::Together => {
                let involved = involved(&ACTOR)?;
                self.count_edges(&involved, &involved, |source, target| source < target)?
            }
            NetworkEdges::AssertsAbout => {
                self.count_edges(&involved(&ASSERTED_BY)?, &involved(&ABOUT)?, |source, target| source != target)?
            }
        };
        let mut edges: Vec<NetworkEdge> = edges.into_iter().filter(|edge| edge.weight >= request.min_weight).collect();
        edges.sort_by(|a, b| b.weight.cmp(&a.weight).then((a.source, a.target).cmp(&(b.source, b.target))));
        Ok(Network {
            nodes,
            edges,
            total: matches.total(),
            undated_excluded: matches.undated_excluded,
            absent: matches.absent,
        })
    }

    fn frequent_actors(&self, filter: &ClaimFilter, matches: &RoaringBitmap, limit: usize) -> Vec<NetworkNode> {
        let context = self.query_context();
        let counter = self.facet_counter(filter, matches, limit);
        let counts = counter.actors().into_iter();
        let node =
            |(id, count): (String, u64)| Some(NetworkNode { actor: context.catalogue.actors.resolve(&id)?, count });
        counts.filter_map(|entry| node((entry.id, entry.count))).collect()
    }

    /// The matches that each node is involved in according to a filter, by claim.
    fn involvements(
        &self,
        filter: &ClaimFilter,
        matches: &RoaringBitmap,
        nodes: &[NetworkNode],
        definition: &'static FilterDef,
    ) -> Result<Vec<Involvement>, StoreError> {
        let context = self.query_context();
        let mut involved = Vec::new();
        for (node, NetworkNode { actor, .. }) in (0u16..).zip(nodes) {
            let id = Values::ids([context.catalogue.actors.all()[*actor].id.as_str()]);
            let claims =
                find_matches(context, &filter.only(&INCLUDE_PARTS).with(definition, id), Lookups::default()).ordinals;
            involved.extend((claims.as_ref() & matches).into_iter().map(|claim| (claim, node)));
            self.check_deadline()?;
        }
        involved.sort_unstable();
        Ok(involved)
    }

    /// Counts the claims of each pair of a source and a target that `is_edge` accepts.
    fn count_edges(
        &self,
        sources: &[Involvement],
        targets: &[Involvement],
        is_edge: impl Fn(u16, u16) -> bool,
    ) -> Result<Vec<NetworkEdge>, StoreError> {
        let mut edges: BTreeMap<(u16, u16), NetworkEdge> = BTreeMap::new();
        let mut rest = targets;
        for (visited, of_claim) in sources.chunk_by(|a, b| a.0 == b.0).enumerate() {
            let claim = of_claim[0].0;
            rest = &rest[rest.partition_point(|&(other, _)| other < claim)..];
            let span = self.index.claim_span(claim);
            for (&(_, source), &(_, target)) in pairs(of_claim, rest.iter().take_while(|&&(other, _)| other == claim)) {
                if is_edge(source, target) {
                    let new = || NetworkEdge {
                        source: source.into(),
                        target: target.into(),
                        weight: 0,
                        earliest: None,
                        latest: None,
                    };
                    edges.entry((source, target)).or_insert_with(new).add(span);
                }
            }
            if visited % CLAIMS_PER_CHECK == 0 {
                self.check_deadline()?;
            }
        }
        Ok(edges.into_values().collect())
    }
}

/// Claims between two looks at the clock.
const CLAIMS_PER_CHECK: usize = 1 << 14;

fn pairs<'p>(
    sources: &'p [Involvement],
    targets: impl Iterator<Item = &'p Involvement> + Clone,
) -> impl Iterator<Item = (&'p Involvement, &'p Involvement)> {
    sources.iter().flat_map(move |source| targets.clone().map(move |target| (source, target)))
}

impl NetworkEdge {
    /// Counts a claim with this date.
    fn add(&mut self, span: Option<DaySpan>) {
        self.weight += 1;
        let day = |day: Date, open: Date| Some(day).filter(|&day| day != open);
        let earliest = span.and_then(|span| day(span.earliest, Date::MIN));
        let latest = span.and_then(|span| day(span.latest, Date::MAX));
        self.earliest = self.earliest.into_iter().chain(earliest).min();
        self.latest = self.latest.into_iter().chain(latest).max();
    }
}

impl Dataset {
    /// The cost of a network, which visits the claims of every node.
    pub fn network_cost(&self, filter: &ClaimFilter) -> Cost {
        let query = ClaimQuery { filter: filter.clone(), sort: &OLDEST };
        let visits = max_matches(self.query_context(), filter).saturating_mul(VISITS_PER_MATCH);
        self.query_cost(&query, None).max(self.cost_of_visits(visits))
    }
}

/// A match is visited once for each actor that it involves, and sorted.
const VISITS_PER_MATCH: u64 = 8;
