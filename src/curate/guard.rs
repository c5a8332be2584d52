//! Who may ask: programs on this machine that know the address, and no page of another site.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

/// Pages load everything from this server and contain no inline scripts or styles.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

pub struct Guard {
    /// The only `Host`: another name means that a foreign page was made to resolve to this machine.
    host: String,
    origin: String,
}

impl Guard {
    pub fn new(address: SocketAddr) -> Self {
        Self { host: address.to_string(), origin: format!("http://{address}") }
    }

    /// Whether a request comes from a page of this server, or from no page.
    fn allows(&self, method: &Method, headers: &HeaderMap) -> bool {
        let is = |name: HeaderName, accepted: &[&str]| {
            headers.get(name).map(|value| value.to_str().is_ok_and(|value| accepted.contains(&value)))
        };
        let is_read = matches!(*method, Method::GET | Method::HEAD);
        is(header::HOST, &[&self.host]) == Some(true)
            && is(header::ORIGIN, &[&self.origin]).unwrap_or(is_read)
            && is(FETCH_SITE, &["same-origin", "none"]).unwrap_or(true)
    }
}

/// Refuses foreign requests and sets the headers of every response.
pub async fn guard<B: MessageBody + 'static>(
    guard: Arc<Guard>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = if guard.allows(request.method(), request.headers()) {
        next.call(request).await?.map_into_left_body()
    } else {
        let refusal = HttpResponse::build(StatusCode::FORBIDDEN)
            .content_type("text/plain; charset=utf-8")
            .body("This address is for the page that isnad curate serves.\n");
        request.into_response(refusal).map_into_right_body()
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Method::GET, &[("host", "127.0.0.1:80")], true)]
    #[case(Method::GET, &[("host", "localhost:80")], false)]
    #[case(Method::GET, &[("host", "evil.example")], false)]
    #[case(Method::GET, &[], false)]
    #[case(Method::GET, &[("host", "127.0.0.1:80"), ("sec-fetch-site", "cross-site")], false)]
    #[case(Method::GET, &[("host", "127.0.0.1:80"), ("sec-fetch-site", "none")], true)]
    #[case(Method::GET, &[("host", "127.0.0.1:80"), ("origin", "https://evil.example")], false)]
    #[case(Method::POST, &[("host", "127.0.0.1:80")], false)]
    #[case(Method::POST, &[("host", "127.0.0.1:80"), ("origin", "null")], false)]
    #[case(Method::POST, &[("host", "127.0.0.1:80"), ("origin", "http://127.0.0.1:81")], false)]
    #[case(Method::POST, &[("host", "127.0.0.1:80"), ("origin", "http://127.0.0.1:80")], true)]
    fn pages_of_other_sites_are_refused(#[case] method: Method, #[case] sent: &[(&str, &str)], #[case] allowed: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.insert(name.parse().unwrap(), value.parse().unwrap());
        }
        assert_eq!(Guard::new("127.0.0.1:80".parse().unwrap()).allows(&method, &headers), allowed);
    }
}
