//! What search engines and link previews find.

use super::support::{Server, text};

#[test]
fn the_sitemap_lists_every_page_that_stays_and_each_is_there() {
    let server = Server::harbour();
    let robots = text(&server.get("/robots.txt").body);
    let sitemap = robots.lines().find_map(|line| line.strip_prefix("Sitemap: ")).unwrap();
    let answer = server.get(sitemap.strip_prefix(server.address()).unwrap());
    assert_eq!(answer.header("content-type"), "application/xml; charset=utf-8");
    let xml = text(&answer.body);
    let places: Vec<&str> = xml.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap()).collect();
    let dataset = server.json("/v1/dataset");
    let counted: u64 =
        ["claims", "actors", "topics", "articles"].iter().map(|of| dataset["counts"][of].as_u64().unwrap()).sum();
    assert_eq!(places.len() as u64, counted + 5);
    for place in places {
        assert_eq!(server.get(place.strip_prefix(server.address()).unwrap()).status, 200, "{place}");
    }
}

#[test]
fn a_page_names_itself_its_languages_and_its_data_in_its_head() {
    let server = Server::harbour();
    let path = "/claims/harbour-expansion-2024-001";
    let html = text(&server.get(path).body);
    let head = html.split("</head>").next().unwrap();
    let whole = format!("{}{path}", server.address());
    for expected in [
        format!("<link rel=\"canonical\" href=\"{whole}\">"),
        format!("hreflang=\"ar\" href=\"{whole}?lang=ar\""),
        format!("<meta property=\"og:url\" content=\"{whole}\">"),
        "<meta property=\"og:type\" content=\"article\">".to_owned(),
        "<script type=\"application/ld+json\">".to_owned(),
        format!("type=\"application/json\" title=\"JSON\" href=\"/v1{path}\""),
    ] {
        assert!(head.contains(&expected), "{expected}");
    }
    assert!(!head.contains("noindex"));
    assert!(text(&server.get("/?q=harbour").body).contains("noindex"), "the combinations of filters have no end");
}

#[test]
fn the_icon_is_where_browsers_look() {
    let server = Server::harbour();
    assert_eq!(server.get("/favicon.svg").header("content-type"), "image/svg+xml");
    let old = server.get("/favicon.ico");
    assert_eq!((old.status, old.header("location")), (301, "/favicon.svg"));
}
