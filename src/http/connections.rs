//! Closes connections that wait too long for a complete request. actix times out the header of a connection's first
//! request and idle connections, but not a later header that never ends.

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

/// How long sent bytes may stay unacknowledged, as with a client that stops reading.
const TCP_USER_TIMEOUT: Duration = Duration::from_mins(1);

/// How often connections are checked.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// The value of `idle_since` while a request is being answered.
const ACTIVE: u64 = u64::MAX;

/// Every open connection.
pub struct Connections {
    started: Instant,
    open: Mutex<Vec<Weak<Connection>>>,
}

/// One open connection.
pub struct Connection {
    /// A second handle on the socket.
    socket: TcpStream,
    started: Instant,
    /// Milliseconds from `started` to the end of the last response, or [`ACTIVE`].
    idle_since: AtomicU64,
}

impl Connections {
    /// Starts a thread that closes connections which wait for a complete request longer than `timeout`.
    pub fn watch(timeout: Duration) -> Arc<Self> {
        let connections = Arc::new(Self { started: Instant::now(), open: Mutex::default() });
        let weak = Arc::downgrade(&connections);
        thread::spawn(move || {
            while let Some(connections) = weak.upgrade() {
                connections.close_idle_longer_than(timeout);
                drop(connections);
                thread::sleep(POLL_INTERVAL);
            }
        });
        connections
    }

    /// Sets the options of an accepted connection and starts timing it.
    pub fn register(&self, stream: &AsyncTcpStream, data: &mut Extensions) -> io::Result<()> {
        // A streamed chunk must not wait for the acknowledgement of the previous one.
        stream.set_nodelay(true)?;
        socket2::SockRef::from(stream).set_tcp_user_timeout(Some(TCP_USER_TIMEOUT))?;
        let socket = TcpStream::from(stream.as_fd().try_clone_to_owned()?);
        let idle_since = AtomicU64::new(milliseconds(self.started));
        let connection = Arc::new(Connection { socket, started: self.started, idle_since });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        // Removes closed connections before the list would have to grow.
        if open.len() == open.capacity() {
            open.retain(|connection| connection.strong_count() > 0);
        }
        open.push(Arc::downgrade(&connection));
        data.insert(connection);
        Ok(())
    }

    fn close_idle_longer_than(&self, timeout: Duration) {
        let oldest = milliseconds(self.started).saturating_sub(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX));
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for connection in open.iter().filter_map(Weak::upgrade) {
            if connection.idle_since.load(Ordering::Relaxed) < oldest {
                metrics::counter!("isnad_rejected_total", "reason" => "slow_header").increment(1);
                // actix notices and drops the connection.
                let _ = connection.socket.shutdown(Shutdown::Both);
            }
        }
    }
}

impl Connection {
    /// Called when a complete request has arrived.
    pub fn mark_active(&self) {
        self.idle_since.store(ACTIVE, Ordering::Relaxed);
    }

    /// Called when a response has been sent.
    fn mark_idle(&self) {
        self.idle_since.store(milliseconds(self.started), Ordering::Relaxed);
    }

    /// Returns the body in a wrapper that marks the connection idle once it is sent.
    pub fn track_body(self: Arc<Self>, body: BoxBody) -> BoxBody {
        if matches!(body.size(), BodySize::None | BodySize::Sized(0)) {
            self.mark_idle();
            return body;
        }
        BoxBody::new(TrackedBody { body, connection: self })
    }
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(ACTIVE - 1)
}

/// Response body that marks its connection idle when fully sent.
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
