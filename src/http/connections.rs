//! Connections: bounded in what they may hold open. The framework times the header of a connection's first request and its
//! idleness between requests, but not a second header that never ends; here every connection is seen to.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream as AsyncTcpStream;
use actix_web::web::Bytes;
use std::pin::Pin;
use std::task::{Context, Poll};

/// How long sent bytes may stay without an acknowledgement, as with a client that stops reading.
const UNACKNOWLEDGED: Duration = Duration::from_mins(1);

/// How often connections are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// A connection that answers; one that waits has the milliseconds since when.
const ANSWERING: u64 = u64::MAX;

/// Every open connection.
pub struct Connections {
    began: Instant,
    open: Mutex<Vec<Weak<Connection>>>,
}

/// One open connection.
pub struct Connection {
    /// A second handle on the socket: it goes when the first one does.
    socket: TcpStream,
    began: Instant,
    waiting_since: AtomicU64,
}

impl Connections {
    /// Watches over connections: one that has waited for longer than `patience` to be asked something whole is closed.
    pub fn watched(patience: Duration) -> Arc<Self> {
        let connections = Arc::new(Self { began: Instant::now(), open: Mutex::default() });
        let watched = Arc::downgrade(&connections);
        thread::spawn(move || {
            while let Some(connections) = watched.upgrade() {
                connections.close_idle_longer_than(patience);
                drop(connections);
                thread::sleep(LOOK);
            }
        });
        connections
    }

    /// Prepares a connection that was just accepted.
    pub fn accepted(&self, stream: &AsyncTcpStream, data: &mut Extensions) -> io::Result<()> {
        // What is streamed in pieces must not wait for the client to acknowledge the piece before.
        stream.set_nodelay(true)?;
        socket2::SockRef::from(stream).set_tcp_user_timeout(Some(UNACKNOWLEDGED))?;
        let socket = TcpStream::from(stream.as_fd().try_clone_to_owned()?);
        let waiting_since = AtomicU64::new(milliseconds(self.began));
        let connection = Arc::new(Connection { socket, began: self.began, waiting_since });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        // Handles on what is gone are swept out before the list would have to grow.
        if open.len() == open.capacity() {
            open.retain(|connection| connection.strong_count() > 0);
        }
        open.push(Arc::downgrade(&connection));
        data.insert(connection);
        Ok(())
    }

    fn close_idle_longer_than(&self, patience: Duration) {
        let oldest = milliseconds(self.began).saturating_sub(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX));
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for connection in open.iter().filter_map(Weak::upgrade) {
            if connection.waiting_since.load(Ordering::Relaxed) < oldest {
                metrics::counter!("isnad_rejected_total", "reason" => "slow_header").increment(1);
                // The framework notices and lets go of it.
                let _ = connection.socket.shutdown(Shutdown::Both);
            }
        }
    }
}

impl Connection {
    /// A request has come whole.
    pub fn mark_active(&self) {
        self.waiting_since.store(ANSWERING, Ordering::Relaxed);
    }

    /// The answer is on its way.
    pub fn mark_idle(&self) {
        self.waiting_since.store(milliseconds(self.began), Ordering::Relaxed);
    }

    /// The body, with the connection waiting again once it is through.
    pub fn track_body(self: Arc<Self>, body: BoxBody) -> BoxBody {
        if matches!(body.size(), BodySize::None | BodySize::Sized(0)) {
            self.mark_idle();
            return body;
        }
        BoxBody::new(TrackedBody { body, connection: self })
    }
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(ANSWERING - 1)
}

/// A body that tells its connection when it is through.
struct TrackedBody {
    body: BoxBody,
    connection: Arc<Connection>,
}

impl MessageBody for TrackedBody {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_pin_mut().poll_next(context)
    }
}

impl Drop for TrackedBody {
    fn drop(&mut self) {
        self.connection.mark_idle();
    }
}
