//! Quotes: finding the quotations in a draft and who is named as their speaker, and comparing them with texts. Pure.
//!
//! | file | content |
//! |---|---|
//! | `draft.rs`, `marks.rs`, `markup.rs` | the quotations in a draft |
//! | `speakers.rs` | who is named as their speaker |
//! | `hashed_text.rs` | a text as hashes of its words, and its comparison with a quote |
//! | `quoted_claim.rs` | what is read of a claim whose words were found |

mod draft;
mod hashed_text;
mod marks;
mod markup;
mod quoted_claim;
mod speakers;

pub use draft::{Quotation, find_quotations};
pub use hashed_text::{HashedText, MIN_LETTERS};
pub use marks::without_outer_marks;
pub use quoted_claim::QuotedClaim;
pub use speakers::named_speaker;
