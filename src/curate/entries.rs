//! The claims and proposals of an article, as they are in the files.

use serde_json::Value;

use crate::curate::lines::{Line, records};
use crate::i18n::{Locale, direction_of};

/// A claim or a proposal that can be read.
pub struct Entry {
    pub id: String,
    pub version: String,
    pub claim: Value,
    /// What the fields of a proposal rest on; `None` for a claim.
    pub basis: Option<Vec<Basis>>,
}

/// What a field of a proposal rests on.
pub struct Basis {
    pub field: String,
    pub rule: String,
    pub words: Option<String>,
}

/// A text in the language that a reader is shown.
pub struct Text {
    pub words: String,
    pub tag: String,
    pub direction: &'static str,
}

/// Quoted words: a range of code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub is_content: bool,
}

/// Returns the entries of `claims.jsonl` and the number of lines that cannot be read.
pub fn claims(content: &[u8]) -> (Vec<Entry>, usize) {
    entries(content, |line| {
        let claim = line.value()?;
        Some(Entry { id: line.id()?, version: line.version(), claim, basis: None })
    })
}

/// Returns the entries of `claims.draft.jsonl` and the number of lines that cannot be read.
pub fn proposals(content: &[u8]) -> (Vec<Entry>, usize) {
    entries(content, |line| {
        let record = line.value()?;
        let claim = record.get("claim")?.clone();
        let basis = record.get("basis").and_then(Value::as_array).into_iter().flatten().filter_map(Basis::parse);
        Some(Entry {
            id: claim.get("id")?.as_str()?.to_owned(),
            version: line.version(),
            basis: Some(basis.collect()),
            claim,
        })
    })
}

fn entries(content: &[u8], parse: impl Fn(Line) -> Option<Entry>) -> (Vec<Entry>, usize) {
    let all: Vec<_> = records(content).map(parse).collect();
    let unreadable = all.iter().filter(|entry| entry.is_none()).count();
    (all.into_iter().flatten().collect(), unreadable)
}

impl Basis {
    fn parse(value: &Value) -> Option<Self> {
        let member = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self { field: member("field")?, rule: member("rule")?, words: member("words") })
    }
}

impl Entry {
    pub fn is_proposal(&self) -> bool {
        self.basis.is_some()
    }

    /// Returns the places of its quotes.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        let evidence = self.claim.get("evidence").and_then(Value::as_array);
        evidence.into_iter().flatten().filter_map(|span| {
            let offset = |name: &str| usize::try_from(span.get(name)?.as_u64()?).ok();
            let is_content = span.get("part").and_then(Value::as_str) != Some("attribution");
            Some(Span { start: offset("start")?, end: offset("end")?, is_content })
        })
    }

    /// Returns the place that the claim is listed at: that of its first content quote.
    pub fn place(&self) -> Option<usize> {
        let first = self.spans().find(|span| span.is_content).or_else(|| self.spans().next())?;
        Some(first.start)
    }

    pub fn statement(&self, locale: Locale) -> Text {
        let texts = self.claim.get("statement").and_then(Value::as_object);
        let texts = || texts.into_iter().flatten();
        let found = texts().find(|(tag, _)| *tag == locale.tag()).or_else(|| texts().next());
        let (tag, text) = found.map_or(("und", ""), |(tag, text)| (tag.as_str(), text.as_str().unwrap_or_default()));
        Text { words: text.to_owned(), tag: tag.to_owned(), direction: direction_of(tag) }
    }

    /// Returns the languages that its statement is in.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.claim.get("statement").and_then(Value::as_object).into_iter().flatten().map(|(tag, _)| tag.as_str())
    }

    /// Returns the identifiers of the actors or topics that it names, one for each mention.
    pub fn references(&self, of: &str) -> Vec<&str> {
        let list = |name: &str| self.claim.get(name).and_then(Value::as_array).into_iter().flatten();
        let actors = || list("attribution").chain(list("actors")).filter_map(|entry| entry.get("actor")?.as_str());
        match of {
            "topic" => list("topics").filter_map(Value::as_str).collect(),
            "claim" => list("relations").filter_map(|entry| entry.get("claim")?.as_str()).collect(),
            _ => actors().collect(),
        }
    }
}
