//! `isnad serve`, `isnad healthcheck` and `isnad openapi`.

use tempfile::TempDir;

use crate::support::{Server, isnad, text};

#[test]
fn serve_in_an_empty_folder_builds_the_built_in_corpus() {
    let server = Server::built_in();
    assert!(server.json("/v1/claims")["total"].as_u64().unwrap() > 140);
    assert!(server.folder.path().join("isnad.db").exists());
    assert_eq!(server.json("/v1/dataset")["licence"]["name"], "CC-BY-4.0");
}

#[test]
fn responses_never_mix_a_snapshot_with_the_file_that_replaces_it() {
    let server = Server::harbour();
    let database = server.folder.path().join("isnad.db");
    let before = std::fs::read(&database).unwrap();
    let version = server.json("/v1/dataset")["dataset_version"].clone();
    let other = format!("{}/seed", env!("CARGO_MANIFEST_DIR"));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let page = server.get("/v1/claims?limit=200");
                    let download = server.get("/v1/dataset/claims.sqlite");
                    assert_eq!((page.status, download.status), (200, 200));
                    let old = |answer: &crate::support::Response| {
                        answer.header("dataset-version") == version.as_str().unwrap()
                    };
                    assert_eq!(old(&page), crate::support::ids(&page.json()) == ["002", "001", "004", "003", "005"]);
                    assert_eq!(
                        old(&download),
                        download.body == before,
                        "the download is the dataset that its header names"
                    );
                    if !old(&download) {
                        break;
                    }
                }
            });
        }
        crate::support::seed(std::path::Path::new(&other), None, &database);
    });
}

#[test]
fn healthcheck_fails_without_a_ready_server() {
    let server = Server::harbour();
    let address = server.address().strip_prefix("http://").unwrap().to_owned();
    assert_eq!(isnad(&["healthcheck", "--listen", &address]).status.code(), Some(0));
    drop(server);
    assert_eq!(isnad(&["healthcheck", "--listen", &address]).status.code(), Some(1));
}

#[test]
fn serve_rejects_a_file_that_is_not_a_snapshot_and_suggests_seed() {
    let folder = TempDir::new().unwrap();
    for (content, reason) in
        [("", "is not an Isnad snapshot"), ("no database at all, only text", "is not a readable SQLite database")]
    {
        let database = folder.path().join("isnad.db");
        std::fs::write(&database, content).unwrap();
        let output = isnad(&["serve", "--database", database.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
        assert_eq!(output.status.code(), Some(1));
        let message = text(&output.stderr);
        assert!(message.contains(reason) && message.contains("isnad seed --from"), "{message}");
    }
}

#[test]
fn a_port_in_use_is_an_error() {
    let server = Server::harbour();
    let address = server.address().strip_prefix("http://").unwrap();
    let database = server.folder.path().join("isnad.db");
    let output = isnad(&["serve", "--database", database.to_str().unwrap(), "--listen", address]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(&format!("cannot listen on {address}")));
}

#[test]
fn openapi_check_accepts_only_the_committed_documents() {
    let committed = format!("{}/openapi", env!("CARGO_MANIFEST_DIR"));
    let output = isnad(&["openapi", "--check", "--dir", &committed]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("openapi.json"), "{}").unwrap();
    let output = isnad(&["openapi", "--check", "--dir", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("openapi.json is out of date"));
}

#[test]
fn the_built_in_corpus_is_not_put_where_a_database_is_named() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("mine.db");
    let missing = missing.to_str().unwrap();
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["export", "--format", "csv"]] {
        let output = isnad(&[command, &["--database", missing]].concat());
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(&format!("no dataset in {missing}; build one with: isnad seed")), "{stderr}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
}

#[test]
fn serve_from_replaces_the_dataset_with_the_seed_files() {
    let server = Server::built_in();
    let folder = TempDir::new().unwrap();
    std::fs::copy(server.folder.path().join("isnad.db"), folder.path().join("isnad.db")).unwrap();
    let from = crate::support::harbour("seed");
    let texts = crate::support::harbour("texts");
    let options = ["--from", from.to_str().unwrap(), "--texts", texts.to_str().unwrap()];
    let server = Server::start_with(folder, &options);
    let page = server.json("/v1/claims?evidence_status=verified");
    assert_eq!(page["total"], 5);
    assert_eq!(isnad(&["serve", "--texts", "x"]).status.code(), Some(2), "--texts needs --from");
}
