package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.webrtc.text.Ascii;
import org.mattermote.webrtc.text.TextReader;

/**
 * Reads a description in one pass, where it lies, into a {@link SdpDescription}, and says what is
 * wrong with it and in which line.
 *
 * <pre>
 * state     line          next      what
 * VERSION   v=0           SESSION   anything else is NO_VERSION
 * SESSION   m             SECTION   everything before is of the session
 * SECTION   m             SECTION   everything before is of the section
 * SESSION   end           -         NO_SECTION
 * SECTION   end           -         what a section lacks, the session or the bundle's first has
 * </pre>
 *
 * Lines and attributes that nobody here knows are passed over, as are the limits on what they hold.
 */
public final class SdpParser {
    /** 32 bytes, colons between. */
    static final int FINGERPRINT_LENGTH = 95;

    private static final int DESCRIPTION_MAX = 65535;
    private static final int UFRAG_MIN = 4;
    private static final int PASSWORD_MIN = 22;
    private static final int CREDENTIAL_MAX = 256;
    private static final int PORT_MAX = 65535;
    private static final int PAYLOAD_TYPE_MAX = 127;

    private static final byte[] CANDIDATE = {'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e'};
    private static final byte[] BUNDLE_ONLY = {
        'b', 'u', 'n', 'd', 'l', 'e', '-', 'o', 'n', 'l', 'y'
    };
    private static final byte[] END_OF_CANDIDATES = {
        'e', 'n', 'd', '-', 'o', 'f', '-', 'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e', 's'
    };
    private static final byte[] FINGERPRINT = {
        'f', 'i', 'n', 'g', 'e', 'r', 'p', 'r', 'i', 'n', 't'
    };
    private static final byte[] FMTP = {'f', 'm', 't', 'p'};
    private static final byte[] GROUP = {'g', 'r', 'o', 'u', 'p'};
    private static final byte[] ICE_UFRAG = {'i', 'c', 'e', '-', 'u', 'f', 'r', 'a', 'g'};
    private static final byte[] ICE_PWD = {'i', 'c', 'e', '-', 'p', 'w', 'd'};
    private static final byte[] ICE_OPTIONS = {
        'i', 'c', 'e', '-', 'o', 'p', 't', 'i', 'o', 'n', 's'
    };
    private static final byte[] ICE_LITE = {'i', 'c', 'e', '-', 'l', 'i', 't', 'e'};
    private static final byte[] MID = {'m', 'i', 'd'};
    private static final byte[] RTCP_FB = {'r', 't', 'c', 'p', '-', 'f', 'b'};
    private static final byte[] RTCP_MUX = {'r', 't', 'c', 'p', '-', 'm', 'u', 'x'};
    private static final byte[] RTPMAP = {'r', 't', 'p', 'm', 'a', 'p'};
    private static final byte[] SETUP = {'s', 'e', 't', 'u', 'p'};

    private static final byte[] BUNDLE = {'B', 'U', 'N', 'D', 'L', 'E'};
    private static final byte[] TRICKLE = {'t', 'r', 'i', 'c', 'k', 'l', 'e'};
    private static final byte[] SHA_256 = {'s', 'h', 'a', '-', '2', '5', '6'};
    private static final byte[] ANY = {'*'};

    private final int longest;
    private final LineScanner lines = new LineScanner();
    private final TextReader words = new TextReader();

    private SdpDescription description;
    private byte[] bytes;
    private int offset;

    /** The section at hand; null before the first. */
    private SdpSection section;

    private int line;

    /**
     * @param longest SDP_LEN, bytes of any description, at most 65535
     */
    public SdpParser(int longest) {
        this.longest = Math.min(longest, DESCRIPTION_MAX);
    }

    /** Number of the line that {@link #read} stopped at, from 1 on; 0 if it did not. */
    public int line() {
        return line;
    }

    /** Reads a description: NONE, or a flaw of {@link SdpFlaw}. */
    public int read(byte[] sdp, int at, int length, SdpDescription into) {
        line = 0;
        into.begin(sdp, at, length);
        if (length > longest) {
            return SdpFlaw.TOO_LONG;
        }
        description = into;
        bytes = sdp;
        offset = at;
        section = null;
        lines.wrap(sdp, at, length);
        int flaw = lines.next() == 'v' && isVersion0() ? lines() : SdpFlaw.NO_VERSION;
        line = flaw == SdpFlaw.NONE ? 0 : Math.max(line, 1);
        description = null;
        bytes = null;
        section = null;
        return flaw;
    }

    private boolean isVersion0() {
        return lines.valueEnd() - lines.valueAt() == 1 && bytes[lines.valueAt()] == '0';
    }

    private int lines() {
        int flaw = SdpFlaw.NONE;
        while (flaw == SdpFlaw.NONE) {
            int letter = lines.next();
            line = lines.line();
            if (letter == LineScanner.END) {
                return description.count == 0 ? SdpFlaw.NO_SECTION : end();
            }
            if (letter < 0) {
                return letter;
            }
            words.wrap(bytes, lines.valueAt(), lines.valueEnd() - lines.valueAt());
            switch (letter) {
                case 'o':
                    flaw = origin();
                    break;
                case 't':
                    flaw = time();
                    break;
                case 'm':
                    flaw = media();
                    break;
                case 'a':
                    flaw = attribute();
                    break;
                default:
                    break;
            }
        }
        return flaw;
    }

    private int origin() {
        words.nextWord();
        long id = words.nextWord() ? number() : -1;
        long version = words.nextWord() ? number() : -1;
        description.originId = id;
        description.originVersion = version;
        return id < 0 || version < 0 ? SdpFlaw.NOT_A_NUMBER : SdpFlaw.NONE;
    }

    /** Two times, which nobody needs. */
    private int time() {
        boolean isTime = words.nextWord() && number() >= 0 && words.nextWord() && number() >= 0;
        return isTime ? SdpFlaw.NONE : SdpFlaw.NOT_A_NUMBER;
    }

    /** The word as a number of any length, the lower 63 bits of it; −1 if it is none. */
    private long number() {
        long value = 0;
        for (int i = 0; i < words.wordLength(); i++) {
            int letter = bytes[words.wordAt() + i];
            if (!Ascii.isDigit(letter)) {
                return -1;
            }
            value = value * 10 + letter - '0' & Long.MAX_VALUE;
        }
        return value;
    }

    // ---- Media lines ---------------------------------------------------------------------------

    private int media() {
        section = description.add();
        if (section == null) {
            return SdpFlaw.TOO_MANY_SECTIONS;
        }
        section.setLine(lines.line());
        section.setDirection(description.session.direction());
        if (!words.nextWord()) {
            return SdpFlaw.MEDIA_LINE;
        }
        section.setKind(MediaKind.of(words));
        if (!words.nextWord()) {
            return SdpFlaw.MEDIA_LINE;
        }
        int port = port();
        if (port < 0) {
            return SdpFlaw.NOT_A_NUMBER;
        }
        if (port > 0) {
            section.mark(SdpSection.HAS_PORT);
        }
        if (!words.nextWord()) {
            return SdpFlaw.MEDIA_LINE;
        }
        int kind = section.kind();
        if (kind != MediaKind.OTHER && words.wordIs(MediaKind.protocol(kind))) {
            section.mark(SdpSection.PROTOCOL_KNOWN);
        }
        return formats();
    }

    /** A port, behind which a number of ports may be. */
    private int port() {
        int at = words.wordAt();
        int digits = 0;
        while (digits < words.wordLength() && bytes[at + digits] != '/') {
            digits++;
        }
        return Ascii.number(bytes, at, digits, PORT_MAX);
    }

    /** Payload types, where the protocol is one that has them. */
    private int formats() {
        if (!words.nextWord()) {
            return SdpFlaw.MEDIA_LINE;
        }
        if (!section.is(SdpSection.PROTOCOL_KNOWN) || section.kind() == MediaKind.APPLICATION) {
            return SdpFlaw.NONE;
        }
        do {
            int number = words.wordNumber(PAYLOAD_TYPE_MAX);
            if (number < 0) {
                return SdpFlaw.NOT_A_NUMBER;
            }
            section.add(number);
        } while (words.nextWord());
        return SdpFlaw.NONE;
    }

    // ---- Attributes ----------------------------------------------------------------------------

    private SdpTransport transport() {
        return section == null ? description.session : section;
    }

    private int place(int at) {
        return at - offset;
    }

    /** The attribute's name is the word at hand, and its value what is left. */
    private int attribute() {
        if (!words.nextPart(':') || words.wordLength() == 0) {
            return SdpFlaw.NONE;
        }
        switch (bytes[words.wordAt()]) {
            case 'b':
                if (section != null && words.wordIs(BUNDLE_ONLY)) {
                    section.mark(SdpSection.BUNDLE_ONLY);
                }
                return SdpFlaw.NONE;
            case 'c':
                if (section != null && words.wordIs(CANDIDATE)) {
                    int at = words.wordAt();
                    description.addCandidate(place(at), lines.valueEnd() - at);
                }
                return SdpFlaw.NONE;
            case 'e':
                if (section != null && words.wordIs(END_OF_CANDIDATES)) {
                    section.mark(SdpSection.END_OF_CANDIDATES);
                }
                return SdpFlaw.NONE;
            case 'f':
                return startingWithF();
            case 'g':
                return section == null && words.wordIs(GROUP) ? group() : SdpFlaw.NONE;
            case 'i':
                return startingWithI();
            case 'm':
                return section != null && words.wordIs(MID) ? mid() : SdpFlaw.NONE;
            case 'r':
                return startingWithR();
            case 's':
                return startingWithS();
            default:
                return SdpFlaw.NONE;
        }
    }

    private int startingWithF() {
        if (words.wordIs(FMTP)) {
            return section != null ? formatParameters() : SdpFlaw.NONE;
        }
        return words.wordIs(FINGERPRINT) ? fingerprint() : SdpFlaw.NONE;
    }

    private int startingWithI() {
        if (words.wordIs(ICE_UFRAG)) {
            transport().setUfrag(place(words.at()), words.left());
            return credential(UFRAG_MIN);
        }
        if (words.wordIs(ICE_PWD)) {
            transport().setPassword(place(words.at()), words.left());
            return credential(PASSWORD_MIN);
        }
        if (words.wordIs(ICE_OPTIONS)) {
            options();
        } else if (words.wordIs(ICE_LITE)) {
            description.iceLite = true;
        } else if (words.wordIs(Direction.word(Direction.INACTIVE))) {
            transport().setDirection(Direction.INACTIVE);
        }
        return SdpFlaw.NONE;
    }

    private int startingWithR() {
        if (words.wordIs(Direction.word(Direction.RECVONLY))) {
            transport().setDirection(Direction.RECVONLY);
            return SdpFlaw.NONE;
        }
        if (section == null) {
            return SdpFlaw.NONE;
        }
        if (words.wordIs(RTPMAP)) {
            return payloadMap();
        }
        if (words.wordIs(RTCP_FB)) {
            return feedback();
        }
        if (words.wordIs(RTCP_MUX)) {
            section.mark(SdpSection.RTCP_MUX);
        }
        return SdpFlaw.NONE;
    }

    private int startingWithS() {
        if (words.wordIs(SETUP)) {
            int setup = Setup.of(bytes, words.at(), words.left());
            transport().setSetup(setup);
            return setup == Setup.NONE ? SdpFlaw.SETUP : SdpFlaw.NONE;
        }
        if (words.wordIs(Direction.word(Direction.SENDRECV))) {
            transport().setDirection(Direction.SENDRECV);
        } else if (words.wordIs(Direction.word(Direction.SENDONLY))) {
            transport().setDirection(Direction.SENDONLY);
        }
        return SdpFlaw.NONE;
    }

    private int credential(int least) {
        int length = words.left();
        if (length < least || length > CREDENTIAL_MAX) {
            return SdpFlaw.CREDENTIALS;
        }
        for (int i = 0; i < length; i++) {
            if (!Ascii.isIceChar(bytes[words.at() + i])) {
                return SdpFlaw.CREDENTIALS;
            }
        }
        return SdpFlaw.NONE;
    }

    private void options() {
        // libdatachannel has commas, the standard spaces
        while (words.nextWord()) {
            int at = words.wordAt();
            int length = words.wordLength();
            int end = at + length - TRICKLE.length;
            for (int i = at; i <= end; i++) {
                boolean begins = i == at || bytes[i - 1] == ',';
                boolean ends = i == end || bytes[i + TRICKLE.length] == ',';
                if (begins && ends && Ascii.equal(bytes, i, TRICKLE.length, TRICKLE)) {
                    description.trickle = true;
                }
            }
        }
    }

    /** Fingerprints of other hashes are passed over. */
    private int fingerprint() {
        if (!words.nextWord() || !words.wordIsAnyCase(SHA_256)) {
            return SdpFlaw.NONE;
        }
        if (!words.nextWord() || words.wordLength() != FINGERPRINT_LENGTH) {
            return SdpFlaw.FINGERPRINT;
        }
        int at = words.wordAt();
        for (int i = 0; i < FINGERPRINT_LENGTH; i++) {
            int letter = bytes[at + i];
            boolean fits =
                    i % 3 == 2
                            ? letter == ':'
                            : Ascii.isDigit(letter) || letter >= 'A' && letter <= 'F';
            if (!fits) {
                return SdpFlaw.FINGERPRINT;
            }
        }
        transport().setFingerprint(place(at));
        return SdpFlaw.NONE;
    }

    private int group() {
        if (words.nextWord() && words.wordIs(BUNDLE) && description.bundleLength == 0) {
            description.bundleAt = (char) place(words.at());
            description.bundleLength = (char) words.left();
        }
        return SdpFlaw.NONE;
    }

    private int mid() {
        int length = words.left();
        if (length < 1 || length > SdpSession.MID_MAX) {
            return SdpFlaw.MID;
        }
        int at = words.at();
        for (int i = 0; i < length; i++) {
            if (!Ascii.isTokenChar(bytes[at + i])) {
                return SdpFlaw.MID;
            }
        }
        section.setMid(place(at), length);
        for (int i = 0; i < description.count - 1; i++) {
            if (isMid(description.sections[i], at, length)) {
                return SdpFlaw.MID;
            }
        }
        return SdpFlaw.NONE;
    }

    private boolean isMid(SdpSection other, int at, int length) {
        return length > 0
                && other.midLength() == length
                && Bytes.equal(bytes, offset + other.midAt(), bytes, at, length);
    }

    // ---- Payload types -------------------------------------------------------------------------

    /** The payload type that an attribute is about, read; −1 and SdpFlaw if it is none. */
    private int payloadType() {
        return words.nextWord() ? words.wordNumber(PAYLOAD_TYPE_MAX) : -1;
    }

    private int payloadMap() {
        int number = payloadType();
        if (number < 0) {
            return SdpFlaw.NOT_A_NUMBER;
        }
        int position = section.position(number);
        if (position >= 0 && words.nextWord()) {
            section.setCodec(position, Codec.of(bytes, words.wordAt(), words.wordLength()));
        }
        return SdpFlaw.NONE;
    }

    private int feedback() {
        if (!words.nextWord()) {
            return SdpFlaw.NOT_A_NUMBER;
        }
        boolean isAny = words.wordIs(ANY);
        int number = isAny ? 0 : words.wordNumber(PAYLOAD_TYPE_MAX);
        if (number < 0) {
            return SdpFlaw.NOT_A_NUMBER;
        }
        int end = lines.valueEnd();
        while (end > words.at() && bytes[end - 1] == ' ') {
            end--;
        }
        int bit = Feedback.of(bytes, words.at(), end - words.at());
        for (int i = 0; i < section.payloadTypes(); i++) {
            if (isAny || section.payloadType(i) == number) {
                section.addFeedback(i, bit);
            }
        }
        return SdpFlaw.NONE;
    }

    /** Of H.264; which codec it is may be said later. */
    private int formatParameters() {
        int number = payloadType();
        if (number < 0) {
            return SdpFlaw.NOT_A_NUMBER;
        }
        int position = section.position(number);
        while (position >= 0 && words.nextPart(';')) {
            section.setFormat(
                    position,
                    H264Format.with(
                            section.format(position), bytes, words.wordAt(), words.wordLength()));
        }
        return SdpFlaw.NONE;
    }

    // ---- Behind the last line ------------------------------------------------------------------

    private int end() {
        bundle();
        SdpSection tag = description.tag < 0 ? null : description.sections[description.tag];
        for (int i = 0; i < description.count; i++) {
            SdpSection each = description.sections[i];
            each.inherit(description.session);
            if (tag != null && each.isBundled()) {
                each.inherit(tag);
            }
            // Kinds that are unknown could not even be refused.
            boolean isNothing = each.isRejected() && each.kind() != MediaKind.OTHER;
            int flaw = isNothing ? SdpFlaw.NONE : missing(each);
            if (flaw != SdpFlaw.NONE) {
                line = each.line();
                return flaw;
            }
        }
        return SdpFlaw.NONE;
    }

    /** Marks the sections that the bundle names. */
    private void bundle() {
        words.wrap(bytes, offset + description.bundleAt, description.bundleLength);
        while (words.nextWord()) {
            for (int i = 0; i < description.count; i++) {
                SdpSection each = description.sections[i];
                if (isMid(each, words.wordAt(), words.wordLength())) {
                    each.mark(SdpSection.BUNDLED);
                    if (description.tag < 0) {
                        description.tag = i;
                    }
                }
            }
        }
    }

    private static int missing(SdpSection section) {
        if (!section.is(SdpSection.PROTOCOL_KNOWN)) {
            return SdpFlaw.PROTOCOL;
        }
        if (!section.hasCredentials()) {
            return SdpFlaw.NO_CREDENTIALS;
        }
        return section.fingerprintAt() == 0 ? SdpFlaw.NO_FINGERPRINT : SdpFlaw.NONE;
    }
}
