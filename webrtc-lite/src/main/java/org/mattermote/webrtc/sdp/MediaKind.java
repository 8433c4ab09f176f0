package org.mattermote.webrtc.sdp;

import org.mattermote.webrtc.text.WordList;

/** What a section is for. */
public final class MediaKind {
    public static final int AUDIO = 0;
    public static final int VIDEO = 1;

    /** A data channel. */
    public static final int APPLICATION = 2;

    /** Something that WebRTC has no use for. */
    public static final int OTHER = 3;

    /** Names of the kinds. */
    static final byte[] WORDS = {
        WordList.EXACT,
        5,
        'a',
        'u',
        'd',
        'i',
        'o', // audio
        5,
        'v',
        'i',
        'd',
        'e',
        'o', // video
        11,
        'a',
        'p',
        'p',
        'l',
        'i',
        'c',
        'a',
        't',
        'i',
        'o',
        'n' // application
    };

    /** What they go over: audio and video, and data. */
    static final byte[] PROTOCOLS = {
        WordList.EXACT,
        17,
        'U',
        'D',
        'P',
        '/',
        'T',
        'L',
        'S',
        '/',
        'R',
        'T',
        'P',
        '/',
        'S',
        'A',
        'V',
        'P',
        'F', // UDP/TLS/RTP/SAVPF
        13,
        'U',
        'D',
        'P',
        '/',
        'D',
        'T',
        'L',
        'S',
        '/',
        'S',
        'C',
        'T',
        'P' // UDP/DTLS/SCTP
    };

    private MediaKind() {}

    /** Index of the only protocol that media of {@code kind} goes over. */
    static int protocol(int kind) {
        return kind == APPLICATION ? 1 : 0;
    }
}
