package org.mattermote.webrtc.sdp;

/** One stream a maker's product has, as it is fixed at boot. */
public final class SdpStream {
    /** Constrained baseline, level 3.1: 1280 by 720 at 30 pictures a second. */
    public static final int H264_LEVEL_3_1 = 0x42E01F;

    final int codec;
    final int direction;
    final int payloadType;
    final int profileLevelId;
    final int feedback;

    /**
     * @param codec of {@link Codec}
     * @param direction of {@link Direction}: a camera's picture is SENDONLY, a doorbell's sound
     *     SENDRECV
     * @param payloadType what an offer of ours calls it, 96 to 127 (0 for PCMU, 8 for PCMA)
     * @param profileLevelId of constrained baseline, H.264 only; 0 otherwise
     * @param feedback bits of {@link Feedback} that who does the media obeys
     */
    public SdpStream(int codec, int direction, int payloadType, int profileLevelId, int feedback) {
        this.codec = codec;
        this.direction = direction;
        this.payloadType = payloadType;
        this.profileLevelId = profileLevelId;
        this.feedback = feedback;
    }

    /** Of {@link Codec}. */
    public int codec() {
        return codec;
    }
}
