// Shared by the browser tests: the checks and their count, the server, and the flags of Chromium.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
  // Only loopback addresses resolve.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];
export const TIMEOUT_MS = 10_000;
const START_TIMEOUT_MS = 30_000;

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

export function start(command, parameters) {
  const child = spawn(command, parameters, { stdio: ["ignore", "pipe", "pipe"] });
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

/** Resolves with the first JSON line of the stream that `isWanted` accepts; passes every line to `onLine`. */
export function firstLine(child, stream, isWanted, onLine = () => {}) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("a process printed no address within 30 s")), START_TIMEOUT_MS);
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

/** Starts a server; `log` grows with the lines of its log, `serving` is the line with its address. */
export async function startServer(isnad, database, listen = "127.0.0.1:0") {
  const child = start(isnad, ["--log-format", "json", "serve", "--database", database, "--listen", listen]);
  child.stdout.resume();
  const log = [];
  const serving = await firstLine(child, child.stderr, (entry) => entry.message === "serving", (entry) => log.push(entry));
  return { child, log, origin: new URL(serving.address).origin, serving };
}

/** The addresses of other hosts. */
export function otherOrigins(urls, allowed) {
  return urls.filter((url) => url && !/^(data|blob|about):/.test(url) && !allowed.includes(new URL(url).origin));
}
