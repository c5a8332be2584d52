//! The closed vocabularies: the codes of each, with labels in English and Arabic.
#![warn(missing_docs)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

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

    /// Parses a code.
    fn parse(code: &str) -> Result<Self, UnknownTerm> {
        let index = Self::CODES.iter().position(|known| *known == code);
        index
            .map(|index| Self::ALL[index])
            .ok_or_else(|| UnknownTerm { accepted: Self::CODES, nearest: nearest(code, Self::CODES.iter().copied()) })
    }
}

macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $code:literal $en:literal $ar:literal)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)+
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

vocabulary! {
    /// The type of proposition that a claim makes.
    ClaimKind {
        /// Something happened, happens or is scheduled.
        Event "event" "event" "حدث"
        /// Something is or was the case for a period of time.
        State "state" "state of affairs" "حالة"
        /// Somebody said, wrote, proposed or published something.
        Statement "statement" "statement" "تصريح"
        /// Something will or may come about.
        Prediction "prediction" "prediction" "توقُّع"
        /// A judgement of value, extent or meaning.
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
        /// Stated without reservation.
        Asserted "asserted" "asserted" "مؤكَّد"
        /// Stated with a reservation, such as "may", "seems" or "possibly".
        Hedged "hedged" "hedged" "متحفَّظ"
        /// Stated under a condition that may not be fulfilled.
        Hypothetical "hypothetical" "hypothetical" "افتراضي"
    }
}

vocabulary! {
    /// The role of an actor in a claim.
    Role {
        /// Makes the claim.
        Asserter "asserter" "asserter" "القائل"
        /// Performs the action, or is what the claim is about.
        Subject "subject" "subject" "الموضوع"
        /// Is what the subject acts on or judges.
        Target "target" "target" "المستهدَف"
        /// Is named, but is neither subject nor target.
        Mentioned "mentioned" "mentioned" "مذكور"
    }
}

vocabulary! {
    /// How a claim relates to another claim.
    RelationKind {
        /// Gives reasons for the other claim.
        Supports "supports" "supports" "يدعم"
        /// Is unlikely to be true if the other claim is true.
        Contradicts "contradicts" "contradicts" "يناقض"
        /// Adds detail to the other claim.
        Elaborates "elaborates" "elaborates" "يفصِّل"
        /// States the cause of the other claim.
        Causes "causes" "causes" "يسبِّب"
        /// Precedes the other claim in time.
        Precedes "precedes" "precedes" "يسبق"
        /// States the same proposition as the other claim.
        SameAs "same_as" "is the same as" "يطابق"
        /// Is set against the other claim; both may be true.
        Contrasts "contrasts" "contrasts with" "يقابل"
        /// Is another possibility than the other claim.
        AlternativeTo "alternative_to" "is an alternative to" "بديل عن"
        /// Consists of words of the document that the other claim is about.
        Quotes "quotes" "quotes" "يقتبس"
    }
}

vocabulary! {
    /// Who draws a relation between two claims.
    DrawnBy {
        /// The article relates the claims.
        Article "article" "the article" "المقال"
        /// The curator relates them.
        Curator "curator" "the curator" "القيّم على البيانات"
    }
}

vocabulary! {
    /// How the article gives the asserter's words.
    Speech {
        /// The article speaks in its own voice.
        Own "own" "the article's own words" "بصوت المقال"
        /// In quotation marks.
        Direct "direct" "direct speech" "كلام مباشر"
        /// Reported in other words.
        Indirect "indirect" "reported speech" "كلام منقول بالمعنى"
        /// Partly in quotation marks.
        Mixed "mixed" "partly quoted" "منقول جزئيًّا بلفظه"
        /// Taken for granted, not said.
        Presupposed "presupposed" "presupposed" "مفترَض ضمنًا"
    }
}

vocabulary! {
    /// The type of an actor.
    ActorKind {
        /// A human being.
        Person "person" "person" "شخص"
        /// An organisation other than a government, country or company.
        Organisation "organisation" "organisation" "منظمة"
        /// A government, ministry, administration or armed force.
        Government "government" "government" "حكومة"
        /// A country.
        Country "country" "country" "بلد"
        /// A company.
        Company "company" "company" "شركة"
        /// A product, chip or model.
        Product "product" "product" "منتَج"
        /// A place other than a country.
        Place "place" "place" "مكان"
        /// A document, report or plan, or the article's own voice.
        Document "document" "document" "وثيقة"
        /// A conference, a meeting or talks.
        Event "event" "event" "حدث"
        /// People or organisations named by what they have in common.
        Group "group" "group" "مجموعة"
    }
}

vocabulary! {
    /// What a quote is evidence of.
    EvidencePart {
        /// The quote states the claim.
        Content "content" "content" "المضمون"
        /// The quote names who makes the claim.
        Attribution "attribution" "attribution" "الإسناد"
    }
}

vocabulary! {
    /// Whether a quote was verified against the article's text.
    EvidenceStatus {
        /// The article's text was available when the dataset was built and contains the quote at its offsets.
        Verified "verified" "verified against the text" "مُتحقَّق من النص"
        /// The article's text was not available when the dataset was built.
        Recorded "recorded" "recorded" "مُسجَّل"
        /// The place of the quote in the text is not known.
        Unlocated "unlocated" "place not known" "موضعه غير معروف"
    }
}

vocabulary! {
    /// The status of a claim's evidence, for filters.
    EvidenceFilter {
        /// Has a verified quote.
        Verified "verified" "verified against the text" "مُتحقَّق من النص"
        /// Has a recorded quote.
        Recorded "recorded" "recorded" "مُسجَّل"
        /// Has a quote whose place is not known.
        Unlocated "unlocated" "place not known" "موضعه غير معروف"
        /// Has no evidence.
        None "none" "none" "غير موجودة"
    }
}

vocabulary! {
    /// How a claim's date was derived.
    DateBasis {
        /// The text states the date.
        Explicit "explicit" "given in the text" "مذكور في النص"
        /// Resolved from a phrase such as "last week", relative to the article's date of publication.
        Relative "relative" "resolved from a relative phrase" "مستنتَج من عبارة نسبية"
        /// Inferred from the surrounding sentences.
        Context "context" "follows from the context" "مستفاد من السياق"
        /// The date of publication.
        Publication "publication" "the date of publication" "تاريخ النشر"
    }
}

vocabulary! {
    /// How the meaning of a mistranslated passage was established.
    TranslationBasis {
        /// Read in a copy of the original.
        Seen "seen" "seen in the original" "مُعايَن في الأصل"
        /// Reconstructed from the context.
        Reconstructed "reconstructed" "reconstructed from the context" "مُستعاد من السياق"
    }
}

vocabulary! {
    /// What a dataset requires of its records.
    Requirement {
        /// Every claim has evidence.
        Evidence "evidence" "evidence" "الشواهد"
        /// Every claim has a topic.
        Topics "topics" "topics" "الموضوعات"
        /// Every article has the fingerprint of its text.
        Text "text" "text" "النص"
        /// Every article has a date of publication.
        Published "published" "date of publication" "تاريخ النشر"
    }
}

vocabulary! {
    /// The smallest unit of a date. For an interval, the unit of its less precise end.
    DatePrecision {
        /// To the day.
        Day "day" "day" "يوم"
        /// To the month.
        Month "month" "month" "شهر"
        /// To the year, or less precise.
        Year "year" "year" "سنة"
    }
}

vocabulary! {
    /// How a claim's dates must relate to the requested dates.
    DateMatch {
        /// Shares at least one day with the requested dates.
        Overlap "overlap" "overlapping" "متقاطع مع"
        /// Lies within the requested dates.
        Within "within" "within" "ضمن"
        /// Covers all of the requested dates.
        Contains "contains" "containing" "شامل"
    }
}

vocabulary! {
    /// The date that a filter applies to.
    DateField {
        /// When the claimed event happens or the claimed state holds.
        Event "event" "claim date" "تاريخ الادعاء"
        /// When the asserter said it.
        Asserted "asserted" "date of assertion" "تاريخ القول"
        /// When the article was published.
        Published "published" "date of publication" "تاريخ النشر"
    }
}

vocabulary! {
    /// The unit of offsets into a text.
    OffsetUnit {
        /// Unicode code points, as Python counts them.
        CodePoints "code_points" "code points" "نقاط الترميز"
        /// UTF-16 code units, as JavaScript and Java count them.
        Utf16 "utf16" "UTF-16 code units" "وحدات UTF-16"
    }
}

vocabulary! {
    /// Which filters apply to the counts of a facet.
    FacetMode {
        /// All filters of the query.
        AllFilters "all_filters" "all filters" "كل المرشِّحات"
        /// All filters except the facet's own, as a list of checkboxes needs it.
        OtherFilters "other_filters" "all filters but its own" "المرشِّحات الأخرى"
    }
}

vocabulary! {
    /// The length of a timeline's periods.
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
    /// The type of resource that a suggestion refers to.
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
    /// The method that ordered the matches by relevance.
    Ranking {
        /// BM25 over all fields.
        Bm25 "bm25" "BM25" "BM25"
        /// `ts_rank` of PostgreSQL over all fields.
        TsRank "ts_rank" "ts_rank" "ts_rank"
        /// Too many matches to score: most salient first; within a salience, newest first.
        Salience "salience" "most salient first" "الأهم أولًا"
    }
}

#[cfg(test)]
mod tests {
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
        each!(ClaimKind Certainty Speech Role RelationKind DrawnBy ActorKind EvidencePart EvidenceStatus EvidenceFilter DateBasis TranslationBasis);
        each!(Requirement DatePrecision DateMatch DateField OffsetUnit FacetMode TimelineInterval Resource Ranking);
    }

    #[test]
    fn an_unknown_code_lists_the_accepted_ones_and_the_nearest() {
        let error = Certainty::parse("hegded").unwrap_err();
        assert_eq!(error.accepted, ["asserted", "hedged", "hypothetical"]);
        assert_eq!(error.nearest, Some("hedged"));
    }
}
