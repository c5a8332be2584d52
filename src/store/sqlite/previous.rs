//! The release before: what the next one is made of.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;

use super::connection::open_read_only;
use super::docstore::DocStore;
use super::docstore_writer::open_or_rebuild;
use super::index_rows::{catalogue, id_order, related_claims, row_keys, with_index_rows};
use super::keys::RowKeys;
use super::releases::{read_releases, read_stamp};
use crate::domain::catalogue::Catalogue;
use crate::index::{ClaimIndex, KeptClaims, Permutation, Renumbering};
use crate::store::error::StoreError;

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
    pub fn open(database: &Path) -> Result<Self, StoreError> {
        let connection = open_read_only(database)?;
        let stamp = read_stamp(&connection)?;
        let docs = open_or_rebuild(database, &stamp, &catalogue(&connection)?)?;
        let keys = |table| row_keys(&connection, table);
        Ok(Self {
            index: docs.index()?,
            docs,
            actors: keys("actor")?,
            topics: keys("topic")?,
            articles: keys("article")?,
            fingerprint: stamp.fingerprint,
        })
    }
}

/// The claims of a release, some of which it keeps.
pub struct ReleaseClaims<'a> {
    pub previous: &'a PreviousRelease,
    /// The keys of all claims.
    pub keys: RowKeys,
    /// The keys of those that the release wrote.
    pub written: BTreeSet<i64>,
}

impl ReleaseClaims<'_> {
    /// The ordinal of a claim in the release before, if it was kept.
    pub fn previous_ordinal(&self, key: i64) -> Option<u32> {
        if self.written.contains(&key) { None } else { self.previous.docs.ordinal(key).ok() }
    }

    /// Builds the index from that of the release before.
    pub fn index(&self, connection: &Connection, catalogue: &Catalogue) -> Result<ClaimIndex, StoreError> {
        let Self { previous, keys, written } = self;
        let ordinals = (0..).zip(keys.iter());
        let kept = ordinals.filter_map(|(new, key)| self.previous_ordinal(key).map(|previous| (previous, new)));
        let new_ordinals = |previous: &RowKeys, table: &str| -> Result<Vec<Option<u32>>, StoreError> {
            let keys = row_keys(connection, table)?;
            Ok(previous.iter().map(|key| keys.ordinal(key).ok()).collect())
        };
        let kept = KeptClaims {
            index: &previous.index,
            renumbering: &Renumbering::new(kept),
            actors: new_ordinals(&previous.actors, "actor")?,
            topics: new_ordinals(&previous.topics, "topic")?,
            articles: new_ordinals(&previous.articles, "article")?,
        };
        let rows = with_index_rows(connection, Some(written), |rows| rows.collect::<Result<Vec<_>, _>>())?;
        let numbered = written.iter().zip(rows).map(|(&key, row)| Ok((keys.ordinal(key)?, row)));
        let new = numbered.collect::<Result<Vec<_>, StoreError>>()?;
        let (relations, by_id) = (related_claims(connection, keys)?, Permutation::new(id_order(connection, keys)?));
        Ok(ClaimIndex::build_next(catalogue, &read_releases(connection)?, &kept, &new, relations, by_id))
    }
}
