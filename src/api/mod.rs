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
//! | `paging.rs`, `cursor.rs`, `listing.rs` | pages: their links, where one of claims ended, those of the catalogue |
//! | `context.rs` | the state, and what a request carries |
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
mod context;
mod cursor;
mod dataset;
mod docs;
mod echo;
mod health;
mod listing;
mod openapi;
mod paging;
mod problem;
mod query;
mod topics;

use actix_web::{App, web};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

pub use context::{AppState, Documents, MatchCount, RequestId};
pub use problem::{answer_problems, no_route};

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

/// The API's description of itself, as the routes give it.
pub fn describe() -> Documents {
    let bare = App::new().into_utoipa_app().openapi(openapi::shared());
    openapi::complete_document(bare.configure(routes).split_for_parts().1)
}
