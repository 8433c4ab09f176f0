package org.mattermote.webrtc.sdp;

/** A recorded offer that a camera with picture and sound has answered. */
public final class Agreement {
    /** The streams of the camera. */
    public static final SdpStream[] STREAMS = {SdpBench.PICTURE, SdpBench.SOUND};

    public final String text;
    public final SdpDescription peer;
    public final SdpSession session;

    public Agreement(String recorded) {
        SdpBench bench = SdpBench.camera();
        text = SdpBench.recordedText(recorded);
        bench.take(text).answer();
        peer = bench.description;
        session = bench.session;
    }

    /** An offer with these letters in place of others. */
    public Agreement(String recorded, String letters, String others) {
        SdpBench bench = SdpBench.camera();
        text = SdpBench.recordedText(recorded).replaceAll(letters, others);
        bench.take(text).answer();
        peer = bench.description;
        session = bench.session;
    }
}
