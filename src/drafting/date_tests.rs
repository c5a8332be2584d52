//! Dates found in texts, by language.

use crate::domain::claim_date::EdtfDate;
use crate::drafting::date_meaning::DateContext;
use crate::drafting::lexicon::Lexicon;
use crate::drafting::tokens::tokens;
use rstest::rstest;

/// The first date of a text that was published on 28 or 29 July 2025.
fn first(language: &str, text: &str) -> Option<String> {
    let published = EdtfDate::parse("2025-07-28/2025-07-29").ok().map(|date| date.span());
    let previous = EdtfDate::parse("2025-07-10").ok().map(|date| date.span());
    let context = DateContext { published, previous, is_future: false };
    Lexicon::for_language(language)
        .dates
        .find(&tokens(text, language), &context)
        .into_iter()
        .next()
        .map(|date| date.edtf)
}

#[rstest]
#[case("yesterday", "2025-07-27/2025-07-28")]
#[case("last week", "2025-07-21/2025-07-27")]
#[case("this week", "2025-07-28/2025-08-03")]
#[case("over the weekend", "2025-07-26/2025-07-27")]
#[case("earlier this month", "2025-07")]
#[case("earlier this year", "2025-01/2025-07")]
#[case("last year", "2024")]
#[case("on Monday", "2025-07-28")]
#[case("last Friday", "2025-07-25")]
#[case("next Friday", "2025-08-01")]
#[case("in July", "2025-07")]
#[case("since March 2019", "2019-03/..")]
#[case("on 12 August", "2025-08-12")]
#[case("on August 12, 2024", "2024-08-12")]
#[case("on December 30th", "2025-12-30")]
#[case("in January", "2025-01")]
#[case("in 2022", "2022")]
#[case("by 2030", "2025/2030")]
#[case("in the 1990s", "199X")]
#[case("in the summer of 2022", "2022-22")]
#[case("three weeks ago", "2025-07-07/2025-07-13")]
#[case("two years ago", "2023")]
#[case("in the past three months", "2025-04/2025-07")]
#[case("four days earlier", "2025-07-06")]
#[case("since then", "2025-07-10/2025-07-29")]
#[case("around 2010", "2010~")]
#[case("until the end of August", "2025-07-28/2025-08-31")]
fn english_expressions(#[case] text: &str, #[case] edtf: &str) {
    assert_eq!(first("en", text).as_deref(), Some(edtf));
}

#[rstest]
#[case("jeudi soir", "2025-07-24")]
#[case("la semaine dernière", "2025-07-21/2025-07-27")]
#[case("en mars dernier", "2025-03")]
#[case("au printemps 2026", "2026-21")]
#[case("depuis 1987", "1987/..")]
#[case("le 12 juin", "2025-06-12")]
#[case("le 1er août 2024", "2024-08-01")]
#[case("dans les années 1990", "199X")]
#[case("avant la fin d’août", "2025-07-28/2025-08-31")]
#[case("l’an dernier", "2024")]
#[case("il y a deux mois", "2025-05")]
#[case("quatre jours plus tôt", "2025-07-06")]
#[case("hier", "2025-07-27/2025-07-28")]
fn french_expressions(#[case] text: &str, #[case] edtf: &str) {
    assert_eq!(first("fr", text).as_deref(), Some(edtf));
}

#[rstest]
#[case("في نهاية هذا الأسبوع", "2025-07-26/2025-07-27")]
#[case("في وقت سابق من هذا الشهر", "2025-07")]
#[case("في وقت سابق من هذا العام", "2025-01/2025-07")]
#[case("الأسبوع الماضي", "2025-07-21/2025-07-27")]
#[case("في الأشهر الثلاثة منذ ذلك", "2025-04/2025-07")]
#[case("منذ ذلك الحين", "2025-07-10/2025-07-29")]
#[case("في 12 أغسطس", "2025-08-12")]
#[case("يوم ١٢ آب ٢٠٢٤", "2024-08-12")]
#[case("حاليًا", "2025-07")]
#[case("في يناير", "2025-01")]
#[case("منذ عام 2019", "2019/..")]
#[case("قبل ثلاثة أيام", "2025-07-25/2025-07-26")]
#[case("أمس", "2025-07-27/2025-07-28")]
#[case("يوم الجمعة الماضي", "2025-07-25")]
#[case("تشرين الأول المقبل", "2025-10")]
fn arabic_expressions(#[case] text: &str, #[case] edtf: &str) {
    assert_eq!(first("ar", text).as_deref(), Some(edtf));
}

#[rstest]
#[case("en", "may be a sequence of 100 days and 2000 people")]
#[case("en", "they march on")]
#[case("ar", "سابق الرقم 2000")]
#[case("fr", "le projet mars et 2000 foyers")]
fn other_words_are_no_dates(#[case] language: &str, #[case] text: &str) {
    assert_eq!(first(language, text), None);
}
