//! EDTF dates: an accepted date has a first and a last day from year 1 to 9999, in this order, and parsing its text again
//! returns the same value.
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
