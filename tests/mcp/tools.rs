//! What tools, resources and prompts answer, and how they refuse.

use rstest::rstest;
use serde_json::{Value, json};

use super::client::{ask, call, ids, ids_of, message, post, refusal};
use crate::support::{Server, text};

#[test]
fn tools_are_described_and_read_only() {
    let server = Server::harbour();
    let listed = ask(&server, "tools/list", &json!({}));
    let tools = listed["tools"].as_array().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    let expected = [
        "find_names",
        "search_claims",
        "get_claims",
        "count_claims",
        "related_claims",
        "verify_quotes",
        "dataset_info",
        "changes",
    ];
    assert_eq!(names, expected);
    for tool in tools {
        let hints = &tool["annotations"];
        assert_eq!((&hints["readOnlyHint"], &hints["idempotentHint"]), (&json!(true), &json!(true)), "{tool}");
        for schema in ["inputSchema", "outputSchema"] {
            assert_eq!(tool[schema]["type"], "object", "{} {schema}", tool["name"]);
            jsonschema::meta::validate(&tool[schema]).unwrap();
        }
    }
    assert!(listed.to_string().len() < 60_000, "an agent reads the list at once");
    assert!(tools[0]["description"].as_str().unwrap().starts_with("Call this first"));
}

#[test]
fn every_answer_is_as_its_schema_says() {
    let server = Server::harbour();
    let listed = ask(&server, "tools/list", &json!({}));
    let claim = ids_of(&server, "/v1/claims?sort=-salience&limit=1").remove(0);
    let calls = [
        ("find_names", json!({"q": "h"})),
        ("search_claims", json!({"limit": 5, "sort": "-salience"})),
        ("search_claims", json!({"q": "الميناء", "text_language": "en"})),
        ("get_claims", json!({"id": [claim, "nothing-001"]})),
        ("count_claims", json!({"facet": ["actor", "kind", "year"]})),
        ("count_claims", json!({"interval": "year"})),
        ("count_claims", json!({"rows": "asserted_by", "columns": "kind"})),
        ("count_claims", json!({})),
        ("related_claims", json!({"id": claim})),
        ("verify_quotes", json!({"text": "“not a word of this stands anywhere”"})),
        ("dataset_info", json!({})),
        ("changes", json!({"since": 0, "limit": 3})),
    ];
    for (name, arguments) in calls {
        let tool = listed["tools"].as_array().unwrap().iter().find(|tool| tool["name"] == name).unwrap();
        let inputs = jsonschema::validator_for(&tool["inputSchema"]).unwrap();
        assert!(inputs.is_valid(&arguments) || name == "changes", "{name} {arguments}");
        let answer = call(&server, name, &arguments);
        let outputs = jsonschema::validator_for(&tool["outputSchema"]).unwrap();
        let errors: Vec<String> = outputs.iter_errors(&answer).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name} {arguments}: {errors:?}");
    }
}

#[test]
fn tools_find_what_the_api_finds() {
    let server = Server::built_in();
    let names = call(&server, "find_names", &json!({"q": "إنفيديا", "resource": ["actor"]}));
    assert_eq!(names["data"][0]["id"], "nvidia");
    let query = "actor=china&topic=export-controls&sort=-salience";
    let page = server.json(&format!("/v1/claims?limit=3&{query}"));
    let arguments = json!({"actor": "china", "topic": ["export-controls"], "sort": "-salience", "limit": 3});
    let found = call(&server, "search_claims", &arguments);
    assert_eq!((&found["total"], ids(&found)), (&page["total"], ids(&page)));
    assert_eq!(found["query"], page["query"]);
    let (short, whole) = (&found["data"][0], &page["data"][0]);
    for field in ["statement", "asserted_by", "attribution", "certainty", "kind"] {
        assert_eq!(short[field], whole[field], "{field}");
    }
    assert!(short["url"].as_str().unwrap().ends_with(whole["links"]["page"].as_str().unwrap()));
    assert!(whole["evidence"].as_array().unwrap().contains(&short["evidence"][0]));
    let counted = call(&server, "count_claims", &json!({"actor": "china", "facet": "topic", "facet_limit": 5}));
    assert_eq!(counted["facets"], server.json("/v1/claims?actor=china&facet=topic&facet_limit=5")["facets"]);
    let matrix = call(&server, "count_claims", &json!({"rows": "asserted_by", "columns": "topic", "rows_limit": 4}));
    assert_eq!(matrix["cells"], server.json("/v1/claims/matrix?rows=asserted_by&columns=topic&rows_limit=4")["cells"]);
    let timeline = call(&server, "count_claims", &json!({"interval": "month"}));
    assert_eq!(timeline["data"], server.json("/v1/claims/timeline?interval=month")["data"]);
    let related = call(&server, "related_claims", &json!({"id": "us-china-ai-dominance-2025-055"}));
    let expected = server.json("/v1/claims/us-china-ai-dominance-2025-055/related");
    assert_eq!(
        (&related["total"], &related["data"][0]["relation"]),
        (&expected["total"], &expected["data"][0]["relation"])
    );
    assert_eq!(related["data"][0]["claim"]["id"], expected["data"][0]["claim"]["id"]);
    let whole = call(&server, "get_claims", &json!({"id": "us-china-ai-dominance-2025-055"}));
    assert_eq!(whole["data"][0], server.json("/v1/claims/us-china-ai-dominance-2025-055"));
    let about = call(&server, "dataset_info", &json!({}));
    assert_eq!(about["counts"], server.json("/v1/dataset")["counts"]);
    assert!(about["scope"].as_str().unwrap().contains(&about["counts"]["claims"].to_string()));
}

#[test]
fn long_answers_are_cut_and_go_on_without_a_gap() {
    let server = Server::built_in();
    let total = usize::try_from(server.json("/v1/claims?limit=0")["total"].as_u64().unwrap()).unwrap();
    let walk = |tool: &str, arguments: &Value| {
        let (mut seen, mut cursor, mut pages) = (vec![], Value::Null, 0);
        loop {
            let mut asked = arguments.clone();
            if cursor.is_string() {
                asked["cursor"] = cursor;
            }
            let answer = call(&server, tool, &asked);
            seen.extend(ids(&answer).into_iter().map(str::to_owned));
            (cursor, pages) = (answer["page"]["next_cursor"].clone(), pages + 1);
            if cursor.is_null() {
                return (seen, pages);
            }
        }
    };
    let (seen, pages) = walk("search_claims", &json!({"limit": 200, "sort": "position"}));
    let expected = ids_of(&server, "/v1/claims?limit=200&sort=position");
    assert_eq!((seen.len(), seen == expected), (total, true));
    assert!(pages > 4, "{pages}");
    let (mut seen, pages) = walk("get_claims", &json!({"id": &expected[..60]}));
    seen.sort();
    assert_eq!(
        seen,
        expected[..60].iter().cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    );
    assert!(pages > 2, "{pages}");
    let (seen, _) = walk("changes", &json!({"since": "0", "limit": 200}));
    assert_eq!(seen.len(), total);
    let refused = refusal(&server, "count_claims", &json!({"interval": "day"}));
    assert_eq!(
        (&refused["status"], &refused["errors"][0]["parameter"]),
        (&json!(400), &json!("interval")),
        "{refused}"
    );
}

#[test]
fn many_quotes_are_verified_in_parts() {
    let server = Server::built_in();
    let claims = server.json("/v1/claims?limit=90&sort=id");
    let quotes: Vec<Value> = claims["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|claim| json!({"text": claim["evidence"][0]["quote"], "speaker": claim["asserted_by"]["id"]}))
        .collect();
    let (mut verified, mut cursor) = (vec![], Value::Null);
    loop {
        let mut arguments = json!({"quotes": quotes});
        if cursor.is_string() {
            arguments["cursor"] = cursor;
        }
        let answer = call(&server, "verify_quotes", &arguments);
        verified.extend(answer["quotes"].as_array().unwrap().clone());
        cursor = answer["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    let texts = |quotes: &[Value]| quotes.iter().map(|quote| quote["text"].clone()).collect::<Vec<_>>();
    assert_eq!(texts(&verified), texts(&quotes));
    assert!(verified.iter().all(|quote| quote["match"] == "exact" || quote["match"] == "too_short"));
}

#[rstest]
#[case("search_claims", json!({"actor": "chnia"}), "actor", Some("china"))]
#[case("search_claims", json!({"actr": "china"}), "actr", Some("actor"))]
#[case("search_claims", json!({"date_from": "20250723"}), "date_from", Some("2025-07-23"))]
#[case("search_claims", json!({"text_language": "xx"}), "text_language", None)]
#[case("search_claims", json!({"cursor": "abc"}), "cursor", None)]
#[case("search_claims", json!({"limit": 0, "actor": {"id": "china"}}), "actor", None)]
#[case("get_claims", json!({}), "id", None)]
#[case("find_names", json!({}), "q", None)]
#[case("count_claims", json!({"facet": "kind", "interval": "year"}), "interval", None)]
#[case("count_claims", json!({"facet": "knid"}), "facet", Some("kind"))]
#[case("related_claims", json!({}), "id", None)]
#[case("verify_quotes", json!({"quotes": [{"txt": "a"}]}), "/quotes/0/txt", Some("text"))]
#[case("verify_quotes", json!({"text": "a", "cursor": "x"}), "cursor", None)]
#[case("dataset_info", json!({"verbose": true}), "verbose", None)]
#[case("changes", json!({"since": 999}), "since", None)]
fn wrong_arguments_are_explained(
    #[case] tool: &str,
    #[case] arguments: Value,
    #[case] parameter: &str,
    #[case] near: Option<&str>,
) {
    let problem = refusal(&Server::built_in(), tool, &arguments);
    assert_eq!((&problem["status"], &problem["code"]), (&json!(400), &json!("invalid_parameter")), "{problem}");
    let error = &problem["errors"][0];
    assert_eq!((error["parameter"].as_str(), error["did_you_mean"].as_str()), (Some(parameter), near), "{problem}");
    assert!(!problem["request_id"].as_str().unwrap().is_empty());
}

#[test]
fn missing_and_withdrawn_claims_are_listed() {
    let server = Server::built_in();
    let answer = call(&server, "get_claims", &json!({"id": ["us-china-ai-dominance-2025-5", "nothing"]}));
    assert_eq!(answer["did_you_mean"], json!({"us-china-ai-dominance-2025-5": "us-china-ai-dominance-2025-005"}));
    assert_eq!((ids(&answer).len(), answer["missing"].as_array().unwrap().len()), (0, 2));
    let problem = refusal(&server, "related_claims", &json!({"id": "us-china-ai-dominance-2025-5"}));
    assert_eq!((&problem["status"], &problem["code"]), (&json!(404), &json!("claim_not_found")));
}

#[test]
fn resources_are_what_the_api_serves() {
    let server = Server::harbour();
    let read = |uri: &str| {
        let result = ask(&server, "resources/read", &json!({"uri": uri}));
        let contents = result["contents"][0].clone();
        (contents["mimeType"].as_str().unwrap().to_owned(), contents["text"].as_str().unwrap().to_owned())
    };
    let listed = ask(&server, "resources/list", &json!({}));
    let uris: Vec<&str> =
        listed["resources"].as_array().unwrap().iter().map(|one| one["uri"].as_str().unwrap()).collect();
    assert_eq!(uris[0], "isnad://guide");
    for uri in &uris {
        assert!(!read(uri).1.is_empty());
    }
    let id = ids_of(&server, "/v1/claims?limit=1").remove(0);
    let (media_type, claim) = read(&format!("isnad://claim/{id}"));
    assert_eq!(media_type, "application/json");
    assert_eq!(claim, text(&server.get(&format!("/v1/claims/{id}")).body));
    let article = serde_json::from_str::<Value>(&read("isnad://article/harbour-expansion-2024").1).unwrap();
    assert_eq!(article, server.json("/v1/articles/harbour-expansion-2024"));
    assert_eq!(read("isnad://guide").1, text(&server.get("/llms.txt").body));
    let templates = ask(&server, "resources/templates/list", &json!({}));
    assert_eq!(templates["resourceTemplates"].as_array().unwrap().len(), 2);
    for uri in ["isnad://claim/nothing-001", "isnad://article/nothing", "isnad://other", "https://example.org/"] {
        let answer = post(&server, &message("resources/read", &json!({"uri": uri})), &[]).json();
        assert_eq!(answer["error"]["code"], -32002, "{answer}");
        assert!(answer["error"]["data"]["code"].is_string(), "{answer}");
    }
}

#[test]
fn prompts_have_their_arguments() {
    let server = Server::harbour();
    let listed = ask(&server, "prompts/list", &json!({}));
    let names: Vec<&str> =
        listed["prompts"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["brief_with_sources", "check_my_draft"]);
    let arguments = json!({"name": "brief_with_sources", "arguments": {"question": "Who wants the harbour?"}});
    let prompt = ask(&server, "prompts/get", &arguments);
    let said = prompt["messages"][0]["content"]["text"].as_str().unwrap();
    assert!(said.contains("Who wants the harbour?") && said.contains("find_names") && !said.contains('{'), "{said}");
    let missing = post(&server, &message("prompts/get", &json!({"name": "check_my_draft"})), &[]).json();
    assert_eq!(missing["error"]["code"], -32602, "{missing}");
    assert!(missing["error"]["message"].as_str().unwrap().contains("draft"));
}
