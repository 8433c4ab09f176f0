package org.mattermote.webrtc.provider;

import static org.mattermote.stack.explorer.Violation.unless;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.mattermote.stack.model.Subject;
import org.mattermote.webrtc.media.CandidateSink;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.MediaHook;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.media.OfferParams;

/**
 * The media hook of a {@link ProviderModel}. Media sessions are those it said yes to, and nobody
 * ended since.
 */
final class ModelMedia implements MediaHook {
    private final boolean later;
    private final ModelWay way;

    /** Who invokes. */
    Subject who;

    final TreeSet<Integer> live = new TreeSet<>();

    /**
     * Sessions it still owes an answer to: id, handle, whether it was live before, 2 when it ended
     * it meanwhile.
     */
    final List<int[]> owed = new ArrayList<>();

    /** Fabric of each live or owed one, by id. */
    final int[] fabric = new int[32];

    /** Candidates that wait, and that are under way, by id. */
    final int[] waiting = new int[32];

    final int[] underWay = new int[32];

    int answer;
    boolean deferred;
    MediaSignals signals;

    ModelMedia(boolean later, ModelWay way) {
        this.later = later;
        this.way = way;
    }

    @Override
    public void attach(MediaSignals signals) {
        this.signals = signals;
    }

    @Override
    public boolean answersLater() {
        return later;
    }

    private int say(MediaReply reply) {
        fabric[reply.id] = who.fabricIndex;
        if (answer == MediaStatus.PENDING) {
            owed.add(new int[] {reply.id, reply.session, live.contains(reply.id) ? 1 : 0});
        } else if (answer == MediaStatus.OK) {
            unless(who.fabricIndex == fabric[reply.id], "another's session");
            live.add(reply.id);
            reply.deferred = deferred;
            reply.videoStream = ProviderState.VIDEO;
        }
        return answer;
    }

    @Override
    public int onSolicitOffer(OfferParams params, MediaReply reply) {
        unless(!live.contains(reply.id), "id " + reply.id + " is given twice");
        return say(reply);
    }

    @Override
    public int onOffer(byte[] sdp, int at, int length, OfferParams params, MediaReply reply) {
        return say(reply);
    }

    @Override
    public int onAnswer(byte[] sdp, int at, int length, MediaReply reply) {
        unless(live.contains(reply.id), "an answer for no media session");
        return say(reply);
    }

    @Override
    public int onIceCandidates(int id, IceCandidates candidates) {
        return MediaStatus.OK;
    }

    @Override
    public int onEndSession(int id, int reason) {
        live.remove(id);
        waiting[id] = 0;
        underWay[id] = 0;
        return MediaStatus.OK;
    }

    @Override
    public int takeOfferSdp(int id, byte[] buffer, int at, int capacity) {
        return take(id, buffer, at, capacity);
    }

    @Override
    public int takeAnswerSdp(int id, byte[] buffer, int at, int capacity) {
        return take(id, buffer, at, capacity);
    }

    private int take(int id, byte[] buffer, int at, int capacity) {
        unless(live.contains(id), "a description of no media session is taken");
        unless(way.begun, "a description is taken without a message for it");
        if (capacity < ModelWay.DESCRIPTION) {
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        buffer[at] = 'v';
        return way.openAnswer == ModelWay.NO_PLACE ? 0 : 1;
    }

    @Override
    public int takeIceCandidates(int id, CandidateSink sink) {
        unless(live.contains(id), "candidates of no media session are taken");
        unless(way.begun, "candidates are taken without a message for them");
        unless(underWay[id] == 0, "candidates under way are taken again");
        byte[] text = {'c'};
        while (waiting[id] > 0
                && sink.push(text, 0, 1, null, 0, 0, IceCandidates.NULL) == MediaStatus.OK) {
            waiting[id]--;
            underWay[id]++;
        }
        return MediaStatus.OK;
    }

    @Override
    public void onCandidatesAcknowledged(int id) {
        underWay[id] = 0;
    }

    @Override
    public void onOutboundFailed(int id, int kind, int error) {
        unless(live.contains(id), "a push of no media session failed");
        if (kind == MediaSignals.ICE_CANDIDATES) {
            waiting[id] += underWay[id];
            underWay[id] = 0;
        }
    }

    @Override
    public long poll(long nowMillis) {
        return Long.MAX_VALUE;
    }

    @Override
    public void onFabricRemoved(int fabricIndex) {
        live.removeIf(id -> fabric[id] == fabricIndex);
        for (int id = 0; id < fabric.length; id++) {
            if (!live.contains(id)) {
                waiting[id] = 0;
                underWay[id] = 0;
            }
        }
    }
}
