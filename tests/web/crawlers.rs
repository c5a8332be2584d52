//! Sitemap, `robots.txt`, page heads and absolute links.

use std::fmt::Write;

use tempfile::TempDir;

use super::pages::attributes;
use crate::support::{Server, copy, harbour, isnad, seed, text};

#[test]
fn the_sitemap_lists_every_page_and_each_exists() {
    let server = Server::harbour();
    let robots = text(&server.get("/robots.txt").body);
    let sitemap = robots.lines().find_map(|line| line.strip_prefix("Sitemap: ")).unwrap();
    let response = server.get(sitemap.strip_prefix(server.address()).unwrap());
    assert_eq!(response.header("content-type"), "application/xml; charset=utf-8");
    let xml = text(&response.body);
    let locations: Vec<&str> = xml.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap()).collect();
    let dataset = server.json("/v1/dataset");
    let counted: u64 =
        ["claims", "actors", "topics", "articles"].iter().map(|list| dataset["counts"][list].as_u64().unwrap()).sum();
    assert_eq!(locations.len() as u64, counted + 9);
    for location in locations {
        assert_eq!(server.get(location.strip_prefix(server.address()).unwrap()).status, 200, "{location}");
    }
}

#[test]
fn page_heads_link_to_the_canonical_address_other_languages_and_data() {
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
    assert!(text(&server.get("/?q=harbour").body).contains("noindex"), "search results are not indexed");
}

#[test]
fn the_icon_is_served_at_the_paths_that_browsers_request() {
    let server = Server::harbour();
    assert_eq!(server.get("/favicon.svg").header("content-type"), "image/svg+xml");
    let old = server.get("/favicon.ico");
    assert_eq!((old.status, old.header("location")), (301, "/favicon.svg"));
}

/// The locations of a sitemap.
fn locations(xml: &str) -> Vec<&str> {
    xml.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap()).collect()
}

#[test]
fn large_sitemaps_are_split_into_files() {
    let folder = TempDir::new().unwrap();
    copy(&harbour("seed"), &folder.path().join("seed"));
    let actors = folder.path().join("seed/actors.jsonl");
    let mut lines = std::fs::read_to_string(&actors).unwrap();
    for n in 0..50_000 {
        writeln!(lines, r#"{{"id":"actor-{n}","kind":"person","name":{{"en":"A {n}","ar":"ط {n}"}}}}"#).unwrap();
    }
    std::fs::write(actors, lines).unwrap();
    seed(&folder.path().join("seed"), None, &folder.path().join("isnad.db"));
    let server = Server::start(folder);
    let index = text(&server.get("/sitemap.xml").body);
    assert!(index.contains("<sitemapindex ") && index.ends_with("</sitemapindex>"), "{index}");
    let files = locations(&index);
    assert_eq!(files, ["/sitemap-1.xml", "/sitemap-2.xml"].map(|file| format!("{}{file}", server.address())));
    let listed: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let xml = text(&server.get(file.strip_prefix(server.address()).unwrap()).body);
            assert!(xml.contains("<urlset ") && xml.len() < 50 << 20, "{file}");
            assert!(locations(&xml).len() <= 50_000, "{file}");
            locations(&xml).into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let counts = &server.json("/v1/dataset")["counts"];
    let counted: u64 =
        ["claims", "actors", "topics", "articles"].iter().map(|list| counts[list].as_u64().unwrap()).sum();
    assert_eq!(listed.iter().collect::<std::collections::BTreeSet<_>>().len() as u64, counted + 9, "each once");
    assert_eq!(listed.len() as u64, counted + 9);
    assert!(listed.last().unwrap().ends_with("/claims/harbour-expansion-2024-005"), "claims come last");
    for none in ["/sitemap-0.xml", "/sitemap-3.xml", "/sitemap-x.xml", "/sitemap-99999999999999999999.xml"] {
        assert_eq!(server.get(none).status, 404, "{none}");
    }
}

#[test]
fn absolute_links_use_the_public_url() {
    let folder = TempDir::new().unwrap();
    seed(&harbour("seed"), None, &folder.path().join("isnad.db"));
    let server = Server::start_with(folder, &["--public-url", "https://claims.example/"]);
    let fetch = |path: &str| text(&server.request("GET", path, &[("host", "inside:8080")]).body);
    let html = fetch("/claims/harbour-expansion-2024-001");
    let whole = "https://claims.example/claims/harbour-expansion-2024-001";
    for expected in [
        format!("<link rel=\"canonical\" href=\"{whole}\">"),
        format!("hreflang=\"ar\" href=\"{whole}?lang=ar\""),
        format!("<meta property=\"og:url\" content=\"{whole}\">"),
        "<meta property=\"og:image\" content=\"https://claims.example/assets/share.".to_owned(),
        "curl &#39;https://claims.example/v1/claims/".to_owned(),
    ] {
        assert!(html.contains(&expected), "{expected}");
    }
    assert!(!html.contains("inside:8080"));
    assert!(fetch("/robots.txt").ends_with("Sitemap: https://claims.example/sitemap.xml\n"));
    assert!(locations(&fetch("/sitemap.xml")).iter().all(|location| location.starts_with("https://claims.example/")));
}

#[test]
fn forwarded_schemes_are_believed_from_trusted_proxies_only() {
    let canonical = |options: &[&str]| {
        let folder = TempDir::new().unwrap();
        seed(&harbour("seed"), None, &folder.path().join("isnad.db"));
        let server = Server::start_with(folder, options);
        let headers = [("host", "claims.example"), ("x-forwarded-proto", "https")];
        let html = text(&server.request("GET", "/topics", &headers).body);
        html.split("<link rel=\"canonical\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(canonical(&[]), "http://claims.example/topics");
    assert_eq!(canonical(&["--trusted-proxy", "10.0.0.0/8"]), "http://claims.example/topics");
    assert_eq!(canonical(&["--trusted-proxy", "127.0.0.0/8"]), "https://claims.example/topics");
    assert_eq!(canonical(&["--trusted-proxy", "127.0.0.1"]), "https://claims.example/topics");
}

#[test]
fn invalid_public_urls_are_rejected() {
    for url in [
        "claims.example",
        "ftp://claims.example",
        "https://",
        "https://a.example/a//b",
        "https://a.example/a?b",
        "https://a b",
    ] {
        let output = isnad(&["serve", "--public-url", url]);
        assert_eq!(output.status.code(), Some(2), "{url}");
        assert!(text(&output.stderr).contains("such as https://news.example/data/isnad"), "{url}");
    }
}

#[test]
fn link_previews_have_an_image() {
    let server = Server::harbour();
    let html = text(&server.get("/topics?lang=ar").body);
    let image = attributes(&html, "content").into_iter().find(|content| content.contains("/assets/share.")).unwrap();
    let response = server.get(image.strip_prefix(server.address()).unwrap());
    assert_eq!((response.status, response.header("content-type")), (200, "image/png"));
    assert!(response.body.len() < 50_000, "{} bytes", response.body.len());
    let size = |at: usize| u32::from_be_bytes(response.body[at..at + 4].try_into().unwrap());
    assert_eq!((size(16), size(20)), (1200, 630), "as the head of the page says");
    assert!(html.contains("og:image:width\" content=\"1200\"") && html.contains("og:image:height\" content=\"630\""));
}
