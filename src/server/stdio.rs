//! Serves agents on standard input and output, with the dataset reloaded as the server does it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::sync::Semaphore;

use super::config::StdioConfig;
use super::reload;
use crate::http::server_context::ServerContext;
use crate::http::state::{ApiLimits, AppState};
use crate::http::trusted_proxies::TrustedProxies;
use crate::store::{Database, Dataset, DatasetRevision};
use crate::{api, mcp};

/// Fails in a build without the protocol.
pub fn expect_agents() -> Result<(), String> {
    mcp::expect_built()
}

/// Answers messages until the input ends.
pub fn run_stdio(
    (dataset, revision): (Arc<Dataset>, DatasetRevision),
    database: &Database,
    config: &StdioConfig,
) -> Result<(), String> {
    let limits = limits(config);
    let served = Arc::new(ArcSwap::from_pointee(AppState::new(dataset, api::describe(), &limits)));
    reload::watch(database.clone(), revision, Arc::clone(&served), Arc::new(AtomicBool::new(false)));
    let context = Arc::new(ServerContext::new(served));
    actix_web::rt::System::new().block_on(mcp::serve_stdio(context, config.public_url.clone()))
}

/// One client asks one question after the other: what is limited is the time of each.
fn limits(config: &StdioConfig) -> ApiLimits {
    let timeout = Duration::from_millis(config.query_timeout_ms);
    ApiLimits {
        response_cache_bytes: 0,
        query_timeout: timeout,
        body_timeout: timeout,
        query_permits: Arc::new(Semaphore::new(1)),
        export_permits: Arc::new(Semaphore::new(1)),
        public_url: config.public_url.clone(),
        trusted_proxies: TrustedProxies::new(vec![]),
    }
}
