//! The rules by which the words of a language are analyzed.

use rust_stemmers::Algorithm;

use crate::search::script::Script;

/// The rules for the words of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rules {
    /// Light stemming and broken plurals.
    Arabic,
    /// Snowball's English stemmer on normalized words.
    English,
    /// A stemmer of Snowball, by its position in [`SNOWBALL`]; letters are normalized after stemming.
    Snowball(u8),
    /// Normalized letters only.
    Plain,
}

impl Rules {
    /// The stemmer of Snowball, if these rules have one.
    pub fn snowball(self) -> Option<Algorithm> {
        match self {
            Self::Snowball(position) => Some(SNOWBALL[usize::from(position)].2),
            Self::Arabic | Self::English | Self::Plain => None,
        }
    }
}

/// The languages with a stemmer of Snowball, besides Arabic and English.
pub const SNOWBALL: [(&str, Script, Algorithm); 16] = [
    ("da", Script::Latin, Algorithm::Danish),
    ("nl", Script::Latin, Algorithm::Dutch),
    ("fi", Script::Latin, Algorithm::Finnish),
    ("fr", Script::Latin, Algorithm::French),
    ("de", Script::Latin, Algorithm::German),
    ("el", Script::Greek, Algorithm::Greek),
    ("hu", Script::Latin, Algorithm::Hungarian),
    ("it", Script::Latin, Algorithm::Italian),
    ("no", Script::Latin, Algorithm::Norwegian),
    ("pt", Script::Latin, Algorithm::Portuguese),
    ("ro", Script::Latin, Algorithm::Romanian),
    ("ru", Script::Cyrillic, Algorithm::Russian),
    ("es", Script::Latin, Algorithm::Spanish),
    ("sv", Script::Latin, Algorithm::Swedish),
    ("ta", Script::Tamil, Algorithm::Tamil),
    ("tr", Script::Latin, Algorithm::Turkish),
];
