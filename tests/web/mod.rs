//! The HTML pages, requested from the real binary.

mod crawlers;
mod failures;
mod languages;
mod messages;
pub mod pages;
mod search;
