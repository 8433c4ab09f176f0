// What a device costs the machine it runs on: resident memory and time of the processor, as the kernel counts them.

import { readdirSync, readFileSync } from "node:fs";

/** Ceilings of the native image (design: on the class of machine that this is), bytes and milliseconds. */
const ceilings = { memory: 2 << 20, read: 0.15, handshake: 3 };

const reads = 500;
const sessions = 10;

/** Milliseconds that the processor worked for the process. */
const worked = pid => readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + workedThread(pid, thread), 0) / 1e6;

/** Of one thread, ns; nothing of one that just ended. */
function workedThread(pid, thread) {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "ascii").split(" ")[0]);
  } catch {
    return 0;
  }
}

/** Bytes of one figure of the process's status. */
const memory = (pid, name) =>
  Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "ascii"))?.[1]) * 1024;

/** True of a board whose data name an emulator. */
export const isEmulated = board =>
  board !== undefined && /^emulator:/m.test(readFileSync(new URL(`../../../boards/${board}/board.yml`, import.meta.url), "utf8"));

const middle = values => values.toSorted((a, b) => a - b)[values.length >> 1];

export async function costTests(bench, place, board) {
  const { test, expect, Skip, needsCommissioned, ours } = bench;

  /** Processor time of a session opened anew, with all that the controller does on it first. */
  async function session(pid, full) {
    await place.controller.ask("forget");
    if (full) await place.controller.ask("forgetResumption");
    const before = worked(pid);
    await place.controller.ask("remember", {}, 30000);
    await place.controller.ask("subscribed", { within: 15000 });
    return worked(pid) - before;
  }

  await test("memory and processor time of the device", async note => {
    if (!ours) throw new Skip("the stand-in's are in another's hands");
    if (isEmulated(board)) throw new Skip("what an emulator costs says nothing of its device");
    await needsCommissioned();
    const { pid } = place.device.process;
    // The first ones warm what is cold.
    await place.controller.ask("burst", { toggles: 20, reads: 50 }, 60000);
    const before = worked(pid);
    await place.controller.ask("burst", { toggles: 0, reads }, 300000);
    const read = (worked(pid) - before) / reads;
    const times = { full: [], resumed: [] };
    for (let i = 0; i < sessions; i++) {
      for (const kind of ["resumed", "full"]) times[kind].push(await session(pid, kind === "full"));
    }
    // What comes after it is the same for both, and a resumed handshake computes no points.
    const handshake = middle(times.full) - middle(times.resumed);
    const now = memory(pid, "VmRSS");
    const most = memory(pid, "VmHWM");
    note(`resident ${Math.round(now / 1024)} KiB, at most ${Math.round(most / 1024)}`);
    note(`processor: read ${read.toFixed(3)} ms, full CASE ${handshake.toFixed(2)} ms above a resumed one`);
    note(`a session with its first reads and subscription ${middle(times.full).toFixed(2)} and ${middle(times.resumed).toFixed(2)} ms`);
    if (board !== "linux") return;
    expect(most < ceilings.memory, `resident memory is above ${ceilings.memory} bytes`);
    expect(read < ceilings.read, `a read takes more than ${ceilings.read} ms`);
    expect(handshake < ceilings.handshake, `a full CASE takes more than ${ceilings.handshake} ms`);
  });
}
