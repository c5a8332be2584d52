//! The places of quotes that have no offsets.

/// Where a quote stands in a text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Once(usize, usize),
    /// The starts of all its places.
    Ambiguous(Vec<usize>),
    Nowhere,
}

/// Finds a quote; the words before and after it decide between several places.
pub fn find_quote(text: &str, quote: &str, prefix: &str, suffix: &str) -> Found {
    if quote.is_empty() {
        return Found::Nowhere;
    }
    let starts = occurrences(text, quote);
    let fits = |&start: &usize| ends_with(&text[..start], prefix) && starts_with(&text[start + quote.len()..], suffix);
    let fitting: Vec<usize> = starts.iter().copied().filter(fits).collect();
    match (starts.as_slice(), fitting.as_slice()) {
        ([], _) => Found::Nowhere,
        (&[start], _) | (_, &[start]) => Found::Once(start, start + quote.len()),
        (_, []) => Found::Ambiguous(starts),
        _ => Found::Ambiguous(fitting),
    }
}

/// Returns where a quote stands, overlapping places included.
fn occurrences(text: &str, quote: &str) -> Vec<usize> {
    let mut found = vec![];
    let mut from = 0;
    while let Some(at) = text[from..].find(quote) {
        let start = from + at;
        found.push(start);
        from = start + text[start..].chars().next().map_or(1, char::len_utf8);
    }
    found
}

/// Tools differ in the white space that they keep around a quote.
fn ends_with(before: &str, prefix: &str) -> bool {
    let mut before = before.chars().rev().filter(|c| !c.is_whitespace());
    prefix.chars().rev().filter(|c| !c.is_whitespace()).all(|c| before.next() == Some(c))
}

fn starts_with(after: &str, suffix: &str) -> bool {
    let mut after = after.chars().filter(|c| !c.is_whitespace());
    suffix.chars().filter(|c| !c.is_whitespace()).all(|c| after.next() == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("two", "", "", Found::Once(4, 7))]
    #[case("one", "", "", Found::Ambiguous(vec![0, 8]))]
    #[case("one", "two", "", Found::Once(8, 11))]
    #[case("one", "", "\n two", Found::Once(0, 3))]
    #[case("one", "three", "", Found::Ambiguous(vec![0, 8]))]
    #[case("three", "", "", Found::Nowhere)]
    #[case("", "", "", Found::Nowhere)]
    fn a_quote_is_found(#[case] quote: &str, #[case] prefix: &str, #[case] suffix: &str, #[case] expected: Found) {
        assert_eq!(find_quote("one two one", quote, prefix, suffix), expected);
    }

    #[test]
    fn overlapping_places_are_all_listed() {
        assert_eq!(find_quote("هههه", "هه", "", ""), Found::Ambiguous(vec![0, 2, 4]));
    }
}
