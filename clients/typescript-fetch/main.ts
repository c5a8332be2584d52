import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/isnad.js";

type Claim = components["schemas"]["Claim"];
type LanguageMap = components["schemas"]["LanguageMap"];

const baseUrl = process.argv[2] ?? "http://127.0.0.1:8080";
let calls = 0;
const client = createClient<paths>({
  baseUrl,
  fetch: (request) => {
    calls += 1;
    return fetch(request);
  },
});

/** Pages through all matching claims by cursor. */
async function* allClaims(query: NonNullable<paths["/v1/claims"]["get"]["parameters"]["query"]>): AsyncGenerator<Claim> {
  let cursor: string | undefined;
  do {
    const { data, error } = await client.GET("/v1/claims", {
      params: { query: cursor === undefined ? query : { ...query, cursor } },
    });
    if (error) throw new Error(`${error.code}: ${error.detail}`);
    yield* data.data;
    cursor = data.page.next_cursor;
  } while (cursor !== undefined);
}

/** The English text, or else the first one. */
function text(texts: LanguageMap): string | undefined {
  return texts.en ?? Object.values(texts)[0];
}

// A facet: the two actors with the most claims.
const top = await client.GET("/v1/claims", { params: { query: { facet: ["actor"], facet_limit: 2, limit: 1 } } });
const wanted = top.data?.facets?.actor?.map((entry) => entry.id) ?? [];
assert.equal(wanted.length, 2);

// Repeated filters: claims that involve one of the two.
const list = await client.GET("/v1/claims", { params: { query: { actor: wanted, limit: 200 } } });
assert(list.data, "the list has data");
assert.equal(list.data.data.length, list.data.total);
for (const claim of list.data.data) {
  assert(claim.actors.some(({ actor }) => wanted.includes(actor.id)), `${claim.id} involves a wanted actor`);
}
for (const id of wanted) {
  assert(list.data.data.some(({ actors }) => actors.some(({ actor }) => actor.id === id)), `${id} is found`);
}
console.log(`${text(list.data.query.summary)}: ${list.data.total}`);

// Every page by cursor: the ids are unique, and as many as the total.
const unfiltered = await client.GET("/v1/claims", { params: { query: { limit: 1 } } });
assert(unfiltered.data);
const claims: Claim[] = [];
for await (const claim of allClaims({ limit: 50 })) claims.push(claim);
assert.equal(claims.length, unfiltered.data.total);
assert.equal(new Set(claims.map(({ id }) => id)).size, claims.length);
console.log(`read ${claims.length} claims`);

// Languages: every statement is in one or more of the dataset's.
const { data: dataset } = await client.GET("/v1/dataset");
assert(dataset);
for (const { id, statement } of claims) {
  const languages = Object.keys(statement);
  assert(languages.length > 0, `${id} has a statement`);
  assert(languages.every((language) => dataset.languages.includes(language)), `${id} is in the dataset's languages`);
}
console.log(`languages: ${dataset.languages.join(", ")}`);

// Absent fields and dates: a claim without a date is left out where a date is asked for.
const dated = claims.filter(({ claim_date }) => claim_date !== undefined).length;
assert.equal(dated, dataset.counts.dated_claims);
assert(dataset.coverage);
const covered = await client.GET("/v1/claims", {
  params: { query: { date_from: dataset.coverage.earliest, date_to: dataset.coverage.latest, limit: 1 } },
});
assert.equal(covered.data?.total, dated);
assert.equal(covered.data.undated_excluded, claims.length - dated);

// Sorting: newest first is the default.
const newest = await client.GET("/v1/claims", { params: { query: { sort: "-date", limit: 1 } } });
assert.equal(newest.data?.query.sort, "-date");
assert.equal(newest.data.data[0]?.id, claims[0]?.id);

// One claim.
const id = claims[0]?.id;
assert(id);
const single = await client.GET("/v1/claims/{id}", { params: { path: { id } } });
assert(single.data);
assert.equal(single.data.id, id);
console.log(`${id}: ${text(single.data.statement)}`);

// Several claims by identifier: unknown ones are missing, which is no error.
const named = await client.GET("/v1/claims", { params: { query: { id: [id, "no-such-claim"] } } });
assert.equal(named.data?.total, 1);
assert.deepEqual(named.data.missing, ["no-such-claim"]);

// Actors by name.
const name = text(top.data?.facets?.actor?.[0]?.label ?? {}) ?? "";
const actors = await client.GET("/v1/actors", { params: { query: { q: name, sort: "-claims" } } });
assert(actors.data?.data.some((actor) => actor.id === wanted[0]), `${name} is found`);

// Facets: a claim has one kind, so the counts of all kinds add up to the total.
const faceted = await client.GET("/v1/claims", {
  params: { query: { actor: wanted, facet: ["kind", "year"], limit: 1 } },
});
assert(faceted.data?.facets?.kind && faceted.data.facets.year);
assert.equal(faceted.data.facets.kind.reduce((sum, { count }) => sum + count, 0), faceted.data.total);
for (const { label, count } of faceted.data.facets.kind) console.log(`  ${text(label)}: ${count}`);

// Exports: a row or a line per claim. `parseAs` says what to return; the default is JSON.
const csv = await client.GET("/v1/claims.csv", { params: { query: { actor: wanted } }, parseAs: "text" });
assert(csv.data?.startsWith("id,"));
const ndjson = await client.GET("/v1/claims.ndjson", { params: { query: { actor: wanted } }, parseAs: "text" });
const lines = ndjson.data?.trimEnd().split("\n") ?? [];
assert.equal(lines.length, list.data.total);
assert(lines.every((line) => (JSON.parse(line) as Claim).id));

// Quotes: those of claims stand in their articles. A dataset may have none that is long enough.
const quotes = claims.flatMap(({ evidence }) => evidence ?? []).map(({ quote }) => quote);
const long = quotes.filter((quote) => quote.length > 40).slice(0, 1);
const verified = await client.POST("/v1/quotes/verify", {
  body: { quotes: [...long, "Nobody ever said this."].map((text) => ({ text })) },
});
assert.deepEqual(verified.data?.quotes.map(({ match }) => match), [...long.map(() => "exact"), "none"]);

// 404: the error is a typed problem document.
const missing = await client.GET("/v1/claims/{id}", { params: { path: { id: "no-such-claim" } } });
assert.equal(missing.response.status, 404);
assert.equal(missing.error?.code, "claim_not_found");

// 400: the problem names the parameter and suggests the nearest valid value.
const refused = await client.GET("/v1/claims", { params: { query: { actor: [`${wanted[0]}x`] } } });
assert.equal(refused.response.status, 400);
assert.equal(refused.error?.code, "invalid_parameter");
const parameterError = refused.error.errors?.[0];
assert.equal(parameterError?.parameter, "actor");
assert.equal(parameterError.did_you_mean, wanted[0]);
console.log(`refused: ${parameterError.value}; did you mean ${parameterError.did_you_mean}?`);

console.log(`calls: ${calls}`);
