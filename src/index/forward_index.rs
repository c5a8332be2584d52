//! A forward index: the values of one field for every claim, in one block of memory.

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

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

    /// Adds the number of claims with each value to `counts`, which is indexed by value.
    pub fn count(&self, claims: &RoaringBitmap, counts: &mut [u64]) {
        match &self.column {
            Column::U16(column) => self.count_in(column, claims, counts),
            Column::U32(column) => self.count_in(column, claims, counts),
        }
    }

    fn count_in<N: Copy + Into<u32>>(&self, column: &[N], claims: &RoaringBitmap, counts: &mut [u64]) {
        if self.ends.is_empty() {
            for ordinal in claims {
                counts[column[ordinal as usize].into() as usize] += 1;
            }
            return;
        }
        for ordinal in claims {
            let at = ordinal as usize;
            let start = if at == 0 { 0 } else { self.ends[at - 1] };
            for &value in &column[start as usize..self.ends[at] as usize] {
                counts[value.into() as usize] += 1;
            }
        }
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
            let mut counts = [0; 10];
            index.count(&[0, 2, 3, 4].into(), &mut counts);
            assert_eq!(counts, [0, 0, 0, 0, 0, 0, 0, 2, 0, 2]);
        }
    }

    #[test]
    fn single_values_need_no_ends() {
        let mut index = ForwardIndex::new(10);
        (0..5).for_each(|value| index.push([value]));
        assert!(index.ends.is_empty());
        let mut counts = [0; 10];
        index.count(&[1, 4].into(), &mut counts);
        assert_eq!(counts, [0, 1, 0, 0, 1, 0, 0, 0, 0, 0]);
    }
}
