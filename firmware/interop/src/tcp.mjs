// Matter over TCP beside UDP: matter.js asks for a session over TCP when a command has the large-message quality, and
// sends everything over the session it heard from last.

import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

const port = 5540;
const boardFile = name => fileURLToPath(new URL(`../../../boards/${name}/board.yml`, import.meta.url));
const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));

/** A stranger's connection to where a session's name says; `ended` is when the device closed it. */
async function stranger(name) {
  const socket = connect({ host: /\[(.*)\]/.exec(name)[1], port });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.on("error", () => {});
  socket.resume();
  return { socket, ended: new Promise(resolve => socket.once("close", () => resolve(performance.now()))) };
}

function prefix(length) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}

/** `bench` is what interop.mjs shares with its tests. */
export async function tcpTests(bench) {
  const { test, expect, Skip, ms, runWords, ours, board, long, startDevice, newStorage, startController } = bench;
  const { commission, stopCleanly, reportTimes, status } = bench;

  async function withDevice(body, app = "light") {
    if (!ours) throw new Skip("the stand-in speaks no TCP");
    if (board && !readFileSync(boardFile(board), "utf8").includes("\ntcp-sources:")) throw new Skip(`board ${board} has no TCP`);
    // A camera without its media processor: nothing answers on the wire.
    const quiet = app === "camera" && (!board || board === "linux") ? ["--media", "cat >/dev/null"] : [];
    const device = startDevice(newStorage(), [...runWords, "--tcp", "--app", app, ...quiet]);
    const controllers = [];
    try {
      await device.ready();
      const start = async more => {
        controllers.push(await startController(more));
        return controllers.at(-1);
      };
      await body(device, start);
      await stopCleanly(device);
    } finally {
      if (!device.end) await device.stop("SIGKILL");
      for (const controller of controllers) await controller.stop();
    }
  }

  async function expectTcp(controller) {
    const session = await controller.ask("toggleOverTcp");
    expect(session.transport === "tcp", `the session is over ${session.transport}: ${session.name}`);
    return session;
  }

  await test("TCP: large messages, a report, a cut connection, UDP beside", async note => {
    await withDevice(async (device, start) => {
      const controller = await start({ tcp: true });
      await commission(controller, "qr", device);
      await controller.ask("subscribed", { within: 10000 });
      const first = await controller.ask("transport");
      expect(first.transport === "udp", `commissioned over ${first.transport}`);

      // What is reported over UDP would make that the session it heard from last: the report of this is refused.
      await controller.ask("endSubscription");
      await controller.ask("toggle");
      await sleep(1000);

      const session = await expectTcp(controller);
      expect(session.id !== first.id, "no session of its own");
      note(`CASE and a command ${ms(session.milliseconds)}, ${session.name}`);
      await controller.ask("transport");
      const all = await controller.ask("readEverything");
      const { transport, lengths } = await controller.ask("transport");
      expect(transport === "tcp", `read over ${transport}`);
      expect(all.errors.length === 0, all.errors.join(", "));
      expect(all.missing.length === 0, `listed but not reported: ${all.missing.join(", ")}`);
      const largest = Math.max(...lengths);
      expect(largest > 1280 && largest <= 4096, `messages of ${lengths.join(", ")} bytes`);
      note(`${all.attributes} attributes in ${lengths.length} messages of up to ${largest} bytes, ${ms(all.milliseconds)}`);

      await controller.ask("subscribe");
      await controller.ask("transport");
      const times = await reportTimes(device, [controller]);
      const reported = await controller.ask("transport");
      expect(reported.transport === "tcp" && reported.lengths.length > 0, `reported over ${reported.transport}`);
      note(`report ${ms(times[0])}`);

      // Another, over UDP alone, and both hear of what it does.
      await controller.ask("command", {
        cluster: "administrators",
        command: "openBasicCommissioningWindow",
        fields: { commissioningTimeout: 180 },
        endpoint: 0,
      });
      const other = await start();
      await commission(other, "qr", device);
      await other.ask("subscribed", { within: 10000 });
      expect((await other.ask("transport")).transport === "udp", "a controller without TCP");
      await controller.ask("transport");
      const both = await reportTimes(device, [controller, other]);
      expect((await controller.ask("transport")).lengths.length > 0, "the subscription left TCP");
      note(`with another over UDP ${both.map(ms).join(", ")}`);

      const before = await status(device);
      await controller.ask("forgetResumption");
      const { connections } = await controller.ask("cutWhenItAnswers");
      expect(connections === 1, `${connections} connections`);
      const cut = await controller.ask("readEverything", {}, 60000).then(() => "went through", error => error.message);
      const again = await expectTcp(controller);
      expect(again.id !== session.id, "the session outlived its connection");
      const after = await status(device);
      expect(after["case.full"] === before["case.full"] + 1, `case.full went from ${before["case.full"]} to ${after["case.full"]}`);
      note(`read on a connection that is reset: ${cut.slice(0, 60)}; the next command, with a full CASE, ${ms(again.milliseconds)}`);
      await other.ask("toggle");
    });
  });

  await test("TCP: a controller that prefers it, with a device of specification 1.5", async note => {
    await withDevice(async (device, start) => {
      const controller = await start({ tcp: true, prefers: "tcp" });
      await commission(controller, "qr", device);
      const { active } = await controller.ask("subscribed", { within: 10000 });
      expect(active, "matter.js has no subscription");
      const { transport, name } = await controller.ask("transport");
      expect(transport === "tcp", `commissioned over ${transport}: ${name}`);
      const all = await controller.ask("readEverything");
      expect(all.errors.length === 0, all.errors.join(", "));
      expect(all.missing.length === 0, `listed but not reported: ${all.missing.join(", ")}`);
      const { lengths } = await controller.ask("transport");
      expect(Math.max(...lengths) > 1280, `messages of ${lengths.join(", ")} bytes`);
      note(`${name}; ${all.attributes} attributes in messages of ${lengths.join(", ")} bytes, ${ms(all.milliseconds)}`);
    }, "camera");
  });

  await test("TCP: strangers who promise too much, say nothing or stop in the middle", async note => {
    await withDevice(async (device, start) => {
      const controller = await start({ tcp: true });
      await commission(controller, "qr", device);
      const { name } = await controller.ask("transport");
      for (const length of [0, 1281, 4097, 0xffffffff]) {
        const { socket, ended } = await stranger(name);
        const from = performance.now();
        socket.write(prefix(length));
        expect((await Promise.race([ended, sleep(2000)])) !== undefined, `a message of ${length} bytes was waited for`);
        note(`length ${length} ended after ${ms((await ended) - from)}`);
      }
      await expectTcp(controller);
      const { socket, ended } = await stranger(name);
      const from = performance.now();
      socket.write(Buffer.concat([prefix(1000), Buffer.alloc(500)]));
      // One place is the controller's: who comes now is turned away.
      const { ended: turnedAway } = await stranger(name);
      expect((await Promise.race([turnedAway, sleep(2000)])) !== undefined, "a third connection was kept");
      await expectTcp(controller);
      const all = await controller.ask("readEverything");
      expect(all.errors.length === 0, all.errors.join(", "));
      const waited = (await Promise.race([ended, sleep(40000)])) - from;
      expect(waited > 29000, `half a message was waited for ${ms(waited)}`);
      note(`half a message ended after ${ms(waited)}`);
      await expectTcp(controller);
    });
  });

  await test("TCP: a connection that rests is ended, and the next command opens another", async note => {
    if (!long) throw new Skip("five minutes, run with --long");
    await withDevice(async (device, start) => {
      const controller = await start({ tcp: true });
      await commission(controller, "qr", device);
      await controller.ask("subscribed", { within: 10000 });
      const session = await expectTcp(controller);
      const from = performance.now();
      const { transport } = await controller.ask("tcpEnded", { within: 400000 }, 410000);
      const rested = performance.now() - from;
      expect(transport === "udp", "the session is left");
      expect(rested > 290000, `ended after ${ms(rested)}`);
      const again = await expectTcp(controller);
      expect(again.id !== session.id, "the same session");
      note(`ended after ${Math.round(rested / 1000)} s; the next command ${ms(again.milliseconds)}`);
    });
  });
}
