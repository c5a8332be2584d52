//! Keys of rows. They ascend in the order of the rows and leave gaps, so that a later release can put rows between others.

use std::iter;
use std::ops::Range;

use roaring::RoaringBitmap;

use crate::store::error::StoreError;

/// The largest gap between the keys of two rows.
const MAX_STEP: i64 = 1 << 16;

/// The smallest gap that is chosen for a table.
const MIN_STEP: i64 = 1 << 4;

/// The gap between rows that are put before the first or after the last.
const END_STEP: i64 = 1 << 6;

/// The keys of the rows of a new table.
#[derive(Debug, Clone, Copy)]
pub struct KeySequence {
    first: i64,
    step: i64,
}

impl KeySequence {
    /// For about this many rows. Half of the keys stay free for rows before the first.
    pub fn for_rows(rows: usize) -> Self {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX / MIN_STEP).max(1);
        // SQLite stores integers of up to 3, 4 and 6 bytes, one bit of which is the sign.
        let first = [22, 30, 46].into_iter().map(|bits| 1 << bits).find(|&half| rows.saturating_mul(MIN_STEP) <= half);
        let first: i64 = first.unwrap_or(1 << 61);
        Self { first, step: (first / rows).min(MAX_STEP) }
    }

    /// The key of a row by its number.
    pub fn key(self, ordinal: impl Into<i64>) -> i64 {
        self.first + ordinal.into() * self.step
    }
}

/// The keys of `count` rows between two rows, either of which may be missing; `None` if fewer keys are free.
pub fn keys_between(before: Option<i64>, after: Option<i64>, count: usize) -> Option<Vec<i64>> {
    let count = i64::try_from(count).ok()?;
    // Before the first and after the last row small steps leave keys for later releases.
    let (start, step) = match (before, after) {
        (Some(before), Some(after)) => (before, (after - before) / (count + 1)),
        (Some(before), None) => (before, ((i64::MAX - before) / (count + 1)).min(END_STEP)),
        (None, Some(after)) => {
            let step = (after / (count + 1)).min(END_STEP);
            (after - step * (count + 1), step)
        }
        (None, None) => {
            let keys = KeySequence::for_rows(usize::try_from(count).ok()?);
            return Some((0..count).map(|number| keys.key(number)).collect());
        }
    };
    (step > 0).then(|| (1..=count).map(|number| start + step * number).collect())
}

/// The keys of a table in ascending order: the ordinal of a row is the position of its key.
#[derive(Debug, Default)]
pub struct RowKeys(Vec<i64>);

impl RowKeys {
    /// From keys in ascending order.
    pub fn new(keys: Vec<i64>) -> Self {
        Self(keys)
    }

    /// The keys of all rows but some.
    pub fn without(&self, ordinals: &RoaringBitmap) -> Self {
        let runs = runs_without(ordinals, self.len());
        Self(runs.flat_map(|run| &self.0[run.start as usize..run.end as usize]).copied().collect())
    }

    /// With the keys of new rows.
    pub fn with(mut self, new: impl IntoIterator<Item = i64>) -> Self {
        self.0.extend(new);
        self.0.sort_unstable();
        self
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = i64> {
        self.0.iter().copied()
    }

    pub fn key(&self, ordinal: u32) -> i64 {
        self.0[ordinal as usize]
    }

    pub fn ordinal(&self, key: i64) -> Result<u32, StoreError> {
        let ordinal = self.0.binary_search(&key).ok().and_then(|position| u32::try_from(position).ok());
        ordinal.ok_or_else(|| unknown_key(key))
    }
}

/// The runs of ordinals, below `count`, that are not among some.
pub fn runs_without(ordinals: &RoaringBitmap, count: usize) -> impl Iterator<Item = Range<u32>> {
    let count = u32::try_from(count).expect("fewer rows than ordinals");
    let starts = iter::once(0).chain(ordinals.iter().map(|ordinal| ordinal + 1));
    starts.zip(ordinals.iter().chain([count])).map(|(start, end)| start..end)
}

pub fn unknown_key(key: i64) -> StoreError {
    StoreError::Corrupt(format!("reference to a row that does not exist: {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_put_between_others() {
        assert_eq!(keys_between(Some(100), Some(104), 3).unwrap(), [101, 102, 103]);
        assert_eq!(keys_between(Some(100), Some(104), 4), None);
        assert_eq!(keys_between(Some(100), None, 2).unwrap(), [164, 228]);
        assert_eq!(keys_between(None, Some(1_000), 2).unwrap(), [872, 936]);
        assert_eq!(keys_between(None, Some(2), 2), None);
        assert_eq!(keys_between(None, None, 5).unwrap().len(), 5);
    }

    #[test]
    fn keys_ascend_and_take_few_bytes() {
        for (rows, bytes) in [(1, 3), (157, 3), (200_000, 3), (1_000_000, 4), (60_000_000, 4), (1_000_000_000, 6)] {
            let keys = KeySequence::for_rows(rows);
            let last = keys.key(u32::try_from(rows - 1).unwrap());
            assert!(keys.key(0) > 0 && last < 1 << (8 * bytes - 1), "{rows} rows: {last}");
            assert!(rows == 1 || keys.key(1) - keys.key(0) >= MIN_STEP, "{rows} rows");
        }
    }

    #[test]
    fn rows_are_removed() {
        let keys = RowKeys::new(vec![10, 20, 30, 40, 50]);
        let without = |ordinals: &[u32]| keys.without(&ordinals.iter().copied().collect()).0;
        assert_eq!(without(&[]), keys.0);
        assert_eq!(without(&[0, 2, 3]), [20, 50]);
        assert_eq!(without(&[4]), [10, 20, 30, 40]);
        assert_eq!(without(&[0, 1, 2, 3, 4]), Vec::<i64>::new());
    }
}
