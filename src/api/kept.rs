//! Answers kept in memory, each in the coding it was sent in: an answer that is asked for again is neither made nor
//! compressed again. Of a plain page only what was made for it is kept; its claims stay where they lie. A dataset never
//! changes, so that nothing kept is ever stale; another dataset has a cache of its own.

use std::io::Write;
use std::sync::Arc;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, AcceptEncoding, ContentEncoding, EntityTag, Header, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, HttpResponse};
use metrics::counter;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::answer::has_current;
use super::context::{MatchCount, State};
use super::pieces::Pieces;
use super::stages::{Stage, timed};

/// The largest answer that is kept, in bytes.
const LARGEST: usize = 512 << 10;

/// Smaller answers are not worth compressing, in bytes.
const WORTH_COMPRESSING: usize = 1024;

/// What an entry costs beside its body and its address, in bytes: headers most of all.
const OVERHEAD: usize = 2 << 10;

/// How many answers of the usual size a cache is laid out for, in bytes each.
const USUAL: usize = 4 << 10;

/// The codings that answers are kept in, the preferred first: the smaller and the faster to make.
const CODINGS: [ContentEncoding; 3] = [ContentEncoding::Zstd, ContentEncoding::Brotli, ContentEncoding::Gzip];

/// Answers by coding and address.
pub struct KeptAnswers(Option<Cache<String, Arc<Answer>, ByBytes>>);

/// A good answer, whole.
struct Answer {
    headers: HeaderMap,
    tag: EntityTag,
    body: Pieces,
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

impl KeptAnswers {
    /// Room for so many bytes; none keeps nothing.
    pub fn new(bytes: usize) -> Self {
        Self((bytes > 0).then(|| Cache::with_weighter((bytes / USUAL).max(16), bytes as u64, ByBytes)))
    }
}

/// Middleware: answers from what is kept, and keeps what is worth it.
pub async fn keep(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state = State::of(&request);
    let kept = state.as_ref().and_then(|state| state.kept.0.as_ref());
    let Some(kept) = kept.filter(|_| request.method() == Method::GET && !request.headers().contains_key(header::RANGE))
    else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let coding = coding(&request);
    let address = [coding.as_str(), request.path(), "?", request.query_string()].concat();
    if let Some(answer) = kept.get(&address) {
        counter!("isnad_answers_kept_total", "result" => "hit").increment(1);
        let response = again(&request, &answer);
        return Ok(request.into_response(response));
    }
    let response = next.call(request).await?;
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()?.parse::<EntityTag>().ok());
    // The address alone must tell the answer: what depends on more than the coding is made anew.
    let varies = response.headers().get_all(header::VARY).any(|names| names.as_bytes() != b"Accept-Encoding");
    let (StatusCode::OK, Some(tag), false) = (response.status(), tag, varies) else {
        return Ok(response.map_into_boxed_body());
    };
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    // A file says that it has no coding; what has no length yet is not held up.
    if !is_whole(&body) || head.headers().contains_key(header::CONTENT_ENCODING) {
        return Ok(ServiceResponse::new(request, head.set_body(body).map_into_boxed_body()));
    }
    let mut headers = head.headers().clone();
    let mut body = Pieces::gather(body).await?;
    if coding != ContentEncoding::Identity && body.len() >= WORTH_COMPRESSING {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.as_str()));
        let smaller = timed(&request, Stage::Compress, async { compressed(coding, &body.concat()) }).await?;
        body = Pieces::of(vec![smaller]);
    }
    let matches = request.extensions().get::<MatchCount>().copied();
    let weight = body.weight();
    let answer = Arc::new(Answer { headers, tag, body, weight, matches });
    counter!("isnad_answers_kept_total", "result" => "miss").increment(1);
    kept.insert(address, Arc::clone(&answer));
    let response = whole(&answer);
    Ok(ServiceResponse::new(request, response))
}

/// The coding for a request: the preferred of those that it accepts, none where it asks for none.
fn coding(request: &ServiceRequest) -> ContentEncoding {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return ContentEncoding::Identity;
    }
    let supported = CODINGS.into_iter().map(header::Encoding::Known);
    let supported: Vec<_> = supported.chain([header::Encoding::identity()]).collect();
    let chosen = AcceptEncoding::parse(request).ok().and_then(|accepted| accepted.negotiate(supported.iter()));
    match chosen {
        Some(header::Encoding::Known(coding)) => coding,
        _ => ContentEncoding::Identity,
    }
}

/// Whether a body is all there and not too large to be kept.
fn is_whole(body: &impl MessageBody) -> bool {
    matches!(body.size(), BodySize::Sized(length) if length <= LARGEST as u64)
}

fn again(request: &ServiceRequest, answer: &Answer) -> HttpResponse {
    if let Some(matches) = answer.matches {
        request.extensions_mut().insert(matches);
    }
    if has_current(request, &answer.tag) {
        let mut response = HttpResponse::NotModified();
        for name in [header::ETAG, header::CACHE_CONTROL, header::VARY] {
            if let Some(value) = answer.headers.get(&name) {
                response.insert_header((name, value.clone()));
            }
        }
        return response.finish();
    }
    whole(answer)
}

fn whole(answer: &Answer) -> HttpResponse {
    let mut response = HttpResponse::with_body(StatusCode::OK, answer.body.clone()).map_into_boxed_body();
    *response.headers_mut() = answer.headers.clone();
    response
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
