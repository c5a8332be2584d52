//! Checks on the parts of URLs.

/// Whether `text` consists of the characters of a host name or address with an optional port, so that it cannot add a
/// path, query or markup to a URL it is put in.
pub fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
}
