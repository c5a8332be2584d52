//! What the service is about: claims and everything they refer to. Pure values and rules, no files, no database, no HTTP.

pub mod actor;
pub mod article;
pub mod catalogue;
pub mod claim;
pub mod claim_date;
pub mod count;
pub mod dataset;
pub mod filter;
pub mod identifier;
pub mod nearest;
pub mod rank;
pub mod text;
pub mod text_query;
pub mod topic;
pub mod vocabulary;
