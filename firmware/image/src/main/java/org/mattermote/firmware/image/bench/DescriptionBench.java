package org.mattermote.firmware.image.bench;

import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.Feedback;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpFlaw;
import org.mattermote.webrtc.sdp.SdpParser;
import org.mattermote.webrtc.sdp.SdpSession;
import org.mattermote.webrtc.sdp.SdpStream;
import org.mattermote.webrtc.sdp.SdpWriter;
import org.mattermote.webrtc.text.TextWriter;

/** Reads an offer, and answers it. */
public final class DescriptionBench {
    private static final int READ = 0;

    public static final int COUNT = 2;

    /** How often is enough for a figure. */
    public static final int TIMES = 10;

    private static final int SDP_LEN = 2048;

    private final SdpDescription description = new SdpDescription();
    private final SdpSession session = new SdpSession(SdpDescription.SECTIONS, 1);
    private final SdpParser parser = new SdpParser(2 * SDP_LEN);
    private final byte[] random = new byte[IceCredentials.RANDOM_LENGTH];
    private final byte[] offer;
    private final SdpWriter writer;
    private final byte[] written = new byte[SDP_LEN];
    private final byte[] fingerprint = new byte[32];

    public DescriptionBench(byte[] offer) {
        this.offer = offer;
        SdpStream[] streams = {
            new SdpStream(
                    Codec.H264,
                    Direction.SENDONLY,
                    102,
                    SdpStream.H264_LEVEL_3_1,
                    Feedback.NACK | Feedback.NACK_PLI),
            new SdpStream(Codec.OPUS, Direction.SENDRECV, 111, 0, 0)
        };
        byte[] name = {'c', 'a', 'm', 'e', 'r', 'a'};
        writer =
                new SdpWriter(
                        SDP_LEN,
                        SdpDescription.SECTIONS,
                        streams,
                        name,
                        new TextWriter(),
                        new IceCandidate());
        writer.lend(new byte[SdpWriter.recordLength(SdpDescription.SECTIONS)], 0);
    }

    /** False if it cannot be done. */
    public boolean run(int what) {
        boolean isDone = true;
        for (int i = 0; i < TIMES; i++) {
            isDone = isDone && (what == READ ? read() : answer());
        }
        return isDone;
    }

    private boolean read() {
        return parser.read(offer, 0, offer.length, description) == SdpFlaw.NONE;
    }

    private boolean answer() {
        if (writer.answer(description, session, SdpWriter.ALL, random, 0) != SdpFlaw.NONE) {
            return false;
        }
        writer.commit(session);
        return writer.write(session, written, 0, written.length, fingerprint, 0) > 0;
    }
}
