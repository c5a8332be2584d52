//! The documents are correct: the curl commands of README and cookbook return the output they show, and `docs/api.md`
//! lists every parameter and path.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{Server, text};

/// Every shell block that is followed by its output, with that output.
fn examples(document: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut blocks = document.split("```sh\n").skip(1);
    for block in &mut blocks {
        let (command, rest) = block.split_once("```\n").unwrap();
        if let Some(response) = rest.strip_prefix("```text\n") {
            found.push((command, response.split_once("```\n").unwrap().0));
        }
    }
    found
}

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

#[test]
fn every_example_returns_the_output_it_shows() {
    // The part for analysts needs more programs: `e2e/readers` runs it.
    let (questions, _) = include_str!("../docs/cookbook.md").split_once("\n# For analysts\n").unwrap();
    let (readme, cookbook) = (examples(include_str!("../README.md")), examples(questions));
    assert_eq!(readme.len(), 6);
    assert!(cookbook.len() >= 10);
    if let Some(missing) = ["curl", "jq"].into_iter().find(|program| !is_installed(program)) {
        assert!(std::env::var_os("CI").is_none(), "{missing} is not installed");
        eprintln!("skipped: {missing} is not installed");
        return;
    }
    let server = Server::built_in();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/estuaire");
    let example = Server::start_with(TempDir::new().unwrap(), &["--from", example]);
    // Commands call `isnad`, and leave files for those after them.
    let program = Path::new(env!("CARGO_BIN_EXE_isnad")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let folder = TempDir::new().unwrap();
    let is_built_in = |(command, _): &(&str, &str)| cfg!(feature = "mcp") || !command.contains("/mcp");
    for (command, expected) in readme.into_iter().chain(cookbook).filter(is_built_in) {
        let command = command.replace("http://127.0.0.1:8080", server.address());
        let command = command.replace("http://127.0.0.1:8081", example.address());
        let output =
            Command::new("sh").args(["-c", &command]).current_dir(&folder).env("PATH", &path).output().unwrap();
        let response = text(&output.stdout).replace("\r\n", "\n");
        assert_eq!(response, expected, "{command}{}", text(&output.stderr));
    }
}

#[test]
fn ci_runs_the_commands_of_the_readme() {
    let readme = include_str!("../README.md");
    assert!(readme.contains("```sh\ncargo run --release --locked -- serve\n```"));
    let tests = "cargo test --locked --features full\n";
    assert!(
        readme.contains(&format!("```sh\n{tests}```"))
            && include_str!("../.ci/run").contains(&format!("\ntimed {tests}"))
    );
}

#[test]
fn api_overview_lists_every_parameter_and_path() {
    let overview = include_str!("../docs/api.md");
    let document: serde_json::Value = serde_json::from_str(include_str!("../openapi/openapi.json")).unwrap();
    for parameter in document["paths"]["/v1/claims"]["get"]["parameters"].as_array().unwrap() {
        let name = parameter["name"].as_str().unwrap();
        assert!(overview.contains(&format!("`{name}`")), "{name}");
    }
    for path in document["paths"].as_object().unwrap().keys() {
        let base = path.split("/{").next().unwrap();
        assert!(overview.contains(base), "{path}");
    }
}
