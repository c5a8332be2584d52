//! Answers kept in memory, each in the coding it was sent in: an answer that is asked for again is neither made nor
//! compressed again. Of a plain page only what was made for it is kept; its claims stay where they lie, and those of the
//! pages that are asked for most often are kept in one piece as well, which is quicker to send. A dataset never changes, so
//! that nothing kept is ever stale; another dataset has a cache of its own.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, Encoding, EntityTag, Header, HeaderName, HeaderValue,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, HttpResponse};
use metrics::{Counter, counter};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::http::chunked_body::ChunkedBody;
use crate::http::conditional::has_current;
use crate::http::server_timing::{Stage, timed};
use crate::http::state::{MatchCount, State};

/// The largest answer that is kept, in bytes.
const LARGEST: usize = 512 << 10;

/// Smaller answers are not worth compressing, in bytes.
const WORTH_COMPRESSING: usize = 1024;

/// What an entry costs beside its body and its address, in bytes: headers most of all.
const OVERHEAD: usize = 2 << 10;

/// How many answers of the usual size a cache is laid out for, in bytes each.
const USUAL: usize = 4 << 10;

/// A body is kept in one piece when its answer has been given so often, and at every multiple of it: seldom enough that
/// pages which are all asked for alike do not push each other out all the time.
const OFTEN: u64 = 4;

/// The codings that answers are kept in, the preferred first: the smaller and the faster to make.
const CODINGS: [ContentEncoding; 3] = [ContentEncoding::Zstd, ContentEncoding::Brotli, ContentEncoding::Gzip];

/// Answers by coding and address.
pub struct ResponseCache {
    /// None where there is no room.
    kept: Option<Kept>,
    hits: Counter,
    misses: Counter,
}

/// Where they lie.
struct Kept {
    answers: Cache<String, Arc<Answer>, ByBytes>,
    /// Bodies of several pieces in one, by the number of their answer.
    joined: Cache<u64, Bytes, ByBytes>,
    /// Numbers answers.
    next: AtomicU64,
}

/// A good answer, whole.
struct Answer {
    number: u64,
    headers: Vec<(HeaderName, HeaderValue)>,
    tag: EntityTag,
    body: ChunkedBody,
    /// How often it was given in its pieces.
    given: AtomicU64,
    /// Of the body, in bytes of memory.
    weight: usize,
    matches: Option<MatchCount>,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<String, Arc<Answer>> for ByBytes {
    fn weight(&self, address: &String, answer: &Arc<Answer>) -> u64 {
        (address.len() + answer.weight + OVERHEAD) as u64
    }
}

impl Weighter<u64, Bytes> for ByBytes {
    fn weight(&self, _: &u64, body: &Bytes) -> u64 {
        body.len() as u64
    }
}

impl Kept {
    /// Half of it for answers, half for bodies in one piece.
    fn of(bytes: usize) -> Self {
        let (each, half) = ((bytes / USUAL).max(16), bytes as u64 / 2);
        Self {
            answers: Cache::with_weighter(each, half, ByBytes),
            joined: Cache::with_weighter(each, half, ByBytes),
            next: AtomicU64::default(),
        }
    }

    /// The body of an answer in one piece.
    fn body(&self, answer: &Answer) -> Bytes {
        if let Some(whole) = answer.body.only().or_else(|| self.joined.get(&answer.number)) {
            return whole;
        }
        let whole = answer.body.join();
        if answer.given.fetch_add(1, Ordering::Relaxed) % OFTEN == OFTEN - 1 {
            self.joined.insert(answer.number, whole.clone());
        }
        whole
    }
}

impl ResponseCache {
    /// Room for so many bytes; none keeps nothing.
    pub fn new(bytes: usize) -> Self {
        Self {
            kept: (bytes > 0).then(|| Kept::of(bytes)),
            hits: counter!("isnad_answers_kept_total", "result" => "hit"),
            misses: counter!("isnad_answers_kept_total", "result" => "miss"),
        }
    }

    fn again(&self, request: &ServiceRequest) -> Option<HttpResponse> {
        let kept = self.kept.as_ref()?;
        let answer = kept.answers.get(&Asked::of(request)?.address)?;
        self.hits.increment(1);
        if let Some(matches) = answer.matches {
            request.extensions_mut().insert(matches);
        }
        Some(if has_current(request, &answer.tag) { answer.unchanged() } else { answer.with(kept.body(&answer)) })
    }
}

/// What is asked for, where an answer to it may be kept.
struct Asked {
    /// The coding it is to have.
    coding: ContentEncoding,
    /// Coding, path and query.
    address: String,
}

impl Asked {
    fn of(request: &ServiceRequest) -> Option<Self> {
        if request.method() != Method::GET || request.headers().contains_key(header::RANGE) {
            return None;
        }
        let coding = coding(request)?;
        Some(Self { coding, address: [coding.as_str(), request.path(), "?", request.query_string()].concat() })
    }
}

impl Answer {
    fn with(&self, body: Bytes) -> HttpResponse {
        let mut response = HttpResponse::with_body(StatusCode::OK, BoxBody::new(body));
        for (name, value) in &self.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response
    }

    fn unchanged(&self) -> HttpResponse {
        let mut response = HttpResponse::new(StatusCode::NOT_MODIFIED);
        for (name, value) in &self.headers {
            if [header::ETAG, header::CACHE_CONTROL, header::VARY].contains(name) {
                response.headers_mut().insert(name.clone(), value.clone());
            }
        }
        response
    }
}

/// Middleware: gives an answer again that was kept. It stands outside of all that is done around making one.
pub async fn give_again(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let kept = State::of(&request).and_then(|state| state.kept.again(&request));
    match kept {
        Some(answer) => Ok(request.into_response(answer)),
        None => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// Middleware: keeps the answers that are worth it.
pub async fn keep(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (state, asked) = (State::of(&request), Asked::of(&request));
    let response = next.call(request).await?;
    let room = state.as_ref().and_then(|state| Some((&state.kept.misses, state.kept.kept.as_ref()?)));
    let Some(((misses, kept), Asked { coding, address })) = room.zip(asked) else {
        return Ok(response.map_into_boxed_body());
    };
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()?.parse::<EntityTag>().ok());
    // The address alone must tell the answer: what depends on more than the coding is made anew.
    let varies = response.headers().get_all(header::VARY).any(|names| names.as_bytes() != b"Accept-Encoding");
    let (StatusCode::OK, Some(tag), false) = (response.status(), tag, varies) else {
        return Ok(response.map_into_boxed_body());
    };
    let (request, response) = response.into_parts();
    let (mut head, body) = response.into_parts();
    // A file says that it has no coding; what has no length yet is not held up.
    if !is_whole(&body) || head.headers().contains_key(header::CONTENT_ENCODING) {
        return Ok(ServiceResponse::new(request, head.set_body(body).map_into_boxed_body()));
    }
    let mut body = ChunkedBody::gather(body).await?;
    if coding != ContentEncoding::Identity && body.len() >= WORTH_COMPRESSING {
        head.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.as_str()));
        let smaller = timed(&request, Stage::Compress, async { compressed(coding, &body.join()) }).await?;
        body = ChunkedBody::of(vec![smaller]);
    }
    let headers = head.headers().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let matches = request.extensions().get::<MatchCount>().copied();
    let (number, weight) = (kept.next.fetch_add(1, Ordering::Relaxed), body.weight());
    let answer = Arc::new(Answer { number, headers, tag, body, given: AtomicU64::default(), weight, matches });
    misses.increment(1);
    let response = answer.with(kept.body(&answer));
    kept.answers.insert(address, answer);
    Ok(ServiceResponse::new(request, response))
}

/// The coding for a request: the preferred of those that it accepts, none where it asks for none. `None` where it accepts
/// nothing that there is.
fn coding(request: &ServiceRequest) -> Option<ContentEncoding> {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return Some(ContentEncoding::Identity);
    }
    let supported = CODINGS.into_iter().map(Encoding::Known);
    let supported: Vec<_> = supported.chain([Encoding::identity()]).collect();
    match AcceptEncoding::parse(request).ok()?.negotiate(supported.iter())? {
        Encoding::Known(coding) => Some(coding),
        Encoding::Unknown(_) => None,
    }
}

/// Whether a body is all there and not too large to be kept.
fn is_whole(body: &impl MessageBody) -> bool {
    matches!(body.size(), BodySize::Sized(length) if length <= LARGEST as u64)
}

fn compressed(coding: ContentEncoding, body: &[u8]) -> std::io::Result<Bytes> {
    let mut out = Vec::with_capacity(body.len() / 3);
    match coding {
        ContentEncoding::Zstd => out = zstd::bulk::compress(body, 3)?,
        ContentEncoding::Brotli => {
            let mut encoder = brotli::CompressorWriter::new(&mut out, 32 << 10, 4, 18);
            encoder.write_all(body)?;
            encoder.flush()?;
            drop(encoder);
        }
        _ => {
            let mut encoder = flate2::write::GzEncoder::new(&mut out, flate2::Compression::new(5));
            encoder.write_all(body)?;
            encoder.finish()?;
        }
    }
    Ok(out.into())
}
