//! The HTML pages, requested from the real binary.

mod base_path;
mod compare;
mod crawlers;
mod failures;
mod languages;
mod matrix;
mod messages;
pub mod pages;
mod records;
mod search;
mod verify;
