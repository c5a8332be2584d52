//! Compares a corpus with the release that it replaces: which claims were added, modified and withdrawn.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::{Timestamp, ToSpan as _};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::ClaimId;
use crate::domain::json_line::to_json_line;
use crate::domain::release::{FieldChange, Release, Revision, Withdrawal};
use crate::domain::vocabulary::WithdrawalReason;
use crate::ingest::corpus::Corpus;
use crate::ingest::diagnostics::Diagnostics;
use crate::ingest::error::SeedError;
use crate::ingest::fault::{Fault, FaultCode};
use crate::ingest::withdrawals::{WithdrawalNotice, Withdrawals};
use crate::store::{ClaimHash, ClaimRevision, DatasetStamp, History, PreviousClaim, SeededArticle, StoreError};

/// How many releases are kept unless another number is given.
pub const DEFAULT_KEPT_RELEASES: u32 = 1_000;

/// How a seeding records its release.
#[derive(Debug, Clone, Copy)]
pub struct ReleaseOptions {
    /// When the release is made.
    pub time: Timestamp,
    /// How many releases are kept.
    pub keep: u32,
}

/// The corpus as a release after those of a history.
pub struct Comparison {
    history: History,
    /// The new release, if the content changes.
    next: Release,
    /// How many releases are kept.
    keep: u32,
}

/// What a release does to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    None,
    Added,
    Modified,
}

/// How a claim compares with the dataset that is replaced.
pub struct ComparedClaim {
    /// The revision as served.
    pub served: Revision,
    change: Change,
    /// Its key in the dataset that is replaced.
    previous: Option<i64>,
}

impl Default for ReleaseOptions {
    /// Now, with as many releases kept as by default on the command line.
    fn default() -> Self {
        Self { time: Timestamp::now(), keep: DEFAULT_KEPT_RELEASES }
    }
}

impl Comparison {
    /// Continues the history if it is that of the same dataset. Fails if the corpus has a claim that was withdrawn.
    pub fn new(history: History, corpus: &Corpus, options: ReleaseOptions) -> Result<Self, SeedError> {
        let history = continued(history, corpus.description.as_ref());
        refuse_withdrawn_ids(&history, corpus)?;
        let last = history.releases.last();
        let number = last.map_or(1, |last| last.number + 1);
        // A clock may be behind that of the last seeding. Times differ, since they tell readers of the feed what is new.
        if let Some(last) = last.filter(|last| last.date > Release::day(options.time)) {
            tracing::warn!(release = last.number, date = %last.date, "the last release is later: a new one gets its date");
        }
        let after = |last: &Release| last.time.checked_add(1.millisecond()).unwrap_or(Timestamp::MAX);
        let time = last.map_or(options.time, |last| options.time.max(after(last)));
        let next = Release {
            number,
            dataset_version: String::new(),
            date: Release::day(time),
            time,
            added: 0,
            modified: 0,
            withdrawn: 0,
        };
        Ok(Self { history, next, keep: options.keep.max(1) })
    }

    /// The first release since which changes can be listed, if `latest` is the last one.
    fn oldest_release(&self, latest: u32) -> u32 {
        (latest.saturating_sub(self.keep) + 1).max(self.history.oldest_release)
    }

    /// Compares claims, given by their documents without revision.
    pub fn compare(
        &self,
        ids: &[&ClaimId],
        documents: &[Vec<u8>],
    ) -> Result<Vec<(ClaimRevision, ComparedClaim)>, StoreError> {
        let hashes: Vec<ClaimHash> = documents.iter().map(|document| Sha256::digest(document).into()).collect();
        let previous: Vec<_> = ids.iter().map(|id| self.history.claim(id.as_str())).collect();
        let is_modified = |(hash, claim): (&ClaimHash, Option<&PreviousClaim>)| {
            claim.filter(|claim| claim.hash != *hash).map(|claim| claim.key)
        };
        let modified: Vec<i64> = hashes.iter().zip(previous.iter().copied()).filter_map(is_modified).collect();
        let mut old = self.history.documents(&modified)?.into_iter();
        let claims = hashes.into_iter().zip(previous).zip(documents).map(|((hash, previous), new)| {
            let Some(previous) = previous else { return Ok(self.added(hash)) };
            let old = if previous.hash == hash { None } else { old.next() };
            let fields = old.map(|old| changed_fields(&old, new)).transpose()?;
            Ok(self.known(hash, previous, fields))
        });
        claims.collect()
    }

    fn added(&self, hash: ClaimHash) -> (ClaimRevision, ComparedClaim) {
        let (created, modified) = (self.next.number, self.next.number);
        let compared = ComparedClaim { served: self.served(created, modified), change: Change::Added, previous: None };
        (ClaimRevision { created, modified, hash, changes: vec![] }, compared)
    }

    /// The revision of a claim of the earlier release, whose `fields` differ.
    fn known(
        &self,
        hash: ClaimHash,
        previous: &PreviousClaim,
        fields: Option<Vec<String>>,
    ) -> (ClaimRevision, ComparedClaim) {
        let PreviousClaim { key, created, modified, .. } = *previous;
        // Without a change of content there will be no new release.
        let oldest = self.oldest_release(self.next.number - 1);
        let changes = self.history.changes(key).iter().filter(|change| change.release > oldest);
        let mut changes: Vec<FieldChange> = changes.cloned().collect();
        let (modified, change) = match fields {
            None => (modified, Change::None),
            Some(fields) => {
                changes.push(FieldChange { release: self.next.number, fields });
                (self.next.number, Change::Modified)
            }
        };
        let compared = ComparedClaim { served: self.served(created, modified), change, previous: Some(key) };
        (ClaimRevision { created, modified, hash, changes }, compared)
    }

    fn served(&self, created: u32, modified: u32) -> Revision {
        Revision { created: self.day(created), modified: self.day(modified), release: modified }
    }

    fn day(&self, release: u32) -> jiff::civil::Date {
        let known = release.checked_sub(1).and_then(|at| self.history.releases.get(at as usize));
        known.map_or(self.next.date, |release| release.date)
    }

    /// Completes the history once all claims are compared.
    pub fn finish(
        self,
        counts: &ReleaseCounts,
        version: &str,
        notices: &Withdrawals,
    ) -> Result<NewHistory, StoreError> {
        let vanished: Vec<PreviousClaim> =
            self.history.claims().filter(|claim| !counts.kept.contains(&claim.key)).copied().collect();
        let keys: Vec<i64> = vanished.iter().map(|claim| claim.key).collect();
        let ids = self.history.identifiers(&keys)?;
        let is_new = self.history.releases.last().is_none_or(|last| last.dataset_version != version);
        let release = if is_new { self.next.number } else { self.next.number - 1 };
        let oldest_release = self.oldest_release(release);
        let History { mut releases, mut withdrawals, .. } = self.history;
        if is_new {
            let ReleaseCounts { added, modified, .. } = *counts;
            let withdrawn = u32::try_from(ids.len()).expect("fewer claims than ordinals");
            releases.push(Release { dataset_version: version.to_owned(), added, modified, withdrawn, ..self.next });
        }
        let mut unspecified = 0;
        for (id, claim) in ids.into_iter().zip(vanished) {
            unspecified += usize::from(!notices.0.contains_key(id.as_str()));
            let claim_id = ClaimId::parse(&id).map_err(|error| StoreError::Corrupt(error.to_string()))?;
            withdrawals.insert(id, unspecified_withdrawal(claim_id, claim.created, release));
        }
        for (id, WithdrawalNotice { reason, note, replaced_by, .. }) in &notices.0 {
            let known = withdrawals.entry(id.to_string());
            let known = known.or_insert_with(|| unspecified_withdrawal(id.clone(), release, release));
            (known.reason, known.note, known.replaced_by) = (*reason, note.clone(), replaced_by.clone());
        }
        Ok(NewHistory { releases, has_new_release: is_new, withdrawals, oldest_release, unspecified })
    }
}

fn unspecified_withdrawal(id: ClaimId, created: u32, release: u32) -> Withdrawal {
    let reason = WithdrawalReason::Unspecified;
    Withdrawal { id, created, release, reason, note: None, replaced_by: vec![] }
}

/// What a release did, claim by claim.
#[derive(Debug, Default)]
pub struct ReleaseCounts {
    added: u32,
    modified: u32,
    /// The keys of the claims that the new release keeps.
    kept: HashSet<i64>,
}

impl ReleaseCounts {
    pub fn add(&mut self, claim: &ComparedClaim) {
        match claim.change {
            Change::None => {}
            Change::Added => self.added += 1,
            Change::Modified => self.modified += 1,
        }
        self.kept.extend(claim.previous);
    }
}

/// The history with the new release.
#[derive(Debug)]
pub struct NewHistory {
    pub releases: Vec<Release>,
    /// Whether the last release is new; it is not if the content is the same.
    pub has_new_release: bool,
    pub withdrawals: BTreeMap<String, Withdrawal>,
    pub oldest_release: u32,
    /// Claims that vanished without a notice.
    pub unspecified: usize,
}

impl NewHistory {
    /// What identifies the dataset with this history. The digests of the articles' files stand for what is stored of them and is not
    /// part of the content, such as the words around a quote.
    pub fn stamp(
        &self,
        version: String,
        checksum: String,
        articles: &[SeededArticle],
    ) -> Result<DatasetStamp, StoreError> {
        let Self { releases, withdrawals, oldest_release, .. } = self;
        let times: Vec<i64> = releases.iter().map(|release| release.time.as_millisecond()).collect();
        let digests: BTreeMap<_, _> =
            articles.iter().map(|article| (&article.id, hex::encode(article.digest))).collect();
        let content = (&version, &checksum, oldest_release, releases, times, withdrawals, digests);
        let fingerprint = hex::encode(Sha256::digest(
            to_json_line(&content).map_err(|error| StoreError::Corrupt(error.to_string()))?,
        ));
        let release = releases.last().map_or(0, |release| release.number);
        Ok(DatasetStamp { version, release, oldest_release: *oldest_release, checksum, fingerprint })
    }
}

/// The history, if it is that of the dataset that a corpus describes; otherwise an empty one.
fn continued(history: History, about: Option<&DatasetDescription>) -> History {
    let id = about.and_then(|about| about.id.as_deref());
    if history.releases.is_empty() || (id.is_some() && id == history.dataset.as_deref()) {
        return history;
    }
    match (id, &history.dataset) {
        (None, _) => tracing::info!("dataset.json has no id: the history of the database is not continued"),
        (Some(id), Some(earlier)) => {
            tracing::warn!(id, earlier, "the database has a dataset with another id: the history starts again");
        }
        (Some(id), None) => tracing::warn!(id, "the database has a dataset without an id: the history starts again"),
    }
    History::default()
}

/// Fails if the corpus has claims that an earlier release withdrew.
fn refuse_withdrawn_ids(history: &History, corpus: &Corpus) -> Result<(), SeedError> {
    if history.withdrawals.is_empty() {
        return Ok(());
    }
    let mut diagnostics = Diagnostics::default();
    for (id, file, line) in corpus.claim_lines() {
        if let Some(withdrawal) = history.withdrawals.get(id.as_str()) {
            let problem = format!("\"{id}\" was withdrawn in release {}", withdrawal.release);
            let fault = Fault::new(FaultCode::WithdrawnIdentifier, problem);
            diagnostics.record(&file, line).add("id", fault.accepts("an id that no claim has had"));
        }
    }
    diagnostics.sort();
    if diagnostics.list.is_empty() { Ok(()) } else { Err(SeedError::Diagnostics(diagnostics)) }
}

/// The members that differ between two documents of a claim, except its revision, sorted.
pub fn changed_fields(old: &[u8], new: &[u8]) -> Result<Vec<String>, StoreError> {
    type Members<'j> = BTreeMap<&'j str, &'j RawValue>;
    let members = |document| -> Result<Members, StoreError> {
        serde_json::from_slice(document).map_err(|error| StoreError::Corrupt(format!("unreadable claim: {error}")))
    };
    let (old, new) = (members(old)?, members(new)?);
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().filter(|name| *name != "revision").collect();
    let differs = |name: &&str| old.get(name).map(|value| value.get()) != new.get(name).map(|value| value.get());
    Ok(names.into_iter().filter(differs).map(str::to_owned).collect())
}
