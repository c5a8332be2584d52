//! What every HTTP response shares, whether JSON or HTML: the state, parameters, running queries, errors, validators, pages.
//!
//! A handler has four stages: it resolves its [`params`], ends early if the client has the current response
//! ([`conditional`]), runs its query ([`run`]), and responds ([`validators`]).

pub mod actor_params;
pub mod article_params;
pub mod catalogue_list;
pub mod chunked_body;
pub mod conditional;
pub mod connections;
pub mod counts;
pub mod dump;
pub mod dump_layout;
pub mod encoding;
pub mod facets;
pub mod file_download;
pub mod language;
pub mod lookup;
pub mod mcp_endpoint;
pub mod methods;
pub mod metrics;
pub mod middleware;
pub mod not_found;
pub mod origin;
pub mod pagination;
pub mod params;
pub mod problem;
pub mod query_body;
pub mod query_summary;
pub mod quote_check;
pub mod quote_request;
pub mod redirect;
pub mod request_body;
pub mod request_extensions;
pub mod response_cache;
pub mod run;
pub mod send_rate;
pub mod server_context;
pub mod server_timing;
pub mod state;
pub mod stored_claims;
pub mod stream_encoder;
pub mod trusted_proxies;
pub mod url;
pub mod validators;
