//! The language of the interface that a client prefers.

use actix_web::HttpMessage;
use actix_web::http::header::{AcceptLanguage, Header};

use crate::i18n::Locale;

/// Returns the language that the client prefers; English when it prefers none of the interface's.
pub fn preferred_locale(request: &impl HttpMessage) -> Locale {
    let ranked = AcceptLanguage::parse(request).map(|accepted| accepted.ranked()).unwrap_or_default();
    let locale = |tag: String| Locale::from_tag(tag.split('-').next().unwrap_or_default());
    ranked.into_iter().find_map(|tag| locale(tag.to_string().to_lowercase())).unwrap_or(Locale::English)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT_LANGUAGE;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", Locale::English)]
    #[case("ar", Locale::Arabic)]
    #[case("ar-EG,en;q=0.5", Locale::Arabic)]
    #[case("fr, ar;q=0.3, en;q=0.7", Locale::English)]
    #[case("fr-CA, ar;q=0.3", Locale::Arabic)]
    #[case("*", Locale::English)]
    #[case("؟؟", Locale::English)]
    fn the_accept_language_header_chooses_the_language(#[case] header: &str, #[case] expected: Locale) {
        let request = TestRequest::default().insert_header((ACCEPT_LANGUAGE, header)).to_srv_request();
        assert_eq!(preferred_locale(&request), expected);
    }
}
