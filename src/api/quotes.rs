//! Verification of quotes.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::http::conditional;
use crate::http::problem::ApiError;
use crate::http::quote_check::{QuoteVerification, is_name, verify_quotes};
use crate::http::quote_request::{AskedQuote, parse_body};
use crate::http::request_body::read_json;
use crate::http::state::State;
use crate::query::ParameterErrors;
use crate::query::params::{Params, parameters};
use crate::store::DatasetReader;

/// A quote to verify.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents what `parse_body` reads, which reports every error")]
pub struct QuoteToVerify {
    /// The words of the quote, at most 20,000 characters.
    #[schema(min_length = 1, max_length = 20_000, example = "كان الموضوع هو")]
    text: String,
    /// Who is said to have said it: identifier, name or alias of an actor.
    #[schema(nullable = false, min_length = 1, max_length = 500, example = "financial-times")]
    speaker: Option<String>,
}

/// Either `quotes` or `text`.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents what `parse_body` reads, which reports every error")]
pub struct QuotesToVerify {
    /// Quotes, each with its named speaker if there is one.
    #[schema(nullable = false, min_items = 1, max_items = 100)]
    quotes: Option<Vec<QuoteToVerify>>,
    /// A draft: plain text, Markdown or HTML, at most 20,000 characters. Its quotations, in the quotation marks of any script,
    /// are verified; there may be at most 100.
    #[schema(nullable = false, min_length = 1, max_length = 20_000)]
    text: Option<String>,
}

/// Parameters of the verification of one quote.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct QuoteParams {
    /// The words of the quote. Longer ones are sent by POST.
    #[param(value_type = String, required = true, min_length = 1, max_length = 500, example = "كان الموضوع هو")]
    text: Vec<String>,
    /// Who is said to have said it: identifier, name or alias of an actor.
    #[param(value_type = Option<String>, min_length = 1, max_length = 500, example = "financial-times")]
    speaker: Vec<String>,
}

parameters!(QuoteParams);

/// Verify a quote
///
/// Whether a quote stands in an article, where, and who said it. One altered word is never `exact` or `folded`. Searched are
/// the evidence of all claims and, where their texts were given when the dataset was built, whole articles, of which nothing
/// but offsets is shown.
#[utoipa::path(
    operation_id = "verifyQuote",
    tag = "claims",
    params(QuoteParams),
    responses((status = 200, description = "What was found.", body = QuoteVerification))
)]
#[get("/v1/quotes/verify")]
pub async fn verify_quote(
    request: HttpRequest,
    state: State,
    params: Params<QuoteParams>,
) -> Result<HttpResponse, ApiError> {
    let asked = params.resolve(|params, errors| {
        let text = errors.required("text", &params.text, "the words of a quote");
        AskedQuote::new(text, errors.single("speaker", &params.speaker).map(str::to_owned))
    })?;
    let validators = conditional::check(&request, &state)?;
    let verify = move |reader: &DatasetReader| Ok(verify_quotes(reader, vec![asked])?);
    let verification = state.run(&request, state.dataset.quotes_cost(), verify).await?;
    Ok(validators.json(&verification)?)
}

/// Verify quotes or a draft
///
/// Like the verification of one quote, for up to 100 quotes or for the quotations of a draft. The body has at most 64 KiB. The
/// speaker of a quotation in a draft is the name beside a reporting word around it: a best effort.
#[utoipa::path(
    operation_id = "verifyQuotes",
    tag = "claims",
    request_body(
        content = QuotesToVerify,
        description = "Quotes, or a draft.",
        example = json!({"quotes": [{"text": "كان الموضوع هو", "speaker": "financial-times"}]})
    ),
    responses((status = 200, description = "What was found for each quote.", body = QuoteVerification))
)]
#[post("/v1/quotes/verify")]
pub async fn verify_quotes_of_body(
    request: HttpRequest,
    state: State,
    params: Params<()>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let body = read_json(&request, payload, state.limits.body_timeout).await?;
    let cost = state.dataset.quotes_cost();
    let verify = move |reader: &DatasetReader| {
        let mut errors = ParameterErrors::default();
        let asked = parse_body(&body, &|words| is_name(reader.suggester(), words), &mut errors);
        if errors.is_empty() { Ok(verify_quotes(reader, asked)?) } else { Err(errors.into()) }
    };
    let verification = state.run(&request, cost, verify).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(verification))
}
