// A matter.js controller that views cameras: it hosts WebRTC Transport Requestor and speaks TCP. Told what to do over the
// IPC channel, as src/controller.mjs is; what the camera pushes goes to whoever started it, as {push, session, ...}.

import { Socket } from "node:net";
import { Network, Seconds, ServerNode } from "@matter/main";
import { ControllerBehavior } from "@matter/main/node";
import { CameraAvStreamManagementClient } from "@matter/main/behaviors/camera-av-stream-management";
import { WebRtcTransportProviderClient } from "@matter/main/behaviors/web-rtc-transport-provider";
import { WebRtcTransportRequestorServer } from "@matter/main/behaviors/web-rtc-transport-requestor";
import { CameraControllerDevice } from "@matter/main/devices/camera-controller";
import { FabricManager, PeerSet, Read } from "@matter/main/protocol";
import { QrPairingCodeCodec } from "@matter/main/types";
import { answerRequests } from "../src/requests.mjs";

const devicePort = 5540;
const connections = () => process._getActiveHandles().filter(handle => handle instanceof Socket && handle.remotePort !== undefined);
const toCamera = () => connections().filter(({ remotePort }) => remotePort === devicePort);
const now = () => performance.timeOrigin + performance.now();
const clients = { streams: CameraAvStreamManagementClient, provider: WebRtcTransportProviderClient };

let controller;
let viewer;
let node;

/** Commands whose answers name a session; a push for it may overtake what we do with them. */
let underWay = Promise.resolve();

/** What matter.js accepts is told; its own event of an end has a session that is there no more. */
class Requestor extends WebRtcTransportRequestorServer {
  /** Who waits below must not keep the session from being entered. */
  static lockOnInvoke = false;

  async offer(request) {
    await underWay;
    await super.offer(request);
    tell("offer", request, { sdp: request.sdp });
  }

  async answer(request) {
    await underWay;
    await super.answer(request);
    tell("answer", request, { sdp: request.sdp });
  }

  async iceCandidates(request) {
    await underWay;
    await super.iceCandidates(request);
    tell("candidates", request, { candidates: request.iceCandidates });
  }

  async end(request) {
    await underWay;
    await super.end(request);
    tell("end", request, { reason: request.reason });
  }
}

function tell(push, { webRtcSessionId: session }, what) {
  process.send({ push, session, ...what, at: now() });
}

const camera = () => node.endpoints.for(1).commandsOf(WebRtcTransportProviderClient);

/** Lists of matter.js have at least one member. */
function streams({ videoStreamId, audioStreamId }) {
  const lists = {};
  if (typeof videoStreamId === "number") lists.videoStreams = [videoStreamId];
  if (typeof audioStreamId === "number") lists.audioStreams = [audioStreamId];
  return lists;
}

/** Sends what begins a session, and keeps the session that was answered. */
async function begin(command, fields) {
  let done;
  const before = underWay;
  underWay = new Promise(resolve => (done = resolve));
  await before;
  try {
    const response = await camera()[command](fields);
    const { fabricIndex, nodeId } = node.peerAddress;
    await viewer.act(agent =>
      agent.get(Requestor).upsertSession({
        id: response.webRtcSessionId,
        peerNodeId: nodeId,
        peerEndpointId: 1,
        streamUsage: fields.streamUsage,
        ...streams(response),
        metadataEnabled: false,
        fabricIndex,
      }),
    );
    return response;
  } finally {
    done();
  }
}

const requests = {
  async start({ id = "viewer", label = "viewer" } = {}) {
    controller = await ServerNode.create(ServerNode.RootEndpoint.with(ControllerBehavior), {
      id,
      network: { port: 0, tcp: true, transportPreference: "tcp" },
      controller: { adminFabricLabel: label },
    });
    viewer = await controller.add(CameraControllerDevice.with(Requestor), { id: "requestor", number: 1 });
    await controller.start();
    node = [...controller.peers][0];
    return { peers: [...controller.peers].length };
  },

  async commission({ code }) {
    const [data] = code.startsWith("MT:") ? QrPairingCodeCodec.decode(code) : [];
    const how = data ? { passcode: data.passcode, discriminator: data.discriminator } : { pairingCode: code };
    const from = now();
    node = await controller.peers.commission({ ...how, timeout: Seconds(60) });
    return { milliseconds: now() - from, nodeId: node.peerAddress.nodeId };
  },

  /** What the sessions to the camera go over. */
  async transports() {
    const peer = controller.env.get(PeerSet).get(node.peerAddress);
    return { types: [...(peer?.sessions ?? [])].map(session => session.channel?.type ?? session.channel?.channel?.type) };
  },

  /** Its connections to the camera break, and it begins no others; those of the camera are let in. */
  async loseConnections() {
    const network = controller.env.get(Network);
    network.connectTcp = async () => {
      throw new Error("the test lets no connection out");
    };
    const lost = toCamera();
    for (const socket of lost) socket.resetAndDestroy();
    return { lost: lost.length };
  },

  /** The same as soon as the camera says something. */
  async loseConnectionsWhenItAnswers() {
    const all = toCamera();
    for (const socket of all) socket.once("data", () => requests.loseConnections());
    return { connections: all.length };
  },

  /** Back to what it was. */
  async beginConnections() {
    delete controller.env.get(Network).connectTcp;
    return {};
  },

  /** How many connections the camera began. */
  async letIn() {
    const { operationalPort } = controller.state.network;
    const ofCamera = ({ localPort, remotePort }) => localPort === operationalPort && remotePort !== devicePort;
    return { connections: connections().filter(ofCamera).length };
  },

  async provideOffer({ sdp, session = null, streamUsage = 3, videoStreamId = null, audioStreamId = null, ...more }) {
    const fields = { webRtcSessionId: session, sdp, streamUsage, originatingEndpointId: 1, ...more };
    if (videoStreamId !== undefined) fields.videoStreamId = videoStreamId;
    if (audioStreamId !== "absent") fields.audioStreamId = audioStreamId;
    return await begin("provideOffer", fields);
  },

  async solicitOffer({ streamUsage = 3, videoStreamId = null, audioStreamId = null, ...more }) {
    const fields = { streamUsage, originatingEndpointId: 1, videoStreamId, ...more };
    if (audioStreamId !== "absent") fields.audioStreamId = audioStreamId;
    return await begin("solicitOffer", fields);
  },

  async provideAnswer({ session, sdp }) {
    await camera().provideAnswer({ webRtcSessionId: session, sdp });
    return {};
  },

  async provideCandidates({ session, candidates }) {
    const iceCandidates = candidates.map(({ candidate, mid, index }) => ({ candidate, sdpMid: mid, sdpmLineIndex: index }));
    await camera().provideIceCandidates({ webRtcSessionId: session, iceCandidates });
    return {};
  },

  async endSession({ session, reason = 2 }) {
    await camera().endSession({ webRtcSessionId: session, reason });
    await viewer.act(agent => agent.get(Requestor).removeSession(session));
    return {};
  },

  /** A command of a typed client: its response, or the status it was refused with. */
  async command({ cluster, command, fields }) {
    try {
      return { response: await node.endpoints.for(1).commandsOf(clients[cluster])[command](fields) };
    } catch (error) {
      if (error.code === undefined) throw error;
      return { status: error.code };
    }
  },

  async write({ cluster, values }) {
    await node.endpoints.for(1).setStateOf(clients[cluster], values);
    return {};
  },

  /** An attribute, read anew. */
  async attribute({ cluster, name }) {
    const { schema } = clients[cluster];
    const { id: attributeId } = schema.attributes.find(attribute => attribute.propertyName === name);
    const request = Read({ fabricFilter: true, attributes: [{ endpointId: 1, clusterId: schema.id, attributeId }] });
    for await (const chunk of node.interaction.read({ ...request, includeKnownVersions: true })) {
      for await (const entry of chunk) {
        if (entry.kind === "attr-value") return { value: entry.value };
        if (entry.kind === "attr-status") throw new Error(`status ${entry.status}`);
      }
    }
    throw new Error("nothing was read");
  },

  /** Whether the camera is told of by the names of its fabric. */
  async fabrics() {
    return { fabrics: controller.env.get(FabricManager).fabrics.length };
  },

  async stop() {
    await controller?.close();
    setImmediate(() => process.exit(0));
    return {};
  },
};

answerRequests(requests);
