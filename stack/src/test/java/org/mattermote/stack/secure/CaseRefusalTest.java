package org.mattermote.stack.secure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimCaseInitiator;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.Tlv;

/** Everything CASE must refuse, and what is left of it: nothing. */
class CaseRefusalTest {
    private static final int SIGMA1 = 0x30;
    private static final int SIGMA2 = 0x31;
    private static final int SIGMA3 = 0x32;

    /** Serves one refusal after the other: each leaves it as new. */
    private final Bench shared = new Bench();

    private static void assertRefused(
            Bench bench, byte[] report, String what, Consumer<SimCaseInitiator> spoil) {
        bench.forget();
        SimCaseInitiator initiator =
                new SimCaseInitiator(bench.controller, bench.fabric.issue(Bench.ADMIN), Bench.NODE);
        spoil.accept(initiator);
        SimController.Talk talk = bench.controller.start(initiator);
        bench.assertRefused(talk, report, what);
        assertNull(initiator.refusal, what);
        assertNull(bench.controller.session, what);
    }

    private void assertRefused(String what, Consumer<SimCaseInitiator> spoil) {
        assertRefused(shared, Bench.INVALID_PARAMETER, what, spoil);
    }

    /** One kind of message spoiled. */
    private void assertRefused(int opcode, String what, UnaryOperator<byte[]> spoil) {
        shared.controller.tamper =
                (sent, payload) -> sent == opcode ? spoil.apply(payload) : payload;
        assertRefused(what, initiator -> {});
    }

    private static void assertAccepted(
            String what, Consumer<SimCaseInitiator> with, SimDevice.Options options) {
        Bench bench = new Bench(options);
        SimCaseInitiator initiator =
                new SimCaseInitiator(bench.controller, bench.fabric.issue(Bench.ADMIN), Bench.NODE);
        with.accept(initiator);
        bench.controller.start(initiator);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000), what);
        bench.network.pass(5_000);
        bench.assertAtRest(1, what);
    }

    private static byte[] number(byte[] payload, int tag, long value) {
        return Tlv.with(payload, tag, Tlv.member(out -> out.putUnsigned(tag, value)));
    }

    private static byte[] bytes(byte[] payload, int tag, byte[] value) {
        return Tlv.with(payload, tag, Tlv.member(out -> Tlv.bytes(out, tag, value)));
    }

    private static byte[] flip(byte[] bytes, int at) {
        byte[] out = bytes.clone();
        out[at] ^= 1;
        return out;
    }

    @Test
    @Tag("session-layer R51")
    void shouldRefuseSigma1ThatIsCutAnywhere() {
        int[] length = {1};
        for (int n = 0; n < length[0]; n++) {
            int cut = n;
            assertRefused(
                    SIGMA1,
                    "cut to " + n,
                    payload -> {
                        length[0] = payload.length;
                        return Arrays.copyOf(payload, cut);
                    });
        }
        assertTrue(length[0] > 170);
    }

    @Test
    void shouldRefuseSigma3ThatIsCutAnywhere() {
        int[] length = {1};
        for (int n = 0; n < length[0]; n += n < 10 ? 1 : 29) {
            int cut = n;
            assertRefused(
                    SIGMA3,
                    "cut to " + n,
                    payload -> {
                        length[0] = payload.length;
                        return Arrays.copyOf(payload, cut);
                    });
        }
        assertTrue(length[0] > 500);
    }

    @Test
    void shouldRefuseSigma1WithoutAnyOneOfItsMembersOrWithAnotherTypeInItsPlace() {
        for (int tag = 1; tag <= 4; tag++) {
            int which = tag;
            assertRefused(SIGMA1, "without " + tag, payload -> Tlv.without(payload, which));
            assertRefused(
                    SIGMA1,
                    "bool as " + tag,
                    p -> Tlv.with(p, which, Tlv.member(out -> out.putBool(which, true))));
        }
    }

    @Test
    @Tag("session-layer R49")
    void shouldRefuseWhatSigma1MustNotSay() {
        Map<String, UnaryOperator<byte[]>> spoils = new LinkedHashMap<>();
        spoils.put("session id 0", p -> number(p, 2, 0));
        spoils.put("session id 65536", p -> number(p, 2, 65536));
        spoils.put("random of 31", p -> bytes(p, 1, new byte[31]));
        spoils.put("destination of 33", p -> bytes(p, 3, new byte[33]));
        spoils.put("key of 64", p -> bytes(p, 4, new byte[64]));
        spoils.put("key of zeros", p -> bytes(p, 4, new byte[65]));
        spoils.put("key off the curve", p -> bytes(p, 4, flip(Tlv.bytes(p, 4), 64)));
        spoils.put("parameters as number", p -> number(p, 5, 1));
        spoils.put("empty", p -> new byte[0]);
        spoils.put("nothing in it", p -> new byte[] {0x15, 0x18});
        byte[] id = Tlv.member(out -> Tlv.bytes(out, 6, new byte[16]));
        byte[] mic = Tlv.member(out -> Tlv.bytes(out, 7, new byte[16]));
        spoils.put("resumption id alone", p -> Tlv.and(p, id));
        spoils.put("MIC alone", p -> Tlv.and(p, mic));
        spoils.put("resumption id twice", p -> Tlv.and(Tlv.and(p, id), id));
        spoils.put(
                "resumption id of 15, alone",
                p -> Tlv.and(p, Tlv.member(out -> Tlv.bytes(out, 6, new byte[15]))));
        spoils.put(
                "resumption id of 15",
                p -> Tlv.and(Tlv.and(p, Tlv.member(o -> Tlv.bytes(o, 6, new byte[15]))), mic));
        spoils.put(
                "MIC as number", p -> Tlv.and(Tlv.and(p, id), Tlv.member(o -> o.putBool(7, true))));
        spoils.forEach((what, spoil) -> assertRefused(SIGMA1, what, spoil));
    }

    @Test
    @Tag("session-layer R49")
    void shouldMakeAFullHandshakeWhenItDoesNotKnowTheResumption() {
        assertAccepted(
                "unknown resumption",
                initiator -> {
                    initiator.resumptionId = new byte[16];
                    initiator.resumeMic = new byte[16];
                },
                new SimDevice.Options());
    }

    @Test
    @Tag("session-layer R49")
    @Tag("session-layer R51")
    void shouldKnowNobodyElsesDestination() {
        Bench bench = new Bench();
        SimFabric.Identity admin = bench.fabric.issue(Bench.ADMIN);
        SimFabric.Identity other = new SimFabric(99, 0xFAB1, false).issue(Bench.ADMIN);
        SimCaseInitiator[] strangers = {
            new SimCaseInitiator(bench.controller, admin, Bench.NODE + 1),
            new SimCaseInitiator(bench.controller, admin, Bench.NODE),
            new SimCaseInitiator(bench.controller, other, Bench.NODE)
        };
        strangers[1].ipk = new byte[16];
        for (SimCaseInitiator stranger : strangers) {
            SimController.Talk talk = bench.controller.start(stranger);
            bench.assertRefused(talk, Bench.NO_SHARED_TRUST_ROOTS, "stranger");
        }
    }

    @Test
    @Tag("session-layer R50")
    @Tag("session-layer R51")
    void shouldRefuseSigma3ThatIsNotWhatWasSealed() {
        for (int at : new int[] {4, 100, 400, 500}) {
            assertRefused(SIGMA3, "flipped " + at, p -> flip(p, at));
        }
        Map<String, UnaryOperator<byte[]>> spoils = new LinkedHashMap<>();
        spoils.put("last byte of the tag", p -> flip(p, p.length - 2));
        spoils.put("no member", p -> new byte[] {0x15, 0x18});
        spoils.put("a tag alone", p -> bytes(p, 1, new byte[16]));
        spoils.put("less than a tag", p -> bytes(p, 1, new byte[15]));
        spoils.put("nothing sealed", p -> bytes(p, 1, new byte[0]));
        spoils.put("more than fits", p -> bytes(p, 1, new byte[1100]));
        spoils.put("a number", p -> number(p, 1, 7));
        spoils.put("empty", p -> new byte[0]);
        spoils.forEach((what, spoil) -> assertRefused(SIGMA3, what, spoil));
    }

    @Test
    @Tag("session-layer R50")
    @Tag("session-layer R51")
    void shouldRefuseWhatIsSealedInSigma3() {
        Map<String, UnaryOperator<byte[]>> spoils = new LinkedHashMap<>();
        spoils.put("no NOC", t -> Tlv.without(t, 1));
        spoils.put("no ICAC", t -> Tlv.without(t, 2));
        spoils.put("no signature", t -> Tlv.without(t, 3));
        spoils.put("empty NOC", t -> bytes(t, 1, new byte[0]));
        spoils.put("NOC of 401", t -> bytes(t, 1, Arrays.copyOf(Tlv.bytes(t, 1), 401)));
        spoils.put("NOC cut", t -> bytes(t, 1, Arrays.copyOf(Tlv.bytes(t, 1), 100)));
        spoils.put("NOC as number", t -> number(t, 1, 1));
        spoils.put("ICAC in the NOC's place", t -> bytes(t, 1, Tlv.bytes(t, 2)));
        spoils.put("signature of 63", t -> bytes(t, 3, new byte[63]));
        spoils.put("signature of zeros", t -> bytes(t, 3, new byte[64]));
        spoils.put("signature flipped", t -> bytes(t, 3, flip(Tlv.bytes(t, 3), 63)));
        spoils.put("cut by one", t -> Arrays.copyOf(t, t.length - 1));
        spoils.put("cut in the middle", t -> Arrays.copyOf(t, t.length / 2));
        spoils.put("nothing", t -> new byte[0]);
        spoils.put("no struct", t -> new byte[] {0x04, 1});
        spoils.forEach(
                (what, spoil) -> assertRefused(what, initiator -> initiator.spoilTbe = spoil));
    }

    /** Each certificate has one flaw, is signed well, and its key signs Sigma3. */
    @Test
    @Tag("session-layer R50")
    void shouldRefuseCertificatesWithOneFlaw() {
        SimFabric fabric = new Bench().fabric;
        Map<String, Consumer<SimFabric.Contents>> flaws = new LinkedHashMap<>();
        byte[] stranger = fabric.scalar();
        flaws.put("signed by nobody", c -> c.signingKey = stranger);
        flaws.put("issued by another name", c -> c.issuer = out -> out.putUnsigned(19, 3));
        flaws.put("issued by another key", c -> c.authorityKeyId = new byte[20]);
        flaws.put("an authority", c -> c.isCa = true);
        flaws.put(
                "may sign certificates",
                c -> c.keyUsage = MatterCertificate.KEY_USAGE_KEY_CERT_SIGN);
        flaws.put("for neither side", c -> c.clientAndServer = false);
        flaws.put(
                "another fabric",
                c ->
                        c.subject =
                                out -> {
                                    out.putUnsigned(17, Bench.ADMIN);
                                    out.putUnsigned(21, 0xFAB2);
                                });
        flaws.put("no node id", c -> c.subject = out -> out.putUnsigned(21, 0xFAB1));
        flaws.put("no fabric id", c -> c.subject = out -> out.putUnsigned(17, Bench.ADMIN));
        flaws.put(
                "a group's node id",
                c ->
                        c.subject =
                                out -> {
                                    out.putUnsigned(17, 0xFFFFFFFFFFFF0001L);
                                    out.putUnsigned(21, 0xFAB1);
                                });
        flaws.put("over by the last known good time", c -> c.notAfter = 590_000_000L);
        flaws.forEach(
                (what, flaw) ->
                        assertRefused(
                                what,
                                initiator -> initiator.shown = fabric.issue(Bench.ADMIN, flaw)));
        assertRefused(
                "another root's",
                initiator -> initiator.shown = new SimFabric(98, 0xFAB1, true).issue(Bench.ADMIN));
        SimFabric.Identity good = fabric.issue(Bench.ADMIN);
        assertRefused(
                "somebody else's key",
                initiator ->
                        initiator.shown =
                                new SimFabric.Identity(
                                        good.rcac(),
                                        good.rootPublicKey(),
                                        good.icac(),
                                        good.noc(),
                                        stranger,
                                        good.fabricId(),
                                        good.nodeId(),
                                        good.ipk()));
    }

    @Test
    @Tag("session-layer R50")
    void shouldCheckTheBeginningOfValidityOnlyWhenItKnowsTheTime() {
        SimFabric fabric = new Bench().fabric;
        Consumer<SimCaseInitiator> young =
                initiator ->
                        initiator.shown =
                                fabric.issue(Bench.ADMIN, c -> c.notBefore = 800_000_000L);
        SimDevice.Options clock = new SimDevice.Options();
        clock.epochSeconds = 799_999_999L;
        assertRefused(new Bench(clock), Bench.INVALID_PARAMETER, "not yet", young);
        clock = new SimDevice.Options();
        clock.epochSeconds = 800_000_000L;
        assertAccepted("now", young, clock);
        assertAccepted("time unknown", young, new SimDevice.Options());
        SimDevice.Options late = new SimDevice.Options();
        late.epochSeconds = SimFabric.NOT_AFTER + 1;
        assertRefused(new Bench(late), Bench.INVALID_PARAMETER, "over", initiator -> {});
    }

    @Test
    void shouldRefuseFlawedCertificatesOfOthers() {
        JsonObject bad = Vectors.read("operational_certs_bad.json").getAsJsonObject("certs");
        int refused = 0;
        Bench bench = new Bench();
        bench.device.join(node("Node01_02", null), new byte[16]);
        SimFabric.Identity admin = node("Node01_01", "ICA01");
        for (String name : bad.keySet()) {
            JsonObject certificate = bad.getAsJsonObject(name);
            if (!certificate.has("tlv") || name.startsWith("RCAC")) {
                continue;
            }
            byte[] tlv = Vectors.hex(certificate, "tlv");
            boolean isNoc = name.startsWith("NOC");
            bench.forget();
            SimCaseInitiator initiator =
                    new SimCaseInitiator(bench.controller, admin, 0xDEDEDEDE00010002L);
            initiator.shown =
                    new SimFabric.Identity(
                            admin.rcac(),
                            admin.rootPublicKey(),
                            isNoc ? admin.icac() : tlv,
                            isNoc ? tlv : admin.noc(),
                            admin.privateKey(),
                            admin.fabricId(),
                            admin.nodeId(),
                            admin.ipk());
            SimController.Talk talk = bench.controller.start(initiator);
            bench.assertRefused(talk, Bench.INVALID_PARAMETER, name);
            assertEquals(SIGMA2, talk.received.get(0).opcode(), name);
            refused++;
        }
        assertTrue(refused > 50, "" + refused);
    }

    private static SimFabric.Identity node(String name, String icac) {
        byte[] root = Vectors.hex(TestFabrics.certificate("Root01"), "public_key");
        byte[] compressed =
                Oracle.hkdf(
                        Arrays.copyOfRange(root, 1, 65),
                        Oracle.be8(0xFAB000000000001DL),
                        "CompressedFabric",
                        8);
        return new SimFabric.Identity(
                TestFabrics.tlv("Root01"),
                root,
                icac == null ? null : TestFabrics.tlv(icac),
                TestFabrics.tlv(name),
                TestFabrics.key(name),
                0xFAB000000000001DL,
                0xDEDEDEDE00010001L,
                Oracle.hkdf(new byte[16], compressed, "GroupKey v1.0", 16));
    }

    @Test
    @Tag("stale-exchange R29")
    void shouldRefuseEveryOpcodeThatIsNotDue() {
        for (int opcode :
                new int[] {
                    0, 1, 0x0F, 0x21, 0x22, 0x23, 0x24, 0x25, 0x31, 0x33, 0x34, 0x50, 0xFF
                }) {
            shared.forget();
            shared.controller.tamper = (o, payload) -> o == SIGMA3 ? null : payload;
            SimController.Talk talk =
                    shared.controller.operational(shared.fabric.issue(Bench.ADMIN), Bench.NODE);
            shared.network.run(() -> !talk.received.isEmpty(), 1_000);
            shared.controller.say(talk, opcode, new byte[] {0x15, 0x18});
            shared.assertRefused(talk, Bench.INVALID_PARAMETER, "opcode " + opcode);
        }
        assertEquals(0, shared.device.counters.staleExchangeEvictions);
    }

    /** A message while one of the five steps is being computed. */
    @ParameterizedTest
    @ValueSource(longs = {5, 55, 105})
    void shouldRefuseAMessageThatComesBeforeSigma2(long after) {
        SimDevice.Options slow = new SimDevice.Options();
        slow.stepMillis = 50;
        Bench bench = new Bench(slow);
        SimController.Talk talk =
                bench.controller.operational(bench.fabric.issue(Bench.ADMIN), Bench.NODE);
        bench.network.pass(after);
        bench.controller.say(talk, SIGMA3, Tlv.struct(out -> Tlv.bytes(out, 1, new byte[200])));
        bench.assertRefused(talk, Bench.INVALID_PARAMETER, "early");
    }

    @Test
    void shouldEndWithoutAWordWhenTheInitiatorGivesUp() {
        Bench bench = new Bench();
        bench.controller.tamper = (o, payload) -> o == SIGMA3 ? null : payload;
        SimController.Talk talk =
                bench.controller.operational(bench.fabric.issue(Bench.ADMIN), Bench.NODE);
        bench.network.run(() -> !talk.received.isEmpty(), 1_000);
        bench.controller.say(talk, 0x40, Bench.INVALID_PARAMETER);
        bench.network.pass(1_000);
        assertEquals(1, talk.received.size());
        bench.assertAtRest(0, "given up");
    }

    @Test
    @Tag("session-layer R59")
    void shouldGiveUpAnInitiatorThatSaysNothingMore() {
        Bench bench = new Bench();
        bench.controller.tamper = (o, payload) -> o == SIGMA3 ? null : payload;
        bench.controller.operational(bench.fabric.issue(Bench.ADMIN), Bench.NODE);
        bench.network.pass(38_400);
        assertEquals(1, bench.device.caseResponder.halfOpen());
        bench.network.pass(100);
        bench.assertAtRest(0, "silence");
    }

    /** Between any two steps. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
    void shouldEndWhenItsFabricGoesMeanwhile(int polls) {
        SimDevice.Options slow = new SimDevice.Options();
        slow.stepMillis = 10;
        Bench bench = new Bench(slow);
        SimController.Talk talk =
                bench.controller.operational(bench.fabric.issue(Bench.ADMIN), Bench.NODE);
        bench.network.pass(polls * 10L + 5);
        if (bench.device.caseResponder.halfOpen() == 1) {
            assertEquals(0, bench.device.fabrics.table.remove(1, bench.network.now));
            bench.assertRefused(talk, Bench.INVALID_PARAMETER, "after " + polls);
        } else {
            assertTrue(polls >= 6, "over after " + polls);
        }
    }

    @Test
    void shouldAskToWaitWhenContextsAreOut() {
        SimDevice.Options many = new SimDevice.Options();
        many.unsecuredSessions = 12;
        Bench bench = new Bench(many);
        bench.controller.tamper = (o, payload) -> o == SIGMA3 ? null : payload;
        SimFabric.Identity admin = bench.fabric.issue(Bench.ADMIN);
        SimController.Talk[] talks = new SimController.Talk[4];
        for (int i = 0; i < 4; i++) {
            SimController.Talk talk = bench.controller.operational(admin, Bench.NODE);
            bench.network.run(() -> !talk.received.isEmpty(), 1_000);
            bench.network.pass(250);
            talks[i] = talk;
        }
        assertEquals(4, bench.device.caseResponder.halfOpen());
        // The first one has waited for just over a second: it goes, the second one's time is near.
        bench.controller.tamper = (o, payload) -> payload;
        SimController.Talk fifth = bench.controller.operational(admin, Bench.NODE);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 100));
        assertNotNull(fifth);
        bench.controller.tamper = (o, payload) -> o == SIGMA3 ? null : payload;
        SimController.Talk sixth = bench.controller.operational(admin, Bench.NODE);
        bench.network.run(() -> !sixth.received.isEmpty(), 100);
        SimController.Talk seventh = bench.controller.operational(admin, Bench.NODE);
        bench.network.run(() -> !seventh.received.isEmpty(), 100);
        byte[] busy = seventh.last().payload();
        assertArrayEquals(new byte[] {8, 0, 0, 0, 0, 0, 4, 0}, Arrays.copyOf(busy, 8));
        int wait = busy[8] & 0xFF | (busy[9] & 0xFF) << 8;
        assertTrue(wait > 0 && wait < 300, "wait " + wait);
        // The one that was dropped hears nothing of it and finds nobody.
        bench.controller.tamper = (o, payload) -> payload;
        bench.controller.say(talks[0], SIGMA3, new byte[] {0x15, 0x18});
        bench.network.pass(1_000);
        assertTrue(talks[0].isAcknowledged());
        assertEquals(1, talks[0].received.size());
        bench.network.pass(60_000);
        bench.assertAtRest(1, "contexts");
    }

    @Test
    void shouldAskToWaitWhenPacketsAreOut() {
        SimDevice.Options few = new SimDevice.Options();
        few.packets = 1;
        Bench bench = new Bench(few);
        Object held = bench.device.outbox.packets().take();
        SimController.Talk talk =
                bench.controller.operational(bench.fabric.issue(Bench.ADMIN), Bench.NODE);
        assertTrue(bench.network.run(() -> !talk.received.isEmpty(), 1_000));
        assertEquals(8, talk.last().payload()[0]);
        assertNotNull(held);
        assertEquals(0, bench.device.caseResponder.halfOpen());
        assertEquals(0, bench.device.sessions.slots().inUse());
    }

    @Test
    @Tag("session-layer R44")
    void shouldCloseTheLeastUsedSessionForANewOne() {
        SimDevice.Options few = new SimDevice.Options();
        // Two, and the place that is kept for a newcomer.
        few.secureSessions = 3;
        Bench bench = new Bench(few);
        SimFabric.Identity admin = bench.fabric.issue(Bench.ADMIN);
        SimController.Session[] made = new SimController.Session[3];
        for (int i = 0; i < 3; i++) {
            bench.controller.session = null;
            bench.controller.operational(admin, Bench.NODE);
            assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000), "" + i);
            made[i] = bench.controller.session;
            bench.network.pass(1_000);
        }
        assertNull(bench.device.sessions.findByLocalId(made[0].peerId));
        assertNotNull(bench.device.sessions.findByLocalId(made[1].peerId));
        assertNotNull(bench.device.sessions.findByLocalId(made[2].peerId));
        // CloseSession: unreliable, on an exchange of its own.
        assertEquals(
                1,
                bench.network.sent.stream()
                        .filter(d -> d.from() == 0 && sessionId(d.bytes()) == made[0].localId)
                        .count());
        bench.assertAtRest(2, "evicted");
    }

    private static int sessionId(byte[] datagram) {
        return datagram[1] & 0xFF | (datagram[2] & 0xFF) << 8;
    }

    @Test
    @Tag("session-layer R14")
    void shouldForgetASessionItsPeerCloses() {
        Bench bench = new Bench();
        bench.controller.operational(bench.fabric.issue(Bench.ADMIN), Bench.NODE);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
        bench.network.pass(1_000);
        assertEquals(1, bench.device.sessions.slots().inUse());
        int before = bench.network.sent.size();
        bench.controller.close(bench.controller.session);
        bench.network.pass(1_000);
        assertEquals(before + 1, bench.network.sent.size());
        bench.assertAtRest(0, "closed");
    }

    @Test
    @Tag("session-layer R50")
    @Tag("session-layer R43")
    void shouldKnowItsPeerAndKeepNothingOfTheHandshake() {
        Bench bench = new Bench();
        bench.controller.operational(
                bench.fabric.issue(Bench.ADMIN, 0x00010003, 0x00020001), Bench.NODE);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
        bench.network.pass(5_000);
        SecureSession session = bench.device.sessions.slots().at(0);
        assertEquals(Bench.ADMIN, session.peerNodeId());
        assertEquals(Bench.NODE, session.localNodeId());
        assertEquals(1, session.fabricIndex());
        int[] cats = new int[SecureSession.MAX_CATS];
        session.peerCats(cats);
        assertArrayEquals(new int[] {0x00010003, 0x00020001, 0}, cats);
        List<String> found = Internals.find(bench.controller.secrets, bench.device.secureChannel);
        for (String place : found) {
            assertTrue(place.contains(".sessions.") || place.contains(".records."), place);
        }
    }

    @Test
    void shouldForgetItsEphemeralKeyBeforeItSendsSigma2() {
        Bench bench = new Bench();
        bench.controller.tamper = (o, payload) -> o == SIGMA3 ? null : payload;
        SimController.Talk talk =
                bench.controller.operational(bench.fabric.issue(Bench.ADMIN), Bench.NODE);
        assertTrue(bench.network.run(() -> !talk.received.isEmpty(), 1_000));
        byte[] sent = Tlv.bytes(talk.last().payload(), 3);
        int keys = 0;
        for (byte[] drawn : bench.device.drbg.drawn) {
            if (drawn.length == 32 && Arrays.equals(sent, Oracle.publicKey(drawn))) {
                keys++;
                assertEquals(List.of(), Internals.find(List.of(drawn), bench.device.secureChannel));
            }
        }
        assertEquals(1, keys);
    }

    /** Messages of many shapes, straight from a generator: nothing happens but refusals. */
    @Test
    void shouldOutliveNoise() {
        java.util.Random random = new java.util.Random(4);
        Bench bench = new Bench();
        SimFabric.Identity admin = bench.fabric.issue(Bench.ADMIN);
        for (int i = 0; i < 300; i++) {
            bench.controller.tamper =
                    (o, payload) -> {
                        byte[] out = payload.clone();
                        for (int n = random.nextInt(3); n > 0; n--) {
                            out[random.nextInt(out.length)] = (byte) random.nextInt();
                        }
                        return random.nextInt(8) == 0
                                ? Arrays.copyOf(out, random.nextInt(out.length + 20))
                                : out;
                    };
            SimController.Talk talk =
                    random.nextBoolean()
                            ? bench.controller.pase(Bench.PASSCODE)
                            : bench.controller.operational(admin, Bench.NODE);
            bench.network.run(() -> talk.handshake().report != null, 200);
            talk.dead = true;
            if (i % 10 == 0) {
                bench.network.pass(60_000);
                int sessions = bench.device.sessions.slots().inUse();
                assertEquals(SimDevice.idle(sessions), bench.device.usage(), "round " + i);
            }
        }
    }
}
