//! BibTeX, with the fields of biblatex: one `@misc` per claim.
//!
//! BibTeX counts every brace of a value, even after a backslash, so that a brace in a text is written as a command. The same
//! holds for the other characters of TeX; what TeX would join (`--`) is kept apart.

use bytes::Bytes;

use super::{CitedDataset, CitedDate, Reference};
use crate::domain::claim::Claim;
use crate::formats::{ClaimWriter, WriteError, parse_claim};

pub struct BibtexWriter {
    dataset: CitedDataset,
}

impl BibtexWriter {
    pub fn new(dataset: CitedDataset) -> Self {
        Self { dataset }
    }

    /// Returns the entry of a claim.
    pub fn entry(&self, claim: &Claim) -> String {
        let Reference { id, author, title, language: _, article, publisher, issued, asserted, event, url, note } =
            self.dataset.reference(claim);
        let date = |date: &Option<CitedDate>| date.as_ref().map(CitedDate::to_biblatex);
        // Styles of BibTeX know the year only.
        let year = issued.as_ref().and_then(|date| date.start.as_ref().or(date.end.as_ref()));
        let container = publisher.map_or_else(|| format!("“{article}”"), |name| format!("“{article}”, {name}"));
        let fields = [
            // Inner braces keep a name in one part, and the case of a title.
            ("author", Some(format!("{{{}}}", escape_tex(author)))),
            ("title", Some(format!("{{{}}}", escape_tex(title)))),
            ("howpublished", Some(escape_tex(&container))),
            ("date", date(&issued)),
            ("year", year.map(|parts| parts[0].to_string())),
            ("origdate", date(&asserted)),
            ("eventdate", date(&event)),
            ("url", Some(url)),
            ("note", Some(escape_tex(&note))),
        ];
        let lines = fields.into_iter().filter_map(|(name, value)| Some(format!("  {name} = {{{}}}", value?)));
        format!("@misc{{{id},\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n"))
    }
}

impl ClaimWriter for BibtexWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut entries = Vec::new();
        for document in documents {
            entries.extend_from_slice(self.entry(&parse_claim(document)?).as_bytes());
            entries.push(b'\n');
        }
        Ok(entries)
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }
}

/// Writes a text so that TeX prints it as it is, on one line.
fn escape_tex(text: &str) -> String {
    let mut out = String::new();
    let mut previous = ' ';
    for c in text.split_whitespace().flat_map(|word| word.chars().chain([' '])) {
        if joins(previous, c) {
            out.push_str("{}");
        }
        match c {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            _ if c.is_control() => {}
            _ => out.push(c),
        }
        previous = c;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether TeX prints two characters as one, such as `--` as a dash.
fn joins(first: char, second: char) -> bool {
    first == second && "-'`,<>".contains(first) || matches!((first, second), ('?' | '!', '`'))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::escape_tex;

    #[rstest]
    #[case(r"R&D up 5% \ x_1", r"R\&D up 5\% \textbackslash{} x\_1")]
    #[case("{a}} ~^$#", r"\textbraceleft{}a\textbraceright{}\textbraceright{} \textasciitilde{}\textasciicircum{}\$\#")]
    #[case("a -- b --- ``c''", "a -{}- b -{}-{}- `{}`c'{}'")]
    #[case("one\r\n@two{", "one @two\\textbraceleft{}")]
    #[case("النص \u{200F}«كما هو»", "النص \u{200F}«كما هو»")]
    fn a_text_has_no_commands_and_no_braces_of_its_own(#[case] text: &str, #[case] escaped: &str) {
        assert_eq!(escape_tex(text), escaped);
    }
}
