// What every app has beside its lamp or sensor: commands and writes of endpoint 0 and of Identify and Groups.

const constraintError = 0x87;
const invalidCommand = 0x85;
const notFound = 0x8b;

const enableKey = Uint8Array.from({ length: 16 }, (_, i) => i);
const keySet = { groupKeySetId: 0x42, groupKeySecurityPolicy: 0, epochKey0: new Uint8Array(16).fill(0xd0) };
const laterKeys = { epochKey1: null, epochStartTime1: null, epochKey2: null, epochStartTime2: null };

/** `withApp` is that of apps.mjs. */
export async function rootTests(bench, withApp) {
  const { test, expect } = bench;

  await test("root node: every cluster's commands and writes", async note => {
    await withApp("light", async (device, controller) => {
      let done = 0;
      const on = endpoint => async (cluster, command, fields, status) => {
        const answer = await controller.ask("command", { cluster, command, fields, endpoint });
        expect(answer.status === status, `${cluster}.${command} was answered by ${answer.status ?? "success"}`);
        done++;
        return answer.response;
      };
      const root = on(0);
      const lamp = on(1);
      const read = async (cluster, name, endpoint = 0) => (await controller.ask("attribute", { cluster, name, endpoint })).value;
      const write = async (cluster, values, status) => {
        const answer = await controller.ask("write", { cluster, endpoint: 0, values });
        expect(answer.status === status, `${cluster} ${Object.keys(values)}: ${answer.status ?? "success"}`);
        const [[name, value]] = Object.entries(values);
        const now = await read(cluster, name);
        expect((JSON.stringify(now) === JSON.stringify(value)) === (status === undefined), `${name} is ${JSON.stringify(now)}`);
        done++;
      };

      // General Diagnostics
      const snapshot = await root("diagnostics", "timeSnapshot");
      expect(Number(snapshot.systemTimeMs) > 0 && Number(snapshot.posixTimeMs) > 1.7e12, "no time in the snapshot");
      const { payload } = await root("diagnostics", "payloadTestRequest", { enableKey, value: 0x5a, count: 300 });
      expect(payload.length === 300 && payload.every(byte => byte === 0x5a), "another payload came back");
      await root("diagnostics", "payloadTestRequest", { enableKey: new Uint8Array(16), value: 1, count: 1 }, constraintError);
      await root("diagnostics", "testEventTrigger", { enableKey, eventTrigger: 0x7777n }, invalidCommand);
      await root("diagnostics", "testEventTrigger", { enableKey: new Uint8Array(16), eventTrigger: 1n }, constraintError);
      await root("software", "resetWatermarks");
      // Counters exist where the platform has them for its interface.
      if ((await read("ethernet", "acceptedCommandList")).includes(0)) await root("ethernet", "resetCounts");
      const log = await root("logs", "retrieveLogsRequest", { intent: 0, requestedProtocol: 0 });
      expect(log.status !== undefined, "no status of the log");

      // Time
      const micros = BigInt(Date.now()) * 1000n;
      await root("time", "setTimeZone", { timeZone: [{ offset: 3600, validAt: 946684800000000n, name: "Europe/Berlin" }] });
      await root("time", "setDstOffset", { dstOffset: [{ offset: 3600, validStarting: 946684800000000n, validUntil: null }] });
      expect((await read("time", "timeZone"))[0].offset === 3600, "the zone was not taken");
      await root("time", "setUtcTime", { utcTime: micros, granularity: 3 });

      // What a user sets
      await write("localization", { activeLocale: "en-US" });
      await write("localization", { activeLocale: "xx-XX" }, constraintError);
      await write("timeFormat", { hourFormat: 0 });
      await write("units", { temperatureUnit: 0 });
      await write("labels", { labelList: [{ label: "room", value: "hall" }] });
      await write("labels", { labelList: [{ label: "a label far too long", value: "" }] }, constraintError);
      await write("node", { nodeLabel: "Lamp in the hall" });

      // Groups
      await root("groupKeys", "keySetWrite", { groupKeySet: { ...keySet, epochStartTime0: 946684800000001n, ...laterKeys } });
      const { groupKeySet } = await root("groupKeys", "keySetRead", { groupKeySetId: 0x42 });
      expect(groupKeySet.epochKey0 === null, "a key came back");
      const all = await root("groupKeys", "keySetReadAllIndices");
      expect(all.groupKeySetIDs.includes(0x42), `key sets ${all.groupKeySetIDs}`);
      await write("groupKeys", { groupKeyMap: [{ groupId: 0x101, groupKeySetId: 0x42, fabricIndex: 1 }] });
      expect((await lamp("groups", "addGroup", { groupId: 0x101, groupName: "hall" })).status === 0, "not added");
      expect((await lamp("groups", "viewGroup", { groupId: 0x101 })).groupName === "hall", "not the name");
      expect((await lamp("groups", "getGroupMembership", { groupList: [] })).groupList.join() === "257", "not in it");
      expect((await lamp("groups", "removeGroup", { groupId: 0x101 })).status === 0, "not removed");
      expect((await lamp("groups", "viewGroup", { groupId: 0x101 })).status === notFound, "still in it");
      await lamp("identify", "identify", { identifyTime: 2 });
      await lamp("groups", "addGroupIfIdentifying", { groupId: 0x101, groupName: "" });
      await lamp("identify", "triggerEffect", { effectIdentifier: 0, effectVariant: 0 });
      await lamp("groups", "removeAllGroups");
      await root("groupKeys", "keySetRemove", { groupKeySetId: 0x42 });
      await root("groupKeys", "keySetRemove", { groupKeySetId: 0 }, invalidCommand);

      // Administration
      await root("credentials", "updateFabricLabel", { label: "Hall", fabricIndex: 1 });
      await root("commissioning", "armFailSafe", { expiryLengthSeconds: 60, breadcrumb: 7n });
      expect(Number(await read("commissioning", "breadcrumb")) === 7, "no breadcrumb");
      await root("commissioning", "armFailSafe", { expiryLengthSeconds: 0, breadcrumb: 0n });
      await root("administrators", "openBasicCommissioningWindow", { commissioningTimeout: 180 });
      expect((await read("administrators", "windowStatus")) === 2, "the window is not open");
      await root("administrators", "revokeCommissioning");
      expect((await read("administrators", "windowStatus")) === 0, "the window is open");
      note(`${done} commands and writes`);
    });
  });
}
