//! `find_names`.

use utoipa::IntoParams;

use super::{Call, Task, ToolDef, address};
use crate::api::suggest::{NamesQuery, SuggestParams, Suggestions};
use crate::http::problem::ApiError;
use crate::http::query_body::parse_query_body;
use crate::mcp::answer::Answer;
use crate::mcp::schema::{self, Kind};

pub static FIND_NAMES: ToolDef = ToolDef {
    name: "find_names",
    title: "Find names",
    description: "Call this first, and never guess an identifier. Finds actors (people, organisations, countries ...), topics \
                  and articles by the start of any of their names, in any language, and returns the identifiers that the \
                  other tools take: `resource` says for which argument (`actor` also for asserted_by, about, all_actors and \
                  not_actor). Nothing found: try fewer letters, another spelling, or search_claims with `q`.",
    arguments: || schema::arguments(SuggestParams::into_params(|| None)),
    answer: || schema::answer(vec![Kind::of::<Suggestions>()]),
    prepare,
};

fn prepare(call: Call) -> Result<Task, ApiError> {
    let (params, query) = parse_query_body::<SuggestParams>(&call.arguments);
    let asked = params.resolve(|params, errors| NamesQuery::resolve(&params, errors))?;
    let context = call.context;
    Ok(Task {
        cost: call.state.dataset.names_cost(),
        address: address("/v1/suggest", &query),
        read: Box::new(move |reader| {
            let found = asked.read(reader);
            let body = context.whole(&found, "limit", "a smaller limit")?;
            Ok(Answer { body, matches: None })
        }),
    })
}
