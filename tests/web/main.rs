//! The pages for people as a browser meets them: the real binary on a port of its own.

#[path = "../support/mod.rs"]
mod support;

mod crawlers;
mod failures;
mod languages;
mod pages;
