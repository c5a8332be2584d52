//! The languages of the interface: which one a reader gets, and every word of it in one table. Pure but for reading the
//! request's header.

use actix_web::HttpMessage;
use actix_web::http::header::{AcceptLanguage, Header};

use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::VocabularyTerm;
use crate::web::words::{ARABIC, ENGLISH, Words};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, left to right.
    English,
    /// Arabic, right to left.
    Arabic,
}

/// The tags that `lang` accepts.
pub const TAGS: [&str; 2] = ["en", "ar"];

impl Language {
    /// Reads a tag.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag {
            "en" => Some(Self::English),
            "ar" => Some(Self::Arabic),
            _ => None,
        }
    }

    /// The language that a request prefers; English when it prefers neither.
    pub fn preferred(request: &impl HttpMessage) -> Self {
        let ranked = AcceptLanguage::parse(request).map(|accepted| accepted.ranked()).unwrap_or_default();
        let known = |tag: String| Self::parse(tag.split('-').next().unwrap_or_default());
        ranked.into_iter().find_map(|tag| known(tag.to_string().to_lowercase())).unwrap_or(Self::English)
    }

    /// Its BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Arabic => "ar",
        }
    }

    /// The direction it is written in.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::English => "ltr",
            Self::Arabic => "rtl",
        }
    }

    /// Its name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Arabic => "العربية",
        }
    }

    /// The other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Arabic,
            Self::Arabic => Self::English,
        }
    }

    /// The words of the interface.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Arabic => &ARABIC,
        }
    }

    /// The text in this language.
    pub fn of(self, text: &LanguageMap) -> &str {
        match self {
            Self::English => &text.en,
            Self::Arabic => &text.ar,
        }
    }

    /// A term's name in this language.
    pub fn term(self, term: impl VocabularyTerm) -> String {
        self.of(&term.label()).to_owned()
    }

    /// A number with its thousands apart, the same in both: Arabic has it so with these digits (CLDR).
    #[allow(clippy::unused_self, reason = "how numbers are written is for the language to say")]
    pub fn number(self, number: impl Into<u64>) -> String {
        let digits = number.into().to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out
    }

    /// How many claims, in words.
    pub fn claims(self, count: impl Into<u64>) -> String {
        let count = count.into();
        let number = self.number(count);
        match self {
            Self::English if count == 1 => "1 claim".to_owned(),
            Self::English => format!("{number} claims"),
            Self::Arabic => match (count, count % 100) {
                (0, _) => "لا ادعاءات".to_owned(),
                (1, _) => "ادعاء واحد".to_owned(),
                (2, _) => "ادعاءان".to_owned(),
                (_, 3..=10) => format!("{number} ادعاءات"),
                (_, 11..=99) => format!("{number} ادعاءً"),
                _ => format!("{number} ادعاء"),
            },
        }
    }
}

/// The direction of a text in a language by its BCP 47 tag.
pub fn direction_of(tag: &str) -> &'static str {
    let primary = tag.split('-').next().unwrap_or_default();
    if ["ar", "fa", "he", "ur", "ps", "ckb", "yi", "dv", "syr"].contains(&primary) { "rtl" } else { "ltr" }
}

/// A language's name by its BCP 47 tag, as far as it is known; otherwise the tag.
pub fn language_name(reader: Language, tag: &str) -> String {
    let (en, ar) = match tag.split('-').next().unwrap_or_default() {
        "ar" => ("Arabic", "العربية"),
        "en" => ("English", "الإنجليزية"),
        "fr" => ("French", "الفرنسية"),
        "de" => ("German", "الألمانية"),
        "es" => ("Spanish", "الإسبانية"),
        "zh" => ("Chinese", "الصينية"),
        "fa" => ("Persian", "الفارسية"),
        "tr" => ("Turkish", "التركية"),
        "ru" => ("Russian", "الروسية"),
        _ => (tag, tag),
    };
    if reader == Language::Arabic { ar.to_owned() } else { en.to_owned() }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT_LANGUAGE;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", Language::English)]
    #[case("ar", Language::Arabic)]
    #[case("ar-EG,en;q=0.5", Language::Arabic)]
    #[case("fr, ar;q=0.3, en;q=0.7", Language::English)]
    #[case("fr-CA, ar;q=0.3", Language::Arabic)]
    #[case("*", Language::English)]
    #[case("؟؟", Language::English)]
    fn the_reader_gets_the_language_that_the_browser_prefers(#[case] header: &str, #[case] expected: Language) {
        let request = TestRequest::default().insert_header((ACCEPT_LANGUAGE, header)).to_srv_request();
        assert_eq!(Language::preferred(&request), expected);
    }

    #[rstest]
    #[case(0, "0 claims", "لا ادعاءات")]
    #[case(1, "1 claim", "ادعاء واحد")]
    #[case(2, "2 claims", "ادعاءان")]
    #[case(7, "7 claims", "7 ادعاءات")]
    #[case(54, "54 claims", "54 ادعاءً")]
    #[case(100, "100 claims", "100 ادعاء")]
    #[case(1_203, "1,203 claims", "1,203 ادعاءات")]
    #[case(1_000_000, "1,000,000 claims", "1,000,000 ادعاء")]
    fn claims_are_counted_by_the_grammar_of_each_language(#[case] count: u64, #[case] en: &str, #[case] ar: &str) {
        assert_eq!((Language::English.claims(count).as_str(), Language::Arabic.claims(count).as_str()), (en, ar));
    }
}
