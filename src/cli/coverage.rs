//! `isnad coverage`.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};

use super::CommandResult;
use super::curation::ArticleArgs;
use super::output::print;
use crate::domain::text::{escape, escape_json};
use crate::drafting::{Coverage, coverage};

/// Code points of a sentence that are shown.
const SHOWN: usize = 70;

#[derive(Debug, Clone, Args)]
pub struct CoverageArgs {
    #[command(flatten)]
    article: ArticleArgs,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Counts, a picture of each paragraph, and the sentences without a claim.
    Text,
    /// The same as one JSON object.
    Json,
}

pub fn run(args: &CoverageArgs) -> CommandResult {
    let found = coverage(&args.article.read()?);
    match args.format {
        Format::Text => print(&report(&found))?,
        Format::Json => print(&format!("{}\n", escape_json(&serde_json::to_string(&found)?)))?,
    }
    Ok(())
}

fn report(found: &Coverage) -> String {
    let (open, sentences) = (found.sentences_without_claim.len(), found.sentences);
    let mut text = String::new();
    // Writing to memory does not fail.
    let _ = writeln!(text, "{}: {} claims", found.article, found.claims);
    let _ = writeln!(text, "sentences with a claim: {} of {sentences}", sentences - open);
    let _ = writeln!(
        text,
        "characters under quotes: {} of {} ({} %)",
        found.quoted_characters,
        found.characters,
        percent(found.quoted_characters, found.characters)
    );
    let lacking = &found.claims_without;
    for (label, claims) in [("date", &lacking.date), ("cue", &lacking.cue), ("actor", &lacking.actor)] {
        let _ = write!(text, "claims without {label}: {}", claims.len());
        let separator = if claims.is_empty() { "" } else { ": " };
        let _ = writeln!(text, "{separator}{}", escape(&claims.join(", ")));
    }
    let _ = writeln!(text, "\nparagraphs, 20 characters a sign: # quoted, + partly, . not");
    for (number, paragraph) in found.paragraphs.iter().enumerate() {
        let share = percent(paragraph.quoted_characters, paragraph.characters);
        let _ = writeln!(text, "{:>4} {share:>3} % {}", number + 1, paragraph.picture);
    }
    if open > 0 {
        let _ = writeln!(text, "\nsentences without a claim:");
    }
    for sentence in &found.sentences_without_claim {
        let _ = writeln!(text, "  {} to {}: {}", sentence.start, sentence.end, escape(&shorten(&sentence.text)));
    }
    text
}

fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or_default()
}

fn shorten(sentence: &str) -> String {
    let line = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN).collect::<String>() + "..." }
}
