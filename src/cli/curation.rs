//! The options of the subcommands that work on one article.

use std::path::PathBuf;

use clap::Args;

use super::source::print_diagnostics;
use crate::domain::language_map::is_language_tag;
use crate::ingest::{ArticleFiles, SeedError, Source};

/// One article of a directory of seed files.
#[derive(Debug, Clone, Args)]
pub struct ArticleArgs {
    /// Id of the article.
    pub id: String,
    /// Directory of the seed files, laid out like `seed/`.
    #[arg(long, value_name = "DIR", default_value = ".", allow_hyphen_values = true)]
    pub from: PathBuf,
    /// Directory with the article's text, `<article id>.txt`. Without it, the text is read from `articles/<article id>/text.txt`.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    pub texts: Option<PathBuf>,
}

impl ArticleArgs {
    /// Reads the files of the article; prints what is wrong with them.
    pub fn read(&self) -> Result<ArticleFiles, SeedError> {
        let source = Source::Directory(self.from.clone());
        ArticleFiles::read(&source, self.texts.as_deref(), &self.id).map_err(print_diagnostics)
    }
}

/// Parses a language tag.
pub fn parse_tag(tag: &str) -> Result<String, String> {
    if is_language_tag(tag) {
        Ok(tag.to_owned())
    } else {
        Err("accepted: a language tag such as en or pt-BR".to_owned())
    }
}
