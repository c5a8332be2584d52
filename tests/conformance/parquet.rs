//! Parquet has the rows of NDJSON and the columns of CSV.

use std::process::Command;

use bytes::Bytes;
use isnad::formats::{ClaimWriter, ParquetWriter, claim_columns};
use serde_json::Value;
use tempfile::TempDir;

use super::corpus::{build, build_file};
use super::formats::{lines, same_content};
use crate::support::parquet::Table;
use crate::support::{Server, text};

fn table(server: &Server, query: &str) -> Table {
    let response = server.get(&format!("/v1/claims.parquet?{query}"));
    assert_eq!(response.status, 200, "{query}: {}", String::from_utf8_lossy(&response.body));
    let table = Table::read(&response.body);
    assert_eq!(response.header("total-count"), table.rows.len().to_string(), "{query}");
    table
}

#[test]
fn every_cell_has_the_content_of_csv_and_of_a_column_in_ndjson() {
    let built = build(120, |_| true);
    let mut files = vec![];
    for address in &built.addresses {
        let server = Server::start_with(TempDir::new().unwrap(), &["--database", address]);
        let file = server.get("/v1/dataset/claims.parquet").body;
        let table = Table::read(&file);
        let csv = server.get("/v1/dataset/claims.csv").body;
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        assert_eq!(table.columns, reader.headers().unwrap().iter().collect::<Vec<_>>());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!((rows.len(), table.rows.len()), (120, 120));
        for (row, cells) in rows.iter().zip(&table.rows) {
            for ((name, text), cell) in table.columns.iter().zip(row).zip(cells) {
                assert!(same_content(Some(cell), text), "{name}: {cell} {text}");
            }
        }
        for name in &table.columns {
            let lines = lines(&server, &format!("/v1/claims.ndjson?sort=id&fields={name}"));
            // A name that is a field too selects the member of the document.
            for (line, cell) in lines.iter().zip(table.column(name)) {
                match line.get(name) {
                    Some(Value::Object(_)) => assert!(cell.is_string(), "{name}: {line} {cell}"),
                    Some(Value::Array(items)) if items.iter().any(Value::is_object) => assert!(cell.is_array()),
                    Some(value) => assert_eq!(*value, cell, "{name}"),
                    None => assert!([Value::Null, Value::Array(vec![])].contains(&cell), "{name}: {cell}"),
                }
            }
        }
        assert_eq!(table.dataset_version, server.json("/v1/dataset")["dataset_version"]);
        files.push(file);
    }
    assert!(files.windows(2).all(|pair| pair[0] == pair[1]), "the file depends on the database");
}

#[test]
fn fields_are_selected_and_ordered_as_in_csv() {
    let server = Server::harbour();
    let query = "sort=id&fields=salience&fields=claim_date&fields=topics_ar&fields=id";
    let csv = text(&server.get(&format!("/v1/claims.csv?{query}")).body);
    let table = table(&server, query);
    assert_eq!(table.columns.join(","), csv.lines().next().unwrap());
    assert_eq!(table.column("salience")[0], 3);
    assert!(table.column("topics_ar").iter().all(Value::is_array));
    for query in ["fields=sailence", "fields=id&fields=id", "fields=claim_date&fields=claim_date_latest", "excel=true"]
    {
        assert_eq!(server.get(&format!("/v1/claims.parquet?{query}")).status, 400, "{query}");
    }
    assert_eq!(server.get("/v1/dataset/claims.parquet?fields=id").status, 400);
}

#[test]
fn no_match_is_a_file_without_rows() {
    let server = Server::harbour();
    let all = table(&server, "");
    let none = table(&server, "date_from=1800&date_to=1801");
    assert!(none.rows.is_empty() && !all.rows.is_empty());
    assert_eq!(none.columns, all.columns);
}

#[test]
fn the_file_is_not_compressed_again() {
    // One file is sent at once, the other is streamed.
    for (server, is_streamed) in [(Server::harbour(), false), (Server::start(build_file(1_500)), true)] {
        let path = "/v1/dataset/claims.parquet";
        let plain = server.get(path);
        let response = server.request("GET", path, &[("accept-encoding", "gzip, br, zstd")]);
        assert_eq!(
            (response.header("content-encoding"), response.header("content-type")),
            ("", "application/vnd.apache.parquet")
        );
        assert_eq!(response.header("content-disposition"), "inline; filename=\"claims.parquet\"");
        assert_eq!(response.header("content-length").is_empty(), is_streamed);
        assert!(response.body == plain.body && response.body.starts_with(b"PAR1") && response.body.ends_with(b"PAR1"));
        let etag = response.header("etag");
        assert_eq!(server.request("GET", path, &[("if-none-match", etag)]).status, 304);
        assert_eq!(server.request("HEAD", path, &[]).header("etag"), etag);
    }
}

#[test]
fn export_writes_the_bytes_of_the_server() {
    let built = build(120, |_| true);
    for address in &built.addresses {
        let server = Server::start_with(TempDir::new().unwrap(), &["--database", address]);
        let file = server.folder.path().join("claims.parquet");
        let arguments = ["export", "--database", address, "--format", "parquet", "--kind", "event", "--sort", "id"];
        let output = ["--fields", "id", "--fields", "actors", "--output", file.to_str().unwrap()];
        let done = Command::new(env!("CARGO_BIN_EXE_isnad")).args(arguments).args(output).output().unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
        let body = server.get("/v1/claims.parquet?kind=event&sort=id&fields=id&fields=actors").body;
        assert!(std::fs::read(&file).unwrap() == body);
        assert!(!Table::read(&body).rows.is_empty());
    }
}

#[test]
fn rows_are_written_in_groups_so_that_memory_stays_bounded() {
    let body = text(&Server::harbour().get("/v1/claims.ndjson").body);
    let documents: Vec<Bytes> = body.lines().map(|line| Bytes::from(line.to_owned())).collect();
    let mut writer = ParquetWriter::new(claim_columns(&["en".to_owned(), "ar".to_owned()]), "version").unwrap();
    let (mut file, mut groups, mut rows) = (writer.begin().unwrap(), vec![], 0);
    // A new writer begins with the second row group, as it does for a range of the file.
    let mut next = ParquetWriter::new(claim_columns(&["en".to_owned(), "ar".to_owned()]), "version").unwrap();
    next.begin().unwrap();
    let mut next_group = vec![];
    while groups.len() < 2 {
        assert!(rows < 50_000, "the rows stay in memory");
        for document in &documents {
            let document = std::slice::from_ref(document);
            if !groups.is_empty() {
                next_group.extend(next.write(document).unwrap());
            }
            let part = writer.write(document).unwrap();
            assert_eq!(writer.can_restart(), !part.is_empty());
            file.extend(&part);
            groups.extend((!part.is_empty()).then_some(part));
            rows += 1;
        }
    }
    assert!(!next_group.is_empty() && next_group == groups[1]);
    file.extend(writer.finish().unwrap());
    let ids = Table::read(&file).ids();
    assert!(ids.len() == rows && ids.chunks(documents.len()).all(|chunk| chunk == &ids[..documents.len()]));
}
