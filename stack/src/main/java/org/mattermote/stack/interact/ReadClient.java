package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.ExchangeStatus;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.ImStatus;

/**
 * Reads attributes of a cluster of another node (Matter core 8.4), so few that they fit one report;
 * one read at a time, on a session that is open or one that is asked for.
 *
 * <pre>
 *  state | event                                    | the listener           | next
 *  ------+------------------------------------------+------------------------+------------------
 *  NONE  | read, a session is open                  |                        | SENT
 *  NONE  | read, no session                         |                        | ASKED
 *  ASKED | session established                      |                        | SENT
 *  ASKED | no session                               | unread                 | NONE
 *  SENT  | ReportData                               | values, read SUCCESS   | NONE
 *  SENT  | StatusResponse                           | read, its status       | NONE
 *  SENT  | anything else, or a report with more to  | read INVALID_ACTION    | NONE
 *        | come                                     |                        |
 *  SENT  | no answer, or the session ends, and it   |                        | ASKED
 *        | was an old one                           |                        |
 *  SENT  | the same on one that was asked for       | unread                 | NONE
 *  any   | no room for the exchange or its message  | unread                 | NONE
 *  any   | cancel                                   |                        | NONE
 * </pre>
 *
 * Of a peer that restarted the old session is worth nothing: hence the second try.
 */
public final class ReadClient implements ExchangeHandler, SessionListener {
    private static final int NONE = 0;
    private static final int ASKED = 1;
    private static final int SENT = 2;

    // ReadRequestMessage (Matter core 10.7.2)
    private static final int READ_ATTRIBUTES_TAG = 0;
    private static final int READ_FABRIC_FILTERED_TAG = 3;

    // ReportDataMessage (Matter core 10.7.3), AttributeReportIB and AttributeDataIB
    private static final int REPORTS_TAG = 1;
    private static final int MORE_CHUNKS_TAG = 3;
    private static final int SUPPRESS_RESPONSE_TAG = 4;
    private static final int REPORT_DATA_TAG = 1;
    private static final int DATA_PATH_TAG = 1;
    private static final int DATA_TAG = 2;

    private final PeerSessions peers;
    private final Exchanges exchanges;
    private final ReadListener listener;
    private final TlvReader reader;
    private final AttributePath path = new AttributePath();

    private int[] attributes;
    private long peerNodeId;
    private long sentMillis;
    private int exchange = Handle.NONE;
    private int cluster;
    private char endpoint;
    private byte fabricIndex;
    private byte state;

    /** Whether the session was asked for. */
    private boolean renewed;

    /** Whether the report that was read last wants no answer. */
    private boolean quiet;

    /**
     * @param reader for within a call
     */
    public ReadClient(
            PeerSessions peers, Exchanges exchanges, TlvReader reader, ReadListener listener) {
        this.peers = peers;
        this.exchanges = exchanges;
        this.reader = reader;
        this.listener = listener;
        peers.addListener(this);
    }

    /** Whether the listener will hear something. */
    public boolean isReading() {
        return state != NONE;
    }

    /**
     * Reads from a peer, in place of whatever is being read; the listener may hear of it before
     * this returns.
     *
     * @param attributes ids, not to be changed until then
     */
    public void read(
            int fabricIndex,
            long peerNodeId,
            int endpoint,
            int cluster,
            int[] attributes,
            long nowMillis) {
        cancel(nowMillis);
        this.fabricIndex = (byte) fabricIndex;
        this.peerNodeId = peerNodeId;
        this.endpoint = (char) endpoint;
        this.cluster = cluster;
        this.attributes = attributes;
        renewed = false;
        SecureSession session = peers.find(fabricIndex, peerNodeId);
        if (session == null) {
            ask(nowMillis);
        } else {
            send(session, nowMillis);
        }
    }

    /** Reads no more; the listener hears nothing of it. */
    public void cancel(long nowMillis) {
        Exchange open = state == SENT ? exchanges.find(exchange) : null;
        state = NONE;
        if (open != null) {
            exchanges.cancel(open, nowMillis);
        }
    }

    private void ask(long nowMillis) {
        // Whoever is told at once that there is none finds it asked for.
        state = ASKED;
        renewed = true;
        int status = peers.request(fabricIndex & 0xFF, peerNodeId, nowMillis);
        if (status != PeerSessions.STARTED && state == ASKED) {
            fail(nowMillis);
        }
    }

    private void fail(long nowMillis) {
        state = NONE;
        listener.unread(nowMillis);
    }

    private void send(SecureSession session, long nowMillis) {
        Exchange opened = exchanges.open(session, ImOpcode.PROTOCOL, this, nowMillis);
        TlvWriter out = opened == null ? null : exchanges.begin(opened);
        if (out != null) {
            putRequest(out);
            if (exchanges.sendAndAwait(opened, ImOpcode.READ_REQUEST, nowMillis)
                    == ExchangeStatus.OK) {
                state = SENT;
                exchange = opened.handle();
                sentMillis = nowMillis;
                return;
            }
        }
        if (opened != null) {
            exchanges.cancel(opened, nowMillis);
        }
        fail(nowMillis);
    }

    private void putRequest(TlvWriter out) {
        out.startStruct(TlvTag.ANONYMOUS);
        out.startArray(READ_ATTRIBUTES_TAG);
        for (int i = 0; i < attributes.length; i++) {
            AttributePath.put(
                    out, TlvTag.ANONYMOUS, endpoint, cluster, attributes[i], AttributePath.WHOLE);
        }
        out.endContainer();
        out.putBool(READ_FABRIC_FILTERED_TAG, true);
        ImMessage.end(out);
    }

    @Override
    public void sessionEstablished(SecureSession session, long nowMillis) {
        if (state == ASKED && isOf(session.fabricIndex(), session.peerNodeId())) {
            send(session, nowMillis);
        }
    }

    @Override
    public void sessionFailed(int failedFabric, long failedNode, int waitMillis, long nowMillis) {
        if (state == ASKED && isOf(failedFabric, failedNode)) {
            fail(nowMillis);
        }
    }

    private boolean isOf(int fabric, long node) {
        return fabric == (fabricIndex & 0xFF) && node == peerNodeId;
    }

    @Override
    public void received(Exchange from, InboundMessage message, long nowMillis) {
        boolean ours =
                message.protocol.vendorId == 0 && message.protocol.protocolId == ImOpcode.PROTOCOL;
        int status =
                take(
                        ours ? message.protocol.opcode : 0,
                        message.buffer,
                        message.payloadOffset,
                        message.payloadLength);
        if (status != ImStatus.INVALID_ACTION && quiet) {
            exchanges.close(from, nowMillis);
        } else {
            respond(from, status, nowMillis);
        }
        state = NONE;
        listener.read(status, sentMillis, nowMillis);
    }

    private void respond(Exchange to, int status, long nowMillis) {
        TlvWriter out = exchanges.begin(to);
        if (out == null) {
            exchanges.close(to, nowMillis);
            return;
        }
        ImMessage.statusResponse(out, status);
        exchanges.sendLast(to, ImOpcode.STATUS_RESPONSE, nowMillis);
    }

    @Override
    public void closed(Exchange ended, int reason, long nowMillis) {
        if (renewed) {
            fail(nowMillis);
        } else {
            ask(nowMillis);
        }
    }

    /** Never asked: it opens its exchanges itself. */
    @Override
    public int writeBusy(TlvWriter out, int waitMillis) {
        ImMessage.statusResponse(out, ImStatus.BUSY);
        return ImOpcode.STATUS_RESPONSE;
    }

    /**
     * Tells the listener the values in an answer.
     *
     * @return SUCCESS for a report, the status of a StatusResponse, or INVALID_ACTION; {@link
     *     #quiet} says whether it is the last message of its exchange
     */
    int take(int opcode, byte[] bytes, int offset, int length) {
        quiet = true;
        if (opcode == ImOpcode.STATUS_RESPONSE) {
            int status = ImMessage.statusOf(reader, bytes, offset, length);
            // One that says that all is well answers nothing.
            return status <= 0 ? ImStatus.INVALID_ACTION : status;
        }
        if (opcode != ImOpcode.REPORT_DATA
                || ImMessage.open(reader, bytes, offset, length) != ImStatus.SUCCESS) {
            return ImStatus.INVALID_ACTION;
        }
        quiet = false;
        int status = ImStatus.SUCCESS;
        while (status == ImStatus.SUCCESS && reader.next() == CodecStatus.OK) {
            switch (reader.tag()) {
                case REPORTS_TAG:
                    status = reports();
                    break;
                case MORE_CHUNKS_TAG:
                    status = reader.bool() == 0 ? ImStatus.SUCCESS : ImStatus.INVALID_ACTION;
                    break;
                case SUPPRESS_RESPONSE_TAG:
                    quiet = reader.bool() == 1;
                    break;
                default:
                    break;
            }
        }
        return status;
    }

    /** Every AttributeReportIB of the array the reader is on, and back out of it. */
    private int reports() {
        int status = reader.enter();
        while (status == CodecStatus.OK) {
            status = reader.next();
            if (status == CodecStatus.OK) {
                status = report();
            }
        }
        return status == CodecStatus.END && reader.exit() == CodecStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.INVALID_ACTION;
    }

    /** One of them; a status in the place of data is passed over. */
    private int report() {
        int status = reader.enter();
        if (status == CodecStatus.OK && reader.find(REPORT_DATA_TAG) == CodecStatus.OK) {
            status = data();
        }
        return status == CodecStatus.OK ? reader.exit() : status;
    }

    private int data() {
        int status = reader.enter();
        if (status != CodecStatus.OK || reader.find(DATA_PATH_TAG) != CodecStatus.OK) {
            return CodecStatus.MALFORMED;
        }
        if (path.read(reader) != ImStatus.SUCCESS) {
            return CodecStatus.MALFORMED;
        }
        if (path.endpoint == endpoint
                && path.cluster == cluster
                && path.listIndex == AttributePath.WHOLE
                && reader.find(DATA_TAG) == CodecStatus.OK) {
            listener.value(path.attribute, reader);
        }
        return reader.exit();
    }
}
