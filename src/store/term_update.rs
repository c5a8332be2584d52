//! Computes the posting list and the positions of a term when claims are removed, added and renumbered.

use roaring::RoaringBitmap;

use super::error::{StoreError, corrupt};
use super::index_writer::{TermDictionary, TermInfo, serialize_posting};
use super::positions::{kept_claims, merge_streams};
use super::term_words::TermWords;
use crate::index::Renumbering;

/// What a release does to the claims of the index.
pub struct ClaimChanges<'a> {
    /// The ordinals that the removed claims had in the release before.
    pub removed: &'a RoaringBitmap,
    /// The terms of the removed claims' texts.
    pub removed_terms: &'a TermDictionary,
    pub renumbering: &'a Renumbering,
}

/// A term as the release before stored it.
pub struct StoredTerm<'a> {
    pub term: &'a str,
    /// The word that stands for it.
    pub word: &'a str,
    pub posting: &'a [u8],
    /// The words that are analyzed to it.
    pub forms: &'a [u8],
}

/// What becomes of a stored term.
pub struct TermUpdate {
    pub change: TermChange,
    /// The word that stands for it, if that is another.
    pub word: Option<String>,
}

pub enum TermChange {
    None,
    /// Its claims have other ordinals.
    Renumbered {
        posting: Vec<u8>,
    },
    /// It has other claims.
    Rewritten(TermInfo),
    Removed,
}

impl ClaimChanges<'_> {
    /// What becomes of a term to which the new claims add `added`; `positions` reads its stored positions.
    pub fn update_term(
        &self,
        stored: &StoredTerm,
        added: &TermInfo,
        positions: impl FnOnce() -> Result<Vec<u8>, StoreError>,
    ) -> Result<TermUpdate, StoreError> {
        let Self { removed, removed_terms, renumbering } = self;
        let before = RoaringBitmap::deserialize_from(stored.posting).map_err(|error| corrupt("posting list", error))?;
        let mut words = TermWords::from_bytes(stored.forms)?;
        let kept = renumbering.apply(&before);
        let is_kept = kept.len() == before.len() && added.claims.is_empty();
        if let Some(info) = removed_terms.get(stored.term).filter(|_| !is_kept) {
            words.remove(&info.words);
        }
        words.add_all(&added.words);
        let word = Some(words.shortest()).filter(|shortest| *shortest != stored.word).map(str::to_owned);
        let change = if is_kept && kept == before {
            TermChange::None
        } else if is_kept {
            TermChange::Renumbered { posting: serialize_posting(kept)? }
        } else if kept.is_empty() && added.claims.is_empty() {
            TermChange::Removed
        } else {
            let stream = kept_claims(&positions()?, &before, removed)?;
            let positions = merge_streams((&kept, &stream), (&added.claims, &added.positions));
            TermChange::Rewritten(TermInfo { words, claims: kept | &added.claims, positions })
        };
        Ok(TermUpdate { change, word })
    }
}
