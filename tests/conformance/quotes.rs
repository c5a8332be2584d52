//! Quotes are found in every store where a plain search of the folded text finds them.

#![allow(clippy::cast_possible_truncation, clippy::similar_names, reason = "a corpus of a few texts, which are folded")]

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use isnad::domain::identifier::ClaimId;
use isnad::ingest::{Corpus, Source};
use isnad::quotes::HashedText;
use isnad::search::FoldedText;
use isnad::store::{Dataset, Deadline, FoundQuote};
use tempfile::TempDir;

use super::corpus::{Random, seed_all_backends};

/// Few words, so that runs of them repeat; some are equal once folded.
const WORDS: [&str; 14] = [
    "the",
    "The",
    "harbour",
    "Harbour",
    "harbours",
    "5%",
    "5",
    "ميناء",
    "مِيناء",
    "الميناء",
    "café",
    "cafe",
    "misrepresentation",
    "中国",
];
const GAPS: [&str; 5] = [" ", ", ", "\n", " “", "” "];
const ARTICLES: usize = 6;

fn random_text(random: &mut Random, words: u32) -> String {
    let mut text = String::new();
    for _ in 0..words {
        text += WORDS[random.below(WORDS.len() as u32) as usize];
        text += GAPS[random.below(GAPS.len() as u32) as usize];
    }
    text
}

fn slice(text: &str, start: u32, end: u32) -> String {
    text.chars().skip(start as usize).take((end - start) as usize).collect()
}

/// Writes articles, their texts and a claim for a part of each text. The texts of the second half are not given.
fn write(folder: &Path, random: &mut Random) -> Vec<String> {
    let texts: Vec<String> = (0..ARTICLES).map(|_| random_text(random, 60)).collect();
    std::fs::write(
        folder.join("actors.jsonl"),
        r#"{"id":"voice","kind":"group","name":{"en":"Voice"}}"#.to_owned() + "\n",
    )
    .unwrap();
    for (n, text) in texts.iter().enumerate() {
        let place = folder.join(format!("articles/article-{n}"));
        std::fs::create_dir_all(&place).unwrap();
        let article = format!(r#"{{"id":"article-{n}","title":{{"en":"No. {n}"}},"language":"en","voice":"voice"}}"#);
        std::fs::write(place.join("article.json"), article).unwrap();
        if n < ARTICLES / 2 {
            std::fs::write(place.join("text.txt"), text).unwrap();
        }
        let folded = FoldedText::new(text);
        let mut claims = String::new();
        for number in 0..4 {
            let from = random.below(40) as usize;
            let span = folded.span(from..from + 8);
            let quote = serde_json::to_string(&slice(text, span.start, span.end)).unwrap();
            writeln!(
                claims,
                r#"{{"id":"article-{n}-{number:03}","statement":{{"en":"No. {number}"}},"asserted_by":"voice","evidence":[{{"quote":{quote},"start":{},"end":{}}}]}}"#,
                span.start, span.end
            )
            .unwrap();
        }
        std::fs::write(place.join("claims.jsonl"), claims).unwrap();
    }
    texts
}

fn find(store: &Arc<Dataset>, quote: &str) -> Option<FoundQuote> {
    store.reader(Deadline::NONE).find_quotes(&[HashedText::new(quote)]).unwrap().pop().unwrap()
}

#[test]
fn quotes_are_found_where_a_plain_search_finds_them() {
    let (folder, mut random) = (TempDir::new().unwrap(), Random::new(23));
    let texts = write(folder.path(), &mut random);
    let source = Source::Directory(folder.path().to_owned());
    let corpus = Corpus::read(&source, None, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}"));
    let built = seed_all_backends(&corpus);
    let stores = built.stores();
    let (mut whole, mut altered) = (0, 0);
    for _ in 0..600 {
        let words = 2 + random.below(6);
        let quote = random_text(&mut random, words);
        let text = &texts[random.below(ARTICLES as u32) as usize];
        let folded_text = FoldedText::new(text);
        let from = random.below(50) as usize;
        // Half of the quotes are slices of a text.
        let quote = if random.below(2) == 0 {
            let span = folded_text.span(from..from + words as usize);
            slice(text, span.start, span.end)
        } else {
            quote
        };
        let folded = FoldedText::new(&quote);
        let expected: Vec<(u32, u32, u32)> = (0_u32..)
            .zip(&texts[..ARTICLES / 2])
            .flat_map(|(article, text)| {
                let places = FoldedText::new(text).find_all(&folded);
                places.into_iter().map(move |place| (article, place.start, place.end))
            })
            .collect();
        let answers: Vec<_> = stores.iter().map(|store| find(store, &quote)).collect();
        for answer in &answers {
            assert_eq!(answer, &answers[0], "{quote:?}");
            let is_whole = answer.as_ref().is_some_and(|found| found.words.len() == folded.len());
            let places = answer.iter().filter(|_| is_whole).flat_map(|found| &found.places);
            let in_texts: Vec<_> = places
                .filter(|place| (place.article as usize) < ARTICLES / 2)
                .map(|place| (place.article, place.span.unwrap().0, place.span.unwrap().1))
                .collect();
            let mut sorted = in_texts.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, expected, "{quote:?}");
            for place in answer.iter().flat_map(|found| &found.places).filter(|place| place.is_exact) {
                let (start, end) = place.span.unwrap();
                assert!(quote.contains(&slice(&texts[place.article as usize], start, end)), "{quote:?}");
            }
            if is_whole { whole += 1 } else { altered += 1 }
        }
    }
    assert!(whole > 100 && altered > 100, "{whole} whole, {altered} altered");
}

#[test]
fn evidence_is_found_without_the_text_of_its_article() {
    let (folder, mut random) = (TempDir::new().unwrap(), Random::new(5));
    write(folder.path(), &mut random);
    let source = Source::Directory(folder.path().to_owned());
    let corpus = Corpus::read(&source, None, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}"));
    for store in seed_all_backends(&corpus).stores() {
        let id = ClaimId::parse("article-5-002").unwrap();
        let document = store.reader(Deadline::NONE).claim(&id).unwrap().unwrap();
        let claim: serde_json::Value = serde_json::from_slice(&document).unwrap();
        let evidence = &claim["evidence"][0];
        let found = find(&store, evidence["quote"].as_str().unwrap()).unwrap();
        let place = found.places.iter().find(|place| place.article == 5).unwrap();
        let (start, end) = place.span.unwrap();
        assert!(place.is_exact);
        assert_eq!((evidence["start"].as_u64(), evidence["end"].as_u64()), (Some(start.into()), Some(end.into())));
        assert!(place.claims.iter().any(|placed| placed.claim.id == id && placed.contains));
    }
}
