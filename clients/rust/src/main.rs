//! Sends requests to a running Isnad server with the client that progenitor generates.

use std::{
    collections::BTreeSet,
    env,
    str::FromStr,
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::{ensure, Context, Result};
use futures_util::StreamExt;
use progenitor_client::{ClientHooks, OperationInfo};

#[allow(clippy::all, unused_imports)]
mod isnad {
    include!(concat!(env!("OUT_DIR"), "/isnad.rs"));
}
use isnad::{
    types::{Claim, LanguageMap, ListClaimsActorItem, ListClaimsFacetItem, ListClaimsSort, Problem},
    ByteStream, Client, Error,
};

static CALLS: AtomicUsize = AtomicUsize::new(0);

/// Counts the requests.
impl ClientHooks for Client {
    async fn pre<E>(&self, _: &mut reqwest::Request, _: &OperationInfo) -> Result<(), Error<E>> {
        CALLS.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Pages through all claims by cursor.
async fn all_claims(client: &Client) -> Result<Vec<Claim>> {
    let mut claims = Vec::new();
    let mut cursor = None;
    loop {
        let mut request = client.list_claims().limit(50);
        if let Some(cursor) = cursor {
            request = request.cursor(cursor);
        }
        let page = request.send().await?.into_inner();
        claims.extend(page.data);
        match page.page.next_cursor {
            Some(next) => cursor = Some(String::from(next)),
            None => return Ok(claims),
        }
    }
}

/// The status and the problem document of an error response.
fn problem<T>(result: Result<T, Error<Problem>>) -> Result<(u16, Problem)> {
    match result.err().context("an error was expected")? {
        Error::ErrorResponse(response) => Ok((response.status().as_u16(), response.into_inner())),
        other => Err(other.into()),
    }
}

/// The values as another type of identifier: each operation has its own.
fn parsed<T: FromStr>(values: &[&str]) -> Result<Vec<T>, T::Err> {
    values.iter().map(|value| value.parse()).collect()
}

/// The text of a response.
async fn read(mut body: ByteStream) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await {
        bytes.extend(chunk?);
    }
    Ok(String::from_utf8(bytes)?)
}

/// The English text, or else any.
fn text(texts: &LanguageMap) -> &str {
    texts.get("en").or_else(|| texts.values().next()).map_or("", |text| text)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let base_url = env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
    let client = Client::new(&base_url);

    // A facet: the two actors with the most claims.
    let top =
        client.list_claims().facet(vec![ListClaimsFacetItem::Actor]).facet_limit(2).limit(1).send().await?.into_inner();
    let actors = top.facets.context("the facets are missing")?.actor;
    let wanted = actors.iter().map(|entry| entry.id.parse()).collect::<Result<Vec<ListClaimsActorItem>, _>>()?;
    ensure!(wanted.len() == 2, "there are no two actors");

    // Repeated filters: claims that involve one of the two.
    let list = client.list_claims().actor(wanted.clone()).limit(200).send().await?.into_inner();
    ensure!(list.data.len() as i64 == list.total, "{} claims of {}", list.data.len(), list.total);
    for claim in &list.data {
        ensure!(
            claim.actors.iter().any(|entry| wanted.iter().any(|id| **id == entry.actor.id)),
            "{} has none of the actors",
            claim.id
        );
    }
    for id in &wanted {
        ensure!(
            list.data.iter().flat_map(|claim| &claim.actors).any(|entry| entry.actor.id == **id),
            "no claim has {}",
            id.as_str()
        );
    }
    println!("{}: {}", text(&list.query.summary), list.total);

    // Every page by cursor: the ids are unique, and as many as the total.
    let unfiltered = client.list_claims().limit(1).send().await?.into_inner();
    let claims = all_claims(&client).await?;
    let seen: BTreeSet<&str> = claims.iter().map(|claim| claim.id.as_str()).collect();
    ensure!(claims.len() as i64 == unfiltered.total, "read {} of {}", claims.len(), unfiltered.total);
    ensure!(seen.len() == claims.len(), "a claim was returned twice");
    println!("read {} claims", claims.len());

    // Languages: every statement is in one or more of the dataset's.
    let dataset = client.get_dataset().send().await?.into_inner();
    for claim in &claims {
        ensure!(!claim.statement.is_empty(), "{} has no statement", claim.id);
        for language in claim.statement.keys() {
            ensure!(dataset.languages.contains(language), "{language} is not one of {:?}", dataset.languages);
        }
    }
    println!("languages: {}", dataset.languages.join(", "));

    // Absent fields and dates: a claim without a date is left out where a date is asked for.
    let dated = claims.iter().filter(|claim| claim.claim_date.is_some()).count() as i64;
    ensure!(dated == dataset.counts.dated_claims, "{dated} claims have a date");
    let coverage = dataset.coverage.context("no claim has a date")?;
    let covered = client
        .list_claims()
        .date_from(coverage.earliest.to_string())
        .date_to(coverage.latest.to_string())
        .limit(1)
        .send()
        .await?
        .into_inner();
    ensure!(covered.total == dated, "{} claims are covered", covered.total);
    ensure!(covered.undated_excluded == claims.len() as i64 - dated, "{} without a date", covered.undated_excluded);

    // Sorting: newest first is the default. The generator calls the value `Xdate`.
    let newest = client.list_claims().sort("-date".parse::<ListClaimsSort>()?).limit(1).send().await?.into_inner();
    ensure!(newest.query.sort == "-date", "sorted by {}", newest.query.sort);
    ensure!(newest.data[0].id == claims[0].id, "{} is not the newest", newest.data[0].id);

    // One claim.
    let id = &claims.first().context("there are no claims")?.id;
    let single = client.get_claim().id(id.as_str()).send().await?.into_inner();
    ensure!(single.id == *id, "requested {id}, got {}", single.id);
    println!("{id}: {}", text(&single.statement));

    // Facets: a claim has one kind, so the counts of all kinds add up to the total.
    let faceted = client
        .list_claims()
        .actor(wanted.clone())
        .facet(vec![ListClaimsFacetItem::Kind, ListClaimsFacetItem::Year])
        .limit(1)
        .send()
        .await?
        .into_inner();
    let facets = faceted.facets.context("the facets are missing")?;
    let sum: i64 = facets.kind.iter().map(|entry| entry.count).sum();
    ensure!(sum == faceted.total, "kinds add up to {sum}, not to {}", faceted.total);
    for year in &facets.year {
        ensure!(year.count <= faceted.total, "more claims in {} than in all years", year.id);
    }
    for entry in &facets.kind {
        println!("  {}: {}", text(&entry.label), entry.count);
    }

    // Exports: a row or a line per claim.
    let ids: Vec<&str> = wanted.iter().map(|id| id.as_str()).collect();
    let csv = client.export_claims_csv().actor(parsed(&ids)?).send().await?;
    ensure!(read(csv.into_inner()).await?.starts_with("id,"), "the CSV has no header");
    let ndjson = read(client.export_claims_ndjson().actor(parsed(&ids)?).send().await?.into_inner()).await?;
    let lines = ndjson.lines().map(serde_json::from_str).collect::<Result<Vec<Claim>, _>>()?;
    ensure!(lines.len() as i64 == list.total, "{} lines", lines.len());

    // 404: the error is a typed problem document.
    let (status, missing) = problem(client.get_claim().id("no-such-claim").send().await)?;
    ensure!(status == 404 && missing.code == "claim_not_found", "{missing:?}");

    // 400: the problem names the parameter and suggests the nearest valid value.
    let misspelt: Vec<ListClaimsActorItem> = vec![format!("{}x", *wanted[0]).parse()?];
    let (status, refused) = problem(client.list_claims().actor(misspelt).send().await)?;
    ensure!(status == 400 && refused.code == "invalid_parameter", "{refused:?}");
    let error = refused.errors.first().context("the parameter error is missing")?;
    ensure!(error.parameter == "actor" && error.did_you_mean.as_deref() == Some(wanted[0].as_str()), "{error:?}");
    println!("refused: {}; did you mean {}?", error.value, *wanted[0]);

    println!("calls: {}", CALLS.load(Ordering::Relaxed));
    Ok(())
}
