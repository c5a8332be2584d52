//! `isnad check`.

use super::CommandResult;
use super::source::{SourceArgs, print_diagnostics};
use crate::ingest::{Corpus, Source};

pub fn run(args: &SourceArgs) -> CommandResult {
    let source = Source::Directory(args.from.clone());
    let corpus = Corpus::read(&source, args.texts.as_deref(), None).map_err(print_diagnostics)?;
    let (claims, quotes, verified) = (corpus.claim_count(), corpus.quotes, corpus.verified_quotes);
    println!("{}: no errors in {claims} claims; {verified} of {quotes} quotes verified", args.from.display());
    Ok(())
}
