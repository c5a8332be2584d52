//! The two languages: which one a reader gets, and that a page is in it.

use rstest::rstest;

use super::pages::{PAGES, attributes};
use super::support::{Server, text};

#[rstest]
#[case("/", "", "en")]
#[case("/", "ar-SA, en;q=0.5", "ar")]
#[case("/", "de, en;q=0.5", "en")]
#[case("/?lang=ar", "en", "ar")]
#[case("/?lang=en", "ar", "en")]
fn the_address_decides_before_the_browser(#[case] path: &str, #[case] accepted: &str, #[case] expected: &str) {
    let answer = Server::harbour().ask("GET", path, &[("accept-language", accepted)]);
    let direction = if expected == "ar" { "rtl" } else { "ltr" };
    assert_eq!(answer.header("content-language"), expected);
    assert!(text(&answer.body).contains(&format!("<html lang=\"{expected}\" dir=\"{direction}\">")));
}

#[test]
fn one_reader_is_not_given_the_page_of_another() {
    let server = Server::harbour();
    for accepted in ["en", "ar", "en", "ar"] {
        for coding in ["gzip", "identity"] {
            let answer = server.ask("GET", "/topics", &[("accept-language", accepted), ("accept-encoding", coding)]);
            assert_eq!(answer.header("content-language"), accepted);
        }
    }
    let named = |host: &str| text(&server.ask("GET", "/topics", &[("host", host)]).body);
    assert!(named("claims.example").contains("http://claims.example/topics"));
    assert!(!named("other.example").contains("claims.example"));
    assert!(!named("evil\"><script").contains("evil"));
}

#[test]
fn every_page_is_said_in_the_language_it_names() {
    let server = Server::harbour();
    for path in PAGES {
        let mark = if path.contains('?') { '&' } else { '?' };
        for (language, search, other) in [("en", "API", "العربية"), ("ar", "الواجهة البرمجية", "English")]
        {
            let html = text(&server.get(&format!("{path}{mark}lang={language}")).body);
            assert!(html.contains(search) && html.contains(other), "{path} {language}");
        }
    }
}

#[test]
fn a_chosen_language_stays_in_every_link_to_a_page_and_in_none_to_the_api() {
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
fn a_language_that_there_is_not_is_refused() {
    let answer = Server::harbour().ask("GET", "/?lang=fr", &[("accept", "text/html")]);
    assert_eq!(answer.status, 400);
    assert!(text(&answer.body).contains("en, ar"));
}
