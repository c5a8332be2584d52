//! Counts the claims that each of some sets has in common with each of others.

use std::borrow::Cow;

use fearless_simd::{Level, Simd, dispatch};
use fearless_simd_macros::simd;
use roaring::RoaringBitmap;

use crate::index::words::{Containers, WORDS, Words, bits, count_common};

/// Claims of a container.
const CLAIMS: usize = 1 << 16;

/// The claims that are visited in the time in which the words of two sets are intersected, as measured.
const CLAIMS_PER_INTERSECTION: u64 = 32;

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
    let mut columns_of = Vec::new();
    let level = Level::new();
    for key in high(first)..=high(last) {
        if matches.read(key, &mut matching) {
            dispatch!(level, simd => {
                counts.in_rows += rows.read(simd, key, &matching);
                counts.in_columns += columns.read(simd, key, &matching);
                if is_visiting_cheaper(&rows, &columns) {
                    columns_of.clear();
                    columns_of.resize(CLAIMS, 0);
                    visit_claims(&rows, &columns, &mut columns_of, &mut counts.cells);
                } else {
                    intersect_words(simd, &rows, &columns, &mut counts.cells);
                }
            });
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
    /// The number of these claims in all sets together.
    claims: u64,
}

impl Axis {
    fn new(sets: &[Cow<RoaringBitmap>]) -> Self {
        Self { sets: sets.iter().map(|set| Containers::new(set)).collect(), words: vec![None; sets.len()], claims: 0 }
    }

    /// Reads the containers with a key. Returns the number of matches in any set.
    fn read<S: Simd>(&mut self, simd: S, key: u16, matching: &Words) -> u64 {
        let mut any = [0; WORDS];
        self.claims = 0;
        for (set, words) in self.sets.iter().zip(&mut self.words) {
            let mut found = words.take().unwrap_or_else(|| Box::new([0; WORDS]));
            if set.read(key, &mut found) {
                for ((word, any), matching) in found.iter_mut().zip(&mut any).zip(matching) {
                    *word &= matching;
                    *any |= *word;
                }
                self.claims += count_common(simd, &found, matching);
                *words = Some(found);
            }
        }
        count_common(simd, &any, matching)
    }
}

/// Whether visiting the claims of all sets takes less time than intersecting each row with each column.
fn is_visiting_cheaper(rows: &Axis, columns: &Axis) -> bool {
    let filled = |axis: &Axis| axis.words.iter().flatten().count() as u64;
    columns.sets.len() <= u64::BITS as usize
        && 2 * rows.claims + columns.claims < filled(rows) * filled(columns) * CLAIMS_PER_INTERSECTION
}

/// Notes the columns of each claim as bits in `columns_of`, then adds them for the claims of each row.
fn visit_claims(rows: &Axis, columns: &Axis, columns_of: &mut [u64], cells: &mut [Vec<u64>]) {
    for (column, words) in columns.words.iter().enumerate() {
        for claim in words.iter().flat_map(|words| bits(words.as_slice())) {
            columns_of[claim] |= 1 << column;
        }
    }
    for (words, cells) in rows.words.iter().zip(cells) {
        for claim in words.iter().flat_map(|words| bits(words.as_slice())) {
            for column in bits(&[columns_of[claim]]) {
                cells[column] += 1;
            }
        }
    }
}

#[simd]
fn intersect_words<S: Simd>(simd: S, rows: &Axis, columns: &Axis, cells: &mut [Vec<u64>]) {
    for (row, cells) in rows.words.iter().zip(cells) {
        let Some(row) = row else { continue };
        for (column, cell) in columns.words.iter().zip(cells) {
            *cell += column.as_ref().map_or(0, |column| count_common(simd, row, column));
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
