// A camera's negotiation, its link and its media processor, with aiortc as viewer, which needs no Matter.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const inRoot = name => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

const classPath = ["webrtc-lite", "stack", "platform-bsp/host", "platform-bsp/common"]
  .map(module => inRoot(`${module}/target/classes`))
  .join(":");

export async function mediaTests(bench) {
  const { test, Skip, ours } = bench;

  await test("the camera's media processor sends a picture, and does so again after it was killed", async note => {
    if (!ours) throw new Skip("the stand-in has no camera");
    if (process.env.MOTE_NO_AIORTC) throw new Skip(process.env.MOTE_NO_AIORTC);
    const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : "java";
    const camera = [java, "-cp", classPath, inRoot("firmware/interop/media/MediaCamera.java")];
    const processor = [inRoot("firmware/media/media-processor"), "--loopback", "--standby", "1"];
    const viewer = [inRoot("firmware/interop/media/viewer.py"), inRoot("firmware/media"), ...camera, ...processor];
    try {
      const { stdout } = await run(inRoot("firmware/media/.venv/bin/python"), viewer, { timeout: 240_000 });
      note(stdout.trim().split("\n").at(-1));
    } catch (error) {
      throw new Error((error.stderr || error.message).trim().split("\n").at(-1));
    }
  });
}
