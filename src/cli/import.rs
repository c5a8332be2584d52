//! `isnad import`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::curation::parse_tag;
use super::output::print;
use super::source::print_diagnostics;
use super::{CommandResult, UsageError};
use crate::domain::text::escape;
use crate::import::{Counting, Format, ImportError, ImportOptions, ImportReport, LongSpans, Map, import};
use crate::ingest::{Corpus, Source, read_file};
use crate::store::QuoteCounts;

/// Limit of a map.
const MAX_MAP_BYTES: usize = 1 << 20;

#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    /// Format of the files.
    #[arg(value_parser = format_parser())]
    format: Format,
    /// Files to import; of a folder, all files of the format.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Directory of the seed files, laid out like `seed/`; made if it does not exist.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    into: PathBuf,
    /// TOML file that says which parts of the files are what.
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    map: Option<PathBuf>,
    /// Directory where the texts of articles are read and written as `<article id>.txt`, for texts that must not be
    /// published. Without it they are in `articles/<article id>/text.txt`.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    texts: Option<PathBuf>,
    /// Directory with the `.txt` files of brat that are not beside their `.ann`; may be repeated.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    text_from: Vec<PathBuf>,
    /// What offsets count: code-points, utf-16 or bytes, which may be followed by ,without-cr or ,with-cr and
    /// ,without-bom or ,with-bom. Without it, quotes prove it.
    #[arg(long, value_name = "UNIT")]
    unit: Option<Counting>,
    /// What happens to spans of more than 240 code points: split, shorten or refuse.
    #[arg(long, value_name = "HOW", default_value = "split")]
    long: LongSpans,
    /// Language of texts that do not give theirs, as a BCP 47 tag; `und` unless given here or in the map.
    #[arg(long, value_name = "TAG", value_parser = parse_tag)]
    language: Option<String>,
    /// Make actors of names that no actor has. Without it, these wait in `actors.draft.jsonl`, and so do their claims.
    #[arg(long)]
    create_actors: bool,
    /// Report what would be done, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.iter().map(|format| {
        let info = format.info();
        PossibleValue::new(info.name).aliases(info.aliases).help(info.description)
    });
    PossibleValuesParser::new(values.collect::<Vec<_>>()).map(|name| {
        let is_named = |format: &&Format| format.info().name == name || format.info().aliases.contains(&name.as_str());
        *Format::ALL.iter().find(is_named).expect("the name of a format")
    })
}

/// What was not imported.
#[derive(Debug, thiserror::Error)]
#[error("not everything was imported")]
struct Incomplete;

pub fn run(args: &ImportArgs) -> CommandResult {
    let options = ImportOptions {
        format: args.format,
        files: args.files.clone(),
        into: args.into.clone(),
        texts: args.texts.clone(),
        text_from: args.text_from.clone(),
        map: read_map(args.map.as_ref())?,
        unit: args.unit,
        long: args.long,
        language: args.language.clone(),
        create_actors: args.create_actors,
        dry_run: args.dry_run,
    };
    let report = match import(&options) {
        Err(ImportError::Usage(message)) => return Err(UsageError(message).into()),
        other => other?,
    };
    print_report(&report)?;
    if !args.dry_run {
        check(args)?;
    }
    if report.is_incomplete() { Err(Incomplete.into()) } else { Ok(()) }
}

fn read_map(path: Option<&PathBuf>) -> Result<Map, UsageError> {
    let Some(path) = path else { return Ok(Map::default()) };
    let map = read_file(path, MAX_MAP_BYTES).and_then(|toml| Map::parse(&toml));
    map.map_err(|reason| UsageError(format!("{}: {reason}", path.display())))
}

fn print_report(report: &ImportReport) -> std::io::Result<()> {
    let mut text = String::new();
    for line in report.lines().iter().map(String::as_str).chain(report.to_string().lines()) {
        text.push_str(&escape(line));
        text.push('\n');
    }
    print(&text)
}

/// Validates the directory as `isnad check` does.
fn check(args: &ImportArgs) -> CommandResult {
    let source = Source::Directory(args.into.clone());
    let texts = args.texts.as_deref().filter(|texts| texts.exists());
    let corpus = Corpus::read(&source, texts, None).map_err(print_diagnostics)?;
    let into = args.into.display().to_string();
    let (claims, QuoteCounts { all: quotes, verified }) = (corpus.claim_count(), corpus.quotes());
    Ok(print(&format!("{}: no errors in {claims} claims; {verified} of {quotes} quotes verified\n", escape(&into)))?)
}
