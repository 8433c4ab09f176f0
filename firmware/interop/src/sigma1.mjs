// Controllers that ask for CASE and are never heard of again, each from a UDP port of its own.

import { createECDH, randomBytes, randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { TlvCaseSigma1 } from "@matter/main/protocol";
import { controllerLink, handshakeMessage, isBusy, opcodes } from "./network.mjs";

const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));

/**
 * Sigma1 like a captured one, so that the destination id is right: it is a hash over the initiator's random, and both
 * stay. Key, session id, node id, counter and exchange are others; a resumption it asked for is left out.
 */
function sigma1Like(captured) {
  const { payload } = handshakeMessage(captured);
  const { resumptionId, initiatorResumeMic, ...fields } = TlvCaseSigma1.decode(payload);
  fields.initiatorSessionId = randomInt(1, 0x10000);
  fields.initiatorEcdhPublicKey = createECDH("prime256v1").generateKeys();
  const header = Buffer.alloc(22);
  header[0] = 0x04; // a source node id follows the counter
  header.writeUInt32LE(randomInt(1, 0x10000000), 4);
  randomBytes(7).copy(header, 8);
  header[16] = 0x05; // from the initiator, and to be acknowledged
  header[17] = opcodes.sigma1;
  header.writeUInt16LE(randomInt(0x10000), 18);
  return Buffer.concat([header, TlvCaseSigma1.encode(fields)]);
}

/** Some Sigma1s that nobody follows up, ready to be sent. */
export class AbandonedSigma1s {
  sigma2 = 0;
  busy = 0;
  other = 0;
  ports = new Set();
  #sockets = [];

  static async prepare(captured, count) {
    const all = new AbandonedSigma1s();
    const host = captured.to.startsWith("fe80:") ? `${captured.to}%${controllerLink}` : captured.to;
    for (let i = 0; i < count; i++) {
      const socket = createSocket("udp6");
      await new Promise((bound, failed) => {
        socket.once("error", failed);
        socket.bind(0, bound);
      });
      all.ports.add(socket.address().port);
      socket.on("message", bytes => all.#count(bytes));
      const request = sigma1Like(captured);
      all.#sockets.push({ socket, send: () => socket.send(request, captured.dport, host) });
    }
    return all;
  }

  #count(bytes) {
    // As the capture would show it.
    const answer = { bytes, sport: 0, dport: 0, fromDevice: true };
    const opcode = handshakeMessage(answer)?.opcode;
    if (opcode === opcodes.sigma2) this.sigma2++;
    else if (isBusy(answer)) this.busy++;
    else if (opcode !== opcodes.acknowledgement) this.other++;
  }

  /** Sends them evenly over so many milliseconds. */
  async send(milliseconds) {
    const from = performance.now();
    for (const [i, { send }] of this.#sockets.entries()) {
      const wait = from + (i * milliseconds) / this.#sockets.length - performance.now();
      if (wait > 0) await sleep(wait);
      send();
    }
    await sleep(Math.max(0, from + milliseconds - performance.now()));
  }

  /** Their ports stay open until here, as those of computers that are only slow. */
  close() {
    for (const { socket } of this.#sockets) socket.close();
  }
}
