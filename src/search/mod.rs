//! Reading text as people write it, in Arabic and English: pure.

mod fold;
mod suggest;

pub use fold::fold;
pub use suggest::{Suggested, Suggester, Suggestion};
