//! Diagnostics for programs: JSON Lines, and annotations of GitHub Actions.

use std::fmt::Write as _;

use crate::domain::text::{escape, escape_json};
use crate::ingest::{Diagnostic, Diagnostics, Severity};

/// One object a line: the errors, then the warnings.
pub fn json_lines(found: &Diagnostics) -> String {
    let mut lines = String::new();
    for diagnostic in found.list.iter().chain(&found.warnings) {
        // Texts and numbers always serialize.
        let json = serde_json::to_string(diagnostic).unwrap_or_default();
        lines += &escape_json(&json);
        lines.push('\n');
    }
    lines
}

/// One workflow command a line: the errors, then the warnings.
pub fn github_annotations(found: &Diagnostics) -> String {
    let mut lines = String::new();
    for Diagnostic { file, line, field, severity, code, message, .. } in found.list.iter().chain(&found.warnings) {
        let command = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let message = format!("{}: {}", escape(field), escape(message));
        // Writing to memory does not fail.
        let _ = writeln!(
            lines,
            "::{command} file={},line={line},title={}::{}",
            property(&escape(file)),
            code.as_str(),
            data(&message)
        );
    }
    lines
}

/// Escapes the message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_the_command_syntax_are_escaped() {
        assert_eq!(data("50 % of a:b,c\r\nd"), "50 %25 of a:b,c%0D%0Ad");
        assert_eq!(property("C:\\a,b%.jsonl"), "C%3A\\a%2Cb%25.jsonl");
    }
}
