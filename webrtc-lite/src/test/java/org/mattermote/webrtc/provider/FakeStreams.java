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
    public boolean isPrivate(int usage) {
        return hard || live && usage == 3 || recording && (usage == 1 || usage == 2);
    }

    @Override
    public boolean has(boolean video, int stream) {
        return streams(video).contains(stream);
    }

    @Override
    public boolean hasAny(boolean video) {
        return !streams(video).isEmpty();
    }

    private Set<Integer> streams(boolean video) {
        return video ? videos : audios;
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
    public boolean refer(boolean video, int stream, int change) {
        if (!streams(video).contains(stream)) {
            return false;
        }
        references.merge(stream, change, Integer::sum);
        references.remove(stream, 0);
        return true;
    }
}
