//! What the service is about: claims and everything they refer to. Pure values and rules, no files, no database, no HTTP.

pub mod actor;
pub mod article;
pub mod catalogue;
pub mod claim;
pub mod claim_date;
pub mod dataset;
pub mod date_window;
pub mod default_order;
pub mod did_you_mean;
pub mod identifier;
pub mod period;
pub mod text;
pub mod topic;
pub mod vocabulary;
