//! Reproducible random samples. A claim keeps its random key when other claims are added or removed.

use roaring::RoaringBitmap;

use crate::index::claim_index::ClaimIndex;

impl ClaimIndex {
    /// Returns the `size` claims with the smallest keys; a key mixes the hash of an identifier with the seed.
    pub fn sample(&self, matches: &RoaringBitmap, size: u32, seed: u32) -> RoaringBitmap {
        let size = size as usize;
        let key = |ordinal: u32| (mix(self.id_hashes[ordinal as usize], seed), ordinal);
        let mut sampled: Vec<(u64, u32)> = matches.iter().map(key).collect();
        if size < sampled.len() {
            sampled.select_nth_unstable(size);
            sampled.truncate(size);
        }
        sampled.into_iter().map(|(_, ordinal)| ordinal).collect()
    }
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
