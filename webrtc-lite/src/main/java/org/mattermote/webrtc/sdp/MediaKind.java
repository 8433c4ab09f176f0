package org.mattermote.webrtc.sdp;

import static org.mattermote.webrtc.text.WordList.EXACT;

/** What a section is for. */
public final class MediaKind {
    public static final int AUDIO = 0;
    public static final int VIDEO = 1;

    /** A data channel. */
    public static final int APPLICATION = 2;

    /** Something that WebRTC has no use for. */
    public static final int OTHER = 3;

    /** Names of the kinds: audio, video, application. */
    static final byte[] WORDS = {
        EXACT, 5, 'a', 'u', 'd', 'i', 'o', 5, 'v', 'i', 'd', 'e', 'o', 11, 'a', 'p', 'p', 'l', 'i',
        'c', 'a', 't', 'i', 'o', 'n'
    };

    /** Of {@link #PROTOCOLS}: what data goes by over its protocol. */
    static final int DATA_CHANNEL = 2;

    /**
     * What they go over: audio and video, and data; and what data goes by: UDP/TLS/RTP/SAVPF,
     * UDP/DTLS/SCTP, webrtc-datachannel.
     */
    static final byte[] PROTOCOLS = {
        EXACT, 17, 'U', 'D', 'P', '/', 'T', 'L', 'S', '/', 'R', 'T', 'P', '/', 'S', 'A', 'V', 'P',
        'F', 13, 'U', 'D', 'P', '/', 'D', 'T', 'L', 'S', '/', 'S', 'C', 'T', 'P', 18, 'w', 'e', 'b',
        'r', 't', 'c', '-', 'd', 'a', 't', 'a', 'c', 'h', 'a', 'n', 'n', 'e', 'l'
    };

    private MediaKind() {}

    /** Index of the only protocol that media of {@code kind} goes over. */
    static int protocol(int kind) {
        return kind == APPLICATION ? 1 : 0;
    }
}
