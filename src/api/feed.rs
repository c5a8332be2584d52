//! The newest matches as an Atom feed.

use actix_web::{HttpRequest, HttpResponse, get};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::formats::{AtomWriter, ClaimWriter, FeedMetadata, Format, midnight};
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
use crate::store::DatasetReader;

/// Follow claims as an Atom feed
///
/// The newest matches as a feed (RFC 4287), for feed readers. Links are absolute. `updated` of the feed and its entries is
/// the time at which the dataset was replaced; `published` is the day of the article. Other parameters, which links are
/// often shared with, are ignored.
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
        updated: state.dataset.written(),
        origin,
    };
    let cost = state.dataset.query_cost(&query, None);
    let (total, feed) = state
        .run(&request, cost, move |reader| {
            let page = reader.page(&query, None, limit)?;
            let title = describe_query(&query, None, None, reader.catalogue()).summary.pick("en").1.to_owned();
            let updated = metadata.updated.max(newest_article(reader).map(midnight));
            let mut writer = AtomWriter::new(FeedMetadata { title, updated, ..metadata });
            Ok((page.total, [writer.begin()?, writer.write(&page.documents)?, writer.finish()?].concat()))
        })
        .await?;
    record_match_count(&request, total);
    Ok(validators.ok(Format::Atom.info().content_type, feed))
}

/// The first day on which the newest article may have been published.
fn newest_article(reader: &DatasetReader) -> Option<Date> {
    reader.catalogue().articles.all().iter().filter_map(|article| article.published.as_ref()?.earliest).max()
}
