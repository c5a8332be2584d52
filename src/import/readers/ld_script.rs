//! The JSON-LD in the `script` elements of a web page.

/// Whether a file is a web page rather than JSON.
pub fn is_page(content: &str) -> bool {
    content.trim_start_matches('\u{FEFF}').trim_start().starts_with('<')
}

/// Returns the contents of the elements `<script type="application/ld+json">`.
pub fn ld_scripts(page: &str) -> Vec<&str> {
    // Letters of ASCII keep their length in lower case.
    let lower = page.to_ascii_lowercase();
    let mut found = vec![];
    let mut from = 0;
    while let Some(start) = lower[from..].find("<script").map(|at| from + at) {
        let Some(open) = lower[start..].find('>').map(|at| start + at + 1) else { break };
        let end = lower[open..].find("</script").map_or(page.len(), |at| open + at);
        if lower[start..open].contains("application/ld+json") {
            found.push(page[open..end].trim());
        }
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_of_json_ld_are_found() {
        let page = "<html><SCRIPT type='application/ld+json' id=x> {\"a\": \"é<b>\"} </SCRIPT><script>1</script>\
                    <script type=\"application/ld+json\">[]";
        assert!(is_page(page));
        assert_eq!(ld_scripts(page), ["{\"a\": \"é<b>\"}", "[]"]);
        assert!(ld_scripts("<script").is_empty());
    }
}
