// Shared by the browser tests: checks and their count, processes, and pages that record what they request.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

export const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
  // Only loopback addresses resolve.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];
export const TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 90_000;

export const count = { passed: 0, failed: 0 };

/** Runs one check and prints a line; `test` may return a detail to print. */
export async function check(name, test) {
  const started = performance.now();
  const milliseconds = () => `[${Math.round(performance.now() - started)} ms]`;
  try {
    const detail = await test();
    count.passed += 1;
    console.log(`ok    ${name}${detail ? ` (${detail})` : ""} ${milliseconds()}`);
  } catch (error) {
    fail(error, `${name} ${milliseconds()}\n      `);
  }
}

export function fail(error, context = "") {
  count.failed += 1;
  console.log(`FAIL  ${context}${String(error.stack ?? error).split("\n").slice(0, 12).join("\n      ")}`);
}

export function finish() {
  console.log(`${count.passed} passed, ${count.failed} failed`);
  process.exit(count.failed === 0 ? 0 : 1);
}

const children = new Set();

export function start(command, parameters, cwd = undefined) {
  const child = spawn(command, parameters, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  child.on("exit", () => children.delete(child));
  return child;
}

export async function stop(child) {
  if (!children.has(child)) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exited;
  clearTimeout(timer);
}

export async function stopAll() {
  for (const child of [...children]) await stop(child);
}
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Runs the checks of a program with Chromium and a folder for its servers, tidies up, and exits. */
export async function runSuite(checks) {
  const scratch = await mkdtemp(join(process.cwd(), "run-"));
  let browser;
  try {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS, headless: true });
    await checks(browser, scratch);
  } catch (error) {
    fail(error);
  } finally {
    await browser?.close();
    await stopAll();
    await rm(scratch, { recursive: true, force: true });
  }
  finish();
}

/** Resolves with the first JSON line of the stream that `isWanted` accepts; passes every line to `onLine`. */
export function firstLine(child, stream, isWanted, onLine = () => {}) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("a process printed no address within 90 s")), START_TIMEOUT_MS);
    child.once("exit", (code) => reject(new Error(`a process exited early with ${code}`)));
    child.once("error", reject);
    createInterface({ input: stream }).on("line", (line) => {
      let entry;
      try { entry = JSON.parse(line); } catch { return; }
      onLine(entry);
      if (isWanted(entry)) { clearTimeout(timer); resolve(entry); }
    });
  });
}

/**
 * Starts a server with its database in a new folder within `scratch`: with the built-in corpus, or with the seed files that
 * `options` name. `log` grows with the lines of its log, `serving` is the line with its address.
 */
export async function startServer(isnad, scratch, { listen = "127.0.0.1:0", options = [] } = {}) {
  const folder = await mkdtemp(join(scratch, "server-"));
  const child = start(isnad, ["--log-format", "json", "serve", "--listen", listen, ...options], folder);
  child.stdout.resume();
  const log = [];
  const serving = await firstLine(child, child.stderr, (entry) => entry.message === "serving", (entry) => log.push(entry));
  return { child, log, origin: new URL(serving.address).origin, serving };
}

/** The addresses of other hosts. */
export function otherOrigins(urls, allowed) {
  return urls.filter((url) => url && !/^(data|blob|about):/.test(url) && !allowed.includes(new URL(url).origin));
}

export async function eventually(description, condition) {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${TIMEOUT_MS} ms: ${description}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The faults that axe-core finds in the page, each with its elements. */
export async function accessibilityFaults(page) {
  // Through the DevTools protocol, since the page's policy allows no foreign script.
  await page.evaluate(await readFile("node_modules/axe-core/axe.min.js", "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(" | ")}`);
}

/** The widths of `widths` at which the page scrolls sideways. */
export async function overflows(page, widths) {
  const found = [], before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wider > 0) found.push(`${wider} px wider than a window of ${width} px`);
  }
  await page.setViewportSize(before);
  return found;
}

/** Opens every part of the page that a reader can open. */
export const unfold = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));

/** Opens a page and records its requests and errors, preflights included, which only the DevTools protocol shows. */
export async function open(browser, options = {}) {
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
  // Events of one request arrive in any order.
  return { context, page, devtools, errors, requests: () => [...requests.values()].filter(({ url }) => url) };
}
const lower = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
export const requestsElsewhere = (tab, allowed) => otherOrigins(tab.requests().map(({ url }) => url), allowed);
