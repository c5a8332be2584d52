//! The query string as typed: decoded strictly, held to the documented names, grouped by name. Nothing is ignored.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;

use crate::domain::catalogue::{HasId, Table};
use crate::domain::did_you_mean::SuggestionBudget;
use crate::domain::vocabulary::VocabularyTerm;
use crate::http::problem::{ApiError, ParameterError};

/// The longest value, in Unicode code points.
pub const MAX_VALUE: usize = 500;

/// The most values of one parameter, and the most faults told of one query.
const MAX_VALUES: usize = 100;
const MAX_FAULTS: usize = 20;

/// How much of a value an error repeats, in code points.
const SHOWN: usize = 80;

/// Values by the name of their parameter.
pub type RawParams = BTreeMap<String, Vec<String>>;

/// A struct of documented parameters, each field the list of values as typed.
pub trait Parameters: Sized {
    /// The documented names.
    fn names() -> Vec<&'static str>;

    /// Whether a name is documented.
    fn has(name: &str) -> bool;

    /// Takes the values of these parameters out of `typed`.
    fn take(typed: &mut RawParams) -> Self;
}

/// Fills a struct of `Vec<String>` fields from the values of its parameters.
pub fn take_fields<T: DeserializeOwned>(names: &[String], typed: &mut RawParams) -> T {
    let fields = typed.extract_if(.., |name, _| names.contains(name));
    let fields = MapDeserializer::<_, serde::de::value::Error>::new(fields);
    T::deserialize(fields).expect("every parameter is a list of texts, and all have a default")
}

/// Implements [`Parameters`] by the names that the struct documents.
macro_rules! parameters {
    ($($params:ty),+ $(,)?) => {$(
        impl $crate::http::params::Parameters for $params {
            fn names() -> Vec<&'static str> {
                Self::documented().iter().map(String::as_str).collect()
            }

            fn has(name: &str) -> bool {
                Self::documented().iter().any(|known| known == name)
            }

            fn take(typed: &mut $crate::http::params::RawParams) -> Self {
                $crate::http::params::take_fields(Self::documented(), typed)
            }
        }

        impl $params {
            fn documented() -> &'static [String] {
                static NAMES: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
                NAMES.get_or_init(|| {
                    let documented = <Self as utoipa::IntoParams>::into_params(|| None);
                    documented.into_iter().map(|parameter| parameter.name).collect()
                })
            }
        }
    )+};
}
pub(crate) use parameters;

impl Parameters for () {
    fn names() -> Vec<&'static str> {
        vec![]
    }

    fn has(_: &str) -> bool {
        false
    }

    fn take(_: &mut RawParams) -> Self {}
}

/// Several structs of parameters are the parameters of one route.
macro_rules! parameter_tuples {
    ($(($($params:ident),+))+) => {$(
        impl<$($params: Parameters),+> Parameters for ($($params,)+) {
            fn names() -> Vec<&'static str> {
                [$($params::names()),+].concat()
            }

            fn has(name: &str) -> bool {
                $($params::has(name))||+
            }

            fn take(typed: &mut RawParams) -> Self {
                ($($params::take(typed),)+)
            }
        }
    )+};
}
parameter_tuples! { (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) }

/// A route's parameters as typed, with what is already known to be wrong with them. [`Params::resolve`] is the only way
/// in, so that no fault is lost.
pub struct Params<P> {
    params: P,
    faults: ParameterErrors,
}

impl<P> Params<P> {
    /// What the parameters mean, or a 400 that tells every fault: those of decoding and those that `meaning` finds.
    pub fn resolve<T>(mut self, meaning: impl FnOnce(P, &mut ParameterErrors) -> T) -> Result<T, ApiError> {
        let resolved = meaning(self.params, &mut self.faults);
        self.faults.into_result(resolved)
    }
}

impl Params<()> {
    /// Holds a route without parameters to having none.
    pub fn expect_none(self) -> Result<(), ApiError> {
        self.resolve(|(), _| ())
    }
}

impl<P: Parameters> FromRequest for Params<P> {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(read(request.query_string())))
    }
}

/// Reads a query string into a route's parameters.
pub fn read<P: Parameters>(query: &str) -> Params<P> {
    let mut faults = ParameterErrors::default();
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let Some((name, value)) = decode(name).zip(decode(value)) else {
            let lossy = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
            faults.add(
                &lossy(name),
                &lossy(value),
                "is not percent-encoded UTF-8",
                &["UTF-8, with % and two hexadecimal digits for every byte that needs it"],
                None,
            );
            continue;
        };
        pairs.push((name, value));
    }
    group(pairs, faults)
}

/// Groups decoded pairs by name and holds each to the rules that all parameters share.
pub fn group<P: Parameters>(pairs: Vec<(String, String)>, mut faults: ParameterErrors) -> Params<P> {
    let mut typed = RawParams::new();
    for (name, value) in pairs {
        if faults.is_full() {
            break;
        }
        if !P::has(&name) {
            let names = P::names();
            let near = faults.nearest(&name, names.iter().copied());
            faults.add(&name, &value, "there is no such parameter here", &names, near);
        } else if value.chars().any(|c| c.is_control() || is_noncharacter(c)) {
            faults.add(&name, &value, "holds a control character", &["text without control characters"], None);
        } else if value.trim().is_empty() {
            faults.add(&name, &value, "is empty", &["a value, or leave the parameter out"], None);
        } else if value.chars().count() > MAX_VALUE {
            let accepted = format!("at most {MAX_VALUE} characters");
            faults.add(&name, &value, "is too long", &[&accepted], None);
        } else if typed.get(&name).is_some_and(|values| values.len() >= MAX_VALUES) {
            let accepted = format!("at most {MAX_VALUES} values");
            faults.add(&name, &value, "is given too often", &[&accepted], None);
        } else {
            typed.entry(name).or_default().push(value);
        }
    }
    Params { params: P::take(&mut typed), faults }
}

/// Code points that are no characters and that XML cannot hold.
fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

fn decode(text: &str) -> Option<String> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Some(text.to_owned());
    }
    let mut escapes = text.split('%').skip(1).map(str::as_bytes);
    if !escapes.all(|escape| matches!(escape, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())) {
        return None;
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// Collects what is wrong with a query.
#[derive(Debug, Default)]
pub struct ParameterErrors {
    faults: Vec<ParameterError>,
    suggestions: SuggestionBudget,
}

impl ParameterErrors {
    /// Notes a fault. Control characters of the value are not repeated.
    pub fn add(&mut self, parameter: &str, value: &str, message: &str, accepted: &[&str], near: Option<String>) {
        if self.is_full() {
            return;
        }
        self.faults.push(ParameterError {
            parameter: shown(parameter),
            value: shown(value),
            message: message.to_owned(),
            accepted: accepted.iter().map(|&text| text.to_owned()).collect(),
            did_you_mean: near,
        });
    }

    /// The candidate nearest to what was typed, as long as the request may have more suggestions.
    pub fn nearest<'c>(&self, typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
        if self.is_full() {
            return None;
        }
        self.suggestions.nearest(typed, candidates).map(str::to_owned)
    }

    /// The identifier of `register` nearest to what was typed, as long as the request may have more suggestions.
    pub fn nearest_id<T: HasId>(&self, typed: &str, register: &Table<T>) -> Option<String> {
        if self.is_full() {
            return None;
        }
        register.nearest(typed, &self.suggestions).map(str::to_owned)
    }

    /// Whether no more faults are told; a query with so many is mended step by step.
    fn is_full(&self) -> bool {
        self.faults.len() >= MAX_FAULTS
    }

    /// The faults as an error.
    pub fn into_error(self) -> ApiError {
        ApiError::Parameters(self.faults)
    }

    /// The value, unless there are faults.
    fn into_result<T>(self, value: T) -> Result<T, ApiError> {
        if self.faults.is_empty() { Ok(value) } else { Err(self.into_error()) }
    }

    /// The only value of a parameter that takes one.
    pub fn single<'v>(&mut self, parameter: &str, values: &'v [String]) -> Option<&'v str> {
        if let [_, second, ..] = values {
            self.add(parameter, second, "is given more than once", &["one value"], None);
        }
        values.first().map(String::as_str)
    }

    /// The only value of a parameter that has to be given; `accepted` says what it is.
    pub fn required(&mut self, parameter: &str, values: &[String], accepted: &str) -> String {
        let value = self.single(parameter, values).unwrap_or_default().to_owned();
        if value.is_empty() && self.faults.iter().all(|fault| fault.parameter != parameter) {
            self.add(parameter, "", "is missing", &[accepted], None);
        }
        value
    }

    /// The terms of a closed vocabulary, each once.
    pub fn terms<T: VocabularyTerm>(&mut self, parameter: &str, values: &[String]) -> Vec<T> {
        let mut terms = Vec::with_capacity(values.len());
        for value in values {
            match T::parse(value) {
                Ok(term) => terms.push(term),
                Err(unknown) => {
                    let near = unknown.nearest.map(str::to_owned);
                    self.add(parameter, value, "is not one of the accepted values", unknown.accepted, near);
                }
            }
        }
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// The only term of a parameter that takes one.
    pub fn term<T: VocabularyTerm>(&mut self, parameter: &str, values: &[String]) -> Option<T> {
        let value = self.single(parameter, values)?.to_owned();
        self.terms(parameter, &[value]).pop()
    }

    /// A whole number from `least` to `most`.
    pub fn number(&mut self, parameter: &str, values: &[String], least: u32, most: u32) -> Option<u32> {
        let value = self.single(parameter, values)?;
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let number = value.parse().ok().filter(|number| digits && (least..=most).contains(number));
        if number.is_none() {
            let accepted = format!("a whole number from {least} to {most}");
            self.add(parameter, value, "is out of range or no whole number", &[&accepted], None);
        }
        number
    }

    /// `true` or `false`.
    pub fn flag(&mut self, parameter: &str, values: &[String]) -> Option<bool> {
        match self.single(parameter, values)? {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                let near = self.nearest(other, ["true", "false"]);
                self.add(parameter, other, "is not one of the accepted values", &["true", "false"], near);
                None
            }
        }
    }
}

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if text.chars().count() > SHOWN {
        shown.push('…');
    }
    shown
}
