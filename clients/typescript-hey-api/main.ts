import assert from "node:assert/strict";
import {
  type Claim,
  exportClaimsCsv,
  exportClaimsNdjson,
  getClaim,
  getDataset,
  type LanguageMap,
  listClaims,
  type ListClaimsData,
} from "./generated/index.js";
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

/** The English text, or else the first one. */
function text(texts: LanguageMap): string | undefined {
  return texts.en ?? Object.values(texts)[0];
}

// A facet: the two actors with the most claims.
const { data: top } = await listClaims({ query: { facet: ["actor"], facet_limit: 2, limit: 1 }, throwOnError: true });
const wanted = top.facets?.actor?.map((entry) => entry.id) ?? [];
assert.equal(wanted.length, 2);

// Repeated filters: claims that involve one of the two.
const { data: list } = await listClaims({ query: { actor: wanted, limit: 200 }, throwOnError: true });
assert.equal(list.data.length, list.total);
for (const claim of list.data) {
  assert(claim.actors.some(({ actor }) => wanted.includes(actor.id)), `${claim.id} involves a wanted actor`);
}
for (const id of wanted) {
  assert(list.data.some(({ actors }) => actors.some(({ actor }) => actor.id === id)), `${id} is found`);
}
console.log(`${text(list.query.summary)}: ${list.total}`);

// Every page by cursor: the ids are unique, and as many as the total.
const { data: unfiltered } = await listClaims({ query: { limit: 1 }, throwOnError: true });
const claims: Claim[] = [];
for await (const claim of allClaims({ limit: 50 })) claims.push(claim);
assert.equal(claims.length, unfiltered.total);
assert.equal(new Set(claims.map(({ id }) => id)).size, claims.length);
console.log(`read ${claims.length} claims`);

// Languages: every statement is in one or more of the dataset's.
const { data: dataset } = await getDataset({ throwOnError: true });
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
const { data: covered } = await listClaims({
  query: { date_from: dataset.coverage.earliest, date_to: dataset.coverage.latest, limit: 1 },
  throwOnError: true,
});
assert.equal(covered.total, dated);
assert.equal(covered.undated_excluded, claims.length - dated);

// Sorting: newest first is the default.
const { data: newest } = await listClaims({ query: { sort: "-date", limit: 1 }, throwOnError: true });
assert.equal(newest.query.sort, "-date");
assert.equal(newest.data[0]?.id, claims[0]?.id);

// One claim.
const id = claims[0]?.id;
assert(id);
const { data: single } = await getClaim({ path: { id }, throwOnError: true });
assert.equal(single.id, id);
console.log(`${id}: ${text(single.statement)}`);

// Facets: a claim has one kind, so the counts of all kinds add up to the total.
const { data: faceted } = await listClaims({
  query: { actor: wanted, facet: ["kind", "year"], limit: 1 },
  throwOnError: true,
});
assert(faceted.facets?.kind && faceted.facets.year);
assert.equal(faceted.facets.kind.reduce((sum, { count }) => sum + count, 0), faceted.total);
for (const { label, count } of faceted.facets.kind) console.log(`  ${text(label)}: ${count}`);

// Exports: a row or a line per claim. Without `parseAs` the client returns CSV as a string, against its type.
const csv = await exportClaimsCsv({ query: { actor: wanted }, parseAs: "blob", throwOnError: true });
assert((await csv.data.text()).startsWith("id,"));
const ndjson = await exportClaimsNdjson({ query: { actor: wanted }, throwOnError: true });
const lines = (await ndjson.data.text()).trimEnd().split("\n");
assert.equal(lines.length, list.total);
assert(lines.every((line) => (JSON.parse(line) as Claim).id));

// 404: the error is a typed problem document.
const missing = await getClaim({ path: { id: "no-such-claim" } });
assert.equal(missing.response?.status, 404);
assert.equal(missing.error?.code, "claim_not_found");

// 400: the problem names the parameter and suggests the nearest valid value.
const refused = await listClaims({ query: { actor: [`${wanted[0]}x`] } });
assert.equal(refused.response?.status, 400);
assert.equal(refused.error?.code, "invalid_parameter");
const parameterError = refused.error.errors?.[0];
assert.equal(parameterError?.parameter, "actor");
assert.equal(parameterError.did_you_mean, wanted[0]);
console.log(`refused: ${parameterError.value}; did you mean ${parameterError.did_you_mean}?`);

console.log(`calls: ${calls}`);
