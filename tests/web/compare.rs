//! The comparison of two actors.

use super::pages::{attributes, cards, page};
use super::records::example;
use crate::support::Server;

#[test]
fn claims_that_contradict_each_other_are_shown_whichever_states_it() {
    let server = example();
    for (a, b, relation) in [
        ("president-cooperative", "maire", "Contradicts"),
        ("maire", "president-cooperative", "Contradicted by"),
        ("mareline", "president-cooperative", "Contradicts"),
    ] {
        let html = page(&server, &format!("/compare?a={a}&b={b}&lang=en"));
        let pairs = html.split("class=\"against\"").nth(1).unwrap().split("</ul>").next().unwrap();
        assert!(pairs.contains(&format!("<span class=\"relation contradicts\">{relation}</span>")), "{pairs}");
        let claims: Vec<String> = attributes(pairs, "href")
            .iter()
            .map(|link| link["/claims/".len()..].split('?').next().unwrap().to_owned())
            .collect();
        for (claim, actor) in claims.iter().zip([a, b].into_iter().cycle()) {
            assert_eq!(server.json(&format!("/v1/claims/{claim}"))["asserted_by"]["id"], actor, "{claim}");
        }
    }
    let html = page(&server, "/compare?a=maire&b=etat&lang=en");
    assert!(html.contains("No claim of one is recorded as contradicting a claim of the other."));
}

#[test]
fn each_claim_is_in_one_place_and_on_the_topic() {
    let server = example();
    for query in ["a=maire&b=president-cooperative", "a=maire&b=usine-maremotrice&topic=peche"] {
        let html = page(&server, &format!("/compare?{query}&lang=en"));
        let shown = cards(&html);
        let distinct: std::collections::BTreeSet<_> = shown.iter().collect();
        assert!(!shown.is_empty() && distinct.len() == shown.len(), "{query}: {shown:?}");
        if query.contains("topic") {
            let on_topic = server.json("/v1/claims?topic=peche&limit=200")["data"].clone();
            let is_on_topic = |id: &String| on_topic.as_array().unwrap().iter().any(|claim| claim["id"] == id.as_str());
            assert!(shown.iter().all(is_on_topic), "{query}: {shown:?}");
        }
    }
}

#[test]
fn an_actor_is_found_by_its_name_and_the_page_links_by_identifier() {
    let server = Server::built_in();
    let html = page(&server, "/compare?a=%D8%A5%D9%86%D9%81%D9%8A%D8%AF%D9%8A%D8%A7&b=China&lang=en");
    assert!(html.contains("/compare?a=nvidia&#38;b=china"), "the canonical address");
    let html = page(&server, "/compare?a=nowhere-at-all&b=china&lang=en");
    assert!(html.contains("No actor has this name."));
    assert!(page(&server, "/compare?a=china&b=china&lang=en").contains("Choose two different actors."));
    assert_eq!(server.get("/compare?a=china&b=nvidia&topic=nowhere").status, 400);
}

#[test]
fn an_empty_comparison_suggests_some_that_work() {
    for server in [Server::built_in(), example(), Server::harbour()] {
        let html = page(&server, "/compare?lang=en");
        let suggested: Vec<String> =
            attributes(&html, "href").into_iter().filter(|link| link.starts_with("/compare?a=")).collect();
        assert!(!suggested.is_empty());
        for link in suggested {
            assert!(page(&server, &link).contains("id=\"side-2\""), "{link}");
        }
    }
}

#[test]
fn both_timelines_have_the_same_periods() {
    let server = example();
    let html = page(&server, "/compare?a=maire&b=president-cooperative&lang=en");
    let chart = html.split("class=\"timeline pair\"").nth(1).unwrap().split("</figure>").next().unwrap();
    assert_eq!(chart.matches("<svg").count(), 2);
    let counts = |svg: &str| -> u64 {
        attributes(svg, "aria-label")
            .iter()
            .filter_map(|label| label.rsplit(": ").next()?.split(' ').next()?.parse::<u64>().ok())
            .sum()
    };
    for (svg, actor) in chart.split("<svg").skip(1).zip(["maire", "president-cooperative"]) {
        let field = if chart.contains("date of publication") { "published" } else { "event" };
        let interval = if svg.contains("date_from=2025-") { "month" } else { "year" };
        let timeline =
            server.json(&format!("/v1/claims/timeline?asserted_by={actor}&interval={interval}&date_field={field}"));
        let total: u64 =
            timeline["data"].as_array().unwrap().iter().map(|bucket| bucket["count"].as_u64().unwrap()).sum();
        assert_eq!(counts(svg), total, "{actor}");
    }
}
