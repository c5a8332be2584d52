//! The closed vocabularies: the codes of each, with labels and definitions in English and
//! Arabic.
#![warn(missing_docs)]

use crate::domain::did_you_mean::nearest;
use crate::domain::language_map::LanguageMap;

/// A code that is not in a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTerm {
    /// The codes of the vocabulary.
    pub accepted: &'static [&'static str],
    /// The code that was probably meant.
    pub nearest: Option<&'static str>,
}

/// A term of a closed vocabulary.
pub trait VocabularyTerm: Copy + Ord + 'static {
    /// The terms, in the order of the documentation.
    const ALL: &'static [Self];

    /// The codes, in the same order.
    const CODES: &'static [&'static str];

    /// Returns the code used in files, parameters and responses.
    fn as_str(self) -> &'static str;

    /// Returns the name for display.
    fn label(self) -> LanguageMap;

    /// Returns what the term means, in a sentence.
    fn definition(self) -> LanguageMap;

    /// Parses a code.
    fn parse(code: &str) -> Result<Self, UnknownTerm> {
        let index = Self::CODES.iter().position(|known| *known == code);
        index
            .map(|index| Self::ALL[index])
            .ok_or_else(|| UnknownTerm { accepted: Self::CODES, nearest: nearest(code, Self::CODES.iter().copied()) })
    }
}

macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[doc = $doc:literal])+ $variant:ident $code:literal $en:literal $ar:literal $arabic_doc:literal)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[doc = $doc])+ #[serde(rename = $code)] $variant,)+
        }

        impl VocabularyTerm for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const CODES: &'static [&'static str] = &[$($code),+];

            fn as_str(self) -> &'static str {
                Self::CODES[self as usize]
            }

            fn label(self) -> LanguageMap {
                match self {
                    $(Self::$variant => LanguageMap::interface($en, $ar),)+
                }
            }

            fn definition(self) -> LanguageMap {
                match self {
                    $(Self::$variant => LanguageMap::interface(concat!($($doc),+).trim(), $arabic_doc),)+
                }
            }
        }

        // A request parameter accepts only these codes. The schema is inlined where it is used.
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let codes = Self::CODES.iter().copied();
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).into()
            }
        }

        impl ToSchema for $name {}
    };
}

mod claims;
mod requests;

pub use claims::*;
pub use requests::*;

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use std::fmt::Debug;

    fn assert_round_trip<T: VocabularyTerm + Serialize + Debug>() {
        for &term in T::ALL {
            assert_eq!(T::parse(term.as_str()), Ok(term));
            assert_eq!(serde_json::to_string(&term).unwrap(), format!("\"{}\"", term.as_str()));
        }
    }

    #[test]
    fn codes_parse_to_their_terms_and_serialize_as_themselves() {
        macro_rules! each {
            ($($vocabulary:ident)+) => { $(assert_round_trip::<$vocabulary>();)+ };
        }
        each!(ClaimKind Certainty Speech Role RelationKind DrawnBy ActorKind EvidencePart EvidenceStatus EvidenceFilter DateBasis TranslationBasis WithdrawalReason ChangeOperation);
        each!(RecordSort ArticleSort Requirement DatePrecision DateMatch DateField OffsetUnit FacetMode TimelineInterval NetworkEdges Resource Ranking);
    }

    #[test]
    fn an_unknown_code_lists_the_accepted_ones_and_the_nearest() {
        let error = Certainty::parse("hegded").unwrap_err();
        assert_eq!(error.accepted, ["asserted", "hedged", "hypothetical"]);
        assert_eq!(error.nearest, Some("hedged"));
    }
}
