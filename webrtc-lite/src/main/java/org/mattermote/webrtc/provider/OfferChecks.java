package org.mattermote.webrtc.provider;

import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.UtcClock;
import org.mattermote.webrtc.media.OfferParams;

/** Whether a new session may be: privacy, the camera's streams, TLS without a clock. */
final class OfferChecks {
    // What is wrong with streams; of both kinds, what comes first here.

    private static final int NOT_ALLOCATED = 1;
    private static final int NONE_ALLOCATED = 2;
    private static final int TWICE = 3;
    private static final int NOTHING = 4;

    /** Null where the media port looks after streams and privacy. */
    private final CameraStreams streams;

    private final UtcClock clock;

    OfferChecks(CameraStreams streams, UtcClock clock) {
        this.streams = streams;
        this.clock = clock;
    }

    /**
     * @param exhausted status when there are no resources for the usage
     */
    int check(ProviderRequest request, int exhausted) {
        int status = ImStatus.SUCCESS;
        if (streams != null) {
            status =
                    streams.isPrivate(request.params.usage)
                            ? ImStatus.INVALID_IN_STATE
                            : checkStreams(request, exhausted);
        }
        if (status == ImStatus.SUCCESS && request.hasSframe) {
            status = ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        boolean isSecure = request.params.hasIceServers && request.servers.isSecure();
        if (status == ImStatus.SUCCESS && isSecure && clock.epochMicros() < 0) {
            status = ImStatus.INVALID_IN_STATE;
        }
        return status;
    }

    private int checkStreams(ProviderRequest request, int exhausted) {
        OfferParams p = request.params;
        // Lists or single ids, be it of different kinds.
        if (p.videoStreamCount + p.audioStreamCount > 0
                && Math.max(p.videoStream, p.audioStream) != OfferParams.ABSENT) {
            return ImStatus.INVALID_COMMAND;
        }
        int video = flaw(true, p.videoStream, p.videoStreams, p.videoStreamCount);
        int audio = flaw(false, p.audioStream, p.audioStreams, p.audioStreamCount);
        switch (Math.min(video, audio)) {
            case NOT_ALLOCATED:
                return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
            case NONE_ALLOCATED:
                return ImStatus.INVALID_IN_STATE;
            case TWICE:
                return ImStatus.ALREADY_EXISTS;
            default:
                break;
        }
        if (!streams.supportsUsage(p.usage)) {
            return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        return streams.hasResources(p.usage) ? ImStatus.SUCCESS : exhausted;
    }

    /** What is wrong with the streams of one kind. */
    private int flaw(boolean video, int stream, char[] list, int count) {
        boolean any = streams.hasAny(video);
        if (stream >= 0 && !streams.has(video, stream)) {
            return NOT_ALLOCATED;
        }
        boolean twice = false;
        for (int i = 0; i < count; i++) {
            // With none allocated, that is what is wrong.
            if (any && !streams.has(video, list[i])) {
                return NOT_ALLOCATED;
            }
            for (int j = 0; j < i; j++) {
                twice |= list[i] == list[j];
            }
        }
        if (!any && (stream == OfferParams.NULL || count > 0)) {
            return NONE_ALLOCATED;
        }
        return twice ? TWICE : NOTHING;
    }
}
