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

impl ForwardIndex {
    /// From the claims of each value, of `len` claims in all.
    pub fn new<'p>(postings: impl IntoIterator<Item = &'p RoaringBitmap, IntoIter: Clone>, len: u32) -> Self {
        let postings = postings.into_iter();
        let mut next: Vec<u32> = vec![0; len as usize];
        let mut is_single = true;
        for ordinal in postings.clone().flatten() {
            next[ordinal as usize] += 1;
        }
        // Where the values of each claim begin.
        let mut start = 0;
        for next in &mut next {
            is_single &= *next == 1;
            start += std::mem::replace(next, start);
        }
        let values = (0u32..)
            .zip(postings.clone())
            .flat_map(|(value, claims)| claims.iter().map(move |ordinal| (ordinal, value)));
        let column = if postings.count() <= usize::from(u16::MAX) + 1 {
            let values = values.map(|(ordinal, value)| (ordinal, u16::try_from(value).expect("below the bound")));
            Column::U16(distribute(values, &mut next, start))
        } else {
            Column::U32(distribute(values, &mut next, start))
        };
        // Each claim's values end where the next would be put.
        Self { ends: if is_single { vec![] } else { next }, column }
    }

    /// Returns the value of a claim, where every claim has exactly one.
    pub fn value(&self, ordinal: u32) -> u32 {
        debug_assert!(self.ends.is_empty(), "some claims have several values, or none");
        match &self.column {
            Column::U16(column) => column[ordinal as usize].into(),
            Column::U32(column) => column[ordinal as usize],
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

/// Puts each value to its claim, which counts where the next one goes.
fn distribute<N: Copy + Default>(values: impl Iterator<Item = (u32, N)>, next: &mut [u32], len: u32) -> Vec<N> {
    let mut column = vec![N::default(); len as usize];
    for (ordinal, value) in values {
        let next = &mut next[ordinal as usize];
        column[*next as usize] = value;
        *next += 1;
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The index of claims with these values.
    fn index(claims: &[Vec<u32>], bound: u32) -> ForwardIndex {
        let claims_with = |value| (0..).zip(claims).filter(move |(_, values)| values.contains(&value));
        let postings: Vec<RoaringBitmap> =
            (0..bound).map(|value| claims_with(value).map(|(ordinal, _)| ordinal).collect()).collect();
        ForwardIndex::new(&postings, u32::try_from(claims.len()).unwrap())
    }

    #[test]
    fn values_of_any_width_are_counted() {
        for bound in [100, 100_000] {
            let index = index(&[vec![7], vec![8], vec![7, 9], vec![], vec![9]], bound);
            let counts = index.count(&[0, 2, 3, 4].into(), 10);
            assert_eq!(counts, [0, 0, 0, 0, 0, 0, 0, 2, 0, 2]);
        }
    }

    #[test]
    fn claims_with_any_number_of_values_are_counted() {
        let values = |claim: u32| (0..claim * 7 % 19).collect::<Vec<_>>();
        let index = index(&(0..2_000).map(values).collect::<Vec<_>>(), 20);
        let mut expected = vec![0; 20];
        for claim in (0..2_000).filter(|claim| claim % 3 != 1) {
            for value in values(claim) {
                expected[value as usize] += 1;
            }
        }
        let claims = (0..2_000).filter(|claim| claim % 3 != 1).collect();
        assert_eq!(index.count(&claims, 20), expected);
    }

    #[test]
    fn single_values_need_no_ends() {
        let index = index(&[vec![0], vec![1], vec![2], vec![3], vec![4]], 10);
        assert!(index.ends.is_empty());
        let counts = index.count(&[1, 4].into(), 10);
        assert_eq!(counts, [0, 1, 0, 0, 1, 0, 0, 0, 0, 0]);
        assert_eq!((index.value(1), index.value(4)), (1, 4));
    }
}
