//! The beginning of absolute links: scheme, host and base path.

use actix_web::HttpRequest;

use super::state::State;
use super::url::is_host;

/// The public URL with its path, otherwise the scheme and host of the request; a malformed host is not repeated.
pub fn origin(request: &HttpRequest) -> String {
    let state = State::from_extensions(request);
    if let Some(url) = state.as_ref().and_then(|state| state.limits.public_url.as_ref()) {
        return url.clone();
    }
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).filter(|host| is_host(host));
    let scheme = state.map_or("http", |state| state.limits.trusted_proxies.scheme(request));
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}
