// Follows the links to quotes in Chromium: `node fragments.mjs ISNAD_BINARY`, from target/browser (see run). The browser must highlight
// the words of the quote, all of them and no others, wherever in a word a quote begins or ends.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { check, runSuite, startServer } from "./harness.mjs";

const [isnad] = process.argv.slice(2);

// One paragraph a line; the quotes stand in brackets, which the article does not have.
const MARKED = `
The [harbour will open] in May, un[believ]ably late. I do[n't] know - [a-b, c & d] (100% [sure]).
يقول التقرير إن ال[رقائق الذكية] ستصل. قال «[كما هو]» ثم صمت. وال[قول] قول، والقول [القول]. كِتَا[بٌ جَدِي]دٌ هنا.
他说，中国[国家主席]表示欢迎。今天[天气]很好[，我们]去公园。
日本[の経済]政策について話した。รัฐ[บาลไทย]ประกาศ
Cafe\u0301 Mu\u0308nchen: the cafe[\u0301 was] open; a [caf]e\u0301s, a [cafe]\u0301s; Mu[\u0308nchen] was not.
One word, then another [word], then a third word. [No], no.
This paragraph [ends here.
And the next begins] there. It is [the last] one.
Tabs\tand  double [spaces  and\u00a0hard] ones\u2026 “[Curly quotes]” and \u200f[עברית\u200f עם] סימן.
Ship \u{1F6A2}[\u{1F468}\u200d\u{1F469}\u200d\u{1F467} family] and 3[.5 mil]lion, F[-16] and co[-operate].
Dis[til]lers, [A] to Z, end[.]
`.trim();

/** The text, and the place of each quote in code points. */
function parse(marked) {
  const quotes = [];
  let text = "", length = 0, start;
  for (const character of marked) {
    if (character === "[") start = length;
    else if (character === "]") quotes.push({ quote: [...text].slice(start).join(""), start, end: length });
    else { text += character; length += 1; }
  }
  return { text, quotes };
}

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function articlePage(text) {
  const paragraphs = text.split("\n").map((line) => `<p>${escape(line)}</p>`);
  // Tall gaps, so that the browser has to scroll.
  return `<!doctype html><meta charset="utf-8"><title>Article</title><style>
    body { background: #fff; color: #000; font: 20px/2 sans-serif; width: 600px } p { margin: 0 0 400px }
    ::target-text { background: #f00; color: #f00 }</style>${paragraphs.join("\n")}`;
}

async function writeSeed(folder, url, { text, quotes }) {
  const place = join(folder, "articles/report");
  await mkdir(place, { recursive: true });
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("hex");
  const claims = quotes.map((evidence, n) => ({
    id: `report-${n}`, statement: { en: `Quote ${n}` }, asserted_by: "paper", evidence: [evidence],
  }));
  const lines = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join("");
  await writeFile(join(folder, "actors.jsonl"), lines([{ id: "paper", kind: "organisation", name: { en: "Paper" } }]));
  await writeFile(join(place, "article.json"), JSON.stringify({
    id: "report", title: { en: "Report" }, language: "en", voice: "paper", source_url: url,
    text: { sha256: digest, code_points: [...text].length },
  }));
  await writeFile(join(place, "text.txt"), text);
  await writeFile(join(place, "claims.jsonl"), lines(claims));
}

/** The nearest places between letters, outside of `begin` and `end`, in UTF-16 code units. */
function wholeLetters(text, begin, end) {
  const places = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].map(({ index }) => index).concat(text.length);
  return [places.findLast((at) => at <= begin), places.find((at) => at >= end)];
}

/** Where the words of a quote are on the screen: whole letters, with their marks. */
const expectedBoxes = (page, { start, end }, text) => page.evaluate(([begin, end]) => {
  const paragraphs = [...document.querySelectorAll("p")];
  const place = (offset) => {
    for (const { firstChild } of paragraphs) {
      if (offset <= firstChild.length) return [firstChild, offset];
      offset -= firstChild.length + 1;
    }
    throw new Error("outside of the text");
  };
  const range = document.createRange();
  range.setStart(...place(begin));
  range.setEnd(...place(end));
  return [...range.getClientRects()].map(({ left, right, top, bottom }) => ({ left, right, top, bottom }));
}, wholeLetters(text, [...text].slice(0, start).join("").length, [...text].slice(0, end).join("").length));

/** The share of red pixels that are inside the boxes, and the share of the boxes' width that has one. */
const compare = (page, screenshot, boxes) => page.evaluate(async ([png, expected]) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let red = 0, inside = 0;
  const columns = expected.map(() => new Set());
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] < 200 || data[at + 1] > 60 || data[at + 2] > 60) continue;
    red += 1;
    const x = (at / 4) % image.width, y = Math.floor(at / 4 / image.width);
    const boxes = expected.flatMap(({ left, right, top, bottom }, n) => (x >= left - 2 && x <= right + 2 && y >= top - 30 && y <= bottom + 30 ? [n] : []));
    inside += boxes.length > 0;
    for (const n of boxes) columns[n].add(x);
  }
  const width = expected.reduce((sum, { left, right }) => sum + right - left, 0);
  return { red, inside: inside / red, covered: columns.reduce((sum, { size }) => sum + size, 0) / width };
}, [screenshot.toString("base64"), boxes]);

await runSuite(async (browser, scratch) => {
  const article = parse(MARKED);
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(articlePage(article.text)));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = join(scratch, "fragments");
  await writeSeed(folder, `http://127.0.0.1:${server.address().port}/article`, article);
  const { origin } = await startServer(isnad, scratch, { options: ["--from", folder] });
  for (const [n, quote] of article.quotes.entries()) {
    await check(`the link to “${quote.quote.replaceAll("\n", "⏎")}” leads to these words`, async () => {
      const { links } = await (await fetch(`${origin}/v1/claims/report-${n}`)).json();
      const context = await browser.newContext({ viewport: { width: 700, height: 900 } });
      const page = await context.newPage();
      await page.goto(links.source);
      await page.waitForTimeout(100);
      const boxes = await expectedBoxes(page, quote, article.text);
      const { red, inside, covered } = await compare(page, await page.screenshot(), boxes);
      await context.close();
      const directive = decodeURIComponent(links.source.split(":~:text=")[1]);
      assert.ok(red > 0, `nothing is highlighted: ${directive}`);
      assert.ok(inside > 0.95 && covered > 0.7, `other words are highlighted (${inside.toFixed(2)} inside, ${covered.toFixed(2)} covered): ${directive}`);
      return directive;
    });
  }
  server.close();
});
