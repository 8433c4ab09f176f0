package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceStatus;
import org.mattermote.webrtc.text.Ascii;

/**
 * What {@link SdpParser} found in a description. Texts are places in the description's bytes, so it
 * is good for as long as those are, and no longer than the working memory is lent that payload
 * types and candidates are in: 7 bytes for each payload type of a section, 4 a candidate.
 */
public final class SdpDescription {
    /** Media sections of any description. */
    public static final int SECTIONS = 4;

    /** Payload types of a section; those listed after them are passed over. */
    public static final int PAYLOAD_TYPES = 16;

    /** Candidates of a description, of all sections together. */
    public static final int CANDIDATES = 24;

    private static final int ROW = 4;

    /** Above the length of a line. */
    private static final int SECTION_SHIFT = 11;

    private static final int PLACE_SHIFT = 16;

    byte[] bytes;
    int offset;

    /** Where the session id of the o line is, with its version behind it. */
    char originAt;

    boolean iceLite;
    boolean trickle;

    /** Mids of the BUNDLE group, spaces between. */
    char bundleAt;

    char bundleLength;

    final SdpTransport session = new SdpTransport();
    final SdpSection[] sections;
    int count;

    /** Of each section, at most. */
    final int payloadTypes;

    /** Bytes of the working memory. */
    private final int recordLength;

    private byte[] record;

    /**
     * Where the candidates are in it: of each the length in bits 10..0, the section in 15..11, and
     * the place.
     */
    private int rows;

    private final char most;
    private char candidates;
    private char skipped;

    /** With working memory of its own. */
    public SdpDescription() {
        this(SECTIONS, PAYLOAD_TYPES, CANDIDATES);
        lend(new byte[recordLength], 0);
    }

    /**
     * @param sections media sections, at most; at most 7
     * @param payloadTypes of each of them, at most
     * @param candidates of all sections together, at most
     */
    public SdpDescription(int sections, int payloadTypes, int candidates) {
        this.sections = new SdpSection[sections];
        for (int i = 0; i < sections; i++) {
            this.sections[i] = new SdpSection();
        }
        this.payloadTypes = payloadTypes;
        most = (char) candidates;
        recordLength = sections * SdpSection.length(payloadTypes) + candidates * ROW;
    }

    /** Bytes of working memory that it needs. */
    public int recordLength() {
        return recordLength;
    }

    /** Takes {@link #recordLength} bytes of {@code memory} as its own, until the next time. */
    public void lend(byte[] memory, int at) {
        record = memory;
        rows = at;
        for (int i = 0; i < sections.length; i++) {
            sections[i].place(memory, rows);
            rows += SdpSection.length(payloadTypes);
        }
    }

    /** As at boot. */
    public void clear() {
        begin(null, 0);
    }

    void begin(byte[] bytes, int offset) {
        this.bytes = bytes;
        this.offset = offset;
        originAt = 0;
        iceLite = false;
        trickle = false;
        bundleAt = 0;
        bundleLength = 0;
        session.clear();
        count = 0;
        candidates = 0;
        skipped = 0;
    }

    /** The next section, as nothing is known of it; null if there is no room for one more. */
    SdpSection add() {
        if (count == sections.length) {
            return null;
        }
        SdpSection section = sections[count++];
        section.clear();
        return section;
    }

    /** Keeps a candidate of the section at hand, or counts it. */
    void addCandidate(int at, int length) {
        if (candidates == most) {
            skipped++;
            return;
        }
        int row = at << PLACE_SHIFT | count - 1 << SECTION_SHIFT | length;
        Bytes.putU32le(record, rows + candidates * ROW, row);
        candidates++;
    }

    /** Media sections. */
    public int sections() {
        return count;
    }

    public SdpSection section(int index) {
        return sections[index];
    }

    /** Session id of the o line; as many of its digits as 64 bits hold. */
    public long originId() {
        return number(offset + originAt);
    }

    /** Session version of the o line; the same. */
    public long originVersion() {
        int at = offset + originAt;
        while (Ascii.isDigit(bytes[at])) {
            at++;
        }
        while (bytes[at] == ' ') {
            at++;
        }
        return number(at);
    }

    /** The digits at {@code at}, the lower 63 bits of their number. */
    private long number(int at) {
        long value = 0;
        for (int i = at; Ascii.isDigit(bytes[i]); i++) {
            value = value * 10 + bytes[i] - '0' & Long.MAX_VALUE;
        }
        return value;
    }

    public boolean isIceLite() {
        return iceLite;
    }

    /** Whether the peer says that it may send candidates later (RFC 8840). */
    public boolean canTrickle() {
        return trickle;
    }

    /** Candidates that are there to be read. */
    public int candidates() {
        return candidates;
    }

    /** Candidates beyond those. */
    public int skippedCandidates() {
        return skipped;
    }

    /** Reads candidate {@code index} and its section; a status of {@link IceStatus}. */
    public int candidate(int index, IceCandidate into) {
        int row = Bytes.u32le(record, rows + index * ROW);
        int length = row & (1 << SECTION_SHIFT) - 1;
        int status = into.read(bytes, offset + (row >>> PLACE_SHIFT), length);
        into.section = (row & 0xFFFF) >> SECTION_SHIFT;
        return status;
    }

    /** Where in {@link #bytes} the mid of a section is. */
    int midAt(SdpSection section) {
        return offset + section.midAt;
    }

    /** The mid of section {@code index}; empty where it has none. */
    public ByteSpan mid(int index, ByteSpan span) {
        SdpSection section = sections[index];
        return span.set(bytes, midAt(section), section.midLength());
    }

    /** The user fragment of section {@code index}. */
    public ByteSpan ufrag(int index, ByteSpan span) {
        SdpSection section = sections[index];
        return span.set(bytes, offset + section.ufragAt, section.ufragLength);
    }

    /** The password of section {@code index}. */
    public ByteSpan password(int index, ByteSpan span) {
        SdpSection section = sections[index];
        return span.set(bytes, offset + section.passwordAt, section.passwordLength);
    }

    /** The SHA-256 fingerprint of section {@code index}: 32 bytes, colons between; maybe empty. */
    public ByteSpan fingerprint(int index, ByteSpan span) {
        int at = sections[index].fingerprintAt;
        return span.set(bytes, offset + at, at == 0 ? 0 : SdpParser.FINGERPRINT_LENGTH);
    }
}
