//! The word lists of a language, from `words/<language>.txt`.
//!
//! A section begins with its name in brackets. Its entries are separated by commas and line breaks; `name: entries` gives
//! entries a name, such as the dictionary form of a verb. `pattern, pattern = meaning` is a rule of the section `dates`. Lines
//! that begin with `#` are comments.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::language_map::primary_subtag;
use crate::drafting::date_patterns::DateWords;
use crate::drafting::date_rules::DateRules;
use crate::drafting::phrases::Phrases;

/// The words by which rules find speakers, certainty and dates. A language without lists has none.
#[derive(Default)]
pub struct Lexicon {
    /// Verbs that report speech wherever they stand.
    pub reporting_verbs: Phrases,
    /// Verbs that report speech before a clause, a colon or a quotation.
    pub verbs_with_clause: Phrases,
    /// Phrases such as "according to", before or after the speaker.
    pub reporting_phrases: Phrases,
    /// Words that make a verb passive: what was said has no speaker then.
    pub passive: Phrases,
    /// Words that begin a reported clause.
    pub that: Phrases,
    pub pronouns: Phrases,
    /// Words that make a noun definite: articles, demonstratives and possessives.
    pub articles: Phrases,
    /// Words that a name has besides its content words.
    pub prepositions: Phrases,
    pub hedges: Phrases,
    pub conditions: Phrases,
    pub expectations: Phrases,
    pub wishes: Phrases,
    pub causes: Phrases,
    pub conjunctions: Phrases,
    /// Nouns that refer to a company named before.
    pub company: Phrases,
    /// Nouns that refer to a country named before.
    pub country: Phrases,
    pub two_countries: Phrases,
    /// Words whose full stop does not end a sentence, in lower case.
    pub abbreviations: Vec<String>,
    pub dates: DateRules,
}

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("words/en.txt"), "en"));
static ARABIC: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("words/ar.txt"), "ar"));
static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("words/fr.txt"), "fr"));
static NONE: LazyLock<Lexicon> = LazyLock::new(Lexicon::default);

impl Lexicon {
    /// Returns the word lists of a language, by its BCP 47 tag.
    pub fn for_language(tag: &str) -> &'static Self {
        match primary_subtag(tag) {
            "en" => &ENGLISH,
            "ar" => &ARABIC,
            "fr" => &FRENCH,
            _ => &NONE,
        }
    }

    fn parse(file: &str, language: &str) -> Self {
        let sections = sections(file);
        let phrases = |name: &str| Phrases::parse(sections.get(name).copied().unwrap_or_default(), language);
        let dates = DateWords {
            months: phrases("months"),
            weekdays: phrases("weekdays"),
            seasons: phrases("seasons"),
            units: phrases("units"),
            numbers: phrases("numbers"),
            before: phrases("before dates"),
            since: phrases("since"),
            until: phrases("until"),
            end_of: phrases("end of"),
            about: phrases("about"),
        };
        let rules = sections.get("dates").copied().unwrap_or_default();
        let abbreviations = sections.get("abbreviations").copied().unwrap_or_default();
        Self {
            reporting_verbs: phrases("reporting verbs"),
            verbs_with_clause: phrases("verbs with a clause"),
            reporting_phrases: phrases("reporting phrases"),
            passive: phrases("passive"),
            that: phrases("that"),
            pronouns: phrases("pronouns"),
            articles: phrases("articles"),
            prepositions: phrases("prepositions"),
            hedges: phrases("hedges"),
            conditions: phrases("conditions"),
            expectations: phrases("expectations"),
            wishes: phrases("wishes"),
            causes: phrases("causes"),
            conjunctions: phrases("conjunctions"),
            company: phrases("company"),
            country: phrases("country"),
            two_countries: phrases("two countries"),
            abbreviations: abbreviations.split([',', '\n']).map(|word| word.trim().to_lowercase()).collect(),
            dates: DateRules::parse(rules, dates, language),
        }
    }
}

/// Returns the text of each section of a file, by its name.
fn sections(file: &str) -> HashMap<&str, &str> {
    let parts = file.split("\n[").skip(1);
    parts.filter_map(|part| part.split_once("]\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drafting::date_meaning::DateContext;
    use crate::drafting::tokens::tokens;

    const SECTIONS: [&str; 29] = [
        "reporting verbs",
        "verbs with a clause",
        "reporting phrases",
        "passive",
        "that",
        "pronouns",
        "articles",
        "prepositions",
        "hedges",
        "conditions",
        "expectations",
        "wishes",
        "causes",
        "conjunctions",
        "company",
        "country",
        "two countries",
        "abbreviations",
        "months",
        "weekdays",
        "seasons",
        "units",
        "numbers",
        "before dates",
        "since",
        "until",
        "end of",
        "about",
        "dates",
    ];

    #[test]
    fn every_language_has_every_section() {
        for file in [include_str!("words/en.txt"), include_str!("words/ar.txt"), include_str!("words/fr.txt")] {
            let sections = sections(file);
            for name in SECTIONS {
                assert!(sections.get(name).is_some_and(|text| !text.trim().is_empty()), "{name}");
            }
            assert_eq!(sections.len(), SECTIONS.len());
        }
        let find =
            |tag: &str, text: &str| Lexicon::for_language(tag).dates.find(&tokens(text, tag), &DateContext::default());
        assert!(
            [("en", "in 2022"), ("ar", "عام 2022"), ("fr", "en 2022")]
                .iter()
                .all(|(tag, text)| !find(tag, text).is_empty())
        );
    }
}
