package org.mattermote.webrtc.requestor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.media.OfferParams;

@Tag("webrtc-provider R69")
class WebRtcTransportRequestorClusterTest {
    private static final int OFFER = 0;
    private static final int ANSWER = 1;
    private static final int CANDIDATES = 2;
    private static final int END = 3;
    private static final long CAMERA = 0x77;

    private final List<String> calls = new ArrayList<>();
    private final Subject who = new Subject();
    private int answer;

    private final RequestorHook hook =
            new RequestorHook() {
                @Override
                public int onOffer(
                        RequestorSession session,
                        byte[] sdp,
                        int at,
                        int length,
                        TlvReader iceServers,
                        int policy) {
                    calls.add(
                            "offer "
                                    + session.id()
                                    + " "
                                    + new String(sdp, at, length, StandardCharsets.UTF_8)
                                    + (iceServers == null ? "" : " servers")
                                    + (policy == 1 ? " relay" : ""));
                    return answer;
                }

                @Override
                public int onAnswer(RequestorSession session, byte[] sdp, int at, int length) {
                    calls.add("answer " + session.id() + " " + session.peerNodeId());
                    return answer;
                }

                @Override
                public int onIceCandidates(RequestorSession session, IceCandidates candidates) {
                    int count = 0;
                    while (candidates.next()) {
                        count++;
                    }
                    calls.add("candidates " + session.id() + " " + count);
                    return answer;
                }

                @Override
                public int onEnd(RequestorSession session, int reason) {
                    calls.add("end " + session.id() + " " + reason);
                    return answer;
                }

                @Override
                public void onFabricRemoved(int fabricIndex) {
                    calls.add("fabric " + fabricIndex);
                }
            };

    private final WebRtcTransportRequestorCluster cluster =
            new WebRtcTransportRequestorCluster(hook, 3, 64, 32);

    WebRtcTransportRequestorClusterTest() {
        Endpoint root = new Endpoint(0, new int[] {22, 3}, new Cluster[] {cluster});
        new Node(new Endpoint[] {root}, 7);
        as(1, CAMERA);
    }

    private void as(int fabricIndex, long node) {
        who.authMode = Subject.AUTH_MODE_CASE;
        who.fabricIndex = fabricIndex;
        who.nodeId = node;
    }

    private int add(int fabricIndex, long node, int id) {
        return cluster.add(fabricIndex, node, 1, id, 3, 7, OfferParams.NULL);
    }

    private int invoke(int command, Consumer<TlvWriter> fields) {
        byte[] bytes = new byte[4096];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startStruct(TlvTag.ANONYMOUS);
        fields.accept(w);
        w.endContainer();
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, w.position());
        reader.next();
        CommandInvocation in =
                new CommandInvocation(who) {
                    @Override
                    public TlvWriter respond(int responseCommand) {
                        throw new IllegalStateException("no command has a response");
                    }
                };
        return cluster.invoke(command, in, reader);
    }

    private static void text(TlvWriter w, int tag, String text) {
        w.putUtf8(tag, text.getBytes(StandardCharsets.UTF_8), 0, text.length());
    }

    private int sdp(int command, int id, String sdp) {
        return invoke(
                command,
                w -> {
                    w.putUnsigned(0, id);
                    text(w, 1, sdp);
                });
    }

    private int candidates(int id, String mid, String... texts) {
        return invoke(
                CANDIDATES,
                w -> {
                    w.putUnsigned(0, id);
                    w.startArray(1);
                    for (String text : texts) {
                        w.startStruct(TlvTag.ANONYMOUS);
                        text(w, 0, text);
                        text(w, 1, mid);
                        w.putNull(2);
                        w.endContainer();
                    }
                    w.endContainer();
                });
    }

    private int end(int id, int reason) {
        return invoke(
                END,
                w -> {
                    w.putUnsigned(0, id);
                    w.putUnsigned(1, reason);
                });
    }

    private List<String> current(boolean filtered) {
        List<String> lines = new ArrayList<>();
        AttributeRead in = new AttributeRead(who);
        in.fabricFiltered = filtered;
        in.tag = TlvTag.ANONYMOUS;
        for (int i = 0; i < cluster.listSize(0, in); i++) {
            byte[] bytes = new byte[64];
            TlvWriter w = new TlvWriter();
            w.wrap(bytes, 0, bytes.length);
            cluster.readItem(0, i, in, w);
            TlvReader reader = new TlvReader();
            reader.wrap(bytes, 0, w.position());
            if (reader.next() == 0) {
                StringBuilder line = new StringBuilder();
                reader.enter();
                while (reader.next() == 0) {
                    line.append(reader.isNull() ? "null" : "" + reader.value()).append(' ');
                }
                lines.add(line.toString().trim());
            }
        }
        return lines;
    }

    @Test
    void shouldHearWhatTheCameraOfASessionSays() {
        assertTrue(add(1, CAMERA, 5) >= 0);
        assertEquals(0, sdp(OFFER, 5, "v=0"));
        assertEquals(0, sdp(ANSWER, 5, "v=0"));
        assertEquals(0, candidates(5, "0", "one", "two", "x".repeat(33)));
        assertEquals(List.of("5 119 1 3 7 null 0 1"), current(true));
        assertEquals(0, end(5, 10));
        assertEquals(List.of("offer 5 v=0", "answer 5 119", "candidates 5 2", "end 5 10"), calls);
        assertEquals(List.of(), current(false));
        assertEquals(ImStatus.NOT_FOUND, end(5, 10));
    }

    @Test
    void shouldTellCamerasOfTheSameIdApart() {
        add(1, CAMERA, 5);
        add(1, CAMERA + 1, 5);
        add(2, CAMERA, 5);
        assertEquals(Handle.NONE, add(3, CAMERA, 5));
        as(1, CAMERA + 1);
        assertEquals(0, sdp(ANSWER, 5, "v=0"));
        assertEquals(0, end(5, 2));
        assertEquals(List.of("answer 5 120", "end 5 2"), calls);
        assertEquals(1, current(true).size());
        assertEquals(2, current(false).size());
        as(3, CAMERA);
        assertEquals(ImStatus.NOT_FOUND, sdp(OFFER, 5, "v=0"));
        assertEquals(ImStatus.NOT_FOUND, sdp(ANSWER, 5, "v=0"));
        assertEquals(ImStatus.NOT_FOUND, candidates(5, "0", "c"));
        assertEquals(ImStatus.NOT_FOUND, end(5, 2));
    }

    @Test
    void shouldForgetASessionWhateverIsSaidOfItsEnd() {
        add(1, CAMERA, 5);
        answer = MediaStatus.FAILURE;
        assertEquals(ImStatus.FAILURE, sdp(ANSWER, 5, "v=0"));
        assertEquals(1, current(true).size());
        assertEquals(0, end(5, 2));
        assertEquals(List.of(), current(true));
    }

    @Test
    void shouldRefuseWhatIsOutsideTheLimits() {
        add(1, CAMERA, 5);
        assertEquals(ImStatus.CONSTRAINT_ERROR, candidates(5, "0"));
        assertEquals(ImStatus.CONSTRAINT_ERROR, candidates(5, "", "c"));
        assertEquals(ImStatus.CONSTRAINT_ERROR, candidates(9, "", "c"));
        assertEquals(ImStatus.CONSTRAINT_ERROR, sdp(ANSWER, 5, "s".repeat(65)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, end(5, 13));
        assertEquals(ImStatus.INVALID_COMMAND, invoke(END, w -> w.putUnsigned(0, 5)));
        assertEquals(ImStatus.INVALID_COMMAND, invoke(ANSWER, w -> w.putUnsigned(0, 5)));
        assertEquals(ImStatus.INVALID_COMMAND, invoke(CANDIDATES, w -> w.putUnsigned(0, 5)));
        assertEquals(ImStatus.INVALID_COMMAND, invoke(END, w -> w.putUnsigned(1, 2)));
        Consumer<TlvWriter> offer =
                w -> {
                    w.putUnsigned(0, 5);
                    text(w, 1, "v=0");
                };
        assertEquals(
                ImStatus.INVALID_COMMAND, invoke(OFFER, offer.andThen(w -> text(w, 3, "none"))));
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                invoke(OFFER, offer.andThen(w -> text(w, 3, "r".repeat(17)))));
        assertEquals(
                ImStatus.INVALID_COMMAND, invoke(OFFER, offer.andThen(w -> w.putUnsigned(2, 1))));
        who.authMode = Subject.AUTH_MODE_GROUP;
        assertEquals(ImStatus.FAILURE, end(5, 2));
        who.fabricIndex = 0;
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, end(5, 2));
        assertEquals(List.of(), calls);
    }

    @Test
    void shouldTakeServersAndAPolicyWithAnOffer() {
        add(1, CAMERA, 5);
        assertEquals(
                0,
                invoke(
                        OFFER,
                        w -> {
                            w.putUnsigned(0, 5);
                            text(w, 1, "v=0");
                            w.startArray(2);
                            w.startStruct(TlvTag.ANONYMOUS);
                            w.startArray(0);
                            text(w, TlvTag.ANONYMOUS, "stun:a.example");
                            w.endContainer();
                            w.endContainer();
                            w.endContainer();
                            text(w, 3, "relay");
                        }));
        assertEquals(List.of("offer 5 v=0 servers relay"), calls);
    }

    @Test
    void shouldForgetSessionsWithTheirFabric() {
        add(1, CAMERA, 5);
        int other = add(2, CAMERA, 6);
        int version = cluster.dataVersion();
        cluster.fabricRemoved(1);
        assertEquals(version + 1, cluster.dataVersion());
        cluster.fabricRemoved(1);
        assertEquals(version + 1, cluster.dataVersion());
        assertEquals(1, current(false).size());
        cluster.remove(other);
        cluster.remove(other);
        assertEquals(version + 2, cluster.dataVersion());
        assertEquals(0, cluster.sessions().inUse());
        assertEquals(List.of("fabric 1", "fabric 1"), calls);
    }

    @Test
    void shouldTakeASessionAgainForTheSame() {
        int first = add(1, CAMERA, 5);
        assertEquals(first, cluster.add(1, CAMERA, 2, 5, 1, 9, 8));
        assertEquals(List.of("5 119 2 1 9 8 0 1"), current(true));
        assertEquals(1, cluster.sessions().inUse());
    }
}
