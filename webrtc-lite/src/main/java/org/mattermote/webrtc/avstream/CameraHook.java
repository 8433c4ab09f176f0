package org.mattermote.webrtc.avstream;

/** What a camera does when its streams and settings change; none of it may wait. */
public interface CameraHook {
    /**
     * A stream is there, at boot or from now on, or its ranges became narrower: all that is sent of
     * it is within them.
     *
     * @param streams what it is in: {@link StreamTable#kind}, {@link StreamTable#value}
     */
    void configured(StreamTable streams, int id);

    /** A stream is no more. Nobody used it. */
    void removed(StreamTable streams, int id);

    /** At boot, and when one of them changes: while true nothing is delivered to such sessions. */
    void privacy(boolean livestream, boolean recording, boolean hard);

    /** At boot and on changes: the part of the sensor that all streams show, pixels. */
    void viewport(int x1, int y1, int x2, int y2);

    /**
     * At boot and on changes.
     *
     * @param muted whether it is silence that is sent
     * @param level 0 to {@link CameraSettings#maxMicrophoneLevel}
     */
    void microphone(boolean muted, int level);

    /**
     * Asks for a picture.
     *
     * @param id snapshot stream that it is of
     * @param width that is preferred, pixels
     * @param picture where to say where it is; its bytes are copied before anything else is asked
     * @return an {@code ImStatus}: SUCCESS, or what the command is answered with
     */
    int capture(StreamTable streams, int id, int width, int height, Picture picture);
}
