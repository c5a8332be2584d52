//! `count_claims`.

use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{Call, Task, ToolDef, address};
use crate::api::claim_page::PageQuery;
use crate::api::matrix::{ClaimMatrix, MatrixParams, MatrixQuery};
use crate::api::timeline::{Timeline, TimelineParams, TimelineQuery};
use crate::http::facets::{FacetParams, Facets};
use crate::http::problem::ApiError;
use crate::http::query_body::parse_query_body;
use crate::http::query_summary::AppliedQuery;
use crate::mcp::answer::{Answer, Context};
use crate::mcp::schema::{self, Kind};
use crate::query::ClaimQuery;
use crate::query::claim_params::FilterParams;
use crate::query::params::Parameters;
use crate::query::sorts::OLDEST;
use crate::store::{Cost, Dataset, DatasetReader};

pub static COUNT_CLAIMS: ToolDef = ToolDef {
    name: "count_claims",
    title: "Count claims",
    description: "Exact numbers of claims, with the filters of search_claims. One of four: the total alone; counts by one or \
                  more dimensions (`facet`), for \"who most\" and \"about what\"; over time (`interval`); by two dimensions at \
                  once (`rows`, `columns`). Use it for every number in an answer, and before search_claims to see how much \
                  there is. A claim can count under several values, so counts may add up to more than `total`.",
    arguments: || {
        let parameters = [
            FilterParams::into_params(|| None),
            FacetParams::into_params(|| None),
            TimelineParams::into_params(|| None),
            MatrixParams::into_params(|| None),
        ];
        schema::arguments(parameters.into_iter().flatten())
    },
    answer: || schema::answer(vec![Kind::of::<ClaimCounts>(), Kind::of::<Timeline>(), Kind::of::<ClaimMatrix>()]),
    prepare,
};

/// The total, with counts by each requested dimension.
#[derive(Serialize, ToSchema)]
struct ClaimCounts {
    /// The exact number of matches.
    #[schema(value_type = i64, minimum = 0)]
    total: u64,
    /// Matches without a date that a date filter left out.
    #[schema(value_type = i64, minimum = 0)]
    undated_excluded: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    facets: Option<Facets>,
    query: AppliedQuery,
}

/// What to count by.
enum Counted {
    Facets(Box<PageQuery>),
    Timeline(Box<TimelineQuery>),
    Matrix(Box<MatrixQuery>),
}

type CountParams = (FilterParams, FacetParams, TimelineParams, MatrixParams);

fn prepare(call: Call) -> Result<Task, ApiError> {
    let dataset = &call.state.dataset;
    let (params, query) = parse_query_body::<CountParams>(&call.arguments);
    let given = |contains: fn(&str) -> bool| {
        call.arguments.as_object().and_then(|members| members.keys().find(|name| contains(name)))
    };
    let (facets, interval, matrix) =
        (given(FacetParams::contains), given(TimelineParams::contains), given(MatrixParams::contains));
    let counted = params.resolve(|(filter, facet_params, timeline, matrix_params), errors| {
        let mut kinds = [facets, interval, matrix].into_iter().flatten();
        if let (Some(first), Some(second)) = (kinds.next(), kinds.next()) {
            let accepted = ["one of: facet; interval; rows and columns"];
            errors.add(second, &text(&call.arguments[second]), &format!("is given beside {first}"), &accepted, None);
        }
        if matrix.is_some() {
            Counted::Matrix(Box::new(MatrixQuery::resolve(&filter, &matrix_params, dataset, errors)))
        } else if interval.is_some() {
            Counted::Timeline(Box::new(TimelineQuery::resolve(&filter, &timeline, dataset, errors)))
        } else {
            let facets = facet_params.resolve(errors);
            let query = ClaimQuery { filter: filter.resolve(dataset.query_context(), errors), sort: &OLDEST };
            Counted::Facets(Box::new(PageQuery { query, after: None, limit: 0, highlight: None, facets }))
        }
    })?;
    let path = match &counted {
        Counted::Facets(_) => "/v1/claims",
        Counted::Timeline(_) => "/v1/claims/timeline",
        Counted::Matrix(_) => "/v1/claims/matrix",
    };
    let context = call.context;
    Ok(Task {
        cost: counted.cost(dataset),
        address: address(path, &query),
        read: Box::new(move |reader| counted.read(reader, &context)),
    })
}

/// A value as an error repeats it.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Counted {
    fn cost(&self, dataset: &Dataset) -> Cost {
        match self {
            Self::Facets(page) => page.cost(dataset),
            Self::Timeline(timeline) => timeline.cost(dataset),
            Self::Matrix(matrix) => matrix.cost(dataset),
        }
    }

    fn read(&self, reader: &DatasetReader, context: &Context) -> Result<Answer, ApiError> {
        let body = match self {
            Self::Facets(page) => {
                let found = page.read(reader)?;
                let counts = ClaimCounts {
                    total: found.total,
                    undated_excluded: found.undated_excluded,
                    facets: found.facets,
                    query: found.query,
                };
                context.whole(&counts, "facet_limit", "a smaller facet_limit, or fewer facets")
            }
            Self::Timeline(timeline) => {
                context.whole(&timeline.read(reader)?, "interval", "a wider interval, or a narrower window of dates")
            }
            Self::Matrix(matrix) => {
                context.whole(&matrix.read(reader)?, "rows_limit", "smaller rows_limit and columns_limit")
            }
        }?;
        Ok(Answer { matches: body["total"].as_u64(), body })
    }
}
