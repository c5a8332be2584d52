//! The command line: files, output and exit codes.

mod check;
mod curate;
mod database;
mod draft;
mod output;
mod seed;
mod serve;
mod verify;
