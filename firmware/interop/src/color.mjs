// The color light through matter.js's typed client: each command once, what it does to the attributes, and refusals.

const success = 0;
const invalidCommand = 0x85;
const constraintError = 0x87;

const options = { optionsMask: {}, optionsOverride: {} };
const even = { optionsMask: { executeIfOff: true }, optionsOverride: { executeIfOff: true } };
const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));

/** `withApp` and `expectComplete` are those of apps.mjs. */
export async function colorTests(bench, withApp, expectComplete) {
  const { test, expect } = bench;

  await test("color light: every color command, the loop, modes, quiet reports, refusals", async note => {
    await withApp("color-light", async (device, controller, command) => {
      const used = new Set();
      const color = async (name, fields) => {
        used.add(name);
        await command("color", name, { ...options, ...fields });
      };
      const read = async name => (await controller.ask("attribute", { cluster: "color", name })).value;
      const check = async expected => {
        for (const [name, value] of Object.entries(expected)) {
          const found = await read(name);
          const holds = Array.isArray(value) ? found >= value[0] && found <= value[1] : found === value;
          expect(holds, `${name} is ${found}, not ${Array.isArray(value) ? value.join(" to ") : value}`);
        }
      };
      const says = text => device.next(new RegExp(`^mote: color endpoint=1 ${text}$`), 5000, `color ${text}`);

      await expectComplete(controller, 0x010d, note);
      await check({ colorMode: 1, enhancedColorMode: 1, numberOfPrimaries: 3, remainingTime: 0 });

      await color("moveToColor", { colorX: 1, colorY: 2, transitionTime: 0 });
      await check({ currentX: 24939 });
      await command("onOff", "on");

      // x and y
      let line = says("x=32768 y=19660");
      await color("moveToColor", { colorX: 32768, colorY: 19660, transitionTime: 0 });
      await line;
      await color("stepColor", { stepX: -20000, stepY: 340, transitionTime: 0 });
      await check({ currentX: 12768, currentY: 20000, colorMode: 1 });
      await color("moveColor", { rateX: 1000, rateY: -500 });
      await sleep(1000);
      await color("moveColor", { rateX: 0, rateY: 0 });
      await check({ currentX: [13700, 15000], currentY: [18800, 19600], remainingTime: 0 });

      // Hue and saturation
      line = says(`hue=${200 << 8} saturation=50`);
      await color("moveToHueAndSaturation", { hue: 200, saturation: 50, transitionTime: 0 });
      await line;
      await color("stepHue", { stepMode: 1, stepSize: 80, transitionTime: 0 });
      await check({ currentHue: 25, enhancedCurrentHue: 25 << 8, colorMode: 0, enhancedColorMode: 0 });
      await color("moveToHue", { hue: 5, direction: 3, transitionTime: 0 });
      await color("moveHue", { moveMode: 3, rate: 10 });
      await check({ remainingTime: 0xffff });
      await sleep(1000);
      await color("moveHue", { moveMode: 0, rate: 0 });
      await check({ currentHue: [240, 251], remainingTime: 0 });
      await color("moveToSaturation", { saturation: 100, transitionTime: 0 });
      await color("stepSaturation", { stepMode: 3, stepSize: 40, transitionTime: 0 });
      await check({ currentSaturation: 60 });
      await color("moveSaturation", { moveMode: 1, rate: 50 });
      await sleep(1000);
      await color("stopMoveStep", {});
      await check({ currentSaturation: [105, 140] });

      // Enhanced hue and the loop
      await color("enhancedMoveToHue", { enhancedHue: 65000, direction: 0, transitionTime: 0 });
      await color("enhancedStepHue", { stepMode: 1, stepSize: 1000, transitionTime: 0 });
      await check({ enhancedCurrentHue: 464, currentHue: 1, colorMode: 0, enhancedColorMode: 3 });
      await color("enhancedMoveHue", { moveMode: 1, rate: 5000 });
      await sleep(1000);
      await color("enhancedMoveHue", { moveMode: 0, rate: 0 });
      await check({ enhancedCurrentHue: [5000, 9000] });
      await color("enhancedMoveToHueAndSaturation", { enhancedHue: 20000, saturation: 70, transitionTime: 0 });
      await check({ enhancedCurrentHue: 20000, currentSaturation: 70 });
      const all = { updateAction: true, updateDirection: true, updateTime: true, updateStartHue: true };
      await color("colorLoopSet", { updateFlags: all, action: 1, direction: 1, time: 10, startHue: 1000 });
      await sleep(2500);
      await check({ colorLoopActive: 1, colorLoopTime: 10, colorLoopStoredEnhancedHue: 20000, remainingTime: 0xffff });
      const looped = await read("enhancedCurrentHue");
      expect(looped > 1000 + 16000 && looped < 1000 + 26000, `the loop is at ${looped} after 2.5 of 10 s`);
      line = says("hue=20000 saturation=70");
      await color("colorLoopSet", { updateFlags: { updateAction: true }, action: 0, direction: 0, time: 0, startHue: 0 });
      await line;

      // Color temperature; how it is reported
      line = says("mireds=153");
      await color("moveToColorTemperature", { colorTemperatureMireds: 0, transitionTime: 0 });
      await line;
      await check({ colorTemperatureMireds: 153, colorMode: 2, enhancedColorMode: 2 });
      line = says("mireds=500");
      const names = ["colorTemperatureMireds", "remainingTime"];
      const watched = controller.ask("watch", { cluster: "color", names, for: 4000 });
      await color("moveToColorTemperature", { colorTemperatureMireds: 500, transitionTime: 30 });
      await line;
      const { changes } = await watched;
      const reported = name => changes.filter(change => change.name === name).map(change => change.value);
      const mireds = reported("colorTemperatureMireds");
      const remaining = reported("remainingTime");
      expect(mireds.length >= 2 && mireds.length <= 4 && mireds.at(-1) === 500, `reported ${mireds.join(", ")}`);
      expect(remaining[0] >= 28 && remaining.at(-1) === 0, `reported remaining times ${remaining.join(", ")}`);
      note(`3 s reported as ${mireds.join(", ")}; remaining ${remaining.join(", ")}`);
      const bounds = { colorTemperatureMinimumMireds: 300, colorTemperatureMaximumMireds: 0 };
      await color("stepColorTemperature", { stepMode: 3, stepSize: 100, transitionTime: 0, ...bounds });
      await check({ colorTemperatureMireds: 400 });
      await color("moveColorTemperature", { moveMode: 3, rate: 1000, ...bounds });
      await sleep(300);
      await check({ colorTemperatureMireds: 300 });

      // While off
      await command("onOff", "off");
      await command("color", "moveToColorTemperature", { colorTemperatureMireds: 250, transitionTime: 0, ...even });
      await check({ colorTemperatureMireds: 250 });
      await command("onOff", "on");

      // What it refuses; matter.js would not even send it
      const steps = { transitionTime: 0, colorTemperatureMinimumMireds: 0, colorTemperatureMaximumMireds: 0 };
      const refusals = [
        ["moveToHue", { hue: 255, direction: 0, transitionTime: 0 }, constraintError],
        ["moveToHue", { hue: 1, direction: 4, transitionTime: 0 }, invalidCommand],
        ["moveToHue", { hue: 1, direction: 0, transitionTime: 65535 }, constraintError],
        ["moveHue", { moveMode: 1, rate: 0 }, invalidCommand],
        ["stepHue", { stepMode: 2, stepSize: 1, transitionTime: 0 }, invalidCommand],
        ["moveToSaturation", { saturation: 255, transitionTime: 0 }, constraintError],
        ["moveSaturation", { moveMode: 3, rate: 0 }, invalidCommand],
        ["stepSaturation", { stepMode: 1, stepSize: 0, transitionTime: 0 }, invalidCommand],
        ["moveToHueAndSaturation", { hue: 255, saturation: 0, transitionTime: 0 }, constraintError],
        ["moveToColor", { colorX: 65280, colorY: 0, transitionTime: 0 }, constraintError],
        ["moveColor", { rateX: 40000, rateY: 0 }, constraintError],
        ["stepColor", { stepX: 0, stepY: 0, transitionTime: 0 }, invalidCommand],
        ["moveToColorTemperature", { colorTemperatureMireds: 65280, transitionTime: 0 }, constraintError],
        ["enhancedMoveToHue", { enhancedHue: 65536, direction: 0, transitionTime: 0 }, constraintError],
        ["enhancedMoveHue", { moveMode: 1, rate: 0 }, invalidCommand],
        ["enhancedStepHue", { stepMode: 3, stepSize: 0, transitionTime: 0 }, invalidCommand],
        ["enhancedMoveToHueAndSaturation", { enhancedHue: 1, saturation: 255, transitionTime: 0 }, constraintError],
        ["colorLoopSet", { updateFlags: {}, action: 3, direction: 0, time: 0, startHue: 0 }, invalidCommand],
        ["moveColorTemperature", { moveMode: 1, rate: 0, ...bounds }, invalidCommand],
        ["stepColorTemperature", { stepMode: 1, stepSize: 0, ...steps }, invalidCommand],
        ["moveToColorTemperature", { colorTemperatureMireds: 250, transitionTime: 0 }, success],
      ];
      for (const [name, fields, status] of refusals) {
        const request = { cluster: "color", command: name, fields: { ...options, ...fields } };
        const answer = await controller.ask("uncheckedCommand", request);
        expect(answer.status === status, `${name} ${JSON.stringify(fields)} was answered by status ${answer.status}`);
      }
      await check({ colorTemperatureMireds: 250, enhancedColorMode: 2 });

      expect(used.size === 19, `${used.size} of 19 commands were used`);
      note(`${used.size} commands, ${refusals.length - 1} refusals`);
    });
  });
}
