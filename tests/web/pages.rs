//! Every page: size, security policy, links, and the same results as the API.

use std::collections::BTreeSet;

use crate::support::{Response, Server, harbour, text};

/// Pages of the test dataset.
pub const PAGES: [&str; 15] = [
    "/",
    "/?kind=state&q=harbour",
    "/claims/harbour-expansion-2024-001",
    "/actors",
    "/actors/fishermen",
    "/topics",
    "/topics/ports",
    "/articles",
    "/articles/harbour-expansion-2024",
    "/about",
    "/compare",
    "/compare?a=fishermen&b=port-authority",
    "/actors?q=port",
    "/articles?sort=-published",
    "/changes",
];

const MAX_PAGE_BYTES: usize = 75_000;

/// The unescaped values of an attribute.
pub fn attributes(html: &str, name: &str) -> Vec<String> {
    let mark = format!(" {name}=\"");
    let values = html.split(mark.as_str()).skip(1).filter_map(|rest| rest.split('"').next());
    values.map(|value| value.replace("&#38;", "&").replace("&amp;", "&").replace("&#39;", "'")).collect()
}

pub fn page(server: &Server, path: &str) -> String {
    let response = server.get(path);
    assert_eq!(response.status, 200, "{path}: {}", text(&response.body));
    text(&response.body)
}

/// The claim identifiers of the cards on a page.
pub fn cards(html: &str) -> Vec<String> {
    html.split("<article class=\"card\" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn pages_are_small_complete_and_have_a_strict_policy() {
    for (server, pages) in [
        (Server::harbour(), PAGES.to_vec()),
        (Server::built_in(), vec!["/", "/?q=chips", "/actors", "/topics", "/articles/us-china-ai-dominance-2025"]),
    ] {
        for path in pages {
            for language in ["en", "ar"] {
                let mark = if path.contains('?') { '&' } else { '?' };
                let path = format!("{path}{mark}lang={language}");
                let response = server.get(&path);
                assert_eq!(
                    (response.status, response.header("content-type")),
                    (200, "text/html; charset=utf-8"),
                    "{path}"
                );
                assert!(response.body.len() < MAX_PAGE_BYTES, "{path}: {} bytes", response.body.len());
                let policy = response.header("content-security-policy");
                for rule in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'"] {
                    assert!(policy.contains(rule), "{path}: {policy}");
                }
                assert!(!policy.contains("unsafe"), "{policy}");
                let html = text(&response.body);
                assert!(html.ends_with("</html>"), "{path}");
                assert!(!html.contains(" style=\"") && !html.contains(" onclick"), "{path}");
                for scheme in ["src=\"http", "src=\"//", "@import"] {
                    assert!(!html.contains(scheme), "{path}: {scheme}");
                }
            }
        }
    }
}

#[test]
fn every_link_of_every_page_works() {
    let server = Server::harbour();
    let mut links = BTreeSet::new();
    for path in PAGES {
        for link in attributes(&page(&server, path), "href") {
            let local = link.strip_prefix(server.address()).unwrap_or(&link).to_owned();
            if local.starts_with('/') {
                links.insert(local.split('#').next().unwrap().to_owned());
            }
        }
    }
    assert!(links.len() > 80, "{} links", links.len());
    for link in links {
        let status = server.get(&link).status;
        assert!([200, 301].contains(&status), "{status} {link}");
    }
}

#[test]
fn the_search_page_shows_the_results_of_the_api() {
    let server = Server::harbour();
    for query in
        ["", "kind=state", "actor=fishermen", "topic=ports&sort=date", "q=harbour", "certainty=hedged", "limit=2"]
    {
        let (html, response) = (page(&server, &format!("/?{query}")), server.json(&format!("/v1/claims?{query}")));
        let expected: Vec<String> =
            response["data"].as_array().unwrap().iter().map(|claim| claim["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(cards(&html), expected, "{query}");
        assert!(html.contains(&format!("data-total=\"{}\"", response["total"])), "{query}");
        assert!(attributes(&html, "href").iter().any(|link| link.starts_with("/v1/claims")), "{query}");
    }
}

#[test]
fn next_links_lead_through_all_claims() {
    let server = Server::harbour();
    let total = server.json("/v1/claims")["total"].as_u64().unwrap();
    let (mut path, mut seen) = ("/?limit=2&lang=en".to_owned(), BTreeSet::new());
    loop {
        let html = page(&server, &path);
        seen.extend(cards(&html));
        let Some(next) = html.split("class=\"next\" href=\"").nth(1) else { break };
        path = next.split('"').next().unwrap().replace("&#38;", "&");
        assert!(path.contains("lang=en") && path.contains("limit=2"), "{path}");
    }
    assert_eq!(seen.len() as u64, total);
}

#[test]
fn empty_form_fields_are_redirected_away() {
    let response = Server::harbour().get("/?q=&actor=fishermen&date_from=&sort=-date");
    assert_eq!((response.status, response.header("location")), (302, "/?actor=fishermen&sort=-date"));
}

#[test]
fn matching_words_are_highlighted_and_user_input_is_escaped() {
    let server = Server::built_in();
    assert!(page(&server, "/?q=chips&lang=en").contains("<mark>chips</mark>"));
    assert!(page(&server, "/?q=%D8%B1%D9%82%D8%A7%D8%A6%D9%82&lang=ar").contains("<mark>"));
    let html = page(&server, "/?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22&lang=en");
    assert!(!html.contains("<script>alert"));
    assert!(
        html.contains("value=\"&#60;script&#62;alert(1)&#60;/script&#62;&#34;\""),
        "the input keeps what was typed"
    );
}

#[test]
fn empty_results_suggest_relaxations() {
    let server = Server::built_in();
    let html = page(&server, "/?actor=tesla&kind=prediction&lang=en");
    assert!(cards(&html).is_empty());
    let relaxations = html.split("class=\"relaxations\"").nth(1).unwrap().split("</ul>").next().unwrap();
    let total = |query: &str| server.json(&format!("/v1/claims?{query}"))["total"].to_string();
    assert!(relaxations.contains(&format!("<span>{} claims</span>", total("kind=prediction"))), "{relaxations}");
    assert!(relaxations.contains("Tesla") && relaxations.contains("prediction"), "{relaxations}");
    let html = page(&server, "/?actor=tesla&kind=prediction&q=xylophone&lang=en");
    assert!(html.contains("but with each one alone"), "no single filter is the cause");
}

#[test]
fn the_page_of_a_claim_has_evidence_citations_and_data() {
    let server = Server::harbour();
    let id = "harbour-expansion-2024-001";
    let (html, claim) = (page(&server, &format!("/claims/{id}?lang=en")), server.json(&format!("/v1/claims/{id}")));
    assert!(html.contains("Quote verified"), "the text was given at seeding");
    for field in [&claim["statement"]["en"], &claim["statement"]["ar"], &claim["evidence"][0]["quote"]] {
        assert!(html.contains(field.as_str().unwrap()), "{field}");
    }
    for (format, media_type, mark) in [
        ("jsonld", "application/ld+json", "\"@graph\""),
        ("bib", "application/x-bibtex; charset=utf-8", "@misc{harbour-expansion-2024-001,"),
        ("csl.json", "application/vnd.citationstyles.csl+json", "\"type\": \"document\""),
    ] {
        let response = server.get(&format!("/claims/{id}.{format}"));
        assert_eq!((response.status, response.header("content-type")), (200, media_type));
        assert!(text(&response.body).contains(mark), "{format}");
    }
    let embedded =
        html.split("<script type=\"application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(embedded).unwrap()["@graph"].is_array());
}

#[test]
fn links_to_csv_are_for_spreadsheets() {
    let server = Server::harbour();
    for (path, csv) in [
        ("/?kind=event", "/v1/claims.csv?kind=event&excel=true"),
        ("/actors/port-authority", "/v1/claims.csv?actor=port-authority&excel=true"),
        ("/about", "/v1/dataset/claims.csv?excel=true"),
    ] {
        let html = page(&server, path);
        // Links in the head are for machines.
        let links = attributes(html.split_once("<body>").unwrap().1, "href");
        let links: Vec<_> = links.iter().map(|link| link.replace("&amp;", "&").replace("&#38;", "&")).collect();
        let found: Vec<_> = links.iter().filter(|link| link.contains("claims.csv")).collect();
        assert!(!found.is_empty() && found.iter().all(|link| *link == csv), "{path}: {found:?}");
        assert!(server.get(csv).body.starts_with("\u{FEFF}id,".as_bytes()), "{csv}");
    }
}

#[test]
fn the_text_around_a_quote_is_shown_if_the_article_text_is_available() {
    let article = std::fs::read_to_string(harbour("texts").join("harbour-expansion-2024.txt")).unwrap();
    let server = Server::harbour();
    for claim in server.json("/v1/claims")["data"].as_array().unwrap() {
        let id = claim["id"].as_str().unwrap();
        let html = page(&server, &format!("/claims/{id}?lang=ar"));
        let annotation = server.json(&format!("/v1/claims/{id}/annotation"));
        for (at, span) in claim["evidence"].as_array().unwrap().iter().enumerate() {
            assert!(span.get("prefix").is_none() && span.get("suffix").is_none(), "context is not part of the claim");
            let words = &annotation["target"][at]["selector"][0];
            assert!(words["prefix"] != "" && words["suffix"] != "", "{id}: empty context is left out");
            let side = |name: &str| words[name].as_str().unwrap_or_default();
            let (prefix, quote, suffix) = (side("prefix"), span["quote"].as_str().unwrap(), side("suffix"));
            assert!(article.contains(&format!("{prefix}{quote}{suffix}")), "{id}: {words}");
            assert!([prefix, suffix].iter().all(|side| side.chars().count() <= 120), "{id}: {words}");
            assert!(html.contains(&format!("{prefix}<mark class=\"exact\">{quote}</mark>{suffix}")), "{id}");
        }
    }
    let server = Server::built_in();
    let id = "us-china-ai-dominance-2025-055";
    let html = page(&server, &format!("/claims/{id}?lang=en"));
    assert!(!html.contains("class=\"exact\"") && html.contains("the words around the quote are not shown"));
    assert!(server.json(&format!("/v1/claims/{id}/annotation"))["target"][0]["selector"][0].get("prefix").is_none());
}

#[test]
fn an_article_lists_its_claims_in_reading_order() {
    let server = Server::built_in();
    let mut seen = Vec::new();
    for part in 1..=7 {
        let html = page(&server, &format!("/articles/us-china-ai-dominance-2025?part={part}&lang=en"));
        let links = html.split("class=\"statement\" href=\"/claims/").skip(1);
        seen.extend(links.map(|rest| rest.split(['"', '?']).next().unwrap().to_owned()));
    }
    assert_eq!(seen.len() as u64, server.json("/v1/claims")["total"].as_u64().unwrap());
    let start = |id: &String| server.json(&format!("/v1/claims/{id}"))["evidence"][0]["start"].as_u64().unwrap();
    assert!(start(&seen[0]) <= start(&seen[1]) && start(&seen[0]) < start(seen.last().unwrap()));
    assert_eq!(server.get("/articles/us-china-ai-dominance-2025?part=8").status, 400);
}

#[test]
fn assets_are_immutable_and_named_by_their_content() {
    let server = Server::harbour();
    let html = page(&server, "/");
    let assets: Vec<String> = [attributes(&html, "href"), attributes(&html, "src")]
        .concat()
        .into_iter()
        .filter(|link| link.starts_with("/assets/"))
        .collect();
    assert_eq!(assets.len(), 2, "{assets:?}");
    for asset in assets {
        let response = server.get(&asset);
        assert_eq!(response.status, 200, "{asset}");
        assert!(response.header("cache-control").contains("immutable"));
        assert!(!text(&response.body).contains("http://") && !text(&response.body).contains("https://"), "{asset}");
        let (stem, _) = asset.split_once('.').unwrap();
        assert_eq!(server.get(&format!("{stem}.0000000000.css")).status, 404);
    }
}

#[test]
fn pages_are_revalidated_by_language() {
    let server = Server::harbour();
    let fetch = |language: &str, tag: &str| -> Response {
        server.request("GET", "/topics", &[("accept-language", language), ("if-none-match", tag)])
    };
    let english = fetch("en", "\"none\"");
    assert_eq!(english.status, 200);
    let tag = english.header("etag").to_owned();
    let vary = english.header("vary").to_lowercase();
    assert!(vary.contains("accept-language") && vary.contains("accept-encoding"), "{vary}");
    let known = fetch("en", &tag);
    assert_eq!((known.status, known.body.len()), (304, 0));
    assert!(known.header("vary").to_lowercase().contains("accept-language"));
    assert_eq!(fetch("ar", &tag).status, 200);
}
