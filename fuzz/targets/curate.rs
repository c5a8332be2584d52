//! Edits of JSON Lines by the curator's page: one line changes, and every other line stays byte for byte.
//!
//! The first byte of the input selects the line, the rest is the file.
#![no_main]

use isnad::curate::lines::{append, lines, remove, replace};
use libfuzzer_sys::fuzz_target;

const RECORD: &[u8] = b"{\"id\":\"a-001\"}";

fuzz_target!(|input: &[u8]| {
    let Some((&choice, content)) = input.split_first() else { return };
    let old: Vec<&[u8]> = content.split_inclusive(|&byte| byte == b'\n').collect();
    assert_eq!(lines(content).count(), old.len());
    for line in lines(content) {
        let _ = (line.id(), line.version());
    }
    let added = append(content, RECORD);
    assert!(added.starts_with(content) && lines(&added).last().unwrap().record() == RECORD);
    if old.is_empty() {
        return;
    }
    let at = usize::from(choice) % old.len();
    let others = [&old[..at], &old[at + 1..]].concat();
    assert_eq!(remove(content, at), others.concat());
    let replaced = replace(content, at, RECORD);
    let new: Vec<&[u8]> = replaced.split_inclusive(|&byte| byte == b'\n').collect();
    assert_eq!(new.len(), old.len());
    assert_eq!([&new[..at], &new[at + 1..]].concat(), others);
    assert!(new[at].starts_with(RECORD));
});
