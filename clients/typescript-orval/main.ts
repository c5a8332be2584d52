import assert from "node:assert/strict";
import {
  type Claim,
  exportClaimsCsv,
  exportClaimsNdjson,
  getClaim,
  getDataset,
  type LanguageMap,
  listClaims,
  type ListClaimsParams,
  ListClaimsSort,
} from "./generated/isnad.js";
import { count, setBaseUrl } from "./request.js";

setBaseUrl(process.argv[2] ?? "http://127.0.0.1:8080");

/** One page of claims. */
async function page(params: ListClaimsParams) {
  const response = await listClaims(params);
  assert(response.status === 200, `status ${response.status}`);
  return response.data;
}

/** Pages through all matching claims by cursor. */
async function* allClaims(params: ListClaimsParams): AsyncGenerator<Claim> {
  let cursor: string | undefined;
  do {
    const { data, page: info } = await page({ ...params, cursor });
    yield* data;
    cursor = info.next_cursor;
  } while (cursor !== undefined);
}

/** The English text, or else the first one. */
function text(texts: LanguageMap): string | undefined {
  return texts.en ?? Object.values(texts)[0];
}

// A facet: the two actors with the most claims.
const top = await page({ facet: ["actor"], facet_limit: 2, limit: 1 });
const wanted = top.facets?.actor?.map((entry) => entry.id) ?? [];
assert.equal(wanted.length, 2);

// Repeated filters: claims that involve one of the two.
const list = await page({ actor: wanted, limit: 200 });
assert.equal(list.data.length, list.total);
for (const claim of list.data) {
  assert(claim.actors.some(({ actor }) => wanted.includes(actor.id)), `${claim.id} involves a wanted actor`);
}
for (const id of wanted) {
  assert(list.data.some(({ actors }) => actors.some(({ actor }) => actor.id === id)), `${id} is found`);
}
console.log(`${text(list.query.summary)}: ${list.total}`);

// Every page by cursor: the ids are unique, and as many as the total.
const unfiltered = await page({ limit: 1 });
const claims: Claim[] = [];
for await (const claim of allClaims({ limit: 50 })) claims.push(claim);
assert.equal(claims.length, unfiltered.total);
assert.equal(new Set(claims.map(({ id }) => id)).size, claims.length);
console.log(`read ${claims.length} claims`);

// Languages: every statement is in one or more of the dataset's.
const described = await getDataset();
assert(described.status === 200);
const dataset = described.data;
for (const { id, statement } of claims) {
  const languages = Object.keys(statement);
  assert(languages.length > 0, `${id} has a statement`);
  assert(languages.every((language) => dataset.languages.includes(language)), `${id} is in the dataset's languages`);
}
console.log(`languages: ${dataset.languages.join(", ")}`);

// Absent fields and dates: a claim without a date is left out where a date is asked for.
const dated = claims.filter(({ claim_date }) => claim_date !== undefined);
assert.equal(dated.length, dataset.counts.dated_claims);
assert(dataset.coverage);
const covered = await page({ date_from: dataset.coverage.earliest, date_to: dataset.coverage.latest, limit: 1 });
assert.equal(covered.total, dated.length);
assert.equal(covered.undated_excluded, claims.length - dated.length);

// Sorting: newest first is the default.
const newest = await page({ sort: ListClaimsSort.date_descending, limit: 1 });
assert.equal(newest.query.sort, "-date");
assert.equal(newest.data[0]?.id, claims[0]?.id);
assert.equal((await page({ sort: ListClaimsSort.date, limit: 1 })).query.sort, "date");

// One claim.
const id = claims[0]?.id;
assert(id);
const single = await getClaim(id);
assert(single.status === 200);
assert.equal(single.data.id, id);
assert.equal(single.data.links.self, `/v1/claims/${id}`);
console.log(`${id}: ${text(single.data.statement)}`);

// Facets: a claim has one kind, so the counts of all kinds add up to the total.
const faceted = await page({ actor: wanted, facet: ["kind", "year"], limit: 1 });
assert(faceted.facets?.kind && faceted.facets.year);
assert.equal(faceted.facets.kind.reduce((sum, { count }) => sum + count, 0), faceted.total);
for (const { label, count } of faceted.facets.kind) console.log(`  ${text(label)}: ${count}`);

// Exports: a row or a line per claim.
const csv = await exportClaimsCsv({ actor: wanted });
assert(csv.status === 200);
assert((await csv.data.text()).startsWith("id,"));
const ndjson = await exportClaimsNdjson({ actor: wanted });
assert(ndjson.status === 200);
const lines = (await ndjson.stream.text()).trimEnd().split("\n");
assert.equal(lines.length, list.total);
assert((JSON.parse(lines[0] ?? "") as Claim).id);

// 404: the error is a typed problem document.
const missing = await getClaim("no-such-claim");
assert(missing.status === 404);
assert.equal(missing.data.code, "claim_not_found");

// 400: the problem names the parameter and suggests the nearest valid value.
const refused = await listClaims({ actor: [`${wanted[0]}x`] });
assert(refused.status === 400);
assert.equal(refused.data.code, "invalid_parameter");
const parameterError = refused.data.errors?.[0];
assert.equal(parameterError?.parameter, "actor");
assert.equal(parameterError.did_you_mean, wanted[0]);
console.log(`refused: ${parameterError.value}; did you mean ${parameterError.did_you_mean}?`);

console.log(`calls: ${count()}`);
