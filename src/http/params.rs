//! Extracts query parameters from a request: splits and decodes the query string strictly.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use percent_encoding::percent_decode_str;

use crate::query::ParameterErrors;
use crate::query::params::{Parameters, Params, group_by_name};

impl<P: Parameters> FromRequest for Params<P> {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(parse_query_string(request.query_string())))
    }
}

/// Parses a query string into a route's parameters.
pub fn parse_query_string<P: Parameters>(query: &str) -> Params<P> {
    let mut errors = ParameterErrors::default();
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decoded = (decode(name), decode(value));
        if P::IGNORES_UNKNOWN && !decoded.0.as_deref().is_some_and(P::contains) {
            continue;
        }
        let (Some(name), Some(value)) = decoded else {
            let lossy = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
            let accepted = ["UTF-8, with % and two hexadecimal digits for every byte that needs it"];
            errors.add(&lossy(name), &lossy(value), "is not percent-encoded UTF-8", &accepted, None);
            continue;
        };
        pairs.push((name, value));
    }
    group_by_name(pairs, errors)
}

/// Decodes a name or value; `None` for an invalid escape or invalid UTF-8, which `form_urlencoded` would let pass.
fn decode(text: &str) -> Option<String> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Some(text.to_owned());
    }
    let mut escapes = text.split('%').skip(1).map(str::as_bytes);
    if !escapes.all(|escape| matches!(escape, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())) {
        return None;
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
