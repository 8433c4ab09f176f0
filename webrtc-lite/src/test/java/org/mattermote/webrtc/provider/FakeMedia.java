package org.mattermote.webrtc.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mattermote.webrtc.ice.CandidateRing;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceStatus;
import org.mattermote.webrtc.media.CandidateSink;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.MediaHook;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.media.OfferParams;

/** A media processor that writes down what it is asked, and answers as a test wants it. */
final class FakeMedia implements MediaHook {
    /** Calls, in their order. */
    final List<String> calls = new ArrayList<>();

    /** What onSolicitOffer, onOffer and onAnswer answer. */
    int answer = MediaStatus.OK;

    int endAnswer = MediaStatus.OK;
    int takeAnswer = MediaStatus.OK;
    boolean deferred;
    boolean later;

    /** Stream that is chosen where any may be. */
    int chosenVideo = 7;

    int chosenAudio = 8;

    /** Descriptions that are there to be taken, by session. */
    final Map<Integer, String> sdps = new HashMap<>();

    /** In the place of all of these, if it is not null. */
    byte[] sdp;

    /** Texts that are given as candidates before those of the ring. */
    final List<String> raw = new ArrayList<>();

    final Map<Integer, CandidateRing> rings = new HashMap<>();
    final Map<Integer, Integer> cursors = new HashMap<>();

    /** Run within the hooks. */
    Runnable within = () -> {};

    /** Bytes that the last description or candidates were given in, and where. */
    byte[] array;

    int at;
    MediaSignals signals;
    MediaReply last = new MediaReply();

    CandidateRing ring(int id) {
        return rings.computeIfAbsent(id, i -> new CandidateRing(24));
    }

    @Override
    public void attach(MediaSignals signals) {
        this.signals = signals;
    }

    @Override
    public boolean answersLater() {
        return later;
    }

    private int reply(OfferParams params, MediaReply reply) {
        last.set(reply);
        within.run();
        if (answer == MediaStatus.OK) {
            choose(params, reply);
        }
        return answer;
    }

    void choose(OfferParams params, MediaReply reply) {
        reply.deferred = deferred;
        reply.videoStream = deferred ? params.videoStream : pick(params.videoStream, chosenVideo);
        reply.audioStream = deferred ? params.audioStream : pick(params.audioStream, chosenAudio);
    }

    private static int pick(int asked, int chosen) {
        return asked == OfferParams.NULL ? chosen : asked;
    }

    private static String stream(int stream, int count) {
        return count > 0
                ? count + " listed"
                : stream == OfferParams.ABSENT
                        ? "absent"
                        : stream == OfferParams.NULL ? "null" : "" + stream;
    }

    private static String text(OfferParams p) {
        return " usage="
                + p.usage
                + " endpoint="
                + p.endpoint
                + " video="
                + stream(p.videoStream, p.videoStreamCount)
                + " audio="
                + stream(p.audioStream, p.audioStreamCount)
                + (p.metadataEnabled ? " metadata" : "")
                + (p.policy == OfferParams.ABSENT ? "" : p.policy == 1 ? " relay" : " all")
                + (p.hasIceServers ? " servers" : "");
    }

    @Override
    public int onSolicitOffer(OfferParams params, MediaReply reply) {
        calls.add("solicit " + reply.id + text(params));
        return reply(params, reply);
    }

    @Override
    public int onOffer(byte[] sdp, int at, int length, OfferParams params, MediaReply reply) {
        calls.add("offer " + reply.id + " " + length + text(params));
        array = sdp;
        this.at = at;
        return reply(params, reply);
    }

    @Override
    public int onAnswer(byte[] sdp, int at, int length, MediaReply reply) {
        array = sdp;
        this.at = at;
        calls.add("answer " + reply.id + " " + new String(sdp, at, length, StandardCharsets.UTF_8));
        last.set(reply);
        within.run();
        return answer;
    }

    @Override
    public int onIceCandidates(int id, IceCandidates candidates) {
        StringBuilder text = new StringBuilder("candidates " + id);
        while (candidates.next()) {
            array = candidates.array;
            at = candidates.candidateAt;
            text.append(' ')
                    .append(
                            new String(
                                    candidates.array,
                                    candidates.candidateAt,
                                    candidates.candidateLength,
                                    StandardCharsets.UTF_8));
            if (candidates.midLength != IceCandidates.NULL) {
                text.append('/')
                        .append(
                                new String(
                                        candidates.array,
                                        candidates.midAt,
                                        candidates.midLength,
                                        StandardCharsets.UTF_8));
            }
            if (candidates.sectionIndex != IceCandidates.NULL) {
                text.append('#').append(candidates.sectionIndex);
            }
        }
        text.append(" passed over ").append(candidates.passedOver());
        calls.add(text.toString());
        return answer;
    }

    @Override
    public int onEndSession(int id, int reason) {
        calls.add("end " + id + " " + reason);
        return endAnswer;
    }

    @Override
    public int takeOfferSdp(int id, byte[] buffer, int at, int capacity) {
        return take("take offer " + id, id, buffer, at, capacity);
    }

    @Override
    public int takeAnswerSdp(int id, byte[] buffer, int at, int capacity) {
        return take("take answer " + id, id, buffer, at, capacity);
    }

    private int take(String call, int id, byte[] buffer, int at, int capacity) {
        calls.add(call);
        within.run();
        if (takeAnswer != MediaStatus.OK) {
            return takeAnswer;
        }
        byte[] text =
                sdp != null ? sdp : sdps.getOrDefault(id, "v=0").getBytes(StandardCharsets.UTF_8);
        if (text.length > capacity) {
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        System.arraycopy(text, 0, buffer, at, text.length);
        return text.length;
    }

    @Override
    public int takeIceCandidates(int id, CandidateSink sink) {
        calls.add("take candidates " + id);
        for (String text : List.copyOf(raw)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int status = sink.push(bytes, 0, bytes.length, null, 0, 0, IceCandidates.NULL);
            calls.add("pushed " + text.length() + " " + status);
            raw.remove(text);
        }
        CandidateRing ring = ring(id);
        IceCandidate candidate = new IceCandidate();
        byte[] mid = {'0'};
        while (!sink.isFull()) {
            int before = ring.cursor();
            if (ring.next(candidate) != IceStatus.OK) {
                break;
            }
            byte[] bytes = ("candidate " + candidate.port).getBytes(StandardCharsets.UTF_8);
            if (sink.push(bytes, 0, bytes.length, mid, 0, 1, 0) != MediaStatus.OK) {
                ring.rewind(before);
                break;
            }
        }
        cursors.put(id, ring.cursor());
        return takeAnswer;
    }

    @Override
    public void onCandidatesAcknowledged(int id) {
        Integer cursor = cursors.remove(id);
        if (cursor != null) {
            calls.add("acknowledged " + id);
            ring(id).acknowledge(cursor);
        }
    }

    @Override
    public void onOutboundFailed(int id, int kind, int error) {
        calls.add("failed " + id + " " + kind + " " + error);
        within.run();
        if (kind == MediaSignals.ICE_CANDIDATES) {
            ring(id).rewind(0);
        }
    }

    @Override
    public long poll(long nowMillis) {
        return Long.MAX_VALUE;
    }

    @Override
    public void onFabricRemoved(int fabricIndex) {
        calls.add("fabric " + fabricIndex + " removed");
    }

    /** Calls since the last time. */
    List<String> heard() {
        List<String> heard = List.copyOf(calls);
        calls.clear();
        return heard;
    }
}
