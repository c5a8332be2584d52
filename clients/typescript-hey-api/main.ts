import assert from "node:assert/strict";
import { type Claim, getClaim, listClaims, type ListClaimsData } from "./generated/index.js";
import { client } from "./generated/client.gen.js";

let calls = 0;
client.setConfig({ baseUrl: process.argv[2] ?? "http://127.0.0.1:8080" });
client.interceptors.request.use((request) => {
  calls += 1;
  return request;
});

/** Pages through all matching claims by cursor. */
async function* allClaims(query: NonNullable<ListClaimsData["query"]>): AsyncGenerator<Claim> {
  let cursor: string | undefined;
  do {
    const { data } = await listClaims({
      query: cursor === undefined ? query : { ...query, cursor },
      throwOnError: true,
    });
    yield* data.data;
    cursor = data.page.next_cursor;
  } while (cursor !== undefined);
}

// Repeated filters: claims that involve Nvidia or Huawei.
const wanted = ["nvidia", "huawei"];
const { data: list } = await listClaims({ query: { actor: wanted, limit: 200 }, throwOnError: true });
assert.equal(list.data.length, list.total);
for (const claim of list.data) {
  assert(claim.actors.some(({ actor }) => wanted.includes(actor.id)), `${claim.id} involves a wanted actor`);
}
for (const id of wanted) {
  assert(list.data.some(({ actors }) => actors.some(({ actor }) => actor.id === id)), `${id} is found`);
}
console.log(`${list.query.summary.en}: ${list.total}`);

// Every page by cursor: the ids are unique, and as many as the total.
const { data: unfiltered } = await listClaims({ query: { limit: 1 }, throwOnError: true });
const seen: string[] = [];
for await (const claim of allClaims({ limit: 50 })) seen.push(claim.id);
assert.equal(seen.length, unfiltered.total);
assert.equal(new Set(seen).size, seen.length);
console.log(`read ${seen.length} claims`);

// One claim.
const [id] = seen;
assert(id);
const { data: single } = await getClaim({ path: { id }, throwOnError: true });
assert.equal(single.id, id);
console.log(`${id}: ${single.statement.en}`);

// Facets: a claim has one kind, so the counts of all kinds add up to the total.
const { data: faceted } = await listClaims({
  query: { actor: wanted, facet: ["kind", "year"], limit: 1 },
  throwOnError: true,
});
assert(faceted.facets?.kind && faceted.facets.year);
assert.equal(faceted.facets.kind.reduce((sum, { count }) => sum + count, 0), faceted.total);
for (const { label, count } of faceted.facets.kind) console.log(`  ${label.en}: ${count}`);

// 404: the error is a typed problem document.
const missing = await getClaim({ path: { id: "no-such-claim" } });
assert.equal(missing.response?.status, 404);
assert.equal(missing.error?.code, "claim_not_found");

// 400: the problem names the parameter and suggests the nearest valid value.
const refused = await listClaims({ query: { actor: ["nvidiaa"] } });
assert.equal(refused.response?.status, 400);
assert.equal(refused.error?.code, "invalid_parameter");
const parameterError = refused.error.errors?.[0];
assert.equal(parameterError?.parameter, "actor");
assert.equal(parameterError.did_you_mean, "nvidia");
console.log(`refused: ${parameterError.value}; did you mean ${parameterError.did_you_mean}?`);

console.log(`calls: ${calls}`);
