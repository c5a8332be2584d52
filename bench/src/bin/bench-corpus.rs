//! Writes a generated corpus as seed files, and the workload that queries it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use isnad::ingest::{Corpus, ReleaseOptions, Source, seed};
use isnad::search::Analyzer;
use isnad::store::Database;
use isnad_bench::corpus::{ACTORS, DISJOINT_ACTORS, TOPICS, actor_id, claim_id, topic_id, weight, write};
use isnad_bench::vocabulary::Vocabulary;
use serde_json::json;

/// Writes a corpus of any size, reproducibly.
#[derive(Debug, Parser)]
struct Options {
    /// Number of claims.
    #[arg(long)]
    claims: usize,
    /// Directory for the seed files and `workload.json`.
    #[arg(long)]
    out: PathBuf,
    /// Also loads the corpus into a snapshot file or a PostgreSQL database.
    #[arg(long, value_name = "FILE")]
    snapshot: Option<Database>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let Options { claims, out, snapshot } = options;
    write(*claims, out).map_err(|error| format!("cannot write to {}: {error}", out.display()))?;
    let path = out.join("workload.json");
    fs::write(&path, workload(*claims).to_string())
        .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    snapshot.as_ref().map_or(Ok(()), |database| load(out, database))
}

fn load(files: &Path, database: &Database) -> Result<(), String> {
    let corpus =
        Corpus::read(&Source::Directory(files.to_owned()), None, Some(files)).map_err(|error| error.to_string())?;
    seed(&corpus, database, ReleaseOptions::default()).map(|_| ()).map_err(|error| error.to_string())
}

/// The values that requests use.
fn workload(claims: usize) -> serde_json::Value {
    let (english, arabic) = (Vocabulary::english(), Vocabulary::arabic());
    // Queries leave out particles.
    let analyzer = Analyzer::for_language("en");
    let is_searched = |word: &&str| analyzer.analyze(word).tokens.iter().any(|token| !token.terms.is_particle);
    let frequent = |vocabulary: &Vocabulary| -> Vec<String> {
        let words = (0..vocabulary.size()).map(|rank| vocabulary.word(rank)).filter(is_searched);
        words.take(10).map(str::to_owned).collect()
    };
    let rare = |vocabulary: &Vocabulary| -> Vec<String> {
        (9_000..15_000).step_by(1_001).map(|rank| vocabulary.word(rank).to_owned()).collect()
    };
    let pairs: Vec<String> = (0..20).map(|i| format!("{} {}", english.word(20 + i), arabic.word(30 + i))).collect();
    json!({
        "actors": (0..ACTORS).map(|rank| json!({ "id": actor_id(rank), "weight": weight(rank) })).collect::<Vec<_>>(),
        "topics": (0..TOPICS).map(topic_id).collect::<Vec<_>>(),
        "words": {
            "frequent": ([frequent(&english), frequent(&arabic)].concat()),
            "rare": ([rare(&english), rare(&arabic)].concat()),
            "pairs": pairs,
        },
        "disjoint_actors": DISJOINT_ACTORS.map(|(a, b)| [actor_id(a), actor_id(b)]),
        "claims": (0..200).map(|i| claim_id(i * claims / 200)).collect::<Vec<_>>(),
    })
}
