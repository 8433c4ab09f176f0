// Session descriptions of webrtc-lite against aiortc, which needs no device.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const inSdp = name => fileURLToPath(new URL(`../sdp/${name}`, import.meta.url));
const inRoot = name => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

const recorded = inRoot("webrtc-lite/src/test/resources/org/mattermote/webrtc/sdp/recorded");
const classPath = ["webrtc-lite", "stack"].map(module => inRoot(`${module}/target/classes`)).join(":");

export async function sdpTests(bench) {
  const { test, Skip, ours } = bench;

  await test("aiortc takes our answers to recorded offers of browsers, and answers ours", async note => {
    if (!ours) throw new Skip("the stand-in has no camera");
    if (process.env.MOTE_NO_AIORTC) throw new Skip(process.env.MOTE_NO_AIORTC);
    const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : "java";
    const camera = [java, "-cp", classPath, inSdp("Descriptions.java")];
    try {
      const { stdout } = await run(inRoot("firmware/media/.venv/bin/python"), [inSdp("aiortc_peer.py"), recorded, ...camera], { timeout: 120_000 });
      note(stdout.trim().split("\n").at(-1));
    } catch (error) {
      throw new Error((error.stderr || error.message).trim().split("\n").at(-1));
    }
  });
}
