//! The data model: claims and the actors, topics and articles they refer to. Pure values and rules.

pub mod actor;
pub mod article;
pub mod base_path;
pub mod catalogue;
pub mod checksum;
pub mod claim;
pub mod claim_date;
pub mod dataset;
pub mod date_window;
pub mod default_order;
pub mod did_you_mean;
pub mod identifier;
pub mod json;
pub mod json_line;
pub mod language_map;
pub mod period;
pub mod release;
pub mod text;
pub mod topic;
pub mod vocabulary;
pub mod web_address;
