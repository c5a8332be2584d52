//! Proposes claims for an article from its text, by rules and word lists. A person decides. Pure.
//!
//! ```text
//! text -> sentences, tokens -> names, reporting words, dates of each sentence -> proposals
//! ```

mod cast;
mod claim_builder;
mod coverage;
mod cues;
mod date_arithmetic;
mod date_meaning;
mod date_patterns;
mod date_rules;
#[cfg(test)]
mod date_tests;
mod document;
mod draft;
mod draft_input;
mod evidence_spans;
mod lexicon;
mod mentions;
mod names;
mod phrases;
mod proposal;
mod redraft;
mod report_content;
mod reports;
mod sentences;
mod short_forms;
mod speakers;
mod tokens;

pub use coverage::{Coverage, coverage};
pub use draft::draft;
pub use draft_input::DraftInput;
pub use proposal::Proposal;
pub use redraft::{DraftFile, redraft};
pub use sentences::sentences;
