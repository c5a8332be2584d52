//! Edits one line of a JSON Lines file and leaves every other line as it is, byte for byte.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// A line of a file with its line break.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    bytes: &'a [u8],
}

impl<'a> Line<'a> {
    /// The record without white space at its end.
    pub fn record(self) -> &'a [u8] {
        self.bytes.trim_ascii_end()
    }

    pub fn value(self) -> Option<Value> {
        serde_json::from_slice(self.record()).ok()
    }

    pub fn id(self) -> Option<String> {
        Some(self.value()?.get("id")?.as_str()?.to_owned())
    }

    /// Whether the bytes of a text occur in it.
    pub fn contains(self, text: &str) -> bool {
        std::str::from_utf8(self.bytes).is_ok_and(|line| line.contains(text))
    }

    /// A hash of the record, by which a page knows whether it has changed.
    pub fn version(self) -> String {
        hex::encode(Sha256::digest(self.record()))
    }

    fn line_break(self) -> &'a [u8] {
        if self.bytes.ends_with(b"\r\n") {
            b"\r\n"
        } else if self.bytes.ends_with(b"\n") {
            b"\n"
        } else {
            b""
        }
    }
}

/// The lines of a file, blank ones included.
pub fn lines(content: &[u8]) -> impl Iterator<Item = Line<'_>> {
    content.split_inclusive(|&byte| byte == b'\n').map(|bytes| Line { bytes })
}

/// The lines of a file that are not blank.
pub fn records(content: &[u8]) -> impl Iterator<Item = Line<'_>> {
    lines(content).filter(|line| !line.record().is_empty())
}

/// Returns the content with another record in place of the line at `index`.
pub fn replace(content: &[u8], index: usize, record: &[u8]) -> Vec<u8> {
    rewrite(content, index, |line, out| {
        out.extend_from_slice(record);
        out.extend_from_slice(line.line_break());
    })
}

/// Returns the content without the line at `index`.
pub fn remove(content: &[u8], index: usize) -> Vec<u8> {
    rewrite(content, index, |_, _| {})
}

/// Returns the content with another record at its end.
pub fn append(content: &[u8], record: &[u8]) -> Vec<u8> {
    let line_break =
        lines(content).next().map_or(&b"\n"[..], |line| if line.line_break() == b"\r\n" { b"\r\n" } else { b"\n" });
    let mut out = content.to_vec();
    if !content.is_empty() && !content.ends_with(b"\n") {
        out.extend_from_slice(line_break);
    }
    out.extend_from_slice(record);
    out.extend_from_slice(line_break);
    out
}

fn rewrite(content: &[u8], index: usize, edit: impl Fn(Line, &mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    for (at, line) in lines(content).enumerate() {
        if at == index {
            edit(line, &mut out);
        } else {
            out.extend_from_slice(line.bytes);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("a\nb\nc\n", "a\nX\nc\n", "a\nc\n", "a\nb\nc\nX\n")]
    #[case("a\r\nb\r\nc", "a\r\nX\r\nc", "a\r\nc", "a\r\nb\r\nc\r\nX\r\n")]
    #[case("\n b \n", "\nX\n", "\n", "\n b \nX\n")]
    #[case("a\nb", "a\nX", "a\n", "a\nb\nX\n")]
    fn only_one_line_changes(
        #[case] content: &str,
        #[case] replaced: &str,
        #[case] removed: &str,
        #[case] appended: &str,
    ) {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        assert_eq!(text(replace(content.as_bytes(), 1, b"X")), replaced);
        assert_eq!(text(remove(content.as_bytes(), 1)), removed);
        assert_eq!(text(append(content.as_bytes(), b"X")), appended);
    }

    #[test]
    fn an_empty_file_gets_its_first_line() {
        assert_eq!(append(b"", b"{}"), b"{}\n");
    }
}
