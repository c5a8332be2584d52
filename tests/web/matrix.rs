//! The heat map.

use rstest::rstest;

use super::pages::{attributes, page};
use super::records::example;
use crate::support::Server;

/// The number of claims that a search page finds.
fn total(html: &str) -> u64 {
    attributes(html, "data-total")[0].parse().unwrap()
}

#[rstest]
#[case(Server::built_in(), "/matrix?lang=en")]
#[case(Server::built_in(), "/matrix?rows=actor&columns=year&actor=china&lang=ar")]
#[case(Server::built_in(), "/matrix?rows=topic&columns=month&topic=export-controls&date_from=2025&lang=en")]
#[case(example(), "/matrix?rows=publisher&columns=kind&lang=en")]
fn a_cell_has_as_many_claims_as_the_search_that_it_links_to(#[case] server: Server, #[case] path: &str) {
    let html = page(&server, path);
    let cells = html.split("<td class=\"shade-").skip(1).map(|cell| cell.split("</td>").next().unwrap());
    let cells: Vec<&str> = cells.filter(|cell| cell.contains("href")).collect();
    assert!(cells.len() > 3, "{html}");
    for cell in cells.iter().take(12) {
        let count = cell.split("\">").nth(2).unwrap().split('<').next().unwrap();
        let link = attributes(cell, "href")[0].replace("&#38;", "&");
        assert_eq!(total(&page(&server, &link)).to_string(), count, "{link}");
    }
}

#[test]
fn the_heat_map_is_linked_from_the_menu_and_from_results() {
    let server = Server::built_in();
    assert!(page(&server, "/about?lang=ar").contains(">خريطة حرارية</a>"));
    let results = page(&server, "/?topic=chip-smuggling&sort=-salience&lang=en");
    let link = results.split("These claims as a heat map").next().unwrap().rsplit("href=\"").next().unwrap();
    let link = link.split('"').next().unwrap().replace("&#38;", "&");
    assert_eq!(link, "/matrix?topic=chip-smuggling&lang=en");
    let claims = server.json("/v1/claims?topic=chip-smuggling&limit=0")["total"].clone();
    assert!(page(&server, &link).contains(&format!("<span class=\"count\">{claims} claims</span>")));
}

#[test]
fn a_filter_of_yes_or_no_is_shown_in_words() {
    let server = Server::built_in();
    for (language, word) in [("en", "yes"), ("ar", "نعم")] {
        let html = page(&server, &format!("/?has_translation_note=true&lang={language}"));
        let applied = html.split("class=\"applied\"").nth(1).unwrap().split("</ul>").next().unwrap();
        assert!(applied.contains(word) && !applied.contains(">true<"), "{applied}");
    }
}
