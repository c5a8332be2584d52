//! Finds the names that begin with a text, or in which a word does, allowing one typing error. The starts of all words are
//! sorted, so that a lookup reads only what matches.

use std::ops::Range;

use crate::search::normalize::normalize;

/// The Arabic article. Names match with and without it.
const ARTICLE: [char; 2] = ['ا', 'ل'];

/// Shorter texts match without errors only.
const MIN_FUZZY_LETTERS: usize = 4;

/// How a name matches the typed text, best first. Fuzzy matches contain one typing error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchQuality {
    Exact,
    Prefix,
    WordPrefix,
    FuzzyPrefix,
    FuzzyWordPrefix,
}

/// A start of a word: the position of its name, and its place in that name.
type Start = (u32, u32);

/// Names by position.
pub struct NameIndex {
    normalized: Vec<Box<[char]>>,
    /// In the order of what follows in the name. Words with the Arabic article start with and without it.
    starts: Vec<Start>,
}

/// Normalizes a name and replaces everything except letters and digits by single spaces.
pub fn normalize_name(text: &str) -> Vec<char> {
    let normalized = normalize(text);
    let words = normalized.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().collect()
}

impl NameIndex {
    pub fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let normalized: Vec<Box<[char]>> = names.map(|name| normalize_name(name).into()).collect();
        let mut starts = Vec::new();
        for (position, name) in normalized.iter().enumerate() {
            starts.extend(word_starts(name).map(|start| (to_u32(position), to_u32(start))));
        }
        let text = |(position, start): Start| &normalized[position as usize][start as usize..];
        starts.sort_unstable_by(|&a, &b| text(a).cmp(text(b)).then(a.cmp(&b)));
        Self { normalized, starts }
    }

    /// Returns the number of letters of a name.
    pub fn letters(&self, position: usize) -> usize {
        self.normalized[position].len()
    }

    /// Returns the names that match, by position, each with its best quality.
    pub fn matches(&self, typed: &[char]) -> Vec<(usize, MatchQuality)> {
        if typed.is_empty() {
            return vec![];
        }
        let mut matches: Vec<_> = self.continuing(typed).collect();
        if typed.len() >= MIN_FUZZY_LETTERS {
            for range in self.with_one_error(typed) {
                let starts = self.starts[range].iter();
                matches.extend(starts.filter_map(|&start| Some((start.0 as usize, self.fuzzy_quality(start)?))));
            }
        }
        matches.sort_unstable();
        matches.dedup_by_key(|(position, _)| *position);
        matches
    }

    /// Returns the names in which a word begins with the text, in the order of what follows, with the quality of each match. A
    /// name can be there more than once.
    pub fn continuing<'t>(&'t self, typed: &'t [char]) -> impl Iterator<Item = (usize, MatchQuality)> + 't {
        let starts = self.starts[self.narrow(0..self.starts.len(), 0, typed)].iter();
        starts.map(|&start| (start.0 as usize, self.quality(start, typed.len())))
    }

    /// Returns the names that equal the text, with or without the article.
    pub fn equal<'t>(&'t self, typed: &'t [char]) -> impl Iterator<Item = usize> + 't {
        let starts = self.starts[self.narrow(0..self.starts.len(), 0, typed)].iter();
        // Shorter texts are first.
        let same = starts.take_while(|&&start| self.text(start).len() == typed.len());
        same.filter(|&&start| self.is_first(start)).map(|start| start.0 as usize)
    }

    fn text(&self, (position, start): Start) -> &[char] {
        &self.normalized[position as usize][start as usize..]
    }

    /// Whether a start is the start of its name, with or without the article.
    fn is_first(&self, (position, start): Start) -> bool {
        start == 0 || self.is_after_first_article((position, start))
    }

    fn is_after_first_article(&self, (position, start): Start) -> bool {
        start as usize == ARTICLE.len() && self.normalized[position as usize].starts_with(&ARTICLE)
    }

    fn quality(&self, start: Start, length: usize) -> MatchQuality {
        match (self.is_first(start), self.text(start).len() == length) {
            (true, true) => MatchQuality::Exact,
            (true, false) => MatchQuality::Prefix,
            (false, _) => MatchQuality::WordPrefix,
        }
    }

    /// The quality of a match with one error. `None` if the name matches with its article only.
    fn fuzzy_quality(&self, start: Start) -> Option<MatchQuality> {
        match start.1 {
            0 => Some(MatchQuality::FuzzyPrefix),
            _ if self.is_after_first_article(start) => None,
            _ => Some(MatchQuality::FuzzyWordPrefix),
        }
    }

    /// Returns those of a range whose text continues with `letters` after the first `depth` ones, which are the same in the whole
    /// range.
    fn narrow(&self, range: Range<usize>, depth: usize, letters: &[char]) -> Range<usize> {
        let starts = &self.starts[range.clone()];
        let rest = |&start: &Start| &self.text(start)[depth..];
        let first = starts.partition_point(|start| rest(start) < letters);
        let count = starts[first..].partition_point(|start| rest(start).starts_with(letters));
        range.start + first..range.start + first + count
    }

    /// Returns the starts of texts that begin with `typed`, except for one letter that is wrong, missing, added, or swapped with the
    /// next. They can overlap, and include texts without an error.
    fn with_one_error(&self, typed: &[char]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        // Those that begin with the letters before the error.
        let mut range = 0..self.starts.len();
        for depth in 0..typed.len() {
            let rest = &typed[depth..];
            if rest.len() == 1 {
                // Whatever stands in place of the last letter.
                found.push(range);
                break;
            }
            found.push(self.narrow(range.clone(), depth, &rest[1..]));
            if let &[first, second, ref after @ ..] = rest {
                let swapped = self.narrow(range.clone(), depth, &[second, first]);
                found.push(self.narrow(swapped, depth + 2, after));
            }
            for other in self.by_next_letter(range.clone(), depth) {
                found.push(self.narrow(other.clone(), depth + 1, &rest[1..]));
                found.push(self.narrow(other, depth + 1, rest));
            }
            range = self.narrow(range, depth, &rest[..1]);
        }
        found
    }

    /// Divides a range by the letter after the first `depth` ones.
    fn by_next_letter(&self, mut range: Range<usize>, depth: usize) -> impl Iterator<Item = Range<usize>> {
        // Texts that end there are first.
        range.start += self.starts[range.clone()].partition_point(|&start| self.text(start).len() == depth);
        std::iter::from_fn(move || {
            let &start = self.starts[range.clone()].first()?;
            let same = self.narrow(range.clone(), depth, &self.text(start)[depth..=depth]);
            range.start = same.end;
            Some(same)
        })
    }
}

/// Returns the starts of all words in a normalized name, each also without the article.
fn word_starts(name: &[char]) -> impl Iterator<Item = usize> {
    let starts = (0..name.len()).filter(|&at| at == 0 || name[at - 1] == ' ');
    starts.flat_map(|at| {
        let after_article = name[at..].starts_with(&ARTICLE).then_some(at + ARTICLE.len());
        [Some(at), after_article.filter(|&at| at < name.len())].into_iter().flatten()
    })
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).expect("fewer than four billion names and letters")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn quality(name: &str, typed: &str) -> Option<MatchQuality> {
        let found = NameIndex::new([name].into_iter()).matches(&normalize_name(typed));
        found.first().map(|&(_, quality)| quality)
    }

    #[rstest]
    #[case("nvidia", "nvida", true)]
    #[case("nvidia", "nvdia", true)]
    #[case("nvidia", "nvviid", false)]
    #[case("nvidia", "nivd", true)]
    #[case("nvidia", "bvidia", true)]
    #[case("nvidia", "nvidiax", true)]
    #[case("huawei", "huwaei", true)]
    #[case("huawei", "xyawei", false)]
    fn one_typing_error_is_allowed(#[case] name: &str, #[case] typed: &str, #[case] matches: bool) {
        assert_eq!(quality(name, typed), matches.then_some(MatchQuality::FuzzyPrefix));
    }

    #[rstest]
    #[case("الصين", "صين", Some(MatchQuality::Exact))]
    #[case("معركة مع الصين", "صين", Some(MatchQuality::WordPrefix))]
    #[case("شركة إنفيديا", "انفيديا", Some(MatchQuality::WordPrefix))]
    #[case("إدارة ترامب", "ادارة ترا", Some(MatchQuality::Prefix))]
    #[case("Financial Times", "financial-times", Some(MatchQuality::Exact))]
    #[case("Financial Times", "tim", Some(MatchQuality::WordPrefix))]
    #[case("Financial Times", "finacial", Some(MatchQuality::FuzzyPrefix))]
    #[case("Tesla", "xyz", None)]
    fn names_match_by_prefix(#[case] name: &str, #[case] typed: &str, #[case] expected: Option<MatchQuality>) {
        assert_eq!(quality(name, typed), expected);
    }

    /// The quality of a match by comparing the name with the text.
    fn naive_quality(name: &[char], typed: &[char]) -> Option<MatchQuality> {
        let without_article = name.strip_prefix(&ARTICLE).unwrap_or(name);
        let words = || word_starts(name).filter(|&at| at > 0 && !(at == 2 && name.starts_with(&ARTICLE)));
        let is_fuzzy = |text: &[char]| typed.len() >= MIN_FUZZY_LETTERS && starts_with_one_error(text, typed);
        if name == typed || without_article == typed {
            Some(MatchQuality::Exact)
        } else if name.starts_with(typed) || without_article.starts_with(typed) {
            Some(MatchQuality::Prefix)
        } else if words().any(|at| name[at..].starts_with(typed)) {
            Some(MatchQuality::WordPrefix)
        } else if is_fuzzy(name) {
            Some(MatchQuality::FuzzyPrefix)
        } else {
            words().any(|at| is_fuzzy(&name[at..])).then_some(MatchQuality::FuzzyWordPrefix)
        }
    }

    fn skip(letters: &[char], count: usize) -> &[char] {
        letters.get(count..).unwrap_or_default()
    }

    /// Whether `name` starts with `typed`, except for one letter that is wrong, missing, added, or swapped with the next.
    fn starts_with_one_error(name: &[char], typed: &[char]) -> bool {
        let equal = name.iter().zip(typed).take_while(|(a, b)| a == b).count();
        let (name, typed) = (&name[equal..], &typed[equal..]);
        let is_wrong = !name.is_empty() && skip(name, 1).starts_with(skip(typed, 1));
        let is_added = name.starts_with(skip(typed, 1));
        let is_missing = skip(name, 1).starts_with(typed);
        let is_swapped = matches!((name, typed), ([a, b, ..], [c, d, ..]) if a == d && b == c)
            && skip(name, 2).starts_with(skip(typed, 2));
        is_wrong || is_added || is_missing || is_swapped
    }

    proptest! {
        #[test]
        fn lookups_find_what_comparing_every_name_finds(
            names in proptest::collection::vec("([ab]|ال|[ab]|ا| ){0,9}", 0..40),
            typed in "([ab]|ال|ا| ){1,7}",
        ) {
            let typed = normalize_name(&typed);
            prop_assume!(!typed.is_empty());
            let index = NameIndex::new(names.iter().map(String::as_str));
            let expected = names.iter().enumerate().filter_map(|(position, name)| {
                Some((position, naive_quality(&normalize_name(name), &typed)?))
            });
            prop_assert_eq!(index.matches(&typed), expected.collect::<Vec<_>>());
        }
    }
}
