//! Names and labels of records in the languages that they have.

use std::collections::HashSet;

use crate::domain::language_map::LanguageMap;
use crate::i18n::Locale;
use crate::web::card::LangText;

/// A name in its other languages, without repeating a spelling that is already shown.
pub fn other_names(locale: Locale, name: &LanguageMap) -> Vec<LangText> {
    let (shown_tag, shown) = name.pick(locale.tag());
    let mut known = HashSet::from([shown]);
    let others = name.texts().filter(|(tag, _)| *tag != shown_tag);
    others.filter(|(_, text)| known.insert(text)).map(|(tag, text)| LangText::new(text, tag, None)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_is_shown_once() {
        let name = |texts: &[(&str, &str)]| -> LanguageMap {
            let members: Vec<String> = texts.iter().map(|(tag, text)| format!("\"{tag}\":\"{text}\"")).collect();
            serde_json::from_str(&format!("{{{}}}", members.join(","))).unwrap()
        };
        let others = |name: &LanguageMap| -> Vec<String> {
            other_names(Locale::English, name).iter().map(ToString::to_string).collect()
        };
        assert!(others(&name(&[("en", "B200"), ("fr", "B200")])).is_empty());
        assert_eq!(others(&name(&[("en", "China"), ("ar", "الصين"), ("fr", "China")])), ["الصين"]);
        assert_eq!(
            others(&name(&[("fr", "Chine"), ("de", "China")])),
            ["China"],
            "French is shown to readers of English"
        );
    }
}
