//! The language of a page: how it is chosen, and that the page and its links keep to it.

use rstest::rstest;

use super::pages::{PAGES, attributes};
use crate::support::{Server, text};

#[rstest]
#[case("/", "", "en")]
#[case("/", "ar-SA, en;q=0.5", "ar")]
#[case("/", "de, en;q=0.5", "en")]
#[case("/?lang=ar", "en", "ar")]
#[case("/?lang=en", "ar", "en")]
fn the_lang_parameter_takes_precedence_over_the_header(
    #[case] path: &str,
    #[case] accepted: &str,
    #[case] expected: &str,
) {
    let response = Server::harbour().request("GET", path, &[("accept-language", accepted)]);
    let direction = if expected == "ar" { "rtl" } else { "ltr" };
    assert_eq!(response.header("content-language"), expected);
    assert!(text(&response.body).contains(&format!("<html lang=\"{expected}\" dir=\"{direction}\">")));
}

#[test]
fn pages_are_not_mixed_up_between_languages_and_hosts() {
    let server = Server::harbour();
    for accepted in ["en", "ar", "en", "ar"] {
        for coding in ["gzip", "identity"] {
            let response =
                server.request("GET", "/topics", &[("accept-language", accepted), ("accept-encoding", coding)]);
            assert_eq!(response.header("content-language"), accepted);
        }
    }
    let named = |host: &str| text(&server.request("GET", "/topics", &[("host", host)]).body);
    assert!(named("claims.example").contains("http://claims.example/topics"));
    assert!(!named("other.example").contains("claims.example"));
    assert!(!named("evil\"><script").contains("evil"));
}

#[test]
fn every_page_is_in_the_requested_language() {
    let server = Server::harbour();
    for path in PAGES {
        let mark = if path.contains('?') { '&' } else { '?' };
        for (language, search, other) in [("en", "API", "العربية"), ("ar", "واجهة البرمجة", "English")]
        {
            let html = text(&server.get(&format!("{path}{mark}lang={language}")).body);
            assert!(html.contains(search) && html.contains(other), "{path} {language}");
        }
    }
}

#[test]
fn links_to_pages_keep_the_chosen_language_and_links_to_the_api_do_not() {
    let server = Server::harbour();
    for path in PAGES {
        let mark = if path.contains('?') { '&' } else { '?' };
        let html = text(&server.get(&format!("{path}{mark}lang=ar")).body);
        let body = html.split("<body>").nth(1).unwrap();
        for link in attributes(body, "href").iter().filter(|link| link.starts_with('/')) {
            let for_programs = ["/v1", "/docs", "/openapi", "/llms.txt"].iter().any(|start| link.starts_with(start));
            let is_file = link.contains(".bib") || link.contains(".jsonld") || link.contains(".csl");
            assert_eq!(link.contains("lang="), !for_programs && !is_file, "{path}: {link}");
        }
    }
}

#[test]
fn unknown_languages_are_rejected() {
    let response = Server::harbour().request("GET", "/?lang=fr", &[("accept", "text/html")]);
    assert_eq!(response.status, 400);
    assert!(text(&response.body).contains("en, ar"));
}
