//! The parameters of exports: filters, sort order and format options.

use serde::Deserialize;
use utoipa::IntoParams;

use super::claim_filter::ClaimQuery;
use super::claim_params::{FilterParams, SortParams};
use super::filter_def::QueryContext;
use super::parameter_errors::ParameterErrors;
use super::params::{Parameters, RawParams, parameters};
use crate::formats::{FIELDS, WriterOptions, columns, columns_of_field};

/// The filters and the sort order, which all formats share.
pub struct SelectionParams(FilterParams, SortParams);

impl Parameters for SelectionParams {
    fn names() -> Vec<&'static str> {
        <(FilterParams, SortParams)>::names()
    }

    fn max_values(name: &str) -> usize {
        <(FilterParams, SortParams)>::max_values(name)
    }

    fn extract(typed: &mut RawParams) -> Self {
        Self(FilterParams::extract(typed), SortParams::extract(typed))
    }
}

impl SelectionParams {
    pub fn resolve(&self, context: QueryContext, errors: &mut ParameterErrors) -> ClaimQuery {
        let filter = self.0.resolve(context, errors);
        ClaimQuery { sort: self.1.resolve(&filter, errors), filter }
    }
}

/// The fields in CSV.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct CsvParams {
    /// Only these fields of a claim, in this order, each with all its columns; or names of single columns, such as
    /// `statement_en`.
    #[param(value_type = Vec<String>, example = json!(["id"]))]
    fields: Vec<String>,
}

/// Whether CSV is for spreadsheets.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ExcelParams {
    /// Whether to write for Excel: with a byte order mark and CR LF, and with an apostrophe before a cell that would run as
    /// a formula. Otherwise every cell is exactly the value.
    #[param(value_type = Option<bool>, example = false)]
    excel: Vec<String>,
}

/// The options of NDJSON.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct NdjsonParams {
    /// Only these fields of a claim, in this order.
    #[param(value_type = Vec<String>, example = json!(["id"]))]
    fields: Vec<String>,
}

parameters!(CsvParams, ExcelParams, NdjsonParams);

impl CsvParams {
    pub fn resolve(&self, excel: &ExcelParams, context: QueryContext, errors: &mut ParameterErrors) -> WriterOptions {
        let all = columns(&context.catalogue.languages);
        let single = all.iter().map(|column| column.name.as_str()).filter(|name| !FIELDS.contains(name));
        let names: Vec<&str> = FIELDS.into_iter().chain(single).collect();
        let selected = select_fields(&self.fields, &names, |name| columns_of_field(&all, name), errors);
        let chosen = selected.into_iter().map(|at| all[at].clone()).collect();
        let columns = if self.fields.is_empty() { all } else { chosen };
        WriterOptions::Csv { columns, excel: excel.resolve(errors) }
    }
}

impl ExcelParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> bool {
        errors.flag("excel", &self.excel).unwrap_or(false)
    }
}

impl NdjsonParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> WriterOptions {
        let position = |name: &str| FIELDS.iter().position(|field| *field == name).into_iter().collect();
        let selected = select_fields(&self.fields, &FIELDS, position, errors);
        WriterOptions::Ndjson { fields: selected.into_iter().map(|position| FIELDS[position]).collect() }
    }
}

/// The positions of the selected fields, in the order typed.
fn select_fields(
    typed: &[String],
    names: &[&str],
    positions_of: impl Fn(&str) -> Vec<usize>,
    errors: &mut ParameterErrors,
) -> Vec<usize> {
    let mut selected = Vec::with_capacity(typed.len());
    for field in typed {
        let positions = positions_of(field);
        if positions.is_empty() {
            let near = errors.nearest(field, names.iter().copied());
            errors.add("fields", field, "unknown field", names, near);
        } else if positions.iter().any(|position| selected.contains(position)) {
            errors.add("fields", field, "is given more than once", &["each field once"], None);
        }
        selected.extend(positions);
    }
    selected
}
