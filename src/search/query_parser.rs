//! The query parser: words, `"phrases"`, `-exclusions`, `prefix*` and `one OR other`. There is no invalid syntax.
//!
//! The language of a query is not known, so each word is looked up as every language of the dataset would analyze it.

use crate::search::analyzer::Analyzer;
use crate::search::clauses::{Clause, split_clauses};
use crate::search::query_parts::{MAX_CLAUSE_WORDS, Part, PartBuilder};
use crate::search::script::Script;
use crate::search::text_query::{Lookup, TextQuery};
use crate::search::variants::particle_typed_as;

/// Letters that a prefix must have, except in scripts without spaces between words.
pub const MIN_PREFIX_LETTERS: usize = 2;

/// Parses a query for a dataset with these languages. Returns `None` if it contains no term.
pub fn parse_query(typed: &str, analyzers: &[Analyzer]) -> Option<TextQuery> {
    let Parts { required, excluded } = Parts::read(typed, &PartBuilder::new(typed, analyzers));
    let mut query = TextQuery { typed: typed.to_owned(), ..TextQuery::default() };
    let words = required.iter().filter(|part| !part.is_particle).count();
    for part in required {
        require(part, words, &mut query);
    }
    for part in excluded {
        if part.is_particle && !query.required.is_empty() {
            query.ignore(part.typed);
        } else if !query.excluded.contains(&part.alternatives) {
            query.excluded.push(part.alternatives);
        }
    }
    (!query.required.is_empty() || !query.excluded.is_empty()).then_some(query)
}

/// The parts of all clauses.
#[derive(Default)]
struct Parts<'t> {
    required: Vec<Part<'t>>,
    excluded: Vec<Part<'t>>,
}

impl<'t> Parts<'t> {
    fn read(typed: &'t str, builder: &PartBuilder) -> Self {
        let mut parts = Self::default();
        // The last required clause with the place of its first part, and whether `OR` follows it.
        let (mut left, mut or_follows): (Option<(usize, &Clause)>, bool) = (None, false);
        let clauses = split_clauses(typed);
        for clause in &clauses {
            if parts.required.len() + parts.excluded.len() > MAX_CLAUSE_WORDS {
                break;
            }
            if clause.is_or() && clauses.len() > 1 {
                or_follows = true;
                continue;
            }
            let is_other = std::mem::take(&mut or_follows);
            match left.filter(|_| is_other) {
                // An exclusion has no alternative.
                _ if clause.is_excluded => {
                    parts.excluded.extend(builder.excluded(clause));
                    left = None;
                }
                Some((start, first)) => parts.add_alternative(start, first, clause, builder),
                None => {
                    let start = parts.required.len();
                    parts.required.extend(builder.parts(clause));
                    left = (parts.required.len() > start).then_some((start, clause)).or(left);
                }
            }
        }
        builder.join_neighbours(&mut parts.required);
        parts.required.retain(|part| !part.alternatives.is_empty());
        parts.excluded.retain(|part| !part.alternatives.is_empty());
        parts
    }

    /// Makes one part of the last clause, whose parts begin at `start`, and of another.
    fn add_alternative(&mut self, start: usize, left: &Clause<'t>, right: &Clause<'t>, builder: &PartBuilder) {
        if self.required.len() > start + 1 {
            self.required.truncate(start);
            self.required.extend(builder.operand(left));
        }
        if let (Some(part), Some(other)) = (self.required.last_mut(), builder.operand(right)) {
            part.alternatives.extend(other.alternatives);
            part.passed_over.extend(other.passed_over);
            (part.is_particle, part.is_word) = (false, false);
        }
    }
}

/// Adds a required part to the query, unless it is a particle and the query has other words; `words` is their number.
fn require(mut part: Part, words: usize, query: &mut TextQuery) {
    if part.is_particle && words > 0 {
        query.ignore(part.typed);
        return;
    }
    part.passed_over.iter().for_each(|particle| query.ignore(particle));
    // A name such as علي is also typed like the particle على, which would match too much by itself.
    if part.is_word
        && words > 1
        && let Some(particle) = particle_typed_as(part.typed)
        && let Some(Lookup::Phrase(positions)) = part.alternatives.first_mut()
        && let [position] = positions.as_mut_slice()
        && !position.contains(&particle)
    {
        position.push(particle);
    }
    if !query.required.contains(&part.alternatives) {
        query.required.push(part.alternatives);
    }
}

/// Returns a prefix of the query that has too few letters to be searched.
pub fn too_short_prefix(query: &TextQuery) -> Option<&str> {
    query.lookups().find_map(|lookup| match lookup {
        Lookup::Prefix { typed, beginnings, .. } => beginnings
            .first()
            .filter(|first| Script::of(first) != Script::Unspaced && first.chars().count() < MIN_PREFIX_LETTERS)
            .map(|_| typed.as_str()),
        Lookup::Phrase(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::text_query::Alternatives;
    use proptest::prelude::*;
    use rstest::rstest;

    fn analyzers(languages: &[&str]) -> Vec<Analyzer> {
        languages.iter().map(|language| Analyzer::for_language(language)).collect()
    }

    fn phrases(typed: &str) -> (Vec<String>, Vec<String>) {
        let query = parse_query(typed, &analyzers(&["en", "ar"])).unwrap_or_default();
        let first = |alternatives: &Alternatives| match &alternatives[0] {
            Lookup::Phrase(positions) => positions.iter().map(|terms| terms[0].as_str()).collect::<Vec<_>>().join("+"),
            Lookup::Prefix { beginnings, .. } => format!("{}*", beginnings[0]),
        };
        (query.required.iter().map(first).collect(), query.excluded.iter().map(first).collect())
    }

    #[rstest]
    #[case("export chips", &["export", "chip"], &[])]
    #[case("\"export controls\" chips", &["export+control", "chip"], &[])]
    #[case("“ضوابط التصدير” -هواوي", &["ضابط+تصدير"], &["هواو"])]
    #[case("chips -\"black market\"", &["chip"], &["black+market"])]
    #[case("-china", &[], &["china"])]
    #[case("AI-powered", &["ai", "power"], &[])]
    #[case("\"never closed", &["never+close"], &[])]
    #[case("NEAR AND NOT * ^ : ( ) \"", &["near", "not"], &[])]
    #[case("Will Smith", &["will", "smith"], &[])]
    #[case("will smith in IT", &["smith", "it"], &[])]
    #[case("THE FINANCIAL TIMES", &["financ", "time"], &[])]
    #[case("على الصين", &["صين"], &[])]
    #[case("علي الصحافة", &["علي", "صحاف"], &[])]
    #[case("\"the Bank of England\"", &["bank+england"], &[])]
    #[case("F-16 jets", &["f+16", "jet"], &[])]
    #[case("nvid* chips", &["nvid*", "chip"], &[])]
    #[case("chips -nvid* x-nvid*", &["chip", "x", "nvid*"], &["nvid*"])]
    #[case("وزارة IT", &["وزار", "it"], &[])]
    #[case("Huawei OR Nvidia chips", &["huawei", "chip"], &[])]
    #[case("AI-powered OR chips", &["ai+power"], &[])]
    #[case("chips OR AI-powered OR data-centers jets", &["chip", "jet"], &[])]
    #[case("jets AI-powered OR data-centers OR chips", &["jet", "ai+power"], &[])]
    #[case("AI-powered OR", &["ai", "power"], &[])]
    #[case("huawei OR -x chips", &["huawei", "chip"], &["x"])]
    #[case("huawei -x OR chips", &["huawei", "chip"], &["x"])]
    #[case("-x OR chips", &["chip"], &["x"])]
    #[case("OR chips jets", &["chip", "jet"], &[])]
    #[case("chip- - -", &["chip"], &[])]
    #[case("the of", &["theː", "ofː"], &[])]
    #[case("-\"the of\"", &[], &["theː", "ofː"])]
    #[case("\"the of\"", &["theː", "ofː"], &[])]
    #[case("chips -the", &["chip"], &[])]
    fn terms_phrases_and_exclusions_are_parsed(
        #[case] typed: &str,
        #[case] required: &[&str],
        #[case] excluded: &[&str],
    ) {
        let expected = |phrases: &[&str]| phrases.iter().map(ToString::to_string).collect();
        assert_eq!(phrases(typed), (expected(required), expected(excluded)));
    }

    #[test]
    fn a_word_has_a_term_for_each_language_of_its_script() {
        let query = parse_query("nationales الوطنية", &analyzers(&["en", "fr", "de", "ar"])).unwrap();
        let Lookup::Phrase(positions) = &query.required[0][0] else { panic!("{query:?}") };
        assert_eq!(positions[0], ["nation", "national"], "as English and French do, and as German does");
    }

    #[test]
    fn particles_beside_words_are_named() {
        let ignored = |typed| parse_query(typed, &analyzers(&["en", "ar"])).unwrap().ignored;
        assert_eq!(ignored("the chips of على Nvidia"), ["the", "of", "على"]);
        assert_eq!(ignored("\"the Bank of England\" in"), ["the", "of", "in"]);
        assert_eq!(ignored("the of"), [""; 0]);
        assert_eq!(ignored("علي Will IT"), [""; 0]);
    }

    proptest! {
        #[test]
        fn phrases_are_never_empty(typed in ".{0,80}") {
            let query = parse_query(&typed, &analyzers(&["en", "ar", "fr", "zh"])).unwrap_or_default();
            for lookup in query.lookups() {
                prop_assert!(!matches!(lookup, Lookup::Phrase(positions) if positions.is_empty() || positions.iter().any(Vec::is_empty)));
            }
        }
    }
}
