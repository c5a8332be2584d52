//! The closed vocabularies: each term's code, its names in both languages, and the error for a word outside.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::did_you_mean::nearest;
use crate::domain::text::LanguageMap;

/// A word that is not in a closed vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTerm {
    /// What was typed.
    pub typed: String,
    /// Every term of the vocabulary.
    pub accepted: &'static [&'static str],
    /// The term that was probably meant.
    pub nearest: Option<&'static str>,
}

/// What the vocabularies have in common.
pub trait VocabularyTerm: Copy + Ord + 'static {
    /// Every term.
    const ALL: &'static [Self];

    /// Every term's code.
    const CODES: &'static [&'static str];

    /// The term's code.
    fn code(self) -> &'static str;

    /// The term's names for people.
    fn name(self) -> LanguageMap;

    /// Reads a code, or tells what is accepted.
    fn read(typed: &str) -> Result<Self, UnknownTerm>;
}

macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $code:literal $en:literal $ar:literal)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every term, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Every term's code, in the same order.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The term as it is written in files, parameters and answers.
            pub const fn as_str(self) -> &'static str {
                Self::CODES[self as usize]
            }

            /// The term's name for people, in English and Arabic.
            pub const fn label(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$variant => ($en, $ar),)+
                }
            }

            /// Reads a term, or tells what is accepted.
            pub fn parse(typed: &str) -> Result<Self, UnknownTerm> {
                Self::ALL.iter().copied().find(|term| term.as_str() == typed).ok_or_else(|| UnknownTerm {
                    typed: typed.to_owned(),
                    accepted: Self::CODES,
                    nearest: nearest(typed, Self::CODES.iter().copied()),
                })
            }
        }

        impl VocabularyTerm for $name {
            const ALL: &'static [Self] = Self::ALL;
            const CODES: &'static [&'static str] = Self::CODES;

            fn code(self) -> &'static str {
                self.as_str()
            }

            fn name(self) -> LanguageMap {
                let (en, ar) = self.label();
                LanguageMap::new(en, ar)
            }

            fn read(typed: &str) -> Result<Self, UnknownTerm> {
                Self::parse(typed)
            }
        }

        // As a request parameter the vocabulary is closed, and stands where it is used.
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let codes = Self::CODES.iter().copied();
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).into()
            }
        }

        impl ToSchema for $name {}
    };
}

vocabulary! {
    /// What sort of proposition a claim is.
    ClaimKind {
        /// Something happened, happens or is scheduled.
        Event "event" "event" "حدث"
        /// Something is or was the case over a time.
        State "state" "state of affairs" "حالة"
        /// Somebody said, wrote, proposed or published something.
        Statement "statement" "statement" "تصريح"
        /// Something will or may come about.
        Prediction "prediction" "prediction" "توقُّع"
        /// A judgement of worth, size or meaning.
        Evaluation "evaluation" "evaluation" "تقييم"
        /// One thing brings about, enables or prevents another.
        Causal "causal" "causal claim" "علاقة سببية"
        /// Somebody wants, plans or tries to do something.
        Intention "intention" "intention" "نيّة"
    }
}

vocabulary! {
    /// How firmly the asserter commits to a claim.
    Certainty {
        /// Said without reserve.
        Asserted "asserted" "asserted" "مؤكَّد"
        /// Said with a reserve such as "may", "seems" or "possibly".
        Hedged "hedged" "hedged" "متحفَّظ"
        /// Said of a condition that need not hold.
        Hypothetical "hypothetical" "hypothetical" "افتراضي"
    }
}

vocabulary! {
    /// The part an actor plays in a claim.
    Role {
        /// Makes the claim.
        Asserter "asserter" "asserter" "القائل"
        /// The claim is about it, or it acts.
        Subject "subject" "subject" "الموضوع"
        /// What the subject does or judges is directed at it.
        Target "target" "target" "المستهدَف"
        /// Named, without being subject or target.
        Mentioned "mentioned" "mentioned" "مذكور"
    }
}

vocabulary! {
    /// How a claim stands to another.
    RelationKind {
        /// Gives grounds for the other.
        Supports "supports" "supports" "يدعم"
        /// Cannot well be true together with the other.
        Contradicts "contradicts" "contradicts" "يناقض"
        /// Tells more about the other.
        Elaborates "elaborates" "elaborates" "يفصِّل"
        /// Brings the other about.
        Causes "causes" "causes" "يسبِّب"
        /// Comes before the other in time.
        Precedes "precedes" "precedes" "يسبق"
        /// States the same proposition as the other.
        SameAs "same_as" "is the same as" "يطابق"
    }
}

vocabulary! {
    /// What sort of thing an actor is.
    ActorKind {
        /// A human being.
        Person "person" "person" "شخص"
        /// An organised body that is no government, country or company.
        Organisation "organisation" "organisation" "منظمة"
        /// A government, ministry, administration or armed force.
        Government "government" "government" "حكومة"
        /// A country.
        Country "country" "country" "بلد"
        /// A company.
        ServerContext "company" "company" "شركة"
        /// A product, chip or model.
        Product "product" "product" "منتَج"
        /// A place that is no country.
        Place "place" "place" "مكان"
        /// A document, report or plan; an article's own voice.
        Document "document" "document" "وثيقة"
        /// A conference, meeting or talks.
        Event "event" "event" "حدث"
        /// People or bodies named by what they share.
        Group "group" "group" "مجموعة"
    }
}

vocabulary! {
    /// What a quoted span of the article carries.
    EvidencePart {
        /// The words that state the claim.
        Content "content" "content" "المضمون"
        /// The words that tell who says it.
        Attribution "attribution" "attribution" "الإسناد"
    }
}

vocabulary! {
    /// Whether a quote was compared with the article's text.
    EvidenceStatus {
        /// The text was present at seeding and holds the quote at its offsets.
        Verified "verified" "verified against the text" "مُتحقَّق من النص"
        /// The text was not present at seeding.
        Recorded "recorded" "recorded" "مُسجَّل"
    }
}

vocabulary! {
    /// Where a claim's date comes from.
    DateBasis {
        /// The text gives the date.
        Explicit "explicit" "given in the text" "مذكور في النص"
        /// Resolved from a phrase such as "last week", against the article's date.
        Relative "relative" "resolved from a relative phrase" "مستنتَج من عبارة نسبية"
        /// Follows from the sentences around it.
        Context "context" "follows from the context" "مستفاد من السياق"
    }
}

vocabulary! {
    /// How a misleading passage's meaning was established.
    TranslationBasis {
        /// The meant words were seen in a copy of the original.
        Seen "seen" "seen in the original" "مُعايَن في الأصل"
        /// The meant words were reconstructed from the context.
        Reconstructed "reconstructed" "reconstructed from the context" "مُستعاد من السياق"
    }
}

vocabulary! {
    /// The smallest unit in which a date is given; the coarser of the two ends of an interval.
    DatePrecision {
        /// To the day.
        Day "day" "day" "يوم"
        /// To the month.
        Month "month" "month" "شهر"
        /// To the year, or coarser.
        Year "year" "year" "سنة"
    }
}

vocabulary! {
    /// How a claim's days must lie to the days asked for.
    DateMatch {
        /// They share at least one day.
        Overlap "overlap" "overlapping" "متقاطع مع"
        /// The claim's days all lie inside.
        Within "within" "within" "ضمن"
        /// The claim's days cover all that is asked for.
        Contains "contains" "containing" "شامل"
    }
}

vocabulary! {
    /// Which date a filter is about.
    DateField {
        /// When what is claimed happens or holds.
        Event "event" "claim date" "تاريخ الادعاء"
        /// When the article was published.
        Published "published" "date of publication" "تاريخ النشر"
    }
}

vocabulary! {
    /// The order of a list of claims. Every order is total, and claims without a date come last in both by date.
    ClaimSort {
        /// Oldest first.
        DateAscending "date" "oldest first" "الأقدم أولًا"
        /// Newest first.
        DateDescending "-date" "newest first" "الأحدث أولًا"
        /// Details first, each weight newest first.
        SalienceAscending "salience" "least salient first" "الأقل أهمية أولًا"
        /// Central claims first, each weight newest first.
        SalienceDescending "-salience" "most salient first" "الأهم أولًا"
        /// By identifier.
        Id "id" "by identifier" "حسب المعرّف"
        /// The best matches of a text query first.
        Relevance "relevance" "best matches first" "الأوفق أولًا"
    }
}

vocabulary! {
    /// Which filters a facet's counts obey.
    FacetMode {
        /// All of the query's.
        AllFilters "all_filters" "all filters" "كل المرشِّحات"
        /// All but the facet's own, as a list of checkboxes needs it.
        OtherFilters "other_filters" "all filters but its own" "المرشِّحات الأخرى"
    }
}

vocabulary! {
    /// The width of a timeline's buckets.
    TimelineInterval {
        /// Days.
        Day "day" "day" "يوم"
        /// Weeks from Monday to Sunday (ISO 8601).
        Week "week" "week" "أسبوع"
        /// Months.
        Month "month" "month" "شهر"
        /// Years.
        Year "year" "year" "سنة"
    }
}

vocabulary! {
    /// What a suggestion names.
    Resource {
        /// An actor.
        Actor "actor" "actor" "طرف"
        /// A topic.
        Topic "topic" "topic" "موضوع"
        /// An article.
        Article "article" "article" "مقال"
    }
}

vocabulary! {
    /// How matches were ordered by relevance.
    Ranking {
        /// By BM25 over all fields.
        Bm25 "bm25" "BM25" "BM25"
        /// By the `ts_rank` of PostgreSQL over all fields.
        TsRank "ts_rank" "ts_rank" "ts_rank"
        /// The words are too frequent to weigh every match: central claims first, each weight newest first.
        Salience "salience" "most salient first" "الأهم أولًا"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_reads_back_as_itself() {
        for &kind in ClaimKind::ALL {
            assert_eq!(ClaimKind::parse(kind.as_str()), Ok(kind));
        }
        for &relation in RelationKind::ALL {
            assert_eq!(RelationKind::parse(relation.as_str()), Ok(relation));
            assert_eq!(serde_json::to_string(&relation).unwrap(), format!("\"{}\"", relation.as_str()));
        }
    }

    #[test]
    fn a_misspelt_term_tells_what_is_accepted_and_what_was_meant() {
        let error = Certainty::parse("hegded").unwrap_err();
        assert_eq!(error.accepted, ["asserted", "hedged", "hypothetical"]);
        assert_eq!(error.nearest, Some("hedged"));
    }
}
