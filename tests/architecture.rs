//! Dependency rules between the modules of the library, and rules for every file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every module of `src/` with the modules that it may use. `main.rs` and `lib.rs` may use all.
const ALLOWED: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("i18n", &["domain"]),
    ("search", &["domain"]),
    ("quotes", &["search", "domain"]),
    ("index", &["domain", "i18n"]),
    ("query", &["index", "search", "formats", "domain", "i18n"]),
    ("formats", &["domain"]),
    ("store", &["query", "index", "quotes", "search", "domain"]),
    ("ingest", &["store", "quotes", "search", "domain"]),
    ("http", &["store", "formats", "query", "quotes", "search", "domain", "i18n", "telemetry"]),
    ("drafting", &["ingest", "quotes", "search", "domain"]),
    ("import", &["ingest", "domain"]),
    ("api", &["http", "store", "formats", "query", "search", "domain", "i18n"]),
    ("web", &["api", "http", "store", "formats", "query", "search", "domain", "i18n"]),
    ("curate", &["drafting", "ingest", "search", "http", "domain", "i18n"]),
    ("mcp", &["api", "http", "store", "query", "domain"]),
    ("server", &["mcp", "web", "api", "http", "store", "domain"]),
    ("telemetry", &["domain"]),
    (
        "cli",
        &[
            "curate",
            "server",
            "api",
            "http",
            "formats",
            "query",
            "store",
            "ingest",
            "drafting",
            "import",
            "domain",
            "telemetry",
        ],
    ),
];

/// Crates that do input or output, with the modules that may use them.
const IO_CRATES: &[(&str, &[&str])] = &[
    ("actix_web", &["http", "api", "web", "mcp", "server", "curate", "telemetry"]),
    ("actix_cors", &["http", "server"]),
    ("clap", &["cli", "server", "telemetry", "api"]),
    ("rusqlite", &["store"]),
    ("tokio_postgres", &["store"]),
    ("rmcp", &["mcp"]),
    ("std::fs", &["store", "ingest", "import", "curate", "cli", "telemetry"]),
];

/// A source file: its module path below the crate, such as `http::params`, and its code without comments.
struct Module {
    path: Vec<String>,
    file: PathBuf,
    code: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                found.push(entry);
            }
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

fn modules() -> Vec<Module> {
    let source = root().join("src");
    let module = |file: PathBuf| {
        let relative = file.strip_prefix(&source).unwrap().with_extension("");
        let mut path: Vec<String> = relative.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        if path.last().is_some_and(|last| last == "mod") {
            path.pop();
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        Module { path, file, code }
    };
    rust_files("src").into_iter().map(module).filter(|module| !["lib", "main"].contains(&&*module.path[0])).collect()
}

/// The absolute paths below the crate that a module names: in `use` trees and in full paths.
fn named_paths(module: &Module) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    let is_mod_file = module.file.ends_with("mod.rs");
    for (prefix, base) in [("crate::", 0), ("super::", 1), ("self::", 2)] {
        let mut rest = module.code.as_str();
        while let Some(at) = rest.find(prefix) {
            let is_path_start = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            rest = &rest[at + prefix.len()..];
            if !is_path_start {
                continue;
            }
            let mut start = match base {
                0 => vec![],
                1 => module.path[..module.path.len() - 1].to_vec(),
                _ => module.path.clone(),
            };
            if base == 1 && is_mod_file && module.path.len() == 1 {
                start = vec![];
            }
            let mut tree = rest;
            while let Some(outer) = tree.strip_prefix("super::") {
                start.pop();
                tree = outer;
            }
            expand(start, tree, &mut found);
        }
    }
    found
}

/// Adds the paths of a `use` tree, such as `a::{b, c::d}`, below `start`.
fn expand(start: Vec<String>, tree: &str, found: &mut BTreeSet<Vec<String>>) {
    let name: String = tree.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        if let Some(list) = tree.strip_prefix('{') {
            let (mut depth, mut begin) = (0, 0);
            for (at, c) in list.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth > 0 => depth -= 1,
                    '}' | ',' if depth == 0 => {
                        expand(start.clone(), list[begin..at].trim(), found);
                        begin = at + 1;
                        if c == '}' {
                            break;
                        }
                    }
                    _ => {}
                }
            }
        }
        return;
    }
    let mut path = start;
    path.push(name.clone());
    found.insert(path.clone());
    if let Some(rest) = tree[name.len()..].strip_prefix("::") {
        expand(path, rest, found);
    }
}

#[test]
fn every_module_uses_only_the_modules_it_may() {
    let tops: BTreeSet<String> = modules().into_iter().map(|module| module.path[0].clone()).collect();
    let listed: BTreeSet<String> = ALLOWED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(tops, listed, "every module of src/ has a row, and no other");
    for module in modules() {
        let own = &module.path[0];
        let (_, allowed) = ALLOWED.iter().find(|(name, _)| name == own).unwrap();
        for path in named_paths(&module) {
            let is_fine = path[0] == *own || allowed.contains(&path[0].as_str()) || !tops.contains(&path[0]);
            assert!(is_fine, "{} uses {}", module.file.display(), path.join("::"));
        }
    }
}

#[test]
fn the_allowed_dependencies_have_no_circle() {
    let graph = ALLOWED.iter().map(|(from, to)| ((*from).to_owned(), to.iter().map(|to| (*to).to_owned()).collect()));
    assert_eq!(circle(&graph.collect()), None);
}

#[test]
fn files_of_a_folder_have_no_import_circle() {
    let all = modules();
    let paths: BTreeSet<&[String]> = all.iter().map(|module| module.path.as_slice()).collect();
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for module in all.iter().filter(|module| !module.file.ends_with("mod.rs")) {
        for named in named_paths(module) {
            // The longest prefix that is a file: what follows it is an item.
            let target = (1..=named.len()).rev().map(|length| &named[..length]).find(|path| paths.contains(path));
            if let Some(target) = target.filter(|target| *target != module.path.as_slice()) {
                graph.entry(module.path.join("::")).or_default().insert(target.join("::"));
            }
        }
    }
    assert_eq!(circle(&graph), None);
}

/// A circle of names, if there is one.
fn circle(graph: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn visit<'g>(
        graph: &'g BTreeMap<String, BTreeSet<String>>,
        name: &'g str,
        path: &mut Vec<&'g str>,
        done: &mut BTreeSet<&'g str>,
    ) -> Option<Vec<String>> {
        if let Some(at) = path.iter().position(|known| *known == name) {
            return Some(path[at..].iter().map(|&name| name.to_owned()).collect());
        }
        if done.contains(name) {
            return None;
        }
        path.push(name);
        let found = graph.get(name).into_iter().flatten().find_map(|next| visit(graph, next, path, done));
        path.pop();
        done.insert(name);
        found
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|name| visit(graph, name, &mut Vec::new(), &mut done))
}

#[test]
fn only_some_modules_do_input_and_output() {
    for module in modules() {
        for (name, allowed) in IO_CRATES {
            let is_used = module.code.contains(&format!("{name}::")) || module.code.contains(&format!("use {name}"));
            assert!(!is_used || allowed.contains(&&*module.path[0]), "{} uses {name}", module.file.display());
        }
    }
}

#[test]
fn files_have_a_header_and_at_most_400_lines() {
    for file in rust_files("src").into_iter().chain(rust_files("tests")) {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not begin with its purpose", file.display());
        assert!(text.lines().count() <= 400, "{} has more than 400 lines", file.display());
    }
}
