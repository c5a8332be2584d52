//! The language, address and origin of a page request.

use actix_web::HttpRequest;

use crate::domain::base_path;
use crate::http::language::preferred_locale;
use crate::http::origin::origin;
use crate::http::problem::ApiError;
use crate::i18n::Locale;
use crate::query::ParameterErrors;
use crate::query::params::{Parameters, Params, RawParams};
use crate::web::url::{Address, LANG};

/// The `lang` parameter, which every page accepts.
#[derive(Debug, Default)]
pub struct LanguageParams(Vec<String>);

impl Parameters for LanguageParams {
    const IGNORES_UNKNOWN: bool = true;

    fn names() -> Vec<&'static str> {
        vec![LANG]
    }

    fn contains(name: &str) -> bool {
        name == LANG
    }

    fn extract(typed: &mut RawParams) -> Self {
        Self(typed.remove(LANG).unwrap_or_default())
    }
}

impl LanguageParams {
    pub fn check(&self, errors: &mut ParameterErrors) {
        let unknown = errors.single(LANG, &self.0).filter(|tag| Locale::from_tag(tag).is_none());
        if let Some(tag) = unknown {
            errors.add(LANG, tag, "is not one of the accepted values", Locale::TAGS, None);
        }
    }
}

/// Rejects every parameter but `lang`.
pub fn expect_language_only(params: Params<LanguageParams>) -> Result<(), ApiError> {
    Ok(params.resolve(|language, errors| language.check(errors))?)
}

#[derive(Debug, Clone)]
pub struct PageContext {
    pub locale: Locale,
    /// Whether the address names the language, so that links keep it.
    pub chosen: bool,
    /// The address, without the language.
    pub address: Address,
    /// The beginning of absolute links: `--public-url`, otherwise scheme and host of the request.
    pub origin: String,
}

impl PageContext {
    /// `P` are the parameters of the page; others are left out of its address.
    pub fn from_request<P: Parameters>(request: &HttpRequest) -> Self {
        Self::new(request, Address::parse(request.path(), request.query_string()).only(P::contains))
    }

    pub fn new(request: &HttpRequest, address: Address) -> Self {
        let chosen = address.values(LANG).next().and_then(Locale::from_tag);
        Self {
            locale: chosen.unwrap_or_else(|| preferred_locale(request)),
            chosen: chosen.is_some(),
            address: address.without(&[LANG]),
            origin: origin(request),
        }
    }

    /// Writes an address, with the language if the request's address names it.
    pub fn link(&self, address: &Address) -> String {
        let address =
            if self.chosen { address.clone().set(LANG, self.locale.tag()).to_string() } else { address.to_string() };
        base_path::link(address).into_owned()
    }

    /// [`PageContext::link`] to a path.
    pub fn to(&self, path: &str) -> String {
        self.link(&Address::new(path))
    }

    /// The message of a key.
    pub fn text(&self, key: &str) -> &'static str {
        self.locale.text(key)
    }
}
