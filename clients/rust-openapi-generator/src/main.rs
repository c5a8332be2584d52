//! Sends requests to a running Isnad server with the client that openapi-generator generates.

use std::{
    cell::Cell,
    collections::{BTreeSet, HashMap},
    env,
};

use anyhow::{anyhow, ensure, Context, Result};
use isnad::{
    apis::{
        claims_api::{
            export_claims_csv, export_claims_ndjson, get_claim, list_claims, ExportClaimsCsvParams,
            ExportClaimsNdjsonParams, GetClaimParams, ListClaimsParams,
        },
        configuration::Configuration,
        dataset_api::get_dataset,
        Error,
    },
    models::{Claim, ClaimPage, Problem},
};

/// The client, which counts its requests.
struct Client {
    configuration: Configuration,
    calls: Cell<usize>,
}

impl Client {
    /// The client's configuration, for one request.
    fn request(&self) -> &Configuration {
        self.calls.set(self.calls.get() + 1);
        &self.configuration
    }

    /// One page of claims.
    async fn page(&self, params: ListClaimsParams) -> Result<ClaimPage> {
        Ok(list_claims(self.request(), params).await?)
    }

    /// Pages through all claims by cursor.
    async fn all_claims(&self) -> Result<Vec<Claim>> {
        let mut claims = Vec::new();
        let mut cursor = None;
        loop {
            let page = self.page(ListClaimsParams { limit: Some(50), cursor, ..Default::default() }).await?;
            claims.extend(page.data);
            cursor = page.page.next_cursor;
            if cursor.is_none() {
                return Ok(claims);
            }
        }
    }
}

/// The status and the problem document of an error response.
fn problem<T, E>(result: Result<T, Error<E>>) -> Result<(u16, Problem)> {
    match result.err().context("an error was expected")? {
        Error::ResponseError(response) => Ok((response.status.as_u16(), serde_json::from_str(&response.content)?)),
        other => Err(anyhow!("{other}")),
    }
}

/// The English text, or else any.
fn text(texts: &HashMap<String, String>) -> &str {
    texts.get("en").or_else(|| texts.values().next()).map_or("", |text| text)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let base_path = env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
    let client = Client { configuration: Configuration { base_path, ..Default::default() }, calls: Cell::new(0) };

    // A facet: the two actors with the most claims.
    let facet = Some(vec!["actor".to_owned()]);
    let top =
        client.page(ListClaimsParams { facet, facet_limit: Some(2), limit: Some(1), ..Default::default() }).await?;
    let actors = top.facets.and_then(|facets| facets.actor).context("the facet is missing")?;
    let wanted: Vec<String> = actors.into_iter().map(|entry| entry.id).collect();
    ensure!(wanted.len() == 2, "there are no two actors");

    // Repeated filters: claims that involve one of the two.
    let actor = Some(wanted.clone());
    let list = client.page(ListClaimsParams { actor: actor.clone(), limit: Some(200), ..Default::default() }).await?;
    ensure!(list.data.len() as i64 == list.total, "{} claims of {}", list.data.len(), list.total);
    for claim in &list.data {
        ensure!(
            claim.actors.iter().any(|entry| wanted.contains(&entry.actor.id)),
            "{} has none of the actors",
            claim.id
        );
    }
    for id in &wanted {
        ensure!(
            list.data.iter().flat_map(|claim| &claim.actors).any(|entry| entry.actor.id == *id),
            "no claim has {id}"
        );
    }
    println!("{}: {}", text(&list.query.summary), list.total);

    // Every page by cursor: the ids are unique, and as many as the total.
    let unfiltered = client.page(ListClaimsParams { limit: Some(1), ..Default::default() }).await?;
    let claims = client.all_claims().await?;
    let seen: BTreeSet<&str> = claims.iter().map(|claim| claim.id.as_str()).collect();
    ensure!(claims.len() as i64 == unfiltered.total, "read {} of {}", claims.len(), unfiltered.total);
    ensure!(seen.len() == claims.len(), "a claim was returned twice");
    println!("read {} claims", claims.len());

    // Languages: every statement is in one or more of the dataset's.
    let dataset = get_dataset(client.request()).await?;
    for claim in &claims {
        ensure!(!claim.statement.is_empty(), "{} has no statement", claim.id);
        for language in claim.statement.keys() {
            ensure!(dataset.languages.contains(language), "{language} is not one of {:?}", dataset.languages);
        }
    }
    println!("languages: {}", dataset.languages.join(", "));

    // Absent fields and dates: a claim without a date is left out where a date is asked for.
    let dated = claims.iter().filter(|claim| claim.claim_date.is_some()).count() as i64;
    ensure!(dated == dataset.counts.dated_claims, "{dated} claims have a date, not {}", dataset.counts.dated_claims);
    let coverage = dataset.coverage.context("no claim has a date")?;
    let covered = client
        .page(ListClaimsParams {
            date_from: Some(coverage.earliest.to_string()),
            date_to: Some(coverage.latest.to_string()),
            limit: Some(1),
            ..Default::default()
        })
        .await?;
    ensure!((covered.total, covered.undated_excluded) == (dated, claims.len() as i64 - dated), "{covered:?}");

    // Sorting: newest first is the default.
    for (sort, first) in [("-date", claims.first()), ("date", None)] {
        let sorted =
            client.page(ListClaimsParams { sort: Some(sort.to_owned()), limit: Some(1), ..Default::default() }).await?;
        ensure!(sorted.query.sort == sort, "sorted by {}", sorted.query.sort);
        ensure!(first.is_none_or(|first| first.id == sorted.data[0].id), "{} is not the first", sorted.data[0].id);
    }

    // One claim.
    let id = &claims.first().context("there are no claims")?.id;
    let single = get_claim(client.request(), GetClaimParams { id: id.clone() }).await?;
    ensure!(single.id == *id, "requested {id}, got {}", single.id);
    ensure!(single.links.param_self == format!("/v1/claims/{id}"), "{:?}", single.links);
    println!("{id}: {}", text(&single.statement));

    // Facets: a claim has one kind, so the counts of all kinds add up to the total.
    let facet = Some(vec!["kind".to_owned(), "year".to_owned()]);
    let faceted =
        client.page(ListClaimsParams { actor: actor.clone(), facet, limit: Some(1), ..Default::default() }).await?;
    let kinds = faceted.facets.and_then(|facets| facets.kind).context("the facet is missing")?;
    let sum: i64 = kinds.iter().map(|entry| entry.count).sum();
    ensure!(sum == faceted.total, "kinds add up to {sum}, not to {}", faceted.total);
    for entry in &kinds {
        println!("  {}: {}", text(&entry.label), entry.count);
    }

    // Exports: a row or a line per claim.
    let csv = export_claims_csv(client.request(), ExportClaimsCsvParams { actor: actor.clone(), ..Default::default() });
    ensure!(csv.await?.text().await?.starts_with("id,"), "the CSV has no header");
    let ndjson = export_claims_ndjson(client.request(), ExportClaimsNdjsonParams { actor, ..Default::default() });
    let ndjson = ndjson.await?.text().await?;
    let lines = ndjson.lines().map(serde_json::from_str).collect::<Result<Vec<serde_json::Value>, _>>()?;
    ensure!(lines.len() as i64 == list.total && lines.iter().all(|line| line["id"].is_string()), "{ndjson}");

    // 404: the error is a problem document.
    let missing = GetClaimParams { id: "no-such-claim".to_owned() };
    let (status, missing) = problem(get_claim(client.request(), missing).await)?;
    ensure!(status == 404 && missing.code == "claim_not_found", "{missing:?}");

    // 400: the problem names the parameter and suggests the nearest valid value.
    let misspelt = ListClaimsParams { actor: Some(vec![format!("{}x", wanted[0])]), ..Default::default() };
    let (status, refused) = problem(list_claims(client.request(), misspelt).await)?;
    ensure!(status == 400 && refused.code == "invalid_parameter", "{refused:?}");
    let errors = refused.errors.context("the parameter errors are missing")?;
    let error = errors.first().context("the parameter error is missing")?;
    ensure!(error.parameter == "actor" && error.did_you_mean.as_ref() == Some(&wanted[0]), "{error:?}");
    println!("refused: {}; did you mean {}?", error.value, wanted[0]);

    println!("calls: {}", client.calls.get());
    Ok(())
}
