package org.mattermote.webrtc.sdp;

import org.mattermote.webrtc.text.TextReader;

/** What a section is for. */
public final class MediaKind {
    public static final int AUDIO = 0;
    public static final int VIDEO = 1;

    /** A data channel. */
    public static final int APPLICATION = 2;

    /** Something that WebRTC has no use for. */
    public static final int OTHER = 3;

    private static final byte[] AUDIO_WORD = {'a', 'u', 'd', 'i', 'o'};
    private static final byte[] VIDEO_WORD = {'v', 'i', 'd', 'e', 'o'};
    private static final byte[] APPLICATION_WORD = {
        'a', 'p', 'p', 'l', 'i', 'c', 'a', 't', 'i', 'o', 'n'
    };
    private static final byte[] RTP_PROTOCOL = {
        'U', 'D', 'P', '/', 'T', 'L', 'S', '/', 'R', 'T', 'P', '/', 'S', 'A', 'V', 'P', 'F'
    };
    private static final byte[] DATA_PROTOCOL = {
        'U', 'D', 'P', '/', 'D', 'T', 'L', 'S', '/', 'S', 'C', 'T', 'P'
    };

    private MediaKind() {}

    /** The kind that the word at hand names. */
    static int of(TextReader words) {
        for (int kind = AUDIO; kind < OTHER; kind++) {
            if (words.wordIs(word(kind))) {
                return kind;
            }
        }
        return OTHER;
    }

    static byte[] word(int kind) {
        switch (kind) {
            case AUDIO:
                return AUDIO_WORD;
            case VIDEO:
                return VIDEO_WORD;
            default:
                return APPLICATION_WORD;
        }
    }

    /** The only protocol that media of {@code kind} goes over. */
    static byte[] protocol(int kind) {
        return kind == APPLICATION ? DATA_PROTOCOL : RTP_PROTOCOL;
    }
}
