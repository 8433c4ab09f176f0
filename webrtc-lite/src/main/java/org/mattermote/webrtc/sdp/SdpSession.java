package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.ice.CandidateRing;
import org.mattermote.webrtc.ice.IceCredentials;

/**
 * What one session's descriptions have in common, from the first to the last: its sections, our
 * user fragment and password, our candidates, who begins DTLS. A row of a table of sessions holds
 * one.
 */
public final class SdpSession {
    /** {@link #description}: the peer waits for none of ours. */
    public static final int NOTHING = 0;

    /** Our offer, which the peer has not answered. */
    public static final int OFFER = 1;

    /** Our answer. */
    public static final int ANSWER = 2;

    /** FNV-1a, 64 bits. */
    private static final long HASH_BASIS = 0xCBF29CE484222325L;

    private static final long HASH_PRIME = 0x100000001B3L;

    final SdpLayout layout;
    final IceCredentials credentials = new IceCredentials();

    /** Our candidates. */
    public final CandidateRing candidates;

    /** Of the o line; 0 until the first description of ours. */
    long id;

    /** Of our last description. */
    int version;

    /** ACTIVE or PASSIVE of {@link Setup}, or NONE as long as nobody said. */
    int setup;

    int description;

    /** Whether an offer was answered, the peer's or ours. */
    boolean agreed;

    /** Over the peer's user fragment and password: another one is another generation of ICE. */
    private long peer;

    /**
     * @param sections media sections, at most; as in {@link SdpDescription}
     * @param candidates of ours that the peer has not acknowledged, at most
     */
    public SdpSession(int sections, int candidates) {
        layout = new SdpLayout(sections);
        this.candidates = new CandidateRing(candidates);
    }

    /** The description of ours that {@link SdpWriter#write} writes: OFFER, ANSWER or NOTHING. */
    public int description() {
        return description;
    }

    /** How many descriptions of ours there were. */
    public int version() {
        return version;
    }

    /** Whether an offer was answered, the peer's or ours. */
    public boolean isAgreed() {
        return agreed;
    }

    /** The section whose transport is that of all: the first not refused; negative if none. */
    public int first() {
        return layout.first();
    }

    /** Writes the mid of section {@code index}, at most {@value SdpLayout#MID_MAX} bytes. */
    public int mid(int index, byte[] into, int at) {
        int length = layout.midLength(index);
        System.arraycopy(layout.bytes(), layout.midAt(index), into, at, length);
        return length;
    }

    /** The section of this mid; negative if none has it. */
    public int section(byte[] mid, int at, int length) {
        for (int row = 0; row < layout.count(); row++) {
            if (layout.midLength(row) == length
                    && Bytes.equal(mid, at, layout.bytes(), layout.midAt(row), length)) {
                return row;
            }
        }
        return -1;
    }

    /** Whether section {@code index} is in the bundle, and so has the transport of the first. */
    public boolean isBundled(int index) {
        return layout.isBundled(index);
    }

    /** Sections, those that are refused too. */
    public int sections() {
        return layout.count();
    }

    /** Which stream of the maker's section {@code index} has; negative if it is refused. */
    public int stream(int index) {
        return layout.isAccepted(index) ? layout.stream(index) : -1;
    }

    /** What the stream of section {@code index} is called in RTP. */
    public int payloadType(int index) {
        return layout.payloadType(index);
    }

    /** Which way it goes, of {@link Direction}, seen from us. */
    public int direction(int index) {
        return layout.direction(index);
    }

    /** What its receiver may tell, bits of {@link Feedback}. */
    public int feedback(int index) {
        return layout.feedback(index);
    }

    /** ACTIVE or PASSIVE of {@link Setup}: whether we begin DTLS; NONE as long as nobody said. */
    public int setup() {
        return setup;
    }

    /** Our user fragment and password. */
    public IceCredentials credentials() {
        return credentials;
    }

    static long hash(SdpDescription description, SdpSection section) {
        byte[] bytes = description.bytes;
        int ufrag = description.offset + section.ufragAt;
        int password = description.offset + section.passwordAt;
        long hash = hash(HASH_BASIS, bytes, ufrag, section.ufragLength);
        return hash(hash, bytes, password, section.passwordLength);
    }

    private static long hash(long from, byte[] bytes, int at, int length) {
        long hash = from;
        for (int i = at; i < at + length; i++) {
            hash = (hash ^ bytes[i]) * HASH_PRIME;
        }
        // what ends one text begins the other
        return (hash ^ ' ') * HASH_PRIME;
    }

    /** Whether a peer of this hash has begun a new generation of ICE. */
    boolean isRestart(long peer) {
        return this.peer != 0 && this.peer != peer;
    }

    void setPeer(long peer) {
        this.peer = peer;
    }

    /** Everything but the candidates. */
    void copyTo(SdpSession other) {
        layout.copyTo(other.layout);
        credentials.copyTo(other.credentials);
        other.id = id;
        other.version = version;
        other.setup = setup;
        other.description = description;
        other.agreed = agreed;
        other.peer = peer;
    }

    /** As at boot. */
    public void clear() {
        layout.clear();
        credentials.clear();
        candidates.clear();
        id = 0;
        version = 0;
        setup = Setup.NONE;
        description = NOTHING;
        agreed = false;
        peer = 0;
    }

    public void state(SlotState state) {
        layout.state(state);
        credentials.state(state);
        candidates.state(state);
        id = state.wide(id);
        version = state.integer(version);
        setup = state.integer(setup);
        description = state.integer(description);
        agreed = state.flag(agreed);
        peer = state.wide(peer);
    }
}
