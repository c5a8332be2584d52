//! All tests but the unit tests, in one program: linking a dozen would take longer than running them.

mod api;
mod architecture;
mod command;
mod conformance;
mod datasets;
mod import;
mod mcp;
mod readme;
mod releases;
mod search;
mod seed;
mod serving;
mod support;
mod web;
