// The camera, viewed by aiortc and by headless Chromium, each behind a matter.js requestor.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Viewers } from "./processes.mjs";

const inCamera = name => fileURLToPath(new URL(`../camera/${name}`, import.meta.url));
const python = fileURLToPath(new URL("../../media/.venv/bin/python", import.meta.url));

const mediaProcessor = fileURLToPath(new URL("../../media/media-processor", import.meta.url));

const cameraDevice = 0x0142;
const liveView = 3;
const invalidInState = 0xcb;
const iceFailed = 0;
const userHangup = 2;
const privacyMode = 11;

/** Decoded pictures that make a viewer. */
const enough = 60;

/** From the command to that many pictures, the processor's start not counted. */
const viewWithin = 20_000;

/** A viewer that is gone without a word is missed by its consent (RFC 7675). */
const consentWithin = 45_000;

/** Of the device, beside its own. */
const moreAddresses = 10;

const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));

async function until(condition, within, what) {
  for (const from = now(); !condition(); await sleep(50)) {
    if (now() - from > within) throw new Error(`${what} did not come within ${within} ms`);
  }
}

const now = () => performance.timeOrigin + performance.now();

/** A session of a viewer. Candidates pass both ways as they come, none before the description they belong to. */
class Call {
  /** What the other side of each may be given. */
  #toCamera = [];
  #toViewer = [];
  described = false;
  begins = true;
  #sent = Promise.resolve();
  counts = { toCamera: 0, toViewer: 0 };

  constructor(party, viewers, name) {
    this.party = party;
    this.viewers = viewers;
    this.name = name;
    this.ended = new Promise(done => (this.done = done));
    party.calls.add(this);
  }

  /** ProvideOffer with what the viewer itself offers. */
  async offer(sections, more = {}, words = {}) {
    const { sdp } = await this.viewers.ask("offer", this.name, { sections, ...more });
    this.offered = sdp.length;
    this.from = now();
    await this.#begun(await this.party.controller.ask("provideOffer", { sdp, ...this.party.streams, ...words }));
  }

  /** ProvideOffer with other credentials, for the session that is there. */
  async restart(sections, words = {}) {
    this.begins = true;
    this.described = false;
    const { sdp } = await this.viewers.ask("restart", this.name, { sections });
    this.from = now();
    const { session } = this;
    await this.#begun(await this.party.controller.ask("provideOffer", { sdp, session, ...this.party.streams, ...words }));
  }

  async solicit(words = {}) {
    this.from = now();
    const response = await this.party.controller.ask("solicitOffer", { ...this.party.streams, ...words });
    this.deferred = response.deferredOffer;
    await this.#begun(response);
  }

  async #begun({ webRtcSessionId }) {
    this.session = webRtcSessionId;
    this.begins = false;
    this.#pass();
    for (const push of this.party.early.splice(0)) this.party.pushed(push);
  }

  async pushed({ push, sdp, candidates, reason }) {
    if (sdp) this.ufrag = /^a=ice-ufrag:(\S+)/m.exec(sdp)[1];
    if (push === "answer") {
      this.answered = sdp;
      await this.viewers.ask("accept", this.name, { sdp });
    } else if (push === "offer") {
      this.offered = sdp.length;
      this.offeredAt = now();
      const answer = await this.viewers.ask("answer", this.name, { sdp, ...this.words });
      await this.party.controller.ask("provideAnswer", { session: this.session, sdp: answer.sdp });
    } else if (push === "candidates") {
      this.#toViewer.push(...candidates.map(each => ({ candidate: each.candidate, mid: each.sdpMid, index: each.sdpmLineIndex })));
      this.counts.toViewer += candidates.length;
    } else {
      this.reason = reason;
      this.party.calls.delete(this);
      this.done(reason);
      return;
    }
    this.described ||= push !== "candidates";
    this.#pass();
  }

  said({ event, candidate, mid, index, state }) {
    if (event === "state") this.state = state;
    if (event !== "candidate") return;
    this.#toCamera.push({ candidate, mid, index });
    this.counts.toCamera++;
    this.#pass();
  }

  /** One command after the other, as a controller sends them. */
  #pass() {
    if (!this.begins && this.#toCamera.length) {
      const candidates = this.#toCamera.splice(0);
      const send = () => this.party.controller.ask("provideCandidates", { session: this.session, candidates });
      this.#sent = this.#sent.then(send).catch(error => this.party.errors.push(error));
    }
    if (this.described && this.#toViewer.length) {
      this.viewers
        .ask("candidates", this.name, { list: this.#toViewer.splice(0) })
        .catch(error => this.party.errors.push(error));
    }
  }

  /** Pictures decoded, and how long it took from the command. */
  async watch(most = viewWithin, count = enough) {
    let seen;
    while (now() - this.from < most) {
      seen = await this.viewers.ask("seen", this.name);
      if (seen.frames >= count) return { ...seen, milliseconds: now() - this.from };
      if (this.reason !== undefined) throw new Error(`the camera ended the session (reason ${this.reason})`);
      await sleep(100);
    }
    throw new Error(`${seen?.frames} pictures in ${most} ms, ${seen?.state}`);
  }

  async hangUp() {
    await this.party.controller.ask("endSession", { session: this.session, reason: userHangup });
    this.party.calls.delete(this);
    await this.viewers.ask("close", this.name);
  }

  /** The reason the camera gave. */
  async over(within) {
    const reason = await Promise.race([this.ended, sleep(within)]);
    if (reason === undefined) throw new Error(`the camera did not end session ${this.session} within ${within} ms`);
    if (this.viewers.end === undefined) await this.viewers.ask("close", this.name);
    return reason;
  }
}

/** A controller, its viewers and their calls. */
class Party {
  calls = new Set();
  early = [];
  errors = [];
  streams = {};

  constructor(controller) {
    this.controller = controller;
    controller.pushed = push => this.pushed(push);
  }

  pushed(push) {
    const call = [...this.calls].find(({ session }) => session === push.session);
    if (call) call.pushed(push).catch(error => this.errors.push(error));
    else this.early.push(push);
  }

  /** What a test that failed has left. */
  async forget() {
    for (const { session } of this.calls) {
      if (session !== undefined) await this.controller.ask("endSession", { session }).catch(() => {});
    }
    this.calls.clear();
    this.early = [];
    this.errors = [];
  }

  call(viewers, name) {
    viewers.said = what => [...this.calls].find(call => call.viewers === viewers && call.name === what.peer)?.said(what);
    return new Call(this, viewers, name);
  }
}

/** `bench` is what interop.mjs shares with its tests; `withApp` and `expectComplete` are those of apps.mjs. */
export async function cameraTests(bench, withApp, expectComplete) {
  const { test, expect, Skip, ms, runWords, ours, board, folder, startDevice, newStorage, startController } = bench;
  const { commission, stopCleanly, addresses, expectReplayed } = bench;
  const record = join(folder, "target", "camera.record");
  const log = name => join(folder, "target/log", `${name}.log`);
  const both = [["video", "recvonly"], ["audio", "recvonly"]];

  let device;
  let party;
  let aiortc;
  let names = 0;

  /** The camera, commissioned, with a stream each of picture and sound; made by the first test that needs it. */
  async function needsCamera() {
    if (!ours) throw new Skip("the stand-in is a light");
    if (board && board !== "linux") throw new Skip(`board ${board} has no media processor`);
    if (process.env.MOTE_NO_AIORTC) throw new Skip(process.env.MOTE_NO_AIORTC);
    if (party) {
      await party.forget();
      return;
    }
    const words = ["--app", "camera", "--media", `'${mediaProcessor}' --standby 1`];
    // Only the JVM records.
    if (!board) words.push("--record", record);
    device = startDevice(newStorage(), [...runWords, ...words]);
    await device.ready();
    const controller = await startController({ script: inCamera("requestor.mjs") });
    party = new Party(controller);
    await commission(controller, "qr", device);
    if (!device.lines.some(({ line }) => line === "mote: camera processor=ready")) {
      await device.next(/^mote: camera processor=ready$/, 20_000, "the media processor");
    }
    await allocate();
    aiortc = await Viewers.start({ words: [python, inCamera("viewer.py")], log: log("aiortc") });
  }

  /** A stream each of picture and sound, named in every request from here on. */
  async function allocate() {
    const { controller } = party;
    const { response: video, status } = await controller.ask("command", {
      cluster: "streams",
      command: "videoStreamAllocate",
      fields: {
        streamUsage: liveView,
        videoCodec: 0,
        minFrameRate: 15,
        maxFrameRate: 30,
        minResolution: { width: 320, height: 240 },
        maxResolution: { width: 640, height: 480 },
        minBitRate: 100_000,
        maxBitRate: 1_000_000,
        keyFrameInterval: 4000,
      },
    });
    expect(status === undefined, `VideoStreamAllocate was answered by ${status}`);
    const { response: audio, status: refused } = await controller.ask("command", {
      cluster: "streams",
      command: "audioStreamAllocate",
      fields: { streamUsage: liveView, audioCodec: 0, channelCount: 2, sampleRate: 48000, bitRate: 64000, bitDepth: 16 },
    });
    expect(refused === undefined, `AudioStreamAllocate was answered by ${refused}`);
    party.streams = { videoStreamId: video.videoStreamId, audioStreamId: audio.audioStreamId };
  }

  const call = viewers => party.call(viewers, `peer-${++names}`);

  /** The source sleeps until somebody comes, at boot and when the processor was started again. */
  async function awake() {
    const first = call(aiortc);
    await first.solicit();
    await until(() => first.described, viewWithin, "an offer");
    await first.hangUp();
  }

  function expectGood() {
    expect(party.errors.length === 0, party.errors.splice(0).map(error => error.message).join("; "));
  }

  /** No session is left, at the camera or with its processor. */
  async function expectNone() {
    const { value } = await party.controller.ask("attribute", { cluster: "provider", name: "currentSessions" });
    expect(value.length === 0, `CurrentSessions has ${value.length}`);
    expectGood();
  }

  function figures({ frames, pictures, size, milliseconds }) {
    return `${frames} pictures of ${size?.join("x")}${pictures ? `, ${pictures} different` : ""} after ${ms(milliseconds)}`;
  }

  /** The media processor, a child of the device. */
  function processor() {
    const { pid } = device.process;
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      for (const child of readFileSync(`/proc/${pid}/task/${task}/children`, "latin1").split(" ").filter(Boolean)) {
        if (readFileSync(`/proc/${child}/cmdline`, "latin1").includes("python")) return Number(child);
      }
    }
    throw new Error("the device has no media processor");
  }

  await test("camera: signalling on a board", async note => {
    if (!ours || !board || board === "linux") throw new Skip("here there is a picture too");
    if (process.env.MOTE_NO_AIORTC) throw new Skip(process.env.MOTE_NO_AIORTC);
    device = startDevice(newStorage(), [...runWords, "--app", "camera", "--media", "stand-in"]);
    await device.ready();
    const controller = await startController({ script: inCamera("requestor.mjs") });
    party = new Party(controller);
    try {
      await commission(controller, "qr", device);
      await allocate();
      aiortc = await Viewers.start({ words: [python, inCamera("viewer.py")], log: log("aiortc") });
      for (const how of ["offer", "solicit"]) {
        const watching = call(aiortc);
        const goes = device.next(/^mote: camera session=\d+ connected$/, 20_000, "the agreement");
        await (how === "offer" ? watching.offer(both) : watching.solicit());
        await goes;
        await until(() => watching.described, 20_000, "a description of the camera");
        note(`${how === "offer" ? "ProvideOffer" : "SolicitOffer"}: agreed after ${ms(now() - watching.from)}`);
        await watching.hangUp();
        await expectNone();
      }
      // Its answer to this breaks with the connection; for the second try it begins one itself.
      await controller.ask("loseConnectionsWhenItAnswers");
      const broke = now();
      call(aiortc).offer(both).catch(() => {});
      const letIn = async () => (await controller.ask("letIn")).connections;
      while ((await letIn()) === 0 && now() - broke < 10_000) await sleep(50);
      expect((await letIn()) === 1, "the camera began no connection");
      note(`a connection of the camera's own ${ms(now() - broke)} after the other was cut`);
      await controller.ask("beginConnections");
      await party.forget();
      const watching = call(aiortc);
      await watching.offer(both, { trickles: true });
      await until(() => watching.described, 20_000, "a description of the camera");
      const from = now();
      await controller.ask("write", { cluster: "streams", values: { softLivestreamPrivacyModeEnabled: true } });
      const reason = await watching.over(10_000);
      expect(reason === privacyMode, `the reason is ${reason}`);
      note(`End after ${ms(now() - from)}`);
      await expectNone();

      await stopCleanly(device);
      const left = device.lines.find(({ line }) => line.includes(" allocations after seal: "))?.line;
      expect(/ allocations after seal: 0$/.test(left), `the device says ${left}`);
      note(left.slice("mote: ".length));
    } finally {
      if (!device.end) await device.stop("SIGKILL");
      await controller.stop();
      await aiortc?.stop();
      device = party = aiortc = undefined;
    }
  });

  await test("camera: complete", async note => {
    if (board && board !== "linux") throw new Skip(`board ${board} has no camera`);
    await withApp("camera", async (camera, controller) => await expectComplete(controller, cameraDevice, note));
  });

  await test("camera: SolicitOffer, deferred until the source has left its standby", async note => {
    await needsCamera();
    const watching = call(aiortc);
    await watching.solicit();
    expect(watching.deferred === true, `deferredOffer is ${watching.deferred}`);
    note(figures(await watching.watch()));
    note(`offer after ${ms(watching.offeredAt - watching.from)}`);
    await watching.hangUp();
    await expectNone();
  });

  await test("camera: ProvideOffer with aiortc's own offer over TCP, EndSession by the viewer", async note => {
    await needsCamera();
    const watching = call(aiortc);
    await watching.offer(both);
    const { types } = await party.controller.ask("transports");
    expect(types.includes("tcp"), `sessions over ${types}`);
    const seen = await watching.watch();
    expect(seen.pictures > 1, "the picture stands still");
    note(`offer of ${watching.offered} bytes, answer of ${watching.answered.length}; ${figures(seen)}`);
    const line = device.next(new RegExp(`^mote: camera session=${watching.session} over$`), 3000, "the end");
    await watching.hangUp();
    await line;
    await expectNone();
  });

  await test("camera: candidates trickle both ways", async note => {
    await needsCamera();
    const watching = call(aiortc);
    await watching.offer(both, { trickles: true });
    note(figures(await watching.watch()));
    expect(watching.counts.toCamera > 1 && watching.counts.toViewer > 0, `candidates ${JSON.stringify(watching.counts)}`);
    note(`${watching.counts.toCamera} candidates to the camera, ${watching.counts.toViewer} from it`);
    await watching.hangUp();
    await expectNone();
  });

  /** Other credentials for a session: pictures go on, over another path. */
  async function expectRestarted(watching, note) {
    const { session, ufrag } = watching;
    const again = device.next(new RegExp(`^mote: camera session=${session} connected$`), viewWithin, "the restart");
    await watching.restart(both);
    await again;
    const took = now() - watching.from;
    const { frames } = await watching.viewers.ask("seen", watching.name);
    const seen = await watching.watch(viewWithin, frames + enough);
    expect(watching.session === session, `session ${session} is ${watching.session} now`);
    expect(watching.ufrag !== ufrag, "the camera kept its credentials");
    note(`connected after ${ms(took)}, ${seen.frames - frames} more pictures after ${ms(seen.milliseconds)}`);
    const { value } = await party.controller.ask("attribute", { cluster: "provider", name: "currentSessions" });
    expect(value.length === 1, `CurrentSessions has ${value.length}`);
    await watching.hangUp();
    await expectNone();
  }

  await test("camera: the viewer restarts ICE, with another certificate", async note => {
    await needsCamera();
    for (const begin of [watching => watching.offer(both), watching => watching.solicit()]) {
      const watching = call(aiortc);
      await begin(watching);
      await watching.watch();
      await expectRestarted(watching, note);
    }
  });

  await test("camera: a restart goes by the policy of its offer", async note => {
    await needsCamera();
    const watching = call(aiortc);
    await watching.offer(both);
    await watching.watch();
    // There is no relay.
    await watching.restart(both, { iceTransportPolicy: "relay" });
    const reason = await watching.over(viewWithin);
    expect(reason === iceFailed, `the reason is ${reason}`);
    note(`End with reason ${reason} after ${ms(now() - watching.from)}`);
    await expectNone();
  });

  await test("camera: SolicitOffer, the offer at once", async note => {
    await needsCamera();
    await awake();
    const watching = call(aiortc);
    await watching.solicit();
    expect(watching.deferred === false, `deferredOffer is ${watching.deferred}`);
    note(figures(await watching.watch()));
    note(`offer of ${watching.offered} bytes after ${ms(watching.offeredAt - watching.from)}`);
    await watching.hangUp();
    await expectNone();
  });

  await test("camera: two viewers at once", async note => {
    await needsCamera();
    const one = call(aiortc);
    const other = call(aiortc);
    await one.offer(both);
    await other.solicit();
    const seen = await Promise.all([one.watch(), other.watch()]);
    note(seen.map(figures).join("; "));
    await one.hangUp();
    const before = (await aiortc.ask("seen", other.name)).frames;
    await sleep(500);
    const after = (await aiortc.ask("seen", other.name)).frames;
    expect(after > before, "the other's pictures stopped too");
    await other.hangUp();
    await expectNone();
  });

  await test("camera: End by the camera: privacy written, the shutter closed", async note => {
    await needsCamera();
    for (const [on, off] of [
      [true, false].map(value => () => party.controller.ask("write", { cluster: "streams", values: { softLivestreamPrivacyModeEnabled: value } })),
      [() => device.press("b"), () => device.press("b")],
    ]) {
      const watching = call(aiortc);
      await watching.offer(both);
      await watching.watch();
      const from = now();
      await on();
      const reason = await watching.over(3000);
      expect(reason === privacyMode, `the reason is ${reason}`);
      note(`End after ${ms(now() - from)}`);
      const refused = await party.controller.ask("command", {
        cluster: "provider",
        command: "solicitOffer",
        fields: { streamUsage: liveView, originatingEndpointId: 1, ...party.streams },
      });
      expect(refused.status === invalidInState, `SolicitOffer under privacy was answered by ${refused.status}`);
      const line = device.next(/^mote: camera privacy=off$/, 3000, "the end of privacy");
      await off();
      await line;
    }
    await expectNone();
  });

  await test("camera: Chromium's own offer", async note => {
    await needsCamera();
    if (process.env.MOTE_NO_CHROMIUM) throw new Skip(process.env.MOTE_NO_CHROMIUM);
    const chromium = await Viewers.start({ words: ["node", inCamera("browser.mjs")], log: log("chromium") });
    try {
      const watching = call(chromium);
      await watching.offer([["video", "recvonly"], ["audio", "sendrecv"]]);
      const seen = await watching.watch(30_000);
      note(`offer of ${watching.offered} bytes, answer of ${watching.answered.length}; ${figures(seen)}, ${seen.decoder}`);
      note(`${watching.counts.toCamera} candidates to the camera, ${watching.counts.toViewer} from it`);
      expect(watching.offered > 4096, `the offer has ${watching.offered} bytes`);
      await watching.hangUp();
      const asked = call(chromium);
      await asked.solicit();
      note(`asked for an offer: ${figures(await asked.watch(30_000))}`);
      await asked.hangUp();
      await expectNone();
    } finally {
      await chromium.stop();
    }
  });

  await test("camera: Chromium restarts ICE and keeps DTLS", async note => {
    await needsCamera();
    if (process.env.MOTE_NO_CHROMIUM) throw new Skip(process.env.MOTE_NO_CHROMIUM);
    const chromium = await Viewers.start({ words: ["node", inCamera("browser.mjs")], log: log("chromium-restart") });
    try {
      const watching = call(chromium);
      await watching.offer(both);
      await watching.watch(30_000);
      await expectRestarted(watching, note);
    } finally {
      await chromium.stop();
    }
  });

  await test("camera: a viewer that is killed is missed", async note => {
    await needsCamera();
    const doomed = await Viewers.start({ words: [python, inCamera("viewer.py")], log: log("aiortc-killed") });
    const watching = call(doomed);
    await watching.offer(both);
    await watching.watch();
    const from = now();
    await doomed.stop("SIGKILL");
    const reason = await watching.over(consentWithin);
    note(`End with reason ${reason} after ${ms(now() - from)}`);
    await expectNone();
  });

  await test("camera: the media processor is killed, the next session works", async note => {
    await needsCamera();
    const watching = call(aiortc);
    await watching.offer(both);
    await watching.watch();
    const back = device.next(/^mote: camera processor=ready$/, 20_000, "the media processor");
    const from = now();
    process.kill(processor(), "SIGKILL");
    const reason = await watching.over(5000);
    note(`End with reason ${reason} after ${ms(now() - from)}`);
    await back;
    note(`processor back after ${ms(now() - from)}`);
    await expectNone();
    const next = call(aiortc);
    await next.offer(both);
    note(figures(await next.watch()));
    await next.hangUp();
    await expectNone();
  });

  await test("camera: a deferred offer over a connection that the camera begins", async note => {
    await needsCamera();
    // A candidate for each: no datagram holds an offer with all of them.
    addresses("add", moreAddresses);
    const back = device.next(/^mote: camera processor=ready$/, 20_000, "the media processor");
    process.kill(processor(), "SIGKILL");
    await back;
    const { controller } = party;
    const watching = call(aiortc);
    await watching.solicit();
    expect(watching.deferred === true, `deferredOffer is ${watching.deferred}`);
    const { lost } = await controller.ask("loseConnections");
    try {
      expect(lost === 1, `${lost} connections were there`);
      await until(() => watching.described, viewWithin, "an offer");
      const { connections } = await controller.ask("letIn");
      expect(connections === 1, `the camera began ${connections} connections`);
      expect(watching.offered > 1232, `the offer has ${watching.offered} bytes`);
      note(`offer of ${watching.offered} bytes ${ms(watching.offeredAt - watching.from)} after SolicitOffer`);
      note(figures(await watching.watch()));
      await watching.hangUp();
      await expectNone();
    } finally {
      await controller.ask("beginConnections");
      addresses("del", moreAddresses);
    }
  });

  await aiortc?.stop();
  await party?.controller.stop();
  if (device && !device.end) {
    await test("camera: SIGTERM", async () => await stopCleanly(device));
    await test("camera: all of that, recorded, replays byte for byte, as machine code too", async note => {
      if (board) throw new Skip(`board ${board} records nothing`);
      for (const on of ["jvm", "linux"]) await expectReplayed(on, record, note);
    });
  }
}
