//! Rate limits: one token bucket per client, off by default. A client is an IPv4 address or a network /64 of IPv6, the least that a
//! subscriber gets.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::http::trusted_proxies::TrustedProxies;

/// Headers of draft-ietf-httpapi-ratelimit-headers.
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The number of tracked clients above which those with full buckets are dropped.
const MAX_TRACKED_CLIENTS: usize = 100_000;

/// The bits of an IPv6 address that name the subscriber's network.
const SUBSCRIBER_BITS: u128 = !0 << 64;

type Buckets = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock, StateInformationMiddleware>;

/// The token buckets of all clients.
pub struct RateLimits {
    buckets: Buckets,
    policy: HeaderValue,
    burst: u32,
    trusted_proxies: TrustedProxies,
}

/// The state of a client's bucket after a request.
pub struct RateLimitState {
    /// Requests left.
    left: u32,
    /// Time until the next request is allowed, if none is left.
    pub wait: Option<Duration>,
    /// Time until the bucket is full again.
    full_in: Duration,
}

impl RateLimits {
    /// `rate` requests a second, `burst` of them at once; `None` if the rate is 0.
    pub fn new(rate: u32, burst: Option<u32>, trusted_proxies: TrustedProxies) -> Option<Self> {
        let rate = NonZeroU32::new(rate)?;
        let burst = burst.and_then(NonZeroU32::new).unwrap_or(rate);
        let buckets = RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst));
        let window = burst.get().div_ceil(rate.get());
        let policy = HeaderValue::from_str(&format!("\"client\";q={burst};w={window}")).ok()?;
        Some(Self { buckets: buckets.with_middleware(), policy, burst: burst.get(), trusted_proxies })
    }

    /// Takes a token from the client's bucket. `None` if the client's address is unknown.
    pub fn take_token(&self, request: &HttpRequest) -> Option<RateLimitState> {
        let client = network(self.trusted_proxies.client(request)?);
        if self.buckets.len() > MAX_TRACKED_CLIENTS {
            self.buckets.retain_recent();
        }
        Some(match self.buckets.check_key(&client) {
            Ok(state) => {
                let (left, refill) = (state.remaining_burst_capacity(), state.quota().replenish_interval());
                RateLimitState { left, wait: None, full_in: refill * self.burst.saturating_sub(left) }
            }
            Err(refused) => {
                let wait = refused.wait_time_from(DefaultClock::default().now());
                RateLimitState { left: 0, wait: Some(wait), full_in: refused.quota().replenish_interval() * self.burst }
            }
        })
    }

    /// Sets the headers that tell the client its limit and what is left of it.
    pub fn set_headers(&self, allowance: &RateLimitState, headers: &mut HeaderMap) {
        let seconds = allowance.wait.unwrap_or(allowance.full_in).as_secs_f64().ceil();
        if let Ok(value) = HeaderValue::from_str(&format!("\"client\";r={};t={seconds}", allowance.left)) {
            headers.insert(RATE_LIMIT, value);
        }
        headers.insert(RATE_LIMIT_POLICY, self.policy.clone());
    }
}

/// The network by which an address is limited.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & SUBSCRIBER_BITS)),
    }
}
