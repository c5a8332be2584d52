// Serves a folder on a free loopback port: `node static-server.mjs FOLDER API_ORIGIN`. The content security policy allows requests
// to that API only.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";

const [folder, api] = process.argv.slice(2);
const root = resolve(folder);
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".map": "application/json" };

const server = createServer(async (request, response) => {
  try {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = resolve(join(root, path.endsWith("/") ? `${path}index.html` : path));
    if (!file.startsWith(root + sep)) throw new Error("outside the folder");
    const body = await readFile(file);
    response.writeHead(200, {
      "Content-Type": `${types[extname(file)] ?? "application/octet-stream"}; charset=utf-8`,
      "Content-Security-Policy":
        `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src ${api}; base-uri 'none'; form-action 'none'`,
      "Cache-Control": "no-store",
    });
    response.end(body);
  } catch {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
  }
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
