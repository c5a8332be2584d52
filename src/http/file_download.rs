//! Sends a file, whole or in part (RFC 9110, 14). Its strong entity tag is a hash of its content, so that a download
//! can be resumed at another server with the same file, and not with another file.

use std::io;

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ByteRangeSpec, EntityTag, Header, HeaderName, Range};
use actix_web::web::{self, Bytes};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use futures_util::{Stream, stream};

use super::problem::ApiError;
use super::request_extensions::HeadRequest;
use super::run::run_blocking;
use super::state::State;
use super::validators::{CACHE_CONTROL, contains_tag, is_current};
use crate::store::{Cost, SnapshotFile};

/// Bytes that are read and sent at once.
const CHUNK_BYTES: u64 = 64 << 10;

/// What is sent besides the bytes.
pub struct FileHeaders<'a> {
    pub media_type: &'static str,
    pub file_name: &'a str,
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

/// Responds with the file or the requested range, after checking the conditions of the request.
pub fn respond(
    request: &HttpRequest,
    file: &SnapshotFile,
    tag: &EntityTag,
    FileHeaders { media_type, file_name }: &FileHeaders,
) -> Result<HttpResponse, ApiError> {
    let length = file.len().map_err(|error| ApiError::Internal(error.to_string()))?;
    let has = |name: &HeaderName| request.headers().contains_key(name);
    if has(&header::IF_MATCH) && !contains_tag(request, &header::IF_MATCH, tag, true) {
        return Err(ApiError::PreconditionFailed);
    }
    let mut response = HttpResponse::Ok();
    response.insert_header(header::ETag(tag.clone())).insert_header((header::CACHE_CONTROL, CACHE_CONTROL));
    if is_current(request, tag) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    response
        .insert_header((header::CONTENT_TYPE, *media_type))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        // Compressing on the fly would rule out ranges and strong validators.
        .insert_header((header::CONTENT_ENCODING, "identity"));
    let is_same_file = !has(&header::IF_RANGE) || contains_tag(request, &header::IF_RANGE, tag, true);
    let range = requested_range(request).filter(|_| is_same_file);
    let (first, last) = match range.map(|range| range.to_satisfiable_range(length)) {
        None => return Ok(response.body(SizedStream::new(length, chunks(file.clone(), 0, length)))),
        Some(None) => return Err(ApiError::Range(length)),
        Some(Some(range)) => range,
    };
    let size = last + 1 - first;
    response
        .status(StatusCode::PARTIAL_CONTENT)
        .insert_header((header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}")));
    Ok(response.body(SizedStream::new(size, chunks(file.clone(), first, last + 1))))
}

/// The requested range of a GET request. Several ranges at once are not supported; the whole file is sent then.
fn requested_range(request: &HttpRequest) -> Option<ByteRangeSpec> {
    if request.extensions().contains::<HeadRequest>() || !request.headers().contains_key(header::RANGE) {
        return None;
    }
    match Range::parse(request) {
        Ok(Range::Bytes(ranges)) => <[ByteRangeSpec; 1]>::try_from(ranges).ok().map(|[range]| range),
        _ => None,
    }
}

/// Reads the bytes from `start` to `end` on the blocking pool, a chunk at a time.
fn chunks(file: SnapshotFile, start: u64, end: u64) -> impl Stream<Item = Result<Bytes, io::Error>> {
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
