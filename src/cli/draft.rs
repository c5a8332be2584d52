//! `isnad draft`.

use std::ops::Range;
use std::path::Path;

use clap::Args;

use super::CommandResult;
use super::curation::ArticleArgs;
use super::output::print;
use crate::domain::text::{escape, escape_json};
use crate::drafting::{DraftInput, draft, redraft};
use crate::ingest::draft_path;

#[derive(Debug, Clone, Args)]
pub struct DraftArgs {
    #[command(flatten)]
    article: ArticleArgs,
    /// Propose claims also for sentences that claims cover already.
    #[arg(long)]
    all: bool,
    /// Replace also proposals that were edited; without it, they stay as they are.
    #[arg(long)]
    force: bool,
    /// Print the proposals in place of writing them to `claims.draft.jsonl`.
    #[arg(long)]
    print: bool,
}

pub fn run(args: &DraftArgs) -> CommandResult {
    let files = args.article.read()?;
    let (languages, required) =
        files.description.as_ref().map(|about| (about.languages.clone(), about.require.clone())).unwrap_or_default();
    let covered: Vec<Range<usize>> =
        if args.all { vec![] } else { files.claims.iter().flat_map(|claim| claim.content.clone()).collect() };
    let proposals = draft(&DraftInput {
        article: &files.article,
        text: files.text.as_str(),
        actors: &files.actors,
        topics: &files.topics,
        languages: &languages,
        required: &required,
        covered: &covered,
    });
    let path = args.article.from.join(draft_path(&args.article.id));
    let old = if args.force { String::new() } else { existing(&path)? };
    let file = redraft(&old, &proposals)?;
    if args.print {
        let lines: Vec<_> = file.lines.split('\n').map(escape_json).collect();
        return Ok(print(&lines.join("\n"))?);
    }
    std::fs::write(&path, &file.lines).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    let kept = if file.kept == 0 { String::new() } else { format!(", {} of them kept as edited", file.kept) };
    let result = "nothing is published before you move them to claims.jsonl";
    let path = path.display().to_string();
    Ok(print(&format!("{}: {} proposals{kept}; {result}\n", escape(&path), file.proposals))?)
}

/// Returns the content of a draft file; empty if there is none.
fn existing(path: &Path) -> Result<String, String> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(format!("cannot read {}: {error}", path.display())),
        Ok(content) => Ok(content),
    }
}
