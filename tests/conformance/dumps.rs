//! The dataset as files: their ranges are parts of the same bytes on every database, with one strong tag.

use isnad::formats::Format;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::corpus::{Random, build, build_file};
use crate::support::{Server, isnad, text};

/// The files that are generated for each download.
fn dumps() -> impl Iterator<Item = &'static str> {
    let all = ["claims.csv", "claims.csv?excel=true", "claims.ndjson", "claims.parquet"];
    all.into_iter().filter(|path| Format::is_served(path))
}

#[test]
fn every_range_is_a_part_of_the_file_on_every_database() {
    let built = build(1_500, |_| true);
    let mut files = vec![];
    for address in &built.addresses {
        let server = Server::start_with(TempDir::new().unwrap(), &["--database", address]);
        for path in dumps().map(|name| format!("/v1/dataset/{name}")) {
            let whole = server.get(&path);
            let (length, tag) = (whole.body.len(), whole.header("etag"));
            assert!(tag.starts_with('"') && whole.header("accept-ranges") == "bytes", "{path}: {:?}", whole.headers);
            let mut random = Random::new(25);
            let mut number = |below: usize| random.below(u32::try_from(below).unwrap()) as usize;
            let mut ranges = vec![(0, 0), (0, length - 1), (length - 1, length - 1), ((1 << 20) - 1, (1 << 20) + 1)];
            ranges.extend((0..4).map(|_| (number(length), number(200_000))).map(|(first, more)| (first, first + more)));
            for (first, last) in ranges.into_iter().filter(|&(first, _)| first < length) {
                let part = server.request("GET", &path, &[("range", &format!("bytes={first}-{last}"))]);
                let last = last.min(length - 1);
                assert_eq!(part.status, 206, "{path} {first}-{last}: {}", String::from_utf8_lossy(&part.body));
                assert!(part.body == whole.body[first..=last], "{path} {first}-{last}");
                assert_eq!(part.header("content-range"), format!("bytes {first}-{last}/{length}"));
                assert_eq!((part.header("etag"), part.header("content-length")), (tag, &*part.body.len().to_string()));
            }
            let end = server.request("GET", &path, &[("range", "bytes=-1000")]);
            assert!(end.body == whole.body[length - 1000..], "{path}");
            let beyond = server.request("GET", &path, &[("range", &format!("bytes={length}-"))]);
            assert_eq!((beyond.status, beyond.header("content-range")), (416, &*format!("bytes */{length}")), "{path}");

            // The length is known now.
            let again = server.get(&path);
            assert!(again.body == whole.body && again.header("content-length") == length.to_string(), "{path}");
            let head = server.request("HEAD", &path, &[("range", "bytes=0-9")]);
            assert_eq!((head.status, head.header("content-length")), (200, &*length.to_string()), "{path}");
            for name in ["etag", "accept-ranges", "content-type", "content-disposition", "total-count", "vary"] {
                assert_eq!(head.header(name), whole.header(name), "{name} of {path}");
            }
            files.push((path, whole.header("etag").to_owned(), whole.body));
        }
    }
    let (first, others) = files.split_at(dumps().count());
    assert!(others.chunks(first.len()).all(|other| other == first), "a file depends on the database");
    assert!(first.iter().all(|file| first.iter().filter(|other| file.1 == other.1).count() == 1), "two files, one tag");
}

#[test]
fn a_file_with_a_content_encoding_has_a_weak_tag_and_no_ranges() {
    for server in [Server::harbour(), Server::start(build_file(400))] {
        for path in ["/v1/dataset/claims.csv", "/v1/dataset/claims.ndjson"] {
            let plain = server.get(path);
            let tag = plain.header("etag");
            for encoding in ["gzip", "br", "zstd"] {
                let accept = ("accept-encoding", encoding);
                let encoded = server.request("GET", path, &[accept]);
                assert_eq!(encoded.header("content-encoding"), encoding, "{path}");
                assert_eq!((encoded.header("etag"), encoded.header("accept-ranges")), (&*format!("W/{tag}"), ""));
                assert_eq!((plain.header("vary"), encoded.header("vary")), ("Accept-Encoding", "Accept-Encoding"));
                for known in [tag, encoded.header("etag")] {
                    assert_eq!(server.request("GET", path, &[accept, ("if-none-match", known)]).status, 304, "{path}");
                }
                // A range is one of the plain bytes, and only with their tag.
                let range = ("range", "bytes=100-199");
                let part = server.request("GET", path, &[accept, range, ("if-range", tag)]);
                assert_eq!((part.status, part.header("content-encoding"), part.header("etag")), (206, "", tag));
                assert!(part.body == plain.body[100..200]);
                for other in [encoded.header("etag"), "\"other\"", &*tag.replacen(|c: char| c != '"', "", 1)] {
                    let whole = server.request("GET", path, &[accept, range, ("if-range", other)]);
                    assert_eq!((whole.status, whole.header("content-encoding")), (200, encoding), "{path} {other}");
                }
            }
            for (known, status) in [(tag, 200), ("*", 200), ("\"other\"", 412), (&*format!("W/{tag}"), 412)] {
                assert_eq!(server.request("GET", path, &[("if-match", known)]).status, status, "{path} {known}");
            }
        }
    }
}

/// Where this fails, the bytes of a dump have changed: raise `VERSION` in `src/http/dump.rs` and state the new hashes here, so
/// that no download continues with other bytes under the tag of the old ones.
#[test]
fn the_bytes_of_a_dump_change_with_its_tag_only() {
    let server = Server::harbour();
    // The version of the dataset is in the metadata of Parquet; it changes the tag too.
    let version = server.json("/v1/dataset")["dataset_version"].as_str().unwrap().to_owned();
    let hash = |path: &str| {
        let mut body = server.get(&format!("/v1/dataset/{path}")).body;
        if let Some(at) = body.windows(version.len()).position(|part| part == version.as_bytes()) {
            body[at..at + version.len()].fill(b'0');
        }
        hex::encode(&Sha256::digest(body)[..8])
    };
    let found: Vec<String> = dumps().map(|path| format!("{path} {}", hash(path))).collect();
    let known = [
        "claims.csv 3466e455c3836169",
        "claims.csv?excel=true eabbf9782efa71c1",
        "claims.ndjson 59e6803802dec6e1",
        "claims.parquet abd3bb3af9d16e16",
    ];
    assert_eq!(found, known[..found.len()]);
}

#[test]
fn the_command_line_writes_the_file_of_the_server() {
    let server = Server::harbour();
    let database = server.folder.path().join("isnad.db");
    for format in ["csv", "ndjson"] {
        let written = isnad(&["export", "--database", database.to_str().unwrap(), "--format", format, "--sort", "id"]);
        assert!(written.status.success(), "{}", text(&written.stderr));
        assert!(written.stdout == server.get(&format!("/v1/dataset/claims.{format}")).body, "{format}");
    }
}
