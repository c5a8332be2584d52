//! Checks on the parts of URLs.

use std::borrow::Cow;

/// The longest path and query that a request may have, in bytes.
pub const MAX_URI_BYTES: usize = 16 << 10;

/// Whether `text` consists of the characters of a host name or address with an optional port, so that it cannot add a
/// path, query or markup to a URL it is put in.
pub fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
}

/// A path, or path and query, as a reference on this server: browsers read one that begins with two slashes as the name of
/// another host, and a backslash as a slash.
pub fn local_path(path: &str) -> Cow<'_, str> {
    let rest = path.trim_start_matches(['/', '\\']);
    if path.len() - rest.len() == 1 && path.starts_with('/') { path.into() } else { format!("/{rest}").into() }
}

/// The beginning of a URL, at most `length` characters of it, without a part of a percent escape at the end.
pub fn beginning(url: &str, length: usize) -> &str {
    let Some((end, _)) = url.char_indices().nth(length) else { return url };
    let cut = &url[..end];
    match cut.rfind('%') {
        Some(escape) if cut.len() - escape < 3 => &cut[..escape],
        _ => cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_url_ends_between_escapes() {
        let url = "/a%C3%A9b";
        let beginnings = [0, 2, 3, 4, 5, 7, 8, 9, 20].map(|length| beginning(url, length));
        assert_eq!(beginnings, ["", "/a", "/a", "/a", "/a%C3", "/a%C3", "/a%C3%A9", url, url]);
    }

    #[test]
    fn a_local_path_names_no_host() {
        for path in
            ["//evil.example/x", "///evil.example/x", "/\\evil.example/x", "\\\\evil.example/x", "evil.example/x"]
        {
            assert_eq!(local_path(path), "/evil.example/x");
        }
        assert_eq!(local_path("/v1//claims?q=//x"), "/v1//claims?q=//x");
        assert_eq!(local_path("//"), "/");
    }
}
