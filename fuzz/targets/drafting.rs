//! Drafts of random texts: sentences in order, quotes that are the text's words, and edited lines that stay.
//!
//! The first byte of the input selects the language. A line break of the form U+001E parts the text from a draft file.
#![no_main]

use std::collections::BTreeMap;

use isnad::domain::actor::Actor;
use isnad::domain::article::Article;
use isnad::domain::identifier::ActorId;
use isnad::drafting::{DraftInput, draft, redraft, sentences};
use libfuzzer_sys::fuzz_target;

const LANGUAGES: [&str; 4] = ["en", "ar", "fr", "und"];

fn actor(id: &str, kind: &str, name: &str) -> (ActorId, Actor) {
    let json = serde_json::json!({"id": id, "kind": kind, "name": {"en": name}, "aliases": {}});
    (ActorId::parse(id).unwrap(), serde_json::from_value(json).unwrap())
}

fn article(language: &str) -> Article {
    let json = serde_json::json!({"id": "a", "title": {"en": "Port news"}, "language": language, "voice": "voice"});
    serde_json::from_value(json).unwrap()
}

fuzz_target!(|input: &[u8]| {
    let Some((&choice, content)) = input.split_first() else { return };
    let Ok(content) = std::str::from_utf8(content) else { return };
    let (text, old) = content.split_once('\u{1E}').unwrap_or((content, ""));
    let language = LANGUAGES[usize::from(choice) % LANGUAGES.len()];
    let characters: Vec<char> = text.chars().collect();
    let mut end = 0;
    for sentence in sentences(text, language) {
        assert!(end <= sentence.start && sentence.start < sentence.end && sentence.end <= characters.len());
        end = sentence.end;
    }
    let actors: BTreeMap<_, _> = [
        actor("voice", "document", "The article"),
        actor("minister", "person", "Mara Lund"),
        actor("harbour", "organisation", "هيئة الميناء"),
        actor("company", "company", "Société Maréline"),
    ]
    .into();
    let proposals = draft(&DraftInput {
        article: &article(language),
        text,
        actors: &actors,
        topics: &BTreeMap::new(),
        languages: &[],
        required: &[],
        covered: &[],
    });
    for proposal in &proposals {
        for span in &proposal.claim.evidence {
            assert_eq!(characters[span.start..span.end].iter().collect::<String>(), span.quote);
        }
    }
    let file = redraft(old, &proposals).unwrap();
    assert_eq!(file.lines.lines().count(), file.proposals);
    let again = redraft(&file.lines, &proposals).unwrap();
    assert_eq!((again.lines, again.kept), (file.lines, file.kept));
});
