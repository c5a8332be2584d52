//! What answers `POST /mcp`. The route is in `api/`; what answers it uses `api/`, so that the server puts them together.

use std::future::Future;
use std::pin::Pin;

use actix_web::{HttpRequest, HttpResponse};

use super::problem::ApiError;
use super::state::State;

/// The response to a message in JSON-RPC.
pub type McpResponse = Pin<Box<dyn Future<Output = Result<HttpResponse, ApiError>>>>;

/// Answers a message; its body has been read.
#[derive(Clone, Copy)]
pub struct McpEndpoint(pub fn(HttpRequest, State, Vec<u8>) -> McpResponse);
