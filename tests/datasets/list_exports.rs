//! Lists and timelines as CSV and NDJSON: the same records as on the pages, in the same order, with the same content.

use csv::StringRecord;
use serde_json::Value;

use super::lists::walk;
use super::servers;
use crate::support::{Response, Server, text};

fn rows(response: &Response) -> (StringRecord, Vec<StringRecord>) {
    assert_eq!(response.status, 200, "{}", text(&response.body));
    let mut reader = csv::Reader::from_reader(response.body.as_slice());
    let header = reader.headers().unwrap().clone();
    (header, reader.records().map(Result::unwrap).collect())
}

fn lines(response: &Response) -> Vec<Value> {
    assert_eq!(response.status, 200, "{}", text(&response.body));
    text(&response.body).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The content of a cell by the name of its column, from the JSON of a record.
fn expected_cell(record: &Value, column: &str) -> String {
    let plain = |value: &Value| match value {
        Value::String(text) => text.replace('\\', "\\\\").replace('|', "\\|"),
        Value::Object(reference) => reference["id"].as_str().unwrap().to_owned(),
        other => other.to_string(),
    };
    let value = match column {
        "published" => &record["published"]["edtf"],
        _ => record.get(column).unwrap_or_else(|| {
            // The longest member that the name begins with.
            let members = record.as_object().unwrap().keys().filter(|member| column.starts_with(&format!("{member}_")));
            let Some(member) = members.max_by_key(|member| member.len()) else { return &Value::Null };
            let rest = &column[member.len() + 1..];
            let nested = rest.split_once('_').map(|(outer, inner)| &record[member][outer][inner]);
            [Some(&record[member][rest]), nested].into_iter().flatten().find(|v| !v.is_null()).unwrap_or(&Value::Null)
        }),
    };
    match value {
        Value::Null => String::new(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join("|"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn whole_lists_have_the_records_of_the_pages_in_their_order() {
    for server in servers() {
        for list in ["actors", "topics", "articles"] {
            for query in ["", "sort=-claims", "sort=name", "q=a", "q=port&sort=id"] {
                let paged = walk(&server, &format!("/v1/{list}?{query}"), 50);
                let ndjson = server.get(&format!("/v1/{list}.ndjson?{query}"));
                assert_eq!(lines(&ndjson), paged, "{list} {query}");
                let csv = server.get(&format!("/v1/{list}.csv?{query}"));
                let (header, rows) = rows(&csv);
                for response in [&csv, &ndjson] {
                    assert_eq!(response.header("total-count"), paged.len().to_string(), "{list} {query}");
                }
                assert_eq!(rows.len(), paged.len(), "{list} {query}");
                for (row, record) in rows.iter().zip(&paged) {
                    for (name, cell) in header.iter().zip(row) {
                        assert_eq!(cell, expected_cell(record, name), "{list} {name} of {record}");
                    }
                }
            }
        }
    }
}

#[test]
fn no_text_of_a_record_is_lost_in_csv() {
    for server in servers() {
        for list in ["actors", "topics", "articles"] {
            let (header, _) = rows(&server.get(&format!("/v1/{list}.csv")));
            for record in walk(&server, &format!("/v1/{list}"), 200) {
                for member in ["name", "aliases", "description", "label", "alt_labels", "definition", "title"] {
                    for tag in record[member].as_object().into_iter().flat_map(|texts| texts.keys()) {
                        assert!(header.iter().any(|name| name == format!("{member}_{tag}")), "{list} {member} {tag}");
                    }
                }
            }
        }
    }
}

#[test]
fn whole_lists_take_filters_fields_and_no_pages() {
    let server = Server::harbour();
    let persons = server.get("/v1/actors.csv?kind=person&fields=id&fields=name_en&fields=claim_counts&sort=-claims");
    let (header, found) = rows(&persons);
    let counts = ["total", "asserter", "subject", "target", "mentioned"].map(|role| format!("claim_counts_{role}"));
    assert_eq!(header.iter().collect::<Vec<_>>()[..2], ["id", "name_en"]);
    assert_eq!(header.iter().skip(2).collect::<Vec<_>>(), counts.each_ref().map(String::as_str));
    assert_eq!(found.len(), 2);
    let narrow = lines(&server.get("/v1/actors.ndjson?q=salma&fields=id&fields=name_en&fields=claim_counts_total"));
    assert_eq!(narrow, [serde_json::json!({"id": "salma-haddad", "name_en": "Salma Haddad", "claim_counts_total": 1})]);
    let excel = text(&server.get("/v1/articles.csv?language=ar&fields=id&excel=true").body);
    assert_eq!(excel, "\u{FEFF}id\r\nharbour-expansion-2024\r\n");
    for (path, parameter) in
        [("actors.csv?limit=5", "limit"), ("topics.ndjson?cursor=x", "cursor"), ("topics.csv?fields=labels", "fields")]
    {
        let problem = server.get(&format!("/v1/{path}")).json();
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{path}");
    }
    assert_eq!(server.get("/v1/actors.csv").header("content-disposition"), "inline; filename=\"actors.csv\"");
}

#[test]
fn lists_link_to_their_other_formats() {
    let server = Server::harbour();
    let links = server.get("/v1/actors?kind=person&sort=-claims&limit=1").header("link").to_owned();
    for format in ["csv", "ndjson"] {
        assert!(
            links.contains(&format!("</v1/actors.{format}?kind=person&sort=-claims>; rel=\"alternate\"")),
            "{links}"
        );
    }
    let refused = server.request("GET", "/v1/topics", &[("accept", "text/csv")]);
    assert_eq!(refused.status, 406);
    assert!(text(&refused.body).contains("/v1/topics.csv"));
}

#[test]
fn timelines_as_csv_have_the_buckets_of_the_json() {
    for server in servers() {
        for query in
            ["", "interval=year", "interval=month&date_field=published", "date_from=2025&date_to=2025-06&interval=week"]
        {
            let timeline = server.json(&format!("/v1/claims/timeline?{query}"));
            let csv = server.get(&format!("/v1/claims/timeline.csv?{query}"));
            let (header, rows) = rows(&csv);
            assert_eq!(
                header.iter().collect::<Vec<_>>(),
                ["id", "label_en", "label_ar", "earliest", "latest", "count"]
            );
            let buckets = timeline["data"].as_array().unwrap();
            assert_eq!(rows.len(), buckets.len());
            for (row, bucket) in rows.iter().zip(buckets) {
                for (name, cell) in header.iter().zip(row) {
                    assert_eq!(cell, expected_cell(bucket, name), "{name}");
                }
            }
            for (name, member) in
                [("total-count", "total"), ("undated-count", "undated"), ("undated-excluded", "undated_excluded")]
            {
                assert_eq!(csv.header(name), timeline[member].to_string(), "{query} {name}");
            }
        }
        assert_eq!(server.get("/v1/claims/timeline.csv?interval=decade").status, 400);
    }
}
