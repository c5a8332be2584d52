//! An open snapshot: documents and index from the memory-mapped doc store, everything else from the database file.

use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use roaring::RoaringBitmap;
use rusqlite::params;

use super::connection::{check_snapshot, dataset_value};
use super::docstore::DocStore;
use super::docstore_writer::open_or_rebuild;
use super::index_rows::{catalogue, row_keys};
use super::keys::RowKeys;
use super::pool::SnapshotPool;
use super::quotes::QuoteReader;
use super::releases::{self, read_releases, read_stamp};
use crate::domain::claim::QuoteContext;
use crate::domain::identifier::ClaimId;
use crate::domain::release::{FieldChange, Withdrawal};
use crate::domain::vocabulary::{RelationKind, VocabularyTerm};
use crate::index::ClaimIndex;
use crate::quotes::HashedText;
use crate::store::backend::{Backend, Relation, SeekResult, TermEntry, end_of_prefix};
use crate::store::dataset::Dataset;
use crate::store::deadline::Deadline;
use crate::store::error::{StoreError, corrupt};
use crate::store::file::open_regular_file;
use crate::store::quote_index::{EvidencePlace, Passage};
use crate::store::releases::{ReleaseBackend, WithdrawalRange};
use crate::store::results::Document;
use crate::store::snapshot_file::SnapshotFile;

/// A snapshot file and its doc store.
struct Snapshot {
    file: SnapshotFile,
    docs: DocStore,
    articles: RowKeys,
    pool: SnapshotPool,
}

/// How often opening is tried while the file is being replaced.
const ATTEMPTS: u32 = 5;

/// Opens a snapshot file. If it is replaced meanwhile, opens the new one: its doc store replaces that of the old one.
pub fn open_snapshot(path: &Path) -> Result<Dataset, StoreError> {
    for _ in 1..ATTEMPTS {
        let file = open_file(path)?;
        let opened = file.metadata().map_err(StoreError::file("open", path))?;
        let dataset = open_parts(path, file);
        let is_current =
            std::fs::metadata(path).is_ok_and(|now| (now.dev(), now.ino()) == (opened.dev(), opened.ino()));
        if is_current {
            return dataset;
        }
    }
    open_parts(path, open_file(path)?)
}

fn open_file(path: &Path) -> Result<File, StoreError> {
    let file = open_regular_file(path).map_err(StoreError::file("open", path))?;
    file.ok_or_else(|| {
        let problem = "is not a regular file".to_owned();
        StoreError::NotADataset { database: path.display().to_string(), problem }
    })
}

fn open_parts(path: &Path, file: File) -> Result<Dataset, StoreError> {
    let pool = SnapshotPool::open(path)?;
    pool.with(Deadline::NONE, |connection| {
        check_snapshot(connection, path)?;
        let catalogue = Arc::new(catalogue(connection)?);
        let stamp = read_stamp(connection)?;
        let description = dataset_value(connection, "description")?
            .map(|json| serde_json::from_str(&json).map_err(|error| corrupt("description", error)))
            .transpose()?;
        let releases = read_releases(connection)?;
        let docs = open_or_rebuild(path, connection, &catalogue)?;
        Ok((stamp, releases, description, catalogue, docs.index()?, docs, row_keys(connection, "article")?))
    })
    .map(|(stamp, releases, description, catalogue, index, docs, articles)| {
        let snapshot = Snapshot { file: SnapshotFile::new(file), docs, articles, pool };
        Dataset::new(stamp, releases, description, catalogue, index, snapshot)
    })
}

impl Snapshot {
    /// Reads the list of each term that occurs: `column` of `table`.
    fn read_lists<T>(
        &self,
        table: &str,
        column: &str,
        terms: &[&str],
        deadline: Deadline,
        read: impl Fn(&[u8]) -> Result<T, StoreError>,
    ) -> Result<HashMap<String, T>, StoreError> {
        self.pool.with(deadline, |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {table}.{column} FROM search_word
                 JOIN {table} ON {table}.word = search_word.key WHERE token = ?1"
            ))?;
            let mut lists = HashMap::with_capacity(terms.len());
            for &term in terms {
                let mut rows = statement.query([term])?;
                let Some(row) = rows.next()? else { continue };
                let bytes = row.get_ref(0)?.as_blob().map_err(|error| corrupt("posting list", error))?;
                lists.insert(term.to_owned(), read(bytes)?);
            }
            Ok(lists)
        })
    }

    fn quotes(&self, deadline: Deadline) -> QuoteReader<'_> {
        QuoteReader { pool: &self.pool, docs: &self.docs, articles: &self.articles, deadline }
    }

    /// The claim with the smallest identifier that is not smaller than `id`.
    fn seek_by_id(&self, id: &str, index: &ClaimIndex) -> Option<SeekResult> {
        let id_at = |rank: u32| index.ordinal_by_id(rank).map(|ordinal| (ordinal, self.docs.claim_id(ordinal)));
        let mut ranks = 0..index.claim_count();
        while ranks.start < ranks.end {
            let middle = ranks.start + (ranks.end - ranks.start) / 2;
            if id_at(middle).is_some_and(|(_, found)| found < id.as_bytes()) {
                ranks.start = middle + 1;
            } else {
                ranks.end = middle;
            }
        }
        id_at(ranks.start).map(|(ordinal, found)| SeekResult { ordinal, exact: found == id.as_bytes() })
    }
}

impl Backend for Snapshot {
    fn is_remote(&self) -> bool {
        false
    }

    fn documents(&self, ordinals: &[u32], _: Deadline) -> Result<Vec<Document>, StoreError> {
        Ok(ordinals.iter().map(|&ordinal| self.docs.document(ordinal)).collect())
    }

    fn identifiers(&self, ordinals: &[u32], _: Deadline) -> Result<Vec<String>, StoreError> {
        let id = |&ordinal| {
            String::from_utf8(self.docs.claim_id(ordinal).to_vec()).map_err(|error| corrupt("identifier", error))
        };
        ordinals.iter().map(id).collect()
    }

    fn seek(&self, id: &ClaimId, index: &ClaimIndex, _: Deadline) -> Result<Option<SeekResult>, StoreError> {
        Ok(self.seek_by_id(id.as_str(), index))
    }

    fn ordinals(&self, ids: &[String], index: &ClaimIndex, _: Deadline) -> Result<Vec<Option<u32>>, StoreError> {
        let ordinal = |id: &String| self.seek_by_id(id, index).filter(|found| found.exact).map(|found| found.ordinal);
        Ok(ids.iter().map(ordinal).collect())
    }

    fn relations(&self, ordinal: u32, deadline: Deadline) -> Result<Vec<Relation>, StoreError> {
        self.pool.with(deadline, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT kind, 0 AS incoming, target AS other FROM relation WHERE claim = ?1
                 UNION ALL SELECT kind, 1, claim FROM relation WHERE target = ?1
                 ORDER BY incoming, other, kind",
            )?;
            let mut rows = statement.query([self.docs.key(ordinal)])?;
            let mut relations = Vec::new();
            while let Some(row) = rows.next()? {
                let kind: String = row.get(0)?;
                let kind = RelationKind::parse(&kind).map_err(|error| corrupt("relation", error))?;
                relations.push(Relation { kind, incoming: row.get(1)?, other: self.docs.ordinal(row.get(2)?)? });
            }
            Ok(relations)
        })
    }

    fn quote_contexts(&self, ordinal: u32, deadline: Deadline) -> Result<Vec<(usize, QuoteContext)>, StoreError> {
        self.pool.with(deadline, |connection| {
            let mut statement =
                connection.prepare_cached("SELECT position, prefix, suffix FROM evidence_context WHERE claim = ?1")?;
            let context = |row: &rusqlite::Row| {
                let position: u32 = row.get(0)?;
                Ok((position as usize, QuoteContext { prefix: row.get(1)?, suffix: row.get(2)? }))
            };
            let contexts = statement.query_map([self.docs.key(ordinal)], context)?;
            Ok(contexts.collect::<Result<_, _>>()?)
        })
    }

    fn postings(&self, terms: &[&str], deadline: Deadline) -> Result<HashMap<String, RoaringBitmap>, StoreError> {
        self.read_lists("search_posting", "claims", terms, deadline, |bytes| {
            RoaringBitmap::deserialize_from(bytes).map_err(|error| corrupt("posting list", error))
        })
    }

    fn positions(&self, terms: &[&str], deadline: Deadline) -> Result<HashMap<String, Vec<u8>>, StoreError> {
        self.read_lists("search_position", "positions", terms, deadline, |bytes| Ok(bytes.to_vec()))
    }

    fn quote_posting_sizes(&self, keys: &[u32], deadline: Deadline) -> Result<HashMap<u32, u32>, StoreError> {
        self.quotes(deadline).posting_sizes(keys)
    }

    fn quote_posting(&self, key: u32, deadline: Deadline) -> Result<Vec<u32>, StoreError> {
        self.quotes(deadline).posting(key)
    }

    fn quote_passages(&self, words: &[u32], deadline: Deadline) -> Result<Vec<Passage>, StoreError> {
        self.quotes(deadline).passages(words)
    }

    fn quotes_at(
        &self,
        places: &[(u32, u32, u32)],
        deadline: Deadline,
    ) -> Result<Vec<(usize, EvidencePlace)>, StoreError> {
        self.quotes(deadline).quotes_at(places)
    }

    fn article_words(&self, article: u32, deadline: Deadline) -> Result<HashedText, StoreError> {
        self.quotes(deadline).article_words(article)
    }

    fn terms_with_prefix(&self, prefix: &str, limit: usize, deadline: Deadline) -> Result<Vec<String>, StoreError> {
        self.pool.with(deadline, |connection| {
            let sql = "SELECT token FROM search_word WHERE token >= ?1 AND token < ?2 ORDER BY token LIMIT ?3";
            let limit = i64::try_from(limit).expect("a small number");
            let mut statement = connection.prepare_cached(sql)?;
            let terms = statement.query_map(params![prefix, end_of_prefix(prefix), limit], |row| row.get(0))?;
            Ok(terms.collect::<Result<_, _>>()?)
        })
    }

    fn terms_of_length(&self, letters: usize, deadline: Deadline) -> Result<Vec<TermEntry>, StoreError> {
        self.pool.with(deadline, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT token, word, claims FROM search_word WHERE length(token) BETWEEN ?1 - 2 AND ?1 + 2",
            )?;
            let letters = u32::try_from(letters).expect("a query shorter than 4 GiB");
            let entry = |row: &rusqlite::Row| {
                let claims: u32 = row.get(2)?;
                Ok(TermEntry { term: row.get(0)?, word: row.get(1)?, claims: u64::from(claims) })
            };
            let entries = statement.query_map([letters], entry)?;
            Ok(entries.collect::<Result<_, _>>()?)
        })
    }

    fn file(&self) -> Option<SnapshotFile> {
        Some(self.file.clone())
    }
}

impl ReleaseBackend for Snapshot {
    fn withdrawal(&self, id: &str, deadline: Deadline) -> Result<Option<Withdrawal>, StoreError> {
        self.pool.with(deadline, |connection| releases::withdrawal(connection, id))
    }

    fn withdrawn_among(&self, ids: &[String], deadline: Deadline) -> Result<Vec<String>, StoreError> {
        self.pool.with(deadline, |connection| releases::withdrawn_among(connection, ids))
    }

    fn withdrawals(&self, range: &WithdrawalRange, deadline: Deadline) -> Result<Vec<Withdrawal>, StoreError> {
        self.pool.with(deadline, |connection| releases::withdrawals(connection, range))
    }

    fn latest_withdrawals(&self, limit: u32, deadline: Deadline) -> Result<Vec<Withdrawal>, StoreError> {
        self.pool.with(deadline, |connection| releases::latest_withdrawals(connection, limit))
    }

    fn count_withdrawals(&self, since: u32, to: u32, deadline: Deadline) -> Result<u64, StoreError> {
        self.pool.with(deadline, |connection| releases::count_withdrawals(connection, since, to))
    }

    fn field_changes(
        &self,
        ordinals: &[u32],
        since: u32,
        deadline: Deadline,
    ) -> Result<Vec<Vec<FieldChange>>, StoreError> {
        self.pool.with(deadline, |connection| {
            ordinals.iter().map(|&ordinal| releases::field_changes(connection, self.docs.key(ordinal), since)).collect()
        })
    }
}
