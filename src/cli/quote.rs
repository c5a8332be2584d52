//! `isnad quote`.

use clap::Args;

use super::CommandResult;
use super::curation::ArticleArgs;
use super::output::{print, print_error};
use crate::domain::claim::MAX_QUOTE_CODE_POINTS;
use crate::domain::text::escape_json;
use crate::domain::vocabulary::{EvidencePart, VocabularyTerm};
use crate::ingest::{ArticleText, RawEvidence};

/// Code points of the context that tells places apart.
const CONTEXT: usize = 40;

#[derive(Debug, Clone, Args)]
pub struct QuoteArgs {
    #[command(flatten)]
    article: ArticleArgs,
    /// The words to find.
    #[arg(allow_hyphen_values = true)]
    words: String,
    /// What the words are evidence of.
    #[arg(long, value_name = "PART", default_value = "content", value_parser = parse_part)]
    part: EvidencePart,
}

/// Evidence goes to standard output, one object a line; what a person should know of it, to standard error.
pub fn run(args: &QuoteArgs) -> CommandResult {
    let files = args.article.read()?;
    let found = files.text.places_of(&args.words);
    let is_exact = !found.exact.is_empty();
    let other_spellings = found.folded.len();
    let places = if is_exact { found.exact } else { found.folded };
    if places.is_empty() {
        return Err(format!("\"{}\" does not stand in the text of {}", args.words, args.article.id).into());
    }
    if !is_exact {
        print_error("found only after folding: the evidence has the article's own spelling");
    } else if other_spellings > 0 {
        print_error(&format!("also stands in another spelling, times: {other_spellings}"));
    }
    if places.len() > 1 {
        print_error(&format!("stands {} times; take the one that is meant:", places.len()));
        for &place in &places {
            print_error(&context(&files.text, place));
        }
    }
    let mut lines = String::new();
    for place in places {
        lines += &escape_json(&serde_json::to_string(&evidence(&files.text, place, args.part))?);
        lines.push('\n');
    }
    Ok(print(&lines)?)
}

fn evidence(text: &ArticleText, place: (u32, u32), part: EvidencePart) -> RawEvidence {
    let quote = text.words_at(place).unwrap_or_default().to_owned();
    let length = quote.chars().count();
    if length > MAX_QUOTE_CODE_POINTS {
        print_error(&format!("has {length} code points; a quote has at most {MAX_QUOTE_CODE_POINTS}: quote its parts"));
    }
    RawEvidence { quote, part, start: Some(place.0), end: Some(place.1) }
}

/// Returns the words with those around them, on one line.
fn context(text: &ArticleText, (start, end): (u32, u32)) -> String {
    let around = text.context(start, end);
    let (before, after) = around.map(|around| (around.prefix, around.suffix)).unwrap_or_default();
    let skipped = before.chars().count().saturating_sub(CONTEXT);
    let before: String = before.chars().skip(skipped).collect();
    let after: String = after.chars().take(CONTEXT).collect();
    let words = text.words_at((start, end)).unwrap_or_default();
    let line = format!("{before}[{words}]{after}");
    format!("  {start} to {end}: {}", line.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn parse_part(code: &str) -> Result<EvidencePart, String> {
    EvidencePart::parse(code).map_err(|unknown| format!("accepted: {}", unknown.accepted.join(", ")))
}
