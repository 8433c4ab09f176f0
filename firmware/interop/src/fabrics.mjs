// More than one controller: windows opened for the next one, fabrics that come and go, factory reset.

import { outcome } from "./processes.mjs";

const rooms = 5;
const crowd = 10;

/** What matter.js says of a device without a free fabric: by its own count, or as AddNOC was answered. */
const told = { false: /exceed supported fabrics/, true: /reached the maximum number of fabrics/ };

/** `bench` is what interop.mjs shares with its tests. */
export async function fabricTests(bench) {
  const { test, expect, ms, mote, ours } = bench;
  const { startDevice, newStorage, startController, commission, stopCleanly, reportTimes, status } = bench;

  /** Commissions `controller` through a window that `opener` opens. */
  async function letIn(opener, controller, light, more) {
    const window = await opener.ask("openWindow");
    return await commission(controller, window.manual, light, more);
  }

  await test("a second controller by an enhanced window, the first one's fabric removed, factory reset", async note => {
    let light = startDevice(newStorage());
    const controllers = await Promise.all([
      startController({ label: "first", opensWindows: true }),
      startController({ label: "second" }),
    ]);
    const [first, second] = controllers;
    try {
      await commission(first, "qr", light);
      const joined = await letIn(first, second, light);
      note(`second commissioned ${ms(joined.milliseconds)}`);
      const both = await reportTimes(light, controllers);
      note(`a local change reported after ${both.map(ms).join(" and ")}`);
      const removed = await first.ask("removeOwnFabric");
      note(`RemoveFabric ${ms(removed.milliseconds)}`);
      await second.ask("toggle");
      const [alone] = await reportTimes(light, [second]);
      note(`then reported to the second after ${ms(alone)}`);
      if (ours) {
        const { fabrics } = await light.counters();
        expect(fabrics === 1, `the device says fabrics=${fabrics}`);
      }
      await stopCleanly(light);
      if (!ours) return;
      const reset = await outcome([mote, "reset", "--storage", light.storage]);
      expect(reset.code === 0, `mote reset ended with ${reset.signal ?? reset.code}: ${reset.stderr.trim()}`);
      light = startDevice(light.storage);
      const { fabrics } = await light.ready();
      expect(fabrics === "0", `after the reset the device says fabrics=${fabrics}`);
      const third = await startController({ label: "third" });
      controllers.push(third);
      const again = await commission(third, "qr", light);
      await third.ask("toggle");
      note(`after mote reset commissioned again ${ms(again.milliseconds)}`);
      await stopCleanly(light);
    } finally {
      if (!light.end) await light.stop("SIGKILL");
      await Promise.all(controllers.map(controller => controller.stop()));
    }
  });

  await test(`${crowd} controllers one after another on ${rooms} fabrics`, async note => {
    const from = performance.now();
    const light = startDevice(newStorage());
    // One more process than fabrics; who has left comes back as another controller.
    const starting = [];
    const start = () => {
      const number = starting.length + 1;
      const controller = startController({ label: `controller ${number}`, opensWindows: number === 1 });
      controller.catch(() => {});
      starting.push(controller);
      return controller;
    };
    try {
      await light.ready();
      const keeper = await start();
      const empty = await status(light);
      const there = [];
      const times = [];
      const enter = async (controller, commissioned) => {
        times.push((await commissioned).milliseconds);
        there.push(controller);
        await controller.ask("toggle");
        if (!ours) return;
        const { fabrics } = await light.counters();
        expect(fabrics === there.length, `the device says fabrics=${fabrics} instead of ${there.length}`);
      };
      let coming = start();
      await enter(keeper, commission(keeper, "qr", light));
      while (there.length < rooms) {
        const controller = await coming;
        coming = start();
        await enter(controller, letIn(keeper, controller, light));
      }
      const reports = await reportTimes(light, there);
      note(`a local change reported to ${rooms} after at most ${ms(Math.max(...reports))}`);
      let next = await coming;
      // The stand-in refuses its root certificate already.
      for (const insist of ours ? [false, true] : [false]) {
        const refusal = await letIn(keeper, next, light, { insist }).then(
          () => "let in",
          error => error.message,
        );
        expect(told[insist].test(refusal), `one too many was told: ${refusal}`);
      }
      note(`one more refused${ours ? ", AddNOC with TableFull" : ""}`);
      for (let number = rooms + 1; number <= crowd; number++) {
        const [leaving] = there.splice(1, 1);
        await leaving.ask("removeOwnFabric");
        await enter(next, letIn(keeper, next, light));
        if (number === crowd) break;
        const name = `controller-${number + 1}`;
        await leaving.ask("becomeAnother", { id: name, label: name });
        next = leaving;
      }
      note(`commissioned in ${times.map(Math.round).join(", ")} ms`);
      expect(times.length === crowd, `${times.length} were commissioned`);
      // The one that opens the windows is the last to leave.
      for (const controller of there.reverse()) await controller.ask("removeOwnFabric");
      if (empty) {
        // A handshake's session is kept to know its repeats until its place is needed.
        const use = Object.keys(empty).filter(name => name.endsWith(".in-use") && !name.startsWith("sessions.unsecured"));
        let after = await status(light);
        const differing = () => use.filter(name => after[name] !== empty[name]);
        // The last acknowledgements take their time.
        for (let i = 0; i < 10 && differing().length; i++) after = await status(light);
        const lost = differing().map(name => `${name} ${empty[name]} then ${after[name]}`);
        expect(lost.length === 0, `not back where it was: ${lost.join(", ")}`);
        note(`${use.length} tables as before the first`);
        const most = name => `${name} at most ${after[`${name}.high-water`]}`;
        note(["sessions", "exchanges", "packet-buffers"].map(most).join(", "));
      }
      await stopCleanly(light);
      note(`${Math.round((performance.now() - from) / 1000)} s in all`);
    } finally {
      if (!light.end) await light.stop("SIGKILL");
      await Promise.allSettled(starting.map(async controller => await (await controller).stop()));
    }
  });
}
