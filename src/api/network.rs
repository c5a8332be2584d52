//! The network of actors among the matches.

use std::io;

use actix_web::{HttpRequest, HttpResponse, get};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::export::name_file;
use crate::domain::actor::Actor;
use crate::domain::identifier::ActorId;
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{ActorKind, NetworkEdges, VocabularyTerm};
use crate::formats::{Graph, GraphEdge, GraphNode, WriteError, write_gexf, write_graphml};
use crate::http::conditional;
use crate::http::counts::Counts;
use crate::http::problem::ApiError;
use crate::http::query_summary::{AppliedQuery, describe_query};
use crate::http::request_extensions::record_match_count;
use crate::http::state::State;
use crate::query::claim_params::FilterParams;
use crate::query::params::{Params, parameters};
use crate::query::sorts::OLDEST;
use crate::query::{AbsentClaims, ClaimFilter, ClaimQuery, ParameterErrors};
use crate::store::{DatasetReader, Network, NetworkEdge, NetworkNode, NetworkRequest};

const DEFAULT_LIMIT: u32 = 50;

const MAX_LIMIT: u32 = 500;

/// Parameters of the network.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct NetworkParams {
    /// What connects two actors: claims that involve both (`together`, the default, undirected), or claims that the one
    /// asserts and whose subject or target is the other (`asserts_about`, directed).
    #[param(inline, value_type = Option<NetworkEdges>, example = "together")]
    edges: Vec<String>,
    /// Smallest number of claims of an edge.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 1_000_000, default = 1, example = 2)]
    min_weight: Vec<String>,
    /// Maximum number of actors; the most frequent are chosen.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 500, default = 50, example = 50)]
    limit: Vec<String>,
}

parameters!(NetworkParams);

impl NetworkParams {
    fn resolve(&self, errors: &mut ParameterErrors) -> NetworkRequest {
        NetworkRequest {
            edges: errors.term("edges", &self.edges).unwrap_or(NetworkEdges::Together),
            min_weight: errors.number("min_weight", &self.min_weight, 1, 1_000_000).unwrap_or(1).into(),
            limit: errors.number("limit", &self.limit, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT) as usize,
        }
    }
}

/// Actors and the claims that connect them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorNetwork {
    /// The most frequent actors among the matches.
    nodes: Vec<ActorNode>,
    /// The edges between them, the heaviest first.
    edges: Vec<ActorEdge>,
    /// The number of matches.
    #[schema(value_type = i64, minimum = 0, example = 160)]
    total: u64,
    /// The number of claims that match all filters but have no date, and were left out because of a date filter.
    #[schema(value_type = i64, minimum = 0, example = 0)]
    undated_excluded: u64,
    /// The values of `id` that no claim has or had; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["us-china-ai-dominance-2025-999"]))]
    missing: Vec<String>,
    /// The values of `id` that are withdrawn claims; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["us-china-ai-dominance-2025-998"]))]
    withdrawn: Vec<String>,
    /// How the server understood the query.
    query: AppliedQuery,
}

/// An actor of a network.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActorNode {
    /// Identifier of the actor.
    #[schema(value_type = String, example = "nvidia")]
    id: ActorId,
    /// Preferred name of the actor.
    name: LanguageMap,
    /// Type of actor. New terms may be added.
    #[schema(value_type = String, example = "company")]
    kind: ActorKind,
    /// The number of matches that involve it in any role.
    #[schema(value_type = i64, minimum = 1, example = 22)]
    count: u64,
}

/// The claims that connect two actors.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActorEdge {
    /// Identifier of the one actor; with `asserts_about` the asserter.
    #[schema(value_type = String, example = "china")]
    source: ActorId,
    /// Identifier of the other actor; with `asserts_about` the subject or target.
    #[schema(value_type = String, example = "nvidia")]
    target: ActorId,
    /// The number of claims.
    #[schema(value_type = i64, minimum = 1, example = 9)]
    weight: u64,
    /// First day of their dates. Absent if none of them has a date with a beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, format = Date, example = "2025-04-01")]
    earliest: Option<Date>,
    /// Last day of their dates. Absent if none of them has a date with an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, format = Date, example = "2025-07-31")]
    latest: Option<Date>,
}

/// Get the network of actors
///
/// The most frequent actors among the matches and the claims that connect them.
#[utoipa::path(
    operation_id = "getClaimsNetwork",
    tag = "claims",
    params(FilterParams, NetworkParams),
    responses((status = 200, description = "The network.", body = ActorNetwork))
)]
#[get("/v1/claims/network")]
pub async fn get_claims_network(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, NetworkParams)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, network) = resolve(&state, params)?;
    let validators = conditional::check(&request, &state)?;
    let found = find(&request, &state, filter, network).await?;
    Ok(validators.json(&found)?)
}

/// Download the network of actors as GraphML
///
/// The same network for Gephi, yEd, NetworkX or igraph.
#[utoipa::path(
    operation_id = "getClaimsNetworkGraphml",
    tag = "claims",
    params(FilterParams, NetworkParams),
    responses((status = 200, description = "The network as GraphML.", body = String, content_type = "application/xml"))
)]
#[get("/v1/claims/network.graphml")]
pub async fn get_claims_network_graphml(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, NetworkParams)>,
) -> Result<HttpResponse, ApiError> {
    respond_with_graph(request, state, params, write_graphml).await
}

/// Download the network of actors as GEXF
///
/// The same network for Gephi and NetworkX.
#[utoipa::path(
    operation_id = "getClaimsNetworkGexf",
    tag = "claims",
    params(FilterParams, NetworkParams),
    responses((status = 200, description = "The network as GEXF.", body = String, content_type = "application/xml"))
)]
#[get("/v1/claims/network.gexf")]
pub async fn get_claims_network_gexf(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, NetworkParams)>,
) -> Result<HttpResponse, ApiError> {
    respond_with_graph(request, state, params, write_gexf).await
}

fn resolve(
    state: &State,
    params: Params<(FilterParams, NetworkParams)>,
) -> Result<(ClaimFilter, NetworkRequest), ParameterErrors> {
    params.resolve(|(filter, network), errors| {
        (filter.resolve(state.dataset.query_context(), errors), network.resolve(errors))
    })
}

async fn find(
    request: &HttpRequest,
    state: &State,
    filter: ClaimFilter,
    network: NetworkRequest,
) -> Result<ActorNetwork, ApiError> {
    let cost = state.dataset.network_cost(&filter);
    let found = state.run(request, cost, move |reader| {
        let found = reader.network(&filter, network)?;
        let query = describe_query(&ClaimQuery { filter, sort: &OLDEST }, None, None, reader.catalogue());
        Ok(ActorNetwork::new(found, query, reader))
    });
    let found = found.await?;
    record_match_count(request, found.total);
    Ok(found)
}

async fn respond_with_graph(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, NetworkParams)>,
    write: fn(&Graph) -> io::Result<Vec<u8>>,
) -> Result<HttpResponse, ApiError> {
    let (filter, network) = resolve(&state, params)?;
    let validators = conditional::check(&request, &state)?;
    let found = find(&request, &state, filter, network).await?;
    let counts = Counts {
        total: found.total,
        undated_excluded: found.undated_excluded,
        missing: found.missing.len(),
        withdrawn: found.withdrawn.len(),
    };
    let graph = found.into_graph(network.edges == NetworkEdges::AssertsAbout);
    let graph = write(&graph).map_err(WriteError::from)?;
    let mut response = validators.ok("application/xml", graph);
    counts.add_to(&mut response);
    name_file(&mut response, &request);
    Ok(response)
}

impl ActorNetwork {
    fn new(network: Network, query: AppliedQuery, reader: &DatasetReader) -> Self {
        let Network { nodes, edges, total, undated_excluded, absent } = network;
        let AbsentClaims { missing, withdrawn } = absent;
        let actors = reader.catalogue().actors.all();
        let id = |node: usize| actors[nodes[node].actor].id.clone();
        let edge = |NetworkEdge { source, target, weight, earliest, latest }| ActorEdge {
            source: id(source),
            target: id(target),
            weight,
            earliest,
            latest,
        };
        let edges = edges.into_iter().map(edge).collect();
        let node = |&NetworkNode { actor, count }: &NetworkNode| {
            let Actor { id, name, kind, .. } = &actors[actor];
            ActorNode { id: id.clone(), name: name.clone(), kind: *kind, count }
        };
        Self { nodes: nodes.iter().map(node).collect(), edges, total, undated_excluded, missing, withdrawn, query }
    }

    fn into_graph(self, directed: bool) -> Graph {
        let node =
            |ActorNode { id, name, kind, count }| GraphNode { id: id.to_string(), name, kind: kind.as_str(), count };
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let edge = |ActorEdge { source, target, weight, earliest, latest }: ActorEdge| GraphEdge {
            source: source.to_string(),
            target: target.to_string(),
            weight,
            earliest: day(earliest),
            latest: day(latest),
        };
        Graph {
            directed,
            nodes: self.nodes.into_iter().map(node).collect(),
            edges: self.edges.into_iter().map(edge).collect(),
        }
    }
}
