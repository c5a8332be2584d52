//! The page that verifies the quotations of a draft.

use form_urlencoded::byte_serialize;
use rstest::rstest;

use super::pages::attributes;
use crate::support::{Response, Server, text};

const FORM: &str = "application/x-www-form-urlencoded";
const QUOTE: &str = "ستضاعف التوسعة طاقة الميناء خلال ثلاث سنوات";

fn encode(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

fn post(server: &Server, language: &str, draft: &str) -> Response {
    server.post(&format!("/verify?lang={language}"), FORM, format!("text={}", encode(draft)).as_bytes())
}

/// The page of a draft that was verified.
fn verified(server: &Server, language: &str, draft: &str) -> String {
    let response = post(server, language, draft);
    let html = text(&response.body);
    assert_eq!((response.status, response.header("content-type")), (200, "text/html; charset=utf-8"), "{html}");
    assert_eq!((response.header("cache-control"), response.header("etag")), ("no-store", ""));
    assert!(html.contains("<meta name=\"robots\" content=\"noindex"));
    html
}

/// The classes and texts of the marked parts.
fn marks(html: &str) -> Vec<(&str, &str)> {
    let marks = html.split("<mark class=\"").skip(1).map(|rest| rest.split("</mark>").next().unwrap());
    marks.map(|mark| mark.split_once("\">").unwrap()).collect()
}

/// The classes of the listed quotations, and their HTML.
fn quotations(html: &str) -> Vec<(&str, &str)> {
    let listed = html.split("<li id=\"quote-").skip(1);
    listed.map(|rest| (rest.split("class=\"").nth(1).unwrap().split('"').next().unwrap(), rest)).collect()
}

#[rstest]
#[case::exact(&format!("“{QUOTE}”"), "found", "Found word for word")]
#[case::folded("«ستضاعفُ التوسعه طاقـة الميناء خلال ثلاث سنوات»", "found", "but for marks")]
#[case::partial("“ستضاعف التوسعة طاقة الميناء خلال ثلاث أعوام”", "unsure", "Found in part")]
#[case::too_short("“الميناء”", "unsure", "Too short")]
#[case::none("“not a word of this stands anywhere”", "wrong", "Not found")]
#[case::one_word_altered("“ستضاعف التوسعة طاقة الميناء خلال أربع سنوات”", "wrong", "Not found")]
#[case::as_claimed(&format!("Salma Haddad said: “{QUOTE}”."), "found", "said it or passed it on")]
#[case::other_speaker(&format!("Oasis Port Authority said: “{QUOTE}”."), "wrong", "did not say it")]
fn each_quotation_has_a_colour_and_a_verdict(#[case] draft: &str, #[case] class: &str, #[case] verdict: &str) {
    let html = verified(&Server::harbour(), "en", draft);
    let (marks, listed) = (marks(&html), quotations(&html));
    assert_eq!(marks.iter().map(|mark| mark.0).collect::<Vec<_>>(), [class], "{html}");
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].0, class);
    assert!(listed[0].1.contains(verdict), "{}", listed[0].1);
}

#[rstest]
#[case("en", "ltr", ["Characters 103–146 of 322", "Said by", "Translation note"])]
#[case("ar", "rtl", ["من الحرف 103 إلى الحرف 146 من أصل 322", "القائل", "ملاحظة عن الترجمة"])]
fn a_draft_is_shown_with_its_quotations_and_their_places(
    #[case] language: &str,
    #[case] direction: &str,
    #[case] words: [&str; 3],
) {
    let server = Server::harbour();
    let draft = format!(
        "Salma Haddad said:\r\n“{QUOTE}”.\r\n<b>A sign</b> reads “nothing of the sort”, and: “الكلفة تبلغ 40 مليون دينار”."
    );
    let html = verified(&server, language, &draft);
    assert!(html.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")));
    let found: Vec<_> = marks(&html);
    assert_eq!(
        found,
        [("found", QUOTE), ("wrong", "nothing of the sort"), ("found", "الكلفة تبلغ 40 مليون دينار")],
        "{html}"
    );
    let shown = html.split("<div class=\"draft\"").nth(1).unwrap().split("</div>").next().unwrap();
    assert!(shown.contains("Salma Haddad said:\n“<mark") && shown.contains("&#60;b&#62;A sign&#60;/b&#62;"), "{shown}");
    let listed = quotations(&html);
    assert_eq!(listed.len(), 3);
    for expected in [
        words[0],
        words[1],
        "/articles/harbour-expansion-2024?",
        "/claims/harbour-expansion-2024-002?",
        "/actors/salma-haddad?",
    ] {
        assert!(listed[0].1.contains(expected), "{expected}: {}", listed[0].1);
    }
    assert!(!listed[1].1.contains("/articles/"), "{}", listed[1].1);
    assert!(listed[2].1.contains(words[2]) && listed[2].1.contains("/actors/al-marfa?"), "{}", listed[2].1);
    for link in attributes(&html, "href").into_iter().filter(|link| link.starts_with("/claims/")) {
        assert_eq!(server.get(&link).status, 200, "{link}");
    }
    for id in attributes(shown, "href") {
        assert!(html.contains(&format!("id=\"{}\"", &id[1..])), "{id}");
    }
    let policy = post(&server, language, &draft).header("content-security-policy").to_owned();
    assert!(policy.contains("script-src 'self'") && policy.contains("form-action 'self'"), "{policy}");
    assert!(!html.contains(" style=\"") && !html.contains("<script>"));
}

#[test]
fn words_of_the_article_that_no_claim_quotes_have_a_place_only() {
    let html = verified(&Server::harbour(), "en", "“وكانت صحيفة المرفأ قد نقلت عن مسؤول”");
    let listed = quotations(&html);
    assert_eq!(listed[0].0, "found");
    assert!(listed[0].1.contains("no claim rests on them") && !listed[0].1.contains("Said by"), "{}", listed[0].1);
}

#[test]
fn a_nested_quotation_has_its_own_colour() {
    let html = verified(&Server::harbour(), "en", &format!("“They wrote ‘{QUOTE}’ on every wall”"));
    let classes: Vec<_> = marks(&html).into_iter().map(|(class, words)| (class, words.trim())).collect();
    assert_eq!(classes, [("wrong", "They wrote ‘"), ("found", QUOTE), ("wrong", "’ on every wall")]);
    assert_eq!(quotations(&html).len(), 2);
}

#[test]
fn a_short_text_is_verified_by_its_address() {
    let server = Server::harbour();
    let response = server.get(&format!("/verify?text={}&lang=en", encode(QUOTE)));
    assert_eq!((response.status, response.header("cache-control")), (200, "no-store"));
    let html = text(&response.body);
    assert_eq!(marks(&html), [("found", QUOTE)]);
    assert!(html.contains("verified as one quote") && html.contains("content=\"noindex"));
    let languages: Vec<_> = attributes(&html, "href").into_iter().filter(|link| link.contains("lang=ar")).collect();
    assert!(languages.iter().any(|link| link.starts_with("/verify?text=")), "{languages:?}");
}

#[test]
fn a_long_text_without_quotation_marks_has_no_verdict() {
    let html = verified(&Server::harbour(), "en", &"no marks here ".repeat(100));
    assert!(marks(&html).is_empty() && html.contains("The text has no quotation marks"));
}

#[test]
fn the_empty_form_works_without_script_and_is_linked() {
    let server = Server::harbour();
    for (language, label) in [("en", "Verify quotes"), ("ar", "التحقق من الاقتباسات")] {
        let response = server.get(&format!("/verify?lang={language}"));
        assert_eq!(response.status, 200);
        let html = text(&response.body);
        assert!(html.contains(&format!("<form action=\"/verify?lang={language}\" method=\"post\"")));
        assert!(html.contains("<textarea id=\"text\" name=\"text\"") && html.contains("<button type=\"submit\">"));
        assert!(html.contains(&format!("<h1>{label}</h1>")) && marks(&html).is_empty());
        assert!(text(&server.get(&format!("/?lang={language}")).body).contains(&format!(">{label}</a>")));
    }
}

#[rstest]
#[case::empty(" \r\n", "There is no text")]
#[case::too_long(&"a".repeat(20_001), "has 20,001 characters")]
#[case::too_many(&"“a b” ".repeat(101), "has 101 quotations")]
fn a_text_that_is_not_verified_is_kept_with_the_reason(#[case] draft: &str, #[case] reason: &str) {
    let response = post(&Server::harbour(), "en", draft);
    let html = text(&response.body);
    assert_eq!((response.status, response.header("cache-control")), (400, "no-store"), "{html}");
    assert!(html.contains(reason) && html.contains("aria-invalid=\"true\"") && marks(&html).is_empty());
    assert!(html.contains(&format!("{}</textarea>", draft.replace("\r\n", "\n"))));
}

#[test]
fn a_text_of_the_greatest_length_is_verified() {
    let server = Server::harbour();
    for letter in ["a", "ن", "中", "😀"] {
        let draft = format!("{}“{QUOTE}”", letter.repeat(20_000 - 2 - QUOTE.chars().count()));
        assert_eq!(marks(&verified(&server, "en", &draft)).len(), 1, "{letter}");
    }
}

#[rstest]
#[case::json("application/json", b"{\"text\": \"a\"}".to_vec(), 415)]
#[case::plain_text("text/plain", b"text=a".to_vec(), 415)]
#[case::no_type("", b"text=a".to_vec(), 415)]
#[case::too_large(FORM, vec![b'a'; 257 << 10], 413)]
fn what_is_not_a_form_is_refused(#[case] media_type: &str, #[case] body: Vec<u8>, #[case] status: u16) {
    let response = Server::harbour().post("/verify", media_type, &body);
    assert_eq!(response.status, status, "{}", text(&response.body));
    assert_eq!(response.header("content-type"), "application/problem+json");
}

#[test]
fn other_methods_are_refused() {
    let refused = Server::harbour().request("DELETE", "/verify", &[]);
    assert_eq!((refused.status, refused.header("allow")), (405, "GET, HEAD, POST"));
}
