//! The parameters of exports: filters, sort order and format options.

use serde::Deserialize;
use utoipa::IntoParams;

use super::claim_filter::ClaimQuery;
use super::claim_params::{FilterParams, SortParams};
use super::filter_def::QueryContext;
use super::parameter_errors::ParameterErrors;
use super::params::{Parameters, RawParams, parameters};
use crate::formats::{COLUMNS, FIELDS, WriterOptions, columns_of_field};

/// The filters and the sort order, which all formats share.
pub struct SelectionParams(FilterParams, SortParams);

impl Parameters for SelectionParams {
    fn names() -> Vec<&'static str> {
        <(FilterParams, SortParams)>::names()
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

/// The options of CSV.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct CsvParams {
    /// Only these columns, in this order: names of the header row, or fields of a claim, such as `statement`, for all
    /// columns of that field.
    #[param(value_type = Vec<String>, example = json!(["id"]))]
    fields: Vec<String>,
    /// Whether to begin with a byte order mark, by which Excel recognizes UTF-8.
    #[param(value_type = Option<bool>, example = false)]
    bom: Vec<String>,
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

parameters!(CsvParams, NdjsonParams);

impl CsvParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> WriterOptions {
        let columns = COLUMNS.iter().map(|column| column.name);
        let fields = FIELDS.into_iter().filter(|field| COLUMNS.iter().all(|column| column.name != *field));
        let names: Vec<&str> = columns.chain(fields).collect();
        let columns = select_fields(&self.fields, &names, columns_of_field, errors);
        WriterOptions::Csv { columns, byte_order_mark: errors.flag("bom", &self.bom).unwrap_or(false) }
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
    positions_of: fn(&str) -> Vec<usize>,
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
