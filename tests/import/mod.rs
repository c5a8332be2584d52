//! `isnad import`: every format, by the binary, with `isnad check` as the judge.

mod formats;
mod round_trip;
mod rules;
mod units;

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{isnad, text};

/// A folder with files to import and the directory that they are imported into.
pub struct Import {
    folder: TempDir,
}

impl Import {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let import = Self { folder: TempDir::new().unwrap() };
        for (name, content) in files {
            import.write(name, content);
        }
        import
    }

    pub fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs the import in the folder; names of files are relative to it.
    pub fn run(&self, format: &str, file: &str, options: &[&str]) -> Output {
        let (file, into) = (self.path(file), self.path("out"));
        let mut arguments = vec!["import", format, file.to_str().unwrap(), "--into", into.to_str().unwrap()];
        let options: Vec<String> =
            options.iter().map(|option| option.replace('@', &format!("{}/", self.folder.path().display()))).collect();
        arguments.extend(options.iter().map(String::as_str));
        isnad(&arguments)
    }

    /// Runs an import of which nothing is refused. Returns what it printed.
    pub fn succeed(&self, format: &str, file: &str, options: &[&str]) -> String {
        let output = self.run(format, file, options);
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{printed}{}", text(&output.stderr));
        check(&self.path("out"));
        printed
    }

    /// Runs an import of which something is refused; what is left is valid.
    pub fn refuse(&self, format: &str, file: &str, options: &[&str]) -> String {
        let output = self.run(format, file, options);
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{printed}{}", text(&output.stderr));
        printed
    }

    /// The claims of all articles, sorted by identifier.
    pub fn claims(&self) -> Vec<Value> {
        let mut claims = vec![];
        for entry in std::fs::read_dir(self.path("out/articles")).unwrap() {
            let lines = std::fs::read_to_string(entry.unwrap().path().join("claims.jsonl")).unwrap();
            claims.extend(lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        }
        claims.sort_by_key(|claim| claim["id"].as_str().unwrap().to_owned());
        claims
    }
}

/// `isnad check` accepts a directory.
pub fn check(from: &Path) {
    let output = isnad(&["check", "--from", from.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
}

/// The quotes of a claim with their places and parts.
pub fn evidence(claim: &Value) -> Vec<(String, Option<u64>, Option<u64>, String)> {
    let spans = claim["evidence"].as_array().cloned().unwrap_or_default();
    let span = |span: &Value| {
        let word = |name: &str| span[name].as_str().unwrap().to_owned();
        (word("quote"), span["start"].as_u64(), span["end"].as_u64(), word("part"))
    };
    spans.iter().map(span).collect()
}
