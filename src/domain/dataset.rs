//! The dataset as a whole: what it is called, and under which terms it may be used.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::text::LanguageMap;

/// `dataset.json`: what a corpus is and under which terms it may be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DatasetDescription {
    /// Name of the dataset.
    pub title: LanguageMap,
    /// What it holds, in a sentence or two.
    pub description: LanguageMap,
    /// Terms of use of everything but the quotes, whose rights stay with their publishers.
    pub licence: Licence,
}

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// SPDX identifier.
    #[schemars(length(min = 1))]
    #[schema(min_length = 1, example = "CC-BY-4.0")]
    pub name: String,
    /// Where its text stands.
    #[schemars(url)]
    #[schema(format = "uri", example = "https://creativecommons.org/licenses/by/4.0/")]
    pub url: String,
}
