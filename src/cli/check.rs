//! `isnad check`.

use super::CommandResult;
use super::output::print;
use super::source::{SourceArgs, print_diagnostics};
use crate::domain::text::escape;
use crate::ingest::{Corpus, Source};

pub fn run(args: &SourceArgs) -> CommandResult {
    let source = Source::Directory(args.from.clone());
    let corpus = Corpus::read(&source, args.texts.as_deref(), None).map_err(print_diagnostics)?;
    print(&corpus.warnings.to_string())?;
    let from = args.from.display().to_string();
    let (claims, quotes, verified) = (corpus.claim_count(), corpus.quotes, corpus.verified_quotes);
    let warnings = match corpus.warnings.warning_count() {
        0 => String::new(),
        1 => "; 1 warning".to_owned(),
        warnings => format!("; {warnings} warnings"),
    };
    let result = format!("no errors in {claims} claims; {verified} of {quotes} quotes verified{warnings}");
    Ok(print(&format!("{}: {result}\n", escape(&from)))?)
}
