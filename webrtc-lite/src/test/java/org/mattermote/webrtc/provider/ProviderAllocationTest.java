package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.media.CandidateSink;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.MediaHook;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.OfferParams;

/** A thousand sessions from their offer to their end, without a byte allocated. */
class ProviderAllocationTest {
    private final Quiet quiet = new Quiet();
    private final WebRtcTransportProviderCluster cluster =
            new WebRtcTransportProviderCluster(
                    new WebRtcSizes(), quiet, null, () -> -1, quiet, false, false);
    private final Subject who = new Subject();
    private final byte[] out = new byte[512];
    private final TlvWriter writer = new TlvWriter();
    private final TlvReader reader = new TlvReader();
    private final CommandInvocation in =
            new CommandInvocation(who) {
                @Override
                public TlvWriter respond(int command) {
                    writer.wrap(out, 0, out.length);
                    return writer;
                }
            };
    private final AttributeRead read = new AttributeRead(who);
    private long now;

    /** Answers at once, and keeps nothing. */
    private static final class Quiet implements MediaHook, PushChannel {
        private final byte[] bytes = new byte[1_100];
        private final TlvWriter message = new TlvWriter();
        MediaSignals signals;
        PushListener listener;
        int id;
        int candidates;

        @Override
        public void attach(MediaSignals signals) {
            this.signals = signals;
        }

        @Override
        public boolean answersLater() {
            return false;
        }

        @Override
        public int onSolicitOffer(OfferParams params, MediaReply reply) {
            id = reply.id;
            reply.videoStream = 7;
            signals.offer(id);
            candidates = 3;
            signals.iceCandidates(id);
            return 0;
        }

        @Override
        public int onOffer(byte[] sdp, int at, int length, OfferParams params, MediaReply reply) {
            signals.answer(reply.id);
            return 0;
        }

        @Override
        public int onAnswer(byte[] sdp, int at, int length, MediaReply reply) {
            return 0;
        }

        @Override
        public int onIceCandidates(int id, IceCandidates candidates) {
            while (candidates.next()) {
                this.candidates++;
            }
            return 0;
        }

        @Override
        public int onEndSession(int id, int reason) {
            return 0;
        }

        @Override
        public int takeOfferSdp(int id, byte[] buffer, int at, int capacity) {
            return 900;
        }

        @Override
        public int takeAnswerSdp(int id, byte[] buffer, int at, int capacity) {
            return 900;
        }

        @Override
        public int takeIceCandidates(int id, CandidateSink sink) {
            for (; candidates > 0; candidates--) {
                sink.push(TEXT, 0, TEXT.length, null, 0, 0, IceCandidates.NULL);
            }
            return 0;
        }

        @Override
        public void onCandidatesAcknowledged(int id) {}

        @Override
        public void onOutboundFailed(int id, int kind, int error) {}

        @Override
        public long poll(long nowMillis) {
            return Long.MAX_VALUE;
        }

        @Override
        public void onFabricRemoved(int fabricIndex) {}

        @Override
        public void setListener(PushListener listener) {
            this.listener = listener;
        }

        @Override
        public int open(int fabricIndex, long peerNodeId, boolean large, long nowMillis) {
            return OPEN;
        }

        @Override
        public TlvWriter begin(int endpoint, int command, boolean whole, long nowMillis) {
            message.wrap(bytes, 0, bytes.length);
            return message;
        }

        @Override
        public int send(long nowMillis) {
            return OPEN;
        }

        @Override
        public void cancel(long nowMillis) {}
    }

    private static final byte[] TEXT = {'c'};

    private void invoke(int command, byte[] fields) {
        reader.wrap(fields, 0, fields.length);
        reader.next();
        in.nowMillis = now;
        if (cluster.invoke(command, in, reader) != ImStatus.SUCCESS) {
            throw new IllegalStateException("refused: " + command);
        }
        while (cluster.queue().size() > 0) {
            cluster.poll(now);
            quiet.listener.answered(ImStatus.SUCCESS, now);
            now++;
        }
    }

    private static byte[] fields(java.util.function.Consumer<TlvWriter> members) {
        byte[] bytes = new byte[2048];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startStruct(TlvTag.ANONYMOUS);
        members.accept(w);
        w.endContainer();
        return java.util.Arrays.copyOf(bytes, w.position());
    }

    @Tag("webrtc-provider T35")
    @Tag("webrtc-provider R2")
    @Test
    void shouldAllocateNothing() {
        who.authMode = Subject.AUTH_MODE_CASE;
        who.fabricIndex = 1;
        who.nodeId = 5;
        read.tag = TlvTag.ANONYMOUS;
        byte[] solicit =
                fields(
                        w -> {
                            w.putUnsigned(0, 3);
                            w.putUnsigned(1, 3);
                            w.putNull(2);
                        });
        byte[][] requests = new byte[1_300][];
        for (int id = 1; id < requests.length; id++) {
            int session = id;
            requests[id] =
                    fields(
                            w -> {
                                w.putUnsigned(0, session);
                                ProviderRig.text(w, 1, "s".repeat(900));
                            });
        }
        byte[][] ends = new byte[requests.length][];
        for (int id = 1; id < ends.length; id++) {
            int session = id;
            ends[id] =
                    fields(
                            w -> {
                                w.putUnsigned(0, session);
                                w.putUnsigned(1, 2);
                            });
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int id = 1; id < requests.length; id++) {
            if (id == 300) {
                threads.getCurrentThreadAllocatedBytes();
                before = threads.getCurrentThreadAllocatedBytes();
            }
            invoke(ProviderRig.SOLICIT, solicit);
            invoke(ProviderRig.ANSWER, requests[quiet.id]);
            invoke(ProviderRig.OFFER, requests[quiet.id]);
            writer.wrap(out, 0, out.length);
            cluster.readItem(0, 0, read, writer);
            invoke(ProviderRig.END, ends[quiet.id]);
        }
        assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
        assertEquals(0, cluster.sessions().rows().inUse());
    }
}
