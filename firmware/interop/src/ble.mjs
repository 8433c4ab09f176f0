// Tests over Bluetooth: matter.js with noble on the other side, and Bumble's virtual controllers between.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isEmulated } from "./costs.mjs";
import { caseHandshakes, handshakeOpcode, isMatter, opcodes } from "./network.mjs";

const inBle = name => fileURLToPath(new URL(`../ble/${name}`, import.meta.url));

/** How matter.js calls the beginnings of the steps, and what they are here; what lies before the first is the scan. */
const steps = {
  connecting: "connection",
  handshake: "BTP",
  PASE: "PASE",
  GetInitialData: "reads",
  "GeneralCommissioning.ArmFailsafe": "fail-safe",
  "OperationalCredentials.DeviceAttestation": "attestation",
  "OperationalCredentials.Certificates": "NOC",
  "NetworkCommissioning.Validate": "network",
  Reconnect: "discovery and CASE",
  "GeneralCommissioning.Complete": "CommissioningComplete",
  "OperationalCredentials.UpdateFabricLabel": undefined,
};

/** Tables of `mote status` in which a connection or a session may leave something behind. */
const tables = ["sessions", "case.handshakes", "exchanges", "packet-buffers", "interactions", "fabrics"];

/** With channel, PAN ids, network key and mesh prefix; the emulated radio's network is this one. */
const dataset =
  "0e080000000000010000000300000f0208e1e1e1e1e1e1e1e10708fd00112233445566051000112233445566778899aabbccddeeff01021234";

export async function bleTests(bench) {
  const { test, expect, Skip, ms, mote, ours, board, capture, long } = bench;
  const { startDevice, newStorage, startController, startRadio, stopCleanly, status } = bench;
  const runWords = ours ? bench.runWords : ["node", inBle("standin.mjs")];

  const needsBluetooth = () => {
    if (process.env.MOTE_NO_BLE) throw new Skip(process.env.MOTE_NO_BLE);
  };

  const startLight = (hci, storage = newStorage(), words = []) =>
    startDevice(storage, runWords, { options: ["--hci", hci, ...words] });

  const startBluetoothController = async hci => {
    const [, path, baud] = hci.split(":");
    return await startController({
      script: inBle("controller.mjs"),
      environment: { BLUETOOTH_HCI_SOCKET_UART_PORT: path, BLUETOOTH_HCI_SOCKET_UART_BAUDRATE: baud },
    });
  };

  /** A device, a radio and matter.js on it. */
  async function withBluetooth(body, words) {
    needsBluetooth();
    // matter.js's own peripheral loses what comes in one piece with a confirmation.
    const radio = await startRadio(ours ? ["tcp:127.0.0.1:0", "pty"] : ["--interval", "2", "pty", "pty"]);
    const device = startLight(radio.hci[0], newStorage(), words);
    let controller;
    try {
      const ready = await device.ready();
      controller = await startBluetoothController(radio.hci[1]);
      const code = { passcode: Number(ready.passcode), discriminator: Number(ready.discriminator) };
      await body({ device, controller, code });
    } finally {
      if (!device.end) await device.stop("SIGKILL");
      await controller?.stop();
      await radio.stop();
    }
  }

  /** Of a native board that has been stopped; a JVM has another's heap. */
  function noteAllocations(device, note) {
    if (!board) return;
    const line = device.lines.find(({ line }) => line.includes(" allocations after seal: "))?.line;
    expect(line?.endsWith(": 0"), `the board says "${line}"`);
    note("allocations after seal 0");
  }

  const inUse = async device => {
    const all = await status(device);
    return all && Object.fromEntries(tables.map(table => [table, all[`${table}.in-use`]]));
  };

  /** What was taken is given back within the time that an exchange and a session of PASE may linger. */
  async function expectAsBefore(device, before, within = 10000) {
    if (!before) return;
    const until = performance.now() + within;
    for (;;) {
      const after = await inUse(device);
      const left = tables.filter(table => after[table] !== before[table]);
      if (left.length === 0) return;
      if (performance.now() > until) {
        throw new Error(left.map(table => `${table} ${after[table]}, before ${before[table]}`).join("; "));
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }

  await test("BLE: matter.js commissions over Bluetooth alone", async note => {
    await withBluetooth(async ({ device, controller, code }) => {
      const mark = capture.mark;
      const { steps: seen, from, milliseconds } = await controller.ask("commission", code);
      const line = device.next(/^mote: onoff endpoint=1 value=/, 5000, "the state line");
      const toggle = await controller.ask("toggle");
      await line;
      const starts = seen.filter(({ name }) => name in steps);
      for (const name of Object.keys(steps)) expect(starts.some(step => step.name === name), `no step ${name}`);
      note(`scan ${ms(starts[0].at - from)}`);
      starts.slice(1).forEach(({ at }, i) => note(`${steps[starts[i].name]} ${ms(at - starts[i].at)}`));
      const sent = capture.since(mark).filter(isMatter);
      expect(handshakeOpcode(sent[0]) === opcodes.sigma1, "something was said on the network before Sigma1");
      note(`of it CASE ${ms(caseHandshakes(sent)[0]?.milliseconds)}`);
      note(`all with the first read and subscription ${ms(milliseconds)}`);
      note(`toggle ${ms(toggle.milliseconds)}`);
      await stopCleanly(device);
      noteAllocations(device, note);
    });
  });

  /** What the radio is, what matter.js is told of its network, and the step that it takes for it. */
  const wifi = ["wifi:home:password", { wifiNetwork: { wifiSsid: "home", wifiCredentials: "password" } }, "Wifi"];
  const thread = [`thread:${dataset}`, { threadNetwork: { networkName: "home", operationalDataset: dataset } }, "Thread"];
  for (const [radio, network, kind] of [wifi, thread]) {
    for (const alone of [false, true]) {
      const how = alone ? "with BLE ended before it joins" : "over BLE";
      await test(`BLE: matter.js brings the light onto ${kind === "Wifi" ? "Wi-Fi" : kind} ${how}`, async note => {
        if (!ours || board) throw new Skip("the emulated radio is that of our device on the JVM");
        const words = ["--virtual-radio", alone ? `alone-${radio}` : radio];
        await withBluetooth(async ({ device, controller, code }) => {
          const { steps: seen } = await controller.ask("commission", { ...code, network });
          const line = device.next(/^mote: onoff endpoint=1 value=/, 5000, "the state line");
          await controller.ask("toggle");
          await line;
          const at = seen.findIndex(({ name }) => name === `NetworkCommissioning.${kind}`);
          expect(at >= 0, "no network was configured");
          note(`network ${ms(seen[at + 1].at - seen[at].at)}`);
          await stopCleanly(device);
        }, words);
      });
    }
  }

  const rounds = (long ? 1000 : 100) / (isEmulated(board) ? 10 : 1);

  await test(`BLE: ${rounds} commissionings in a row leave nothing behind`, async note => {
    if (!ours) throw new Skip("the stand-in stays away from Bluetooth when its fabric is removed");
    await withBluetooth(async ({ device, controller, code }) => {
      const before = await inUse(device);
      const times = [];
      for (let i = 0; i < rounds; i++) {
        const from = performance.now();
        const { steps: seen } = await controller.ask("commission", { ...code, lean: true });
        const end = seen.find(({ name }) => name === "OperationalCredentials.UpdateFabricLabel");
        expect(end, `commissioning ${i + 1} was not completed`);
        await controller.ask("decommission");
        times.push(performance.now() - from);
      }
      times.sort((a, b) => a - b);
      note(`commissioned and removed in ${ms(times[rounds >> 1])}, the slowest in ${ms(times.at(-1))}`);
      await expectAsBefore(device, before);
      await stopCleanly(device);
      noteAllocations(device, note);
    });
  });

  await test("BLE: Bumble's centrals do everything that may go wrong", async note => {
    needsBluetooth();
    if (!ours) throw new Skip("it is our device's handling of it");
    const python = execFileSync(inBle("virtual-controllers"), ["--python"], { encoding: "utf8" }).trim();
    const words = [python, inBle("central.py"), ...(long ? ["--long"] : [])];
    const centrals = await startRadio([], { words });
    const storage = newStorage();
    let device = startLight(centrals.hci[0], storage);
    let controller;
    try {
      const { passcode, discriminator } = await device.ready();
      let cases = 0;
      const failed = [];
      const seen = await centrals.drive({ discriminator: Number(discriminator), status: [mote, "status", "--storage", storage] }, {
        async restart() {
          await stopCleanly(device);
          noteAllocations(device, () => {});
          device = startLight(centrals.hci[0], storage);
          await device.ready();
        },
        case({ case: name, facts, failed: why }) {
          cases++;
          if (why) failed.push(`${name}: ${why}`);
          console.log(`interop:         ${[why ? `FAIL ${name}` : name, ...facts].join("; ")}${why ? `: ${why}` : ""}`);
        },
      });
      expect(cases > 0, "no case was run");
      expect(failed.length === 0, `${failed.length} of ${cases} cases: ${failed.join("; ")}`);
      note(`${cases} cases, after each the next attempt and the tables as before`);
      expect(seen.addresses.every(address => Number.parseInt(address, 16) >> 6 === 3), `addresses ${seen.addresses.join(" ")}`);
      expect(seen.addresses.length > 1, "the address is always the same");
      note(`${seen.addresses.length} static random addresses`);
      controller = await startBluetoothController(centrals.hci[1]);
      const { milliseconds } = await controller.ask("commission", { passcode: Number(passcode), discriminator: Number(discriminator) });
      note(`then matter.js commissions it in ${ms(milliseconds)}`);
      await stopCleanly(device);
      noteAllocations(device, note);
    } finally {
      if (!device.end) await device.stop("SIGKILL");
      await controller?.stop();
      await centrals.stop();
    }
  });
}
