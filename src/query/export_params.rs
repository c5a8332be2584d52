//! The parameters of exports: filters, sort order and format options.

use std::collections::BTreeSet;

use serde::Deserialize;
use utoipa::IntoParams;

use super::claim_filter::ClaimQuery;
use super::claim_params::{FilterParams, SortParams};
use super::filter_def::QueryContext;
use super::parameter_errors::ParameterErrors;
use super::params::{Parameters, RawParams, parameters};
use crate::formats::{Column, Selected, WriterOptions, claim_columns, fields};

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

/// The fields of an export.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct FieldParams {
    /// Only these fields, in this order: members of the JSON, of which CSV and Parquet have all columns, such as `claim_date`,
    /// or single columns, such as `claim_date_earliest`. A name selects the same content in every format.
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

parameters!(FieldParams, ExcelParams);

impl FieldParams {
    /// The selected fields, in the order typed; none if all are wanted.
    pub fn resolve<T>(&self, columns: &[Column<T>], errors: &mut ParameterErrors) -> Vec<Selected<T>> {
        let (mut selected, mut seen) = (Vec::with_capacity(self.fields.len()), BTreeSet::new());
        for name in &self.fields {
            let Some(found) = Selected::find(columns, name) else {
                let of_columns = columns.iter().map(|column| column.name.as_str());
                let fields = fields(columns);
                let single = of_columns.filter(|name| !fields.contains(name));
                let names: Vec<&str> = fields.iter().copied().chain(single).collect();
                let near = errors.nearest(name, names.iter().copied());
                errors.add("fields", name, "unknown field", &names, near);
                continue;
            };
            let repeated = found.columns().iter().filter(|column| !seen.insert(column.name.clone())).count();
            if repeated > 0 {
                errors.add("fields", name, "is given more than once", &["each field once"], None);
            }
            selected.push(found);
        }
        selected
    }

    /// The columns of the selected fields; all if none is selected.
    pub fn columns<T>(&self, columns: Vec<Column<T>>, errors: &mut ParameterErrors) -> Vec<Column<T>> {
        let selected = self.resolve(&columns, errors);
        if self.fields.is_empty() { columns } else { selected.iter().flat_map(Selected::columns).cloned().collect() }
    }

    pub fn csv(&self, excel: &ExcelParams, context: QueryContext, errors: &mut ParameterErrors) -> WriterOptions {
        let columns = self.columns(claim_columns(&context.catalogue.languages), errors);
        WriterOptions::Csv { columns, excel: excel.resolve(errors) }
    }

    pub fn parquet(&self, context: QueryContext, errors: &mut ParameterErrors) -> WriterOptions {
        WriterOptions::Parquet { columns: self.columns(claim_columns(&context.catalogue.languages), errors) }
    }

    pub fn ndjson(&self, context: QueryContext, errors: &mut ParameterErrors) -> WriterOptions {
        WriterOptions::Ndjson { fields: self.resolve(&claim_columns(&context.catalogue.languages), errors) }
    }
}

impl ExcelParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> bool {
        errors.flag("excel", &self.excel).unwrap_or(false)
    }
}
