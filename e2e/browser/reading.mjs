// Tests how readers reach the claims of a large dataset, by keyboard and on a phone: `node reading.mjs ISNAD_BINARY`, from
// target/browser (see run).
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accessibilityFaults, check, open, overflows, runSuite, startServer } from "./harness.mjs";

const [isnad] = process.argv.slice(2);
const PHONE = { width: 390, height: 844 };
const ACTORS = 60, TOPICS = 40, ARTICLES = 30, CLAIMS = 40;

/** Writes seed files with many actors, topics and articles, in English and Arabic. */
async function writeSeed(folder) {
  const lines = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const many = (count, make) => Array.from({ length: count }, (_, at) => make(at));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "actors.jsonl"), lines(many(ACTORS, (at) => (
    { id: `actor-${at}`, kind: "person", name: { en: `Person Number ${at}`, ar: `الشخص ${at}` } }))));
  await writeFile(join(folder, "topics.jsonl"), lines(many(TOPICS, (at) => ({ id: `topic-${at}`, label: { en: `Topic ${at}`, ar: `موضوع ${at}` } }))));
  for (let number = 0; number < ARTICLES; number += 1) {
    const article = join(folder, "articles", `article-${number}`);
    await mkdir(article, { recursive: true });
    await writeFile(join(article, "article.json"), JSON.stringify({
      id: `article-${number}`, title: { en: `Report ${number} on the harbour`, ar: `تقرير ${number} عن الميناء` }, language: "en",
      publisher: `Publisher ${number % 5}`, published: `2024-${String(1 + (number % 12)).padStart(2, "0")}-10`, voice: "actor-0",
    }));
    await writeFile(join(article, "claims.jsonl"), lines(many(CLAIMS, (at) => ({
      id: `article-${number}-${String(at).padStart(3, "0")}`, asserted_by: `actor-${(number + at) % ACTORS}`,
      attribution: [{ actor: `actor-${(number + at) % ACTORS}`, cue: "said" }],
      statement: { en: `Quay ${number}/${at} was closed from 2024-04/2024-07.`, ar: `أُغلق الرصيف ${number} في 2024-04/2024-07 (${at}).` },
      kind: ["event", "state", "prediction"][at % 3], topics: [`topic-${(number * at) % TOPICS}`],
      evidence: [{ quote: `The quay was shut, part ${at}` }],
    }))));
  }
}

await runSuite(async (browser, scratch) => {
  const seed = join(scratch, "large");
  await writeSeed(seed);
  const { origin } = await startServer(isnad, scratch, { options: ["--from", seed] });
  const total = ARTICLES * CLAIMS;
  for (const path of ["/?q=quay", "/?kind=event", "/?page=3"]) {
    await check(`${path}: Tab reaches the first claim within 10 stops, and at once from the skip link`, async () => {
      const { context, page } = await open(browser, { reducedMotion: "reduce" });
      await page.goto(`${origin}${path}&lang=en`);
      const inCard = () => page.evaluate(() => document.activeElement.closest(".card") !== null);
      let stops = 0;
      do { await page.keyboard.press("Tab"); stops += 1; } while (stops < 60 && !(await inCard()));
      assert.ok(stops <= 10, `${stops} stops`);
      await page.goto(`${origin}${path}&lang=en`);
      for (const key of ["Tab", "Enter", "Tab"]) await page.keyboard.press(key);
      assert.ok(await inCard(), "from the skip link");
      await context.close();
      return `${stops} stops`;
    });
  }
  for (const lang of ["en", "ar"]) {
    const { context, page } = await open(browser, { viewport: PHONE, reducedMotion: "reduce" });
    await check(`phone, ${lang}: the navigation has one line; filters are closed, with a count of those set`, async () => {
      await page.goto(`${origin}/?q=quay&kind=event&topic=topic-3&lang=${lang}`);
      const tops = await page.locator(".bar nav > *").evaluateAll((entries) => entries.map((entry) => Math.round(entry.getBoundingClientRect().top)));
      assert.ok(tops.length >= 3 && Math.max(...tops) - Math.min(...tops) < 8, `tops are ${tops}`);
      assert.equal(await page.locator("#filters").evaluate((filters) => filters.open), false);
      assert.equal(await page.locator("#filters > summary .badge").innerText(), "2");
    });
    await check(`phone, ${lang}: the first claim is on the first screen`, async () => {
      for (const [path, selector] of [["/?q=quay", ".card .statement"], ["/?kind=event", ".card .statement"], ["/", ".example .statement"]]) {
        await page.goto(`${origin}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
        const { y, height } = await page.locator(selector).first().boundingBox();
        assert.ok(y + height <= PHONE.height, `${path}: the statement ends at ${y + height}`);
        assert.deepEqual(await overflows(page, [390, 360]), []);
        assert.deepEqual(await accessibilityFaults(page), []);
      }
    });
    await context.close();
  }
  const { page } = await open(browser, { reducedMotion: "reduce" });
  await check("pages say where they are and lead to the first, previous, next and last", async () => {
    await page.goto(`${origin}/?sort=id&page=3&lang=en`);
    assert.equal(await page.locator(".pages .range").innerText(), `41 to 60 of ${total.toLocaleString("en")}`);
    for (const [relation, number] of [["first", 1], ["prev", 2], ["next", 4], ["last", total / 20]]) {
      const href = await page.locator(`.pages a[rel=${relation}]`).getAttribute("href");
      assert.equal(new URL(href, origin).searchParams.get("page") ?? "1", String(number), relation);
      assert.equal(new URL(href, origin).searchParams.get("sort"), "id");
    }
  });
  await check("a date in a text from right to left is read from left to right", async () => {
    await page.goto(`${origin}/?sort=id&lang=ar`);
    const date = page.locator(".card .statement bdi[dir=ltr]").first();
    assert.equal(await date.innerText(), "2024-04/2024-07");
    const [first, last] = await date.evaluate((element) => {
      const at = (index) => {
        const range = document.createRange();
        range.setStart(element.firstChild, index);
        range.setEnd(element.firstChild, index + 1);
        return range.getBoundingClientRect().left;
      };
      return [at(0), at(element.textContent.length - 1)];
    });
    assert.ok(first < last, "the first digit is on the left");
  });
  await check("a column of quotes of the other direction is aligned, with the rule at its start", async () => {
    const edges = await page.locator(".card blockquote").evaluateAll((quotes) => quotes.slice(0, 8).map((quote) => {
      const { left } = quote.getBoundingClientRect();
      return [Math.round(left), parseFloat(getComputedStyle(quote).borderLeftWidth), getComputedStyle(quote).textAlign];
    }));
    assert.ok(edges.length > 3);
    for (const edge of edges) assert.deepEqual(edge, edges[0]);
    assert.ok(edges[0][1] > 0);
  });
});
