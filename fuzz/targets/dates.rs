//! EDTF dates: an accepted date has a first or a last day from year 1 to 9999, in this order, its runs of days are in order
//! within them, and parsing its text again returns the same value.
#![no_main]

use isnad::domain::claim_date::{DaySpan, EdtfDate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(date) = EdtfDate::parse(text) {
        let days = date.days();
        assert!(date.earliest.is_some() || date.latest.is_some());
        assert!(date.earliest.iter().chain(&date.latest).all(|day| (1..=9999).contains(&day.year())));
        assert!(days.span.earliest <= days.span.latest);
        assert!(days.runs.windows(2).all(|pair| pair[0].latest < pair[1].earliest));
        assert!(days.runs.first().is_none_or(|run| run.earliest == days.span.earliest));
        assert!(days.runs.last().is_none_or(|run| run.latest == days.span.latest));
        assert_eq!(date.edtf, text);
        assert_eq!(EdtfDate::parse(&date.edtf).unwrap().span(), date.span());
    }
    if let Ok(window) = DaySpan::parse_level_zero(text) {
        assert!(window.earliest <= window.latest);
        assert_eq!(EdtfDate::parse(text).unwrap().span(), window);
    }
});
