// Tests the front-end app in Chromium: `node app.mjs ISNAD_BINARY`, from target/browser (see run).
import assert from "node:assert/strict";
import { join } from "node:path";
import { check, eventually, firstLine, open, requestsElsewhere, runSuite, start, startServer } from "./harness.mjs";

const [isnad] = process.argv.slice(2);
const PAGE_SIZE = 8;
// The message of a line of the access log.
const ACCESS_LOG = "request completed";

async function startSite(api) {
  const child = start(process.execPath, ["static-server.mjs", "site", api]);
  child.stderr.pipe(process.stderr);
  const { port } = await firstLine(child, child.stdout, (entry) => entry.port !== undefined);
  // Another port and another host name: another origin and another site.
  return { child, origin: `http://localhost:${port}` };
}

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
    const topics = await page.locator("#facet-topic input").count(), actors = await page.locator("#actors option").count();
    assert.equal(topics, 6);
    assert.equal(actors, server.serving.actors);
    assert.notEqual(new URL(page.url()).origin, server.origin);
    assert.ok(sentTo("/v1/").every(({ sent }) => sent.origin === site.origin), "every request has the app's origin");
    return `${site.origin} requests ${server.origin}: ${actors} actors, ${topics} topics`;
  });

  await check("app: lists claims for the chosen filters, sent as repeated keys", async () => {
    await page.fill('[name="actor"]', "nvidia huawei");
    await page.check('[name="kind"][value="state"]');
    await page.check('[name="kind"][value="event"]');
    await submit();
    await state("shown");
    const query = "actor=nvidia&actor=huawei";
    const wanted = await api(`/v1/claims?limit=${PAGE_SIZE}&${query}&kind=event&kind=state`);
    assert.ok(wanted.total > 0);
    assert.deepEqual(await shownIds(), wanted.data.map(({ id }) => id));
    assert.ok(sentTo("/v1/claims").some(({ url }) => url.includes(query) && url.includes("&kind=") && url.includes("&kind=event")), "filters as repeated keys");
    assert.equal(await page.locator("#summary-en").textContent(), wanted.query.summary.en);
    assert.equal(await page.locator("#summary-ar").textContent(), wanted.query.summary.ar);
    return await status.textContent();
  });

  await check("app: labels of kinds are those of /v1/vocabularies, and dates are in words, in the reader's language", async () => {
    const kinds = (await api("/v1/vocabularies")).data.find(({ name }) => name === "kind").terms;
    const shown = () => page.locator("#facet-kind label").evaluateAll((all) => all.map((label) => [label.querySelector("input").value, label.querySelector("bdi").textContent]));
    const dates = () => page.locator("#claims time").allTextContents();
    const read = {};
    for (const [language, month] of [["ar", /أبريل|يوليو/], ["en", /April|July/]]) {
      await page.selectOption("#language", language);
      await state("shown");
      await page.waitForFunction((tag) => document.querySelector("#claims .badge bdi")?.lang === tag, language);
      const labels = await shown();
      assert.ok(labels.length > 1);
      for (const [id, label] of labels) assert.equal(label, kinds.find((term) => term.id === id).label[language]);
      read[language] = await dates();
      assert.ok(read[language].some((text) => month.test(text)), read[language].join(" | "));
      assert.ok(read[language].every((text) => !/\d{4}-\d{2}|\.\./.test(text)), "no bare EDTF value");
    }
    assert.equal(await page.locator("#claims time").first().getAttribute("title"), (await api(`/v1/claims/${(await shownIds())[0]}`)).claim_date.edtf);
    return `${read.en[0]}, ${read.ar[0]}`;
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

  await check("app: topics stand under their parents, and a selected value never vanishes", async () => {
    await clear();
    await submit();
    await state("shown");
    const rows = () => page.locator("#facet-topic label").evaluateAll((all) => all.map((row) => ({
      id: row.querySelector("input").value, checked: row.querySelector("input").checked, count: Number(row.querySelector("small").textContent),
      depth: Number(row.dataset.depth), left: row.getBoundingClientRect().left,
    })));
    const topics = await rows();
    for (const [at, topic] of topics.entries()) {
      const { broader } = await api(`/v1/topics/${topic.id}`);
      const above = topics.findIndex(({ id }) => id === broader[0]?.id);
      assert.equal(topic.depth, above < 0 ? 0 : topics[above].depth + 1, topic.id);
      if (above >= 0) assert.ok(above < at && topics[above].left < topic.left, "indented below its parent");
    }
    assert.ok(topics.some(({ depth }) => depth > 0));
    const rare = topics.at(-1).id;
    await page.check(`[name="topic"][value="${rare}"]`);
    await page.fill('[name="q"]', "zzzz");
    await submit();
    await state("shown");
    await page.waitForFunction(() => document.querySelectorAll("#claims > li").length === 0);
    assert.deepEqual((await rows()).map(({ id, checked, count }) => [id, checked, count]), [[rare, true, 0]]);
    return topics.map(({ id, depth }) => `${">".repeat(depth)}${id}`).join(" ");
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

async function checkPublishers(browser, server, site) {
  await check("app: publishers are facets; choosing one narrows the claims and keeps the others", async () => {
    const { page, context } = await open(browser, { locale: "en-GB" });
    await page.goto(`${site.origin}/?api=${encodeURIComponent(server.origin)}`);
    await page.waitForSelector("body[data-ready]");
    const shown = () => page.locator("#facet-publisher label").evaluateAll((all) => all.map((row) => [row.querySelector("bdi").textContent, row.querySelector("small").textContent]));
    const publishers = [["Le Courrier de la Vesque", "24"], ["L’Écho des Grèves", "17"], ["کرانه", "8"]];
    assert.deepEqual(await shown(), publishers);
    await page.check('[name="publisher"][value="کرانه"]');
    await page.getByRole("button", { name: "Show claims" }).click();
    await page.waitForSelector('#status[data-state="shown"]');
    assert.match(await page.locator("#status").textContent(), /^8 of 8 claims/);
    assert.deepEqual(await shown(), publishers, "the other publishers can still be chosen");
    assert.ok(await page.isChecked('[name="publisher"][value="کرانه"]'));
    await context.close();
  });
}

await runSuite(async (browser, scratch) => {
  console.log(`Chromium ${browser.version()}, packages as pinned in package.json`);
  const server = await startServer(isnad, scratch);
  await checkApp(browser, server, await startSite(server.origin));
  const example = await startServer(isnad, scratch, { options: ["--from", join(process.cwd(), "../../examples/estuaire")] });
  await checkPublishers(browser, example, await startSite(example.origin));
});
