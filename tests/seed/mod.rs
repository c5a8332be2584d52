//! Seed files through the library: which are valid, and the diagnostic of every kind of error.

mod diagnostics;
mod files;
mod schemas;
mod verdicts;
