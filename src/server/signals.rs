//! The signals that stop the server or make it check its database.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Installed signal handlers.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    pub fn install() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits until the server must stop. SIGTERM sets `shutting_down` and returns after the grace period or at the next
    /// signal; SIGINT returns at once; SIGHUP sets `reload`.
    pub async fn wait(mut self, shutting_down: &AtomicBool, reload: &AtomicBool, grace: Duration) {
        loop {
            tokio::select! {
                _ = self.hang_up.recv() => reload.store(true, Ordering::Relaxed),
                _ = self.interrupt.recv() => return,
                _ = self.terminate.recv() => break,
            }
        }
        shutting_down.store(true, Ordering::Relaxed);
        tracing::info!(grace_seconds = grace.as_secs(), "shutting down: readiness off, draining connections");
        tokio::select! {
            () = tokio::time::sleep(grace) => {}
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
