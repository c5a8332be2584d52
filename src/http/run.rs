//! Bounds on what takes long: each query has its time, and only so many long ones run at once, on threads of their own.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::{HttpRequest, web};
use futures_executor::block_on;
use tokio::sync::Semaphore;
use tokio::time::timeout_at;

use crate::http::problem::ApiError;
use crate::http::server_timing::{Stage, timed};
use crate::http::state::State;
use crate::query::filter::ClaimQuery;
use crate::store::{until, within};

/// Room for queries that take long.
#[derive(Debug)]
pub struct QueryPermits {
    places: Semaphore,
}

impl QueryPermits {
    /// So many at once; others wait as long as a query may take.
    pub fn of(places: usize) -> Arc<Self> {
        Arc::new(Self { places: Semaphore::new(places) })
    }
}

/// Has a query that takes long prepared where nobody waits for it, if there is room.
pub async fn prepare(request: &HttpRequest, state: &State, query: &ClaimQuery) -> Result<(), ApiError> {
    if !state.store.takes_long(query) {
        return Ok(());
    }
    timed(request, Stage::Prepare, prepare_elsewhere(state, query)).await
}

async fn prepare_elsewhere(state: &State, query: &ClaimQuery) -> Result<(), ApiError> {
    let late = Instant::now() + state.deadline;
    let place = timeout_at(late.into(), state.room.places.acquire()).await;
    let Ok(Ok(_place)) = place else { return Err(ApiError::Overloaded) };
    let (state, query) = (state.clone(), query.clone());
    let prepared = web::block(move || within(late, || block_on(state.store.prepare(&query)))).await;
    Ok(prepared.map_err(|error| ApiError::Framework(error.to_string()))??)
}

/// Waits for work that must be done before `time` is over.
pub async fn in_time<T>(time: Duration, work: impl Future<Output = T>) -> T {
    until(Instant::now() + time, work).await
}
