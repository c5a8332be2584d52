// Tests a server that nginx publishes below a path, with and without the path in what it passes on: `node below-path.mjs
// ISNAD_BINARY`, from target/browser (see run).
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { check, eventually, open, runSuite, start, startServer } from "./harness.mjs";

const [isnad] = process.argv.slice(2);
const BASE = "/data/isnad";
const PAGES = ["/", "/?q=chips", "/actors", "/actors/nvidia", "/topics", "/articles", "/compare?a=china&b=nvidia", "/matrix", "/verify",
  "/about", "/changes", "/docs/errors"];

const freePort = () => new Promise((resolve) => {
  const probe = createServer();
  probe.listen(0, "127.0.0.1", () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
});

/** Publishes `target` below the path at one port, and nothing else there. */
async function publish(folder, port, target) {
  await mkdir(folder);
  const config = join(folder, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`).join(" ");
  await writeFile(config, `worker_processes 1; events {} error_log ${folder}/error.log;
    http { access_log off; ${temporary} server { listen 127.0.0.1:${port};
      location = ${BASE} { return 308 ${BASE}/; }
      location ${BASE}/ { proxy_pass ${target}; proxy_set_header Host $http_host; }
      location / { return 404; } } }`);
  start("nginx", ["-p", folder, "-e", join(folder, "error.log"), "-c", config, "-g", `daemon off; pid ${folder}/pid;`]);
  await eventually("nginx answers", () => fetch(`http://127.0.0.1:${port}/`).catch(() => false));
}

async function explore(browser, address, name) {
  const tab = await open(browser, { locale: "en-GB" });
  const { page, errors } = tab;
  const failed = () => tab.requests().filter(({ url }) => !url.startsWith("data:")).filter(({ url, status }) => status >= 400 || !url.startsWith(address)).map(({ url, status }) => `${status} ${url}`);
  await check(`${name}: every page loads everything below the path`, async () => {
    for (const path of PAGES) {
      const response = await page.goto(address + path);
      assert.equal(response.status(), 200, path);
    }
    assert.deepEqual(failed(), []);
    return `${PAGES.length} pages, ${tab.requests().length} requests`;
  });
  await check(`${name}: names are suggested, and filters work without a reload`, async () => {
    await page.goto(`${address}/?q=chips`);
    await page.locator("#q").fill("");
    await page.locator("#q").pressSequentially("nvid");
    await eventually("a suggestion", () => page.locator("#names option").count());
    await page.locator("#q").fill("chips");
    await page.locator("#group-kind > summary").click();
    await page.locator('input[name="kind"][value="event"]').check();
    await page.waitForURL(/kind=event/);
    assert.ok(page.url().startsWith(`${address}/?`), page.url());
    assert.deepEqual(failed(), []);
  });
  await check(`${name}: a reader comes from a card to the claim and its data`, async () => {
    await page.goto(`${address}/?q=chips`);
    await page.locator("article h2 a, article h3 a, #results article a").first().click();
    await page.waitForLoadState();
    assert.ok(page.url().startsWith(`${address}/`), page.url());
    const data = await page.locator('link[type="application/json"]').first().getAttribute("href");
    assert.ok(data.startsWith(`${BASE}/v1/`), data);
  });
  await check(`${name}: the documentation page sends its requests below the path`, async () => {
    await page.goto(`${address}/docs`);
    const block = page.locator('.opblock[id$="-listClaims"]');
    await block.locator(".opblock-summary-control").click();
    await block.locator("button.execute").click();
    await eventually("a response", () => block.locator(".live-responses-table .response-col_status").count());
    const isSent = ({ url, status }) => status && url.startsWith(`${address}/v1/claims?`);
    const sent = await eventually("its request", () => tab.requests().find(isSent));
    assert.equal(sent.status, 200);
    assert.deepEqual(failed(), []);
  });
  await page.goto(`${address}/?q=chips`);
  await page.screenshot({ path: `${name.replaceAll(" ", "-")}.png` });
  assert.deepEqual(errors, []);
  await tab.context.close();
}

await runSuite(async (browser, scratch) => {
  const ports = [await freePort(), await freePort()];
  for (const [name, port, keeps] of [["path passed on", ports[0], true], ["path taken off", ports[1], false]]) {
    const address = `http://127.0.0.1:${port}${BASE}`;
    const server = await startServer(isnad, scratch, { options: ["--public-url", address] });
    await publish(join(scratch, `nginx-${port}`), port, server.origin + (keeps ? "" : "/"));
    await explore(browser, address, name);
  }
});
