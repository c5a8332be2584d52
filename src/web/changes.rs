//! The page of what is new in the dataset: its releases, and the changes since one of them.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::claim::Claim;
use crate::domain::release::{Release, Withdrawal};
use crate::domain::vocabulary::ChangeOperation;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::i18n::format_day;
use crate::query::params::{Parameters, Params, RawParams};
use crate::store::{ChangesPage as StoredChanges, ChangesRequest, ClaimChange, Dataset, DatasetReader};
use crate::web::card::{Card, TextLink};
use crate::web::context::{LanguageParams, PageContext};
use crate::web::history::field_names;
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::url::Address;

/// Changes on the page; the search page shows the others.
const MAX_SHOWN: u32 = 50;

/// The name of the parameter that names a release.
const SINCE: &str = "since";

/// Since which release changes are shown.
#[derive(Debug, Default)]
struct SinceParams(Vec<String>);

impl Parameters for SinceParams {
    fn names() -> Vec<&'static str> {
        vec![SINCE]
    }

    fn contains(name: &str) -> bool {
        name == SINCE
    }

    fn extract(typed: &mut RawParams) -> Self {
        Self(typed.remove(SINCE).unwrap_or_default())
    }
}

/// A release in the list.
pub struct ReleaseRow {
    pub date: String,
    pub counts: String,
    /// The changes since the release before.
    pub href: String,
    pub is_shown: bool,
}

/// A change in the list.
pub enum ChangeRow {
    Claim { operation: String, card: Box<Card>, fields: String },
    Withdrawn { operation: String, link: TextLink, reason: String, replaced_by: Vec<TextLink> },
}

#[derive(Template)]
#[template(path = "changes.html")]
pub struct ChangesPage {
    layout: PageLayout,
    releases: Vec<ReleaseRow>,
    changes: Vec<ChangeRow>,
    total: String,
    /// The search page with all changed claims, if not all are shown.
    more: Option<String>,
}

#[get("/changes")]
pub async fn show_changes(
    request: HttpRequest,
    state: State,
    params: Params<(SinceParams, LanguageParams)>,
) -> Result<HttpResponse, ApiError> {
    let latest = state.dataset.release();
    let since = params.resolve(|(since, language), errors| {
        language.check(errors);
        errors.number(SINCE, &since.0, 0, latest).unwrap_or_else(|| default_since(&state.dataset))
    })?;
    let oldest = state.dataset.oldest_release();
    if since > 0 && since < oldest {
        return Err(ApiError::ChangesExpired { since, oldest });
    }
    let context = PageContext::from_request::<(SinceParams, LanguageParams)>(&request);
    let cost = state.dataset.lookup_cost().with_many_documents();
    layout::respond(&request, &state, context, cost, move |context, state, dataset| {
        view(context, state, dataset, since)
    })
    .await
}

/// The release before the last one, if it is kept.
fn default_since(dataset: &Dataset) -> u32 {
    let before = dataset.release().saturating_sub(1);
    if before >= dataset.oldest_release() { before } else { 0 }
}

fn view(context: &PageContext, state: &AppState, dataset: &DatasetReader, since: u32) -> Result<ChangesPage, ApiError> {
    let request = ChangesRequest { since, to: dataset.release() };
    let StoredChanges { changes, total, next } = dataset.changes(request, None, MAX_SHOWN)?;
    let (title, hint) = (context.text("changes-title"), context.text("changes-hint"));
    let mut layout = PageLayout::new(context, state, "about", title, hint);
    let number = since.to_string();
    layout.formats = vec![FormatLink::json(&Address::new("/v1/changes").with(SINCE, &number))];
    let more = Address::new("/").with("changed_since", &number).with("sort", "-modified");
    let kept = dataset.releases().iter().rev().take_while(|release| release.number >= dataset.oldest_release());
    Ok(ChangesPage {
        releases: kept.map(|release| release_row(context, release, since)).collect(),
        changes: changes.into_iter().map(|change| change_row(context, dataset, change)).collect::<Result<_, _>>()?,
        total: context.locale.number(total),
        more: next.map(|_| context.link(&more)),
        layout,
    })
}

fn release_row(context: &PageContext, release: &Release, since: u32) -> ReleaseRow {
    let Release { number, dataset_version: _, date, time: _, added, modified, withdrawn } = release;
    let before = number - 1;
    let date = format_day(context.locale, *date);
    let values = [
        ("release", u64::from(*number).into()),
        ("added", u64::from(*added).into()),
        ("modified", u64::from(*modified).into()),
        ("withdrawn", u64::from(*withdrawn).into()),
    ];
    ReleaseRow {
        date,
        counts: context.locale.format("changes-counts", &values).into_owned(),
        href: context.link(&Address::new("/changes").with(SINCE, &before.to_string())),
        is_shown: before == since,
    }
}

fn change_row(context: &PageContext, dataset: &Dataset, change: ClaimChange) -> Result<ChangeRow, serde_json::Error> {
    let locale = context.locale;
    let claim = |operation, document: &[u8], fields: &[String]| -> Result<ChangeRow, serde_json::Error> {
        let claim: Claim = serde_json::from_slice(document)?;
        let card = Box::new(Card::new(context, dataset, &claim, None));
        Ok(ChangeRow::Claim { operation: locale.term(operation), card, fields: field_names(locale, fields) })
    };
    match change {
        ClaimChange::Added { document, .. } => claim(ChangeOperation::Added, &document, &[]),
        ClaimChange::Modified { fields, document, .. } => claim(ChangeOperation::Modified, &document, &fields),
        ClaimChange::Withdrawn(Withdrawal { id, reason, replaced_by, .. }) => {
            let link = |id: String| TextLink { href: context.to(&format!("/claims/{id}")), text: id };
            Ok(ChangeRow::Withdrawn {
                operation: locale.term(ChangeOperation::Withdrawn),
                link: link(id.to_string()),
                reason: locale.term(reason),
                replaced_by: replaced_by.into_iter().map(|id| link(id.to_string())).collect(),
            })
        }
    }
}
