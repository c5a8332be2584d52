//! The errors of a query string: what is wrong with each parameter, what is accepted, what was probably meant.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

use super::value_hints::{suggest_date, suggest_flag, suggest_number};
use crate::domain::catalogue::{CatalogueRecord, Table};
use crate::domain::claim_date::{DaySpan, InvalidDate};
use crate::domain::did_you_mean::{SuggestionBudget, nearest};
use crate::domain::vocabulary::VocabularyTerm;
use crate::search::Suggester;

/// Maximum number of errors reported for one query.
const MAX_ERRORS: usize = 20;

/// Maximum number of accepted values that an error lists.
const MAX_ACCEPTED: usize = 50;

/// Maximum number of code points of a value that an error repeats.
const MAX_DISPLAY_CHARS: usize = 80;

/// An error of one parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ParameterError {
    /// The parameter's name as typed.
    #[schema(example = "actor")]
    pub parameter: String,
    /// The value as typed, shortened if long.
    #[schema(example = "chnia")]
    pub value: String,
    /// What is wrong.
    #[schema(example = "unknown actor")]
    pub message: String,
    /// What is accepted: the terms of a closed vocabulary, or a description.
    #[schema(example = json!(["an identifier listed at /v1/actors"]))]
    pub accepted: Vec<String>,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "china")]
    pub did_you_mean: Option<String>,
}

/// The errors of a query, limited in number and in the work that suggestions take.
#[derive(Debug, Default)]
pub struct ParameterErrors {
    errors: Vec<ParameterError>,
    suggestions: SuggestionBudget,
}

impl ParameterErrors {
    pub fn from_error(parameter: &str, value: &str, message: &str, accepted: &[&str]) -> Self {
        let mut errors = Self::default();
        errors.add(parameter, value, message, accepted, None);
        errors
    }

    pub fn add(&mut self, parameter: &str, value: &str, message: &str, accepted: &[&str], near: Option<String>) {
        if self.is_full() {
            return;
        }
        self.errors.push(ParameterError {
            parameter: truncate_for_display(parameter),
            value: truncate_for_display(value),
            message: message.to_owned(),
            accepted: accepted.iter().map(|&text| text.to_owned()).collect(),
            did_you_mean: near,
        });
    }

    /// Adds the errors of another check.
    pub fn extend(&mut self, other: Self) {
        self.errors.extend(other.errors);
        self.errors.truncate(MAX_ERRORS);
    }

    pub fn iter(&self) -> impl Iterator<Item = &ParameterError> {
        self.errors.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// Whether the maximum number of errors is reached.
    pub fn is_full(&self) -> bool {
        self.errors.len() >= MAX_ERRORS
    }

    /// The candidate nearest to what was typed, within the query's budget for suggestions.
    pub fn nearest<'c>(&self, typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
        if self.is_full() {
            return None;
        }
        self.suggestions.nearest(typed, candidates).map(str::to_owned)
    }

    /// The identifier of the record that was probably meant, within the query's budget for suggestions.
    pub fn nearest_record<T: CatalogueRecord>(
        &self,
        typed: &str,
        table: &Table<T>,
        suggester: &Suggester,
    ) -> Option<String> {
        if self.is_full() {
            return None;
        }
        suggester.nearest_record(typed, table, &self.suggestions).map(str::to_owned)
    }

    /// The value of a parameter that takes one.
    pub fn single<'v>(&mut self, parameter: &str, values: &'v [String]) -> Option<&'v str> {
        if let [_, second, ..] = values {
            self.add(parameter, second, "is given more than once", &["one value"], None);
        }
        values.first().map(String::as_str)
    }

    /// The value of a mandatory parameter; `accepted` describes it.
    pub fn required(&mut self, parameter: &str, values: &[String], accepted: &str) -> String {
        let value = self.single(parameter, values).unwrap_or_default().to_owned();
        if value.is_empty() && self.errors.iter().all(|error| error.parameter != parameter) {
            self.add(parameter, "", "is missing", &[accepted], None);
        }
        value
    }

    /// The positions of codes in a closed vocabulary, in the order typed.
    pub fn positions(&mut self, parameter: &str, typed: &[String], codes: &[&str]) -> Vec<usize> {
        self.positions_or_suggest(parameter, typed, codes, |_| None)
    }

    /// Like [`Self::positions`]; `suggest` returns the code that a wrong one stands for, if it is not just misspelt.
    pub fn positions_or_suggest<'c>(
        &mut self,
        parameter: &str,
        typed: &[String],
        codes: &[&'c str],
        suggest: impl Fn(&str) -> Option<&'c str>,
    ) -> Vec<usize> {
        let mut positions = Vec::with_capacity(typed.len());
        for code in typed {
            if let Some(position) = codes.iter().position(|known| known == code) {
                positions.push(position);
            } else {
                let near = suggest(code).or_else(|| nearest(code, codes.iter().copied())).map(str::to_owned);
                self.add(parameter, code, "is not one of the accepted values", codes, near);
            }
        }
        positions
    }

    /// The terms of a closed vocabulary, in the order typed.
    pub fn terms<T: VocabularyTerm>(&mut self, parameter: &str, typed: &[String]) -> Vec<T> {
        self.positions(parameter, typed, T::CODES).into_iter().map(|position| T::ALL[position]).collect()
    }

    /// The term of a parameter that takes one.
    pub fn term<T: VocabularyTerm>(&mut self, parameter: &str, values: &[String]) -> Option<T> {
        let code = self.single(parameter, values)?.to_owned();
        self.terms(parameter, &[code]).pop()
    }

    /// An integer from `min` to `max`.
    pub fn number(&mut self, parameter: &str, values: &[String], min: u32, max: u32) -> Option<u32> {
        let value = self.single(parameter, values)?;
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let number = value.parse().ok().filter(|number| digits && (min..=max).contains(number));
        if number.is_none() {
            let range = format!("an integer from {min} to {max}");
            self.add(parameter, value, &format!("must be {range}"), &[&range], suggest_number(value, min, max));
        }
        number
    }

    /// Adds an error for each value that does not occur in the dataset.
    pub fn known<'k>(
        &mut self,
        parameter: &str,
        values: &[String],
        known: impl Iterator<Item = &'k str>,
        unknown: &str,
    ) {
        if values.is_empty() {
            return;
        }
        let known: BTreeSet<&str> = known.collect();
        for value in values.iter().filter(|value| !known.contains(value.as_str())) {
            let near = self.nearest(value, known.iter().copied());
            let accepted: Vec<&str> = known.iter().copied().take(MAX_ACCEPTED).collect();
            self.add(parameter, value, unknown, &accepted, near);
        }
    }

    /// A year, month or day.
    pub fn date(&mut self, parameter: &str, values: &[String]) -> Option<DaySpan> {
        let value = self.single(parameter, values)?;
        let error = match DaySpan::parse_level_zero(value) {
            Ok(span) => return Some(span),
            Err(error) => error,
        };
        let message = match error {
            InvalidDate::Range => error.to_string(),
            _ => "is not a valid date".to_owned(),
        };
        let forms = ["a year such as 2025", "a month such as 2025-07", "a day such as 2025-07-23"];
        self.add(parameter, value, &message, &forms, suggest_date(value));
        None
    }

    /// `true` or `false`.
    pub fn flag(&mut self, parameter: &str, values: &[String]) -> Option<bool> {
        match self.single(parameter, values)? {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                let near = suggest_flag(other).or_else(|| nearest(other, ["true", "false"])).map(str::to_owned);
                self.add(parameter, other, "is not one of the accepted values", &["true", "false"], near);
                None
            }
        }
    }
}

impl fmt::Display for ParameterErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, ParameterError { parameter, message, did_you_mean, .. }) in self.errors.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(f, "{separator}{parameter}: {message}")?;
            if let Some(near) = did_you_mean {
                write!(f, "; did you mean \"{near}\"?")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for ParameterErrors {}

/// Shortens a text and replaces its control characters.
fn truncate_for_display(text: &str) -> String {
    let mut truncated: String =
        text.chars().take(MAX_DISPLAY_CHARS).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if text.chars().count() > MAX_DISPLAY_CHARS {
        truncated.push('…');
    }
    truncated
}
