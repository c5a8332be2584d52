//! `dataset_info`.

use serde::Serialize;

use super::{Call, Task, ToolDef};
use crate::api::dataset::{Dataset, describe};
use crate::http::problem::ApiError;
use crate::http::query_body::parse_query_body;
use crate::mcp::answer::Answer;
use crate::mcp::schema::{self, Kind};
use crate::store::Cost;

pub static DATASET_INFO: ToolDef = ToolDef {
    name: "dataset_info",
    title: "About the dataset",
    description: "What the dataset covers and what is not in it: numbers of claims, actors, topics and articles, first and last \
                  date, languages, release, licence, method and limitations. Read `scope` and `limitations` before you conclude \
                  anything from what is not found. For the articles or publishers use count_claims with facet article or \
                  publisher.",
    arguments: || schema::object(serde_json::Map::new(), &[]),
    answer: || schema::answer(vec![Kind::of::<Dataset>().with_text("scope")]),
    prepare,
};

/// The dataset, with its limits in one sentence.
#[derive(Serialize)]
struct DatasetInfo {
    #[serde(flatten)]
    dataset: Dataset,
    /// What the dataset does not have.
    scope: String,
}

fn prepare(call: Call) -> Result<Task, ApiError> {
    let Call { state, arguments, context } = call;
    parse_query_body::<()>(&arguments).0.expect_none()?;
    let dataset = describe(state);
    let scope = scope(&dataset);
    let body = context.whole(&DatasetInfo { dataset, scope }, "text_language", "one language")?;
    Ok(Task {
        cost: Cost::Inline,
        address: "/v1/dataset".to_owned(),
        read: Box::new(|_| Ok(Answer { body, matches: None })),
    })
}

fn scope(dataset: &Dataset) -> String {
    let counts = &dataset.counts;
    let dates = dataset.coverage.as_ref().map(|span| format!(", dated {} to {}", span.earliest, span.latest));
    format!(
        "{} claims from {} article(s){}; {} claims have no date. What these articles do not say is not in the dataset, and a \
         claim is what its asserter says, not what is true.",
        counts.claims,
        counts.articles,
        dates.unwrap_or_default(),
        counts.claims - counts.dated_claims,
    )
}
