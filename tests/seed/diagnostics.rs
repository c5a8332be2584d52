//! Every kind of error has a diagnostic with file, line and field; one run reports all of them.

use std::path::Path;

use isnad::domain::claim::Claim;
use isnad::domain::vocabulary::VocabularyTerm;
use isnad::ingest::{Corpus, Diagnostic, SeedError, Source};
use rstest::rstest;
use serde_json::Value;
use sha2::Digest;
use tempfile::TempDir;

use crate::support::{CLAIMS, copy_with_replacements, harbour};

const ARTICLE: &str = "articles/harbour-expansion-2024/article.json";

/// Returns the errors as lines, with paths relative to `folder`.
pub fn diagnostics(folder: &Path) -> Vec<String> {
    diagnostics_with(folder, Some(&harbour("texts")))
}

/// Returns the errors with other texts.
pub fn diagnostics_with(folder: &Path, texts: Option<&Path>) -> Vec<String> {
    match Corpus::read(&Source::Directory(folder.to_owned()), texts, None) {
        Ok(_) => vec![],
        Err(SeedError::Diagnostics(found)) => lines(&found.list, folder),
        Err(other) => panic!("{other}"),
    }
}

/// Returns the warnings of valid files.
fn warnings(folder: &Path) -> Vec<String> {
    let corpus = Corpus::read(&Source::Directory(folder.to_owned()), Some(&harbour("texts")), None);
    lines(&corpus.unwrap_or_else(|error| panic!("{error}: {:#?}", diagnostics(folder))).warnings.warnings, folder)
}

fn lines(diagnostics: &[Diagnostic], folder: &Path) -> Vec<String> {
    let prefix = format!("{}/", folder.display());
    diagnostics.iter().map(|diagnostic| diagnostic.to_string().replacen(&prefix, "", 1)).collect()
}

#[test]
fn the_fixture_is_valid() {
    assert_eq!(diagnostics(&harbour("seed")), Vec::<String>::new());
}

#[rstest]
#[case::malformed_json(CLAIMS, r#"{"id":"harbour-expansion-2024-002","#, r#"{"id":"harbour-expansion-2024-002",,"#, &["claims.jsonl:2: record: malformed JSON"])]
#[case::unknown_field(CLAIMS, r#""salience":3"#, r#""saliance":3"#, &["claims.jsonl:1: saliance: unknown field; did you mean \"salience\"?"])]
#[case::missing_field(CLAIMS, r#""asserted_by":"harbour-expansion-2024-author","#, "", &["asserted_by: is missing"])]
#[case::unknown_kind(CLAIMS, r#""kind":"event""#, r#""kind":"evnt""#, &["claims.jsonl:1: kind: unknown value \"evnt\"; did you mean \"event\"? accepted: event, state"])]
#[case::unknown_role(CLAIMS, r#""role":"target""#, r#""role":"traget""#, &["claims.jsonl:1: actors[1].role: unknown value \"traget\"; did you mean \"target\"?"])]
#[case::wrong_type(CLAIMS, r#""salience":3"#, r#""salience":"3""#, &["claims.jsonl:1: salience: is \"3\"; accepted: integer"])]
#[case::salience_out_of_range(CLAIMS, r#""salience":3"#, r#""salience":4"#, &["claims.jsonl:1: salience: is 4; accepted: 1, 2 or 3"])]
#[case::unknown_actor(CLAIMS, r#""actor":"north-quay","role":"target""#, r#""actor":"north-quai","role":"target""#, &["claims.jsonl:1: actors[1].actor: unknown actor \"north-quai\"; did you mean \"north-quay\"?"])]
#[case::unknown_topic(CLAIMS, r#"["port-expansion"]"#, r#"["port-expanson"]"#, &["claims.jsonl:1: topics[0]: unknown topic \"port-expanson\"; did you mean \"port-expansion\"?"])]
#[case::unknown_relation_target(CLAIMS, r#""claim":"harbour-expansion-2024-002""#, r#""claim":"harbour-expansion-2024-020""#, &["claims.jsonl:1: relations[0].claim: unknown claim \"harbour-expansion-2024-020\"; did you mean \"harbour-expansion-2024-002\"?"])]
#[case::relation_to_itself(CLAIMS, r#""claim":"harbour-expansion-2024-002""#, r#""claim":"harbour-expansion-2024-001""#, &["claims.jsonl:1: relations[0].claim: is the claim itself"])]
#[case::duplicate_claim(CLAIMS, r#"{"id":"harbour-expansion-2024-005""#, r#"{"id":"harbour-expansion-2024-004""#, &["claims.jsonl:5: id: duplicate claim \"harbour-expansion-2024-004\""])]
#[case::foreign_id(CLAIMS, r#"{"id":"harbour-expansion-2024-005""#, r#"{"id":"other-005""#, &["claims.jsonl:5: id: \"other-005\" does not begin with the id of its article"])]
#[case::bad_date(CLAIMS, r#""edtf":"2024-05-14""#, r#""edtf":"2024-02-30""#, &["claims.jsonl:1: claim_date.edtf: is not a valid EDTF date"])]
#[case::open_date(CLAIMS, r#""edtf":"2024-05-14""#, r#""edtf":"../..""#, &["claims.jsonl:1: claim_date.edtf: "])]
#[case::expression_elsewhere(CLAIMS, "يوم الثلاثاء 14 مايو 2024\"}", "يوم الخميس\"}", &["claims.jsonl:1: claim_date.expression: does not occur in the text"])]
#[case::shifted_offsets(CLAIMS, r#""start":0,"end":70"#, r#""start":1,"end":71"#, &["claims.jsonl:1: evidence[0].quote: does not match the text at 1 to 71; accepted: 0 to 70, where the quote occurs"])]
#[case::shifted_end(CLAIMS, r#""start":0,"end":70"#, r#""start":0,"end":69"#, &["claims.jsonl:1: evidence[0].end: the span 0 to 69 has 69 code points, the quote 70"])]
#[case::span_outside(CLAIMS, r#""start":0,"end":70"#, r#""start":9000,"end":9070"#, &["claims.jsonl:1: evidence[0].end: the span 9000 to 9070 is not inside the text"])]
#[case::changed_letter(CLAIMS, r#"[{"quote":"أعلنت"#, r#"[{"quote":"أعلمت"#, &["claims.jsonl:1: evidence[0].quote: does not match the text at 0 to 70; accepted: the article's own words; the quote does not occur in the text"])]
#[case::no_language(CLAIMS, r#"{"en":"The Ministry of Transport has made no comment.","ar":"لم تصدر وزارة النقل تعليقًا."}"#, "{}", &["claims.jsonl:5: statement: is empty"])]
#[case::bad_language(CLAIMS, r#""ar":"لم تصدر وزارة النقل تعليقًا.""#, r#""Arabic":"لم تصدر وزارة النقل تعليقًا.""#, &["claims.jsonl:5: statement.Arabic: \"Arabic\" is not a BCP 47 language tag"])]
#[case::empty_language(CLAIMS, r#""ar":"لم تصدر وزارة النقل تعليقًا.""#, r#""ar":"""#, &["claims.jsonl:5: statement.ar: is empty"])]
#[case::bidi_override(CLAIMS, "has made no comment", "has made \u{202E}no comment", &["claims.jsonl:5: statement.en: contains the invisible character U+202E"])]
#[case::control_character(CLAIMS, "has made no comment", r"has made\u0000 no comment", &["claims.jsonl:5: statement.en: contains the invisible character U+0000"])]
#[case::chain_without_asserter(CLAIMS, r#""asserted_by":"salma-haddad""#, r#""asserted_by":"fishermen""#, &["claims.jsonl:2: attribution: ends with \"salma-haddad\", but the claim is asserted by \"fishermen\""])]
#[case::half_a_place(CLAIMS, r#""start":0,"end":70"#, r#""start":0"#, &["claims.jsonl:1: evidence[0]: has one of start and end"])]
#[case::noncharacter_in_a_quote(CLAIMS, r#"[{"quote":"أ"#, r#"[{"quote":"\uFFFFأ"#, &["claims.jsonl:1: evidence[0].quote: contains U+FFFF"])]
#[case::part_of_itself("actors.jsonl", r#""id":"north-quay","#, r#""id":"north-quay","part_of":["north-quay"],"#, &["actors.jsonl:8: part_of: an actor cannot be part of itself: north-quay > north-quay"])]
#[case::part_of_unknown("actors.jsonl", r#""id":"north-quay","#, r#""id":"north-quay","part_of":["harbor"],"#, &["actors.jsonl:8: part_of[0]: unknown actor \"harbor\""])]
#[case::merged_into_unknown("topics.jsonl", r#""id":"ports","#, r#""id":"ports","merged_into":"port-expnsion","#, &["topics.jsonl:1: merged_into[0]: unknown topic \"port-expnsion\"; did you mean \"port-expansion\"?"])]
#[case::asserter_as_role(CLAIMS, r#""role":"target""#, r#""role":"asserter""#, &["claims.jsonl:1: actors[1].role: is asserter"])]
#[case::key_given_twice(CLAIMS, r#""salience":3"#, r#""salience":3,"salience":3"#, &["claims.jsonl:1: record: duplicate field `salience`"])]
#[case::duplicate_actor("actors.jsonl", r#""id":"fishermen""#, r#""id":"port-authority""#, &["actors.jsonl:4: id: duplicate actor \"port-authority\""])]
#[case::shared_alias("actors.jsonl", r#""ar":["الهيئة"]"#, r#""ar":["سلمى حداد"]"#, &["actors.jsonl:3: name.ar: \"سلمى حداد\" already belongs to the actor \"port-authority\""])]
#[case::bad_identifier("actors.jsonl", r#""id":"north-quay""#, r#""id":"North Quay""#, &["actors.jsonl:8: id: \"North Quay\" is not an identifier"])]
#[case::topic_cycle("topics.jsonl", r#"يجري فيها."}"#, r#"يجري فيها."},"broader":["port-expansion"]"#, &["topics.jsonl:1: broader: a topic cannot be broader than itself: ports > port-expansion > ports"])]
#[case::unknown_broader("topics.jsonl", r#"["ports"]"#, r#"["port"]"#, &["topics.jsonl:2: broader[0]: unknown topic \"port\"; did you mean \"ports\"?"])]
#[case::wrong_folder(ARTICLE, r#""id": "harbour-expansion-2024""#, r#""id": "harbour-expansion-2025""#, &["article.json:2: id: \"harbour-expansion-2025\" is not the name of its folder"])]
#[case::wrong_hash(ARTICLE, r#""sha256": ""#, r#""sha256": "0"#, &["text.sha256: does not match the text"])]
#[case::unknown_voice(ARTICLE, r#""voice": "harbour-expansion-2024-author""#, r#""voice": "harbor-expansion-2024-author""#, &["article.json:11: voice: unknown actor"])]
#[case::bad_address(ARTICLE, "https://example.org/harbour", "javascript:alert(1)", &["article.json:10: source_url: is not a web address"])]
#[case::padded_text(CLAIMS, "The Ministry of Transport has", " The Ministry of Transport has", &["claims.jsonl:5: statement.en: begins or ends with white space"])]
#[case::topic_listed_twice(CLAIMS, r#"["port-expansion"]"#, r#"["port-expansion","port-expansion"]"#, &["claims.jsonl:1: topics[1]: \"port-expansion\" is listed twice"])]
#[case::actor_listed_twice(CLAIMS, r#"{"actor":"transport-ministry","role":"subject"}"#, r#"{"actor":"transport-ministry","role":"subject"},{"actor":"transport-ministry","role":"subject"}"#, &["claims.jsonl:5: actors[1]: \"transport-ministry\" is listed twice as subject"])]
#[case::null(CLAIMS, r#""salience":3"#, r#""salience":null"#, &["claims.jsonl:1: salience: is null; accepted: integer"])]
#[case::byte_order_mark("actors.jsonl", "{", "\u{FEFF}{", &["actors.jsonl:1: record: begins with a byte order mark"])]
#[case::duplicate_topic("topics.jsonl", r#""id":"fishing""#, r#""id":"ports""#, &["topics.jsonl:3: id: duplicate topic \"ports\""])]
#[case::bad_language_tag(ARTICLE, r#""language": "ar""#, r#""language": "Arabic""#, &["article.json:8: language: \"Arabic\" is not a BCP 47 language tag"])]
#[case::tag_character(CLAIMS, "has made no comment", "has made no\u{E0069}\u{E0067} comment", &["claims.jsonl:5: statement.en: contains the invisible character U+E0069"])]
#[case::variation_selector(CLAIMS, "has made no comment", "has made no\u{FE01}\u{E0101} comment", &["statement.en: contains the invisible character U+FE01"])]
#[case::invisible_operator(CLAIMS, "has made no comment", "has made\u{2063} no comment", &["statement.en: contains the invisible character U+2063"])]
#[case::filler_in_a_name("actors.jsonl", "Oasis Port Authority", "Oasis\u{3164}Port Authority", &["actors.jsonl:2: name.en: contains the invisible character U+3164"])]
#[case::deprecated_format_in_a_label("topics.jsonl", "\"en\":\"", "\"en\":\"x\u{206C}", &["topics.jsonl:1: label.en: contains the invisible character U+206C"])]
#[case::mark_in_a_title(ARTICLE, "\"title\": {\n    \"en\": \"", "\"title\": {\n    \"en\": \"x\u{FEFF}", &["title.en: contains the invisible character U+FEFF"])]
#[case::noncharacter(CLAIMS, "has made no comment", "has made\u{FFFF} no comment", &["statement.en: contains the invisible character U+FFFF"])]
#[case::noncharacter_in_a_cue(CLAIMS, r#""cue":""#, r#""cue":"\uFDD0"#, &["claims.jsonl:2: attribution[0].cue: contains U+FDD0"])]
#[case::nul_in_an_expression(CLAIMS, r#""expression":""#, r#""expression":"\u0000"#, &["claims.jsonl:1: claim_date.expression: contains U+0000"])]
#[case::lone_surrogate(CLAIMS, "has made no comment", r"has made \uD800", &["claims.jsonl:5: record: malformed JSON"])]
#[case::long_statement(CLAIMS, "The Ministry of Transport has", &format!("{}The Ministry", "x".repeat(1_000_000)), &["claims.jsonl:5: statement.en: has 10000"])]
#[case::null_in_a_list(CLAIMS, r#"["port-expansion"]"#, "[null]", &["claims.jsonl:1: topics[0]: is null; accepted: string"])]
#[case::null_object(CLAIMS, r#""claim_date":{"edtf":"2024-05-14""#, r#""translation_note":null,"claim_date":{"edtf":"2024-05-14""#, &["claims.jsonl:1: translation_note: is null; accepted: object"])]
#[case::null_in_a_document(ARTICLE, r#""language": "ar""#, r#""language": "ar", "author": null"#, &["article.json:8: author: is null; accepted: string"])]
#[case::fraction(CLAIMS, r#""salience":3"#, r#""salience":1.5"#, &["claims.jsonl:1: salience: is 1.5; accepted: integer"])]
#[case::negative(CLAIMS, r#""start":0,"#, r#""start":-1,"#, &["claims.jsonl:1: evidence[0].start: is -1; accepted: 0 to 2147483647"])]
#[case::large(CLAIMS, r#""end":70"#, r#""end":4294967296"#, &["claims.jsonl:1: evidence[0].end: is 4294967296; accepted: 0 to 2147483647"])]
#[case::address_with_spaces(ARTICLE, "https://example.org/harbour", "https://example.org/har bour", &["article.json:10: source_url: is not a web address"])]
#[case::duplicate_in_an_object(CLAIMS, r#"{"edtf":"2024-05-14""#, r#"{"edtf":"2024-05-15","edtf":"2024-05-14""#, &["claims.jsonl:1: claim_date: duplicate field `edtf`"])]
#[case::duplicate_language("actors.jsonl", r#""name":{"en":""#, r#""name":{"en":"x","en":""#, &["actors.jsonl:1: name: duplicate field `en`"])]
#[case::duplicate_in_a_document(ARTICLE, r#""language": "ar""#, r#""language": "ar", "language": "ar""#, &["article.json:1: record: duplicate field `language`"])]
#[case::escape_in_a_key(CLAIMS, r#""salience":3"#, r#""sal\u001b[31mience\n\u009b":3"#, &["claims.jsonl:1: sal\\u{1b}[31mience\\u{a}\\u{9b}: unknown field"])]
#[case::escape_in_a_value(CLAIMS, r#""asserted_by":"harbour"#, r#""asserted_by":"\u001b]0;x\u0007\u202eharbour"#, &["claims.jsonl:1: asserted_by: unknown actor \"\\u{1b}]0;x\\u{7}\\u{202e}harbour"])]
fn a_diagnostic_has_file_line_and_field(
    #[case] file: &str,
    #[case] old: &str,
    #[case] new: &str,
    #[case] expected: &[&str],
) {
    let folder = copy_with_replacements(file, &[(old, new)]);
    let found = diagnostics(folder.path());
    for expected in expected {
        assert!(found.iter().any(|line| line.contains(expected)), "no \"{expected}\" among {found:#?}");
    }
}

#[test]
fn the_errors_of_one_record_are_reported_together() {
    let folder = copy_with_replacements(
        CLAIMS,
        &[
            (r#""salience":3"#, r#""salience":3,"salience":"3","saliance":1,"speech":null"#),
            (r#"["port-expansion"]"#, r#"["port-expanson"]"#),
            (r#""start":0,"end":70"#, r#""start":1,"end":71"#),
        ],
    );
    let found = diagnostics(folder.path());
    for expected in [
        "record: duplicate field `salience`",
        "salience: is \"3\"",
        "saliance: unknown field",
        "speech: unknown value null",
        "topics[0]: unknown topic",
        "evidence[0].quote: does not match",
    ] {
        assert!(found.iter().any(|line| line.contains(expected)), "no \"{expected}\" among {found:#?}");
    }
    assert_eq!(found.len(), 6, "{found:#?}");
}

#[test]
fn integers_may_be_written_with_a_fraction_of_zero() {
    let folder = copy_with_replacements(CLAIMS, &[(r#""start":0,"end":70"#, r#""start":0.0,"end":7e1"#)]);
    assert_eq!(diagnostics(folder.path()), Vec::<String>::new());
}

/// Replaces the quote of the last claim, whose place is not known then, and puts it into the text of the article.
fn with_quote(quote: &str) -> (TempDir, TempDir) {
    let json = serde_json::to_string(quote).unwrap();
    let folder = copy_with_replacements(CLAIMS, &[]);
    let claims = folder.path().join(CLAIMS);
    let mut lines: Vec<Value> =
        std::fs::read_to_string(&claims).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.last_mut().unwrap()["evidence"] = serde_json::from_str(&format!("[{{\"quote\":{json}}}]")).unwrap();
    std::fs::write(&claims, lines.iter().fold(String::new(), |all, line| all + &line.to_string() + "\n")).unwrap();
    let texts = TempDir::new().unwrap();
    let text = std::fs::read_to_string(harbour("texts/harbour-expansion-2024.txt")).unwrap() + "ك" + quote + " ";
    std::fs::write(texts.path().join("harbour-expansion-2024.txt"), &text).unwrap();
    let article = folder.path().join(ARTICLE);
    let mut record: Value = serde_json::from_str(&std::fs::read_to_string(&article).unwrap()).unwrap();
    record["text"]["sha256"] = hex::encode(sha2::Sha256::digest(text.as_bytes())).into();
    record["text"]["code_points"] = text.chars().count().into();
    std::fs::write(&article, record.to_string()).unwrap();
    (folder, texts)
}

#[rstest]
#[case::plain("He said no.", None)]
#[case::persian("می\u{200C}\u{200F}شود", None)]
#[case::family("👨\u{200D}👩\u{200D}👧 ❤\u{FE0F} 🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}", None)]
#[case::line_breaks("one\r\ntwo\n\nthree\u{2028}four", None)]
#[case::isolates("\u{2067}قال\u{2069} \u{202B}نعم\u{202C}", None)]
#[case::tags("yes\u{E0069}\u{E0067}", Some("contains invisible text: U+E0069, U+E0067"))]
#[case::variations("yes\u{FE00}\u{E0101}", Some("contains invisible text: U+FE00, U+E0101"))]
#[case::operators("a\u{2062}b", Some("contains invisible text: U+2062"))]
#[case::override_of_the_direction("a\u{202E}b\u{202C}", Some("contains invisible text: U+202E"))]
#[case::zero_width_bits("a\u{200B}\u{200C}\u{200B}\u{200D}b", Some("contains invisible text: U+200B, U+200D"))]
#[case::control("a\u{1}b\u{1b}[0m", Some("contains invisible text: U+0001, U+001B"))]
#[case::begins_with_a_mark("\u{64E}قال", Some("begins inside a letter with its marks"))]
fn a_quote_holds_what_the_text_holds(#[case] quote: &str, #[case] warning: Option<&str>) {
    let (folder, texts) = with_quote(quote);
    let corpus = Corpus::read(&Source::Directory(folder.path().to_owned()), Some(texts.path()), None);
    let corpus = corpus.unwrap_or_else(|_| panic!("{:#?}", diagnostics_with(folder.path(), Some(texts.path()))));
    let found = lines(&corpus.warnings.warnings, folder.path());
    assert_eq!(found.len(), usize::from(warning.is_some()), "{found:#?}");
    if let Some(warning) = warning {
        assert!(found[0].contains("claims.jsonl:5: evidence[0].quote: warning: "), "{found:#?}");
        assert!(found[0].contains(warning), "{found:#?}");
    }
}

#[test]
fn a_quote_that_ends_before_the_marks_of_its_last_letter_is_a_warning() {
    // The first quote without the tanween and the kasra at the ends of words.
    let claims = std::fs::read_to_string(harbour("seed").join(CLAIMS)).unwrap();
    assert_eq!(warnings(&harbour("seed")), Vec::<String>::new());
    let text = std::fs::read_to_string(harbour("texts/harbour-expansion-2024.txt")).unwrap();
    let mark = text.chars().position(|c| ('\u{64B}'..='\u{652}').contains(&c)).expect("a text with a mark");
    let quote: String = text.chars().skip(mark - 3).take(3).collect();
    let record: Value = serde_json::from_str(claims.lines().next().unwrap()).unwrap();
    let old = record["evidence"][0].to_string();
    let json = serde_json::to_string(&quote).unwrap();
    let folder = copy_with_replacements(CLAIMS, &[]);
    let path = folder.path().join(CLAIMS);
    let mut first = record.clone();
    first["evidence"] =
        serde_json::from_str(&format!("[{old},{{\"quote\":{json},\"start\":{},\"end\":{mark}}}]", mark - 3)).unwrap();
    let rest = claims.split_once('\n').unwrap().1;
    std::fs::write(&path, format!("{first}\n{rest}")).unwrap();
    let found = warnings(folder.path());
    assert!(found.len() == 1 && found[0].contains("evidence[1].quote: warning: ends inside a letter"), "{found:#?}");
}

#[test]
fn one_run_reports_the_errors_of_all_files_in_order() {
    let folder = copy_with_replacements(
        CLAIMS,
        &[(r#""salience":3"#, r#""salience":9"#), ("\"kind\":\"prediction\"", "\"kind\":\"guess\"")],
    );
    let actors = folder.path().join("actors.jsonl");
    let text = std::fs::read_to_string(&actors).unwrap().replace("\"kind\":\"person\"", "\"kind\":\"persona\"");
    std::fs::write(actors, text).unwrap();
    let found = diagnostics(folder.path());
    for place in ["actors.jsonl:3: kind", "actors.jsonl:6: kind", "claims.jsonl:1: salience", "claims.jsonl:2: kind"] {
        assert!(found.iter().any(|line| line.contains(place)), "no diagnostic at {place} among {found:#?}");
    }
    let mut sorted = found.clone();
    sorted.sort_by_key(|line| line.split(':').next().unwrap().to_owned());
    assert_eq!(found, sorted, "diagnostics are in the order of the files");
}

#[test]
fn an_error_neither_hides_another_nor_causes_a_false_one() {
    // References to a record that does not parse are not reported.
    let folder = copy_with_replacements(
        "actors.jsonl",
        &[(r#""id":"port-authority","kind":"government""#, r#""id":"port-authority","kind":"goverment""#)],
    );
    assert_eq!(diagnostics(folder.path()).len(), 1, "{:#?}", diagnostics(folder.path()));
    let folder = copy_with_replacements(CLAIMS, &[(r#""kind":"event""#, r#""kind":"evnt""#)]);
    assert_eq!(diagnostics(folder.path()).len(), 1, "{:#?}", diagnostics(folder.path()));
    // The references of a claim that does not parse are checked.
    let folder = copy_with_replacements(
        CLAIMS,
        &[
            (r#""kind":"event""#, r#""kind":"evnt""#),
            (r#""actor":"north-quay","role":"target""#, r#""actor":"north-quai","role":"target""#),
        ],
    );
    let found = diagnostics(folder.path());
    assert!(
        found.len() == 2 && found.iter().any(|f| f.contains("actors[1].actor: unknown actor \"north-quai\"")),
        "{found:#?}"
    );
    // The claims of an invalid article are checked.
    let folder = copy_with_replacements(ARTICLE, &[(r#""published": "2024-05-15""#, r#""published": "2024-13""#)]);
    let claims = folder.path().join(CLAIMS);
    let text = std::fs::read_to_string(&claims).unwrap().replace(r#""start":0,"end":70"#, r#""start":1,"end":71"#);
    std::fs::write(&claims, text).unwrap();
    let found = diagnostics(folder.path());
    assert!(found.len() == 2 && found.iter().any(|f| f.contains("claims.jsonl:1: evidence[0].quote")), "{found:#?}");
}

#[test]
fn a_quote_of_more_than_240_code_points_is_invalid() {
    let long = "ب".repeat(241);
    let folder = copy_with_replacements(CLAIMS, &[("وزارة النقل 🚢 حتى الآن\"", &format!("{long}\""))]);
    let found = diagnostics(folder.path());
    assert!(
        found
            .iter()
            .any(|f| f.contains("claims.jsonl:5: evidence[0].quote: has 241 code points; accepted: at most 240")),
        "{found:#?}"
    );
}

fn read(texts: Option<&Path>) -> Corpus {
    Corpus::read(&Source::Directory(harbour("seed")), texts, Some(&std::env::temp_dir())).unwrap()
}

fn claims(corpus: &Corpus) -> Vec<Claim> {
    (0..corpus.claim_count()).map(|ordinal| serde_json::from_slice(&corpus.claim(ordinal).unwrap()).unwrap()).collect()
}

#[test]
fn a_quote_is_verified_if_the_text_is_given_and_recorded_otherwise() {
    let status = |texts: Option<&Path>| -> Vec<&'static str> {
        let corpus = read(texts);
        claims(&corpus).iter().flat_map(|claim| &claim.evidence).map(|span| span.status.as_str()).collect()
    };
    assert!(status(None).iter().all(|&s| s == "recorded"));
    let verified = status(Some(&harbour("texts")));
    assert_eq!(verified.len(), 7);
    assert!(verified.iter().all(|&s| s == "verified"));
}

#[test]
fn a_claim_document_contains_the_whole_attribution_and_every_role() {
    let corpus = read(None);
    let claims = claims(&corpus);
    let order: Vec<_> = claims.iter().map(|claim| &claim.id.as_str()[23..]).collect();
    assert_eq!(order, ["002", "001", "004", "003", "005"], "newest first, undated last, then by identifier");
    let cost = &claims[2];
    let chain: Vec<_> = cost.attribution.iter().map(|link| (link.actor.id.as_str(), link.cue.as_deref())).collect();
    assert_eq!(
        chain,
        [("harbour-expansion-2024-author", None), ("al-marfa", Some("نقلت")), ("unnamed-official", Some("عن مسؤول"))]
    );
    let roles: Vec<_> = cost.actors.iter().map(|actor| (actor.actor.id.as_str(), actor.role.as_str())).collect();
    assert_eq!(roles, [("unnamed-official", "asserter"), ("port-authority", "subject")]);
    assert!(cost.links.source.as_ref().unwrap().starts_with("https://example.org/harbour#:~:text=%D8%A7%D9%84"));
}
