//! `isnad export`: the same filters, orders and writers as the API, without a server.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use utoipa::IntoParams;

use super::CommandResult;
use super::database::DatabaseArgs;
use super::output::print_error;
use crate::formats::{Format, WriteError, WriterOptions, write_chunks};
use crate::ingest::ReleaseOptions;
use crate::query::claim_params::{FilterParams, SortParams};
use crate::query::export_params::{ExcelParams, FieldParams, SelectionParams};
use crate::query::params::group_by_name;
use crate::query::{ClaimQuery, ParameterErrors, QueryContext};
use crate::store::{ClaimStream, Dataset, Deadline, StoreError};

/// Options of `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// The format.
    #[arg(long, value_parser = format_parser())]
    pub format: Format,
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Where to write; standard output unless given.
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
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
        let options = query_options().map(|(name, help)| {
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
        for (name, _) in query_options() {
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

/// Accepts the formats that contain all matches.
fn format_parser() -> impl TypedValueParser<Value = Format> {
    let complete = Format::ALL.iter().map(|format| format.info()).filter(|info| info.is_complete);
    let values = complete.map(|info| PossibleValue::new(info.name).help(info.description));
    PossibleValuesParser::new(values.collect::<Vec<_>>())
        .map(|name| Format::parse(&name).expect("the name of a format"))
}

/// Every parameter of the exports with its description.
fn query_options() -> impl Iterator<Item = (String, String)> {
    let documented = [
        FilterParams::into_params(|| None),
        SortParams::into_params(|| None),
        FieldParams::into_params(|| None),
        ExcelParams::into_params(|| None),
    ];
    let options = documented.into_iter().flatten();
    options.map(|parameter| (parameter.name, parameter.description.unwrap_or_default().replace('\n', " ")))
}

impl QueryArgs {
    /// Validates the options by the rules of the API.
    fn resolve(&self, format: Format, context: QueryContext) -> Result<(ClaimQuery, WriterOptions), ParameterErrors> {
        let (pairs, errors) = (self.0.clone(), ParameterErrors::default());
        match format {
            Format::Csv => group_by_name::<(SelectionParams, FieldParams, ExcelParams)>(pairs, errors).resolve(
                |(selection, fields, excel), errors| {
                    (selection.resolve(context, errors), fields.csv(&excel, context, errors))
                },
            ),
            Format::Ndjson => {
                group_by_name::<(SelectionParams, FieldParams)>(pairs, errors).resolve(|(selection, fields), errors| {
                    (selection.resolve(context, errors), fields.ndjson(context, errors))
                })
            }
            Format::Parquet => {
                group_by_name::<(SelectionParams, FieldParams)>(pairs, errors).resolve(|(selection, fields), errors| {
                    (selection.resolve(context, errors), fields.parquet(context, errors))
                })
            }
            Format::Jsonld => group_by_name::<SelectionParams>(pairs, errors)
                .resolve(|selection, errors| (selection.resolve(context, errors), WriterOptions::Jsonld)),
            Format::Annotation => group_by_name::<SelectionParams>(pairs, errors)
                .resolve(|selection, errors| (selection.resolve(context, errors), WriterOptions::Annotation)),
            Format::Atom | Format::Bibtex | Format::Csl => unreachable!("`--format` accepts complete formats only"),
        }
    }
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Parameters(#[from] ParameterErrors),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Format(#[from] WriteError),
    #[error("cannot write {0}: {1}")]
    Output(String, io::Error),
}

pub fn run(args: &ExportArgs) -> CommandResult {
    let (dataset, _) = args.database.open(ReleaseOptions::default())?;
    Ok(export(dataset, args)?)
}

/// Writes all matches to the output. A file appears complete or not at all.
fn export(dataset: Arc<Dataset>, args: &ExportArgs) -> Result<(), ExportError> {
    let (query, format) = args.query.resolve(args.format, dataset.query_context())?;
    let absent = dataset.reader(Deadline::NONE).absent(&query.filter)?;
    for id in absent.missing {
        print_error(&format!("no claim has the identifier {id}"));
    }
    for id in absent.withdrawn {
        print_error(&format!("the claim {id} is withdrawn"));
    }
    let writer = format.into_writer(Arc::clone(dataset.catalogue()), dataset.version())?;
    let chunks = ClaimStream::new(dataset, query).chunks(|| Deadline::NONE);
    let parts = write_chunks::<ExportError>(writer, chunks.map(|chunk| Ok(chunk?)));
    let Some(path) = &args.output else {
        return match write_to(io::stdout().lock(), parts) {
            // The reader closed the pipe, as `head` does.
            Err(ExportError::Output(_, error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        };
    };
    let failed = |error| ExportError::Output(path.display().to_string(), error);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let unfinished = path.with_file_name(name);
    let written = File::create(&unfinished).map_err(failed).and_then(|file| write_to(file, parts));
    if written.is_err() {
        let _ = std::fs::remove_file(&unfinished);
        return written;
    }
    std::fs::rename(&unfinished, path).map_err(failed)
}

fn write_to(output: impl Write, parts: impl Iterator<Item = Result<Vec<u8>, ExportError>>) -> Result<(), ExportError> {
    let failed = |error| ExportError::Output("the output".to_owned(), error);
    let mut output = BufWriter::new(output);
    for part in parts {
        output.write_all(&part?).map_err(failed)?;
    }
    output.flush().map_err(failed)
}
