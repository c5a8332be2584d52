//! Releases, changes and withdrawals: both databases against a naive reference, and the binary over HTTP.

mod answers;
mod changes;
mod diff;
mod incremental;
mod incremental_postgres;
mod merges;
mod seeding;
mod world;
