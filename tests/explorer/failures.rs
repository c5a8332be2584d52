//! Errors: pages for people, problem documents for programs, the same status for both.

use rstest::rstest;

use super::support::{Server, text};

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

#[rstest]
#[case("/nowhere", 404, "nowhere")]
#[case("/claims/harbour-expansion-2024-999", 404, "harbour-expansion-2024-")]
#[case("/actors/fishermn", 404, "/actors/fishermen")]
#[case("/topics/prts", 404, "/topics/ports")]
#[case("/articles/none", 404, "none")]
#[case("/?actor=fishermn", 400, "fishermen")]
#[case("/?colour=red", 400, "colour")]
#[case("/?cursor=broken", 400, "cursor")]
#[case("/dataset?q=x", 400, "lang")]
fn a_browser_gets_a_page_and_a_program_a_problem(#[case] path: &str, #[case] status: u16, #[case] told: &str) {
    let server = Server::harbour();
    let page = server.ask("GET", path, &[BROWSER]);
    assert_eq!((page.status, page.header("content-type")), (status, "text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "no-store");
    let html = text(&page.body);
    assert!(html.contains(told) || told == "nowhere", "{path}");
    assert!(html.contains("name=\"robots\" content=\"noindex") && html.contains(page.header("request-id")));
    let problem = server.get(path);
    assert_eq!((problem.status, problem.header("content-type")), (status, "application/problem+json"));
}

#[test]
fn the_api_answers_browsers_too_with_problems() {
    let server = Server::harbour();
    for path in ["/v1/claims?x=1", "/v1/nowhere", "/openapi.yaml", "/docs/nowhere", "/health/nowhere"] {
        assert_eq!(server.ask("GET", path, &[BROWSER]).header("content-type"), "application/problem+json", "{path}");
    }
}

#[test]
fn a_page_is_read_only() {
    let server = Server::harbour();
    for path in ["/", "/claims/harbour-expansion-2024-001", "/dataset"] {
        let answer = server.ask("DELETE", path, &[BROWSER]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{path}");
    }
}
