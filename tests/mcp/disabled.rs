//! A build without the cargo feature says so.

use tempfile::TempDir;

use crate::support::{Server, isnad, text};

#[test]
fn the_missing_feature_is_named() {
    let server = Server::harbour();
    let refused = server.post("/mcp", "application/json", b"{}");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (501, Some("feature_missing")));
    assert!(refused.json()["detail"].as_str().unwrap().contains("--features mcp"));
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("isnad.db");
    let refused = isnad(&["mcp", "--database", database.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("--features mcp") && !database.exists());
}
