//! The order that claims are numbered and paged in: newest first, then by identifier; undated claims last.

use std::cmp::{Ordering, Reverse};

use crate::domain::claim_date::DaySpan;
use crate::domain::identifier::ClaimId;

/// A claim's place in the default order, comparable across snapshots.
///
/// Smaller is earlier in the list: later first days before earlier ones, then later last days, then identifiers in
/// ascending order. A claim without a date comes after every dated one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankKey {
    /// The claim's days, if it has a date.
    pub span: Option<DaySpan>,
    /// The claim.
    pub id: ClaimId,
}

impl RankKey {
    /// Compares by date alone: newest first, undated last.
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
