//! The words between quotation marks of a text.

use std::ops::Range;

/// Marks that open and close a quotation.
const PAIRS: [(char, char); 7] =
    [('“', '”'), ('«', '»'), ('„', '“'), ('‹', '›'), ('「', '」'), ('『', '』'), ('"', '"')];

/// Returns what stands between quotation marks, in code points without the marks; of quotations in quotations the outer one.
///
/// A quotation that its paragraph does not close ends with the paragraph, as in speeches of several paragraphs.
pub fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut depth = 0;
    let mut length = 0;
    for (at, c) in text.chars().enumerate() {
        length = at + 1;
        match open {
            Some((start, _)) if c == '\n' => {
                found.push(start..at);
                open = None;
            }
            Some((start, close)) if c == close => {
                if depth == 0 {
                    found.push(start..at);
                    open = None;
                } else {
                    depth -= 1;
                }
            }
            Some((_, close)) => {
                let nests = PAIRS.iter().any(|&(begin, end)| begin == c && end == close);
                depth += usize::from(nests);
            }
            None => {
                open = PAIRS.iter().find(|(begin, _)| *begin == c).map(|&(_, close)| (at + 1, close));
                depth = 0;
            }
        }
    }
    found.extend(open.map(|(start, _)| start..length));
    found.retain(|range| range.start < range.end);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("He said “yes, ‘no’” and \"maybe\".", &["yes, ‘no’", "maybe"])]
    #[case("« A “b” c », dit-elle", &[" A “b” c "])]
    #[case("„Ja“, sagte er", &["Ja"])]
    #[case("« a « b » c »", &[" a « b » c "])]
    #[case("“one\n“two” three", &["one", "two"])]
    #[case("قال: “نعم.”", &["نعم."])]
    #[case("它“好”「坏」", &["好", "坏"])]
    #[case("“”", &[])]
    fn quotations_are_found(#[case] text: &str, #[case] expected: &[&str]) {
        let characters: Vec<char> = text.chars().collect();
        let found: Vec<String> = quotations(text).into_iter().map(|range| characters[range].iter().collect()).collect();
        assert_eq!(found, expected);
    }
}
