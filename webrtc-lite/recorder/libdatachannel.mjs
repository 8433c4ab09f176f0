// Records session descriptions of libdatachannel (npm: node-datachannel 0.33.4): node libdatachannel.mjs FOLDER

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as library from "node-datachannel";

const { PeerConnection, Audio, Video } = library.default ?? library;
const folder = process.argv[2];
const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));

function addTrack(peer, mid, kind, direction) {
  const media = kind === "video" ? new Video(mid, direction) : new Audio(mid, direction);
  if (kind === "video") media.addH264Codec(102);
  else media.addOpusCodec(111);
  return peer.addTrack(media);
}

const held = [];

async function record(name, directions, data) {
  const offerer = new PeerConnection("offerer", { iceServers: [] });
  const answerer = new PeerConnection("answerer", { iceServers: [] });
  const said = { offer: [], answer: [] };
  offerer.onLocalDescription(sdp => said.offer.push(sdp));
  answerer.onLocalDescription(sdp => said.answer.push(sdp));
  answerer.onTrack(track => held.push(track));
  for (const [kind, direction] of directions) held.push(addTrack(offerer, kind, kind, direction));
  if (data) held.push(offerer.createDataChannel("data"));
  else offerer.setLocalDescription("offer");
  await sleep(500);
  writeFileSync(join(folder, `libdatachannel-${name}-offer.sdp`), said.offer[0]);
  writeFileSync(join(folder, `libdatachannel-${name}-gathered-offer.sdp`), offerer.localDescription().sdp);
  answerer.setRemoteDescription(said.offer[0], "offer");
  await sleep(500);
  writeFileSync(join(folder, `libdatachannel-${name}-answer.sdp`), said.answer[0]);
  writeFileSync(join(folder, `libdatachannel-${name}-gathered-answer.sdp`), answerer.localDescription().sdp);
  offerer.close();
  answerer.close();
}

const viewer = [["video", "RecvOnly"], ["audio", "SendRecv"]];
await record("viewer", viewer, false);
await record("camera", [["video", "SendOnly"], ["audio", "SendOnly"]], false);
await record("data", viewer, true);
process.exit(0);
