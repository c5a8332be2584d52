//! Prompts: how to write a brief from the claims, and how to check a draft against them.

use rmcp::model::{ErrorData, GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};
use serde_json::Value;

use crate::domain::did_you_mean::nearest;

/// A prompt: `{name}` in its text stands for an argument.
struct PromptDef {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    /// Name, description, and what an optional one is by default.
    arguments: &'static [(&'static str, &'static str, Option<&'static str>)],
    text: &'static str,
}

static PROMPTS: [PromptDef; 2] = [
    PromptDef {
        name: "brief_with_sources",
        title: "Brief with sources",
        description: "A short brief on a question, in which every sentence cites a claim.",
        arguments: &[
            ("question", "What the brief is about", None),
            ("language", "Language of the brief", Some("the language of the question")),
        ],
        text: include_str!("brief_with_sources.md"),
    },
    PromptDef {
        name: "check_my_draft",
        title: "Check my draft",
        description: "Verifies the quotations of a draft and compares its statements with the claims.",
        arguments: &[("draft", "The draft: plain text, Markdown or HTML", None)],
        text: include_str!("check_my_draft.md"),
    },
];

pub fn list() -> Vec<Prompt> {
    let argument = |&(name, description, default): &(&str, &str, Option<&str>)| {
        PromptArgument::new(name).with_description(description).with_required(default.is_none())
    };
    let prompt = |prompt: &PromptDef| {
        let arguments = prompt.arguments.iter().map(argument).collect();
        Prompt::new(prompt.name, Some(prompt.description), Some(arguments)).with_title(prompt.title)
    };
    PROMPTS.iter().map(prompt).collect()
}

/// The message of a prompt with its arguments.
pub fn get(name: &str, arguments: &JsonObject) -> Result<GetPromptResult, ErrorData> {
    let Some(prompt) = PROMPTS.iter().find(|prompt| prompt.name == name) else {
        let near = nearest(name, PROMPTS.iter().map(|prompt| prompt.name));
        let near = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        return Err(ErrorData::invalid_params(format!("unknown prompt \"{name}\"{near}"), None));
    };
    let mut text = prompt.text.to_owned();
    for &(argument, description, default) in prompt.arguments {
        let given = arguments.get(argument).and_then(Value::as_str).filter(|given| !given.trim().is_empty());
        let Some(value) = given.or(default) else {
            let message = format!("the argument {argument} is missing: {}", description.to_lowercase());
            return Err(ErrorData::invalid_params(message, None));
        };
        text = text.replace(&format!("{{{argument}}}"), value);
    }
    let mut result = GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]);
    result.description = Some(prompt.description.to_owned());
    Ok(result)
}
