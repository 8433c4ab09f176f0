// The processes of a test: devices on one side, controllers on the other.

import { fork, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = name => fileURLToPath(new URL(name, import.meta.url));
const now = () => performance.timeOrigin + performance.now();

/** If the harness dies, so do they. */
const dieWithUs = ["setpriv", "--pdeathsig", "KILL", "--"];

const running = new Set();

export function killAll() {
  for (const child of running) child.kill("SIGKILL");
}

export class Device {
  lines = [];
  #waiting = [];

  /** `words` is the command up to its options. */
  static start({ words, inside, log, storage, port, link, options = [] }) {
    const device = new Device();
    device.storage = storage;
    const all = [...inside, ...dieWithUs, ...words, "--storage", storage];
    all.push("--port", String(port), "--interface", link, ...(options.includes("--hci") ? [] : ["--no-ble"]), ...options);
    const out = createWriteStream(log);
    out.write(`${all.join(" ")}\n`);
    device.startedAt = now();
    device.process = spawn(all[0], all.slice(1), { stdio: ["pipe", "pipe", "pipe"] });
    running.add(device.process);
    device.process.stdin.on("error", () => {});
    device.process.stderr.pipe(out, { end: false });
    device.ended = new Promise(resolve =>
      device.process.once("close", (code, signal) => {
        running.delete(device.process);
        out.end();
        device.end = { code, signal };
        for (const { reject } of device.#waiting) {
          reject(new Error(`the device ended with ${signal ?? code}, see ${log}`));
        }
        resolve(device.end);
      }),
    );
    createInterface({ input: device.process.stdout }).on("line", line => {
      out.write(`${line}\n`);
      const seen = { line, at: now() };
      device.lines.push(seen);
      device.#waiting = device.#waiting.filter(({ pattern, resolve }) => {
        if (!pattern.test(line)) return true;
        resolve(seen);
        return false;
      });
    });
    return device;
  }

  /** The next line from here on that matches. */
  async next(pattern, within, what) {
    if (this.end) throw new Error(`the device ended with ${this.end.signal ?? this.end.code}`);
    return await new Promise((resolve, reject) => {
      const entry = { pattern, resolve, reject };
      this.#waiting.push(entry);
      setTimeout(() => {
        this.#waiting = this.#waiting.filter(other => other !== entry);
        reject(new Error(`${what} did not come within ${within} ms`));
      }, within).unref();
    });
  }

  async ready(within = 30000) {
    const already = this.lines.find(({ line }) => line.startsWith("mote: ready "));
    const { line, at } = already ?? (await this.next(/^mote: ready /, within, "the ready line"));
    const fields = Object.fromEntries(line.split(" ").slice(2).map(field => field.split(/=(.*)/s)));
    return { ...fields, at, milliseconds: at - this.startedAt };
  }

  async counters() {
    const line = this.next(/^mote: counters /, 2000, "the counters");
    this.press("s");
    const fields = (await line).line.split(" ").slice(2).map(field => field.split("="));
    return Object.fromEntries(fields.map(([name, value]) => [name, Number(value)]));
  }

  press(key) {
    this.process.stdin.write(`${key}\n`);
  }

  async stop(signal = "SIGTERM", within = 5000) {
    this.process.kill(signal);
    const late = setTimeout(() => this.process.kill("SIGKILL"), within);
    const end = await this.ended;
    clearTimeout(late);
    return end;
  }
}

/** Runs a command that should end by itself; its end and what it said. */
export async function outcome(words, within = 15000) {
  const all = [...dieWithUs, ...words];
  const child = spawn(all[0], all.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const text = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"]) child[stream].on("data", data => (text[stream] += data));
  const late = setTimeout(() => child.kill("SIGKILL"), within);
  const [code, signal] = await new Promise(resolve => child.once("close", (...end) => resolve(end)));
  clearTimeout(late);
  running.delete(child);
  return { code, signal, ...text };
}

/** Runs a controller that reports in lines of JSON and may ask for a key to be pressed on the device. */
export async function drive(words, log, device, within) {
  const out = createWriteStream(log);
  await new Promise(resolve => out.once("open", resolve));
  const all = [...dieWithUs, ...words];
  const child = spawn(all[0], all.slice(1), { stdio: ["ignore", "pipe", out] });
  running.add(child);
  const lines = [];
  createInterface({ input: child.stdout }).on("line", text => {
    const line = JSON.parse(text);
    if (line.key) device.press(line.key);
    else lines.push(line);
  });
  const late = setTimeout(() => child.kill("SIGKILL"), within);
  const [code, signal] = await new Promise(resolve => child.once("close", (...end) => resolve(end)));
  clearTimeout(late);
  running.delete(child);
  if (code !== 0 && !lines.some(line => line.failed)) {
    lines.push({ failed: `the controller ended with ${signal ?? code}, see ${log}` });
  }
  return lines;
}

/** Bluetooth controllers on one radio; how each is reached is in `hci`, in the order of `offers`. */
export class Radio {
  hci = [];
  #handlers;
  #done;
  #failed = () => {};

  static async start({ inside, log, offers, words = [here("../ble/virtual-controllers")] }) {
    const radio = new Radio();
    const all = [...inside, ...dieWithUs, ...words, ...offers];
    const out = createWriteStream(log);
    await new Promise(resolve => out.once("open", resolve));
    radio.process = spawn(all[0], all.slice(1), { stdio: ["pipe", "pipe", out] });
    running.add(radio.process);
    await new Promise((resolve, reject) => {
      radio.process.once("exit", (code, signal) => {
        running.delete(radio.process);
        const error = new Error(`the Bluetooth controllers ended with ${signal ?? code}, see ${log}`);
        reject(error);
        radio.#failed(error);
      });
      createInterface({ input: radio.process.stdout }).on("line", line => {
        if (line === "ready") resolve();
        else if (!line.startsWith("{")) radio.hci.push(/ hci=(\S+)/.exec(line)?.[1]);
        else radio.#take(JSON.parse(line));
      });
    });
    return radio;
  }

  /** Has the centrals among them do what `order` says; `handlers` are for what they report. What they said last. */
  async drive(order, handlers) {
    this.#handlers = handlers;
    this.process.stdin.write(`${JSON.stringify(order)}\n`);
    return await new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
    });
  }

  async #take(said) {
    if (said.done) this.#done(said);
    else if (said.case) this.#handlers.case(said);
    else if (said.restart) {
      try {
        await this.#handlers.restart();
        this.process.stdin.write("\n");
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  async stop() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise(resolve => this.process.once("exit", resolve));
    this.#failed = () => {};
    this.process.stdin.end();
    await gone;
  }
}

/** Viewers of WebRTC, many peers in one process; camera/viewer.py says how they are told. */
export class Viewers {
  /** Takes what a peer says by itself. */
  said = () => {};
  #answers = new Map();
  #count = 0;

  static async start({ words, log }) {
    const viewers = new Viewers();
    const out = createWriteStream(log);
    await new Promise(resolve => out.once("open", resolve));
    const all = [...dieWithUs, ...words];
    viewers.process = spawn(all[0], all.slice(1), { stdio: ["pipe", "pipe", out] });
    running.add(viewers.process);
    viewers.process.stdin.on("error", () => {});
    await new Promise((resolve, reject) => {
      viewers.process.once("exit", (code, signal) => {
        running.delete(viewers.process);
        viewers.end = signal ?? code;
        const error = new Error(`the viewer ended with ${viewers.end}, see ${log}`);
        reject(error);
        for (const answer of viewers.#answers.values()) answer.reject(error);
      });
      createInterface({ input: viewers.process.stdout }).on("line", line => {
        out.write(`${line}\n`);
        const { id, error, ...what } = JSON.parse(line);
        if (what.event === "loaded") resolve();
        else if (id === undefined) viewers.said(what);
        else if (error === undefined) viewers.#answers.get(id).resolve(what);
        else viewers.#answers.get(id).reject(new Error(error));
        viewers.#answers.delete(id);
      });
    });
    return viewers;
  }

  async ask(what, peer, words = {}) {
    if (this.end !== undefined) throw new Error(`the viewer ended with ${this.end}`);
    const id = ++this.#count;
    this.process.stdin.write(`${JSON.stringify({ id, do: what, peer, ...words })}\n`);
    return await new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  async stop(signal) {
    if (this.end !== undefined) return;
    const gone = new Promise(resolve => this.process.once("exit", resolve));
    if (signal) this.process.kill(signal);
    else this.process.stdin.end();
    const late = setTimeout(() => this.process.kill("SIGKILL"), 5000);
    await gone;
    clearTimeout(late);
  }
}

export class Controller {
  #answers = new Map();
  #events = [];
  #count = 0;

  /** Takes what a device said to it by itself; only one that views cameras tells. */
  pushed = () => {};

  /** `script` and `environment` are for a controller other than controller.mjs. */
  static async start({ log, storage, script = here("controller.mjs"), environment = {}, ...more }) {
    const controller = new Controller();
    controller.storage = storage;
    const out = createWriteStream(log);
    await new Promise(resolve => out.once("open", resolve));
    controller.process = fork(script, [], {
      stdio: ["ignore", out, out, "ipc"],
      serialization: "advanced",
      env: { ...process.env, MATTER_STORAGE_PATH: storage, MATTER_LOG_FORMAT: "plain", ...environment },
    });
    running.add(controller.process);
    controller.process.once("exit", (code, signal) => {
      running.delete(controller.process);
      controller.end = signal ?? code;
      for (const { reject } of controller.#events) {
        reject(new Error(`the controller ended with ${controller.end}, see ${log}`));
      }
      for (const { reject } of controller.#answers.values()) {
        reject(new Error(`the controller ended with ${controller.end}, see ${log}`));
      }
    });
    const loaded = controller.event("loaded", 60000);
    loaded.catch(() => {});
    controller.process.on("message", message => {
      if (message.push) {
        controller.pushed(message);
        return;
      }
      if (message.event) {
        controller.#events = controller.#events.filter(({ name, resolve }) => {
          if (name !== message.event) return true;
          resolve();
          return false;
        });
        return;
      }
      const answer = controller.#answers.get(message.id);
      controller.#answers.delete(message.id);
      if (message.error !== undefined) answer.reject(new Error(message.error));
      else answer.resolve(message.result);
    });
    await loaded;
    await controller.ask("start", more);
    return controller;
  }

  async event(name, within) {
    return await new Promise((resolve, reject) => {
      this.#events.push({ name, resolve, reject });
      setTimeout(() => reject(new Error(`the controller said no ${name}`)), within).unref();
    });
  }

  async ask(name, argument = {}, within = 90000) {
    if (this.end !== undefined) throw new Error(`the controller ended with ${this.end}`);
    const id = ++this.#count;
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#answers.delete(id);
        reject(new Error(`${name} had no end within ${within} ms`));
      }, within);
      const done = then => value => {
        clearTimeout(timer);
        then(value);
      };
      this.#answers.set(id, { resolve: done(resolve), reject: done(reject) });
      this.process.send({ id, name, argument });
    });
  }

  /** Holds the process still in the middle of whatever it does, or lets it go on. */
  hold() {
    this.process.kill("SIGSTOP");
  }

  release() {
    this.process.kill("SIGCONT");
  }

  async stop() {
    if (this.end !== undefined) return;
    const gone = new Promise(resolve => this.process.once("exit", resolve));
    await this.ask("stop", {}, 5000).catch(() => this.process.kill("SIGKILL"));
    await gone;
  }
}
