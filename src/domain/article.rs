//! Articles, the sources of claims. A dataset contains the hash and the length of an article's text, never the text.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::claim::ArticleReference;
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::{ActorId, ArticleId};
use crate::domain::language_map::LanguageMap;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    pub id: ArticleId,
    /// Headline.
    pub title: LanguageMap,
    /// Source of the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_note: Option<LanguageMap>,
    /// Name of the publisher, where verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Name of the author, where verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// BCP 47 tag.
    pub language: String,
    /// BCP 47 tag of the original's language, if the article is a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translated_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<EdtfDate>,
    /// Source of the date of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_note: Option<LanguageMap>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
    /// The actor that represents the article's own voice.
    pub voice: ActorId,
    /// Fingerprint of the text that the offsets of evidence refer to, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextFingerprint>,
    /// Holder of the rights in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<LanguageMap>,
}

/// Begins what a browser reads in a fragment and a page does not.
pub const FRAGMENT_DIRECTIVE: &str = ":~:";

/// Identifies the exact text of an article without reproducing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextFingerprint {
    /// SHA-256 of the text in UTF-8, as 64 lowercase hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "66a73f10e97e557f45fa70e680e111084ee5cae36d3376198f8781f3993f00bf")]
    pub sha256: String,
    /// Length of the text in Unicode code points.
    #[schema(value_type = i32, minimum = 1, example = 6308)]
    pub code_points: u32,
}

impl Article {
    /// The web address, without a text fragment.
    pub fn url(&self) -> Option<&str> {
        let url = self.source_url.as_deref()?;
        Some(url.split_once(FRAGMENT_DIRECTIVE).map_or(url, |(url, _)| url.trim_end_matches('#')))
    }

    pub fn reference(&self) -> ArticleReference {
        ArticleReference {
            id: self.id.clone(),
            title: self.title.clone(),
            published: self.published.as_ref().map(|date| date.edtf.clone()),
            language: self.language.clone(),
        }
    }
}
