//! The changes of a dataset since one of its releases: what it has that is new or different, then what it has no longer.

use roaring::{MultiOps, RoaringBitmap};

use super::error::{StoreError, corrupt};
use super::reader::DatasetReader;
use super::releases::WithdrawalRange;
use super::results::Document;
use crate::domain::identifier::ClaimId;
use crate::domain::release::{FieldChange, Withdrawal};
use crate::query::change_cursor::ChangePosition;
use crate::query::sorts::FIRST_MODIFIED;

/// A claim that differs from an earlier release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimChange {
    Added {
        id: String,
        release: u32,
        document: Document,
    },
    Modified {
        id: String,
        release: u32,
        /// The fields that differ, sorted.
        fields: Vec<String>,
        document: Document,
    },
    Withdrawn(Withdrawal),
}

/// The changes that a reader asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangesRequest {
    /// The release that the reader has.
    pub since: u32,
    /// The release that was current when the reader began. Later changes are left out: the next request has them.
    pub to: u32,
}

/// A page of changes.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangesPage {
    pub changes: Vec<ClaimChange>,
    /// The number of changes on all pages.
    pub total: u64,
    /// The place of the last one, if another page follows.
    pub next: Option<ChangePosition>,
}

impl DatasetReader<'_> {
    /// The withdrawal of a claim.
    pub fn withdrawal(&self, id: &ClaimId) -> Result<Option<Withdrawal>, StoreError> {
        self.backend.withdrawal(id.as_str(), self.deadline())
    }

    /// The latest withdrawals, latest first.
    pub fn latest_withdrawals(&self, limit: u32) -> Result<Vec<Withdrawal>, StoreError> {
        self.backend.latest_withdrawals(limit, self.deadline())
    }

    /// The recorded changes of a claim, oldest first.
    pub fn history(&self, id: &ClaimId) -> Result<Vec<FieldChange>, StoreError> {
        let Some(ordinal) = self.ordinal(id)? else { return Ok(vec![]) };
        Ok(self.backend.field_changes(&[ordinal], 0, self.deadline())?.pop().unwrap_or_default())
    }

    /// A page of changes, from the first or after a position. First come claims that were added or modified, by release
    /// and then in the default order, then withdrawn ones, by release and identifier.
    pub fn changes(
        &self,
        request: ChangesRequest,
        after: Option<&ChangePosition>,
        limit: u32,
    ) -> Result<ChangesPage, StoreError> {
        let ChangesRequest { since, to } = request;
        let changed_since = |release| self.index.releases.changed_since(release).union();
        let matches = changed_since(since) - changed_since(to);
        let total = matches.len() + self.backend.count_withdrawals(since, to, self.deadline())?;
        let limit = limit as usize;
        // One more tells whether another page follows.
        let ordinals = self.changed_claims(&matches, after, limit + 1)?;
        let missing = u32::try_from(limit + 1 - ordinals.len()).expect("limits are small");
        let after = match after {
            Some(ChangePosition::Withdrawal { release, id }) => Some((*release, id.clone())),
            _ => None,
        };
        let withdrawals = if missing > 0 {
            let range = WithdrawalRange { since, to, after, limit: missing };
            self.backend.withdrawals(&range, self.deadline())?
        } else {
            vec![]
        };
        let has_more = ordinals.len() + withdrawals.len() > limit;
        let shown = &ordinals[..limit.min(ordinals.len())];
        let withdrawals = withdrawals.into_iter().take(limit - shown.len()).map(ClaimChange::Withdrawn);
        let mut changes = self.describe(shown, since)?;
        changes.extend(withdrawals);
        let next = match changes.last().filter(|_| has_more) {
            None => None,
            Some(ClaimChange::Withdrawn(Withdrawal { release, id, .. })) => {
                Some(ChangePosition::Withdrawal { release: *release, id: id.to_string() })
            }
            Some(_) => {
                let last = *shown.last().expect("the page ends with a claim");
                Some(ChangePosition::Claim(Box::new(self.cursor_position(last, None)?)))
            }
        };
        Ok(ChangesPage { changes, total, next })
    }

    fn changed_claims(
        &self,
        matches: &RoaringBitmap,
        after: Option<&ChangePosition>,
        most: usize,
    ) -> Result<Vec<u32>, StoreError> {
        let position = match after {
            None => None,
            Some(ChangePosition::Claim(position)) => Some(self.position(position)?),
            Some(ChangePosition::Withdrawal { .. }) => return Ok(vec![]),
        };
        let mut ordinals = Vec::with_capacity(most);
        ordinals.extend((FIRST_MODIFIED.order)(&self.index, matches, position).take(most));
        Ok(ordinals)
    }

    fn describe(&self, ordinals: &[u32], since: u32) -> Result<Vec<ClaimChange>, StoreError> {
        let ids = self.backend.identifiers(ordinals, self.deadline())?;
        let documents = self.documents(ordinals)?;
        let releases: Vec<(u32, u32)> = ordinals.iter().map(|&ordinal| self.index.releases.of(ordinal)).collect();
        let modified = ordinals.iter().zip(&releases).filter(|(_, (created, _))| *created <= since);
        let modified: Vec<u32> = modified.map(|(&ordinal, _)| ordinal).collect();
        let mut fields = self.backend.field_changes(&modified, since, self.deadline())?.into_iter();
        let changes = ids.into_iter().zip(documents).zip(releases).map(|((id, document), (created, release))| {
            if created > since {
                return Ok(ClaimChange::Added { id, release, document });
            }
            let changes = fields.next().ok_or_else(|| corrupt("changes", "too few"))?;
            let mut fields: Vec<String> = changes.into_iter().flat_map(|change| change.fields).collect();
            fields.sort_unstable();
            fields.dedup();
            Ok(ClaimChange::Modified { id, release, fields, document })
        });
        changes.collect()
    }
}
