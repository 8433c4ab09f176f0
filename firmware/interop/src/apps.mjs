// The other apps, each commissioned and driven through matter.js's typed clients.

import { cameraTests } from "./camera.mjs";
import { colorTests } from "./color.mjs";
import { rootTests } from "./root.mjs";
import { sensorTests } from "./sensor.mjs";
import { switchTests } from "./switch.mjs";

const invalidCommand = 0x85;
const notFound = 0x8b;

/** `bench` is what interop.mjs shares with its tests. */
export async function appTests(bench) {
  const { test, expect, Skip, ms, runWords, ours, startDevice, newStorage, startController, commission, stopCleanly } = bench;

  /** Commissions an app, has `body` drive it, and ends it. A command's last argument is the status it should have. */
  async function withApp(name, body) {
    if (!ours) throw new Skip("the stand-in is a light");
    const device = startDevice(newStorage(), [...runWords, "--app", name]);
    const controller = await startController();
    try {
      await commission(controller, "qr", device);
      await controller.ask("subscribed", { within: 10000 });
      await body(device, controller, async (cluster, command, fields, status) => {
        const answer = await controller.ask("command", { cluster, command, fields });
        expect(answer.status === status, `${command} was answered by status ${answer.status ?? "success"}`);
        return answer.response;
      });
      await stopCleanly(device);
    } finally {
      if (!device.end) await device.stop("SIGKILL");
      await controller.stop();
    }
  }

  async function expectComplete(controller, deviceType, note) {
    const all = await controller.ask("readEverything");
    expect(all.errors.length === 0, all.errors.join(", "));
    expect(all.missing.length === 0, `listed but not reported: ${all.missing.join(", ")}`);
    expect(all.deviceTypes.includes(deviceType), `device types ${all.deviceTypes.join(", ")}`);
    note(`${all.attributes} attributes of ${all.clusters} clusters`);
  }

  const options = { optionsMask: {}, optionsOverride: {} };

  await test("dimmable light: levels, transitions, quiet reports, on and off", async note => {
    await withApp("dimmable-light", async (device, controller, command) => {
      await expectComplete(controller, 0x0101, note);
      const level = async () => (await controller.ask("attribute", { cluster: "level", name: "currentLevel" })).value;
      const says = value => device.next(new RegExp(`^mote: level endpoint=1 value=${value}$`), 5000, `level ${value}`);

      let line = says(10);
      await command("level", "moveToLevelWithOnOff", { level: 10, transitionTime: 0, ...options });
      await line;
      expect((await controller.ask("onOff")).value === true, "MoveToLevelWithOnOff did not switch on");

      line = says(250);
      const watched = controller.ask("watch", { cluster: "level", names: ["currentLevel", "remainingTime"], for: 4000 });
      await command("level", "moveToLevel", { level: 250, transitionTime: 30, ...options });
      await line;
      const { changes } = await watched;
      const levels = changes.filter(change => change.name === "currentLevel").map(change => change.value);
      const remaining = changes.filter(change => change.name === "remainingTime").map(change => change.value);
      expect(levels.at(-1) === 250, `reported levels ${levels.join(", ")}`);
      expect(levels.length >= 2 && levels.length <= 4, `${levels.length} reports of the level: ${levels.join(", ")}`);
      expect(levels.every((value, i) => i === 0 || value > levels[i - 1]), `reported levels ${levels.join(", ")}`);
      expect(remaining[0] >= 28 && remaining.at(-1) === 0, `reported remaining times ${remaining.join(", ")}`);
      note(`3 s reported as ${levels.join(", ")}; remaining ${remaining.join(", ")}`);

      await command("level", "move", { moveMode: 1, rate: 50, ...options });
      await new Promise(done => setTimeout(done, 1000));
      await command("level", "stop", options);
      const stopped = await level();
      expect(stopped > 150 && stopped < 210, `stopped at ${stopped}`);
      await command("level", "step", { stepMode: 0, stepSize: 20, transitionTime: 0, ...options });
      expect((await level()) === stopped + 20, "a step of 20 was not one");

      line = says(0);
      await command("onOff", "off");
      await line;
      await command("level", "moveToLevel", { level: 99, transitionTime: 0, ...options });
      expect((await level()) === stopped + 20, "it moved while off");
      await command("level", "moveToLevel", {
        level: 99,
        transitionTime: 0,
        optionsMask: { executeIfOff: true },
        optionsOverride: { executeIfOff: true },
      });
      expect((await level()) === 99, "it did not move with ExecuteIfOff");
      line = says(99);
      await command("onOff", "on");
      await line;

      line = says(0);
      await command("level", "moveToLevelWithOnOff", { level: 1, transitionTime: 0, ...options });
      await line;
      expect((await controller.ask("onOff")).value === false, "MoveToLevelWithOnOff to the minimum did not switch off");

      await command("level", "move", { moveMode: 0, rate: 0, ...options }, invalidCommand);
    });
  });

  await test("scenes: stored, added, recalled over a second, no longer valid", async note => {
    await withApp("dimmable-light", async (device, controller, command) => {
      const scene = async (name, fields) => {
        const response = await command("scenes", name, fields);
        expect(response.status === 0, `${name} was answered by status ${response.status}`);
        return response;
      };
      const info = async () => {
        const list = (await controller.ask("attribute", { cluster: "scenes", name: "fabricSceneInfo" })).value;
        expect(list.length === 1, `${list.length} entries of FabricSceneInfo`);
        return list[0];
      };
      const says = value => device.next(new RegExp(`^mote: level endpoint=1 value=${value}$`), 5000, `level ${value}`);

      let line = says(60);
      await command("level", "moveToLevelWithOnOff", { level: 60, transitionTime: 0, ...options });
      await line;
      await scene("storeScene", { groupId: 0, sceneId: 7 });
      await scene("addScene", {
        groupId: 0,
        sceneId: 8,
        transitionTime: 1000,
        sceneName: "evening",
        extensionFieldSetStructs: [
          { clusterId: 6, attributeValueList: [{ attributeId: 0, valueUnsigned8: 1 }] },
          { clusterId: 8, attributeValueList: [{ attributeId: 0, valueUnsigned8: 200 }] },
        ],
      });
      const seen = await scene("viewScene", { groupId: 0, sceneId: 7 });
      const stored = seen.extensionFieldSetStructs.map(set => [set.clusterId, set.attributeValueList[0].valueUnsigned8]);
      expect(JSON.stringify(stored) === "[[6,1],[8,60]]", `stored ${JSON.stringify(stored)}`);

      const from = performance.now();
      line = says(200);
      await command("scenes", "recallScene", { groupId: 0, sceneId: 8 });
      await line;
      const passed = performance.now() - from;
      expect(passed > 900, `a transition of 1 s took ${ms(passed)}`);
      note(`a transition of 1 s took ${ms(passed)}`);
      let now = await info();
      expect(now.sceneCount === 2 && now.currentScene === 8 && now.sceneValid, `info ${JSON.stringify(now)}`);

      line = says(0);
      await command("onOff", "off");
      await line;
      now = await info();
      expect(now.currentScene === 8 && !now.sceneValid && now.remainingCapacity === 5, `info ${JSON.stringify(now)}`);
      line = says(60);
      await command("scenes", "recallScene", { groupId: 0, sceneId: 7 });
      await line;
      await scene("removeScene", { groupId: 0, sceneId: 7 });
      await command("scenes", "recallScene", { groupId: 0, sceneId: 7 }, notFound);
      await command("scenes", "recallScene", { groupId: 9, sceneId: 7 }, invalidCommand);
    });
  });

  await test("outlet: timed on, guarded off, effect and global scene", async note => {
    await withApp("outlet", async (device, controller, command) => {
      await expectComplete(controller, 0x010a, note);
      const says = value => device.next(new RegExp(`^mote: onoff endpoint=1 value=${value}$`), 5000, `value ${value}`);
      const read = async name => (await controller.ask("attribute", { cluster: "onOff", name })).value;
      const timed = fields => command("onOff", "onWithTimedOff", { onOffControl: {}, ...fields });

      const from = performance.now();
      let line = says(true);
      await timed({ onTime: 10, offWaitTime: 0 });
      await line;
      line = says(false);
      await line;
      const passed = performance.now() - from;
      expect(passed > 900 && passed < 2500, `OnTime of 1 s took ${ms(passed)}`);
      note(`OnTime of 1 s took ${ms(passed)}`);

      await timed({ onTime: 100, offWaitTime: 600 });
      await command("onOff", "off");
      await timed({ onTime: 100, offWaitTime: 600 });
      expect((await read("onOff")) === false, "OffWaitTime did not guard");
      expect((await read("offWaitTime")) > 500, "OffWaitTime does not count");
      await command("onOff", "on");
      expect((await read("offWaitTime")) === 0, "On did not end OffWaitTime");

      await command("onOff", "offWithEffect", { effectIdentifier: 1, effectVariant: 0 });
      expect((await read("globalSceneControl")) === false, "GlobalSceneControl is true after the effect");
      await command("onOff", "onWithRecallGlobalScene");
      expect((await read("globalSceneControl")) === true && (await read("onOff")) === true, "not recalled");
    });
  });

  await colorTests(bench, withApp, expectComplete);
  await rootTests(bench, withApp);
  await sensorTests(bench, withApp, expectComplete);
  await switchTests(bench, expectComplete);
  await cameraTests(bench, withApp, expectComplete);
}
