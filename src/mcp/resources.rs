//! Resources: claims and articles as the API serves them, and a guide.

use rmcp::model::{
    CacheScope, ErrorData, ListResourcesResult, ReadResourceResult, Resource, ResourceContents, ResourceTemplate,
};

use crate::api::articles::resource;
use crate::api::discovery::guide;
use crate::domain::article::Article;
use crate::http::lookup::{find_claim, find_record};
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::store::DatasetReader;

const SCHEME: &str = "isnad://";
const GUIDE: &str = "isnad://guide";
const JSON: &str = "application/json";
const MARKDOWN: &str = "text/markdown";

/// Articles of one page of the list.
const PAGE: usize = 100;

/// How long a resource may be kept, in milliseconds: a dataset can be replaced at any time.
const TTL_MS: u64 = 60_000;

/// The guide, and the articles from a cursor on.
pub fn list(state: &State, cursor: Option<&str>) -> Result<ListResourcesResult, ErrorData> {
    let from = cursor.map_or(Ok(0), str::parse::<usize>);
    let from = from.map_err(|_| ErrorData::invalid_params("the cursor is none of this list", None))?;
    let articles = state.dataset.catalogue().articles.all();
    let guide = Resource::new(GUIDE, "guide")
        .with_title("Guide")
        .with_description("How claims are made and queried, and what this dataset is.")
        .with_mime_type(MARKDOWN);
    let page = articles.iter().skip(from).take(PAGE).map(|article| {
        let title = article.title.pick("en").1;
        Resource::new(format!("isnad://article/{}", article.id), article.id.to_string())
            .with_title(title)
            .with_mime_type(JSON)
    });
    let mut found = ListResourcesResult::with_all_items((from == 0).then_some(guide).into_iter().chain(page).collect());
    found.next_cursor = (from + PAGE < articles.len()).then(|| (from + PAGE).to_string());
    Ok(found.with_ttl_ms(TTL_MS).with_cache_scope(CacheScope::Public))
}

pub fn templates() -> Vec<ResourceTemplate> {
    let template = |uri, name, title, description| {
        ResourceTemplate::new(uri, name).with_title(title).with_description(description).with_mime_type(JSON)
    };
    vec![
        template("isnad://claim/{id}", "claim", "Claim", "One claim in full, as the API serves it."),
        template(
            "isnad://article/{id}",
            "article",
            "Article",
            "One article: title, publisher, dates, address, claim count.",
        ),
    ]
}

/// The resource at an address.
pub async fn read(state: &State, uri: &str) -> Result<ReadResourceResult, ApiError> {
    let path = uri.strip_prefix(SCHEME).unwrap_or_default();
    let (text, media_type) = match path.split_once('/') {
        Some(("claim", id)) => (claim(state, id.to_owned()).await?, JSON),
        Some(("article", id)) => {
            let ordinal = find_record::<Article>(&state.dataset, id)?;
            (serde_json::to_string(&resource(&state.dataset, ordinal))?, JSON)
        }
        _ if path == "guide" => (guide(state), MARKDOWN),
        _ => {
            let accepted = "accepted: isnad://guide, isnad://claim/{id}, isnad://article/{id}";
            return Err(ApiError::BadRequest(format!("no resource has this address; {accepted}")));
        }
    };
    let contents = ResourceContents::text(text, uri).with_mime_type(media_type);
    Ok(ReadResourceResult::new(vec![contents]).with_ttl_ms(TTL_MS).with_cache_scope(CacheScope::Public))
}

async fn claim(state: &State, id: String) -> Result<String, ApiError> {
    let find = move |reader: &DatasetReader| Ok(find_claim(reader, &id)?.1);
    let document = state.run_timed(state.dataset.lookup_cost(), find, |_, _| ()).await?;
    String::from_utf8(document.to_vec()).map_err(|error| ApiError::Internal(error.to_string()))
}
