//! Stands in for the protocol in builds without the cargo feature `mcp`.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::http::mcp_endpoint::McpResponse;
use crate::http::problem::ApiError;
use crate::http::server_context::ServerContext;
use crate::http::state::State;

const FEATURE: &str = "mcp";

/// Fails: there is no protocol in this build.
pub fn expect_built() -> Result<(), String> {
    Err(ApiError::FeatureMissing(FEATURE).to_string())
}

/// Refuses the message.
pub fn answer(_: HttpRequest, _: State, _: Vec<u8>) -> McpResponse {
    Box::pin(async { Err(ApiError::FeatureMissing(FEATURE)) })
}

/// Fails as [`expect_built`] does.
pub async fn serve_stdio(_: Arc<ServerContext>, _: Option<String>) -> Result<(), String> {
    std::future::ready(expect_built()).await
}
