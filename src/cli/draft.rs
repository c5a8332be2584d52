//! `isnad draft`.

use std::ops::Range;

use clap::Args;

use super::CommandResult;
use super::curation::ArticleArgs;
use super::output::print;
use crate::domain::text::escape;
use crate::drafting::{DraftInput, Proposal, draft};
use crate::ingest::draft_path;

#[derive(Debug, Clone, Args)]
pub struct DraftArgs {
    #[command(flatten)]
    article: ArticleArgs,
    /// Propose claims also for sentences that claims cover already.
    #[arg(long)]
    all: bool,
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
    let lines = json_lines(&proposals)?;
    if args.print {
        return Ok(print(&lines)?);
    }
    let path = args.article.from.join(draft_path(&args.article.id));
    std::fs::write(&path, lines).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    let path = path.display().to_string();
    Ok(print(&format!(
        "{}: {} proposals; nothing is published before you move them to claims.jsonl\n",
        escape(&path),
        proposals.len()
    ))?)
}

fn json_lines(proposals: &[Proposal]) -> serde_json::Result<String> {
    let mut lines = String::new();
    for proposal in proposals {
        lines += &serde_json::to_string(proposal)?;
        lines.push('\n');
    }
    Ok(lines)
}
