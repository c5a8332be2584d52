//! Full-text search combines with every filter, order, format, facet, timeline and cursor.

use std::collections::BTreeSet;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::{Server, ids, text};

const CHIPS: &str = "q=%D8%A7%D9%84%D8%B1%D9%82%D8%A7%D8%A6%D9%82";

#[test]
fn a_text_query_combines_with_filters_orders_formats_and_counts() {
    let server = Server::built_in();
    let whole: BTreeSet<String> = server.ids(&format!("/v1/claims?{CHIPS}&limit=200")).into_iter().collect();
    assert!(whole.len() > 20, "{}", whole.len());
    let of_nvidia: BTreeSet<String> = server.ids("/v1/claims?actor=nvidia&limit=200").into_iter().collect();
    let both: BTreeSet<String> = whole.intersection(&of_nvidia).cloned().collect();
    for sort in ["relevance", "date", "-date", "salience", "-salience", "id"] {
        let query = format!("{CHIPS}&actor=nvidia&sort={sort}");
        let mut seen = Vec::new();
        let mut path = format!("/v1/claims?{query}&limit=3");
        loop {
            let page = server.json(&path);
            assert_eq!(page["total"], both.len());
            seen.extend(ids(&page));
            match page["page"]["next_cursor"].as_str() {
                Some(cursor) => path = format!("/v1/claims?{query}&limit=3&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), both.len(), "{sort}: each once");
        assert_eq!(seen.iter().cloned().collect::<BTreeSet<_>>(), both, "{sort}");
        let lines = text(&server.get(&format!("/v1/claims.ndjson?{query}")).body);
        let streamed = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let streamed: Vec<String> =
            streamed.map(|claim| claim["id"].as_str().unwrap().rsplit('-').next().unwrap().to_owned()).collect();
        assert_eq!(streamed, seen, "{sort}: streamed in the order of the pages");
    }
    let timeline = server.json(&format!("/v1/claims/timeline?{CHIPS}&actor=nvidia"));
    assert_eq!(timeline["total"], both.len());
    let facets = server.json(&format!("/v1/claims?{CHIPS}&facet=actor&limit=1"));
    let nvidia = facets["facets"]["actor"].as_array().unwrap().iter().find(|entry| entry["id"] == "nvidia").unwrap();
    assert_eq!(nvidia["count"], both.len());
}

#[test]
fn relevance_is_the_default_order_and_requires_a_text_query() {
    let server = Server::built_in();
    let page = server.json("/v1/claims?q=chips");
    assert_eq!((&page["query"]["sort"], &page["query"]["ranking"]), (&Value::from("relevance"), &Value::from("bm25")));
    assert_eq!(page["query"]["filters"][0]["parameter"], "q");
    assert!(page["query"]["summary"]["en"].as_str().unwrap().contains("“chips”"));
    let problem = server.get("/v1/claims?sort=relevance").json();
    assert_eq!(problem["errors"][0]["parameter"], "sort");
    assert_eq!(server.json("/v1/claims")["query"].get("ranking"), None);
}

#[test]
fn names_match_in_both_scripts_and_aliases_of_several_words_match_as_a_whole() {
    let server = Server::built_in();
    let total = |query: &str| server.json(&format!("/v1/claims?limit=1&q={query}"))["total"].as_u64().unwrap();
    let nvidia = total("Nvidia");
    assert!(nvidia >= server.json("/v1/claims?actor=nvidia&limit=1")["total"].as_u64().unwrap());
    assert_eq!(total("%D8%A5%D9%86%D9%81%D9%8A%D8%AF%D9%8A%D8%A7"), nvidia, "إنفيديا");
    let china = server.json("/v1/claims?actor=china&limit=1")["total"].as_u64().unwrap();
    assert!(total("Chinese+government") >= china, "an alias of China matches as a whole");
    assert!(total("government") < china / 2, "one word of the alias does not match");
}

#[test]
fn highlights_are_ranges_of_code_points() {
    let server = Server::built_in();
    let page = server.json("/v1/claims?q=smuggled+chips&highlight=true");
    let mut highlighted = 0;
    for claim in page["data"].as_array().unwrap() {
        for highlight in claim["highlights"].as_array().unwrap_or_else(|| panic!("{} has no highlights", claim["id"])) {
            let source = claim.pointer(highlight["pointer"].as_str().unwrap()).unwrap().as_str().unwrap();
            let characters: Vec<char> = source.chars().collect();
            for range in highlight["ranges"].as_array().unwrap() {
                let at = |end: &str| usize::try_from(range[end].as_u64().unwrap()).unwrap();
                let word: String = characters[at("start")..at("end")].iter().collect();
                assert!(["smuggl", "chip"].iter().any(|stem| word.to_lowercase().starts_with(stem)), "{word}");
                highlighted += 1;
            }
        }
    }
    assert!(highlighted > 10);
    let plain = server.json("/v1/claims?q=smuggled+chips");
    assert!(plain["data"].as_array().unwrap().iter().all(|claim| claim.get("highlights").is_none()));
}

#[test]
fn a_query_without_matches_gets_a_spelling_suggestion() {
    let server = Server::built_in();
    let did_you_mean = |query: &str| {
        server.json(&format!("/v1/claims?q={query}"))["query"]["did_you_mean"].as_str().map(str::to_owned)
    };
    assert_eq!(did_you_mean("Nvidai+chips").as_deref(), Some("Nvidia chips"));
    assert_eq!(did_you_mean("huwaei").as_deref(), Some("Huawei"));
    // هواوب for هواوي.
    assert_eq!(
        did_you_mean("%D8%B6%D9%88%D8%A7%D8%A8%D8%B7+%D8%A7%D9%84%D8%AA%D8%B5%D8%AF%D9%8A%D9%81")
            .map(|s| s.starts_with("ضوابط ")),
        Some(true)
    );
    assert_eq!(did_you_mean("zzzzqqqq"), None);
    assert_eq!(did_you_mean("chips"), None, "there are matches");
}

/// Percent-encodes a query.
fn encoded(typed: &str) -> String {
    utf8_percent_encode(typed, NON_ALPHANUMERIC).to_string()
}

#[test]
fn particles_are_searched_alone_and_named_when_left_out() {
    let server = Server::built_in();
    let page = |typed: &str| server.json(&format!("/v1/claims?limit=1&q={}", encoded(typed)));
    for typed in ["the", "in", "IT", "Will", "في", "على", "علي", "منى", "\"the of\"", "-the"] {
        assert_eq!(page(typed)["query"].get("ignored_words"), None, "{typed}");
    }
    for particle in ["the", "في", "على"] {
        assert!(page(particle)["total"].as_u64() > Some(50), "{particle}");
    }
    assert_eq!(page("علي")["total"], 1, "Alibaba, not each على");
    let chips = page("chips");
    for (typed, ignored) in [
        ("the chips", &["the"][..]),
        ("chips على", &["على"]),
        ("\"the chips\" of", &["the", "of"]),
        ("chips -the", &["the"]),
    ] {
        let page = page(typed);
        assert_eq!((&page["total"], &page["query"]["ignored_words"]), (&chips["total"], &json!(ignored)), "{typed}");
    }
    assert_eq!(page("علي الصين")["query"].get("ignored_words"), None, "a name is not left out");
}

#[test]
fn prefixes_are_searched_and_bounded() {
    let server = Server::built_in();
    let total =
        |typed: &str| server.json(&format!("/v1/claims?limit=1&q={}", encoded(typed)))["total"].as_u64().unwrap();
    assert_eq!(total("nvid*"), total("nvidia"));
    assert_eq!(total("الرقائ*"), total("الرقائق"));
    assert!(total("الص*") >= total("الصين"));
    assert!(total("ch*") > total("chips"));
    assert_eq!(total("\"chips ex*\""), total("\"chips ex\""), "not in phrases");
    assert_eq!(total("nvidia -chi*"), total("nvidia") - total("nvidia chi*"));
    let problem = server.get("/v1/claims?q=n*").json();
    assert_eq!(problem["errors"][0]["message"], "is too short for a prefix");
    assert_eq!(problem["errors"][0]["accepted"], json!(["at least 2 letters before *"]));
}

#[test]
fn either_of_two_words_is_enough() {
    let server = Server::built_in();
    let total =
        |typed: &str| server.json(&format!("/v1/claims?limit=1&q={}", encoded(typed)))["total"].as_u64().unwrap();
    let (huawei, nvidia, both) = (total("huawei"), total("nvidia"), total("huawei nvidia"));
    assert_eq!(total("huawei OR nvidia"), huawei + nvidia - both);
    assert_eq!(
        total("huawei OR \"black market\" OR nvidia -chips"),
        total("\"black market\" OR nvidia OR huawei -chips")
    );
    assert_eq!(total("OR huawei OR"), huawei);
}

#[test]
fn a_snapshot_of_another_analyzer_version_is_rejected() {
    let server = Server::harbour();
    let folder = tempfile::TempDir::new().unwrap();
    let database = folder.path().join("isnad.db");
    std::fs::copy(server.folder.path().join("isnad.db"), &database).unwrap();
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection.execute("UPDATE dataset SET value = '0' WHERE name = 'analyzer_version'", []).unwrap();
    drop(connection);
    let output = crate::support::isnad(&["serve", "--database", database.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(
        message.contains("was indexed by analyzer version 0") && message.contains("isnad seed --from"),
        "{message}"
    );
}

#[test]
fn people_search_the_words_of_a_snapshot_as_they_are_written() {
    let server = Server::built_in();
    let connection = rusqlite::Connection::open(server.folder.path().join("isnad.db")).unwrap();
    let find = |query: &str| -> Vec<String> {
        let sql = "SELECT id FROM claim JOIN plain_search ON plain_search.rowid = key WHERE plain_search MATCH ?1";
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([query], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let with_text = |text: &str| -> i64 {
        let sql = "SELECT count(*) FROM claims WHERE statement_en LIKE ?1 OR quote LIKE ?1";
        connection.query_row(sql, [format!("%{text}%")], |row| row.get(0)).unwrap()
    };
    assert_eq!(find("\"export controls\"").len(), usize::try_from(with_text("export controls")).unwrap());
    assert!(find("smuggl*").len() > 5);
    assert_eq!(find("NVIDIA"), find("nvidia"));
    assert!(!find("شنغهاي").is_empty(), "in every language");
    assert!(find("zzzz").is_empty());
}
