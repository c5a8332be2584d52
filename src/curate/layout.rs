//! The frame of a page: language, links, headers.

use std::io;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::curate::Curate;
use crate::curate::error::CurateError;
use crate::http::language::preferred_locale;
use crate::i18n::Locale;

/// The parameter of every address.
#[derive(Debug, Deserialize)]
pub struct LanguageQuery {
    lang: Option<String>,
}

impl LanguageQuery {
    pub fn locale(&self, request: &HttpRequest) -> Locale {
        let chosen = self.lang.as_deref().and_then(Locale::from_tag);
        chosen.unwrap_or_else(|| preferred_locale(request))
    }
}

pub struct Layout {
    pub locale: Locale,
    /// The path that all addresses begin with.
    pub base: String,
    pub title: String,
    /// The address of this page below `base`, without the language.
    path: String,
}

impl Layout {
    pub fn new(curate: &Curate, locale: Locale, path: &str, title: &str) -> Self {
        Self { locale, base: curate.base.clone(), title: title.to_owned(), path: path.to_owned() }
    }

    pub fn text(&self, key: &str) -> &'static str {
        self.locale.text(key)
    }

    /// Writes the address of a page, with the language.
    pub fn to(&self, path: &str) -> String {
        link(&self.base, path, self.locale)
    }

    /// Returns the other languages with the address of this page in each.
    pub fn in_other_languages(&self) -> impl Iterator<Item = (Locale, String)> {
        let others = Locale::ALL.iter().copied().filter(|locale| *locale != self.locale);
        others.map(|locale| (locale, link(&self.base, &self.path, locale)))
    }
}

pub fn link(base: &str, path: &str, locale: Locale) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{base}{path}{separator}lang={}", locale.tag())
}

/// Renders a page.
pub fn render(page: &impl Template) -> Result<String, CurateError> {
    page.render().map_err(|error| CurateError::Io(io::Error::other(error)))
}

pub fn respond(html: String, locale: Locale) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, locale.tag()))
        .body(html)
}
