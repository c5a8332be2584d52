//! The description of a dataset: title, summary and licence.
#![warn(missing_docs)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::language_map::LanguageMap;

/// Title, summary and licence of a dataset: the content of `dataset.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DatasetDescription {
    /// Title of the dataset.
    pub title: LanguageMap,
    /// Summary of the content in one or two sentences.
    pub description: LanguageMap,
    /// Licence of everything except the quotes, whose rights remain with their publishers.
    pub licence: Licence,
}

/// The licence of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// SPDX identifier of the licence.
    #[schemars(length(min = 1))]
    #[schema(min_length = 1, example = "CC-BY-4.0")]
    pub name: String,
    /// URL of the licence text.
    #[schemars(url)]
    #[schema(format = "uri", example = "https://creativecommons.org/licenses/by/4.0/")]
    pub url: String,
}
