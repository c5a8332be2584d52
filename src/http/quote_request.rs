//! What a request asks to verify: quotes, or the quotations of a draft. Every error of a body is reported, under the JSON
//! Pointer of its value.

use serde_json::{Map, Value};

use crate::query::ParameterErrors;
use crate::quotes::{find_quotations, named_speaker, without_outer_marks};

/// The largest number of quotes in one request.
pub const MAX_QUOTES: usize = 100;

/// The longest draft or quote, in code points.
pub const MAX_TEXT: usize = 20_000;

/// The longest name of a speaker, in code points.
const MAX_SPEAKER: usize = 500;

/// A quote to verify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedQuote {
    /// As it is given back.
    pub text: String,
    /// The words to look for.
    pub words: String,
    /// Its place in a draft, in code points.
    pub place: Option<(usize, usize)>,
    pub speaker: Option<String>,
}

impl AskedQuote {
    pub fn new(text: String, speaker: Option<String>) -> Self {
        Self { words: without_outer_marks(&text).to_owned(), text, place: None, speaker }
    }
}

/// The quotations of a draft with their named speakers; `is_name` knows the names of actors.
pub fn quotes_of_draft(draft: &str, is_name: &dyn Fn(&str) -> bool) -> Vec<AskedQuote> {
    let chars: Vec<char> = draft.chars().collect();
    let quotations = find_quotations(draft).into_iter();
    let asked = quotations.map(|quotation| {
        let speaker = named_speaker(&chars, &quotation, is_name);
        let place = Some((quotation.start, quotation.end));
        AskedQuote { text: quotation.text, words: quotation.words, place, speaker }
    });
    asked.collect()
}

/// Reads the body of a request.
pub fn parse_body(body: &Value, is_name: &dyn Fn(&str) -> bool, errors: &mut ParameterErrors) -> Vec<AskedQuote> {
    let Some(fields) = object(body, "", &["quotes", "text"], errors) else { return vec![] };
    match (fields.get("quotes"), fields.get("text")) {
        (Some(quotes), None) => quote_list(quotes, errors),
        (None, Some(draft)) => text(draft, "/text", MAX_TEXT, errors)
            .map(|draft| checked_draft(&draft, "/text", is_name, errors))
            .unwrap_or_default(),
        (Some(_), Some(_)) => {
            errors.add("/text", "", "is given beside quotes", &["quotes or text, not both"], None);
            vec![]
        }
        (None, None) => {
            errors.add("/quotes", "", "is missing", &["quotes: a list of quotes", "text: a draft"], None);
            vec![]
        }
    }
}

/// The quotations of a draft, unless there are too many.
pub fn checked_draft(
    draft: &str,
    name: &str,
    is_name: &dyn Fn(&str) -> bool,
    errors: &mut ParameterErrors,
) -> Vec<AskedQuote> {
    let quotes = quotes_of_draft(draft, is_name);
    if quotes.len() > MAX_QUOTES {
        let message = format!("has {} quotations", quotes.len());
        errors.add(
            name,
            draft,
            &message,
            &[&format!("at most {MAX_QUOTES} quotations: send the draft in parts")],
            None,
        );
    }
    quotes
}

fn quote_list(value: &Value, errors: &mut ParameterErrors) -> Vec<AskedQuote> {
    let Value::Array(quotes) = value else {
        errors.add("/quotes", &shown(value), "is not a list", &["a list of objects with text and speaker"], None);
        return vec![];
    };
    if quotes.is_empty() || quotes.len() > MAX_QUOTES {
        let message = format!("has {} quotes", quotes.len());
        errors.add("/quotes", "", &message, &[&format!("1 to {MAX_QUOTES} quotes")], None);
        return vec![];
    }
    quotes.iter().enumerate().filter_map(|(at, quote)| asked_quote(quote, &format!("/quotes/{at}"), errors)).collect()
}

fn asked_quote(value: &Value, pointer: &str, errors: &mut ParameterErrors) -> Option<AskedQuote> {
    let fields = object(value, pointer, &["text", "speaker"], errors)?;
    let speaker = fields.get("speaker");
    let speaker = speaker.and_then(|speaker| text(speaker, &format!("{pointer}/speaker"), MAX_SPEAKER, errors));
    let Some(quote) = fields.get("text") else {
        errors.add(&format!("{pointer}/text"), "", "is missing", &["the words of the quote"], None);
        return None;
    };
    Some(AskedQuote::new(text(quote, &format!("{pointer}/text"), MAX_TEXT, errors)?, speaker))
}

/// The fields of an object, all of which must be known.
fn object<'v>(
    value: &'v Value,
    pointer: &str,
    names: &[&str],
    errors: &mut ParameterErrors,
) -> Option<&'v Map<String, Value>> {
    let Value::Object(fields) = value else {
        errors.add(pointer, &shown(value), "is not an object", names, None);
        return None;
    };
    for (name, value) in fields.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
        let near = errors.nearest(name, names.iter().copied());
        errors.add(&format!("{pointer}/{name}"), &shown(value), "unknown field", names, near);
    }
    Some(fields)
}

fn text(value: &Value, pointer: &str, most: usize, errors: &mut ParameterErrors) -> Option<String> {
    let accepted = format!("a text of at most {most} characters");
    let problem = match value {
        Value::String(text) if text.trim().is_empty() => "is empty",
        Value::String(text) if text.chars().nth(most).is_some() => "is too long",
        Value::String(text) => return Some(text.clone()),
        _ => "is not a text",
    };
    errors.add(pointer, &shown(value), problem, &[&accepted], None);
    None
}

/// A value as an error repeats it.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"quotes": [{"text": "a b", "speaker": "x"}]}), &[])]
    #[case(json!({"text": "He said “we will win”."}), &[])]
    #[case(json!([]), &[""])]
    #[case(json!({}), &["/quotes"])]
    #[case(json!({"quotes": [], "text": "a"}), &["/text"])]
    #[case(json!({"quotes": []}), &["/quotes"])]
    #[case(json!({"quotes": "a"}), &["/quotes"])]
    #[case(json!({"quotes": [{"text": ""}, {"speaker": "x"}, 7]}), &["/quotes/0/text", "/quotes/1/text", "/quotes/2"])]
    #[case(json!({"quotes": [{"text": "a b", "speakr": "x"}]}), &["/quotes/0/speakr"])]
    #[case(json!({"text": null}), &["/text"])]
    #[case(json!({"text": "“a b” ".repeat(101)}), &["/text"])]
    #[case(json!({"text": "a".repeat(MAX_TEXT + 1)}), &["/text"])]
    fn every_error_names_its_value(#[case] body: Value, #[case] pointers: &[&str]) {
        let mut errors = ParameterErrors::default();
        parse_body(&body, &|_| false, &mut errors);
        assert_eq!(errors.iter().map(|error| error.parameter.as_str()).collect::<Vec<_>>(), pointers);
    }

    #[test]
    fn a_mistyped_field_is_suggested() {
        let mut errors = ParameterErrors::default();
        parse_body(&json!({"quotes": [{"text": "a b", "speakr": "x"}]}), &|_| false, &mut errors);
        assert_eq!(errors.iter().next().unwrap().did_you_mean.as_deref(), Some("speaker"));
    }
}
