package org.mattermote.webrtc.provider;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.OfferParams;

/**
 * A session of a provider, and what WebRTCSessionStruct says of it.
 *
 * <pre>
 *  state                   | event                             | next
 *  ------------------------+-----------------------------------+------------------------
 *  (free)                  | SolicitOffer, ProvideOffer        | RESERVED
 *  RESERVED                | hook: error                       | (free)
 *  RESERVED                | SolicitOffer, hook: deferred      | AWAITING_DEFERRED_OFFER
 *  RESERVED                | SolicitOffer, hook: ok            | AWAITING_ANSWER
 *  RESERVED                | ProvideOffer, hook: ok            | ESTABLISHED
 *  AWAITING_DEFERRED_OFFER | an offer is being pushed          | AWAITING_ANSWER
 *  ESTABLISHED             | an offer is being pushed          | AWAITING_ANSWER
 *  either AWAITING         | ProvideAnswer, hook: ok           | ESTABLISHED
 *  visible                 | ProvideOffer on its id, hook: ok  | ESTABLISHED
 *  either AWAITING         | no progress for 60 s              | ENDING
 *  RESERVED                | privacy                           | (free)
 *  visible                 | privacy                           | ENDING
 *  visible                 | EndSession, End was pushed, a push| (free)
 *                          | failed for good                   |
 *  ENDING                  | End was pushed, or its place is   | (free)
 *                          | needed                            |
 *  any                     | its fabric is removed             | (free)
 * </pre>
 *
 * RESERVED and ENDING ones are seen by nobody; the others are visible.
 */
public final class WebRtcSession extends Slot {
    public static final int RESERVED = 1;
    public static final int AWAITING_DEFERRED_OFFER = 2;
    public static final int AWAITING_ANSWER = 3;
    public static final int ESTABLISHED = 4;
    public static final int ENDING = 5;

    // What is read most comes first: short code reaches it.

    char id;
    char peerEndpoint;
    char state;
    byte fabricIndex;
    byte usage;
    boolean metadataEnabled;

    /** A hook is at work on an offer or an answer for it. */
    boolean pending;

    /** Lists that came with the offer; 0 entries for none. */
    byte videoStreamCount;

    byte audioStreamCount;
    long peerNodeId;

    /** When an AWAITING one has waited too long; only then. */
    long deadline;

    /** When the next item may go, after one that failed. */
    long notBefore;

    /** Or OfferParams.NULL. */
    int videoStream = OfferParams.NULL;

    int audioStream = OfferParams.NULL;
    final char[] videoStreams;
    final char[] audioStreams;

    WebRtcSession(int streams) {
        videoStreams = new char[streams];
        audioStreams = new char[streams];
    }

    /** One of the constants here; 0 in a free slot. */
    public int state() {
        return state;
    }

    public int id() {
        return id;
    }

    int fabricIndex() {
        return fabricIndex & 0xFF;
    }

    boolean isVisible() {
        return state >= AWAITING_DEFERRED_OFFER && state <= ESTABLISHED;
    }

    boolean awaitsPeer() {
        return state == AWAITING_DEFERRED_OFFER || state == AWAITING_ANSWER;
    }

    /** Takes over what an offer asks for, but for its streams. */
    void set(OfferParams params) {
        usage = (byte) params.usage;
        peerEndpoint = (char) params.endpoint;
        metadataEnabled = params.metadataEnabled;
        // Who asks is there.
        notBefore = 0;
    }

    /** Takes over the streams of an offer and what was chosen; of none, those of before stay. */
    void set(OfferParams params, MediaReply reply) {
        if (!params.wantsVideo() && !params.wantsAudio()) {
            return;
        }
        videoStreamCount = (byte) params.videoStreamCount;
        audioStreamCount = (byte) params.audioStreamCount;
        System.arraycopy(params.videoStreams, 0, videoStreams, 0, videoStreamCount);
        System.arraycopy(params.audioStreams, 0, audioStreams, 0, audioStreamCount);
        videoStream = params.wantsVideo() ? known(reply.videoStream) : OfferParams.NULL;
        audioStream = params.wantsAudio() ? known(reply.audioStream) : OfferParams.NULL;
    }

    private static int known(int stream) {
        return Math.max(OfferParams.NULL, stream);
    }

    @Override
    protected void clear() {
        peerNodeId = 0;
        deadline = 0;
        notBefore = 0;
        id = 0;
        peerEndpoint = 0;
        videoStream = OfferParams.NULL;
        audioStream = OfferParams.NULL;
        fabricIndex = 0;
        usage = 0;
        state = 0;
        metadataEnabled = false;
        pending = false;
        videoStreamCount = 0;
        audioStreamCount = 0;
        for (int i = 0; i < videoStreams.length; i++) {
            videoStreams[i] = 0;
            audioStreams[i] = 0;
        }
    }

    @Override
    protected void state(SlotState to) {
        peerNodeId = to.wide(peerNodeId);
        deadline = to.wide(deadline);
        notBefore = to.wide(notBefore);
        id = (char) to.integer(id);
        peerEndpoint = (char) to.integer(peerEndpoint);
        videoStream = to.integer(videoStream);
        audioStream = to.integer(audioStream);
        fabricIndex = (byte) to.integer(fabricIndex);
        usage = (byte) to.integer(usage);
        state = (char) to.integer(state);
        metadataEnabled = to.flag(metadataEnabled);
        pending = to.flag(pending);
        videoStreamCount = (byte) to.integer(videoStreamCount);
        audioStreamCount = (byte) to.integer(audioStreamCount);
        for (int i = 0; i < videoStreams.length; i++) {
            videoStreams[i] = (char) to.integer(videoStreams[i]);
            audioStreams[i] = (char) to.integer(audioStreams[i]);
        }
    }
}
