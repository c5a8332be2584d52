//! Compresses complete bodies with small windows. Those of actix-web's `Compress` take 13 MiB (Brotli) and 5 MiB (zstd) for each
//! response.

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentEncoding, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};

use super::MiddlewareResult;
use crate::http::chunked_body::ChunkedBody;
use crate::http::encoding::negotiate_encoding;
use crate::http::problem::ApiError;
use crate::http::stream_encoder::StreamEncoder;

/// The largest body that is compressed here, in bytes; `Compress` compresses larger ones.
const MAX_BYTES: u64 = 1 << 20;

/// Compresses the body of a response, unless `Compress` would leave it as it is. What is compressed has a `Content-Encoding`, which
/// `Compress` respects.
pub async fn compress(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> MiddlewareResult {
    let encoding = negotiate_encoding(request.request()).filter(|&encoding| encoding != ContentEncoding::Identity);
    let response = next.call(request).await?;
    let Some(encoding) = encoding.filter(|_| is_compressible(response.response())) else {
        return Ok(response.map_into_boxed_body());
    };
    let (request, response) = response.into_parts();
    let (mut head, body) = response.into_parts();
    let Ok(body) = ChunkedBody::collect(body).await else {
        return Ok(ServiceResponse::new(request, failed("cannot read the body of a response")));
    };
    let encoded = web::block(move || StreamEncoder::encode_all(encoding, body.chunks())).await;
    let Ok(Ok(Some(encoded))) = encoded else {
        return Ok(ServiceResponse::new(request, failed("cannot compress the body of a response")));
    };
    head.headers_mut().insert(header::CONTENT_ENCODING, encoding.to_header_value());
    head.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(ServiceResponse::new(request, head.set_body(encoded).map_into_boxed_body()))
}

fn failed(problem: &str) -> HttpResponse {
    HttpResponse::from_error(ApiError::Internal(problem.to_owned()))
}

fn is_compressible(response: &HttpResponse<impl MessageBody>) -> bool {
    let headers = response.headers();
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_compressed = content_type.starts_with("video/")
        || content_type.starts_with("image/") && !content_type.starts_with("image/svg")
        || headers.contains_key(header::CONTENT_ENCODING);
    let is_complete = matches!(response.body().size(), BodySize::Sized(1..=MAX_BYTES));
    is_complete && !is_compressed && response.status() != StatusCode::PARTIAL_CONTENT
}
