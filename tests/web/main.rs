//! The HTML pages, requested from the real binary.

#[path = "../support/mod.rs"]
mod support;

mod crawlers;
mod failures;
mod languages;
mod messages;
mod pages;
