//! Lists of actors, topics and articles: found by name, in an order, in pages.

use std::borrow::Borrow;
use std::collections::HashSet;

use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use crate::domain::catalogue::CatalogueRecord;
use crate::domain::vocabulary::{ArticleSort, RecordSort, VocabularyTerm};
use crate::http::conditional;
use crate::http::pagination::{ListAddress, PageInfo, add_page_links, list_formats};
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::ParameterErrors;
use crate::query::claim_params::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::query::params::parameters;
use crate::search::Suggested;
use crate::store::{Cost, Dataset, DatasetReader};

/// The version of the cursor's content, with which it begins.
const CURSOR_VERSION: &str = "3";

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

/// Parameters of a list in one piece.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct WholeListParams {
    /// Records with a name or alias in which a word begins with this text, in any language, as at `/v1/suggest`.
    #[param(value_type = Option<String>, min_length = 1, max_length = 500, example = "min")]
    q: Vec<String>,
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

parameters!(ListParams, WholeListParams, RecordSortParams, ArticleSortParams);

impl WholeListParams {
    /// A whole list of actors or topics.
    pub fn resolve_records(self, sort: &RecordSortParams, errors: &mut ParameterErrors) -> ListRequest {
        let list = ListParams { q: self.q, ..ListParams::default() };
        list.resolve(sort.resolve(&list, errors), errors).whole()
    }

    /// A whole list of articles.
    pub fn resolve_articles(self, sort: &ArticleSortParams, errors: &mut ParameterErrors) -> ListRequest {
        let list = ListParams { q: self.q, ..ListParams::default() };
        list.resolve(sort.resolve(&list, errors), errors).whole()
    }
}

impl RecordSortParams {
    pub fn resolve(&self, list: &ListParams, errors: &mut ParameterErrors) -> Option<ArticleSort> {
        let sort: RecordSort = list.sort(&self.sort, errors)?;
        // Every order of actors and topics is also one of articles.
        ArticleSort::parse(sort.as_str()).ok()
    }
}

impl ArticleSortParams {
    pub fn resolve(&self, list: &ListParams, errors: &mut ParameterErrors) -> Option<ArticleSort> {
        list.sort(&self.sort, errors)
    }
}

/// The page to return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    limit: u32,
    text: Option<String>,
    sort: ArticleSort,
    cursor: Option<String>,
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
    /// The requested order; by relevance only with a text.
    fn sort<T: VocabularyTerm>(&self, typed: &[String], errors: &mut ParameterErrors) -> Option<T> {
        let sort: T = errors.term("sort", typed)?;
        let relevance = ArticleSort::Relevance.as_str();
        if sort.as_str() == relevance && self.q.is_empty() {
            let others: Vec<&str> = T::CODES.iter().copied().filter(|code| *code != relevance).collect();
            errors.add("sort", relevance, "needs a text query, q", &others, None);
        }
        Some(sort)
    }

    pub fn resolve(&self, sort: Option<ArticleSort>, errors: &mut ParameterErrors) -> ListRequest {
        let Self { q, limit, cursor } = self;
        let limit = errors.number("limit", limit, 0, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
        let text = errors.single("q", q).map(str::to_owned);
        let sort = sort.unwrap_or(if text.is_some() { ArticleSort::Relevance } else { ArticleSort::Id });
        ListRequest { limit, text, sort, cursor: errors.single("cursor", cursor).map(str::to_owned) }
    }
}

impl ListRequest {
    /// The same list without pages.
    fn whole(self) -> Self {
        Self { limit: u32::MAX, cursor: None, ..self }
    }

    /// The cost of selecting a page.
    pub fn cost(&self, dataset: &Dataset) -> Cost {
        if self.text.is_some() { dataset.names_cost() } else { Cost::Inline }
    }
}

/// A hash of the parameters that decide what a list contains, in any order.
fn fingerprint(query: &str) -> String {
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.retain(|pair| !["cursor=", "limit="].iter().any(|name| pair.starts_with(name)));
    pairs.sort_unstable();
    hex::encode(&Sha256::digest(pairs.join("&"))[..4])
}

/// A cursor after the record with this identifier.
fn encode_cursor(sort: ArticleSort, fingerprint: &str, id: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode([CURSOR_VERSION, sort.as_str(), fingerprint, id].join(" "))
}

/// The identifier in a cursor of a list in this order with this fingerprint.
fn decode_cursor(cursor: &str, sort: ArticleSort, fingerprint: &str) -> Option<String> {
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let parts: Vec<&str> = text.split(' ').collect();
    let [CURSOR_VERSION, found_sort, found_fingerprint, id] = parts[..] else { return None };
    (found_sort == sort.as_str() && found_fingerprint == fingerprint).then(|| id.to_owned())
}

fn cursor_error(cursor: &str) -> ParameterErrors {
    let accepted = "the next_cursor of the previous page, unchanged, with the same filters and order";
    ParameterErrors::from_error("cursor", cursor, "is not a cursor of this list", &[accepted])
}

/// Responds with a page of the records that `keep` accepts, each as `resource` renders it, in the page that `collect`
/// makes of them.
pub async fn respond_with_page<T: CatalogueRecord, R, P: Serialize>(
    request: &HttpRequest,
    state: &State,
    list: ListRequest,
    keep: impl Fn(&T) -> bool + Send + 'static,
    resource: impl Fn(usize) -> R,
    collect: impl FnOnce(Vec<R>, PageInfo, u64) -> P,
) -> Result<HttpResponse, ApiError> {
    let validators = conditional::check(request, state)?;
    let (limit, cost, query) = (list.limit, list.cost(&state.dataset), request.query_string().to_owned());
    let select = move |dataset: &DatasetReader| Ok(select(dataset, &list, &query, keep)?);
    let Selection { shown, next_cursor, total } = state.run(request, cost, select).await?;
    let page = PageInfo::new(ListAddress::of(request), limit, next_cursor.as_deref());
    let data = shown.into_iter().map(resource).collect();
    let mut response = validators.json(&collect(data, page, total))?;
    let list = ListAddress::of(request);
    add_page_links(&mut response, list, next_cursor.as_deref(), list_formats(list));
    Ok(response)
}

/// Selects the records on a page among those that match the list's text and that `keep` accepts. A cursor is of one `query`.
pub fn select<T: CatalogueRecord>(
    dataset: &Dataset,
    list: &ListRequest,
    query: &str,
    keep: impl Fn(&T) -> bool,
) -> Result<Selection, ParameterErrors> {
    let fingerprint = fingerprint(query);
    let decode = |cursor: &String| decode_cursor(cursor, list.sort, &fingerprint).ok_or_else(|| cursor_error(cursor));
    let after = list.cursor.as_ref().map(decode).transpose()?;
    let table = T::table(dataset.catalogue());
    let id = |ordinal: usize| -> &str { table.all()[ordinal].id().borrow() };
    let accepted = find(dataset, list.text.as_deref(), list.sort, keep);
    let start = match &after {
        None => 0,
        // A record that the dataset no longer has still has a place in the order of the identifiers.
        Some(after) if list.sort == ArticleSort::Id => {
            accepted.partition_point(|&ordinal| id(ordinal) <= after.as_str())
        }
        Some(after) => {
            let position = accepted.iter().position(|&ordinal| id(ordinal) == after);
            position.ok_or_else(|| cursor_error(list.cursor.as_deref().unwrap_or_default()))? + 1
        }
    };
    let shown: Vec<usize> = accepted[start..].iter().copied().take(list.limit as usize).collect();
    let last_shown = shown.last().filter(|_| start + shown.len() < accepted.len());
    let next_cursor = last_shown.map(|&ordinal| encode_cursor(list.sort, &fingerprint, id(ordinal)));
    Ok(Selection { shown, next_cursor, total: accepted.len() as u64 })
}

/// Finds the records with a name that matches a text, if one is given, and that `keep` accepts, in an order.
pub fn find<T: CatalogueRecord>(
    dataset: &Dataset,
    text: Option<&str>,
    sort: ArticleSort,
    keep: impl Fn(&T) -> bool,
) -> Vec<usize> {
    let records = T::table(dataset.catalogue()).all();
    let keep = |ordinal: &usize| keep(&records[*ordinal]);
    let order = dataset.orders::<T>().get(sort);
    let Some(text) = text else { return order.iter().copied().filter(keep).collect() };
    let weight = |found: Suggested| dataset.claim_count(found.resource(), found.ordinal());
    let found = dataset.suggester().find_records::<T>(text, weight);
    if sort == ArticleSort::Relevance {
        return found.into_iter().filter(keep).collect();
    }
    let found: HashSet<usize> = found.into_iter().collect();
    order.iter().copied().filter(|ordinal| found.contains(ordinal) && keep(ordinal)).collect()
}
