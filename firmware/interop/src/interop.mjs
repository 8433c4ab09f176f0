// Tries a device with the real matter.js controller and says what passed. Started by `run`, which has
// entered a network namespace of its own; see README.md for what each test proves.

import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { appTests } from "./apps.mjs";
import { bleTests } from "./ble.mjs";
import { costTests } from "./costs.mjs";
import { fabricTests } from "./fabrics.mjs";
import { handshakeTests } from "./handshakes.mjs";
import { mediaTests } from "./media.mjs";
import { Capture, deviceLink, handshakeOpcode, isGoodbye, isMatter, isSecured } from "./network.mjs";
import { makeNetwork, opcodes, repeats } from "./network.mjs";
import { Controller, Device, Radio, drive, killAll, outcome } from "./processes.mjs";
import { sdpTests } from "./sdp.mjs";
import { tcpTests } from "./tcp.mjs";
import { timeTests } from "./time.mjs";
import { tlsTests } from "./tls.mjs";

const { values: options } = parseArgs({
  options: {
    peer: { type: "string", default: "mattermote" },
    chip: { type: "boolean" },
    only: { type: "string", multiple: true },
    long: { type: "boolean" },
  },
});

const folder = fileURLToPath(new URL("..", import.meta.url));
const target = join(folder, "target");
const mote = resolve(folder, "../../mote");
const standIn = ["node", join(folder, "src/standin.mjs")];
const ours = options.peer === "mattermote";
const board = process.env.MOTE_BOARD;
const runWords = [mote, "run", ...(board ? ["--board", board] : [])];
const deviceWords = ours ? runWords : standIn;
const port = 5540;

// Two cores are shared by the device, the controller and the capture.
const slack = availableParallelism() <= 2 ? 2 : 1;

const toggles = options.long ? 500 : 50;
const reads = options.long ? 2000 : 200;
const reconnections = options.long ? 50 : 5;

const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));
const ms = value => `${Math.round(value)} ms`;

// ---- Counting -----------------------------------------------------------------------------------

const count = { passed: 0, failed: 0, skipped: 0 };

class Skip extends Error {}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

/** A limit of the requirements; the figure is printed whether it holds or not. */
function limit(value, most, what) {
  const allowed = most * slack;
  expect(value < allowed, `${what} took ${ms(value)}, ${ms(allowed)} is allowed`);
  return `${what} ${ms(value)} (limit ${ms(most)}${value >= most ? `, doubled on ${availableParallelism()} cores` : ""})`;
}

/** Figures that were measured are kept for the line, also of a test that fails later. */
async function test(name, body) {
  if (options.only && !options.only.some(text => new RegExp(text).test(name))) return;
  const facts = [];
  try {
    await body(fact => facts.push(fact));
    count.passed++;
    console.log(`interop: ok    ${[name, ...facts].join("; ")}`);
  } catch (error) {
    if (error instanceof Skip) {
      count.skipped++;
      console.log(`interop: skip  ${name}: ${error.message}`);
    } else {
      count.failed++;
      console.log(`interop: FAIL  ${[name, ...facts].join("; ")}: ${error.message}`);
    }
  }
}

// ---- What the tests share -----------------------------------------------------------------------

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, "log"), { recursive: true });

const network = await makeNetwork();
const capture = await Capture.start();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
process.on("exit", () => {
  killAll();
  capture.close();
  network.close();
});

let devices = 0;
let storages = 0;
let controllers = 0;

const newStorage = () => join(target, `storage-${++storages}`);

/** `more` says what is different of a device beside another: its port, its side of the network. */
function startDevice(storage, words = deviceWords, more = {}) {
  const log = join(target, "log", `device-${++devices}.log`);
  return Device.start({ words, inside: network.inside, log, storage, port, link: deviceLink, ...more });
}

async function startController(more = {}) {
  const number = ++controllers;
  return await Controller.start({
    log: join(target, "log", `controller-${number}.log`),
    storage: join(target, `controller-${number}`),
    ...more,
  });
}

let radios = 0;

/** Bluetooth controllers, the first of them on the device's side of the network. */
async function startRadio(offers, more = {}) {
  return await Radio.start({ inside: network.inside, log: join(target, "log", `radio-${++radios}.log`), offers, ...more });
}

async function stopCleanly(device) {
  const end = await device.stop();
  expect(end.code === 0, `SIGTERM ended the device with ${end.signal ?? end.code} instead of 0`);
}

/** Ends a device that is being watched, then has the controller forget it. */
async function leave(controller, device) {
  await controller.ask("subscribed", { within: 10000 });
  await stopCleanly(device);
  await controller.ask("delete");
}

/** `code` is one of the ready line's by its name, or a code itself. */
async function commission(controller, code, device, more = {}) {
  const ready = await device.ready();
  const mark = capture.mark;
  const result = await controller.ask("commission", { code: ready[code] ?? code, ...more });
  const again = repeats(capture.since(mark)).length;
  return { ...result, again };
}

/** How long each controller waits for the report of a local change. */
async function reportTimes(device, controllers) {
  for (const controller of controllers) {
    const { active } = await controller.ask("subscribed", { within: 10000 });
    expect(active, "matter.js has no subscription");
  }
  // Earlier commands' reports are out of the way by then.
  await sleep(1200);
  const armed = controllers.map(controller => controller.event("armed", 2000));
  const reports = controllers.map(controller => controller.ask("report", { within: 5000 }));
  for (const report of reports) report.catch(() => {});
  await Promise.all(armed);
  const from = performance.timeOrigin + performance.now();
  device.press("b");
  const times = (await Promise.all(reports)).map(({ at }) => at - from);
  const slowest = Math.max(...times);
  expect(slowest < 1000, `a report took ${ms(slowest)}`);
  return times;
}

/** What `mote status` says of a device; undefined of the stand-in. */
async function status(device) {
  if (!ours) return undefined;
  const result = await outcome([mote, "status", "--storage", device.storage]);
  expect(result.code === 0, `mote status ended with ${result.signal ?? result.code}: ${result.stderr.trim()}`);
  const lines = result.stdout.split("\n").filter(line => line.includes("="));
  return Object.fromEntries(lines.map(line => line.split("=")).map(([name, value]) => [name, Number(value)]));
}

/** Commissions a fresh device twice in one fresh controller process, which keeps the second. */
async function coldAndWarm(code, words = deviceWords) {
  const times = {};
  let again = 0;
  let device;
  const controller = await startController();
  try {
    for (const how of ["cold", "warm"]) {
      if (device) {
        await leave(controller, device);
      }
      device = startDevice(newStorage(), words);
      const result = await commission(controller, code, device);
      times[how] = result.milliseconds;
      again += result.again;
    }
  } catch (error) {
    await device?.stop("SIGKILL");
    await controller.stop();
    throw error;
  }
  return { device, controller, times, again };
}

// ---- The tests ----------------------------------------------------------------------------------

console.log(`interop: matter.js 0.17.9 controller, device is ${ours ? runWords.slice(1).join(" ").replace("run", "mote run") : "a matter.js light (stand-in)"}`);

if (ours && !options.only) {
  try {
    const { device, controller, times } = await coldAndWarm("manual", standIn);
    console.log(`interop: anchor, a matter.js device: commission() cold ${ms(times.cold)}, warm ${ms(times.warm)}`);
    await device.stop();
    await controller.stop();
  } catch (error) {
    console.log(`interop: anchor, a matter.js device: ${error.message}`);
  }
}

let device;
let controller;

/** With --only, the device the chosen tests need; otherwise the one the tests before left. */
const needsCommissioned = async () => {
  if (options.only && !device) ({ device, controller } = await coldAndWarm("qr"));
  if (!controller || !device) throw new Skip("no device was commissioned");
};

await test("ready line within 2 s when built", async note => {
  const storage = newStorage();
  const fresh = startDevice(storage);
  try {
    const ready = await fresh.ready();
    expect(/^\d{11}(\d{10})?$/.test(ready.manual), `manual=${ready.manual}`);
    expect(ready.qr?.startsWith("MT:"), `qr=${ready.qr}`);
    expect(ready.port === String(port) && ready.fabrics === "0", `port=${ready.port} fabrics=${ready.fabrics}`);
    if (ours) note(limit(ready.milliseconds, 2000, "ready line"));
    else note(`ready line ${ms(ready.milliseconds)}`);
    await stopCleanly(fresh);
  } finally {
    if (!fresh.end) await fresh.stop("SIGKILL");
  }
});

await test("commission by manual code through mDNS", async note => {
  const both = await coldAndWarm("manual");
  device = both.device;
  controller = both.controller;
  note(limit(both.times.cold, 3000, "cold"));
  note(limit(both.times.warm, 1000, "warm"));
  note(`datagrams seen twice: ${both.again}`);
});

await test("attestation proved from bytes read over the wire", async note => {
  await needsCommissioned();
  await leave(controller, device);
  device = startDevice(newStorage());
  const file = join(target, "attestation.properties");
  await commission(controller, "manual", device, { attestation: file });
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin/java") : "java";
  const result = await outcome([
    java,
    join(folder, "src/AttestationCheck.java"),
    file,
    join(folder, "src/trust.properties"),
  ], 60000);
  expect(result.code === 0, (result.stderr || result.stdout).trim().split("\n")[0]);
  note(result.stdout.trim());
});

await device?.stop();
await controller?.stop();
device = controller = undefined;

await test("commission by QR payload through mDNS", async note => {
  const both = await coldAndWarm("qr");
  device = both.device;
  controller = both.controller;
  note(limit(both.times.cold, 3000, "cold"));
  note(limit(both.times.warm, 1000, "warm"));
  note(`datagrams seen twice: ${both.again}`);
});

await test("toggle", async note => {
  await needsCommissioned();
  const before = (await controller.ask("onOff")).value;
  const line = device.next(/^mote: onoff endpoint=1 value=/, 2000, "the state line");
  const { milliseconds } = await controller.ask("toggle");
  const seen = (await line).line;
  const after = (await controller.ask("onOff")).value;
  expect(after === !before, `On/Off was ${before} and is ${after}`);
  expect(seen.endsWith(`value=${after}`), `the device says "${seen}"`);
  note(ms(milliseconds));
});

await test("wildcard read of everything without an error", async note => {
  await needsCommissioned();
  const all = await controller.ask("readEverything");
  expect(all.errors.length === 0, all.errors.join(", "));
  expect(all.missing.length === 0, `listed but not reported: ${all.missing.join(", ")}`);
  expect(all.clusters > 0, "nothing was reported");
  note(`${all.attributes} attributes of ${all.clusters} clusters on ${all.endpoints} endpoints in ${ms(all.milliseconds)}`);
});

await test("the default subscription reports a local change", async note => {
  await needsCommissioned();
  const times = [];
  for (let i = 0; i < 3; i++) times.push(...(await reportTimes(device, [controller])));
  note(times.map(ms).join(", "));
});

await test("50 toggles and 200 reads in a row: nothing is sent twice", async note => {
  await needsCommissioned();
  const counted = ours ? await device.counters() : undefined;
  await capture.settle();
  const mark = capture.mark;
  const burst = await controller.ask("burst", { toggles, reads }, 300000);
  // An acknowledgement that is missing shows by a retransmission later.
  await sleep(3000);
  const seen = capture.since(mark).filter(isMatter);
  note(`toggle p50 ${burst.toggle.toFixed(1)} ms, read p50 ${burst.read.toFixed(1)} ms, slowest ${ms(burst.slowest)}`);
  note(`${seen.length} datagrams`);
  expect(seen.length >= 2 * (toggles + reads), "the capture missed datagrams");
  const twice = repeats(seen);
  expect(twice.length === 0, `${twice.length} datagrams seen twice, ${twice.filter(d => d.fromDevice).length} from the device`);
  if (!counted) {
    note("counters not asked: the stand-in has none");
    return;
  }
  const after = await device.counters();
  for (const name of ["mrp.retransmissions", "rx.duplicates"]) {
    expect(name in after, `no counter ${name}`);
    expect(after[name] === counted[name], `${name} went from ${counted[name]} to ${after[name]}`);
    note(`${name} ${after[name]}`);
  }
});

await test("SIGTERM: exit 0 and goodbye; the next command within 3 s of the ready line", async note => {
  await needsCommissioned();
  const mark = capture.mark;
  const { storage } = device;
  const goodbye = capture.find(mark, isGoodbye("_matter._tcp.local"), 3000);
  await stopCleanly(device);
  const farewell = await goodbye;
  if (ours) expect(farewell, "no goodbye for _matter._tcp");
  else note(`goodbye ${farewell ? "" : "not "}seen`);
  device = startDevice(storage);
  const ready = await device.ready();
  expect(ready.fabrics === "1", `the device started again says fabrics=${ready.fabrics}`);
  const { at } = await controller.ask("toggle", {}, 30000);
  note(limit(at - ready.at, 3000, "command"));
});

await test("SIGKILL: a new CASE is served within 300 ms of the ready line", async note => {
  await needsCommissioned();
  const { storage } = device;
  await controller.ask("subscribed", { within: 15000 });
  await device.stop("SIGKILL");
  const { sessions } = await controller.ask("forget");
  expect(sessions === 0, `the controller kept ${sessions} sessions`);
  device = startDevice(storage);
  const ready = await device.ready();
  const mark = capture.mark;
  expect(ready.fabrics === "1", `the device started again says fabrics=${ready.fabrics}`);
  const command = await controller.ask("remember", {}, 30000);
  await capture.settle();
  const seen = capture.since(mark);
  const opening = seen.find(d => !d.fromDevice && handshakeOpcode(d) === opcodes.sigma1);
  expect(opening, "the controller opened no session");
  const answers = [opcodes.sigma2, opcodes.sigma2Resume];
  const answer = seen.find(d => d.fromDevice && answers.includes(handshakeOpcode(d)));
  expect(answer, "Sigma1 had no answer");
  const served = seen.find(d => d.fromDevice && isSecured(d) && d.t > answer.t);
  expect(served, "nothing was served on the new session");
  note(`Sigma1 ${ms(opening.t - ready.at)}, its answer ${ms(answer.t - ready.at)} after the ready line`);
  note(`command ${ms(command.at - ready.at)} after it`);
  note(limit(served.t - ready.at, 300, "first secured reply"));
});

const bench = { test, expect, Skip, ms, mote, runWords, standIn, ours, capture, reconnections, needsCommissioned, slack };
Object.assign(bench, { startDevice, newStorage, startController, commission, stopCleanly, reportTimes, status });
Object.assign(bench, { expectReplayed, startRadio, board, folder, long: options.long, addresses: network.addresses });

const place = {
  get device() {
    return device;
  },
  set device(next) {
    device = next;
  },
  get controller() {
    return controller;
  },
};

await handshakeTests(bench, place);
await costTests(bench, place, board);

await test("the commissionable service is withdrawn by a goodbye", async () => {
  await needsCommissioned();
  expect(capture.datagrams.some(isGoodbye("_matterc._udp.local")), "no goodbye for _matterc._udp");
});

await test("no packet above 1280 bytes, no fragment", async note => {
  await needsCommissioned();
  const sent = capture.datagrams.filter(d => d.fromDevice && (d.fragment || isMatter(d)));
  const largest = Math.max(...sent.map(d => d.size));
  expect(!sent.some(d => d.fragment), "the device sent a fragment");
  expect(largest <= 1280, `the device sent a packet of ${largest} bytes`);
  note(`${sent.length} packets, the largest has ${largest} bytes`);
});

await device?.stop();
await controller?.stop();

await fabricTests(bench);
await appTests(bench);
await tcpTests(bench);
await timeTests(bench);
await tlsTests(bench);
await bleTests(bench);
await sdpTests(bench);
await mediaTests(bench);

// ---- The reference controller, where it was asked for -------------------------------------------

await test("connectedhomeip's Python controller", async note => {
  if (!options.chip) throw new Skip("240 MB, run with --chip");
  const light = startDevice(newStorage());
  try {
    const ready = await light.ready();
    const storage = join(target, "chip");
    const mark = capture.mark;
    const log = join(target, "log", "chip.log");
    const words = [join(folder, ".venv/bin/python"), join(folder, "src/chip_controller.py"), storage];
    const steps = await drive([...words, join(folder, "src/trust.properties"), ready.qr], log, light, 180000);
    const failed = steps.find(step => step.failed);
    const done = steps.filter(step => step.step);
    for (const { step, ms: time, ...facts } of done) {
      const found = Object.entries(facts).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
      note([`${step} ${ms(time)}`, ...found].join(", "));
    }
    expect(!failed, `after ${done.at(-1)?.step ?? "the start"}: ${failed?.failed}`);
    const one = name => done.find(({ step }) => step.startsWith(name)) ?? {};
    expect(one("toggle").changed, "the toggle changed nothing");
    for (const { failures } of done) expect(!failures?.length, failures?.join(", "));
    expect(one("commands of both").fabrics === 2, "there are not two fabrics");
    expect(one("the other fabric").status === 0, "RemoveFabric was refused");
    note(`datagrams seen twice: ${repeats(capture.since(mark)).length}`);
    await stopCleanly(light);
  } finally {
    if (!light.end) await light.stop("SIGKILL");
  }
});

// ---- Starts that must be refused ----------------------------------------------------------------

async function refused(note, words, environment = []) {
  const result = await outcome([...network.inside, ...environment, ...words]);
  const lines = result.stderr.split("\n").filter(line => line.length > 0);
  const what = words.slice(2).join(" ");
  expect(result.code === 2, `${what}: ended with ${result.signal ?? result.code} instead of 2: ${lines[0] ?? ""}`);
  expect(lines.length === 1, `${what}: ${lines.length} lines on standard error: ${lines.slice(0, 3).join(" | ")}`);
  expect(!/^mote: ready /m.test(result.stdout), `${what}: said it was ready`);
  note(lines[0]);
}

const here = ["--interface", deviceLink, "--port", String(port), "--no-ble"];

const needsOurs = () => {
  if (!ours) throw new Skip("the stand-in has no such answers");
};

await test("a port in use is refused", async note => {
  needsOurs();
  const holder = startDevice(newStorage());
  try {
    await holder.ready();
    await refused(note, [...runWords, "--storage", newStorage(), ...here]);
  } finally {
    await holder.stop();
  }
});

await test("a missing interface is refused", async note => {
  needsOurs();
  await refused(note, [...runWords, "--storage", newStorage(), "--interface", "nosuch0", "--port", String(port), "--no-ble"]);
});

async function expectReplayed(on, file, note) {
  const { code, stdout, stderr } = await outcome([mote, "replay", "--board", on, file], 300_000);
  const last = (stdout + stderr).trim().split("\n").at(-1);
  expect(code === 0, `mote replay on ${on} ended with ${code}: ${last}`);
  expect(/^replayed [1-9][0-9]+ packets, identical$/m.test(stdout), `mote replay on ${on} says "${last}"`);
  note(`${on} ${/^replayed .*$/m.exec(stdout)[0]}`);
}

await test("a recorded session replays byte for byte", async note => {
  needsOurs();
  const file = join(target, "session.record");
  const storage = newStorage();
  // Only the JVM records; the board is given what it recorded.
  const recorded = startDevice(storage, [mote, "run", "--record", file]);
  const watcher = await startController();
  try {
    await commission(watcher, "qr", recorded);
    for (let i = 0; i < 10; i++) await watcher.ask("toggle");
    await watcher.ask("readEverything");
    await watcher.ask("subscribed", { within: 10000 });
    recorded.press("b");
    await sleep(1500);
    await watcher.ask("forget");
    await watcher.ask("remember", {}, 30000);
    const seen = await status(recorded);
    expect(seen["fabrics.in-use"] === 1, `mote status says fabrics.in-use=${seen["fabrics.in-use"]}`);
    note(`status: case.full=${seen["case.full"]} case.resumed=${seen["case.resumed"]}`);
    await stopCleanly(recorded);
  } finally {
    if (!recorded.end) await recorded.stop("SIGKILL");
    await watcher.stop();
  }
  for (const on of board ? ["jvm", board] : ["jvm"]) await expectReplayed(on, file, note);
});

await test("a folder that is not writable is refused", async note => {
  needsOurs();
  const locked = newStorage();
  mkdirSync(locked);
  chmodSync(locked, 0o555);
  // Root may write anywhere, so this takes that from it.
  const plain = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"];
  await refused(note, [...runWords, "--storage", locked, ...here], plain);
  const file = newStorage();
  writeFileSync(file, "");
  await refused(note, [...runWords, "--storage", file, ...here]);
});

await test("storage that is damaged is refused and left alone", async note => {
  needsOurs();
  const storage = newStorage();
  const first = startDevice(storage);
  await first.ready();
  await first.stop();
  const files = readdirSync(storage, { withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(storage, entry.name))
    .filter(file => statSync(file).size >= 16);
  expect(files.length > 0, "the device left no file");
  for (const file of files) {
    const bytes = readFileSync(file);
    for (let i = 0; i < 8; i++) bytes[i] ^= 0x5a;
    writeFileSync(file, bytes);
  }
  const before = files.map(file => readFileSync(file, "latin1"));
  await refused(note, [...runWords, "--storage", storage, ...here]);
  expect(
    files.every((file, i) => readFileSync(file, "latin1") === before[i]),
    "a damaged file was overwritten",
  );
});

for (const bad of [
  ["--no-such-option"],
  ["--passcode", "11111111"],
  ["--passcode", "12345678"],
  ["--passcode", "0"],
  ["--passcode", "100000000"],
  ["--passcode", "abc"],
  ["--discriminator", "4096"],
  ["--discriminator", "-1"],
  ["--port", "65536"],
  ["--app", "nosuch"],
  ["--board", "nosuch"],
  ["--vendor-id", "0xFFF3"],
]) {
  await test(`${bad.join(" ")} is refused`, async note => {
    needsOurs();
    const rest = ["--interface", deviceLink, "--no-ble"];
    await refused(note, [...(bad[0] === "--board" ? [mote, "run"] : runWords), "--storage", newStorage(), ...rest, ...bad]);
  });
}

console.log(`interop: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed === 0 && count.passed > 0 ? 0 : 1);
