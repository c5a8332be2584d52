//! Completes the schema of a dataset that was loaded, and switches to it.

use sha2::{Digest, Sha256};
use tokio_postgres::Client;

use super::cleanup::drop_old_datasets;
use super::dataset::LAYOUT;
use super::encoding::signed;
use crate::index::INDEX_VERSION;
use crate::search::ANALYZER_VERSION;
use crate::store::error::StoreError;
use crate::store::history::DatasetStamp;

/// A schema that is complete but for what identifies its dataset. It is in the search path of the connection that publishes it.
pub struct FilledSchema<'a> {
    pub name: &'a str,
    pub stamp: &'a DatasetStamp,
    pub claims: u64,
    /// The rows of the table `about` beside the stamp.
    pub about: &'a [(&'static str, String)],
}

impl FilledSchema<'_> {
    /// Names the schema after its dataset and switches to it.
    pub async fn publish(&self, client: &Client) -> Result<(), StoreError> {
        self.write_about(client).await?;
        self.analyze(client).await?;
        client.batch_execute("RESET search_path").await?;
        self.switch(client).await?;
        drop_old_datasets(client).await
    }

    /// Gathers the statistics of the tables of the schema. `ANALYZE` alone reads those of earlier datasets too.
    async fn analyze(&self, client: &Client) -> Result<(), StoreError> {
        // A partitioned table includes its partitions.
        let sql = "SELECT format('ANALYZE %s', string_agg(oid::regclass::text, ', ')) FROM pg_class
                   WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') AND NOT relispartition";
        let statement = client.query_one(sql, &[&self.name]).await?;
        Ok(client.batch_execute(statement.get(0)).await?)
    }

    async fn write_about(&self, client: &Client) -> Result<(), StoreError> {
        let DatasetStamp { version, release, oldest_release, checksum, fingerprint } = self.stamp;
        let (release, oldest) = (release.to_string(), oldest_release.to_string());
        let stamp = [
            ("version", version),
            ("release", &release),
            ("oldest_release", &oldest),
            ("checksum", checksum),
            ("fingerprint", fingerprint),
        ];
        for (name, value) in stamp.into_iter().chain(self.about.iter().map(|(name, value)| (*name, value))) {
            client.execute("INSERT INTO about (name, value) VALUES ($1, $2)", &[&name, value]).await?;
        }
        // Rows that were copied from the release before may be older.
        client.execute("DELETE FROM claim_change WHERE release <= $1", &[&signed(*oldest_release)]).await?;
        Ok(())
    }

    /// The name of the schema once it is complete: if there is one of this name, it is the same dataset, stored in the same way.
    fn schema(&self) -> String {
        let stored = format!("{} {LAYOUT} {ANALYZER_VERSION} {INDEX_VERSION}", self.stamp.fingerprint);
        format!("isnad_{}", &hex::encode(Sha256::digest(stored))[..16])
    }

    async fn switch(&self, client: &Client) -> Result<(), StoreError> {
        let (loading, version, schema) = (self.name, &self.stamp.version, self.schema());
        let existing = client.query("SELECT 1 FROM isnad.dataset WHERE schema = $1", &[&schema]).await?;
        let place = if existing.is_empty() {
            format!("ALTER SCHEMA {loading} RENAME TO {schema}")
        } else {
            format!("DROP SCHEMA {loading} CASCADE")
        };
        let (analyzer, claims) = (ANALYZER_VERSION.to_string(), self.claims.cast_signed());
        client.batch_execute(&format!("BEGIN; {place}")).await?;
        client
            .execute(
                "INSERT INTO isnad.dataset (schema, version, layout, analyzer, claims) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (schema) DO UPDATE SET loaded = now()",
                &[&schema, version, &LAYOUT, &analyzer, &claims],
            )
            .await?;
        client
            .execute(
                "INSERT INTO isnad.served (generation, schema) VALUES (1, $1)
                 ON CONFLICT (one) DO UPDATE SET generation = served.generation + 1, schema = excluded.schema",
                &[&schema],
            )
            .await?;
        Ok(client.batch_execute("COMMIT").await?)
    }
}
