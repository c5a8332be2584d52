//! Compact serialization of spans: parsing dates from text would take longer than reading the rest of the index.

use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

use crate::domain::claim_date::DaySpan;

type Day = (i16, i8, i8);

pub fn serialize<S: Serializer>(spans: &[DaySpan], serializer: S) -> Result<S::Ok, S::Error> {
    let day = |date: Date| -> Day { (date.year(), date.month(), date.day()) };
    serializer.collect_seq(spans.iter().map(|span| (day(span.earliest), day(span.latest))))
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<DaySpan>, D::Error> {
    let date = |(year, month, day): Day| Date::new(year, month, day).map_err(D::Error::custom);
    let span = |(earliest, latest)| Ok(DaySpan { earliest: date(earliest)?, latest: date(latest)? });
    Vec::<(Day, Day)>::deserialize(deserializer)?.into_iter().map(span).collect()
}
