//! The frame of every page, links to the same view in other formats, and the response around a page.

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::domain::base_path;
use crate::domain::text::escape_json;
use crate::formats::Format;
use crate::http::conditional;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::http::validators::Validators;
use crate::i18n::Locale;
use crate::store::{Cost, DatasetReader};
use crate::web::assets::asset_path;
use crate::web::context::PageContext;
use crate::web::signposts::Signpost;
use crate::web::url::{Address, LANG};

/// Pages load everything from this server and contain no inline scripts or styles.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                           connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Pages vary by language, and errors by the type that the client accepts.
const VARY: &str = "Accept-Encoding, Accept-Language, Accept";

/// A link to the same view in another format.
#[derive(Debug, Clone)]
pub struct FormatLink {
    pub label: &'static str,
    /// Below the base path.
    pub href: String,
    pub media_type: &'static str,
}

impl FormatLink {
    pub fn new(label: &'static str, media_type: &'static str, href: &impl ToString) -> Self {
        Self { label, href: href.to_string(), media_type }
    }

    pub fn json(href: &impl ToString) -> Self {
        Self::new("JSON", "application/json", href)
    }

    /// Claims in a format; a spreadsheet can open the CSV.
    pub fn claims(format: Format, address: Address) -> Self {
        let address = if format == Format::Csv { address.with("excel", "true") } else { address };
        Self::new(format.info().label, format.info().media_type, &address)
    }

    /// A record as JSON, and its claims (those that match `parameter=id`) in every format.
    pub fn for_record(context: &PageContext, record: &str, parameter: &str, id: &str) -> Vec<Self> {
        let claims = |path: &str| Address::new(path).with(parameter, id);
        let link = |format: Format| Some(Self::claims(format, claims(&format.claims_path()?)));
        let mut links = vec![
            Self::json(&format!("/v1/{record}/{id}")),
            Self::new(context.text("data-claims-json"), "application/json", &claims("/v1/claims")),
        ];
        links.extend(Format::available().filter_map(link));
        links
    }
}

/// What `base.html` shows around the content of a page.
pub struct PageLayout {
    pub context: PageContext,
    pub title: String,
    /// One sentence for search engines.
    pub description: String,
    /// The navigation entry that the page belongs to.
    pub section: &'static str,
    /// The same view in other formats, JSON first.
    pub formats: Vec<FormatLink>,
    /// Links for machines.
    pub signposts: Vec<Signpost>,
    /// JSON-LD to embed, as [`escape_script`] returns it.
    pub json_ld: Option<String>,
    /// Whether search engines may list the page.
    pub indexed: bool,
    /// The element that the skip link leads to.
    pub main_id: &'static str,
    /// Whether the dataset has topics.
    pub has_topics: bool,
    /// The first 12 characters of the dataset's version.
    pub version: String,
}

impl PageLayout {
    pub fn new(context: &PageContext, state: &AppState, section: &'static str, title: &str, description: &str) -> Self {
        Self {
            context: context.clone(),
            title: title.to_owned(),
            description: description.to_owned(),
            section,
            formats: vec![],
            signposts: vec![],
            json_ld: None,
            indexed: true,
            main_id: "main",
            has_topics: !state.dataset.catalogue().topics.all().is_empty(),
            version: state.dataset.version().chars().take(12).collect(),
        }
    }

    pub const fn locale(&self) -> Locale {
        self.context.locale
    }

    pub fn text(&self, key: &str) -> &'static str {
        self.context.text(key)
    }

    pub fn to(&self, path: &str) -> String {
        self.context.to(path)
    }

    /// This view in every language, as addresses below the base path.
    pub fn in_every_language(&self) -> impl Iterator<Item = (Locale, String)> {
        let address = |locale: &Locale| self.context.address.clone().set(LANG, locale.tag()).to_string();
        Locale::ALL.iter().map(move |locale| (*locale, address(locale)))
    }

    /// This view in the other languages, as addresses below the base path.
    pub fn in_other_languages(&self) -> impl Iterator<Item = (Locale, String)> {
        self.in_every_language().filter(|(locale, _)| *locale != self.locale())
    }

    /// The address of this view for search engines, without the language.
    pub fn canonical(&self) -> String {
        format!("{}{}", self.context.origin, self.context.address)
    }

    /// The image of link previews.
    pub fn image(&self) -> String {
        format!("{}{}", self.context.origin, asset_path("share.png"))
    }

    /// The terminal command that fetches this view as JSON.
    pub fn curl(&self) -> Option<String> {
        self.formats.first().map(|json| format!("curl '{}{}'", self.context.origin, json.href))
    }

    /// The path below which everything is served.
    #[allow(clippy::unused_self, reason = "templates call it on the page")]
    pub fn base(&self) -> &'static str {
        base_path::get()
    }

    #[allow(clippy::unused_self, reason = "templates call it on the page")]
    pub fn asset(&self, name: &str) -> String {
        base_path::link(asset_path(name)).into_owned()
    }
}

/// Responds 304 if the client has the current page; otherwise runs the queries of `page` and renders it.
pub async fn respond<T: Template>(
    request: &HttpRequest,
    state: &State,
    context: PageContext,
    cost: Cost,
    page: impl FnOnce(&PageContext, &AppState, &DatasetReader) -> Result<T, ApiError> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let validators = conditional::check_validators(request, validators(request, state, &context))?;
    let (page_context, app) = (context.clone(), state.clone());
    let html = state.run(request, cost, move |dataset| render(&page(&page_context, &app, dataset)?)).await?;
    let mut response = validators.ok("text/html; charset=utf-8", html);
    set_page_headers(response.headers_mut(), &context);
    Ok(response)
}

/// Sets the headers of every page.
pub fn set_page_headers(headers: &mut HeaderMap, context: &PageContext) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(context.locale.tag()));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::VARY, HeaderValue::from_static(VARY));
}

pub fn render(page: &impl Template) -> Result<String, ApiError> {
    page.render().map_err(|error| ApiError::Internal(error.to_string()))
}

fn validators(request: &HttpRequest, state: &AppState, context: &PageContext) -> Validators {
    let [style, script, image] = ["explorer.css", "explorer.js", "share.png"].map(asset_path);
    let address = [request.path(), request.query_string(), &context.origin, context.locale.tag()];
    let program = [env!("CARGO_PKG_VERSION"), state.dataset.fingerprint(), &style, &script, &image];
    Validators::new(program.into_iter().chain(address), VARY)
}

/// JSON for a `<script>` element; `<` is escaped so that no string can close the element, and so are the control characters
/// that HTML forbids.
pub fn escape_script(json: &str) -> String {
    let lines: Vec<_> = json.trim().lines().map(escape_json).collect();
    lines.join("\n").replace('<', "\\u003c")
}
