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

    private static final byte[] VERSION = {'v', '=', '0', '\r', '\n', 'o', '=', '-', ' '};
    private static final byte[] ORIGIN_ADDRESS = {
        ' ', 'I', 'N', ' ', 'I', 'P', '4', ' ', '0', '.', '0', '.', '0', '.', '0', '\r', '\n', 's',
        '=', '-', '\r', '\n', 't', '=', '0', ' ', '0', '\r', '\n'
    };
    private static final byte[] CONNECTION = {
        '\r', '\n', 'c', '=', 'I', 'N', ' ', 'I', 'P', '4', ' ', '0', '.', '0', '.', '0', '.', '0',
        '\r', '\n'
    };
    private static final byte[] GROUP = {
        'a', '=', 'g', 'r', 'o', 'u', 'p', ':', 'B', 'U', 'N', 'D', 'L', 'E'
    };
    private static final byte[] OPTIONS = {
        'a', '=', 'i', 'c', 'e', '-', 'o', 'p', 't', 'i', 'o', 'n', 's', ':', 't', 'r', 'i', 'c',
        'k', 'l', 'e', '\r', '\n'
    };
    private static final byte[] FINGERPRINT = {
        'a', '=', 'f', 'i', 'n', 'g', 'e', 'r', 'p', 'r', 'i', 'n', 't', ':', 's', 'h', 'a', '-',
        '2', '5', '6', ' '
    };
    private static final byte[] MEDIA = {'m', '='};
    private static final byte[] ATTRIBUTE = {'a', '='};
    private static final byte[] MID = {'a', '=', 'm', 'i', 'd', ':'};
    private static final byte[] RTCP_MUX = {
        'a', '=', 'r', 't', 'c', 'p', '-', 'm', 'u', 'x', '\r', '\n'
    };
    private static final byte[] SETUP = {'a', '=', 's', 'e', 't', 'u', 'p', ':'};
    private static final byte[] UFRAG = {
        'a', '=', 'i', 'c', 'e', '-', 'u', 'f', 'r', 'a', 'g', ':'
    };
    private static final byte[] PASSWORD = {'a', '=', 'i', 'c', 'e', '-', 'p', 'w', 'd', ':'};
    private static final byte[] MSID = {'a', '=', 'm', 's', 'i', 'd', ':'};
    private static final byte[] RTPMAP = {'a', '=', 'r', 't', 'p', 'm', 'a', 'p', ':'};
    private static final byte[] FMTP = {'a', '=', 'f', 'm', 't', 'p', ':'};
    private static final byte[] H264_PARAMETERS = {
        ' ', 'l', 'e', 'v', 'e', 'l', '-', 'a', 's', 'y', 'm', 'm', 'e', 't', 'r', 'y', '-', 'a',
        'l', 'l', 'o', 'w', 'e', 'd', '=', '1', ';', 'p', 'a', 'c', 'k', 'e', 't', 'i', 'z', 'a',
        't', 'i', 'o', 'n', '-', 'm', 'o', 'd', 'e', '=', '1', ';', 'p', 'r', 'o', 'f', 'i', 'l',
        'e', '-', 'l', 'e', 'v', 'e', 'l', '-', 'i', 'd', '='
    };
    private static final byte[] RTCP_FB = {'a', '=', 'r', 't', 'c', 'p', '-', 'f', 'b', ':'};
    private static final byte[] END_OF_CANDIDATES = {
        'a', '=', 'e', 'n', 'd', '-', 'o', 'f', '-', 'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e',
        's', '\r', '\n'
    };
    private static final byte[] DATA_CHANNEL = {
        ' ', 'w', 'e', 'b', 'r', 't', 'c', '-', 'd', 'a', 't', 'a', 'c', 'h', 'a', 'n', 'n', 'e',
        'l'
    };

    private final SdpStream[] streams;
    private final byte[] name;
    private final TextWriter out;
    private final IceCandidate candidate;

    private SdpSession session;

    /**
     * @param out to write with
     * @param candidate to read candidates of ours into
     */
    SdpText(SdpStream[] streams, byte[] name, TextWriter out, IceCandidate candidate) {
        this.streams = streams;
        this.name = name;
        this.out = out;
        this.candidate = candidate;
    }

    /**
     * Writes the session's description where {@link #out} writes: its length, or negative if it
     * does not fit.
     *
     * @param fingerprint of 32 bytes
     * @param candidates whether those that are waiting go with it as far as they fit
     * @param room bytes that candidates may take
     */
    int write(
            SdpSession session,
            byte[] fingerprint,
            int fingerprintAt,
            boolean candidates,
            int room) {
        this.session = session;
        out.put(VERSION);
        out.number(session.id());
        out.letter(' ');
        out.number(session.version());
        out.put(ORIGIN_ADDRESS);
        group();
        out.put(OPTIONS);
        out.put(FINGERPRINT);
        for (int i = 0; i < FINGERPRINT_BYTES; i++) {
            if (i > 0) {
                out.letter(':');
            }
            out.upperHexByte(fingerprint[fingerprintAt + i]);
        }
        newLine();
        int first = session.first();
        for (int row = 0; row < session.sections(); row++) {
            if (session.isAccepted(row)) {
                section(row);
            } else {
                refused(row);
            }
            if (row == first && candidates) {
                candidates(session.candidates, room);
            }
        }
        return out.length();
    }

    private void newLine() {
        out.letter('\r');
        out.letter('\n');
    }

    private void group() {
        boolean any = false;
        for (int row = 0; row < session.sections(); row++) {
            if (session.isAccepted(row) && session.isBundled(row)) {
                if (!any) {
                    out.put(GROUP);
                }
                any = true;
                out.letter(' ');
                mid(row);
            }
        }
        if (any) {
            newLine();
        }
    }

    private void mid(int row) {
        out.put(session.bytes(), session.midAt(row), session.midLength(row));
    }

    /** What a section says of its way, and a refused one too: aiortc looks for it there. */
    private void transport(int row, boolean isMedia) {
        if (session.midLength(row) > 0) {
            out.put(MID);
            mid(row);
            newLine();
        }
        out.put(ATTRIBUTE);
        out.put(Direction.word(session.direction(row)));
        newLine();
        if (isMedia) {
            out.put(RTCP_MUX);
        }
        out.put(SETUP);
        out.put(
                Setup.word(
                        session.description() == SdpSession.OFFER
                                ? Setup.ACTPASS
                                : session.setup()));
        newLine();
        out.put(UFRAG);
        IceCredentials credentials = session.credentials();
        out.put(credentials.letters, credentials.ufragAt, IceCredentials.UFRAG_LENGTH);
        newLine();
        out.put(PASSWORD);
        out.put(credentials.letters, credentials.passwordAt(), IceCredentials.PASSWORD_LENGTH);
        newLine();
    }

    private void section(int row) {
        SdpStream stream = streams[session.stream(row)];
        int number = session.payloadType(row);
        int kind = session.kind(row);
        out.put(MEDIA);
        out.put(MediaKind.word(kind));
        out.letter(' ');
        out.number(DISCARD_PORT);
        out.letter(' ');
        out.put(MediaKind.protocol(kind));
        out.letter(' ');
        out.number(number);
        out.put(CONNECTION);
        transport(row, kind != MediaKind.APPLICATION);
        if (Direction.sends(session.direction(row))) {
            out.put(MSID);
            out.put(name);
            out.letter(' ');
            out.put(MediaKind.word(kind));
            out.number(session.stream(row));
            newLine();
        }
        payloadMap(number, stream.codec);
        format(row, stream.codec, number);
    }

    private void payloadMap(int number, int codec) {
        out.put(RTPMAP);
        out.number(number);
        out.letter(' ');
        out.put(Codec.word(codec));
        newLine();
    }

    private void format(int row, int codec, int number) {
        if (codec == Codec.H264) {
            int profile = session.profileLevelId(row);
            out.put(FMTP);
            out.number(number);
            out.put(H264_PARAMETERS);
            out.hexByte(profile >> 16);
            out.hexByte(profile >> 8);
            out.hexByte(profile);
            newLine();
        }
        for (int kind = 0; kind < Feedback.KINDS; kind++) {
            if ((session.feedback(row) & 1 << kind) != 0) {
                out.put(RTCP_FB);
                out.number(number);
                out.letter(' ');
                out.put(Feedback.word(kind));
                newLine();
            }
        }
    }

    /** Kind and first payload type as they were offered. */
    private void refused(int row) {
        int kind = session.kind(row);
        out.put(MEDIA);
        out.put(MediaKind.word(kind));
        out.letter(' ');
        out.number(0);
        out.letter(' ');
        out.put(MediaKind.protocol(kind));
        boolean isMedia = kind != MediaKind.APPLICATION;
        if (isMedia) {
            out.letter(' ');
            out.number(session.payloadType(row));
        } else {
            out.put(DATA_CHANNEL);
        }
        out.put(CONNECTION);
        transport(row, isMedia);
        int codec = session.refusedCodec(row);
        if (codec != Codec.NONE) {
            payloadMap(session.payloadType(row), codec);
        }
    }

    private void candidates(CandidateRing candidates, int room) {
        int most = out.length() + room;
        int status = IceStatus.OK;
        while (status == IceStatus.OK) {
            int cursor = candidates.cursor();
            int before = out.length();
            status = candidates.next(candidate);
            if (status == IceStatus.OK) {
                out.put(ATTRIBUTE);
                candidate.write(out);
                newLine();
            } else if (status == IceStatus.END_OF_CANDIDATES) {
                out.put(END_OF_CANDIDATES);
            }
            int length = out.length();
            if (length < 0 || length > most) {
                out.back(before);
                candidates.rewind(cursor);
                return;
            }
        }
    }
}
