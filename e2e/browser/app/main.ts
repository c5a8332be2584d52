// A small front-end app on a generated client. The build generates `schema.d.ts` from the OpenAPI document.
import createClient from "openapi-fetch";
import type { components, operations, paths } from "./generated/schema";

type Claim = components["schemas"]["Claim"];
type Problem = components["schemas"]["Problem"];
type Query = NonNullable<operations["listClaims"]["parameters"]["query"]>;
type Facet = NonNullable<Query["facet"]>[number];
type FacetEntry = components["schemas"]["FacetEntry"];
type Facets = NonNullable<components["schemas"]["ClaimPage"]["facets"]>;
type ClaimDate = components["schemas"]["ClaimDate"];
type LanguageMap = components["schemas"]["LanguageMap"];

/** The facets that are shown as checkboxes; each has the name of its filter. */
const FACETS = ["kind", "topic", "publisher"] as const satisfies readonly Facet[];
const FACET_LIMIT = 6;
const PAGE_SIZE = 8;
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

const api = new URLSearchParams(location.search).get("api") ?? "http://127.0.0.1:8080";
const client = createClient<paths>({ baseUrl: api });

const form = element<HTMLFormElement>("filters");
const list = element("claims");
const status = element("status");
const more = element<HTMLButtonElement>("more");
const cancel = element<HTMLButtonElement>("cancel");
const revalidate = element<HTMLButtonElement>("revalidate");

/** The language of labels and dates. */
const reader = element<HTMLSelectElement>("language");
/** The terms of every vocabulary by its name: labels and definitions. */
const vocabularies = new Map<string, Map<string, { label: LanguageMap; definition: LanguageMap }>>();

/** The query of the page that is shown, its ETag and its cursor. */
let shown: { query: Query; etag: string | null; cursor?: string | undefined } | undefined;
let running: AbortController | undefined;

function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return found as T;
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function setStatus(state: string, text: string): void {
  status.dataset["state"] = state;
  status.textContent = text;
}

/** The query of the form. Empty parameters are left out, since the API refuses them. */
function formQuery(): Query {
  const fields = new FormData(form);
  const text = (name: string) => String(fields.get(name) ?? "").trim();
  const words = text("q"), actors = text("actor").split(/\s+/).filter(Boolean);
  const chosen = FACETS.map((name) => [name, fields.getAll(name)] as const).filter(([, values]) => values.length > 0);
  return {
    limit: PAGE_SIZE, facet: [...FACETS], facet_mode: "other_filters", facet_limit: FACET_LIMIT,
    ...(words && { q: words, highlight: true }),
    ...(actors.length > 0 && { actor: actors }),
    ...(Object.fromEntries(chosen) as Pick<Query, (typeof FACETS)[number]>),
    ...(text("date_from") && { date_from: text("date_from") }),
    ...(text("date_to") && { date_to: text("date_to") }),
  };
}

/** Runs one request. It replaces a running one; Cancel aborts it. */
async function run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  running?.abort();
  const controller = (running = new AbortController());
  cancel.disabled = false;
  setStatus("loading", "Loading…");
  try {
    await work(controller.signal);
  } catch (error) {
    if (running !== controller) return;
    const name = error instanceof Error ? error.name : String(error);
    if (name === "AbortError") setStatus("aborted", "Cancelled (AbortError).");
    else setStatus("failed", `The API could not be reached (${name}).`);
  } finally {
    if (running === controller) {
      running = undefined;
      cancel.disabled = true;
    }
  }
}

/** The links of a `Link` header (RFC 8288), relative to the address of the response. */
function links(header: string, base: string): HTMLElement[] {
  return [...header.matchAll(/<([^>]*)>((?:;\s*\w+="[^"]*")*)/g)].map(([, target = "", parameters = ""]) => {
    const parameter = (wanted: string) => new RegExp(`${wanted}="([^"]*)"`).exec(parameters)?.[1];
    const type = parameter("type")?.replace(/^.*[/]|[+].*$/g, "");
    return make("a", { href: new URL(target, base).href, rel: "noreferrer" }, [parameter("rel"), type].filter(Boolean).join(" "));
  });
}

function showHeaders(response: Response): void {
  const row = (name: string, value: string | null, ...parts: Node[]) => [
    make("dt", {}, name),
    make("dd", { "data-header": name.toLowerCase(), "data-value": value ?? "", dir: "ltr" }, ...(parts.length > 0 ? parts : [value ?? "none"])),
  ];
  const link = response.headers.get("Link");
  element("answer").replaceChildren(
    ...row("Status", String(response.status)),
    ...["ETag", "Dataset-Version", "Request-Id"].flatMap((name) => row(name, response.headers.get(name))),
    ...row("Link", link, ...links(link ?? "", response.url)),
  );
}

function showProblem(problem: Problem | undefined): void {
  const box = element("problem");
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  box.hidden = !problem;
  box.replaceChildren();
  if (!problem) return;
  const faults = make("ul");
  for (const fault of problem.errors ?? []) {
    form.querySelector(`[name="${CSS.escape(fault.parameter)}"]`)?.setAttribute("aria-invalid", "true");
    const item = make("li", { "data-parameter": fault.parameter },
      make("b", {}, fault.parameter), ": ", make("code", {}, make("bdi", {}, fault.value ?? "")), " ", fault.message, ". ");
    const suggestion = fault.did_you_mean;
    if (suggestion !== undefined) {
      const fix = make("button", { type: "button", class: "did-you-mean" }, "Did you mean ", make("bdi", {}, suggestion), "?");
      fix.addEventListener("click", () => correct(fault.parameter, fault.value ?? "", suggestion));
      item.append(fix);
    } else if (fault.accepted) {
      item.append(`Accepted: ${fault.accepted.join(", ")}.`);
    }
    faults.append(item);
  }
  box.append(
    make("h2", {}, `${problem.title} (${problem.status}, ${problem.code})`), faults,
    make("footer", {}, `Request ${problem.request_id}`),
  );
}

function correct(parameter: string, wrong: string, right: string): void {
  const field = form.elements.namedItem(parameter);
  if (field instanceof HTMLInputElement) field.value = field.value.split(/\s+/).map((part) => (part === wrong ? right : part)).join(" ");
  form.requestSubmit();
}

/** The text with its highlighted ranges, which are in Unicode code points. */
function marked(claim: Claim, pointer: string, text: string): (Node | string)[] {
  const ranges = claim.highlights?.find((each) => each.pointer === pointer)?.ranges ?? [];
  const points = Array.from(text);
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    parts.push(points.slice(at, start).join(""), make("mark", {}, points.slice(start, end).join("")));
    at = end;
  }
  parts.push(points.slice(at).join(""));
  return parts;
}

/** A name within a line, isolated so that its direction does not reorder the text around it. */
function name(language: string, text: string): HTMLElement {
  return make("bdi", { lang: language }, text);
}

/** A name in each of its languages. */
function names(before: string, map: LanguageMap, attributes: Record<string, string> = {}): HTMLElement {
  const parts = Object.entries(map).flatMap(([language, text], at) =>
    at === 0 ? [name(language, text)] : [make("span", { class: "dot" }, " · "), name(language, text)]);
  return make("span", attributes, before, ...parts);
}

/** The direction of the language's usual script. */
function direction(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language.split("-")[0] ?? "") ? "rtl" : "ltr";
}

/** The text in the reader's language, or else in the first language that it has. */
function picked(map: LanguageMap): HTMLElement {
  const language = reader.value in map ? reader.value : Object.keys(map)[0] ?? "und";
  return name(language, map[language] ?? "");
}

/** The label of a code from `/v1/vocabularies`; a code that the vocabulary lacks is shown as it is. */
function termLabel(vocabulary: string, code: string): HTMLElement {
  const term = vocabularies.get(vocabulary)?.get(code);
  if (!term) return make("bdi", {}, code);
  const label = picked(term.label);
  label.title = picked(term.definition).textContent ?? "";
  return label;
}

/** A date in words, as exactly as it is known. */
function dateText({ earliest, latest, precision }: ClaimDate): string {
  const month = precision === "day" || precision === "month";
  const format = new Intl.DateTimeFormat(reader.value === "en" ? "en-GB" : `${reader.value}-u-nu-latn`, {
    year: "numeric", timeZone: "UTC", ...(month && { month: "long" }), ...(precision === "day" && { day: "numeric" }),
  });
  const [first, last] = [earliest, latest].map((day) => day === undefined ? undefined : new Date(`${day}T00:00:00Z`));
  if (first && last) return format.formatRange(first, last);
  const arabic = reader.value === "ar";
  if (first) return `${arabic ? "منذ" : "since"} ${format.format(first)}`;
  return last ? `${arabic ? "حتى" : "until"} ${format.format(last)}` : "";
}

/** Topics in the order of their tree, each with its depth among those shown. */
function tree(entries: readonly FacetEntry[], parent?: string, depth = 0): [FacetEntry, number][] {
  const ids = new Set(entries.map(({ id }) => id));
  const here = entries.filter((entry) => (entry.parent !== undefined && ids.has(entry.parent) ? entry.parent : undefined) === parent);
  return here.flatMap((entry) => [[entry, depth] as [FacetEntry, number], ...tree(entries, entry.id, depth + 1)]);
}

/** Draws the checkboxes. The answer has every selected value, so that none vanishes. */
function showFacets(facets: Facets, query: Query): void {
  for (const facet of FACETS) {
    const selected: readonly string[] = query[facet] ?? [];
    const box = element<HTMLFieldSetElement>(`facet-${facet}`);
    const choices = tree(facets[facet] ?? []).map(([{ id, label, count }, depth]) => {
      const input = make("input", { type: "checkbox", name: facet, value: id });
      input.checked = selected.includes(id);
      const text = facet === "kind" ? termLabel("kind", id) : picked(label);
      return make("label", { class: "choice", "data-depth": String(depth) }, input, text, make("small", {}, String(count)));
    });
    box.hidden = choices.length === 0;
    box.replaceChildren(box.firstElementChild ?? "", ...choices);
  }
}

function card(claim: Claim): HTMLElement {
  const statements = Object.entries(claim.statement).map(([language, text]) =>
    make("p", { lang: language, dir: direction(language), class: "statement" }, ...marked(claim, `/statement/${language}`, text)));
  const about = make("div", { class: "about" },
    make("span", { class: "badge" }, termLabel("kind", claim.kind)),
    names("by ", claim.asserted_by.name, { class: "asserter" }));
  if (claim.claim_date) about.append(make("time", { title: claim.claim_date.edtf }, make("bdi", {}, dateText(claim.claim_date))));
  for (const topic of claim.topics ?? []) about.append(names("# ", topic.label));
  return make("li", { "data-id": claim.id }, make("div", { class: "statements" }, ...statements), about);
}

async function page(query: Query, cursor: string | undefined, signal: AbortSignal): Promise<void> {
  const { data, error, response } = await client.GET("/v1/claims", {
    params: { query: cursor === undefined ? query : { ...query, cursor } }, signal,
  });
  showHeaders(response);
  if (cursor === undefined) list.replaceChildren();
  if (!data) {
    // `error` has the type of the documented problem responses.
    showProblem(error);
    element("summary").hidden = true;
    more.hidden = revalidate.disabled = true;
    shown = undefined;
    setStatus("refused", `${error.status}: ${error.title}`);
    return;
  }
  showProblem(undefined);
  list.append(...data.data.map(card));
  if (data.facets) showFacets(data.facets, query);
  element("summary").hidden = false;
  element("summary-en").textContent = data.query.summary.en ?? "";
  element("summary-ar").textContent = data.query.summary.ar ?? "";
  shown = { query, cursor, etag: response.headers.get("ETag") };
  more.hidden = data.page.next_cursor === undefined;
  more.onclick = () => void run((next) => page(query, data.page.next_cursor, next));
  revalidate.disabled = shown.etag === null;
  const left = data.undated_excluded > 0 ? ` ${data.undated_excluded} without a date are excluded.` : "";
  setStatus("shown", `${list.childElementCount} of ${data.total} claims.${left}`);
}

/** Sets `If-None-Match` itself, which is not a simple header: the browser sends a preflight first. */
async function revalidateShown(signal: AbortSignal): Promise<void> {
  if (!shown?.etag) return;
  const { query, cursor, etag } = shown;
  const { response } = await client.GET("/v1/claims", {
    params: { query: cursor === undefined ? query : { ...query, cursor } },
    headers: { "If-None-Match": etag },
    signal,
  });
  showHeaders(response);
  if (response.status === 304) setStatus("unchanged", "304: the claims shown are current.");
  else setStatus("changed", `${response.status}: there is a newer version.`);
}

/** Counts the claims of an export while it is received. */
async function stream(signal: AbortSignal): Promise<void> {
  const { limit: _limit, highlight: _highlight, facet: _facet, facet_mode: _mode, facet_limit: _most, ...query } = formQuery();
  const { data, error, response } = await client.GET("/v1/claims.ndjson", { params: { query }, parseAs: "stream", signal });
  if (!data) {
    showProblem(error);
    setStatus("refused", `${response.status}: ${error?.title ?? "refused"}`);
    return;
  }
  let lines = 0;
  for (const reader = data.pipeThrough(new TextDecoderStream()).getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    lines += value.split("\n").length - 1;
    setStatus("streaming", `${lines} lines so far…`);
  }
  setStatus("streamed", `${lines} claims streamed.`);
}

async function fillChoices(): Promise<void> {
  const [known, actors, all] = await Promise.all([
    client.GET("/v1/vocabularies"),
    client.GET("/v1/actors", { params: { query: { limit: 200, sort: "-claims" } } }),
    client.GET("/v1/claims", { params: { query: { ...formQuery(), limit: 0 } } }),
  ]);
  for (const { name, terms } of known.data?.data ?? []) vocabularies.set(name, new Map(terms.map((term) => [term.id, term])));
  element("actors").append(...(actors.data?.data ?? []).map((actor) => make("option", { value: actor.id }, picked(actor.name))));
  showFacets(all.data?.facets ?? {}, {});
  document.body.dataset["ready"] = "true";
}

element("api").textContent = api;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = formQuery();
  void run((signal) => page(query, undefined, signal));
});
element("stream").addEventListener("click", () => void run(stream));
reader.addEventListener("change", () => {
  const query = formQuery();
  void run((signal) => page(query, undefined, signal));
});
cancel.addEventListener("click", () => running?.abort());
revalidate.addEventListener("click", () => void run(revalidateShown));
void run(async () => {
  await fillChoices();
  setStatus("idle", "Choose a filter.");
});
