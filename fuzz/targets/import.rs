//! Files of other tools: a reader returns documents or says what is wrong.
//!
//! The first byte of the input selects the format, the rest is the file. brat's annotations are about a fixed text.
#![no_main]

use isnad::import::{Format, InputFile, Map, read};
use libfuzzer_sys::fuzz_target;

const TEXT: &str = "Port news 🚢\r\n\u{202B}قالت\u{202C} Mara Lund said the quay will close.\n";

const MAP: &str = "[article]\nfile_name = \"{publisher}_{_}\"\n[claim]\ncontent = [\"Content\"]\ncue = [\"Cue\"]\n\
    source = [\"Source\"]\njoined_by = [\"says\"]\n[fields]\nquote = \"quote\"\nstart = \"start\"\nend = \"end\"\n";

fuzz_target!(|input: &[u8]| {
    let Some((&choice, content)) = input.split_first() else { return };
    let Ok(content) = std::str::from_utf8(content) else { return };
    let format = Format::ALL[usize::from(choice) % Format::ALL.len()];
    let map = if usize::from(choice) < Format::ALL.len() { Map::default() } else { Map::parse(MAP).unwrap() };
    let file = InputFile {
        path: "file".into(),
        stem: "port_2025".to_owned(),
        content: content.to_owned(),
        text: (format == Format::Brat).then(|| TEXT.to_owned()),
        ..InputFile::default()
    };
    if let Ok(reading) = read(format, &file, &map) {
        reading.prove_all();
    }
});
