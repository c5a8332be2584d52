//! Until when the work on this thread may go on. SQLite asks from time to time and breaks off a statement that is late.

use std::cell::Cell;
use std::time::Instant;

thread_local! {
    static UNTIL: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Does `work`; questions to a store inside it fail once `until` has passed.
pub fn within<T>(until: Instant, work: impl FnOnce() -> T) -> T {
    let _outer = Restore(UNTIL.replace(Some(until)));
    work()
}

/// Whether the work on this thread is late.
pub fn is_late() -> bool {
    UNTIL.get().is_some_and(|until| Instant::now() > until)
}

/// Puts the deadline back that was there before, also when the work panics.
struct Restore(Option<Instant>);

impl Drop for Restore {
    fn drop(&mut self) {
        UNTIL.set(self.0);
    }
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
    }
}
