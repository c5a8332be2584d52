//! Runs queries: inline where they take microseconds, otherwise on the blocking pool; all with a deadline, and only a
//! limited number of expensive ones at a time.

use std::time::Instant;

use actix_web::{HttpRequest, web};
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
        let started = Instant::now();
        let deadline = Deadline::after(self.limits.query_timeout);
        if cost == Cost::Inline {
            let result = query(&self.dataset.reader(deadline));
            record(request, Stage::Query, started.elapsed());
            return result;
        }
        let permit = if cost == Cost::Expensive {
            let permits = &self.limits.query_permits;
            let permit = timeout(self.limits.query_timeout, permits.acquire()).await;
            Some(permit.ok().and_then(Result::ok).ok_or(ApiError::Overloaded)?)
        } else {
            None
        };
        let queued = started.elapsed();
        record(request, Stage::Queue, queued);
        let state = self.clone();
        let result = web::block(move || query(&state.dataset.reader(deadline))).await;
        record(request, Stage::Query, started.elapsed().saturating_sub(queued));
        drop(permit);
        result.map_err(|error| ApiError::Internal(error.to_string()))?
    }
}
