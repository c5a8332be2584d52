//! BM25: how relevant claims are to the words of a query.

use super::positions::{Occurrences, Place, column};
use crate::index::ClaimIndex;

/// How soon more occurrences stop to count.
const K1: f64 = 1.2;

/// How much the length of a claim counts.
const B: f64 = 0.75;

/// Weights of the columns: statements, quotes, actors, topics. `DESIGN.md` gives the reason.
const WEIGHTS: [f64; 4] = [10.0, 4.0, 6.0, 2.0];

/// The weight of a word that more than half of all claims contain.
const LEAST_IDF: f64 = 1e-6;

/// The scores of claims, to which words are added.
pub struct Scores<'i> {
    index: &'i ClaimIndex,
    /// Each claim after its score, by ordinal.
    claims: Vec<(f64, u32)>,
}

impl<'i> Scores<'i> {
    /// Those of the claims with these ordinals, which ascend.
    pub fn new(index: &'i ClaimIndex, claims: impl Iterator<Item = u32>) -> Self {
        Self { index, claims: claims.map(|claim| (0.0, claim)).collect() }
    }

    /// Adds a word or phrase that `frequency` claims of the dataset contain.
    pub fn add(&mut self, occurrences: &Occurrences, frequency: u64) {
        let idf = idf(self.index.claim_count(), frequency);
        let mean = self.index.mean_length();
        let mut scores = self.claims.iter_mut();
        for (claim, places) in occurrences.iter() {
            let Some((score, _)) = scores.find(|(_, scored)| *scored == claim) else { return };
            let count: f64 = places.iter().map(|&at: &Place| WEIGHTS[column(at)]).sum();
            let length = f64::from(self.index.length(claim)) / mean;
            *score -= idf * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length));
        }
    }

    /// The claims with their scores; a smaller one is better.
    pub fn finish(self) -> Vec<(f64, u32)> {
        self.claims
    }
}

/// The weight of a word that few claims contain is high.
fn idf(claims: u32, frequency: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts below 2^32")]
    let frequency = frequency as f64;
    ((f64::from(claims) - frequency + 0.5) / (frequency + 0.5)).ln().max(LEAST_IDF)
}
