//! An open dataset: catalogue and index in memory, everything else queried from the hosts.

use std::collections::HashMap;
use std::sync::Arc;

use roaring::RoaringBitmap;
use tokio_postgres::Row;

use super::cluster::Cluster;
use super::encoding::{signed, unsigned};
use super::index::open_index;
use super::quotes::Quotes;
use super::registry::ActiveDataset;
use super::schema::Schema;
use crate::domain::claim::QuoteContext;
use crate::domain::identifier::ClaimId;
use crate::domain::vocabulary::{RelationKind, VocabularyTerm};
use crate::index::ClaimIndex;
use crate::quotes::HashedText;
use crate::store::backend::{Backend, Relation, SeekResult, TermEntry, end_of_prefix};
use crate::store::dataset::Dataset;
use crate::store::deadline::Deadline;
use crate::store::error::{StoreError, corrupt};
use crate::store::layout::check_versions;
use crate::store::quote_index::{EvidencePlace, Passage};
use crate::store::results::Document;
use crate::store::snapshot_file::SnapshotFile;

/// The version of the tables; a dataset of another version is rejected.
pub const LAYOUT: i32 = 7;

/// A dataset in a schema of its own.
pub struct PostgresDataset {
    pub(super) cluster: Cluster,
    pub(super) schema: String,
}

impl Cluster {
    /// Opens the active dataset and returns its generation. Everything is read from one host that has replayed the latest
    /// known switch, so that a server never returns to an older dataset.
    pub fn open(&self) -> Result<(Dataset, i64), StoreError> {
        let reject = |problem| StoreError::NotADataset { database: self.to_string(), problem };
        let connected = self.block_on(self.connect_up_to_date())??;
        let (client, active) = connected.ok_or_else(|| reject("contains no dataset".to_owned()))?;
        let ActiveDataset { generation, version: _, schema, layout, analyzer } = active;
        check_versions(layout, LAYOUT, &analyzer).map_err(reject)?;
        let source = Schema::new(self, client, &schema);
        let catalogue = source.catalogue()?;
        let stamp = source.stamp()?;
        let description = source.about("description")?;
        let description = description
            .map(|json| serde_json::from_str(&json).map_err(|error| corrupt("description", error)))
            .transpose()?;
        let releases = source.releases()?;
        let index = open_index(&source, &catalogue, &releases)?;
        let backend = PostgresDataset { cluster: self.clone(), schema };
        Ok((Dataset::new(stamp, releases, description, Arc::new(catalogue), index, backend), generation))
    }
}

impl PostgresDataset {
    fn quotes(&self, deadline: Deadline) -> Quotes<'_> {
        Quotes { cluster: &self.cluster, schema: &self.schema, deadline }
    }

    /// Reads a column of `claim_document`, in the order of the ordinals.
    fn column<T>(
        &self,
        expression: &str,
        ordinals: &[u32],
        read: impl Fn(&str) -> T,
        deadline: Deadline,
    ) -> Result<Vec<T>, StoreError> {
        if ordinals.is_empty() {
            return Ok(vec![]);
        }
        let Self { cluster, schema, .. } = self;
        let sql = format!("SELECT ordinal, {expression} FROM {schema}.claim_document WHERE ordinal = ANY ($1)");
        let keys: Vec<i32> = ordinals.iter().copied().map(signed).collect();
        let rows = cluster.query(sql, &[Box::new(keys.clone())], deadline)?;
        let found: HashMap<i32, &str> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        let value = |key: &i32| {
            let value = found.get(key).map(|value| read(value));
            value.ok_or_else(|| StoreError::Corrupt(format!("no document of claim {key}")))
        };
        keys.iter().map(value).collect()
    }
}

impl Backend for PostgresDataset {
    fn is_remote(&self) -> bool {
        true
    }

    fn documents(&self, ordinals: &[u32], deadline: Deadline) -> Result<Vec<Document>, StoreError> {
        self.column("document::text", ordinals, |json| Document::copy_from_slice(json.as_bytes()), deadline)
    }

    fn identifiers(&self, ordinals: &[u32], deadline: Deadline) -> Result<Vec<String>, StoreError> {
        self.column("id", ordinals, str::to_owned, deadline)
    }

    fn seek(&self, id: &ClaimId, _: &ClaimIndex, deadline: Deadline) -> Result<Option<SeekResult>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let sql = format!("SELECT ordinal, id FROM {schema}.claim_document WHERE id >= $1 ORDER BY id LIMIT 1");
        let rows = cluster.query(sql, &[Box::new(id.as_str().to_owned())], deadline)?;
        let found = rows.first().map(|row| {
            let id_found: &str = row.get(1);
            Ok(SeekResult { ordinal: unsigned(row.get(0))?, exact: id_found == id.as_str() })
        });
        found.transpose()
    }

    fn ordinals(&self, ids: &[String], _: &ClaimIndex, deadline: Deadline) -> Result<Vec<Option<u32>>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let sql = format!("SELECT id, ordinal FROM {schema}.claim_document WHERE id = ANY ($1)");
        let rows = cluster.query(sql, &[Box::new(ids.to_vec())], deadline)?;
        let found: HashMap<&str, i32> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        ids.iter().map(|id| found.get(id.as_str()).copied().map(unsigned).transpose()).collect()
    }

    fn relations(&self, ordinal: u32, deadline: Deadline) -> Result<Vec<Relation>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let sql = format!(
            "SELECT kind, false AS incoming, target AS other FROM {schema}.relation WHERE claim = $1
             UNION ALL SELECT kind, true, claim FROM {schema}.relation WHERE target = $1
             ORDER BY incoming, other, kind"
        );
        let rows = cluster.query(sql, &[Box::new(signed(ordinal))], deadline)?;
        let relation = |row: &Row| {
            let kind = RelationKind::parse(row.get(0)).map_err(|error| corrupt("relation", error))?;
            Ok(Relation { kind, incoming: row.get(1), other: unsigned(row.get(2))? })
        };
        rows.iter().map(relation).collect()
    }

    fn quote_contexts(&self, ordinal: u32, deadline: Deadline) -> Result<Vec<(usize, QuoteContext)>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let sql = format!("SELECT position, prefix, suffix FROM {schema}.evidence_context WHERE claim = $1");
        let rows = cluster.query(sql, &[Box::new(signed(ordinal))], deadline)?;
        let context = |row: &Row| {
            let position = unsigned(row.get(0))? as usize;
            Ok((position, QuoteContext { prefix: row.get(1), suffix: row.get(2) }))
        };
        rows.iter().map(context).collect()
    }

    fn postings(&self, terms: &[&str], deadline: Deadline) -> Result<HashMap<String, RoaringBitmap>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let terms: Vec<String> = terms.iter().map(|&term| term.to_owned()).collect();
        let sql = format!("SELECT token, posting FROM {schema}.search_word WHERE token = ANY ($1)");
        let rows = cluster.query(sql, &[Box::new(terms)], deadline)?;
        let posting = |row: &Row| {
            let bytes: &[u8] = row.get(1);
            let claims = RoaringBitmap::deserialize_from(bytes).map_err(|error| corrupt("posting list", error))?;
            Ok((row.get(0), claims))
        };
        rows.iter().map(posting).collect()
    }

    fn positions(&self, terms: &[&str], deadline: Deadline) -> Result<HashMap<String, Vec<u8>>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let terms: Vec<String> = terms.iter().map(|&term| term.to_owned()).collect();
        let sql = format!("SELECT token, positions FROM {schema}.search_word WHERE token = ANY ($1)");
        let rows = cluster.query(sql, &[Box::new(terms)], deadline)?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
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
        let Self { cluster, schema, .. } = self;
        let sql = format!(
            "SELECT token FROM {schema}.search_word WHERE token >= $1 AND token < $2 ORDER BY token LIMIT {limit}"
        );
        let (from, to) = (prefix.to_owned(), end_of_prefix(prefix));
        let rows = cluster.query(sql, &[Box::new(from), Box::new(to)], deadline)?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    fn terms_of_length(&self, letters: usize, deadline: Deadline) -> Result<Vec<TermEntry>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let letters = i32::try_from(letters).expect("a query shorter than 2 GiB");
        let sql = format!(
            "SELECT token, word, claims FROM {schema}.search_word WHERE letters BETWEEN $1 AND $2 ORDER BY token"
        );
        let rows = cluster.query(sql, &[Box::new(letters - 2), Box::new(letters + 2)], deadline)?;
        let entry = |row: &Row| {
            let claims = unsigned(row.get(2))?.into();
            Ok(TermEntry { term: row.get(0), word: row.get(1), claims })
        };
        rows.iter().map(entry).collect()
    }

    fn file(&self) -> Option<SnapshotFile> {
        None
    }
}
