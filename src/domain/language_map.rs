//! Text in any number of languages, named by BCP 47 tags.
#![warn(missing_docs)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema as ApiSchema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::text::{MAX_TEXT_CODE_POINTS, TEXT_PATTERN};

/// A BCP 47 tag, as far as datasets use them: a language with subtags.
pub const TAG_PATTERN: &str = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

/// In characters; RFC 5646 lets programs limit tags to 35.
pub const MAX_TAG_LENGTH: usize = 35;

/// Whether a text is a language tag by [`TAG_PATTERN`].
pub fn is_language_tag(tag: &str) -> bool {
    if tag.len() > MAX_TAG_LENGTH {
        return false;
    }
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The language of a tag without its subtags.
pub fn primary_subtag(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// Values by language, in the order in which they are served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByLanguage<T>(Vec<(String, T)>);

/// The same text in one or more languages, each under its BCP 47 tag.
pub type LanguageMap = ByLanguage<String>;

/// Lists of texts, each under the BCP 47 tag of its language.
pub type LanguageMapList = ByLanguage<Vec<String>>;

impl<T> Default for ByLanguage<T> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<T> ByLanguage<T> {
    /// Whether there is no language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns each value after its language.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.0.iter().map(|(tag, value)| (tag.as_str(), value))
    }

    /// Returns the value in a language.
    pub fn get(&self, tag: &str) -> Option<&T> {
        self.0.iter().find(|(known, _)| known == tag).map(|(_, value)| value)
    }

    /// Puts the languages in the order of `languages`; others follow, sorted by their tags.
    pub fn sort_by_languages(&mut self, languages: &[String]) {
        self.0.sort_by_cached_key(|(tag, _)| {
            (languages.iter().position(|known| known == tag).unwrap_or(languages.len()), tag.clone())
        });
    }
}

/// Each language must occur once.
impl<T> FromIterator<(String, T)> for ByLanguage<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl LanguageMap {
    /// Creates the map of a text of the interface, which is in English and Arabic.
    pub fn interface(en: impl Into<String>, ar: impl Into<String>) -> Self {
        Self(vec![("en".to_owned(), en.into()), ("ar".to_owned(), ar.into())])
    }

    /// Creates the map of one text.
    pub fn single(tag: &str, text: &str) -> Self {
        Self(vec![(tag.to_owned(), text.to_owned())])
    }

    /// Returns the text for a reader of a language, with its tag: in that language, else in a variety of it, else the first.
    pub fn pick(&self, language: &str) -> (&str, &str) {
        let exact = self.0.iter().find(|(tag, _)| tag == language);
        let variety = || self.0.iter().find(|(tag, _)| primary_subtag(tag) == primary_subtag(language));
        exact.or_else(variety).or(self.0.first()).map_or(("und", ""), |(tag, text)| (tag, text))
    }

    /// Returns the texts other than the one that [`Self::pick`] returns.
    pub fn others(&self, language: &str) -> impl Iterator<Item = (&str, &str)> {
        let (picked, _) = self.pick(language);
        self.iter().filter(move |(tag, _)| *tag != picked).map(|(tag, text)| (tag, text.as_str()))
    }

    /// Returns each text after its language.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().map(|(tag, text)| (tag, text.as_str()))
    }
}

impl LanguageMapList {
    /// Returns each text after its language.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().flat_map(|(tag, texts)| texts.iter().map(move |text| (tag, text.as_str())))
    }
}

impl<T: Serialize> Serialize for ByLanguage<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(tag, value)| (tag, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ByLanguage<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Languages<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Languages<T> {
            type Value = ByLanguage<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("texts by language tag, such as {\"en\": \"...\"}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut values: Vec<(String, T)> = Vec::with_capacity(map.size_hint().unwrap_or(2));
                while let Some((tag, value)) = map.next_entry::<String, T>()? {
                    if values.iter().any(|(known, _)| *known == tag) {
                        return Err(A::Error::custom(format!("duplicate language `{tag}`")));
                    }
                    values.push((tag, value));
                }
                Ok(ByLanguage(values))
            }
        }

        deserializer.deserialize_map(Languages(PhantomData))
    }
}

impl JsonSchema for LanguageMap {
    fn schema_name() -> Cow<'static, str> {
        "LanguageMap".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "The same text in one or more languages, each under its BCP 47 tag.",
            "minProperties": 1,
            "propertyNames": {"pattern": TAG_PATTERN, "maxLength": MAX_TAG_LENGTH},
            "additionalProperties": {"type": "string", "pattern": TEXT_PATTERN, "maxLength": MAX_TEXT_CODE_POINTS}
        })
    }
}

impl JsonSchema for LanguageMapList {
    fn schema_name() -> Cow<'static, str> {
        "LanguageMapList".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "Lists of texts, each under the BCP 47 tag of its language.",
            "propertyNames": {"pattern": TAG_PATTERN, "maxLength": MAX_TAG_LENGTH},
            "additionalProperties": {
                "type": "array",
                "items": {"type": "string", "pattern": TEXT_PATTERN, "maxLength": MAX_TEXT_CODE_POINTS}
            }
        })
    }
}

fn api_schema(description: &str, example: serde_json::Value, value: impl Into<RefOr<ApiSchema>>) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(description))
        .property_names(Some(ObjectBuilder::new().schema_type(Type::String).pattern(Some(TAG_PATTERN))))
        .additional_properties(Some(AdditionalProperties::RefOr(value.into())))
        .examples([example])
}

impl PartialSchema for LanguageMap {
    fn schema() -> RefOr<ApiSchema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let example = serde_json::json!({"en": "China", "ar": "الصين"});
        let description = "The same text in one or more languages, each under its BCP 47 tag.";
        api_schema(description, example, text).min_properties(Some(1)).into()
    }
}

impl ToSchema for LanguageMap {
    fn name() -> Cow<'static, str> {
        "LanguageMap".into()
    }
}

impl PartialSchema for LanguageMapList {
    fn schema() -> RefOr<ApiSchema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let example = serde_json::json!({"en": ["PRC", "Beijing"]});
        let description = "Lists of texts, each under the BCP 47 tag of its language.";
        api_schema(description, example, ArrayBuilder::new().items(text)).into()
    }
}

impl ToSchema for LanguageMapList {
    fn name() -> Cow<'static, str> {
        "LanguageMapList".into()
    }
}

/// The languages of a dataset in the order of their texts: those it declares, else those of its articles, the most frequent
/// first.
pub fn order_languages<'t>(declared: &[String], articles: impl Iterator<Item = &'t str>) -> Vec<String> {
    if !declared.is_empty() {
        return declared.to_vec();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    articles.for_each(|tag| *counts.entry(tag).or_default() += 1);
    let mut languages: Vec<_> = counts.into_iter().collect();
    languages.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    languages.into_iter().map(|(tag, _)| tag.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn map(json: &str) -> LanguageMap {
        serde_json::from_str(json).unwrap()
    }

    #[rstest]
    #[case("fr", ("fr", "Chine"))]
    #[case("en", ("en-GB", "China"))]
    #[case("ar", ("fr", "Chine"))]
    fn a_reader_gets_a_text_in_a_known_language_or_the_first(#[case] language: &str, #[case] expected: (&str, &str)) {
        let names = map(r#"{"fr":"Chine","en-GB":"China"}"#);
        assert_eq!(names.pick(language), expected);
        assert_eq!(names.others(language).count(), 1);
    }

    #[test]
    fn languages_are_served_in_the_order_of_the_dataset() {
        let mut names = map(r#"{"ar":"الصين","de":"China","en":"China"}"#);
        names.sort_by_languages(&["en".to_owned(), "ar".to_owned()]);
        assert_eq!(serde_json::to_string(&names).unwrap(), r#"{"en":"China","ar":"الصين","de":"China"}"#);
    }

    #[test]
    fn a_language_is_given_once() {
        assert!(serde_json::from_str::<LanguageMap>(r#"{"en":"a","en":"b"}"#).is_err());
    }

    #[test]
    fn articles_order_the_languages_that_a_dataset_does_not_declare() {
        let articles = ["fa", "fr", "fr"];
        assert_eq!(order_languages(&[], articles.into_iter()), ["fr", "fa"]);
        assert_eq!(order_languages(&["en".to_owned()], articles.into_iter()), ["en"]);
    }
}
