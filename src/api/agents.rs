//! The route of the Model Context Protocol. What answers it is in `mcp/`.

use actix_web::{HttpRequest, HttpResponse, post, web};

use crate::http::mcp_endpoint::McpEndpoint;
use crate::http::problem::ApiError;
use crate::http::request_body::read_json_bytes;
use crate::http::state::State;
use crate::query::params::Params;

/// Call a tool for agents
///
/// The Model Context Protocol over streamable HTTP, without sessions: one message of JSON-RPC, at most 64 KiB. Versions
/// 2026-07-28 and 2025-11-25 of the protocol. The tools read what the other routes read, by the same parameters.
/// `Host` and `Origin` must be loopback addresses or the public URL.
#[utoipa::path(
    operation_id = "callMcp",
    tag = "agents",
    request_body(
        content = Object,
        content_type = "application/json",
        description = "A request or a notification of JSON-RPC 2.0.",
        example = json!({
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "find_names", "arguments": {"q": "nvidia"}}
        })
    ),
    responses(
        (status = 200, description = "The response in JSON-RPC 2.0.", body = Object, content_type = "application/json"),
        (status = 202, description = "The notification was received.")
    )
)]
#[post("/mcp")]
pub async fn call_mcp(
    request: HttpRequest,
    state: State,
    params: Params<()>,
    payload: web::Payload,
    endpoint: web::Data<McpEndpoint>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let body = read_json_bytes(&request, payload, state.limits.body_timeout).await?;
    (endpoint.0)(request, state, body).await
}
