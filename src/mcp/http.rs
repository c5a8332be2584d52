//! Streamable HTTP: the service of `rmcp`, without sessions, on requests and responses of actix-web.

use std::convert::Infallible;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use http_body_util::{BodyExt, Collected, Full};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::agent::Agent;
use crate::http::mcp_endpoint::McpResponse;
use crate::http::middleware::negotiation::accepts;
use crate::http::origin::origin;
use crate::http::problem::ApiError;
use crate::http::request_extensions::{RequestId, record_match_count};
use crate::http::state::State;

const JSON: &str = "application/json";

/// Loopback hosts, which may always be named.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Answers a message.
pub fn answer(request: HttpRequest, state: State, body: Vec<u8>) -> McpResponse {
    Box::pin(respond(request, state, body))
}

async fn respond(request: HttpRequest, state: State, body: Vec<u8>) -> Result<HttpResponse, ApiError> {
    if !accepts(&request, JSON) {
        return Err(ApiError::NotAcceptable { serves: JSON.to_owned(), others: vec![] });
    }
    let (config, request_id) = (config(&state), RequestId::text(&request));
    let agent = Agent::new(move || state.clone(), move || request_id.clone(), Some(origin(&request)));
    let matches = agent.matches();
    let service =
        StreamableHttpService::new(move || Ok(agent.clone()), Arc::new(NeverSessionManager::default()), config);
    let response = service.handle(to_service(&request, body)?).await;
    if let Some(matches) = matches.get() {
        record_match_count(&request, *matches);
    }
    from_service(response).await
}

fn config(state: &State) -> StreamableHttpServerConfig {
    let public = state.limits.public_url.as_deref().and_then(PublicAddress::parse);
    let hosts = LOOPBACK.into_iter().map(str::to_owned).chain(public.as_ref().map(|public| public.authority.clone()));
    let local = ["http://localhost:*", "https://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"];
    let origins = local.into_iter().map(str::to_owned).chain(public.map(|public| public.origin));
    StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_allowed_hosts(hosts)
        .with_allowed_origins(origins)
        .enforce_origin_validation()
}

/// What of the public URL a request may name.
struct PublicAddress {
    /// For `Host`: any port if the URL has none, since proxies add one.
    authority: String,
    /// For `Origin`: always with its port.
    origin: String,
}

impl PublicAddress {
    fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split('/').next()?.to_owned();
        let has_port = authority.rsplit(']').next().is_some_and(|end| end.contains(':'));
        let port = if scheme == "https" { ":443" } else { ":80" };
        let origin = format!("{scheme}://{authority}{}", if has_port { "" } else { port });
        Some(Self { authority, origin })
    }
}

/// The request as `rmcp` reads it. `Accept` is checked above: the response is always JSON, but `rmcp` asks for both of its
/// media types.
fn to_service(request: &HttpRequest, body: Vec<u8>) -> Result<http::Request<Full<Bytes>>, ApiError> {
    let mut service = http::Request::post(request.path());
    for (name, value) in request.headers() {
        if name != header::ACCEPT && name != header::CONTENT_TYPE {
            service = service.header(name.as_str(), value.as_bytes());
        }
    }
    let service = service.header("accept", "application/json, text/event-stream").header("content-type", JSON);
    service.body(Full::new(Bytes::from(body))).map_err(|error| ApiError::BadRequest(error.to_string()))
}

/// The response as it is sent. A refusal that is not JSON-RPC becomes a problem document.
async fn from_service<B>(response: http::Response<B>) -> Result<HttpResponse, ApiError>
where
    B: BodyExt<Data = Bytes, Error = Infallible>,
{
    let (parts, body) = response.into_parts();
    let Ok(body) = body.collect().await.map(Collected::to_bytes);
    let is_json = parts.headers.get("content-type").is_some_and(|value| value.as_bytes().starts_with(JSON.as_bytes()));
    let status = StatusCode::from_u16(parts.status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !is_json && !status.is_success() {
        return Err(refusal(status, String::from_utf8_lossy(&body).into_owned()));
    }
    let mut response = HttpResponse::build(status);
    for (name, value) in &parts.headers {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_str().as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
            && name != header::CONTENT_LENGTH
        {
            response.insert_header((name, value));
        }
    }
    Ok(response.insert_header((header::CACHE_CONTROL, "no-store")).body(body))
}

fn refusal(status: StatusCode, reason: String) -> ApiError {
    match status {
        StatusCode::FORBIDDEN => {
            ApiError::HostNotAllowed(format!("{reason}; accepted: a loopback address, or that of --public-url"))
        }
        // The media type was checked before: the body is no message.
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ApiError::BadRequest(format!("the body is not JSON-RPC: {reason}")),
        status if status.is_client_error() => ApiError::BadRequest(reason),
        _ => ApiError::Internal(reason),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://claims.example", "claims.example", "https://claims.example:443")]
    #[case("http://claims.example:8080", "claims.example:8080", "http://claims.example:8080")]
    #[case("http://[2001:db8::1]", "[2001:db8::1]", "http://[2001:db8::1]:80")]
    #[case("https://news.example/data/isnad", "news.example", "https://news.example:443")]
    fn the_public_url_names_a_host_and_an_origin(#[case] url: &str, #[case] authority: &str, #[case] origin: &str) {
        let public = PublicAddress::parse(url).unwrap();
        assert_eq!((public.authority.as_str(), public.origin.as_str()), (authority, origin));
    }
}
