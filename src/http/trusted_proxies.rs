//! The proxies whose `X-Forwarded-*` headers are believed (`--trusted-proxy`).

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use ipnet::IpNet;

/// Networks of trusted proxies.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether a network contains an address. One that contains IPv4 as mapped to IPv6 counts too.
    fn contains(&self, address: IpAddr) -> bool {
        let mapped = match address {
            IpAddr::V4(address) => IpAddr::V6(address.to_ipv6_mapped()),
            address @ IpAddr::V6(_) => address,
        };
        self.0.iter().any(|network| network.contains(&address) || network.contains(&mapped))
    }

    /// The address of the client: the peer or, behind trusted proxies, the last address in `X-Forwarded-For` that is not
    /// a trusted proxy. IPv4 is never mapped to IPv6.
    pub fn client(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = peer(request)?;
        if !self.contains(peer) {
            return Some(peer);
        }
        let values = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = values.flat_map(|value| value.split(',')).collect();
        for hop in hops.into_iter().rev() {
            match parse_hop(hop) {
                Some(address) if self.contains(address) => {}
                Some(address) => return Some(address),
                // A proxy wrote what is right of this; everything left of it is untrusted.
                None => break,
            }
        }
        Some(peer)
    }

    /// The scheme that the client used: `https` if a trusted proxy says so in `X-Forwarded-Proto`, otherwise `http`.
    pub fn scheme(&self, request: &HttpRequest) -> &'static str {
        let is_trusted = peer(request).is_some_and(|peer| self.contains(peer));
        // The proxy wrote the last value; those before it may be the client's.
        let forwarded = request.headers().get_all("x-forwarded-proto").last().filter(|_| is_trusted);
        let scheme = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next());
        if scheme.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https")) { "https" } else { "http" }
    }
}

fn peer(request: &HttpRequest) -> Option<IpAddr> {
    Some(request.peer_addr()?.ip().to_canonical())
}

/// An address in `X-Forwarded-For`, with or without port, brackets and quotation marks.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim().trim_matches('"');
    let bare = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    hop.parse().ok().or_else(with_port).or_else(bare).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("192.0.2.1", "203.0.113.7", "192.0.2.1")]
    #[case("10.0.0.1", "203.0.113.7", "203.0.113.7")]
    #[case("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7")]
    #[case("10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7")]
    #[case("10.0.0.1", "198.51.100.1, 203.0.113.7:5678", "203.0.113.7")]
    #[case("10.0.0.1", "203.0.113.7, 10.0.0.2:80, [::ffff:10.0.0.3]:443", "203.0.113.7")]
    #[case("10.0.0.1", "[2001:db8::1]:80", "2001:db8::1")]
    #[case("10.0.0.1", "\"[2001:db8::1]\"", "2001:db8::1")]
    #[case("10.0.0.1", "2001:db8::1", "2001:db8::1")]
    #[case("fd00::1", "2001:db8::1, fd00::2", "2001:db8::1")]
    #[case("10.0.0.1", "203.0.113.7, unknown", "10.0.0.1")]
    #[case("10.0.0.1", "203.0.113.7, 198.51.100.256", "10.0.0.1")]
    #[case("10.0.0.1", "", "10.0.0.1")]
    fn the_client_is_the_last_untrusted_address(#[case] peer: &str, #[case] forwarded: &str, #[case] client: &str) {
        let peer = SocketAddr::new(peer.parse().unwrap(), 50_000);
        let request = TestRequest::default().peer_addr(peer).insert_header(("x-forwarded-for", forwarded));
        let request = request.to_http_request();
        for networks in [["10.0.0.0/8", "fd00::/8"], ["::ffff:10.0.0.0/104", "fd00::/8"]] {
            let proxies = TrustedProxies::new(networks.map(|network| network.parse().unwrap()).to_vec());
            assert_eq!(proxies.client(&request), Some(client.parse().unwrap()), "{networks:?}");
        }
    }
}
