//! What the command line prints. Characters that a terminal would obey are escaped, and a reader that closes the pipe is no
//! error.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::domain::text::escape;

/// Prints to standard output, as it is.
pub fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    let printed = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    match printed {
        // The reader closed the pipe, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(io::Error::other(format!("cannot write to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Prints an error to standard error, which may be closed.
pub fn print_error(text: &str) {
    let lines = text.lines().map(escape).collect::<Vec<_>>().join("\n");
    let _ = writeln!(io::stderr(), "{lines}");
}

/// Prints help, the version, or what is wrong with the arguments.
pub fn print_usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        print_error(&error.render().to_string());
    } else {
        // The reader may have closed the pipe.
        let _ = error.print();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
