//! The script of a word, which decides how a word in another script than its text is analyzed.

/// A script, as far as analysis distinguishes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    Arabic,
    Cyrillic,
    Greek,
    Latin,
    Tamil,
    /// Written without spaces: Han, Kana, Thai, Lao, Khmer, Burmese.
    Unspaced,
    /// Any other, and digits alone.
    Other,
}

impl Script {
    /// Returns the script of the first letter.
    pub fn of(word: &str) -> Self {
        word.chars().map(Self::of_letter).find(|&script| script != Self::Other).unwrap_or(Self::Other)
    }

    pub fn of_letter(letter: char) -> Self {
        match letter {
            'a'..='z' | 'A'..='Z' => Self::Latin,
            '٠'..='٩' | '۰'..='۹' => Self::Other,
            '\u{0600}'..='\u{06FF}'
            | '\u{0750}'..='\u{077F}'
            | '\u{0870}'..='\u{08FF}'
            | '\u{FB50}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFC}' => Self::Arabic,
            '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' => Self::Cyrillic,
            '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' => Self::Greek,
            '\u{0B80}'..='\u{0BFF}' => Self::Tamil,
            // Thai, Lao, Burmese, Khmer, Kana, Han and its extensions, halfwidth Kana.
            '\u{0E00}'..='\u{0EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{31F0}'..='\u{31FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF66}'..='\u{FF9F}'
            | '\u{20000}'..='\u{3FFFF}' => Self::Unspaced,
            '\u{00AA}'..='\u{02AF}'
            | '\u{1E00}'..='\u{1EFF}'
            | '\u{2C60}'..='\u{2C7F}'
            | '\u{A720}'..='\u{A7FF}'
            | '\u{FF21}'..='\u{FF5A}'
                if letter.is_alphabetic() =>
            {
                Self::Latin
            }
            _ => Self::Other,
        }
    }
}
