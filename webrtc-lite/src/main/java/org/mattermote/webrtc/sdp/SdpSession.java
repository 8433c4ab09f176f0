package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.ice.CandidateRing;
import org.mattermote.webrtc.ice.IceCredentials;

/**
 * What one session's descriptions have in common, from the first to the last: its sections, our
 * user fragment and password, our candidates, who begins DTLS. A row of a table of sessions holds
 * one. The number of its sections, their order and their mids stay as they are once they are there
 * (RFC 3264 8). All of it but the candidates is one record, little-endian:
 *
 * <pre>
 *  0          1       2             3        4         8    16     24            56
 *  +----------+-------+-------------+--------+---------+----+------+-------------+----------+
 *  | sections | setup | description | agreed | version | id | peer | credentials | sections |
 *  +----------+-------+-------------+--------+---------+----+------+-------------+----------+
 *  agreed   whether an offer was answered, the peer's or ours
 *  id       of the o line; 0 until the first description of ours
 *  peer     hash over the peer's user fragment and password
 *
 *  a section, 26 bytes; one that is refused has the first payload type that was offered, and its
 *  codec in place of the feedback
 *  0          1     17     18       19             20          21        22         23
 *  +----------+-----+------+--------+--------------+-----------+---------+----------+------------------+
 *  | length   | mid | kind | stream | payload type | direction | bundled | feedback | profile-level-id |
 *  | of mid   | 16  |      | FF: no |              | ours      |         |          | 3, big-endian    |
 *  +----------+-----+------+--------+--------------+-----------+---------+----------+------------------+
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

    private static final int COUNT = 0;
    private static final int SETUP = 1;
    private static final int DESCRIPTION = 2;
    private static final int AGREED = 3;
    private static final int VERSION = 4;
    private static final int ID = 8;
    private static final int PEER = 16;
    private static final int CREDENTIALS = 24;
    private static final int ROWS = CREDENTIALS + IceCredentials.LENGTH;

    private static final int ROW = 26;
    private static final int MID = 1;
    private static final int KIND = 17;
    private static final int STREAM = 18;
    private static final int PAYLOAD_TYPE = 19;
    private static final int DIRECTION = 20;
    private static final int BUNDLED = 21;
    private static final int FEEDBACK = 22;
    private static final int PROFILE = 23;

    private static final int NO_STREAM = 0xFF;

    /** FNV-1a, 64 bits. */
    private static final long HASH_BASIS = 0xCBF29CE484222325L;

    private static final long HASH_PRIME = 0x100000001B3L;

    /** Our candidates; null of one that is only planned. */
    public final CandidateRing candidates;

    private final int length;
    private final IceCredentials credentials = new IceCredentials(null, 0);
    private byte[] record;
    private int at;

    /**
     * @param sections media sections, at most; as in {@link SdpDescription}
     * @param candidates of ours that the peer has not acknowledged, at most
     */
    public SdpSession(int sections, int candidates) {
        this.candidates = new CandidateRing(candidates);
        length = length(sections);
        lend(new byte[length], 0);
    }

    /** One that is planned in bytes that are lent. */
    SdpSession(int sections) {
        candidates = null;
        length = length(sections);
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
        return record[at + COUNT];
    }

    int capacity() {
        return (length - ROWS) / ROW;
    }

    /** ACTIVE or PASSIVE of {@link Setup}: whether we begin DTLS; NONE as long as nobody said. */
    public int setup() {
        return record[at + SETUP];
    }

    void setSetup(int setup) {
        record[at + SETUP] = (byte) setup;
    }

    /** The description of ours that {@link SdpWriter#write} writes: OFFER, ANSWER or NOTHING. */
    public int description() {
        return record[at + DESCRIPTION];
    }

    void setDescription(int description) {
        record[at + DESCRIPTION] = (byte) description;
    }

    /** Whether an offer was answered, the peer's or ours. */
    public boolean isAgreed() {
        return record[at + AGREED] != 0;
    }

    void setAgreed() {
        record[at + AGREED] = 1;
    }

    /** How many descriptions of ours there were. */
    public int version() {
        return Bytes.u32le(record, at + VERSION);
    }

    /** One description more: of number {@code id} if there was none before. */
    void count(long id) {
        Bytes.putU32le(record, at + VERSION, version() + 1);
        if (id() == 0) {
            Bytes.putU64le(record, at + ID, id);
        }
    }

    /** Of the o line; 0 until the first description of ours. */
    long id() {
        return Bytes.u64le(record, at + ID);
    }

    /** Our user fragment and password. */
    public IceCredentials credentials() {
        return credentials;
    }

    static long hash(SdpDescription description, SdpSection section) {
        byte[] bytes = description.bytes;
        long hash =
                hash(
                        HASH_BASIS,
                        bytes,
                        description.offset + section.ufragAt(),
                        section.ufragLength());
        return hash(
                hash, bytes, description.offset + section.passwordAt(), section.passwordLength());
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
        long known = Bytes.u64le(record, at + PEER);
        return known != 0 && known != peer;
    }

    void setPeer(long peer) {
        Bytes.putU64le(record, at + PEER, peer);
    }

    // ---- Sections ------------------------------------------------------------------------------

    private int row(int index) {
        return at + ROWS + index * ROW;
    }

    void clearSections() {
        record[at + COUNT] = 0;
    }

    /** One more section, without a mid and a stream; its index. */
    int add(int kind) {
        int index = record[at + COUNT]++;
        int row = row(index);
        Bytes.zero(record, row, ROW);
        record[row + KIND] = (byte) kind;
        record[row + STREAM] = (byte) NO_STREAM;
        return index;
    }

    /** At most {@value #MID_MAX} bytes. */
    void setMid(int index, byte[] bytes, int from, int midLength) {
        int row = row(index);
        record[row] = (byte) midLength;
        System.arraycopy(bytes, from, record, row + MID, midLength);
    }

    void accept(int index, int stream, int payloadType, int direction) {
        int row = row(index);
        record[row + STREAM] = (byte) stream;
        record[row + PAYLOAD_TYPE] = (byte) payloadType;
        record[row + DIRECTION] = (byte) direction;
    }

    /** Keeps the payload type and the codec that a refusal names. */
    void refuse(int index, int payloadType, int codec) {
        accept(index, NO_STREAM, payloadType, Direction.INACTIVE);
        setFormat(index, codec, 0);
    }

    void setBundled(int index, boolean bundled) {
        record[row(index) + BUNDLED] = (byte) (bundled ? 1 : 0);
    }

    void setFormat(int index, int feedback, int profileLevelId) {
        int row = row(index);
        record[row + FEEDBACK] = (byte) feedback;
        record[row + PROFILE] = (byte) (profileLevelId >> 16);
        Bytes.putU16be(record, row + PROFILE + 1, profileLevelId);
    }

    byte[] bytes() {
        return record;
    }

    int midAt(int index) {
        return row(index) + MID;
    }

    int midLength(int index) {
        return record[row(index)];
    }

    int kind(int index) {
        return record[row(index) + KIND];
    }

    boolean isAccepted(int index) {
        return stream(index) >= 0;
    }

    /** Which stream of the maker's section {@code index} has; negative if it is refused. */
    public int stream(int index) {
        return record[row(index) + STREAM];
    }

    /** What the stream of section {@code index} is called in RTP. */
    public int payloadType(int index) {
        return record[row(index) + PAYLOAD_TYPE];
    }

    /** Which way it goes, of {@link Direction}, seen from us. */
    public int direction(int index) {
        return record[row(index) + DIRECTION];
    }

    /** Whether section {@code index} is in the bundle, and so has the transport of the first. */
    public boolean isBundled(int index) {
        return record[row(index) + BUNDLED] != 0;
    }

    /** What its receiver may tell, bits of {@link Feedback}. */
    public int feedback(int index) {
        return record[row(index) + FEEDBACK];
    }

    /** Of {@link Codec}, of a section that is refused. */
    int refusedCodec(int index) {
        return feedback(index);
    }

    int profileLevelId(int index) {
        int profile = row(index) + PROFILE;
        return (record[profile] & 0xFF) << 16 | Bytes.u16be(record, profile + 1);
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
            if (midLength(i) == midLength && Bytes.equal(mid, from, record, midAt(i), midLength)) {
                return i;
            }
        }
        return -1;
    }

    // ---- As a whole ----------------------------------------------------------------------------

    /** Everything but the candidates. */
    void copyTo(SdpSession other) {
        System.arraycopy(record, at, other.record, other.at, length);
    }

    /** As at boot; of one that is no longer planned nothing remains. */
    public void clear() {
        Bytes.zero(record, at, length);
        candidates.clear();
    }

    public void state(SlotState state) {
        state.bytes(record);
        candidates.state(state);
    }
}
