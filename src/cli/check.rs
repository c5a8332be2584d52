//! `isnad check`.

use clap::{Args, ValueEnum};

use super::CommandResult;
use super::diagnostics::{github_annotations, json_lines};
use super::output::{print, print_error};
use super::source::{SourceArgs, print_diagnostics};
use crate::domain::text::escape;
use crate::ingest::{Corpus, Diagnostics, SeedError, Source};
use crate::store::QuoteCounts;

#[derive(Debug, Clone, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Format of the faults.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// `file:line: field: message`, and a summary.
    Text,
    /// One JSON object a line for each fault, and nothing else.
    Json,
    /// Workflow commands of GitHub Actions, and a summary.
    Github,
}

pub fn run(args: &CheckArgs) -> CommandResult {
    let source = Source::Directory(args.source.from.clone());
    match Corpus::read(&source, args.source.texts.as_deref(), None) {
        Ok(corpus) => {
            print_faults(&corpus.warnings, args.format)?;
            Ok(print_summary(args, &corpus)?)
        }
        Err(SeedError::Diagnostics(found)) if !matches!(args.format, Format::Text) => {
            print_faults(&found, args.format)?;
            Err(SeedError::Diagnostics(found).into())
        }
        Err(error) => Err(print_diagnostics(error).into()),
    }
}

fn print_faults(found: &Diagnostics, format: Format) -> std::io::Result<()> {
    match format {
        Format::Text => print(&found.to_string())?,
        Format::Json => print(&json_lines(found))?,
        Format::Github => print(&github_annotations(found))?,
    }
    if found.omitted() > 0 && !matches!(format, Format::Text) {
        print_error(&format!("{} more are not shown", found.omitted()));
    }
    Ok(())
}

fn print_summary(args: &CheckArgs, corpus: &Corpus) -> std::io::Result<()> {
    if matches!(args.format, Format::Json) {
        return Ok(());
    }
    let from = args.source.from.display().to_string();
    let (claims, QuoteCounts { all: quotes, verified }) = (corpus.claim_count(), corpus.quotes());
    let warnings = match corpus.warnings.warning_count() {
        0 => String::new(),
        1 => "; 1 warning".to_owned(),
        warnings => format!("; {warnings} warnings"),
    };
    let result = format!("no errors in {claims} claims; {verified} of {quotes} quotes verified{warnings}");
    print(&format!("{}: {result}\n", escape(&from)))
}
