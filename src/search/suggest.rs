//! The suggester: finds catalogue names that begin with the typed text, allowing one typing error, and the record that a
//! name belongs to.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::HashSet;

use crate::domain::catalogue::{Catalogue, CatalogueRecord, Table};
use crate::domain::did_you_mean::SuggestionBudget;
use crate::domain::vocabulary::Resource;
use crate::search::normalize::normalize;

/// The Arabic article. Names match with and without it.
const ARTICLE: [char; 2] = ['ا', 'ل'];

/// Shorter texts match without errors only.
const MIN_FUZZY_LETTERS: usize = 4;

/// Shorter Latin texts are looked up as whole names only.
const MIN_SUGGEST_LETTERS: usize = 3;

/// Starts of words that one lookup reads.
const MAX_STARTS: usize = 500;

/// The record that a suggestion refers to, by its ordinal in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suggested {
    Actor(usize),
    Topic(usize),
    Article(usize),
}

impl Suggested {
    pub const fn resource(self) -> Resource {
        match self {
            Self::Actor(_) => Resource::Actor,
            Self::Topic(_) => Resource::Topic,
            Self::Article(_) => Resource::Article,
        }
    }

    pub const fn ordinal(self) -> usize {
        match self {
            Self::Actor(ordinal) | Self::Topic(ordinal) | Self::Article(ordinal) => ordinal,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub record: Suggested,
    /// The matching name or alias.
    pub matched: String,
}

/// How a name matches the typed text, best first. Fuzzy matches contain one typing error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum MatchQuality {
    Exact,
    Prefix,
    WordPrefix,
    FuzzyPrefix,
    FuzzyWordPrefix,
}

struct Name {
    normalized: Vec<char>,
    /// Starts of the words after the first, each also without the Arabic article.
    word_starts: Vec<usize>,
    text: String,
    record: Suggested,
}

/// The normalized names of a catalogue.
pub struct Suggester {
    names: Vec<Name>,
    /// Every name and start of a word in it, as positions in `names` and in the name, in the order of what follows.
    starts: Vec<(u32, u32)>,
}

impl Suggester {
    /// Collects the names and aliases of all records.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut names = Vec::new();
        let mut add = |record, (_, text): (&str, &str)| names.push(Name::new(record, text));
        for (ordinal, actor) in catalogue.actors.all().iter().enumerate() {
            let texts = actor.name.texts().chain(actor.aliases.texts());
            texts.for_each(|text| add(Suggested::Actor(ordinal), text));
        }
        for (ordinal, topic) in catalogue.topics.all().iter().enumerate() {
            let texts = topic.label.texts().chain(topic.alt_labels.texts());
            texts.for_each(|text| add(Suggested::Topic(ordinal), text));
        }
        for (ordinal, article) in catalogue.articles.all().iter().enumerate() {
            article.title.texts().for_each(|text| add(Suggested::Article(ordinal), text));
        }
        Self { starts: sorted_starts(&names), names }
    }

    /// Returns the number of names.
    #[expect(clippy::len_without_is_empty, reason = "only the size matters")]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns the identifier of the record that was probably meant: that with this name or alias in any language, that
    /// with the nearest identifier, or one with a name in which a word begins with the typed text.
    pub fn nearest_record<'t, T: CatalogueRecord>(
        &self,
        typed: &str,
        table: &'t Table<T>,
        budget: &SuggestionBudget,
    ) -> Option<&'t str> {
        if !budget.allows(typed) {
            return None;
        }
        let id_of = |ordinal: usize| table.all()[ordinal].id().borrow();
        if let Some(named) = self.best_match::<T>(typed, MatchQuality::Exact) {
            budget.spend()?;
            return Some(id_of(named));
        }
        let near = table.nearest(typed, budget);
        near.or_else(|| self.best_match::<T>(typed, MatchQuality::WordPrefix).map(id_of))
    }

    /// Returns the ordinals of the actors with this name or alias, in any language.
    pub fn actors_named(&self, typed: &str) -> Vec<usize> {
        let typed = normalize_name(typed);
        let text = |&(name, start): &(u32, u32)| &self.names[name as usize].normalized[start as usize..];
        let first = self.starts.partition_point(|start| text(start) < typed.as_slice());
        let same = self.starts[first..].iter().take_while(|start| !typed.is_empty() && text(start) == typed);
        let mut actors: Vec<usize> = same
            .filter_map(|&(name, start)| {
                let name = &self.names[name as usize];
                let is_whole = name.quality_at(start as usize, typed.len()) == MatchQuality::Exact;
                matches!(name.record, Suggested::Actor(_) if is_whole).then(|| name.record.ordinal())
            })
            .collect();
        actors.dedup();
        actors
    }

    /// Returns the best match among the first names that continue the typed text; the shortest of equally good ones.
    fn best_match<T: CatalogueRecord>(&self, typed: &str, worst: MatchQuality) -> Option<usize> {
        let typed = normalize_name(typed);
        let is_short = typed.len() < MIN_SUGGEST_LETTERS && typed.iter().all(char::is_ascii);
        if typed.is_empty() || (is_short && worst != MatchQuality::Exact) {
            return None;
        }
        let text = |&(name, start): &(u32, u32)| &self.names[name as usize].normalized[start as usize..];
        let first = self.starts.partition_point(|start| text(start) < typed.as_slice());
        let continued =
            self.starts[first..].iter().take(MAX_STARTS).take_while(|start| text(start).starts_with(&typed));
        let matches = continued.filter_map(|&(name, start)| {
            let name = &self.names[name as usize];
            let is_wanted = name.record.resource() == T::RESOURCE;
            let quality = name.quality_at(start as usize, typed.len());
            (is_wanted && quality <= worst).then_some((quality, name.normalized.len(), name.record.ordinal()))
        });
        matches.min().map(|(_, _, ordinal)| ordinal)
    }

    /// Returns the best suggestions among the `wanted` records, each record once. Equal matches are ordered by
    /// descending weight.
    pub fn suggest(
        &self,
        typed: &str,
        limit: usize,
        wanted: impl Fn(Suggested) -> bool,
        weight: impl Fn(Suggested) -> u64,
    ) -> Vec<Suggestion> {
        let mut suggestions: Vec<Suggestion> = Vec::new();
        for index in self.matching_names(typed, wanted, weight) {
            let Name { text, record, .. } = &self.names[index];
            if suggestions.len() < limit && suggestions.iter().all(|known| known.record != *record) {
                suggestions.push(Suggestion { record: *record, matched: text.clone() });
            }
        }
        suggestions
    }

    /// Returns the ordinals of all records of type `T` with a name that matches, each once, in the order of [`Self::suggest`].
    pub fn find_records<T: CatalogueRecord>(&self, typed: &str, weight: impl Fn(Suggested) -> u64) -> Vec<usize> {
        let names = self.matching_names(typed, |record| record.resource() == T::RESOURCE, weight);
        let mut known = HashSet::new();
        let ordinals = names.into_iter().map(|index| self.names[index].record.ordinal());
        ordinals.filter(|&ordinal| known.insert(ordinal)).collect()
    }

    /// Returns the positions of the names that match, best first.
    fn matching_names(
        &self,
        typed: &str,
        wanted: impl Fn(Suggested) -> bool,
        weight: impl Fn(Suggested) -> u64,
    ) -> Vec<usize> {
        let typed = normalize_name(typed);
        if typed.is_empty() {
            return vec![];
        }
        let mut matches: Vec<(MatchQuality, Reverse<u64>, usize)> = Vec::new();
        for (index, name) in self.names.iter().enumerate().filter(|(_, name)| wanted(name.record)) {
            if let Some(quality) = name.match_quality(&typed) {
                matches.push((quality, Reverse(weight(name.record)), index));
            }
        }
        matches.sort_unstable();
        matches.into_iter().map(|(.., index)| index).collect()
    }
}

/// Normalizes a name and replaces everything except letters and digits by single spaces.
fn normalize_name(text: &str) -> Vec<char> {
    let normalized = normalize(text);
    let words = normalized.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().collect()
}

impl Name {
    fn new(record: Suggested, text: &str) -> Self {
        let mut normalized = normalize_name(text);
        let starts: Vec<usize> = (1..normalized.len()).filter(|&at| normalized[at - 1] == ' ').collect();
        let with_article = starts.iter().filter(|&&at| normalized[at..].starts_with(&ARTICLE));
        let after_article = with_article.map(|at| at + ARTICLE.len());
        let word_starts = starts.iter().copied().chain(after_article).filter(|&at| at < normalized.len()).collect();
        normalized.shrink_to_fit();
        Self { normalized, word_starts, text: text.to_owned(), record }
    }

    /// How a text matches that begins at this start of a word.
    fn quality_at(&self, start: usize, length: usize) -> MatchQuality {
        let is_first = start == 0 || (start == ARTICLE.len() && self.normalized.starts_with(&ARTICLE));
        match (is_first, start + length == self.normalized.len()) {
            (true, true) => MatchQuality::Exact,
            (true, false) => MatchQuality::Prefix,
            (false, _) => MatchQuality::WordPrefix,
        }
    }

    fn match_quality(&self, typed: &[char]) -> Option<MatchQuality> {
        let without_article = self.normalized.strip_prefix(&ARTICLE).unwrap_or(&self.normalized);
        if self.normalized == typed || without_article == typed {
            return Some(MatchQuality::Exact);
        }
        if self.normalized.starts_with(typed) || without_article.starts_with(typed) {
            return Some(MatchQuality::Prefix);
        }
        if self.word_starts.iter().any(|&at| self.normalized[at..].starts_with(typed)) {
            return Some(MatchQuality::WordPrefix);
        }
        if typed.len() < MIN_FUZZY_LETTERS {
            return None;
        }
        if starts_with_one_error(&self.normalized, typed) {
            return Some(MatchQuality::FuzzyPrefix);
        }
        let is_fuzzy = self.word_starts.iter().any(|&at| starts_with_one_error(&self.normalized[at..], typed));
        is_fuzzy.then_some(MatchQuality::FuzzyWordPrefix)
    }
}

fn sorted_starts(names: &[Name]) -> Vec<(u32, u32)> {
    let mut starts = Vec::new();
    for (position, name) in names.iter().enumerate() {
        let after_article = name.normalized.starts_with(&ARTICLE).then_some(ARTICLE.len());
        let all = std::iter::once(0).chain(after_article).chain(name.word_starts.iter().copied());
        starts.extend(all.map(|start| (to_u32(position), to_u32(start))));
    }
    let text = |(name, start): (u32, u32)| &names[name as usize].normalized[start as usize..];
    starts.sort_unstable_by(|&a, &b| text(a).cmp(text(b)).then(a.cmp(&b)));
    starts
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).expect("fewer than four billion names and letters")
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
    fn one_typing_error_is_allowed(#[case] name: &str, #[case] typed: &str, #[case] matches: bool) {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(starts_with_one_error(&letters(name), &letters(typed)), matches);
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
    fn names_match_by_prefix(#[case] name: &str, #[case] typed: &str, #[case] quality: Option<MatchQuality>) {
        assert_eq!(Name::new(Suggested::Actor(0), name).match_quality(&normalize_name(typed)), quality);
    }
}
