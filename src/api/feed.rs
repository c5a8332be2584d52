//! The newest matches as an Atom feed.

use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::domain::release::{Revision, Withdrawal};
use crate::formats::{AtomWriter, ClaimWriter, FeedMetadata, Format};
use crate::http::conditional;
use crate::http::origin::origin;
use crate::http::pagination::selected;
use crate::http::problem::ApiError;
use crate::http::query_summary::describe_query;
use crate::http::request_extensions::record_match_count;
use crate::http::state::State;
use crate::query::ClaimQuery;
use crate::query::claim_params::{FilterParams, LimitParams};
use crate::query::params::{IgnoreUnknown, Parameters, Params};
use crate::query::sorts::NEWEST;
use crate::store::Document;

/// Withdrawn claims in a feed.
const MAX_DELETED_ENTRIES: u32 = 100;

/// Follow claims as an Atom feed
///
/// The newest matches as a feed (RFC 4287), for feed readers. Links are absolute. `updated` of an entry is the time of the
/// release that changed the claim last, that of the feed the latest of its entries; `published` is the day of the article.
/// The claims withdrawn last, at most 100, are deleted entries (RFC 6721). Other parameters, which links are often shared
/// with, are ignored.
#[utoipa::path(
    operation_id = "getClaimsFeed",
    tag = "claims",
    params(FilterParams, LimitParams),
    responses((status = 200, description = "The feed.", body = String, content_type = "application/atom+xml"))
)]
#[get("/v1/claims.atom")]
pub async fn get_claims_feed(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, LimitParams, IgnoreUnknown)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, limit) = params.resolve(|(filter, limit, IgnoreUnknown), errors| {
        (filter.resolve(state.dataset.query_context(), errors), limit.resolve(errors))
    })?;
    let query = ClaimQuery { filter, sort: &NEWEST };
    let origin = origin(&request);
    let validators = conditional::check_with_origin(&request, &state, &origin)?;
    let filters = selected(request.query_string(), FilterParams::contains);
    let address = selected(request.query_string(), |name| FilterParams::contains(name) || LimitParams::contains(name));
    let with = |path: &str, params: &str| if params.is_empty() { path.to_owned() } else { format!("{path}?{params}") };
    let itself = with("/v1/claims.atom", &address);
    let metadata = FeedMetadata {
        id: format!("urn:isnad:feed:{}", hex::encode(&Sha256::digest(&itself)[..16])),
        title: String::new(),
        itself: format!("{origin}{itself}"),
        page: format!("{origin}{}", with("/", &filters)),
        data: format!("{origin}{}", with("/v1/claims", &filters)),
        updated: None,
        releases: state.dataset.releases().iter().map(|release| release.time).collect(),
        withdrawn: vec![],
        origin,
    };
    let cost = state.dataset.query_cost(&query, None);
    let (total, feed) = state
        .run(&request, cost, move |reader| {
            let page = reader.page(&query, None, limit)?;
            let title = describe_query(&query, None, None, reader.catalogue()).summary.pick("en").1.to_owned();
            let withdrawn = reader.latest_withdrawals(MAX_DELETED_ENTRIES)?;
            let last = latest_release(&page.documents, &withdrawn)?;
            let updated = metadata.time_of(last.unwrap_or(1));
            let mut writer = AtomWriter::new(FeedMetadata { title, updated, withdrawn, ..metadata });
            Ok((page.total, [writer.begin()?, writer.write(&page.documents)?, writer.finish()?].concat()))
        })
        .await?;
    record_match_count(&request, total);
    Ok(validators.ok(Format::Atom.info().content_type, feed))
}

/// The last release that changed an entry or withdrew a claim.
fn latest_release(documents: &[Document], withdrawn: &[Withdrawal]) -> Result<Option<u32>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Revised {
        revision: Revision,
    }
    let mut releases: Vec<u32> = withdrawn.iter().map(|withdrawal| withdrawal.release).collect();
    for document in documents {
        releases.push(serde_json::from_slice::<Revised>(document)?.revision.release);
    }
    Ok(releases.into_iter().max())
}
