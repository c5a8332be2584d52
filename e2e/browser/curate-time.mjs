// How long a text of a thousand words takes from a file to a green check: isnad new, isnad draft, and the curator's page, on
// which every proposal is accepted, or rejected where it has errors. Counts keys and steps; the machine's time is a lower bound.
import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { check, open, runSuite, start } from "./harness.mjs";

const isnad = process.argv[2];
const run = promisify(execFile);
const ID = "sorrel-ferry-2025";
const exists = (file) => access(file).then(() => true, () => false);

/** Starts the page and returns its address. */
async function curate(from) {
  const child = start(isnad, ["curate", "--from", from]);
  child.stderr.resume();
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error("isnad curate exited")));
    createInterface({ input: child.stdout }).once("line", resolve);
  });
}

runSuite(async (browser, scratch) => {
  const from = join(scratch, "timed"), draft = join(from, "articles", ID, "claims.draft.jsonl");
  const counts = { proposals: 0, accepted: 0, keys: 0 };

  await check("two commands begin an article and propose claims", async () => {
    await run(isnad, ["new", ID, "--text", "curate/text.txt", "--language", "en", "--published", "2025-05-20", "--from", from]);
    await run(isnad, ["draft", ID, "--from", from]);
    counts.proposals = (await readFile(draft, "utf8")).trim().split("\n").length;
    return `${(await readFile("curate/text.txt", "utf8")).split(/\s+/).length} words, ${counts.proposals} proposals`;
  });

  await check("every proposal is decided on with one key", async () => {
    const tab = await open(browser), address = await curate(from);
    await tab.page.goto(`${address}articles/${ID}?lang=en`);
    const press = async (key) => { counts.keys += 1; await tab.page.keyboard.press(key); };
    const started = performance.now();
    await press("Alt+j");
    await tab.page.waitForURL(/proposal=/);
    for (let step = 0; step < counts.proposals; step += 1) {
      await tab.page.waitForSelector("#discard");
      await tab.page.waitForFunction(() => /error/i.test(document.querySelector("#state").textContent));
      const isValid = (await tab.page.textContent("#state")).includes("No errors"), url = tab.page.url();
      await press(isValid ? "Control+Enter" : "Alt+x");
      counts.accepted += isValid ? 1 : 0;
      await tab.page.waitForURL((next) => String(next) !== url);
    }
    const seconds = (performance.now() - started) / 1000;
    await tab.context.close();
    if (await exists(draft)) throw new Error("proposals are left");
    return `${counts.accepted} accepted, ${counts.keys} keys, ${seconds.toFixed(1)} s of the machine`;
  });

  await check("the check is green, and every sentence that was accepted is covered", async () => {
    await run(isnad, ["check", "--from", from]);
    const { stdout } = await run(isnad, ["coverage", ID, "--from", from, "--format", "json"]);
    const found = JSON.parse(stdout);
    if (found.claims !== counts.accepted) throw new Error(`${found.claims} claims`);
    if (found.sentences_without_claim.length > counts.proposals - counts.accepted) throw new Error(stdout);
    return `${found.sentences - found.sentences_without_claim.length} of ${found.sentences} sentences`;
  });
});
