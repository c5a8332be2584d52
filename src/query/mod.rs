//! What a query asks for: filters, orders, full-text queries. Pure.

pub mod filter;
pub mod text_query;
