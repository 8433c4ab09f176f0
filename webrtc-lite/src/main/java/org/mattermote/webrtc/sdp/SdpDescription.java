package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceStatus;

/**
 * What {@link SdpParser} found in a description. Texts are places in the description's bytes, so it
 * is good for as long as those are.
 *
 * <p>About 80 bytes and 7 for each payload type a section, 4 a candidate.
 */
public final class SdpDescription {
    /** Media sections of any description. */
    public static final int SECTIONS = 4;

    /** Payload types of a section; those listed after them are passed over. */
    public static final int PAYLOAD_TYPES = 16;

    /** Candidates of a description, of all sections together. */
    public static final int CANDIDATES = 24;

    /** Above the length of a line. */
    private static final int SECTION_SHIFT = 11;

    byte[] bytes;
    int offset;
    int length;

    /** Of the o line. */
    long originId;

    long originVersion;
    boolean iceLite;
    boolean trickle;

    /** Mids of the BUNDLE group, spaces between. */
    char bundleAt;

    char bundleLength;

    final SdpTransport session = new SdpTransport();
    final SdpSection[] sections;
    int count;

    /** The section that speaks for the whole bundle; negative without one. */
    int tag;

    /** Two a candidate: its place; its section and, in bits 10..0, its length. */
    private final char[] candidateRows;

    private int candidates;
    private int skipped;

    public SdpDescription() {
        this(SECTIONS, PAYLOAD_TYPES, CANDIDATES);
    }

    /**
     * @param sections media sections, at most; at most 7
     * @param payloadTypes of each of them, at most
     * @param candidates of all sections together, at most
     */
    public SdpDescription(int sections, int payloadTypes, int candidates) {
        this.sections = new SdpSection[sections];
        for (int i = 0; i < sections; i++) {
            this.sections[i] = new SdpSection(payloadTypes);
        }
        candidateRows = new char[2 * candidates];
    }

    /** As at boot. */
    public void clear() {
        begin(null, 0, 0);
    }

    void begin(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        originId = 0;
        originVersion = 0;
        iceLite = false;
        trickle = false;
        bundleAt = 0;
        bundleLength = 0;
        tag = -1;
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
        sections[count].clear();
        return sections[count++];
    }

    /** Keeps a candidate of the section at hand, or counts it. */
    void addCandidate(int at, int length) {
        if (2 * candidates == candidateRows.length) {
            skipped++;
            return;
        }
        candidateRows[2 * candidates] = (char) at;
        candidateRows[2 * candidates + 1] = (char) (count - 1 << SECTION_SHIFT | length);
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
        return originId;
    }

    /** Session version of the o line; the same. */
    public long originVersion() {
        return originVersion;
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
        int row = candidateRows[2 * index + 1];
        int length = row & (1 << SECTION_SHIFT) - 1;
        int status = into.read(bytes, offset + candidateRows[2 * index], length);
        into.section = row >> SECTION_SHIFT;
        return status;
    }

    /** The mid of section {@code index}; empty where it has none. */
    public ByteSpan mid(int index, ByteSpan span) {
        SdpSection section = sections[index];
        return span.set(bytes, offset + section.midAt, section.midLength);
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
