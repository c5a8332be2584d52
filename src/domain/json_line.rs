//! JSON in which no character ends a line.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter};

/// Serializes a value to JSON that is one line to every reader: some end lines at more characters than LF and CR, which JSON
/// need not escape.
pub fn to_json_line(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut line = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut line, OneLine))?;
    Ok(line)
}

struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        const LINE_ENDS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];
        // The first bytes of their encodings.
        if !fragment.bytes().any(|byte| matches!(byte, 0xC2 | 0xE2)) {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        let mut rest = fragment;
        while let Some(at) = rest.find(LINE_ENDS) {
            let (before, after) = rest.split_at(at);
            CompactFormatter.write_string_fragment(writer, before)?;
            let mut characters = after.chars();
            write!(writer, "\\u{:04x}", characters.next().map_or(0, u32::from))?;
            rest = characters.as_str();
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::to_json_line;

    #[test]
    fn characters_that_end_lines_are_escaped() {
        let text = "a\u{2028}\u{2029}b\n\u{85}é";
        let line = String::from_utf8(to_json_line(&text).unwrap()).unwrap();
        assert_eq!(line, r#""a\u2028\u2029b\n\u0085é""#);
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
