//! The JSON API: resources, exports, downloads, the OpenAPI document.
//!
//! [`routes`] is the one list of routes; registering a route documents it. The name of a handler is its operation id.

mod actor_exports;
mod actors;
mod agents;
mod article_exports;
pub mod articles;
pub mod changes;
mod citations;
pub mod claim_page;
mod claim_query;
pub mod claims;
mod croissant;
pub mod dataset;
pub mod discovery;
mod docs;
mod downloads;
mod dump_parts;
mod dumps;
mod export;
mod export_body;
mod feed;
mod generators;
mod health;
mod highlights;
mod list_export;
pub mod matrix;
mod network;
mod openapi;
mod openapi_30;
pub mod quotes;
mod releases;
pub mod suggest;
pub mod timeline;
mod topic_exports;
mod topics;
mod vocabularies;

pub use citations::cited_dataset;
pub use matrix::MatrixParams;

use actix_web::{App, web};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::state::OpenApiDocuments;

/// Every route of the API.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(discovery::get_index)
        .service(claims::list_claims)
        .service(export::export_claims_csv)
        .service(export::export_claims_ndjson)
        .service(export::export_claims_jsonld)
        .service(export::export_claims_parquet)
        .service(feed::get_claims_feed)
        .service(citations::cite_claims_bibtex)
        .service(citations::cite_claims_csl)
        .service(timeline::get_claims_timeline)
        .service(timeline::export_claims_timeline_csv)
        .service(matrix::get_claims_matrix)
        .service(matrix::export_claims_matrix_csv)
        .service(network::get_claims_network)
        .service(network::get_claims_network_graphml)
        .service(network::get_claims_network_gexf)
        .service(claim_query::query_claims)
        .route("/v1/claims/query", claim_query::other_methods())
        .route("/v1/claims", claim_query::query_method())
        .service(claims::get_claim)
        .service(claims::list_related_claims)
        .service(claims::get_claim_annotation)
        .service(quotes::verify_quote)
        .service(quotes::verify_quotes_of_body)
        .service(suggest::suggest)
        .service(actors::list_actors)
        .service(actor_exports::export_actors_csv)
        .service(actor_exports::export_actors_ndjson)
        .service(actors::get_actor)
        .service(topics::list_topics)
        .service(topic_exports::export_topics_csv)
        .service(topic_exports::export_topics_ndjson)
        .service(topics::get_topic)
        .service(articles::list_articles)
        .service(article_exports::export_articles_csv)
        .service(article_exports::export_articles_ndjson)
        .service(articles::get_article)
        .service(vocabularies::list_vocabularies)
        .service(dataset::get_dataset)
        .service(releases::list_releases)
        .service(changes::list_changes)
        .service(changes::export_changes_ndjson)
        .service(downloads::download_snapshot)
        .service(dumps::download_dataset_csv)
        .service(dumps::download_dataset_ndjson)
        .service(dumps::download_dataset_parquet)
        .service(downloads::get_datapackage)
        .service(croissant::get_croissant)
        .service(agents::call_mcp)
        .service(discovery::get_api_catalog)
        .service(discovery::get_llms_txt)
        .configure(health_routes)
        .service(openapi::get_openapi)
        .service(openapi::get_openapi_30);
}

/// Health checks.
pub fn health_routes(config: &mut ServiceConfig) {
    config.service(health::get_liveness).service(health::get_readiness);
}

/// The documentation pages, which are not part of the OpenAPI document.
pub fn pages(config: &mut web::ServiceConfig) {
    config.service(docs::get_docs).service(docs::get_error_table).service(docs::get_docs_asset);
}

/// The OpenAPI documents of the routes.
pub fn describe() -> OpenApiDocuments {
    let bare = App::new().into_utoipa_app().openapi(openapi::base_document());
    openapi::complete_document(bare.configure(routes).split_for_parts().1)
}
