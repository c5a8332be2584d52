//! Lists of actors, topics and articles: found by name, in an order, in pages.

use std::borrow::Borrow;
use std::collections::HashSet;

use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::domain::catalogue::HasId;
use crate::domain::vocabulary::{ArticleSort, RecordSort, VocabularyTerm};
use crate::http::conditional;
use crate::http::pagination::{PageInfo, add_page_links};
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::ParameterErrors;
use crate::query::claim_params::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::query::params::parameters;
use crate::search::Suggested;
use crate::store::Dataset;

/// The version of the cursor's content, with which it begins.
const CURSOR_VERSION: &str = "2";

/// Parameters of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ListParams {
    /// Records with a name or alias in which a word begins with this text, in any language, as at `/v1/suggest`.
    #[param(value_type = Option<String>, min_length = 1, max_length = 500, example = "min")]
    q: Vec<String>,
    /// Maximum number of entries on a page; 0 for the total alone.
    #[param(value_type = Option<i32>, minimum = 0, maximum = 200, default = 20, example = 20)]
    limit: Vec<String>,
    /// `page.next_cursor` of the previous page.
    #[param(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]+$", max_length = 500)]
    cursor: Vec<String>,
}

/// The order of a list of actors or topics.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct RecordSortParams {
    /// The order; `relevance` if `q` is given, otherwise `id`.
    #[param(inline, value_type = Option<RecordSort>, example = "-claims")]
    sort: Vec<String>,
}

/// The order of a list of articles.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ArticleSortParams {
    /// The order; `relevance` if `q` is given, otherwise `id`.
    #[param(inline, value_type = Option<ArticleSort>, example = "-published")]
    sort: Vec<String>,
}

parameters!(ListParams, RecordSortParams, ArticleSortParams);

impl RecordSortParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> Option<ArticleSort> {
        let sort: RecordSort = errors.term("sort", &self.sort)?;
        // Every order of actors and topics is also one of articles.
        ArticleSort::parse(sort.as_str()).ok()
    }
}

impl ArticleSortParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> Option<ArticleSort> {
        errors.term("sort", &self.sort)
    }
}

/// The page to return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    limit: u32,
    text: Option<String>,
    sort: ArticleSort,
    /// The identifier after which the page begins.
    after: Option<String>,
}

/// A page of a list.
pub struct Selection {
    /// The ordinals of its records.
    pub shown: Vec<usize>,
    pub next_cursor: Option<String>,
    /// The number of records on all pages.
    pub total: u64,
}

impl ListParams {
    pub fn resolve(&self, sort: Option<ArticleSort>, errors: &mut ParameterErrors) -> ListRequest {
        self.resolve_with(sort, errors, (DEFAULT_LIMIT, ArticleSort::Id))
    }

    /// Resolves the parameters with a page size and an order of the caller's own, if none are given.
    pub fn resolve_with(
        &self,
        sort: Option<ArticleSort>,
        errors: &mut ParameterErrors,
        (default_limit, default_sort): (u32, ArticleSort),
    ) -> ListRequest {
        let Self { q, limit, cursor } = self;
        let limit = errors.number("limit", limit, 0, MAX_LIMIT).unwrap_or(default_limit);
        let text = errors.single("q", q).map(str::to_owned);
        if sort == Some(ArticleSort::Relevance) && text.is_none() {
            errors.add("sort", "relevance", "needs a text query, q", &["id", "name", "-claims"], None);
        }
        let sort = sort.unwrap_or(if text.is_some() { ArticleSort::Relevance } else { default_sort });
        let cursor = errors.single("cursor", cursor);
        let after = cursor.and_then(|cursor| {
            let after = decode_cursor(cursor, sort);
            if after.is_none() {
                errors.extend(cursor_error(cursor));
            }
            after
        });
        ListRequest { limit, text, sort, after }
    }
}

fn encode_cursor(sort: ArticleSort, id: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode([CURSOR_VERSION, sort.as_str(), id].join(" "))
}

/// The identifier in a cursor of a list in this order.
fn decode_cursor(cursor: &str, sort: ArticleSort) -> Option<String> {
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let id = text.strip_prefix(CURSOR_VERSION)?.strip_prefix(' ')?.strip_prefix(sort.as_str())?.strip_prefix(' ')?;
    Some(id.to_owned())
}

fn cursor_error(cursor: &str) -> ParameterErrors {
    let accepted = "the next_cursor of the previous page, unchanged, with the same q and sort";
    ParameterErrors::from_error("cursor", cursor, "is not a cursor of this list", &[accepted])
}

/// Responds with a page of the records that `keep` accepts, each as `resource` renders it, in the page that `collect`
/// makes of them.
pub fn respond_with_page<T: HasId, R, P: Serialize>(
    request: &HttpRequest,
    state: &State,
    list: &ListRequest,
    keep: impl Fn(&T) -> bool,
    resource: impl Fn(usize) -> R,
    collect: impl FnOnce(Vec<R>, PageInfo, u64) -> P,
) -> Result<HttpResponse, ApiError> {
    let validators = conditional::check(request, state)?;
    let Selection { shown, next_cursor, total } = select(&state.dataset, list, keep)?;
    let page = PageInfo::new(request, list.limit, next_cursor.as_deref());
    let data = shown.into_iter().map(resource).collect();
    let mut response = validators.json(&collect(data, page, total))?;
    add_page_links(&mut response, request, next_cursor.as_deref(), &[]);
    Ok(response)
}

/// Selects the records on a page among those that match the list's text and that `keep` accepts.
pub fn select<T: HasId>(
    dataset: &Dataset,
    list: &ListRequest,
    keep: impl Fn(&T) -> bool,
) -> Result<Selection, ParameterErrors> {
    let table = T::table(dataset.catalogue());
    let id = |ordinal: usize| -> &str { table.all()[ordinal].id().borrow() };
    let keep = |ordinal: &usize| keep(&table.all()[*ordinal]);
    let order = dataset.orders::<T>().get(list.sort);
    let accepted: Vec<usize> = match &list.text {
        None => order.iter().copied().filter(keep).collect(),
        Some(text) => {
            let weight = |found: Suggested| dataset.claim_count(found.resource(), found.ordinal());
            let found = dataset.suggester().find_records::<T>(text, weight);
            if list.sort == ArticleSort::Relevance {
                found.into_iter().filter(keep).collect()
            } else {
                let found: HashSet<usize> = found.into_iter().collect();
                order.iter().copied().filter(|ordinal| found.contains(ordinal) && keep(ordinal)).collect()
            }
        }
    };
    let start = match &list.after {
        None => 0,
        // A record that the dataset no longer has still has a place in the order of the identifiers.
        Some(after) if list.sort == ArticleSort::Id => {
            accepted.partition_point(|&ordinal| id(ordinal) <= after.as_str())
        }
        Some(after) => {
            let position = accepted.iter().position(|&ordinal| id(ordinal) == after);
            position.ok_or_else(|| cursor_error(&encode_cursor(list.sort, after)))? + 1
        }
    };
    let shown: Vec<usize> = accepted[start..].iter().copied().take(list.limit as usize).collect();
    let last_shown = shown.last().filter(|_| start + shown.len() < accepted.len());
    let next_cursor = last_shown.map(|&ordinal| encode_cursor(list.sort, id(ordinal)));
    Ok(Selection { shown, next_cursor, total: accepted.len() as u64 })
}
