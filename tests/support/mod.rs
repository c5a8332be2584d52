//! Shared by the tests of the real binary: a server on a free port with its own database, and the synthetic article.

#[cfg(feature = "parquet")]
pub mod parquet;
pub mod postgres;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// The synthetic article of the tests, with its text.
pub fn harbour(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/harbour").join(folder)
}

/// Copies a folder recursively.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Copies the seed files of the synthetic article and replaces texts in one of them; each text must occur.
pub fn copy_with_replacements(file: &str, replacements: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&harbour("seed"), folder.path());
    let path = folder.path().join(file);
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (old, new) in replacements {
        assert!(text.contains(old), "{old} is not in {file}");
        text = text.replacen(old, new, 1);
    }
    std::fs::write(path, text).unwrap();
    folder
}

/// The claims file of the synthetic article, relative to its seed files.
pub const CLAIMS: &str = "articles/harbour-expansion-2024/claims.jsonl";

/// Runs the binary and waits until it exits. Releases have the same day in every run.
pub fn isnad(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_isnad"));
    command.args(arguments).env_remove("ISNAD_DATABASE").env("ISNAD_RELEASE_DATE", "2026-11-24").output().unwrap()
}

/// Decodes UTF-8.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Builds a snapshot of a corpus, verified where texts are given.
pub fn seed(from: &Path, texts: Option<&Path>, database: &Path) {
    let mut arguments = vec!["seed", "--from", from.to_str().unwrap(), "--database", database.to_str().unwrap()];
    if let Some(texts) = texts {
        arguments.extend(["--texts", texts.to_str().unwrap()]);
    }
    let output = isnad(&arguments);
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

/// A folder with a database that is seeded once in a run of the tests, because that takes longer than most tests.
fn seeded_folder(name: &str, from: &Path, texts: Option<&Path>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    seed(from, texts, &folder.join("isnad.db"));
    folder
}

/// A running server with its own folder; it is killed on drop.
pub struct Server {
    child: Child,
    address: OnceLock<String>,
    lines: Mutex<Receiver<Value>>,
    /// Its working directory, which contains the database `isnad.db`.
    pub folder: TempDir,
}

impl Server {
    /// Serves the synthetic article.
    pub fn harbour() -> Self {
        static SEEDED: OnceLock<PathBuf> = OnceLock::new();
        let seeded = || seeded_folder("harbour", &harbour("seed"), Some(&harbour("texts")));
        Self::start_copy(SEEDED.get_or_init(seeded))
    }

    /// Serves the built-in corpus.
    pub fn built_in() -> Self {
        static SEEDED: OnceLock<PathBuf> = OnceLock::new();
        let seeded = || seeded_folder("built-in", &Path::new(env!("CARGO_MANIFEST_DIR")).join("seed"), None);
        Self::start_copy(SEEDED.get_or_init(seeded))
    }

    /// Serves a copy of the database of a folder.
    fn start_copy(seeded: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        copy(seeded, folder.path());
        Self::start(folder)
    }

    /// Serves the database of a folder on a free port.
    pub fn start(folder: TempDir) -> Self {
        Self::start_with(folder, &[])
    }

    /// Like [`Server::start`], with more options.
    pub fn start_with(folder: TempDir, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_isnad"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--workers", "2"])
            .args(options)
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let parsed = serde_json::from_str(&line).unwrap_or(Value::String(line));
                if sender.send(parsed).is_err() {
                    return;
                }
            }
        });
        let starting = Self { child, address: OnceLock::new(), lines: Mutex::new(lines), folder };
        let line = starting.log_line("serving");
        starting.address.set(line["address"].as_str().unwrap().to_owned()).unwrap();
        starting
    }

    /// Waits for the next line of the log.
    pub fn next_line(&self) -> Value {
        self.lines.lock().unwrap().recv_timeout(Duration::from_secs(30)).expect("no log line within 30 seconds")
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let arguments = [format!("-{name}"), self.child.id().to_string()];
        assert!(Command::new("kill").args(arguments).status().unwrap().success());
    }

    /// Waits until the server exits; returns whether its exit code is 0.
    pub fn exits_successfully(&mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// Waits for the next log line with this message; fails on a warning or an error before it.
    pub fn log_line(&self, message: &str) -> Value {
        loop {
            let line = self.next_line();
            assert!(matches!(line["level"].as_str(), Some("INFO" | "DEBUG")), "unexpected warning or error: {line}");
            if line["message"] == message {
                return line;
            }
        }
    }

    /// Its base URL, such as `http://127.0.0.1:40000`.
    pub fn address(&self) -> &str {
        self.address.get().expect("a started server has an address")
    }

    /// Sends a request with these headers. The body of the response is not decompressed.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        self.send(method, path, headers, ())
    }

    /// Sends a POST request with a body.
    pub fn post(&self, path: &str, media_type: &str, body: &[u8]) -> Response {
        self.post_with(path, &[("content-type", media_type)], body)
    }

    /// Sends a POST request with these headers and a body.
    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
        self.send("POST", path, headers, body)
    }

    /// Sends a QUERY request with a body of JSON.
    pub fn query(&self, path: &str, body: &Value) -> Response {
        self.query_with(path, body, &[])
    }

    pub fn query_with(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Response {
        let headers = [headers, &[("content-type", "application/json")]].concat();
        self.send("QUERY", path, &headers, body.to_string().as_bytes())
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl ureq::AsSendBody) -> Response {
        let agent = ureq::Agent::new_with_config(
            ureq::Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .allow_non_standard_methods(true)
                .build(),
        );
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = agent.run(request.body(body).unwrap()).unwrap();
        let mut body = Vec::new();
        response.body_mut().as_reader().read_to_end(&mut body).unwrap();
        let headers = response.headers().iter();
        Response {
            status: response.status().as_u16(),
            headers: headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect(),
            body,
        }
    }

    /// Sends a GET request.
    pub fn get(&self, path: &str) -> Response {
        self.request("GET", path, &[])
    }

    /// Sends a GET request whose response must be 200 with JSON.
    pub fn json(&self, path: &str) -> Value {
        let response = self.get(path);
        assert_eq!(response.status, 200, "{path}: {}", text(&response.body));
        response.json()
    }

    /// The last part of the identifier of every claim on a page.
    pub fn ids(&self, path: &str) -> Vec<String> {
        ids(&self.json(path))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The last part of the identifier of every claim on a page.
pub fn ids(page: &Value) -> Vec<String> {
    let claims = page["data"].as_array().unwrap();
    claims.iter().map(|claim| claim["id"].as_str().unwrap().rsplit('-').next().unwrap().to_owned()).collect()
}

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    /// Names are in lowercase.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", text(&self.body)))
    }
}
