//! Splits a query into clauses: words, `"phrases"`, `-exclusions`, `prefix*` and `OR`.

/// A part of a query between white space or quotation marks.
pub struct Clause<'t> {
    pub text: &'t str,
    /// In quotation marks.
    pub is_phrase: bool,
    /// After a minus sign.
    pub is_excluded: bool,
}

impl Clause<'_> {
    /// Whether it joins its neighbours as alternatives.
    pub fn is_or(&self) -> bool {
        self.text == "OR" && !self.is_phrase && !self.is_excluded
    }

    /// Whether its last word is only a beginning.
    pub fn is_prefix(&self) -> bool {
        self.text.ends_with('*') && !self.is_phrase
    }
}

/// Splits at white space outside quotation marks. A phrase without a closing mark extends to the end.
pub fn split_clauses(typed: &str) -> Vec<Clause<'_>> {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let mut clauses = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let negated =
            rest.strip_prefix(['-', '−', '–']).filter(|after| after.starts_with(|c: char| !c.is_whitespace()));
        let is_excluded = negated.is_some();
        let text = negated.unwrap_or(rest);
        if let Some(quoted) = text.strip_prefix(is_mark) {
            let (phrase, after) = quoted.split_once(is_mark).unwrap_or((quoted, ""));
            clauses.push(Clause { text: phrase, is_phrase: true, is_excluded });
            rest = after.trim_start();
        } else {
            let end = text.find(|c: char| c.is_whitespace() || is_mark(c)).unwrap_or(text.len());
            clauses.push(Clause { text: &text[..end], is_phrase: false, is_excluded });
            rest = text[end..].trim_start();
        }
    }
    clauses
}

#[cfg(test)]
mod tests {
    use super::split_clauses;

    #[test]
    fn quotation_marks_and_signs_are_taken_off() {
        let clauses = split_clauses("nvid* -“black market” OR a-b \"open");
        let parts: Vec<_> =
            clauses.iter().map(|clause| (clause.text, clause.is_phrase, clause.is_excluded, clause.is_or())).collect();
        let expected = [
            ("nvid*", false, false, false),
            ("black market", true, true, false),
            ("OR", false, false, true),
            ("a-b", false, false, false),
            ("open", true, false, false),
        ];
        assert_eq!(parts, expected);
    }
}
