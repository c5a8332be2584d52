//! The built-in corpus, as `isnad serve` serves it in an empty folder.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Server;

fn all_claims(server: &Server) -> Vec<Value> {
    let mut claims = Vec::new();
    let mut path = "/v1/claims?sort=id&limit=200".to_owned();
    loop {
        let page = server.json(&path);
        claims.extend(page["data"].as_array().unwrap().clone());
        match page["page"]["next_cursor"].as_str() {
            Some(next) => path = format!("/v1/claims?sort=id&limit=200&cursor={next}"),
            None => return claims,
        }
    }
}

fn identifiers(server: &Server, list: &str) -> BTreeSet<String> {
    let page = server.json(&format!("/v1/{list}?limit=200"));
    page["data"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_first_query_of_the_readme_returns_the_expected_claims() {
    let server = Server::built_in();
    let page = server.json("/v1/claims?actor=nvidia&topic=export-controls&date_from=2025-07");
    let statements: Vec<_> =
        page["data"].as_array().unwrap().iter().map(|claim| claim["statement"]["en"].as_str().unwrap()).collect();
    assert!(
        statements
            .contains(&"In July 2025 Jensen Huang announced that Nvidia would resume selling H20 chips to China."),
        "{statements:#?}"
    );
    assert!(statements.contains(&"Nvidia's B200 chips were smuggled into China."), "{statements:#?}");
    for claim in page["data"].as_array().unwrap() {
        assert!(claim["actors"].as_array().unwrap().iter().any(|a| a["actor"]["id"] == "nvidia"));
        assert!(claim["claim_date"]["latest"].as_str().unwrap() >= "2025-07-01");
    }
}

#[test]
fn every_claim_has_both_languages_and_repeats_no_mistranslation() {
    let server = Server::built_in();
    let claims = all_claims(&server);
    assert!(claims.len() > 140, "{} claims", claims.len());
    for claim in &claims {
        let id = &claim["id"];
        let (en, ar) = (claim["statement"]["en"].as_str().unwrap(), claim["statement"]["ar"].as_str().unwrap());
        assert!(en.ends_with('.') && ar.ends_with('.'), "{id}");
        assert!(ar.chars().any(|c| ('\u{621}'..='\u{64A}').contains(&c)), "{id}");
        assert!(!en.to_lowercase().contains("amnesty") && !ar.contains("العفو"), "{id} states a mistranslation");
        let quotes = claim["evidence"].as_array().unwrap();
        let misleads = quotes.iter().any(|span| span["quote"].as_str().unwrap().contains("منظمة العفو"));
        assert!(!misleads || claim.get("translation_note").is_some(), "{id} has no note");
    }
}

#[test]
fn expected_actors_and_topics_exist() {
    let server = Server::built_in();
    let actors = identifiers(&server, "actors");
    for id in [
        "china",
        "united-states",
        "trump-administration",
        "donald-trump",
        "nvidia",
        "huawei",
        "financial-times",
        "li-qiang",
        "jensen-huang",
        "deepseek",
    ] {
        assert!(actors.contains(id), "{id}");
    }
    assert!(!actors.iter().any(|id| id.contains("amnesty")));
    let topics = identifiers(&server, "topics");
    for id in [
        "export-controls",
        "us-china-ai-rivalry",
        "international-ai-cooperation",
        "ai-chips",
        "national-security",
        "trade-policy",
    ] {
        assert!(topics.contains(id), "{id}");
    }
}

#[test]
fn relative_dates_resolve_to_the_expected_edtf_values() {
    let expected = [
        ("في نهاية هذا الأسبوع", "2025-07-26/2025-07-27"),
        ("منذ ذلك الحين", "2025-07-26/2025-07-29"),
        ("من الأسبوع الماضي", "2025-07-21/2025-07-27"),
        ("الأسبوع الماضي", "2025-07-21/2025-07-27"),
        ("في الأشهر الثلاثة منذ دخول ضوابط التصدير", "2025-04/2025-07"),
        ("في وقت سابق من هذا الشهر", "2025-07"),
        ("في وقت سابق من هذا العام", "2025-01/2025-07"),
        ("هذا العام", "2025"),
        ("هذا الأسبوع", "2025-07-28/2025-08-03"),
        ("في 12 أغسطس", "2025-08-12"),
    ];
    let claims = all_claims(&Server::built_in());
    for (expression, edtf) in expected {
        let dates: BTreeSet<_> = claims
            .iter()
            .filter(|claim| claim["claim_date"]["expression"] == expression)
            .map(|claim| claim["claim_date"]["edtf"].as_str().unwrap())
            .collect();
        assert_eq!(dates, BTreeSet::from([edtf]), "{expression}");
    }
}

#[test]
fn reported_claims_have_an_attribution_chain_with_cues() {
    let server = Server::built_in();
    let page = server.json("/v1/claims?asserted_by=financial-times&topic=chip-smuggling&limit=200");
    assert!(page["total"].as_u64().unwrap() >= 4);
    for claim in page["data"].as_array().unwrap() {
        let chain: Vec<_> =
            claim["attribution"].as_array().unwrap().iter().map(|link| link["actor"]["id"].as_str().unwrap()).collect();
        assert_eq!(chain, ["us-china-ai-dominance-2025-article", "financial-times"], "{}", claim["id"]);
        assert!(claim["attribution"][1]["cue"].is_string());
    }
}

fn statements(server: &Server, query: &str) -> Vec<String> {
    let page = server.json(&format!("/v1/claims?limit=200&sort=id&{query}"));
    page["data"].as_array().unwrap().iter().map(|claim| claim["statement"]["en"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn utterances_are_found_by_the_day_they_were_made() {
    let server = Server::built_in();
    let week = "date_from=2025-07-21&date_to=2025-07-27&date_field=asserted";
    let trump = statements(&server, &format!("asserted_by=donald-trump&{week}"));
    assert!(trump.contains(&"The United States is the country that started the AI race.".to_owned()), "{trump:#?}");
    assert!(trump.contains(&"The United States will win the AI race.".to_owned()), "{trump:#?}");
    let with_administration = format!("asserted_by=donald-trump&asserted_by=trump-administration&{week}");
    assert!(statements(&server, &with_administration).len() >= 10);
}

#[test]
fn china_is_an_actor_of_what_is_said_about_it() {
    let server = Server::built_in();
    assert!(!statements(&server, "actor=china&topic=ai-action-plans").is_empty());
    let about: BTreeSet<String> = statements(&server, "about=china").into_iter().collect();
    let controls = statements(&server, "topic=export-controls");
    let aimed: Vec<_> = controls.into_iter().filter(|statement| statement.contains("to China")).collect();
    assert!(aimed.len() > 10, "{aimed:#?}");
    for statement in aimed {
        assert!(about.contains(&statement), "{statement}");
    }
}

#[test]
fn a_topic_has_only_claims_that_speak_of_it() {
    let server = Server::built_in();
    let security = statements(&server, "topic=national-security");
    assert!(security.len() >= 5);
    for statement in security {
        assert!(["security", "military"].iter().any(|word| statement.contains(word)), "{statement}");
    }
}
