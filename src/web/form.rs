//! Forms of pages: their requests, whose fields may be empty, and the fields that templates write.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::base_path;
use crate::domain::vocabulary::VocabularyTerm;
use crate::http::params;
use crate::http::redirect::MAX_LOCATION_BYTES;
use crate::i18n::Locale;
use crate::query::params::{Parameters, Params};
use crate::web::url::Address;

/// The parameters of a form's request, or a redirect to the address without the fields left empty, so that each view has
/// one address.
#[allow(clippy::result_large_err, reason = "a response is what the caller sends")]
pub fn read_form<P: Parameters>(request: &HttpRequest) -> Result<Params<P>, HttpResponse> {
    let query = request.query_string();
    let is_empty = |pair: &str| pair.split_once('=').is_none_or(|(_, value)| value.replace('+', "").is_empty());
    if !query.split('&').any(|pair| !pair.is_empty() && is_empty(pair)) {
        return Ok(params::parse_query_string(query));
    }
    let clean = Address::parse(request.path(), query).only(P::contains);
    let location = clean.to_string();
    if location.len() <= MAX_LOCATION_BYTES {
        return Err(HttpResponse::Found().insert_header((header::LOCATION, &*base_path::link(location))).finish());
    }
    Ok(params::parse_query_string(&clean.query()))
}

/// The form above a list.
pub struct ListForm {
    /// The text that names are searched for.
    pub q: String,
    /// What the text is searched in.
    pub label: &'static str,
    pub selects: Vec<Select>,
    pub dates: Vec<DateInput>,
}

/// A text field for a date.
pub struct DateInput {
    pub name: &'static str,
    pub label: &'static str,
    pub value: String,
    /// A date of the dataset.
    pub placeholder: String,
}

/// A choice of one value.
pub struct Select {
    pub name: &'static str,
    pub label: &'static str,
    pub options: Vec<SelectOption>,
}

pub struct SelectOption {
    /// Empty for no value.
    pub value: String,
    pub label: String,
    /// The language of the label, if it is not that of the page.
    pub language: Option<String>,
    pub selected: bool,
}

impl SelectOption {
    pub fn new(value: &str, label: &str, selected: bool) -> Self {
        Self { value: value.to_owned(), label: label.to_owned(), language: None, selected }
    }

    #[must_use]
    pub fn in_language(mut self, tag: &str) -> Self {
        self.language = Some(tag.to_owned());
        self
    }
}

impl Select {
    /// A choice among values or none; `any` says what none means. There is no choice among fewer than two values.
    pub fn filter(
        name: &'static str,
        label: &'static str,
        any: &str,
        values: impl IntoIterator<Item = SelectOption>,
    ) -> Option<Self> {
        let mut options: Vec<SelectOption> = values.into_iter().collect();
        if options.len() < 2 {
            return None;
        }
        let is_chosen = options.iter().any(|option| option.selected);
        options.insert(0, SelectOption::new("", any, !is_chosen));
        Some(Self { name, label, options })
    }

    /// A choice among terms of a vocabulary; `chosen` are those that the address names.
    pub fn terms<T: VocabularyTerm>(
        locale: Locale,
        name: &'static str,
        label: &'static str,
        any: &str,
        terms: impl IntoIterator<Item = T>,
        chosen: &[T],
    ) -> Option<Self> {
        let option = |term: T| SelectOption::new(term.as_str(), &locale.term(term), chosen.contains(&term));
        Self::filter(name, label, any, terms.into_iter().map(option))
    }
}
