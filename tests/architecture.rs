//! The rooms keep to themselves: who may name whom, and what the documents say of the tree.

use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                found.push(entry);
            }
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

fn forbid(folder: &str, words: &[&str]) {
    for file in sources(folder) {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for word in words {
                assert!(!line.contains(word), "{} names {word}: {line}", file.display());
            }
        }
    }
}

/// Whoever names one of these does input or output.
const DOORS: &[&str] = &["actix", "rusqlite", "tokio_postgres", "std::fs", "std::io"];

#[test]
fn the_domain_knows_no_other_room_and_does_no_input_or_output() {
    forbid("src/domain", &[&["crate::index", "crate::store", "crate::ingest", "crate::api"], DOORS].concat());
}

#[test]
fn the_index_knows_only_the_domain() {
    let rooms = ["crate::search", "crate::formats", "crate::store", "crate::ingest", "crate::api"];
    forbid("src/index", &[&rooms, DOORS].concat());
}

#[test]
fn search_and_representations_are_pure() {
    for folder in ["src/search", "src/formats"] {
        forbid(
            folder,
            &[
                "crate::store",
                "crate::ingest",
                "crate::api",
                "crate::index",
                "actix",
                "rusqlite",
                "tokio_postgres",
                "std::fs",
            ],
        );
    }
}

#[test]
fn the_store_knows_nothing_of_http_or_seed_files() {
    forbid("src/store", &["crate::formats", "crate::api", "crate::ingest", "crate::server", "actix"]);
}

#[test]
fn seeding_knows_nothing_of_http_or_of_databases() {
    forbid("src/ingest", &["crate::api", "crate::server", "actix", "rusqlite", "tokio_postgres"]);
}

#[test]
fn the_api_names_no_database() {
    forbid("src/api", &["rusqlite", "tokio_postgres", "crate::ingest"]);
}

#[test]
fn i18n_imports_only_the_domain() {
    let modules = ["index", "search", "formats", "store", "ingest", "http", "api", "web", "server", "query", "cli"];
    let modules: Vec<String> = modules.iter().map(|module| format!("crate::{module}")).collect();
    forbid("src/i18n", &[modules.iter().map(String::as_str).collect::<Vec<_>>(), DOORS.to_vec()].concat());
}

#[test]
fn the_explorer_names_no_database_and_nobody_but_the_server_names_it() {
    forbid("src/web", &["rusqlite", "tokio_postgres", "crate::ingest", "crate::index"]);
    for folder in ["src/domain", "src/index", "src/search", "src/formats", "src/store", "src/ingest", "src/api"] {
        forbid(folder, &["crate::web"]);
    }
}

#[test]
fn every_file_says_what_it_owns_and_stays_a_room() {
    for file in sources("src").into_iter().chain(sources("tests")) {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not say what it owns", file.display());
        assert!(text.lines().count() <= 400, "{} is more than one room", file.display());
    }
}
