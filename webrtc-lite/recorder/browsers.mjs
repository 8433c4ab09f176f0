// Records session descriptions of a browser: node browsers.mjs chromium|firefox FOLDER
// Chromium 156 of apt's chromium and Firefox 153 of apt's firefox-esr were recorded.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [browser, folder] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "recorder-"));
const words = {
  chromium: ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`],
  firefox: ["firefox-esr", "--headless", "--no-remote", "--profile", profile],
}[browser];
if (!words || !folder) {
  console.error("usage: node browsers.mjs chromium|firefox FOLDER");
  process.exit(2);
}
const page = readFileSync(fileURLToPath(new URL("browsers.html", import.meta.url)));

const server = createServer((request, response) => {
  if (request.method !== "POST") {
    response.setHeader("Content-Type", "text/html");
    response.end(page);
    return;
  }
  let body = "";
  request.on("data", part => (body += part));
  request.on("end", () => {
    response.end();
    const { error, ...recorded } = JSON.parse(body);
    for (const [name, sdp] of Object.entries(recorded)) {
      const ending = name.endsWith("-candidates") ? "txt" : "sdp";
      writeFileSync(join(folder, `${browser}-${name}.${ending}`), sdp);
    }
    console.log(`${browser}: ${Object.keys(recorded).length} recorded${error ? `, then ${error}` : ""}`);
    child.kill();
    child.once("exit", () => {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      process.exit(error ? 1 : 0);
    });
  });
});
let child;
server.listen(0, "127.0.0.1", () => {
  const [command, ...rest] = words;
  child = spawn(command, [...rest, `http://127.0.0.1:${server.address().port}/`], { stdio: "ignore" });
});
setTimeout(() => {
  console.error(`${browser}: nothing recorded in two minutes`);
  child.kill();
  process.exit(1);
}, 120_000);
