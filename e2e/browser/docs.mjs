// Tests the documentation page in Chromium: `node docs.mjs ISNAD_BINARY`, from target/browser (see run).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { TIMEOUT_MS, check, open, requestsElsewhere, runSuite, startServer } from "./harness.mjs";

const [isnad] = process.argv.slice(2);

const portIsFree = (port) => new Promise((resolve) => {
  const probe = createServer().once("error", () => resolve(false));
  probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
});

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

    // Swagger UI takes seconds for each; e2e/openapi tries the examples of all.
    await check("docs: every third operation with parameters answers its examples with 200", async () => {
      const withParameters = operations.filter(({ operationId, parameters }) => parameters?.length > 0 && operationId !== "listClaims");
      const responses = await execute(withParameters.filter((_, at) => at % 3 === 0));
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

await runSuite(async (browser, scratch) => {
  const openapi = JSON.parse(await readFile("openapi.json", "utf8"));
  // "Try it out" calls the document's first server, and the page's policy allows only its own origin. A relative address works on
  // every port; a fixed one needs its port.
  const named = new URL(openapi.servers[0].url, "http://127.0.0.1:0");
  const relative = !/^https?:/.test(openapi.servers[0].url);
  const executable = relative || (named.hostname === "127.0.0.1" && (await portIsFree(Number(named.port))));
  const server = await startServer(isnad, scratch, { listen: relative || !executable ? "127.0.0.1:0" : named.host });
  await checkDocs(browser, server, executable, openapi);
});
