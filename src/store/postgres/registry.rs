//! Which dataset is active: every host reports it, and a standby may report an older one.

use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Row};

use super::cluster::Cluster;
use crate::store::deadline::Deadline;
use crate::store::error::StoreError;

const ACTIVE_DATASET: &str = "SELECT generation, version, schema, layout, analyzer
     FROM isnad.served JOIN isnad.dataset USING (schema)";

/// How long the primary may take to report the active dataset.
const MAX_ANSWER_TIME: Duration = Duration::from_secs(1);

/// How long to wait for a host that has replayed the latest switch.
const MAX_LAG: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveDataset {
    /// Grows with every switch.
    pub generation: i64,
    pub version: String,
    pub schema: String,
    pub layout: i32,
    pub analyzer: String,
}

impl ActiveDataset {
    /// Reads a row of [`ACTIVE_DATASET`].
    fn from_row(row: &Row) -> Self {
        Self {
            generation: row.get(0),
            version: row.get(1),
            schema: row.get(2),
            layout: row.get(3),
            analyzer: row.get(4),
        }
    }
}

impl Cluster {
    /// Whether there is a dataset. A standby may lag, so only the primary can report that there is none.
    pub fn has_dataset(&self) -> Result<bool, StoreError> {
        if self.active_dataset()?.is_some() {
            return Ok(true);
        }
        self.block_on(async { Ok(self.active_dataset_on(&self.connect_to_primary().await?).await?.is_some()) })?
    }

    /// The active dataset as the primary reports it, since a standby may lag for long, or as any host where there is none.
    pub fn active_dataset(&self) -> Result<Option<ActiveDataset>, StoreError> {
        let primary = self.primary()?;
        let ask_primary = async { self.active_dataset_on(&*primary.get().await.ok()?).await.ok() };
        if let Ok(Some(active)) = self.block_on(async { timeout(MAX_ANSWER_TIME, ask_primary).await })? {
            return Ok(active);
        }
        let registry = self.query("SELECT to_regclass('isnad.served') IS NOT NULL", &[], Deadline::NONE)?;
        if !registry.first().is_some_and(|row| row.get(0)) {
            return Ok(None);
        }
        Ok(self.observe(self.query(ACTIVE_DATASET, &[], Deadline::NONE)?.first()))
    }

    /// Connects to a host that has replayed the latest known switch; `None` if there is no dataset.
    pub async fn connect_up_to_date(&self) -> Result<Option<(Client, ActiveDataset)>, StoreError> {
        let until = Instant::now() + MAX_LAG;
        loop {
            let client = self.connect_to_any().await?;
            let active = self.active_dataset_on(&client).await?;
            let generation = active.as_ref().map_or(0, |active| active.generation);
            if generation >= self.latest_generation() {
                return Ok(active.map(|active| (client, active)));
            }
            if Instant::now() > until {
                return Err(StoreError::Unreachable(
                    "no reachable host has replayed the latest dataset yet".to_owned(),
                ));
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// The active dataset as one host reports it.
    pub async fn active_dataset_on(&self, client: &Client) -> Result<Option<ActiveDataset>, StoreError> {
        match client.query_opt(ACTIVE_DATASET, &[]).await {
            Ok(row) => Ok(self.observe(row.as_ref())),
            Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads a row of [`ACTIVE_DATASET`] and records its generation.
    fn observe(&self, row: Option<&Row>) -> Option<ActiveDataset> {
        let active = row.map(ActiveDataset::from_row);
        self.observe_generation(active.as_ref().map_or(0, |active| active.generation));
        active
    }
}
