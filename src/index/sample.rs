//! Reproducible random samples. A claim keeps its random key when other claims are added or removed.

use roaring::RoaringBitmap;

use crate::index::claim_index::ClaimIndex;

impl ClaimIndex {
    /// Returns the `size` claims with the smallest keys; a key mixes the hash of an identifier with the seed.
    pub fn sample(&self, matches: &RoaringBitmap, size: u32, seed: u32) -> RoaringBitmap {
        let wanted = size as usize;
        let key = |ordinal: u32| (mix(self.id_hashes[ordinal as usize], seed), ordinal);
        let up_to = |bound: u64| matches.iter().map(key).filter(|&(key, _)| key <= bound).collect::<Vec<_>>();
        // Keys are evenly distributed, so that few claims must be kept and sorted.
        let mut sampled = up_to(likely_bound(u64::from(size), matches.len()));
        if sampled.len() < wanted {
            sampled = up_to(u64::MAX);
        }
        if wanted < sampled.len() {
            sampled.select_nth_unstable(wanted);
            sampled.truncate(wanted);
        }
        let mut ordinals: Vec<u32> = sampled.into_iter().map(|(_, ordinal)| ordinal).collect();
        ordinals.sort_unstable();
        RoaringBitmap::from_sorted_iter(ordinals).expect("sorted ordinals")
    }
}

/// A bound below which at least `size` of `total` evenly distributed keys most likely are, though not many more.
fn likely_bound(size: u64, total: u64) -> u64 {
    let kept = size + size / 4 + 100;
    if kept >= total { u64::MAX } else { u64::MAX / total * kept }
}

/// FNV-1a.
pub fn hash_identifier(id: &str) -> u32 {
    id.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The finalizer of `SplitMix64` over both numbers.
fn mix(hash: u32, seed: u32) -> u64 {
    let mut x = (u64::from(seed) << 32 | u64::from(hash)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}
