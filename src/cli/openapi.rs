//! `isnad openapi`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::CommandResult;
use super::output::print;
use crate::api;

#[derive(Debug, Clone, Args)]
pub struct OpenapiArgs {
    /// OpenAPI version to print.
    #[arg(long, value_enum, default_value_t = OpenapiVersion::V31)]
    openapi_version: OpenapiVersion,
    /// Compare both versions with the committed documents instead, and fail if they differ.
    #[arg(long)]
    check: bool,
    /// Directory of the committed documents, `openapi.json` and `openapi-3.0.json`.
    #[arg(long, value_name = "DIR", default_value = "openapi")]
    dir: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OpenapiVersion {
    /// The document as it is written.
    #[value(name = "3.1")]
    V31,
    /// Derived from the 3.1 document.
    #[value(name = "3.0")]
    V30,
}

pub fn run(args: &OpenapiArgs) -> CommandResult {
    let documents = api::describe();
    if args.check {
        check_up_to_date(&args.dir.join("openapi.json"), &documents.openapi)?;
        return check_up_to_date(&args.dir.join("openapi-3.0.json"), &documents.openapi_30);
    }
    let document = match args.openapi_version {
        OpenapiVersion::V31 => &documents.openapi,
        OpenapiVersion::V30 => &documents.openapi_30,
    };
    Ok(print(document)?)
}

fn check_up_to_date(file: &Path, rendered: &str) -> CommandResult {
    let committed =
        std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    if committed == rendered {
        return Ok(());
    }
    Err(format!("{} is out of date; run `just openapi`", file.display()).into())
}
