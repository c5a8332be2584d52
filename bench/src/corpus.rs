//! Generates a corpus of any size, reproducibly: actors and topics follow Zipf's law; dates cover ten years, and some are
//! partial, intervals or missing.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Zipf};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};

use crate::vocabulary::Vocabulary;

pub const ACTORS: usize = 5_000;

/// A hierarchy of three levels; the third has the remaining topics.
pub const TOPICS: usize = 300;
const FIRST_LEVEL: usize = 10;
const SECOND_LEVEL: usize = 40;

const CLAIMS_PER_ARTICLE: usize = 1_000;

/// Pairs of frequent actors, by rank, that have no claim in common.
pub const DISJOINT_ACTORS: [(usize, usize); 3] = [(1, 2), (3, 5), (4, 7)];

const SEED: u128 = 0x15_4A_D0;

/// The identifier of an actor by rank; 0 is the most frequent.
pub fn actor_id(rank: usize) -> String {
    format!("actor-{:04}", rank + 1)
}

pub fn topic_id(number: usize) -> String {
    format!("topic-{:03}", number + 1)
}

fn article_id(number: usize) -> String {
    format!("article-{:05}", number + 1)
}

pub fn claim_id(number: usize) -> String {
    format!("{}-{:04}", article_id(number / CLAIMS_PER_ARTICLE), number % CLAIMS_PER_ARTICLE + 1)
}

/// The relative frequency of an actor.
pub fn weight(rank: usize) -> f64 {
    1.0 / (rank as f64 + 1.0)
}

/// Writes seed files.
pub fn write(claims: usize, directory: &Path) -> io::Result<()> {
    let (english, arabic) = (Vocabulary::english(), Vocabulary::arabic());
    let mut random = Pcg64Mcg::from_seed(SEED.to_le_bytes());
    fs::create_dir_all(directory)?;
    fs::write(directory.join("dataset.json"), dataset().to_string())?;
    write_lines(&directory.join("actors.jsonl"), (0..ACTORS).map(|rank| actor(rank, &english, &arabic)))?;
    write_lines(&directory.join("topics.jsonl"), (0..TOPICS).map(|number| topic(number, &english, &arabic)))?;
    let mut generator = ClaimGenerator {
        actors: Zipf::new(ACTORS as f64, 1.0).expect("there are actors"),
        topics: Zipf::new(TOPICS as f64, 0.8).expect("there are topics"),
        english,
        arabic,
    };
    for number in 0..claims.div_ceil(CLAIMS_PER_ARTICLE) {
        let id = article_id(number);
        let folder = directory.join("articles").join(&id);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("article.json"), article(&id, &mut random).to_string())?;
        let first = number * CLAIMS_PER_ARTICLE;
        let numbers = first..claims.min(first + CLAIMS_PER_ARTICLE);
        write_lines(&folder.join("claims.jsonl"), numbers.map(|claim| generator.claim(claim, &mut random)))?;
    }
    Ok(())
}

/// With an identifier, without which there are no releases and a seeding reads everything again.
fn dataset() -> Value {
    json!({
        "id": "bench",
        "title": { "en": "Generated claims" },
        "description": { "en": "Claims of the benchmark." },
        "licence": { "name": "CC0-1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/" },
    })
}

fn write_lines(path: &Path, records: impl Iterator<Item = Value>) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for record in records {
        serde_json::to_writer(&mut file, &record)?;
        file.write_all(b"\n")?;
    }
    file.flush()
}

fn actor(rank: usize, english: &Vocabulary, arabic: &Vocabulary) -> Value {
    const KINDS: [&str; 4] = ["company", "person", "organisation", "country"];
    // Names consist of rare words, so that a search for a frequent word does not match all claims of an actor.
    let rank_of_word =
        |vocabulary: &Vocabulary, step: usize| vocabulary.size() - 1 - (rank * step) % (vocabulary.size() / 2);
    let (first, second) = (english.word(rank_of_word(english, 1)), english.word(rank_of_word(english, 3)));
    let (first_ar, second_ar) = (arabic.word(rank_of_word(arabic, 1)), arabic.word(rank_of_word(arabic, 3)));
    json!({
        "id": actor_id(rank),
        "kind": KINDS[rank % KINDS.len()],
        "name": { "en": capitalize(&format!("{first} {second}")), "ar": format!("{first_ar} {second_ar}") },
    })
}

fn capitalize(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    words.collect::<Vec<_>>().join(" ")
}

fn topic(number: usize, english: &Vocabulary, arabic: &Vocabulary) -> Value {
    let word = |vocabulary: &Vocabulary| vocabulary.word(500 + number * 7).to_owned();
    let (label, label_ar) = (format!("{} {number}", capitalize(&word(english))), format!("{} {number}", word(arabic)));
    let mut record = json!({
        "id": topic_id(number),
        "label": { "en": label, "ar": label_ar },
        "definition": { "en": "A topic of the generated corpus.", "ar": "موضوع من المدونة المولَّدة." },
    });
    let broader = match number {
        _ if number < FIRST_LEVEL => None,
        _ if number < FIRST_LEVEL + SECOND_LEVEL => Some(number % FIRST_LEVEL),
        _ => Some(FIRST_LEVEL + number % SECOND_LEVEL),
    };
    if let Some(broader) = broader {
        record["broader"] = json!([topic_id(broader)]);
    }
    record
}

fn article(id: &str, random: &mut Pcg64Mcg) -> Value {
    json!({
        "id": id,
        "title": { "en": format!("Generated {id}"), "ar": format!("مقال مولَّد {id}") },
        "language": "ar",
        "published": draw_day(random),
        "voice": actor_id(ACTORS - 1),
        "text": { "sha256": "0".repeat(64), "code_points": 1_000_000 },
    })
}

fn draw_day(random: &mut Pcg64Mcg) -> String {
    format!("{}-{:02}-{:02}", random.random_range(2016..2026), random.random_range(1..13), random.random_range(1..29))
}

struct ClaimGenerator {
    actors: Zipf<f64>,
    topics: Zipf<f64>,
    english: Vocabulary,
    arabic: Vocabulary,
}

impl ClaimGenerator {
    fn claim(&mut self, number: usize, random: &mut Pcg64Mcg) -> Value {
        const KINDS: [(&str, f64); 4] = [("event", 0.35), ("state", 0.65), ("statement", 0.85), ("prediction", 1.0)];
        const CERTAINTIES: [(&str, f64); 2] = [("asserted", 0.7), ("hedged", 1.0)];
        // The second elements are cumulative probabilities.
        let choose = |terms: &[(&'static str, f64)], at: f64| {
            terms.iter().find(|(_, limit)| at < *limit).map_or(terms[0].0, |(term, _)| term)
        };
        let (asserter, involved) = self.draw_actors(random);
        let quote = self.arabic.text(random.random_range(5..9), random);
        let start = random.random_range(0..900_000);
        let mut topics: Vec<usize> = (0..random.random_range(1..3)).map(|_| draw_rank(&self.topics, random)).collect();
        topics.dedup();
        let mut record = json!({
            "id": claim_id(number),
            "statement": {
                "en": self.english.text(random.random_range(9..17), random) + ".",
                "ar": self.arabic.text(random.random_range(8..15), random) + ".",
            },
            "kind": choose(&KINDS, random.random()),
            "certainty": choose(&CERTAINTIES, random.random()),
            "salience": random.random_range(1..4),
            "asserted_by": actor_id(asserter),
            "attribution": [{ "actor": actor_id(asserter) }],
            "actors": involved
                .iter()
                .zip(["subject", "target", "mentioned"])
                .map(|(&actor, role)| json!({ "actor": actor_id(actor), "role": role }))
                .collect::<Vec<_>>(),
            "topics": topics.into_iter().map(topic_id).collect::<Vec<_>>(),
            "evidence": [{ "quote": quote, "start": start, "end": start + quote.chars().count() }],
        });
        if let Some(edtf) = draw_date(random) {
            record["claim_date"] = json!({ "edtf": edtf, "basis": "explicit" });
        }
        if !number.is_multiple_of(CLAIMS_PER_ARTICLE) && random.random_bool(0.05) {
            record["relations"] = json!([{ "kind": "elaborates", "claim": claim_id(number - 1) }]);
        }
        record
    }

    /// An asserter and one to three other actors, without disjoint pairs.
    fn draw_actors(&self, random: &mut Pcg64Mcg) -> (usize, Vec<usize>) {
        loop {
            let mut all: Vec<usize> = (0..random.random_range(2..5)).map(|_| draw_rank(&self.actors, random)).collect();
            all.sort_unstable();
            all.dedup();
            let has_both = |(a, b): &(usize, usize)| all.contains(a) && all.contains(b);
            if all.len() < 2 || DISJOINT_ACTORS.iter().any(has_both) {
                continue;
            }
            let asserter = all.swap_remove(random.random_range(0..all.len()));
            return (asserter, all);
        }
    }
}

/// Zipf ranks start at 1.
fn draw_rank(zipf: &Zipf<f64>, random: &mut Pcg64Mcg) -> usize {
    zipf.sample(random) as usize - 1
}

/// A day, month, year or interval from 2016 to 2025; one claim in seven has no date.
fn draw_date(random: &mut Pcg64Mcg) -> Option<String> {
    let (year, month) = (random.random_range(2016..2026), random.random_range(1..13));
    match random.random_range(0..100) {
        0..40 => Some(draw_day(random)),
        40..60 => Some(format!("{year}-{month:02}")),
        60..70 => Some(format!("{year}")),
        70..80 => Some(format!("{year}-{month:02}-03/{year}-{month:02}-{:02}", random.random_range(4..29))),
        80..86 => Some(format!("{year}-01/{year}-{month:02}")).filter(|_| month > 1),
        _ => None,
    }
}
