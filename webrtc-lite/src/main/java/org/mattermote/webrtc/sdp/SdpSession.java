package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.ice.CandidateRing;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.text.Ascii;

/**
 * What one session's descriptions have in common, from the first to the last: its sections, our
 * user fragment and password, our candidates, who begins DTLS. A row of a table of sessions holds
 * one. The number of its sections, their order and their mids stay as they are once they are there
 * (RFC 3264 8). In a record, little-endian, are the id, the credentials and the sections:
 *
 * <pre>
 *  0    8             40
 *  +----+-------------+----------+
 *  | id | credentials | sections |
 *  +----+-------------+----------+
 *  id       of the o line; 0 until the first description of ours
 *
 *  a section, 27 bytes; one that is refused has the first payload type that was offered
 *  0          1     17     18        19       20        21          22      23                 26
 *  +----------+-----+------+---------+--------+---------+-----------+-------+------------------+----------+
 *  | length   | mid | kind | bundled | stream | payload | direction | codec | profile-level-id | feedback |
 *  | of mid   | 16  |      |         | FF: no | type    | ours      |       | 3                |          |
 *  +----------+-----+------+---------+--------+---------+-----------+-------+------------------+----------+
 * </pre>
 */
public final class SdpSession {
    /** {@link #description}: the peer waits for none of ours. */
    public static final int NOTHING = 0;

    /** Our offer, which the peer has not answered. */
    public static final int OFFER = 1;

    /** Our answer. */
    public static final int ANSWER = 2;

    static final int MID_MAX = 16;

    private static final int ID = 0;
    private static final int CREDENTIALS = 8;
    private static final int ROWS = CREDENTIALS + IceCredentials.LENGTH;

    private static final int ROW = 27;

    // Fields of a section.
    static final int MID_LENGTH = 0;
    private static final int MID = 1;
    static final int KIND = 17;
    static final int BUNDLED = 18;
    static final int STREAM = 19;
    static final int PAYLOAD_TYPE = 20;
    static final int DIRECTION = 21;
    static final int CODEC = 22;
    private static final int PROFILE = 23;
    private static final int FEEDBACK = 26;

    static final int NO_STREAM = 0xFF;

    /** Our candidates; null of one that is only planned. */
    public final CandidateRing candidates;

    /** Sections, at most. */
    final int capacity;

    byte[] record;

    /** Where in it ours begins. */
    private int at;

    private byte count;
    private byte setup;
    private byte description;
    private boolean agreed;
    private int version;

    /** Hash over the peer's user fragment and password. */
    private int peer;

    private final IceCredentials credentials = new IceCredentials(null, 0);

    /**
     * @param sections media sections, at most; as in {@link SdpDescription}
     * @param candidates of ours that the peer has not acknowledged, at most
     */
    public SdpSession(int sections, int candidates) {
        this.candidates = new CandidateRing(candidates);
        capacity = sections;
        lend(new byte[length(sections)], 0);
    }

    /** One that is planned in bytes that are lent. */
    SdpSession(int sections) {
        candidates = null;
        capacity = sections;
    }

    /** Bytes of the record. */
    static int length(int sections) {
        return ROWS + sections * ROW;
    }

    void lend(byte[] bytes, int offset) {
        record = bytes;
        at = offset;
        credentials.set(bytes, offset + CREDENTIALS);
    }

    /** Sections, those that are refused too. */
    public int sections() {
        return count & 0xFF;
    }

    /** ACTIVE or PASSIVE of {@link Setup}: whether we begin DTLS; NONE as long as nobody said. */
    public int setup() {
        return setup & 0xFF;
    }

    void setSetup(int setup) {
        this.setup = (byte) setup;
    }

    /** The description of ours that {@link SdpWriter#write} writes: OFFER, ANSWER or NOTHING. */
    public int description() {
        return description & 0xFF;
    }

    void setDescription(int description) {
        this.description = (byte) description;
    }

    /** Whether an offer was answered, the peer's or ours. */
    public boolean isAgreed() {
        return agreed;
    }

    void setAgreed() {
        agreed = true;
    }

    /** How many descriptions of ours there were. */
    public int version() {
        return version;
    }

    /** One description more: of number {@code id} if there was none before. */
    void count(long id) {
        if (version == 0) {
            Bytes.putU64le(record, at + ID, id);
        }
        version++;
    }

    /** Of the o line; 0 until the first description of ours. */
    long id() {
        return Bytes.u64le(record, at + ID);
    }

    /** Our user fragment and password. */
    public IceCredentials credentials() {
        return credentials;
    }

    /** Where in {@link #record} both are, the user fragment first. */
    int credentialsAt() {
        return at + CREDENTIALS;
    }

    /** Over both credentials of a peer. */
    static int hash(SdpDescription description, SdpSection section) {
        byte[] bytes = description.bytes;
        int ufragAt = description.offset + section.ufragAt;
        int passwordAt = description.offset + section.passwordAt;
        int hash = Ascii.hash(Ascii.HASH_BASIS, bytes, ufragAt, section.ufragLength);
        // what ends one text begins the other
        return Ascii.hash(hash + section.ufragLength, bytes, passwordAt, section.passwordLength);
    }

    /** Whether the peer has begun a new generation of ICE in {@code next}. */
    boolean isRestart(SdpSession next) {
        return peer != 0 && peer != next.peer;
    }

    void setPeer(int peer) {
        this.peer = peer;
    }

    // ---- Sections ------------------------------------------------------------------------------

    private static int row(int index) {
        return ROWS + index * ROW;
    }

    /** Signed. */
    int field(int index, int field) {
        return record[at + row(index) + field];
    }

    private void put(int index, int field, int value) {
        record[at + row(index) + field] = (byte) value;
    }

    void clearSections() {
        count = 0;
    }

    /** One more section, without a mid and a stream; its index. */
    int add(int kind) {
        int index = count++;
        Bytes.zero(record, at + row(index), ROW);
        put(index, KIND, kind);
        put(index, STREAM, NO_STREAM);
        return index;
    }

    /** At most {@value #MID_MAX} bytes. */
    void setMid(int index, byte[] bytes, int from, int midLength) {
        put(index, MID_LENGTH, midLength);
        System.arraycopy(bytes, from, record, midAt(index), midLength);
    }

    void accept(int index, int stream, int payloadType, int codec) {
        put(index, STREAM, stream);
        put(index, PAYLOAD_TYPE, payloadType);
        put(index, CODEC, codec);
    }

    /** What was accepted is no more; its payload type and codec remain. */
    void refuse(int index) {
        put(index, STREAM, NO_STREAM);
        setDirection(index, Direction.INACTIVE);
    }

    void setDirection(int index, int direction) {
        put(index, DIRECTION, direction);
    }

    void setBundled(int index, boolean bundled) {
        put(index, BUNDLED, bundled ? 1 : 0);
    }

    void setFormat(int index, int feedback, int profileLevelId) {
        Bytes.putU32le(record, at + row(index) + PROFILE, feedback << 24 | profileLevelId);
    }

    int midAt(int index) {
        return at + row(index) + MID;
    }

    int midLength(int index) {
        return field(index, MID_LENGTH);
    }

    int kind(int index) {
        return field(index, KIND);
    }

    boolean isAccepted(int index) {
        return stream(index) >= 0;
    }

    /** Which stream of the maker's section {@code index} has; negative if it is refused. */
    public int stream(int index) {
        return field(index, STREAM);
    }

    /** What the stream of section {@code index} is called in RTP. */
    public int payloadType(int index) {
        return field(index, PAYLOAD_TYPE);
    }

    /** Which way it goes, of {@link Direction}, seen from us. */
    public int direction(int index) {
        return field(index, DIRECTION);
    }

    /** Whether section {@code index} is in the bundle, and so has the transport of the first. */
    public boolean isBundled(int index) {
        return field(index, BUNDLED) != 0;
    }

    /** Of {@link Codec}; of a section that is refused, that of its payload type. */
    int codec(int index) {
        return field(index, CODEC);
    }

    /** What its receiver may tell, bits of {@link Feedback}. */
    public int feedback(int index) {
        return field(index, FEEDBACK);
    }

    int profileLevelId(int index) {
        return Bytes.u32le(record, at + row(index) + PROFILE) & H264Format.PROFILE_MASK;
    }

    /** The section whose transport is that of all: the first not refused; negative if none. */
    public int first() {
        for (int i = 0; i < sections(); i++) {
            if (isAccepted(i)) {
                return i;
            }
        }
        return -1;
    }

    /** Writes the mid of section {@code index}, at most {@value #MID_MAX} bytes; its length. */
    public int mid(int index, byte[] into, int offset) {
        System.arraycopy(record, midAt(index), into, offset, midLength(index));
        return midLength(index);
    }

    /** The section of this mid; negative if none has it. */
    public int section(byte[] mid, int from, int midLength) {
        for (int i = 0; i < sections(); i++) {
            if (isMid(i, mid, from, midLength)) {
                return i;
            }
        }
        return -1;
    }

    boolean isMid(int index, byte[] mid, int from, int midLength) {
        return midLength(index) == midLength
                && Bytes.equal(mid, from, record, midAt(index), midLength);
    }

    // ---- As a whole ----------------------------------------------------------------------------

    /** Everything but the candidates. */
    void copyTo(SdpSession other) {
        System.arraycopy(record, at, other.record, other.at, length(capacity));
        other.count = count;
        other.setup = setup;
        other.description = description;
        other.agreed = agreed;
        other.version = version;
        other.peer = peer;
    }

    /** As at boot; of one that is no longer planned nothing remains. */
    public void clear() {
        Bytes.zero(record, at, length(capacity));
        count = 0;
        setup = Setup.NONE;
        description = NOTHING;
        agreed = false;
        version = 0;
        peer = 0;
        candidates.clear();
    }

    public void state(SlotState state) {
        state.bytes(record);
        count = (byte) state.integer(count);
        setup = (byte) state.integer(setup);
        description = (byte) state.integer(description);
        agreed = state.flag(agreed);
        version = state.integer(version);
        peer = state.integer(peer);
        candidates.state(state);
    }
}
