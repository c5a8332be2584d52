//! The command line: files, output and exit codes.

mod check;
mod check_formats;
mod coverage;
mod curate;
mod database;
mod draft;
mod draft_quality;
mod new;
mod output;
mod seed;
mod serve;
mod verify;
