//! Opaque cursors of the list of changes. They say which release the reader has, and the one up to which a walk began to read.

use serde::{Deserialize, Serialize};

use super::cursor::{CursorPosition, open, seal};

/// Must be raised when the encoding changes, so that old cursors are rejected.
const VERSION: u8 = 1;

/// A walk through the list of changes, and the place of the last change of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeCursor {
    pub since: u32,
    /// The release of the first page: the reader has the dataset of this release after the last page.
    pub to: u32,
    pub place: ChangePosition,
}

/// The place after a change in the list of changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ChangePosition {
    Claim(Box<CursorPosition>),
    Withdrawal { release: u32, id: String },
}

impl ChangeCursor {
    pub fn encode(&self) -> String {
        seal(&(VERSION, self))
    }

    /// Decodes the cursor of a walk since this release.
    pub fn decode(cursor: &str, since: u32) -> Option<Self> {
        let (version, content): (u8, Self) = open(cursor)?;
        (version == VERSION && content.since == since).then_some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_one_release() {
        let place = ChangePosition::Withdrawal { release: 2, id: "a-1".to_owned() };
        let cursor = ChangeCursor { since: 1, to: 3, place };
        let text = cursor.encode();
        assert_eq!(ChangeCursor::decode(&text, 1), Some(cursor));
        assert_eq!(ChangeCursor::decode(&text, 2), None);
        assert_eq!(ChangeCursor::decode(&text[1..], 1), None);
    }
}
