//! The description of a dataset: title, summary, licence, who made it and how.
#![warn(missing_docs)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::identifier::PATTERN;
use crate::domain::language_map::{LanguageMap, MAX_TAG_LENGTH, TAG_PATTERN};
use crate::domain::text::{MAX_TEXT_CODE_POINTS, TEXT_PATTERN};
use crate::domain::vocabulary::Requirement;
use crate::domain::web_address::{CONTACT_PATTERN, WEB_ADDRESS_PATTERN};

/// What a dataset is and what it requires of its records: the content of `dataset.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DatasetDescription {
    /// Stable identifier of the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = PATTERN), length(max = 100))]
    #[schema(nullable = false, example = "isnad-corpus")]
    pub id: Option<String>,
    /// Title of the dataset.
    pub title: LanguageMap,
    /// Summary of the content in one or two sentences.
    pub description: LanguageMap,
    /// Licence of everything except the quotes, whose rights remain with their publishers.
    pub licence: Licence,
    /// Who made the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub creator: Option<Creator>,
    /// Where to report errors: an e-mail address or an https URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = CONTACT_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(nullable = false, example = "corrections@example.org")]
    pub contact: Option<String>,
    /// How the dataset was made: where its articles come from, and who drew the claims from them, by which rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub method: Option<LanguageMap>,
    /// What the dataset does not hold, and what must not be concluded from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub limitations: Option<LanguageMap>,
    /// Languages that every text must be in, as BCP 47 tags. Texts are served in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TAG_PATTERN), length(max = MAX_TAG_LENGTH)))]
    #[schema(required = false, example = json!(["en", "ar"]))]
    pub languages: Vec<String>,
    /// What every record must have although the format does not require it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<String>, example = json!(["evidence", "topics", "text"]))]
    pub require: Vec<Requirement>,
}

/// The licence of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// SPDX identifier of the licence.
    #[schemars(regex(pattern = TEXT_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(min_length = 1, example = "CC-BY-4.0")]
    pub name: String,
    /// URL of the licence text.
    #[schemars(regex(pattern = WEB_ADDRESS_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(format = "uri", example = "https://creativecommons.org/licenses/by/4.0/")]
    pub url: String,
}

/// The person or organisation that made a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Creator {
    /// Name.
    pub name: LanguageMap,
    /// Web page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = WEB_ADDRESS_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(nullable = false, format = "uri", example = "https://example.org/")]
    pub url: Option<String>,
}
