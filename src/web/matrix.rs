//! The heat map: claims by two dimensions, each cell a link to its claims.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::api::MatrixParams;
use crate::domain::period::FacetCount;
use crate::http::problem::ApiError;
use crate::http::query_summary::summarize;
use crate::http::state::{AppState, State};
use crate::i18n::{self, Locale};
use crate::query::claim_params::FilterParams;
use crate::query::facets::{FACETS, Facet};
use crate::query::params::{Parameters, Params};
use crate::query::sorts::NEWEST;
use crate::query::{ClaimFilter, ClaimQuery};
use crate::store::{DatasetReader, MatrixAxis};
use crate::web::card::Name;
use crate::web::context::{LanguageParams, PageContext};
use crate::web::facet_controls::filter_label;
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::narrow::narrow;

/// Rows and columns that fit a page.
const MAX_ROWS: usize = 15;
const MAX_COLUMNS: usize = 8;

/// Shades of the cells.
const SHADES: u64 = 5;

/// A dimension to choose.
pub struct DimensionOption {
    name: &'static str,
    label: &'static str,
    is_row: bool,
    is_column: bool,
}

/// A value of a row or column.
pub struct Heading {
    name: Name,
    count: String,
    href: Option<String>,
}

pub struct Cell {
    count: String,
    href: Option<String>,
    /// From 0, no claims, to [`SHADES`], as many as the largest cell.
    shade: u64,
}

#[derive(Template)]
#[template(path = "matrix.html")]
pub struct MatrixPage {
    layout: PageLayout,
    dimensions: Vec<DimensionOption>,
    hidden_fields: Vec<(String, String)>,
    summary: String,
    found: String,
    search: String,
    rows_label: &'static str,
    columns: Vec<Heading>,
    rows: Vec<(Heading, Vec<Cell>)>,
}

type HeatMapParams = (FilterParams, MatrixParams, LanguageParams);

#[get("/matrix")]
pub async fn show_matrix(
    request: HttpRequest,
    state: State,
    params: Params<HeatMapParams>,
) -> Result<HttpResponse, ApiError> {
    let (filter, rows, columns) = params.resolve(|(filter, matrix, language), errors| {
        language.check(errors);
        let filter = filter.resolve(state.dataset.query_context(), errors);
        let (rows, columns) = matrix.resolve(errors);
        (filter, rows, columns)
    })?;
    let rows = MatrixAxis { limit: rows.limit.min(MAX_ROWS), ..rows };
    let columns = MatrixAxis { limit: columns.limit.min(MAX_COLUMNS), ..columns };
    let context = PageContext::from_request::<HeatMapParams>(&request);
    let cost = state.dataset.matrix_cost(&filter, rows, columns);
    layout::respond(&request, &state, context, cost, move |context, state, dataset| {
        view(context, state, dataset, filter, rows, columns)
    })
    .await
}

fn view(
    context: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    filter: ClaimFilter,
    rows: MatrixAxis,
    columns: MatrixAxis,
) -> Result<MatrixPage, ApiError> {
    let (locale, catalogue) = (context.locale, state.dataset.catalogue());
    let found = dataset.matrix(&filter, rows, columns)?;
    let query = ClaimQuery { filter, sort: &NEWEST };
    let search = context.address.at("/").only(FilterParams::contains);
    let (rows_label, columns_label) = (dimension_label(locale, rows.facet), dimension_label(locale, columns.facet));
    let names = [("rows", rows_label.into()), ("columns", columns_label.into())];
    let title = locale.format("matrix-title", &names);
    let mut layout = PageLayout::new(context, state, "matrix", &title, context.text("matrix-hint"));
    let shown = search.at("/v1/claims/matrix").with("rows", rows.facet.name).with("columns", columns.facet.name);
    layout.formats =
        vec![FormatLink::json(&shown), FormatLink::new("CSV", "text/csv", &shown.at("/v1/claims/matrix.csv"))];
    layout.indexed = context.address.pairs().is_empty();
    let heading = |facet: Facet, value: &FacetCount| Heading {
        name: Name::picked(locale, &value.label),
        count: locale.number(value.count),
        href: narrow(&search, facet, &value.id, catalogue).map(|address| context.link(&address)),
    };
    let largest = found.cells.iter().flatten().copied().max().unwrap_or(0).max(1);
    let row = |(value, counts): (&FacetCount, &Vec<u64>)| {
        let of_row = narrow(&search, rows.facet, &value.id, catalogue);
        let cells = found.columns.iter().zip(counts).map(|(column, &count)| Cell {
            count: locale.number(count),
            href: of_row
                .as_ref()
                .and_then(|of_row| narrow(of_row, columns.facet, &column.id, catalogue))
                .map(|address| context.link(&address)),
            shade: (count * SHADES).div_ceil(largest),
        });
        (heading(rows.facet, value), cells.collect())
    };
    let dimension = |facet: &Facet| DimensionOption {
        name: facet.name,
        label: dimension_label(locale, facet),
        is_row: *facet == rows.facet,
        is_column: *facet == columns.facet,
    };
    Ok(MatrixPage {
        dimensions: FACETS.iter().map(dimension).collect(),
        hidden_fields: search.pairs().to_vec(),
        summary: summarize(locale, &query, catalogue, |day| i18n::format_day(locale, day)),
        found: locale.claim_count(found.total),
        search: context.link(&search),
        rows_label,
        columns: found.columns.iter().map(|value| heading(columns.facet, value)).collect(),
        rows: found.rows.iter().zip(&found.cells).map(row).collect(),
        layout,
    })
}

fn dimension_label(locale: Locale, facet: Facet) -> &'static str {
    match facet.name {
        "year" => locale.text("matrix-year"),
        "month" => locale.text("matrix-month"),
        _ => filter_label(locale, facet.filter),
    }
}
