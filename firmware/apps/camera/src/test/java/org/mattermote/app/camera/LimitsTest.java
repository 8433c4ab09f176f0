package org.mattermote.app.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;
import org.mattermote.stack.sim.SimStream;
import org.mattermote.stack.transport.tcp.ScriptedStreams;
import org.mattermote.webrtc.ice.IceCandidate;

/**
 * A whole device, sealed, at its limits: each has the result that the specification gives it, over
 * real messages, and afterwards every table is as it was.
 */
class LimitsTest {
    private static final int PROVIDER = 0x0553;
    private static final int REQUESTOR = 0x0554;
    private static final int SOLICIT = 0;
    private static final int OFFER = 2;
    private static final int ANSWER = 4;
    private static final int CANDIDATES = 5;
    private static final int END = 6;
    private static final int HANGUP = 2;
    private static final int NOBODY = 77;
    private static final String EMPTY = "sessions=0 negotiations=0 media=0 queued=0";

    private static final String SDP =
            """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            m=video 9 UDP/TLS/RTP/SAVPF 96
            c=IN IP4 0.0.0.0
            a=ice-ufrag:peer
            a=ice-pwd:0123456789012345678901
            a=fingerprint:sha-256 %s
            a=setup:actpass
            a=mid:0
            a=recvonly
            a=rtcp-mux
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1;profile-level-id=42e01f
            """
                    .formatted("AB:".repeat(31) + "AB")
                    .replace("\n", "\r\n");

    private final SimNetwork network = new SimNetwork(3);
    private final SimPort port = network.attach();
    private final ScriptedStreams streams = new ScriptedStreams(3);
    private final DeviceNode node =
            new DeviceNode(
                    LimitsApp.class,
                    port,
                    null,
                    null,
                    stack -> stack.tcp(streams),
                    new MemoryRecords(),
                    3,
                    0);
    private final LimitsApp app = (LimitsApp) node.app;
    private Viewer one;

    /** Who owns a fabric, and views over TCP. */
    private final class Viewer implements SimController.Connection {
        final SimAdministrator admin;
        final SimStream stream = new SimStream(streams);

        /** Commands of the camera, and texts of descriptions in them. */
        final List<Integer> heard = new ArrayList<>();

        final List<String> texts = new ArrayList<>();
        int heardCandidates;

        /** What it answers; −1 for nothing. */
        int status;

        /** How often a message goes, byte for byte. */
        int times = 1;

        Viewer(int number) {
            admin =
                    new SimAdministrator(
                            network,
                            network.attach(),
                            port,
                            new SimFabric(number, 0xFAB0 + number, true),
                            9,
                            5,
                            number);
        }

        /** Over TCP once it has its fabric. */
        void connect() {
            network.add(stream);
            admin.controller.connection = this;
            admin.operational();
            admin.controller.acceptor = this::accept;
        }

        @Override
        public void send(byte[] message) {
            for (int i = 0; i < times; i++) {
                stream.send(message.clone());
            }
        }

        @Override
        public byte[] receive() {
            return stream.receive();
        }

        private void accept(SimController.Talk talk) {
            talk.listener =
                    message -> {
                        if (message.opcode() == Im.INVOKE_REQUEST) {
                            hear(talk, message.payload());
                        }
                    };
        }

        private void hear(SimController.Talk talk, byte[] request) {
            assertEquals(REQUESTOR, Im.at(request, 2, -1, 0, 1).value());
            int command = (int) Im.at(request, 2, -1, 0, 2).value();
            heard.add(command);
            if (command < 2) {
                TlvReader sdp = Im.at(request, 2, -1, 1, 1);
                texts.add(new String(request, sdp.dataOffset(), sdp.dataLength()));
            } else if (command == 2) {
                TlvReader list = Im.at(request, 2, -1, 1, 1);
                list.enter();
                while (list.next() == 0) {
                    heardCandidates++;
                }
            }
            if (status >= 0) {
                byte[] answer = Im.commandStatus(REQUESTOR, command, status);
                admin.controller.send(talk, 1, Im.INVOKE_RESPONSE, answer, true);
            }
            admin.controller.finish(talk);
        }

        SimClient.Transaction start(int command, Consumer<TlvWriter> fields) {
            return admin.client.invoke(1, PROVIDER, command, fields);
        }

        int invoke(int command, Consumer<TlvWriter> fields) {
            return finish(start(command, fields));
        }

        int finish(SimClient.Transaction t) {
            assertTrue(network.run(() -> t.done, 60_000));
            return t.status;
        }

        /** Status of a ProvideOffer of a new session. */
        int offer(String sdp) {
            return finish(starting(sdp));
        }

        SimClient.Transaction starting(String sdp) {
            return start(
                    OFFER,
                    w -> {
                        w.putNull(0);
                        text(w, 1, sdp);
                        w.putUnsigned(2, 3);
                        w.putUnsigned(3, 1);
                        w.putNull(4);
                    });
        }

        /** A session; its id. */
        int established() {
            SimClient.Transaction t = starting(SDP);
            assertEquals(0, finish(t));
            network.pass(100);
            return Im.field(t.answer(), 0);
        }

        int again(int id, String sdp) {
            return invoke(OFFER, w -> named(w, id, sdp));
        }

        int answer(int id, String sdp) {
            return invoke(ANSWER, w -> named(w, id, sdp));
        }

        private void named(TlvWriter w, int id, String sdp) {
            w.putUnsigned(0, id);
            text(w, 1, sdp);
        }

        int end(int id) {
            return invoke(
                    END,
                    w -> {
                        w.putUnsigned(0, id);
                        w.putUnsigned(1, HANGUP);
                    });
        }

        /** Id of the session that is entry {@code index} of CurrentSessions, or −status. */
        int entry(int index, boolean filtered) {
            byte[] request =
                    Im.message(
                            w -> {
                                w.startArray(0);
                                w.startList(TlvTag.ANONYMOUS);
                                w.putUnsigned(2, 1);
                                w.putUnsigned(3, PROVIDER);
                                w.putUnsigned(4, 0);
                                w.putUnsigned(5, index);
                                w.endContainer();
                                w.endContainer();
                                w.putBool(3, filtered);
                            });
            SimClient.Transaction t = admin.client.request(Im.READ_REQUEST, request);
            finish(t);
            TlvReader entry = Im.data(t.answer());
            if (entry == null) {
                return -(int) Im.at(t.answer(), 1, -1, 0, 1, 0).value();
            }
            entry.enter();
            entry.next();
            return (int) entry.value();
        }

        /** How many sessions it is shown. */
        int sees() {
            SimClient.Transaction t = admin.client.read(1, PROVIDER, 0);
            assertEquals(0, finish(t));
            TlvReader list = Im.data(t.answer());
            list.enter();
            int count = 0;
            while (list.next() == 0) {
                count++;
            }
            return count;
        }
    }

    private static void text(TlvWriter w, int tag, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        w.putUtf8(tag, bytes, 0, bytes.length);
    }

    /** A description of so many bytes. */
    private static String sdp(int length) {
        StringBuilder text = new StringBuilder(SDP);
        while (text.length() < length) {
            int line = Math.min(500, length - text.length());
            line = length - text.length() - line < 10 && line == 500 ? 400 : line;
            text.append("a=x:").append("x".repeat(line - 6)).append("\r\n");
        }
        assertEquals(length, text.length());
        return text.toString();
    }

    @BeforeEach
    void commission() {
        network.add(node);
        one = new Viewer(1);
        one.admin.commission(MemoryFactory.PASSCODE);
        one.connect();
        assertEquals(EMPTY, app.usage());
    }

    private Viewer second() {
        one.admin.openBasicWindow(300);
        Viewer two = new Viewer(2);
        two.admin.commission(MemoryFactory.PASSCODE);
        two.connect();
        return two;
    }

    private void assertNothingLeft() {
        network.pass(5_000);
        assertEquals(EMPTY, app.usage());
        assertEquals(DeviceNode.IDLE, node.usage());
        assertEquals(0, node.allocated);
    }

    @Tag("webrtc-provider T8")
    @Test
    void shouldTakeADescriptionOfItsLengthAndNoneThatIsLonger() {
        int id = one.established();
        assertEquals(0, one.again(id, sdp(LimitsApp.SDP_LENGTH)));
        network.pass(100);
        String longer = sdp(LimitsApp.SDP_LENGTH + 1);
        assertEquals(ImStatus.CONSTRAINT_ERROR, one.again(id, longer));
        assertEquals(ImStatus.CONSTRAINT_ERROR, one.offer(longer));
        assertEquals(ImStatus.CONSTRAINT_ERROR, one.answer(id, longer));
        assertEquals(ImStatus.CONSTRAINT_ERROR, one.again(NOBODY, longer));
        assertEquals(1, one.sees());
        assertEquals(0, one.offer(sdp(LimitsApp.SDP_LENGTH)));
        network.pass(100);
        assertEquals(List.of(1, 1, 1), one.heard);
        assertTrue(one.texts.get(2).contains("a=sendonly"));
        assertEquals(0, one.end(id));
        assertEquals(0, one.end(id + 1));
        assertNothingLeft();
    }

    /** Entries are counted as the reader sees the list. */
    @Tag("webrtc-provider R49")
    @Tag("webrtc-provider T22")
    @Test
    void shouldShowOneSessionByItsIndex() {
        int first = one.established();
        Viewer two = second();
        int other = two.established();
        int third = one.established();
        assertEquals(first, one.entry(0, true));
        assertEquals(third, one.entry(1, true));
        assertEquals(-ImStatus.CONSTRAINT_ERROR, one.entry(2, true));
        // Those of other fabrics are hidden here from who wants no filter, too.
        assertEquals(third, one.entry(1, false));
        assertEquals(-ImStatus.CONSTRAINT_ERROR, one.entry(2, false));
        assertEquals(other, two.entry(0, true));
        assertEquals(-ImStatus.CONSTRAINT_ERROR, two.entry(1, true));
        assertEquals(0, one.end(first));
        assertEquals(0, one.end(third));
        assertEquals(0, two.end(other));
        assertNothingLeft();
    }

    /** All of the peer's go on; 24 of ours wait, and the next has no place until one has left. */
    @Tag("webrtc-provider R62")
    @Tag("webrtc-provider T16")
    @Test
    void shouldTakeTwentyFiveCandidates() {
        int id = one.established();
        int status =
                one.invoke(
                        CANDIDATES,
                        w -> {
                            w.putUnsigned(0, id);
                            w.startArray(1);
                            for (int i = 0; i < 25; i++) {
                                w.startStruct(TlvTag.ANONYMOUS);
                                text(w, 0, "candidate:1 1 udp 9 192.0.2.1 " + i + " typ host");
                                w.putNull(1);
                                w.putNull(2);
                                w.endContainer();
                            }
                            w.endContainer();
                        });
        assertEquals(0, status);
        assertEquals(25, app.processor.candidates);
        int skipped = app.negotiation.skipped();
        for (int i = 0; i < 25; i++) {
            app.processor.events.localCandidate(id, host(5000 + i));
        }
        assertEquals(skipped + 1, app.negotiation.skipped());
        network.pass(1_000);
        assertEquals(24, one.heardCandidates);
        assertEquals(List.of(1, 2, 2), one.heard);
        app.processor.events.localCandidate(id, host(5024));
        network.pass(1_000);
        assertEquals(25, one.heardCandidates);
        assertEquals(0, one.end(id));
        assertNothingLeft();
    }

    private static IceCandidate host(int port) {
        IceCandidate made = new IceCandidate();
        String text = "candidate:1 1 udp 2130706431 192.0.2.1 " + port + " typ host";
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        made.read(bytes, 0, bytes.length);
        return made;
    }

    @Tag("webrtc-provider T10")
    @Test
    void shouldRefuseASessionMoreThanThereArePlaces() {
        int[] ids = new int[LimitsApp.SESSIONS];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = one.established();
        }
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, one.offer(SDP));
        assertEquals(
                ImStatus.RESOURCE_EXHAUSTED,
                one.invoke(
                        SOLICIT,
                        w -> {
                            w.putUnsigned(0, 3);
                            w.putUnsigned(1, 1);
                            w.putNull(2);
                        }));
        assertEquals(ids.length, app.processor.opened, "no hook was asked");
        assertEquals(ids.length, one.sees());
        assertEquals(0, one.end(ids[1]));
        ids[1] = one.established();
        for (int id : ids) {
            assertEquals(0, one.end(id));
        }
        assertNothingLeft();
    }

    @Tag("webrtc-provider T9")
    @Tag("webrtc-provider R51")
    @Test
    void shouldServeTwoControllersAtOnce() {
        Viewer two = second();
        SimClient.Transaction mine = one.starting(SDP);
        SimClient.Transaction theirs = two.starting(SDP);
        assertEquals(0, one.finish(mine));
        assertEquals(0, two.finish(theirs));
        network.pass(200);
        int my = Im.field(mine.answer(), 0);
        int their = Im.field(theirs.answer(), 0);
        assertTrue(my != their);
        assertEquals(List.of(1), one.heard);
        assertEquals(List.of(1), two.heard);
        assertEquals(1, one.sees());
        assertEquals(1, two.sees());
        assertEquals(ImStatus.NOT_FOUND, two.end(my));
        assertEquals(ImStatus.NOT_FOUND, one.again(their, SDP));
        assertEquals(2, app.processor.inUse());
        assertEquals(0, one.end(my));
        assertEquals(0, two.end(their));
        assertNothingLeft();
    }

    @Tag("webrtc-provider T25")
    @Test
    void shouldNotBringBackASessionThatEndedBeforeItsResponse() {
        int id = one.established();
        app.hook.later = true;
        SimClient.Transaction again = one.start(OFFER, w -> one.named(w, id, SDP));
        assertTrue(network.run(() -> app.hook.keeps, 1_000));
        assertEquals(0, one.end(id));
        app.hook.letGo();
        assertEquals(ImStatus.NOT_FOUND, one.finish(again));
        // One that is not yet there cannot be ended.
        SimClient.Transaction fresh = one.starting(SDP);
        assertTrue(network.run(() -> app.hook.keeps, 1_000));
        assertEquals(ImStatus.NOT_FOUND, one.end(id + 1));
        app.hook.letGo();
        assertEquals(0, one.finish(fresh));
        assertEquals(0, one.end(id + 1));
        assertNothingLeft();
    }

    @Tag("webrtc-provider R47")
    @Test
    void shouldForgetAFabricInTheMiddleOfACommandAndOfAPush() {
        Viewer two = second();
        two.status = -1;
        two.established();
        assertEquals(List.of(1), two.heard, "a push that nobody answers");
        app.hook.later = true;
        two.starting(SDP);
        assertTrue(network.run(() -> app.hook.keeps, 1_000));
        assertEquals(2, app.processor.inUse());
        one.admin.command(0x3E, 10, 0, w -> w.putUnsigned(0, two.admin.fabricIndex));
        app.hook.letGo();
        assertNothingLeft();
        app.hook.later = false;
        assertEquals(0, one.end(one.established()));
        assertNothingLeft();
    }

    /** The same message is the same command; the same command in another one is another. */
    @Test
    void shouldDoOnceWhatComesTwice() {
        one.times = 3;
        int id = one.established();
        assertEquals(1, app.processor.opened);
        assertEquals(List.of(1), one.heard);
        assertEquals(0, one.end(id));
        one.times = 1;
        int first = one.established();
        int second = one.established();
        assertEquals(3, app.processor.opened);
        assertEquals(0, one.end(first));
        assertEquals(0, one.end(second));
        assertEquals(ImStatus.NOT_FOUND, one.end(second));
        assertNothingLeft();
    }

    /** A peer that says nothing, and one that never heard of the session. */
    @Tag("webrtc-provider T20")
    @Test
    void shouldGiveUpAPeerThatDoesNotKnowTheSession() {
        one.status = ImStatus.NOT_FOUND;
        one.established();
        network.pass(200);
        assertNothingLeft();
    }
}
