//! The `isnad` command: subcommands, nothing else.

fn main() {}
