//! Expressions of dates in a text, by the rules of a word list.
//!
//! A rule is a pattern of words and of placeholders such as `{month}`, and its meaning. The longest pattern at a word is
//! taken, with the prepositions before it: "since" opens the end of the date, "until" counts from the date of publication.

use std::ops::Range;

use crate::domain::claim_date::EdtfDate;
use crate::drafting::date_arithmetic::{Form, Period};
use crate::drafting::date_meaning::{DateContext, Meaning};
use crate::drafting::date_patterns::{DateWords, Element, matches};
use crate::drafting::tokens::{Token, fold_words};

#[derive(Default)]
pub struct DateRules {
    rules: Vec<Rule>,
    words: DateWords,
}

struct Rule {
    pattern: Vec<Element>,
    meaning: Meaning,
    /// The words mean a date only after a preposition: "in March", "since 2019".
    needs_preposition: bool,
}

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDate {
    /// The tokens of the expression.
    pub tokens: Range<usize>,
    pub edtf: String,
    /// Whether it was counted from another date.
    pub is_relative: bool,
}

impl DateRules {
    /// Parses the rules of a word list; a line is `pattern, pattern = meaning`.
    pub fn parse(section: &str, words: DateWords, language: &str) -> Self {
        let mut rules = Vec::new();
        for (patterns, meaning) in section.lines().filter_map(|line| line.split_once(" = ")) {
            let (name, needs_preposition) = match meaning.strip_suffix(" with preposition") {
                Some(name) => (name, true),
                None => (meaning, false),
            };
            let meaning = Meaning::parse(name).expect("the word lists of the program are valid");
            for pattern in patterns.split(", ") {
                let pattern = fold_words(pattern, language).into_iter().map(Element::parse).collect();
                rules.push(Rule { pattern, meaning, needs_preposition });
            }
        }
        Self { rules, words }
    }

    /// Returns the dates in a sentence, in order.
    pub fn find(&self, tokens: &[Token], context: &DateContext) -> Vec<FoundDate> {
        let (mut found, mut context, mut at) = (Vec::<FoundDate>::new(), *context, 0);
        while at < tokens.len() {
            let from = found.last().map_or(0, |date| date.tokens.end);
            let Some(date) = self.date_at(&tokens[from..], at - from, &context) else {
                at += 1;
                continue;
            };
            // "since 2019" in an expression of which the beginning alone is a date too.
            let mut longer =
                (at + 1 - from..date.tokens.end).filter_map(|at| self.date_at(&tokens[from..], at, &context));
            let covers =
                |other: &FoundDate| other.tokens.start <= date.tokens.start && other.tokens.end > date.tokens.end;
            let longer = longer.rfind(covers);
            let date = longer.unwrap_or(date);
            let date = FoundDate { tokens: date.tokens.start + from..date.tokens.end + from, ..date };
            at = date.tokens.end;
            context.previous = EdtfDate::parse(&date.edtf).ok().map(|date| date.span());
            found.push(date);
        }
        found
    }

    fn date_at(&self, tokens: &[Token], at: usize, context: &DateContext) -> Option<FoundDate> {
        let prefix = Prefix::find(tokens, at, &self.words);
        let candidates = self.rules.iter().filter_map(|rule| {
            let (length, captures) = matches(&rule.pattern, &tokens[at..], &self.words)?;
            if rule.needs_preposition && prefix.start == at {
                return None;
            }
            let edtf = prefix.apply(rule.meaning.resolve(&captures, context)?, context);
            EdtfDate::parse(&edtf).ok()?;
            let is_relative = !rule.meaning.is_explicit();
            Some(FoundDate { tokens: prefix.start..at + length, edtf, is_relative })
        });
        candidates.max_by_key(|date| date.tokens.end)
    }
}

/// The prepositions before a date.
struct Prefix {
    start: usize,
    is_since: bool,
    is_until: bool,
    is_about: bool,
}

impl Prefix {
    fn find(tokens: &[Token], at: usize, words: &DateWords) -> Self {
        let mut prefix = Self { start: at, is_since: false, is_until: false, is_about: false };
        let lists = [&words.about, &words.end_of, &words.before, &words.since, &words.until];
        for (number, list) in lists.into_iter().enumerate() {
            let Some(start) = list.start_before(tokens, prefix.start) else { continue };
            prefix.start = start;
            prefix.is_about |= number == 0;
            prefix.is_since |= number == 3;
            prefix.is_until |= number == 4;
        }
        prefix
    }

    fn apply(&self, period: Period, context: &DateContext) -> String {
        if self.is_since {
            return period.onwards();
        }
        if self.is_until {
            return context.published.map_or_else(|| period.up_to(), |published| period.until(published.earliest));
        }
        let edtf = period.edtf();
        let is_one = !edtf.contains('/') && !matches!(period.form, Form::Season(_) | Form::Decade);
        if self.is_about && is_one { format!("{edtf}~") } else { edtf }
    }
}
