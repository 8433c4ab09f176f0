// A matter.js controller that commissions over Bluetooth only, in a process of its own, told what to do over the IPC
// channel as `../src/controller.mjs` is. Its Bluetooth is noble's over the serial line it is started with.

import { Environment, LogDestination, Logger, ServerNode } from "@matter/main";
import { OnOffClient } from "@matter/main/behaviors/on-off";
import { ControllerBehavior } from "@matter/main/node";
import { Ble, ScannerSet } from "@matter/main/protocol";
import { ChannelType } from "@matter/main";
import { NodeJsBle } from "@matter/nodejs-ble";

const now = () => performance.timeOrigin + performance.now();

let controller;
let node;

/** What matter.js says of its way, [pattern, name]: the time of each is a step's beginning. */
const milestones = [
  [/^Found peripheral /, "advertisement"],
  [/Received Matter handshake response/, "BTP"],
  [/^Pase client: Paired successfully/, "PASE"],
  [/^Executing commissioning step [\d.]+: (\S+)/, undefined],
  [/^Case client: Paired successfully/, "CASE"],
];
let seen = [];

Logger.destinations.milestones = LogDestination({
  level: "debug",
  write: text => {
    for (const [pattern, name] of milestones) {
      const match = pattern.exec(text);
      if (match && (name === undefined || !seen.some(one => one.name === name))) {
        seen.push({ name: name ?? match[1], at: now() });
      }
    }
  },
  format: message => (message.values ?? []).map(String).join(" "),
});

const requests = {
  async start({ id = "controller" } = {}) {
    const ble = new NodeJsBle();
    Ble.get = () => ble;
    controller = await ServerNode.create(ServerNode.RootEndpoint.with(ControllerBehavior), {
      id,
      network: { port: 0, ipv4: false, ble: false },
      controller: { adminFabricLabel: "over Bluetooth", ble: true },
    });
    await controller.start();
    // It looks for operational nodes on the network, and for those to commission on Bluetooth alone.
    const mdns = controller.env.get(ScannerSet).scannerFor(ChannelType.UDP);
    mdns.findCommissionableDevicesContinuously = async () => [];
    return {};
  },

  async commission({ passcode, discriminator }) {
    seen = [];
    const from = now();
    node = await controller.nodes.commission({ passcode, discriminator, timeoutSeconds: 60 });
    const to = now();
    return { milliseconds: to - from, from, to, steps: seen, address: node.state.commissioning.peerAddress.toString() };
  },

  async toggle() {
    const from = now();
    await [...node.parts].find(({ number }) => number === 1).commandsOf(OnOffClient).toggle();
    return { milliseconds: now() - from, at: now() };
  },

  /** Has the device remove this controller's fabric. */
  async decommission() {
    await node.delete();
    node = undefined;
    return {};
  },

  async stop() {
    await controller.close();
    return {};
  },
};

process.on("message", async ({ id, name, arguments: argument }) => {
  try {
    process.send({ id, result: await requests[name](argument) });
  } catch (error) {
    process.send({ id, error: error.stack ?? String(error) });
  }
});
process.on("disconnect", () => process.exit(1));
process.send({ event: "loaded" });
