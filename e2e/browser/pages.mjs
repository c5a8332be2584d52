// Tests the HTML pages in Chromium: `node pages.mjs ISNAD_BINARY`, from target/browser (see run).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import {
  FLAGS, TIMEOUT_MS, accessibilityFaults, check, fail, finish, otherOrigins, overflows, startServer, stopAll, unfold,
} from "./harness.mjs";

const [isnad] = process.argv.slice(2);
const CLAIM = "us-china-ai-dominance-2025-055";
const PAGES = {
  search: "/", found: "/?q=chips&kind=event", dated: "/?actor=nvidia&date_from=2025-07&date_to=2025-07",
  nothing: "/?actor=tesla&kind=prediction", claim: `/claims/${CLAIM}`, actors: "/actors", actor: "/actors/financial-times",
  topics: "/topics", topic: "/topics/export-controls", articles: "/articles", article: "/articles/us-china-ai-dominance-2025",
  about: "/about", matrix: "/matrix", changes: "/changes", compare: "/compare", compared: "/compare?a=china&b=united-states", lists: "/actors?q=ch&sort=name", fault: "/?actor=chnia", missing: "/nowhere",
};
const FAILING = { fault: 400, missing: 404 };
const MAX_PAGE_BYTES = 75_000;

const requested = new Set(), errors = [];
async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: "en-GB", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  page.on("request", (request) => requested.add(request.url()));
  page.on("pageerror", (error) => errors.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    // The browser logs the status of error pages.
    const expected = /Failed to load resource.*40[04]/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !expected) errors.push(`${message.type()}: ${message.text()}`);
  });
  return { context, page };
}

const scratch = await mkdtemp(join(process.cwd(), "run-"));
const { origin } = await startServer(isnad, scratch);
// A corpus with article texts: its quotes are shown in context.
const fixture = join(process.cwd(), "../../tests/fixtures/harbour");
const texts = await startServer(isnad, scratch, { options: ["--from", join(fixture, "seed"), "--texts", join(fixture, "texts")] });
PAGES.context = `${texts.origin}/claims/harbour-expansion-2024-004`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS, headless: true });
const api = async (path) => (await fetch(`${origin}${path}`)).json();
const found = (page) => page.locator("#found").innerText();
const ids = (page) => page.locator(".card").evaluateAll((cards) => cards.map((card) => card.id));
/** Waits until the page shows the total and the claims that the API returns for this query. */
async function showsTotalOf(page, query) {
  const { total, data } = await api(`/v1/claims?${query}`);
  await page.waitForFunction((wanted) => document.getElementById("found").dataset.total === wanted, String(total));
  assert.deepEqual(await ids(page), data.map(({ id }) => id));
  return total;
}

try {
  // --- a visit -------------------------------------------------------------------------------------------
  {
    const { context, page } = await open(browser, { locale: "ar-EG" });
    await check("a browser that prefers Arabic gets Arabic, from right to left", async () => {
      await page.goto(origin);
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ["ar", "rtl"]);
      const [filters, results] = await Promise.all(["#filters", "#results"].map((part) => page.locator(part).boundingBox()));
      assert.ok(filters.x > results.x, "the filters are on the right");
    });
    await check("an Arabic search finds what the API finds, with its words highlighted", async () => {
      await page.fill("#q", "الرقائق المهربة");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\?q=/);
      assert.equal(new URL(page.url()).searchParams.get("q"), "الرقائق المهربة");
      assert.deepEqual([...new URL(page.url()).searchParams.keys()].sort(), ["q", "sort"], "empty fields are not in the address");
      const total = await showsTotalOf(page, new URL(page.url()).search.slice(1));
      assert.ok(await page.locator(".card .statement mark").count() > 0);
      return `${total} claims`;
    });
    await check("names are suggested while typing", async () => {
      await page.locator("#q").fill("");
      await page.locator("#q").pressSequentially("إنفي");
      await page.waitForFunction(() => [...document.querySelectorAll("#names option")].some((option) => option.value === "إنفيديا"));
      await page.fill("#q", "الرقائق المهربة");
    });
    await check("selecting a facet filters immediately and keeps the focus; the address reproduces the view", async () => {
      await page.locator("#group-kind > summary").click();
      await page.locator('input[name="kind"][value="event"]').check();
      await page.waitForURL(/kind=event/);
      await showsTotalOf(page, new URL(page.url()).search.slice(1));
      assert.equal(await page.evaluate(() => document.activeElement.value), "event");
      await page.locator("#group-topic > summary").click();
      await page.locator('input[name="topic"][value="chip-smuggling"]').check();
      await page.waitForURL(/topic=chip-smuggling/);
      const total = await showsTotalOf(page, new URL(page.url()).search.slice(1));
      const again = await context.newPage();
      await again.goto(page.url());
      assert.deepEqual(await ids(again), await ids(page));
      await again.close();
      return `${total} claims`;
    });
    await check("the count of a facet is the total after selecting it", async () => {
      const query = new URL(page.url()).searchParams;
      query.delete("kind");
      query.append("kind", "state");
      const promised = Number(await page.locator('label:has(input[name="kind"][value="state"]) .count').innerText());
      assert.equal((await api(`/v1/claims?${query}`)).total, promised);
    });
    await check("Back shows the previous view", async () => {
      await page.goBack();
      await page.waitForURL((url) => !url.searchParams.has("topic"));
      await page.waitForFunction(() => !document.querySelector('input[value="chip-smuggling"]')?.checked);
      await showsTotalOf(page, new URL(page.url()).search.slice(1));
    });
    await check("a bar of the timeline filters by its period", async () => {
      const bar = page.locator("#timeline svg a").first();
      const label = await bar.getAttribute("aria-label");
      await bar.click();
      await page.waitForURL(/date_from=/);
      const { searchParams, search } = new URL(page.url());
      assert.equal(searchParams.get("date_from"), searchParams.get("date_to"));
      const total = await showsTotalOf(page, search.slice(1));
      if (total > 2) assert.match(label, new RegExp(`: ${total} `));
      assert.equal(await page.locator("#timeline svg a.on").count(), 1);
      return label;
    });
    await check("switching the language keeps the view and changes the direction", async () => {
      const before = await ids(page);
      await page.click(".language");
      await page.waitForURL(/lang=en/);
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ["en", "ltr"]);
      assert.deepEqual(await ids(page), before);
      const [filters, results] = await Promise.all(["#filters", "#results"].map((part) => page.locator(part).boundingBox()));
      assert.ok(filters.x < results.x, "the filters are on the left");
    });
    await check("the curl command returns the claims of this view", async () => {
      const line = await page.locator("#curl").innerText();
      const address = line.match(/^curl '(.+)'$/)[1];
      const { stdout } = await promisify(execFile)("curl", ["-sf", address]);
      assert.deepEqual(JSON.parse(stdout).data.map(({ id }) => id), await ids(page));
      return line.slice(0, 60);
    });
    await check("the pages list every claim once", async () => {
      await page.goto(`${origin}/?lang=en`);
      const seen = [];
      for (;;) {
        seen.push(...(await ids(page)));
        const next = page.locator(".pages .next");
        if (!(await next.count())) break;
        await Promise.all([page.waitForEvent("load"), next.click()]);
      }
      const { total } = await api("/v1/claims?limit=1");
      assert.equal(seen.length, total);
      assert.equal(new Set(seen).size, total);
      return `${total} claims`;
    });
    await check("a claim opens from its card and shows its attribution, its evidence and its citation", async () => {
      await page.goto(`${origin}/?lang=en&q=B200+smuggled`);
      await page.locator(`#${CLAIM} .statement a`).click();
      await page.waitForURL(new RegExp(`/claims/${CLAIM}`));
      const claim = await api(`/v1/claims/${CLAIM}`);
      assert.equal(await page.locator("h1").innerText(), claim.statement.en);
      assert.equal(await page.locator(".chain li").count(), claim.attribution.length);
      assert.deepEqual(await page.locator(".place blockquote").allInnerTexts(), claim.evidence.map(({ quote }) => quote));
      await page.locator("summary", { hasText: "BibTeX" }).click();
      assert.match(await page.locator("#bibtex").innerText(), new RegExp(`@misc\\{${CLAIM},`));
      assert.equal(JSON.parse(await page.locator("#csl").textContent())[0].id, CLAIM);
      assert.equal(await page.locator("#permalink").textContent(), `${origin}/claims/${CLAIM}`);
      assert.ok(JSON.parse(await page.locator('script[type="application/ld+json"]').textContent())["@graph"].length > 3);
    });
    await check("with the article's text, a quote is shown in context and highlighted", async () => {
      await page.goto(`${PAGES.context}?lang=en`);
      const article = await readFile(join(fixture, "texts/harbour-expansion-2024.txt"), "utf8");
      const claim = await (await fetch(`${texts.origin}/v1/claims/harbour-expansion-2024-004`)).json();
      const shown = await page.locator(".place blockquote").evaluateAll((all) => all.map((each) => each.textContent));
      assert.deepEqual(await page.locator(".place .exact").allTextContents(), claim.evidence.map(({ quote }) => quote));
      for (const [at, words] of shown.entries()) {
        assert.ok(words.length > claim.evidence[at].quote.length && article.includes(words.replace(/^… | …$/g, "")), words);
      }
      await page.goBack();
    });
    await check("each quote has the direction of its language", async () => {
      const quotes = await page.locator("blockquote").evaluateAll((all) => all.map((each) => [each.lang, getComputedStyle(each).direction]));
      for (const [language, direction] of quotes) assert.equal(direction, language === "ar" ? "rtl" : "ltr");
    });
    await check("an empty result suggests filters to remove, with correct counts", async () => {
      await page.goto(`${origin}${PAGES.nothing}&lang=en`);
      const relaxations = page.locator(".relaxations li");
      assert.ok(await relaxations.count() > 0);
      const promised = Number((await relaxations.first().locator("span").innerText()).match(/\d+/)[0]);
      await relaxations.first().locator("a").click();
      await page.waitForURL((url) => !url.searchParams.has("actor"));
      assert.equal(Number(await page.locator("#found").getAttribute("data-total")), promised);
      return `${promised} claims`;
    });
    await check("Tab reaches the skip link first, which leads to the claims", async () => {
      await page.goto(`${origin}/?lang=en`);
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), "results");
    });
    await context.close();
  }

  // --- without JavaScript -----------------------------------------------------------------------------------------------
  {
    const { context, page } = await open(browser, { javaScriptEnabled: false });
    await check("search, facet with Apply, timeline and next page work without JavaScript", async () => {
      await page.goto(origin);
      await page.fill("#q", "chips");
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=chips/);
      await page.locator("#group-kind > summary").click();
      await page.locator('input[name="kind"][value="event"]').check();
      await page.getByRole("button", { name: "Apply" }).click();
      await page.waitForURL(/kind=event/);
      const { total } = await api(`/v1/claims?${new URL(page.url()).search.slice(1)}`);
      assert.match(await found(page), new RegExp(`^${total} `));
      await page.locator("#timeline svg a").last().click();
      await page.waitForURL(/date_from=/);
      await page.goto(origin);
      await page.locator(".pages .next").click();
      await page.waitForURL(/page=2/);
      assert.equal(await page.locator(".card").count(), 20);
    });
    await check("a draft is verified without JavaScript", async () => {
      await page.goto(`${texts.origin}/verify`);
      await page.fill("#text", "“قد تُفقدهم مرساهم القديم”");
      await page.locator("#draft button").click();
      await page.locator(".draft mark.found").waitFor();
    });
    await context.close();
  }

  // --- a draft whose quotations are verified ------------------------------------------------------------------------------------
  const draft = [
    "Salma Haddad said: “ستضاعف التوسعة طاقة الميناء خلال ثلاث سنوات”. Oasis Port Authority said: “قد تُفقدهم مرساهم القديم”.",
    "A slogan reads “ستضاعف التوسعة طاقة الميناء خلال ثلاث أعوام”, another «الكلفه تبلغ 40 مليون دينار», one “not a word of this”.",
  ].join("\n\n");
  for (const colorScheme of ["light", "dark"]) {
    for (const language of ["en", "ar"]) {
      const { context, page } = await open(browser, { colorScheme });
      await check(`verify, ${language}, ${colorScheme}: accessible and no wider than the window, empty and with a draft`, async () => {
        await page.goto(`${texts.origin}/verify?lang=${language}`);
        assert.deepEqual(await accessibilityFaults(page), []);
        await page.fill("#text", draft);
        const [response] = await Promise.all([page.waitForNavigation(), page.locator("#draft button").click()]);
        assert.equal(response.status(), 200);
        assert.equal(await page.inputValue("#text"), draft);
        assert.equal((await page.locator(".draft").textContent()).replace(/\d(?=”|»)/g, ""), draft);
        const marks = await page.locator(".draft mark").evaluateAll((all) => all.map(({ className }) => className));
        assert.deepEqual(marks, ["found", "wrong", "unsure", "found", "wrong"]);
        const colours = await page.locator(".draft mark").evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundColor));
        assert.equal(new Set(colours).size, 3);
        assert.deepEqual(await accessibilityFaults(page), []);
        if (colorScheme === "light") await page.screenshot({ path: `explorer-verify-${language}.png`, fullPage: true });
        assert.deepEqual(await overflows(page, [1280, 360]), []);
        await page.locator(".number").nth(1).click();
        assert.equal(await page.evaluate(() => document.querySelector(":target").className), "wrong");
        return marks.join(" ");
      });
      await context.close();
    }
  }

  // --- every page, both languages, both colour schemes --------------------------------------------------------------------
  for (const colorScheme of ["light", "dark"]) {
    for (const language of ["en", "ar"]) {
      const { context, page } = await open(browser, { colorScheme });
      for (const [name, path] of Object.entries(PAGES)) {
        await check(`${name}, ${language}, ${colorScheme}: accessible, small, no wider than the window`, async () => {
          const response = await page.goto(new URL(`${path}${path.includes("?") ? "&" : "?"}lang=${language}`, origin).href);
          assert.equal(response.status(), FAILING[name] ?? 200);
          assert.match(response.headers()["content-type"], /^text\/html/);
          const weight = (await response.body()).length;
          assert.ok(weight < MAX_PAGE_BYTES, `${weight} bytes`);
          await unfold(page);
          assert.deepEqual(await accessibilityFaults(page), []);
          // English phrases inside Arabic pages have a lang attribute, names of formats excepted.
          const unmarked = await page.evaluate(() => {
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
            while (walk.nextNode()) {
              const { textContent, parentElement } = walk.currentNode;
              const isEnglish = /[a-z]{2,} [a-z]{2,}/i.test(textContent) && !/[\u0600-\u06ff]/.test(textContent);
              if (isEnglish && !parentElement.closest("code, .formats") && parentElement.closest("[lang]").lang === "ar") found.push(textContent);
            }
            return found;
          });
          assert.deepEqual(unmarked, []);
          if (colorScheme === "light") await page.screenshot({ path: `explorer-${name}-${language}.png` });
          assert.deepEqual(await overflows(page, [1280, 360]), []);
          return `${weight} bytes`;
        });
      }
      await context.close();
    }
  }

  await check("no request to another host", () => {
    const others = otherOrigins([...requested], [origin, texts.origin]);
    assert.deepEqual(others, []);
    return `${requested.size} addresses`;
  });
  await check("no policy violation, no error or warning in the console", () => assert.deepEqual(errors, []));
} catch (error) {
  fail(error);
} finally {
  await browser.close();
  await stopAll();
  await rm(scratch, { recursive: true, force: true });
}
finish();
