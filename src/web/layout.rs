//! What all pages share: who reads, in which language, from which address; the head, the links to the data, the answer.

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::conditional;
use crate::http::params::{ParameterErrors, Parameters, Params, RawParams};
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::http::url::is_host;
use crate::http::validators::Validators;
use crate::store::{Cost, DatasetReader};
use crate::web::assets;
use crate::web::language::{Language, TAGS};
use crate::web::url::{Address, LANG};
use crate::web::words::Words;

/// Everything on a page comes from this server; nothing stands in the page that could run.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                           connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Pages depend on the reader's language, and an error on what the client accepts.
const VARY: &str = "Accept-Encoding, Accept-Language, Accept";

/// The parameter that every page takes.
#[derive(Debug, Default)]
pub struct LanguageParams(Vec<String>);

impl Parameters for LanguageParams {
    fn names() -> Vec<&'static str> {
        vec![LANG]
    }

    fn has(name: &str) -> bool {
        name == LANG
    }

    fn take(typed: &mut RawParams) -> Self {
        Self(typed.remove(LANG).unwrap_or_default())
    }
}

impl LanguageParams {
    /// Holds the parameter to what it accepts.
    pub fn check(&self, faults: &mut ParameterErrors) {
        let unknown = faults.single(LANG, &self.0).filter(|tag| Language::parse(tag).is_none());
        if let Some(tag) = unknown {
            faults.add(LANG, tag, "is not one of the accepted values", &TAGS, None);
        }
    }
}

/// Holds a page to having no parameter but the language.
pub fn expect_language_only(query: Params<LanguageParams>) -> Result<(), ApiError> {
    query.resolve(|language, faults| language.check(faults))
}

/// Who reads, from where.
#[derive(Debug, Clone)]
pub struct PageContext {
    /// The language of the interface.
    pub language: Language,
    /// Whether the address chose it, so that links keep it.
    pub chosen: bool,
    /// The address, without the language.
    pub address: Address,
    /// Scheme and host of this server: as its operator names it, otherwise as the reader knows it.
    pub origin: String,
}

impl PageContext {
    /// Reads a request.
    pub fn of(request: &HttpRequest) -> Self {
        let address = Address::read(request.path(), request.query_string());
        let chosen = address.values(LANG).next().and_then(Language::parse);
        Self {
            language: chosen.unwrap_or_else(|| Language::preferred(request)),
            chosen: chosen.is_some(),
            address: address.without(&[LANG]),
            origin: State::of(request)
                .and_then(|state| state.limits.public_url.clone())
                .unwrap_or_else(|| origin(request)),
        }
    }

    /// An address that keeps the chosen language.
    pub fn link(&self, address: &Address) -> String {
        if self.chosen { address.clone().set(LANG, self.language.tag()).to_string() } else { address.to_string() }
    }

    /// A path that keeps the chosen language.
    pub fn to(&self, path: &str) -> String {
        self.link(&Address::new(path))
    }

    /// The words of the interface.
    pub const fn words(&self) -> &'static Words {
        self.language.words()
    }
}

/// The scheme and host that the client asked, as far as they have the form of one.
fn origin(request: &HttpRequest) -> String {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header("host").filter(|host| is_host(host)).unwrap_or("localhost");
    let scheme = if header("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// The same view in a format.
#[derive(Debug, Clone)]
pub struct FormatLink {
    /// Its name.
    pub label: &'static str,
    /// Where it is.
    pub href: String,
    /// Its media type.
    pub media_type: &'static str,
}

impl FormatLink {
    /// A link to a format.
    pub fn new(label: &'static str, media_type: &'static str, href: &impl ToString) -> Self {
        Self { label, href: href.to_string(), media_type }
    }

    /// The view as JSON.
    pub fn json(href: &impl ToString) -> Self {
        Self::new("JSON", "application/json", href)
    }

    /// A record as JSON, and the claims that name it by this parameter in every format.
    pub fn of_record(t: &Words, record: &str, parameter: &str, id: &str) -> Vec<Self> {
        let claims = |format: &str| Address::new(&format!("/v1/claims{format}")).with(parameter, id);
        vec![
            Self::json(&format!("/v1/{record}/{id}")),
            Self::new(t.claims_as_json, "application/json", &claims("")),
            Self::new("CSV", "text/csv", &claims(".csv")),
            Self::new("NDJSON", "application/x-ndjson", &claims(".ndjson")),
            Self::new("JSON-LD", "application/ld+json", &claims(".jsonld")),
            Self::new("Atom", "application/atom+xml", &claims(".atom")),
        ]
    }
}

/// What a page's template knows beside its own content.
pub struct PageLayout {
    /// Who reads.
    pub reader: PageContext,
    /// The words of the interface.
    pub t: &'static Words,
    /// The page's title.
    pub title: String,
    /// What the page holds, in a sentence.
    pub description: String,
    /// The entry of the navigation that the page belongs to.
    pub section: &'static str,
    /// The same view in other formats, JSON first.
    pub formats: Vec<FormatLink>,
    /// What search engines read of it.
    pub json_ld: Option<String>,
    /// Whether search engines may list it.
    pub indexed: bool,
    /// The dataset's version.
    pub version: String,
}

impl PageLayout {
    /// A page of this title.
    pub fn new(reader: &PageContext, state: &AppState, section: &'static str, title: &str, description: &str) -> Self {
        Self {
            t: reader.words(),
            reader: reader.clone(),
            title: title.to_owned(),
            description: description.to_owned(),
            section,
            formats: vec![],
            json_ld: None,
            indexed: true,
            version: state.dataset.version().chars().take(12).collect(),
        }
    }

    /// The language of the interface.
    pub const fn language(&self) -> Language {
        self.reader.language
    }

    /// A path that keeps the chosen language.
    pub fn to(&self, path: &str) -> String {
        self.reader.to(path)
    }

    /// This view in the language with this tag.
    pub fn in_language(&self, tag: &str) -> String {
        self.reader.address.clone().set(LANG, tag).to_string()
    }

    /// This view in the other language.
    pub fn switched(&self) -> String {
        self.in_language(self.language().other().tag())
    }

    /// This view for search engines: whole, without the language.
    pub fn canonical(&self) -> String {
        format!("{}{}", self.reader.origin, self.reader.address)
    }

    /// The picture that links to the page are shown with.
    pub fn picture(&self) -> String {
        format!("{}{}", self.reader.origin, assets::address("share.png"))
    }

    /// The line for a terminal that gets this view as JSON.
    pub fn curl(&self) -> Option<String> {
        self.formats.first().map(|json| format!("curl '{}{}'", self.reader.origin, json.href))
    }

    /// The address of an asset.
    #[allow(clippy::unused_self, reason = "templates call it on the page")]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// Answers 304 if the client has the current page; otherwise runs the queries of `page` and renders it.
pub async fn answer<T: Template>(
    request: &HttpRequest,
    state: &State,
    reader: PageContext,
    cost: Cost,
    page: impl FnOnce(&PageContext, &AppState, &DatasetReader) -> Result<T, ApiError> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let validators = conditional::check_validators(request, validators(request, state, &reader))?;
    let (context, app) = (reader.clone(), state.clone());
    let html = state.run(request, cost, move |dataset| render(&page(&reader, &app, dataset)?)).await?;
    let mut response = validators.ok("text/html; charset=utf-8", html);
    set_page_headers(response.headers_mut(), &context);
    Ok(response)
}

/// Sets the headers of every page.
pub fn set_page_headers(headers: &mut HeaderMap, reader: &PageContext) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(reader.language.tag()));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::VARY, HeaderValue::from_static(VARY));
}

/// A page as HTML.
pub fn render(page: &impl Template) -> Result<String, ApiError> {
    page.render().map_err(|error| ApiError::Internal(error.to_string()))
}

fn validators(request: &HttpRequest, state: &AppState, reader: &PageContext) -> Validators {
    let [style, script, picture] = ["explorer.css", "explorer.js", "share.png"].map(assets::address);
    let address = [request.path(), request.query_string(), &reader.origin, reader.language.tag()];
    let program = [env!("CARGO_PKG_VERSION"), state.dataset.version(), &style, &script, &picture];
    Validators::new(program.into_iter().chain(address), VARY)
}

/// JSON inside a page: nothing in it can end the element it stands in.
pub fn embedded(json: &str) -> String {
    json.trim().replace('<', "\\u003c")
}
