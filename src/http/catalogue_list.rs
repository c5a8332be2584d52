//! Pages of the catalogue: actors, topics and articles in the order of their identifiers.

use std::borrow::Borrow;

use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::domain::catalogue::{HasId, Table};
use crate::domain::did_you_mean::SuggestionBudget;
use crate::http::claim_params::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::http::conditional;
use crate::http::pagination::{PageInfo, add_page_links};
use crate::http::params::{ParameterErrors, parameters};
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::state::State;

/// What the content of a list's cursor begins with: its version.
const CURSOR_MARK: &str = "1 ";

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ListParams {
    /// Entries on a page.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 200, default = 20, example = 20)]
    limit: Vec<String>,
    /// `page.next_cursor` of the page before.
    #[param(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]+$", max_length = 500)]
    cursor: Vec<String>,
}

parameters!(ListParams);

/// Where a page starts and how long it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    limit: u32,
    after: Option<String>,
}

impl ListParams {
    /// What the parameters mean.
    pub fn resolve(&self, faults: &mut ParameterErrors) -> ListRequest {
        self.resolve_with(faults, DEFAULT_LIMIT)
    }

    /// What the parameters mean where a page has another usual length.
    pub fn resolve_with(&self, faults: &mut ParameterErrors, usual: u32) -> ListRequest {
        let Self { limit, cursor } = self;
        let limit = faults.number("limit", limit, 1, MAX_LIMIT).unwrap_or(usual);
        let cursor = faults.single("cursor", cursor);
        let after = cursor.and_then(|cursor| {
            let text = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let id = text.and_then(|text| Some(text.strip_prefix(CURSOR_MARK)?.to_owned()));
            if id.is_none() {
                let accepted = "the next_cursor of the page before, unchanged";
                faults.add("cursor", cursor, "is no cursor of this server", &[accepted], None);
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

/// The ordinals on a page of those that `keep` keeps, the cursor that leads on, and how many there are on all pages.
pub fn select<T: HasId>(
    register: &Table<T>,
    list: &ListRequest,
    keep: impl Fn(&T) -> bool,
) -> (Vec<usize>, Option<String>, u64) {
    let id = |ordinal: usize| -> &str { register.all()[ordinal].id().borrow() };
    let kept: Vec<usize> = (0..register.all().len()).filter(|&ordinal| keep(&register.all()[ordinal])).collect();
    let start = list.after.as_ref().map_or(0, |after| kept.partition_point(|&ordinal| id(ordinal) <= after.as_str()));
    let shown: Vec<usize> = kept[start..].iter().copied().take(list.limit as usize).collect();
    let last_shown = shown.last().filter(|_| start + shown.len() < kept.len());
    let next_cursor = last_shown.map(|&ordinal| BASE64_URL_SAFE_NO_PAD.encode(format!("{CURSOR_MARK}{}", id(ordinal))));
    (shown, next_cursor, kept.len() as u64)
}

/// The ordinal of the record with this identifier, or the error that tells the nearest one.
pub fn find<T: HasId>(register: &Table<T>, id: &str, code: ErrorCode, what: &'static str) -> Result<usize, ApiError> {
    register.ordinal(id).ok_or_else(|| {
        let nearest = register.nearest(id, &SuggestionBudget::default()).map(str::to_owned);
        ApiError::NotFound { code, what, id: id.to_owned(), nearest }
    })
}
