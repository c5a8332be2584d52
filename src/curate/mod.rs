//! A local page on which a person turns a text into claims. It writes seed files, so it is never part of the server.
//!
//! ```text
//! page -> record of the form -> ingest (the validation of `isnad check`) -> one line of a file, replaced atomically
//! ```
//!
//! | file | purpose |
//! |---|---|
//! | `guard.rs`, `layout.rs`, `assets.rs` | who may ask; the frame of a page; stylesheet and script |
//! | `home_page.rs`, `article_page.rs`, `check_page.rs` | the pages |
//! | `text_view.rs`, `entries.rs` | the text with its quotes, the claims and proposals of the files |
//! | `answers.rs`, `names.rs`, `faults.rs` | what the script asks for: edits, names, errors in the reader's language |
//! | `edits.rs`, `record.rs`, `lines.rs`, `files.rs`, `workspace.rs` | what is written, and how |

mod answers;
mod article_page;
mod assets;
mod check_page;
mod edits;
mod entries;
mod error;
mod faults;
mod files;
mod guard;
mod home_page;
mod layout;
pub mod lines;
mod names;
mod record;
mod text_view;
mod workspace;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};

use self::guard::Guard;
use self::workspace::Workspace;

/// The largest request: a claim.
const MAX_BODY_BYTES: usize = 1 << 20;

pub struct CurateConfig {
    /// Directory of the seed files.
    pub from: PathBuf,
    /// Directory of the articles' texts.
    pub texts: Option<PathBuf>,
    /// Port of 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The part of the address that others cannot guess.
    pub token: String,
}

/// What every handler has.
pub struct Curate {
    workspace: Workspace,
    /// The path that all addresses begin with, such as `/5d1c`.
    base: String,
}

/// Serves the page until a signal stops it. `announce` gets its address.
pub fn run(config: CurateConfig, announce: impl FnOnce(&str) -> io::Result<()>) -> io::Result<()> {
    let CurateConfig { from, texts, port, token } = config;
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let address = listener.local_addr()?;
    let guard = Arc::new(Guard::new(address));
    let base = format!("/{token}");
    announce(&format!("http://{address}{base}/"))?;
    let state = web::Data::new(Curate { workspace: Workspace::new(from, texts), base: base.clone() });
    actix_web::rt::System::new().block_on(async move {
        let app = move || {
            let guard = Arc::clone(&guard);
            App::new()
                .app_data(state.clone())
                .app_data(web::JsonConfig::default().limit(MAX_BODY_BYTES).error_handler(answers::malformed))
                .service(web::scope(&base).configure(routes))
                .default_service(web::to(answers::not_found))
                .wrap(Compress::default())
                .wrap(from_fn(move |request, next| guard::guard(Arc::clone(&guard), request, next)))
        };
        HttpServer::new(app).workers(1).shutdown_timeout(1).listen(listener)?.run().await
    })
}

/// All routes.
fn routes(config: &mut web::ServiceConfig) {
    config
        .service(home_page::home)
        .service(check_page::check)
        .service(assets::asset)
        .service(article_page::show_article)
        .service(names::find_names)
        .service(answers::check_claim)
        .service(answers::save_claim)
        .service(answers::delete_claim)
        .service(answers::reject_proposal)
        .service(answers::add_actor)
        .service(answers::add_topic);
}
