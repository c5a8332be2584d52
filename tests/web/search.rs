//! The start page and the search page: cards, filters, numbered pages, the timeline, and what is left out.

use serde_json::json;
use tempfile::TempDir;

use super::pages::attributes;
use crate::support::{Server, text};

const CLAIMS: usize = 50;

/// A dataset in one language whose claims have no date of their own, and differ in nothing but asserter, words and article.
fn uniform() -> Server {
    let folder = TempDir::new().unwrap();
    let actors = ["Mayor Vale", "Harbour Board"].map(|name| {
        let id = name.to_lowercase().replace(' ', "-");
        json!({"id": id, "name": {"en": name}, "kind": "person"}).to_string() + "\n"
    });
    std::fs::write(folder.path().join("actors.jsonl"), actors.concat()).unwrap();
    for (month, publisher) in [(3, "The Courier"), (4, "The Gazette")] {
        let article = folder.path().join(format!("articles/report-{month}"));
        std::fs::create_dir_all(&article).unwrap();
        let about = json!({"id": format!("report-{month}"), "title": {"en": format!("Report of month {month}")},
            "publisher": publisher, "published": format!("2024-0{month}-15"), "language": "en", "voice": "harbour-board"});
        std::fs::write(article.join("article.json"), about.to_string()).unwrap();
        let claims = (0..CLAIMS / 2).map(|number| {
            let statement = format!("Quay {month}{number:02} was closed");
            let claim = json!({"id": format!("report-{month}-{number:03}"), "statement": {"en": statement},
                "asserted_by": "mayor-vale", "attribution": [{"actor": "mayor-vale", "cue": "said"}], "speech": "direct",
                "evidence": [{"quote": statement, "part": "content"}]});
            claim.to_string() + "\n"
        });
        std::fs::write(article.join("claims.jsonl"), claims.collect::<String>()).unwrap();
    }
    Server::start_with(TempDir::new().unwrap(), &["--from", folder.path().to_str().unwrap()])
}

fn page(server: &Server, path: &str) -> String {
    let response = server.get(path);
    assert_eq!(response.status, 200, "{path}: {}", text(&response.body));
    text(&response.body)
}

/// The links with a relation: `next`, `last`.
fn link(html: &str, relation: &str) -> Option<String> {
    let before = html.split(&format!("\" rel=\"{relation}\"")).next().filter(|before| before.len() < html.len())?;
    Some(before.rsplit("href=\"").next()?.replace("&#38;", "&"))
}

fn between<'h>(html: &'h str, start: &str, end: &str) -> &'h str {
    html.split(start).nth(1).unwrap_or_else(|| panic!("no {start}")).split(end).next().unwrap()
}

#[test]
fn pages_say_where_they_are_and_lead_everywhere() {
    let server = uniform();
    let html = page(&server, "/?q=closed&page=2&lang=en");
    assert!(html.contains("<p class=\"range\">21 to 40 of 50</p>"));
    for (relation, expected) in [("prev", None), ("next", Some("3")), ("first", None), ("last", None)] {
        let found = link(between(&html, "<nav class=\"pages\"", "</nav>"), relation);
        let number =
            found.as_deref().and_then(|link| link.split("page=").nth(1)).map(|rest| rest.split('&').next().unwrap());
        assert_eq!(number, expected, "{relation}");
        assert!(found.is_none_or(|link| link.contains("q=closed") && link.contains("lang=en")), "{relation}");
    }
    let mut seen = Vec::new();
    for number in 1..=3 {
        let html = page(&server, &format!("/?sort=id&page={number}"));
        seen.extend(
            html.split("<article class=\"card\" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()),
        );
    }
    let all = server.json("/v1/claims?sort=id&limit=200");
    let all: Vec<_> = all["data"].as_array().unwrap().iter().map(|claim| claim["id"].as_str().unwrap()).collect();
    assert_eq!(seen, all);
    let error = server.request("GET", "/?sort=id&page=4", &[("accept", "text/html")]);
    assert_eq!(error.status, 400);
    assert!(attributes(&text(&error.body), "href").contains(&"/?sort=id&page=3".to_owned()));
}

#[test]
fn a_card_names_its_source_and_who_says_it_before_the_statement() {
    let server = uniform();
    let html = page(&server, "/?q=closed&lang=en");
    let card = between(&html, "<article class=\"card\"", "</article>");
    let at = |part: &str| card.find(part).unwrap_or_else(|| panic!("no {part} in {card}"));
    let order = ["The ", "Published ", "15 ", "Report of month", "Mayor Vale", "class=\"statement\""].map(at);
    assert!(order.is_sorted(), "{card}");
    assert!(card.contains("<q>Quay"), "the asserter's own words are in quotation marks");
    let html = page(&Server::harbour(), "/?kind=event&lang=en");
    assert!(html.contains("<article class=\"card\"") && html.contains("In Arabic</summary>"));
}

#[test]
fn what_all_claims_have_in_common_is_left_out() {
    let server = uniform();
    let html = page(&server, "/?q=closed&lang=en");
    for absent in
        ["<blockquote", "class=\"kind\"", "class=\"other\"", "name=\"kind\"", "name=\"certainty\"", "name=\"speech\""]
    {
        assert!(!html.contains(absent), "{absent}");
    }
    assert!(!html.contains("href=\"/topics"), "the dataset has no topics");
    assert!(html.contains("The quotes are recorded without their places in the articles."));
    assert!(html.contains("name=\"publisher\"") && html.contains("name=\"actor\""));
    let varied = page(&Server::built_in(), "/?q=chips&lang=en");
    for present in ["class=\"kind\"", "name=\"kind\"", "name=\"certainty\"", "<blockquote"] {
        assert!(varied.contains(present), "{present}");
    }
    assert!(!varied.contains("<span class=\"count\">0</span>"), "no value without claims");
}

#[test]
fn without_dates_of_claims_the_timeline_counts_by_publication() {
    let server = uniform();
    let html = page(&server, "/?q=closed&lang=en");
    assert!(html.contains("By date of publication"));
    let bars = between(&html, "id=\"timeline\"", "</figure>");
    let bar = attributes(bars, "href").into_iter().find(|href| href.contains("2024-03")).unwrap();
    assert_eq!(bar, "/?q=closed&date_field=published&date_from=2024-03&date_to=2024-03&lang=en");
    assert!(page(&server, &bar).contains("data-total=\"25\""));
    assert!(
        html.contains("placeholder=\"2024-03\"") && html.contains("placeholder=\"2024-04-15\""),
        "dates of the dataset"
    );
    let response = server.get("/?q=closed&date_field=published");
    assert_eq!((response.status, response.header("location")), (302, "/?q=closed"));
    assert!(!page(&Server::built_in(), "/?lang=en").contains("By date of publication"));
}

#[test]
fn the_start_page_has_an_example_questions_with_results_and_the_newest_articles() {
    for server in [uniform(), Server::built_in()] {
        let html = page(&server, "/?lang=en");
        let home = between(&html, "id=\"home\"", "<div class=\"columns\">");
        assert!(home.contains("What a claim looks like") && home.contains("href=\"/claims/"));
        let questions = between(home, "class=\"try\"", "</section>");
        let links = attributes(questions, "href");
        assert!(links.len() >= 2, "{links:?}");
        for (link, entry) in links.iter().zip(questions.split("<li>").skip(1)) {
            let query = link.split_once('?').unwrap().1.replace("&lang=en", "").replace("lang=en", "");
            let total = server.json(&format!("/v1/claims?limit=0&{query}"))["total"].to_string();
            assert!(total != "0" && entry.contains(&format!(">{total} claim")), "{link}: {entry}");
        }
        let newest = attributes(between(home, "class=\"newest\"", "</section>"), "href");
        let sorted = server.json("/v1/articles?sort=-published&limit=4");
        let expected: Vec<_> =
            sorted["data"].as_array().unwrap().iter().map(|article| article["id"].as_str().unwrap()).collect();
        assert_eq!(newest.len(), expected.len());
        assert!(newest.iter().zip(expected).all(|(link, id)| link.starts_with(&format!("/articles/{id}"))));
    }
}

#[test]
fn the_keyboard_reaches_the_first_claim_within_ten_stops() {
    for (server, path) in [(uniform(), "/?q=closed"), (Server::built_in(), "/?q=chips")] {
        let html = page(&server, path);
        let mut before =
            html.split("<body>").nth(1).unwrap().split("<article class=\"card\"").next().unwrap().to_owned();
        // What a closed menu contains is not reached.
        let menu = between(&before, "</summary><ul>", "</details>").to_owned();
        before = before.replace(&menu, "");
        let stops: usize =
            ["<a ", "<button", "<summary", "<select", "<input id"].iter().map(|tag| before.matches(tag).count()).sum();
        assert!(stops < 10, "{path}: {stops} stops before the first claim");
        assert!(html.contains("<a class=\"skip\" href=\"#results\">"));
    }
}

#[test]
fn an_error_links_to_the_query_with_the_suggestion() {
    let server = Server::harbour();
    let error = server.request("GET", "/?q=harbour&actor=fishermn&sort=id", &[("accept", "text/html")]);
    let html = text(&error.body);
    assert!(attributes(&html, "href").contains(&"/?q=harbour&actor=fishermen&sort=id".to_owned()), "{html}");
}

#[test]
fn clearing_the_filters_keeps_the_words() {
    let html = page(&Server::harbour(), "/?q=harbour&kind=state&sort=id");
    let clear = html.split("class=\"clear\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(clear.replace("&#38;", "&"), "/?q=harbour&sort=id");
}
