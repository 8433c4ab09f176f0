package org.mattermote.app.camera;

import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.mem.Occupancy;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.media.CandidateSink;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.MediaEvents;
import org.mattermote.webrtc.media.MediaHook;
import org.mattermote.webrtc.media.MediaPort;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaSizes;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.media.Negotiation;
import org.mattermote.webrtc.media.OfferParams;
import org.mattermote.webrtc.media.StreamChoice;
import org.mattermote.webrtc.provider.CasePushes;
import org.mattermote.webrtc.provider.PendingProviderCluster;
import org.mattermote.webrtc.provider.WebRtcSizes;
import org.mattermote.webrtc.provider.WebRtcTransportProviderCluster;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.Feedback;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpSession;
import org.mattermote.webrtc.sdp.SdpStream;
import org.mattermote.webrtc.spec.CameraRevisions;

/** A provider with what it needs and no more, whose media processor does as a test says. */
public final class LimitsApp implements App {
    static final int SESSIONS = 3;
    static final int SDP_LENGTH = 2048;

    private static final int[] DEVICE_TYPES = {
        CameraRevisions.CAMERA, CameraRevisions.CAMERA_REVISION
    };
    private static final int[] NONE = {};

    final Processor processor = new Processor();
    final Negotiation negotiation;
    final Late hook;
    final WebRtcTransportProviderCluster provider;

    public LimitsApp(Stack stack, Ports ports) {
        SdpStream[] sent = {
            new SdpStream(
                    Codec.H264, Direction.SENDONLY, 96, SdpStream.H264_LEVEL_3_1, Feedback.NACK)
        };
        MediaSizes sizes = new MediaSizes();
        sizes.sessions = SESSIONS;
        sizes.sdpLength = SDP_LENGTH;
        negotiation =
                new Negotiation(
                        sizes,
                        processor,
                        new Streams(),
                        stack.random(),
                        stack.clusterWorkspace().scratch(),
                        sent,
                        new byte[] {'m'});
        hook = new Late(negotiation);
        WebRtcSizes limits = new WebRtcSizes();
        limits.sessions = SESSIONS;
        limits.sdpLength = SDP_LENGTH;
        limits.outLength = SDP_LENGTH + 1024;
        limits.queue = 2 * SESSIONS;
        limits.streams = 2;
        provider =
                new PendingProviderCluster(
                        limits,
                        hook,
                        null,
                        stack.time(),
                        new CasePushes(stack.largeSessions(), stack.exchanges()),
                        true,
                        false);
    }

    private static final class Streams implements StreamChoice {
        @Override
        public int choose(boolean video, int usage) {
            return video ? 7 : OfferParams.NULL;
        }
    }

    /** Counts, and allocates nothing. */
    static final class Processor implements MediaPort {
        final boolean[] open = new boolean[64];
        MediaEvents events;
        int opened;
        int connected;
        int candidates;

        /** Sessions that are open. */
        int inUse() {
            int count = 0;
            for (boolean one : open) {
                count += one ? 1 : 0;
            }
            return count;
        }

        @Override
        public void attach(MediaEvents to) {
            events = to;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public boolean isStandby() {
            return false;
        }

        @Override
        public void fingerprint(byte[] into, int at) {
            into[at] = 1;
        }

        @Override
        public int open(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
            open[id] = true;
            opened++;
            return MediaStatus.OK;
        }

        @Override
        public void renew(int id, IceCredentials credentials, int policy, TlvReader iceServers) {}

        @Override
        public int connect(int id, SdpDescription peer, SdpSession session, boolean controlling) {
            connected++;
            return MediaStatus.OK;
        }

        @Override
        public int candidate(int id, IceCandidate candidate) {
            candidates++;
            return MediaStatus.OK;
        }

        @Override
        public int endOfCandidates(int id) {
            return MediaStatus.OK;
        }

        @Override
        public void close(int id) {
            open[id] = false;
        }

        @Override
        public long poll(long nowMillis) {
            return Cluster.NEVER;
        }
    }

    /** Passes everything on; what comes of commands it may keep until a test lets it go. */
    static final class Late implements MediaHook {
        private final MediaHook hook;
        private final MediaReply kept = new MediaReply();
        private int status;
        private MediaSignals signals;
        boolean later;

        /** Whether an answer is kept. */
        boolean keeps;

        Late(MediaHook hook) {
            this.hook = hook;
        }

        void letGo() {
            keeps = false;
            signals.complete(status, kept);
        }

        private int keep(int answer, MediaReply reply) {
            if (!later) {
                return answer;
            }
            status = answer;
            kept.set(reply);
            keeps = true;
            return MediaStatus.PENDING;
        }

        @Override
        public void attach(MediaSignals to) {
            signals = to;
            hook.attach(to);
        }

        @Override
        public boolean answersLater() {
            return later;
        }

        @Override
        public int onSolicitOffer(OfferParams params, MediaReply reply) {
            return keep(hook.onSolicitOffer(params, reply), reply);
        }

        @Override
        public int onOffer(byte[] sdp, int at, int length, OfferParams params, MediaReply reply) {
            return keep(hook.onOffer(sdp, at, length, params, reply), reply);
        }

        @Override
        public int onAnswer(byte[] sdp, int at, int length, MediaReply reply) {
            return keep(hook.onAnswer(sdp, at, length, reply), reply);
        }

        @Override
        public int onIceCandidates(int id, IceCandidates candidates) {
            return hook.onIceCandidates(id, candidates);
        }

        @Override
        public int onEndSession(int id, int reason) {
            return hook.onEndSession(id, reason);
        }

        @Override
        public int takeOfferSdp(int id, byte[] buffer, int at, int capacity) {
            return hook.takeOfferSdp(id, buffer, at, capacity);
        }

        @Override
        public int takeAnswerSdp(int id, byte[] buffer, int at, int capacity) {
            return hook.takeAnswerSdp(id, buffer, at, capacity);
        }

        @Override
        public int takeIceCandidates(int id, CandidateSink sink) {
            return hook.takeIceCandidates(id, sink);
        }

        @Override
        public void onCandidatesAcknowledged(int id) {
            hook.onCandidatesAcknowledged(id);
        }

        @Override
        public void onOutboundFailed(int id, int kind, int error) {
            hook.onOutboundFailed(id, kind, error);
        }

        @Override
        public long poll(long nowMillis) {
            return hook.poll(nowMillis);
        }

        @Override
        public void onFabricRemoved(int fabricIndex) {
            hook.onFabricRemoved(fabricIndex);
        }
    }

    /** Sessions of the provider, of the negotiation and of the processor, and queued items. */
    String usage() {
        Occupancy rows = provider.sessions().rows();
        return "sessions="
                + rows.inUse()
                + " negotiations="
                + negotiation.sessions().inUse()
                + " media="
                + processor.inUse()
                + " queued="
                + provider.queue().size();
    }

    @Override
    public int deviceType() {
        return CameraRevisions.CAMERA;
    }

    @Override
    public Cluster[] rootClusters(Stack stack) {
        return new Cluster[0];
    }

    @Override
    public Endpoint[] endpoints(Stack stack) {
        Cluster[] clusters = {new DescriptorCluster(NONE, NONE), provider};
        return new Endpoint[] {new Endpoint(1, DEVICE_TYPES, clusters)};
    }

    @Override
    public void start() {}

    @Override
    public void button(long nowMillis) {}
}
