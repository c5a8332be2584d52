//! New ordinals of the claims that a release keeps.

use roaring::RoaringBitmap;

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
        let mut runs = self.0.iter().copied();
        let mut run = runs.next();
        let renumber = |old: u32| {
            while run.is_some_and(|run| run.end <= old) {
                run = runs.next();
            }
            run.filter(|run| run.start <= old).map(|run| run.new_start + (old - run.start))
        };
        RoaringBitmap::from_sorted_iter(claims.iter().filter_map(renumber)).expect("ordinals ascend")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_that_are_not_kept_drop_out() {
        let renumbering = Renumbering::new([(0, 0), (1, 1), (3, 4), (4, 5), (7, 6)]);
        assert_eq!(renumbering.0.len(), 3);
        let claims: RoaringBitmap = [1, 2, 3, 4, 6, 7, 9].into_iter().collect();
        assert_eq!(renumbering.apply(&claims).iter().collect::<Vec<_>>(), [1, 4, 5, 6]);
    }
}
