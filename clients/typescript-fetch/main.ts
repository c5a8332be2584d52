import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/isnad.js";

type Claim = components["schemas"]["Claim"];

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

// Repeated filters: claims that involve Nvidia or Huawei.
const wanted = ["nvidia", "huawei"];
const list = await client.GET("/v1/claims", { params: { query: { actor: wanted, limit: 200 } } });
assert(list.data, "the list has data");
assert.equal(list.data.data.length, list.data.total);
for (const claim of list.data.data) {
  assert(claim.actors.some(({ actor }) => wanted.includes(actor.id)), `${claim.id} involves a wanted actor`);
}
for (const id of wanted) {
  assert(list.data.data.some(({ actors }) => actors.some(({ actor }) => actor.id === id)), `${id} is found`);
}
console.log(`${list.data.query.summary.en}: ${list.data.total}`);

// Every page by cursor: the ids are unique, and as many as the total.
const unfiltered = await client.GET("/v1/claims", { params: { query: { limit: 1 } } });
assert(unfiltered.data);
const seen: string[] = [];
for await (const claim of allClaims({ limit: 50 })) seen.push(claim.id);
assert.equal(seen.length, unfiltered.data.total);
assert.equal(new Set(seen).size, seen.length);
console.log(`read ${seen.length} claims`);

// One claim.
const [id] = seen;
assert(id);
const single = await client.GET("/v1/claims/{id}", { params: { path: { id } } });
assert(single.data);
assert.equal(single.data.id, id);
console.log(`${id}: ${single.data.statement.en}`);

// Facets: a claim has one kind, so the counts of all kinds add up to the total.
const faceted = await client.GET("/v1/claims", {
  params: { query: { actor: wanted, facet: ["kind", "year"], limit: 1 } },
});
assert(faceted.data?.facets?.kind && faceted.data.facets.year);
assert.equal(faceted.data.facets.kind.reduce((sum, { count }) => sum + count, 0), faceted.data.total);
for (const { label, count } of faceted.data.facets.kind) console.log(`  ${label.en}: ${count}`);

// 404: the error is a typed problem document.
const missing = await client.GET("/v1/claims/{id}", { params: { path: { id: "no-such-claim" } } });
assert.equal(missing.response.status, 404);
assert.equal(missing.error?.code, "claim_not_found");

// 400: the problem names the parameter and suggests the nearest valid value.
const refused = await client.GET("/v1/claims", { params: { query: { actor: ["nvidiaa"] } } });
assert.equal(refused.response.status, 400);
assert.equal(refused.error?.code, "invalid_parameter");
const parameterError = refused.error.errors?.[0];
assert.equal(parameterError?.parameter, "actor");
assert.equal(parameterError.did_you_mean, "nvidia");
console.log(`refused: ${parameterError.value}; did you mean ${parameterError.did_you_mean}?`);

console.log(`calls: ${calls}`);
