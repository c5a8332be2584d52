//! Quotation marks of every script: which character opens a quotation, and which closes it.

/// Marks that open a quotation, each with those that close it. Some languages turn a pair around.
const PAIRS: [(char, &str); 15] = [
    ('“', "”"),
    ('„', "“”‟"),
    ('‟', "”"),
    ('”', "”“"),
    ('«', "»"),
    ('»', "«»"),
    ('‹', "›"),
    ('「', "」"),
    ('『', "』"),
    ('﹁', "﹂"),
    ('〝', "〟〞"),
    ('‘', "’"),
    ('‚', "‘’"),
    ('"', "\""),
    ('\'', "'"),
];

/// The marks that close a quotation opened by a mark; `None` if it opens none.
pub fn closing_marks(mark: char) -> Option<&'static str> {
    PAIRS.iter().find(|(open, _)| *open == fold_width(mark)).map(|(_, closing)| *closing)
}

/// Whether the mark only closes or only opens where the letters around it tell so.
pub fn is_ambiguous(mark: char) -> bool {
    matches!(fold_width(mark), '"' | '\'' | '”' | '»' | '’')
}

/// Whether the mark is also an apostrophe.
pub fn is_single(mark: char) -> bool {
    matches!(fold_width(mark), '\'' | '‘' | '’' | '‚')
}

/// Whether an unclosed mark ends with its paragraph, as it may not be a quotation mark at all.
pub fn ends_with_paragraph(mark: char) -> bool {
    is_single(mark) || fold_width(mark) == '"'
}

/// Whether a mark closes a quotation that `open` has opened.
pub fn closes(open: char, mark: char) -> bool {
    closing_marks(open).is_some_and(|closing| closing.contains(fold_width(mark)))
}

/// Removes one pair of quotation marks around a text.
pub fn without_outer_marks(text: &str) -> &str {
    let text = text.trim();
    let mut chars = text.chars();
    match (chars.next(), chars.next_back()) {
        (Some(open), Some(close)) if closes(open, close) => chars.as_str(),
        _ => text,
    }
}

fn fold_width(mark: char) -> char {
    match mark {
        '＂' => '"',
        '＇' => '\'',
        other => other,
    }
}
