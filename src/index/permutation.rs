//! An order of the claims other than the default one.

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

/// Below this selectivity (1/N of all claims), sorting the matches is faster than filtering all claims.
const SPARSE_FRACTION: u64 = 32;

/// The ordinals in another order, and the rank of each ordinal in it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Permutation {
    ordinals: Vec<u32>,
    /// By ordinal.
    ranks: Vec<u32>,
}

impl Permutation {
    pub fn new(ordinals: Vec<u32>) -> Self {
        let mut ranks = vec![0; ordinals.len()];
        for (rank, &ordinal) in (0u32..).zip(&ordinals) {
            ranks[ordinal as usize] = rank;
        }
        Self { ordinals, ranks }
    }

    pub fn ordinals(&self) -> &[u32] {
        &self.ordinals
    }

    pub fn rank(&self, ordinal: u32) -> u32 {
        self.ranks[ordinal as usize]
    }

    /// Returns the matches in this order, from a rank.
    pub fn iter<'a>(&'a self, matches: &'a RoaringBitmap, from: u32) -> Box<dyn Iterator<Item = u32> + 'a> {
        if matches.len() * SPARSE_FRACTION < self.ordinals.len() as u64 {
            let mut ranks: Vec<u32> = matches.iter().map(|ordinal| self.rank(ordinal)).collect();
            ranks.retain(|&rank| rank >= from);
            ranks.sort_unstable();
            return Box::new(ranks.into_iter().map(|rank| self.ordinals[rank as usize]));
        }
        let ordinals = self.ordinals.iter().skip(from as usize).copied();
        Box::new(ordinals.filter(|&ordinal| matches.contains(ordinal)))
    }
}
