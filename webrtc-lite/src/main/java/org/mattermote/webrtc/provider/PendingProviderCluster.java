package org.mattermote.webrtc.provider;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.UtcClock;
import org.mattermote.webrtc.media.MediaHook;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.spec.WebRtcTransportProviderSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * A provider whose media hook may answer later. It has one command of its own at a time; the rest
 * of the node goes on meanwhile.
 *
 * <pre>
 *  command  | event                               | next
 *  ---------+-------------------------------------+--------------------------------------------
 *  none     | one that asks the media hook        | begun, in the next poll
 *  begun    | hook: PENDING                       | waiting
 *  begun    | hook: OK or an error                | none; answered
 *  waiting  | {@link #complete}                   | none; answered in the next poll
 *  waiting  | its session is over                 | none; NOT_FOUND or FAILURE, an answer SUCCESS
 *  waiting  | cancelled                           | none; a new session goes, another waits alone
 * </pre>
 */
public final class PendingProviderCluster extends WebRtcTransportProviderCluster {
    /** Session whose command waits for the media hook, Handle.NONE for none. */
    private int waiting = Handle.NONE;

    /** What came for it: PENDING until it did. */
    private int arrived = MediaStatus.PENDING;

    private final MediaReply arrivedReply = new MediaReply();

    /** As {@link WebRtcTransportProviderCluster}. */
    public PendingProviderCluster(
            WebRtcSizes sizes,
            MediaHook media,
            CameraStreams streams,
            UtcClock clock,
            PushChannel channel,
            boolean hideOtherFabrics,
            boolean legacyState) {
        super(sizes, media, streams, clock, channel, hideOtherFabrics, legacyState);
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader from) {
        boolean asks =
                command != WebRtcTransportProviderSpec.CMD_PROVIDE_ICE_CANDIDATES
                        && command != WebRtcTransportProviderSpec.CMD_END_SESSION;
        if (!asks || !media.answersLater()) {
            return super.invoke(command, in, from);
        }
        int status = check(command, in, from);
        return status == ImStatus.SUCCESS ? ImStatus.PENDING : status;
    }

    @Override
    public int proceed(int command, CommandInvocation in, TlvReader from) {
        if (in.memory[in.memoryAt] == 0) {
            int status = check(command, in, from);
            if (status == ImStatus.SUCCESS) {
                arrived = MediaStatus.PENDING;
                waiting = Handle.NONE;
                status = run(command, in);
            }
            if (status != ImStatus.PENDING) {
                return status;
            }
            in.memory[in.memoryAt] = 1;
            Bytes.putU32le(in.memory, in.memoryAt + 1, reply.session);
            waiting = reply.session;
            return ImStatus.WAITING;
        }
        int session = Bytes.u32le(in.memory, in.memoryAt + 1);
        WebRtcSession row = table.alive(session);
        if (row == null) {
            waiting = Handle.NONE;
            return gone(command, from);
        }
        if (arrived == MediaStatus.PENDING) {
            return ImStatus.WAITING;
        }
        waiting = Handle.NONE;
        row.pending = false;
        return finish(command, in, from, row);
    }

    private int finish(int command, CommandInvocation in, TlvReader from, WebRtcSession row) {
        int status = arrived;
        arrived = MediaStatus.PENDING;
        request.read(command, from);
        request.keep(row);
        reply.set(arrivedReply);
        return command == WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER
                ? answered(status)
                : offered(command, status, in);
    }

    /** The session of a command ended while it waited. */
    private int gone(int command, TlvReader from) {
        if (command == WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER) {
            return ImStatus.SUCCESS;
        }
        boolean again =
                command == WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER
                        && request.read(command, from) == ImStatus.SUCCESS
                        && request.sessionId != ProviderRequest.NEW;
        return again ? ImStatus.NOT_FOUND : ImStatus.FAILURE;
    }

    /** A new session goes; one that was there waits for the media hook without its command. */
    @Override
    public void cancel(int command) {
        WebRtcSession row = table.alive(waiting);
        waiting = Handle.NONE;
        if (row != null && row.state == WebRtcSession.RESERVED) {
            int id = row.id;
            table.remove(row);
            if (arrived == MediaStatus.OK) {
                media.onEndSession(id, WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON);
            }
        } else if (row != null && arrived != MediaStatus.PENDING) {
            settle(row, arrived, arrivedReply);
        }
        arrived = MediaStatus.PENDING;
    }

    @Override
    public void complete(int status, MediaReply done) {
        WebRtcSession row = table.alive(done.session);
        if (row == null) {
            media.onEndSession(done.id, WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON);
        } else if (done.session == waiting) {
            arrived = status;
            arrivedReply.set(done);
        } else if (row.pending) {
            settle(row, status, done);
        }
    }

    /** What came of a command that nobody waits for. */
    private void settle(WebRtcSession row, int status, MediaReply done) {
        row.pending = false;
        if (status == MediaStatus.OK && row.isVisible()) {
            table.changing(row);
            row.videoStream = done.videoStream;
            row.audioStream = done.audioStream;
            table.show(row, WebRtcSession.ESTABLISHED);
        }
    }

    @Override
    public void state(SlotState to) {
        super.state(to);
        waiting = to.integer(waiting);
        arrived = to.integer(arrived);
        arrivedReply.state(to);
    }
}
