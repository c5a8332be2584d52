//! Quotes: finding the quotations in a draft and who is named as their speaker, and comparing them with texts. Pure.
//!
//! | file | content |
//! |---|---|
//! | `hashed_text.rs` | a text as hashes of its words, and its comparison with a quote |
//! | `quoted_claim.rs` | what is read of a claim whose words were found |

mod hashed_text;
mod quoted_claim;

pub use hashed_text::{HashedText, MIN_LETTERS};
pub use quoted_claim::QuotedClaim;
