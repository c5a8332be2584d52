//! Seed files: reading them returns a corpus or an error, and an error has diagnostics if the files are readable.
//!
//! The first byte of the input selects a file, the rest is its content; the other files are those of the test fixture.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use isnad::ingest::{Corpus, SeedError, Source};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

const FILES: [&str; 6] = [
    "articles/harbour-expansion-2024/claims.jsonl",
    "articles/harbour-expansion-2024/article.json",
    "actors.jsonl",
    "topics.jsonl",
    "dataset.json",
    "articles/harbour-expansion-2024/text.txt",
];

/// A folder of seed files for this process, and their valid contents.
static CORPUS: LazyLock<(TempDir, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    let fixture = |file| std::fs::read(root.join("tests/fixtures/harbour/seed").join(file));
    let text = root.join("tests/fixtures/harbour/texts/harbour-expansion-2024.txt");
    let valid = FILES.map(|file| match file {
        // The fixture has no dataset.json.
        "dataset.json" => std::fs::read(root.join("seed").join(file)).unwrap(),
        file if file.ends_with(".txt") => std::fs::read(&text).unwrap(),
        file => fixture(file).unwrap(),
    });
    for (file, content) in FILES.iter().zip(&valid) {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    (folder, valid.into())
});

fuzz_target!(|input: &[u8]| {
    let Some((&choice, content)) = input.split_first() else { return };
    let (folder, valid) = &*CORPUS;
    let choice = usize::from(choice) % FILES.len();
    let path: PathBuf = folder.path().join(FILES[choice]);
    std::fs::write(&path, content).unwrap();
    match Corpus::read(&Source::Directory(folder.path().to_owned()), None, None) {
        Ok(corpus) => assert!(corpus.articles().count() > 0),
        Err(SeedError::Diagnostics(diagnostics)) => assert!(!diagnostics.list.is_empty()),
        Err(_) => {}
    }
    std::fs::write(&path, &valid[choice]).unwrap();
});
