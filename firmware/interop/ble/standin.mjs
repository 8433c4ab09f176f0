// A matter.js light that is commissioned over Bluetooth, with the command line of `mote run`: what the tests of
// Bluetooth were tried on before there was a device. It wants no network discovery at all.

import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    storage: { type: "string" },
    port: { type: "string", default: "5540" },
    interface: { type: "string" },
    passcode: { type: "string", default: "20202021" },
    discriminator: { type: "string", default: "3840" },
    hci: { type: "string" },
  },
});

const [kind, path, baud] = options.hci.split(":");
if (kind !== "serial") throw new Error("the stand-in takes --hci serial:PATH:BAUD only");
process.env.BLUETOOTH_HCI_SOCKET_UART_PORT = path;
process.env.BLUETOOTH_HCI_SOCKET_UART_BAUDRATE = baud;

// matter.js takes what it finds on the command line for its own settings.
process.argv.length = 2;
const { Environment, ServerNode, VendorId } = await import("@matter/main");
const { OnOffLightDevice } = await import("@matter/main/devices/on-off-light");
const { Ble } = await import("@matter/main/protocol");
const { NodeJsBle } = await import("@matter/nodejs-ble");

const { vars } = Environment.default;
vars.set("storage.path", options.storage);
if (options.interface) vars.set("mdns.networkInterface", options.interface);
vars.set("log.level", process.env.MATTER_LOG_LEVEL ?? "debug");
const ble = new NodeJsBle();
Ble.get = () => ble;

const node = await ServerNode.create({
  id: "light",
  network: { port: Number(options.port), ipv4: false, ble: true },
  commissioning: { passcode: Number(options.passcode), discriminator: Number(options.discriminator) },
  basicInformation: { vendorId: VendorId(0xfff1), productId: 0x8000, productName: "Stand-in" },
});
const light = await node.add(OnOffLightDevice);
light.events.onOff.onOff$Changed.on(value => console.log(`mote: onoff endpoint=1 value=${value}`));

createInterface({ input: process.stdin }).on("line", line => {
  if (line === "b") void light.set({ onOff: { onOff: !light.state.onOff.onOff } });
});
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, async () => {
    await node.close();
    process.exit(0);
  });
}

await node.start();
const { qrPairingCode, manualPairingCode } = node.state.commissioning.pairingCodes;
console.log(
  `mote: ready port=${options.port} discriminator=${options.discriminator} passcode=${options.passcode} ` +
    `manual=${manualPairingCode} qr=${qrPairingCode} fabrics=${Object.keys(node.state.commissioning.fabrics).length}`,
);
