//! Until when a question may take: whoever asks says so, and every database looks at it in its own way.

use std::future::Future;
use std::time::Instant;

tokio::task_local! {
    static UNTIL: Instant;
}

/// Does `work`; questions to a store inside it fail once `until` has passed.
pub fn within<T>(until: Instant, work: impl FnOnce() -> T) -> T {
    UNTIL.sync_scope(until, work)
}

/// Waits for `work`; questions to a store inside it fail once `until` has passed.
pub async fn until<T>(until: Instant, work: impl Future<Output = T>) -> T {
    UNTIL.scope(until, work).await
}

/// When the question asked here is late, if it ever is.
pub fn deadline() -> Option<Instant> {
    UNTIL.try_get().ok()
}

/// Whether the question asked here is late.
pub fn is_late() -> bool {
    deadline().is_some_and(|until| Instant::now() > until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn work_is_late_only_behind_its_own_deadline() {
        let now = Instant::now();
        within(now, || {
            std::thread::sleep(Duration::from_millis(1));
            assert!(is_late());
            within(now + Duration::from_mins(1), || assert!(!is_late()));
            assert!(is_late());
        });
        assert!(!is_late());
        let asked = until(now, async { is_late() });
        assert!(futures_executor::block_on(asked));
        assert!(!is_late());
    }
}
