//! Standard input and output: one message a line, for a client that starts the program.

use std::sync::Arc;

use rmcp::ServiceExt;
use rmcp::transport::stdio;

use super::agent::Agent;
use crate::http::server_context::ServerContext;
use crate::http::state::State;

/// Whether this build has the protocol: it does.
pub fn expect_built() -> Result<(), String> {
    Ok(())
}

/// Answers messages until the client closes the input.
pub async fn serve_stdio(context: Arc<ServerContext>, public_url: Option<String>) -> Result<(), String> {
    let served = Arc::clone(&context);
    let state = move || State(served.served.load_full());
    let agent = Agent::new(state, move || context.next_request_id().to_string(), public_url);
    let running = match agent.serve(stdio()).await {
        Ok(running) => running,
        // The client closed the input before its first message.
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    running.waiting().await.map(|_| ()).map_err(|error| error.to_string())
}
