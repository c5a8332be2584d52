//! Where the words of a folded text end: letters and digits with what joins them, and numbers with their signs.

use crate::search::folded_chars::{Class, FoldedChar};

/// Returns the end of the word that begins at `at`; `None` if none does.
pub fn end_of_word(chars: &[FoldedChar], at: usize) -> Option<usize> {
    match class_at(chars, at) {
        Class::Arabic | Class::Letter | Class::Digit => Some(end_of_run(chars, at)),
        Class::Prefix | Class::Currency | Class::Minus => Some(end_of_signed(chars, at).unwrap_or(at + 1)),
        Class::Unspaced | Class::Sign | Class::Suffix => Some(at + 1),
        Class::Hyphen if is_minus(chars, at) => end_of_signed(chars, at),
        Class::Stop if is_leading_point(chars, at) => end_of_signed(chars, at),
        Class::Hyphen | Class::Stop | Class::Apostrophe | Class::Space | Class::Punctuation => None,
    }
}

fn class_at(chars: &[FoldedChar], at: usize) -> Class {
    chars.get(at).map_or(Class::Space, |c| c.class)
}

fn class_before(chars: &[FoldedChar], at: usize) -> Class {
    at.checked_sub(1).map_or(Class::Space, |before| class_at(chars, before))
}

/// The position of the first character from `at` on that is not white space.
fn after_space(chars: &[FoldedChar], at: usize) -> usize {
    let rest = chars.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|c| c.class == Class::Space).count()
}

/// Whether a hyphen is a minus: directly before a number.
fn is_minus(chars: &[FoldedChar], at: usize) -> bool {
    matches!(class_at(chars, at + 1), Class::Digit | Class::Currency)
}

/// Whether a full stop begins a number, as in `.5`.
fn is_leading_point(chars: &[FoldedChar], at: usize) -> bool {
    class_at(chars, at + 1) == Class::Digit && matches!(class_before(chars, at), Class::Space | Class::Currency)
}

/// The signs that can stand before a number, such as `-$.`.
const MAX_SIGNS: usize = 3;

/// Returns the end of a number with signs before it.
fn end_of_signed(chars: &[FoldedChar], at: usize) -> Option<usize> {
    let mut next = at;
    for _ in 0..=MAX_SIGNS {
        next = match class_at(chars, next) {
            Class::Digit => return Some(end_of_run(chars, next)),
            Class::Prefix | Class::Currency | Class::Minus | Class::Hyphen => after_space(chars, next + 1),
            Class::Stop => next + 1,
            _ => return None,
        };
    }
    None
}

/// Returns the end of the letters and digits that begin at `at`, with the signs after a number.
fn end_of_run(chars: &[FoldedChar], at: usize) -> usize {
    let mut end = at + 1;
    loop {
        let (last, next) = (class_at(chars, end - 1), class_at(chars, end));
        if next == last || is_latin(last) && is_latin(next) {
            end += 1;
        } else if joins(chars, at, end) {
            end += 2;
        } else if let Some(number) = number_after_minus(chars, end) {
            end = number + 1;
        } else {
            break;
        }
    }
    while class_at(chars, end - 1) == Class::Digit || is_number_suffix(class_at(chars, end - 1)) {
        let sign = after_space(chars, end);
        let is_prefix = sign > end
            && class_at(chars, sign) == Class::Currency
            && class_at(chars, after_space(chars, sign + 1)) == Class::Digit;
        if !is_number_suffix(class_at(chars, sign)) || is_prefix {
            break;
        }
        end = sign + 1;
    }
    end
}

fn is_latin(class: Class) -> bool {
    matches!(class, Class::Letter | Class::Digit)
}

fn is_number_suffix(class: Class) -> bool {
    matches!(class, Class::Suffix | Class::Currency)
}

/// Whether the character at `end` joins what precedes it, from `start` on, and the next one to one word.
fn joins(chars: &[FoldedChar], start: usize, end: usize) -> bool {
    let (last, next) = (class_at(chars, end - 1), class_at(chars, end + 1));
    let is_letter = |class| is_latin(class) || class == Class::Arabic;
    match class_at(chars, end) {
        Class::Hyphen => is_letter(last) && is_letter(next),
        Class::Minus => last == Class::Digit && next == Class::Digit,
        Class::Apostrophe => is_latin(last) && is_latin(next),
        // Hebrew initials.
        Class::Punctuation => chars[end].folded == '"' && is_hebrew(chars, end - 1) && is_hebrew(chars, end + 1),
        Class::Stop if last == Class::Digit => next == Class::Digit,
        // Initials.
        Class::Stop if chars[end].folded == '.' => {
            let alone = |at: usize| class_at(chars, at) == Class::Letter && !is_latin(class_at(chars, at + 1));
            let begins = end - 1 == start || chars[end - 2].folded == '.';
            begins && last == Class::Letter && alone(end + 1)
        }
        Class::Sign => chars[end].folded == '/' && last == Class::Digit && next == Class::Digit,
        _ => false,
    }
}

/// The position of the second number in `10 - 5`, if the first one ends at `end`.
fn number_after_minus(chars: &[FoldedChar], end: usize) -> Option<usize> {
    let minus = after_space(chars, end);
    let number = after_space(chars, minus + 1);
    let is_minus = matches!(class_at(chars, minus), Class::Hyphen | Class::Minus);
    let is_spaced = minus > end && number > minus + 1;
    let are_numbers = class_at(chars, end - 1) == Class::Digit && class_at(chars, number) == Class::Digit;
    (is_minus && is_spaced && are_numbers).then_some(number)
}

fn is_hebrew(chars: &[FoldedChar], at: usize) -> bool {
    chars.get(at).is_some_and(|c| matches!(c.folded, '\u{5D0}'..='\u{5EA}'))
}
