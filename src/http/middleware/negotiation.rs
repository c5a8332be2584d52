//! Responds 406 if `Accept` excludes JSON on a route that serves JSON. The path decides the format: other formats have
//! routes of their own, and routes with a file extension ignore `Accept`.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, Accept, Header};
use mime::Mime;

use crate::http::problem::ApiError;
use crate::http::state::State;

const JSON: &str = "application/json";

/// Fails if the route serves JSON and the client does not accept it.
pub fn check_accept(request: &ServiceRequest) -> Result<(), ApiError> {
    let is_default = request.headers().get(header::ACCEPT).is_none_or(|accept| accept == "*/*");
    if is_default || !request.path().starts_with("/v1") || accepts(request, JSON) {
        return Ok(());
    }
    let (Some(state), Some(pattern)) = (State::from_extensions(request), request.match_pattern()) else {
        return Ok(());
    };
    let paths = &state.documents.paths;
    let route = paths.get(&pattern).filter(|route| !has_extension(&pattern) && !accepts(request, &route.media_type));
    let Some(route) = route else { return Ok(()) };
    let is_same_data = |other: &str| other.strip_prefix(&pattern).is_some_and(|rest| rest.starts_with('.'));
    let others = paths.iter().filter(|(other, _)| is_same_data(other));
    Err(ApiError::NotAcceptable {
        serves: route.media_type.clone(),
        others: others.map(|(path, other)| (path.clone(), other.media_type.clone())).collect(),
    })
}

fn has_extension(pattern: &str) -> bool {
    pattern.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// Whether `Accept` admits a media type (RFC 9110, 12.5.1): of the ranges that match, the most specific one decides. A
/// header that cannot be parsed admits everything.
pub fn accepts(request: &impl HttpMessage, media_type: &str) -> bool {
    let (Ok(Accept(items)), Ok(offered)) = (Accept::parse(request), media_type.parse::<Mime>()) else { return true };
    let matching = items.iter().filter_map(|item| Some((specificity(&item.item, &offered)?, item.quality)));
    items.is_empty() || matching.max().is_some_and(|(_, quality)| quality > header::Quality::ZERO)
}

/// How exactly a media range matches: 2 by type and subtype, 1 by type, 0 by `*/*`.
fn specificity(range: &Mime, offered: &Mime) -> Option<u8> {
    match (range.type_(), range.subtype()) {
        (mime::STAR, mime::STAR) => Some(0),
        (kind, mime::STAR) if kind == offered.type_() => Some(1),
        _ => (range.essence_str() == offered.essence_str()).then_some(2),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", true)]
    #[case("*/*", true)]
    #[case("application/*", true)]
    #[case("application/json", true)]
    #[case("Application/JSON; charset=utf-8", true)]
    #[case("text/html, application/json;q=0.1", true)]
    #[case("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    #[case("nonsense", true)]
    #[case("application/json;q=0", false)]
    #[case("application/json;q=0, */*", false)]
    #[case("application/*;q=0, */*", false)]
    #[case("text/csv", false)]
    #[case("text/*", false)]
    #[case("*/*;q=0", false)]
    fn the_most_specific_range_decides(#[case] accept: &str, #[case] expected: bool) {
        let request = TestRequest::default().insert_header((header::ACCEPT, accept)).to_srv_request();
        assert_eq!(accepts(&request, JSON), expected);
    }
}
