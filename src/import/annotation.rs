//! What readers make of a file: documents with annotations, whatever the format was.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::import::unit::Unit;

/// Where an annotation stands in its file, for messages.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: Arc<str>,
    /// From 1; unknown for JSON documents.
    pub line: Option<u32>,
    /// Identifier or index, such as `T12` or `items[3]`.
    pub item: String,
}

impl Place {
    pub fn line(file: &Arc<str>, line: u32, item: impl Into<String>) -> Self {
        Self { file: Arc::clone(file), line: Some(line), item: item.into() }
    }

    pub fn item(file: &Arc<str>, item: impl Into<String>) -> Self {
        Self { file: Arc::clone(file), line: None, item: item.into() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if self.item.is_empty() { Ok(()) } else { write!(f, ": {}", self.item) }
    }
}

/// What was not imported, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub place: Place,
    pub reason: String,
}

impl Refusal {
    pub fn new(place: &Place, reason: impl Into<String>) -> Self {
        Self { place: place.clone(), reason: reason.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: refused: {}", self.place, self.reason)
    }
}

/// What a span is to its claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Content,
    Source,
    Cue,
    /// What joins the others, such as the trigger of an event.
    Trigger,
}

/// Words of the text, by their place, by the words themselves, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    pub place: Place,
    /// Start and end of each fragment, in the units of the file; empty if the file gives no offsets.
    pub fragments: Vec<(u64, u64)>,
    /// The words; those of several fragments are joined by spaces.
    pub quote: Option<String>,
    /// The words before and after.
    pub prefix: String,
    pub suffix: String,
}

/// Values by the name of the field that they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    /// Adds a value; white space around it is no part of it, and an empty one is none.
    pub fn add(&mut self, field: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.entry(field.to_owned()).or_default().push(value.to_owned());
        }
    }

    pub fn one(&self, field: &str) -> Option<&str> {
        self.all(field).first().map(String::as_str)
    }

    pub fn all(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// Returns the values of `prefix.something`, each after `something`.
    pub fn below(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        let rest = move |name: &'_ str| name.strip_prefix(prefix)?.strip_prefix('.').map(str::len);
        self.0.iter().filter_map(move |(name, values)| {
            let length = rest(name)?;
            Some((&name[name.len() - length..], values.first()?.as_str()))
        })
    }

    /// Adds the values of fields that have none yet.
    pub fn complete(&mut self, other: &Self) {
        for (field, values) in &other.0 {
            self.0.entry(field.clone()).or_insert_with(|| values.clone());
        }
    }
}

/// What becomes a claim.
#[derive(Debug, Clone, Default)]
pub struct Annotation {
    pub place: Place,
    /// Its identifier in the file, if that is stable.
    pub id: Option<String>,
    pub spans: Vec<(Part, Span)>,
    /// Fields of the claim.
    pub fields: Fields,
    /// The claim as Isnad exported it, without its statement and its evidence.
    pub exported: Option<serde_json::Value>,
}

/// What offsets of a document count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OffsetSource {
    /// Spans have quotes, which prove the unit.
    #[default]
    Proven,
    /// The same, but quotes that are found without their offsets are accepted.
    Hints,
    /// The format prescribes the unit.
    Fixed(Unit),
}

/// A text with its annotations.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Name, from which the identifier of the article is made.
    pub name: String,
    /// The identifier of the article, if the file gives it.
    pub article: Option<String>,
    pub text: Option<String>,
    /// What is known of the article: `title`, `language`, `published`, `publisher`, `author`, `url`.
    pub about: Fields,
    pub offsets: OffsetSource,
    /// Quotes have a space where the text has a line break.
    pub breaks_are_spaces: bool,
    /// Every span of the file with its quote, also those that are no part of a claim; empty if these are all.
    pub proof: Vec<Span>,
    pub annotations: Vec<Annotation>,
}

/// What a reader found in a file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub documents: Vec<Document>,
    pub refused: Vec<Refusal>,
    /// Numbers of what the map says to leave out, by label.
    pub ignored: BTreeMap<String, usize>,
}

impl Reading {
    pub fn refuse(&mut self, place: &Place, reason: impl Into<String>) {
        self.refused.push(Refusal::new(place, reason));
    }

    pub fn ignore(&mut self, label: impl Into<String>) {
        *self.ignored.entry(label.into()).or_default() += 1;
    }
}
