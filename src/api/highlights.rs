//! Marks a query's words in a claim's texts.

use actix_web::web::Bytes;
use serde_json::Error;

use crate::domain::claim::{Claim, Highlight, TextRange};
use crate::search::TextQuery;
use crate::search::highlight;

/// Returns a stored claim with its `highlights`.
pub fn add_highlights(document: &[u8], query: &TextQuery) -> Result<Bytes, Error> {
    let mut claim: Claim = serde_json::from_slice(document)?;
    claim.highlights =
        searched_texts(&claim).into_iter().filter_map(|(pointer, text)| mark(pointer, text, query)).collect();
    Ok(serde_json::to_vec(&claim)?.into())
}

fn mark(pointer: String, text: &str, query: &TextQuery) -> Option<Highlight> {
    let ranges = highlight(text, query).into_iter().map(|range| TextRange { start: range.start, end: range.end });
    let ranges: Vec<_> = ranges.collect();
    (!ranges.is_empty()).then_some(Highlight { pointer, ranges })
}

/// The searched texts of a claim, by JSON Pointer.
fn searched_texts(claim: &Claim) -> Vec<(String, &str)> {
    let mut texts = Vec::new();
    for (language, text) in claim.statement.texts() {
        texts.push((format!("/statement/{language}"), text));
    }
    for (at, span) in claim.evidence.iter().enumerate() {
        texts.push((format!("/evidence/{at}/quote"), span.quote.as_str()));
    }
    // The article's own voice, the first link of every chain, is not indexed by its name.
    let voice = claim.attribution.first().map(|link| &link.actor.id);
    let involved = claim.actors.iter().enumerate().map(|(at, involved)| (format!("/actors/{at}"), &involved.actor));
    let chain = claim.attribution.iter().enumerate().map(|(at, link)| (format!("/attribution/{at}"), &link.actor));
    for (place, actor) in involved.chain(chain).filter(|(_, actor)| Some(&actor.id) != voice) {
        for (language, name) in actor.name.texts() {
            texts.push((format!("{place}/actor/name/{language}"), name));
        }
    }
    for (at, topic) in claim.topics.iter().enumerate() {
        for (language, label) in topic.label.texts() {
            texts.push((format!("/topics/{at}/label/{language}"), label));
        }
    }
    texts
}
