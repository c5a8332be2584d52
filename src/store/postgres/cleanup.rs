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

/// Drops datasets that are neither active nor among the latest. One that is being read is dropped by a later load.
pub async fn drop_old_datasets(client: &Client) -> Result<(), StoreError> {
    let old = client
        .query(
            "SELECT schema FROM isnad.dataset
             WHERE schema <> (SELECT schema FROM isnad.served) ORDER BY loaded DESC OFFSET $1",
            &[&RETAINED_DATASETS],
        )
        .await?;
    for row in old {
        let schema: String = row.get(0);
        let sql = format!(
            "BEGIN; SET LOCAL lock_timeout = '2s';
             DELETE FROM isnad.dataset WHERE schema = '{schema}'; DROP SCHEMA {schema} CASCADE; COMMIT"
        );
        if let Err(error) = client.batch_execute(&sql).await {
            client.batch_execute("ROLLBACK").await?;
            tracing::info!(schema, %error, "old dataset is in use; not dropped");
        }
    }
    Ok(())
}
