// The curator's page in Chromium, with the keyboard alone and with the mouse, in both languages: a text of a thousand words
// becomes claims that pass the check; conflicts, proposals, directions, accessibility.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { accessibilityFaults, check, eventually, open, overflows, requestsElsewhere, runSuite, start, stop, unfold } from "./harness.mjs";

const isnad = process.argv[2];
const run = promisify(execFile);
const ID = "sorrel-ferry-2025";
const assert = (condition, message) => { if (!condition) throw new Error(message); };
const equal = (found, expected) => assert(JSON.stringify(found) === JSON.stringify(expected), `${JSON.stringify(found)} is not ${JSON.stringify(expected)}`);

/** Seed files of one article without claims. */
async function corpus(scratch, name, text, { language = "en", languages } = {}) {
  const from = join(scratch, name), article = join(from, "articles", ID);
  await mkdir(article, { recursive: true });
  const json = (value) => JSON.stringify(value, null, 2);
  const both = { en: "A ferry", ar: "عبّارة" };
  if (languages) await writeFile(join(from, "dataset.json"), json({ title: both, description: both, licence: { name: "CC0-1.0", url: "https://creativecommons.org/publicdomain/zero/1.0/" }, languages }));
  const title = languages ? { en: "The island that wants its ferry back", ar: "الجزيرة التي تريد عبّارتها" } : { [language]: text.split(/\r?\n/)[0] };
  await writeFile(join(article, "article.json"), json({
    id: ID, title, language, published: "2025-05-20", voice: `${ID}-voice`,
    text: { sha256: createHash("sha256").update(text).digest("hex"), code_points: [...text].length },
  }));
  await writeFile(join(article, "text.txt"), text);
  await writeFile(join(article, "claims.jsonl"), "");
  const voice = { id: `${ID}-voice`, kind: "document", name: languages ? { en: "The article", ar: "المقال" } : { [language]: "The article" } };
  await writeFile(join(from, "actors.jsonl"), `${JSON.stringify(voice)}\n`);
  await writeFile(join(from, "topics.jsonl"), `${JSON.stringify({ id: "ferries", label: languages ? { en: "Ferries", ar: "العبّارات" } : { en: "Ferries" } })}\n`);
  return { from, claims: join(article, "claims.jsonl"), draft: join(article, "claims.draft.jsonl"), actors: join(from, "actors.jsonl") };
}

async function curate(from) {
  const child = start(isnad, ["curate", "--from", from]);
  child.stderr.resume();
  const address = await new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error("isnad curate exited")));
    createInterface({ input: child.stdout }).once("line", resolve);
  });
  return { child, address, origin: new URL(address).origin };
}

const lines = async (file) => (await readFile(file, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
const article = (page, query = "lang=en") => `${page.address}articles/${ID}?${query}`;
const focused = (tab) => tab.evaluate(() => document.activeElement.name || document.activeElement.dataset.lang || document.activeElement.className);
const verdict = (tab, words) => eventually(words, async () => (await tab.textContent("#state")).includes(words));

/** Saves, which adds one line and opens the next form. */
async function save(tab, file) {
  const before = (await lines(file)).length;
  await Promise.all([tab.waitForEvent("load"), tab.keyboard.press("Control+Enter")]);
  equal((await lines(file)).length, before + 1);
  return (await lines(file)).at(-1);
}

runSuite(async (browser, scratch) => {
  const text = await readFile("curate/text.txt", "utf8");
  const files = await corpus(scratch, "keyboard", text);
  const page = await curate(files.from);
  const tab = await open(browser);
  const key = async (...keys) => { for (const each of keys) await tab.page.keyboard.press(each); };

  await check("with the keyboard alone, a sentence becomes a claim", async () => {
    await tab.page.goto(page.address);
    await tab.page.focus(`a[href*="${ID}"]`);
    await key("Enter");
    await tab.page.waitForSelector(".words:focus");
    // The title, then the first sentence; its words from the second to the seventh.
    await key("ArrowDown", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight");
    equal(await tab.page.evaluate(() => getSelection().toString()), "people of Sorrel");
    await key("Escape", "Enter");
    equal(await focused(tab.page), "en");
    await tab.page.keyboard.type("Sorrel Island has had no ferry for eleven weeks.");
    const claim = await save(tab.page, files.claims);
    equal(claim.id, `${ID}-001`);
    equal(claim.evidence[0].quote, "The people of Sorrel Island have not had a ferry for eleven weeks.");
    equal([...text].slice(claim.evidence[0].start, claim.evidence[0].end).join(""), claim.evidence[0].quote);
    equal([claim.asserted_by, claim.speech, claim.statement], [`${ID}-voice`, "own", { en: "Sorrel Island has had no ferry for eleven weeks." }]);
  });

  await check("a new actor, its reporting words and the date come from the form", async () => {
    await tab.page.waitForSelector(".words:focus");
    const sentence = tab.page.locator(".words", { hasText: "who runs the only grocery" });
    await sentence.focus();
    await key("Enter");
    await tab.page.keyboard.type("The Halden will not sail before the summer.");
    await key("F6");
    // “said Ada Brennick” becomes the reporting words.
    await tab.page.evaluate(() => {
      const words = [...document.querySelectorAll(".words")].find((each) => each.textContent.includes("said Ada Brennick"));
      const node = words.firstChild, at = node.data.indexOf("said Ada");
      words.focus();
      getSelection().setBaseAndExtent(node, at, node, at + "said Ada Brennick".length);
    });
    await key("c");
    equal(await focused(tab.page), "actor");
    await tab.page.keyboard.type("Ada Brennick");
    await tab.page.waitForSelector(".names:not([hidden]) [role=option]");
    await key("Enter");
    await tab.page.waitForSelector("#new-actor[open]");
    equal(await tab.page.inputValue("#new-actor [name=id]"), "ada-brennick");
    // A person is the first kind; Enter in a field saves.
    await tab.page.locator("#new-actor [name=id]").focus();
    await key("Enter");
    await tab.page.waitForSelector("#new-actor", { state: "hidden" });
    const claim = await save(tab.page, files.claims);
    equal([claim.asserted_by, claim.attribution, claim.speech], ["ada-brennick", [{ actor: "ada-brennick", cue: "said Ada Brennick" }], "indirect"]);
    equal((await lines(files.actors)).at(-1).name, { en: "Ada Brennick" });
  });

  await check("words chosen with the mouse are whole words, in code points after an emoji", async () => {
    await tab.page.goto(article(page));
    const box = await tab.page.evaluate(() => {
      const words = [...document.querySelectorAll(".words")].find((each) => each.textContent.includes("🚢"));
      words.scrollIntoView({ block: "center" });
      const range = document.createRange(), at = words.firstChild.data.indexOf("white");
      range.setStart(words.firstChild, at + 2);
      range.setEnd(words.firstChild, at + "white pai".length);
      const { left, right, top, height } = range.getBoundingClientRect();
      return { left, right, y: top + height / 2 };
    });
    await tab.page.mouse.move(box.left + 1, box.y);
    await tab.page.mouse.down();
    await tab.page.mouse.move(box.right - 1, box.y, { steps: 4 });
    await tab.page.mouse.up();
    equal(await tab.page.textContent("#chosen"), "white paint");
    await tab.page.click("[data-use=content]");
    await tab.page.keyboard.type("The ship on the wall is white.");
    const claim = await save(tab.page, files.claims);
    equal([...text].slice(claim.evidence[0].start, claim.evidence[0].end).join(""), "white paint");
  });

  await check("errors appear at their fields while one writes, and saving leads to the first", async () => {
    await tab.page.goto(article(page));
    await tab.page.fill("[data-object=claim_date] [name=edtf]", "2025-13");
    await tab.page.locator("[data-object=claim_date] [name=edtf]").blur();
    await tab.page.waitForSelector("[data-object=claim_date] .fault.error");
    equal(await tab.page.getAttribute("[data-object=claim_date] [name=edtf]", "aria-invalid"), "true");
    equal(await tab.page.locator("[data-map=statement] .fault").count(), 0);
    const before = await readFile(files.claims, "utf8");
    await tab.page.keyboard.press("Control+Enter");
    await tab.page.waitForSelector("[data-map=statement] .fault.error");
    equal(await readFile(files.claims, "utf8"), before);
  });

  await check("a claim that an editor changed meanwhile is shown beside the form, and nothing is lost", async () => {
    await tab.page.goto(article(page, `claim=${ID}-001&lang=en`));
    await tab.page.fill("[data-map=statement] textarea", "My sentence.");
    const changed = (await readFile(files.claims, "utf8")).replace("Sorrel Island has had no ferry", "No ferry has sailed to the island");
    await writeFile(files.claims, changed);
    await tab.page.keyboard.press("Control+Enter");
    await tab.page.waitForSelector("#conflict:not([hidden])");
    const shown = await tab.page.textContent("#conflict");
    assert(shown.includes("No ferry has sailed to the island") && shown.includes("My sentence."), shown);
    equal(await readFile(files.claims, "utf8"), changed);
    await tab.page.screenshot({ path: "curate-conflict.png" });
    await Promise.all([tab.page.waitForEvent("load"), tab.page.keyboard.press("Enter")]);
    equal((await lines(files.claims))[0].statement.en, "My sentence.");
    equal((await readFile(files.claims, "utf8")).split("\n").slice(1), changed.split("\n").slice(1));
  });

  await check("proposals are accepted, edited or rejected one after another with keys", async () => {
    const quote = (words) => { const at = text.indexOf(words); return { quote: words, start: [...text.slice(0, at)].length, end: [...text.slice(0, at)].length + [...words].length }; };
    const proposal = (number, words) => JSON.stringify({
      claim: { id: `${ID}-1${number}`, statement: { en: words }, asserted_by: `${ID}-voice`, speech: "own", evidence: [quote(words)] },
      basis: [{ field: "evidence[0]", rule: "sentence", words, ...quote(words) }],
    });
    const proposed = ["It ends on 30 June", "The next election is in October", "Farmers are hit hardest"];
    await writeFile(files.draft, `${proposed.map((words, at) => proposal(`0${at}`, words)).join("\n")}\n`);
    await tab.page.goto(article(page));
    await key("Alt+j");
    await tab.page.waitForURL(/proposal=/);
    const order = [];
    for (const step of ["Control+Enter", "Alt+x", "Control+Enter"]) {
      await tab.page.waitForSelector("#discard");
      await verdict(tab.page, "No errors");
      const url = tab.page.url();
      order.push(new URL(url).searchParams.get("proposal").slice(-3));
      await key(step);
      await tab.page.waitForURL((address) => String(address) !== url);
    }
    // In the order of the text.
    equal(order, ["102", "101", "100"]);
    await eventually("no draft is left", () => readFile(files.draft).then(() => false, () => true));
    equal((await lines(files.claims)).slice(-2).map(({ id }) => id.slice(-3)), ["102", "100"]);
  });

  await check("the dataset passes isnad check", async () => {
    const { stdout } = await run(isnad, ["check", "--from", files.from]);
    await tab.page.goto(`${page.address}check?lang=en`);
    assert((await tab.page.textContent(".verdict")).startsWith("No errors"), await tab.page.textContent(".verdict"));
    return stdout.trim().split(": ").at(-1);
  });

  await check("no error, no foreign request, no policy violation", async () => {
    equal(requestsElsewhere(tab, [page.origin]), []);
    equal(tab.errors.filter((error) => !/40[49]|422/.test(error)), []);
  });
  await tab.context.close();

  const arabic = "صرّح مدير الميناء أن العبّارة ستعود الشهر المقبل. ولم يحدد موعدًا.\r\n\r\nقال الصيادون 🐟 إنهم لا يصدّقونه.";
  const right = await corpus(scratch, "arabic", arabic, { language: "ar", languages: ["en", "ar"] });
  const second = await curate(right.from);
  await check("a right-to-left text with CR LF and an emoji: the left arrow moves forward, offsets are those of the file", async () => {
    const rtl = await open(browser);
    await rtl.page.goto(article(second, "lang=ar"));
    await rtl.page.waitForSelector(".words:focus");
    await rtl.page.keyboard.press("ArrowDown");
    await rtl.page.keyboard.press("ArrowDown");
    for (const each of ["ArrowLeft", "ArrowLeft", "Shift+ArrowLeft"]) await rtl.page.keyboard.press(each);
    equal(await rtl.page.evaluate(() => getSelection().toString()), "الصيادون 🐟 إنهم");
    await rtl.page.keyboard.press("Enter");
    equal(await focused(rtl.page), "ar");
    await rtl.page.keyboard.type("الصيادون لا يصدّقون مدير الميناء.");
    await rtl.page.fill("[data-map=statement] [data-lang=en]", "The fishermen do not believe the harbour's director.");
    const claim = await save(rtl.page, right.claims);
    equal([...arabic].slice(claim.evidence[0].start, claim.evidence[0].end).join(""), claim.evidence[0].quote);
    await run(isnad, ["check", "--from", right.from]);
    // A quote over two sentences has the line breaks between them as they are in the file.
    await rtl.page.evaluate(() => {
      const words = [...document.querySelectorAll(".words")];
      words[1].focus();
      getSelection().setBaseAndExtent(words[1].firstChild, 0, words[2].firstChild, 4);
    });
    await rtl.page.keyboard.press("Enter");
    const quote = await rtl.page.inputValue("[name=quote]");
    assert(quote.includes("\r\n\r\n") && arabic.includes(quote), JSON.stringify(quote));
    await rtl.context.close();
  });

  for (const [scheme, locale] of [["light", "en"], ["dark", "ar"], ["dark", "en"], ["light", "ar"]]) {
    await check(`every page in ${locale}, ${scheme}: axe finds nothing, nothing is cut off`, async () => {
      const look = await open(browser, { colorScheme: scheme });
      for (const [name, address] of [["home", `${page.address}?lang=${locale}`], ["check", `${page.address}check?lang=${locale}`], ["new", article(page, `lang=${locale}`)], ["claim", article(page, `claim=${ID}-002&lang=${locale}`)]]) {
        await look.page.goto(address);
        if (name === "claim") await look.page.waitForFunction(() => document.getElementById("state").textContent);
        await look.page.screenshot({ path: `curate-${name}-${locale}-${scheme}.png` });
        await unfold(look.page);
        equal(await accessibilityFaults(look.page), []);
        equal(await overflows(look.page, [360, 800, 1360]), []);
      }
      await look.page.click("#show-keys");
      equal(await accessibilityFaults(look.page), []);
      equal(look.errors, []);
      await look.context.close();
    });
  }
  await stop(page.child);
  await stop(second.child);
});
