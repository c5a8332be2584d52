//! The values that all claims of a dataset have in common. They say nothing about a single claim, so pages leave them out.

use crate::domain::vocabulary::{Certainty, ClaimKind, EvidenceStatus, Speech, VocabularyTerm};
use crate::index::claim_index::{Bitmaps, ClaimIndex};

/// For each field the value that every claim has; `None` where claims differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Constants {
    pub kind: Option<ClaimKind>,
    pub certainty: Option<Certainty>,
    pub speech: Option<Speech>,
    /// The status of every quote.
    pub evidence: Option<EvidenceStatus>,
    pub salience: Option<u8>,
    /// Whether there is at most one publisher.
    pub publisher: bool,
}

impl ClaimIndex {
    /// Returns the values that all claims have in common.
    pub fn constants(&self) -> Constants {
        let quotes = &self.evidence[..EvidenceStatus::ALL.len().min(self.evidence.len())];
        let statuses: Vec<_> =
            EvidenceStatus::ALL.iter().zip(quotes).filter(|(_, claims)| !claims.is_empty()).collect();
        Constants {
            kind: self.common_term(&self.kinds),
            certainty: self.common_term(&self.certainties),
            speech: self.common_term(&self.speeches),
            evidence: if let [(status, _)] = statuses[..] { Some(*status) } else { None },
            salience: (1..)
                .zip(&self.saliences)
                .find(|(_, claims)| claims.len() == u64::from(self.len))
                .map(|(at, _)| at),
            publisher: self.publishers.len() < 2,
        }
    }

    fn common_term<T: VocabularyTerm>(&self, bitmaps: &Bitmaps) -> Option<T> {
        let mut terms = T::ALL.iter().zip(bitmaps);
        terms.find(|(_, claims)| claims.len() == u64::from(self.len)).map(|(term, _)| *term)
    }
}

#[cfg(test)]
mod tests {
    use roaring::RoaringBitmap;

    use super::*;

    fn bitmaps<const N: usize>(values: [&[u32]; N]) -> Bitmaps {
        values.map(|claims| claims.iter().copied().collect::<RoaringBitmap>()).to_vec()
    }

    #[test]
    fn a_value_is_common_if_every_claim_has_it() {
        let mut index = ClaimIndex::with_claims(2);
        index.kinds = bitmaps([&[], &[], &[0, 1]]);
        index.certainties = bitmaps([&[0], &[1]]);
        index.saliences = bitmaps([&[], &[0, 1], &[]]);
        let constants = index.constants();
        assert_eq!((constants.kind, constants.certainty), (Some(ClaimKind::ALL[2]), None));
        assert_eq!((constants.salience, constants.publisher), (Some(2), true));
    }

    #[test]
    fn claims_without_quotes_do_not_count_for_the_status_of_quotes() {
        let mut index = ClaimIndex::with_claims(2);
        index.evidence = bitmaps([&[0], &[], &[], &[1]]);
        assert_eq!(index.constants().evidence, Some(EvidenceStatus::ALL[0]));
        index.evidence = bitmaps([&[0], &[0, 1], &[], &[]]);
        assert_eq!(index.constants().evidence, None);
    }
}
