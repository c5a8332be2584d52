//! The page that verifies the quotations of a draft.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use askama::Template;

use crate::http::problem::ApiError;
use crate::http::quote_check::{is_name, verify_quotes};
use crate::http::quote_request::{AskedQuote, MAX_QUOTES, MAX_TEXT, quotes_of_draft};
use crate::http::request_body::read_field;
use crate::http::state::{AppState, State};
use crate::query::params::{MAX_VALUE_CHARS, Parameters, Params, RawParams};
use crate::store::{Cost, DatasetReader};
use crate::web::checked_draft::CheckedDraft;
use crate::web::context::{LanguageParams, PageContext, expect_language_only};
use crate::web::layout::{self, PageLayout};

const TEXT: &str = "text";

/// The longest text without quotation marks that is verified as one quote.
const MAX_WHOLE: usize = MAX_VALUE_CHARS;

/// The `text` parameter.
pub struct TextParams(Vec<String>);

impl Parameters for TextParams {
    fn names() -> Vec<&'static str> {
        vec![TEXT]
    }

    fn extract(typed: &mut RawParams) -> Self {
        Self(typed.remove(TEXT).unwrap_or_default())
    }
}

#[derive(Template)]
#[template(path = "verify.html")]
pub struct VerifyPage {
    layout: PageLayout,
    text: String,
    limits: String,
    /// Why the text was not verified.
    fault: Option<String>,
    checked: Option<CheckedDraft>,
}

/// The empty form, or what was found for a short text.
#[get("/verify")]
pub async fn show_verification(
    request: HttpRequest,
    state: State,
    params: Params<(TextParams, LanguageParams)>,
) -> Result<HttpResponse, ApiError> {
    let text = params.resolve(|(text, language), errors| {
        language.check(errors);
        errors.single(TEXT, &text.0).map(str::to_owned)
    })?;
    let context = PageContext::from_request::<(TextParams, LanguageParams)>(&request);
    match text {
        Some(text) => verify(&request, &state, context, text).await,
        None => {
            layout::respond(&request, &state, context, Cost::Inline, |context, state, _| Ok(form(context, state))).await
        }
    }
}

#[post("/verify")]
pub async fn verify_draft(
    request: HttpRequest,
    state: State,
    params: Params<LanguageParams>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    expect_language_only(params)?;
    let text = read_field(&request, payload, state.limits.body_timeout, TEXT).await?;
    let context = PageContext::from_request::<LanguageParams>(&request);
    // Browsers send the ends of lines as CR LF.
    verify(&request, &state, context, text.replace("\r\n", "\n")).await
}

async fn verify(
    request: &HttpRequest,
    state: &State,
    context: PageContext,
    text: String,
) -> Result<HttpResponse, ApiError> {
    let (page_context, app) = (context.clone(), state.clone());
    let run = move |dataset: &DatasetReader| {
        let page = view(&page_context, &app, dataset, text)?;
        let status = if page.fault.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        Ok((status, layout::render(&page)?))
    };
    let (status, html) = state.run(request, state.dataset.quotes_cost(), run).await?;
    let mut response = HttpResponse::build(status).insert_header((header::CACHE_CONTROL, "no-store")).body(html);
    layout::set_page_headers(response.headers_mut(), &context);
    Ok(response)
}

fn form(context: &PageContext, state: &AppState) -> VerifyPage {
    let limits = [("characters", (MAX_TEXT as u64).into()), ("quotes", (MAX_QUOTES as u64).into())];
    VerifyPage {
        layout: PageLayout::new(context, state, "verify", context.text("nav-verify"), context.text("verify-hint")),
        text: String::new(),
        limits: context.locale.format("verify-limits", &limits).into_owned(),
        fault: None,
        checked: None,
    }
}

fn view(
    context: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    text: String,
) -> Result<VerifyPage, ApiError> {
    let mut page = form(context, state);
    page.layout.indexed = false;
    match asked_quotes(context, dataset, &text) {
        Ok((quotes, is_whole)) => {
            let verification = verify_quotes(dataset, quotes)?;
            page.checked = Some(CheckedDraft::new(context, &state.dataset, &text, verification, is_whole));
        }
        Err(fault) => page.fault = Some(fault),
    }
    page.text = text;
    Ok(page)
}

/// The quotations of a text, or the text as one quote if it is short and has none, and whether it is; or why it is not
/// verified.
fn asked_quotes(context: &PageContext, dataset: &DatasetReader, text: &str) -> Result<(Vec<AskedQuote>, bool), String> {
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err(context.text("verify-empty").to_owned());
    }
    if length > MAX_TEXT {
        let values = [("length", (length as u64).into()), ("most", (MAX_TEXT as u64).into())];
        return Err(context.locale.format("verify-too-long", &values).into_owned());
    }
    let quotes = quotes_of_draft(text, &|words| is_name(dataset.suggester(), words));
    if quotes.len() > MAX_QUOTES {
        let values = [("count", (quotes.len() as u64).into()), ("most", (MAX_QUOTES as u64).into())];
        return Err(context.locale.format("verify-too-many", &values).into_owned());
    }
    if quotes.is_empty() && length <= MAX_WHOLE {
        let whole = AskedQuote { place: Some((0, length)), ..AskedQuote::new(text.to_owned(), None) };
        return Ok((vec![whole], true));
    }
    Ok((quotes, false))
}
