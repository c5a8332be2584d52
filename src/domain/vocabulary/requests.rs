//! The vocabularies of requests, and of what responses say about them.
#![warn(missing_docs)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::VocabularyTerm;
use crate::domain::language_map::LanguageMap;

vocabulary! {
    /// The status of a claim's evidence, for filters.
    EvidenceFilter {
        /// Has a verified quote.
        Verified "verified" "verified against the text" "مُتحقَّق من النص"
            "له اقتباس مُتحقَّق منه."
        /// Has a recorded quote.
        Recorded "recorded" "recorded" "مُسجَّل"
            "له اقتباس مُسجَّل."
        /// Has a quote whose place is not known.
        Unlocated "unlocated" "place not known" "موضعه غير معروف"
            "له اقتباس لا يُعرف موضعه."
        /// Has no evidence.
        None "none" "none" "غير موجودة"
            "لا شاهد له."
    }
}

vocabulary! {
    /// How a claim's dates must relate to the requested dates.
    DateMatch {
        /// Shares at least one day with the requested dates.
        Overlap "overlap" "overlapping" "متقاطع مع"
            "يشترك مع التواريخ المطلوبة في يوم على الأقل."
        /// Lies within the requested dates.
        Within "within" "within" "ضمن"
            "يقع ضمن التواريخ المطلوبة."
        /// Covers all of the requested dates.
        Contains "contains" "containing" "شامل"
            "يغطي التواريخ المطلوبة كلها."
    }
}

vocabulary! {
    /// The date that a filter applies to.
    DateField {
        /// When the claimed event happens or the claimed state holds.
        Event "event" "claim date" "تاريخ الادعاء"
            "متى يقع الحدث أو تقوم الحالة."
        /// When the asserter said it.
        Asserted "asserted" "date of assertion" "تاريخ القول"
            "متى قاله القائل."
        /// When the article was published.
        Published "published" "date of publication" "تاريخ النشر"
            "متى نُشر المقال."
    }
}

vocabulary! {
    /// The unit of offsets into a text.
    OffsetUnit {
        /// Unicode code points, as Python counts them.
        CodePoints "code_points" "code points" "نقاط الترميز"
            "نقاط ترميز يونيكود، كما تعدها لغة بايثون."
        /// UTF-16 code units, as JavaScript and Java count them.
        Utf16 "utf16" "UTF-16 code units" "وحدات UTF-16"
            "وحدات UTF-16، كما تعدها جافاسكربت وجافا."
    }
}

vocabulary! {
    /// Which filters apply to the counts of a facet.
    FacetMode {
        /// All filters of the query.
        AllFilters "all_filters" "all filters" "كل عوامل التصفية"
            "كل عوامل التصفية في الاستعلام."
        /// All filters except the facet's own, as a list of checkboxes needs it.
        OtherFilters "other_filters" "all filters but its own" "عوامل التصفية الأخرى"
            "كل عوامل التصفية سوى عامل الفئة نفسها، كما تحتاج إليه قائمة خانات اختيار."
    }
}

vocabulary! {
    /// The length of a timeline's periods.
    TimelineInterval {
        /// Days.
        Day "day" "day" "يوم"
            "أيام."
        /// Weeks from Monday to Sunday (ISO 8601).
        Week "week" "week" "أسبوع"
            "أسابيع تبدأ يوم الاثنين وتنتهي يوم الأحد (ISO 8601)."
        /// Months.
        Month "month" "month" "شهر"
            "أشهر."
        /// Years.
        Year "year" "year" "سنة"
            "سنوات."
    }
}

vocabulary! {
    /// What connects two actors of a network.
    NetworkEdges {
        /// Claims that involve both, in any role: undirected.
        Together "together" "together" "معًا"
            "ادعاءات تتعلق بالطرفين معًا، أيًّا كان الدور: بلا اتجاه."
        /// Claims that the one asserts and whose subject or target is the other: directed.
        AssertsAbout "asserts_about" "asserts about" "يقول عن"
            "ادعاءات يقولها أحدهما وموضوعها أو المستهدف بها الآخر: باتجاه."
    }
}

vocabulary! {
    /// The type of resource that a suggestion refers to.
    Resource {
        /// An actor.
        Actor "actor" "actor" "طرف"
            "طرف."
        /// A topic.
        Topic "topic" "topic" "موضوع"
            "موضوع."
        /// An article.
        Article "article" "article" "مقال"
            "مقال."
    }
}

vocabulary! {
    /// The order of a list of actors or topics.
    RecordSort {
        /// Best match of `q` first; among equal matches that with most claims.
        Relevance "relevance" "relevance" "الصلة"
            "أفضل مطابقة لـ `q` أولًا، وعند التساوي الأكثر ادعاءات."
        /// By identifier.
        Id "id" "identifier" "المعرّف"
            "بحسب المعرّف."
        /// By name, in the first language of the dataset.
        Name "name" "name" "الاسم"
            "بحسب الاسم، باللغة الأولى لمجموعة البيانات."
        /// With most claims first.
        Claims "-claims" "most claims" "الأكثر ادعاءات"
            "الأكثر ادعاءات أولًا."
    }
}

vocabulary! {
    /// The order of a list of articles.
    ArticleSort {
        /// Best match of `q` first; among equal matches that with most claims.
        Relevance "relevance" "relevance" "الصلة"
            "أفضل مطابقة لـ `q` أولًا، وعند التساوي الأكثر ادعاءات."
        /// By identifier.
        Id "id" "identifier" "المعرّف"
            "بحسب المعرّف."
        /// By title, in the first language of the dataset.
        Name "name" "title" "العنوان"
            "بحسب العنوان، باللغة الأولى لمجموعة البيانات."
        /// With most claims first.
        Claims "-claims" "most claims" "الأكثر ادعاءات"
            "الأكثر ادعاءات أولًا."
        /// Published first; articles without a date last.
        Published "published" "oldest first" "الأقدم أولًا"
            "الأقدم نشرًا أولًا، وما لا تاريخ له آخرًا."
        /// Published last; articles without a date last.
        NewestPublished "-published" "newest first" "الأحدث أولًا"
            "الأحدث نشرًا أولًا، وما لا تاريخ له آخرًا."
    }
}

vocabulary! {
    /// The method that ordered the matches by relevance.
    Ranking {
        /// BM25 over all fields.
        Bm25 "bm25" "BM25" "BM25"
            "BM25 على كل الحقول."
        /// Too many matches to score: most salient first; within a salience, newest first.
        Salience "salience" "most salient first" "الأهم أولًا"
            "المطابقات أكثر من أن تُقوَّم: الأهم أولًا، وعند تساوي الأهمية الأحدث أولًا."
    }
}
