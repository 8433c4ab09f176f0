package org.mattermote.webrtc.sdp;

import org.mattermote.webrtc.ice.CandidateRing;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.ice.IceStatus;
import org.mattermote.webrtc.text.TextWriter;

/**
 * The lines of a description of ours. What is said of all sections is said once, except for the
 * user fragment, the password and setup, which some only look for in a section.
 *
 * <pre>
 * v o s t
 * a=group:BUNDLE of the accepted sections    a=ice-options:trickle    a=fingerprint
 *   m c a=mid a=DIRECTION a=rtcp-mux a=setup a=ice-ufrag a=ice-pwd a=msid
 *   a=rtpmap a=fmtp a=rtcp-fb...                                first accepted section: a=candidate...
 *   m c a=mid a=inactive a=rtcp-mux a=setup a=ice-ufrag a=ice-pwd a=rtpmap    refused section, port 0
 * </pre>
 */
final class SdpText {
    static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'};

    private static final int FINGERPRINT_BYTES = 32;
    private static final int DISCARD_PORT = 9;

    // In the lines below what is fixed stands behind its length. What else is written, in brackets
    // where the lines are shown:

    /** Behind the last line. */
    private static final byte END = -1;

    private static final byte ID = -2;
    private static final byte VERSION = -3;

    /** Of the bundle's sections, a space before each. */
    private static final byte MIDS = -4;

    private static final byte KIND = -5;
    private static final byte PORT = -6;
    private static final byte PROTOCOL = -7;

    /** Payload type, or what data goes by. */
    private static final byte FORMAT = -8;

    private static final byte MID = -9;
    private static final byte DIRECTION = -10;
    private static final byte SETUP = -11;
    private static final byte UFRAG = -12;
    private static final byte PASSWORD = -13;

    /** Of the product. */
    private static final byte NAME = -14;

    private static final byte STREAM = -15;

    /** Payload type. */
    private static final byte NUMBER = -16;

    private static final byte CODEC = -17;
    private static final byte PROFILE = -18;

    /** Kind of {@link Feedback}. */
    private static final byte FEEDBACK = -19;

    private static final byte CANDIDATE = -20;

    // The same at the beginning of a line: whether there is one.

    private static final byte IF_BUNDLE = -21;
    private static final byte IF_MID = -22;

    /** Not for data. */
    private static final byte IF_MEDIA = -23;

    private static final byte IF_SENDS = -24;
    private static final byte IF_CODEC = -25;
    private static final byte IF_H264 = -26;

    /** What each is about: the place of a field in a section of {@link SdpSession}, from ID on. */
    private static final byte[] FIELDS = {
        0,
        0,
        0,
        SdpSession.KIND,
        SdpSession.STREAM,
        SdpSession.KIND,
        SdpSession.PAYLOAD_TYPE,
        0,
        SdpSession.DIRECTION,
        0,
        0,
        0,
        0,
        SdpSession.STREAM,
        SdpSession.PAYLOAD_TYPE,
        SdpSession.CODEC,
        0,
        0,
        0,
        SdpSession.BUNDLED,
        SdpSession.MID_LENGTH,
        SdpSession.KIND,
        SdpSession.DIRECTION,
        SdpSession.CODEC,
        SdpSession.CODEC
    };

    /**
     * Of the session:
     *
     * <pre>
     * v=0
     * o=- [ID] [VERSION] IN IP4 0.0.0.0
     * s=-
     * t=0 0
     * [IF_BUNDLE]a=group:BUNDLE[MIDS]
     * a=ice-options:trickle
     * a=fingerprint:sha-256
     * </pre>
     */
    private static final byte[] HEAD = {
        9, 'v', '=', '0', '\r', '\n', 'o', '=', '-', ' ', ID, 1, ' ', VERSION, 29, ' ', 'I', 'N',
        ' ', 'I', 'P', '4', ' ', '0', '.', '0', '.', '0', '.', '0', '\r', '\n', 's', '=', '-', '\r',
        '\n', 't', '=', '0', ' ', '0', '\r', '\n', IF_BUNDLE, 14, 'a', '=', 'g', 'r', 'o', 'u', 'p',
        ':', 'B', 'U', 'N', 'D', 'L', 'E', MIDS, 2, '\r', '\n', 45, 'a', '=', 'i', 'c', 'e', '-',
        'o', 'p', 't', 'i', 'o', 'n', 's', ':', 't', 'r', 'i', 'c', 'k', 'l', 'e', '\r', '\n', 'a',
        '=', 'f', 'i', 'n', 'g', 'e', 'r', 'p', 'r', 'i', 'n', 't', ':', 's', 'h', 'a', '-', '2',
        '5', '6', ' ', END
    };

    /**
     * Of a section, accepted or refused:
     *
     * <pre>
     * m=[KIND] [PORT] [PROTOCOL] [FORMAT]
     * c=IN IP4 0.0.0.0
     * [IF_MID]a=mid:[MID]
     * a=[DIRECTION]
     * [IF_MEDIA]a=rtcp-mux
     * a=setup:[SETUP]
     * a=ice-ufrag:[UFRAG]
     * a=ice-pwd:[PASSWORD]
     * [IF_SENDS]a=msid:[NAME] [KIND][STREAM]
     * [IF_CODEC]a=rtpmap:[NUMBER] [CODEC]
     * [IF_H264]a=fmtp:[NUMBER] level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=[PROFILE]
     * </pre>
     */
    private static final byte[] SECTION = {
        2, 'm', '=', KIND, 1, ' ', PORT, 1, ' ', PROTOCOL, 1, ' ', FORMAT, 20, '\r', '\n', 'c', '=',
        'I', 'N', ' ', 'I', 'P', '4', ' ', '0', '.', '0', '.', '0', '.', '0', '\r', '\n', IF_MID, 6,
        'a', '=', 'm', 'i', 'd', ':', MID, 2, '\r', '\n', 2, 'a', '=', DIRECTION, 2, '\r', '\n',
        IF_MEDIA, 12, 'a', '=', 'r', 't', 'c', 'p', '-', 'm', 'u', 'x', '\r', '\n', 8, 'a', '=',
        's', 'e', 't', 'u', 'p', ':', SETUP, 14, '\r', '\n', 'a', '=', 'i', 'c', 'e', '-', 'u', 'f',
        'r', 'a', 'g', ':', UFRAG, 12, '\r', '\n', 'a', '=', 'i', 'c', 'e', '-', 'p', 'w', 'd', ':',
        PASSWORD, 2, '\r', '\n', IF_SENDS, 7, 'a', '=', 'm', 's', 'i', 'd', ':', NAME, 1, ' ', KIND,
        STREAM, 2, '\r', '\n', IF_CODEC, 9, 'a', '=', 'r', 't', 'p', 'm', 'a', 'p', ':', NUMBER, 1,
        ' ', CODEC, 2, '\r', '\n', IF_H264, 7, 'a', '=', 'f', 'm', 't', 'p', ':', NUMBER, 65, ' ',
        'l', 'e', 'v', 'e', 'l', '-', 'a', 's', 'y', 'm', 'm', 'e', 't', 'r', 'y', '-', 'a', 'l',
        'l', 'o', 'w', 'e', 'd', '=', '1', ';', 'p', 'a', 'c', 'k', 'e', 't', 'i', 'z', 'a', 't',
        'i', 'o', 'n', '-', 'm', 'o', 'd', 'e', '=', '1', ';', 'p', 'r', 'o', 'f', 'i', 'l', 'e',
        '-', 'l', 'e', 'v', 'e', 'l', '-', 'i', 'd', '=', PROFILE, 2, '\r', '\n', END
    };

    /** {@code a=rtcp-fb:[NUMBER] [FEEDBACK]} */
    private static final byte[] FEEDBACK_LINE = {
        10, 'a', '=', 'r', 't', 'c', 'p', '-', 'f', 'b', ':', NUMBER, 1, ' ', FEEDBACK, 2, '\r',
        '\n', END
    };

    private static final byte[] CANDIDATE_LINE = {2, 'a', '=', CANDIDATE, 2, '\r', '\n', END};

    private static final byte[] CANDIDATES_END = {
        21, 'a', '=', 'e', 'n', 'd', '-', 'o', 'f', '-', 'c', 'a', 'n', 'd', 'i', 'd', 'a', 't',
        'e', 's', '\r', '\n', END
    };

    private final byte[] name;
    private final TextWriter out;
    private final IceCandidate candidate;

    private SdpSession session;

    /**
     * @param out to write with
     * @param candidate to read candidates of ours into
     */
    SdpText(byte[] name, TextWriter out, IceCandidate candidate) {
        this.name = name;
        this.out = out;
        this.candidate = candidate;
    }

    /**
     * Writes the session's description where {@link #out} writes: its length, or negative if it
     * does not fit.
     *
     * @param session with a section that is not refused
     * @param fingerprint of 32 bytes
     * @param room bytes that candidates which are waiting may take
     */
    int write(SdpSession session, byte[] fingerprint, int fingerprintAt, int room) {
        this.session = session;
        int first = session.first();
        lines(HEAD, first, 0);
        for (int i = 0; i < FINGERPRINT_BYTES; i++) {
            if (i > 0) {
                out.letter(':');
            }
            out.upperHexByte(fingerprint[fingerprintAt + i]);
        }
        out.letter('\r');
        out.letter('\n');
        for (int row = 0; row < session.sections(); row++) {
            lines(SECTION, row, 0);
            int feedback = session.isAccepted(row) ? session.feedback(row) : 0;
            for (int kind = 0; kind < Feedback.KINDS; kind++) {
                if ((feedback & 1 << kind) != 0) {
                    lines(FEEDBACK_LINE, row, kind);
                }
            }
            if (row == first && room > 0) {
                candidates(session.candidates, room);
            }
        }
        return out.length();
    }

    /** Writes lines of those above, about section {@code row} and a kind of {@link Feedback}. */
    private void lines(byte[] lines, int row, int feedback) {
        int i = 0;
        int what = lines[i++];
        while (what != END) {
            if (what > 0) {
                out.put(lines, i, what);
                i += what;
            } else {
                int value = session.field(row, FIELDS[ID - what]);
                if (what > IF_BUNDLE) {
                    insert(what, row, value, feedback);
                } else if (!isThere(what, row, value)) {
                    while (lines[i - 1] != '\n') {
                        i += Math.max(0, lines[i]) + 1;
                    }
                }
            }
            what = lines[i++];
        }
    }

    private boolean isThere(int what, int row, int value) {
        switch (what) {
            case IF_MEDIA:
                return value != MediaKind.APPLICATION;
            case IF_SENDS:
                return Direction.sends(value);
            case IF_H264:
                return value == Codec.H264 && session.isAccepted(row);
            default:
                return value != 0;
        }
    }

    private void insert(int what, int row, int value, int feedback) {
        switch (what) {
            case ID:
                out.number(session.id());
                break;
            case VERSION:
                out.number(session.version());
                break;
            case MIDS:
                for (int i = 0; i < session.sections(); i++) {
                    if (session.isAccepted(i) && session.isBundled(i)) {
                        out.letter(' ');
                        mid(i);
                    }
                }
                break;
            case KIND:
                out.word(MediaKind.WORDS, value);
                break;
            case PORT:
                out.number(value < 0 ? 0 : DISCARD_PORT);
                break;
            case PROTOCOL:
                out.word(MediaKind.PROTOCOLS, MediaKind.protocol(value));
                break;
            case FORMAT:
                if (session.kind(row) == MediaKind.APPLICATION) {
                    out.word(MediaKind.PROTOCOLS, MediaKind.DATA_CHANNEL);
                } else {
                    out.number(value);
                }
                break;
            case MID:
                mid(row);
                break;
            case DIRECTION:
                out.word(SdpAttribute.WORDS, SdpAttribute.DIRECTIONS + value);
                break;
            case SETUP:
                boolean isOffer = session.description() == SdpSession.OFFER;
                out.word(Setup.WORDS, (isOffer ? Setup.ACTPASS : session.setup()) - 1);
                break;
            case UFRAG:
                credential(0, IceCredentials.UFRAG_LENGTH);
                break;
            case PASSWORD:
                credential(IceCredentials.UFRAG_LENGTH, IceCredentials.PASSWORD_LENGTH);
                break;
            case NAME:
                out.put(name);
                break;
            case STREAM:
            case NUMBER:
                out.number(value);
                break;
            case CODEC:
                out.word(Codec.WORDS, value - 1);
                break;
            case PROFILE:
                out.hex(session.profileLevelId(row), 6);
                break;
            case FEEDBACK:
                out.word(Feedback.WORDS, feedback);
                break;
            default:
                candidate.write(out);
                break;
        }
    }

    private void mid(int row) {
        out.put(session.record, session.midAt(row), session.midLength(row));
    }

    private void credential(int from, int length) {
        out.put(session.record, session.credentialsAt() + from, length);
    }

    private void candidates(CandidateRing candidates, int room) {
        int most = out.length() + room;
        while (candidates.waiting() > 0) {
            int cursor = candidates.cursor();
            int before = out.length();
            boolean isEnd = candidates.next(candidate) == IceStatus.END_OF_CANDIDATES;
            lines(isEnd ? CANDIDATES_END : CANDIDATE_LINE, 0, 0);
            int length = out.length();
            if (length < 0 || length > most) {
                out.back(before);
                candidates.rewind(cursor);
                return;
            }
        }
    }
}
