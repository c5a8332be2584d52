//! The previous snapshot: its doc store, index and keys, from which an incremental seeding builds the next.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use rusqlite::Connection;

use super::connection::open_read_only;
use super::docstore::DocStore;
use super::index_rows::{related_claims, row_keys, with_index_rows};
use super::keys::RowKeys;
use super::releases::{read_releases, read_stamp};
use crate::domain::catalogue::Catalogue;
use crate::index::{ClaimIndex, KeptClaims, Permutation, Renumbering};
use crate::store::error::StoreError;
use crate::store::history::ClaimHash;

/// The release in a database, which the next one replaces.
pub struct PreviousRelease {
    pub fingerprint: String,
    pub docs: DocStore,
    pub index: ClaimIndex,
    actors: RowKeys,
    topics: RowKeys,
    articles: RowKeys,
}

impl PreviousRelease {
    /// From a connection to the database, and its doc store.
    pub fn new(connection: &Connection, docs: DocStore) -> Result<Self, StoreError> {
        let keys = |table| row_keys(connection, table);
        Ok(Self {
            fingerprint: read_stamp(connection)?.fingerprint,
            index: docs.index()?,
            docs,
            actors: keys("actor")?,
            topics: keys("topic")?,
            articles: keys("article")?,
        })
    }
}

/// Reads the content hashes of all claims, in the default order.
pub fn read_hashes(database: &Path) -> Result<Vec<ClaimHash>, StoreError> {
    let connection = open_read_only(database)?;
    let mut select = connection.prepare("SELECT content_hash FROM claim ORDER BY key")?;
    Ok(select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The claims of a release, some of which it keeps.
pub struct ReleaseClaims<'a> {
    pub previous: &'a PreviousRelease,
    /// The new ordinals of the claims that are kept.
    pub renumbering: Renumbering,
    /// The keys of all claims.
    pub keys: RowKeys,
    /// The keys of those that the release wrote.
    pub written: BTreeSet<i64>,
}

/// Claims that follow each other in the default order.
pub enum ClaimRun {
    /// The ordinals that kept claims had in the release before.
    Kept(Range<u32>),
    /// The key of a claim that the release wrote.
    Written(i64),
}

impl ReleaseClaims<'_> {
    /// All claims in the default order.
    pub fn in_order(&self) -> impl Iterator<Item = ClaimRun> {
        let end = u32::try_from(self.keys.len()).expect("fewer claims than ordinals");
        let runs = self.renumbering.runs();
        let starts = runs.iter().map(|run| run.new_start).chain([end]);
        let ends = std::iter::once(0).chain(runs.iter().map(|run| run.new_start + (run.end - run.start)));
        let written =
            ends.zip(starts).map(|(start, end)| (start..end).map(|new| ClaimRun::Written(self.keys.key(new))));
        let kept = runs.iter().map(|run| Some(ClaimRun::Kept(run.start..run.end))).chain([None]);
        written.zip(kept).flat_map(|(written, kept)| written.chain(kept))
    }

    /// Builds the index from that of the release before.
    pub fn index(&self, connection: &Connection, catalogue: &Catalogue) -> Result<ClaimIndex, StoreError> {
        let Self { previous, renumbering, keys, written } = self;
        let new_ordinals = |previous: &RowKeys, table: &str| -> Result<Vec<Option<u32>>, StoreError> {
            let keys = row_keys(connection, table)?;
            Ok(previous.iter().map(|key| keys.ordinal(key).ok()).collect())
        };
        let kept = KeptClaims {
            index: &previous.index,
            renumbering,
            actors: new_ordinals(&previous.actors, "actor")?,
            topics: new_ordinals(&previous.topics, "topic")?,
            articles: new_ordinals(&previous.articles, "article")?,
        };
        let rows = with_index_rows(connection, Some(written), |rows| rows.collect::<Result<Vec<_>, _>>())?;
        let numbered = written.iter().zip(rows).map(|(&key, row)| Ok((keys.ordinal(key)?, row)));
        let new = numbered.collect::<Result<Vec<_>, StoreError>>()?;
        ClaimIndex::build_next(catalogue, &read_releases(connection)?, &kept, &new, || {
            Ok((related_claims(connection, keys)?, self.id_order(connection)?))
        })
    }

    /// The claims ordered by identifier: those that are kept in their order before, with the new ones between them.
    fn id_order(&self, connection: &Connection) -> Result<Permutation, StoreError> {
        let docs = &self.previous.docs;
        let mut select = connection.prepare("SELECT id FROM claim WHERE key = ?1")?;
        let new = self.written.iter().map(|&key| {
            let id: String = select.query_row([key], |row| row.get(0))?;
            Ok((id, self.keys.ordinal(key)?))
        });
        let mut new = new.collect::<Result<Vec<_>, StoreError>>()?;
        new.sort_unstable();
        let new_ordinals = self.renumbering.new_ordinals(docs.len());
        let is_kept = |previous: &u32| new_ordinals[*previous as usize].is_some();
        let kept: Vec<u32> = self.previous.index.ordinals_by_id().iter().copied().filter(is_kept).collect();
        let mut order = Vec::with_capacity(self.keys.len());
        let mut next = 0;
        for (id, ordinal) in new {
            let end = next + kept[next..].partition_point(|&previous| *docs.claim_id(previous) < *id.as_bytes());
            order.extend(kept[next..end].iter().filter_map(|&previous| new_ordinals[previous as usize]));
            order.push(ordinal);
            next = end;
        }
        order.extend(kept[next..].iter().filter_map(|&previous| new_ordinals[previous as usize]));
        Ok(Permutation::new(order))
    }
}
