//! `isnad serve`, `isnad healthcheck` and `isnad openapi`.

use tempfile::TempDir;

use super::support::{Server, isnad, text};

#[test]
fn serve_alone_in_an_empty_folder_seeds_and_serves() {
    let server = Server::built_in();
    assert!(server.json("/v1/claims")["total"].as_u64().unwrap() > 140);
    assert!(server.folder.path().join("isnad.db").exists());
    assert_eq!(server.json("/v1/dataset")["licence"]["name"], "CC-BY-4.0");
}

#[test]
fn a_file_put_in_the_place_of_the_snapshot_is_never_mixed_with_it() {
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
                    let old =
                        |answer: &super::support::Answer| answer.header("dataset-version") == version.as_str().unwrap();
                    assert_eq!(old(&page), super::support::ids(&page.json()) == ["002", "001", "004", "003", "005"]);
                    assert_eq!(old(&download), download.body == before, "the download is of the dataset it names");
                    if !old(&download) {
                        break;
                    }
                }
            });
        }
        super::support::seed(std::path::Path::new(&other), None, &database);
    });
}

#[test]
fn healthcheck_tells_a_ready_server_from_none() {
    let server = Server::harbour();
    let address = server.address().strip_prefix("http://").unwrap().to_owned();
    assert_eq!(isnad(&["healthcheck", "--listen", &address]).status.code(), Some(0));
    drop(server);
    assert_eq!(isnad(&["healthcheck", "--listen", &address]).status.code(), Some(1));
}

#[test]
fn a_file_that_is_no_snapshot_is_refused_with_what_to_do() {
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
fn a_taken_port_is_told() {
    let server = Server::harbour();
    let address = server.address().strip_prefix("http://").unwrap();
    let database = server.folder.path().join("isnad.db");
    let output = isnad(&["serve", "--database", database.to_str().unwrap(), "--listen", address]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(&format!("cannot listen on {address}")));
}

#[test]
fn openapi_check_passes_on_the_committed_documents_and_fails_on_others() {
    let committed = format!("{}/openapi", env!("CARGO_MANIFEST_DIR"));
    let output = isnad(&["openapi", "--check", "--dir", &committed]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("openapi.json"), "{}").unwrap();
    let output = isnad(&["openapi", "--check", "--dir", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("openapi.json is out of date"));
}
