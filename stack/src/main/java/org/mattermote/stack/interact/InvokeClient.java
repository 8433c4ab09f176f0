package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.ExchangeStatus;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.ImStatus;

/**
 * Commands to other nodes (Matter core 8.8): one a message, not timed. What is under way is held by
 * its exchange alone, whose owner is the listener's number for the command.
 *
 * <pre>
 *  the exchange hears                 | the listener            | then
 *  -----------------------------------+-------------------------+--------------------------------
 *  InvokeResponse                     | answered, its status    | end
 *  InvokeResponse, and more to come   | answered, its status    | StatusResponse INVALID_ACTION
 *  StatusResponse                     | answered, its status    | end
 *  anything else                      | answered INVALID_ACTION | StatusResponse INVALID_ACTION
 *  nothing in time, session closed    | unanswered              | end
 * </pre>
 *
 * A response in several messages would be to more commands than one was sent.
 */
public final class InvokeClient implements ExchangeHandler {
    private static final int RESPONSES_TAG = 1;
    private static final int MORE_CHUNKS_TAG = 2;

    private static final int COMMAND_TAG = 0;
    private static final int STATUS_TAG = 1;

    /** Of a CommandStatusIB. */
    private static final int STATUS_IB_TAG = 1;

    private static final int CODE_TAG = 0;

    static final int NO_ANSWER = -1;

    private final Exchanges exchanges;
    private final InvokeListener listener;
    private final TlvReader reader = new TlvReader();

    /** MoreChunkedMessages of the answer that was read last. */
    private boolean moreChunks;

    public InvokeClient(Exchanges exchanges, InvokeListener listener) {
        this.exchanges = exchanges;
        this.listener = listener;
    }

    /**
     * Sends a command.
     *
     * @param owner 0 or more, the listener's number for it
     * @param fields members of the command's structure, TLV with context tags
     * @return handle of its exchange, or {@link Handle#NONE} when the session takes no exchange
     *     more or none or no packet is free
     */
    public int invoke(
            SecureSession session,
            int owner,
            int endpoint,
            int cluster,
            int command,
            byte[] fields,
            int length,
            long nowMillis) {
        int handle = begin(session, owner, endpoint, cluster, command, false, nowMillis);
        if (handle == Handle.NONE) {
            return Handle.NONE;
        }
        fields().putRaw(fields, 0, length);
        return send(handle, nowMillis) == ExchangeStatus.OK ? handle : Handle.NONE;
    }

    /**
     * Begins a command whose fields are written where they are sent from; {@link #send} or {@link
     * #discard} follows at once, before anything else is sent.
     *
     * @param owner 0 or more, the listener's number for it
     * @param whole whether to wait, on a session of large messages, for the buffer that holds the
     *     longest; otherwise that is used if it is free
     * @return handle of its exchange, or {@link Handle#NONE} when the session takes no exchange
     *     more, or none, no packet or not that buffer is free
     */
    public int begin(
            SecureSession session,
            int owner,
            int endpoint,
            int cluster,
            int command,
            boolean whole,
            long nowMillis) {
        Exchange exchange = exchanges.open(session, ImOpcode.PROTOCOL, this, nowMillis);
        if (exchange == null) {
            return Handle.NONE;
        }
        exchange.owner = owner;
        TlvWriter out = exchanges.begin(exchange);
        if (out == null || whole && out.remaining() < exchanges.longest(session)) {
            discard(exchange.handle(), nowMillis);
            return Handle.NONE;
        }
        InvokeRequest.begin(out, endpoint, cluster, command);
        return exchange.handle();
    }

    /** Where the fields go of the command that was begun, as far as there is room. */
    public TlvWriter fields() {
        return exchanges.writer();
    }

    /**
     * Lets the command go that was begun.
     *
     * @return OK; KEY_EXHAUSTED when the session can send no more, TOO_LONG when the fields had no
     *     room: then there is no such command, and the listener hears nothing
     */
    public int send(int handle, long nowMillis) {
        Exchange exchange = exchanges.find(handle);
        InvokeRequest.end(exchanges.writer());
        int status = exchanges.sendAndAwait(exchange, ImOpcode.INVOKE_REQUEST, nowMillis);
        if (status != ExchangeStatus.OK) {
            exchanges.cancel(exchange, nowMillis);
        }
        return status;
    }

    /** Takes back the command that was begun. */
    public void discard(int handle, long nowMillis) {
        exchanges.discard();
        exchanges.cancel(exchanges.find(handle), nowMillis);
    }

    /** Whether the peer acknowledged the command, but has not answered it. */
    public boolean isDelivered(int handle) {
        Exchange exchange = exchanges.find(handle);
        return exchange != null && exchange.isAcknowledged();
    }

    /** Gives a command up, and the session with it; the listener hears nothing of it. */
    void abandon(int handle, long nowMillis) {
        Exchange exchange = exchanges.find(handle);
        if (exchange != null) {
            SecureSession session = exchange.session();
            exchanges.cancel(exchange, nowMillis);
            exchanges.expireSession(session, nowMillis);
        }
    }

    /** Waits for a command no longer; the listener hears nothing of it. */
    public void forget(int handle, long nowMillis) {
        Exchange exchange = exchanges.find(handle);
        if (exchange != null) {
            exchanges.cancel(exchange, nowMillis);
        }
    }

    @Override
    public void received(Exchange exchange, InboundMessage message, long nowMillis) {
        int owner = exchange.owner;
        boolean ours =
                message.protocol.vendorId == 0 && message.protocol.protocolId == ImOpcode.PROTOCOL;
        int opcode = ours ? message.protocol.opcode : NO_ANSWER;
        int status = statusOf(opcode, message.buffer, message.payloadOffset, message.payloadLength);
        if (status == NO_ANSWER || moreChunks) {
            refuse(exchange, nowMillis);
        } else {
            exchanges.close(exchange, nowMillis);
        }
        listener.answered(owner, status == NO_ANSWER ? ImStatus.INVALID_ACTION : status, nowMillis);
    }

    @Override
    public void closed(Exchange exchange, int reason, long nowMillis) {
        listener.unanswered(exchange.owner, exchange.isAcknowledged(), nowMillis);
    }

    /** Never asked: it opens its exchanges itself. */
    @Override
    public int writeBusy(TlvWriter out, int waitMillis) {
        ImMessage.statusResponse(out, ImStatus.BUSY);
        return ImOpcode.STATUS_RESPONSE;
    }

    private void refuse(Exchange exchange, long nowMillis) {
        TlvWriter out = exchanges.begin(exchange);
        if (out == null) {
            exchanges.close(exchange, nowMillis);
            return;
        }
        ImMessage.statusResponse(out, ImStatus.INVALID_ACTION);
        exchanges.sendLast(exchange, ImOpcode.STATUS_RESPONSE, nowMillis);
    }

    /**
     * Status in an answer, NO_ANSWER when it is none; {@link #moreChunks} says if others follow.
     */
    int statusOf(int opcode, byte[] bytes, int offset, int length) {
        moreChunks = false;
        if (opcode == ImOpcode.STATUS_RESPONSE) {
            return ImMessage.statusOf(reader, bytes, offset, length);
        }
        if (opcode != ImOpcode.INVOKE_RESPONSE
                || ImMessage.open(reader, bytes, offset, length) != ImStatus.SUCCESS) {
            return NO_ANSWER;
        }
        moreChunks = reader.find(MORE_CHUNKS_TAG) == CodecStatus.OK && reader.bool() == 1;
        ImMessage.open(reader, bytes, offset, length);
        return reader.find(RESPONSES_TAG) == CodecStatus.OK ? firstStatus() : NO_ANSWER;
    }

    /** Status of the first InvokeResponseIB of the list that the reader is on. */
    private int firstStatus() {
        if (!enterFirst() || !enterFirst()) {
            return NO_ANSWER;
        }
        if (reader.tag() == COMMAND_TAG) {
            return ImStatus.SUCCESS;
        }
        boolean found = reader.tag() == STATUS_TAG && enterTo(STATUS_IB_TAG) && enterTo(CODE_TAG);
        return found ? Math.max(NO_ANSWER, reader.u8()) : NO_ANSWER;
    }

    /** Whether the reader stood on a container, and now does on its first element. */
    private boolean enterFirst() {
        return reader.enter() == CodecStatus.OK && reader.next() == CodecStatus.OK;
    }

    /** Whether the reader stood on a container, and now does on this element of it. */
    private boolean enterTo(int tag) {
        return reader.enter() == CodecStatus.OK && reader.find(tag) == CodecStatus.OK;
    }
}
