//! The time by which a query must be answered.

use std::time::{Duration, Instant};

/// The time by which a query must be answered; after it, every backend fails with
/// [`StoreError::DeadlineExceeded`].
///
/// [`StoreError::DeadlineExceeded`]: super::StoreError::DeadlineExceeded
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// No limit, for work without a waiting client, such as an export to a file.
    pub const NONE: Self = Self(None);

    /// The time `timeout` from now.
    pub fn after(timeout: Duration) -> Self {
        Self(Instant::now().checked_add(timeout))
    }

    pub fn is_past(self) -> bool {
        self.0.is_some_and(|at| Instant::now() > at)
    }

    pub fn instant(self) -> Option<Instant> {
        self.0
    }

    /// The time left, if there is a limit.
    pub fn remaining(self) -> Option<Duration> {
        self.0.map(|at| at.saturating_duration_since(Instant::now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadline_passes_and_none_never_does() {
        let deadline = Deadline::after(Duration::ZERO);
        std::thread::sleep(Duration::from_millis(1));
        assert!(deadline.is_past() && deadline.remaining() == Some(Duration::ZERO));
        assert!(!Deadline::after(Duration::from_mins(1)).is_past());
        assert!(!Deadline::after(Duration::MAX).is_past());
        assert!(!Deadline::NONE.is_past() && Deadline::NONE.remaining().is_none());
    }
}
