//! `isnad curate`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use super::CommandResult;
use super::output::print;
use crate::curate::{self, CurateConfig};

/// Bytes of the token in the address.
const TOKEN_BYTES: usize = 16;

#[derive(Debug, Clone, Args)]
pub struct CurateArgs {
    /// Directory of the seed files, laid out like `seed/`. The page writes to it.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    from: PathBuf,
    /// Directory with the article texts, `<article id>.txt`; otherwise `articles/<article id>/text.txt` is read.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    texts: Option<PathBuf>,
    /// Address and port; the address must be 127.0.0.1. Port 0 takes any free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = loopback)]
    listen: SocketAddr,
}

/// Accepts the address of this machine only.
fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text.parse().map_err(|_| "is not an address and a port; accepted: 127.0.0.1:PORT")?;
    if address.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST) {
        Ok(address)
    } else {
        Err("the page writes files and is for this machine only; accepted: 127.0.0.1:PORT".to_owned())
    }
}

pub fn run(args: &CurateArgs) -> CommandResult {
    for folder in [Some(&args.from), args.texts.as_ref()].into_iter().flatten() {
        std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    }
    let mut token = [0; TOKEN_BYTES];
    getrandom::fill(&mut token).map_err(|error| format!("no random numbers: {error}"))?;
    let config = CurateConfig {
        from: args.from.clone(),
        texts: args.texts.clone(),
        port: args.listen.port(),
        token: hex::encode(token),
    };
    let announce = |address: &str| {
        tracing::info!("open this address in a browser; Ctrl+C stops the page");
        print(&format!("{address}\n"))
    };
    curate::run(config, announce).map_err(|error| format!("the page failed: {error}"))?;
    Ok(())
}
