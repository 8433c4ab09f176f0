// What a camera is told of the time: a node to trust, which is the controller itself, and an NTP server.

import { createSocket } from "node:dgram";

const invalidCommand = 0x85;
const missingTrustedTimeSource = 4;
const nodeTimeCluster = 3;
const nonMatterSntp = 4;
const seconds = 2;
const milliseconds = 3;

const hour = 3_600_000;
const ntpPort = 123;

/** From 1900 to 1970, s. */
const before1970 = 2_208_988_800;

const sleep = time => new Promise(done => setTimeout(done, time));

/** A server of NTP that is `ahead` ms of everybody else. */
class NtpServer {
  questions = [];

  static async start(address, ahead) {
    const server = new NtpServer();
    server.socket = createSocket("udp6");
    server.socket.on("message", (question, { address: from, port }) => {
      server.questions.push(question);
      const answer = Buffer.alloc(48);
      answer[0] = (4 << 3) | 4;
      answer[1] = 2;
      answer.writeUInt32BE(0x100, 8);
      question.copy(answer, 24, 40, 48);
      for (const at of [32, 40]) {
        const now = Date.now() + ahead;
        answer.writeUInt32BE(Math.floor(now / 1000) + before1970, at);
        answer.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32), at + 4);
      }
      server.socket.send(answer, port, from);
    });
    await new Promise((done, fail) => {
      server.socket.once("error", fail);
      server.socket.bind(ntpPort, address, done);
    });
    return server;
  }

  stop() {
    this.socket.close();
  }
}

/** `bench` is what interop.mjs shares with its tests. */
export async function timeTests(bench) {
  const { test, expect, Skip, ms, runWords, ours, board, startDevice, newStorage, startController, commission } = bench;
  const { stopCleanly } = bench;

  await test("time: a camera asks the node it is told to trust, and an NTP server, after a restart too", async note => {
    if (!ours) throw new Skip("the stand-in is a light");
    if (board && board !== "linux") throw new Skip(`no camera is tried on ${board} here`);
    const words = [...runWords, "--app", "camera", "--media", "cat >/dev/null"];
    const storage = newStorage();
    let device = startDevice(storage, words);
    const controller = await startController({ tellsTime: true });
    const server = await NtpServer.start("fd00::1", hour);
    try {
      await commission(controller, "qr", device);
      const command = async (name, fields, status) => {
        const answer = await controller.ask("command", { cluster: "time", command: name, fields, endpoint: 0 });
        expect(answer.status === status, `${name} was answered by ${answer.status ?? "success"}`);
      };
      const read = async name => (await controller.ask("attribute", { cluster: "time", name, endpoint: 0 })).value;

      /** How far its time is off what the source says, once it is from there; at most `most` ms. */
      const taken = async (source, ahead, granularity, most) => {
        const from = Date.now();
        while ((await read("timeSource")) !== source) {
          if (Date.now() - from > 15_000) throw new Error(`TimeSource is ${await read("timeSource")}, not ${source}`);
          await sleep(100);
        }
        const asked = Date.now();
        const utc = Number(await read("utcTime")) / 1000;
        const off = utc - ahead - (asked + Date.now()) / 2;
        expect(Math.abs(off) <= most, `UTCTime is ${ms(off)} off`);
        expect((await read("granularity")) === granularity, `Granularity is ${await read("granularity")}`);
        return `${ms(Math.abs(off))} off, ${ms(asked - from)} after`;
      };

      expect((await read("supportsDnsResolve")) === false, "it resolves names");
      const source = await controller.ask("tellTime", { ahead: 2 * hour });
      await command("setTrustedTimeSource", { trustedTimeSource: source });
      note(`trusted node: ${await taken(nodeTimeCluster, 2 * hour, seconds, 2000)} SetTrustedTimeSource`);
      const trusted = await read("trustedTimeSource");
      expect(trusted.nodeId === source.nodeId && trusted.endpoint === 0, `TrustedTimeSource names ${trusted.nodeId}`);
      expect(server.questions.length === 0, "the NTP server was asked");

      for (const name of ["ntp.example.com", "[fd00::1]:123", "192.0.2.1", ""]) {
        await command("setDefaultNtp", { defaultNtp: name }, invalidCommand);
      }
      await command("setTrustedTimeSource", { trustedTimeSource: null });
      const { events } = await controller.ask("events", { cluster: "time", endpoint: 0 });
      expect(events.some(({ id }) => id === missingTrustedTimeSource), "no MissingTrustedTimeSource");
      await command("setDefaultNtp", { defaultNtp: "fd00::1" });
      note(`NTP server: ${await taken(nonMatterSntp, hour, milliseconds, 100)} SetDefaultNTP`);
      const [question] = server.questions;
      expect(question.length === 48 && question[0] === 0x23, `the question begins with ${question[0]}`);
      expect(question.subarray(1, 40).every(byte => byte === 0), "the question says more than it has to");

      await stopCleanly(device);
      device = startDevice(storage, words);
      await device.ready();
      note(`after a restart: ${await taken(nonMatterSntp, hour, milliseconds, 100)} the ready line`);
      expect((await read("defaultNtp")) === "fd00::1", "DefaultNTP is gone");
      expect((await read("trustedTimeSource")) === null, "TrustedTimeSource is back");
      await stopCleanly(device);
    } finally {
      server.stop();
      if (!device.end) await device.stop("SIGKILL");
      await controller.stop();
    }
  });
}
