//! Articles: where claims come from. The text itself is never kept, only its hash and length.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::claim::ArticleReference;
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::{ActorId, ArticleId};
use crate::domain::text::LanguageMap;

/// A published text that claims are drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Stable identifier.
    pub id: ArticleId,
    /// Headline.
    pub title: LanguageMap,
    /// Where the headline comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_note: Option<LanguageMap>,
    /// Publisher's name, where verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Author's name, where verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Language of the text: a BCP 47 tag.
    pub language: String,
    /// Language it was translated from, where it is a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translated_from: Option<String>,
    /// When it was published.
    pub published: EdtfDate,
    /// How the date of publication is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_note: Option<LanguageMap>,
    /// Address on the web, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
    /// The actor that is the article's own voice.
    pub voice: ActorId,
    /// Fingerprint of the text that the evidence offsets count in.
    pub text: TextFingerprint,
    /// Who holds the rights in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<LanguageMap>,
}

/// Identifies a text without holding it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextFingerprint {
    /// SHA-256 of the text in UTF-8, as 64 hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "66a73f10e97e557f45fa70e680e111084ee5cae36d3376198f8781f3993f00bf")]
    pub sha256: String,
    /// Length of the text in Unicode code points.
    #[schema(value_type = i32, minimum = 1, example = 6308)]
    pub code_points: u32,
}

impl Article {
    /// The short form that claims carry.
    pub fn reference(&self) -> ArticleReference {
        ArticleReference {
            id: self.id.clone(),
            title: self.title.clone(),
            published: self.published.edtf.clone(),
            language: self.language.clone(),
        }
    }
}
