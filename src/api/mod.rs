//! The only room that knows HTTP: routes, parameters, resources, errors and their documentation.
//!
//! ```text
//! query string -> query.rs (as typed) -> claim_params.rs (what it means) -> index: matches -> store: documents -> answer.rs
//! ```
//!
//! | file | what it does |
//! |---|---|
//! | `routes` below | the one list of routes; registering a route documents it |
//! | `query.rs` | decodes strictly, refuses unknown names, collects every fault |
//! | `claim_params.rs` | the parameters of the claim routes, documented and resolved |
//! | `cursor.rs`, `listing.rs` | where a page ended: of claims, of the catalogue |
//! | `claims.rs`, `actors.rs`, `topics.rs`, `articles.rs`, `dataset.rs`, `health.rs` | resources |
//! | `echo.rs` | the query said back in both languages |
//! | `answer.rs` | `ETag`, caching, links |
//! | `problem.rs` | every error, as RFC 9457 has it |
//! | `openapi.rs`, `docs.rs` | the document, and the pages that show it |

mod actors;
mod answer;
mod articles;
mod claim_params;
mod claims;
mod cursor;
mod dataset;
mod docs;
mod echo;
mod health;
mod listing;
mod openapi;
mod problem;
mod query;
mod topics;

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

pub use answer::MatchCount;
pub use openapi::rendered as rendered_document;
pub use problem::{ApiError, answer_problems, no_route};

use crate::store::Snapshot;

/// What every handler shares.
pub struct AppState {
    /// The dataset served.
    pub snapshot: Snapshot,
    /// The OpenAPI document as it is served.
    pub openapi: String,
    /// Every documented path.
    pub paths: Vec<String>,
}

impl AppState {
    /// Serves this snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        let document = openapi::document();
        let paths = document.paths.paths.keys().cloned().collect();
        Self { snapshot, openapi: openapi::render(&document), paths }
    }
}

/// The state as handlers receive it.
pub type State = web::Data<AppState>;

/// Every route of the API.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(claims::list_claims)
        .service(claims::get_claim)
        .service(actors::list_actors)
        .service(actors::get_actor)
        .service(topics::list_topics)
        .service(topics::get_topic)
        .service(articles::list_articles)
        .service(articles::get_article)
        .service(dataset::get_dataset)
        .service(health::get_liveness)
        .service(health::get_readiness)
        .service(openapi::get_openapi);
}

/// The pages of the documentation, which no client calls and no document lists.
pub fn pages(config: &mut web::ServiceConfig) {
    config.service(docs::get_docs).service(docs::get_error_table).service(docs::get_docs_asset).service(docs::get_root);
}
