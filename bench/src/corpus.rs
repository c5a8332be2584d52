//! A corpus of any size, the same every time: actors and topics as frequent as in life (Zipf), dates over ten years, some
//! of them partial, intervals or missing.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Zipf};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};

use crate::vocabulary::Vocabulary;

/// How many actors there are.
pub const ACTORS: usize = 5_000;

/// How many topics there are: ten at the top, forty below them, the rest below those.
pub const TOPICS: usize = 300;
const TOP: usize = 10;
const MIDDLE: usize = 40;

/// Claims drawn from one article.
const CLAIMS_PER_ARTICLE: usize = 1_000;

/// Pairs of frequent actors, by rank, that no claim names together.
pub const NEVER_MEET: [(usize, usize); 3] = [(1, 2), (3, 5), (4, 7)];

const SEED: u128 = 0x15_4A_D0;

/// Identifier of the actor of a rank, 0 the most frequent.
pub fn actor_id(rank: usize) -> String {
    format!("actor-{:04}", rank + 1)
}

/// Identifier of a topic.
pub fn topic_id(number: usize) -> String {
    format!("topic-{:03}", number + 1)
}

fn article_id(number: usize) -> String {
    format!("article-{:05}", number + 1)
}

/// Identifier of a claim.
pub fn claim_id(number: usize) -> String {
    format!("{}-{:04}", article_id(number / CLAIMS_PER_ARTICLE), number % CLAIMS_PER_ARTICLE + 1)
}

/// The expected share of an actor among all choices.
pub fn weight(rank: usize) -> f64 {
    1.0 / (rank as f64 + 1.0)
}

/// Writes the seed files of so many claims.
pub fn write(claims: usize, directory: &Path) -> io::Result<()> {
    let (english, arabic) = (Vocabulary::english(), Vocabulary::arabic());
    let mut random = Pcg64Mcg::from_seed(SEED.to_le_bytes());
    fs::create_dir_all(directory)?;
    lines(&directory.join("actors.jsonl"), (0..ACTORS).map(|rank| actor(rank, &english, &arabic)))?;
    lines(&directory.join("topics.jsonl"), (0..TOPICS).map(|number| topic(number, &english, &arabic)))?;
    let mut draw = Draw {
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
        let those = first..claims.min(first + CLAIMS_PER_ARTICLE);
        lines(&folder.join("claims.jsonl"), those.map(|claim| draw.claim(claim, &mut random)))?;
    }
    Ok(())
}

fn lines(path: &Path, records: impl Iterator<Item = Value>) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for record in records {
        serde_json::to_writer(&mut file, &record)?;
        file.write_all(b"\n")?;
    }
    file.flush()
}

fn actor(rank: usize, english: &Vocabulary, arabic: &Vocabulary) -> Value {
    const KINDS: [&str; 4] = ["company", "person", "organisation", "country"];
    // Names are of the tail, so that searching for a word does not find an actor's every claim.
    let place = |vocabulary: &Vocabulary, step: usize| vocabulary.len() - 1 - (rank * step) % (vocabulary.len() / 2);
    let (first, second) = (english.word(place(english, 1)), english.word(place(english, 3)));
    let (first_ar, second_ar) = (arabic.word(place(arabic, 1)), arabic.word(place(arabic, 3)));
    json!({
        "id": actor_id(rank),
        "kind": KINDS[rank % KINDS.len()],
        "name": { "en": capitalised(&format!("{first} {second}")), "ar": format!("{first_ar} {second_ar}") },
    })
}

fn capitalised(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    words.collect::<Vec<_>>().join(" ")
}

fn topic(number: usize, english: &Vocabulary, arabic: &Vocabulary) -> Value {
    let word = |vocabulary: &Vocabulary| vocabulary.word(500 + number * 7).to_owned();
    let (label, label_ar) = (format!("{} {number}", capitalised(&word(english))), format!("{} {number}", word(arabic)));
    let mut record = json!({
        "id": topic_id(number),
        "label": { "en": label, "ar": label_ar },
        "definition": { "en": "A topic of the generated corpus.", "ar": "موضوع من المدونة المولَّدة." },
    });
    let broader = match number {
        _ if number < TOP => None,
        _ if number < TOP + MIDDLE => Some(number % TOP),
        _ => Some(TOP + number % MIDDLE),
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
        "published": day(random),
        "voice": actor_id(ACTORS - 1),
        "text": { "sha256": "0".repeat(64), "code_points": 1_000_000 },
    })
}

fn day(random: &mut Pcg64Mcg) -> String {
    format!("{}-{:02}-{:02}", random.random_range(2016..2026), random.random_range(1..13), random.random_range(1..29))
}

struct Draw {
    actors: Zipf<f64>,
    topics: Zipf<f64>,
    english: Vocabulary,
    arabic: Vocabulary,
}

impl Draw {
    fn claim(&mut self, number: usize, random: &mut Pcg64Mcg) -> Value {
        const KINDS: [(&str, f64); 4] = [("event", 0.35), ("state", 0.65), ("statement", 0.85), ("prediction", 1.0)];
        const CERTAINTIES: [(&str, f64); 2] = [("asserted", 0.7), ("hedged", 1.0)];
        let chosen = |of: &[(&'static str, f64)], at: f64| {
            of.iter().find(|(_, upto)| at < *upto).map_or(of[0].0, |(term, _)| term)
        };
        let (asserter, involved) = self.cast(random);
        let quote = self.arabic.text(random.random_range(5..9), random);
        let start = random.random_range(0..900_000);
        let mut topics: Vec<usize> = (0..random.random_range(1..3)).map(|_| rank(&self.topics, random)).collect();
        topics.dedup();
        let mut record = json!({
            "id": claim_id(number),
            "statement": {
                "en": self.english.text(random.random_range(9..17), random) + ".",
                "ar": self.arabic.text(random.random_range(8..15), random) + ".",
            },
            "kind": chosen(&KINDS, random.random()),
            "certainty": chosen(&CERTAINTIES, random.random()),
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
        if let Some(edtf) = date(random) {
            record["claim_date"] = json!({ "edtf": edtf, "basis": "explicit" });
        }
        if !number.is_multiple_of(CLAIMS_PER_ARTICLE) && random.random_bool(0.05) {
            record["relations"] = json!([{ "kind": "elaborates", "claim": claim_id(number - 1) }]);
        }
        record
    }

    /// An asserter and one to three others, none of whom may not meet.
    fn cast(&self, random: &mut Pcg64Mcg) -> (usize, Vec<usize>) {
        loop {
            let mut all: Vec<usize> = (0..random.random_range(2..5)).map(|_| rank(&self.actors, random)).collect();
            all.sort_unstable();
            all.dedup();
            let meets = |(a, b): &(usize, usize)| all.contains(a) && all.contains(b);
            if all.len() < 2 || NEVER_MEET.iter().any(meets) {
                continue;
            }
            let asserter = all.swap_remove(random.random_range(0..all.len()));
            return (asserter, all);
        }
    }
}

/// Zipf counts from 1.
fn rank(zipf: &Zipf<f64>, random: &mut Pcg64Mcg) -> usize {
    zipf.sample(random) as usize - 1
}

/// Days, months, years and intervals of 2016 to 2025; one claim in seven has none.
fn date(random: &mut Pcg64Mcg) -> Option<String> {
    let (year, month) = (random.random_range(2016..2026), random.random_range(1..13));
    match random.random_range(0..100) {
        0..40 => Some(day(random)),
        40..60 => Some(format!("{year}-{month:02}")),
        60..70 => Some(format!("{year}")),
        70..80 => Some(format!("{year}-{month:02}-03/{year}-{month:02}-{:02}", random.random_range(4..29))),
        80..86 => Some(format!("{year}-01/{year}-{month:02}")).filter(|_| month > 1),
        _ => None,
    }
}
