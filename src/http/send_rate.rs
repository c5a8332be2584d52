//! How fast a client reads a response. Only the time counts in which the server waits for the client, not the time in which it
//! prepares the next bytes.

use std::time::{Duration, Instant};

/// The time over which the rate is measured.
pub const WINDOW: Duration = Duration::from_secs(20);

/// The bytes that a client has taken in the current window.
#[derive(Debug, Default)]
pub struct SendRate {
    bytes: u64,
    /// The time spent waiting for the client in this window, before `waiting_since`.
    waited: Duration,
    /// When the last bytes were passed to the connection, until it asks for more.
    waiting_since: Option<Instant>,
}

impl SendRate {
    /// Called when the connection asks for bytes, since it has sent most of the earlier ones.
    pub fn stop_waiting(&mut self, now: Instant) {
        if let Some(since) = self.waiting_since.take() {
            self.waited += now.saturating_duration_since(since);
        }
    }

    /// Called when bytes are passed to the connection.
    pub fn start_waiting(&mut self, bytes: usize, now: Instant) {
        self.bytes += bytes as u64;
        self.waiting_since = Some(now);
    }

    /// Whether the client has taken nothing for a whole window, or in the window that ends now less than `least` bytes a
    /// second; starts the next window. The first window also counts what only went into buffers.
    pub fn is_below(&mut self, least: u64, now: Instant) -> bool {
        let waiting = self.waiting_since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        let waited = self.waited + waiting;
        if waited < WINDOW {
            return false;
        }
        let is_below = self.bytes < least * waited.as_secs() || (least > 0 && waiting >= WINDOW);
        *self = Self { waiting_since: self.waiting_since.map(|_| now), ..Self::default() };
        is_below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a client that takes `bytes` every `pause` is below 1,000 bytes a second.
    fn is_slow(bytes: usize, pause: Duration) -> bool {
        let (mut rate, mut now) = (SendRate::default(), Instant::now());
        (0..10_000).any(|_| {
            rate.stop_waiting(now);
            rate.start_waiting(bytes, now);
            now += pause;
            rate.is_below(1_000, now)
        })
    }

    #[test]
    fn clients_below_the_least_rate_are_found_however_they_read() {
        assert!(is_slow(1, Duration::from_millis(2)));
        assert!(is_slow(900, Duration::from_secs(1)));
        let mut stopped = SendRate::default();
        let start = Instant::now();
        stopped.start_waiting(1 << 20, start);
        assert!(!stopped.is_below(1_000, start + WINDOW / 2) && stopped.is_below(1_000, start + WINDOW));
        assert!(!is_slow(1_100, Duration::from_secs(1)));
        assert!(!is_slow(100_000, Duration::from_secs(15)));
        assert!(!is_slow(60_000, Duration::from_millis(1)));
    }

    #[test]
    fn time_in_which_the_server_prepares_bytes_does_not_count() {
        let (mut rate, mut now) = (SendRate::default(), Instant::now());
        for _ in 0..1_000 {
            rate.stop_waiting(now);
            now += Duration::from_mins(1);
            rate.start_waiting(10, now);
            now += Duration::from_millis(5);
            assert!(!rate.is_below(1_000, now));
        }
    }
}
