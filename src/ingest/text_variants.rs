//! What editors and transfers do to a text without a visible change: byte order mark, line ends, composition of letters.
//! Where quotes do not fit, the text without that change tells the cause.

use unicode_normalization::UnicodeNormalization;

/// Changes to a text that make it fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextVariant {
    /// How the file is and how the text would be, for each change.
    changes: Vec<(&'static str, &'static str)>,
}

impl TextVariant {
    /// Says how the file is and what fits without it; `fits` is the beginning of the second part.
    pub fn describe(&self, fits: &str) -> String {
        let join = |side: fn(&(&'static str, &'static str)) -> &'static str| {
            self.changes.iter().map(side).collect::<Vec<_>>().join(" and ")
        };
        format!("the text file {}; {fits} {}", join(|change| change.0), join(|change| change.1))
    }
}

type Change = (&'static str, &'static str, fn(&str) -> String);

const MARK: &[Change] =
    &[("begins with a byte order mark", "without it", |text| text.trim_start_matches('\u{FEFF}').to_owned())];

const LINE_ENDS: &[Change] =
    &[
        ("has CR LF line endings", "without CR", |text| text.replace("\r\n", "\n")),
        ("has CR line endings", "with LF", |text| {
            if text.contains('\n') { text.to_owned() } else { text.replace('\r', "\n") }
        }),
        ("has LF line endings", "with CR LF", |text| {
            if text.contains('\r') { text.to_owned() } else { text.replace('\n', "\r\n") }
        }),
    ];

const LAST_LINE: &[Change] =
    &[
        ("ends with a line break", "without it", |text| text.trim_end_matches(['\r', '\n']).to_owned()),
        ("ends without a line break", "with it", |text| {
            if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
        }),
    ];

const COMPOSITION: &[Change] = &[
    ("has decomposed letters (NFD)", "in composed form (NFC)", |text| text.nfc().collect()),
    ("has composed letters (NFC)", "in decomposed form (NFD)", |text| text.nfd().collect()),
];

/// Returns the texts that a file may have been made from, each with what was changed. Those with fewer changes come first.
/// Only a hash depends on the last line break.
pub fn variants(text: &str, with_last_line_break: bool) -> Vec<(TextVariant, String)> {
    let last_line: &[Change] = if with_last_line_break { LAST_LINE } else { &[] };
    let mut found: Vec<(TextVariant, String)> = vec![(TextVariant { changes: vec![] }, text.to_owned())];
    for changes in [MARK, LINE_ENDS, last_line, COMPOSITION] {
        for at in 0..found.len() {
            for &(file, fit, change) in changes {
                let changed = change(&found[at].1);
                if found.iter().all(|(_, known)| *known != changed) {
                    let mut variant = found[at].0.clone();
                    variant.changes.push((file, fit));
                    found.push((variant, changed));
                }
            }
        }
    }
    found.remove(0);
    found.sort_by_key(|(variant, _)| variant.changes.len());
    found
}

/// Returns a quote with other line ends or in another composition that `occurs` in the text, and what it differs in.
pub fn other_form(quote: &str, occurs: impl Fn(&str) -> bool) -> Option<(&'static str, String)> {
    let forms: [(&'static str, String); 5] = [
        ("the quote has decomposed letters (NFD), the text has it in composed form (NFC)", quote.nfc().collect()),
        ("the quote has composed letters (NFC), the text has it in decomposed form (NFD)", quote.nfd().collect()),
        ("the quote has CR LF line endings, the text has it with LF", quote.replace("\r\n", "\n")),
        ("the quote has LF line endings, the text has it with CR LF", quote.replace('\n', "\r\n")),
        (
            "the quote begins with a byte order mark, the text has it without",
            quote.trim_start_matches('\u{FEFF}').to_owned(),
        ),
    ];
    forms.into_iter().find(|(_, form)| form != quote && !form.is_empty() && occurs(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_of_changes_is_tried_once() {
        let all = variants("\u{FEFF}e\u{301}\r\nb", true);
        let texts: Vec<_> = all.iter().map(|(_, text)| text.as_str()).collect();
        for expected in ["e\u{301}\r\nb", "\u{FEFF}e\u{301}\nb", "\u{FEFF}é\r\nb", "é\nb", "é\nb\n"] {
            assert!(texts.contains(&expected), "{expected:?} in {texts:?}");
        }
        let (variant, _) = all.iter().find(|(_, text)| text == "e\u{301}\nb").unwrap();
        let expected = "the text file begins with a byte order mark and has CR LF line endings; the offsets fit without it and without CR";
        assert_eq!(variant.describe("the offsets fit"), expected);
        assert!(variants("plain\n", true).iter().all(|(_, text)| text != "plain\n"));
    }
}
