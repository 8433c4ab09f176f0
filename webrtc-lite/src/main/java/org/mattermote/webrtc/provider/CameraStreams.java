package org.mattermote.webrtc.provider;

/** The streams of the camera, and its privacy: what Camera AV Stream Management knows. */
public interface CameraStreams {
    /** Whether privacy keeps streams of this usage from whoever asks for them. */
    boolean isPrivate(int usage);

    /** Whether a video stream, or else an audio stream, is allocated. */
    boolean has(boolean video, int stream);

    /** Whether any video stream, or else any audio stream, is allocated. */
    boolean hasAny(boolean video);

    /** Whether the usage is among the stream usage priorities. */
    boolean supportsUsage(int usage);

    /** Whether a further session of this usage can be served. */
    boolean hasResources(int usage);

    /**
     * Counts the references on a video or an audio stream: 1 for one more, −1 for one less.
     *
     * @return whether it did: a stream that is not allocated has none
     */
    boolean refer(boolean video, int stream, int change);
}
