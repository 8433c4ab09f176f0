package org.mattermote.app.switchapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.Fate;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;

/** Whole devices that find each other by multicast DNS and open sessions by CASE. */
class SwitchAndLightsTest {
    /** The old session's five transmissions, and a new session. */
    private static final long DEAD_SESSION = 8_000;

    private Home home;
    private Home.Place light;

    private void build(int lights) {
        home = new Home(lights);
        light = home.lights.get(0);
    }

    private void bindToAll() {
        home.theSwitch.bind(home.lights.stream().mapToLong(place -> place.nodeId).toArray());
    }

    private void bindToGroup() {
        home.theSwitch.giveKey();
        home.theSwitch.bind(0);
        for (Home.Place place : home.lights) {
            place.giveKey();
            place.addGroup();
        }
    }

    @AfterEach
    void shouldLeaveNothingBehind() {
        home.network.pass(120_000);
        assertEquals(0, home.theSwitch.device.allocated);
        assertEquals(DeviceNode.IDLE, home.theSwitch.device.usage());
        for (Home.Place place : home.lights) {
            if (place.device != null) {
                assertEquals(0, place.device.allocated);
                assertEquals(DeviceNode.IDLE, place.device.usage());
            }
        }
    }

    private void assertAll(boolean on) {
        for (Home.Place place : home.lights) {
            assertEquals(on, place.isOn());
        }
    }

    private int sessions() {
        return home.theSwitch.device.events[LogEvent.CASE_ESTABLISHED];
    }

    private int commanded() {
        return home.theSwitch.device.events[LogEvent.COMMANDED];
    }

    /** How long until it is as the switch says. */
    private void pressUntil(boolean on, long within, String what) {
        long before = home.network.now;
        home.theSwitch.device.button(before);
        assertTrue(home.network.run(() -> light.isOn() == on, within), what);
        System.out.println("mote: " + what + ": " + (home.network.now - before) + " ms");
        home.network.pass(1_000);
    }

    @Test
    void shouldSwitchALightOnOneSession() {
        build(1);
        bindToAll();
        int before = sessions();
        pressUntil(true, 1_000, "the first press, with discovery and CASE");
        pressUntil(false, 10, "a press on an open session");
        pressUntil(true, 10, "another");
        assertEquals(before + 1, sessions());
        assertEquals(3, commanded());
    }

    @Test
    void shouldSwitchSeveralLights() {
        build(3);
        bindToAll();
        home.press(2_000);
        assertAll(true);
        home.press(20);
        assertAll(false);
    }

    @Test
    void shouldSwitchAGroup() {
        build(2);
        bindToGroup();
        int before = sessions();
        home.press(10);
        assertAll(true);
        home.press(10);
        assertAll(false);
        assertEquals(before, sessions());
        assertEquals(2, commanded());
    }

    @Test
    void shouldTellANodeAndItsGroupAlike() {
        build(2);
        bindToGroup();
        home.theSwitch.bind(0, light.nodeId);
        home.press(1_000);
        assertAll(true);
        assertEquals(2, commanded());
    }

    @Test
    void shouldEndWhereQuickPressesEnd() {
        build(1);
        bindToAll();
        for (int i = 0; i < 3; i++) {
            home.press(2);
        }
        home.network.pass(1_000);
        assertTrue(light.isOn());
        for (int i = 0; i < 5; i++) {
            home.press(1);
        }
        home.network.pass(1_000);
        assertFalse(light.isOn());
    }

    @Test
    void shouldFindALightThatRestarted() {
        build(1);
        bindToAll();
        home.press(1_000);
        light.restart(500);
        pressUntil(false, DEAD_SESSION, "a press after the light's restart");
        pressUntil(true, 10, "the next one");
    }

    @Test
    void shouldFindALightThatMoved() {
        build(1);
        bindToAll();
        home.press(1_000);
        light.move();
        home.network.pass(2_000);
        pressUntil(false, 3 * DEAD_SESSION, "a press after the light has another address");
        pressUntil(true, 10, "the next one");
    }

    @Test
    void shouldSwitchALightThatComesBack() {
        build(1);
        bindToAll();
        home.press(1_000);
        light.powerDown();
        home.press(60_000);
        home.press(60_000);
        assertEquals(3, commanded());
        light.powerUp();
        home.network.pass(2_000);
        assertTrue(light.isOn(), "it missed what was said while it was away");
        home.press(40_000);
        assertFalse(light.isOn());
        home.press(10);
        assertTrue(light.isOn());
    }

    @Test
    void shouldNotSwitchALightWhoseBindingWent() {
        build(1);
        bindToAll();
        light.powerDown();
        home.press(2_000);
        home.theSwitch.bind();
        light.powerUp();
        home.network.pass(60_000);
        assertFalse(light.isOn());
        assertEquals(0, commanded());
        home.press(1_000);
        assertFalse(light.isOn());
    }

    @Test
    void shouldSwitchNothingOnceItsFabricIsGone() {
        build(1);
        bindToGroup();
        home.theSwitch.bind(0, light.nodeId);
        home.press(1_000);
        assertTrue(light.isOn());
        light.powerDown();
        home.press(100);
        SimAdministrator administrator = home.theSwitch.administrator;
        administrator.invoke(0x3E, 10, out -> out.putUnsigned(0, administrator.fabricIndex));
        home.network.pass(1_000);
        light.powerUp();
        int before = commanded();
        home.press(60_000);
        assertTrue(light.isOn());
        assertEquals(before, commanded());
        assertEquals(0, home.theSwitch.device.stack.sessionCount());
    }

    @Test
    void shouldKeepToTheFabricOfABinding() {
        build(1);
        home.theSwitch.administrator.openBasicWindow(300);
        SimFabric other = new SimFabric(99, 0xFB02, false);
        SimAdministrator second = home.theSwitch.administrator(other);
        second.commission(MemoryFactory.PASSCODE);
        home.theSwitch.administrator = second;
        bindToAll();
        home.press(60_000);
        assertFalse(light.isOn());
        assertEquals(1, commanded());
    }

    @Test
    void shouldRememberItsBindings() {
        build(1);
        bindToGroup();
        home.theSwitch.bind(0, light.nodeId);
        home.theSwitch.restart(100);
        home.press(1_000);
        assertTrue(light.isOn());
        assertEquals(2, commanded());
    }

    @Test
    void shouldBeHeardInItsGroupAfterEachRestart() {
        build(1);
        bindToGroup();
        for (int i = 0; i < 20; i++) {
            home.press(10);
            assertTrue(light.isOn());
            home.press(10);
            assertFalse(light.isOn());
            home.theSwitch.restart(10);
        }
    }

    @Test
    void shouldSwitchALightThroughALossyNetwork() {
        build(1);
        bindToAll();
        home.network.fate = Fate.noisy(20, 10, 10, 50);
        boolean on = false;
        for (int i = 0; i < 20; i++) {
            on = !on;
            home.press(45_000);
            assertEquals(on, light.isOn(), "press " + i);
        }
        home.network.fate = Fate.GOOD;
    }

    /** Whatever happened, two presses after everything is well again reach every light. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNeverBeStuck(int seed) {
        build(3);
        bindToAll();
        Random random = new Random(seed);
        for (int step = 0; step < 60; step++) {
            Home.Place place = home.lights.get(random.nextInt(home.lights.size()));
            switch (random.nextInt(8)) {
                case 0:
                    home.network.fate = Fate.noisy(random.nextInt(60), 20, 20, 200);
                    break;
                case 1:
                    home.network.fate = Fate.GOOD;
                    break;
                case 2:
                    if (place.device == null) {
                        place.powerUp();
                    } else {
                        place.powerDown();
                    }
                    break;
                case 3:
                    if (place.device != null) {
                        place.move();
                    }
                    break;
                case 4:
                    home.theSwitch.restart(random.nextInt(500));
                    break;
                default:
                    home.press(random.nextInt(20_000));
                    break;
            }
            home.network.pass(random.nextInt(3_000));
        }
        home.network.fate = Fate.GOOD;
        for (Home.Place place : home.lights) {
            if (place.device == null) {
                place.powerUp();
            }
        }
        home.network.pass(60_000);
        home.press(10_000);
        boolean first = light.isOn();
        assertAll(first);
        home.press(100);
        assertAll(!first);
    }

    /** Counters of the messages to the group so far, in their order. */
    private List<Integer> groupCounters() {
        List<Integer> counters = new ArrayList<>();
        MessageHeader header = new MessageHeader();
        int last = -1;
        for (Datagram datagram : home.network.sent) {
            int length = header.decode(datagram.bytes(), 0, datagram.bytes().length);
            if (length > 0
                    && header.sessionType() == MessageHeader.SESSION_GROUP
                    && (counters.isEmpty() || header.counter != last)) {
                counters.add(header.counter);
                last = header.counter;
            }
        }
        return counters;
    }

    /** What the store held at a moment, and what had left by then. */
    private final class Moment {
        final MemoryRecords records = new MemoryRecords();
        final List<Integer> sent = groupCounters();

        Moment(MemoryRecords store) {
            records.copy(store);
        }
    }

    @Test
    @Tag("session-layer R34")
    void shouldRepeatNoGroupCounterWhereverThePowerGoes() {
        build(1);
        bindToGroup();
        MemoryRecords store = home.theSwitch.records;
        List<Moment> moments = new ArrayList<>();
        store.onCommit = () -> moments.add(new Moment(store));
        // Two writes of the boundary; the store is written to in a poll, which allocates here.
        for (int i = 0; i < 1_001; i++) {
            home.press(2);
        }
        List<Integer> sent = groupCounters();
        assertEquals(1_001, new HashSet<>(sent).size());
        store.onCommit = () -> {};
        assertTrue(moments.size() >= 4, moments.size() + " moments");
        moments.add(new Moment(store));
        for (Moment moment : moments) {
            Set<Integer> used = new HashSet<>(moment.sent);
            int known = groupCounters().size();
            home.theSwitch.powerDown();
            store.copy(moment.records);
            home.theSwitch.powerUp();
            home.press(2);
            home.press(2);
            List<Integer> after = groupCounters();
            assertEquals(known + 2, after.size());
            for (int counter : after.subList(known, after.size())) {
                assertTrue(used.add(counter), counter + " was used before");
            }
        }
    }
}
