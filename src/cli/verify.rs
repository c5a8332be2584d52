//! `isnad verify`: whether the quotations of a draft stand in an article, where, and who said them.

use std::fmt::Write as _;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;

use super::CommandResult;
use super::database::DatabaseArgs;
use super::output::print;
use crate::domain::text::escape;
use crate::http::quote_check::{QuoteMatch, QuoteVerification, SpeakerMatch, VerifiedQuote, is_name, verify_quotes};
use crate::http::quote_request::quotes_of_draft;
use crate::ingest::ReleaseOptions;
use crate::store::Deadline;

/// The largest draft, in bytes.
const MAX_DRAFT_BYTES: u64 = 16 << 20;

/// Options of `verify`.
#[derive(Debug, Clone, Args)]
pub struct VerifyArgs {
    /// The draft: plain text, Markdown or HTML in UTF-8; `-` reads standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print the answer of the API as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub fn run(args: &VerifyArgs) -> CommandResult {
    let draft = read_draft(&args.file)?;
    let (dataset, _) = args.database.open(ReleaseOptions::default())?;
    let reader = dataset.reader(Deadline::NONE);
    let asked = quotes_of_draft(&draft, &|words| is_name(dataset.suggester(), words));
    let verification = verify_quotes(&reader, asked)?;
    if args.json {
        print(&format!("{}\n", serde_json::to_string_pretty(&verification)?))?;
    } else {
        print(&report(&draft, &args.file.display().to_string(), &verification))?;
    }
    match verification.quotes.iter().filter(|quote| is_refused(quote)).count() {
        0 => Ok(()),
        1 => Err("1 quotation was not found or has another speaker".into()),
        refused => Err(format!("{refused} quotations were not found or have another speaker").into()),
    }
}

fn read_draft(file: &PathBuf) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", file.display());
    let mut draft = String::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().take(MAX_DRAFT_BYTES + 1).read_to_string(&mut draft)
    } else {
        std::fs::File::open(file).map_err(failed)?.take(MAX_DRAFT_BYTES + 1).read_to_string(&mut draft)
    };
    read.map_err(failed)?;
    if draft.len() as u64 > MAX_DRAFT_BYTES {
        return Err(format!("{} is larger than {} MiB", file.display(), MAX_DRAFT_BYTES >> 20));
    }
    Ok(draft)
}

/// Whether a quotation makes the command fail.
fn is_refused(quote: &VerifiedQuote) -> bool {
    quote.outcome == QuoteMatch::None || quote.speaker == Some(SpeakerMatch::Other)
}

/// One line for each quotation: `file:line: match: quotation`, its place and its speaker.
fn report(draft: &str, file: &str, verification: &QuoteVerification) -> String {
    let (file, mut lines) = (escape(file), String::new());
    for quote in &verification.quotes {
        let before = draft.chars().take(quote.start.unwrap_or(0));
        let line = before.filter(|&c| c == '\n').count() + 1;
        let text = quote.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(lines, "{file}:{line}: {}: {}{}", name(quote.outcome), escape(&text), escape(&found(quote)));
    }
    let summary = verification.summary;
    let counts = [
        (summary.exact, "exact"),
        (summary.folded, "folded"),
        (summary.partial, "partial"),
        (summary.none, "none"),
        (summary.too_short, "too_short"),
    ];
    let counts: Vec<String> = counts.iter().map(|(count, name)| format!("{count} {name}")).collect();
    let _ = writeln!(lines, "{} quotations: {}", verification.quotes.len(), counts.join(", "));
    lines
}

/// Where a quotation stands and who said it.
fn found(quote: &VerifiedQuote) -> String {
    let mut parts = String::new();
    if let Some(matched) = &quote.matched {
        let _ = write!(parts, "; found: {matched}");
    }
    if let Some(place) = quote.places.first() {
        let span = place.start.zip(place.end).map(|(start, end)| format!(" {start} to {end}")).unwrap_or_default();
        let _ = write!(parts, "; {}{span}", place.article.id);
        if let Some(claim) = place.claims.first() {
            let _ = write!(parts, "; claim {claim}");
        }
    }
    let said_by: Vec<&str> = quote.said_by.iter().map(|actor| actor.id.as_str()).collect();
    if !said_by.is_empty() {
        let _ = write!(parts, "; said by {}", said_by.join(", "));
    }
    if let (Some(named), Some(speaker)) = (&quote.named_speaker, quote.speaker) {
        let verdict = match speaker {
            SpeakerMatch::AsClaimed => "as named",
            SpeakerMatch::Other => "not by",
            SpeakerMatch::Unknown => "not known whether by",
        };
        let _ = write!(parts, "; {verdict}: {named}");
    }
    if quote.translation_note.is_some() {
        parts += "; the words mislead: see the claim";
    }
    parts
}

fn name(outcome: QuoteMatch) -> &'static str {
    match outcome {
        QuoteMatch::Exact => "exact",
        QuoteMatch::Folded => "folded",
        QuoteMatch::Partial => "partial",
        QuoteMatch::None => "none",
        QuoteMatch::TooShort => "too_short",
    }
}
