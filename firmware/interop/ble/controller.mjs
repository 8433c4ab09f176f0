// A matter.js controller that commissions over Bluetooth only, in a process of its own, told what to do over the IPC
// channel as `../src/controller.mjs` is. Its Bluetooth is noble's over the serial line it is started with.

import { ChannelType, LogDestination, Logger, ServerNode } from "@matter/main";
import { OnOffClient } from "@matter/main/behaviors/on-off";
import { ControllerBehavior } from "@matter/main/node";
import { Ble, ControllerCommissioner, ScannerSet } from "@matter/main/protocol";
import { NodeJsBle } from "@matter/nodejs-ble";
import noble from "@stoprocent/noble";
import { answerRequests } from "../src/requests.mjs";

const now = () => performance.timeOrigin + performance.now();

let controller;
let node;

/** What the device is to join: nodes.commission has no place for it, the commissioner behind it has. */
let toJoin;
const { commission } = ControllerCommissioner.prototype;
ControllerCommissioner.prototype.commission = function (options) {
  return commission.call(this, { ...options, ...toJoin });
};

/** What matter.js says of its way, [pattern, name]: the time of each is a step's beginning. */
const milestones = [
  [/^Found peripheral /, "found"],
  [/: Connect to Peripheral now/, "connecting"],
  [/: Sending BTP handshake request/, "handshake"],
  [/Received Matter handshake response/, "PASE"],
  [/^Executing commissioning step [\d.]+: (\S+)/, undefined],
  [/^Case client Session \d+ established/, "session"],
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

const light = () => [...node.parts].find(({ number }) => number === 1);

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
    // noble first says that it has no power, which ends a scan that was asked for before.
    ble.getBleScanner();
    await noble.waitForPoweredOnAsync(10000);
    return {};
  },

  /**
   * `steps` are the beginnings of what matter.js did, in order; the last one ends at `complete`. `network` is what the
   * device is to join, as matter.js wants it.
   */
  async commission({ passcode, discriminator, lean, network }) {
    seen = [];
    const from = now();
    // A device that was there before may have another address now.
    await Ble.get().getBleScanner().findCommissionableDevices({ longDiscriminator: discriminator }, 20, true);
    const options = { passcode, discriminator, timeoutSeconds: 60 };
    toJoin = network;
    if (lean) options.startupSubscription = null;
    node = await controller.nodes.commission(options);
    const to = now();
    return { milliseconds: to - from, from, to, steps: seen };
  },

  async toggle() {
    const from = now();
    await light().commandsOf(OnOffClient).toggle();
    return { milliseconds: now() - from, at: now() };
  },

  /** Has the device remove this controller's fabric. */
  async decommission() {
    const from = now();
    await node.delete();
    node = undefined;
    return { milliseconds: now() - from };
  },

  async stop() {
    await controller?.close();
    setImmediate(() => process.exit(0));
    return {};
  },
};

answerRequests(requests);
