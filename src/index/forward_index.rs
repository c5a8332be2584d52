//! For every claim a short list of numbers, in one block of memory.

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

/// Lists by ordinal.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ForwardIndex {
    /// Where each list ends; left out as long as every list holds one number.
    ends: Vec<u32>,
    values: Values,
}

/// The numbers of all lists, as narrow as they can be.
#[derive(Debug, Serialize, Deserialize)]
enum Values {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Default for Values {
    fn default() -> Self {
        Self::Long(Vec::new())
    }
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Short(values) => values.len(),
            Self::Long(values) => values.len(),
        }
    }
}

impl ForwardIndex {
    /// No list yet; every number will be smaller than `bound`.
    pub fn of_numbers_below(bound: usize) -> Self {
        let short = bound <= usize::from(u16::MAX) + 1;
        Self { ends: vec![], values: if short { Values::Short(vec![]) } else { Values::Long(vec![]) } }
    }

    /// Adds the next claim's list, each number once.
    pub fn push(&mut self, numbers: impl IntoIterator<Item = u32>) {
        let start = self.values.len();
        for number in numbers {
            match &mut self.values {
                Values::Short(values) => push_new(values, start, u16::try_from(number).expect("below the bound")),
                Values::Long(values) => push_new(values, start, number),
            }
        }
        let end = self.values.len();
        if self.ends.is_empty() && end != start + 1 {
            self.ends = (1..=place(start)).collect();
        }
        if !self.ends.is_empty() || end != start + 1 {
            self.ends.push(place(end));
        }
    }

    /// Adds to `counts`, by number, how many of the claims have it in their list.
    pub fn count(&self, claims: &RoaringBitmap, counts: &mut [u64]) {
        match &self.values {
            Values::Short(values) => self.count_in(values, claims, counts),
            Values::Long(values) => self.count_in(values, claims, counts),
        }
    }

    fn count_in<N: Copy + Into<u32>>(&self, values: &[N], claims: &RoaringBitmap, counts: &mut [u64]) {
        if self.ends.is_empty() {
            for ordinal in claims {
                counts[values[ordinal as usize].into() as usize] += 1;
            }
            return;
        }
        for ordinal in claims {
            let at = ordinal as usize;
            let start = if at == 0 { 0 } else { self.ends[at - 1] };
            for &value in &values[start as usize..self.ends[at] as usize] {
                counts[value.into() as usize] += 1;
            }
        }
    }
}

fn push_new<N: PartialEq>(values: &mut Vec<N>, start: usize, number: N) {
    if !values[start..].contains(&number) {
        values.push(number);
    }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than 2^32 entries in all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_over_the_lists_of_the_claims() {
        for bound in [100, 100_000] {
            let mut lists = ForwardIndex::of_numbers_below(bound);
            for list in [&[7][..], &[8], &[7, 9, 7], &[], &[9]] {
                lists.push(list.iter().copied());
            }
            let mut counts = [0; 10];
            lists.count(&[0, 2, 3, 4].into(), &mut counts);
            assert_eq!(counts, [0, 0, 0, 0, 0, 0, 0, 2, 0, 2]);
        }
    }

    #[test]
    fn lists_of_one_need_no_ends() {
        let mut lists = ForwardIndex::of_numbers_below(10);
        (0..5).for_each(|number| lists.push([number]));
        assert!(lists.ends.is_empty());
        let mut counts = [0; 10];
        lists.count(&[1, 4].into(), &mut counts);
        assert_eq!(counts, [0, 1, 0, 0, 1, 0, 0, 0, 0, 0]);
    }
}
