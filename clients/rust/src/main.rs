//! Sends requests to a running Isnad server with the client that progenitor generates.

use std::{
    collections::BTreeSet,
    env,
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::{ensure, Context, Result};
use progenitor_client::{ClientHooks, OperationInfo};

#[allow(clippy::all, unused_imports)]
mod isnad {
    include!(concat!(env!("OUT_DIR"), "/isnad.rs"));
}
use isnad::{
    types::{Claim, LanguageMap, ListClaimsActorItem, ListClaimsFacetItem, Problem},
    Client, Error,
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
    let sum: u64 = facets.kind.iter().map(|entry| entry.count.get()).sum();
    ensure!(sum as i64 == faceted.total, "kinds add up to {sum}, not to {}", faceted.total);
    for year in &facets.year {
        ensure!(year.count.get() as i64 <= faceted.total, "more claims in {} than in all years", year.id);
    }
    for entry in &facets.kind {
        println!("  {}: {}", text(&entry.label), entry.count);
    }

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
