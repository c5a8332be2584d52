//! `changes`.

use utoipa::IntoParams;

use super::{Call, Task, ToolDef, address};
use crate::api::changes::{ChangeList, ChangesQuery, SinceParams};
use crate::http::pagination::selected;
use crate::http::problem::ApiError;
use crate::http::query_body::parse_query_body;
use crate::mcp::answer::Answer;
use crate::mcp::claim_summary::shorten_claims;
use crate::mcp::schema::{self, Kind};
use crate::query::claim_params::PageParams;

pub static CHANGES: ToolDef = ToolDef {
    name: "changes",
    title: "Changes",
    description: "What was added, modified and withdrawn since a release: its number, or a dataset_version from an earlier answer. \
                  Use it to check whether claims that were cited earlier still stand. A withdrawal has its reason and the claims \
                  in its place. Ask the next time with `to` as `since`.",
    arguments: || {
        let parameters = SinceParams::into_params(|| None).into_iter().chain(PageParams::into_params(|| None));
        schema::arguments(parameters)
    },
    answer: || schema::answer(vec![Kind::of::<ChangeList>().with_short_claims("Change")]),
    prepare,
};

fn prepare(call: Call) -> Result<Task, ApiError> {
    let (params, query) = parse_query_body::<(SinceParams, PageParams)>(&call.arguments);
    let mut asked = ChangesQuery::resolve(params, &call.state.dataset)?;
    let context = call.context;
    Ok(Task {
        cost: asked.cost(&call.state.dataset),
        address: address("/v1/changes", &selected(&query, |name| name == "since")),
        read: Box::new(move |reader| {
            let mut matches = None;
            let body = context.fit(asked.limit, |limit| {
                asked.limit = limit;
                let mut list = serde_json::to_value(asked.read(reader)?)?;
                shorten_claims(&mut list, &context)?;
                matches = list["total"].as_u64();
                let entries = list["data"].as_array().map_or(0, Vec::len);
                Ok((list, u32::try_from(entries).unwrap_or(u32::MAX)))
            })?;
            Ok(Answer { body, matches })
        }),
    })
}
