//! Files that are not as they should be: encodings, line ends, sizes, leftovers. Each is an error of that file, and the errors
//! of the others are reported too.

use std::path::Path;

use rstest::rstest;
use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;

use super::diagnostics::{diagnostics, diagnostics_with};
use crate::support::{CLAIMS, copy, copy_with_replacements, harbour};

const FOLDER: &str = "articles/harbour-expansion-2024";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&harbour("seed"), folder.path());
    folder
}

fn article_text() -> String {
    std::fs::read_to_string(harbour("texts/harbour-expansion-2024.txt")).unwrap()
}

/// Arabic text in an encoding of one byte a letter, by the order of the letters in Unicode.
fn windows_1256(text: &str) -> Vec<u8> {
    const LETTERS: &str = "ءآأؤإئابةتثجحخدذرزسشصض";
    let byte = |c: char| match LETTERS.chars().position(|letter| letter == c) {
        Some(at) => 0xC1 + u8::try_from(at).unwrap(),
        None if c.is_ascii() => u8::try_from(c).unwrap(),
        None => 0xDA,
    };
    text.chars().map(byte).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[rstest]
#[case::windows_1256("articles/harbour-expansion-2024/text.txt", windows_1256(&article_text()), "text.txt:1: file: is not UTF-8 but seems to be windows-1256")]
#[case::latin_1("articles/harbour-expansion-2024/article.json", b"{\"id\": \"caf\xE9 cr\xE8me\"}".to_vec(), "article.json:1: file: is not UTF-8 but seems to be windows-1252")]
#[case::utf16_claims(CLAIMS, utf16("{}\n{}\n"), "claims.jsonl:1: file: is not UTF-8 but seems to be UTF-16")]
#[case::utf16_text(
    "articles/harbour-expansion-2024/text.txt",
    utf16("كلام من كلام"),
    "text.txt:1: file: is not UTF-8 but seems to be UTF-16"
)]
#[case::latin_1_dataset("dataset.json", b"\"\xE9\"".to_vec(), "dataset.json:1: file: is not UTF-8")]
#[case::cut_line("topics.jsonl", b"{\"id\": \"\xD8\n".to_vec(), "topics.jsonl:1: file: is not UTF-8")]
#[case::carriage_returns("topics.jsonl", b"{\"id\":\"a\"}\r{\"id\":\"b\"}\r".to_vec(), "topics.jsonl:1: record: malformed JSON: trailing characters at line 1 column 12; its lines end with CR alone")]
#[case::long_line("topics.jsonl", vec![b'x'; 3 << 20], "topics.jsonl:1: record: is longer than 1 MiB")]
#[case::long_document("dataset.json", vec![b' '; 3 << 20], "dataset.json:1: file: is longer than 1 MiB")]
#[case::long_text("articles/harbour-expansion-2024/text.txt", vec![b'x'; 5 << 20], "text.txt:1: file: is longer than 4 MiB")]
fn a_file_that_cannot_be_read_is_an_error_beside_others(
    #[case] file: &str,
    #[case] content: Vec<u8>,
    #[case] expected: &str,
) {
    let folder = folder();
    let actors = folder.path().join("actors.jsonl");
    let other = std::fs::read_to_string(&actors).unwrap().replace("\"person\"", "\"persona\"");
    std::fs::write(actors, other).unwrap();
    std::fs::write(folder.path().join(file), content).unwrap();
    let found = diagnostics_with(folder.path(), None);
    assert!(found.iter().any(|line| line.contains(expected)), "no \"{expected}\" among {found:#?}");
    assert!(found.iter().any(|line| line.contains("actors.jsonl:3: kind")), "{found:#?}");
    assert!(!found.iter().any(|line| line.contains("unknown topic")), "what follows is not reported: {found:#?}");
}

#[test]
fn an_encoding_is_reported_once_a_file() {
    let folder = folder();
    let claims = std::fs::read_to_string(harbour("seed").join(CLAIMS)).unwrap();
    std::fs::write(folder.path().join(CLAIMS), windows_1256(&claims)).unwrap();
    assert_eq!(diagnostics(folder.path()).len(), 1, "{:#?}", diagnostics(folder.path()));
}

#[rstest]
#[case("article.json")]
#[case("claims.jsonl")]
fn a_file_that_is_missing_or_a_folder_is_an_error_of_that_file(#[case] file: &str) {
    let folder = folder();
    let path = folder.path().join(FOLDER).join(file);
    std::fs::remove_file(&path).unwrap();
    let expected = format!("{FOLDER}/{file}:1: file: cannot be read");
    assert!(diagnostics(folder.path())[0].starts_with(&expected), "{:#?}", diagnostics(folder.path()));
    std::fs::create_dir(&path).unwrap();
    assert!(diagnostics(folder.path())[0].starts_with(&expected), "{:#?}", diagnostics(folder.path()));
}

#[rstest]
#[case::mark("\u{FEFF}", "\n", false, "the text file begins with a byte order mark; the offsets fit without it")]
#[case::cr_lf("", "\r\n", false, "the text file has CR LF line endings; the offsets fit without CR")]
#[case::nfd("", "\n", true, "the text file has decomposed letters (NFD); the offsets fit in composed form (NFC)")]
#[case::both(
    "\u{FEFF}",
    "\r\n",
    false,
    "begins with a byte order mark and has CR LF line endings; the offsets fit without it and without CR"
)]
fn what_an_editor_did_to_a_text_is_named(
    #[case] mark: &str,
    #[case] line_end: &str,
    #[case] decomposed: bool,
    #[case] expected: &str,
) {
    let texts = TempDir::new().unwrap();
    let text = article_text().replace('\n', line_end);
    let text = if decomposed { text.nfd().collect() } else { text };
    std::fs::write(texts.path().join("harbour-expansion-2024.txt"), format!("{mark}{text}")).unwrap();
    let found = diagnostics_with(&harbour("seed"), Some(texts.path()));
    assert!(
        found.iter().any(|line| line.contains("claims.jsonl:2: evidence[0].quote") && line.contains(expected)),
        "{found:#?}"
    );
    let hash = expected.replace("the offsets fit", "the hash fits");
    assert!(found.iter().any(|line| line.contains("text.sha256") && line.contains(&hash)), "{found:#?}");
}

#[test]
fn what_an_editor_did_to_a_quote_is_named() {
    let quote = "أعلنت";
    let decomposed: String = quote.nfd().collect();
    let folder = copy_with_replacements(CLAIMS, &[("[{\"quote\":\"أعلنت", &format!("[{{\"quote\":\"{decomposed}"))]);
    let found = diagnostics(folder.path());
    assert!(found[0].contains("evidence[0].end: the span 0 to 70 has 70 code points, the quote 71"), "{found:#?}");
    let unlocated = copy_with_replacements(
        CLAIMS,
        &[("[{\"quote\":\"أعلنت", &format!("[{{\"quote\":\"{decomposed}")), (",\"start\":0,\"end\":70", "")],
    );
    let found = diagnostics(unlocated.path());
    assert!(
        found[0].contains("does not occur in the text") && found[0].contains("the quote has decomposed letters (NFD)"),
        "{found:#?}"
    );
}

#[test]
fn offsets_in_other_units_are_named() {
    // The quote is after an emoji, which has two code units of UTF-16.
    let text = article_text();
    let at = text.find("حتى الآن").unwrap();
    let units = text[..at].encode_utf16().count();
    let points = text[..at].chars().count();
    let place =
        |start: usize, length: usize| format!("{{\"quote\":\"حتى الآن\",\"start\":{start},\"end\":{}}}", start + length);
    for (start, length, unit) in [(units, 8, "UTF-16 code units"), (at, "حتى الآن".len(), "bytes of UTF-8")] {
        let folder =
            copy_with_replacements(CLAIMS, &[("\"evidence\":[", &format!("\"evidence\":[{},", place(start, length)))]);
        let found = diagnostics(folder.path());
        assert!(found[0].contains(unit) && found[0].contains(&points.to_string()), "{found:#?}");
    }
}

#[test]
fn leftovers_of_other_programs_are_passed_over() {
    let folder = folder();
    let articles = folder.path().join("articles");
    let folders =
        [".git/objects", "__MACOSX/harbour", "empty/empty", "copy~", "#copy#", "old.bak", "@eaDir", "only-leftovers"];
    for name in folders {
        std::fs::create_dir_all(articles.join(name)).unwrap();
    }
    let files = [
        ".DS_Store",
        "Thumbs.db",
        "article.json.swp",
        "notes.txt~",
        ".git/config",
        "__MACOSX/harbour/._article.json",
        "copy~/article.json",
        "#copy#/article.json",
        "only-leftovers/.DS_Store",
        "harbour-expansion-2024/#claims.jsonl#",
    ];
    for name in files {
        std::fs::write(articles.join(name), "x").unwrap();
    }
    assert_eq!(diagnostics(folder.path()), Vec::<String>::new());
    // A folder with other files looks like an article.
    std::fs::create_dir(articles.join("second")).unwrap();
    std::fs::write(articles.join("second/claims.jsonl"), "").unwrap();
    let found = diagnostics(folder.path());
    assert!(
        found.len() == 1 && found[0].starts_with("articles/second/article.json:1: file: cannot be read"),
        "{found:#?}"
    );
}

#[test]
fn names_that_differ_in_composition_width_or_case_are_one() {
    for (name, same) in [("Café", "Cafe\u{301}"), ("Nvidia", "ｎｖｉｄｉａ"), ("آسيا", "ا\u{653}سيا")] {
        let folder = folder();
        let actors = folder.path().join("actors.jsonl");
        let line = |id: &str, name: &str| {
            format!("{{\"id\":\"{id}\",\"kind\":\"company\",\"name\":{{\"en\":\"{name}\",\"ar\":\"{id}\"}}}}\n")
        };
        let text = std::fs::read_to_string(&actors).unwrap() + &line("one", name) + &line("two", same);
        std::fs::write(&actors, text).unwrap();
        let found = diagnostics(folder.path());
        let expected = format!("\"{same}\" already belongs to the actor \"one\"");
        assert!(found.iter().any(|line| line.contains(&expected)), "{name}: {found:#?}");
    }
}

#[test]
fn a_long_chain_of_topics_is_read_quickly_and_a_long_cycle_is_named_once() {
    let folder = folder();
    let topics = folder.path().join("topics.jsonl");
    let before = std::fs::read_to_string(&topics).unwrap();
    let topic = |n: u32, broader: u32| {
        format!("{{\"id\":\"t-{n}\",\"label\":{{\"en\":\"{n}\",\"ar\":\"{n}\"}},\"broader\":[\"t-{broader}\"]}}\n")
    };
    let chain: String = (1..20_000).map(|n| topic(n, n - 1)).collect();
    let top = topic(0, 0).replace(",\"broader\":[\"t-0\"]", "");
    std::fs::write(&topics, format!("{before}{top}{chain}")).unwrap();
    assert_eq!(diagnostics(folder.path()), Vec::<String>::new());
    std::fs::write(&topics, format!("{before}{}{chain}", topic(0, 19_999))).unwrap();
    let found = diagnostics(folder.path());
    assert!(
        found.len() == 1 && found[0].contains("t-0 > t-19999") && found[0].contains("(20000 records)"),
        "{found:#?}"
    );
    assert!(found[0].len() < 1_000);
}

#[test]
fn a_pipe_is_not_waited_for() {
    let folder = folder();
    let path = folder.path().join(FOLDER).join("text.txt");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let found = diagnostics_with(folder.path(), None);
    assert!(found[0].contains("text.txt:1: file: cannot be read: not a regular file"), "{found:#?}");
    assert!(Path::new(&path).exists());
}

#[rstest]
#[case::dataset("dataset.json")]
#[case::topics("topics.jsonl")]
#[case::text("articles/harbour-expansion-2024/text.txt")]
fn a_file_that_cannot_be_looked_up_is_an_error(#[case] file: &str) {
    let (nowhere, cycle) = ("nowhere/else", Path::new(file).file_name().unwrap().to_str().unwrap());
    for (target, cause) in [(nowhere, "symbolic link to a file that does not exist"), (cycle, "symbolic link")] {
        let folder = folder();
        let path = folder.path().join(file);
        let _ = std::fs::remove_file(&path);
        std::os::unix::fs::symlink(target, &path).unwrap();
        let found = diagnostics_with(folder.path(), None);
        let expected = format!("{file}:1: file: cannot be read: ");
        assert!(found.iter().any(|line| line.contains(&expected) && line.contains(cause)), "{target}: {found:#?}");
        assert!(!found.iter().any(|line| line.contains("unknown topic")), "what follows is not reported: {found:#?}");
    }
}
