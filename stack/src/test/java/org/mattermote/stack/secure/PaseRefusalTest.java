package org.mattermote.stack.secure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimWindow;
import org.mattermote.stack.sim.Tlv;

/** Everything PASE must refuse, and what is left of it: nothing. */
class PaseRefusalTest {
    private static final int REQUEST = 0x20;
    private static final int PAKE1 = 0x22;
    private static final int PAKE3 = 0x24;

    /** Serves one refusal after the other: each leaves it as new. */
    private final Bench shared = new Bench();

    /** A handshake whose message of one kind is spoiled; it must end in INVALID_PARAMETER. */
    private void assertRefused(int opcode, String what, UnaryOperator<byte[]> spoil) {
        shared.forget();
        shared.device.window.failedAttempts = 0;
        shared.controller.tamper =
                (sent, payload) -> sent == opcode ? spoil.apply(payload) : payload;
        SimController.Talk talk = shared.controller.pase(Bench.PASSCODE);
        shared.assertRefused(talk, Bench.INVALID_PARAMETER, what);
        assertNull(shared.controller.session, what);
        assertTrue(shared.device.window.established.isEmpty(), what);
        assertEquals(opcode == REQUEST ? 0 : 1, shared.device.window.failedAttempts, what);
    }

    private void assertRefusedTruncated(int opcode) {
        int[] length = {1};
        for (int n = 0; n < length[0]; n++) {
            int cut = n;
            assertRefused(
                    opcode,
                    "cut to " + n,
                    payload -> {
                        length[0] = payload.length;
                        return Arrays.copyOf(payload, cut);
                    });
        }
        assertTrue(length[0] > 30);
    }

    @Test
    void shouldRefuseARequestThatIsCutAnywhere() {
        assertRefusedTruncated(REQUEST);
    }

    @Test
    void shouldRefusePake1ThatIsCutAnywhere() {
        assertRefusedTruncated(PAKE1);
    }

    @Test
    void shouldRefusePake3ThatIsCutAnywhere() {
        assertRefusedTruncated(PAKE3);
    }

    @Test
    void shouldRefuseARequestWithoutAnyOneOfItsMembersOrWithAnotherTypeInItsPlace() {
        byte[] text = Tlv.member(out -> out.putUtf8(9, new byte[] {'x'}, 0, 1));
        for (int tag = 1; tag <= 4; tag++) {
            int which = tag;
            assertRefused(REQUEST, "without " + tag, payload -> Tlv.without(payload, which));
            byte[] other = text.clone();
            other[1] = (byte) tag;
            assertRefused(REQUEST, "text as " + tag, payload -> Tlv.with(payload, which, other));
        }
    }

    @Test
    void shouldRefuseWhatARequestMustNotSay() {
        Map<String, UnaryOperator<byte[]>> spoils = new LinkedHashMap<>();
        spoils.put("passcode id 1", p -> put(p, 3, 1));
        spoils.put("passcode id 65535", p -> put(p, 3, 65535));
        spoils.put("passcode id 65536", p -> put(p, 3, 65536));
        spoils.put("session id 0", p -> put(p, 2, 0));
        spoils.put("session id 65536", p -> put(p, 2, 65536));
        spoils.put("random of 31", p -> bytes(p, 1, 31));
        spoils.put("random of 33", p -> bytes(p, 1, 33));
        spoils.put("no random", p -> bytes(p, 1, 0));
        spoils.put(
                "parameters as number",
                p -> Tlv.with(p, 5, Tlv.member(out -> out.putUnsigned(5, 1))));
        spoils.put("interval twice", p -> parameters(p, 1, 500, 1, 500));
        spoils.put("threshold of 65536", p -> parameters(p, 3, 65536, 4, 17));
        spoils.put("empty", p -> new byte[0]);
        spoils.put("a number", p -> new byte[] {0x04, 1});
        spoils.put("an array", p -> array(p));
        spoils.forEach((what, spoil) -> assertRefused(REQUEST, what, spoil));
    }

    private static byte[] put(byte[] payload, int tag, long value) {
        return Tlv.with(payload, tag, Tlv.member(out -> out.putUnsigned(tag, value)));
    }

    private static byte[] bytes(byte[] payload, int tag, int length) {
        return Tlv.with(payload, tag, Tlv.member(out -> Tlv.bytes(out, tag, new byte[length])));
    }

    private static byte[] array(byte[] payload) {
        byte[] out = payload.clone();
        out[0] = 0x16;
        return out;
    }

    private static byte[] parameters(byte[] payload, int tag, long v, int tag2, long v2) {
        return Tlv.with(
                payload,
                5,
                Tlv.member(
                        out -> {
                            out.startStruct(5);
                            out.putUnsigned(tag, v);
                            out.putUnsigned(tag2, v2);
                            out.endContainer();
                        }));
    }

    @Test
    @Tag("session-layer R6")
    void shouldPassOverMembersItDoesNotKnow() {
        Bench bench = new Bench();
        bench.controller.tamper =
                (opcode, payload) ->
                        Tlv.and(
                                payload,
                                Tlv.member(
                                        out -> {
                                            out.startStruct(77);
                                            out.putUnsigned(1, 7);
                                            out.endContainer();
                                        }));
        bench.controller.pase(Bench.PASSCODE);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
    }

    @Test
    void shouldRefuseSharesThatAreNoPoints() {
        byte[] p =
                HexFormat.of()
                        .parseHex(
                                "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
        Map<String, UnaryOperator<byte[]>> spoils = new LinkedHashMap<>();
        spoils.put("off the curve", s -> flip(s, 64));
        spoils.put("infinity as zeros", s -> new byte[65]);
        spoils.put("infinity behind 04", s -> first(new byte[65], 4));
        spoils.put("hybrid form", s -> first(s, 6 | s[64] & 1));
        spoils.put("compressed form, padded", s -> first(s, 2 | s[64] & 1));
        spoils.put("x is p", s -> Oracle.concat(new byte[] {4}, p, Arrays.copyOfRange(s, 33, 65)));
        spoils.put("y beyond p", s -> Oracle.concat(Arrays.copyOf(s, 33), ones()));
        spoils.put("64 bytes", s -> Arrays.copyOf(s, 64));
        spoils.put("66 bytes", s -> Arrays.copyOf(s, 66));
        spoils.put("33 bytes", s -> Arrays.copyOf(first(s, 2), 33));
        spoils.put("no bytes", s -> new byte[0]);
        // Z would be infinity: the share is w0 M, so that x is 0.
        spoils.put("x of zero", s -> Oracle.encode(m().multiply(w0())));
        spoils.forEach(
                (what, spoil) ->
                        assertRefused(
                                PAKE1,
                                what,
                                payload ->
                                        Tlv.struct(
                                                out ->
                                                        Tlv.bytes(
                                                                out,
                                                                1,
                                                                spoil.apply(
                                                                        Tlv.bytes(payload, 1))))));
    }

    private static org.bouncycastle.math.ec.ECPoint m() {
        return Oracle.point(
                HexFormat.of()
                        .parseHex(
                                "02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f"));
    }

    private static BigInteger w0() {
        return SimWindow.secret(Bench.PASSCODE, "SPAKE2P Key Salt".getBytes(), 1000, 0);
    }

    private static byte[] ones() {
        byte[] out = new byte[32];
        Arrays.fill(out, (byte) 0xFF);
        return out;
    }

    private static byte[] flip(byte[] bytes, int at) {
        byte[] out = bytes.clone();
        out[at] ^= 1;
        return out;
    }

    private static byte[] first(byte[] bytes, int value) {
        byte[] out = bytes.clone();
        out[0] = (byte) value;
        return out;
    }

    @Test
    void shouldRefuseAConfirmationThatIsWrongInAnyByte() {
        for (int i = 0; i < 32; i += 5) {
            int at = 4 + i;
            assertRefused(PAKE3, "byte " + i, payload -> flip(payload, at));
        }
        assertRefused(PAKE3, "cA of 31", p -> Tlv.struct(out -> Tlv.bytes(out, 1, new byte[31])));
        assertRefused(PAKE3, "cA as text", p -> Tlv.struct(out -> out.putBool(1, true)));
        assertRefused(PAKE3, "no member", p -> Tlv.struct(out -> {}));
    }

    @Test
    @Tag("session-layer R43")
    void shouldKeepKeysInTheSessionOnlyAndZeroThemWithIt() {
        Bench bench = new Bench();
        bench.controller.pase(Bench.PASSCODE);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
        bench.network.pass(5_000);
        bench.assertAtRest(1, "established");
        for (byte[] secret : bench.controller.secrets) {
            for (String place : Internals.find(List.of(secret), bench.device.secureChannel)) {
                assertTrue(place.contains(".sessions."), place);
            }
        }
        assertEquals(
                1,
                Internals.find(List.of(bench.controller.session.i2r), bench.device.secureChannel)
                        .size());
        bench.device.exchanges.closeSession(
                bench.device.window.established.get(0), bench.network.now);
        bench.assertAtRest(0, "closed");
    }

    @Test
    void shouldRefuseAnotherPasscode() {
        Bench bench = new Bench();
        SimController.Talk talk = bench.controller.pase(Bench.PASSCODE + 1);
        bench.assertRefused(talk, Bench.INVALID_PARAMETER, "passcode");
        assertEquals(1, bench.device.window.failedAttempts);
        bench.controller.pase(Bench.PASSCODE);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
    }

    /** State by the number of messages that went before. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Tag("stale-exchange R29")
    void shouldRefuseEveryOpcodeThatIsNotDue(int messages) {
        int due = messages == 1 ? PAKE1 : PAKE3;
        // The next message, a new handshake, an acknowledgement, a report are not for here.
        for (int opcode :
                new int[] {
                    0, 1, 0x0F, 0x21, PAKE1, 0x23, PAKE3, 0x25, 0x31, 0x32, 0x33, 0x50, 0xFF
                }) {
            if (opcode == due) {
                continue;
            }
            shared.forget();
            shared.device.window.failedAttempts = 0;
            shared.controller.tamper = (o, payload) -> o == due ? null : payload;
            SimController.Talk talk = shared.controller.pase(Bench.PASSCODE);
            shared.network.run(() -> talk.received.size() == messages, 1_000);
            shared.controller.tamper = (o, payload) -> payload;
            shared.controller.say(talk, opcode, new byte[] {0x15, 0x18});
            shared.assertRefused(talk, Bench.INVALID_PARAMETER, "opcode " + opcode);
            assertEquals(1, shared.device.window.failedAttempts);
        }
    }

    @Test
    void shouldEndWithoutAWordWhenTheCommissionerGivesUp() {
        Bench bench = new Bench();
        bench.controller.tamper = (o, payload) -> o == PAKE1 ? null : payload;
        SimController.Talk talk = bench.controller.pase(Bench.PASSCODE);
        bench.network.run(() -> !talk.received.isEmpty(), 1_000);
        bench.controller.say(talk, 0x40, Bench.INVALID_PARAMETER);
        bench.network.pass(1_000);
        assertEquals(1, talk.received.size());
        assertTrue(talk.isAcknowledged());
        assertEquals(1, bench.device.window.failedAttempts);
        bench.assertAtRest(0, "given up");
    }

    @Test
    void shouldRefuseAMessageThatComesWhileItComputes() {
        SimDevice.Options slow = new SimDevice.Options();
        slow.stepMillis = 50;
        Bench bench = new Bench(slow);
        SimController.Talk talk = bench.controller.pase(Bench.PASSCODE);
        bench.network.run(() -> talk.received.size() == 1, 1_000);
        bench.network.pass(5);
        assertTrue(bench.device.pase.isUnderWay());
        bench.controller.say(talk, PAKE1, Tlv.struct(out -> Tlv.bytes(out, 1, new byte[65])));
        bench.assertRefused(talk, Bench.INVALID_PARAMETER, "twice");
    }

    @Test
    void shouldRefuseWhileNoWindowIsOpen() {
        Bench bench = new Bench();
        bench.device.window.open = false;
        SimController.Talk talk = bench.controller.pase(Bench.PASSCODE);
        bench.assertRefused(talk, Bench.INVALID_PARAMETER, "closed");
        assertEquals(0, bench.device.window.failedAttempts);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldMakeNoSessionWhenTheWindowClosesMeanwhile(int messages) {
        Bench bench = new Bench();
        SimController.Talk talk = bench.controller.pase(Bench.PASSCODE);
        bench.network.run(() -> talk.received.size() == messages, 1_000);
        bench.device.window.open = false;
        bench.assertRefused(talk, Bench.INVALID_PARAMETER, "closed after " + messages);
        assertTrue(bench.device.window.established.isEmpty());
    }

    @Test
    void shouldAskASecondCommissionerToWait() {
        Bench bench = new Bench();
        SimController second = bench.attach(77);
        bench.controller.tamper = (o, payload) -> o == PAKE1 ? null : payload;
        SimController.Talk first = bench.controller.pase(Bench.PASSCODE);
        bench.network.run(() -> !first.received.isEmpty(), 1_000);
        SimController.Talk refused = second.pase(Bench.PASSCODE);
        assertTrue(bench.network.run(() -> !refused.received.isEmpty(), 1_000));
        assertArrayEquals(
                new byte[] {8, 0, 0, 0, 0, 0, 4, 0, (byte) 0x88, 0x13}, refused.last().payload());
        assertTrue(bench.device.pase.isUnderWay());
        assertEquals(1, bench.device.sessions.slots().inUse());
        bench.network.pass(10_000);
        // The first one's session ends with the exchange, the window is the second one's then.
        first.dead = true;
        bench.network.pass(40_000);
        bench.assertAtRest(0, "abandoned");
        second.pase(Bench.PASSCODE);
        assertTrue(bench.network.run(() -> second.session != null, 1_000));
    }

    @Test
    void shouldAskToWaitWhileACommissionerIsAtWork() {
        Bench bench = new Bench();
        bench.device.window.open = false;
        bench.device.window.occupied = true;
        SimController.Talk refused = bench.controller.pase(Bench.PASSCODE);
        assertTrue(bench.network.run(() -> !refused.received.isEmpty(), 1_000));
        assertEquals(4, refused.last().payload()[6]);
        assertEquals(0, bench.device.window.failedAttempts);
        bench.network.pass(1_000);
        bench.assertAtRest(0, "occupied");
    }

    @Test
    void shouldGiveUpAfterAMinute() {
        Bench bench = new Bench();
        bench.controller.tamper = (o, payload) -> o == PAKE1 || o == PAKE3 ? null : payload;
        SimController.Talk talk = bench.controller.pase(Bench.PASSCODE);
        bench.network.run(() -> !talk.received.isEmpty(), 1_000);
        long began = bench.network.now - 1;
        bench.network.pass(35_000);
        bench.controller.tamper = (o, payload) -> o == PAKE3 ? null : payload;
        bench.controller.say(talk, PAKE1, Tlv.struct(out -> Tlv.bytes(out, 1, Oracle.encode(m()))));
        bench.network.pass(began + 59_999 - bench.network.now);
        assertTrue(bench.device.pase.isUnderWay());
        bench.network.pass(1);
        assertFalse(bench.device.pase.isUnderWay());
        assertEquals(1, bench.device.window.failedAttempts);
        bench.assertRefused(talk, Bench.INVALID_PARAMETER, "a minute");
    }

    @Test
    @Tag("session-layer R59")
    void shouldGiveUpACommissionerThatSaysNothingMore() {
        Bench bench = new Bench();
        bench.controller.tamper = (o, payload) -> o == PAKE1 ? null : payload;
        SimController.Talk talk = bench.controller.pase(Bench.PASSCODE);
        bench.network.pass(38_400);
        assertTrue(bench.device.pase.isUnderWay());
        bench.network.pass(100);
        assertFalse(bench.device.pase.isUnderWay());
        assertNotNull(talk);
        bench.assertAtRest(0, "silence");
    }

    @Test
    @Tag("stale-exchange R5")
    @Tag("stale-exchange R19")
    void shouldCountAnEvictedHandshakeAsAFailedAttempt() {
        for (boolean byPase : new boolean[] {true, false}) {
            Bench bench = new Bench();
            bench.controller.tamper = (o, payload) -> o == PAKE3 ? null : payload;
            int id = bench.controller.nextExchangeId;
            long node = bench.controller.nextEphemeralNodeId;
            SimController.Talk stale = bench.controller.pase(Bench.PASSCODE);
            bench.network.run(() -> stale.received.size() == 2, 1_000);
            stale.dead = true;
            bench.controller.tamper = (o, payload) -> payload;
            bench.controller.nextExchangeId = id;
            bench.controller.nextEphemeralNodeId = node;
            if (byPase) {
                bench.controller.pase(Bench.PASSCODE);
            } else {
                bench.controller.operational(bench.fabric.issue(Bench.ADMIN), Bench.NODE);
            }
            assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
            assertEquals(1, bench.device.window.failedAttempts);
            assertEquals(1, bench.device.counters.staleExchangeEvictions);
            bench.network.pass(10_000);
            bench.assertAtRest(1, "evicted");
        }
    }

    /** Half-open handshakes cannot be evicted: their sessions are reserved. */
    @ParameterizedTest
    @CsvSource({"1, 10", "16, 0"})
    void shouldAskToWaitWhenSessionsOrPacketsAreOut(int sessions, int packets) {
        SimDevice.Options few = new SimDevice.Options();
        few.secureSessions = sessions;
        few.packets = packets;
        Bench bench = new Bench(few);
        if (packets > 0) {
            bench.device.sessions.reserve(1, 0);
        }
        SimController.Talk talk = bench.controller.pase(Bench.PASSCODE);
        assertTrue(bench.network.run(() -> !talk.received.isEmpty(), 1_000));
        assertEquals(8, talk.last().payload()[0]);
        assertEquals(4, talk.last().payload()[6]);
        bench.assertAtRest(packets > 0 ? 1 : 0, "out of something");
    }
}
