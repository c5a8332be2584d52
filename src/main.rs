//! The `isnad` command.

use std::process::ExitCode;

/// Claims are allocated and freed on different threads; the system allocator is slow at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    isnad::cli::run()
}
