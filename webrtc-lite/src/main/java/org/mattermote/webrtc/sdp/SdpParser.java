package org.mattermote.webrtc.sdp;

import static org.mattermote.webrtc.text.WordList.ANY_CASE;
import static org.mattermote.webrtc.text.WordList.EXACT;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.webrtc.text.Ascii;
import org.mattermote.webrtc.text.TextReader;
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
    private static final byte[] SHA_256 = {ANY_CASE, 7, 's', 'h', 'a', '-', '2', '5', '6'};

    private final int longest;
    private final LineScanner lines = new LineScanner();
    private final TextReader words = new TextReader();

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
        into.begin(sdp, at, length);
        if (length > longest) {
            return SdpFlaw.TOO_LONG;
        }
        description = into;
        bytes = sdp;
        offset = at;
        section = null;
        transport = into.session;
        lines.wrap(sdp, at, length);
        int flaw = lines.next() == 'v' && isVersion0() ? lines() : SdpFlaw.NO_VERSION;
        line = flaw == SdpFlaw.NONE ? 0 : Math.max(line, 1);
        description = null;
        bytes = null;
        section = null;
        transport = null;
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
        boolean isId = nextIsNumber();
        description.originIdAt = (char) place(words.wordAt());
        boolean isVersion = nextIsNumber();
        description.originVersionAt = (char) place(words.wordAt());
        return isId && isVersion ? SdpFlaw.NONE : SdpFlaw.NOT_A_NUMBER;
    }

    /** Two times, which nobody needs. */
    private int time() {
        return nextIsNumber() && nextIsNumber() ? SdpFlaw.NONE : SdpFlaw.NOT_A_NUMBER;
    }

    /** Whether the next word is a number of any length. */
    private boolean nextIsNumber() {
        boolean isNumber = words.nextWord();
        for (int i = 0; i < words.wordLength(); i++) {
            isNumber &= Ascii.isDigit(bytes[words.wordAt() + i]);
        }
        return isNumber;
    }

    // ---- Media lines ---------------------------------------------------------------------------

    private int media() {
        section = description.add();
        if (section == null) {
            return SdpFlaw.TOO_MANY_SECTIONS;
        }
        transport = section;
        section.setLine(lines.line());
        section.setDirection(description.session.direction());
        if (!words.nextWord()) {
            return SdpFlaw.MEDIA_LINE;
        }
        int named = words.wordIn(MediaKind.WORDS);
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
        if (!words.nextWord()) {
            return SdpFlaw.MEDIA_LINE;
        }
        if (kind != MediaKind.OTHER
                && words.wordIn(MediaKind.PROTOCOLS) == MediaKind.protocol(kind)) {
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

    private int place(int at) {
        return at - offset;
    }

    /** The attribute's name is the word at hand, and its value what is left. */
    private int attribute() {
        int name = words.nextPart(':') ? words.wordIn(SdpAttribute.WORDS) : WordList.NONE;
        if (section == null ? name < SdpAttribute.GROUP : name == SdpAttribute.GROUP) {
            return SdpFlaw.NONE;
        }
        switch (name) {
            case WordList.NONE:
                return SdpFlaw.NONE;
            case SdpAttribute.FINGERPRINT:
                return fingerprint();
            case SdpAttribute.ICE_UFRAG:
                return credential(SdpTransport.UFRAG, UFRAG_MIN);
            case SdpAttribute.ICE_PWD:
                return credential(SdpTransport.PASSWORD, PASSWORD_MIN);
            case SdpAttribute.ICE_OPTIONS:
                options();
                return SdpFlaw.NONE;
            case SdpAttribute.ICE_LITE:
                description.iceLite = true;
                return SdpFlaw.NONE;
            case SdpAttribute.SETUP:
                int setup = WordList.find(Setup.WORDS, bytes, words.at(), words.left()) + 1;
                transport.setSetup(setup);
                return setup == Setup.NONE ? SdpFlaw.SETUP : SdpFlaw.NONE;
            case SdpAttribute.GROUP:
                return group();
            case SdpAttribute.RTPMAP:
            case SdpAttribute.RTCP_FB:
            case SdpAttribute.FMTP:
                return ofPayloadType(name);
            case SdpAttribute.CANDIDATE:
                int at = words.wordAt();
                description.addCandidate(place(at), lines.valueEnd() - at);
                return SdpFlaw.NONE;
            case SdpAttribute.MID:
                return mid();
            default:
                if (name >= SdpAttribute.DIRECTIONS) {
                    transport.setDirection(name - SdpAttribute.DIRECTIONS);
                } else {
                    section.mark(SdpSection.BUNDLE_ONLY << name - SdpAttribute.FLAGS);
                }
                return SdpFlaw.NONE;
        }
    }

    private int credential(int which, int least) {
        int length = words.left();
        transport.setCredential(which, place(words.at()), length);
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
        while (words.nextPart(' ')) {
            int end = words.wordAt() + words.wordLength();
            for (int at = words.wordAt(); at <= end; at++) {
                int option = at;
                while (at < end && bytes[at] != ',') {
                    at++;
                }
                description.trickle |= WordList.find(TRICKLE, bytes, option, at - option) == 0;
            }
        }
    }

    /** Fingerprints of other hashes are passed over. */
    private int fingerprint() {
        if (!words.nextWord() || words.wordIn(SHA_256) < 0) {
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
        transport.setFingerprint(place(at));
        return SdpFlaw.NONE;
    }

    private int group() {
        if (words.nextWord() && words.wordIn(BUNDLE) == 0 && description.bundleLength == 0) {
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
        section.setMid(0, 0);
        boolean isTaken = withMid(at, length) >= 0;
        section.setMid(place(at), length);
        return isTaken ? SdpFlaw.MID : SdpFlaw.NONE;
    }

    /** The section that has this mid, so far; negative for none. */
    private int withMid(int at, int length) {
        for (int i = description.count - 1; i >= 0; i--) {
            SdpSection each = description.sections[i];
            if (each.midLength() == length
                    && Bytes.equal(bytes, description.midAt(each), bytes, at, length)) {
                return i;
            }
        }
        return -1;
    }

    // ---- Payload types -------------------------------------------------------------------------

    /** The first word is a payload type, for rtcp-fb maybe an asterisk: each of them. */
    private int ofPayloadType(int name) {
        if (!words.nextWord()) {
            return SdpFlaw.NOT_A_NUMBER;
        }
        boolean isAny =
                name == SdpAttribute.RTCP_FB
                        && words.wordLength() == 1
                        && bytes[words.wordAt()] == '*';
        int number = isAny ? 0 : words.wordNumber(PAYLOAD_TYPE_MAX);
        if (number < 0) {
            return SdpFlaw.NOT_A_NUMBER;
        }
        for (int i = 0; i < section.payloadTypes(); i++) {
            if (isAny || section.payloadType(i) == number) {
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
            int end = lines.valueEnd();
            while (end > words.at() && bytes[end - 1] == ' ') {
                end--;
            }
            int kind = WordList.find(Feedback.WORDS, bytes, words.at(), end - words.at());
            section.addFeedback(position, kind < 0 ? 0 : 1 << kind);
        } else {
            // Of H.264; which codec it is may be said later.
            while (words.nextPart(';')) {
                int format = section.format(position);
                section.setFormat(
                        position,
                        H264Format.with(format, bytes, words.wordAt(), words.wordLength()));
            }
        }
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
            int named = withMid(words.wordAt(), words.wordLength());
            if (named >= 0) {
                description.sections[named].mark(SdpSection.BUNDLED);
                if (description.tag < 0) {
                    description.tag = named;
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
