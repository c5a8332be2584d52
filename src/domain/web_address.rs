//! Web addresses: URLs that browsers open without running code. Letters of any script may stand in them, as in IRIs.

/// A regular expression that every web address matches: no white space, and none of the characters that RFC 3987 excludes.
pub const WEB_ADDRESS_PATTERN: &str = "^https?://[^\\s<>\"{}|\\\\^`]+$";

/// Whether a text is a web address by [`WEB_ADDRESS_PATTERN`].
pub fn is_web_address(text: &str) -> bool {
    let excluded = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(excluded))
}

#[cfg(test)]
mod tests {
    use super::is_web_address;
    use rstest::rstest;

    #[rstest]
    #[case("https://example.org/a?b=c#d", true)]
    #[case("http://ar.example.org/wiki/الصين", true)]
    #[case("https://", false)]
    #[case("javascript:alert(1)", false)]
    #[case("HTTPS://example.org", false)]
    #[case("https://example.org/a b", false)]
    #[case("https://example.org/<script>", false)]
    fn web_addresses_are_recognised(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_web_address(text), expected);
    }
}
