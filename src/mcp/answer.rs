//! What all answers to tools share: one language of texts, a bounded size, the version of the dataset, a line to cite.

use serde_json::{Map, Value};

use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::ParameterErrors;

/// The largest answer, in characters of JSON.
const MAX_CHARS: usize = 24_000;

/// What [`Context::finish`] adds, in characters.
const MAX_ADDED_CHARS: usize = 1_000;

/// The longest address in a line to cite, in characters.
const MAX_ADDRESS_CHARS: usize = 500;

/// Characters of the dataset's version in a line to cite: enough to distinguish datasets.
const VERSION_CHARS: usize = 12;

/// The argument of every tool that chooses the language of texts.
pub const TEXT_LANGUAGE: &str = "text_language";

/// The members that have a text in several languages.
const LANGUAGE_MAPS: [&str; 11] = [
    "statement",
    "name",
    "label",
    "title",
    "note",
    "literal",
    "meant",
    "summary",
    "description",
    "method",
    "limitations",
];

/// What a tool found.
pub struct Answer {
    pub body: Value,
    /// The number of claims that matched.
    pub matches: Option<u64>,
}

/// What answers depend on beside the arguments of their tool.
#[derive(Clone)]
pub struct Context {
    /// The beginning of the addresses of pages: scheme, host and base path.
    origin: Option<String>,
    /// The language of texts; all languages if absent.
    language: Option<String>,
}

impl Context {
    /// Takes what concerns every tool from the arguments.
    pub fn new(arguments: Value, origin: Option<String>, state: &State) -> Result<(Self, Value), ApiError> {
        let mut arguments = arguments;
        let typed = arguments.as_object_mut().and_then(|arguments| arguments.remove(TEXT_LANGUAGE));
        let language = typed.map(|typed| text_language(&typed, state)).transpose()?;
        Ok((Self { origin, language }, arguments))
    }

    /// The address of a page, or of a resource where no server is known.
    pub fn claim_url(&self, id: &str) -> String {
        self.origin.as_ref().map_or_else(|| format!("isnad://claim/{id}"), |origin| format!("{origin}/claims/{id}"))
    }

    /// Keeps the texts of the chosen language, where there are any.
    pub fn in_language(&self, value: &mut Value) {
        let Some(language) = &self.language else { return };
        match value {
            Value::Array(entries) => entries.iter_mut().for_each(|entry| self.in_language(entry)),
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::Object(texts) if is_language_map(name, texts) => keep(texts, language),
                        member => self.in_language(member),
                    }
                }
            }
            _ => {}
        }
    }

    /// The largest answer that fits: `read` gets the number of entries to read, which it may find fewer of.
    pub fn fit<T: serde::Serialize>(
        &self,
        limit: u32,
        mut read: impl FnMut(u32) -> Result<(T, u32), ApiError>,
    ) -> Result<Value, ApiError> {
        let mut limit = limit;
        loop {
            let (found, entries) = read(limit)?;
            let value = self.render(&found)?;
            let length = value.to_string().chars().count();
            if length <= MAX_CHARS - MAX_ADDED_CHARS || entries <= 1 {
                return Ok(value);
            }
            let share = u64::from(entries) * (MAX_CHARS - MAX_ADDED_CHARS) as u64 / length as u64;
            limit = u32::try_from(share).unwrap_or(1).clamp(1, entries - 1);
        }
    }

    /// A list that was read as a whole, from an entry on: as many entries as fit, then `next_cursor`.
    pub fn fit_list(&self, mut list: Value, member: &str, from: u32) -> Value {
        self.in_language(&mut list);
        let Some(entries) = list.get_mut(member).and_then(Value::as_array_mut) else { return list };
        let entries: Vec<Value> = entries.split_off(entries.len().min(from as usize));
        let mut length = list.to_string().chars().count();
        let count = entries.len();
        let fitting = entries.into_iter().enumerate().take_while(|(at, entry)| {
            length += entry.to_string().chars().count() + 1;
            *at == 0 || length <= MAX_CHARS - MAX_ADDED_CHARS
        });
        let kept: Vec<Value> = fitting.map(|(_, entry)| entry).collect();
        if kept.len() < count {
            list["next_cursor"] = (from as usize + kept.len()).to_string().into();
        }
        list[member] = kept.into();
        list
    }

    /// An answer that cannot be cut; an error of this parameter if it is too large.
    pub fn whole<T: serde::Serialize>(&self, found: &T, parameter: &str, accepted: &str) -> Result<Value, ApiError> {
        let value = self.render(found)?;
        let length = value.to_string().chars().count();
        if length <= MAX_CHARS - MAX_ADDED_CHARS {
            return Ok(value);
        }
        let message = format!("gives an answer of {length} characters, which is too long");
        Err(ParameterErrors::from_error(parameter, "", &message, &[accepted]).into())
    }

    /// The answer as JSON, in the chosen language, without addresses of further pages: those are in the cursor.
    fn render<T: serde::Serialize>(&self, found: &T) -> Result<Value, ApiError> {
        let mut value = serde_json::to_value(found)?;
        if let Some(page) = value.get_mut("page").and_then(Value::as_object_mut) {
            page.remove("next");
        }
        self.in_language(&mut value);
        Ok(value)
    }

    /// Adds the version of the dataset and a line to cite; `address` is where the API answers alike.
    pub fn finish(&self, mut body: Value, address: &str, state: &State) -> Value {
        let dataset = &state.dataset;
        let title = dataset.description().map_or("Isnad", |about| about.title.pick("en").1);
        let version = dataset.version();
        let short = &version[..VERSION_CHARS.min(version.len())];
        let mut cite = format!("{title}, release {}, dataset version {short}", dataset.release());
        if let Some(origin) = self.origin.as_ref().filter(|_| address.chars().count() <= MAX_ADDRESS_CHARS) {
            cite.extend([": ", origin, address]);
        }
        if let Some(members) = body.as_object_mut() {
            members.insert("dataset_version".to_owned(), version.into());
            members.insert("cite".to_owned(), cite.into());
        }
        body
    }
}

fn is_language_map(name: &str, texts: &Map<String, Value>) -> bool {
    LANGUAGE_MAPS.contains(&name) && texts.values().all(Value::is_string)
}

fn keep(texts: &mut Map<String, Value>, language: &str) {
    if texts.contains_key(language) {
        texts.retain(|tag, _| tag == language);
    }
}

/// The language of texts: one of the dataset's, or of the interface's, in which dates and summaries are.
fn text_language(typed: &Value, state: &State) -> Result<String, ApiError> {
    let known = &state.dataset.catalogue().text_languages;
    let accepted: Vec<&str> = known.iter().map(String::as_str).chain(["en", "ar"]).collect();
    let typed = typed.as_str().map_or_else(|| typed.to_string(), str::to_owned);
    let found = accepted.iter().find(|tag| tag.eq_ignore_ascii_case(&typed));
    found.map(|tag| (*tag).to_owned()).ok_or_else(|| {
        let mut accepted = accepted;
        accepted.dedup();
        let message = "is no language of the dataset's texts";
        ParameterErrors::from_error(TEXT_LANGUAGE, &typed, message, &accepted).into()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn context(language: Option<&str>) -> Context {
        Context { origin: None, language: language.map(str::to_owned) }
    }

    #[test]
    fn texts_are_kept_in_one_language_where_they_have_it() {
        let mut value =
            json!({"data": [{"statement": {"ar": "ا", "en": "a"}, "name": {"fr": "b"}, "fields": {"en": 1, "ar": 2}}]});
        context(Some("en")).in_language(&mut value);
        assert_eq!(
            value,
            json!({"data": [{"statement": {"en": "a"}, "name": {"fr": "b"}, "fields": {"en": 1, "ar": 2}}]})
        );
    }

    #[test]
    fn an_answer_has_as_many_entries_as_fit_and_at_least_one() {
        for (size, expected) in [(10, 100), (1_000, 22), (30_000, 1)] {
            let entry = "x".repeat(size);
            let read = |limit: u32| Ok((json!({"data": vec![&entry; limit as usize]}), limit));
            let found = context(None).fit(100, read).unwrap();
            let entries = found["data"].as_array().unwrap().len();
            assert!(entries <= expected && entries * 10 >= expected * 8, "{size}: {entries}");
        }
    }

    #[test]
    fn an_answer_that_cannot_be_cut_names_the_parameter() {
        let error = context(None).whole(&"x".repeat(30_000), "interval", "a wider interval").unwrap_err();
        assert_eq!(error.to_string().split(':').next(), Some("interval"));
    }
}
