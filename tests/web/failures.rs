//! Errors: pages for people, problem documents for programs, the same status for both.

use rstest::rstest;

use super::support::{Server, harbour, seed, text};

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

#[rstest]
#[case("/nowhere", "لا شيء هنا", "no such route")]
#[case("/claims/none", "لا وجود لهذا الادعاء", "claim \"none\" not found")]
#[case("/actors/none", "لا وجود لهذا الطرف", "actor \"none\" not found")]
#[case("/topics/none", "لا وجود لهذا الموضوع", "topic \"none\" not found")]
#[case("/articles/none", "لا وجود لهذا المقال", "article \"none\" not found")]
#[case("/?colour=red", "هذا العنوان يطلب ما لا وجود له", "there is no such parameter")]
fn an_arabic_page_tells_an_error_in_arabic_and_marks_what_is_english(
    #[case] path: &str,
    #[case] title: &str,
    #[case] technical: &str,
) {
    let server = Server::harbour();
    let page = server.ask("GET", path, &[BROWSER, ("accept-language", "ar")]);
    let html = text(&page.body);
    assert!(html.contains(&format!("<h1>{title}</h1>")) && html.contains(&format!("<title>{title} ·")), "{path}");
    let (said, detail) = html.split("<main").nth(1).unwrap().split_once("lang=\"en\" dir=\"ltr\"").unwrap();
    let detail = detail.replace("&#34;", "\"");
    assert!(!said.contains(technical) && detail.contains(technical), "{path}: {detail}");
}

#[test]
fn who_is_turned_away_at_the_door_gets_a_page_too() {
    let folder = tempfile::TempDir::new().unwrap();
    seed(&harbour("seed"), None, &folder.path().join("isnad.db"));
    let server = Server::start_with(folder, &["--rate-limit", "1", "--rate-burst", "1"]);
    let arabic = [BROWSER, ("accept-language", "ar")];
    let far = format!("/?q={}", "a".repeat(17_000));
    let long = server.ask("GET", &far, &arabic);
    assert_eq!((long.status, long.header("content-type")), (414, "text/html; charset=utf-8"));
    assert!(text(&long.body).contains("العنوان أطول مما ينبغي"));
    let turned_away = (0..5).map(|_| server.ask("GET", "/topics", &arabic)).find(|page| page.status == 429).unwrap();
    assert_eq!(turned_away.header("content-type"), "text/html; charset=utf-8");
    assert!(!turned_away.header("retry-after").is_empty() && turned_away.header("cache-control") == "no-store");
    assert!(text(&turned_away.body).contains("طلبات أكثر من المسموح"));
    assert_eq!(server.get(&far).header("content-type"), "application/problem+json");
}
