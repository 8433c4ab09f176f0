package org.mattermote.webrtc.provider;

/** The streams of the camera, and its privacy: what Camera AV Stream Management knows. */
public interface CameraStreams {
    boolean isHardPrivacyOn();

    boolean isSoftLivestreamPrivacyOn();

    boolean isSoftRecordingPrivacyOn();

    /** Whether a video stream is allocated. */
    boolean hasVideo(int stream);

    boolean hasAudio(int stream);

    /** Whether any video stream is allocated. */
    boolean hasAnyVideo();

    boolean hasAnyAudio();

    /** Whether the usage is among the stream usage priorities. */
    boolean supportsUsage(int usage);

    /** Whether a further session of this usage can be served. */
    boolean hasResources(int usage);

    /** Counts the references on a video stream: 1 for one more, −1 for one less. */
    void referVideo(int stream, int change);

    void referAudio(int stream, int change);
}
