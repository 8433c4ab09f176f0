package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.UtcClock;
import org.mattermote.webrtc.media.MediaHook;

/** A provider on endpoint 1, its media processor and its way to the peers, in virtual time. */
final class ProviderRig {
    static final int SOLICIT = 0;
    static final int OFFER = 2;
    static final int ANSWER = 4;
    static final int CANDIDATES = 5;
    static final int END = 6;

    /** More than anything needs that ends. */
    private static final int POLLS = 100;

    /** Node id of the first controller, on fabric 1. */
    static final long PEER = 0x1001;

    final FakeMedia media = new FakeMedia();
    final FakeChannel channel = new FakeChannel();
    final FakeStreams streams;
    final WebRtcSizes sizes;
    final WebRtcTransportProviderCluster cluster;
    final Subject who = new Subject();
    final byte[] memory = new byte[64];

    /** UTC, µs; −1 for none. */
    long utc = -1;

    long now = 1_000;

    /** Response's command, −1 for none. */
    int responseCommand;

    /** Its members, null for null. */
    final Map<Integer, Object> response = new TreeMap<>();

    private final byte[] out = new byte[512];
    private byte[] request;

    ProviderRig() {
        this(new WebRtcSizes(), null, false, false);
    }

    ProviderRig(WebRtcSizes sizes, FakeStreams streams, boolean hide, boolean legacy) {
        this(sizes, streams, hide, legacy, null, null);
    }

    /** Over another channel; {@link #channel} then is nobody's. */
    ProviderRig(WebRtcSizes sizes, PushChannel pushes) {
        this(sizes, null, false, false, null, pushes);
    }

    /** With another media hook, too; {@link #media} then is nobody's. */
    ProviderRig(WebRtcSizes sizes, FakeStreams streams, MediaHook port, PushChannel pushes) {
        this(sizes, streams, false, false, port, pushes);
    }

    private ProviderRig(
            WebRtcSizes sizes,
            FakeStreams streams,
            boolean hide,
            boolean legacy,
            MediaHook port,
            PushChannel pushes) {
        this.sizes = sizes;
        this.streams = streams;
        assertEquals(WebRtcSizes.OK, sizes.check());
        MediaHook hook = port == null ? media : port;
        PushChannel way = pushes == null ? channel : pushes;
        UtcClock clock = () -> utc;
        cluster =
                hook == media || hook.answersLater()
                        ? new PendingProviderCluster(sizes, hook, streams, clock, way, hide, legacy)
                        : new WebRtcTransportProviderCluster(
                                sizes, hook, streams, clock, way, hide, legacy);
        Endpoint root = new Endpoint(0, new int[] {22, 3}, new Cluster[0]);
        Endpoint camera = new Endpoint(1, new int[] {0x142, 1}, new Cluster[] {cluster});
        new Node(new Endpoint[] {root, camera}, 7);
        as(1, PEER);
    }

    /** Small tables. */
    static WebRtcSizes small() {
        WebRtcSizes sizes = new WebRtcSizes();
        sizes.sdpLength = 1024;
        sizes.outLength = 2048;
        return sizes;
    }

    /** Who invokes and reads from now on. */
    ProviderRig as(int fabricIndex, long node) {
        who.authMode = Subject.AUTH_MODE_CASE;
        who.fabricIndex = fabricIndex;
        who.nodeId = node;
        return this;
    }

    private final class Invocation extends CommandInvocation {
        private final TlvWriter writer = new TlvWriter();

        Invocation() {
            super(who);
            endpoint = 1;
            nowMillis = now;
        }

        @Override
        public TlvWriter respond(int command) {
            responseCommand = command;
            writer.wrap(out, 0, out.length);
            return writer;
        }

        void end(int status) {
            response.clear();
            if (responseCommand >= 0 && status == ImStatus.SUCCESS) {
                TlvReader reader = new TlvReader();
                reader.wrap(out, 0, writer.position());
                while (reader.next() == 0) {
                    response.put(reader.tag(), reader.isNull() ? "null" : reader.value());
                }
            }
        }
    }

    /** Invokes a command; its status. */
    int invoke(int command, Consumer<TlvWriter> fields) {
        byte[] bytes = new byte[16_384];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startStruct(TlvTag.ANONYMOUS);
        fields.accept(w);
        w.endContainer();
        assertTrue(!w.overflowed());
        return invoke(command, Arrays.copyOf(bytes, w.position()));
    }

    /** Names the command that {@link #proceed} brings on, instead of the last. */
    void invokeAgain(Consumer<TlvWriter> fields) {
        byte[] bytes = new byte[1024];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startStruct(TlvTag.ANONYMOUS);
        fields.accept(w);
        w.endContainer();
        request = Arrays.copyOf(bytes, w.position());
    }

    /** Bytes of the command invoked last. */
    byte[] request() {
        return request;
    }

    /** As {@link #invokeAgain}, by its bytes. */
    void request(byte[] fields) {
        request = fields;
    }

    int invoke(int command, byte[] fields) {
        request = fields.clone();
        responseCommand = -1;
        Invocation in = new Invocation();
        int status = cluster.invoke(command, in, reader());
        in.end(status);
        return status;
    }

    /** Brings the command invoked last on. */
    int proceed(int command) {
        Invocation in = new Invocation();
        in.memory = memory;
        in.memoryAt = 0;
        in.memoryLength = memory.length;
        int status = cluster.proceed(command, in, reader());
        if (status >= 0) {
            in.end(status);
            Arrays.fill(memory, (byte) 0);
        }
        return status;
    }

    private TlvReader reader() {
        TlvReader reader = new TlvReader();
        reader.wrap(request, 0, request.length);
        reader.next();
        return reader;
    }

    static void text(TlvWriter w, int tag, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        w.putUtf8(tag, bytes, 0, bytes.length);
    }

    /** SolicitOffer for live view from endpoint 3, any video and any audio. */
    int solicit() {
        return invoke(
                SOLICIT,
                w -> {
                    w.putUnsigned(0, 3);
                    w.putUnsigned(1, 3);
                    w.putNull(2);
                    w.putNull(3);
                });
    }

    /** ProvideOffer of a new session, live view from endpoint 3, any video. */
    int offer(String sdp) {
        return invoke(
                OFFER,
                w -> {
                    w.putNull(0);
                    text(w, 1, sdp);
                    w.putUnsigned(2, 3);
                    w.putUnsigned(3, 3);
                    w.putNull(4);
                });
    }

    /** ProvideOffer of a session that is there. */
    int offer(int id, String sdp) {
        return invoke(
                OFFER,
                w -> {
                    w.putUnsigned(0, id);
                    text(w, 1, sdp);
                    w.putNull(4);
                });
    }

    int answer(int id, String sdp) {
        return invoke(
                ANSWER,
                w -> {
                    w.putUnsigned(0, id);
                    text(w, 1, sdp);
                });
    }

    int candidates(int id, String... texts) {
        return invoke(
                CANDIDATES,
                w -> {
                    w.putUnsigned(0, id);
                    w.startArray(1);
                    for (String text : texts) {
                        w.startStruct(TlvTag.ANONYMOUS);
                        text(w, 0, text);
                        w.putNull(1);
                        w.putNull(2);
                        w.endContainer();
                    }
                    w.endContainer();
                });
    }

    int end(int id, int reason) {
        return invoke(
                END,
                w -> {
                    w.putUnsigned(0, id);
                    w.putUnsigned(1, reason);
                });
    }

    /** A session that ProvideOffer made; its id. */
    int established() {
        assertEquals(ImStatus.SUCCESS, offer("v=0"));
        return id();
    }

    /** So many candidates of ours more. */
    void gather(int session, int count) {
        for (int port = 1; port <= count; port++) {
            assertEquals(0, media.ring(session).add(ProviderCommandsTest.host(port)));
        }
    }

    /** Id in the response. */
    int id() {
        return (int) (long) (Long) response.get(0);
    }

    /** Until there is nothing to be done now. */
    long poll() {
        long next = cluster.poll(now);
        for (int i = 0; next <= now && i < POLLS; i++) {
            next = cluster.poll(now);
        }
        return next;
    }

    /** Lets time pass, with a poll at the end. */
    void pass(long millis) {
        now += millis;
        poll();
    }

    /** The peer answers what was pushed last, and the provider goes on. */
    void answered(int status) {
        channel.listener.answered(status, now);
        poll();
    }

    /** Everything that is queued goes out and is answered. */
    void drain() {
        poll();
        while (cluster.queue().size() > 0) {
            answered(ImStatus.SUCCESS);
        }
    }

    /** State of the session with this id, 0 when there is none. */
    int state(int id) {
        for (int i = 0; i < cluster.sessions().capacity(); i++) {
            WebRtcSession row = cluster.sessions().at(i);
            if (row.isTaken() && row.id() == id) {
                return row.state();
            }
        }
        return 0;
    }

    AttributeRead reading(boolean filtered) {
        AttributeRead in = new AttributeRead(who);
        in.fabricFiltered = filtered;
        in.nowMillis = now;
        in.tag = TlvTag.ANONYMOUS;
        return in;
    }

    /** CurrentSessions, as the engine reads them: a line for each. */
    List<String> current(boolean filtered) {
        List<String> lines = new ArrayList<>();
        int size = cluster.listSize(0, reading(filtered));
        for (int i = 0; i < size; i++) {
            String line = item(i, filtered);
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** What the engine gets at a place of the list when nothing is filtered. */
    String item(int index) {
        return item(index, false);
    }

    private String item(int index, boolean filtered) {
        TlvWriter w = new TlvWriter();
        w.wrap(out, 0, out.length);
        assertEquals(ImStatus.SUCCESS, cluster.readItem(0, index, reading(filtered), w));
        return w.position() > 0 ? line(w.position()) : "";
    }

    private String line(int length) {
        StringBuilder line = new StringBuilder();
        TlvReader reader = new TlvReader();
        reader.wrap(out, 0, length);
        reader.next();
        reader.enter();
        while (reader.next() == 0) {
            line.append(line.length() == 0 ? "" : " ").append(reader.tag()).append('=');
            if (reader.type() == 9) {
                line.append('[');
                reader.enter();
                while (reader.next() == 0) {
                    line.append(reader.value()).append(',');
                }
                reader.exit();
                line.append(']');
            } else {
                line.append(reader.isNull() ? "null" : Long.toString(reader.value()));
            }
        }
        return line.toString();
    }
}
