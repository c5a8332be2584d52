//! One small text in every format gives the same claim.

use serde_json::{Value, json};

use super::{Import, evidence};

/// A line break of Windows, emoji beyond UTF-16's first plane, and words from right to left.
const TEXT: &str = "Port news 🚢\r\n\u{202B}قالت\u{202C} Mara Lund said 🐟 “the quay will close” on Monday.\r\n";
const CONTENT: &str = "the quay will close";

fn bytes(words: &str) -> (usize, usize) {
    let start = TEXT.find(words).unwrap();
    (start, start + words.len())
}

fn code_points(words: &str) -> (usize, usize) {
    let (start, end) = bytes(words);
    (TEXT[..start].chars().count(), TEXT[..end].chars().count())
}

fn utf16(words: &str) -> (usize, usize) {
    let (start, end) = bytes(words);
    (TEXT[..start].encode_utf16().count(), TEXT[..end].encode_utf16().count())
}

const MAP: &str = "[claim]\ncontent = [\"Content\"]\ncue = [\"Cue\"]\nsource = [\"Source\"]\njoined_by = [\"says\"]\n";

/// Mara Lund's claim, with its three spans at their places.
fn expect_attributed(import: &Import) {
    let claims = import.claims();
    assert_eq!(claims.len(), 1);
    let claim = &claims[0];
    assert_eq!(claim["asserted_by"], "mara-lund");
    assert_eq!(claim["attribution"], json!([{"actor": "mara-lund", "cue": "said"}]));
    assert_eq!(claim["statement"], json!({"en": CONTENT}));
    let mut found = evidence(claim);
    assert_eq!(found[0].0, CONTENT);
    found.sort_by_key(|(_, start, _, _)| *start);
    let span = |words: &str, part: &str| {
        let (start, end) = code_points(words);
        (words.to_owned(), Some(start as u64), Some(end as u64), part.to_owned())
    };
    let expected = [span("Mara Lund", "attribution"), span("said", "attribution"), span(CONTENT, "content")];
    assert_eq!(found, expected);
    let folder = std::fs::read_dir(import.path("out/articles")).unwrap().next().unwrap().unwrap().path();
    assert_eq!(std::fs::read_to_string(folder.join("text.txt")).unwrap(), TEXT, "the text is not changed");
}

fn options(more: &[&'static str]) -> Vec<&'static str> {
    [&["--language", "en", "--create-actors", "--map", "@map.toml"], more].concat()
}

#[test]
fn brat() {
    let line = |id: &str, label: &str, words: &str| {
        let (start, end) = utf16(words);
        format!("{id}\t{label} {start} {end}\t{words}\n")
    };
    let spans = line("T1", "Content", CONTENT) + &line("T2", "Cue", "said") + &line("T3", "Source", "Mara Lund");
    let event = spans.clone() + "E1\tsays:T2 Content:T1 Cue:T2 Source:T3\n";
    let relations = spans + "R1\tsays Arg1:T3 Arg2:T2\nR2\tsays Arg1:T2 Arg2:T1\n";
    for annotations in [event, relations] {
        let import = Import::new(&[("port.txt", TEXT), ("port.ann", &annotations), ("map.toml", MAP)]);
        let printed = import.succeed("brat", "port.ann", &options(&[]));
        assert!(printed.contains("utf-16: 3 of 3 spans"), "{printed}");
        expect_attributed(&import);
    }
}

#[test]
fn a_span_of_several_fragments_is_several_quotes() {
    let annotations = "T1\tContent 0 9;13 16\tPort news now\n";
    let import = Import::new(&[("port.txt", "Port news is now."), ("port.ann", annotations)]);
    import.succeed("brat", "port.ann", &["--language", "en"]);
    let claim = &import.claims()[0];
    let part = "content".to_owned();
    let expected =
        [("Port news".to_owned(), Some(0), Some(9), part.clone()), ("now".to_owned(), Some(13), Some(16), part)];
    assert_eq!(evidence(claim), expected);
    assert_eq!(claim["statement"]["en"], "Port news now");
}

#[test]
fn uima_cas_json() {
    let span = |id: u64, role: &str, words: &str| {
        let (begin, end) = utf16(words);
        json!({"%ID": id, "%TYPE": "webanno.custom.Span", "@sofa": 1, "begin": begin, "end": end, "role": role})
    };
    let relation = |id: u64, from: u64, to: u64| {
        json!({"%ID": id, "%TYPE": "webanno.custom.Relation", "@sofa": 1, "begin": 0, "end": 1, "label": "says",
            "@Governor": from, "@Dependent": to})
    };
    let cas = json!({"%TYPES": {}, "%FEATURE_STRUCTURES": [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": TEXT},
        {"%ID": 2, "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token", "@sofa": 1, "begin": 0, "end": 4},
        span(3, "Content", CONTENT), span(4, "Cue", "said"), span(5, "Source", "Mara Lund"),
        relation(6, 5, 4), relation(7, 4, 3),
    ], "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2, 3, 4, 5, 6, 7]}}});
    let import = Import::new(&[("port.json", &cas.to_string()), ("map.toml", MAP)]);
    let printed = import.succeed("cas-json", "port.json", &options(&[]));
    assert!(printed.contains("utf-16: 3 of 3 spans"), "{printed}");
    expect_attributed(&import);
}

#[test]
fn label_studio() {
    let span = |id: &str, label: &str, words: &str| {
        let (start, end) = utf16(words);
        json!({"id": id, "type": "labels", "from_name": "label", "to_name": "text",
            "value": {"start": start, "end": end, "text": words, "labels": [label]}})
    };
    let relation = |from: &str, to: &str| json!({"type": "relation", "from_id": from, "to_id": to, "labels": ["says"]});
    let full = json!([{"id": 1, "data": {"text": TEXT}, "annotations": [{"id": 9, "was_cancelled": false, "result": [
        span("a", "Content", CONTENT), span("b", "Cue", "said"), span("c", "Source", "Mara Lund"),
        relation("c", "b"), relation("b", "a")]}]}]);
    let import = Import::new(&[("port.json", &full.to_string()), ("map.toml", MAP)]);
    import.succeed("label-studio", "port.json", &options(&[]));
    expect_attributed(&import);
    let (start, end) = utf16(CONTENT);
    let minimal = json!([{"id": 1, "text": TEXT, "label": [{"start": start, "end": end, "text": CONTENT, "labels": ["Content"]}]}]);
    expect_content("label-studio", &minimal.to_string(), &[]);
}

#[test]
fn doccano() {
    let entity = |id: u64, label: &str, words: &str| {
        let (start, end) = code_points(words);
        json!({"id": id, "label": label, "start_offset": start, "end_offset": end})
    };
    let relation = |id: u64, from: u64, to: u64| json!({"id": id, "from_id": from, "to_id": to, "type": "says"});
    let line = json!({"id": 1, "text": TEXT,
        "entities": [entity(1, "Content", CONTENT), entity(2, "Cue", "said"), entity(3, "Source", "Mara Lund")],
        "relations": [relation(1, 3, 2), relation(2, 2, 1)]});
    let import = Import::new(&[("port.jsonl", &format!("{line}\n")), ("map.toml", MAP)]);
    import.succeed("doccano", "port.jsonl", &options(&["--unit", "code-points"]));
    expect_attributed(&import);
    let (start, end) = code_points(CONTENT);
    let list = json!({"id": 1, "text": TEXT, "label": [[start, end, "Content"]]});
    expect_content("doccano", &list.to_string(), &["--unit", "code-points"]);
}

#[test]
fn prodigy() {
    let span = |label: &str, words: &str| {
        let (start, end) = code_points(words);
        json!({"start": start, "end": end, "label": label})
    };
    let token = |words: &str| {
        let (start, end) = code_points(words);
        json!({"text": words, "start": start, "end": end})
    };
    let relation = |from: &Value, to: &Value| json!({"head_span": from, "child_span": to, "label": "says"});
    let (content, cue, source) = (span("Content", CONTENT), span("Cue", "said"), span("Source", "Mara Lund"));
    let line = json!({"text": TEXT, "_task_hash": -7, "answer": "accept", "tokens": [token("said"), token("quay")],
        "relations": [relation(&source, &cue), relation(&cue, &content)], "spans": [content, cue, source]});
    let import = Import::new(&[("port.jsonl", &format!("{line}\n")), ("map.toml", MAP)]);
    let printed = import.succeed("prodigy", "port.jsonl", &options(&[]));
    assert!(printed.contains("code points: 2 of 2 spans"), "{printed}");
    expect_attributed(&import);
}

/// One claim of the article's own voice, whose evidence is the content at its place.
fn expect_content(format: &str, content: &str, more: &[&str]) {
    let import = Import::new(&[("port.in", content)]);
    import.succeed(format, "port.in", &[&["--language", "en"], more].concat());
    expect_one_content(&import);
}

fn expect_one_content(import: &Import) {
    let claims = import.claims();
    assert_eq!(claims.len(), 1);
    let (start, end) = code_points(CONTENT);
    assert_eq!(
        evidence(&claims[0]),
        [(CONTENT.to_owned(), Some(start as u64), Some(end as u64), "content".to_owned())]
    );
}

#[test]
fn delimited() {
    let (start, end) = utf16(CONTENT);
    let cell = TEXT.replace('"', "\"\"");
    let csv = format!("who,words,from,to,story\r\nMara Lund,{CONTENT},{start},{end},\"{cell}\"\r\n");
    let line = json!({"who": "Mara Lund", "words": CONTENT, "from": start, "to": end, "story": TEXT});
    let map = "[fields]\nasserted_by = \"who\"\nquote = \"words\"\nstart = \"from\"\nend = \"to\"\ntext = \"story\"\n";
    let files = [("csv", csv.clone()), ("tsv", csv.replace(',', "\t")), ("jsonl", format!("{line}\n"))];
    for (format, content) in files {
        let import = Import::new(&[("port.in", &content), ("map.toml", map)]);
        let printed = import.succeed(format, "port.in", &options(&[]));
        assert!(printed.contains("utf-16: 1 of 1 spans"), "{format}: {printed}");
        expect_one_content(&import);
        assert_eq!(import.claims()[0]["asserted_by"], "mara-lund");
    }
}

#[test]
fn web_annotations_and_hypothesis() {
    let (start, end) = utf16(CONTENT);
    let position = json!({"type": "TextPositionSelector", "start": start, "end": end});
    let quote = json!({"type": "TextQuoteSelector", "exact": CONTENT, "prefix": "“", "suffix": "”"});
    let url = "https://example.org/port";
    let annotation = |selectors: &Value| {
        json!({"@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://example.org/a/1", "type": "Annotation",
            "body": {"type": "TextualBody", "value": "The quay will close.", "language": "en"},
            "target": {"source": url, "selector": selectors}})
    };
    let one = annotation(&json!([quote, position]));
    let only_quote = annotation(&quote);
    let page = json!({"type": "AnnotationPage", "items": [one]});
    let row = json!({"id": "x1", "uri": url, "text": "The quay will close.", "tags": [],
        "target": [{"source": url, "selector": [quote, position]}]});
    for (format, content) in [
        ("web-annotation", one.clone()),
        ("web-annotation", only_quote),
        ("web-annotation", page.clone()),
        ("web-annotation", json!([one])),
        ("web-annotation", json!({"type": "AnnotationCollection", "first": page})),
        ("hypothesis", json!({"rows": [row], "total": 1})),
    ] {
        let import = Import::new(&[("port.json", &content.to_string()), ("texts/example-org-port.txt", TEXT)]);
        let output = import.run(format, "port.json", &["--language", "en", "--texts", "@texts"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        expect_one_content(&import);
        assert_eq!(import.claims()[0]["statement"], json!({"en": "The quay will close."}));
        let article: Value = serde_json::from_str(&import.read("out/articles/example-org-port/article.json")).unwrap();
        assert_eq!(article["source_url"], url);
    }
}

#[test]
fn claim_reviews() {
    let review = json!({"@context": "https://schema.org", "@type": "ClaimReview", "url": "https://example.org/check/1",
        "claimReviewed": "The quay is closed.", "datePublished": "2025-08-01T10:00:00Z", "inLanguage": "en",
        "author": {"@type": "Organization", "name": "Example Check"},
        "reviewRating": {"ratingValue": 1, "bestRating": 5, "alternateName": "False"},
        "itemReviewed": {"@type": "Claim", "author": {"name": "Mara Lund"}, "datePublished": "2025-07-30"}});
    let page = format!("<html><script type=\"application/ld+json\">{review}</script></html>");
    for content in [
        review.to_string(),
        json!([review]).to_string(),
        json!({"@graph": [review]}).to_string(),
        json!({"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [review]}]}).to_string(),
        page,
    ] {
        let import = Import::new(&[("reviews.json", &content)]);
        import.succeed("claimreview", "reviews.json", &["--create-actors"]);
        let claims = import.claims();
        assert_eq!(claims.len(), 1);
        let expected = json!([{"publisher": "Example Check", "url": "https://example.org/check/1", "rating": "False",
            "date": "2025-08-01", "language": "en"}]);
        assert_eq!(claims[0]["reviews"], expected);
        assert_eq!(claims[0]["asserted_by"], "mara-lund");
        assert_eq!(claims[0]["asserted_date"]["edtf"], "2025-07-30");
        assert_eq!(claims[0]["origin"]["source"], "claimreview");
        assert!(claims[0]["evidence"].is_null());
    }
}
