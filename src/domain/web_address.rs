//! Web addresses: URLs that browsers open without running code. Letters of any script may stand in them, as in IRIs.
//! Addresses for reports of errors, which may also be e-mail addresses.

/// A regular expression that every web address matches: no white space, and none of the characters that RFC 3987 excludes.
pub const WEB_ADDRESS_PATTERN: &str = "^https?://[^\\s<>\"{}|\\\\^`]+$";

/// A regular expression that every contact matches: an e-mail address of common characters, or an https URL.
pub const CONTACT_PATTERN: &str = "^(https://[^\\s<>\"{}|\\\\^`]+|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+)$";

/// Whether a text is an e-mail address or an https URL by [`CONTACT_PATTERN`].
pub fn is_contact(text: &str) -> bool {
    text.starts_with("https://") && is_web_address(text) || is_email_address(text)
}

fn is_email_address(text: &str) -> bool {
    let consists_of = |text: &str, others: &[u8]| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
    };
    text.split_once('@').is_some_and(|(user, host)| {
        consists_of(user, b"._+-") && host.contains('.') && host.split('.').all(|label| consists_of(label, b"-"))
    })
}

/// Whether a text is a web address by [`WEB_ADDRESS_PATTERN`].
pub fn is_web_address(text: &str) -> bool {
    let excluded = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(excluded))
}

#[cfg(test)]
mod tests {
    use super::{is_contact, is_web_address};
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

    #[rstest]
    #[case("corrections@example.org", true)]
    #[case("first.last+isnad@mail.example.org", true)]
    #[case("https://example.org/report", true)]
    #[case("http://example.org/report", false)]
    #[case("mailto:corrections@example.org", false)]
    #[case("corrections@localhost", false)]
    #[case("@example.org", false)]
    #[case("a@b..org", false)]
    #[case("a@example.org?bcc=b@example.org", false)]
    #[case("a b@example.org", false)]
    fn contacts_are_recognised(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_contact(text), expected);
    }
}
