//! `isnad new`.

use std::path::PathBuf;

use clap::Args;

use super::CommandResult;
use super::curation::parse_tag;
use super::output::print;
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::ArticleId;
use crate::domain::text::{escape, forbidden_character};
use crate::import::{NewArticle, begin_article};

#[derive(Debug, Clone, Args)]
pub struct NewArgs {
    /// Id of the new article: lowercase words joined by hyphens.
    #[arg(value_parser = ArticleId::parse)]
    id: ArticleId,
    /// File of the article's text: plain text in UTF-8, exactly as published.
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    text: PathBuf,
    /// Language of the text, a BCP 47 tag.
    #[arg(long, value_name = "TAG", default_value = "und", value_parser = parse_tag)]
    language: String,
    /// When it was published: an EDTF date such as 2025-07-28.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    published: Option<String>,
    /// Title of the article; the first line of the text unless given.
    #[arg(long, value_parser = parse_title)]
    title: Option<String>,
    /// Directory of the seed files, laid out like `seed/`; made if it is missing.
    #[arg(long, value_name = "DIR", default_value = ".", allow_hyphen_values = true)]
    from: PathBuf,
    /// Directory to copy the text to, as `<article id>.txt`. Without it, the text is copied to `articles/<article id>/text.txt`.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    texts: Option<PathBuf>,
}

pub fn run(args: &NewArgs) -> CommandResult {
    let written = begin_article(&NewArticle {
        id: &args.id,
        text: &args.text,
        language: &args.language,
        published: args.published.as_deref(),
        title: args.title.as_deref(),
        into: &args.from,
        texts: args.texts.as_deref(),
    })?;
    let mut report = String::new();
    for path in written {
        report += &escape(&path.display().to_string());
        report.push('\n');
    }
    if args.language == "und" {
        report +=
            "the language is not known: set `language` in article.json, or the draft finds no speakers and dates\n";
    }
    Ok(print(&report)?)
}

fn parse_date(date: &str) -> Result<String, String> {
    EdtfDate::parse(date).map(|_| date.to_owned()).map_err(|error| error.to_string())
}

fn parse_title(title: &str) -> Result<String, &'static str> {
    let title = title.trim();
    if title.is_empty() || forbidden_character(title).is_some() {
        return Err("accepted: text without control and invisible characters");
    }
    Ok(title.to_owned())
}
