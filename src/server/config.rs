//! Options of the server.

use std::net::{IpAddr, SocketAddr};

use clap::Args;
use ipnet::IpNet;

use crate::http::url::is_host;

/// Where the server listens.
#[derive(Debug, Clone, Args)]
pub struct ListenArgs {
    /// Address and port. Port 0 takes any free port; the log names it.
    #[arg(long, env = "ISNAD_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// Options of `isnad serve`, each with its unit and default.
#[derive(Debug, Clone, Args)]
pub struct ServerConfig {
    #[command(flatten)]
    pub listen: ListenArgs,
    /// Where clients find the server, such as `https://claims.example` or `https://news.example/data/isnad`: the beginning of
    /// absolute links. With a path, everything is served and linked below it [default: scheme and host of each request].
    #[arg(long, env = "ISNAD_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Worker threads [default: number of CPUs].
    #[arg(long, env = "ISNAD_WORKERS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub workers: Option<u16>,
    /// Response cache size in MiB; 0 disables it.
    #[arg(long, env = "ISNAD_RESPONSE_CACHE_MIB", value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(0..=65536))]
    pub response_cache_mib: u32,
    /// Query timeout in milliseconds; a query that takes longer is answered with 503.
    #[arg(long, env = "ISNAD_QUERY_TIMEOUT_MS", value_name = "MS", default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=600_000))]
    pub query_timeout_ms: u64,
    /// Maximum concurrent expensive queries: phrases and order by relevance [default: number of CPUs].
    #[arg(long, env = "ISNAD_MAX_CONCURRENT_SEARCHES", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub max_concurrent_searches: Option<u16>,
    /// Maximum exports that are streamed at once; further ones are answered with 503.
    #[arg(long, env = "ISNAD_MAX_CONCURRENT_EXPORTS", value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub max_concurrent_exports: u16,
    /// Bytes per second that a client must read of a response, measured over 20 seconds; slower ones are disconnected. 0 sets no limit.
    #[arg(long, env = "ISNAD_MIN_SEND_RATE", value_name = "BYTES", default_value_t = 8192, value_parser = clap::value_parser!(u64).range(0..=1 << 30))]
    pub min_send_rate: u64,
    /// Maximum open connections per worker; further ones wait.
    #[arg(long, env = "ISNAD_MAX_CONNECTIONS", value_name = "N", default_value_t = 25_000)]
    pub max_connections: usize,
    /// Seconds in which the header of a request must arrive; so must a body that is read.
    #[arg(long, env = "ISNAD_HEADER_TIMEOUT", value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub header_timeout: u64,
    /// Seconds that an idle connection stays open.
    #[arg(long, env = "ISNAD_KEEP_ALIVE", value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub keep_alive: u64,
    /// Requests per second and client in the long run; 0 sets no limit.
    #[arg(long, env = "ISNAD_RATE_LIMIT", value_name = "N", default_value_t = 0)]
    pub rate_limit: u32,
    /// Requests that a client may make at once [default: the rate limit].
    #[arg(long, env = "ISNAD_RATE_BURST", value_name = "N")]
    pub rate_burst: Option<u32>,
    /// Networks or addresses of proxies whose `X-Forwarded-*` headers are believed, such as 10.0.0.0/8; repeat or separate by commas.
    #[arg(long, env = "ISNAD_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',', value_parser = parse_network)]
    pub trusted_proxy: Vec<IpNet>,
    /// Seconds to keep serving after SIGTERM, with readiness off, before the server stops.
    #[arg(long, env = "ISNAD_SHUTDOWN_GRACE_SECONDS", value_name = "SECONDS", default_value_t = 1, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub shutdown_grace_seconds: u64,
    /// Let other processes listen at the same address (`SO_REUSEPORT`). A socket handed over by `LISTEN_FDS` takes precedence.
    #[arg(long, env = "ISNAD_REUSE_PORT")]
    pub reuse_port: bool,
    /// Address and port for `/metrics` and `/health`, with a worker of their own [default: served with the API].
    #[arg(long, env = "ISNAD_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<SocketAddr>,
}

/// Options of `isnad mcp`.
#[derive(Debug, Clone, Args)]
pub struct StdioConfig {
    /// Scheme, host and path of a server with the same dataset, for links to its pages [default: none, links name resources].
    #[arg(long, env = "ISNAD_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Query timeout in milliseconds; a query that takes longer is an error.
    #[arg(long, env = "ISNAD_QUERY_TIMEOUT_MS", value_name = "MS", default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=600_000))]
    pub query_timeout_ms: u64,
}

fn public_url(typed: &str) -> Result<String, String> {
    let accepted = || {
        "accepted: scheme, host and a path of letters, digits and -._~, such as https://news.example/data/isnad"
            .to_owned()
    };
    let url = typed.strip_suffix('/').unwrap_or(typed);
    let (host, path) = split_url(url).ok_or_else(accepted)?;
    let is_segment = |segment: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        !["", ".", ".."].contains(&segment) && segment.bytes().all(is_plain)
    };
    let is_path = path.is_empty() || path[1..].split('/').all(is_segment);
    if is_host(host) && is_path { Ok(url.to_owned()) } else { Err(accepted()) }
}

/// Host and path of a web address; the path is empty or begins with a slash.
fn split_url(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    Some(rest.split_at(rest.find('/').unwrap_or(rest.len())))
}

/// The path of the public URL, without a slash at its end.
pub fn base_path(public_url: Option<&str>) -> String {
    let path = public_url.and_then(split_url).map(|(_, path)| path);
    path.unwrap_or_default().to_owned()
}

/// Parses a network such as `10.0.0.0/8`; an address is a network of its own.
fn parse_network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| "is not a network such as 10.0.0.0/8 or an address such as 10.0.0.1".to_owned())
}
