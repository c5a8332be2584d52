//! The ceiling of seeding: reads the claims of seed files, parses each as JSON, and stores it as it is in one SQLite table with
//! its identifier as key. No validation, no index, no second copy. One thread parses while another writes.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use clap::Parser;
use rusqlite::Connection;
use serde::Deserialize;

/// Stores claims with the least work.
#[derive(Debug, Parser)]
struct Options {
    /// The seed files.
    #[arg(long)]
    from: PathBuf,
    /// The database to write; it must not exist.
    #[arg(long)]
    database: PathBuf,
}

#[derive(Deserialize)]
struct Claim {
    id: String,
    #[serde(flatten)]
    _rest: serde_json::Map<String, serde_json::Value>,
}

/// Claims that are sent to the writer at once.
type Batch = Vec<(String, String)>;

const BATCH: usize = 1_000;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    for folder in fs::read_dir(options.from.join("articles"))? {
        files.push(folder?.path().join("claims.jsonl"));
    }
    files.sort();
    let (sender, receiver) = sync_channel::<Batch>(8);
    let reader = thread::spawn(move || read(&files, &sender).map_err(|error| error.to_string()));
    let mut database = Connection::open(&options.database)?;
    database.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE claim (id TEXT PRIMARY KEY, document TEXT) WITHOUT ROWID;")?;
    let transaction = database.transaction()?;
    {
        let mut insert = transaction.prepare("INSERT INTO claim VALUES (?1, ?2)")?;
        for (id, document) in receiver.iter().flatten() {
            insert.execute((id, document))?;
        }
    }
    transaction.commit()?;
    reader.join().map_err(|_| "the reader panicked")??;
    File::open(&options.database)?.sync_all()?;
    Ok(())
}

fn read(files: &[PathBuf], sender: &SyncSender<Batch>) -> Result<(), Box<dyn std::error::Error>> {
    for file in files {
        let mut claims = Batch::with_capacity(BATCH);
        for line in BufReader::new(File::open(Path::new(file))?).lines() {
            let line = line?;
            claims.push((serde_json::from_str::<Claim>(&line)?.id, line));
        }
        sender.send(claims)?;
    }
    Ok(())
}
