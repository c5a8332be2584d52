//! Query parameters as typed, grouped by name. Checks names and the rules that all parameters share: unknown parameters
//! are errors, and all errors of a query are reported together.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;

use super::parameter_errors::ParameterErrors;
use super::parameter_names::suggest_parameter;
use crate::domain::text::is_noncharacter;

/// Maximum length of a value, in Unicode code points.
pub const MAX_VALUE_CHARS: usize = 500;

/// Maximum number of values of a parameter, if it has no other.
pub const MAX_VALUES: usize = 100;

/// Values by the name of their parameter.
pub type RawParams = BTreeMap<String, Vec<String>>;

/// A set of documented parameters with their values as typed.
pub trait Parameters: Sized {
    /// Whether other parameters are ignored rather than errors. Links to pages and feeds are shared with parameters
    /// that others add, such as `utm_source`.
    const IGNORES_UNKNOWN: bool = false;

    /// The documented names.
    fn names() -> Vec<&'static str>;

    fn contains(name: &str) -> bool {
        Self::names().contains(&name)
    }

    /// Maximum number of values of one of these parameters.
    fn max_values(_name: &str) -> usize {
        MAX_VALUES
    }

    /// Removes these parameters from `typed` and returns them.
    fn extract(typed: &mut RawParams) -> Self;
}

/// Removes the named parameters from `typed` and deserializes them to a struct of `Vec<String>` fields.
pub fn extract_fields<T: DeserializeOwned>(names: &[String], typed: &mut RawParams) -> T {
    let fields = typed.extract_if(.., |name, _| names.contains(name));
    let fields = MapDeserializer::<_, serde::de::value::Error>::new(fields);
    T::deserialize(fields).expect("every parameter is a list of texts with a default")
}

/// Implements [`Parameters`] for structs by the names in their OpenAPI documentation.
macro_rules! parameters {
    ($($params:ty),+ $(,)?) => {$(
        impl $crate::query::params::Parameters for $params {
            fn names() -> Vec<&'static str> {
                Self::documented().iter().map(String::as_str).collect()
            }

            fn contains(name: &str) -> bool {
                Self::documented().iter().any(|known| known == name)
            }

            fn extract(typed: &mut $crate::query::params::RawParams) -> Self {
                $crate::query::params::extract_fields(Self::documented(), typed)
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

/// A set of parameters without any, for routes that ignore unknown ones.
#[derive(Debug)]
pub struct IgnoreUnknown;

impl Parameters for IgnoreUnknown {
    const IGNORES_UNKNOWN: bool = true;

    fn names() -> Vec<&'static str> {
        vec![]
    }

    fn extract(_: &mut RawParams) -> Self {
        Self
    }
}

impl Parameters for () {
    fn names() -> Vec<&'static str> {
        vec![]
    }

    fn extract(_: &mut RawParams) -> Self {}
}

/// Implements [`Parameters`] for tuples: a route may have several sets of parameters.
macro_rules! parameter_tuples {
    ($(($($params:ident),+))+) => {$(
        impl<$($params: Parameters),+> Parameters for ($($params,)+) {
            const IGNORES_UNKNOWN: bool = $($params::IGNORES_UNKNOWN)||+;

            fn names() -> Vec<&'static str> {
                [$($params::names()),+].concat()
            }

            fn contains(name: &str) -> bool {
                $($params::contains(name))||+
            }

            fn max_values(name: &str) -> usize {
                $(if $params::contains(name) {
                    return $params::max_values(name);
                })+
                MAX_VALUES
            }

            fn extract(typed: &mut RawParams) -> Self {
                ($($params::extract(typed),)+)
            }
        }
    )+};
}
parameter_tuples! { (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) }

/// A route's parameters as typed, with the errors found so far. [`Params::resolve`] is the only way to the values, so
/// that no error is lost.
pub struct Params<P> {
    params: P,
    errors: ParameterErrors,
}

impl<P> Params<P> {
    /// Returns the result of `resolve`, or all errors: those found before and those that it adds.
    pub fn resolve<T>(mut self, resolve: impl FnOnce(P, &mut ParameterErrors) -> T) -> Result<T, ParameterErrors> {
        let resolved = resolve(self.params, &mut self.errors);
        if self.errors.is_empty() { Ok(resolved) } else { Err(self.errors) }
    }
}

impl Params<()> {
    /// Rejects any parameter.
    pub fn expect_none(self) -> Result<(), ParameterErrors> {
        self.resolve(|(), _| ())
    }
}

/// Groups decoded pairs by name and checks the rules that all parameters share.
pub fn group_by_name<P: Parameters>(pairs: Vec<(String, String)>, mut errors: ParameterErrors) -> Params<P> {
    let mut typed = RawParams::new();
    for (name, value) in pairs {
        if errors.is_full() {
            break;
        }
        if !P::contains(&name) {
            let names = P::names();
            let near = suggest_parameter(&name, &value, &names, &errors);
            errors.add(&name, &value, "unknown parameter", &names, near);
        } else if value.chars().any(|c| c.is_control() || is_noncharacter(c)) {
            errors.add(&name, &value, "contains a control character", &["text without control characters"], None);
        } else if value.trim().is_empty() {
            errors.add(&name, &value, "is empty", &["a value, or leave the parameter out"], None);
        } else if value.chars().count() > MAX_VALUE_CHARS {
            let accepted = format!("at most {MAX_VALUE_CHARS} characters");
            errors.add(&name, &value, "is too long", &[&accepted], None);
        } else if typed.get(&name).is_some_and(|values| values.len() >= P::max_values(&name)) {
            let accepted = format!("at most {} values", P::max_values(&name));
            errors.add(&name, &value, "has too many values", &[&accepted], None);
        } else {
            typed.entry(name).or_default().push(value);
        }
    }
    Params { params: P::extract(&mut typed), errors }
}
