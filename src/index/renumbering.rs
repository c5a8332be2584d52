//! New ordinals of the claims that a release keeps.

use roaring::RoaringBitmap;

/// Claims of a posting list that are read at once.
const CHUNK_CLAIMS: usize = 1024;

/// Runs of claims that stay together, in ascending order.
#[derive(Debug, Default)]
pub struct Renumbering(Vec<Run>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The old ordinal of the first claim, and that after the last.
    pub start: u32,
    pub end: u32,
    /// The new ordinal of the first claim.
    pub new_start: u32,
}

impl Renumbering {
    /// From the old and the new ordinals of the claims that are kept, both ascending.
    pub fn new(kept: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        for (old, new) in kept {
            match runs.last_mut() {
                Some(run) if run.end == old && run.new_start + (old - run.start) == new => run.end += 1,
                _ => runs.push(Run { start: old, end: old + 1, new_start: new }),
            }
        }
        Self(runs)
    }

    /// Puts new claims between the claims that are kept. `kept` has their old ordinals, `places` the place of each new claim among
    /// them; both ascend. Returns the ordinals of the new claims too.
    pub fn with_new_claims(kept: &[u32], places: &[usize]) -> (Self, Vec<u32>) {
        let ordinal = |number: usize| u32::try_from(number).expect("fewer claims than ordinals");
        let mut new = places.iter().peekable();
        let mut shift = 0;
        let kept = kept.iter().enumerate().map(|(place, &old)| {
            while new.next_if(|&&before| before <= place).is_some() {
                shift += 1;
            }
            (old, ordinal(place + shift))
        });
        let renumbering = Self::new(kept);
        (renumbering, places.iter().enumerate().map(|(before, place)| ordinal(place + before)).collect())
    }

    pub fn runs(&self) -> &[Run] {
        &self.0
    }

    /// The new ordinal of each of `claims` old ordinals; `None` if its claim is not kept.
    pub fn new_ordinals(&self, claims: usize) -> Vec<Option<u32>> {
        let mut ordinals = vec![None; claims];
        for run in &self.0 {
            for (old, new) in (run.start..run.end).zip(run.new_start..) {
                ordinals[old as usize] = Some(new);
            }
        }
        ordinals
    }

    /// The old ordinals of the claims that are kept, in ascending order.
    pub fn kept(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flat_map(|run| run.start..run.end)
    }

    /// The new ordinals of the claims of a posting list that are kept.
    pub fn apply(&self, claims: &RoaringBitmap) -> RoaringBitmap {
        let mut kept = RoaringBitmap::new();
        let (mut unread, mut chunk) = (claims.iter(), [0; CHUNK_CLAIMS]);
        loop {
            let mut claims = &*unread.next_many(&mut chunk);
            if claims.is_empty() {
                return kept;
            }
            while let Some(&first) = claims.first() {
                let Some(run) = self.0.get(self.0.partition_point(|run| run.end <= first)) else { return kept };
                let start = claims.partition_point(|&old| old < run.start);
                let end = claims.partition_point(|&old| old < run.end);
                let moved = claims[start..end].iter().map(|old| old - run.start + run.new_start);
                kept.append(moved).expect("ordinals ascend");
                claims = &claims[end..];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_claims_come_between_those_that_are_kept() {
        let (renumbering, new) = Renumbering::with_new_claims(&[0, 2, 3], &[0, 2, 2, 3]);
        assert_eq!(new, [0, 3, 4, 6]);
        assert_eq!(renumbering.new_ordinals(4), [Some(1), None, Some(2), Some(5)]);
    }

    #[test]
    fn claims_that_are_not_kept_drop_out() {
        let renumbering = Renumbering::new([(0, 0), (1, 1), (3, 4), (4, 5), (7, 6)]);
        assert_eq!(renumbering.0.len(), 3);
        let claims: RoaringBitmap = [1, 2, 3, 4, 6, 7, 9].into_iter().collect();
        assert_eq!(renumbering.apply(&claims).iter().collect::<Vec<_>>(), [1, 4, 5, 6]);
    }

    #[test]
    fn posting_lists_of_any_length_are_renumbered() {
        let renumbering = Renumbering::new((0..10_000).filter(|old| old % 1_500 != 7).zip(3..));
        let new = renumbering.new_ordinals(10_000);
        for step in [1, 2, 3, 700, 1_500] {
            let claims: RoaringBitmap = (7..10_000).step_by(step).collect();
            let expected: RoaringBitmap = claims.iter().filter_map(|old| new[old as usize]).collect();
            assert_eq!(renumbering.apply(&claims), expected, "every {step}th claim");
        }
    }
}
