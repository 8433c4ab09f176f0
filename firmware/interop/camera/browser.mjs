// Viewers in headless Chromium, told what to do in lines of JSON as viewer.py is: node browser.mjs [CHROMIUM].
// The browser is driven over its DevTools protocol, through a pipe.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const page = readFileSync(fileURLToPath(new URL("browser.html", import.meta.url)));
const profile = mkdtempSync(join(tmpdir(), "viewer-"));
process.on("exit", () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));

const say = what => process.stdout.write(`${JSON.stringify(what)}\n`);

/** Who has a microphone may gather; a page of this machine counts as safe. */
const server = createServer((request, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end(page);
});
await new Promise(done => server.listen(0, "127.0.0.1", done));

const browser = spawn(
  process.argv[2] ?? "chromium",
  [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--remote-debugging-pipe",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    `--user-data-dir=${profile}`,
    "about:blank",
  ],
  { stdio: ["ignore", "ignore", "inherit", "pipe", "pipe"] },
);
browser.once("error", error => {
  console.error(`no browser: ${error.message}`);
  process.exit(1);
});
browser.once("exit", code => process.exit(code ?? 1));
const [, , , toBrowser, fromBrowser] = browser.stdio;

// ---- The protocol: messages that end with a zero byte ---------------------------------------------

const waiting = new Map();
let count = 0;
let session;

function call(method, params = {}) {
  const id = ++count;
  toBrowser.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`);
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

let rest = "";
fromBrowser.setEncoding("utf8");
fromBrowser.on("data", part => {
  const messages = (rest + part).split("\0");
  rest = messages.pop();
  for (const text of messages) {
    const message = JSON.parse(text);
    if (message.id) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    } else if (message.method === "Runtime.bindingCalled") {
      say(JSON.parse(message.params.payload));
    } else if (message.method === "Page.loadEventFired") {
      loaded();
    }
  }
});

let loaded;
const page1 = new Promise(done => (loaded = done));
const { targetId } = await call("Target.createTarget", { url: "about:blank" });
({ sessionId: session } = await call("Target.attachToTarget", { targetId, flatten: true }));
await call("Runtime.enable");
await call("Page.enable");
await call("Runtime.addBinding", { name: "said" });
await call("Page.navigate", { url: `http://127.0.0.1:${server.address().port}/` });
await page1;

async function perform({ do: what, ...words }) {
  const { result, exceptionDetails } = await call("Runtime.evaluate", {
    expression: `doing.${what}(${JSON.stringify(words)})`,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description?.split("\n")[0] ?? exceptionDetails.text);
  return result.value;
}

await perform({ do: "allow" });
say({ event: "loaded" });

createInterface({ input: process.stdin })
  .on("line", async line => {
    const { id, ...words } = JSON.parse(line);
    try {
      say({ id, ...(await perform(words)) });
    } catch (error) {
      say({ id, error: error.message });
    }
  })
  .on("close", () => {
    session = undefined;
    call("Browser.close").catch(() => {});
  });
