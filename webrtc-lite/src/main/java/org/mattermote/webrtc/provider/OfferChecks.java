package org.mattermote.webrtc.provider;

import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.UtcClock;
import org.mattermote.webrtc.media.OfferParams;
import org.mattermote.webrtc.spec.WebRtcTypes;

/** Whether a new session may be: privacy, the camera's streams, TLS without a clock. */
final class OfferChecks {
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
            status = checkPrivacy(request.params.usage);
            if (status == ImStatus.SUCCESS) {
                status = checkStreams(request, exhausted);
            }
        }
        if (status == ImStatus.SUCCESS && request.hasSframe) {
            status = ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        if (status == ImStatus.SUCCESS && request.hasSecureServer && clock.epochMicros() < 0) {
            status = ImStatus.INVALID_IN_STATE;
        }
        return status;
    }

    private int checkPrivacy(int usage) {
        boolean live = usage == WebRtcTypes.STREAM_USAGE_LIVE_VIEW;
        boolean recorded =
                usage == WebRtcTypes.STREAM_USAGE_RECORDING
                        || usage == WebRtcTypes.STREAM_USAGE_ANALYSIS;
        boolean closed =
                streams.isHardPrivacyOn()
                        || live && streams.isSoftLivestreamPrivacyOn()
                        || recorded && streams.isSoftRecordingPrivacyOn();
        return closed ? ImStatus.INVALID_IN_STATE : ImStatus.SUCCESS;
    }

    private int checkStreams(ProviderRequest request, int exhausted) {
        OfferParams p = request.params;
        if (isBoth(p.videoStream, p.videoStreamCount)
                || isBoth(p.audioStream, p.audioStreamCount)) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!isAllocated(p)) {
            return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        if (isOpen(p.videoStream, p.videoStreamCount) && !streams.hasAnyVideo()
                || isOpen(p.audioStream, p.audioStreamCount) && !streams.hasAnyAudio()) {
            return ImStatus.INVALID_IN_STATE;
        }
        if (hasTwice(p.videoStreams, p.videoStreamCount)
                || hasTwice(p.audioStreams, p.audioStreamCount)) {
            return ImStatus.ALREADY_EXISTS;
        }
        if (!streams.supportsUsage(p.usage)) {
            return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        return streams.hasResources(p.usage) ? ImStatus.SUCCESS : exhausted;
    }

    private static boolean isBoth(int stream, int listed) {
        return stream != OfferParams.ABSENT && listed > 0;
    }

    /** A list is looked at when any stream is allocated: with none, that is what is wrong. */
    private boolean isAllocated(OfferParams p) {
        boolean good =
                (p.videoStream < 0 || streams.hasVideo(p.videoStream))
                        && (p.audioStream < 0 || streams.hasAudio(p.audioStream));
        for (int i = 0; i < p.videoStreamCount && streams.hasAnyVideo(); i++) {
            good &= streams.hasVideo(p.videoStreams[i]);
        }
        for (int i = 0; i < p.audioStreamCount && streams.hasAnyAudio(); i++) {
            good &= streams.hasAudio(p.audioStreams[i]);
        }
        return good;
    }

    private static boolean isOpen(int stream, int listed) {
        return stream == OfferParams.NULL || listed > 0;
    }

    private static boolean hasTwice(char[] streams, int count) {
        for (int i = 1; i < count; i++) {
            for (int j = 0; j < i; j++) {
                if (streams[i] == streams[j]) {
                    return true;
                }
            }
        }
        return false;
    }
}
