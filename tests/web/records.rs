//! The lists of actors, topics and articles, the pages of records, and the page about the dataset.

use std::collections::BTreeSet;

use isnad::formats::Format;
use rstest::rstest;
use tempfile::TempDir;

use super::pages::{attributes, cards, page};
use crate::support::Server;

/// The example dataset: three articles in French and Persian.
pub fn example() -> Server {
    Server::start_with(TempDir::new().unwrap(), &["--from", concat!(env!("CARGO_MANIFEST_DIR"), "/examples/estuaire")])
}

/// The addresses of a page's links that begin with `start`.
fn links(html: &str, start: &str) -> Vec<String> {
    let main = html.split("<main").nth(1).unwrap();
    attributes(main, "href").into_iter().filter(|link| link.starts_with(start)).collect()
}

/// The identifiers that a list of the API has on its first page.
fn listed(server: &Server, query: &str) -> Vec<String> {
    let data = server.json(query)["data"].clone();
    data.as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}

#[rstest]
#[case("actors", "", "sort=-claims&limit=60")]
#[case("actors", "sort=name", "sort=name&limit=60")]
#[case("actors", "kind=person", "kind=person&sort=-claims&limit=60")]
#[case("actors", "q=mar", "q=mar&limit=60")]
#[case("articles", "", "sort=-claims")]
#[case("articles", "sort=-published", "sort=-published")]
#[case("articles", "language=fr&published_from=2025-05-20", "language=fr&published_from=2025-05-20&sort=-claims")]
#[case("topics", "q=mar", "q=mar")]
fn a_list_shows_what_the_api_lists(#[case] list: &str, #[case] typed: &str, #[case] query: &str) {
    let server = example();
    let html = page(&server, &format!("/{list}?{typed}"));
    let prefix = format!("/{list}/");
    let shown: Vec<String> =
        links(&html, &prefix).iter().map(|link| link[prefix.len()..].split('?').next().unwrap().to_owned()).collect();
    assert_eq!(shown, listed(&server, &format!("/v1/{list}?{query}")), "{typed}");
}

#[test]
fn pages_of_a_list_visit_every_record_once() {
    let server = Server::built_in();
    let total = server.json("/v1/actors?limit=0")["total"].as_u64().unwrap();
    let (mut path, mut seen) = ("/actors?lang=en".to_owned(), Vec::new());
    loop {
        let html = page(&server, &path);
        seen.extend(links(&html, "/actors/"));
        let Some(next) = html.split("class=\"next\" href=\"").nth(1) else { break };
        path = next.split('"').next().unwrap().replace("&#38;", "&");
    }
    assert_eq!(seen.len() as u64, total);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len() as u64, total);
    assert_eq!(server.get("/actors?page=99").status, 400);
}

#[test]
fn a_list_without_matches_leads_to_the_claims_with_these_words() {
    let server = example();
    let html = page(&server, "/actors?q=xylophone&lang=en");
    assert!(html.contains("Nothing in this list matches."));
    assert!(links(&html, "/?").contains(&"/?q=xylophone&lang=en".to_owned()));
}

#[test]
fn empty_fields_of_a_list_form_are_redirected_away() {
    let response = example().get("/articles?q=&publisher=&sort=-published");
    assert_eq!((response.status, response.header("location")), (302, "/articles?sort=-published"));
}

#[test]
fn an_article_in_the_list_has_one_title_its_publisher_and_its_date() {
    let server = example();
    for language in ["en", "ar"] {
        let html = page(&server, &format!("/articles?lang={language}"));
        for article in server.json("/v1/articles")["data"].as_array().unwrap() {
            assert!(html.contains(article["publisher"].as_str().unwrap()), "{article}");
            let titles = article["title"].as_object().unwrap().values();
            let shown = titles.filter(|title| html.contains(&title.as_str().unwrap().replace('\'', "&#39;"))).count();
            assert_eq!(shown, 1, "{article}");
        }
    }
}

#[test]
fn each_claim_of_an_actor_is_in_one_section() {
    for server in [Server::harbour(), example()] {
        for actor in server.json("/v1/actors?limit=200")["data"].as_array().unwrap() {
            let id = actor["id"].as_str().unwrap();
            let html = page(&server, &format!("/actors/{id}?lang=en"));
            let all = actor["claim_counts"]["total"].as_u64().unwrap();
            let mut found = 0;
            for section in html.split("<section class=\"part\" id=\"").skip(1) {
                let count = section.split("class=\"count\">").nth(1).unwrap().split(' ').next().unwrap();
                found += count.parse::<u64>().unwrap();
                assert!(!cards(section.split("</section>").next().unwrap()).is_empty(), "{id}: an empty section");
            }
            assert_eq!(found, all, "{id}");
            let shown = cards(&html);
            assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), shown.len(), "{id}: {shown:?}");
        }
    }
}

#[test]
fn the_links_to_all_claims_of_a_section_find_as_many() {
    let server = example();
    for id in ["usine-maremotrice", "mareline", "pecheurs"] {
        let html = page(&server, &format!("/actors/{id}?lang=en"));
        for section in html.split("<section class=\"part\" id=\"").skip(1) {
            let count = section.split("class=\"count\">").nth(1).unwrap().split(' ').next().unwrap();
            if let Some(more) = section.split("class=\"more\"><a href=\"/?").nth(1) {
                let query = more.split('"').next().unwrap().replace("&#38;", "&").replace("&lang=en", "");
                assert_eq!(server.json(&format!("/v1/claims?limit=0&{query}"))["total"].to_string(), count, "{query}");
            }
        }
    }
}

#[test]
fn a_network_is_drawn_for_three_neighbours_or_more() {
    let server = example();
    for actor in server.json("/v1/actors?limit=200")["data"].as_array().unwrap() {
        let html = page(&server, &format!("/actors/{}?lang=en", actor["id"].as_str().unwrap()));
        let neighbours = links(&html, "/?all_actors=").len();
        assert_eq!(html.contains("<svg class=\"network\""), neighbours >= 3, "{}: {neighbours}", actor["id"]);
    }
}

#[test]
fn the_picture_of_an_actor_is_part_of_the_network_of_its_claims() {
    let (server, mut drawn) = (example(), 0);
    for actor in server.json("/v1/actors?limit=200")["data"].as_array().unwrap() {
        let id = actor["id"].as_str().unwrap();
        let html = page(&server, &format!("/actors/{id}?lang=en"));
        let Some(picture) = html.split("<svg class=\"network\"").nth(1) else { continue };
        let picture = picture.split("</svg>").next().unwrap();
        let network = server.json(&format!("/v1/claims/network?actor={id}&limit=17"));
        let shown = links(&html, "/?all_actors=");
        let shown: BTreeSet<&str> = shown.iter().map(|link| link.split(['=', '&']).nth(3).unwrap()).collect();
        let edges = network["edges"].as_array().unwrap().iter();
        let between =
            edges.filter(|edge| ["source", "target"].iter().all(|end| shown.contains(edge[end].as_str().unwrap())));
        assert_eq!(picture.matches("class=\"spoke\"").count(), shown.len(), "{id}");
        assert_eq!(picture.matches("<line").count(), shown.len() + between.count(), "{id}");
        for node in
            network["nodes"].as_array().unwrap().iter().filter(|node| shown.contains(node["id"].as_str().unwrap()))
        {
            let other = node["id"].as_str().unwrap();
            let total = server.json(&format!("/v1/claims?all_actors={id}&all_actors={other}&limit=0"))["total"].clone();
            assert_eq!(total, node["count"], "{id} {other}");
        }
        drawn += 1;
    }
    assert!(drawn > 3);
}

#[test]
fn the_bar_of_an_article_shows_the_whole_text_and_marks_the_part() {
    let server = Server::built_in();
    let total = usize::try_from(server.json("/v1/claims?limit=0")["total"].as_u64().unwrap()).unwrap();
    for part in [1, 4, 7] {
        let html = page(&server, &format!("/articles/us-china-ai-dominance-2025?part={part}&lang=en"));
        let marks = |class: &str| html.matches(&format!("<rect class=\"{class}\" x=")).count();
        assert_eq!((marks("part"), marks("other") + marks("span")), (1, total), "part {part}");
        assert_eq!(marks("span"), if part == 7 { total - 150 } else { 25 });
    }
    let html = page(&example(), "/articles/karaneh-vesque-2025?lang=en");
    assert!(!html.contains("<rect class=\"part\""), "an article on one page has no parts");
}

#[test]
fn the_page_of_a_claim_leads_with_the_attribution_and_says_each_thing_once() {
    let server = Server::built_in();
    let html = page(&server, "/claims/us-china-ai-dominance-2025-055?lang=ar");
    assert!(html.find("class=\"chain\"").unwrap() < html.find("<h1").unwrap());
    assert_eq!(html.matches("class=\"statement\"").count(), 1);
    assert!(!html.contains("1,903–1,978"), "a range would show its ends in reverse order");
    assert!(html.contains("من الحرف 1,903 إلى الحرف 1,978"));
    assert!(html.contains("id=\"citation\""));
    assert!(!html.contains("class=\"report\""), "this dataset names no address");
}

#[test]
fn a_claim_is_cited_in_the_language_of_its_statement() {
    for (server, id, language) in
        [(Server::built_in(), "us-china-ai-dominance-2025-055", "ar"), (example(), "echo-pecheurs-2025-005", "en")]
    {
        let html = page(&server, &format!("/claims/{id}?lang=ar"));
        assert!(html.contains(&format!("<span id=\"citation\" lang=\"{language}\"")), "{id}");
    }
}

#[test]
fn errors_are_reported_to_the_address_of_the_dataset() {
    let server = example();
    let html = page(&server, "/claims/echo-pecheurs-2025-005?lang=en");
    let report = attributes(&html, "href").into_iter().find(|link| link.starts_with("mailto:")).unwrap();
    assert!(
        report.starts_with("mailto:corrections@port-vesque.example?subject=echo-pecheurs-2025-005&body=http"),
        "{report}"
    );
}

#[test]
fn topics_without_claims_are_not_shown() {
    let server = example();
    for topic in server.json("/v1/topics?limit=200")["data"].as_array().unwrap() {
        let html = page(&server, &format!("/topics/{}?lang=en", topic["id"].as_str().unwrap()));
        assert!(!html.contains(">0 claims<") && !html.contains(">0<"), "{}", topic["id"]);
    }
}

#[rstest]
#[case("en", "The Isnad project", "machine translation", "One article is no sample")]
#[case("ar", "مشروع إسناد", "ترجمة آلية", "المقال الواحد ليس عيّنة")]
fn the_about_page_tells_who_made_the_dataset_how_and_what_it_lacks(
    #[case] language: &str,
    #[case] creator: &str,
    #[case] method: &str,
    #[case] limitation: &str,
) {
    let server = Server::built_in();
    let html = page(&server, &format!("/about?lang={language}"));
    for expected in [creator, method, limitation, "CC-BY-4.0", "(100%)"] {
        assert!(html.contains(expected), "{expected}");
    }
    assert!(page(&server, "/dataset").contains("/about\""), "the former address names the new one");
}

#[test]
fn the_api_says_who_made_the_dataset() {
    let server = example();
    let dataset = server.json("/v1/dataset");
    assert_eq!(dataset["creator"]["name"]["en"], "The Isnad project");
    assert_eq!(dataset["contact"], "corrections@port-vesque.example");
    assert!(dataset["method"]["fr"].is_string() && dataset["limitations"]["en"].is_string());
    let package = server.json("/v1/dataset/datapackage.json");
    assert_eq!(package["contributors"][0]["title"], "The Isnad project");
    let guide = String::from_utf8(server.get("/llms.txt").body).unwrap();
    assert!(guide.contains("- Limitations: Nothing in it is true"));
    assert!(server.json("/v1/dataset")["creator"].get("url").is_none());
}

#[test]
fn pages_have_typed_links_to_what_describes_them() {
    let server = Server::built_in();
    let id = "us-china-ai-dominance-2025-055";
    let links = |html: &str| -> Vec<(String, String)> {
        let tags = html.split("<link rel=\"").skip(1);
        let pair = |tag: &str| {
            (
                tag.split('"').next().unwrap().to_owned(),
                tag.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned(),
            )
        };
        tags.map(pair).collect()
    };
    let claim = links(&page(&server, &format!("/claims/{id}?lang=ar")));
    for (relation, end) in [
        ("cite-as", format!("/claims/{id}")),
        ("describedby", format!("/v1/claims/{id}")),
        ("type", "https://schema.org/Claim".to_owned()),
        ("license", "licenses/by/4.0/".to_owned()),
    ] {
        assert!(claim.iter().any(|(known, href)| known == relation && href.ends_with(&end)), "{relation}: {claim:?}");
    }
    let about = links(&page(&server, "/about"));
    let items: Vec<&String> = about.iter().filter(|(relation, _)| relation == "item").map(|(_, href)| href).collect();
    let names = ["claims.csv", "claims.ndjson", "claims.parquet", "claims.sqlite"].into_iter();
    let expected = names.filter(|name| Format::is_served(name)).map(|name| format!("/v1/dataset/{name}"));
    assert_eq!(items, expected.collect::<Vec<_>>().iter().collect::<Vec<_>>());
    let described = about.iter().filter(|(relation, _)| relation == "describedby").map(|(_, href)| href);
    for href in items.into_iter().chain(described) {
        assert_eq!(server.get(href).status, 200, "{href}");
    }
}

#[test]
fn croissant_has_the_columns_of_the_table() {
    let server = example();
    let croissant = server.json("/v1/dataset/croissant.json");
    assert_eq!(croissant["conformsTo"], "http://mlcommons.org/croissant/1.1");
    let fields = croissant["recordSet"][0]["field"].as_array().unwrap();
    let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
    let csv = String::from_utf8(server.get("/v1/dataset/claims.csv").body).unwrap();
    assert_eq!(csv.lines().next().unwrap(), names.join(","));
}
