//! A synthetic corpus with every kind of date and role, the same in every run.

use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use isnad::domain::vocabulary::{ActorKind, Certainty, ClaimKind, RelationKind, Speech, VocabularyTerm};
use isnad::ingest::{Corpus, ReleaseOptions, Source, seed};
use isnad::store::{Database, Dataset};
use tempfile::TempDir;

use super::reference::Reference;
use crate::support::postgres;

/// Claims in the corpus of most tests.
pub const SIZE: u32 = 400;

/// Actors: `actor-0` is the voice of every article.
pub const ACTORS: u32 = 14;

/// Topics: `topic-0` and `topic-1` are top concepts; the others are narrower than one or two earlier ones.
pub const TOPICS: u32 = 9;

/// Articles, alternately in Arabic and English; the last one has no date and no text.
pub const ARTICLES: u32 = 5;

/// The languages of the statements. Each claim has one to three of them.
pub const LANGUAGES: [&str; 8] = ["en", "ar", "fr", "de", "ru", "fa", "tr", "zh"];

/// The actors that an actor is part of: two levels of parts.
pub fn part_of(actor: u32) -> Option<u32> {
    (4..10).contains(&actor).then(|| if actor < 7 { 1 } else { actor - 3 })
}

/// Pseudorandom numbers (xorshift).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next number below `n`.
    pub fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 16) % u64::from(n)).unwrap()
    }
}

/// The directly broader topics of a topic.
pub fn broader(topic: u32) -> Vec<u32> {
    match topic {
        0 | 1 => vec![],
        7 => vec![2, 3],
        n => vec![(n - 2) / 2],
    }
}

/// Writes seed files with those of `size` claims that `keep` accepts.
pub fn write(folder: &Path, size: u32, keep: impl Fn(u32) -> bool) {
    let mut actors = String::new();
    for n in 0..ACTORS {
        let kind = ActorKind::ALL[n as usize % ActorKind::ALL.len()].as_str();
        let part_of = part_of(n).map(|whole| format!(r#","part_of":["actor-{whole}"]"#)).unwrap_or_default();
        let name = format!(r#"{{"en":"Actor {n}","ar":"الطرف {n}"}}"#);
        writeln!(actors, r#"{{"id":"actor-{n}","kind":"{kind}","name":{name}{part_of}}}"#).unwrap();
    }
    std::fs::write(folder.join("actors.jsonl"), actors).unwrap();
    let mut topics = String::new();
    for n in 0..TOPICS {
        let above: Vec<_> = broader(n).iter().map(|above| format!("\"topic-{above}\"")).collect();
        let above = above.join(",");
        writeln!(
            topics,
            r#"{{"id":"topic-{n}","label":{{"en":"Topic {n}","ar":"الموضوع {n}"}},"definition":{{"en":"No. {n}","ar":"رقم {n}"}},"broader":[{above}]}}"#
        )
        .unwrap();
    }
    std::fs::write(folder.join("topics.jsonl"), topics).unwrap();
    let mut claims = vec![String::new(); ARTICLES as usize];
    let mut random = Random::new(7);
    for n in 0..size {
        // A relation to the claim before, if it exists.
        let relation = (n > 0 && n % 3 == 0 && keep(n - 1)).then(|| article_of(n - 1));
        let (article, line) = claim(n, &mut random, relation);
        if keep(n) {
            claims[article as usize].push_str(&line);
        }
    }
    for (n, lines) in (0_u32..).zip(claims) {
        let place = folder.join(format!("articles/article-{n}"));
        std::fs::create_dir_all(&place).unwrap();
        let language = if n % 2 == 0 { "ar" } else { "en" };
        let published = ["2024-05", "[2025-01-31,2025-03]", "2025-07-28/2025-07-29", "2023/.."].get(n as usize);
        let published = published.map(|date| {
            format!(
                r#","published":"{date}","publisher":"publisher-{}","text":{{"sha256":"{n:064x}","code_points":1000}}"#,
                n / 2
            )
        });
        let article = format!(
            r#"{{"id":"article-{n}","title":{{"en":"Article {n}","ar":"المقال {n}"}},"language":"{language}","voice":"actor-0"{}}}"#,
            published.unwrap_or_default()
        );
        std::fs::write(place.join("article.json"), article).unwrap();
        std::fs::write(place.join("claims.jsonl"), lines).unwrap();
    }
}

fn article_of(n: u32) -> u32 {
    n.wrapping_mul(2_654_435_761) / 7 % ARTICLES
}

fn claim(n: u32, random: &mut Random, relation: Option<u32>) -> (u32, String) {
    let article = article_of(n);
    // Low numbers are more likely, so that some values are frequent and some rare.
    let skewed = |random: &mut Random, n: u32| random.below(n).min(random.below(n));
    let asserter = if random.below(2) == 0 { 0 } else { skewed(random, ACTORS) };
    let attribution =
        if asserter == 0 { String::new() } else { format!(r#","attribution":[{{"actor":"actor-{asserter}"}}]"#) };
    let mut actors = vec![format!(r#"{{"actor":"actor-{}","role":"subject"}}"#, skewed(random, ACTORS))];
    for role in ["target", "mentioned"] {
        if random.below(2) == 0 {
            actors.push(format!(r#"{{"actor":"actor-{}","role":"{role}"}}"#, skewed(random, ACTORS)));
        }
    }
    let mut topics = vec![random.below(TOPICS)];
    let another = random.below(TOPICS);
    if !topics.contains(&another) {
        topics.push(another);
    }
    let topics: Vec<_> = topics.iter().map(|topic| format!("\"topic-{topic}\"")).collect();
    let mut dated = |field: &str| {
        date(random).map(|edtf| format!(r#","{field}":{{"edtf":"{edtf}","basis":"context"}}"#)).unwrap_or_default()
    };
    let date = dated("claim_date") + &dated("asserted_date");
    let kind = ClaimKind::ALL[skewed(random, 7) as usize].as_str();
    let certainty = Certainty::ALL[random.below(3) as usize].as_str();
    let salience = 1 + random.below(3);
    let (start, mark) = (n.wrapping_mul(37) % 50, n % 10_000);
    let evidence = match random.below(8) {
        0 => String::new(),
        1 => format!(r#","evidence":[{{"quote":"=q|{mark:04}"}}]"#),
        _ => format!(r#","evidence":[{{"quote":"=q|{mark:04}","start":{start},"end":{}}}]"#, start + 7),
    };
    let topics = if random.below(8) == 0 { String::new() } else { format!(r#","topics":[{}]"#, topics.join(",")) };
    let first = random.below(8) as usize;
    let statement: Vec<_> = (first..=first + random.below(3) as usize)
        .map(|at| LANGUAGES[at % LANGUAGES.len()])
        .map(|language| format!(r#""{language}":"Claim, \"no. {n}\"""#))
        .collect();
    let mut more = String::new();
    if random.below(4) > 0 {
        write!(more, r#","speech":"{}""#, Speech::ALL[1 + random.below(4) as usize].as_str()).unwrap();
    }
    if random.below(5) == 0 {
        write!(more, r#","origin":{{"source":"source-{}"}}"#, random.below(2)).unwrap();
    }
    if random.below(5) == 0 {
        more.push_str(r#","reviews":[{"publisher":"Checker","rating":"False"}]"#);
    }
    if random.below(5) == 0 {
        more.push_str(r#","translation_note":{"literal":{"en":"a"},"meant":{"fr":"b"},"basis":"seen"}"#);
    }
    if let Some(target) = relation {
        // Not random: the claims of a smaller corpus must be the same.
        let kind = RelationKind::ALL[n as usize / 3 % RelationKind::ALL.len()].as_str();
        write!(more, r#","relations":[{{"kind":"{kind}","claim":"article-{target}-{:04}"}}]"#, n - 1).unwrap();
    }
    let line = format!(
        r#"{{"id":"article-{article}-{n:04}","statement":{{{}}},"kind":"{kind}","certainty":"{certainty}","salience":{salience},"asserted_by":"actor-{asserter}"{attribution},"actors":[{}]{topics}{date}{evidence}{more}}}
"#,
        statement.join(","),
        actors.join(","),
    );
    (article, line)
}

fn date(random: &mut Random) -> Option<String> {
    let (year, month, day) = (2023 + random.below(3), 1 + random.below(12), 1 + random.below(28));
    match random.below(9) {
        0 => None,
        6 => Some(format!("{year}-{month:02}/..")),
        7 => Some(format!("../{year}-{month:02}-{day:02}")),
        8 => Some(match day % 7 {
            0 => format!("{year}-XX-12"),
            1 => format!("202X-{month:02}"),
            2 => format!("{{{year}-12,{year}-{month:02}-{day:02}}}"),
            3 => format!("[2023-0X-31,{year}-11]"),
            rest => format!("{year}-{}", ["X1", "1X", "X2"][rest as usize % 3]),
        }),
        1 => Some(format!("{year}")),
        2 => Some(format!("{year}-{month:02}")),
        3 => Some(format!("{year}-{month:02}-{day:02}/{}-{month:02}-{day:02}", year + random.below(2))),
        4 => Some(format!("{year}-{month:02}/{year}-12")),
        _ => Some(format!("{year}-{month:02}-{day:02}")),
    }
}

/// A corpus in every kind of database.
pub struct SeededCorpus {
    /// An SQLite file, and a PostgreSQL database if PostgreSQL is installed.
    pub addresses: Vec<String>,
    _folder: TempDir,
}

impl SeededCorpus {
    /// Opens the datasets.
    pub fn stores(&self) -> Vec<Arc<Dataset>> {
        self.addresses.iter().map(|address| database(address).open().unwrap().0).collect()
    }
}

/// Seeds a corpus into an SQLite file, `isnad.db` in a new folder. Returns its address, and the version of the dataset.
fn seed_file(corpus: &Corpus) -> (TempDir, String, String) {
    let folder = TempDir::new().unwrap();
    let address = folder.path().join("isnad.db").display().to_string();
    let version = seed(corpus, &database(&address), ReleaseOptions::default()).unwrap().dataset_version;
    (folder, address, version)
}

/// Seeds a corpus into every kind of database.
pub fn seed_all_backends(corpus: &Corpus) -> SeededCorpus {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let (folder, file, version) = seed_file(corpus);
    let cluster = postgres::database(&format!("corpus_{}", NUMBER.fetch_add(1, Ordering::Relaxed)));
    if let Some(address) = &cluster {
        let seeded = seed(corpus, &database(address), ReleaseOptions::default()).unwrap();
        assert_eq!(seeded.dataset_version, version, "the same content has the same version everywhere");
    }
    SeededCorpus { addresses: std::iter::once(file).chain(cluster).collect(), _folder: folder }
}

fn database(address: &str) -> Database {
    address.parse().unwrap()
}

/// Builds a corpus of those of `size` claims that `keep` accepts.
pub fn build(size: u32, keep: impl Fn(u32) -> bool) -> SeededCorpus {
    let files = TempDir::new().unwrap();
    write(files.path(), size, keep);
    seed_all_backends(&read_corpus(files.path()))
}

/// Builds a corpus as [`build`] does, in an SQLite file only: `isnad.db` in the folder returned.
pub fn build_file(size: u32) -> TempDir {
    let files = TempDir::new().unwrap();
    write(files.path(), size, |_| true);
    seed_file(&read_corpus(files.path())).0
}

fn read_corpus(files: &Path) -> Corpus {
    let source = Source::Directory(files.to_owned());
    Corpus::read(&source, None, Some(&std::env::temp_dir())).unwrap_or_else(|error| panic!("{error}"))
}

/// A corpus in every store, and as its seed files.
pub struct TestCorpus {
    pub stores: Vec<Arc<Dataset>>,
    pub reference: Reference,
    _seeded: SeededCorpus,
}

impl TestCorpus {
    /// Seeds a folder with `size` claims.
    fn new(folder: &Path, size: usize) -> Self {
        let reference = Reference::read(folder);
        assert_eq!(reference.claims.len(), size, "the reference has every claim");
        let seeded = seed_all_backends(&read_corpus(folder));
        let stores = seeded.stores();
        for store in &stores {
            assert_eq!(store.stats().claims as usize, size, "every store has every claim");
        }
        Self { stores, reference, _seeded: seeded }
    }
}

/// Claims in the synthetic corpus: [`SIZE`], or what `ISNAD_TEST_CLAIMS` says.
pub fn size() -> u32 {
    std::env::var("ISNAD_TEST_CLAIMS").map_or(SIZE, |claims| claims.parse().expect("ISNAD_TEST_CLAIMS is a number"))
}

/// The synthetic corpus of [`size`] claims, built once.
pub fn synthetic() -> &'static TestCorpus {
    static SYNTHETIC: OnceLock<TestCorpus> = OnceLock::new();
    SYNTHETIC.get_or_init(|| {
        let files = TempDir::new().unwrap();
        write(files.path(), size(), |_| true);
        TestCorpus::new(files.path(), size() as usize)
    })
}

/// The synthetic corpus, the built-in one and the example.
pub fn corpora() -> [&'static TestCorpus; 3] {
    static BUILT_IN: OnceLock<TestCorpus> = OnceLock::new();
    static EXAMPLE: OnceLock<TestCorpus> = OnceLock::new();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    [
        synthetic(),
        BUILT_IN.get_or_init(|| TestCorpus::new(&repository.join("seed"), 157)),
        EXAMPLE.get_or_init(|| TestCorpus::new(&repository.join("examples/estuaire"), 49)),
    ]
}
