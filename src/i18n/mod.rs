//! Messages for people, from `messages/*.ftl` (Fluent): texts, plurals, numbers and dates in each interface language.
//!
//! Another interface language is one more file in `messages/` and one more line in `locales!`.

mod dates;

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::memoizer::MemoizerKind;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu_plurals::{PluralCategory, PluralRules, PluralRulesPreferences};

use crate::domain::language_map::{LanguageMap, primary_subtag};
use crate::domain::vocabulary::VocabularyTerm;

pub use dates::{format_date, format_day, format_days, format_edtf, format_period, period_label};

/// The value of a message's variable: text or a number.
pub type Value<'a> = FluentValue<'a>;

macro_rules! locales {
    ($($locale:ident $tag:literal $direction:literal $group_separator:literal)+) => {
        /// A language of the interface.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Locale {
            $(#[doc = $tag] $locale,)+
        }

        impl Locale {
            /// Every language.
            pub const ALL: &'static [Self] = &[$(Self::$locale),+];

            /// The BCP 47 tags, in the order of [`Locale::ALL`].
            pub const TAGS: &'static [&'static str] = &[$($tag),+];

            /// The direction it is written in: `ltr` or `rtl`.
            pub const fn direction(self) -> &'static str {
                match self { $(Self::$locale => $direction,)+ }
            }

            const fn group_separator(self) -> char {
                match self { $(Self::$locale => $group_separator,)+ }
            }
        }

        fn load_bundles() -> Vec<FluentBundle<FluentResource>> {
            vec![$(load_bundle::<$group_separator>($tag, include_str!(concat!("../../messages/", $tag, ".ftl")))),+]
        }
    };
}

locales! {
    English "en" "ltr" ','
    Arabic "ar" "rtl" ','
}

static BUNDLES: LazyLock<Vec<FluentBundle<FluentResource>>> = LazyLock::new(load_bundles);

fn load_bundle<const GROUP_SEPARATOR: char>(tag: &str, messages: &str) -> FluentBundle<FluentResource> {
    let language = tag.parse().expect("a valid BCP 47 tag");
    let resource = FluentResource::try_new(messages.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("messages/{tag}.ftl: {errors:?}"));
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Templates isolate names with <bdi>; JSON and attributes carry no invisible characters.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(format_number::<GROUP_SEPARATOR, _>));
    let locale: icu_locale_core::Locale = tag.parse().expect("a valid BCP 47 tag");
    let preferences = PluralRulesPreferences::from(&locale);
    bundle.add_function("PLURAL", move |values, _| plural_category(preferences, values).into()).expect("one function");
    bundle.add_resource(resource).unwrap_or_else(|errors| panic!("messages/{tag}.ftl: {errors:?}"));
    bundle
}

/// The CLDR plural category of a number. Fluent's own selection on numbers is wrong for Arabic: `intl_pluralrules` 7.0 puts
/// 103 into `other` instead of `few`.
fn plural_category(preferences: PluralRulesPreferences, values: &[Value]) -> &'static str {
    let (Some(Value::Number(number)), Ok(rules)) = (values.first(), PluralRules::try_new_cardinal(preferences)) else {
        return "other";
    };
    match rules.category_for(u64::from(number)) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

fn format_number<const GROUP_SEPARATOR: char, M: MemoizerKind>(value: &FluentValue, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    Some(group_digits(&number.value.to_string(), GROUP_SEPARATOR))
}

/// Separates the thousands of an integer.
fn group_digits(digits: &str, separator: char) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

impl Locale {
    /// The language with this BCP 47 tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|locale| locale.tag() == tag)
    }

    /// Its BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        Self::TAGS[self as usize]
    }

    /// A text in this language, otherwise in the first language that it has.
    pub fn pick(self, text: &LanguageMap) -> &str {
        text.pick(self.tag()).1
    }

    /// The name of a vocabulary's term.
    pub fn term(self, term: impl VocabularyTerm) -> String {
        self.pick(&term.label()).to_owned()
    }

    /// The message of a key, if there is one. The message has no variables.
    pub fn find(self, key: &str) -> Option<&'static str> {
        let bundle: &'static FluentBundle<FluentResource> = &BUNDLES[self as usize];
        let pattern = bundle.get_message(key)?.value()?;
        match bundle.format_pattern(pattern, None, &mut vec![]) {
            Cow::Borrowed(text) => Some(text),
            Cow::Owned(_) => None,
        }
    }

    /// The message of a key. The message has no variables.
    pub fn text(self, key: &str) -> &'static str {
        let text = self.find(key);
        debug_assert!(text.is_some(), "messages/{}.ftl has no message {key} without variables", self.tag());
        text.unwrap_or_default()
    }

    /// The message of a key with the values of its variables.
    pub fn format(self, key: &str, values: &[(&'static str, Value)]) -> Cow<'static, str> {
        let bundle: &'static FluentBundle<FluentResource> = &BUNDLES[self as usize];
        let pattern = bundle.get_message(key).and_then(|message| message.value());
        debug_assert!(pattern.is_some(), "messages/{}.ftl has no message {key}", self.tag());
        let Some(pattern) = pattern else { return Cow::Borrowed("") };
        let values: FluentArgs = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = vec![];
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "messages/{}.ftl, {key}: {errors:?}", self.tag());
        Cow::Owned(text)
    }

    /// An integer with its thousands separated.
    pub fn number(self, number: impl Into<u64>) -> String {
        group_digits(&number.into().to_string(), self.group_separator())
    }

    /// A number of claims: "12 claims".
    pub fn claim_count(self, count: u64) -> String {
        self.format("claim-count", &[("count", count.into())]).into_owned()
    }

    /// The name of the language with this BCP 47 tag, or the tag where no name is known.
    pub fn language_name(self, tag: &str) -> &str {
        self.find(&format!("language-{}", primary_subtag(tag))).unwrap_or(tag)
    }
}

/// The name of the language with this BCP 47 tag, in the languages of the interface.
pub fn language_label(tag: &str) -> LanguageMap {
    LanguageMap::interface(Locale::English.language_name(tag), Locale::Arabic.language_name(tag))
}

/// The direction of text in the language with this BCP 47 tag: `ltr` or `rtl`.
pub fn direction_of(tag: &str) -> &'static str {
    const RIGHT_TO_LEFT: [&str; 12] = ["ar", "fa", "he", "ur", "ps", "ckb", "yi", "dv", "syr", "sd", "ug", "arc"];
    if RIGHT_TO_LEFT.contains(&primary_subtag(tag)) { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "0 claims", "لا ادعاءات")]
    #[case(1, "1 claim", "ادعاء واحد")]
    #[case(2, "2 claims", "ادعاءان")]
    #[case(7, "7 claims", "7 ادعاءات")]
    #[case(54, "54 claims", "54 ادعاءً")]
    #[case(100, "100 claims", "100 ادعاء")]
    #[case(111, "111 claims", "111 ادعاءً")]
    #[case(1_203, "1,203 claims", "1,203 ادعاءات")]
    #[case(1_000_000, "1,000,000 claims", "1,000,000 ادعاء")]
    fn counts_follow_the_grammar_of_each_language(#[case] count: u64, #[case] en: &str, #[case] ar: &str) {
        assert_eq!((Locale::English.claim_count(count).as_str(), Locale::Arabic.claim_count(count).as_str()), (en, ar));
    }

    #[test]
    fn numbers_have_separated_thousands() {
        let numbers = [0_u64, 999, 1_000, 1_234_567].map(|number| Locale::English.number(number));
        assert_eq!(numbers, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn languages_have_names_and_directions() {
        assert_eq!(
            (Locale::English.language_name("ar-EG"), Locale::Arabic.language_name("fr")),
            ("Arabic", "الفرنسية")
        );
        assert_eq!(Locale::English.language_name("sw"), "sw");
        assert_eq!((direction_of("fa-IR"), direction_of("en")), ("rtl", "ltr"));
    }

    #[test]
    #[should_panic(expected = "no message claim-cuont")]
    fn an_unknown_key_fails_in_tests() {
        Locale::English.format("claim-cuont", &[]);
    }

    #[test]
    #[should_panic(expected = "claim-count")]
    fn a_missing_variable_fails_in_tests() {
        Locale::English.format("claim-count", &[]);
    }

    #[test]
    #[should_panic(expected = "without variables")]
    fn a_text_with_variables_fails_in_tests() {
        Locale::English.text("claim-count");
    }
}
