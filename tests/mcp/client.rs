//! Clients of the protocol over both transports.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Response, Server, text};

pub const STABLE: &str = "2025-11-25";
pub const MAX_CHARS: usize = 24_000;

pub fn message(method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params})
}

pub fn post(server: &Server, body: &Value, headers: &[(&str, &str)]) -> Response {
    let headers = [&[("content-type", "application/json"), ("accept", "application/json, text/event-stream")], headers];
    server.post_with("/mcp", &headers.concat(), body.to_string().as_bytes())
}

/// The result of a request that must succeed.
pub fn ask(server: &Server, method: &str, params: &Value) -> Value {
    let response = post(server, &message(method, params), &[("mcp-protocol-version", STABLE)]);
    assert_eq!(response.status, 200, "{}", text(&response.body));
    let answer = response.json();
    assert_eq!((&answer["jsonrpc"], &answer["id"]), (&json!("2.0"), &json!(7)), "{answer}");
    assert!(answer.get("error").is_none(), "{answer}");
    answer["result"].clone()
}

/// The structured answer of a tool, which its text repeats.
pub fn call(server: &Server, tool: &str, arguments: &Value) -> Value {
    let result = ask(server, "tools/call", &json!({"name": tool, "arguments": arguments}));
    assert_eq!(result["isError"], false, "{result}");
    let answer = result["structuredContent"].clone();
    let content = result["content"][0]["text"].as_str().unwrap();
    assert!(content.chars().count() <= MAX_CHARS, "{tool} {arguments}");
    assert_eq!(serde_json::from_str::<Value>(content).unwrap(), answer);
    assert_eq!(answer["dataset_version"], server.json("/v1/dataset")["dataset_version"]);
    let version = answer["dataset_version"].as_str().unwrap();
    assert!(answer["cite"].as_str().unwrap().contains(&version[..12]), "{}", answer["cite"]);
    answer
}

/// The problem document with which a tool refuses its arguments.
pub fn refusal(server: &Server, tool: &str, arguments: &Value) -> Value {
    let result = ask(server, "tools/call", &json!({"name": tool, "arguments": arguments}));
    assert_eq!((&result["isError"], result.get("structuredContent")), (&json!(true), None), "{result}");
    serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap()
}

pub fn ids(answer: &Value) -> Vec<&str> {
    answer["data"].as_array().unwrap().iter().map(|claim| claim["id"].as_str().unwrap()).collect()
}

/// The identifier of every claim on a page of the API.
pub fn ids_of(server: &Server, path: &str) -> Vec<String> {
    ids(&server.json(path)).into_iter().map(str::to_owned).collect()
}

/// `isnad mcp`, to which messages are written one a line.
pub struct Agent {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Agent {
    pub fn start(folder: &TempDir, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_isnad"))
            .arg("mcp")
            .args(options)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut agent = Self { child, input, output };
        let client =
            json!({"protocolVersion": STABLE, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
        agent.ask("initialize", &client);
        writeln!(agent.input, "{}", json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).unwrap();
        agent
    }

    pub fn ask(&mut self, method: &str, params: &Value) -> Value {
        writeln!(self.input, "{}", message(method, params)).unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap()["result"].clone()
    }

    pub fn ends(self) -> bool {
        let Self { mut child, input, output: _ } = self;
        drop(input);
        child.wait().unwrap().success()
    }
}
