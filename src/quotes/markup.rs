//! Blanks what is not text in a draft: Markdown's code, link targets and marks of block quotes, and HTML tags. The number of
//! characters stays the same.

/// The draft with spaces in place of markup.
pub fn blank_markup(draft: &[char]) -> Vec<char> {
    let mut text = draft.to_vec();
    let mut at = 0;
    let mut is_line_start = true;
    while at < text.len() {
        let end = if is_line_start && text[at..].starts_with(&['`', '`', '`']) {
            end_of_fence(&text, at)
        } else if is_line_start && text[at] == '>' {
            at + 1
        } else {
            end_of_inline(&text, at)
        };
        text[at..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
        is_line_start = text[at] == '\n' || (is_line_start && text[at] == ' ');
        at = end.max(at + 1);
    }
    text
}

/// Returns the end of a block of code, or of the text.
fn end_of_fence(text: &[char], at: usize) -> usize {
    let lines = (at + 3..text.len()).filter(|&at| text[at] == '\n');
    lines
        .map(|line| line + 1)
        .find(|&line| text[line..].starts_with(&['`', '`', '`']))
        .map_or(text.len(), |line| line + 3)
}

/// Returns the end of code, of the target of a link or of an HTML tag that begins at `at`; `at` if none does.
fn end_of_inline(text: &[char], at: usize) -> usize {
    /// Longer ones are no markup; this bounds the search.
    const MAX_LENGTH: usize = 2_000;
    let until = |close: char, from: usize| {
        let rest = &text[from.min(text.len())..];
        let inside = rest.iter().take(MAX_LENGTH).take_while(|&&c| c != '\n' || close == '>');
        inside.enumerate().find(|(_, c)| **c == close).map_or(at, |(found, _)| from + found + 1)
    };
    match text[at] {
        '`' => until('`', at + 1),
        ']' if text.get(at + 1) == Some(&'(') => until(')', at + 2),
        '<' if text.get(at + 1).is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) => {
            until('>', at + 1)
        }
        _ => at,
    }
}
