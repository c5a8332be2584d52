//! Identifiers: lowercase ASCII words joined by hyphens, stable across versions of a dataset.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// In characters.
pub const MAX_LENGTH: usize = 100;

/// A regular expression that every identifier matches.
pub const PATTERN: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}; accepted: {ACCEPTED_IDENTIFIER}", self.problem())]
pub struct InvalidIdentifier(String);

/// What identifiers consist of, for messages.
pub const ACCEPTED_IDENTIFIER: &str = "1 to 100 of a-z and 0-9, words joined by single hyphens";

impl InvalidIdentifier {
    /// Returns what is wrong, without what is accepted.
    pub fn problem(&self) -> String {
        format!("\"{}\" is not an identifier", self.0)
    }
}

/// Whether a text is an identifier.
pub fn is_identifier(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= MAX_LENGTH && text.split('-').all(is_word)
}

macro_rules! identifiers {
    ($($(#[$meta:meta])* $name:ident, $example:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn parse(text: &str) -> Result<Self, InvalidIdentifier> {
                text.to_owned().try_into()
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidIdentifier;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                if is_identifier(&text) { Ok(Self(text)) } else { Err(InvalidIdentifier(text)) }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some(PATTERN))
                    .min_length(Some(1))
                    .max_length(Some(MAX_LENGTH))
                    .examples([$example])
                    .into()
            }
        }

        impl ToSchema for $name {}

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )+};
}

identifiers! {
    /// Identifies an actor, such as `nvidia`.
    ActorId, "nvidia";
    /// Identifies a topic, such as `export-controls`.
    TopicId, "export-controls";
    /// Identifies an article, such as `us-china-ai-dominance-2025`.
    ArticleId, "us-china-ai-dominance-2025";
    /// Identifies a claim, such as `us-china-ai-dominance-2025-046`.
    ClaimId, "us-china-ai-dominance-2025-046";
}

#[cfg(test)]
mod tests {
    use super::ActorId;
    use rstest::rstest;

    #[rstest]
    #[case("china")]
    #[case("us-china-ai-dominance-2025-046")]
    #[case("b200")]
    fn accepts_hyphenated_words(#[case] word: &str) {
        assert_eq!(ActorId::parse(word).unwrap().as_str(), word);
    }

    #[rstest]
    #[case("")]
    #[case("China")]
    #[case("li qiang")]
    #[case("-china")]
    #[case("china-")]
    #[case("li--qiang")]
    #[case("الصين")]
    #[case("../etc")]
    fn rejects_other_text(#[case] word: &str) {
        assert!(ActorId::parse(word).is_err());
    }

    #[test]
    fn rejects_more_than_a_hundred_characters() {
        assert!(ActorId::parse(&"a".repeat(100)).is_ok());
        assert!(ActorId::parse(&"a".repeat(101)).is_err());
    }
}
