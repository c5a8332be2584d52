//! Queries on the schema of a dataset, over a connection of their own.

use std::sync::Arc;

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use super::cluster::Cluster;
use crate::domain::catalogue::Catalogue;
use crate::store::catalogue::read_catalogue;
use crate::store::error::StoreError;
use crate::store::history::DatasetStamp;

pub struct Schema {
    cluster: Cluster,
    client: Arc<Client>,
    name: String,
}

impl Schema {
    pub fn new(cluster: &Cluster, client: Client, name: &str) -> Self {
        Self { cluster: cluster.clone(), client: Arc::new(client), name: name.to_owned() }
    }

    /// Connects to the primary.
    pub fn connect(cluster: &Cluster, name: &str) -> Result<Self, StoreError> {
        Ok(Self::new(cluster, cluster.block_on(cluster.connect_to_primary())??, name))
    }

    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    pub fn client(&self) -> &Arc<Client> {
        &self.client
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

    /// What identifies the dataset.
    pub fn stamp(&self) -> Result<DatasetStamp, StoreError> {
        DatasetStamp::read(|name| self.about(name))
    }

    pub fn catalogue(&self) -> Result<Catalogue, StoreError> {
        read_catalogue(|table| {
            let rows = self.query(&format!("SELECT record::text FROM dataset.{table} ORDER BY key"), &[])?;
            Ok(rows.iter().map(|row| row.get(0)).collect())
        })
    }
}
