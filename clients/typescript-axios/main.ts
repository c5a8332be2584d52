import assert from "node:assert/strict";
import axios, { type AxiosResponse, isAxiosError } from "axios";
import {
  type Claim,
  ClaimsApi,
  type ClaimsApiListClaimsRequest,
  Configuration,
  DatasetApi,
  ListClaimsFacetEnum,
  ListClaimsSortEnum,
  type Problem,
} from "./generated/index.js";

let calls = 0;
const http = axios.create();
http.interceptors.request.use((request) => {
  calls += 1;
  return request;
});
const configuration = new Configuration({ basePath: process.argv[2] ?? "http://127.0.0.1:8080" });
const claimsApi = new ClaimsApi(configuration, undefined, http);
const datasetApi = new DatasetApi(configuration, undefined, http);

/** One page of claims. */
async function page(parameters: ClaimsApiListClaimsRequest) {
  return (await claimsApi.listClaims(parameters)).data;
}

/** Pages through all matching claims by cursor. */
async function* allClaims(parameters: ClaimsApiListClaimsRequest): AsyncGenerator<Claim> {
  let cursor: string | undefined;
  do {
    const { data, page: info } = await page({ ...parameters, cursor });
    yield* data;
    cursor = info.next_cursor;
  } while (cursor !== undefined);
}

/** The status and the problem document of an error response. */
async function problem(call: Promise<AxiosResponse<unknown>>): Promise<[number, Problem]> {
  try {
    await call;
  } catch (error) {
    assert(isAxiosError<Problem>(error) && error.response);
    return [error.response.status, error.response.data];
  }
  throw new Error("an error was expected");
}

/** The English text, or else the first one. */
function text(texts: { [language: string]: string }): string | undefined {
  return texts.en ?? Object.values(texts)[0];
}

// A facet: the two actors with the most claims.
const top = await page({ facet: [ListClaimsFacetEnum.Actor], facetLimit: 2, limit: 1 });
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
const { data: dataset } = await datasetApi.getDataset();
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
const covered = await page({ dateFrom: dataset.coverage.earliest, dateTo: dataset.coverage.latest, limit: 1 });
assert.equal(covered.total, dated.length);
assert.equal(covered.undated_excluded, claims.length - dated.length);

// Sorting: newest first is the default.
const newest = await page({ sort: ListClaimsSortEnum.date_descending, limit: 1 });
assert.equal(newest.query.sort, "-date");
assert.equal(newest.data[0]?.id, claims[0]?.id);
assert.equal((await page({ sort: ListClaimsSortEnum.date, limit: 1 })).query.sort, "date");

// One claim.
const id = claims[0]?.id;
assert(id);
const { data: single } = await claimsApi.getClaim({ id });
assert.equal(single.id, id);
assert.equal(single.links.self, `/v1/claims/${id}`);
console.log(`${id}: ${text(single.statement)}`);

// Facets: a claim has one kind, so the counts of all kinds add up to the total.
const facet = [ListClaimsFacetEnum.Kind, ListClaimsFacetEnum.Year];
const faceted = await page({ actor: wanted, facet, limit: 1 });
assert(faceted.facets?.kind && faceted.facets.year);
assert.equal(faceted.facets.kind.reduce((sum, { count }) => sum + count, 0), faceted.total);
for (const { label, count } of faceted.facets.kind) console.log(`  ${text(label)}: ${count}`);

// Exports: axios returns what `responseType` says; without it, it would parse a single line of NDJSON.
const csv: unknown = (await claimsApi.exportClaimsCsv({ actor: wanted }, { responseType: "text" })).data;
assert(typeof csv === "string" && csv.startsWith("id,"));
const ndjson: unknown = (await claimsApi.exportClaimsNdjson({ sample: 1 }, { responseType: "text" })).data;
assert(typeof ndjson === "string" && (JSON.parse(ndjson) as Claim).id);

// 404: the error is a typed problem document.
const [missingStatus, missing] = await problem(claimsApi.getClaim({ id: "no-such-claim" }));
assert.equal(missingStatus, 404);
assert.equal(missing.code, "claim_not_found");

// 400: the problem names the parameter and suggests the nearest valid value.
const [refusedStatus, refused] = await problem(claimsApi.listClaims({ actor: [`${wanted[0]}x`] }));
assert.equal(refusedStatus, 400);
assert.equal(refused.code, "invalid_parameter");
const parameterError = refused.errors?.[0];
assert.equal(parameterError?.parameter, "actor");
assert.equal(parameterError.did_you_mean, wanted[0]);
console.log(`refused: ${parameterError.value}; did you mean ${parameterError.did_you_mean}?`);

console.log(`calls: ${calls}`);
