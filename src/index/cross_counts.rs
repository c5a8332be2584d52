//! Counts the claims that each of some sets has in common with each of others.

use std::borrow::Cow;

use roaring::RoaringBitmap;

use crate::index::words::{Containers, WORDS, Words, count_common};

/// Up to so many values of a container, each is looked up in the other set.
const FEW: usize = 400;

/// The claims in each row and each column, among the matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrossCounts {
    /// For each row a number for each column.
    pub cells: Vec<Vec<u64>>,
    /// Claims in any row.
    pub in_rows: u64,
    /// Claims in any column.
    pub in_columns: u64,
}

/// Counts the matches container by container, so that the words of all sets are in the cache. `check` can end the count after each.
pub fn count_crossings<E>(
    matches: &RoaringBitmap,
    rows: &[Cow<RoaringBitmap>],
    columns: &[Cow<RoaringBitmap>],
    mut check: impl FnMut() -> Result<(), E>,
) -> Result<CrossCounts, E> {
    let mut counts = CrossCounts { cells: vec![vec![0; columns.len()]; rows.len()], ..CrossCounts::default() };
    let (Some(first), Some(last)) = (matches.min(), matches.max()) else { return Ok(counts) };
    let (mut rows, mut columns) = (Axis::new(rows), Axis::new(columns));
    let matches = Containers::new(matches);
    let mut matching = [0; WORDS];
    for key in high(first)..=high(last) {
        if matches.read(key, &mut matching) {
            counts.in_rows += rows.read(key, &matching);
            counts.in_columns += columns.read(key, &matching);
            add_cells(key, &rows, &columns, &mut counts.cells);
        }
        check()?;
    }
    Ok(counts)
}

fn high(ordinal: u32) -> u16 {
    (ordinal >> 16) as u16
}

/// The sets of the rows or of the columns.
struct Axis {
    sets: Vec<Containers>,
    /// The matches in each set among the claims of a container; `None` if there are none.
    words: Vec<Option<Box<Words>>>,
}

impl Axis {
    fn new(sets: &[Cow<RoaringBitmap>]) -> Self {
        Self { sets: sets.iter().map(|set| Containers::new(set)).collect(), words: vec![None; sets.len()] }
    }

    /// Reads the containers with a key. Returns the number of matches in any set.
    fn read(&mut self, key: u16, matching: &Words) -> u64 {
        let mut any = [0; WORDS];
        for (set, words) in self.sets.iter().zip(&mut self.words) {
            let mut found = words.take().unwrap_or_else(|| Box::new([0; WORDS]));
            if set.read(key, &mut found) {
                for ((word, any), matching) in found.iter_mut().zip(&mut any).zip(matching) {
                    *word &= matching;
                    *any |= *word;
                }
                *words = Some(found);
            }
        }
        count_common(&any, matching)
    }
}

fn add_cells(key: u16, rows: &Axis, columns: &Axis, cells: &mut [Vec<u64>]) {
    for ((row, row_words), cells) in rows.sets.iter().zip(&rows.words).zip(cells) {
        let Some(row_words) = row_words else { continue };
        for ((column, column_words), cell) in columns.sets.iter().zip(&columns.words).zip(cells) {
            let Some(column_words) = column_words else { continue };
            let has = |words: &Words, value: u16| words[usize::from(value >> 6)] >> (value & 63) & 1;
            *cell += if let Some(values) = row.few(key, FEW) {
                values.map(|value| has(row_words, value) & has(column_words, value)).sum()
            } else if let Some(values) = column.few(key, FEW) {
                values.map(|value| has(row_words, value) & has(column_words, value)).sum()
            } else {
                count_common(row_words, column_words)
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    /// Sets over six containers of every kind: lists, bits and runs.
    fn set() -> impl Strategy<Value = RoaringBitmap> {
        let ordinal = 0u32..400_000;
        let single = proptest::collection::vec(ordinal.clone(), 0..900);
        (single, ordinal, 0u32..150_000, 1u32..30).prop_map(|(single, start, length, step)| {
            let mut set: RoaringBitmap = single.into_iter().collect();
            if step < 10 {
                set.insert_range(start..start + length);
                set.optimize();
            } else {
                set.extend((start..start + length).step_by(step as usize - 9));
            }
            set
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn counts_are_those_of_intersections(
            matches in set(),
            rows in proptest::collection::vec(set(), 0..4),
            columns in proptest::collection::vec(set(), 0..4),
        ) {
            let rows: Vec<_> = rows.iter().map(Cow::Borrowed).collect();
            let columns: Vec<_> = columns.iter().map(Cow::Borrowed).collect();
            let counts = count_crossings(&matches, &rows, &columns, || Ok::<_, Infallible>(())).unwrap();
            let any = |sets: &[Cow<RoaringBitmap>]| roaring::MultiOps::union(sets.iter().map(|set| &**set)).intersection_len(&matches);
            let cell = |row: &RoaringBitmap, column: &RoaringBitmap| (row & column).intersection_len(&matches);
            let cells = rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect();
            prop_assert_eq!(counts, CrossCounts { cells, in_rows: any(&rows), in_columns: any(&columns) });
        }
    }
}
