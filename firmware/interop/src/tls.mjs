// What a camera is given for TLS: a root, a certificate of its own made of its request, a server that names both.

import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";

const alreadyExists = 0xd0;
const dynamicConstraintError = 0xcf;
const failure = 0x01;
const invalidInState = 0xcb;
const notFound = 0x8b;
const resourceExhausted = 0x89;

/** An element of DER. */
function der(tag, ...parts) {
  const contents = Buffer.concat(parts.map(part => Buffer.from(part)));
  const { length } = contents;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.from([tag, ...head, ...contents]);
}

/** The elements in one. */
function* elements(bytes) {
  for (let at = 0; at < bytes.length; ) {
    let length = bytes[at + 1];
    let from = at + 2;
    if (length > 0x80) {
      const width = length & 0x7f;
      length = bytes.readUIntBE(from, width);
      from += width;
    }
    yield { whole: bytes.subarray(at, from + length), contents: bytes.subarray(from, from + length) };
    at = from + length;
  }
}

const within = bytes => [...elements([...elements(bytes)][0].contents)];

const ecdsaWithSha256 = der(0x30, [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);
const name = text => der(0x30, der(0x31, der(0x30, [0x06, 0x03, 0x55, 0x04, 0x03], der(0x0c, text))));
const time = date => der(0x17, `${date.toISOString().slice(2, 19).replaceAll(/\D/g, "")}Z`);

/** A certificate of `key` (SubjectPublicKeyInfo), with an extension of so many bytes. */
function certificate(authority, key, { days = 30, padding = 0 } = {}) {
  const day = 86_400_000;
  const signed = der(
    0x30,
    der(0xa0, [0x02, 0x01, 0x02]),
    der(0x02, [0x01], randomBytes(8)),
    ecdsaWithSha256,
    name("Authority"),
    der(0x30, time(new Date(Date.now() - 60 * day)), time(new Date(Date.now() + days * day))),
    name("Subject"),
    key,
    ...(padding
      ? [der(0xa3, der(0x30, der(0x30, [0x06, 0x03, 0x2a, 0x03, 0x04], der(0x04, Buffer.alloc(padding)))))]
      : []),
  );
  return der(0x30, signed, ecdsaWithSha256, der(0x03, [0], sign("sha256", signed, authority.privateKey)));
}

/** The key of a request for a certificate, whose signature has to be good. */
function requested(csr) {
  const [signed, , signature] = within(csr);
  const [, , key] = [...elements(signed.contents)];
  const publicKey = createPublicKey({ key: key.whole, format: "der", type: "spki" });
  if (!verify("sha256", signed.whole, publicKey, signature.contents.subarray(1))) throw new Error("the request is not signed");
  return { key: key.whole, publicKey };
}

const same = (a, b) => a && b && Buffer.from(a).equals(Buffer.from(b));
const fingerprint = bytes => createHash("sha256").update(bytes).digest();

/** `bench` is what interop.mjs shares with its tests. */
export async function tlsTests(bench) {
  const { test, expect, Skip, ms, runWords, ours, board, startDevice, newStorage, startController, commission } = bench;
  const { stopCleanly } = bench;

  await test("TLS: root, request, client certificate and endpoint of a camera, over a restart, and removed", async note => {
    if (!ours) throw new Skip("the stand-in is a light");
    if (board && board !== "linux") throw new Skip(`no camera is tried on ${board} here`);
    const words = [...runWords, "--app", "camera", "--media", "none"];
    const storage = newStorage();
    let device = startDevice(storage, words);
    const controller = await startController({ tcp: true });

    /** A command, whose answer has to have this status, or cluster status. */
    const command = cluster => async (name, fields, status) => {
      const answer = await controller.ask("command", { cluster, command: name, fields, endpoint: 0 });
      const said = answer.status === undefined ? "success" : `status 0x${answer.status.toString(16)}`;
      expect(answer.status === status, `${name} was answered by ${said}`);
      return answer.response;
    };
    const certificates = command("tlsCertificates");
    const clients = command("tlsClient");
    const attribute = async (cluster, name) => (await controller.ask("attribute", { cluster, name, endpoint: 0 })).value;

    try {
      await commission(controller, "qr", device);
      const micros = BigInt(Date.now()) * 1000n;
      await command("time")("setUtcTime", { utcTime: micros, granularity: 3 });
      expect((await attribute("tlsCertificates", "maxRootCertificates")) === 5, "MaxRootCertificates");
      expect((await attribute("tlsCertificates", "maxClientCertificates")) === 2, "MaxClientCertificates");

      const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const spki = authority.publicKey.export({ format: "der", type: "spki" });
      const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "der", type: "spki" });
      const root = certificate(authority, spki, { padding: 2500 });
      const from = performance.now();
      const { caid } = await certificates("provisionRootCertificate", { certificate: root, caid: null });
      note(`root of ${root.length} bytes ${ms(performance.now() - from)}`);
      await certificates("provisionRootCertificate", { certificate: root, caid: null }, alreadyExists);
      await certificates("provisionRootCertificate", { certificate: root.subarray(1), caid: null }, dynamicConstraintError);
      const over = certificate(authority, spki, { days: -1 });
      await certificates("provisionRootCertificate", { certificate: over, caid: null }, dynamicConstraintError);
      for (const key of [rsa, spki, spki, spki]) {
        await certificates("provisionRootCertificate", { certificate: certificate(authority, key), caid: null });
      }
      const more = { certificate: certificate(authority, spki), caid: null };
      await certificates("provisionRootCertificate", more, resourceExhausted);

      const nonce = randomBytes(32);
      const asked = performance.now();
      const request = await certificates("clientCsr", { nonce, ccdid: null });
      note(`ClientCSR ${ms(performance.now() - asked)}`);
      const { key, publicKey } = requested(Buffer.from(request.csr));
      const proof = { key: publicKey, dsaEncoding: "ieee-p1363" };
      expect(verify("sha256", nonce, proof, Buffer.from(request.nonceSignature)), "the nonce is not signed");
      const { ccdid } = request;
      const own = certificate(authority, key);
      const intermediates = [certificate(authority, spki, { padding: 1500 }), certificate(authority, rsa)];
      const fields = { ccdid, clientCertificate: own, intermediateCertificates: intermediates };
      const wrong = { ...fields, clientCertificate: root };
      await certificates("provisionClientCertificate", wrong, dynamicConstraintError);
      await certificates("provisionClientCertificate", fields);

      const server = { hostname: Buffer.from("media.example.com"), port: 443, caid, ccdid, endpointId: null };
      const { endpointId } = await clients("provisionEndpoint", server);
      const twice = await controller.ask("command", {
        cluster: "tlsClient",
        command: "provisionEndpoint",
        fields: server,
        endpoint: 0,
      });
      expect(twice.status === failure, `the same server again: ${twice.status}`);

      const check = async () => {
        const { certificateDetails } = await certificates("findRootCertificate", { caid });
        expect(certificateDetails.length === 1 && same(certificateDetails[0].certificate, root), "another root came back");
        const found = (await certificates("findClientCertificate", { ccdid })).certificateDetails;
        expect(found.length === 1 && same(found[0].clientCertificate, own), "another certificate came back");
        const chain = found[0].intermediateCertificates;
        expect(chain.length === 2 && chain.every((one, i) => same(one, intermediates[i])), "another chain came back");
        const { endpoint } = await clients("findEndpoint", { endpointId });
        expect(same(endpoint.hostname, server.hostname) && endpoint.port === 443, "another server came back");
        expect(endpoint.caid === caid && endpoint.ccdid === ccdid && endpoint.referenceCount === 0, "its certificates");
        const looked = await certificates("lookupRootCertificate", { fingerprint: fingerprint(root) });
        expect(looked.caid === caid, "another root has the fingerprint");
        const client = await certificates("lookupClientCertificate", { fingerprint: fingerprint(own) });
        expect(client.ccdid === ccdid, "another client has the fingerprint");
        const roots = await attribute("tlsCertificates", "provisionedRootCertificates");
        const large = (await controller.ask("transport")).transport === "tcp";
        expect(roots.length === 5, `${roots.length} roots`);
        expect(roots.every(entry => (entry.certificate !== undefined) === large), `certificates over ${large ? "TCP" : "UDP"}`);
        expect((await attribute("tlsClient", "provisionedEndpoints")).length === 1, "endpoints");
        return large ? "with certificates, over TCP" : "ids alone, over UDP";
      };
      note(`the list of roots: ${await check()}`);
      await certificates("removeRootCertificate", { caid }, invalidInState);
      await certificates("removeClientCertificate", { ccdid }, invalidInState);

      await stopCleanly(device);
      device = startDevice(storage, words);
      await device.ready();
      note(`after a restart: ${await check()}`);

      await clients("removeEndpoint", { endpointId });
      await clients("removeEndpoint", { endpointId }, notFound);
      await certificates("removeClientCertificate", { ccdid });
      await certificates("findClientCertificate", { ccdid: null }, notFound);
      await certificates("removeRootCertificate", { caid });
      await certificates("findRootCertificate", { caid }, notFound);
      const left = (await certificates("findRootCertificate", { caid: null })).certificateDetails;
      expect(left.length === 4, `${left.length} roots are left`);
      await stopCleanly(device);
    } finally {
      if (!device.end) await device.stop("SIGKILL");
      await controller.stop();
    }
  });
}
