//! Actors, topics, articles and the dataset.

use isnad::formats::Format;
use serde_json::{Value, json};

use crate::support::Server;

#[test]
fn actors_have_names_and_claim_counts_by_role() {
    let server = Server::harbour();
    let actor = server.json("/v1/actors/port-authority");
    assert_eq!(actor["kind"], "government");
    assert_eq!(actor["aliases"], json!({"en": ["OPA"], "ar": ["الهيئة"]}));
    assert_eq!(actor["claim_counts"], json!({"total": 3, "asserter": 0, "subject": 3, "target": 0, "mentioned": 0}));
    assert!(actor.get("wikidata").is_none());
    let target = actor["links"]["claims"].as_str().unwrap().to_owned();
    assert_eq!(server.json(&target)["total"], 3);
}

#[test]
fn actors_are_sorted_by_identifier_and_filtered_by_kind() {
    let server = Server::harbour();
    let page = server.json("/v1/actors?kind=person&kind=place");
    let ids: Vec<_> = page["data"].as_array().unwrap().iter().map(|actor| actor["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["north-quay", "salma-haddad", "unnamed-official"]);
    assert_eq!(page["total"], 3);
}

#[test]
fn list_cursors_visit_every_record_once() {
    let server = Server::harbour();
    let mut seen = Vec::new();
    let mut path = "/v1/actors?limit=3".to_owned();
    loop {
        let page = server.json(&path);
        assert_eq!(page["total"], 8);
        seen.extend(page["data"].as_array().unwrap().iter().map(|actor| actor["id"].as_str().unwrap().to_owned()));
        match page["page"]["next_cursor"].as_str() {
            Some(next) => path = format!("/v1/actors?limit=3&cursor={next}"),
            None => break,
        }
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (8, &sorted));
    assert_eq!(server.get("/v1/actors?cursor=tampered").status, 400);
}

#[test]
fn topics_have_broader_and_narrower_topics_and_counts() {
    let server = Server::harbour();
    let topic = server.json("/v1/topics/ports");
    let narrower: Vec<_> = topic["narrower"].as_array().unwrap().iter().map(|t| t["id"].as_str().unwrap()).collect();
    assert_eq!(narrower, ["port-expansion", "small-scale-fishing"]);
    assert_eq!(topic["claim_counts"], json!({"direct": 1, "with_narrower": 5}));
    let both = server.json("/v1/topics/small-scale-fishing");
    let broader: Vec<_> = both["broader"].as_array().unwrap().iter().map(|t| t["id"].as_str().unwrap()).collect();
    assert_eq!(broader, ["fishing", "ports"]);
    assert_eq!(server.json("/v1/topics")["total"], 4);
}

#[test]
fn articles_have_the_length_of_their_text_and_a_voice() {
    let article = Server::harbour().json("/v1/articles/harbour-expansion-2024");
    assert_eq!(article["published"], json!({"edtf": "2024-05-15", "earliest": "2024-05-15", "latest": "2024-05-15"}));
    assert_eq!(article["text"]["code_points"], 322);
    assert_eq!(article["claim_count"], 5);
    assert_eq!(article["voice"], "harbour-expansion-2024-author");
    assert!(article.get("author").is_none());
}

#[test]
fn the_dataset_has_counts_coverage_and_languages() {
    let server = Server::harbour();
    let dataset = server.json("/v1/dataset");
    assert_eq!(dataset["counts"], json!({"claims": 5, "dated_claims": 3, "actors": 8, "topics": 4, "articles": 1}));
    assert_eq!(dataset["coverage"], json!({"earliest": "2024-01-01", "latest": "2027-05-15"}));
    assert_eq!(dataset["languages"], json!(["ar", "en"]), "that of the article first");
    assert_eq!(dataset["evidence_languages"], json!(["ar"]));
    assert!(dataset.get("licence").is_none(), "the fixture has no dataset.json");
    let health = server.json("/health/ready");
    assert_eq!(health["dataset_version"], dataset["dataset_version"]);
    assert_eq!(server.json("/health/live"), json!({"status": "live"}));
}

#[test]
fn claim_counts_equal_the_totals_of_the_linked_queries() {
    let server = Server::built_in();
    for list in ["actors", "topics"] {
        let page = server.json(&format!("/v1/{list}?limit=200"));
        for entry in page["data"].as_array().unwrap() {
            let counts = &entry["claim_counts"];
            let counted = counts.get("total").or(counts.get("with_narrower")).cloned().unwrap_or(Value::Null);
            let path = entry["links"]["claims"].as_str().unwrap();
            assert_eq!(server.json(&format!("{path}&limit=1"))["total"], counted, "{path}");
        }
    }
}

#[test]
fn snapshot_download_supports_ranges_and_revalidation() {
    let server = Server::harbour();
    let file = std::fs::read(server.folder.path().join("isnad.db")).unwrap();
    let path = "/v1/dataset/claims.sqlite";
    let whole = server.request("GET", path, &[("accept-encoding", "gzip")]);
    assert!(whole.body == file, "the file is not compressed");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let tag = whole.header("etag").to_owned();
    let part = server.request("GET", path, &[("range", "bytes=0-15"), ("if-range", &tag)]);
    assert_eq!((part.status, part.body.as_slice()), (206, b"SQLite format 3\0".as_slice()));
    assert_eq!(part.header("content-range"), format!("bytes 0-15/{}", file.len()));
    let end = server.request("GET", path, &[("range", "bytes=-7")]);
    assert_eq!((end.status, end.body.as_slice()), (206, &file[file.len() - 7..]));
    let beyond = server.request("GET", path, &[("range", "bytes=999999999-")]);
    assert_eq!((beyond.status, beyond.json()["code"].as_str()), (416, Some("range_not_satisfiable")));
    assert_eq!(beyond.header("content-range"), format!("bytes */{}", file.len()));
    assert_eq!(server.request("GET", path, &[("if-none-match", &tag)]).status, 304);
    assert_eq!(server.request("HEAD", path, &[]).header("content-length"), file.len().to_string());
}

#[test]
fn the_data_package_describes_every_column_and_dump() {
    let server = Server::harbour();
    let package = server.json("/v1/dataset/datapackage.json");
    let csv = server.get("/v1/dataset/claims.csv");
    let header = String::from_utf8(csv.body.clone()).unwrap().lines().next().unwrap().to_owned();
    let fields = package["resources"][0]["schema"]["fields"].as_array().unwrap();
    let names: Vec<_> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
    assert_eq!(names.join(","), header);
    for resource in package["resources"].as_array().unwrap() {
        let path = format!("/v1/dataset/{}", resource["path"].as_str().unwrap());
        assert_eq!(server.get(&path).status, 200, "{path}");
    }
    for (_, link) in server.json("/v1/dataset")["links"].as_object().unwrap() {
        assert_eq!(server.get(link.as_str().unwrap()).status, 200, "{link}");
    }
}

#[test]
fn the_index_lists_every_documented_path() {
    let server = Server::harbour();
    let index = server.json("/v1");
    let listed: Vec<&str> =
        index["data"].as_array().unwrap().iter().map(|entry| entry["href"].as_str().unwrap()).collect();
    let documented = server.json("/openapi.json");
    let readable = documented["paths"].as_object().unwrap().iter().filter(|(_, item)| item["get"].is_object());
    let documented = readable.map(|(path, _)| path.as_str()).filter(|path| Format::is_served(path));
    assert_eq!(listed, documented.collect::<Vec<_>>());
    for entry in index["data"].as_array().unwrap() {
        let (href, media_type) = (entry["href"].as_str().unwrap(), entry["media_type"].as_str().unwrap());
        // These have a required parameter.
        let needs_more = ["/v1/suggest", "/v1/quotes/verify", "/v1/changes", "/v1/changes.ndjson"].contains(&href);
        if !href.contains('{') && !needs_more {
            assert!(server.get(href).header("content-type").starts_with(media_type), "{href}");
        }
    }
}

#[test]
fn vocabularies_define_every_value_of_claims_and_parameters_in_both_languages() {
    let server = Server::built_in();
    let vocabularies = server.json("/v1/vocabularies");
    let terms = |name: &str| -> Vec<String> {
        let all = vocabularies["data"].as_array().unwrap();
        let found = all.iter().find(|vocabulary| vocabulary["name"] == name).unwrap_or_else(|| panic!("{name}"));
        let id = |term: &serde_json::Value| term["id"].as_str().unwrap().to_owned();
        found["terms"].as_array().unwrap().iter().map(id).collect()
    };
    for vocabulary in vocabularies["data"].as_array().unwrap() {
        for term in vocabulary["terms"].as_array().unwrap() {
            for text in [&term["label"], &term["definition"]] {
                assert!(
                    ["en", "ar"].iter().all(|tag| text[tag].as_str().is_some_and(|text| !text.is_empty())),
                    "{term}"
                );
            }
            assert_ne!(term["definition"]["en"], term["definition"]["ar"]);
        }
    }
    // Parameters with an enumeration have the same values in the vocabulary of their name.
    let openapi = server.json("/openapi.json");
    let mut checked = 0;
    for parameter in openapi["paths"]["/v1/claims"]["get"]["parameters"].as_array().unwrap() {
        let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
        let values = schema["enum"].as_array().or_else(|| schema["items"]["enum"].as_array());
        let Some(values) = values.filter(|_| !matches!(name, "sort" | "facet")) else { continue };
        let name = name.strip_prefix("not_").unwrap_or(name);
        assert_eq!(values, &terms(name), "{name}");
        checked += 1;
    }
    assert!(checked >= 8, "{checked}");
    for claim in server.json("/v1/claims?limit=200")["data"].as_array().unwrap() {
        for (name, value) in
            [("kind", &claim["kind"]), ("speech", &claim["speech"]), ("certainty", &claim["certainty"])]
        {
            assert!(terms(name).contains(&value.as_str().unwrap().to_owned()), "{name} {value}");
        }
        for actor in claim["actors"].as_array().unwrap() {
            assert!(terms("role").contains(&actor["role"].as_str().unwrap().to_owned()));
        }
    }
}

#[test]
fn api_catalog_and_llms_txt_are_served() {
    let server = Server::harbour();
    let catalogue = server.get("/.well-known/api-catalog");
    assert!(catalogue.header("content-type").starts_with("application/linkset+json"));
    for (_, targets) in catalogue.json()["linkset"][0].as_object().unwrap() {
        for target in targets.as_array().into_iter().flatten() {
            assert_eq!(server.get(target["href"].as_str().unwrap()).status, 200, "{target}");
        }
    }
    let guide = String::from_utf8(server.get("/llms.txt").body).unwrap();
    assert!(guide.starts_with("# Isnad\n"));
}
