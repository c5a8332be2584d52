//! Dates as people write them: whatever is accepted has a first and a last day, in this order, within the years served, and
//! reads the same again.
#![no_main]

use isnad::domain::claim_date::{DaySpan, EdtfDate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(date) = EdtfDate::parse(text) {
        assert!(date.earliest <= date.latest && (1..=9999).contains(&date.earliest.year()));
        assert_eq!(date.edtf, text);
        assert_eq!(EdtfDate::parse(&date.edtf).unwrap().span(), date.span());
    }
    if let Ok(window) = DaySpan::parse_level_zero(text) {
        assert!(window.earliest <= window.latest);
        assert_eq!(EdtfDate::parse(text).unwrap().span(), window);
    }
});
