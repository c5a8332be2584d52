// Tests the front-end app and /docs in Chromium: `node api.mjs ISNAD_BINARY`, from target/browser (see run).
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { FLAGS, TIMEOUT_MS, check, fail, finish, firstLine, otherOrigins, start, startServer, stop, stopAll } from "./harness.mjs";

const [isnad] = process.argv.slice(2);
const PAGE_SIZE = 8;
// The message of a line of the access log.
const ACCESS_LOG = "answered";

async function startSite(api) {
  const child = start(process.execPath, ["static-server.mjs", "site", api]);
  child.stderr.pipe(process.stderr);
  const { port } = await firstLine(child, child.stdout, (entry) => entry.port !== undefined);
  // Another port and another host name: another origin and another site.
  return { child, origin: `http://localhost:${port}` };
}

const portIsFree = (port) => new Promise((resolve) => {
  const probe = createServer().once("error", () => resolve(false));
  probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
});

async function eventually(description, condition) {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${TIMEOUT_MS} ms: ${description}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// --- recording what a page does ---------------------------------------------------------------------------------------

/** Opens a page and records its requests and errors, preflights included, which only the DevTools protocol shows. */
async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 1000 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  const requests = new Map(), errors = [];
  const entry = (id) => {
    if (!requests.has(id)) requests.set(id, {});
    return requests.get(id);
  };
  devtools.on("Network.requestWillBeSent", ({ requestId, request, initiator }) =>
    Object.assign(entry(requestId), { url: request.url, method: request.method, initiator: initiator.type }));
  devtools.on("Network.requestWillBeSentExtraInfo", ({ requestId, headers }) => { entry(requestId).sent = lower(headers); });
  devtools.on("Network.responseReceived", ({ requestId, response }) =>
    Object.assign(entry(requestId), { status: entry(requestId).status ?? response.status, fromCache: response.fromDiskCache }));
  devtools.on("Network.responseReceivedExtraInfo", ({ requestId, headers, statusCode }) =>
    Object.assign(entry(requestId), { status: statusCode, received: lower(headers) }));
  await page.exposeFunction("recordError", (text) => errors.push(text));
  await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) =>
    window.recordError(`policy violation: ${event.violatedDirective} ${event.blockedURI}`)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(`${message.type()}: ${message.text()} ${message.location().url ?? ""}`.trim());
  });
  page.on("pageerror", (error) => errors.push(`uncaught: ${error.message}`));
  return { context, page, devtools, errors, requests: () => [...requests.values()] };
}
const lower = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
const requestsElsewhere = (tab, allowed) => otherOrigins(tab.requests().map(({ url }) => url), allowed);

// --- the app ------------------------------------------------------------------------------------------------------------

async function checkApp(browser, server, site) {
  const tab = await open(browser, { locale: "en-GB" });
  const { page, devtools, errors } = tab;
  const status = page.locator("#status");
  const state = (wanted) => page.waitForSelector(`#status[data-state="${wanted}"]`);
  const submit = () => page.getByRole("button", { name: "Show claims" }).click();
  const clear = () => page.evaluate(() => document.getElementById("filters").reset());
  const shownIds = () => page.locator("#claims > li").evaluateAll((items) => items.map((item) => item.dataset.id));
  const header = (name) => page.getAttribute(`dd[data-header="${name}"]`, "data-value");
  const api = async (path) => (await fetch(`${server.origin}${path}`)).json();
  const sentTo = (path) => tab.requests().filter(({ url }) => url?.startsWith(`${server.origin}${path}`));
  const logged = (method, code) => server.log.filter((line) => line.message === ACCESS_LOG && line.method === method && line.status === code);

  await check("app: loads from another origin and fills its choices from the API", async () => {
    await page.goto(`${site.origin}/?api=${encodeURIComponent(server.origin)}`);
    await page.waitForSelector("body[data-ready]");
    const topics = await page.locator('select[name="topic"] option').count(), actors = await page.locator("#actors option").count();
    assert.equal(topics, server.serving.topics + 1);
    assert.equal(actors, server.serving.actors);
    assert.notEqual(new URL(page.url()).origin, server.origin);
    assert.ok(sentTo("/v1/").every(({ sent }) => sent.origin === site.origin), "every request has the app's origin");
    return `${site.origin} requests ${server.origin}: ${actors} actors, ${topics - 1} topics`;
  });

  await check("app: lists claims for the chosen filters, sent as repeated keys", async () => {
    await page.fill('[name="actor"]', "nvidia huawei");
    await page.getByLabel("state", { exact: true }).check();
    await page.getByLabel("event", { exact: true }).check();
    await submit();
    await state("shown");
    const query = "actor=nvidia&actor=huawei&kind=event&kind=state";
    const wanted = await api(`/v1/claims?limit=${PAGE_SIZE}&${query}`);
    assert.ok(wanted.total > 0);
    assert.deepEqual(await shownIds(), wanted.data.map(({ id }) => id));
    assert.ok(sentTo("/v1/claims").some(({ url }) => url.includes(query)), "filters as repeated keys");
    assert.equal(await page.locator("#summary-en").textContent(), wanted.query.summary.en);
    assert.equal(await page.locator("#summary-ar").textContent(), wanted.query.summary.ar);
    return await status.textContent();
  });

  await check("app: no preflight for a simple request", () => {
    assert.deepEqual(tab.requests().filter(({ method }) => method === "OPTIONS"), []);
    assert.equal(logged("OPTIONS", 200).length + logged("OPTIONS", 204).length, 0);
  });

  await check("app: Arabic statements run from right to left, English ones from left to right, aligned to their start", async () => {
    const measured = await page.locator("p.statement").evaluateAll((paragraphs) => paragraphs.map((paragraph) => {
      const style = getComputedStyle(paragraph), box = paragraph.getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(paragraph);
      const lines = [...range.getClientRects()];
      return {
        lang: paragraph.lang, dir: paragraph.dir, direction: style.direction, align: style.textAlign,
        left: Math.min(...lines.map((line) => line.left)) - box.left, right: box.right - Math.max(...lines.map((line) => line.right)),
        ragged: Math.max(...lines.map((line) => Math.max(line.left - box.left, box.right - line.right))),
        arabic: /\p{Script=Arabic}/u.test(paragraph.textContent),
      };
    }));
    assert.ok(measured.length >= 2 && measured.length % 2 === 0);
    for (const each of measured) {
      const arabic = each.lang === "ar";
      assert.equal(each.arabic, arabic, "the text is in the language of its lang attribute");
      assert.deepEqual([each.dir, each.direction, each.align], arabic ? ["rtl", "rtl", "start"] : ["ltr", "ltr", "start"]);
      assert.ok(Math.abs(arabic ? each.right : each.left) < 2, `lines start at the ${arabic ? "right" : "left"} edge: ${JSON.stringify(each)}`);
    }
    assert.ok(measured.some((each) => each.ragged > 20), "some line is shorter than its box, so that the alignment is visible");
    return `${measured.length / 2} of each`;
  });

  await check("app: names of mixed direction are isolated by <bdi>, each in its own direction", async () => {
    const names = await page.locator(".about bdi").evaluateAll((all) => all.map((each) => {
      const style = getComputedStyle(each);
      return { lang: each.lang, direction: style.direction, bidi: style.unicodeBidi };
    }));
    assert.ok(names.some(({ lang }) => lang === "ar") && names.some(({ lang }) => lang === "en"));
    for (const { lang, direction, bidi } of names) assert.deepEqual([direction, bidi], [lang === "ar" ? "rtl" : "ltr", "isolate"]);
    // On one line: the English name, then the Arabic one to its right.
    const [first, second] = await page.locator("#claims > li").first().locator(".asserter bdi").evaluateAll((all) => all.map((each) => each.getBoundingClientRect().left));
    assert.ok(first < second);
    return `${names.length} names`;
  });

  await check("app: reads ETag, Link, Dataset-Version and Request-Id of a cross-origin response", async () => {
    assert.equal(await header("status"), "200");
    assert.match(await header("etag"), /^(W\/)?"[^"]+"$/);
    assert.match(await header("link"), /rel="first".*rel="alternate"; type="text\/csv"/);
    assert.equal(await header("dataset-version"), server.serving.dataset_version);
    const id = await header("request-id");
    await eventually("the request's id in the log", () => server.log.some((line) => line.request_id === id && line.status === 200));
  });

  await check("app: If-None-Match set by the app needs a preflight, which succeeds; the response is 304 with readable headers", async () => {
    const etag = await header("etag"), before = await header("request-id"), cards = await shownIds();
    await page.click("#revalidate");
    await state("unchanged");
    const preflight = await eventually("the preflight", () => tab.requests().find(({ method, status }) => method === "OPTIONS" && status));
    assert.equal(preflight.initiator, "preflight");
    assert.equal(preflight.sent["access-control-request-method"], "GET");
    assert.match(preflight.sent["access-control-request-headers"], /^if-none-match$/i);
    assert.equal(preflight.sent.origin, site.origin);
    assert.ok([200, 204].includes(preflight.status));
    assert.equal(preflight.received["access-control-allow-origin"], "*");
    assert.match(preflight.received["access-control-allow-methods"], /GET/);
    assert.match(preflight.received["access-control-allow-headers"], /if-none-match/i);
    assert.ok(Number(preflight.received["access-control-max-age"]) > 0);
    const asked = await eventually("the 304", () => sentTo("/v1/claims").find((request) => request.status === 304));
    assert.equal(asked.sent["if-none-match"], etag);
    await eventually("OPTIONS and 304 in the server's log", () => logged("OPTIONS", preflight.status).length === 1 && logged("GET", 304).length === 1);
    assert.equal(await header("status"), "304");
    assert.equal(await header("etag"), etag);
    // A 304 has only the headers that update the cached response.
    assert.equal(await header("link"), "");
    assert.equal(await header("dataset-version"), server.serving.dataset_version);
    assert.notEqual(await header("request-id"), before);
    assert.deepEqual(await shownIds(), cards, "the claims shown do not change");
    return `OPTIONS ${preflight.status}, max-age ${preflight.received["access-control-max-age"]}, then GET 304`;
  });

  await check("app: a preflight is cached: two requests with a non-simple header send one", async () => {
    // Not with If-None-Match: Chromium excludes such requests from every cache, that of preflights included.
    const request = () => page.evaluate(async (url) => (await fetch(url, { headers: { "Cache-Tag": "a" } })).status, `${server.origin}/v1/dataset`);
    assert.deepEqual([await request(), await request()], [200, 200]);
    assert.equal(sentTo("/v1/dataset").filter(({ method }) => method === "OPTIONS").length, 1);
  });

  await check("app: the browser's cache serves a fresh response and revalidates without a preflight", async () => {
    const url = `${server.origin}/v1/claims?topic=export-controls&limit=3`;
    const request = (cache) => page.evaluate(async ([address, mode]) => {
      const response = await fetch(address, { cache: mode });
      return [response.status, (await response.json()).data.length];
    }, [url, cache]);
    const gets = () => logged("GET", 200).length;
    const before = gets(), unchanged = logged("GET", 304).length;
    assert.deepEqual(await request("default"), [200, 3]);
    await eventually("the first response in the log", () => gets() === before + 1);
    assert.deepEqual(await request("default"), [200, 3]);
    assert.deepEqual(await request("no-cache"), [200, 3]);
    await eventually("the 304 in the log", () => logged("GET", 304).length === unchanged + 1);
    assert.equal(gets(), before + 1, "the second response came from the cache");
    assert.deepEqual(sentTo("/v1/claims?topic=").filter(({ method }) => method === "OPTIONS"), []);
  });

  await check("app: pages through all claims by cursor, each claim once", async () => {
    await clear();
    await page.fill('[name="actor"]', "nvidia");
    await submit();
    await state("shown");
    let pages = 1;
    while (await page.locator("#more").isVisible()) {
      const before = await page.locator("#claims > li").count();
      await page.click("#more");
      await page.waitForFunction((count) => document.querySelectorAll("#claims > li").length > count, before);
      pages += 1;
    }
    const ids = await shownIds(), all = await api("/v1/claims?actor=nvidia&limit=200");
    assert.deepEqual(ids, all.data.map(({ id }) => id));
    assert.equal(new Set(ids).size, all.total);
    assert.ok(pages > 2);
    return `${ids.length} claims on ${pages} pages`;
  });

  await check("app: an Arabic word is found and highlighted", async () => {
    await clear();
    await page.fill('[name="q"]', "رقائق");
    await submit();
    await state("shown");
    const marks = await page.locator('p.statement[lang="ar"] mark').allTextContents();
    assert.ok(marks.length > 0 && marks.every((mark) => mark.replace(/[\u064b-\u0652]/g, "").includes("رقائق") || /رقاق|رقيق|شريح/.test(mark)), marks.join(" | "));
    return `${await status.textContent()} ${[...new Set(marks)].join(", ")}`;
  });
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: "app.png" });

  await check("app: a 400 is a typed problem; did_you_mean is shown and corrects the form", async () => {
    await clear();
    await page.fill('[name="actor"]', "nvida china");
    await page.fill('[name="date_from"]', "2025-13");
    await submit();
    await state("refused");
    assert.match(await page.locator("#problem h2").textContent(), /\(400, invalid_parameter\)/);
    assert.equal(await page.locator('#problem li[data-parameter="actor"] .did-you-mean').textContent(), "Did you mean nvidia?");
    assert.equal(await page.locator('#problem li[data-parameter="date_from"]').count(), 1, "every error is reported at once");
    assert.equal(await page.getAttribute('[name="actor"]', "aria-invalid"), "true");
    const shown = (await page.locator("#problem").innerText()).replace(/\s+/g, " ");
    const refusal = sentTo("/v1/claims").find((request) => request.status === 400);
    assert.match(refusal.received["content-type"], /^application\/problem\+json/);
    assert.match(shown, new RegExp(`Request ${refusal.received["request-id"]}`));
    await page.screenshot({ path: "app-problem.png" });
    await page.fill('[name="date_from"]', "2025");
    await page.click(".did-you-mean");
    await state("shown");
    assert.equal(await page.inputValue('[name="actor"]'), "nvidia china");
    assert.equal(await page.locator("#problem").isVisible(), false);
    return shown;
  });

  await check("app: a cancelled request ends as an AbortError, and the server still answers", async () => {
    await clear();
    await page.fill('[name="q"]', "controls");
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 30_000, downloadThroughput: -1, uploadThroughput: -1 });
    await submit();
    await state("loading");
    await page.click("#cancel");
    await state("aborted");
    assert.equal(await status.textContent(), "Cancelled (AbortError).");
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    assert.equal((await fetch(`${server.origin}/health/ready`)).status, 200);
    await submit();
    await state("shown");
    return await status.textContent();
  });

  await check("app: streams an export, and one cancelled midway ends as an AbortError", async () => {
    await clear();
    await page.click("#stream");
    await state("streamed");
    assert.equal(await status.textContent(), `${server.serving.claims} claims streamed.`);
    await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: 20_000, uploadThroughput: -1 });
    await page.click("#stream");
    await state("streaming");
    const midway = await status.textContent();
    await page.click("#cancel");
    await state("aborted");
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await devtools.send("Network.setCacheDisabled", { cacheDisabled: false });
    assert.ok(Number.parseInt(midway) < server.serving.claims, midway);
    await page.fill('[name="q"]', "Huawei");
    await submit();
    await state("shown");
    assert.ok(server.log.every((line) => line.level !== "ERROR" && !(line.status >= 500)), "no error in the server's log");
    return `cancelled after ${midway}`;
  });

  await check("app: fits the width of a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, "no horizontal scrolling");
    await page.locator("#summary").scrollIntoViewIfNeeded();
    await page.evaluate(() => document.getElementById("summary").scrollIntoView());
    await page.screenshot({ path: "app-phone.png" });
  });

  await check("app: no request to another host, no policy violation, no uncaught error", () => {
    assert.deepEqual(requestsElsewhere(tab, [site.origin, server.origin]), []);
    // Chromium logs the expected status 400.
    assert.deepEqual(errors.filter((text) => !/status of 400 \(Bad Request\)/.test(text)), []);
    return `${tab.requests().length} requests`;
  });
  await tab.context.close();
}

// --- the documentation page ---------------------------------------------------------------------------------------------

async function checkDocs(browser, server, executable, openapi) {
  const tab = await open(browser, { locale: "en-GB", acceptDownloads: true });
  const { page, errors } = tab;
  const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
    Object.entries(item).filter(([method]) => /^(get|post|put|patch|delete)$/.test(method)).map(([method, operation]) => ({ path, method, ...operation })));
  /** Executes operations with their examples and returns what the page shows. Waits until Swagger UI has resolved each. */
  const execute = (wanted) => page.evaluate(async ([items, timeout]) => {
    const waitFor = async (description, find) => {
      for (const end = performance.now() + timeout; ;) {
        const found = find();
        if (found) return found;
        if (performance.now() > end) throw new Error(`no ${description} within ${timeout} ms`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    const responses = [];
    for (const [, path] of items) window.ui.specActions.requestResolvedSubtree(path);
    for (const [id, path] of items) await waitFor(`resolved ${id}`, () => window.ui.specSelectors.specResolvedSubtree(path)?.get("operationId"));
    for (const [id] of items) {
      const block = document.querySelector(`.opblock[id$="-${id}"]`), bar = block.querySelector(".opblock-summary-control");
      const text = (selector) => block.querySelector(selector)?.textContent.trim() ?? "";
      bar.click();
      const button = await waitFor(`button of ${id}`, () => block.querySelector("button.execute"));
      await new Promise((resolve) => setTimeout(resolve, 30));
      button.click();
      const response = await waitFor(`response of ${id}`, () => block.querySelector(".live-responses-table .response-col_status, .parameters .invalid"));
      responses.push(response.matches(".invalid") ? { id, status: "not sent: a required parameter is empty", url: "" } : {
        id, status: text(".live-responses-table tbody .response-col_status"), url: text(".request-url pre"),
        body: text(".live-responses-table pre.microlight, .live-responses-table .highlight-code pre"),
      });
      if (items.length > 1) {
        bar.click();
        await waitFor(`closing of ${id}`, () => !block.classList.contains("is-open"));
      }
    }
    return responses;
  }, [wanted.map(({ operationId, path, method }) => [operationId, ["paths", path, method]]), TIMEOUT_MS]);
  const collapse = (wanted) => page.evaluate((ids) => ids.forEach((id) =>
    document.querySelector(`.opblock.is-open[id$="-${id}"] .opblock-summary-control`)?.click()), wanted.map(({ operationId }) => operationId));

  await check("docs: Swagger UI lists every operation of the document", async () => {
    await page.goto(`${server.origin}/docs`);
    await page.locator(".opblock").first().waitFor();
    const listed = await page.locator(".opblock").evaluateAll((blocks) => blocks.map((block) => block.id.split("-").at(-1)));
    assert.deepEqual(listed.sort(), operations.map(({ operationId }) => operationId).sort());
    assert.match(await page.locator(".info .title").innerText(), new RegExp(openapi.info.title));
    return `${listed.length} operations`;
  });
  await page.screenshot({ path: "docs.png" });

  if (!executable) {
    console.log(`skip  docs: "Try it out": the port of the document's first server, ${openapi.servers[0].url}, is taken`);
  } else {
    await check("docs: the selected server is the page's own", async () => {
      const chosen = await page.locator(".servers select").inputValue();
      assert.equal(new URL(chosen, page.url()).origin, server.origin);
      return chosen;
    });

    let total, target;
    await check("docs: \"Try it out\" on listClaims shows a 200", async () => {
      const listClaims = operations.filter(({ operationId }) => operationId === "listClaims");
      const [{ status, url, body }] = await execute(listClaims);
      assert.equal(status, "200", `${status} for ${url}`);
      assert.equal(new URL(url).origin, server.origin);
      const shown = JSON.parse(body);
      assert.ok(Array.isArray(shown.data));
      [total, target] = [shown.total, url];
      await page.locator('.opblock[id$="-listClaims"] .btn.execute').evaluate((button) => button.scrollIntoView({ block: "start" }));
      await page.screenshot({ path: "docs-execute.png" });
      await collapse(listClaims);
    });
    await check("docs: the examples of listClaims find claims", () => {
      assert.ok(total > 0, `${total} claims for ${target}`);
      return `${total} claims`;
    });

    await check("docs: every operation with parameters answers its examples with 200", async () => {
      const responses = await execute(operations.filter(({ operationId, parameters }) => parameters?.length > 0 && operationId !== "listClaims"));
      const failed = responses.filter(({ status }) => status !== "200").map(({ id, status, url }) => `${id}: ${status} ${url}`.trim());
      assert.deepEqual(failed, []);
      return `${responses.length} operations`;
    });
  }

  await check("docs: the page of error codes loads", async () => {
    const other = await tab.context.newPage();
    const response = await other.goto(`${server.origin}/docs/errors`);
    assert.equal(response.status(), 200);
    assert.match(await other.locator("body").innerText(), /invalid_parameter/);
    await other.screenshot({ path: "docs-errors.png" });
    await other.close();
  });

  await check("docs: no request to any host but the server", () => {
    assert.deepEqual(requestsElsewhere(tab, [server.origin]), []);
    return `${tab.requests().length} requests`;
  });
  await check("docs: no policy violation, no error or warning in the console", () => assert.deepEqual(errors, []));
  await tab.context.close();
}

// --- main ------------------------------------------------------------------------------------------------------------

const scratch = await mkdtemp(join(process.cwd(), "run-"));
let browser;
try {
  const openapi = JSON.parse(await readFile("openapi.json", "utf8"));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS, headless: true });
  console.log(`Chromium ${browser.version()}, packages as pinned in package.json`);
  const server = await startServer(isnad, join(scratch, "app.db"));
  const site = await startSite(server.origin);
  await checkApp(browser, server, site);
  await stop(site.child);
  await stop(server.child);

  // "Try it out" calls the document's first server, and the page's policy allows only its own origin. A relative address works on
  // every port; a fixed one needs its port.
  const named = new URL(openapi.servers[0].url, "http://127.0.0.1:0");
  const relative = !/^https?:/.test(openapi.servers[0].url);
  const executable = relative || (named.hostname === "127.0.0.1" && (await portIsFree(Number(named.port))));
  const documented = await startServer(isnad, join(scratch, "app.db"), relative || !executable ? "127.0.0.1:0" : named.host);
  await checkDocs(browser, documented, executable, openapi);
  await stop(documented.child);
} catch (error) {
  fail(error);
} finally {
  await browser?.close();
  await stopAll();
  await rm(scratch, { recursive: true, force: true });
}
finish();
