//! Text in the two languages of every dataset, English and Arabic.
#![warn(missing_docs)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The same text in English and in Arabic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageMap {
    /// English.
    #[schemars(length(min = 1))]
    #[schema(min_length = 1, example = "China")]
    pub en: String,
    /// Modern Standard Arabic, in logical order, without directional marks.
    #[schemars(length(min = 1))]
    #[schema(min_length = 1, example = "الصين")]
    pub ar: String,
}

impl LanguageMap {
    /// Creates a map from copies of both texts.
    pub fn new(en: &str, ar: &str) -> Self {
        Self { en: en.to_owned(), ar: ar.to_owned() }
    }

    /// Returns each text after the BCP 47 tag of its language.
    pub fn tagged_texts(&self) -> [(&'static str, &str); 2] {
        [("en", &self.en), ("ar", &self.ar)]
    }
}

/// Any number of texts in each language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageMapList {
    /// English, or another language in Latin script.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub en: Vec<String>,
    /// Arabic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub ar: Vec<String>,
}

impl LanguageMapList {
    /// Whether both lists are empty.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.ar.is_empty()
    }

    /// Returns each text after the BCP 47 tag of its language.
    pub fn tagged_texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let english = self.en.iter().map(|text| ("en", text.as_str()));
        english.chain(self.ar.iter().map(|text| ("ar", text.as_str())))
    }
}
