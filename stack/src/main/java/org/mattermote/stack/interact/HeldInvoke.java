package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;

/**
 * The one InvokeRequest of the node that is not through within its poll: because a command is
 * pending, or because its responses need more than one message. It keeps a copy of the request in a
 * packet, whose rest is the pending command's working memory; a large one stays in its own buffer.
 *
 * <pre>
 *  request   | message | working memory ...                  |
 *  response  | InvokeResponseIB that begins the next message | unused |
 * </pre>
 */
final class HeldInvoke {
    private final Outlet outlet;

    /** Whose request it is, {@link Handle#NONE} for no request. */
    private int interaction = Handle.NONE;

    private Packet request;
    private int requestLength;

    /** Null when there is none. */
    private Packet response;

    private int responseLength;

    /** Commands of the request that are through. */
    private int done;

    /** Whether no response is wanted. */
    private boolean silent;

    /** Whose command is pending, null for nobody's. */
    private Cluster cluster;

    private int command;

    /** The pending command is at work at this moment, and must not be cancelled. */
    private boolean atWork;

    /** The interaction ended while the command was at work. */
    private boolean ended;

    HeldInvoke(Outlet outlet) {
        this.outlet = outlet;
    }

    boolean isFree() {
        return interaction == Handle.NONE;
    }

    /** Handle of the interaction whose request is held. */
    int interaction() {
        return interaction;
    }

    boolean isOf(Interaction in) {
        return interaction != Handle.NONE && interaction == in.handle();
    }

    /**
     * Keeps a request, or remembers how far the kept one is.
     *
     * @param through commands that are through
     * @return false when another one is held, or no packet is free
     */
    boolean keep(Interaction in, byte[] bytes, int offset, int length, int through, boolean quiet) {
        if (!isOf(in)) {
            if (!isFree() || !in.isTaken()) {
                return false;
            }
            request = length > Packet.CAPACITY ? outlet.takeOver(bytes) : outlet.lend();
            if (request == null) {
                return false;
            }
            System.arraycopy(bytes, offset, request.bytes, 0, length);
            requestLength = length;
            interaction = in.handle();
            silent = quiet;
        }
        done = through;
        return true;
    }

    byte[] bytes() {
        return request.bytes;
    }

    int length() {
        return requestLength;
    }

    int done() {
        return done;
    }

    boolean isSilent() {
        return silent;
    }

    boolean hasPending() {
        return cluster != null;
    }

    void setPending(Cluster of, int id) {
        Bytes.zero(request.bytes, requestLength, request.bytes.length - requestLength);
        cluster = of;
        command = id;
    }

    /** Keeps the response that begins the next message. */
    void setResponse(Packet packet, int length) {
        response = packet;
        responseLength = length;
    }

    Packet response() {
        return response;
    }

    int responseLength() {
        return responseLength;
    }

    void dropResponse() {
        if (response != null) {
            outlet.giveBack(response);
            response = null;
        }
    }

    /**
     * Brings the pending command on.
     *
     * @return its status, PENDING or WAITING; PENDING also when nobody waits for it any more:
     *     {@link #isFree} then
     */
    int proceed(CommandInvocation in, TlvReader fields) {
        in.memory = request.bytes;
        in.memoryAt = requestLength;
        in.memoryLength = request.bytes.length - requestLength;
        atWork = true;
        int status = cluster.proceed(command, in, fields);
        atWork = false;
        in.memory = null;
        if (status >= 0) {
            cluster = null;
        }
        if (ended) {
            drop();
            return ImStatus.PENDING;
        }
        return status;
    }

    /** An interaction is over, and with it whatever is held for it. */
    void ended(int handle) {
        if (interaction == Handle.NONE || handle != interaction) {
            return;
        }
        if (atWork) {
            ended = true;
        } else {
            drop();
        }
    }

    private void drop() {
        interaction = Handle.NONE;
        ended = false;
        Cluster pending = cluster;
        cluster = null;
        if (pending != null) {
            pending.cancel(command);
        }
        outlet.giveBack(request);
        request = null;
        dropResponse();
    }
}
