//! What the page of an error says, in both languages: a title, what happened and what to do. The technical detail is the
//! API's and in English.

use crate::http::problem::ErrorCode;
use crate::web::language::Language;

/// What is said of an error.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    /// A short name.
    pub title: &'static str,
    /// What happened.
    pub happened: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// What is said of an error in a language.
pub fn told(language: Language, code: ErrorCode) -> Told {
    let (english, arabic) = both(code);
    let [title, happened, remedy] = match language {
        Language::English => english,
        Language::Arabic => arabic,
    };
    Told { title, happened, remedy }
}

type Said = [&'static str; 3];

#[allow(clippy::too_many_lines, reason = "a table")]
const fn both(code: ErrorCode) -> (Said, Said) {
    match code {
        ErrorCode::InvalidParameter => (
            [
                "This address asks for what does not exist",
                "A filter in it, or its value, is not accepted.",
                "Correct what is named below, or start from all claims.",
            ],
            [
                "هذا العنوان يطلب ما لا وجود له",
                "فيه مرشِّح غير مقبول أو قيمة غير مقبولة.",
                "صحِّح المذكور أدناه، أو ابدأ من كل الادعاءات.",
            ],
        ),
        ErrorCode::ClaimNotFound => (
            ["There is no such claim", "No claim of this dataset has this identifier.", "Look for it by its words."],
            ["لا وجود لهذا الادعاء", "ليس في مجموعة البيانات ادعاء بهذا المعرِّف.", "ابحث عنه بألفاظه."],
        ),
        ErrorCode::ActorNotFound => (
            [
                "There is no such actor",
                "No actor of this dataset has this identifier.",
                "Find it in the list of all actors.",
            ],
            ["لا وجود لهذا الطرف", "ليس في مجموعة البيانات طرف بهذا المعرِّف.", "ابحث عنه في قائمة كل الأطراف."],
        ),
        ErrorCode::TopicNotFound => (
            [
                "There is no such topic",
                "No topic of this dataset has this identifier.",
                "Find it in the list of all topics.",
            ],
            ["لا وجود لهذا الموضوع", "ليس في مجموعة البيانات موضوع بهذا المعرِّف.", "ابحث عنه في قائمة كل الموضوعات."],
        ),
        ErrorCode::ArticleNotFound => (
            [
                "There is no such article",
                "No article of this dataset has this identifier.",
                "Find it in the list of all articles.",
            ],
            ["لا وجود لهذا المقال", "ليس في مجموعة البيانات مقال بهذا المعرِّف.", "ابحث عنه في قائمة كل المقالات."],
        ),
        ErrorCode::RouteNotFound => (
            [
                "There is nothing here",
                "No page has this address.",
                "See whether it is written as you meant it, or start from all claims.",
            ],
            ["لا شيء هنا", "لا صفحة بهذا العنوان.", "تحقَّق من كتابته، أو ابدأ من كل الادعاءات."],
        ),
        ErrorCode::MethodNotAllowed => (
            [
                "This page can only be read",
                "Something was sent to an address that takes nothing.",
                "Open the address as a page.",
            ],
            ["هذه الصفحة للقراءة فقط", "أُرسل شيء إلى عنوان لا يقبل الإرسال.", "افتح العنوان صفحةً للقراءة."],
        ),
        ErrorCode::RangeNotSatisfiable => (
            [
                "The file has no such part",
                "It ends before the part that was asked for.",
                "Download it from its beginning.",
            ],
            ["لا وجود لهذا الجزء من الملف", "ينتهي الملف قبل الجزء المطلوب.", "نزِّله من بدايته."],
        ),
        ErrorCode::UriTooLong => (
            [
                "The address is too long",
                "It is longer than the server reads.",
                "Ask for less at once: fewer filters, or fewer words.",
            ],
            [
                "العنوان أطول مما ينبغي",
                "طوله يتجاوز ما يقرؤه الخادم.",
                "اطلب أقل في المرة الواحدة: مرشِّحات أقل أو كلمات أقل.",
            ],
        ),
        ErrorCode::RateLimited => (
            [
                "Too many requests",
                "From where you are, more was asked than the server allows.",
                "Wait a little, then load the page again.",
            ],
            ["طلبات أكثر من المسموح", "جاءت من جهتك طلبات أكثر مما يسمح به الخادم.", "انتظر قليلًا ثم أعد تحميل الصفحة."],
        ),
        ErrorCode::DeadlineExceeded => (
            [
                "The search took too long",
                "The server broke it off, so that others need not wait.",
                "Narrow it, or leave out phrases and the order by relevance.",
            ],
            [
                "استغرق البحث أطول من المسموح",
                "أوقفه الخادم كي لا يطول انتظار غيرك.",
                "ضيِّق البحث، أو اترك العبارات والترتيب حسب الصلة.",
            ],
        ),
        ErrorCode::Overloaded => (
            ["Too much at once", "Many long searches run at this moment.", "Load the page again in a few seconds."],
            ["الخادم مشغول الآن", "تجري في هذه اللحظة عمليات بحث طويلة كثيرة.", "أعد تحميل الصفحة بعد ثوانٍ."],
        ),
        ErrorCode::StoreUnavailable => (
            [
                "The database cannot be reached",
                "No host of the database answered in time.",
                "Load the page again in a few seconds.",
            ],
            ["تعذر الوصول إلى قاعدة البيانات", "لم يجب أي من خوادمها في الوقت المحدد.", "أعد تحميل الصفحة بعد ثوانٍ."],
        ),
        ErrorCode::ShuttingDown => (
            [
                "The server is about to end",
                "It takes no more requests, and another takes its place.",
                "Load the page again in a few seconds.",
            ],
            ["الخادم على وشك التوقف", "لم يعد يقبل الطلبات، وسيحل محله غيره.", "أعد تحميل الصفحة بعد ثوانٍ."],
        ),
        ErrorCode::InternalError => (
            [
                "Something went wrong on our side",
                "The server could not make this page.",
                "Try again later. Should it go on, report it with the number below.",
            ],
            [
                "حدث خطأ من جهتنا",
                "لم يستطع الخادم إعداد هذه الصفحة.",
                "أعد المحاولة لاحقًا، وإن تكرر الخطأ فأبلغ عنه بالرقم أدناه.",
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_told_in_both_languages() {
        let is_arabic = |text: &str| text.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c));
        for &code in ErrorCode::ALL {
            let (english, arabic) = both(code);
            assert!(english.iter().all(|text| !text.is_empty() && !is_arabic(text)), "{english:?}");
            assert!(arabic.iter().all(|text| is_arabic(text)), "{arabic:?}");
        }
    }
}
