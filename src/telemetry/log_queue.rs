//! A bounded queue of log lines, and a thread that writes them to standard error: a reader of the log that stalls stops neither
//! requests nor shutdown. Lines for which the queue has no space are dropped and counted.
//!
//! `tracing-appender` has such a queue, but at exit it prints to standard output if the queue is full, and so waits for the
//! same reader.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use tracing_subscriber::fmt::MakeWriter;

/// Lines that wait to be written.
const QUEUED_LINES: usize = 8_192;

/// How long an exit waits for the lines to be written.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

static DROPPED_LINES: AtomicU64 = AtomicU64::new(0);

/// The number of lines that were dropped since the process started.
pub fn dropped_lines() -> u64 {
    DROPPED_LINES.load(Ordering::Relaxed)
}

enum Message {
    Line(Vec<u8>),
    /// Answered when all lines before it are written.
    Flush(SyncSender<()>),
}

/// The writer of log lines; each call of `write` is one line.
#[derive(Clone)]
pub struct LogQueue(SyncSender<Message>);

/// Waits on drop, for a bounded time, until the lines are written.
pub struct FlushGuard(LogQueue);

impl LogQueue {
    /// Starts the thread that writes to standard error.
    pub fn start() -> io::Result<(Self, FlushGuard)> {
        // Not `io::stderr`, whose lock the thread would hold for as long as the reader stalls.
        let output = File::from(io::stderr().as_fd().try_clone_to_owned()?);
        Ok(Self::to(output, QUEUED_LINES))
    }

    fn to(output: impl Write + Send + 'static, capacity: usize) -> (Self, FlushGuard) {
        let (sender, messages) = sync_channel(capacity);
        thread::spawn(move || write_lines(&messages, output));
        (Self(sender.clone()), FlushGuard(Self(sender)))
    }
}

fn write_lines(messages: &Receiver<Message>, mut output: impl Write) {
    for message in messages {
        // There is nobody left to whom a failure could be reported.
        let _ = match message {
            Message::Line(line) => output.write_all(&line),
            Message::Flush(flushed) => flushed.try_send(()).map_err(io::Error::other),
        };
    }
}

impl Write for &LogQueue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.try_send(Message::Line(line.to_vec())).is_err() {
            DROPPED_LINES.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'q> MakeWriter<'q> for LogQueue {
    type Writer = &'q LogQueue;

    fn make_writer(&'q self) -> &'q LogQueue {
        self
    }
}

impl Drop for FlushGuard {
    fn drop(&mut self) {
        let end = Instant::now() + FLUSH_TIMEOUT;
        let (flushed, wait) = sync_channel(1);
        while let Err(TrySendError::Full(_)) = (self.0).0.try_send(Message::Flush(flushed.clone())) {
            if Instant::now() > end {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _ = wait.recv_timeout(end.saturating_duration_since(Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// An output that is written to only while `allowed` yields.
    struct Stalling {
        allowed: Receiver<()>,
        lines: Sender<Vec<u8>>,
    }

    impl Write for Stalling {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            let _ = self.allowed.recv();
            self.lines.send(line.to_vec()).map_err(io::Error::other)?;
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_are_written_in_order_and_dropped_while_the_reader_stalls() {
        let ((allow, allowed), (lines, written)) = (channel(), channel());
        let (queue, guard) = LogQueue::to(Stalling { allowed, lines }, 4);
        let before = dropped_lines();
        for number in 0..100 {
            writeln!(&queue, "{number}").unwrap();
        }
        // The thread may hold one line besides those in the queue; `writeln!` writes a line in two calls.
        assert!(dropped_lines() - before >= 90, "{}", dropped_lines() - before);
        let started = Instant::now();
        drop(guard);
        assert!(started.elapsed() < FLUSH_TIMEOUT * 5);
        drop(allow);
        drop(queue);
        assert_eq!(written.iter().next().unwrap(), b"0");
    }
}
