//! `verify_quotes`.

use serde_json::{Value, json};
use utoipa::PartialSchema;

use super::{Call, Task, ToolDef};
use crate::api::quotes::{QuoteToVerify, QuotesToVerify};
use crate::http::problem::ApiError;
use crate::http::quote_check::{QuoteVerification, is_name, verify_quotes};
use crate::http::quote_request::parse_body;
use crate::mcp::answer::Answer;
use crate::mcp::schema::{self, Kind};
use crate::query::ParameterErrors;

/// Places that are listed of a quote.
const MAX_PLACES: usize = 3;

pub static VERIFY_QUOTES: ToolDef = ToolDef {
    name: "verify_quotes",
    title: "Verify quotes",
    description: "Whether quotes stand in the articles, where, and who said them. Give `quotes` (up to 100, each with its \
                  `speaker` if one is named), or `text`: a draft of up to 20,000 characters, whose quotations are found. Call \
                  it before you publish any words in quotation marks. `match`: exact, folded (equal but for marks and letter \
                  forms), partial, none, too_short (under 12 letters); `speaker`: as_claimed, other (see said_by), unknown. \
                  Quotes are in the article's language: a translation is never found.",
    arguments,
    answer: || schema::answer(vec![Kind::of::<QuoteVerification>().with_text("next_cursor")]),
    prepare,
};

fn arguments() -> Value {
    let of = |schema| serde_json::to_value(schema).unwrap_or_default();
    let (body, mut quote) = (of(QuotesToVerify::schema()), of(QuoteToVerify::schema()));
    let mut properties = body["properties"].as_object().cloned().unwrap_or_default();
    quote["additionalProperties"] = false.into();
    if let Some(quotes) = properties.get_mut("quotes") {
        quotes["items"] = quote;
    }
    properties
        .insert("cursor".to_owned(), json!({"type": "string", "description": "`next_cursor` of the answer before."}));
    schema::object(properties, &[])
}

fn prepare(call: Call) -> Result<Task, ApiError> {
    let mut body = call.arguments;
    let cursor = body.as_object_mut().and_then(|members| members.remove("cursor"));
    let from = cursor.map(|cursor| first_entry(&cursor)).transpose()?.unwrap_or_default();
    let context = call.context;
    Ok(Task {
        cost: call.state.dataset.quotes_cost(),
        address: "/v1/quotes/verify".to_owned(),
        read: Box::new(move |reader| {
            let mut errors = ParameterErrors::default();
            let asked = parse_body(&body, &|words| is_name(reader.suggester(), words), &mut errors);
            if !errors.is_empty() {
                return Err(errors.into());
            }
            let mut found = verify_quotes(reader, asked)?;
            for quote in &mut found.quotes {
                quote.more_places |= quote.places.len() > MAX_PLACES;
                quote.places.truncate(MAX_PLACES);
            }
            Ok(Answer { body: context.fit_list(serde_json::to_value(&found)?, "quotes", from), matches: None })
        }),
    })
}

/// The entry with which the next part of an answer begins.
fn first_entry(cursor: &Value) -> Result<u32, ApiError> {
    let typed = cursor.as_str().map_or_else(|| cursor.to_string(), str::to_owned);
    typed.parse().map_err(|_| {
        let accepted = ["the next_cursor of the answer before, unchanged"];
        ParameterErrors::from_error("cursor", &typed, "is not a cursor of these quotes", &accepted).into()
    })
}
