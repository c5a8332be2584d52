//! A forward index: the values of one field for every claim, in one block of memory.

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

/// The values of one claim that are copied at once; most claims have fewer.
const GROUP: usize = 8;

/// The values that are copied before they are counted.
const COPIED_VALUES: usize = 1024;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ForwardIndex {
    /// The end of each claim's values in `column`. Empty as long as every claim has exactly one value.
    ends: Vec<u32>,
    column: Column,
}

/// The values of all claims, in the narrowest type.
#[derive(Debug, Serialize, Deserialize)]
enum Column {
    U16(Vec<u16>),
    U32(Vec<u32>),
}

impl Default for Column {
    fn default() -> Self {
        Self::U32(Vec::new())
    }
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::U16(values) => values.len(),
            Self::U32(values) => values.len(),
        }
    }
}

impl ForwardIndex {
    /// Creates an empty index for values below `bound`.
    pub fn new(bound: usize) -> Self {
        let is_narrow = bound <= usize::from(u16::MAX) + 1;
        Self { ends: vec![], column: if is_narrow { Column::U16(vec![]) } else { Column::U32(vec![]) } }
    }

    /// Adds the values of the next claim. Repeated values are ignored.
    pub fn push(&mut self, values: impl IntoIterator<Item = u32>) {
        let start = self.column.len();
        for value in values {
            match &mut self.column {
                Column::U16(column) => push_new(column, start, u16::try_from(value).expect("below the bound")),
                Column::U32(column) => push_new(column, start, value),
            }
        }
        let end = self.column.len();
        if self.ends.is_empty() && end != start + 1 {
            self.ends = (1..=offset(start)).collect();
        }
        if !self.ends.is_empty() || end != start + 1 {
            self.ends.push(offset(end));
        }
    }

    /// Returns the number of claims with each value below `bound`.
    pub fn count(&self, claims: &RoaringBitmap, bound: usize) -> Vec<u64> {
        // The counts of thousands of values fit into the fastest cache.
        let mut counts = vec![0; bound];
        match &self.column {
            Column::U16(column) => self.count_in(column, claims, &mut counts),
            Column::U32(column) => self.count_in(column, claims, &mut counts),
        }
        counts.into_iter().map(u64::from).collect()
    }

    fn count_in<N: Copy + Default + Into<u32>>(&self, column: &[N], claims: &RoaringBitmap, counts: &mut [u32]) {
        if self.ends.is_empty() {
            for ordinal in claims {
                counts[column[ordinal as usize].into() as usize] += 1;
            }
            return;
        }
        let mut add = |values: &[N]| values.iter().for_each(|&value| counts[value.into() as usize] += 1);
        // The values of a claim are copied as a group of fixed size, of which the next group overwrites what belongs to other
        // claims. The processor would mispredict the end of a loop over the values of each claim.
        let mut copied = [N::default(); COPIED_VALUES];
        let mut length = 0;
        for ordinal in claims {
            let at = ordinal as usize;
            let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
            let end = self.ends[at] as usize;
            match column.get(start..start + GROUP) {
                Some(group) if end - start <= GROUP => {
                    copied[length..length + GROUP].copy_from_slice(group);
                    length += end - start;
                }
                _ => add(&column[start..end]),
            }
            if length > COPIED_VALUES - GROUP {
                add(&copied[..length]);
                length = 0;
            }
        }
        add(&copied[..length]);
    }
}

fn push_new<N: PartialEq>(column: &mut Vec<N>, start: usize, value: N) {
    if !column[start..].contains(&value) {
        column.push(value);
    }
}

fn offset(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than 2^32 values in all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_values_of_a_claim_count_once() {
        for bound in [100, 100_000] {
            let mut index = ForwardIndex::new(bound);
            for values in [&[7][..], &[8], &[7, 9, 7], &[], &[9]] {
                index.push(values.iter().copied());
            }
            let counts = index.count(&[0, 2, 3, 4].into(), 10);
            assert_eq!(counts, [0, 0, 0, 0, 0, 0, 0, 2, 0, 2]);
        }
    }

    #[test]
    fn claims_with_any_number_of_values_are_counted() {
        let mut index = ForwardIndex::new(20);
        let mut expected = vec![0; 20];
        for claim in 0..2_000u32 {
            let values = 0..claim * 7 % 19;
            index.push(values.clone());
            if claim % 3 != 1 {
                values.for_each(|value| expected[value as usize] += 1);
            }
        }
        let claims = (0..2_000).filter(|claim| claim % 3 != 1).collect();
        assert_eq!(index.count(&claims, 20), expected);
    }

    #[test]
    fn single_values_need_no_ends() {
        let mut index = ForwardIndex::new(10);
        (0..5).for_each(|value| index.push([value]));
        assert!(index.ends.is_empty());
        let counts = index.count(&[1, 4].into(), 10);
        assert_eq!(counts, [0, 1, 0, 0, 1, 0, 0, 0, 0, 0]);
    }
}
