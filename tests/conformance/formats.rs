//! All formats contain the same claims as the pages.

use std::collections::BTreeSet;
use std::process::Command;

use isnad::query::facets::FACETS;
use proptest::prelude::*;
use serde_json::Value;

use tempfile::TempDir;

use super::corpus::{build, build_file, synthetic, write};
use super::queries::{any_query, for_all};
use crate::support::{Server, isnad, text};

pub fn lines(server: &Server, path: &str) -> Vec<Value> {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}");
    let lines: Vec<Value> = text(&answer.body).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answer.header("total-count"), lines.len().to_string(), "{path}");
    lines
}

fn ids(claims: &[Value]) -> Vec<String> {
    claims.iter().map(|claim| claim["id"].as_str().unwrap().to_owned()).collect()
}

fn read_all_pages(server: &Server, query: &str) -> Vec<Value> {
    let mut claims = Vec::new();
    let mut path = format!("/v1/claims?limit=7&{query}");
    loop {
        let page = server.json(&path);
        claims.extend(page["data"].as_array().unwrap().clone());
        let Some(cursor) = page["page"]["next_cursor"].as_str() else {
            assert_eq!(page["total"], claims.len(), "{query}");
            return claims;
        };
        path = format!("/v1/claims?limit=7&{query}&cursor={cursor}");
    }
}

fn csv_ids(bytes: &[u8]) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(bytes);
    assert_eq!(&reader.headers().unwrap()[0], "id");
    reader.records().map(|record| record.unwrap()[0].to_owned()).collect()
}

#[test]
fn all_formats_contain_the_same_claims_in_the_same_order() {
    let built = build(120, |_| true);
    for address in &built.addresses {
        let server = Server::start_with(TempDir::new().unwrap(), &["--database", address]);
        for_all(40, any_query(synthetic()), |query| {
            let query = query.query_string();
            let paged = read_all_pages(&server, &query);
            let whole = lines(&server, &format!("/v1/claims.ndjson?{query}"));
            prop_assert_eq!(&paged, &whole, "{}", query);
            prop_assert_eq!(csv_ids(&server.get(&format!("/v1/claims.csv?{query}")).body), ids(&whole));
            #[cfg(feature = "parquet")]
            {
                let parquet = server.get(&format!("/v1/claims.parquet?{query}")).body;
                prop_assert_eq!(crate::support::parquet::Table::read(&parquet).ids(), ids(&whole));
            }
            let jsonld = server.json(&format!("/v1/claims.jsonld?{query}"));
            let nodes = jsonld["@graph"].as_array().unwrap().iter();
            let claims = nodes
                .filter(|node| node["@type"] == "Claim")
                .map(|node| node["identifier"].as_str().unwrap().to_owned());
            prop_assert_eq!(claims.collect::<Vec<_>>(), ids(&whole));
            let bibtex = text(&server.get(&format!("/v1/claims.bib?{query}")).body);
            let keys = bibtex.lines().filter_map(|line| line.strip_prefix("@misc{")?.strip_suffix(','));
            prop_assert_eq!(keys.collect::<Vec<_>>(), ids(&whole));
            let csl = server.json(&format!("/v1/claims.csl.json?{query}"));
            prop_assert_eq!(ids(csl.as_array().unwrap()), ids(&whole));
            Ok(())
        });
    }
}

#[test]
fn exports_tell_how_many_undated_claims_are_left_out() {
    let server = Server::start(build_file(120));
    let query = "date_from=2024&not_kind=event";
    let expected = server.json(&format!("/v1/claims?{query}"))["undated_excluded"].to_string();
    assert_ne!(expected, "0");
    for format in ["csv", "ndjson", "jsonld", "bib", "csl.json"] {
        let response = server.get(&format!("/v1/claims.{format}?{query}"));
        assert_eq!(response.header("undated-excluded"), expected, "{format}");
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_names_the_feature_that_it_needs() {
    let server = Server::harbour();
    for path in ["/v1/claims.parquet", "/v1/dataset/claims.parquet"] {
        let problem = server.get(path);
        assert_eq!((problem.status, &problem.json()["code"]), (501, &"feature_missing".into()), "{path}");
        assert!(problem.json()["detail"].as_str().unwrap().contains("cargo feature \"parquet\""));
    }
    for path in ["/", "/about", "/v1", "/v1/dataset", "/v1/dataset/datapackage.json", "/v1/dataset/croissant.json"] {
        assert!(!text(&server.get(path).body).contains("claims.parquet"), "{path}");
    }
    assert!(!server.get("/v1/claims").header("link").contains("parquet"));
    let database = server.folder.path().join("isnad.db");
    let output = isnad(&["export", "--format", "parquet", "--database", database.to_str().unwrap()]);
    assert!(!output.status.success() && text(&output.stderr).contains("cargo feature \"parquet\""));
}

#[test]
fn fields_are_written_in_the_order_selected() {
    let server = Server::harbour();
    let body = text(&server.get("/v1/claims.ndjson?fields=salience&fields=id&fields=claim_date&sort=id").body);
    assert!(body.starts_with("{\"salience\":3,\"id\":\"harbour-expansion-2024-001\",\"claim_date\":{"));
    assert!(body.ends_with("{\"salience\":1,\"id\":\"harbour-expansion-2024-005\"}\n"));
    let csv = text(&server.get("/v1/claims.csv?fields=salience&fields=id&sort=id&excel=true").body);
    assert!(csv.starts_with("\u{FEFF}salience,id\r\n3,harbour-expansion-2024-001\r\n"));
    for (path, near) in [("ndjson?fields=sailence", "salience"), ("csv?fields=statment", "statement")] {
        let problem = server.get(&format!("/v1/claims.{path}")).json();
        assert_eq!(problem["errors"][0]["did_you_mean"], near);
    }
    assert_eq!(server.get("/v1/claims.csv?fields=id&fields=id").status, 400);
    assert_eq!(server.get("/v1/claims?fields=id").status, 400, "pages do not accept fields");
    assert_eq!(server.get("/v1/claims.csv?limit=5").status, 400, "exports do not accept limit");
}

/// A cell of CSV as the JSON of a member or of a column; a list has one value for each part.
pub fn same_content(json: Option<&Value>, cell: &str) -> bool {
    let plain = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match json {
        None => cell.is_empty(),
        Some(Value::Array(values)) => {
            let escaped = values.iter().map(|value| plain(value).replace('\\', "\\\\").replace('|', "\\|"));
            escaped.collect::<Vec<_>>().join("|") == cell
        }
        Some(value) => plain(value) == cell,
    }
}

#[test]
fn a_name_selects_the_same_content_in_every_format() {
    let server = Server::start(build_file(60));
    let document = server.json("/v1/claims?limit=0");
    assert!(document["total"].as_u64().unwrap() > 0);
    let all = text(&server.get("/v1/claims.csv?sample=1").body);
    let columns: Vec<&str> = all.lines().next().unwrap().split(',').collect();
    for column in &columns {
        let lines = lines(&server, &format!("/v1/claims.ndjson?sort=id&fields={column}"));
        let csv = server.get(&format!("/v1/claims.csv?sort=id&fields={column}")).body;
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let header = reader.headers().unwrap().clone();
        let is_field = header.len() > 1 || columns.iter().any(|other| other.starts_with(&format!("{column}_")));
        for (record, line) in reader.records().map(Result::unwrap).zip(&lines) {
            if is_field || line.get(*column).is_some_and(Value::is_object) {
                // A field with several columns.
                let has_content = record.iter().any(|cell| !cell.is_empty());
                assert_eq!(line.get(*column).is_some(), has_content, "{column}: {line} {record:?}");
                continue;
            }
            assert!(same_content(line.get(*column), &record[0]), "{column}: {line} {record:?}");
        }
    }
    // All columns of a date are selected by its field, and by their own names.
    let names: Vec<&str> = columns.iter().copied().filter(|name| name.starts_with("claim_date")).collect();
    let field = server.get("/v1/claims.csv?fields=claim_date&sort=id").body;
    assert!(text(&field).starts_with(&names.join(",")));
    let (mut dated, mut single) =
        (0, lines(&server, "/v1/claims.ndjson?sort=id&fields=claim_date_earliest").into_iter());
    for line in lines(&server, "/v1/claims.ndjson?sort=id&fields=claim_date") {
        let column = single.next().unwrap();
        assert_eq!(column.get("claim_date_earliest"), line["claim_date"].get("earliest"));
        dated += u32::from(column.get("claim_date_earliest").is_some());
    }
    assert!(dated > 10);
    for format in ["csv", "ndjson"] {
        for fields in ["fields=claim_date&fields=claim_date_latest", "fields=statement_xx", "fields=id&fields=id"] {
            assert_eq!(server.get(&format!("/v1/claims.{format}?{fields}")).status, 400, "{format} {fields}");
        }
    }
}

#[test]
fn csv_for_excel_escapes_formulas_and_plain_csv_is_exact() {
    let server = Server::start(build_file(30));
    let exact = server.get("/v1/claims.csv?sort=id&statement_language=en&fields=evidence_quotes");
    assert!(text(&exact.body).contains("\n=q\\|"), "a cell is the value, and a list escapes its separator");
    let answer = server.get("/v1/claims.csv?sort=id&excel=true&statement_language=en");
    let mut reader = csv::Reader::from_reader(&answer.body["\u{FEFF}".len()..]);
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    for record in reader.records().map(Result::unwrap) {
        let number = record[0].rsplit('-').next().unwrap().to_owned();
        assert_eq!(record[at("statement_en")], format!("Claim, \"no. {}\"", number.parse::<u32>().unwrap()));
        assert!([String::new(), format!("'=q\\|{number}")].contains(&record[at("evidence_quotes")].to_owned()));
        assert!(record.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
    }
}

#[test]
fn citations_are_at_most_1000_and_tell_the_number_of_matches() {
    let server = Server::start(build_file(1_010));
    for path in ["/v1/claims.bib", "/v1/claims.csl.json"] {
        let response = server.get(&format!("{path}?sort=id"));
        assert_eq!(response.header("total-count"), "1010", "{path}");
        assert_eq!(text(&response.body).matches("/claims/article-").count(), 1_000, "{path}");
    }
}

#[test]
fn absolute_links_have_the_host_of_the_request_even_after_another() {
    let server = Server::harbour();
    for path in ["/v1/claims.atom", "/v1/claims.bib", "/v1/claims.csl.json"] {
        let mut tags = BTreeSet::new();
        for host in ["one.example", "two.example"] {
            let response = server.request("GET", path, &[("host", host)]);
            let body = text(&response.body);
            let links = body.matches("http://").count() - body.matches("http://www.w3.org").count();
            let links = links - body.matches("http://purl.org").count();
            assert!(links > 4 && body.matches(&format!("http://{host}/")).count() == links, "{path}: {body}");
            tags.insert(response.header("etag").to_owned());
        }
        assert_eq!(tags.len(), 2, "{path}");
    }
    let server = Server::start_with(TempDir::new().unwrap(), &["--public-url", "https://claims.example"]);
    for path in ["/v1/claims.atom", "/v1/claims.bib", "/v1/claims.csl.json"] {
        let body = text(&server.request("GET", path, &[("host", "other.example")]).body);
        assert!(body.contains("https://claims.example/claims/") && !body.contains("other.example"), "{path}");
    }
}

/// The texts of all elements with this name.
fn elements<'x>(xml: &'x str, name: &str) -> Vec<&'x str> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&start).skip(1).map(|rest| rest.split(&end).next().unwrap()).collect()
}

#[test]
fn a_feed_is_updated_when_a_statement_changes_and_its_identifiers_stay() {
    let files = TempDir::new().unwrap();
    write(files.path(), 40, |_| true);
    let first = build(40, |_| true);
    for address in &first.addresses {
        let server = Server::start_with(TempDir::new().unwrap(), &["--database", address]);
        let before = text(&server.get("/v1/claims.atom").body);
        let claims = files.path().join("articles/article-0/claims.jsonl");
        let changed = std::fs::read_to_string(&claims).unwrap().replace("Claim,", "Changed claim,");
        std::fs::write(&claims, changed).unwrap();
        let output = isnad(&[
            "seed",
            "--from",
            files.path().to_str().unwrap(),
            "--database",
            address,
            "--release-date",
            "2100-01-01",
        ]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        server.log_line("dataset reloaded");
        let after = text(&server.get("/v1/claims.atom").body);
        assert_eq!(elements(&before, "id"), elements(&after, "id"));
        let (old, new) = (elements(&before, "updated"), elements(&after, "updated"));
        assert!(old.len() == 21 && old.iter().zip(&new).all(|(old, new)| old < new), "{address}: {old:?} {new:?}");
        assert!(after.contains("rel=\"alternate\" type=\"text/html\" href=\"http://127.0.0.1"), "{after}");
    }
}

#[test]
fn facets_of_a_page_equal_the_counts_over_all_lines() {
    let server = Server::start(build_file(120));
    let facets: Vec<_> = FACETS.iter().map(|facet| format!("facet={}", facet.name)).collect();
    let filter = "not_kind=event&date_from=2024";
    let page = server.json(&format!("/v1/claims?limit=1&facet_limit=200&{}&{filter}", facets.join("&")));
    let all = lines(&server, &format!("/v1/claims.ndjson?{filter}"));
    let count = |test: &dyn Fn(&Value) -> bool| all.iter().filter(|claim| test(claim)).count();
    for (dimension, entries) in page["facets"].as_object().unwrap() {
        for entry in entries.as_array().unwrap() {
            let id = entry["id"].as_str().unwrap();
            assert!(entry["label"]["en"].is_string() && entry["label"]["ar"].is_string());
            let expected = match dimension.as_str() {
                "actor" => count(&|claim| claim["actors"].as_array().unwrap().iter().any(|a| a["actor"]["id"] == id)),
                "asserted_by" => count(&|claim| claim["asserted_by"]["id"] == id),
                "kind" | "certainty" | "speech" => count(&|claim| claim[dimension] == id),
                "language" => count(&|claim| claim["evidence"][0]["language"] == id),
                "publisher" => {
                    let total = server.json(&format!("/v1/claims?limit=1&{filter}&publisher={id}"))["total"].as_u64();
                    usize::try_from(total.unwrap()).unwrap()
                }
                "article" => count(&|claim| claim["article"]["id"] == id),
                "topic" | "year" | "month" => {
                    let value = match dimension.as_str() {
                        "topic" => format!("topic={id}"),
                        // A window on the value alone.
                        _ => format!("date_from={id}&date_to={id}"),
                    };
                    let rest = if dimension == "topic" { filter } else { "not_kind=event" };
                    let total = server.json(&format!("/v1/claims?limit=1&{rest}&{value}"))["total"].as_u64().unwrap();
                    if dimension != "topic" && id < "2024" {
                        continue;
                    }
                    usize::try_from(total).unwrap()
                }
                other => panic!("no rule for the facet {other}"),
            };
            assert_eq!(entry["count"], expected, "{dimension} {id}");
        }
    }
    assert_eq!(page["facets"].as_object().unwrap().len(), FACETS.len());
}

#[test]
fn the_timeline_names_its_buckets_and_leaves_no_gap() {
    let server = Server::harbour();
    let timeline = server.json("/v1/claims/timeline?interval=year");
    let buckets: Vec<_> = timeline["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| (b["id"].as_str().unwrap(), b["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(buckets, [("2024", 3), ("2025", 1), ("2026", 1), ("2027", 1)]);
    assert_eq!((&timeline["total"], &timeline["undated"]), (&Value::from(5), &Value::from(2)));
    let published = server.json("/v1/claims/timeline?interval=week&date_field=published");
    assert_eq!(published["data"][0]["id"], "2024-W20");
    assert_eq!(published["data"][0]["count"], 5);
    assert_eq!(server.get("/v1/claims/timeline?interval=decade").json()["errors"][0]["parameter"], "interval");
}

#[test]
fn suggestions_forgive_spelling_in_both_languages() {
    let server = Server::built_in();
    let first = |typed: &str| {
        let encoded: Vec<_> = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = server.json(&format!("/v1/suggest?q={}&limit=3", encoded.concat()));
        found["data"][0]["id"].as_str().unwrap_or_default().to_owned()
    };
    for (typed, id) in [
        ("nvid", "nvidia"),
        ("NVIDIA", "nvidia"),
        ("nvdia", "nvidia"),
        ("انفيديا", "nvidia"),
        ("إنفيديا", "nvidia"),
        ("هواوى", "huawei"),
        ("الصي", "china"),
        ("صين", "china"),
        ("financial tim", "financial-times"),
        ("finacial", "financial-times"),
        ("فاينانشال", "financial-times"),
        ("export contr", "export-controls"),
        ("ضوابط التصدير", "export-controls"),
        ("جنسن", "jensen-huang"),
    ] {
        assert_eq!(first(typed), id, "{typed}");
    }
    let only = server.json("/v1/suggest?q=ex&resource=topic&limit=50");
    assert!(only["data"].as_array().unwrap().iter().all(|entry| entry["resource"] == "topic"));
    assert_eq!(server.get("/v1/suggest").json()["errors"][0]["message"], "is missing");
}

#[test]
fn export_writes_the_same_bytes_as_the_server() {
    let server = Server::built_in();
    let database = server.folder.path().join("isnad.db");
    let export = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_isnad"))
            .args(["export", "--database", database.to_str().unwrap()])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        output.stdout
    };
    for format in ["csv", "ndjson", "jsonld"] {
        let over_http =
            server.get(&format!("/v1/claims.{format}?actor=huawei&actor=nvidia&date_from=2025-07&sort=id")).body;
        let arguments =
            ["--format", format, "--actor", "huawei", "--actor", "nvidia", "--date-from", "2025-07", "--sort", "id"];
        assert!(export(&arguments) == over_http, "{format}");
    }
    let newest = ["--format", "ndjson", "--sort", "-date", "--q", "chips -huawei"];
    assert!(export(&newest) == server.get("/v1/claims.ndjson?sort=-date&q=chips+-huawei").body);
    let page: Value = serde_json::from_slice(&export(&["--format", "annotation", "--kind", "prediction"])).unwrap();
    assert_eq!(page["type"], "AnnotationPage");
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len() as u64, server.json("/v1/claims?kind=prediction")["total"].as_u64().unwrap());
    let one = server.json("/v1/claims/us-china-ai-dominance-2025-055/annotation");
    assert_eq!(one["target"][0]["selector"][1]["start"], 1903);
    let file = server.folder.path().join("claims.csv");
    export(&["--format", "csv", "--output", file.to_str().unwrap()]);
    assert_eq!(csv_ids(&std::fs::read(&file).unwrap()).len(), 157);
    let names: BTreeSet<_> = std::fs::read_dir(server.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "the database, its doc store and the file; no unfinished file: {names:?}");
}
