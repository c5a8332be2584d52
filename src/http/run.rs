//! Runs queries: inline where they take microseconds, otherwise on the blocking pool; all with a deadline, and only a
//! limited number of expensive ones at a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::{HttpRequest, web};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::problem::ApiError;
use super::server_timing::{Stage, record};
use super::state::State;
use crate::store::{Cost, DatasetReader, Deadline};

impl State {
    /// Runs a query, and whatever renders its result, within the query timeout.
    pub async fn run<T: Send + 'static>(
        &self,
        request: &HttpRequest,
        cost: Cost,
        query: impl FnOnce(&DatasetReader) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        self.run_timed(cost, query, |stage, duration| record(request, stage, duration)).await
    }

    /// Like [`State::run`], with the durations of the stages given to `record`.
    pub async fn run_timed<T: Send + 'static>(
        &self,
        cost: Cost,
        query: impl FnOnce(&DatasetReader) -> Result<T, ApiError> + Send + 'static,
        record: impl Fn(Stage, Duration),
    ) -> Result<T, ApiError> {
        let started = Instant::now();
        let deadline = Deadline::after(self.limits.query_timeout);
        if cost == Cost::Inline {
            let result = query(&self.dataset.reader(deadline));
            record(Stage::Query, started.elapsed());
            return result;
        }
        let permit = timeout(self.limits.query_timeout, self.permit(cost)).await.map_err(|_| ApiError::Overloaded)?;
        let queued = started.elapsed();
        record(Stage::Queue, queued);
        let state = self.clone();
        let result = run_blocking(permit, move || query(&state.dataset.reader(deadline))).await;
        record(Stage::Query, started.elapsed().saturating_sub(queued));
        result?
    }

    /// A permit for an expensive query; none is needed for others. Waits until there is one.
    pub async fn permit(&self, cost: Cost) -> Option<OwnedSemaphorePermit> {
        match cost {
            Cost::Expensive => Arc::clone(&self.limits.query_permits).acquire_owned().await.ok(),
            Cost::Inline | Cost::Remote => None,
        }
    }
}

/// Runs work on the blocking pool. It keeps its permit until it ends, also after its client is gone.
pub async fn run_blocking<T: Send + 'static>(
    permit: Option<OwnedSemaphorePermit>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    let work = move || {
        let _permit = permit;
        work()
    };
    web::block(work).await.map_err(|error| ApiError::Internal(error.to_string()))
}
