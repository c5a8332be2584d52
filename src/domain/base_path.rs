//! The path below which a server is published, such as `/data/isnad`. It is the same for the whole process: that of
//! `--public-url`.

use std::borrow::Cow;
use std::sync::OnceLock;

static BASE: OnceLock<String> = OnceLock::new();

/// Sets the path, without a slash at its end, before anything is served. Later calls have no effect.
pub fn set(path: String) {
    BASE.get_or_init(|| path);
}

/// The path; empty at the root.
pub fn get() -> &'static str {
    BASE.get().map_or("", String::as_str)
}

/// A path of this server, such as `/v1/claims`, as clients see it.
pub fn link<'p>(path: impl Into<Cow<'p, str>>) -> Cow<'p, str> {
    let path = path.into();
    if get().is_empty() { path } else { Cow::Owned([get(), &path].concat()) }
}

/// The path of a request without the base path; `None` if it is not below it.
pub fn strip(path: &str) -> Option<&str> {
    strip_base(get(), path)
}

fn strip_base<'p>(base: &str, path: &'p str) -> Option<&'p str> {
    path.strip_prefix(base).filter(|rest| !base.is_empty() && (rest.is_empty() || rest.starts_with('/')))
}

/// Puts the base path before the links of a claim, given as JSON. Nothing else in a claim is a path of this server.
pub fn link_claim(document: &[u8]) -> Option<Vec<u8>> {
    link_claim_below(get(), document)
}

fn link_claim_below(base: &str, document: &[u8]) -> Option<Vec<u8>> {
    // Within a string, quotation marks are escaped.
    const LINKS: &[u8] = br#""links":{"self":""#;
    const PAGE: &[u8] = br#"","page":""#;
    if base.is_empty() {
        return None;
    }
    let itself = document.windows(LINKS.len()).rposition(|part| part == LINKS)? + LINKS.len();
    let page = document[itself..].windows(PAGE.len()).position(|part| part == PAGE)? + itself + PAGE.len();
    let base = base.as_bytes();
    Some([&document[..itself], base, &document[itself..page], base, &document[page..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_segments_are_stripped() {
        let stripped = ["/data/v1?q=a", "/data", "/data/", "/database", "/v1"].map(|path| strip_base("/data", path));
        assert_eq!(stripped, [Some("/v1?q=a"), Some(""), Some("/"), None, None]);
        assert_eq!(strip_base("", "/v1"), None);
    }

    #[test]
    fn only_the_links_of_a_claim_change() {
        let claim = br#"{"quote":"\"links\":{\"self\":\"/x","links":{"self":"/v1/claims/a-1","page":"/claims/a-1","source":"https://e.example/"}}"#;
        let expected = br#"{"quote":"\"links\":{\"self\":\"/x","links":{"self":"/data/v1/claims/a-1","page":"/data/claims/a-1","source":"https://e.example/"}}"#;
        assert_eq!(link_claim_below("/data", claim).unwrap(), expected);
        assert_eq!(link_claim_below("", claim), None);
    }
}
