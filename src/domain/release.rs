//! Releases of a dataset, and what they did to its claims.
#![warn(missing_docs)]

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::identifier::ClaimId;
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::WithdrawalReason;

/// When a claim was added to the dataset and when its content changed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revision {
    /// Day of the release that added the claim.
    #[schema(value_type = String, format = Date, example = "2026-11-24")]
    pub created: Date,
    /// Day of the release that changed it last; that of `created` if none has.
    #[schema(value_type = String, format = Date, example = "2026-11-27")]
    pub modified: Date,
    /// Number of the release that changed it last, or added it.
    #[schema(value_type = i32, minimum = 1, example = 3)]
    pub release: u32,
}

/// A release: the n-th content of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Release {
    /// Number of the release, counted from 1.
    #[schema(value_type = i32, minimum = 1, example = 2)]
    pub number: u32,
    /// Hash of the content; a later release with the same content has the same.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub dataset_version: String,
    /// Day of the release, in UTC.
    #[schema(value_type = String, format = Date, example = "2026-11-27")]
    pub date: Date,
    /// The time, to which `date` belongs.
    #[serde(skip)]
    pub time: Timestamp,
    /// The number of claims that were added.
    #[schema(value_type = i64, minimum = 0, example = 1)]
    pub added: u32,
    /// The number of claims whose content changed.
    #[schema(value_type = i64, minimum = 0, example = 3)]
    pub modified: u32,
    /// The number of claims that were withdrawn.
    #[schema(value_type = i64, minimum = 0, example = 0)]
    pub withdrawn: u32,
}

impl Release {
    /// The day of a time in UTC.
    pub fn day(time: Timestamp) -> Date {
        TimeZone::UTC.to_datetime(time).date()
    }
}

/// A claim that the dataset had and has no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Identifier of the claim.
    pub id: ClaimId,
    /// Number of the release that added it; that of `release` if it is not known.
    pub created: u32,
    /// Number of the release that withdrew it.
    pub release: u32,
    /// Why it was withdrawn.
    pub reason: WithdrawalReason,
    /// More about the reason.
    pub note: Option<LanguageMap>,
    /// The claims in its place.
    pub replaced_by: Vec<ClaimId>,
}

/// A change of a claim's content in one release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Number of the release.
    pub release: u32,
    /// The fields that differ, sorted.
    pub fields: Vec<String>,
}
