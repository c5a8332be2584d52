//! Seed files: whatever one of them holds, reading ends with a corpus or with faults, each with its place.
//!
//! The first byte chooses the file, the rest is what stands in it; the other files are those of the tests.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use isnad::ingest::{Corpus, SeedError, Source};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

const FILES: [&str; 5] = [
    "articles/harbour-expansion-2024/claims.jsonl",
    "articles/harbour-expansion-2024/article.json",
    "actors.jsonl",
    "topics.jsonl",
    "dataset.json",
];

/// A corpus of this process's own, and its files as they should be.
static CORPUS: LazyLock<(TempDir, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    let of_tests = |file| std::fs::read(root.join("tests/fixtures/harbour/seed").join(file));
    // Those of the tests go without a description of the dataset.
    let whole = FILES.map(|file| of_tests(file).or_else(|_| std::fs::read(root.join("seed").join(file))).unwrap());
    for (file, content) in FILES.iter().zip(&whole) {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    (folder, whole.into())
});

fuzz_target!(|input: &[u8]| {
    let Some((&choice, content)) = input.split_first() else { return };
    let (folder, whole) = &*CORPUS;
    let choice = usize::from(choice) % FILES.len();
    let path: PathBuf = folder.path().join(FILES[choice]);
    std::fs::write(&path, content).unwrap();
    match Corpus::read(&Source::Directory(folder.path().to_owned()), None, None) {
        Ok(corpus) => assert!(corpus.articles().count() > 0),
        Err(SeedError::Diagnostics(faults)) => assert!(!faults.0.is_empty()),
        Err(_) => {}
    }
    std::fs::write(&path, &whole[choice]).unwrap();
});
