//! What offsets count is proven for each file.

use rstest::rstest;

use super::{Import, evidence};

const TEXT: &str = "\u{FEFF}Fish 🐟 at the quay.\r\nقالت مارا: سيُغلق الرصيف 🚢.\r\n";

/// What a tool did to a text.
type Change = fn(&str) -> String;

/// The places of words in the text as a tool has them that changed the text first and counts in some unit.
fn annotations(change: Change, length: fn(&str) -> usize) -> String {
    let text = change(TEXT);
    let line = |(number, words): (usize, &str)| {
        let start = text.find(words).unwrap();
        let (from, to) = (length(&text[..start]), length(&text[..start + words.len()]));
        format!("T{number}\tContent {from} {to}\t{words}\n")
    };
    ["at the quay", "سيُغلق الرصيف", "🚢"].into_iter().enumerate().map(|(at, words)| line((at + 1, words))).collect()
}

#[rstest]
#[case("code points", |text: &str| text.chars().count())]
#[case("utf-16", |text: &str| text.encode_utf16().count())]
#[case("bytes", str::len)]
fn every_unit_with_and_without_cr_and_bom(#[case] unit: &str, #[case] length: fn(&str) -> usize) {
    let changes: [(&str, Change); 4] = [
        ("", str::to_owned),
        (" without CR", |text| text.replace('\r', "")),
        (" without BOM", |text| text.replace('\u{FEFF}', "")),
        (" without CR without BOM", |text| text.replace(['\r', '\u{FEFF}'], "")),
    ];
    for (name, change) in changes {
        let import = Import::new(&[("fish.txt", TEXT), ("fish.ann", &annotations(change, length))]);
        let printed = import.succeed("brat", "fish.ann", &["--language", "ar"]);
        assert!(printed.contains(&format!("fish.ann: {unit}{name}: 3 of 3 spans")), "{unit}{name}: {printed}");
        assert!(printed.contains("3 of 3 quotes verified"), "{printed}");
        for claim in import.claims() {
            let (quote, start, end, _) = evidence(&claim).remove(0);
            let [start, end] = [start, end].map(|offset| usize::try_from(offset.unwrap()).unwrap());
            assert_eq!(TEXT.chars().skip(start).take(end - start).collect::<String>(), quote);
        }
    }
}

#[test]
fn if_no_unit_fits_the_nearest_is_named_and_the_spans_that_fail_are_refused() {
    let wrong = annotations(str::to_owned, |text| text.encode_utf16().count()) + "T4\tContent 1 5\tFowl\n";
    let import = Import::new(&[("fish.txt", TEXT), ("fish.ann", &wrong)]);
    let printed = import.refuse("brat", "fish.ann", &["--language", "ar"]);
    assert!(printed.contains("none fits all, nearest utf-16: 3 of 4 spans"), "{printed}");
    assert!(
        printed.contains("fish.ann:4: T4: refused: the text has \"Fish\" at 1 to 5 (utf-16), not \"Fowl\""),
        "{printed}"
    );
    assert_eq!(import.claims().len(), 3);
}

#[test]
fn formats_without_quotes_need_the_unit() {
    let line = "{\"id\": 1, \"text\": \"🐟 fish\", \"label\": [[3, 7, \"Content\"]]}\n";
    let import = Import::new(&[("fish.jsonl", line)]);
    let output = import.run("doccano", "fish.jsonl", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--unit"));
    assert!(!import.path("out").exists());
    import.succeed("doccano", "fish.jsonl", &["--unit", "utf-16"]);
    assert_eq!(evidence(&import.claims()[0])[0].0, "fish");
}
