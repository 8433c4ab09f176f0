// The switch, with our light and a matter.js light: bound to each, then to a group of both.

import { createDecipheriv } from "node:crypto";
import { controllerLink, isMatter } from "./network.mjs";

const group = 0x0101;
const keySet = {
  groupKeySetId: 0x42,
  groupKeySecurityPolicy: 0,
  epochKey0: Uint8Array.from({ length: 16 }, (_, i) => 0xd0 + i),
  epochStartTime0: 946684800000001n,
  epochKey1: null,
  epochStartTime1: null,
  epochKey2: null,
  epochStartTime2: null,
};
const administer = 5;
const operate = 3;
const byCase = 2;
const byGroup = 3;
const onOff = 0x06;
const groupSession = 1;
const hidden = 0x80;

/** Message counters of what the device sent to groups, with privacy or without (Matter core 4.9.3). */
function groupCounters(datagrams, privacyKey) {
  return datagrams
    .filter(datagram => datagram.fromDevice && isMatter(datagram) && datagram.to.startsWith("ff35:"))
    .filter(({ bytes }) => (bytes[3] & 0x03) === groupSession)
    .map(({ bytes }) => {
      if (!(bytes[3] & hidden)) return bytes.readUInt32LE(4);
      const first = Buffer.from([1, bytes[2], bytes[1], ...bytes.subarray(-11), 0, 1]);
      const cipher = createDecipheriv("aes-128-ctr", privacyKey, first);
      return cipher.update(bytes.subarray(4, 8)).readUInt32LE(0);
    });
}

/** `expectComplete` is that of apps.mjs. */
export async function switchTests(bench, expectComplete) {
  const { test, expect, Skip, ms, runWords, standIn, ours, startDevice, newStorage, startController, commission } = bench;
  const { stopCleanly, capture } = bench;
  const hex = nodeId => nodeId.toString(16).toUpperCase().padStart(16, "0");
  const now = () => performance.timeOrigin + performance.now();

  await test("switch: a matter.js light and ours, each and as a group, from the switch and from matter.js", async note => {
    if (!ours) throw new Skip("the stand-in is a light");
    const running = [];
    const start = (words, options, more) => {
      const device = startDevice(newStorage(), words, { options, ...more });
      running.push(device);
      return device;
    };
    // Members of groups hear them on the standard port. Two programs of one host cannot both have it, so that the
    // matter.js light is on the controller's side of the network.
    const onSwitch = ["--app", "switch", "--discriminator", "1001"];
    let theSwitch = start(runWords, onSwitch, { port: 5542 });
    let ourLight = start(runWords, ["--app", "light", "--discriminator", "1002"]);
    const theirLight = start(standIn, ["--discriminator", "1003"], { inside: [], link: controllerLink });
    const controller = await startController();
    try {
      const own = {};
      for (const [name, device] of Object.entries({ theSwitch, ourLight, theirLight })) {
        own[name] = (await commission(controller, "qr", device)).nodeId;
      }
      const use = name => controller.ask("use", { nodeId: own[name] });
      const write = async (cluster, endpoint, values) => {
        const { status } = await controller.ask("write", { cluster, endpoint, values });
        expect(status === undefined, `${cluster} ${Object.keys(values)} was answered by ${status}`);
      };
      const command = async (cluster, endpoint, name, fields) => {
        const { status } = await controller.ask("command", { cluster, endpoint, command: name, fields });
        expect(status === undefined, `${name} was answered by ${status}`);
      };
      const bind = async targets => {
        await use("theSwitch");
        // matter.js keeps what an entry had and the new one does not name.
        await write("bindings", 1, { binding: [] });
        await write("bindings", 1, { binding: targets.map(target => ({ ...target, cluster: onOff })) });
      };
      /** Both lights say so; how long the slower one took. */
      const switched = async (value, act, within = 5000) => {
        const said = [ourLight, theirLight].map(light =>
          light.next(new RegExp(`^mote: onoff endpoint=1 value=${value}$`), within, `value ${value}`),
        );
        const from = now();
        await act();
        const times = (await Promise.all(said)).map(({ at }) => ms(at - from));
        return times.join(" and ");
      };
      const press = async () => theSwitch.press("b");
      const pressed = (value, within) => switched(value, press, within);

      await use("theSwitch");
      await expectComplete(controller, 0x0103, note);

      // Unicast
      for (const name of ["ourLight", "theirLight"]) {
        const { nodeId } = await use(name);
        const entry = (privilege, authMode, subject) => ({ privilege, authMode, subjects: [subject], targets: null });
        await write("access", 0, {
          acl: [
            entry(administer, byCase, nodeId),
            entry(operate, byCase, own.theSwitch),
            entry(operate, byGroup, BigInt(group)),
          ],
        });
      }
      const nodes = [own.ourLight, own.theirLight].map(node => ({ node, endpoint: 1 }));
      await bind(nodes);
      note(`first press, with discovery and CASE: our light and matter.js's after ${await pressed(true)}`);
      note(`on the session ${await pressed(false)}`);
      await switched(true, async () => {
        for (let i = 0; i < 3; i++) await press();
      });
      await new Promise(done => setTimeout(done, 300));
      await pressed(false);

      // Group
      for (const name of ["theSwitch", "ourLight", "theirLight"]) {
        await use(name);
        await command("groupKeys", 0, "keySetWrite", { groupKeySet: keySet });
        await write("groupKeys", 0, { groupKeyMap: [{ groupId: group, groupKeySetId: keySet.groupKeySetId }] });
        if (name !== "theSwitch") await command("groups", 1, "addGroup", { groupId: group, groupName: "both" });
      }
      await bind([{ group }]);
      const mark = capture.mark;
      note(`as a group ${await pressed(true)}`);
      await pressed(false);

      // From matter.js
      let privacyKey;
      const on = async () => {
        const request = { groupId: group, keySet, cluster: "onOff", command: "on" };
        ({ privacyKey } = await controller.ask("groupCommand", request));
      };
      note(`as a group from matter.js ${await switched(true, on)}`);

      // The light restarts: the switch's session to it is worth nothing, the group hears it still.
      await bind([{ group }, ...nodes]);
      await ourLight.stop("SIGKILL");
      ourLight = start(runWords, ["--app", "light", "--discriminator", "1002"], { storage: ourLight.storage });
      await ourLight.ready();
      const left = theSwitch.next(/^mote: switch .* target=FFFFFFFFFFFF0101 /, 5000, "a message to the group");
      await press();
      await left;
      const answered = theSwitch.next(new RegExp(`^mote: switch .* target=${hex(own.ourLight)} status=0$`), 10000, "a new session");
      const from = now();
      await pressed(false);
      note(`a new session to ours after ${ms((await answered).at - from)}`);

      // The switch restarts: what it sends is no repetition to the group.
      await theSwitch.stop("SIGKILL");
      theSwitch = start(runWords, onSwitch, { port: 5542, storage: theSwitch.storage });
      await theSwitch.ready();
      note(`after a restart of the switch ${await pressed(true)}`);
      await capture.settle();
      const counters = groupCounters(capture.since(mark), privacyKey);
      expect(counters.length === 5, `${counters.length} messages to the group`);
      expect(new Set(counters).size === counters.length, `counters ${counters.join(", ")} to the group`);
      note(`counters to the group ${counters.join(", ")}`);

      for (const device of [theSwitch, ourLight]) await stopCleanly(device);
    } finally {
      for (const device of running) if (!device.end) await device.stop("SIGKILL");
      await controller.stop();
    }
  });
}
