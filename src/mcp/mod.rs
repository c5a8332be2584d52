//! Tools, resources and prompts for agents by the Model Context Protocol, over HTTP and on standard input and output.
//!
//! The protocol is that of the crate `rmcp`. Arguments of tools are read by the parameters of the API, so that both accept
//! and refuse the same. Without the cargo feature `mcp` there is only an error that names it.

#[cfg(feature = "mcp")]
mod agent;
#[cfg(feature = "mcp")]
mod answer;
#[cfg(feature = "mcp")]
mod claim_summary;
#[cfg(not(feature = "mcp"))]
mod disabled;
#[cfg(feature = "mcp")]
mod http;
#[cfg(feature = "mcp")]
mod prompts;
#[cfg(feature = "mcp")]
mod resources;
#[cfg(feature = "mcp")]
mod schema;
#[cfg(feature = "mcp")]
mod stdio;
#[cfg(feature = "mcp")]
mod tools;

#[cfg(not(feature = "mcp"))]
pub use disabled::{answer, expect_built, serve_stdio};
#[cfg(feature = "mcp")]
pub use http::answer;
#[cfg(feature = "mcp")]
pub use stdio::{expect_built, serve_stdio};
