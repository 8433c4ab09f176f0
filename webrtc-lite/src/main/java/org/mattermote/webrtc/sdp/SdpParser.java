package org.mattermote.webrtc.sdp;

import static org.mattermote.webrtc.text.WordList.ANY_CASE;
import static org.mattermote.webrtc.text.WordList.EXACT;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.webrtc.text.Ascii;
import org.mattermote.webrtc.text.WordList;

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

    private static final byte[] BUNDLE = {EXACT, 6, 'B', 'U', 'N', 'D', 'L', 'E'};
    private static final byte[] TRICKLE = {EXACT, 7, 't', 'r', 'i', 'c', 'k', 'l', 'e'};
    private static final byte[] ANY = {EXACT, 1, '*'};
    private static final byte[] SHA_256 = {ANY_CASE, 7, 's', 'h', 'a', '-', '2', '5', '6'};

    private final int longest;
    private final LineScanner words = new LineScanner();

    private SdpDescription description;
    private byte[] bytes;
    private int offset;

    /** The section at hand; null before the first. */
    private SdpSection section;

    /** It, or the session. */
    private SdpTransport transport;

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
        into.begin(sdp, at);
        if (length > longest) {
            return SdpFlaw.TOO_LONG;
        }
        line = 1;
        description = into;
        bytes = sdp;
        offset = at;
        section = null;
        transport = into.session;
        words.wrap(sdp, at, length);
        int flaw = words.next() == 'v' && isVersion0() ? lines() : SdpFlaw.NO_VERSION;
        if (flaw == SdpFlaw.NONE) {
            line = 0;
        }
        return flaw;
    }

    private boolean isVersion0() {
        return words.left() == 1 && bytes[words.at()] == '0';
    }

    private int lines() {
        int flaw = SdpFlaw.NONE;
        while (flaw == SdpFlaw.NONE) {
            int letter = words.next();
            line = words.line();
            if (letter == LineScanner.END) {
                return description.count == 0 ? SdpFlaw.NO_SECTION : end();
            }
            if (letter < 0) {
                return letter;
            }
            switch (letter) {
                case 'o':
                    words.nextWord();
                    words.skipSpaces();
                    description.originAt = place(words.at());
                    flaw = numbers();
                    break;
                case 't':
                    flaw = numbers();
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

    /** Two times, or the session's id and version, of any length; nobody needs them. */
    private int numbers() {
        for (int i = 0; i < 2; i++) {
            if (!words.nextWord() || !words.isWordOf(Ascii.DIGITS)) {
                return SdpFlaw.NOT_A_NUMBER;
            }
        }
        return SdpFlaw.NONE;
    }

    // ---- Media lines ---------------------------------------------------------------------------

    private int media() {
        section = description.add();
        if (section == null) {
            return SdpFlaw.TOO_MANY_SECTIONS;
        }
        transport = section;
        section.line = (char) line;
        section.direction = description.session.direction;
        int named = words.nextWordIn(MediaKind.WORDS);
        int kind = named == WordList.NONE ? MediaKind.OTHER : named;
        section.setKind(kind);
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
        int protocol = words.nextWordIn(MediaKind.PROTOCOLS);
        if (kind != MediaKind.OTHER && protocol == MediaKind.protocol(kind)) {
            section.mark(SdpSection.PROTOCOL_KNOWN);
        }
        return formats();
    }

    /** A port, behind which a number of ports may be. */
    private int port() {
        int at = words.wordAt();
        int end = Ascii.indexOf('/', bytes, at, at + words.wordLength());
        return Ascii.number(bytes, at, end - at, PORT_MAX);
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
            section.add(number, description.payloadTypes);
        } while (words.nextWord());
        return SdpFlaw.NONE;
    }

    // ---- Attributes ----------------------------------------------------------------------------

    private char place(int at) {
        return (char) (at - offset);
    }

    /** The attribute's name is the word at hand, and its value what is left. */
    private int attribute() {
        words.nextPart(':');
        int name = words.wordIn(SdpAttribute.WORDS);
        if (name < 0
                || (section == null ? name < SdpAttribute.GROUP : name == SdpAttribute.GROUP)) {
            return SdpFlaw.NONE;
        }
        char at = place(words.at());
        char length = (char) words.left();
        switch (name) {
            case SdpAttribute.FINGERPRINT:
                return fingerprint();
            case SdpAttribute.ICE_UFRAG:
                transport.ufragAt = at;
                transport.ufragLength = length;
                return credential(UFRAG_MIN);
            case SdpAttribute.ICE_PWD:
                transport.passwordAt = at;
                transport.passwordLength = length;
                return credential(PASSWORD_MIN);
            case SdpAttribute.ICE_OPTIONS:
                options();
                return SdpFlaw.NONE;
            case SdpAttribute.ICE_LITE:
                description.iceLite = true;
                return SdpFlaw.NONE;
            case SdpAttribute.SETUP:
                transport.setup = (byte) (words.leftIn(Setup.WORDS) + 1);
                return transport.setup == Setup.NONE ? SdpFlaw.SETUP : SdpFlaw.NONE;
            case SdpAttribute.GROUP:
                group();
                return SdpFlaw.NONE;
            case SdpAttribute.RTPMAP:
            case SdpAttribute.RTCP_FB:
            case SdpAttribute.FMTP:
                return ofPayloadType(name);
            case SdpAttribute.CANDIDATE:
                description.addCandidate(place(words.wordAt()), words.end() - words.wordAt());
                return SdpFlaw.NONE;
            case SdpAttribute.MID:
                return mid();
            default:
                if (name >= SdpAttribute.DIRECTIONS) {
                    transport.direction = (byte) (name - SdpAttribute.DIRECTIONS);
                } else {
                    section.mark(SdpSection.BUNDLE_ONLY << name - SdpAttribute.FLAGS);
                }
                return SdpFlaw.NONE;
        }
    }

    private int credential(int least) {
        return isLeft(Ascii.ICE_CHARS, least, CREDENTIAL_MAX) ? SdpFlaw.NONE : SdpFlaw.CREDENTIALS;
    }

    /** Whether what is left is {@code least} to {@code most} letters of {@code ranges}. */
    private boolean isLeft(byte[] ranges, int least, int most) {
        int length = words.left();
        return length >= least && length <= most && Ascii.areOf(ranges, bytes, words.at(), length);
    }

    private void options() {
        // libdatachannel has commas, the standard spaces
        int option = words.at();
        for (int at = option; at <= words.end(); at++) {
            if (at == words.end() || bytes[at] == ' ' || bytes[at] == ',') {
                description.trickle |= WordList.find(TRICKLE, bytes, option, at - option) == 0;
                option = at + 1;
            }
        }
    }

    /** Fingerprints of other hashes are passed over. */
    private int fingerprint() {
        if (words.nextWordIn(SHA_256) < 0) {
            return SdpFlaw.NONE;
        }
        words.nextWord();
        if (words.wordLength() != FINGERPRINT_LENGTH) {
            return SdpFlaw.FINGERPRINT;
        }
        transport.fingerprintAt = place(words.wordAt());
        int end = words.wordAt() + FINGERPRINT_LENGTH;
        for (int at = words.wordAt(); at < end; at += 3) {
            boolean isLast = at + 2 == end;
            if (!Ascii.areOf(Ascii.UPPER_HEX_DIGITS, bytes, at, 2)
                    || !isLast && bytes[at + 2] != ':') {
                return SdpFlaw.FINGERPRINT;
            }
        }
        return SdpFlaw.NONE;
    }

    private void group() {
        if (words.nextWordIn(BUNDLE) == 0 && description.bundleLength == 0) {
            description.bundleAt = place(words.at());
            description.bundleLength = (char) words.left();
        }
    }

    private int mid() {
        if (!isLeft(Ascii.TOKEN_CHARS, 1, SdpSession.MID_MAX)) {
            return SdpFlaw.MID;
        }
        SdpSection other = withMid(words.at(), words.left());
        section.setMid(place(words.at()), words.left());
        return other == null || other == section ? SdpFlaw.NONE : SdpFlaw.MID;
    }

    /** The section that has this mid, so far; null for none. */
    private SdpSection withMid(int at, int length) {
        for (int i = 0; i < description.count; i++) {
            SdpSection each = description.sections[i];
            if (each.midLength() == length
                    && Bytes.equal(bytes, offset + each.midAt, bytes, at, length)) {
                return each;
            }
        }
        return null;
    }

    // ---- Payload types -------------------------------------------------------------------------

    /** The first word is a payload type, for rtcp-fb maybe an asterisk: each of them. */
    private int ofPayloadType(int name) {
        int number = words.nextNumber(PAYLOAD_TYPE_MAX);
        if (number < 0 && !(name == SdpAttribute.RTCP_FB && words.wordIn(ANY) == 0)) {
            return SdpFlaw.NOT_A_NUMBER;
        }
        for (int i = 0; i < section.payloadTypes(); i++) {
            if (number < 0 || section.payloadType(i) == number) {
                ofPayloadType(name, i);
            }
        }
        return SdpFlaw.NONE;
    }

    /** What is left is about the payload type at {@code position}. */
    private void ofPayloadType(int name, int position) {
        if (name == SdpAttribute.RTPMAP) {
            if (words.nextWord()) {
                section.setCodec(position, words.wordIn(Codec.WORDS) + 1);
            }
        } else if (name == SdpAttribute.RTCP_FB) {
            int end = words.end();
            while (end > words.at() && bytes[end - 1] == ' ') {
                end--;
            }
            int kind = WordList.find(Feedback.WORDS, bytes, words.at(), end - words.at());
            section.addFeedback(position, kind < 0 ? 0 : 1 << kind);
        } else {
            // Of H.264; which codec it is may be said later.
            int format = section.format(position);
            words.skipSpaces();
            while (words.nextPart(';')) {
                format = H264Format.with(format, bytes, words.wordAt(), words.wordLength());
                words.skipSpaces();
            }
            section.setFormat(position, format);
        }
    }

    // ---- Behind the last line ------------------------------------------------------------------

    private int end() {
        SdpSection first = bundle();
        for (int i = 0; i < description.count; i++) {
            SdpSection each = description.sections[i];
            each.inherit(description.session);
            if (each.isBundled()) {
                each.inherit(first);
            }
            // Kinds that are unknown could not even be refused.
            boolean isNothing = each.isRejected() && each.kind() != MediaKind.OTHER;
            int flaw = isNothing ? SdpFlaw.NONE : missing(each);
            if (flaw != SdpFlaw.NONE) {
                line = each.line;
                return flaw;
            }
        }
        return SdpFlaw.NONE;
    }

    /** Marks the sections that the bundle names; the first, which speaks for all, or null. */
    private SdpSection bundle() {
        SdpSection first = null;
        int at = offset + description.bundleAt;
        words.wrap(at, at + description.bundleLength);
        while (words.nextWord()) {
            SdpSection named = withMid(words.wordAt(), words.wordLength());
            if (named != null) {
                named.mark(SdpSection.BUNDLED);
                first = first == null ? named : first;
            }
        }
        return first;
    }

    private static int missing(SdpSection section) {
        if (!section.is(SdpSection.PROTOCOL_KNOWN)) {
            return SdpFlaw.PROTOCOL;
        }
        if (!section.hasCredentials()) {
            return SdpFlaw.NO_CREDENTIALS;
        }
        return section.fingerprintAt == 0 ? SdpFlaw.NO_FINGERPRINT : SdpFlaw.NONE;
    }
}
