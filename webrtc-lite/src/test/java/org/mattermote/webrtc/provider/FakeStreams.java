package org.mattermote.webrtc.provider;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A camera with video stream 7, audio stream 8, and references on them counted. */
final class FakeStreams implements CameraStreams {
    final Set<Integer> videos = new TreeSet<>(Set.of(7, 9));
    final Set<Integer> audios = new TreeSet<>(Set.of(8));
    final Set<Integer> usages = new TreeSet<>(Set.of(1, 2, 3));
    final Map<Integer, Integer> references = new TreeMap<>();
    boolean hard;
    boolean live;
    boolean recording;
    boolean resources = true;

    @Override
    public boolean isHardPrivacyOn() {
        return hard;
    }

    @Override
    public boolean isSoftLivestreamPrivacyOn() {
        return live;
    }

    @Override
    public boolean isSoftRecordingPrivacyOn() {
        return recording;
    }

    @Override
    public boolean hasVideo(int stream) {
        return videos.contains(stream);
    }

    @Override
    public boolean hasAudio(int stream) {
        return audios.contains(stream);
    }

    @Override
    public boolean hasAnyVideo() {
        return !videos.isEmpty();
    }

    @Override
    public boolean hasAnyAudio() {
        return !audios.isEmpty();
    }

    @Override
    public boolean supportsUsage(int usage) {
        return usages.contains(usage);
    }

    @Override
    public boolean hasResources(int usage) {
        return resources;
    }

    @Override
    public void referVideo(int stream, int change) {
        refer(stream, change);
    }

    @Override
    public void referAudio(int stream, int change) {
        refer(stream, change);
    }

    private void refer(int stream, int change) {
        references.merge(stream, change, Integer::sum);
        references.remove(stream, 0);
    }
}
