//! The default order of claims: newest first, then by identifier, undated claims last.

use std::cmp::{Ordering, Reverse};

use crate::domain::claim_date::DaySpan;
use crate::domain::identifier::ClaimId;

/// A claim's sort key in the default order, comparable across datasets.
///
/// Sorts by first day descending, then last day descending, then identifier ascending. Claims without a date come
/// after all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankKey {
    pub span: Option<DaySpan>,
    pub id: ClaimId,
}

impl RankKey {
    /// Compares by date only: newest first, undated last.
    pub fn compare_spans(a: Option<DaySpan>, b: Option<DaySpan>) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => Reverse((a.earliest, a.latest)).cmp(&Reverse((b.earliest, b.latest))),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

impl Ord for RankKey {
    fn cmp(&self, other: &Self) -> Ordering {
        Self::compare_spans(self.span, other.span).then_with(|| self.id.cmp(&other.id))
    }
}

impl PartialOrd for RankKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(date: Option<&str>, id: &str) -> RankKey {
        RankKey { span: date.map(|d| DaySpan::parse_level_zero(d).unwrap()), id: ClaimId::parse(id).unwrap() }
    }

    #[test]
    fn newest_comes_first_and_undated_last() {
        let mut keys = [
            key(None, "a"),
            key(Some("2025-07"), "c"),
            key(Some("2025-08-12"), "d"),
            key(Some("2025-07"), "b"),
            key(Some("2025-07-01"), "e"),
        ];
        keys.sort();
        let order: Vec<_> = keys.iter().map(|k| k.id.as_str()).collect();
        assert_eq!(order, ["d", "b", "c", "e", "a"]);
    }
}
