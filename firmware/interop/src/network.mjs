// The test network: a veth pair between this network namespace (the controller's) and one below it
// (the device's). Loopback cannot carry mDNS multicast. Needs no root: `run` enters a user namespace.

import { execFileSync, spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const controllerLink = "mc0";
export const deviceLink = "md0";

const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const command = (...words) => execFileSync(words[0], words.slice(1), { stdio: ["ignore", "ignore", "inherit"] });

/** Makes the network. `inside` is the prefix of a command that runs on the device's side. */
export async function makeNetwork() {
  // It lives as long as our end of its standard input.
  const holder = spawn("unshare", ["--net", "cat"], { stdio: ["pipe", "ignore", "inherit"] });
  const ours = readlinkSync("/proc/self/ns/net");
  const until = Date.now() + 5000;
  while (namespaceOf(holder.pid) === ours) {
    if (Date.now() > until) throw new Error("no network namespace for the device");
    await sleep(10);
  }
  const inside = ["nsenter", "--target", String(holder.pid), "--net", "--"];
  command("ip", "link", "add", "dev", controllerLink, "type", "veth", "peer", "name", deviceLink);
  command("ip", "link", "set", deviceLink, "netns", String(holder.pid));
  for (const [prefix, link, host] of [
    [[], controllerLink, "fd00::1/64"],
    [inside, deviceLink, "fd00::2/64"],
  ]) {
    // Without this the link-local address is tentative for two seconds.
    command(...prefix, "sh", "-c", `echo 0 >/proc/sys/net/ipv6/conf/${link}/accept_dad`);
    command(...prefix, "ip", "link", "set", "lo", "up");
    command(...prefix, "ip", "link", "set", link, "up");
    command(...prefix, "ip", "-6", "address", "add", host, "dev", link, "nodad");
  }
  /** Gives the device's side so many addresses more, or takes them away: `change` is "add" or "del". */
  const addresses = (change, count) => {
    for (let i = 0; i < count; i++) {
      const more = change === "add" ? ["nodad"] : [];
      command(...inside, "ip", "-6", "address", change, `fd00::${i + 0x10}/64`, "dev", deviceLink, ...more);
    }
  };
  return { inside, addresses, close: () => holder.stdin.end() };
}

function namespaceOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return readlinkSync("/proc/self/ns/net");
  }
}

/** What passed between the two sides, seen from beside; nothing is relayed or delayed. */
export class Capture {
  datagrams = [];
  #waiting = [];

  static async start() {
    const script = fileURLToPath(new URL("capture.py", import.meta.url));
    const capture = new Capture();
    capture.process = spawn("python3", ["-u", script, controllerLink], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve, reject) => {
      capture.process.once("exit", code => reject(new Error(`capture.py ended with ${code}`)));
      createInterface({ input: capture.process.stdout }).on("line", line => {
        const datagram = JSON.parse(line);
        if (datagram.listening) resolve();
        else capture.#add(datagram);
      });
    });
    return capture;
  }

  #add(datagram) {
    if (datagram.data !== undefined) datagram.bytes = Buffer.from(datagram.data, "hex");
    datagram.fromDevice = !addressesHere().has(datagram.from);
    this.datagrams.push(datagram);
    this.#waiting = this.#waiting.filter(({ wanted, resolve }) => {
      if (!wanted(datagram)) return true;
      resolve(datagram);
      return false;
    });
  }

  /** A place in the stream, for since(). */
  get mark() {
    return this.datagrams.length;
  }

  since(mark) {
    return this.datagrams.slice(mark);
  }

  /** The first datagram after `mark` that is wanted, or undefined after `within` milliseconds. */
  async find(mark, wanted, within) {
    const seen = this.since(mark).find(wanted);
    if (seen) return seen;
    return await new Promise(resolve => {
      const entry = { wanted, resolve };
      this.#waiting.push(entry);
      setTimeout(() => {
        this.#waiting = this.#waiting.filter(other => other !== entry);
        resolve(undefined);
      }, within).unref();
    });
  }

  /** Lets what is on its way arrive. */
  settle = () => sleep(300);

  close() {
    this.process.removeAllListeners("exit");
    this.process.kill();
  }
}

let here;
function addressesHere() {
  if (!here) {
    const addresses = JSON.parse(execFileSync("ip", ["-json", "-6", "address", "show", "dev", controllerLink]));
    here = new Set(addresses.flatMap(link => link.addr_info ?? []).map(address => address.local));
  }
  return here;
}

export const isMdns = datagram => datagram.dport === 5353 || datagram.sport === 5353;
export const isMatter = datagram => datagram.bytes !== undefined && !isMdns(datagram);

/** Datagrams of `list` that are byte for byte one seen before between the same two ports. */
export function repeats(list) {
  const seen = new Set();
  return list.filter(isMatter).filter(({ from, sport, to, dport, data }) => {
    const key = [from, sport, to, dport, data].join(" ");
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

/** An unsecured secure-channel message (Matter core 4.4), undefined of any other datagram. */
export function handshakeMessage(datagram) {
  if (!isMatter(datagram) || datagram.bytes.length < 16) return undefined;
  const bytes = datagram.bytes;
  if (bytes.readUInt16LE(1) !== 0) return undefined;
  const flags = bytes[0];
  const at = 8 + (flags & 0x04 ? 8 : 0) + [0, 8, 2, 0][flags & 0x03];
  if (at + 6 > bytes.length || bytes.readUInt16LE(at + 4) !== 0) return undefined;
  const acknowledgement = bytes[at] & 0x02 ? 4 : 0;
  return { opcode: bytes[at + 1], exchange: bytes.readUInt16LE(at + 2), payload: bytes.subarray(at + 6 + acknowledgement) };
}

export const handshakeOpcode = datagram => handshakeMessage(datagram)?.opcode;

export const opcodes = { acknowledgement: 0x10, sigma1: 0x30, sigma2: 0x31, sigma3: 0x32, sigma2Resume: 0x33, status: 0x40 };
const success = 0;
const busy = 8;

/** True of a Busy to a request for a session (Matter core 4.11.1.4). */
export function isBusy(datagram) {
  const message = handshakeMessage(datagram);
  return message?.opcode === opcodes.status && message.payload.length >= 8 && message.payload.readUInt16LE(0) === busy;
}

/**
 * The controller's requests for CASE in `list`, each with its first Sigma1, what the device answered, and, if it went
 * through, `milliseconds` from Sigma1 to the success report.
 */
export function caseHandshakes(list) {
  const found = new Map();
  for (const datagram of list) {
    const message = handshakeMessage(datagram);
    if (!message) continue;
    const { opcode, exchange, payload } = message;
    const key = `${datagram.fromDevice ? datagram.dport : datagram.sport} ${exchange}`;
    const handshake = found.get(key);
    if (opcode === opcodes.sigma1 && !datagram.fromDevice) {
      if (!handshake) found.set(key, { sigma1: datagram });
    } else if (!handshake) {
      continue;
    } else if (opcode === opcodes.sigma2 && datagram.fromDevice) {
      handshake.answer ??= datagram;
    } else if (opcode === opcodes.sigma2Resume && datagram.fromDevice) {
      handshake.answer ??= datagram;
      handshake.resumed = true;
    } else if (opcode === opcodes.sigma3 && !datagram.fromDevice) {
      handshake.sigma3 ??= datagram;
    } else if (isBusy(datagram)) {
      handshake.busy = true;
    } else if (opcode === opcodes.status && payload.length >= 8 && payload.readUInt16LE(0) === success) {
      // A resumed session is opened by the controller's success, a new one by the device's.
      if (handshake.end || !handshake.answer || datagram.fromDevice === Boolean(handshake.resumed)) continue;
      handshake.end = datagram;
      handshake.milliseconds = datagram.t - handshake.sigma1.t;
    }
  }
  return [...found.values()];
}

/** True of a datagram on a session with keys. */
export const isSecured = datagram =>
  isMatter(datagram) && datagram.bytes.length > 8 && datagram.bytes.readUInt16LE(1) !== 0;

/** The records of the answer section of a DNS message, or none. */
export function dnsAnswers(bytes) {
  const records = [];
  try {
    if (!(bytes[2] & 0x80)) return records;
    let at = 12;
    const name = from => {
      const labels = [];
      let next;
      for (let hops = 0; hops < 128; hops++) {
        const length = bytes[from];
        if (length >= 0xc0) {
          next ??= from + 2;
          from = bytes.readUInt16BE(from) & 0x3fff;
        } else if (length === 0) {
          at = next ?? from + 1;
          return labels.join(".");
        } else {
          labels.push(bytes.toString("utf8", from + 1, from + 1 + length));
          from += 1 + length;
        }
      }
      throw new RangeError("name without end");
    };
    for (let i = bytes.readUInt16BE(4); i > 0; i--) {
      name(at);
      at += 4;
    }
    for (let i = bytes.readUInt16BE(6); i > 0; i--) {
      const owner = name(at);
      const type = bytes.readUInt16BE(at);
      const ttl = bytes.readUInt32BE(at + 4);
      at += 10 + bytes.readUInt16BE(at + 8);
      records.push({ name: owner, type, ttl });
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return records;
}

/** A multicast answer of the device that withdraws `service`. */
export const isGoodbye = service => datagram =>
  datagram.fromDevice &&
  datagram.dport === 5353 &&
  dnsAnswers(datagram.bytes).some(record => record.ttl === 0 && record.name.endsWith(service));
