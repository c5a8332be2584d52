//! The claims that a release keeps: their rows are copied from the schema of the release before, within the database.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use roaring::RoaringBitmap;
use tokio_postgres::Client;

use super::cluster::Cluster;
use super::copy::TableCopy;
use super::encoding::{signed, unsigned};
use super::schema::Schema;
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

/// Claims that are read at once.
const PAGE: i64 = 5_000;

pub struct KeptRows {
    cluster: Cluster,
    /// That of the release before.
    schema: Schema,
    /// The identifiers of the articles whose claims are kept.
    articles: Vec<String>,
    /// The ordinals before the release of the claims that are kept.
    ordinals: Vec<u32>,
    renumbering: Renumbering,
    /// The ordinals of the claims that are new.
    new_claims: Vec<u32>,
    checksum: Checksum,
    /// The number of the first word that is added to the quote index.
    next_word: u32,
    removed: RemovedClaims,
}

impl KeptRows {
    /// Those of some articles in the dataset in a schema.
    pub fn find(cluster: &Cluster, schema: &str, kept: &KeptArticles) -> Result<Self, StoreError> {
        let schema = Schema::connect(cluster, schema)?;
        let about = |name: &str| schema.about(name)?.ok_or_else(|| corrupt(name, "missing"));
        if about("fingerprint")? != kept.fingerprint {
            return Err(StoreError::CannotUpdate("it was replaced meanwhile"));
        }
        let mut checksum: Checksum = about("checksum")?.parse().map_err(|error| corrupt("checksum", error))?;
        let next_word = about("next_quote_word")?.parse().map_err(|error| corrupt("number of a word", error))?;
        let articles: Vec<String> = kept.articles.iter().cloned().collect();
        let removed = RemovedClaims::read(&schema, &articles)?;
        checksum.add(-removed.checksum);
        let count: i64 = schema.query("SELECT count(*) FROM dataset.claim", &[])?[0].get(0);
        let count = u32::try_from(count).map_err(|error| corrupt("number of claims", error))?;
        let ordinals = (0..count).filter(|&ordinal| !removed.ordinals.contains(ordinal)).collect();
        let (cluster, renumbering, new_claims) = (cluster.clone(), Renumbering::default(), Vec::new());
        Ok(Self { cluster, schema, articles, ordinals, renumbering, new_claims, checksum, next_word, removed })
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

    /// The schema of the release before.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The new ordinals of the claims that are kept.
    pub fn renumbering(&self) -> &Renumbering {
        &self.renumbering
    }

    /// The ordinals of the claims that are new.
    pub fn new_claims(&self) -> &[u32] {
        &self.new_claims
    }

    /// Numbers new claims, which are given in the default order, and the claims that are kept around them.
    pub fn number_around(&mut self, claims: &[&RankKey]) -> Result<(), StoreError> {
        let places = self.places(claims)?;
        (self.renumbering, self.new_claims) = Renumbering::with_new_claims(&self.ordinals, &places);
        Ok(())
    }

    /// The places of claims among those that are kept: a binary search for all of them at once.
    fn places(&self, claims: &[&RankKey]) -> Result<Vec<usize>, StoreError> {
        let sql = "SELECT id, date_edtf, date_earliest, date_latest
                   FROM unnest($1::integer[]) WITH ORDINALITY AS wanted (ordinal, place) JOIN dataset.claim USING (ordinal)
                   ORDER BY place";
        let mut ranges: Vec<Range<usize>> = vec![0..self.ordinals.len(); claims.len()];
        loop {
            let open: Vec<usize> = (0..ranges.len()).filter(|&claim| !ranges[claim].is_empty()).collect();
            if open.is_empty() {
                return Ok(ranges.into_iter().map(|range| range.start).collect());
            }
            let middle = |claim: &usize| ranges[*claim].start.midpoint(ranges[*claim].end);
            let middles: Vec<usize> = open.iter().map(middle).collect();
            let wanted: Vec<i32> = middles.iter().map(|&place| signed(self.ordinals[place])).collect();
            let rows = self.schema.query(sql, &[&wanted])?;
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
            self.schema.sql(&format!(
                "INSERT INTO kept_{table} SELECT earlier.key, {table}.key
                 FROM dataset.{table} AS earlier JOIN {table} USING (id) {condition}"
            ))
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
            Ok(client.batch_execute(&self.schema.sql(COPY_ROWS)).await?)
        })?
    }

    /// Writes the terms of all claims; `added` has those of the new ones.
    pub fn write_terms(&self, rows: &mut TermRows, added: TermDictionary) -> Result<(), StoreError> {
        let RemovedClaims { ordinals, terms, .. } = &self.removed;
        let changes = ClaimChanges { removed: ordinals, removed_terms: terms, renumbering: &self.renumbering };
        rows.write_changed(&self.schema, &changes, added)
    }

    /// Writes the posting lists of the quote index; `added` has the words of the new claims.
    pub fn write_quotes(&self, client: &Client, copy: &mut TableCopy, added: QuoteIndex) -> Result<(), StoreError> {
        let changed = self.removed.words.changed_keys(added);
        let keys: Vec<i64> = changed.keys().copied().map(i64::from).collect();
        let sql = self.schema.sql(
            "INSERT INTO quote_posting SELECT key, words FROM dataset.quote_posting AS earlier
             WHERE NOT EXISTS (SELECT FROM unnest($1::bigint[]) AS changed (key) WHERE changed.key = earlier.key)",
        );
        self.cluster.block_on(client.execute(&sql, &[&keys]))??;
        let sql = "SELECT key, words FROM dataset.quote_posting JOIN unnest($1::bigint[]) AS changed (key) USING (key)";
        let stored = self.schema.query(sql, &[&keys])?;
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

/// The claims of the release before that are not kept.
struct RemovedClaims {
    ordinals: RoaringBitmap,
    checksum: Checksum,
    terms: TermDictionary,
    words: RemovedWords,
}

impl RemovedClaims {
    /// Those of all articles but `kept`.
    fn read(schema: &Schema, kept: &[String]) -> Result<Self, StoreError> {
        let articles = schema.query(
            "SELECT key FROM dataset.article
             WHERE NOT EXISTS (SELECT FROM unnest($1::text[]) AS kept (id) WHERE kept.id = article.id)",
            &[&kept],
        )?;
        let articles: Vec<i32> = articles.iter().map(|row| row.get(0)).collect();
        let (mut ordinals, mut checksum) = (RoaringBitmap::new(), Checksum::default());
        let (mut indexer, mut words) = (TextIndexer::new(Arc::new(NameTokens::default())), RemovedWords::default());
        let sql = format!(
            "SELECT ordinal, document::text FROM dataset.claim JOIN dataset.claim_document USING (ordinal)
             WHERE article = ANY ($1) AND ordinal > $2 ORDER BY ordinal LIMIT {PAGE}"
        );
        let mut after = -1_i32;
        loop {
            let claims = schema.query(&sql, &[&articles, &after])?;
            let Some(last) = claims.last() else { break };
            after = last.get(0);
            for row in &claims {
                let (ordinal, document): (i32, &str) = (row.get(0), row.get(1));
                checksum.add(Checksum::of(document.as_bytes()));
                let claim: Claim = serde_json::from_str(document).map_err(|error| corrupt("claim", error))?;
                words.add_claim(ordinal.into(), &claim);
                indexer.index_columns(unsigned(ordinal)?, &claim);
                ordinals.insert(unsigned(ordinal)?);
            }
        }
        let passages = schema.query(
            "SELECT first_word, claim, position, words
             FROM dataset.quote_passage AS passage
             LEFT JOIN dataset.article_words ON claim IS NULL AND article_words.article = passage.article
             WHERE passage.article = ANY ($1)",
            &[&articles],
        )?;
        for row in &passages {
            let first_word = u32::try_from(row.get::<_, i64>(0)).map_err(|error| corrupt("quote index", error))?;
            let (claim, position): (Option<i32>, Option<i32>) = (row.get(1), row.get(2));
            if let Some((claim, position)) = claim.zip(position) {
                words.add_quote(claim.into(), unsigned(position)?, first_word)?;
            } else {
                words.add_article(first_word, row.get::<_, Option<&[u8]>>(3).unwrap_or_default())?;
            }
        }
        Ok(Self { ordinals, checksum, terms: indexer.into_dictionary(), words })
    }
}
