//! `isnad export`: the same filters, orders and writers as the API, without a server.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use super::CommandResult;
use super::serve::open_or_seed;
use crate::api::{ExportFormat, read_export};
use crate::formats::write_chunks;
use crate::http::problem::ApiError;
use crate::store::{ClaimStream, Database, Dataset, Deadline, StoreError};

/// Options of `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// The format.
    #[arg(long, value_enum)]
    pub format: ExportFormat,
    /// The snapshot file or PostgreSQL cluster; the built-in corpus is seeded first when there is no dataset.
    #[arg(long, env = "ISNAD_DATABASE", value_name = "FILE|URL", default_value = "isnad.db", hide_env_values = true)]
    pub database: Database,
    /// Where to write; standard output unless given.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Which claims and how, as in the API.
    #[command(flatten)]
    pub query: QueryArgs,
}

/// The parameters of the API's exports as options, such as `--date-from 2025-07`.
#[derive(Debug, Clone, Default)]
pub struct QueryArgs(Vec<(String, String)>);

impl Args for QueryArgs {
    fn augment_args(command: Command) -> Command {
        let options = crate::api::export_parameters().into_iter().map(|(name, help)| {
            let option = name.replace('_', "-");
            Arg::new(name.clone())
                .long(option)
                .alias(name)
                .value_name("VALUE")
                .allow_hyphen_values(true)
                .action(ArgAction::Append)
                .help(help)
                .help_heading("Filters")
        });
        command.args(options)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for QueryArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut pairs = Vec::new();
        for (name, _) in crate::api::export_parameters() {
            if matches.value_source(&name) == Some(ValueSource::CommandLine) {
                let values = matches.get_many::<String>(&name).into_iter().flatten();
                pairs.extend(values.map(|value| (name.clone(), value.clone())));
            }
        }
        Ok(Self(pairs))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The query was refused, or the data.
    #[error(transparent)]
    Refused(#[from] ApiError),
    /// The output could not be written.
    #[error("cannot write {0}: {1}")]
    Output(String, io::Error),
}

impl From<StoreError> for ExportError {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

pub fn run(args: &ExportArgs) -> CommandResult {
    let (dataset, _) = open_or_seed(&args.database)?;
    Ok(export(dataset, args)?)
}

/// Writes all matches to the output. A file appears complete or not at all.
fn export(dataset: Arc<Dataset>, args: &ExportArgs) -> Result<(), ExportError> {
    let (query, format) = read_export(&args.query.0, args.format, &dataset)?;
    let writer = format.into_writer(Arc::clone(dataset.catalogue()));
    let pieces = write_chunks::<ApiError>(
        writer,
        ClaimStream::new(dataset, query).chunks(|| Deadline::NONE).map(|chunk| Ok(chunk?)),
    );
    let Some(path) = &args.output else {
        return match write_to(io::stdout().lock(), pieces) {
            // The reader has seen enough, as `head` has.
            Err(ExportError::Output(_, error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        };
    };
    let failed = |error| ExportError::Output(path.display().to_string(), error);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let unfinished = path.with_file_name(name);
    let written = File::create(&unfinished).map_err(failed).and_then(|file| write_to(file, pieces));
    if written.is_err() {
        let _ = std::fs::remove_file(&unfinished);
        return written;
    }
    std::fs::rename(&unfinished, path).map_err(failed)
}

fn write_to(output: impl Write, pieces: impl Iterator<Item = Result<Vec<u8>, ApiError>>) -> Result<(), ExportError> {
    let failed = |error| ExportError::Output("the output".to_owned(), error);
    let mut output = BufWriter::new(output);
    for piece in pieces {
        output.write_all(&piece?).map_err(failed)?;
    }
    output.flush().map_err(failed)
}
