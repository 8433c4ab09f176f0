package org.mattermote.webrtc.media;

import org.mattermote.stack.mem.SlotState;

/** What the provider and the peer know of a session. */
final class KnownSession {
    /** The provider has it. */
    boolean live;

    /** What is queued, the first maybe under way. */
    final int[] queue = new int[NegotiationModel.QUEUE];

    int queued;
    boolean failedOnce;

    /** The first was taken, with these candidates in it, a bit each; 4 is their end. */
    boolean underWay;

    int carried;

    /** What is under way is about an offer that is no longer the last. */
    boolean stale;

    /** Candidates of this generation, as the processor told them, and as the peer has them. */
    int found;

    int got;

    /** Gatherings of before a restart whose end has not come. */
    int before;

    /** Our offer was sent once, whatever became of it. */
    boolean sent;

    /** The peer has a description of ours; its own offer waits for our answer. */
    boolean described;

    boolean offerOpen;

    /** The peer's user fragment is the second one. */
    boolean second;

    boolean agreed;

    void clear() {
        live = false;
        queued = 0;
        failedOnce = false;
        underWay = false;
        carried = 0;
        stale = false;
        found = 0;
        got = 0;
        before = 0;
        sent = false;
        described = false;
        offerOpen = false;
        second = false;
        agreed = false;
    }

    void state(SlotState to) {
        live = to.flag(live);
        queued = to.integer(queued);
        for (int i = 0; i < NegotiationModel.QUEUE; i++) {
            queue[i] = to.integer(i < queued ? queue[i] : 0);
        }
        failedOnce = to.flag(failedOnce);
        underWay = to.flag(underWay);
        carried = to.integer(carried);
        stale = to.flag(stale);
        found = to.integer(found);
        got = to.integer(got);
        before = to.integer(before);
        sent = to.flag(sent);
        described = to.flag(described);
        offerOpen = to.flag(offerOpen);
        second = to.flag(second);
        agreed = to.flag(agreed);
    }

    /** Its description, with one of two user fragments. */
    static String description(String setup, boolean second) {
        return String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 0.0.0.0",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0",
                "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB",
                "m=video 9 UDP/TLS/RTP/SAVPF 96",
                "a=mid:0",
                "a=recvonly",
                "a=rtcp-mux",
                "a=setup:" + setup,
                "a=ice-ufrag:" + (second ? "BBBB" : "AAAA"),
                "a=ice-pwd:0123456789012345678901",
                "a=rtpmap:96 H264/90000",
                "a=fmtp:96 packetization-mode=1;profile-level-id=42e01f",
                "");
    }
}
