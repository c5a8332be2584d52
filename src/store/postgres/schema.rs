//! Queries on the schema of a dataset, over a connection of their own to the primary.

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use super::cluster::Cluster;
use crate::store::error::StoreError;

pub struct Schema {
    cluster: Cluster,
    client: Client,
    name: String,
}

impl Schema {
    pub fn connect(cluster: &Cluster, name: &str) -> Result<Self, StoreError> {
        let client = cluster.block_on(cluster.connect_to_primary())??;
        Ok(Self { cluster: cluster.clone(), client, name: name.to_owned() })
    }

    /// Puts the schema in the place of `dataset.` in SQL.
    pub fn sql(&self, sql: &str) -> String {
        sql.replace("dataset.", &format!("{}.", self.name))
    }

    /// Runs a query in which `dataset.` stands for the schema.
    pub fn query(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        Ok(self.cluster.block_on(self.client.query(&self.sql(sql), values))??)
    }

    /// A value of the table `about`.
    pub fn about(&self, name: &str) -> Result<Option<String>, StoreError> {
        let rows = self.query("SELECT value FROM dataset.about WHERE name = $1", &[&name])?;
        Ok(rows.first().map(|row| row.get(0)))
    }
}
