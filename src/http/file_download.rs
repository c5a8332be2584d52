//! Sends a file, whole or in part (RFC 9110, 14). Its strong entity tag names its bytes, so that a download can be resumed
//! at another server with the same file, and not with another file.

use std::error::Error;
use std::{io, ops};

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ByteRangeSpec, EntityTag, Header, HeaderName, HeaderValue, Range};
use actix_web::web::{self, Bytes};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use futures_util::{Stream, stream};

use super::conditional::check_validators;
use super::problem::ApiError;
use super::request_extensions::HeadRequest;
use super::run::run_blocking;
use super::state::State;
use super::validators::{Validators, contains_tag};
use crate::store::{Cost, SnapshotFile};

/// Bytes that are read and sent at once.
const CHUNK_BYTES: u64 = 64 << 10;

/// Value of `Accept-Ranges` of a file.
pub const ACCEPT_RANGES: HeaderValue = HeaderValue::from_static("bytes");

/// What is sent besides the bytes.
pub struct FileHeaders {
    pub media_type: &'static str,
    /// Value of `Content-Disposition`.
    pub disposition: String,
    /// Bytes of the whole file.
    pub length: u64,
}

/// The strong entity tag of the dataset's file: the SHA-256 of its content, shortened. The file is read once, when the tag is
/// first needed.
pub async fn snapshot_tag(state: &State, file: &SnapshotFile) -> Result<EntityTag, ApiError> {
    let read = || async {
        let (file, permit) = (file.clone(), state.permit(Cost::Expensive).await);
        let digest = run_blocking(permit, move || file.digest()).await?;
        let digest = digest.map_err(|error| ApiError::Internal(error.to_string()))?;
        Ok(EntityTag::new_strong(hex::encode(&digest[..16])))
    };
    state.snapshot_tag.get_or_try_init(read).await.cloned()
}

/// Checks the conditions of a request for a file: fails if `If-Match` names another file, or if the client has the current
/// response, whose validators these are.
pub fn check(request: &HttpRequest, tag: &EntityTag, validators: Validators) -> Result<Validators, ApiError> {
    if request.headers().contains_key(header::IF_MATCH) && !contains_tag(request, &header::IF_MATCH, tag, true) {
        return Err(ApiError::PreconditionFailed);
    }
    check_validators(request, validators)
}

/// The range of the file that a GET request asks for. Several ranges at once are not supported; the whole file is sent then,
/// as it is if `If-Range` names another file.
pub fn requested_range(request: &HttpRequest, tag: &EntityTag) -> Option<ByteRangeSpec> {
    let has = |name: &HeaderName| request.headers().contains_key(name);
    let is_other_file = has(&header::IF_RANGE) && !contains_tag(request, &header::IF_RANGE, tag, true);
    if is_other_file || !has(&header::RANGE) || request.extensions().contains::<HeadRequest>() {
        return None;
    }
    match Range::parse(request) {
        Ok(Range::Bytes(ranges)) => <[ByteRangeSpec; 1]>::try_from(ranges).ok().map(|[range]| range),
        _ => None,
    }
}

/// Responds with a range of a file, or with the whole file. `bytes` returns the bytes from one position to another.
pub fn respond<S, E>(
    validators: &Validators,
    FileHeaders { media_type, disposition, length }: FileHeaders,
    range: Option<ByteRangeSpec>,
    bytes: impl FnOnce(ops::Range<u64>) -> Result<S, ApiError>,
) -> Result<HttpResponse, ApiError>
where
    S: Stream<Item = Result<Bytes, E>> + 'static,
    E: Into<Box<dyn Error>> + 'static,
{
    let mut response = HttpResponse::Ok();
    validators
        .set(&mut response)
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::ACCEPT_RANGES, ACCEPT_RANGES))
        // Compressing on the fly would rule out ranges and strong validators.
        .insert_header((header::CONTENT_ENCODING, "identity"));
    let sent = match range.map(|range| range.to_satisfiable_range(length)) {
        None => 0..length,
        Some(None) => return Err(ApiError::Range(length)),
        Some(Some((first, last))) => {
            response
                .status(StatusCode::PARTIAL_CONTENT)
                .insert_header((header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}")));
            first..last + 1
        }
    };
    let size = sent.end - sent.start;
    Ok(response.body(SizedStream::new(size, bytes(sent)?)))
}

/// Reads bytes of the dataset's file on the blocking pool, a chunk at a time.
pub fn read_chunks(
    file: SnapshotFile,
    ops::Range { start, end }: ops::Range<u64>,
) -> impl Stream<Item = Result<Bytes, io::Error>> {
    stream::try_unfold(start, move |position| {
        let file = file.clone();
        async move {
            let length = CHUNK_BYTES.min(end.saturating_sub(position));
            if length == 0 {
                return Ok(None);
            }
            let size = usize::try_from(length).map_err(io::Error::other)?;
            let chunk = web::block(move || file.read(position, size)).await.map_err(io::Error::other)??;
            Ok(Some((Bytes::from(chunk), position + length)))
        }
    })
}
