//! The only room that knows HTTP: routes, parameters, resources, errors and their documentation.
//!
//! ```text
//! query string -> query.rs (as typed) -> claim_params.rs (what it means) -> store: matches, documents -> answer.rs
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
//! | `exports.rs`, `dumps.rs` | every match in one answer; the dataset as files |
//! | `facets.rs`, `timeline.rs`, `suggest.rs` | counts and names |
//! | `discovery.rs` | where programs find the API |
//! | `highlights.rs` | where a query's words stand |
//! | `echo.rs` | the query said back in both languages |
//! | `answer.rs`, `pieces.rs`, `kept.rs` | `ETag`, caching; bodies made of stored documents; answers given before |
//! | `problem.rs` | every error, as RFC 9457 has it |
//! | `stages.rs` | how long the stages of a request took |
//! | `openapi.rs`, `twin.rs`, `docs.rs` | the document, its twin in version 3.0, and the pages that show it |

pub(crate) mod actors;
mod articles;
pub(crate) mod claims;
mod dataset;
mod discovery;
mod docs;
mod downloads;
mod export;
mod health;
mod highlights;
mod openapi;
mod openapi_30;
mod suggest;
mod timeline;
mod topics;

use actix_web::{App, web};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::state::OpenApiDocuments;
pub use export::{ExportFormat, export_parameters, read_export};

/// Every route of the API.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(claims::list_claims)
        .service(export::export_claims_csv)
        .service(export::export_claims_ndjson)
        .service(export::export_claims_jsonld)
        .service(export::get_claims_feed)
        .service(timeline::get_claims_timeline)
        .service(claims::get_claim)
        .service(claims::list_related_claims)
        .service(claims::get_claim_annotation)
        .service(suggest::suggest)
        .service(actors::list_actors)
        .service(actors::get_actor)
        .service(topics::list_topics)
        .service(topics::get_topic)
        .service(articles::list_articles)
        .service(articles::get_article)
        .service(dataset::get_dataset)
        .service(downloads::download_snapshot)
        .service(export::download_dataset_csv)
        .service(export::download_dataset_ndjson)
        .service(downloads::get_datapackage)
        .service(discovery::get_api_catalog)
        .service(discovery::get_llms_txt)
        .configure(health_routes)
        .service(openapi::get_openapi)
        .service(openapi::get_openapi_30);
}

/// How the server is.
pub fn health_routes(config: &mut ServiceConfig) {
    config.service(health::get_liveness).service(health::get_readiness);
}

/// The pages of the documentation, which no client calls and no document lists.
pub fn pages(config: &mut web::ServiceConfig) {
    config.service(docs::get_docs).service(docs::get_error_table).service(docs::get_docs_asset);
}

/// The API's description of itself, as the routes give it.
pub fn describe() -> OpenApiDocuments {
    let bare = App::new().into_utoipa_app().openapi(openapi::shared());
    openapi::complete_document(bare.configure(routes).split_for_parts().1)
}
