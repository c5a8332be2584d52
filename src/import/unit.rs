//! What an offset counts.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    CodePoints,
    Utf16,
    Bytes,
}

impl Unit {
    /// Returns the length of a character.
    pub fn length(self, c: char) -> u64 {
        match self {
            Self::CodePoints => 1,
            Self::Utf16 => c.len_utf16() as u64,
            Self::Bytes => c.len_utf8() as u64,
        }
    }
}
