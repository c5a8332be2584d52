//! The vocabularies of seed files and claims.
#![warn(missing_docs)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::VocabularyTerm;
use crate::domain::language_map::LanguageMap;

vocabulary! {
    /// The type of proposition that a claim makes.
    ClaimKind {
        /// Something happened, happens or is scheduled.
        Event "event" "event" "حدث"
            "شيء وقع أو يقع أو من المقرر أن يقع."
        /// Something is or was the case for a period of time.
        State "state" "state of affairs" "حالة"
            "وضع قائم أو كان قائمًا مدة من الزمن."
        /// Somebody said, wrote, proposed or published something.
        Statement "statement" "statement" "تصريح"
            "قول أو كتابة أو اقتراح أو نشر صدر عن أحد."
        /// Something will or may come about.
        Prediction "prediction" "prediction" "توقُّع"
            "شيء سيحدث أو قد يحدث."
        /// A judgement of value, extent or meaning.
        Evaluation "evaluation" "evaluation" "تقييم"
            "حكم على قيمة شيء أو مداه أو معناه."
        /// One thing brings about, enables or prevents another.
        Causal "causal" "causal claim" "علاقة سببية"
            "شيء يسبب شيئًا آخر أو يتيحه أو يمنعه."
        /// Somebody wants, plans or tries to do something.
        Intention "intention" "intention" "نيّة"
            "أحد يريد فعل شيء أو يخطط له أو يحاوله."
    }
}

vocabulary! {
    /// How firmly the asserter commits to a claim.
    Certainty {
        /// Stated without reservation.
        Asserted "asserted" "asserted" "مؤكَّد"
            "مذكور بلا تحفظ."
        /// Stated with a reservation, such as "may", "seems" or "possibly".
        Hedged "hedged" "hedged" "بتحفُّظ"
            "مذكور بتحفظ، مثل «قد» أو «يبدو» أو «ربما»."
        /// Stated under a condition that may not be fulfilled.
        Hypothetical "hypothetical" "hypothetical" "افتراضي"
            "مشروط بشرط قد لا يتحقق."
    }
}

vocabulary! {
    /// The role of an actor in a claim.
    Role {
        /// Makes the claim.
        Asserter "asserter" "asserter" "القائل"
            "هو صاحب الادعاء."
        /// Performs the action, or is what the claim is about.
        Subject "subject" "subject" "الموضوع"
            "يقوم بالفعل، أو يدور حوله الادعاء."
        /// Is what the subject acts on or judges.
        Target "target" "target" "المستهدَف"
            "يقع عليه فعل صاحب الفعل أو حكمه."
        /// Is named, but is neither subject nor target.
        Mentioned "mentioned" "mentioned" "مذكور"
            "ورد اسمه من دون أن يكون فاعلًا أو مستهدَفًا."
    }
}

vocabulary! {
    /// How a claim relates to another claim.
    RelationKind {
        /// Gives reasons for the other claim.
        Supports "supports" "supports" "يدعم"
            "يقدم أسبابًا للادعاء الآخر."
        /// Is unlikely to be true if the other claim is true.
        Contradicts "contradicts" "contradicts" "يناقض"
            "يُستبعد أن يصح إن صح الادعاء الآخر."
        /// Adds detail to the other claim.
        Elaborates "elaborates" "elaborates" "يفصِّل"
            "يضيف تفاصيل إلى الادعاء الآخر."
        /// States the cause of the other claim.
        Causes "causes" "causes" "يسبِّب"
            "يذكر سبب الادعاء الآخر."
        /// Precedes the other claim in time.
        Precedes "precedes" "precedes" "يسبق"
            "يسبق الادعاء الآخر زمنيًّا."
        /// States the same proposition as the other claim.
        SameAs "same_as" "is the same as" "يطابق"
            "يقول ما يقوله الادعاء الآخر نفسه."
        /// Is set against the other claim; both may be true.
        Contrasts "contrasts" "contrasts with" "يقابل"
            "يقابل الادعاء الآخر، وقد يصح الاثنان."
        /// Is another possibility than the other claim.
        AlternativeTo "alternative_to" "is an alternative to" "بديل عن"
            "احتمال آخر غير الادعاء الآخر."
        /// Consists of words of the document that the other claim is about.
        Quotes "quotes" "quotes" "يقتبس"
            "كلماته من الوثيقة التي يدور حولها الادعاء الآخر."
    }
}

vocabulary! {
    /// Who draws a relation between two claims.
    DrawnBy {
        /// The article relates the claims.
        Article "article" "the article" "المقال"
            "المقال هو الذي يربط بين الادعاءين."
        /// The curator relates them.
        Curator "curator" "the curator" "القيّم على البيانات"
            "القيّم على البيانات هو الذي يربط بينهما."
    }
}

vocabulary! {
    /// How the article gives the asserter's words.
    Speech {
        /// The article speaks in its own voice.
        Own "own" "the article's own words" "بصوت المقال"
            "المقال يتكلم بصوته."
        /// In quotation marks.
        Direct "direct" "direct speech" "كلام مباشر"
            "بين علامتي اقتباس."
        /// Reported in other words.
        Indirect "indirect" "reported speech" "كلام منقول بالمعنى"
            "منقول بكلمات أخرى."
        /// Partly in quotation marks.
        Mixed "mixed" "partly quoted" "منقول جزئيًّا بلفظه"
            "بعضه بين علامتي اقتباس."
        /// Taken for granted, not said.
        Presupposed "presupposed" "presupposed" "مفترَض ضمنًا"
            "مُسلَّم به من دون أن يُقال."
    }
}

vocabulary! {
    /// The type of an actor.
    ActorKind {
        /// A human being.
        Person "person" "person" "شخص"
            "إنسان."
        /// An organisation other than a government, country or company.
        Organisation "organisation" "organisation" "منظمة"
            "منظمة ليست حكومة ولا بلدًا ولا شركة."
        /// A government, ministry, administration or armed force.
        Government "government" "government" "حكومة"
            "حكومة أو وزارة أو إدارة أو قوة مسلحة."
        /// A country.
        Country "country" "country" "بلد"
            "بلد."
        /// A company.
        Company "company" "company" "شركة"
            "شركة."
        /// A product, chip or model.
        Product "product" "product" "منتَج"
            "منتَج أو رقاقة أو نموذج."
        /// A place other than a country.
        Place "place" "place" "مكان"
            "مكان ليس بلدًا."
        /// A document, report or plan, or the article's own voice.
        Document "document" "document" "وثيقة"
            "وثيقة أو تقرير أو خطة، أو صوت المقال نفسه."
        /// A conference, a meeting or talks.
        Event "event" "event" "حدث"
            "مؤتمر أو اجتماع أو محادثات."
        /// People or organisations named by what they have in common.
        Group "group" "group" "مجموعة"
            "أشخاص أو منظمات يجمعهم وصف مشترك."
    }
}

vocabulary! {
    /// What a quote is evidence of.
    EvidencePart {
        /// The quote states the claim.
        Content "content" "content" "المضمون"
            "الاقتباس ينص على الادعاء."
        /// The quote names who makes the claim.
        Attribution "attribution" "attribution" "الإسناد"
            "الاقتباس يسمي قائل الادعاء."
    }
}

vocabulary! {
    /// Whether a quote was verified against the article's text.
    EvidenceStatus {
        /// The article's text was available when the dataset was built and contains the quote at its offsets.
        Verified "verified" "verified against the text" "مُتحقَّق من النص"
            "كان نص المقال متاحًا عند بناء مجموعة البيانات، والاقتباس في موضعه منه."
        /// The article's text was not available when the dataset was built.
        Recorded "recorded" "recorded" "مُسجَّل"
            "لم يكن نص المقال متاحًا عند بناء مجموعة البيانات."
        /// The place of the quote in the text is not known.
        Unlocated "unlocated" "place not known" "موضعه غير معروف"
            "موضع الاقتباس في النص غير معروف."
    }
}

vocabulary! {
    /// How a claim's date was derived.
    DateBasis {
        /// The text states the date.
        Explicit "explicit" "given in the text" "مذكور في النص"
            "النص يذكر التاريخ."
        /// Resolved from a phrase such as "last week", relative to the article's date of publication.
        Relative "relative" "resolved from a relative phrase" "مستنتَج من عبارة نسبية"
            "مستنتَج من عبارة مثل «الأسبوع الماضي» قياسًا إلى تاريخ نشر المقال."
        /// Inferred from the surrounding sentences.
        Context "context" "follows from the context" "مستفاد من السياق"
            "مستفاد من الجمل المحيطة."
        /// The date of publication.
        Publication "publication" "the date of publication" "تاريخ النشر"
            "تاريخ النشر."
    }
}

vocabulary! {
    /// How the meaning of a mistranslated passage was established.
    TranslationBasis {
        /// Read in a copy of the original.
        Seen "seen" "seen in the original" "مُعايَن في الأصل"
            "قُرئ في نسخة من الأصل."
        /// Reconstructed from the context.
        Reconstructed "reconstructed" "reconstructed from the context" "أُعيد بناؤه من السياق"
            "استُعيد من السياق."
    }
}

vocabulary! {
    /// What a dataset requires of its records.
    Requirement {
        /// Every claim has evidence.
        Evidence "evidence" "evidence" "الشواهد"
            "لكل ادعاء شاهد."
        /// Every claim has a topic.
        Topics "topics" "topics" "الموضوعات"
            "لكل ادعاء موضوع."
        /// Every article has the fingerprint of its text.
        Text "text" "text" "النص"
            "لكل مقال بصمة لنصه."
        /// Every article has a date of publication.
        Published "published" "date of publication" "تاريخ النشر"
            "لكل مقال تاريخ نشر."
    }
}

vocabulary! {
    /// The smallest unit of a date. For an interval, the unit of its less precise end.
    DatePrecision {
        /// To the day.
        Day "day" "day" "يوم"
            "بدقة اليوم."
        /// To the month.
        Month "month" "month" "شهر"
            "بدقة الشهر."
        /// To the year, or less precise.
        Year "year" "year" "سنة"
            "بدقة السنة أو أقل."
    }
}

vocabulary! {
    /// Why a claim was withdrawn.
    WithdrawalReason {
        /// It was wrong: the article does not say so.
        Error "error" "error" "خطأ"
            "كان خاطئًا: المقال لا يقول ذلك."
        /// Another claim says the same.
        Duplicate "duplicate" "duplicate" "تكرار"
            "ادعاء آخر يقول الشيء نفسه."
        /// Several claims stand in its place.
        Split "split" "split into several claims" "تقسيم"
            "حلّت محله عدة ادعاءات."
        /// It is part of another claim now.
        Merged "merged" "merged into another claim" "دمج"
            "أصبح جزءًا من ادعاء آخر."
        /// The rights in the article do not allow it.
        Rights "rights" "rights" "حقوق"
            "حقوق المقال لا تسمح به."
        /// No reason was given.
        Unspecified "unspecified" "no reason given" "من دون ذكر السبب"
            "لم يُذكر سبب."
    }
}

vocabulary! {
    /// What happened to a claim between two releases.
    ChangeOperation {
        /// The claim is new.
        Added "added" "added" "أُضيف"
            "الادعاء جديد."
        /// The content of the claim changed.
        Modified "modified" "modified" "عُدِّل"
            "تغيّر مضمون الادعاء."
        /// The dataset has the claim no longer.
        Withdrawn "withdrawn" "withdrawn" "سُحب"
            "لم يعد الادعاء في مجموعة البيانات."
    }
}
