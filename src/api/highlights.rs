//! Marks a query's words in a claim's texts.

use std::ops::Range;

use actix_web::web::Bytes;
use serde_json::Error;

use crate::domain::claim::{Claim, Highlight, TextRange};
use crate::domain::vocabulary::OffsetUnit;
use crate::search::TextQuery;
use crate::search::highlight;

/// Returns a stored claim with its `highlights`.
pub fn add_highlights(document: &[u8], query: &TextQuery, unit: OffsetUnit) -> Result<Bytes, Error> {
    let mut claim: Claim = serde_json::from_slice(document)?;
    claim.highlights = searched_texts(&claim)
        .into_iter()
        .filter_map(|(pointer, language, text)| {
            let ranges: Vec<_> =
                highlight(text, language, query).into_iter().map(|range| in_unit(text, range, unit)).collect();
            (!ranges.is_empty()).then_some(Highlight { pointer, ranges })
        })
        .collect();
    Ok(serde_json::to_vec(&claim)?.into())
}

/// Converts a range of code points of a text to a unit.
fn in_unit(text: &str, range: Range<usize>, unit: OffsetUnit) -> TextRange {
    let convert = |code_points| match unit {
        OffsetUnit::CodePoints => code_points,
        OffsetUnit::Utf16 => text.chars().take(code_points).map(char::len_utf16).sum(),
    };
    TextRange { start: convert(range.start), end: convert(range.end) }
}

/// The searched texts of a claim, each after its JSON Pointer and its language.
fn searched_texts(claim: &Claim) -> Vec<(String, &str, &str)> {
    let mut texts = Vec::new();
    for (language, text) in claim.statement.texts() {
        texts.push((format!("/statement/{language}"), language, text));
    }
    for (at, span) in claim.evidence.iter().enumerate() {
        texts.push((format!("/evidence/{at}/quote"), span.language.as_str(), span.quote.as_str()));
    }
    // The article's own voice, the first link of every chain, is not indexed by its name.
    let voice = claim.attribution.first().map(|link| &link.actor.id);
    let involved = claim.actors.iter().enumerate().map(|(at, involved)| (format!("/actors/{at}"), &involved.actor));
    let chain = claim.attribution.iter().enumerate().map(|(at, link)| (format!("/attribution/{at}"), &link.actor));
    for (place, actor) in involved.chain(chain).filter(|(_, actor)| Some(&actor.id) != voice) {
        for (language, name) in actor.name.texts() {
            texts.push((format!("{place}/actor/name/{language}"), language, name));
        }
    }
    for (at, topic) in claim.topics.iter().enumerate() {
        for (language, label) in topic.label.texts() {
            texts.push((format!("/topics/{at}/label/{language}"), language, label));
        }
    }
    texts
}
