package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.SecureChannelProtocolCode;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/**
 * The responder of Certificate-Authenticated Session Establishment (Matter core 4.14.2), several
 * handshakes at a time, one computation at a time.
 *
 * <table>
 * <caption>States of a context</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>none</td><td>Sigma1 for one of our fabrics</td><td>MAKE_KEY</td></tr>
 * <tr><td>none</td><td>Sigma1, no fabric fits: NO_SHARED_TRUST_ROOTS</td><td>none</td></tr>
 * <tr><td>none</td><td>Sigma1 with a record of ours: send Sigma2Resume</td><td>AWAIT_RESUMED</td></tr>
 * <tr><td>none</td><td>Sigma1, no context or session free: Busy</td><td>none</td></tr>
 * <tr><td>AWAIT_RESUMED</td><td>success report: open session</td><td>none</td></tr>
 * <tr><td>AWAIT_SIGMA3, AWAIT_RESUMED</td><td>Sigma1 of another finds no context free, and of those
 *     whose peer is silent, or else of all, this is the one that has waited longest, a second at
 *     least</td><td>none</td></tr>
 * <tr><td>MAKE_KEY</td><td>job done</td><td>AGREE</td></tr>
 * <tr><td>AGREE</td><td>job done</td><td>SIGN</td></tr>
 * <tr><td>SIGN</td><td>job done</td><td>SEND_SIGMA2</td></tr>
 * <tr><td>SEND_SIGMA2</td><td>poll: send Sigma2</td><td>AWAIT_SIGMA3</td></tr>
 * <tr><td>AWAIT_SIGMA3</td><td>Sigma3</td><td>OPEN_SIGMA3</td></tr>
 * <tr><td>OPEN_SIGMA3</td><td>poll: certificates fit the fabric</td><td>VERIFY_CHAIN</td></tr>
 * <tr><td>VERIFY_CHAIN</td><td>its jobs done</td><td>VERIFY_SIGNATURE</td></tr>
 * <tr><td>VERIFY_SIGNATURE</td><td>job done</td><td>ESTABLISH</td></tr>
 * <tr><td>ESTABLISH</td><td>poll: open session, send success</td><td>none</td></tr>
 * <tr><td>any</td><td>anything wrong: send INVALID_PARAMETER</td><td>none</td></tr>
 * <tr><td>AWAIT_SIGMA3, SEND_SIGMA2</td><td>no packet free: Busy</td><td>none</td></tr>
 * <tr><td>any</td><td>its fabric removed or given another NOC</td><td>REFUSED</td></tr>
 * <tr><td>REFUSED</td><td>poll: send INVALID_PARAMETER</td><td>none</td></tr>
 * <tr><td>any</td><td>exchange closed or evicted</td><td>none</td></tr>
 * </table>
 */
public final class CaseResponder extends CaseRole<CaseContext> {
    /** A handshake whose peer is silent longer than this gives way to a newcomer, ms. */
    public static final int PATIENCE = 1000;

    private static final int MAKE_KEY = 1;
    private static final int AGREE = 2;
    private static final int SIGN = 3;
    private static final int SEND_SIGMA2 = 4;
    private static final int AWAIT_SIGMA3 = 5;
    private static final int OPEN_SIGMA3 = 6;
    private static final int VERIFY_CHAIN = 7;
    private static final int VERIFY_SIGNATURE = 8;
    private static final int ESTABLISH = 9;
    private static final int AWAIT_RESUMED = 10;

    private static final int BUSY_WAIT = 500;
    private static final int KEY = 16;
    private static final int RESUMPTION_ID = ResumptionRecord.ID_LENGTH;

    private final Drbg drbg;
    private final Sigma1 sigma1;
    private int resumedSessions;
    private int fullSessions;

    /**
     * @param halfOpen handshakes that may be under way at a time
     * @param packets lent to handshakes that work on a message
     * @param records null for full handshakes only
     */
    public CaseResponder(
            int halfOpen,
            Exchanges exchanges,
            SecureReports reports,
            SecureSessions sessions,
            Pool<Packet> packets,
            FabricTable fabrics,
            ResumptionRecords records,
            CaseComputation computation,
            SessionParameters ownParameters,
            LogPort log) {
        super(
                slots(halfOpen),
                exchanges,
                reports,
                sessions,
                packets,
                fabrics,
                records,
                computation,
                ownParameters,
                log);
        drbg = computation.drbg;
        sigma1 = new Sigma1(computation.reader, computation.parameters);
    }

    private static CaseContext[] slots(int halfOpen) {
        CaseContext[] slots = new CaseContext[halfOpen];
        for (int i = 0; i < halfOpen; i++) {
            slots[i] = new CaseContext();
        }
        return slots;
    }

    /** What a peer agreed with the old credentials is not resumed with new ones. */
    @Override
    public void fabricUpdated(Fabric fabric, long now) {
        super.fabricUpdated(fabric, now);
        if (fabric.pending && records != null) {
            records.forget(fabric.fabricIndex);
        }
    }

    void received(Exchange exchange, InboundMessage message, long nowMillis) {
        int opcode = message.protocol.opcode;
        CaseContext context = contextOf(exchange);
        if (context == null && opcode == SecureChannelOpcode.SIGMA1) {
            sigma1(exchange, message, nowMillis);
        } else if (opcode == SecureChannelOpcode.STATUS_REPORT) {
            statusReport(context, message, nowMillis);
            exchanges.close(exchange, nowMillis);
        } else if (context != null
                && context.state == AWAIT_SIGMA3
                && opcode == SecureChannelOpcode.SIGMA3) {
            sigma3(context, message, nowMillis);
        } else {
            fail(context, exchange, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
        }
    }

    void closed(Exchange exchange, long nowMillis) {
        CaseContext context = contextOf(exchange);
        if (context != null) {
            release(context);
        }
    }

    /** Does one step of the handshake that waits for one, of computation or of protocol. */
    void compute(long nowMillis) {
        CaseContext context = nextToCompute();
        boolean good;
        switch (context.state) {
            case SEND_SIGMA2:
                good = sendSigma2(context, nowMillis);
                break;
            case OPEN_SIGMA3:
                computation.take(context);
                good = openAndCheck(context);
                break;
            case VERIFY_CHAIN:
                good = stepChain(context);
                break;
            case ESTABLISH:
                establish(context, nowMillis);
                good = true;
                break;
            case REFUSED:
                good = false;
                break;
            default:
                good = stepJob(context);
                break;
        }
        if (!good) {
            fail(context, context.exchange, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
        }
    }

    @Override
    int startJob(CaseContext context) {
        switch (context.state) {
            case MAKE_KEY:
                return computation.startResponderKey(context);
            case AGREE:
                return computation.startResponderEcdh(context);
            case SIGN:
                return computation.startSign(
                        context, CaseContext.RESPONDER_KEY, CaseContext.INITIATOR_KEY);
            default:
                return computation.startVerify(
                        context, CaseContext.INITIATOR_KEY, CaseContext.RESPONDER_KEY);
        }
    }

    @Override
    void jobDone(CaseContext context) {
        if (context.state == AGREE) {
            computation.forgetScalar();
        }
    }

    @Override
    boolean isWaiting(CaseContext context) {
        return context.state == AWAIT_SIGMA3 || context.state == AWAIT_RESUMED;
    }

    private void sigma1(Exchange exchange, InboundMessage message, long nowMillis) {
        if (!sigma1.read(message.buffer, message.payloadOffset, message.payloadLength)) {
            fail(null, exchange, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
            return;
        }
        ResumptionRecord record = resumable();
        Fabric fabric =
                record != null
                        ? fabrics.find(record.fabricIndex)
                        : fabrics.matchDestination(
                                sigma1.destinationId.array,
                                sigma1.destinationId.offset,
                                sigma1.random.array,
                                sigma1.random.offset);
        if (fabric == null) {
            fail(null, exchange, SecureChannelProtocolCode.NO_SHARED_TRUST_ROOTS, nowMillis);
            return;
        }
        CaseContext context = takeContext(nowMillis);
        if (context == null) {
            reports.busy(exchange, waitForContext(nowMillis), nowMillis);
            return;
        }
        context.session = exchanges.reserveSession(fabric.fabricIndex, drbg.nextInt(), nowMillis);
        if (context.session == null) {
            contexts.release(context);
            reports.busy(exchange, BUSY_WAIT, nowMillis);
            return;
        }
        context.exchange = exchange;
        setPeer(context, sigma1, message);
        context.fabricIndex = (char) fabric.fabricIndex;
        exchange.owner = context.index();
        drbg.generate(context.bytes, CaseContext.RESUMPTION_ID, RESUMPTION_ID);
        if (record != null) {
            sendSigma2Resume(context, record, nowMillis);
            return;
        }
        System.arraycopy(fabrics.matchedIpk(), 0, context.bytes, CaseContext.IPK, KEY);
        sigma1.ephemeralKey.copyTo(context.bytes, CaseContext.INITIATOR_KEY);
        context.beginTranscript(sha, message.buffer, message.payloadOffset, message.payloadLength);
        context.state = MAKE_KEY;
        exchanges.expectComputation(exchange);
    }

    /** A free context, or that of the handshake that gives way. */
    private CaseContext takeContext(long nowMillis) {
        CaseContext free = contexts.take();
        CaseContext oldest = nextToGiveWay(nowMillis);
        if (free == null && oldest != null && nowMillis - oldest.waitingSince >= PATIENCE) {
            Exchange given = oldest.exchange;
            release(oldest);
            exchanges.cancel(given, nowMillis);
            free = contexts.take();
        }
        return free;
    }

    /**
     * The handshake that has waited longest for its peer. As long as there is one whose peer is
     * silent, none goes whose peer has acknowledged our message and only takes its time.
     */
    private CaseContext nextToGiveWay(long nowMillis) {
        CaseContext found = null;
        boolean foundSilent = false;
        for (int i = 0; i < contexts.capacity(); i++) {
            CaseContext context = contexts.at(i);
            if (context.isTaken() && isWaiting(context)) {
                boolean silent = isSilent(context, nowMillis);
                boolean first =
                        silent == foundSilent
                                ? found == null || context.waitingSince < found.waitingSince
                                : silent;
                if (first) {
                    found = context;
                    foundSilent = silent;
                }
            }
        }
        return found;
    }

    /** An acknowledgement is overdue, though our message was sent again. */
    private static boolean isSilent(CaseContext context, long nowMillis) {
        return !context.exchange.isAcknowledged()
                && nowMillis - context.waitingSince >= PATIENCE / 2;
    }

    /** How long until a context may be taken, ms. */
    private int waitForContext(long nowMillis) {
        CaseContext oldest = nextToGiveWay(nowMillis);
        return oldest == null
                ? BUSY_WAIT
                : (int) Math.max(1, oldest.waitingSince + PATIENCE - nowMillis);
    }

    /**
     * The record that Sigma1 names and proves to share, or null: then the full handshake follows.
     */
    private ResumptionRecord resumable() {
        ResumptionRecord record =
                records != null && sigma1.asksToResume()
                        ? records.find(sigma1.resumptionId.array, sigma1.resumptionId.offset)
                        : null;
        return record != null && keys.provesSecret(sigma1, record) ? record : null;
    }

    private void sendSigma2Resume(CaseContext context, ResumptionRecord record, long nowMillis) {
        Fabric fabric = fabrics.find(record.fabricIndex);
        keys.setResumedKeys(
                context.session,
                false,
                record,
                sigma1.random.array,
                sigma1.random.offset,
                sigma1.resumptionId.array,
                sigma1.resumptionId.offset);
        context.session.setPeer(
                record.fabricIndex, fabric.nodeId, record.peerNodeId, record.peerCats);
        context.resumed = record.handle();
        TlvWriter out = exchanges.begin(context.exchange);
        if (out == null) {
            refuse(context, nowMillis);
            return;
        }
        out.startStruct(TlvTag.ANONYMOUS);
        out.putBytes(1, context.bytes, CaseContext.RESUMPTION_ID, RESUMPTION_ID);
        out.putBytes(2, keys.sigma2ResumeMic(sigma1.random, record, context), 0, CaseKeys.TAG);
        out.putUnsigned(3, context.session.localSessionId());
        ownParameters.encode(out, 4);
        out.endContainer();
        sendAndAwait(context, SecureChannelOpcode.SIGMA2_RESUME, AWAIT_RESUMED, nowMillis);
    }

    /** The initiator's last word: success after Sigma2Resume, else the handshake is over. */
    private void statusReport(CaseContext context, InboundMessage message, long nowMillis) {
        if (context == null) {
            return;
        }
        ResumptionRecord record =
                context.state == AWAIT_RESUMED ? records.slots().find(context.resumed) : null;
        if (record == null || !reports.isSuccess(message)) {
            release(context);
            return;
        }
        records.renew(record, context.bytes, CaseContext.RESUMPTION_ID, nowMillis);
        SecureSession session = context.session;
        session.activate(nowMillis);
        release(context);
        resumedSessions++;
        logEstablished(session);
    }

    /** Sessions that were resumed since boot. */
    public int resumedSessions() {
        return resumedSessions;
    }

    /** Sessions that took the full handshake since boot. */
    public int fullSessions() {
        return fullSessions;
    }

    private boolean sendSigma2(CaseContext context, long nowMillis) {
        TlvWriter out = exchanges.begin(context.exchange);
        if (out == null) {
            refuse(context, nowMillis);
            return true;
        }
        int start = out.position();
        out.startStruct(TlvTag.ANONYMOUS);
        int randomAt = out.beginBytes(1, CaseContext.RANDOM);
        drbg.generate(out.array(), randomAt, CaseContext.RANDOM);
        out.putUnsigned(2, context.session.localSessionId());
        out.putBytes(3, context.bytes, CaseContext.RESPONDER_KEY, CaseContext.POINT);
        if (!putTbe2(context, out, randomAt)) {
            exchanges.discard();
            return false;
        }
        ownParameters.encode(out, 5);
        out.endContainer();
        context.addToTranscript(sha, out.array(), start, out.position() - start);
        return sendAndAwait(context, SecureChannelOpcode.SIGMA2, AWAIT_SIGMA3, nowMillis);
    }

    /** TBEData2, built in its place in Sigma2 and encrypted there with S2K. */
    private boolean putTbe2(CaseContext context, TlvWriter out, int randomAt) {
        int at = computation.putTbe(context, out, 4, true);
        if (at >= 0) {
            keys.sealTbe2(context, out.array(), randomAt, at, computation.tbeLength(true));
        }
        return at >= 0;
    }

    private void sigma3(CaseContext context, InboundMessage message, long nowMillis) {
        if (message.payloadLength > Packet.CAPACITY) {
            fail(context, context.exchange, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
        } else if (keep(context, message)) {
            context.state = OPEN_SIGMA3;
        } else {
            refuse(context, nowMillis);
        }
    }

    /** Decrypts Sigma3 and checks the initiator's certificates but for their signatures. */
    private boolean openAndCheck(CaseContext context) {
        context.state = VERIFY_CHAIN;
        int opened = openSigma3(context);
        return opened >= 0 && computation.readTbe(context, opened);
    }

    /**
     * Leaves the opened TBEData3 at the start of its packet and Sigma3 in the transcript; its
     * length, or negative.
     */
    private int openSigma3(CaseContext context) {
        Packet packet = context.message;
        keys.deriveS3k(context);
        context.addToTranscript(sha, packet.bytes, 0, packet.length);
        TlvReader reader = computation.reader;
        reader.wrap(packet.bytes, 0, packet.length);
        int status = reader.next();
        status = status == CodecStatus.OK ? reader.enter() : status;
        int offset = 0;
        int length = 0;
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            if (reader.tag() == 1 && reader.bytes(CaseKeys.TAG, packet.length) >= 0) {
                offset = reader.dataOffset();
                length = reader.dataLength();
            }
        }
        if (status != CodecStatus.END || length == 0) {
            keys.forget();
            return CodecStatus.MALFORMED;
        }
        System.arraycopy(packet.bytes, offset, packet.bytes, 0, length);
        return keys.openTbe3(packet.bytes, length);
    }

    private void establish(CaseContext context, long nowMillis) {
        Fabric fabric = fabrics.find(context.fabricIndex);
        keys.setSessionKeys(context, false);
        SecureSession session = context.session;
        Exchange exchange = context.exchange;
        session.activate(nowMillis);
        int[] cats = computation.peerCats();
        session.setPeer(context.fabricIndex, fabric.nodeId, computation.peerNodeId(), cats);
        remember(context, cats, nowMillis);
        release(context);
        fullSessions++;
        logEstablished(session);
        reports.end(exchange, SecureChannelProtocolCode.SESSION_ESTABLISHMENT_SUCCESS, nowMillis);
    }

    private void fail(CaseContext context, Exchange exchange, int code, long nowMillis) {
        if (context != null) {
            release(context);
        }
        log.event(LogEvent.CASE_FAILED, code, 0, 0);
        reports.end(exchange, code, nowMillis);
    }

    /** Gives the handshake up for want of a packet; the initiator may try again. */
    private void refuse(CaseContext context, long nowMillis) {
        Exchange exchange = context.exchange;
        release(context);
        reports.busy(exchange, BUSY_WAIT, nowMillis);
    }
}
