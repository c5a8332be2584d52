//! The command line: files, output and exit codes.

mod check;
mod seed;
mod serve;
