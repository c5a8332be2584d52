//! The tools: what each is for, its arguments, its answer. They read what the routes of the API read.

mod changes;
mod claims;
mod counts;
mod dataset;
mod names;
mod quotes;

use std::sync::{Arc, OnceLock};

use rmcp::model::{Tool, ToolAnnotations};
use serde_json::{Map, Value};

use super::answer::{Answer, Context};
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::store::{Cost, DatasetReader};

/// A call of a tool.
pub struct Call<'s> {
    pub state: &'s State,
    pub arguments: Value,
    pub context: Context,
}

type Read = dyn FnOnce(&DatasetReader) -> Result<Answer, ApiError> + Send;

/// What a call reads.
pub struct Task {
    pub cost: Cost,
    /// Where the server answers alike: path and query.
    pub address: String,
    pub read: Box<Read>,
}

/// A tool.
pub struct ToolDef {
    pub name: &'static str,
    title: &'static str,
    description: &'static str,
    arguments: fn() -> Value,
    answer: fn() -> Value,
    /// Checks the arguments.
    pub prepare: fn(Call) -> Result<Task, ApiError>,
}

/// Every tool, in the order in which they are listed.
static TOOLS: [&ToolDef; 8] = [
    &names::FIND_NAMES,
    &claims::SEARCH_CLAIMS,
    &claims::GET_CLAIMS,
    &counts::COUNT_CLAIMS,
    &claims::RELATED_CLAIMS,
    &quotes::VERIFY_QUOTES,
    &dataset::DATASET_INFO,
    &changes::CHANGES,
];

pub fn find(name: &str) -> Option<&'static ToolDef> {
    TOOLS.into_iter().find(|tool| tool.name == name)
}

pub fn names() -> impl Iterator<Item = &'static str> {
    TOOLS.into_iter().map(|tool| tool.name)
}

/// The tools as clients list them.
pub fn list() -> &'static [Tool] {
    static LIST: OnceLock<Vec<Tool>> = OnceLock::new();
    LIST.get_or_init(|| TOOLS.into_iter().map(describe).collect())
}

fn describe(tool: &ToolDef) -> Tool {
    let annotations = ToolAnnotations::with_title(tool.title).read_only(true).destructive(false).idempotent(true);
    Tool::new(tool.name, tool.description, Arc::new(members((tool.arguments)())))
        .with_title(tool.title)
        .with_raw_output_schema(Arc::new(members((tool.answer)())))
        .with_annotations(annotations.open_world(false))
}

fn members(schema: Value) -> Map<String, Value> {
    if let Value::Object(members) = schema { members } else { Map::new() }
}

/// A path with a query string, if there is one.
fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
