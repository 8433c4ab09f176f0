// How sessions begin: resumed, after a crash the controller did not notice, and beside controllers that give up.

import { caseHandshakes, handshakeOpcode, opcodes } from "./network.mjs";

const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));

/**
 * `bench` is what interop.mjs shares with its tests; `place` holds the device and the controller that the tests before
 * left, and what is left here.
 */
export async function handshakeTests(bench, place) {
  const { test, expect, Skip, ms, capture, reconnections, startDevice, status, needsCommissioned, slack } = bench;

  /** Ends the sessions without a word to the device, then has the controller send a command. */
  async function reconnect({ full } = {}) {
    const { sessions } = await place.controller.ask("forget");
    expect(sessions === 0, `the controller kept ${sessions} sessions`);
    if (full) await place.controller.ask("forgetResumption");
    const mark = capture.mark;
    const { milliseconds } = await place.controller.ask("remember", {}, 30000);
    await place.controller.ask("subscribed", { within: 15000 });
    await capture.settle();
    const handshakes = caseHandshakes(capture.since(mark)).filter(handshake => handshake.milliseconds !== undefined);
    expect(handshakes.length > 0, "the controller opened no session");
    return { milliseconds, handshakes };
  }

  const middle = values => values.toSorted((a, b) => a - b)[values.length >> 1];
  const figures = values => {
    const [least, most] = [Math.min(...values), Math.max(...values)].map(value => value.toFixed(1));
    return `p50 ${middle(values).toFixed(1)} ms, ${least} to ${most}`;
  };

  /** A Sigma1 that went through, to make others of. */
  const aSigma1 = () => {
    const known = caseHandshakes(capture.datagrams).filter(handshake => handshake.milliseconds !== undefined);
    expect(known.length > 0, "no handshake was captured");
    return known.at(-1).sigma1;
  };

  const count = 20;
  const hold = 700;

  /** The controller has no session, and `count` others are ready to ask for one. */
  async function prepareCrowd() {
    const { controller } = place;
    const { AbandonedSigma1s } = await import("./sigma1.mjs");
    await controller.ask("comeWhenTold");
    const { sessions } = await controller.ask("forget");
    expect(sessions === 0, `the controller kept ${sessions} sessions`);
    await controller.ask("forgetResumption");
    return await AbandonedSigma1s.prepare(aSigma1(), count);
  }

  /** The controller's own handshakes since `mark`. */
  const ownHandshakes = (mark, crowd) =>
    caseHandshakes(capture.since(mark)).filter(({ sigma1 }) => !crowd.ports.has(sigma1.sport));

  await test(`${count} abandoned Sigma1s in a second: the next controller is served within 1.5 s`, async note => {
    await needsCommissioned();
    const crowd = await prepareCrowd();
    try {
      await crowd.send(1000);
      const mark = capture.mark;
      await place.controller.ask("remember", {}, 30000);
      await capture.settle();
      const seen = ownHandshakes(mark, crowd);
      const busy = seen.filter(handshake => handshake.busy).length;
      const through = seen.find(handshake => handshake.end);
      note(`they had ${crowd.sigma2} Sigma2 (with repeats) and ${crowd.busy} Busy`);
      expect(crowd.other === 0, `${crowd.other} were answered otherwise`);
      expect(through, "the controller opened no session");
      const needed = through.end.t - seen[0].sigma1.t;
      note(`the controller was through CASE after ${ms(needed)} and ${busy} Busy`);
      expect(busy <= 1, "that is more than one Busy");
      expect(needed < 1500, "that is more than 1.5 s");
    } finally {
      crowd.close();
    }
  });

  await test(`${count} abandoned Sigma1s during a handshake: it is not the one that gives way`, async note => {
    await needsCommissioned();
    const crowd = await prepareCrowd();
    const { controller } = place;
    try {
      const mark = capture.mark;
      const command = controller.ask("remember", {}, 30000);
      command.catch(() => {});
      await capture.find(mark, d => !d.fromDevice && handshakeOpcode(d) === opcodes.sigma1, 10000);
      // It has asked and hears no answer until the crowd is through.
      controller.hold();
      await crowd.send(hold);
      const released = performance.timeOrigin + performance.now();
      controller.release();
      await command;
      await capture.settle();
      const seen = ownHandshakes(mark, crowd);
      const [first] = seen;
      note(`they had ${crowd.sigma2} Sigma2 (with repeats) and ${crowd.busy} Busy`);
      expect(first?.sigma3, "the controller's first handshake was not the one that went on");
      expect(first.sigma3.t > released, "the controller was not held in time, which proves nothing");
      expect(first.end && !first.busy, "the handshake under way was the one that gave way");
      note(`Sigma3 ${ms(first.sigma3.t - first.answer.t)} after Sigma2, success ${ms(first.end.t - first.sigma3.t)} later`);
    } finally {
      controller.release();
      crowd.close();
    }
  });

  await test("a controller that comes back resumes its session", async note => {
    await needsCommissioned();
    const times = { full: [], resumed: [] };
    const answers = { full: [], resumed: [] };
    const before = await status(place.device);
    const counted = { full: 0, resumed: 0 };
    for (let i = 0; i < reconnections; i++) {
      for (const kind of ["full", "resumed"]) {
        const { handshakes } = await reconnect({ full: kind === "full" });
        for (const handshake of handshakes) {
          const seen = handshake.resumed ? "resumed" : "full";
          counted[seen]++;
          times[seen].push(handshake.milliseconds);
          answers[seen].push(handshake.answer.t - handshake.sigma1.t);
        }
        expect(
          Boolean(handshakes[0].resumed) === (kind === "resumed"),
          `the device answered ${kind === "full" ? "Sigma2Resume to a full" : "Sigma2 to a resumed"} handshake`,
        );
      }
    }
    const first = { full: "Sigma2", resumed: "Sigma2Resume" };
    const peers = { full: "17.7 to 23.5", resumed: "3.0 to 3.4" };
    for (const kind of ["full", "resumed"]) {
      const answer = `${first[kind]} after ${middle(answers[kind]).toFixed(1)}`;
      note(`${kind}: Sigma1 to success ${figures(times[kind])}, ${answer} (peers ${peers[kind]})`);
    }
    if (!before) return;
    const after = await status(place.device);
    for (const kind of ["full", "resumed"]) {
      const name = `case.${kind}`;
      expect(name in after, `no counter ${name}`);
      const more = after[name] - before[name];
      expect(more === counted[kind], `${name} went up by ${more}, the capture shows ${counted[kind]}`);
      note(`${name} ${before[name]} to ${after[name]}`);
    }
  });

  await test("no half-open handshake is left", async note => {
    await needsCommissioned();
    const from = performance.now();
    let now = await status(place.device);
    if (!now) throw new Skip("the stand-in has no mote status");
    // Those that were abandoned have their retransmissions left.
    while (now["case.handshakes.in-use"] > 0 && performance.now() - from < 30000) now = await status(place.device);
    expect(now["case.handshakes.in-use"] === 0, `${now["case.handshakes.in-use"]} are left`);
    note(`at most ${now["case.handshakes.high-water"]} of ${now["case.handshakes.capacity"]} at once`);
    note(`${now["sessions.in-use"]} sessions, ${now["exchanges.in-use"]} exchanges`);
  });

  await test("SIGKILL: a controller that trusts its old session", async note => {
    await needsCommissioned();
    const { controller } = place;
    await controller.ask("subscribed", { within: 15000 });
    // What a session can be resumed with is stored a while after it was opened.
    await sleep(2500);
    await place.device.stop("SIGKILL");
    place.device = startDevice(place.device.storage);
    const ready = await place.device.ready();
    const mark = capture.mark;
    const command = await controller.ask("toggleAtLast", { within: 60000 }, 120000);
    const needed = command.at - ready.at;
    await capture.settle();
    const [first] = caseHandshakes(capture.since(mark));
    note(`next command succeeds ${ms(needed)} after the ready line, attempt ${command.attempts}`);
    if (first) {
      note(`new session asked for after ${ms(first.sigma1.t - ready.at)}, ${first.resumed ? "resumed" : "not resumed"}`);
      expect(first.resumed, "the device did not resume after its restart");
    }
    expect(needed < 60000, "that is more than a minute");
    const { active } = await controller.ask("subscribed", { within: 60000 });
    expect(active, "the subscription did not come back within 60 s");
  });

  await test("SIGKILL: the device finds its subscriber again and reports", async note => {
    await needsCommissioned();
    const { controller } = place;
    await controller.ask("subscribed", { within: 60000 });
    // A subscription is stored a while after it was made.
    await sleep(2500);
    await place.device.stop("SIGKILL");
    place.device = startDevice(place.device.storage);
    const ready = await place.device.ready();
    const mark = capture.mark;
    /** Until a press of the button is reported, from `from` or else from the press. */
    const untilReported = async from => {
      const armed = controller.event("armed", 2000);
      const report = controller.ask("report", { within: 10000 * slack }, 30000);
      report.catch(() => {});
      await armed;
      const pressed = performance.timeOrigin + performance.now();
      place.device.press("b");
      return (await report).at - (from ?? pressed);
    };
    note(`a change that nobody was there for is reported ${ms(await untilReported(ready.at))} after the ready line`);
    note(`the next one after ${ms(await untilReported())}`);
    await capture.settle();
    const opening = capture.since(mark).find(d => handshakeOpcode(d) === opcodes.sigma1);
    expect(opening?.fromDevice, "the session was the controller's");
    note(`the device asked for a session after ${ms(opening.t - ready.at)}`);
  });
}
