//! Errors: pages for browsers and problem documents for API clients, with the same status.

use rstest::rstest;

use crate::support::{Server, harbour, seed, text};

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

#[rstest]
#[case("/nowhere", 404, "Page not found")]
#[case("/claims/harbour-expansion-2024-999", 404, "harbour-expansion-2024-")]
#[case("/actors/fishermn", 404, "/actors/fishermen")]
#[case("/topics/prts", 404, "/topics/ports")]
#[case("/articles/none", 404, "none")]
#[case("/?actor=fishermn", 400, "fishermen")]
#[case("/?kind=colour", 400, "colour")]
#[case("/?cursor=broken", 400, "cursor")]
#[case("/dataset?lang=x", 400, "lang")]
fn browsers_get_error_pages_and_api_clients_problem_documents(
    #[case] path: &str,
    #[case] status: u16,
    #[case] expected: &str,
) {
    let server = Server::harbour();
    let page = server.request("GET", path, &[BROWSER]);
    assert_eq!((page.status, page.header("content-type")), (status, "text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "no-store");
    let html = text(&page.body);
    assert!(html.contains(expected), "{path}");
    assert!(html.contains("name=\"robots\" content=\"noindex") && html.contains(page.header("request-id")));
    let problem = server.get(path);
    assert_eq!((problem.status, problem.header("content-type")), (status, "application/problem+json"));
}

#[test]
fn api_paths_return_problem_documents_to_browsers_too() {
    let server = Server::harbour();
    for path in ["/v1/claims?x=1", "/v1/nowhere", "/openapi.yaml", "/docs/nowhere", "/health/nowhere"] {
        assert_eq!(
            server.request("GET", path, &[BROWSER]).header("content-type"),
            "application/problem+json",
            "{path}"
        );
    }
}

#[test]
fn pages_are_read_only() {
    let server = Server::harbour();
    for path in ["/", "/claims/harbour-expansion-2024-001", "/about"] {
        let response = server.request("DELETE", path, &[BROWSER]);
        assert_eq!((response.status, response.header("allow")), (405, "GET, HEAD"), "{path}");
    }
}

#[rstest]
#[case("/nowhere", "الصفحة غير موجودة", "no such route")]
#[case("/claims/none", "الادعاء غير موجود", "claim \"none\" not found")]
#[case("/actors/none", "الطرف غير موجود", "actor \"none\" not found")]
#[case("/topics/none", "الموضوع غير موجود", "topic \"none\" not found")]
#[case("/articles/none", "المقال غير موجود", "article \"none\" not found")]
#[case("/?kind=colour", "بحث غير صالح", "is not one of the accepted values")]
fn arabic_error_pages_mark_technical_details_as_english(
    #[case] path: &str,
    #[case] title: &str,
    #[case] technical: &str,
) {
    let server = Server::harbour();
    let page = server.request("GET", path, &[BROWSER, ("accept-language", "ar")]);
    let html = text(&page.body);
    assert!(html.contains(&format!("<h1>{title}</h1>")) && html.contains(&format!("<title>{title} ·")), "{path}");
    let (message, detail) = html.split("<main").nth(1).unwrap().split_once("lang=\"en\" dir=\"ltr\"").unwrap();
    let detail = detail.replace("&#34;", "\"");
    assert!(!message.contains(technical) && detail.contains(technical), "{path}: {detail}");
}

#[test]
fn rejected_requests_get_error_pages_too() {
    let folder = tempfile::TempDir::new().unwrap();
    seed(&harbour("seed"), None, &folder.path().join("isnad.db"));
    let server = Server::start_with(folder, &["--rate-limit", "1", "--rate-burst", "1"]);
    let arabic = [BROWSER, ("accept-language", "ar")];
    let long_uri = format!("/?q={}", "a".repeat(17_000));
    let long = server.request("GET", &long_uri, &arabic);
    assert_eq!((long.status, long.header("content-type")), (414, "text/html; charset=utf-8"));
    assert!(text(&long.body).contains("العنوان طويل جدًا"));
    let rejected = (0..5).map(|_| server.request("GET", "/topics", &arabic)).find(|page| page.status == 429).unwrap();
    assert_eq!(rejected.header("content-type"), "text/html; charset=utf-8");
    assert!(!rejected.header("retry-after").is_empty() && rejected.header("cache-control") == "no-store");
    assert!(text(&rejected.body).contains("طلبات كثيرة جدًا"));
    assert_eq!(server.get(&long_uri).header("content-type"), "application/problem+json");
}
