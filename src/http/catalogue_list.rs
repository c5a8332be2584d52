//! Lists of actors, topics and articles, in the order of their identifiers.

use std::borrow::Borrow;

use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::domain::catalogue::{HasId, Table};
use crate::http::conditional;
use crate::http::pagination::{PageInfo, add_page_links};
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::ParameterErrors;
use crate::query::claim_params::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::query::params::parameters;

/// The version of the cursor's content, with which it begins.
const CURSOR_PREFIX: &str = "1 ";

/// Parameters of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ListParams {
    /// Maximum number of entries on a page; 0 for the total alone.
    #[param(value_type = Option<i32>, minimum = 0, maximum = 200, default = 20, example = 20)]
    limit: Vec<String>,
    /// `page.next_cursor` of the previous page.
    #[param(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]+$", max_length = 500)]
    cursor: Vec<String>,
}

parameters!(ListParams);

/// The page to return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    limit: u32,
    after: Option<String>,
}

impl ListParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> ListRequest {
        self.resolve_with(errors, DEFAULT_LIMIT)
    }

    /// Resolves the parameters with a default page size of the caller's own.
    pub fn resolve_with(&self, errors: &mut ParameterErrors, default_limit: u32) -> ListRequest {
        let Self { limit, cursor } = self;
        let limit = errors.number("limit", limit, 0, MAX_LIMIT).unwrap_or(default_limit);
        let cursor = errors.single("cursor", cursor);
        let after = cursor.and_then(|cursor| {
            let text = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let id = text.and_then(|text| Some(text.strip_prefix(CURSOR_PREFIX)?.to_owned()));
            if id.is_none() {
                let accepted = "the next_cursor of the previous page, unchanged";
                errors.add("cursor", cursor, "is not a valid cursor", &[accepted], None);
            }
            id
        });
        ListRequest { limit, after }
    }
}

/// Responds with a page of `table`: the records that `keep` accepts, each as `resource` renders it, in the page that
/// `collect` makes of them.
pub fn respond_with_page<T: HasId, R, P: Serialize>(
    request: &HttpRequest,
    state: &State,
    table: &Table<T>,
    list: &ListRequest,
    keep: impl Fn(&T) -> bool,
    resource: impl Fn(usize) -> R,
    collect: impl FnOnce(Vec<R>, PageInfo, u64) -> P,
) -> Result<HttpResponse, ApiError> {
    let validators = conditional::check(request, state)?;
    let (shown, next_cursor, total) = select(table, list, keep);
    let page = PageInfo::new(request, list.limit, next_cursor.as_deref());
    let data = shown.into_iter().map(resource).collect();
    let mut response = validators.json(&collect(data, page, total))?;
    add_page_links(&mut response, request, next_cursor.as_deref(), &[]);
    Ok(response)
}

/// The ordinals on a page of the records that `keep` accepts, the cursor of the next page, and the total on all pages.
pub fn select<T: HasId>(
    table: &Table<T>,
    list: &ListRequest,
    keep: impl Fn(&T) -> bool,
) -> (Vec<usize>, Option<String>, u64) {
    let id = |ordinal: usize| -> &str { table.all()[ordinal].id().borrow() };
    let accepted: Vec<usize> = (0..table.all().len()).filter(|&ordinal| keep(&table.all()[ordinal])).collect();
    let start =
        list.after.as_ref().map_or(0, |after| accepted.partition_point(|&ordinal| id(ordinal) <= after.as_str()));
    let shown: Vec<usize> = accepted[start..].iter().copied().take(list.limit as usize).collect();
    let last_shown = shown.last().filter(|_| start + shown.len() < accepted.len());
    let next_cursor =
        last_shown.map(|&ordinal| BASE64_URL_SAFE_NO_PAD.encode(format!("{CURSOR_PREFIX}{}", id(ordinal))));
    (shown, next_cursor, accepted.len() as u64)
}
