// Tests the HTML pages over three datasets in Chromium: `node datasets.mjs ISNAD_BINARY`, from target/browser (see run).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { accessibilityFaults, check, open, overflows, requestsElsewhere, runSuite, startServer, unfold } from "./harness.mjs";

const [isnad] = process.argv.slice(2);
const root = join(process.cwd(), "../..");

// Each word is searched for; the dataset has it only, or also, in another form.
const datasets = (eight) => [
  { title: "built-in corpus", options: [], words: ["smuggle", "رقاقة"] },
  { title: "example", options: ["--from", join(root, "examples/estuaire")], words: ["marée"] },
  { title: "eight languages", options: ["--from", eight], words: ["ports", "harbours", "порта"] },
];
const PAGE_LANGUAGES = { en: "ltr", ar: "rtl" };
const MAX_CLAIM_PAGES = 8;

/** The pages to visit, by name; a claim page comes with its claim, a search with its word. */
function pagesOf({ words, dataset, claims, actors, topics, articles }) {
  const pages = { search: { path: "/" } };
  for (const word of words) pages[`search for ${word}`] = { path: `/?q=${encodeURIComponent(word)}`, word };
  for (const tag of dataset.languages.slice(0, MAX_CLAIM_PAGES)) {
    const inLanguage = claims.filter(({ statement }) => tag in statement);
    // Rather one in this language alone, or else one that is not visited yet.
    const isNew = (claim) => !Object.values(pages).some((other) => other.claim === claim);
    const claim = inLanguage.find(({ statement }) => Object.keys(statement).length === 1) ?? inLanguage.find(isNew) ?? inLanguage[0];
    if (claim) pages[`claim in ${tag}`] = { path: claim.links.page, claim };
  }
  const named = (record) => ({ path: record.links.self.replace("/v1", "") });
  const [busiest] = actors.toSorted((one, other) => other.claim_counts.total - one.claim_counts.total);
  const foreign = actors.find(({ name }) => !Object.keys(PAGE_LANGUAGES).some((language) => language in name));
  Object.assign(pages, { actors: { path: "/actors" }, actor: named(busiest) });
  if (foreign) pages["actor with a name in another language"] = named(foreign);
  pages.topics = { path: "/topics" };
  if (topics.length > 0) pages.topic = named(topics[0]);
  return Object.assign(pages, { articles: { path: "/articles" }, article: named(articles[0]), about: { path: "/about" }, compare: { path: "/compare" }, matrix: { path: "/matrix" } });
}

/** What the page says about its texts. `statements` lists each statement of the dataset with its language tags. */
const inspect = (page, statements) => page.evaluate((all) => {
  const known = new Map(all), shown = [], faults = [], misplaced = {};
  const { lang, dir } = document.documentElement;
  for (const element of document.body.querySelectorAll(":not(script)")) {
    const text = element.textContent.trim(), tags = known.get(text);
    // The innermost element that has the whole text.
    if (!tags || [...element.children].some((child) => child.textContent.trim() === text)) continue;
    const marked = element.closest("[lang]"), direction = /^(ar|fa|he|ur)\b/.test(tags[0]) ? "rtl" : "ltr";
    const found = [marked.lang, marked.dir, getComputedStyle(element).direction];
    shown.push(text);
    if (!tags.includes(found[0]) || found[1] !== direction || found[2] !== direction) {
      const path = [];
      for (let each = element; each !== marked; each = each.parentElement) path.unshift(each.localName + [...each.classList].map((name) => `.${name}`).join(""));
      (misplaced[path.slice(-3).join(" > ")] ??= []).push(`lang, dir and direction are ${found.join(", ")}, not ${tags.join(" or ")}, ${direction}, ${direction}: ${text}`);
    }
  }
  // The first one of each place.
  for (const [place, [first, ...more]] of Object.entries(misplaced)) faults.push(`${place} (${1 + more.length}): ${first}`);
  const attributes = ["aria-label", "title", "alt", "placeholder"].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name)));
  for (const text of [document.title, ...document.body.innerText.split("\n"), ...attributes]) {
    if (/\b(undefined|null|NaN)\b|\[object/.test(text)) faults.push(`text of a program: ${text.slice(0, 160)}`);
  }
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  for (const heading of headings) if (!heading.textContent.trim()) faults.push(`empty heading: ${heading.outerHTML.slice(0, 160)}`);
  if (headings.filter(({ tagName }) => tagName === "H1").length !== 1) faults.push("not exactly one first heading");
  return { lang, dir, shown, faults, marks: [...document.querySelectorAll("mark")].map((mark) => mark.textContent) };
}, statements);

async function checkDataset(browser, scratch, { title, options, words }) {
  const { origin } = await startServer(isnad, scratch, { options });
  const api = async (path) => (await fetch(`${origin}${path}`)).json();
  const list = async (path) => (await api(`/v1/${path}?limit=200`)).data;
  const dataset = await api("/v1/dataset"), claims = await list("claims");
  assert.equal(claims.length, dataset.counts.claims, "one page of the API has every claim");
  const pages = pagesOf({ words, dataset, claims, actors: await list("actors"), topics: await list("topics"), articles: await list("articles") });
  const tags = new Map();
  for (const [tag, text] of claims.flatMap(({ statement }) => Object.entries(statement))) {
    tags.set(text, [...new Set([...(tags.get(text) ?? []), tag])]);
  }

  for (const [language, direction] of Object.entries(PAGE_LANGUAGES)) {
    const tab = await open(browser, { viewport: { width: 1200, height: 900 }, reducedMotion: "reduce" });
    const { page, errors } = tab;
    const failed = [];
    page.on("requestfailed", (request) => failed.push(`${request.failure()?.errorText}: ${request.url()}`));
    page.on("response", (response) => { if (response.status() >= 400) failed.push(`${response.status()}: ${response.url()}`); });
    for (const [name, { path, word, claim }] of Object.entries(pages)) {
      await check(`${title}: ${name}, ${language}`, async () => {
        errors.length = failed.length = 0;
        const before = tab.requests().length;
        const response = await page.goto(`${origin}${path}${path.includes("?") ? "&" : "?"}lang=${language}`);
        assert.equal(response.status(), 200);
        await unfold(page);
        const { lang, dir, shown, faults, marks } = await inspect(page, [...tags]);
        assert.deepEqual([lang, dir], [language, direction]);
        if (claim) for (const text of Object.values(claim.statement)) assert.ok(shown.includes(text), `shows ${text}`);
        if (name.startsWith("search")) assert.ok(shown.length >= await page.locator(".card").count(), "every card has its statement");
        if (word) {
          assert.equal(await page.locator("#found").getAttribute("data-total"), String((await api(`/v1/claims${path.slice(1)}`)).total));
          assert.ok(marks.some((mark) => mark.toLowerCase() !== word), `another form of ${word} is highlighted`);
        }
        faults.push(...(await accessibilityFaults(page)), ...(await overflows(page, [1200, 360])));
        faults.push(...requestsElsewhere({ requests: () => tab.requests().slice(before) }, [origin]).map((url) => `other host: ${url}`));
        faults.push(...errors, ...failed);
        if (faults.length > 0) throw new Error([`${faults.length} faults on ${path}`, ...faults].join("\n"));
        return [`${shown.length} statements`, ...new Set(marks)].slice(0, 5).join(", ");
      });
    }
    await tab.context.close();
  }
}

await runSuite(async (browser, scratch) => {
  const eight = join(scratch, "eight-languages");
  await promisify(execFile)(join(root, "e2e/harness/multilingual.sh"), [eight]);
  for (const dataset of datasets(eight)) await checkDataset(browser, scratch, dataset);
});
