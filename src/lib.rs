//! Isnad: structured claims drawn from articles, each with its asserter and the words it rests on.
//!
//! Two pipelines run through the crate, each readable from top to bottom:
//!
//! ```text
//! ingest   seed files -> RawClaim -> Claim (validated, all errors reported) -> dataset
//! answer   query string -> params (as typed) -> ClaimFilter (what it means) -> matches -> page -> representation
//! ```
//!
//! | module | purpose |
//! |---|---|
//! | [`domain`] | claims, actors, topics, articles, dates, vocabularies: pure |
//! | [`i18n`] | messages for people in every interface language: pure |
//! | [`search`] | tokenizer, analyzer, query parser, highlighter, suggester for many languages: pure |
//! | [`quotes`] | quotations in drafts, comparing quotes with texts: pure |
//! | [`index`] | posting bitmaps, date index, facet counts, sort orders: pure |
//! | [`query`] | filters, parameters, cursors: pure |
//! | [`formats`] | claims as CSV, NDJSON, JSON-LD, Atom, Web Annotation: pure |
//! | [`store`] | datasets in SQLite and PostgreSQL; the only module that uses a database |
//! | [`ingest`] | seed files to a validated corpus, with every error reported with its file and line |
//! | [`drafting`] | proposes claims for an article by rules and word lists: pure |
//! | [`import`] | annotations of other tools to seed files |
//! | [`http`] | what JSON and HTML share: parameters, errors, validators, middleware |
//! | [`api`] | the JSON API |
//! | [`web`] | pages for people, in two languages |
//! | [`curate`] | a local page on which a person turns a text into claims |
//! | [`mcp`] | tools for agents, by the Model Context Protocol |
//! | [`server`] | listens, reloads the dataset, shuts down |
//! | [`cli`] | the subcommands |
//! | [`telemetry`] | logs and traces |

pub mod api;
pub mod cli;
pub mod curate;
pub mod domain;
pub mod drafting;
pub mod formats;
pub mod http;
pub mod i18n;
pub mod import;
pub mod index;
pub mod ingest;
pub mod mcp;
pub mod query;
pub mod quotes;
pub mod search;
pub mod server;
pub mod store;
pub mod telemetry;
pub mod web;
