// The sensors through matter.js's typed clients: changes by the default subscription, events, the hold time; and how
// they sleep: registration, and the Check-In that matter.js takes when it has lost its subscription.

const constraintError = 0x87;
const notFound = 0x8b;

/** `withApp` and `expectComplete` are those of apps.mjs. */
export async function sensorTests(bench, withApp, expectComplete) {
  const { test, expect, ms } = bench;

  await test("sensor: reports and events of temperature, occupancy and contact, hold time", async note => {
    await withApp("sensor", async (device, controller) => {
      await expectComplete(controller, 0x0302, note);
      const read = async (cluster, endpoint, name) =>
        (await controller.ask("attribute", { cluster, endpoint, name })).value;

      expect((await read("temperature", 1, "measuredValue")) === 2000, "it is not 20 degrees");
      expect((await read("contact", 3, "stateValue")) === true, "the contact is not closed");
      expect((await read("occupancy", 2, "occupancy")).occupied === false, "somebody is there");
      const limits = await read("occupancy", 2, "holdTimeLimits");
      expect(limits.holdTimeMin === 1 && limits.holdTimeMax === 3600, `limits ${JSON.stringify(limits)}`);

      const write = holdTime => controller.ask("write", { cluster: "occupancy", endpoint: 2, values: { holdTime } });
      const { status } = await write(3601);
      expect(status === constraintError, `a hold time of 3601 was answered by ${status ?? "success"}`);
      expect((await write(2)).status === undefined, "a hold time of 2 was refused");
      expect((await read("occupancy", 2, "holdTime")) === 2, "the hold time is not 2");

      const before = (await controller.ask("events", { cluster: "contact", endpoint: 3 })).events.length;
      const listening = controller.ask("listen", {
        to: [
          { cluster: "temperature", endpoint: 1, name: "measuredValue$Changed" },
          { cluster: "occupancy", endpoint: 2, name: "occupancy$Changed" },
          { cluster: "occupancy", endpoint: 2, name: "occupancyChanged" },
          { cluster: "contact", endpoint: 3, name: "stateValue$Changed" },
          { cluster: "contact", endpoint: 3, name: "stateChange" },
        ],
        for: 5000,
      });
      await new Promise(done => setTimeout(done, 300));
      const gone = device.next(/^mote: occupancy endpoint=2 value=false$/, 5000, "unoccupied");
      const from = performance.now();
      device.press("b");
      await gone;
      const held = performance.now() - from;
      expect(held > 1900 && held < 4000, `held for ${ms(held)}`);
      const { heard } = await listening;
      const values = name => heard.filter(entry => entry.name === name).map(entry => entry.value);
      expect(values("measuredValue$Changed").join() === "2050", `temperatures ${values("measuredValue$Changed")}`);
      expect(values("stateValue$Changed").join() === "false", `contact ${values("stateValue$Changed")}`);
      const states = values("occupancy$Changed").map(({ occupied }) => occupied);
      expect(states.join() === "true,false", `occupancy ${states}`);
      const changes = values("occupancyChanged").map(({ occupancy }) => occupancy.occupied);
      expect(changes.join() === "true,false", `events of occupancy ${changes}`);
      const contacts = values("stateChange").map(({ stateValue }) => stateValue);
      expect(contacts.join() === "false", `events of the contact ${contacts}`);

      const { events } = await controller.ask("events", { cluster: "contact", endpoint: 3 });
      expect(events.length === before + 1, `${events.length} events of the contact, ${before} before`);
      note(`held for ${ms(held)}, ${heard.length} changes and events reported`);
    });
  });

  await test("sensor: registration, user active mode trigger, Check-In", async note => {
    await withApp("sensor", async (device, controller) => {
      const read = async name => (await controller.ask("attribute", { cluster: "icd", endpoint: 0, name })).value;
      expect((await read("operatingMode")) === 0, "a long idle time ICD that nobody has registered with");
      const { counter, own } = await controller.ask("register", { node: 4660, within: 10000 });
      expect(counter === own, `counters ${counter} and ${own}, without a Check-In in between`);
      expect((await read("operatingMode")) === 1, "a short idle time ICD, though somebody has registered");
      const { types } = await controller.ask("registeredClients");
      expect(types.join() === "0,0", `clients of types ${types}`);
      const command = (name, fields) => controller.ask("command", { cluster: "icd", endpoint: 0, command: name, fields });
      const unregister = () => command("unregisterClient", { checkInNodeId: 4660 });
      expect((await unregister()).status === undefined, "UnregisterClient was refused");
      expect((await unregister()).status === notFound, "unregistered twice");
      expect((await read("icdCounter")) === counter, "a counter that moves by itself");
      const { promised } = await controller.ask("stayActive", { milliseconds: 60000 });
      expect(promised >= 30000 && promised <= 60000, `promised ${promised} ms`);

      await controller.ask("endSubscription");
      const left = device.next(/^mote: check-in fabric=1 /, 30000, "a Check-In");
      const waiting = controller.ask("checkIn", { within: 30000 });
      await new Promise(done => setTimeout(done, 300));
      const from = performance.now();
      device.press("b");
      await left;
      const sent = performance.now() - from;
      const checkIn = await waiting;
      expect(checkIn.counter === (counter + 1) % 2 ** 32, `counter ${checkIn.counter} after ${counter}`);
      expect(checkIn.activeModeThreshold === 5000, `threshold ${checkIn.activeModeThreshold}`);
      expect((await read("operatingMode")) === 1, "not a long idle time ICD any more");
      note(`Check-In ${ms(sent)} after the report that nobody wanted, counter ${checkIn.counter}`);
    });
  });
}
