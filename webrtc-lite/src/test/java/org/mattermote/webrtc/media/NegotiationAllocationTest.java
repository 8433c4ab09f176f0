package org.mattermote.webrtc.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpSession;
import org.mattermote.webrtc.sdp.SdpStream;

/** A thousand sessions from their offer to their end, without a byte allocated. */
class NegotiationAllocationTest {
    /** Says yes to everything. */
    private static final class Quiet
            implements MediaPort, MediaSignals, CandidateSink, StreamChoice {
        int taken;

        @Override
        public void attach(MediaEvents events) {}

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public boolean isStandby() {
            return false;
        }

        @Override
        public void fingerprint(byte[] into, int at) {}

        @Override
        public int open(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
            return MediaStatus.OK;
        }

        @Override
        public void renew(int id, IceCredentials credentials, int policy, TlvReader iceServers) {}

        @Override
        public int connect(int id, SdpDescription peer, SdpSession session, boolean controlling) {
            return MediaStatus.OK;
        }

        @Override
        public int candidate(int id, IceCandidate candidate) {
            taken++;
            return MediaStatus.OK;
        }

        @Override
        public int endOfCandidates(int id) {
            return MediaStatus.OK;
        }

        @Override
        public void close(int id) {}

        @Override
        public long poll(long nowMillis) {
            return Long.MAX_VALUE;
        }

        @Override
        public int offer(int id) {
            return MediaStatus.OK;
        }

        @Override
        public int answer(int id) {
            return MediaStatus.OK;
        }

        @Override
        public int iceCandidates(int id) {
            return MediaStatus.OK;
        }

        @Override
        public int end(int id, int reason) {
            return MediaStatus.OK;
        }

        @Override
        public void complete(int status, MediaReply done) {}

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public int push(
                byte[] text,
                int at,
                int length,
                byte[] mid,
                int midAt,
                int midLength,
                int sectionIndex) {
            taken++;
            return MediaStatus.OK;
        }

        @Override
        public int choose(boolean video, int usage) {
            return video ? 1 : 2;
        }
    }

    private final Quiet quiet = new Quiet();
    private final Negotiation negotiation;
    private final OfferParams params = new OfferParams();
    private final MediaReply reply = new MediaReply();
    private final byte[] buffer = new byte[8192];
    private final IceCandidate candidate = new IceCandidate();

    NegotiationAllocationTest() {
        Drbg random = new Drbg();
        random.instantiate(new byte[Drbg.SEED], 0, Drbg.SEED);
        negotiation =
                new Negotiation(
                        new MediaSizes(),
                        quiet,
                        quiet,
                        random,
                        new Scratch(1_000),
                        new SdpStream[] {
                            new SdpStream(
                                    Codec.H264,
                                    Direction.SENDONLY,
                                    102,
                                    SdpStream.H264_LEVEL_3_1,
                                    0)
                        },
                        new byte[] {'c'});
        negotiation.attach(quiet);
        params.videoStream = OfferParams.NULL;
        params.audioStream = OfferParams.ABSENT;
    }

    private boolean run(int id, byte[] offer, byte[] answer) {
        reply.id = id;
        boolean good = negotiation.onSolicitOffer(params, reply) == MediaStatus.OK;
        good &= negotiation.takeOfferSdp(id, buffer, 0, buffer.length) > 0;
        good &= negotiation.onAnswer(answer, 0, answer.length, reply) == MediaStatus.OK;
        for (int port = 1; port <= 25; port++) {
            candidate.component = 1;
            candidate.addressKind = 1;
            candidate.port = port;
            negotiation.localCandidate(id, candidate);
        }
        good &= negotiation.onOffer(offer, 0, offer.length, params, reply) == MediaStatus.OK;
        good &= negotiation.takeAnswerSdp(id, buffer, 0, 1_024) > 0;
        negotiation.onCandidatesAcknowledged(id);
        good &= negotiation.takeIceCandidates(id, quiet) == MediaStatus.OK;
        negotiation.gathered(id);
        negotiation.onOutboundFailed(id, MediaSignals.ICE_CANDIDATES, MediaStatus.NO_ANSWER);
        negotiation.poll(id * 10_000L);
        good &= negotiation.onOffer(offer, 0, 9, params, reply) == MediaStatus.INVALID_COMMAND;
        negotiation.onEndSession(id, 2);
        return good;
    }

    @Tag("webrtc-provider T35")
    @Tag("webrtc-provider T32")
    @Test
    void shouldAllocateNothing() {
        reply.id = 1;
        negotiation.onSolicitOffer(params, reply);
        int length = negotiation.takeOfferSdp(1, buffer, 0, buffer.length);
        byte[] offer =
                NegotiationRig.recorded("aiortc-viewer-offer.sdp")
                        .getBytes(StandardCharsets.US_ASCII);
        String ours = new String(buffer, 0, length, StandardCharsets.US_ASCII);
        byte[] answer =
                ours.replace("sendonly", "recvonly")
                        .replace("actpass", "active")
                        .getBytes(StandardCharsets.US_ASCII);
        negotiation.onEndSession(1, 2);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        boolean good = true;
        for (int id = 1; id < 1_300; id++) {
            if (id == 300) {
                threads.getCurrentThreadAllocatedBytes();
                before = threads.getCurrentThreadAllocatedBytes();
            }
            good &= run(id, offer, answer);
        }
        assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
        assertTrue(good);
        assertTrue(quiet.taken > 1_300);
        assertEquals(0, negotiation.sessions().inUse());
    }
}
