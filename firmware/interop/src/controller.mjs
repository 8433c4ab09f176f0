// A matter.js controller in a process of its own, told what to do over the IPC channel.
//
// Everything is matter.js's default: a commissioned node is read and subscribed to at once
// (autoSubscribe). Each request is {id, name, arguments}, each answer {id, result} or {id, error}.

import { writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { Socket } from "node:net";
import { Environment, ServerNode, Seconds } from "@matter/main";
import { ControllerBehavior, IcdClient } from "@matter/main/node";
import { AccessControlClient, AccessControlServer } from "@matter/main/behaviors/access-control";
import { AdministratorCommissioningClient } from "@matter/main/behaviors/administrator-commissioning";
import { BasicInformationClient } from "@matter/main/behaviors/basic-information";
import { BindingClient } from "@matter/main/behaviors/binding";
import { BooleanStateClient } from "@matter/main/behaviors/boolean-state";
import { ColorControlClient } from "@matter/main/behaviors/color-control";
import { DiagnosticLogsClient } from "@matter/main/behaviors/diagnostic-logs";
import { EthernetNetworkDiagnosticsClient } from "@matter/main/behaviors/ethernet-network-diagnostics";
import { GeneralCommissioningClient } from "@matter/main/behaviors/general-commissioning";
import { GeneralDiagnosticsClient } from "@matter/main/behaviors/general-diagnostics";
import { GroupKeyManagementClient } from "@matter/main/behaviors/group-key-management";
import { GroupsClient } from "@matter/main/behaviors/groups";
import { IcdManagementClient } from "@matter/main/behaviors/icd-management";
import { IdentifyClient } from "@matter/main/behaviors/identify";
import { LevelControlClient } from "@matter/main/behaviors/level-control";
import { LocalizationConfigurationClient } from "@matter/main/behaviors/localization-configuration";
import { OccupancySensingClient } from "@matter/main/behaviors/occupancy-sensing";
import { OnOffClient } from "@matter/main/behaviors/on-off";
import { OperationalCredentialsClient } from "@matter/main/behaviors/operational-credentials";
import { ScenesManagementClient } from "@matter/main/behaviors/scenes-management";
import { SoftwareDiagnosticsClient } from "@matter/main/behaviors/software-diagnostics";
import { TemperatureMeasurementClient } from "@matter/main/behaviors/temperature-measurement";
import { TimeFormatLocalizationClient } from "@matter/main/behaviors/time-format-localization";
import { TimeSynchronizationClient, TimeSynchronizationServer } from "@matter/main/behaviors/time-synchronization";
import { TlsCertificateManagementClient } from "@matter/main/behaviors/tls-certificate-management";
import { TlsClientManagementClient } from "@matter/main/behaviors/tls-client-management";
import { UnitLocalizationClient } from "@matter/main/behaviors/unit-localization";
import { UserLabelClient } from "@matter/main/behaviors/user-label";
import { BasicInformation } from "@matter/main/clusters/basic-information";
import { ColorControl } from "@matter/main/clusters/color-control";
import { OnOff } from "@matter/main/clusters/on-off";
import { OperationalCredentials } from "@matter/main/clusters/operational-credentials";
import { ControllerCommissioningFlow, FabricManager, Invoke, PeerSet, Read, SessionManager } from "@matter/main/protocol";
import { QrPairingCodeCodec } from "@matter/main/types";
import { answerRequests } from "./requests.mjs";

const descriptor = 0x1d;
const devicePort = 5540;
const commissionedFabrics = 3;
const hex = bytes => Buffer.from(bytes).toString("hex");
const now = () => performance.timeOrigin + performance.now();

let controller;
let node;

/** The older interface to the same controller, which can open windows; undefined where it was not asked for. */
let windows;

/** The commissioning flow with one step more: it keeps what the device answers about itself. */
function flowThatKeepsAttestation(file) {
  return class extends ControllerCommissioningFlow {
    constructor(...everything) {
      super(...everything);
      this.commissioningSteps.push({
        stepNumber: 10,
        subStepNumber: 2,
        name: "KeepAttestation",
        stepLogic: async () => {
          await this.keep();
          return { code: 0, breadcrumb: this.lastBreadcrumb };
        },
      });
    }

    async command(command, fields) {
      const request = { endpoint: 0, cluster: OperationalCredentials, command, fields };
      for await (const chunk of this.interaction.invoke(Invoke({ commands: [request] }))) {
        for (const entry of chunk) {
          if (entry.kind === "cmd-response") return entry.data;
          throw new Error(`${command} was answered by status ${entry.status}`);
        }
      }
      throw new Error(`${command} was not answered`);
    }

    async keep() {
      const nonce = randomBytes(32);
      const pai = await this.command("certificateChainRequest", { certificateType: 2 });
      const dac = await this.command("certificateChainRequest", { certificateType: 1 });
      const answer = await this.command("attestationRequest", { attestationNonce: nonce });
      const basic = Read(
        Read.Attribute({ endpoint: 0, cluster: BasicInformation, attributes: ["vendorId", "productId"] }),
      );
      const ids = {};
      for await (const chunk of this.interaction.read(basic)) {
        for await (const entry of chunk) {
          if (entry.kind === "attr-value") ids[entry.path.attributeId] = entry.value;
        }
      }
      const lines = {
        dac: hex(dac.certificate),
        pai: hex(pai.certificate),
        elements: hex(answer.attestationElements),
        signature: hex(answer.attestationSignature),
        nonce: hex(nonce),
        challenge: hex(this.commissioningOptions.attestation.challengeKey),
        vendor: ids[2],
        product: ids[4],
      };
      writeFileSync(
        file,
        Object.entries(lines)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(""),
      );
    }
  };
}

/** A flow that does not believe the device has no place for one more fabric, and so has AddNOC refused. */
class FlowThatInsists extends ControllerCommissioningFlow {
  constructor(...everything) {
    super(...everything);
    const read = this.interaction.read.bind(this.interaction);
    this.interaction.read = async function* (request, ...more) {
      for await (const chunk of read(request, ...more)) {
        const entries = [];
        for await (const entry of chunk) {
          const { clusterId, attributeId } = entry.path;
          const fabrics = clusterId === OperationalCredentials.id && attributeId === commissionedFabrics;
          entries.push(fabrics ? { ...entry, value: 0 } : entry);
        }
        yield entries;
      }
    };
  }
}

/** How a code is found: by long discriminator from a QR payload, by short one from a manual code. */
function codeOptions(code) {
  if (!code.startsWith("MT:")) return { pairingCode: code };
  const [data] = QrPairingCodeCodec.decode(code);
  return { passcode: data.passcode, discriminator: data.discriminator };
}

const light = () => node.endpoints.for(1);

const clusters = { color: ColorControl, onOff: OnOff };
const clients = {
  access: AccessControlClient,
  administrators: AdministratorCommissioningClient,
  bindings: BindingClient,
  commissioning: GeneralCommissioningClient,
  credentials: OperationalCredentialsClient,
  diagnostics: GeneralDiagnosticsClient,
  ethernet: EthernetNetworkDiagnosticsClient,
  groupKeys: GroupKeyManagementClient,
  groups: GroupsClient,
  icd: IcdManagementClient,
  identify: IdentifyClient,
  labels: UserLabelClient,
  localization: LocalizationConfigurationClient,
  logs: DiagnosticLogsClient,
  node: BasicInformationClient,
  software: SoftwareDiagnosticsClient,
  time: TimeSynchronizationClient,
  timeFormat: TimeFormatLocalizationClient,
  tlsCertificates: TlsCertificateManagementClient,
  tlsClient: TlsClientManagementClient,
  units: UnitLocalizationClient,
  onOff: OnOffClient,
  level: LevelControlClient,
  scenes: ScenesManagementClient,
  color: ColorControlClient,
  temperature: TemperatureMeasurementClient,
  occupancy: OccupancySensingClient,
  contact: BooleanStateClient,
};

/** A read of which nothing is left out because matter.js knows the data version already. */
async function read(request) {
  const values = new Map();
  const errors = [];
  for await (const chunk of node.interaction.read({ ...request, includeKnownVersions: true })) {
    for await (const entry of chunk) {
      const { endpointId, clusterId, attributeId, eventId } = entry.path;
      switch (entry.kind) {
        case "attr-value":
          values.set(`${endpointId}/${clusterId}/${attributeId}`, entry.value);
          break;
        case "attr-status":
          errors.push(`${endpointId}/${clusterId}/${attributeId} status ${entry.status}`);
          break;
        case "event-status":
          errors.push(`${endpointId}/${clusterId}/event ${eventId} status ${entry.status}`);
          break;
        default:
      }
    }
  }
  return { values, errors };
}

const onOffRead = () => Read(Read.Attribute({ endpoint: 1, cluster: OnOff, attributes: ["onOff"] }));

async function readOnOff() {
  const { values, errors } = await read(onOffRead());
  if (errors.length) throw new Error(errors.join("; "));
  return values.get("1/6/0");
}

const peer = () => controller.env.get(PeerSet).get(node.peerAddress);

/** Lengths of the messages that came over TCP connections, in order, since they were last asked for. */
let overTcp = [];
const listenedTo = new WeakSet();

/** The session that requests go over now, or would of this type: "tcp" or "udp", and its address. */
function newestSession(wanted) {
  const { id, channel } = peer().newestSession(wanted);
  const { type, name } = channel.transportChannel;
  if (type === "tcp" && !listenedTo.has(channel.transportChannel)) {
    listenedTo.add(channel.transportChannel);
    channel.transportChannel.onMessage(message => overTcp.push(message.byteLength));
  }
  return { id, transport: type, name };
}

/** The sockets of connections to the device. */
const tcpSockets = () => process._getActiveHandles().filter(handle => handle instanceof Socket && handle.remotePort === devicePort);

const requests = {
  async start({ id = "controller", label = "interop", opensWindows, tcp, prefers, tellsTime } = {}) {
    if (opensWindows) {
      const { CommissioningController } = await import("@project-chip/matter.js");
      windows = new CommissioningController({
        environment: { environment: Environment.default, id },
        adminFabricLabel: label,
      });
      await windows.start();
      controller = windows.node;
    } else {
      const root = ServerNode.RootEndpoint.with(ControllerBehavior, ...(tellsTime ? [TimeSynchronizationServer] : []));
      controller = await ServerNode.create(root, {
        id,
        network: { port: 0, tcp, transportPreference: prefers },
        controller: { adminFabricLabel: label },
      });
      await controller.start();
    }
    node = [...controller.peers][0];
    return { peers: [...controller.peers].length };
  },

  /** Lets the device read the time here, which is so much later; the node and endpoint to read it from. */
  async tellTime({ ahead }) {
    const { fabricIndex, rootNodeId } = controller.env.get(FabricManager).fabrics[0];
    const may = { privilege: 1, authMode: 2, subjects: [node.peerAddress.nodeId], targets: null, fabricIndex };
    const { acl } = controller.stateOf(AccessControlServer);
    await controller.setStateOf(AccessControlServer, { acl: [...acl, may] });
    await controller.setStateOf(TimeSynchronizationServer, { utcTime: (Date.now() + ahead) * 1000, granularity: 3 });
    return { nodeId: rootNodeId, endpoint: 0 };
  },

  /** From here on another controller: its own storage, root certificate and fabric. */
  async becomeAnother({ id, label }) {
    await controller.close();
    await requests.start({ id, label });
    return {};
  },

  /** The time is that of commission() alone: discovery to the end of the first wildcard read. */
  async commission({ code, attestation, insist }) {
    const options = codeOptions(code);
    options.timeout = Seconds(60);
    if (attestation) options.commissioningFlowImpl = flowThatKeepsAttestation(attestation);
    if (insist) options.commissioningFlowImpl = FlowThatInsists;
    const from = now();
    node = await controller.peers.commission(options);
    const to = now();
    const { nodeId } = node.peerAddress;
    return { milliseconds: to - from, from, to, address: node.peerAddress.toString(), nodeId };
  },

  /** Of the nodes it commissioned the one that the next requests are for. */
  async use({ nodeId }) {
    node = [...controller.peers].find(({ peerAddress }) => peerAddress?.nodeId === nodeId);
    return { nodeId: controller.env.get(FabricManager).fabrics[0].rootNodeId };
  },

  /** A command to a group, with the key the controller gave to its members; it says by which headers are hidden. */
  async groupCommand({ groupId, keySet, cluster, command }) {
    const [fabric] = controller.env.get(FabricManager).fabrics;
    await fabric.groups.setFromGroupKeySet(keySet);
    fabric.groups.groupKeyIdMap.set(groupId, keySet.groupKeySetId);
    const group = await controller.peers.forAddress(fabric.groupAddressOf(groupId));
    for await (const chunk of group.interaction.invoke(Invoke({ commands: [{ cluster: clusters[cluster], command }] }))) {
      for (const entry of chunk) throw new Error(`a group answered ${JSON.stringify(entry)}`);
    }
    return { privacyKey: fabric.groups.currentKeyForGroup(groupId).privacyKey };
  },

  /** A window with a passcode of its own for the next administrator (Matter core 11.19.8.1). */
  async openWindow({ seconds = 180 } = {}) {
    const from = now();
    const paired = await windows.getNode(node.peerAddress.nodeId);
    const { manualPairingCode, qrPairingCode } = await paired.openEnhancedCommissioningWindow(seconds);
    return { manual: manualPairingCode, qr: qrPairingCode, milliseconds: now() - from };
  },

  /** Has the device remove this controller's own fabric. */
  async removeOwnFabric() {
    const from = now();
    await node.decommission();
    node = undefined;
    return { milliseconds: now() - from };
  },

  async toggle() {
    const from = now();
    await light().commandsOf(OnOffClient).toggle();
    return { milliseconds: now() - from, at: now() };
  },

  /** The same over TCP, as a command with the large-message quality: matter.js opens a session for it if it has none. */
  async toggleOverTcp() {
    const from = now();
    const request = Invoke({ commands: [{ endpoint: 1, cluster: OnOff, command: "toggle" }] });
    request.largeMessage = true;
    for await (const chunk of node.interaction.invoke(request)) {
      for (const { kind, status } of chunk) {
        if (kind !== "cmd-status" || status !== 0) throw new Error(`toggle was answered by ${kind} ${status}`);
      }
    }
    return { milliseconds: now() - from, ...newestSession("tcp") };
  },

  /** What requests go over, and the lengths of the messages that came over TCP since this was last asked. */
  async transport() {
    const lengths = overTcp;
    overTcp = [];
    return { ...newestSession(), lengths };
  },

  /** Waits until no TCP connection to the device is left. */
  async tcpEnded({ within }) {
    const until = now() + within;
    while (tcpSockets().length) {
      if (now() > until) throw new Error(`connected for ${within} ms`);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    return newestSession();
  },

  /** Has every TCP connection to the device reset as soon as bytes come; how many there were. */
  async cutWhenItAnswers() {
    const sockets = tcpSockets();
    for (const socket of sockets) socket.once("data", () => socket.resetAndDestroy());
    return { connections: sockets.length };
  },

  /** Makes the default subscription again, over what requests go over. */
  async subscribe() {
    await node.set({ network: { autoSubscribe: true } });
    return {};
  },

  onOff: async () => ({ value: await readOnOff(), at: now() }),

  /** A command of a typed client: its response, or the status it was refused with. */
  async command({ cluster, command, fields, endpoint = 1 }) {
    try {
      return { response: await node.endpoints.for(endpoint).commandsOf(clients[cluster])[command](fields) };
    } catch (error) {
      if (error.code === undefined) throw error;
      return { status: error.code };
    }
  },

  /** A command that matter.js itself would refuse for its values; the status it was answered by. */
  async uncheckedCommand({ cluster, command, fields }) {
    const request = { endpoint: 1, cluster: clusters[cluster], command, fields };
    for await (const chunk of node.interaction.invoke(Invoke({ skipValidation: true, commands: [request] }))) {
      for (const entry of chunk) {
        if (entry.kind === "cmd-status") return { status: entry.status };
      }
    }
    return {};
  },

  /**
   * Registers a client of this node id, which makes a long idle time ICD of the device; matter.js then registers itself.
   * The ICD counter that both were answered.
   */
  async register({ node: checkInNodeId, within }) {
    const { icdCounter } = await node.endpoints.for(0).commandsOf(IcdManagementClient).registerClient({
      checkInNodeId: BigInt(checkInNodeId),
      monitoredSubject: BigInt(checkInNodeId),
      key: randomBytes(16),
      clientType: 0,
    });
    const until = now() + within;
    while (!node.stateOf(IcdClient).registered) {
      if (now() > until) throw new Error(`matter.js does not register within ${within} ms`);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    return { counter: icdCounter, own: node.stateOf(IcdClient).counterStart };
  },

  /** The types of the clients that this fabric has registered. */
  async registeredClients() {
    const { value } = await requests.attribute({ cluster: "icd", endpoint: 0, name: "registeredClients" });
    return { types: value.map(({ clientType }) => clientType) };
  },

  /** How long the device promises to stay active, ms. */
  stayActive: async ({ milliseconds }) => ({
    promised: await node.act(agent => agent.get(IcdClient).stayActive(milliseconds)),
  }),

  /** Ends the subscription that matter.js made by itself; the device is not told. */
  async endSubscription() {
    await node.set({ network: { autoSubscribe: false } });
    return {};
  },

  /** Waits for a Check-In that matter.js takes: counter and ActiveModeThreshold; `armed` is sent when it listens. */
  async checkIn({ within }) {
    const { checkedIn } = node.eventsOf(IcdClient);
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        checkedIn.off(listen);
        reject(new Error(`no Check-In within ${within} ms`));
      }, within);
      const listen = checkIn => {
        clearTimeout(timer);
        checkedIn.off(listen);
        resolve({ ...checkIn, at: now() });
      };
      checkedIn.on(listen);
      process.send({ event: "armed" });
    });
  },

  /** An attribute read anew through a typed client. */
  async attribute({ cluster, name, endpoint = 1 }) {
    const { schema } = clients[cluster];
    const { id: attributeId } = schema.attributes.find(attribute => attribute.propertyName === name);
    const { values, errors } = await read(Read({ attributes: [{ endpointId: endpoint, clusterId: schema.id, attributeId }] }));
    if (errors.length) throw new Error(errors.join("; "));
    return { value: values.get(`${endpoint}/${schema.id}/${attributeId}`) };
  },

  /** Writes an attribute through a typed client; the status it was refused with, if it was. */
  async write({ cluster, endpoint = 1, values }) {
    try {
      await node.endpoints.for(endpoint).setStateOf(clients[cluster], values);
      return {};
    } catch (error) {
      if (error.code === undefined) throw error;
      return { status: error.code };
    }
  },

  /** The recorded events of a cluster, read anew, oldest first. */
  async events({ cluster, endpoint = 1 }) {
    const { schema } = clients[cluster];
    const request = Read({ events: [{ endpointId: endpoint, clusterId: schema.id }] });
    const events = [];
    for await (const chunk of node.interaction.read(request)) {
      for await (const entry of chunk) {
        if (entry.kind === "event-status") throw new Error(`status ${entry.status}`);
        if (entry.kind === "event-value") events.push({ id: entry.path.eventId, number: Number(entry.number), value: entry.value });
      }
    }
    return { events };
  },

  /** What the default subscription brings of changes and events of some endpoints in the time given. */
  async listen({ to, for: milliseconds }) {
    const heard = [];
    const listening = to.map(({ cluster, endpoint, name }) => {
      const source = node.endpoints.for(endpoint).eventsOf(clients[cluster])[name];
      const listen = value => void heard.push({ name, value });
      source.on(listen);
      return () => source.off(listen);
    });
    process.send({ event: "armed" });
    await new Promise(resolve => setTimeout(resolve, milliseconds));
    for (const end of listening) end();
    return { heard };
  },

  /** What the default subscription reports of some attributes in the time given, in order. */
  async watch({ cluster, names, for: milliseconds }) {
    const changes = [];
    const listening = names.map(name => {
      const changed = light().eventsOf(clients[cluster])[`${name}$Changed`];
      const listen = value => void changes.push({ name, value });
      changed.on(listen);
      return () => changed.off(listen);
    });
    await new Promise(resolve => setTimeout(resolve, milliseconds));
    for (const end of listening) end();
    return { changes };
  },

  /** Wildcard over everything, then held against what the device says of itself. */
  async readEverything() {
    const from = now();
    const { values, errors } = await read(
      Read({ fabricFilter: true, attributes: [{}], events: [{ isUrgent: true }] }),
    );
    const milliseconds = now() - from;
    const missing = [];
    let clusters = 0;
    const endpoints = [0, ...(values.get(`0/${descriptor}/3`) ?? [])];
    for (const endpoint of endpoints) {
      const servers = values.get(`${endpoint}/${descriptor}/1`);
      if (!servers?.length) missing.push(`${endpoint}/${descriptor}/1`);
      for (const cluster of servers ?? []) {
        clusters++;
        const attributes = values.get(`${endpoint}/${cluster}/${0xfffb}`);
        if (!attributes?.length) missing.push(`${endpoint}/${cluster}/${0xfffb}`);
        for (const attribute of attributes ?? []) {
          if (!values.has(`${endpoint}/${cluster}/${attribute}`)) {
            missing.push(`${endpoint}/${cluster}/${attribute}`);
          }
        }
      }
    }
    const deviceTypes = endpoints
      .flatMap(endpoint => values.get(`${endpoint}/${descriptor}/0`) ?? [])
      .map(type => type.deviceType ?? type[0] ?? type);
    return { milliseconds, attributes: values.size, endpoints: endpoints.length, clusters, errors, missing, deviceTypes };
  },

  /** True once the subscription matter.js opened by itself is established. */
  async subscribed({ within }) {
    const until = now() + within;
    while (now() < until) {
      if (node.act(agent => agent.network.subscriptionActive)) return { active: true };
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    return { active: false };
  },

  /** Waits for the next report of On/Off in the default subscription; `armed` is sent when it listens. */
  async report({ within }) {
    const changed = light().eventsOf(OnOffClient).onOff$Changed;
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        changed.off(listen);
        reject(new Error(`no report within ${within} ms`));
      }, within);
      const listen = value => {
        clearTimeout(timer);
        changed.off(listen);
        resolve({ value, at: now() });
      };
      changed.on(listen);
      process.send({ event: "armed" });
    });
  },

  async burst({ toggles, reads }) {
    const command = [];
    const attribute = [];
    let value = await readOnOff();
    for (let i = 0; i < toggles; i++) {
      const from = now();
      await light().commandsOf(OnOffClient).toggle();
      command.push(now() - from);
      value = !value;
    }
    for (let i = 0; i < reads; i++) {
      const from = now();
      const seen = await readOnOff();
      attribute.push(now() - from);
      if (seen !== value) throw new Error(`read ${i} says ${seen}, ${toggles} toggles make it ${value}`);
    }
    const middle = times => times.sort((a, b) => a - b)[times.length >> 1];
    const last = times => times[times.length - 1];
    return { toggle: middle(command), read: middle(attribute), slowest: Math.max(last(command), last(attribute)) };
  },

  /** Takes the node off the network without its help, as a controller that lost power. */
  async forget() {
    await node.disable();
    const sessions = () => [...(peer()?.sessions ?? [])];
    const until = now() + 5000;
    await peer()?.disconnect(new Error("the controller lost power"));
    while (sessions().length && now() < until) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    return { sessions: sessions().length };
  },

  /** Back on the network: no session is left, so the next command opens a new one. */
  async remember() {
    const from = now();
    const enabled = node.enable();
    await light().commandsOf(OnOffClient).toggle();
    const at = now();
    await enabled;
    return { from, at, milliseconds: at - from };
  },

  /** Commands on what is there, until one succeeds. */
  async toggleAtLast({ within }) {
    const until = now() + within;
    for (let attempts = 1; ; attempts++) {
      try {
        await light().commandsOf(OnOffClient).toggle();
        return { at: now(), attempts };
      } catch (error) {
        if (now() > until) throw error;
        console.error(error);
      }
    }
  },

  /** The next session is opened by a full handshake. */
  async forgetResumption() {
    const had = await controller.env.get(SessionManager).deleteResumptionRecord(node.peerAddress);
    return { had };
  },

  /** matter.js waits up to 15 s longer than a Busy asks for; from here on it comes when it was told to. */
  async comeWhenTold() {
    controller.env.get(PeerSet).timing = { delayAfterNetworkError: Seconds(0) };
    return {};
  },

  /** Drops the node here; the device is not told. */
  async delete() {
    await node.delete();
    node = undefined;
    return {};
  },

  async stop() {
    await (windows ?? controller)?.close();
    setImmediate(() => process.exit(0));
    return {};
  },
};

answerRequests(requests);
