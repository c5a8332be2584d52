//! The validated values of a filter.

use jiff::civil::Date;

use crate::domain::claim_date::DaySpan;
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::VocabularyTerm;
use crate::search::{TextQuery, normalize};

/// A closed vocabulary with its type erased.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary {
    pub codes: &'static [&'static str],
    pub label: fn(usize) -> LanguageMap,
    pub definition: fn(usize) -> LanguageMap,
}

impl Vocabulary {
    pub const fn new<T: VocabularyTerm>() -> Self {
        Self {
            codes: T::CODES,
            label: |position| T::ALL[position].label(),
            definition: |position| T::ALL[position].definition(),
        }
    }

    /// The code of the term with this label, in any language of the interface.
    pub fn code_labelled(&self, typed: &str) -> Option<&'static str> {
        let typed = normalize(typed);
        let has_label = |position: &usize| (self.label)(*position).texts().any(|(_, text)| normalize(text) == typed);
        (0..self.codes.len()).find(has_label).map(|position| self.codes[position])
    }

    pub fn position(&self, code: &str) -> Option<usize> {
        self.codes.iter().position(|known| *known == code)
    }
}

/// The values of one filter. Lists are sorted and contain each value once, so that equal filters have equal hashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Values {
    /// Identifiers or language tags.
    Ids(Vec<String>),
    /// Positions in the filter's vocabulary.
    Terms(Vec<usize>),
    Number(u32),
    Flag(bool),
    Days(DaySpan),
    Text(TextQuery),
}

/// One of the values of a filter that bitmaps are looked up by.
#[derive(Debug, Clone, Copy)]
pub enum Value<'v> {
    Id(&'v str),
    Term(usize),
    Number(u32),
    Flag(bool),
    Day(Date),
}

impl Values {
    pub fn ids(ids: impl IntoIterator<Item: ToString>) -> Self {
        let mut ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
        ids.sort_unstable();
        ids.dedup();
        Self::Ids(ids)
    }

    pub fn terms<T: VocabularyTerm>(terms: impl IntoIterator<Item = T>) -> Self {
        let position = |term: T| T::ALL.iter().position(|known| *known == term);
        Self::positions(terms.into_iter().filter_map(position).collect())
    }

    pub fn positions(mut positions: Vec<usize>) -> Self {
        positions.sort_unstable();
        positions.dedup();
        Self::Terms(positions)
    }

    /// Calls `visit` with each value that bitmaps are looked up by.
    pub fn for_each(&self, mut visit: impl FnMut(Value<'_>)) {
        match self {
            Self::Ids(ids) => ids.iter().for_each(|id| visit(Value::Id(id))),
            Self::Terms(terms) => terms.iter().for_each(|&term| visit(Value::Term(term))),
            Self::Number(number) => visit(Value::Number(*number)),
            Self::Flag(flag) => visit(Value::Flag(*flag)),
            Self::Days(span) => visit(Value::Day(span.latest)),
            Self::Text(_) => {}
        }
    }

    /// The term of a filter that takes one.
    pub fn term<T: VocabularyTerm>(&self) -> Option<T> {
        match self {
            Self::Terms(terms) => terms.first().map(|&position| T::ALL[position]),
            _ => None,
        }
    }
}
