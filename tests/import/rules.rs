//! What is kept, refused, held back and left alone.

use super::{Import, check, evidence};

const CSV: &str = "document,quote,prefix,asserted_by,statement\n\
    port,one,,Mara Lund,First.\nport,two,,Mara Lund,Second.\nport,one,three ,Mara Lund,Third.\nport,four,,,Fourth.\n";

fn port() -> Import {
    Import::new(&[("port.csv", CSV), ("texts/port.txt", "one two three one")])
}

#[test]
fn quotes_are_unique_ambiguous_or_not_found() {
    let import = port();
    let printed = import.refuse("csv", "port.csv", &["--texts", "@texts", "--create-actors", "--language", "en"]);
    assert!(printed.contains("port.csv:2: refused: the words \"one\" stand at 2 places: 0, 14;"), "{printed}");
    assert!(printed.contains("port.csv:5: refused: the words \"four\" are not in the text"), "{printed}");
    let claims = import.claims();
    let mut places: Vec<_> = claims.iter().map(|claim| evidence(claim)[0].1.unwrap()).collect();
    places.sort_unstable();
    assert_eq!(places, [4, 14]);
    assert!(!import.path("out/articles/port/text.txt").exists(), "the text stays apart");
}

#[test]
fn new_actors_wait_in_a_draft_until_they_are_accepted() {
    let import = Import::new(&[("port.csv", "document,statement,asserted_by\nport,First.,Mara Lund\nport,Second.,\n")]);
    let printed = import.refuse("csv", "port.csv", &["--language", "en"]);
    assert!(printed.contains("actor \"Mara Lund\" is new: 1 claim waits"), "{printed}");
    check(&import.path("out"));
    assert_eq!(import.claims().len(), 1);
    let draft = import.read("out/actors.draft.jsonl");
    assert!(draft.contains("\"id\":\"mara-lund\""), "{draft}");
    // A curator corrects the draft.
    import.write("out/actors.draft.jsonl", &draft.replace("\"person\"", "\"organisation\""));
    import.succeed("csv", "port.csv", &["--language", "en", "--create-actors"]);
    assert!(import.read("out/actors.jsonl").contains("{\"id\":\"mara-lund\",\"kind\":\"organisation\""));
    assert!(!import.path("out/actors.draft.jsonl").exists());
    assert_eq!(import.claims().len(), 2);
}

#[test]
fn importing_twice_changes_nothing_and_a_changed_claim_is_a_conflict() {
    let import = Import::new(&[("port.csv", "document,id,statement,asserted_by\nport,1,First.,Mara Lund\n")]);
    let options = ["--language", "en", "--create-actors"];
    import.succeed("csv", "port.csv", &options);
    let files = ["dataset.json", "actors.jsonl", "articles/port/article.json", "articles/port/claims.jsonl"];
    let before = files.map(|file| import.read(&format!("out/{file}")));
    let printed = import.succeed("csv", "port.csv", &options);
    assert!(printed.contains("0 new claims, 1 unchanged"), "{printed}");
    assert_eq!(files.map(|file| import.read(&format!("out/{file}"))), before);
    let edited = before[3].replace("First.", "The first.");
    import.write("out/articles/port/claims.jsonl", &edited);
    import.write("port.csv", "document,id,statement,asserted_by\nport,1,First.,Mara Lund\nport,2,Second.,\n");
    let printed = import.refuse("csv", "port.csv", &options);
    assert!(printed.contains("claims.jsonl:1: port-1 differs from"), "{printed}");
    assert!(printed.contains("in: statement; it stays as it is"), "{printed}");
    let after = import.read("out/articles/port/claims.jsonl");
    assert!(after.starts_with(&edited) && after.lines().count() == 2, "{after}");
}

#[test]
fn long_spans_are_split_shortened_or_refused() {
    let text = "word ".repeat(100).trim_end().to_owned();
    let annotation = format!("T1\tContent 0 {}\t{text}\n", text.len());
    for (how, quotes) in [("split", 3), ("shorten", 1)] {
        let import = Import::new(&[("long.txt", &text), ("long.ann", &annotation)]);
        let printed = import.succeed("brat", "long.ann", &["--long", how]);
        assert!(printed.contains("long.ann:1: T1: 499 code points"), "{printed}");
        let found = evidence(&import.claims()[0]);
        assert_eq!(found.len(), quotes);
        assert!(found.iter().all(|(quote, ..)| quote.chars().count() <= 240));
    }
    let import = Import::new(&[("long.txt", &text), ("long.ann", &annotation)]);
    let printed = import.refuse("brat", "long.ann", &["--long", "refuse"]);
    assert!(printed.contains("long.ann:1: T1: refused: has 499 code points"), "{printed}");
}

#[test]
fn spans_are_refused_by_name_or_left_out_by_the_map() {
    let map = "[claim]\njoined_by = [\"Say\"]\ncontent = [\"Content\"]\ncue = [\"Cue\"]\nignore = [\"Note\"]\n";
    let ann = "T1\tContent 0 3\tone\nT2\tNote 4 7\ttwo\nT3\tOther 8 13\tthree\nT4\tCue 4 7\ttwo\nE1\tSay:T4 Cue:T4\n";
    let import = Import::new(&[("a.txt", "one two three"), ("a.ann", ann), ("map.toml", map)]);
    let output = import.run("brat", "a.ann", &["--map", "@map.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8_lossy(&output.stdout);
    for line in [
        "a.ann:1: T1: refused: Content that is part of no claim",
        "a.ann:3: T3: refused: the map does not name the label Other",
        "a.ann:5: E1: refused: has no content, so there is no claim in T4",
        "left out by the map: 1 Note",
    ] {
        assert!(printed.contains(line), "{line}: {printed}");
    }
}

#[test]
fn a_dry_run_writes_nothing_and_wrong_usage_exits_with_2() {
    let import = Import::new(&[("port.csv", "statement\nFirst.\n"), ("map.toml", "[feilds]\n")]);
    let output = import.run("csv", "port.csv", &["--dry-run"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 new claims"));
    assert!(!import.path("out").exists());
    for options in [&["--map", "@map.toml"][..], &["--long", "cut"], &["--unit", "utf8"], &["--language", "English!"]] {
        assert_eq!(import.run("csv", "port.csv", options).status.code(), Some(2), "{options:?}");
    }
    assert_eq!(import.run("csv", "missing.csv", &[]).status.code(), Some(2));
}

#[test]
fn messages_escape_what_comes_from_files() {
    let import = Import::new(&[("a.txt", "plain"), ("a.ann", "T1\tContent 0 5\t\u{1b}[31mred\n")]);
    let printed = import.refuse("brat", "a.ann", &[]);
    assert!(printed.contains("\\u{1b}[31mred") && !printed.contains('\u{1b}'), "{printed}");
}
