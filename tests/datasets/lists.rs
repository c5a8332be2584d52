//! Lists of actors, topics and articles: search, orders, filters and pages against a plain reading of the whole list.

use std::cmp::Reverse;

use serde_json::Value;

use super::servers;
use tempfile::TempDir;

use crate::support::{Server, copy_with_replacements, harbour, seed};

/// All entries of a list, in the order served, read in pages of `limit`.
pub fn walk(server: &Server, path: &str, limit: usize) -> Vec<Value> {
    let (mut entries, mut total) = (Vec::new(), None);
    let mut next = Some(format!("{path}{}limit={limit}", if path.contains('?') { '&' } else { '?' }));
    while let Some(address) = next {
        let page = server.json(&address);
        entries.extend(page["data"].as_array().unwrap().clone());
        assert_eq!(*total.get_or_insert(page["total"].clone()), page["total"], "{address}");
        next = page["page"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(total.unwrap(), entries.len(), "{path}");
    entries
}

fn ids(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

fn claims(entry: &Value) -> u64 {
    let counts = [&entry["claim_counts"]["total"], &entry["claim_counts"]["with_narrower"], &entry["claim_count"]];
    counts.into_iter().find_map(Value::as_u64).unwrap()
}

#[test]
fn every_order_visits_every_record_once() {
    for server in servers() {
        for list in ["actors", "topics", "articles"] {
            let path = format!("/v1/{list}");
            let all = walk(&server, &path, 200);
            let mut by_id = ids(&all);
            by_id.sort_unstable();
            assert_eq!(ids(&all), by_id, "{path}");
            for sort in ["id", "name", "-claims", "published", "-published"] {
                if sort.ends_with("published") && list != "articles" {
                    assert_eq!(server.get(&format!("{path}?sort={sort}")).status, 400);
                    continue;
                }
                let sorted = walk(&server, &format!("{path}?sort={sort}"), 3);
                let mut found = ids(&sorted);
                found.sort_unstable();
                assert_eq!(found, by_id, "{path} by {sort}");
                let keys: Vec<_> = sorted
                    .iter()
                    .map(|entry| {
                        let day = entry["published"]["earliest"].as_str().map(str::to_owned);
                        match sort {
                            "-claims" => (false, Reverse(claims(entry)), Reverse(None), None),
                            "published" => (day.is_none(), Reverse(0), Reverse(None), day),
                            "-published" => (day.is_none(), Reverse(0), Reverse(day), None),
                            _ => (false, Reverse(0), Reverse(None), None),
                        }
                    })
                    .collect();
                assert!(keys.is_sorted(), "{path} by {sort}: {keys:?}");
            }
        }
        let names = walk(&server, "/v1/actors?sort=name", 200);
        let language = server.json("/v1/dataset")["languages"][0].as_str().unwrap().to_owned();
        let names: Vec<String> =
            names.iter().filter_map(|actor| actor["name"][&language].as_str().map(isnad::search::normalize)).collect();
        assert!(names.is_sorted(), "{names:?}");
    }
}

#[test]
fn q_finds_what_suggest_finds() {
    for server in servers() {
        for typed in ["a", "port", "chi", "the", "%D8%A7%D9%84", "nvdia", "zzzz"] {
            for (list, resource) in [("actors", "actor"), ("topics", "topic"), ("articles", "article")] {
                let path = format!("/v1/suggest?q={typed}&resource={resource}&limit=50");
                let suggested = server.json(&path);
                let suggested = ids(suggested["data"].as_array().unwrap()).into_iter().map(str::to_owned);
                let suggested: Vec<String> = suggested.collect();
                let found = walk(&server, &format!("/v1/{list}?q={typed}"), 7);
                let found = ids(&found);
                assert_eq!(found[..suggested.len().min(50)], suggested, "{list} {typed}");
                assert!(found.len() == suggested.len() || suggested.len() == 50);
                let by_claims = walk(&server, &format!("/v1/{list}?q={typed}&sort=-claims"), 7);
                assert!(by_claims.iter().map(|entry| Reverse(claims(entry))).is_sorted());
                assert_eq!(by_claims.len(), found.len());
            }
        }
    }
}

#[test]
fn articles_are_filtered_by_publisher_language_and_date() {
    for server in servers() {
        let all = walk(&server, "/v1/articles", 200);
        let expect = |path: &str, accepts: &dyn Fn(&Value) -> bool| {
            let found = walk(&server, path, 5);
            let expected: Vec<Value> = all.iter().filter(|article| accepts(article)).cloned().collect();
            assert_eq!(ids(&found), ids(&expected), "{path}");
        };
        for article in &all {
            let language = article["language"].as_str().unwrap();
            expect(&format!("/v1/articles?language={language}"), &|other| other["language"] == language);
            if let Some(publisher) = article["publisher"].as_str() {
                let encoded = form_urlencoded::byte_serialize(publisher.as_bytes()).collect::<String>();
                expect(&format!("/v1/articles?publisher={encoded}"), &|other| other["publisher"] == publisher);
            }
        }
        for (from, to) in [("2025-07", "2025-07-28"), ("2024", "2026"), ("1999", "2000")] {
            let first = format!("{from}-01-01")[..10].to_owned();
            let last = if to.len() == 10 { to.to_owned() } else { format!("{to}-12-31") };
            expect(&format!("/v1/articles?published_from={from}&published_to={to}"), &|article| {
                let published = &article["published"];
                let (earliest, latest) = (published["earliest"].as_str(), published["latest"].as_str());
                published.is_object()
                    && earliest.is_none_or(|day| day <= last.as_str())
                    && latest.is_none_or(|day| day >= first.as_str())
            });
        }
    }
}

#[test]
fn wrong_list_parameters_are_errors_that_say_what_is_accepted() {
    let server = Server::harbour();
    for (path, message, near) in [
        ("/v1/actors?sort=relevance", "needs a text query, q", None),
        ("/v1/actors?sort=claims", "is not one of the accepted values", Some("-claims")),
        ("/v1/articles?publisher=nobody", "no article has this publisher", None),
        ("/v1/articles?language=AR", "no article is in this language", Some("ar")),
        ("/v1/articles?published_from=July+2025", "is not a valid date", Some("2025-07")),
        ("/v1/articles?published_from=2026&published_to=2025", "is after published_to", None),
        ("/v1/topics?search=port", "unknown parameter", Some("q")),
        ("/v1/actors?cursor=MyBuYW1lIDAwMDAwMDAwIGNoaW5h", "is not a cursor of this list", None),
    ] {
        let problem = server.get(path).json();
        let error = &problem["errors"][0];
        assert_eq!(error["message"], message, "{path}");
        assert_eq!(error["did_you_mean"].as_str(), near, "{path}");
    }
}

#[test]
fn a_cursor_belongs_to_its_filters_and_order() {
    let server = Server::harbour();
    let first = server.json("/v1/actors?kind=person&kind=government&sort=name&limit=1");
    let cursor = first["page"]["next_cursor"].as_str().unwrap().to_owned();
    let next = |query: &str| server.get(&format!("/v1/actors?{query}&cursor={cursor}")).status;
    assert_eq!(next("kind=person&kind=government&sort=name&limit=1"), 200);
    assert_eq!(next("sort=name&kind=government&limit=2&kind=person"), 200, "the order of parameters does not matter");
    for other in ["kind=person&sort=name", "kind=person&kind=government", "sort=name", "q=a&kind=person&sort=name"] {
        assert_eq!(next(other), 400, "{other}");
    }
    assert_eq!(server.get("/articles?page=2").status, 400, "there is one page");
}

#[test]
fn articles_of_a_date_with_holes_are_found_on_its_days_alone() {
    let article = "articles/harbour-expansion-2024/article.json";
    let text = std::fs::read_to_string(harbour("seed").join(article)).unwrap();
    let published = text.split("\"published\"").nth(1).unwrap().split('"').nth(1).unwrap().to_owned();
    let from = format!("\"{published}\"");
    let seeds = copy_with_replacements(article, &[(from.as_str(), "\"[2024-01,2024-11]\"")]);
    let folder = TempDir::new().unwrap();
    seed(seeds.path(), None, &folder.path().join("isnad.db"));
    let server = Server::start(folder);
    for (month, total) in [("2024-01", 1), ("2024-07", 0), ("2024-11", 1), ("2024-12", 0)] {
        let path = format!("/v1/articles?published_from={month}&published_to={month}");
        assert_eq!(server.json(&path)["total"], total, "{month}");
    }
}
