//! Matches by two dimensions.

use std::iter;

use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::export::name_file;
use crate::formats::{Format, write_table};
use crate::http::conditional;
use crate::http::counts::Counts;
use crate::http::facets::FacetEntry;
use crate::http::problem::ApiError;
use crate::http::query_summary::{AppliedQuery, describe_query};
use crate::http::request_extensions::record_match_count;
use crate::http::state::State;
use crate::query::claim_params::FilterParams;
use crate::query::export_params::ExcelParams;
use crate::query::facets::{ASSERTED_BY, FACETS, Facet, FacetName, TOPIC};
use crate::query::params::{Params, parameters};
use crate::query::sorts::OLDEST;
use crate::query::{ClaimFilter, ClaimQuery, ParameterErrors};
use crate::store::{Cost, Dataset, DatasetReader, MatrixAxis};

const DEFAULT_LIMIT: u32 = 20;

const MAX_LIMIT: u32 = 100;

/// Parameters of the matrix.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct MatrixParams {
    /// The dimension of the rows: that of a facet. By default `asserted_by`.
    #[param(inline, value_type = Option<FacetName>, example = "asserted_by")]
    rows: Vec<String>,
    /// The dimension of the columns: that of another facet. By default `topic`.
    #[param(inline, value_type = Option<FacetName>, example = "topic")]
    columns: Vec<String>,
    /// Maximum number of rows; the most frequent values come first.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 100, default = 20, example = 20)]
    rows_limit: Vec<String>,
    /// Maximum number of columns.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 100, default = 20, example = 20)]
    columns_limit: Vec<String>,
}

parameters!(MatrixParams);

impl MatrixParams {
    /// The rows and the columns. With an error the result is of no use.
    pub fn resolve(&self, errors: &mut ParameterErrors) -> (MatrixAxis, MatrixAxis) {
        let (rows, columns) = (facet(errors, "rows", &self.rows), facet(errors, "columns", &self.columns));
        // The defaults differ from each other, and each from the dimension that is given.
        let default = |preferred: Facet, other: Facet, given: Option<Facet>| {
            if given == Some(preferred) { other } else { preferred }
        };
        let rows_or_default = rows.unwrap_or_else(|| default(&ASSERTED_BY, &TOPIC, columns));
        let columns_or_default = columns.unwrap_or_else(|| default(&TOPIC, &ASSERTED_BY, rows));
        let rows = MatrixAxis { facet: rows_or_default, limit: limit(errors, "rows_limit", &self.rows_limit) };
        let columns =
            MatrixAxis { facet: columns_or_default, limit: limit(errors, "columns_limit", &self.columns_limit) };
        if rows.facet == columns.facet {
            let accepted = ["another dimension than that of rows", "/v1/claims/network for actors in the same claims"];
            errors.add("columns", columns.facet.name, "is the dimension of the rows too", &accepted, None);
        }
        (rows, columns)
    }
}

fn limit(errors: &mut ParameterErrors, name: &str, typed: &[String]) -> usize {
    errors.number(name, typed, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT) as usize
}

fn facet(errors: &mut ParameterErrors, name: &str, typed: &[String]) -> Option<Facet> {
    let names: Vec<&str> = FACETS.iter().map(|facet| facet.name).collect();
    let typed = errors.single(name, typed)?.to_owned();
    Some(FACETS[errors.positions(name, &[typed], &names).pop()?])
}

/// Matches by the values of two dimensions.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimMatrix {
    /// The values of the rows, the most frequent first. `count` is the number of all matches that have the value.
    rows: Vec<FacetEntry>,
    /// The values of the columns, the most frequent first.
    columns: Vec<FacetEntry>,
    /// For each row the number of matches that also have the value of each column: the total of the same query with both
    /// values added. A claim may be in several cells of a row, or in none.
    #[schema(value_type = Vec<Vec<i64>>, example = json!([[12, 0], [3, 7]]))]
    cells: Vec<Vec<u64>>,
    /// Matches outside the matrix.
    other: OtherMatches,
    /// The number of matches.
    #[schema(value_type = i64, minimum = 0, example = 160)]
    total: u64,
    /// The number of claims that match all filters but have no date, and were left out because of a date filter.
    #[schema(value_type = i64, minimum = 0, example = 0)]
    undated_excluded: u64,
    /// The values of `id` that no claim has or had; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["us-china-ai-dominance-2025-999"]))]
    missing: Vec<String>,
    /// The values of `id` that are withdrawn claims; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["us-china-ai-dominance-2025-998"]))]
    withdrawn: Vec<String>,
    /// How the server understood the query.
    query: AppliedQuery,
}

/// Matches outside a matrix.
#[derive(Debug, Serialize, ToSchema)]
pub struct OtherMatches {
    /// The number of matches with none of the values of the rows.
    #[schema(value_type = i64, minimum = 0, example = 4)]
    rows: u64,
    /// The number of matches with none of the values of the columns.
    #[schema(value_type = i64, minimum = 0, example = 0)]
    columns: u64,
}

/// Count claims by two dimensions
///
/// The number of matches for each pair of values of two facet dimensions, such as asserters and topics.
#[utoipa::path(
    operation_id = "getClaimsMatrix",
    tag = "claims",
    params(FilterParams, MatrixParams),
    responses((status = 200, description = "The matrix.", body = ClaimMatrix))
)]
#[get("/v1/claims/matrix")]
pub async fn get_claims_matrix(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, MatrixParams)>,
) -> Result<HttpResponse, ApiError> {
    let asked =
        params.resolve(|(filter, matrix), errors| MatrixQuery::resolve(&filter, &matrix, &state.dataset, errors))?;
    let validators = conditional::check(&request, &state)?;
    let matrix = count(&request, &state, asked).await?;
    Ok(validators.json(&matrix)?)
}

/// Download the matrix as CSV
///
/// One row for each value of the rows: its identifier, its name in each language, the number of all its matches, then one
/// column for each value of the columns. `Total-Count` is the number of matches.
#[utoipa::path(
    operation_id = "exportClaimsMatrixCsv",
    tag = "claims",
    params(FilterParams, MatrixParams, ExcelParams),
    responses((status = 200, description = "The matrix as CSV.", body = String, content_type = "text/csv"))
)]
#[get("/v1/claims/matrix.csv")]
pub async fn export_claims_matrix_csv(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, MatrixParams, ExcelParams)>,
) -> Result<HttpResponse, ApiError> {
    let (asked, excel) = params.resolve(|(filter, matrix, excel), errors| {
        (MatrixQuery::resolve(&filter, &matrix, &state.dataset, errors), excel.resolve(errors))
    })?;
    let validators = conditional::check(&request, &state)?;
    let dimension = asked.rows.facet.name;
    let matrix = count(&request, &state, asked).await?;
    let csv = write_table(matrix.table(dimension, &state.dataset.catalogue().languages), excel)?;
    let mut response = validators.ok(Format::Csv.info().content_type, csv);
    let ClaimMatrix { total, undated_excluded, missing, withdrawn, .. } = matrix;
    Counts { total, undated_excluded, missing: missing.len(), withdrawn: withdrawn.len() }.add_to(&mut response);
    name_file(&mut response, &request);
    Ok(response)
}

/// A matrix as asked for.
pub struct MatrixQuery {
    filter: ClaimFilter,
    rows: MatrixAxis,
    columns: MatrixAxis,
}

impl MatrixQuery {
    pub fn resolve(
        filter: &FilterParams,
        matrix: &MatrixParams,
        dataset: &Dataset,
        errors: &mut ParameterErrors,
    ) -> Self {
        let (rows, columns) = matrix.resolve(errors);
        Self { filter: filter.resolve(dataset.query_context(), errors), rows, columns }
    }

    pub fn cost(&self, dataset: &Dataset) -> Cost {
        dataset.matrix_cost(&self.filter, self.rows, self.columns)
    }

    pub fn read(&self, reader: &DatasetReader) -> Result<ClaimMatrix, ApiError> {
        let Self { filter, rows, columns } = self;
        let found = reader.matrix(filter, *rows, *columns)?;
        let (query, catalogue) = (ClaimQuery { filter: filter.clone(), sort: &OLDEST }, reader.catalogue());
        Ok(ClaimMatrix {
            rows: FacetEntry::list(rows.facet, found.rows, catalogue),
            columns: FacetEntry::list(columns.facet, found.columns, catalogue),
            cells: found.cells,
            other: OtherMatches { rows: found.other_rows, columns: found.other_columns },
            total: found.total,
            undated_excluded: found.undated_excluded,
            missing: found.absent.missing,
            withdrawn: found.absent.withdrawn,
            query: describe_query(&query, None, None, catalogue),
        })
    }
}

async fn count(request: &HttpRequest, state: &State, asked: MatrixQuery) -> Result<ClaimMatrix, ApiError> {
    let cost = asked.cost(&state.dataset);
    let matrix = state.run(request, cost, move |reader| asked.read(reader)).await?;
    record_match_count(request, matrix.total);
    Ok(matrix)
}

impl ClaimMatrix {
    /// The rows of the CSV, header first. `dimension` names the rows.
    fn table(&self, dimension: &str, languages: &[String]) -> Vec<Vec<String>> {
        let labels = languages.iter().map(|tag| format!("label_{tag}"));
        let columns = self.columns.iter().map(|column| column.id.clone());
        let header = iter::once(dimension.to_owned()).chain(labels).chain(["count".to_owned()]).chain(columns);
        let row = |(row, cells): (&FacetEntry, &Vec<u64>)| {
            let labels = languages.iter().map(|tag| row.label.get(tag).cloned().unwrap_or_default());
            let counts = iter::once(&row.count).chain(cells).map(u64::to_string);
            iter::once(row.id.clone()).chain(labels).chain(counts).collect()
        };
        iter::once(header.collect()).chain(self.rows.iter().zip(&self.cells).map(row)).collect()
    }
}
