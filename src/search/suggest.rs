//! Suggestions for a search box: names that begin with what was typed, or nearly so.

use super::fold;
use crate::domain::catalogue::Catalogue;

/// What a suggestion names, by ordinal of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suggested {
    /// An actor.
    Actor(usize),
    /// A topic.
    Topic(usize),
    /// An article.
    Article(usize),
}

/// A name that fits what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What it names.
    pub what: Suggested,
    /// The name or alias that fits, as it is written.
    pub matched: String,
}

/// How well a name fits; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum MatchQuality {
    Whole,
    Beginning,
    LaterWord,
    NearBeginning,
    NearLaterWord,
}

struct Name {
    folded: Vec<char>,
    /// Where each word after the first begins, and where it goes on behind the Arabic article.
    words: Vec<usize>,
    written: String,
    what: Suggested,
}

/// Every name of a catalogue, folded.
pub struct Suggester(Vec<Name>);

impl Suggester {
    /// Collects the names and aliases of everything in the catalogue.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut names = Vec::new();
        let mut add = |what, written: &str| names.push(Name::new(what, written));
        for (ordinal, actor) in catalogue.actors.all().iter().enumerate() {
            let each = actor.name.each().into_iter().chain(actor.aliases.each());
            each.for_each(|(_, text)| add(Suggested::Actor(ordinal), text));
        }
        for (ordinal, topic) in catalogue.topics.all().iter().enumerate() {
            let each = topic.label.each().into_iter().chain(topic.alt_labels.each());
            each.for_each(|(_, text)| add(Suggested::Topic(ordinal), text));
        }
        for (ordinal, article) in catalogue.articles.all().iter().enumerate() {
            article.title.each().into_iter().for_each(|(_, text)| add(Suggested::Article(ordinal), text));
        }
        Self(names)
    }

    /// The best suggestions among what is wanted, each thing once. Among equally good ones `weight` decides, the heavier first.
    pub fn suggest(
        &self,
        typed: &str,
        limit: usize,
        wanted: impl Fn(Suggested) -> bool,
        weight: impl Fn(Suggested) -> u64,
    ) -> Vec<Suggestion> {
        let typed = letters(typed);
        if typed.is_empty() {
            return vec![];
        }
        let mut found: Vec<(MatchQuality, std::cmp::Reverse<u64>, usize)> = Vec::new();
        for (at, name) in self.0.iter().enumerate().filter(|(_, name)| wanted(name.what)) {
            if let Some(fit) = name.fit(&typed) {
                found.push((fit, std::cmp::Reverse(weight(name.what)), at));
            }
        }
        found.sort_unstable();
        let mut suggestions: Vec<Suggestion> = Vec::new();
        for (_, _, at) in found {
            let Name { written, what, .. } = &self.0[at];
            if suggestions.len() < limit && suggestions.iter().all(|known| known.what != *what) {
                suggestions.push(Suggestion { what: *what, matched: written.clone() });
            }
        }
        suggestions
    }
}

/// The folded text with everything but letters and digits as single spaces.
fn letters(text: &str) -> Vec<char> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().collect()
}

impl Name {
    fn new(what: Suggested, written: &str) -> Self {
        let mut folded = letters(written);
        let starts: Vec<usize> = (1..folded.len()).filter(|&at| folded[at - 1] == ' ').collect();
        let behind_article = starts.iter().filter(|&&at| folded[at..].starts_with(&['ا', 'ل'])).map(|at| at + 2);
        let words = starts.iter().copied().chain(behind_article).filter(|&at| at < folded.len()).collect();
        folded.shrink_to_fit();
        Self { folded, words, written: written.to_owned(), what }
    }

    fn fit(&self, typed: &[char]) -> Option<MatchQuality> {
        // A name is the same with and without its article.
        let bare = self.folded.strip_prefix(&['ا', 'ل']).unwrap_or(&self.folded);
        if self.folded == typed || bare == typed {
            return Some(MatchQuality::Whole);
        }
        if self.folded.starts_with(typed) || bare.starts_with(typed) {
            return Some(MatchQuality::Beginning);
        }
        if self.words.iter().any(|&at| self.folded[at..].starts_with(typed)) {
            return Some(MatchQuality::LaterWord);
        }
        // One slip in four letters or more.
        if typed.len() < 4 {
            return None;
        }
        if begins_nearly(&self.folded, typed) {
            return Some(MatchQuality::NearBeginning);
        }
        self.words.iter().any(|&at| begins_nearly(&self.folded[at..], typed)).then_some(MatchQuality::NearLaterWord)
    }
}

/// Whether `name` begins with `typed` but for one letter wrong, missing, added or swapped with its neighbour.
fn begins_nearly(name: &[char], typed: &[char]) -> bool {
    let same = name.iter().zip(typed).take_while(|(a, b)| a == b).count();
    let (name, typed) = (&name[same..], &typed[same..]);
    let from = |at: usize| name.get(at..).unwrap_or_default();
    let behind = |at: usize| typed.get(at..).unwrap_or_default();
    let wrong = !name.is_empty() && from(1).starts_with(behind(1));
    let added = name.starts_with(behind(1));
    let missing = from(1).starts_with(typed);
    let swapped =
        matches!((name, typed), ([a, b, ..], [c, d, ..]) if a == d && b == c) && from(2).starts_with(behind(2));
    wrong || added || missing || swapped
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("nvidia", "nvida", true)]
    #[case("nvidia", "nvdia", true)]
    #[case("nvidia", "nvviid", false)]
    #[case("nvidia", "nivd", true)]
    #[case("nvidia", "bvidia", true)]
    #[case("nvidia", "nvidiax", true)]
    #[case("huawei", "huwaei", true)]
    #[case("huawei", "xyawei", false)]
    fn one_slip_is_forgiven(#[case] name: &str, #[case] typed: &str, #[case] fits: bool) {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(begins_nearly(&letters(name), &letters(typed)), fits);
    }

    #[rstest]
    #[case("الصين", "صين", Some(MatchQuality::Whole))]
    #[case("معركة مع الصين", "صين", Some(MatchQuality::LaterWord))]
    #[case("شركة إنفيديا", "انفيديا", Some(MatchQuality::LaterWord))]
    #[case("إدارة ترامب", "ادارة ترا", Some(MatchQuality::Beginning))]
    #[case("Financial Times", "financial-times", Some(MatchQuality::Whole))]
    #[case("Financial Times", "tim", Some(MatchQuality::LaterWord))]
    #[case("Financial Times", "finacial", Some(MatchQuality::NearBeginning))]
    #[case("Tesla", "xyz", None)]
    fn a_name_fits_by_its_beginnings(#[case] name: &str, #[case] typed: &str, #[case] fit: Option<MatchQuality>) {
        assert_eq!(Name::new(Suggested::Actor(0), name).fit(&letters(typed)), fit);
    }
}
