//! The body of an export: a stream of parts of bounded size. An aborted export ends without its last chunk, which every client
//! reports as an error.

use actix_web::body::BodyStream;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{Stream, StreamExt, stream};
use metrics::counter;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

use crate::formats::{ClaimWriter, Format, write_chunks};
use crate::http::encoding::negotiate_encoding;
use crate::http::problem::ApiError;
use crate::http::request_extensions::RequestId;
use crate::http::run::run_blocking;
use crate::http::state::State;
use crate::http::stream_encoder::StreamEncoder;
use crate::http::validators::Validators;
use crate::store::{Cost, Document, StoreError};

/// Bytes of documents that are written at a time, and the most that are sent without streaming.
pub const PART_BYTES: usize = 64 << 10;

/// Whether documents are sent in one piece, which needs no export permit.
pub fn is_small(documents: &[Document]) -> bool {
    documents.iter().map(Document::len).sum::<usize>() <= PART_BYTES
}

/// A body that is streamed, and its encoding.
pub struct ExportBody {
    encoding: Option<ContentEncoding>,
    parts: Pin<Box<dyn Stream<Item = Result<Bytes, ApiError>>>>,
}

/// Streams chunks of claims. Fails if too many exports are being streamed.
pub fn stream_claims(
    request: &HttpRequest,
    state: &State,
    (format, writer): (Format, Box<dyn ClaimWriter>),
    cost: Cost,
    chunks: impl Iterator<Item = Result<Vec<Document>, StoreError>> + Send + 'static,
) -> Result<ExportBody, ApiError> {
    stream(request, state, format, cost, write_chunks(writer, chunks.flat_map(split)))
}

/// Streams parts, each of which is made on the blocking pool. Fails if too many exports are being streamed.
pub fn stream(
    request: &HttpRequest,
    state: &State,
    format: Format,
    cost: Cost,
    parts: impl Iterator<Item = Result<Vec<u8>, ApiError>> + Send + 'static,
) -> Result<ExportBody, ApiError> {
    let encoding = negotiate_encoding(request).filter(|_| !format.is_compressed()).unwrap_or(ContentEncoding::Identity);
    let encoder = StreamEncoder::new(encoding).map_err(encoder_failed)?;
    let encoding = encoder.is_some().then_some(encoding);
    let parts = stream_plain(request, state, cost, EncodedParts { parts, encoder, ended: false })?;
    Ok(ExportBody { encoding, parts: Box::pin(parts) })
}

/// Like [`stream`], without an encoding.
pub fn stream_plain(
    request: &HttpRequest,
    state: &State,
    cost: Cost,
    parts: impl Iterator<Item = Result<Vec<u8>, ApiError>> + Send + 'static,
) -> Result<impl Stream<Item = Result<Bytes, ApiError>> + 'static, ApiError> {
    let permit = Arc::clone(&state.limits.export_permits).try_acquire_owned().map_err(|_| {
        counter!("isnad_rejected_total", "reason" => "too_many_exports").increment(1);
        ApiError::TooManyExports
    })?;
    let request_id = RequestId::text(request);
    Ok(stream_from_blocking(parts, state.clone(), cost, permit).inspect(move |part| {
        if let Err(error) = part {
            tracing::error!(request_id, %error, "export aborted");
        }
    }))
}

impl ExportBody {
    pub fn respond(self, validators: &Validators, content_type: &str) -> HttpResponse {
        let mut response = validators.ok(content_type, BodyStream::new(self.parts));
        if let Some(encoding) = self.encoding {
            // `Compress` leaves a response with this header as it is.
            response.headers_mut().insert(header::CONTENT_ENCODING, encoding.to_header_value());
        }
        response
    }
}

/// Splits a chunk of documents into groups of about [`PART_BYTES`].
pub fn split(
    chunk: Result<Vec<Document>, StoreError>,
) -> Box<dyn Iterator<Item = Result<Vec<Document>, ApiError>> + Send> {
    let mut documents = match chunk {
        Ok(documents) => documents.into_iter().peekable(),
        Err(error) => return Box::new(std::iter::once(Err(error.into()))),
    };
    Box::new(std::iter::from_fn(move || {
        let mut group = vec![documents.next()?];
        let mut bytes = group[0].len();
        while let Some(document) = documents.next_if(|document| bytes + document.len() <= PART_BYTES) {
            bytes += document.len();
            group.push(document);
        }
        Some(Ok(group))
    }))
}

/// Encodes parts; those that the encoder keeps to itself are left out.
struct EncodedParts<P> {
    parts: P,
    encoder: Option<StreamEncoder>,
    ended: bool,
}

impl<P: Iterator<Item = Result<Vec<u8>, ApiError>>> Iterator for EncodedParts<P> {
    type Item = Result<Vec<u8>, ApiError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let part = match (self.parts.next(), &mut self.encoder) {
                (Some(Ok(part)), Some(encoder)) => encoder.encode(&part).map_err(encoder_failed),
                (Some(part), _) => part,
                (None, encoder) => {
                    self.ended = true;
                    encoder.take()?.finish().map_err(encoder_failed)
                }
            };
            self.ended |= part.is_err();
            if part.as_ref().map_or(true, |part| !part.is_empty()) {
                return Some(part);
            }
        }
        None
    }
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn encoder_failed(error: std::io::Error) -> ApiError {
    ApiError::Internal(format!("cannot compress an export: {error}"))
}

/// Streams what an iterator yields; each item is made on the blocking pool. The permit is held until the stream ends.
fn stream_from_blocking(
    parts: impl Iterator<Item = Result<Vec<u8>, ApiError>> + Send + 'static,
    state: State,
    cost: Cost,
    permit: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Bytes, ApiError>> {
    stream::unfold((Some(parts), state, permit), move |(parts, state, permit)| async move {
        let mut parts = parts?;
        let query_permit = state.permit(cost).await;
        match run_blocking(query_permit, move || parts.next().map(|part| (part, parts))).await {
            Ok(next) => next.map(|(part, parts)| (part.map(Bytes::from), (Some(parts), state, permit))),
            // An end without an error would pass for a complete response.
            Err(error) => Some((Err(error), (None, state, permit))),
        }
    })
}
