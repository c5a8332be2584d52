//! `map.toml`: which parts of a file become which fields of claims.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::dataset::DatasetDescription;
use crate::domain::vocabulary::ActorKind;
use crate::import::annotation::Fields;

/// The fields of claims and articles that a map may name. `statement` may have a language, as in `statement.fr`.
pub const FIELDS: &[&str] = &[
    "document",
    "text",
    "title",
    "language",
    "published",
    "publisher",
    "author",
    "url",
    "id",
    "statement",
    "quote",
    "start",
    "end",
    "prefix",
    "suffix",
    "cue",
    "asserted_by",
    "kind",
    "certainty",
    "speech",
    "salience",
    "topics",
    "subject",
    "target",
    "mentioned",
    "claim_date",
    "asserted_date",
    "review.publisher",
    "review.url",
    "review.rating",
    "review.date",
    "review.language",
    "origin.id",
    "origin.url",
];

/// Fields with several values.
const LISTS: &[&str] = &["topics", "subject", "target", "mentioned"];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Map {
    pub article: ArticleMap,
    /// Names of publishers by their codes in the names of files or in a field.
    pub publishers: BTreeMap<String, String>,
    pub claim: ClaimMap,
    /// The column, key, attribute or feature of each field.
    pub fields: BTreeMap<String, String>,
    /// For a field: the values of Isnad by those of the file.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// For a field with several values: what separates them in a cell.
    pub separators: BTreeMap<String, String>,
    pub actors: ActorMap,
    /// `dataset.json`, if there is none.
    pub dataset: Option<DatasetDescription>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ArticleMap {
    /// Language of texts that do not give theirs.
    pub language: Option<String>,
    /// What the parts of a file's name are, such as `{publisher}_{published}_{_}`.
    pub file_name: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimMap {
    /// Labels of spans that state a claim.
    pub content: Vec<String>,
    /// Labels of the reporting words.
    pub cue: Vec<String>,
    /// Labels of the words that name the asserter.
    pub source: Vec<String>,
    /// Labels to leave out.
    pub ignore: Vec<String>,
    /// Events or relations that join the spans of a claim.
    pub joined_by: Vec<String>,
    /// Name of the asserter where a claim has a cue and no source; the article's own voice unless given.
    pub without_source: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ActorMap {
    /// Kind of new actors.
    pub kind: ActorKind,
    /// The name or identifier of the actor that a name in the file means.
    pub names: BTreeMap<String, String>,
}

impl Default for ActorMap {
    fn default() -> Self {
        Self { kind: ActorKind::Person, names: BTreeMap::new() }
    }
}

impl Map {
    /// Parses a map, or says what is wrong with it.
    pub fn parse(toml: &str) -> Result<Self, String> {
        let map: Self = toml::from_str(toml).map_err(|error| error.to_string())?;
        let unknown = |field: &&String| {
            !FIELDS.contains(&field.as_str()) && field.strip_prefix("statement.").is_none_or(str::is_empty)
        };
        match map.fields.keys().chain(map.values.keys()).chain(map.separators.keys()).find(unknown) {
            Some(field) => Err(format!("unknown field `{field}`; accepted: {}", FIELDS.join(", "))),
            None => Ok(map),
        }
    }

    /// Whether the map says which spans are what.
    pub fn has_parts(&self) -> bool {
        let ClaimMap { content, cue, source, .. } = &self.claim;
        !(content.is_empty() && cue.is_empty() && source.is_empty())
    }

    /// Adds the values of a field, translated and separated as the map says.
    pub fn add(&self, fields: &mut Fields, field: &str, value: &str) {
        let separator = self.separators.get(field).map_or(";", String::as_str);
        let values: Vec<&str> = if LISTS.contains(&field) && !separator.is_empty() {
            value.split(separator).collect()
        } else {
            vec![value]
        };
        let table = if field == "publisher" { Some(&self.publishers) } else { self.values.get(field) };
        for value in values.iter().map(|value| value.trim()) {
            fields.add(field, table.and_then(|table| table.get(value)).map_or(value, String::as_str));
        }
    }

    /// Returns the fields that the map takes from named values; `named` are those of the file.
    pub fn fields_of<'v>(&self, named: impl Iterator<Item = (&'v str, &'v str)>) -> Fields {
        let mut fields = Fields::default();
        for (name, value) in named {
            for (field, _) in self.fields.iter().filter(|(_, source)| source.as_str() == name) {
                self.add(&mut fields, field, value);
            }
        }
        fields
    }

    /// Returns what the name of a file says of its article.
    pub fn read_file_name(&self, stem: &str) -> Fields {
        let mut fields = Fields::default();
        let Some(pattern) = &self.article.file_name else { return fields };
        let (mut rest, mut parts) = (stem, pattern.split('{'));
        match rest.strip_prefix(parts.next().unwrap_or_default()) {
            Some(after) => rest = after,
            None => return fields,
        }
        let mut found = vec![];
        for part in parts {
            let Some((name, literal)) = part.split_once('}') else { return fields };
            let value = if literal.is_empty() {
                std::mem::take(&mut rest)
            } else {
                let Some((value, after)) = rest.split_once(literal) else { return fields };
                rest = after;
                value
            };
            found.push((name, value));
        }
        found.iter().filter(|(name, _)| *name != "_").for_each(|(name, value)| self.add(&mut fields, name, value));
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_says_what_the_map_names() {
        let map = "[article]\nfile_name = \"{publisher}_{published}_{_}\"\n[publishers]\nnyt = \"The New York Times\"";
        let map = Map::parse(map).unwrap();
        let fields = map.read_file_name("nyt_2016-04-18_for-news_outlets");
        assert_eq!(fields.one("publisher"), Some("The New York Times"));
        assert_eq!(fields.one("published"), Some("2016-04-18"));
        assert_eq!(map.read_file_name("nyt").one("publisher"), None);
    }

    #[test]
    fn an_unknown_field_or_table_is_an_error() {
        assert!(Map::parse("[fields]\nstatment = \"a\"").unwrap_err().contains("statment"));
        assert!(Map::parse("[fieldz]").unwrap_err().contains("fieldz"));
        assert!(Map::parse("[fields]\n\"statement.fr\" = \"a\"").is_ok());
    }

    #[test]
    fn values_are_translated_and_separated() {
        let map = "[fields]\nkind = \"type\"\ntopics = \"tags\"\n[values.kind]\nopinion = \"evaluation\"";
        let map = Map::parse(map).unwrap();
        let fields = map.fields_of([("type", "opinion"), ("tags", "a; b"), ("other", "x")].into_iter());
        assert_eq!(fields.one("kind"), Some("evaluation"));
        assert_eq!(fields.all("topics"), ["a", "b"]);
    }
}
