//! Reads the body of a request as JSON or as a form, within the time that a header may take.

use std::time::Duration;

use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use serde_json::Value;
use tokio::time::timeout;

use super::problem::ApiError;
use crate::domain::json::{ParsedJson, parse_json};

/// The largest body of JSON, in bytes.
const MAX_JSON: usize = 64 << 10;

/// The largest form, in bytes: 20,000 characters, each of which takes up to twelve bytes there.
const MAX_FORM: usize = 256 << 10;

/// Reads a body of JSON.
pub async fn read_json(request: &HttpRequest, payload: web::Payload, limit: Duration) -> Result<Value, ApiError> {
    let body = read_json_bytes(request, payload, limit).await?;
    let malformed = |error: &dyn std::fmt::Display| ApiError::BadRequest(format!("the body is not JSON: {error}"));
    let text = std::str::from_utf8(&body).map_err(|error| malformed(&error))?;
    let ParsedJson { value, duplicates } =
        parse_json(text.trim_start_matches('\u{FEFF}')).map_err(|error| malformed(&error))?;
    if let Some((object, member)) = duplicates.first() {
        let place = if object.is_empty() { String::new() } else { format!(" in {object}") };
        return Err(ApiError::BadRequest(format!("the body has the member \"{member}\" twice{place}; accepted: once")));
    }
    Ok(value)
}

/// Reads a body of JSON without parsing it.
pub async fn read_json_bytes(
    request: &HttpRequest,
    payload: web::Payload,
    limit: Duration,
) -> Result<Vec<u8>, ApiError> {
    check_type(request, "application/json", |essence| essence.is_empty() || essence.ends_with("+json"))?;
    read(request, payload, limit, MAX_JSON).await
}

/// Reads a field of a form; empty if it is missing.
pub async fn read_field(
    request: &HttpRequest,
    payload: web::Payload,
    limit: Duration,
    name: &str,
) -> Result<String, ApiError> {
    check_type(request, "application/x-www-form-urlencoded", |_| false)?;
    let body = read(request, payload, limit, MAX_FORM).await?;
    let field = form_urlencoded::parse(&body).find(|(field, _)| field == name);
    Ok(field.map(|(_, value)| value.into_owned()).unwrap_or_default())
}

/// Fails unless the body has this media type, or another accepted one, and no compression.
fn check_type(
    request: &HttpRequest,
    media_type: &'static str,
    is_accepted: impl FnOnce(&str) -> bool,
) -> Result<(), ApiError> {
    let value = |name| request.headers().get(name).map_or("", |value| value.to_str().unwrap_or("?"));
    let essence = value(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_encoded = !matches!(value(header::CONTENT_ENCODING), "" | "identity");
    let is_readable = essence == media_type || is_accepted(&essence);
    if is_readable && !is_encoded { Ok(()) } else { Err(ApiError::UnsupportedMediaType(media_type)) }
}

/// Reads at most `max` bytes.
async fn read(
    request: &HttpRequest,
    mut payload: web::Payload,
    limit: Duration,
    max: usize,
) -> Result<Vec<u8>, ApiError> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > max as u64) {
        return Err(ApiError::BodyTooLarge(max));
    }
    let all = async {
        let mut body = Vec::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| ApiError::BadRequest(format!("cannot read the body: {error}")))?;
            if body.len() + chunk.len() > max {
                return Err(ApiError::BodyTooLarge(max));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    };
    timeout(limit, all).await.map_err(|_| {
        metrics::counter!("isnad_rejected_total", "reason" => "slow_body").increment(1);
        ApiError::BodyTimeout
    })?
}
