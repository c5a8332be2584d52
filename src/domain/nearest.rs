//! The nearest valid spelling of a mistyped word, for errors that teach.

/// Returns the candidate closest to `typed`, if one is close enough to be worth suggesting.
///
/// Close enough means: a candidate that differs only in case, separators or one swapped, missing or added letter in
/// three, or one that `typed` is a prefix of. The first of equally close candidates wins, so the order of the
/// candidates decides ties.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(typed);
    if wanted.is_empty() {
        return None;
    }
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let distance = distance(&wanted, &plain(candidate));
        if distance.is_some_and(|d| best.is_none_or(|(least, _)| d < least)) {
            best = distance.map(|d| (d, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn distance(wanted: &str, candidate: &str) -> Option<usize> {
    let length = wanted.chars().count();
    let allowed = (length / 3).min(3);
    let edits = strsim::damerau_levenshtein(wanted, candidate);
    if edits <= allowed {
        return Some(edits);
    }
    // A prefix of at least three letters is an unfinished word; it ranks behind any plain misspelling.
    (length >= 3 && candidate.starts_with(wanted)).then_some(allowed + edits)
}

fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("chnia", Some("china"))]
    #[case("China", Some("china"))]
    #[case("trump_administration", Some("trump-administration"))]
    #[case("trump", Some("trump-administration"))]
    #[case("zebra", None)]
    #[case("fr", None)]
    #[case("", None)]
    fn suggests_only_what_is_close(#[case] typed: &str, #[case] expected: Option<&str>) {
        let candidates = ["china", "chile", "nvidia", "trump-administration"];
        assert_eq!(nearest(typed, candidates), expected);
    }
}
