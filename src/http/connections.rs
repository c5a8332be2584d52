//! Closes connections that wait too long for a complete request, and those whose client reads a response too slowly. actix
//! times out the header of a connection's first request and idle connections, but not a later header that never ends, nor
//! a response that is never read.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream as AsyncTcpStream;
use actix_web::web::Bytes;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::request_extensions::RequestId;
use super::send_rate::SendRate;

/// How long sent bytes may stay unacknowledged, as with a client that stops reading.
const TCP_USER_TIMEOUT: Duration = Duration::from_mins(1);

/// How often connections are checked.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Unsent bytes that the kernel holds for a connection before it takes no more.
const KERNEL_BUFFER_BYTES: u32 = 128 << 10;

/// Bytes of a response that are buffered before they are sent: a typical page in one write.
pub const WRITE_BUFFER_BYTES: usize = 64 << 10;

/// The largest piece in which a body is passed to a connection, which holds it until the kernel takes it.
const MAX_PIECE_BYTES: usize = 32 << 10;

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
    response: Mutex<Sending>,
}

/// The response that a connection sends.
#[derive(Default)]
struct Sending {
    request_id: Option<RequestId>,
    rate: SendRate,
}

/// When a connection is closed.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// How long it may wait for a complete request.
    pub idle: Duration,
    /// The least bytes of a response that its client must read per second.
    pub min_send_rate: u64,
}

impl Connections {
    /// Starts a thread that closes connections beyond the limits.
    pub fn watch(limits: ConnectionLimits) -> Arc<Self> {
        let connections = Arc::new(Self { started: Instant::now(), open: Mutex::default() });
        let weak = Arc::downgrade(&connections);
        thread::spawn(move || {
            while let Some(connections) = weak.upgrade() {
                connections.close_beyond(limits);
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
        let options = socket2::SockRef::from(stream);
        options.set_tcp_user_timeout(Some(TCP_USER_TIMEOUT))?;
        // Without it the kernel takes megabytes at once, and then nothing for minutes from a slow client.
        options.set_tcp_notsent_lowat(KERNEL_BUFFER_BYTES)?;
        let socket = TcpStream::from(stream.as_fd().try_clone_to_owned()?);
        let idle_since = AtomicU64::new(milliseconds(self.started));
        let connection = Arc::new(Connection { socket, started: self.started, idle_since, response: Mutex::default() });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        // Removes closed connections before the list would have to grow.
        if open.len() == open.capacity() {
            open.retain(|connection| connection.strong_count() > 0);
        }
        open.push(Arc::downgrade(&connection));
        data.insert(connection);
        Ok(())
    }

    fn close_beyond(&self, limits: ConnectionLimits) {
        let (now, milliseconds) = (Instant::now(), milliseconds(self.started));
        let oldest = milliseconds.saturating_sub(u64::try_from(limits.idle.as_millis()).unwrap_or(u64::MAX));
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let open: Vec<Arc<Connection>> = open.iter().filter_map(Weak::upgrade).collect();
        for connection in open {
            if connection.idle_since.load(Ordering::Relaxed) < oldest {
                connection.close("slow_header");
            }
            let mut response = connection.response();
            if response.rate.is_below(limits.min_send_rate, now) {
                let request_id = response.request_id.map(tracing::field::display);
                tracing::info!(request_id, "slow client disconnected");
                // What it has not read is discarded; otherwise the kernel would keep it for a minute.
                let _ = socket2::SockRef::from(&connection.socket).set_linger(Some(Duration::ZERO));
                connection.close("slow_client");
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
        *self.response() = Sending::default();
    }

    fn response(&self) -> MutexGuard<'_, Sending> {
        self.response.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self, reason: &'static str) {
        metrics::counter!("isnad_rejected_total", "reason" => reason).increment(1);
        // actix notices and drops the connection.
        let _ = self.socket.shutdown(Shutdown::Both);
    }

    /// Returns the body in a wrapper that times its client, and marks the connection idle once it is sent.
    pub fn track_body(self: Arc<Self>, body: BoxBody, request_id: Option<RequestId>) -> BoxBody {
        if matches!(body.size(), BodySize::None | BodySize::Sized(0)) {
            self.mark_idle();
            return body;
        }
        // It fits into the write buffer: its client cannot keep the server waiting.
        let is_small = matches!(body.size(), BodySize::Sized(length) if length <= WRITE_BUFFER_BYTES as u64);
        if !is_small {
            self.response().request_id = request_id;
        }
        BoxBody::new(TrackedBody { body, is_small, rest: Bytes::new(), connection: self })
    }
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(ACTIVE - 1)
}

/// A response body that marks its connection idle when fully sent. One that is not small is sent in pieces of bounded size,
/// and times its client.
struct TrackedBody {
    body: BoxBody,
    is_small: bool,
    /// What is left of a larger chunk.
    rest: Bytes,
    connection: Arc<Connection>,
}

impl TrackedBody {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Box<dyn std::error::Error>>>> {
        if self.rest.is_empty() {
            match self.body.as_pin_mut().poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => self.rest = chunk,
                other => return other,
            }
        }
        let length = self.rest.len().min(MAX_PIECE_BYTES);
        Poll::Ready(Some(Ok(self.rest.split_to(length))))
    }
}

impl MessageBody for TrackedBody {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.is_small {
            return self.body.as_pin_mut().poll_next(context);
        }
        self.connection.response().rate.stop_waiting(Instant::now());
        let piece = self.poll_piece(context);
        if let Poll::Ready(Some(Ok(piece))) = &piece {
            self.connection.response().rate.start_waiting(piece.len(), Instant::now());
        }
        piece
    }
}

impl Drop for TrackedBody {
    fn drop(&mut self) {
        self.connection.mark_idle();
    }
}
