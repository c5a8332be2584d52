//! The claims that a release keeps: their rows are copied from the schema of the release before, within the database.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use roaring::RoaringBitmap;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use super::cluster::Cluster;
use super::copy::TableCopy;
use super::encoding::{signed, unsigned};
use super::term_rows::TermRows;
use crate::domain::checksum::Checksum;
use crate::domain::claim::Claim;
use crate::domain::default_order::RankKey;
use crate::domain::identifier::ClaimId;
use crate::index::Renumbering;
use crate::store::error::{StoreError, corrupt};
use crate::store::index_writer::{NameTokens, TermDictionary, TextIndexer};
use crate::store::layout::parse_days;
use crate::store::quote_index::QuoteIndex;
use crate::store::quote_update::RemovedWords;
use crate::store::seeded::KeptArticles;
use crate::store::term_update::ClaimChanges;

/// Copies what `kept_claim`, `kept_article`, `kept_actor` and `kept_topic` list, from a schema to that of the search path.
const COPY_ROWS: &str = include_str!("keep.sql");

pub struct KeptClaims {
    cluster: Cluster,
    /// The schema of the release before.
    schema: String,
    /// The identifiers of the articles whose claims are kept.
    articles: Vec<String>,
    /// The ordinals before the release of the claims that are kept.
    ordinals: Vec<u32>,
    renumbering: Renumbering,
    checksum: Checksum,
    /// The number of the first word that is added to the quote index.
    next_word: u32,
    removed: RemovedClaims,
}

/// The claims of the release before that are not kept.
struct RemovedClaims {
    ordinals: RoaringBitmap,
    terms: TermDictionary,
    words: RemovedWords,
}

impl KeptClaims {
    /// Those of some articles in the dataset in `schema`.
    pub fn find(cluster: &Cluster, client: &Client, schema: &str, kept: &KeptArticles) -> Result<Self, StoreError> {
        let query = |sql: &str, values: &[&(dyn ToSql + Sync)]| -> Result<Vec<Row>, StoreError> {
            Ok(cluster.block_on(client.query(&sql.replace("before.", &format!("{schema}.")), values))??)
        };
        let value = |name: &str| -> Result<String, StoreError> {
            let rows = query("SELECT value FROM before.about WHERE name = $1", &[&name])?;
            rows.first().map(|row| row.get(0)).ok_or_else(|| corrupt(name, "is missing"))
        };
        if value("fingerprint")? != kept.fingerprint {
            return Err(StoreError::CannotUpdate("it was replaced meanwhile"));
        }
        let mut checksum: Checksum = value("checksum")?.parse().map_err(|error| corrupt("checksum", error))?;
        let next_word = value("next_quote_word")?.parse().map_err(|error| corrupt("number of a word", error))?;
        let articles: Vec<String> = kept.articles.iter().cloned().collect();
        let removed = query(
            "SELECT key FROM before.article
             WHERE NOT EXISTS (SELECT FROM unnest($1::text[]) AS kept (id) WHERE kept.id = article.id)",
            &[&articles],
        )?;
        let removed: Vec<i32> = removed.iter().map(|row| row.get(0)).collect();
        let mut ordinals = RoaringBitmap::new();
        let (mut indexer, mut words) = (TextIndexer::new(Arc::new(NameTokens::default())), RemovedWords::default());
        let claims = query(
            "SELECT claim.ordinal, document::text FROM before.claim JOIN before.claim_document USING (ordinal)
             WHERE article = ANY ($1) ORDER BY ordinal",
            &[&removed],
        )?;
        for row in &claims {
            let (ordinal, document): (i32, &str) = (row.get(0), row.get(1));
            checksum.add(-Checksum::of(document.as_bytes()));
            let claim: Claim = serde_json::from_str(document).map_err(|error| corrupt("claim", error))?;
            indexer.index_columns(unsigned(ordinal)?, &claim);
            words.add_claim(ordinal.into(), &claim);
            ordinals.insert(unsigned(ordinal)?);
        }
        let word = |number: i64| u32::try_from(number).map_err(|error| corrupt("quote index", error));
        let passages = query(
            "SELECT claim, position, first_word, words
             FROM before.quote_passage LEFT JOIN before.article_words ON claim IS NULL AND article_words.article = quote_passage.article
             WHERE quote_passage.article = ANY ($1)",
            &[&removed],
        )?;
        for row in &passages {
            let first_word = word(row.get(2))?;
            match row.get::<_, Option<i32>>(0).zip(row.get::<_, Option<i32>>(1)) {
                Some((claim, position)) => words.add_quote(claim.into(), unsigned(position)?, first_word)?,
                None => words.add_article(first_word, row.get::<_, Option<&[u8]>>(3).unwrap_or_default())?,
            }
        }
        let count: i64 = query("SELECT count(*) FROM before.claim", &[])?[0].get(0);
        let count = u32::try_from(count).map_err(|error| corrupt("number of claims", error))?;
        Ok(Self {
            cluster: cluster.clone(),
            schema: schema.to_owned(),
            articles,
            ordinals: (0..count).filter(|&ordinal| !ordinals.contains(ordinal)).collect(),
            renumbering: Renumbering::default(),
            checksum,
            next_word,
            removed: RemovedClaims { ordinals, terms: indexer.into_dictionary(), words },
        })
    }

    /// The number of claims.
    pub fn len(&self) -> u64 {
        self.ordinals.len() as u64
    }

    /// The checksum of the claims.
    pub fn checksum(&self) -> Checksum {
        self.checksum
    }

    /// The number of the first word that is added to the quote index.
    pub fn next_word(&self) -> u32 {
        self.next_word
    }

    /// The ordinals before the release of the claims that are not kept.
    pub fn removed(&self) -> Vec<i32> {
        self.removed.ordinals.iter().map(signed).collect()
    }

    /// Numbers new claims, which are given in the default order, and the claims that are kept around them. Returns the ordinals
    /// of the new ones.
    pub fn number_around(&mut self, client: &Client, claims: &[&RankKey]) -> Result<Vec<u32>, StoreError> {
        let places = self.places(client, claims)?;
        let (renumbering, ordinals) = Renumbering::with_new_claims(&self.ordinals, &places);
        self.renumbering = renumbering;
        Ok(ordinals)
    }

    /// The places of claims among those that are kept: a binary search for all of them at once.
    fn places(&self, client: &Client, claims: &[&RankKey]) -> Result<Vec<usize>, StoreError> {
        let sql = format!(
            "SELECT id, date_edtf, date_earliest, date_latest
             FROM unnest($1::integer[]) WITH ORDINALITY AS wanted (ordinal, place) JOIN {}.claim USING (ordinal)
             ORDER BY place",
            self.schema
        );
        let mut ranges: Vec<Range<usize>> = vec![0..self.ordinals.len(); claims.len()];
        loop {
            let open: Vec<usize> = (0..ranges.len()).filter(|&claim| !ranges[claim].is_empty()).collect();
            if open.is_empty() {
                return Ok(ranges.into_iter().map(|range| range.start).collect());
            }
            let middle = |claim: &usize| ranges[*claim].start.midpoint(ranges[*claim].end);
            let middles: Vec<usize> = open.iter().map(middle).collect();
            let wanted: Vec<i32> = middles.iter().map(|&place| signed(self.ordinals[place])).collect();
            let rows = self.cluster.block_on(client.query(&sql, &[&wanted]))??;
            if rows.len() != wanted.len() {
                return Err(corrupt("claims", "an ordinal is missing"));
            }
            for ((claim, middle), row) in open.into_iter().zip(middles).zip(&rows) {
                let days = parse_days(row.get(1), row.get(2), row.get(3))?;
                let id = ClaimId::parse(row.get(0)).map_err(|error| corrupt("identifier", error))?;
                if (RankKey { span: days.map(|days| days.span), id }) < *claims[claim] {
                    ranges[claim].start = middle + 1;
                } else {
                    ranges[claim].end = middle;
                }
            }
        }
    }

    /// Copies the rows of the claims to the schema of the search path, whose catalogue is complete.
    pub fn copy_rows(&self, client: &Client) -> Result<(), StoreError> {
        let runs = self.renumbering.runs();
        let starts: Vec<i32> = runs.iter().map(|run| signed(run.start)).collect();
        let ends: Vec<i32> = runs.iter().map(|run| signed(run.end)).collect();
        let new_starts: Vec<i32> = runs.iter().map(|run| signed(run.new_start)).collect();
        let keys = |table: &str, condition: &str| {
            format!(
                "INSERT INTO kept_{table} SELECT earlier.key, {table}.key
                 FROM {}.{table} AS earlier JOIN {table} USING (id) {condition}",
                self.schema
            )
        };
        self.cluster.block_on(async {
            for table in ["claim", "article", "actor", "topic"] {
                let sql = format!("CREATE TEMP TABLE kept_{table} (old integer PRIMARY KEY, new integer NOT NULL)");
                client.batch_execute(&sql).await?;
            }
            let sql = "INSERT INTO kept_claim SELECT old, new_start + old - first
                       FROM unnest($1::integer[], $2::integer[], $3::integer[]) AS run (first, last, new_start)
                       CROSS JOIN LATERAL generate_series(first, last - 1) AS old";
            client.execute(sql, &[&starts, &ends, &new_starts]).await?;
            let kept = "JOIN unnest($1::text[]) AS kept (id) USING (id)";
            client.execute(&keys("article", kept), &[&self.articles]).await?;
            client.batch_execute(&format!("{}; {}", keys("actor", ""), keys("topic", ""))).await?;
            Ok(client.batch_execute(&COPY_ROWS.replace("before.", &format!("{}.", self.schema))).await?)
        })?
    }

    /// Writes the terms of all claims; `added` has those of the new ones.
    pub fn write_terms(&self, client: &Client, rows: &mut TermRows, added: TermDictionary) -> Result<(), StoreError> {
        let RemovedClaims { ordinals, terms, .. } = &self.removed;
        let changes = ClaimChanges { removed: ordinals, removed_terms: terms, renumbering: &self.renumbering };
        rows.write_changed(&self.cluster, client, &self.schema, &changes, added)
    }

    /// Writes the posting lists of the quote index; `added` has the words of the new claims.
    pub fn write_quotes(&self, client: &Client, copy: &mut TableCopy, added: QuoteIndex) -> Result<(), StoreError> {
        let changed = self.removed.words.changed_keys(added);
        let keys: Vec<i64> = changed.keys().copied().map(i64::from).collect();
        let schema = &self.schema;
        let stored = self.cluster.block_on(async {
            let sql = format!(
                "INSERT INTO quote_posting SELECT key, words FROM {schema}.quote_posting AS earlier
                 WHERE NOT EXISTS (SELECT FROM unnest($1::bigint[]) AS changed (key) WHERE changed.key = earlier.key)"
            );
            client.execute(&sql, &[&keys]).await?;
            let sql = format!(
                "SELECT key, words FROM {schema}.quote_posting JOIN unnest($1::bigint[]) AS changed (key) USING (key)"
            );
            client.query(&sql, &[&keys]).await
        })??;
        let stored: HashMap<i64, &[u8]> = stored.iter().map(|row| (row.get(0), row.get(1))).collect();
        for (key, added) in changed {
            let stored = stored.get(&i64::from(key)).copied();
            if let Some(words) = self.removed.words.update_posting(key, stored, &added) {
                copy.row(|fields| {
                    fields.plain(key);
                    fields.bytes(&words);
                })?;
            }
        }
        Ok(())
    }
}
