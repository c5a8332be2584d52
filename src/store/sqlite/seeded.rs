//! Writes and reads what is recorded of the seed files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

use super::connection::{check_snapshot, dataset_value, open_read_only, write_dataset_value};
use super::releases::read_stamp;
use crate::domain::identifier::{ArticleId, ClaimId};
use crate::store::catalogue::CatalogueKeys;
use crate::store::error::{StoreError, corrupt};
use crate::store::seeded::{QuoteCounts, SeededArticle, SeededClaims, SeededDataset};
use crate::store::writer::to_json;

/// The name of the context in the table `dataset`.
const CONTEXT: &str = "seed_context";

/// Writes the context and the digests of the articles.
pub fn write_seeded(
    connection: &Connection,
    keys: &CatalogueKeys,
    context: &str,
    articles: &[SeededArticle],
) -> Result<(), StoreError> {
    write_dataset_value(connection, CONTEXT, context)?;
    let sql = "INSERT INTO seed_article (article, digest, quotes, verified_quotes) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare(sql)?;
    let count = |number: usize| i64::try_from(number).expect("fewer quotes than bytes of memory");
    for SeededArticle { id, digest, quotes: QuoteCounts { all, verified } } in articles {
        insert.execute(params![keys.articles.get(id)?, digest, count(*all), count(*verified)])?;
    }
    Ok(())
}

/// Reads what is recorded of the seed files; `None` if the file has no dataset that this program reads.
pub fn read_seeded(path: &Path) -> Result<Option<SeededDataset>, StoreError> {
    match read(path) {
        Err(StoreError::NotADataset { .. } | StoreError::Corrupt(_) | StoreError::Database(_)) => Ok(None),
        read => read,
    }
}

fn read(path: &Path) -> Result<Option<SeededDataset>, StoreError> {
    let connection = open_read_only(path)?;
    check_snapshot(&connection, path)?;
    let Some(context) = dataset_value(&connection, CONTEXT)? else { return Ok(None) };
    let records = |table: &str| -> Result<HashMap<String, String>, StoreError> {
        let mut select = connection.prepare(&format!("SELECT id, record FROM {table}"))?;
        Ok(select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
    };
    let mut select = connection.prepare(
        "SELECT article.id, digest, quotes, verified_quotes FROM seed_article JOIN article ON article.key = article",
    )?;
    let mut rows = select.query([])?;
    let mut articles = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let count = |at| usize::try_from(row.get::<_, i64>(at)?).map_err(|error| corrupt("number of quotes", error));
        let article = SeededArticle {
            id: ArticleId::parse(&id).map_err(|error| corrupt("identifier", error))?,
            digest: row.get(1)?,
            quotes: QuoteCounts { all: count(2)?, verified: count(3)? },
        };
        articles.insert(id, article);
    }
    let claims: i64 = connection.query_row("SELECT count(*) FROM claim", [], |row| row.get(0))?;
    Ok(Some(SeededDataset {
        fingerprint: read_stamp(&connection)?.fingerprint,
        context,
        articles,
        actors: records("actor")?,
        topics: records("topic")?,
        claims: usize::try_from(claims).map_err(|error| corrupt("number of claims", error))?,
        claims_of: Box::new(Claims(Mutex::new(open_read_only(path)?))),
    }))
}

/// The claims of a file.
struct Claims(Mutex<Connection>);

impl Claims {
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SeededClaims for Claims {
    fn articles_of(&self, claims: &[&ClaimId]) -> Result<HashMap<String, String>, StoreError> {
        let connection = self.connection();
        let mut select = connection
            .prepare("SELECT article.id FROM claim JOIN article ON article.key = claim.article WHERE claim.id = ?1")?;
        let mut found = HashMap::new();
        for id in claims {
            let article: Option<String> = select.query_row([id.as_str()], |row| row.get(0)).optional()?;
            found.extend(article.map(|article| (id.to_string(), article)));
        }
        Ok(found)
    }

    fn counts(&self) -> Result<BTreeMap<String, usize>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare(
            "SELECT article.id, counted.claims FROM (SELECT article, count(*) AS claims FROM claim GROUP BY article) AS counted
             JOIN article ON article.key = counted.article",
        )?;
        let mut rows = select.query([])?;
        let mut counts = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let claims: i64 = row.get(1)?;
            counts.insert(row.get(0)?, usize::try_from(claims).map_err(|error| corrupt("number of claims", error))?);
        }
        Ok(counts)
    }

    fn articles_naming(&self, actors: &[&str], topics: &[&str]) -> Result<BTreeSet<String>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare(
            "WITH
                 named_actor AS MATERIALIZED (SELECT actor.key FROM json_each(?1) JOIN actor ON actor.id = value),
                 named_topic AS MATERIALIZED (SELECT topic.key FROM json_each(?2) JOIN topic ON topic.id = value),
                 naming AS (
                     SELECT claim FROM claim_actor WHERE actor IN (SELECT key FROM named_actor)
                     UNION SELECT claim FROM attribution WHERE actor IN (SELECT key FROM named_actor)
                     UNION SELECT key FROM claim WHERE asserted_by IN (SELECT key FROM named_actor)
                     UNION SELECT claim FROM claim_topic WHERE topic IN (SELECT key FROM named_topic)
                 )
             SELECT DISTINCT article.id
             FROM naming JOIN claim ON claim.key = naming.claim JOIN article ON article.key = claim.article",
        )?;
        let found = select.query_map([to_json(&actors)?, to_json(&topics)?], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn targets_outside(&self, kept: &BTreeSet<String>) -> Result<Vec<String>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare(
            "WITH other AS MATERIALIZED (SELECT key FROM article WHERE id NOT IN (SELECT value FROM json_each(?1)))
             SELECT DISTINCT target.id
             FROM other
             CROSS JOIN claim AS target ON target.article = other.key
             CROSS JOIN relation ON relation.target = target.key
             CROSS JOIN claim AS source ON source.key = relation.claim
             WHERE source.article NOT IN (SELECT key FROM other)",
        )?;
        let found = select.query_map([to_json(kept)?], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}
