//! Reads what is recorded of the seed files of the active dataset.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tokio_postgres::Row;

use super::cluster::Cluster;
use super::dataset::LAYOUT;
use super::registry::ActiveDataset;
use super::schema::Schema;
use crate::domain::identifier::{ArticleId, ClaimId};
use crate::store::error::{StoreError, corrupt};
use crate::store::layout::check_versions;
use crate::store::seeded::{QuoteCounts, SeededArticle, SeededClaims, SeededDataset};

/// The name in the table `about` of what decides, beside the records, how files are read.
pub const SEED_CONTEXT: &str = "seed_context";

impl Cluster {
    /// What is recorded of the seed files; `None` if there is no dataset that this program reads.
    pub fn seeded(&self) -> Result<Option<SeededDataset>, StoreError> {
        let active = self.block_on(async { self.active_dataset_on(&self.connect_to_primary().await?).await })??;
        let Some(ActiveDataset { schema, layout, analyzer, .. }) = active else { return Ok(None) };
        if check_versions(layout, LAYOUT, &analyzer).is_err() {
            return Ok(None);
        }
        let schema = Schema::connect(self, &schema)?;
        let (Some(context), Some(fingerprint)) = (schema.about(SEED_CONTEXT)?, schema.about("fingerprint")?) else {
            return Ok(None);
        };
        let records = |table: &str| -> Result<HashMap<String, String>, StoreError> {
            let rows = schema.query(&format!("SELECT id, record::text FROM dataset.{table}"), &[])?;
            Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
        };
        let sql = "SELECT id, digest, quotes, verified_quotes FROM dataset.seed_article JOIN dataset.article ON key = article";
        let articles = schema.query(sql, &[])?.iter().map(read_article).collect::<Result<_, StoreError>>()?;
        let claims = unsigned(schema.query("SELECT count(*) FROM dataset.claim", &[])?[0].get(0))?;
        let (actors, topics) = (records("actor")?, records("topic")?);
        Ok(Some(SeededDataset { fingerprint, context, articles, actors, topics, claims, claims_of: Box::new(schema) }))
    }
}

fn read_article(row: &Row) -> Result<(String, SeededArticle), StoreError> {
    let (id, digest): (String, &[u8]) = (row.get(0), row.get(1));
    let article = SeededArticle {
        id: ArticleId::parse(&id).map_err(|error| corrupt("identifier", error))?,
        digest: digest.try_into().map_err(|error| corrupt("digest", error))?,
        quotes: QuoteCounts { all: unsigned(row.get(2))?, verified: unsigned(row.get(3))? },
    };
    Ok((id, article))
}

fn unsigned(number: i64) -> Result<usize, StoreError> {
    usize::try_from(number).map_err(|error| corrupt("number", error))
}

impl SeededClaims for Schema {
    fn articles_of(&self, claims: &[&ClaimId]) -> Result<HashMap<String, String>, StoreError> {
        let claims: Vec<&str> = claims.iter().map(|claim| claim.as_str()).collect();
        let sql = "SELECT claim_document.id, article.id
                   FROM unnest($1::text[]) AS wanted (id)
                   JOIN dataset.claim_document USING (id)
                   JOIN dataset.claim USING (ordinal)
                   JOIN dataset.article ON key = article";
        Ok(self.query(sql, &[&claims])?.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    fn counts(&self) -> Result<BTreeMap<String, usize>, StoreError> {
        let sql = "SELECT article.id, counted.claims
                   FROM (SELECT article, count(*) AS claims FROM dataset.claim GROUP BY article) AS counted
                   JOIN dataset.article ON key = counted.article";
        let rows = self.query(sql, &[])?;
        rows.iter().map(|row| Ok((row.get(0), unsigned(row.get(1))?))).collect()
    }

    fn articles_naming(&self, actors: &[&str], topics: &[&str]) -> Result<BTreeSet<String>, StoreError> {
        let sql = "WITH
                       named_actor AS (SELECT array_agg(key) AS keys FROM dataset.actor WHERE id = ANY ($1)),
                       named_topic AS (SELECT array_agg(key) AS keys FROM dataset.topic WHERE id = ANY ($2))
                   SELECT id FROM dataset.article WHERE key IN (
                       SELECT article FROM dataset.claim, named_actor, named_topic
                       WHERE actors && named_actor.keys OR attribution && named_actor.keys
                           OR asserted_by = ANY (named_actor.keys) OR topics && named_topic.keys
                   )";
        Ok(self.query(sql, &[&actors, &topics])?.iter().map(|row| row.get(0)).collect())
    }

    fn targets_outside(&self, kept: &BTreeSet<String>) -> Result<Vec<String>, StoreError> {
        let kept: Vec<&String> = kept.iter().collect();
        let sql = "WITH other AS (
                       SELECT ordinal FROM dataset.claim JOIN dataset.article ON key = article
                       WHERE NOT EXISTS (SELECT FROM unnest($1::text[]) AS kept (id) WHERE kept.id = article.id)
                   )
                   SELECT DISTINCT claim_document.id
                   FROM dataset.relation JOIN dataset.claim_document ON ordinal = target
                   WHERE target IN (SELECT ordinal FROM other) AND claim NOT IN (SELECT ordinal FROM other)";
        Ok(self.query(sql, &[&kept])?.iter().map(|row| row.get(0)).collect())
    }
}
