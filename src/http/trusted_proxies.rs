//! The proxies whose `X-Forwarded-*` headers are believed (`--trusted-proxy`).

use std::net::IpAddr;

use actix_web::HttpRequest;
use ipnet::IpNet;

/// Networks of trusted proxies.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address of the client: the peer or, behind trusted proxies, the last address in `X-Forwarded-For` that is not
    /// a trusted proxy.
    pub fn client(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr()?.ip();
        if !self.contains(peer) {
            return Some(peer);
        }
        let values = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
        for hop in hops.into_iter().rev() {
            match hop.parse() {
                Ok(address) if self.contains(address) => {}
                Ok(address) => return Some(address),
                // A proxy wrote what is right of this; everything left of it is untrusted.
                Err(_) => break,
            }
        }
        Some(peer)
    }

    /// The scheme that the client used: `https` if a trusted proxy says so in `X-Forwarded-Proto`, otherwise `http`.
    pub fn scheme(&self, request: &HttpRequest) -> &'static str {
        let is_trusted = request.peer_addr().is_some_and(|peer| self.contains(peer.ip()));
        let forwarded = request.headers().get("x-forwarded-proto").filter(|_| is_trusted);
        if forwarded.is_some_and(|scheme| scheme == "https") { "https" } else { "http" }
    }
}
