//! Every sort order, defined once. The parameter's values, its description in the OpenAPI document, the options of the
//! search page and the order of the results derive from here.

use std::hash::{Hash, Hasher};

use roaring::RoaringBitmap;
use serde::{Serialize, Serializer};

use crate::index::{ClaimIndex, Ordinals, Position};

/// The definition of a sort order. Ties are broken, so that every order is total.
#[derive(Debug)]
pub struct SortDef {
    /// The value of the parameter `sort`; `-` means descending.
    pub name: &'static str,
    /// The description in the OpenAPI document.
    pub doc: &'static str,
    /// Whether it needs a text query, for which it is then the default.
    pub needs_text: bool,
    /// The matches in this order, from the first or after a position.
    pub order: for<'i> fn(&'i ClaimIndex, &'i RoaringBitmap, Option<Position>) -> Ordinals<'i>,
}

/// A sort order; two are equal if their names are.
pub type Sort = &'static SortDef;

macro_rules! sorts {
    ($($id:ident => $definition:expr,)+) => {
        $(pub static $id: SortDef = $definition;)+

        /// All sort orders, in the order of the documentation.
        pub static SORTS: &[Sort] = &[$(&$id),+];
    };
}

sorts! {
    OLDEST => SortDef {
        name: "date",
        doc: "oldest first, claims without a date last",
        needs_text: false,
        order: ClaimIndex::oldest_first,
    },
    NEWEST => SortDef {
        name: "-date",
        doc: "newest first, claims without a date last; the default without `q`",
        needs_text: false,
        order: ClaimIndex::newest_first,
    },
    OLDEST_ASSERTED => SortDef {
        name: "asserted",
        doc: "first asserted first, claims without a date of assertion last",
        needs_text: false,
        order: ClaimIndex::oldest_asserted_first,
    },
    NEWEST_ASSERTED => SortDef {
        name: "-asserted",
        doc: "last asserted first, claims without a date of assertion last",
        needs_text: false,
        order: ClaimIndex::newest_asserted_first,
    },
    OLDEST_PUBLISHED => SortDef {
        name: "published",
        doc: "by the article's date, oldest first, claims of undated articles last",
        needs_text: false,
        order: ClaimIndex::oldest_published_first,
    },
    NEWEST_PUBLISHED => SortDef {
        name: "-published",
        doc: "by the article's date, newest first, claims of undated articles last",
        needs_text: false,
        order: ClaimIndex::newest_published_first,
    },
    LEAST_SALIENT => SortDef {
        name: "salience",
        doc: "least salient first; within a salience, newest first",
        needs_text: false,
        order: ClaimIndex::least_salient_first,
    },
    MOST_SALIENT => SortDef {
        name: "-salience",
        doc: "most salient first; within a salience, newest first",
        needs_text: false,
        order: ClaimIndex::most_salient_first,
    },
    POSITION => SortDef {
        name: "position",
        doc: "by article, then by the place of the quote that states the claim",
        needs_text: false,
        order: ClaimIndex::by_place,
    },
    LAST_MODIFIED => SortDef {
        name: "-modified",
        doc: "last added or modified first; within a release, newest first",
        needs_text: false,
        order: ClaimIndex::last_modified_first,
    },
    ID => SortDef {
        name: "id",
        doc: "by identifier",
        needs_text: false,
        order: ClaimIndex::by_id,
    },
    RELEVANCE => SortDef {
        name: "relevance",
        doc: "best matches of `q` first; the default with `q`",
        needs_text: true,
        // Salience replaces relevance where there are no scores.
        order: ClaimIndex::most_salient_first,
    },
}

/// The order of the list of changes; not a value of the parameter `sort`.
pub static FIRST_MODIFIED: SortDef =
    SortDef { name: "modified", doc: "", needs_text: false, order: ClaimIndex::first_modified_first };

impl SortDef {
    /// The name as part of message keys, which cannot begin with a hyphen.
    pub fn message_key(&self) -> String {
        match self.name.strip_prefix('-') {
            Some(field) => format!("{field}-descending"),
            None => self.name.to_owned(),
        }
    }
}

impl PartialEq for SortDef {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for SortDef {}

impl Hash for SortDef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Serialize for SortDef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}
