//! Tools for agents, by the Model Context Protocol, over HTTP and on standard input and output.

#[cfg(feature = "mcp")]
mod client;
#[cfg(not(feature = "mcp"))]
mod disabled;
#[cfg(feature = "mcp")]
mod stores;
#[cfg(feature = "mcp")]
mod tools;
#[cfg(feature = "mcp")]
mod transports;
