//! The order of claims by identifier.

use serde::{Deserialize, Serialize};

/// The permutation from the order of identifiers to ordinals, and its inverse.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct IdOrder {
    ordinals: Vec<u32>,
    /// The rank by identifier of each ordinal.
    ranks: Vec<u32>,
}

impl IdOrder {
    /// `ordinals` must be sorted by the claims' identifiers.
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
}
