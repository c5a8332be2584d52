//! Drops schemas that no server needs any more.

use tokio_postgres::Client;

use crate::store::error::StoreError;

/// Prefix of the name of a schema that is being filled.
pub const LOADING_PREFIX: &str = "isnad_loading_";

/// Number of earlier datasets that are not dropped, for servers that still use them and for a rollback.
const RETAINED_DATASETS: i64 = 2;

/// Drops the schemas of interrupted loads. The lock guarantees that no other process fills them.
pub async fn drop_unfinished_schemas(client: &Client) -> Result<(), StoreError> {
    let pattern = format!("{}%", LOADING_PREFIX.replace('_', "\\_"));
    let sql = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE $1";
    for row in client.query(sql, &[&pattern]).await? {
        let schema: String = row.get(0);
        client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).await?;
        tracing::info!(schema, "dropped schema of an interrupted load");
    }
    Ok(())
}

/// Drops schemas of datasets whose content a later release has again: the registry has a row for each content.
pub async fn drop_unregistered_schemas(client: &Client) -> Result<(), StoreError> {
    let sql = "SELECT nspname::text FROM pg_namespace WHERE nspname ~ '^isnad_[0-9a-f]{16}$'
               AND nspname NOT IN (SELECT schema FROM isnad.dataset)";
    for row in client.query(sql, &[]).await? {
        let schema: String = row.get(0);
        let sql = format!("BEGIN; SET LOCAL lock_timeout = '2s'; DROP SCHEMA {schema} CASCADE; COMMIT");
        if let Err(error) = client.batch_execute(&sql).await {
            client.batch_execute("ROLLBACK").await?;
            tracing::info!(schema, %error, "old dataset is in use; not dropped");
        }
    }
    Ok(())
}

/// Drops datasets that are neither active nor among the latest. One that is being read is dropped by a later load.
pub async fn drop_old_datasets(client: &Client) -> Result<(), StoreError> {
    let old = client
        .query(
            "SELECT version, schema FROM isnad.dataset
             WHERE version <> (SELECT version FROM isnad.served) ORDER BY loaded DESC OFFSET $1",
            &[&RETAINED_DATASETS],
        )
        .await?;
    for row in old {
        let (version, schema): (String, String) = (row.get(0), row.get(1));
        let sql = format!(
            "BEGIN; SET LOCAL lock_timeout = '2s';
             DELETE FROM isnad.dataset WHERE version = '{version}'; DROP SCHEMA {schema} CASCADE; COMMIT"
        );
        if let Err(error) = client.batch_execute(&sql).await {
            client.batch_execute("ROLLBACK").await?;
            tracing::info!(schema, %error, "old dataset is in use; not dropped");
        }
    }
    Ok(())
}
