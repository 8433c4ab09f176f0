package org.mattermote.stack.secure;

import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.SecureChannelProtocolCode;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.UnsecuredSession;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.dnssd.Resolution;

/**
 * The initiator of Certificate-Authenticated Session Establishment (Matter core 4.14.2): sessions
 * that this node asks for. A record of the peer makes it a resumption, which the peer may turn into
 * a full handshake.
 *
 * <table>
 * <caption>States of a context</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>none</td><td>{@link #connect}</td><td>MAKE_KEY</td></tr>
 * <tr><td>MAKE_KEY</td><td>job done</td><td>SEND_SIGMA1</td></tr>
 * <tr><td>SEND_SIGMA1</td><td>poll: send Sigma1</td><td>AWAIT_SIGMA2</td></tr>
 * <tr><td>AWAIT_SIGMA2</td><td>Sigma2Resume, proves our record: open session, report success</td>
 *     <td>none</td></tr>
 * <tr><td>AWAIT_SIGMA2</td><td>Sigma2</td><td>AGREE</td></tr>
 * <tr><td>AGREE</td><td>job done</td><td>OPEN_SIGMA2</td></tr>
 * <tr><td>OPEN_SIGMA2</td><td>poll: certificates fit the fabric</td><td>VERIFY_CHAIN</td></tr>
 * <tr><td>VERIFY_CHAIN</td><td>its jobs done, and it is the node we asked</td>
 *     <td>VERIFY_SIGNATURE</td></tr>
 * <tr><td>VERIFY_SIGNATURE</td><td>job done</td><td>SIGN</td></tr>
 * <tr><td>SIGN</td><td>job done</td><td>SEND_SIGMA3</td></tr>
 * <tr><td>SEND_SIGMA3</td><td>poll: send Sigma3</td><td>AWAIT_REPORT</td></tr>
 * <tr><td>AWAIT_REPORT</td><td>success report: open session</td><td>none</td></tr>
 * <tr><td>AWAIT_SIGMA2, AWAIT_REPORT</td><td>another report, Busy among them</td>
 *     <td>none</td></tr>
 * <tr><td>any</td><td>anything wrong: send INVALID_PARAMETER to who is heard of</td>
 *     <td>none</td></tr>
 * <tr><td>any</td><td>its fabric removed or given another NOC</td><td>REFUSED</td></tr>
 * <tr><td>REFUSED</td><td>poll</td><td>none</td></tr>
 * <tr><td>any</td><td>exchange closed: the peer is silent</td><td>none</td></tr>
 * </table>
 *
 * Whatever ends a context tells the listeners.
 */
public final class CaseInitiator extends CaseRole<InitiatorContext> {
    /** {@link #connect}: the handshake is under way. */
    public static final int STARTED = 0;

    /** {@link #connect}: all contexts, sessions or exchanges are in use. */
    public static final int BUSY = -1;

    /** {@link #connect}: there is no such fabric. */
    public static final int NO_FABRIC = -2;

    private static final int MAKE_KEY = 1;
    private static final int SEND_SIGMA1 = 2;
    private static final int AWAIT_SIGMA2 = 3;
    private static final int AGREE = 4;
    private static final int OPEN_SIGMA2 = 5;
    private static final int VERIFY_CHAIN = 6;
    private static final int VERIFY_SIGNATURE = 7;
    private static final int SIGN = 8;
    private static final int SEND_SIGMA3 = 9;
    private static final int AWAIT_REPORT = 10;

    private static final int MAX_LISTENERS = 4;

    private final UnsecuredSessions unsecuredSessions;
    private final Drbg drbg;
    private final Sigma2 sigma2;
    private final Sigma2Resume sigma2Resume;
    private final SessionListener[] listeners = new SessionListener[MAX_LISTENERS];
    private final int[] cats = new int[SecureSession.MAX_CATS];
    private int listenerCount;
    private ExchangeHandler secureChannel;

    /**
     * @param halfOpen handshakes that may be under way at a time
     * @param packets lent to handshakes that work on a message
     * @param records null for full handshakes only
     */
    public CaseInitiator(
            int halfOpen,
            Exchanges exchanges,
            SecureReports reports,
            SecureSessions sessions,
            UnsecuredSessions unsecuredSessions,
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
        this.unsecuredSessions = unsecuredSessions;
        drbg = computation.drbg;
        sigma2 = new Sigma2(computation.reader, computation.parameters);
        sigma2Resume = new Sigma2Resume(computation.reader, computation.parameters);
    }

    private static InitiatorContext[] slots(int halfOpen) {
        InitiatorContext[] slots = new InitiatorContext[halfOpen];
        for (int i = 0; i < halfOpen; i++) {
            slots[i] = new InitiatorContext();
        }
        return slots;
    }

    /** At boot, at most 4. */
    public void addListener(SessionListener listener) {
        listeners[listenerCount++] = listener;
    }

    /** Who handles the exchanges of this protocol; once, at boot. */
    void setHandler(ExchangeHandler secureChannel) {
        this.secureChannel = secureChannel;
    }

    /** Whether a handshake with this peer is under way. */
    public boolean isConnecting(int fabricIndex, long peerNodeId) {
        for (int i = 0; i < contexts.capacity(); i++) {
            InitiatorContext context = contexts.at(i);
            if (context.isTaken()
                    && context.fabricIndex == fabricIndex
                    && context.peerNodeId == peerNodeId) {
                return true;
            }
        }
        return false;
    }

    /** As below, with a peer of which nothing is known but its address. */
    public int connect(int fabricIndex, long peerNodeId, PeerAddress at, long nowMillis) {
        return connect(fabricIndex, peerNodeId, at, null, nowMillis);
    }

    /**
     * Starts a handshake, if there is none with this peer.
     *
     * @param at where the peer is
     * @param found what discovery said of the peer, until it says more itself; null for nothing
     * @return STARTED: the listeners will hear; BUSY: try again later; NO_FABRIC
     */
    public int connect(
            int fabricIndex, long peerNodeId, PeerAddress at, Resolution found, long nowMillis) {
        if (fabrics.find(fabricIndex) == null) {
            return NO_FABRIC;
        }
        if (isConnecting(fabricIndex, peerNodeId)) {
            return STARTED;
        }
        InitiatorContext context = contexts.take();
        if (context == null) {
            return BUSY;
        }
        context.fabricIndex = (char) fabricIndex;
        context.peerNodeId = peerNodeId;
        UnsecuredSession session = unsecuredSessions.initiate(ephemeralNodeId(), at, nowMillis);
        context.exchange = session == null ? null : exchanges.open(session, secureChannel);
        context.session =
                context.exchange == null
                        ? null
                        : exchanges.reserveSession(fabricIndex, drbg.nextInt(), nowMillis);
        if (context.session == null) {
            if (context.exchange != null) {
                exchanges.cancel(context.exchange, nowMillis);
            }
            contexts.release(context);
            return BUSY;
        }
        context.session.setPeerAddress(at);
        if (found != null) {
            session.applyIntervals(
                    found.sessionIdleInterval(),
                    found.sessionActiveInterval(),
                    found.sessionActiveThreshold());
            context.session.applyParameters(session);
        }
        context.exchange.owner = context.index();
        context.state = MAKE_KEY;
        return STARTED;
    }

    /** Random, of the operational range. */
    private long ephemeralNodeId() {
        long id;
        do {
            id = (long) drbg.nextInt() << 32 | drbg.nextInt() & 0xFFFFFFFFL;
        } while (!MatterCertificate.isOperationalNodeId(id));
        return id;
    }

    void received(Exchange exchange, InboundMessage message, long nowMillis) {
        InitiatorContext context = contextOf(exchange);
        if (context == null) {
            exchanges.close(exchange, nowMillis);
            return;
        }
        int opcode = message.protocol.opcode;
        boolean good = false;
        if (opcode == SecureChannelOpcode.STATUS_REPORT) {
            report(context, message, nowMillis);
            return;
        }
        if (context.state == AWAIT_SIGMA2 && opcode == SecureChannelOpcode.SIGMA2) {
            good = takeSigma2(context, message);
        } else if (context.state == AWAIT_SIGMA2 && opcode == SecureChannelOpcode.SIGMA2_RESUME) {
            good = resume(context, message, nowMillis);
        }
        if (!good) {
            fail(context, true, nowMillis);
        }
    }

    void closed(Exchange exchange, long nowMillis) {
        InitiatorContext context = contextOf(exchange);
        if (context != null) {
            end(context, 0, nowMillis);
        }
    }

    /** Does one step of the handshake that waits for one, of computation or of protocol. */
    void compute(long nowMillis) {
        InitiatorContext context = nextToCompute();
        boolean good;
        switch (context.state) {
            case SEND_SIGMA1:
                good = sendSigma1(context, nowMillis);
                break;
            case OPEN_SIGMA2:
                computation.take(context);
                good = openAndCheck(context);
                break;
            case VERIFY_CHAIN:
                good = verifyChain(context);
                break;
            case SEND_SIGMA3:
                good = sendSigma3(context, nowMillis);
                break;
            case REFUSED:
                good = false;
                break;
            default:
                good = stepJob(context);
                break;
        }
        if (!good) {
            fail(context, context.state >= AGREE && context.state != REFUSED, nowMillis);
        }
    }

    @Override
    int startJob(InitiatorContext context) {
        switch (context.state) {
            case MAKE_KEY:
                return computation.startInitiatorKey(context);
            case AGREE:
                return computation.startInitiatorEcdh(context);
            case VERIFY_SIGNATURE:
                return computation.startVerify(
                        context, CaseContext.RESPONDER_KEY, CaseContext.INITIATOR_KEY);
            default:
                return computation.startSign(
                        context, CaseContext.INITIATOR_KEY, CaseContext.RESPONDER_KEY);
        }
    }

    @Override
    void jobDone(InitiatorContext context) {
        if (context.state == AGREE) {
            Bytes.zero(context.ownScalar);
        }
    }

    @Override
    boolean isWaiting(InitiatorContext context) {
        return context.state == AWAIT_SIGMA2 || context.state == AWAIT_REPORT;
    }

    private boolean sendSigma1(InitiatorContext context, long nowMillis) {
        TlvWriter out = exchanges.begin(context.exchange);
        if (out == null) {
            return false;
        }
        int start = out.position();
        out.startStruct(TlvTag.ANONYMOUS);
        out.putBytes(1, context.bytes, InitiatorContext.OWN_RANDOM, CaseContext.RANDOM);
        out.putUnsigned(2, context.session.localSessionId());
        int destinationAt = out.beginBytes(3, Sha256.LENGTH);
        boolean has =
                fabrics.destinationId(
                        fabrics.find(context.fabricIndex),
                        context.peerNodeId,
                        context.bytes,
                        InitiatorContext.OWN_RANDOM,
                        out.array(),
                        destinationAt,
                        context.bytes,
                        CaseContext.IPK);
        if (!has) {
            exchanges.discard();
            return false;
        }
        out.putBytes(4, context.bytes, CaseContext.INITIATOR_KEY, CaseContext.POINT);
        ownParameters.encode(out, 5);
        putResumption(context, out);
        out.endContainer();
        context.beginTranscript(sha, out.array(), start, out.position() - start);
        return sendAndAwait(context, SecureChannelOpcode.SIGMA1, AWAIT_SIGMA2, nowMillis);
    }

    /** Names the record of the peer and proves to share its secret. */
    private void putResumption(InitiatorContext context, TlvWriter out) {
        ResumptionRecord record =
                records == null ? null : records.find(context.fabricIndex, context.peerNodeId);
        if (record == null) {
            return;
        }
        context.resumed = record.handle();
        System.arraycopy(
                record.resumptionId,
                0,
                context.bytes,
                CaseContext.RESUMPTION_ID,
                ResumptionRecord.ID_LENGTH);
        out.putBytes(6, record.resumptionId, 0, ResumptionRecord.ID_LENGTH);
        byte[] mic = keys.sigma1ResumeMic(context.bytes, InitiatorContext.OWN_RANDOM, record);
        out.putBytes(7, mic, 0, CaseKeys.TAG);
    }

    private boolean takeSigma2(InitiatorContext context, InboundMessage message) {
        if (message.payloadLength > Packet.CAPACITY
                || !sigma2.read(message.buffer, message.payloadOffset, message.payloadLength)
                || !keep(context, message)) {
            return false;
        }
        sigma2.ephemeralKey.copyTo(context.bytes, CaseContext.RESPONDER_KEY);
        setPeer(context, sigma2, message);
        context.state = AGREE;
        return true;
    }

    /** Decrypts Sigma2 and checks the responder's certificates but for their signatures. */
    private boolean openAndCheck(InitiatorContext context) {
        Packet packet = context.message;
        context.state = VERIFY_CHAIN;
        if (!sigma2.read(packet.bytes, 0, packet.length)) {
            return false;
        }
        keys.deriveS2k(context, sigma2.random.array, sigma2.random.offset);
        context.addToTranscript(sha, packet.bytes, 0, packet.length);
        int length = sigma2.encrypted.length;
        System.arraycopy(packet.bytes, sigma2.encrypted.offset, packet.bytes, 0, length);
        int opened = keys.openTbe2(packet.bytes, length);
        return opened >= 0
                && computation.readTbe(context, opened)
                && computation.takeResumptionId(context);
    }

    /** Brings the certificates on; in the end it must be the node we asked. */
    private boolean verifyChain(InitiatorContext context) {
        return stepChain(context)
                && (context.state == VERIFY_CHAIN
                        || computation.peerNodeId() == context.peerNodeId);
    }

    private boolean sendSigma3(InitiatorContext context, long nowMillis) {
        releaseMessage(context);
        TlvWriter out = exchanges.begin(context.exchange);
        if (out == null) {
            return false;
        }
        int start = out.position();
        out.startStruct(TlvTag.ANONYMOUS);
        int at = computation.putTbe(context, out, 1, false);
        if (at < 0) {
            exchanges.discard();
            return false;
        }
        keys.sealTbe3(context, out.array(), at, computation.tbeLength(false));
        out.endContainer();
        context.addToTranscript(sha, out.array(), start, out.position() - start);
        keys.setSessionKeys(context, true);
        Fabric fabric = fabrics.find(context.fabricIndex);
        context.session.setPeer(
                context.fabricIndex, fabric.nodeId, context.peerNodeId, computation.peerCats());
        return sendAndAwait(context, SecureChannelOpcode.SIGMA3, AWAIT_REPORT, nowMillis);
    }

    /** The peer resumes: it has to prove that it knows the secret of the record we named. */
    private boolean resume(InitiatorContext context, InboundMessage message, long nowMillis) {
        ResumptionRecord record = records == null ? null : records.slots().find(context.resumed);
        if (record == null
                || !sigma2Resume.read(message.buffer, message.payloadOffset, message.payloadLength)
                || !keys.provesSecret(
                        sigma2Resume, context.bytes, InitiatorContext.OWN_RANDOM, record)) {
            return false;
        }
        setPeer(context, sigma2Resume, message);
        keys.setResumedKeys(
                context.session,
                true,
                record,
                context.bytes,
                InitiatorContext.OWN_RANDOM,
                context.bytes,
                CaseContext.RESUMPTION_ID);
        Fabric fabric = fabrics.find(context.fabricIndex);
        context.session.setPeer(
                record.fabricIndex, fabric.nodeId, record.peerNodeId, record.peerCats);
        records.renew(
                record,
                sigma2Resume.resumptionId.array,
                sigma2Resume.resumptionId.offset,
                nowMillis);
        Exchange exchange = context.exchange;
        SecureSession session = context.session;
        session.activate(nowMillis);
        release(context);
        reports.end(exchange, SecureChannelProtocolCode.SESSION_ESTABLISHMENT_SUCCESS, nowMillis);
        tell(session, nowMillis);
        return true;
    }

    /** The responder's last word: success after Sigma3, else the handshake is over. */
    private void report(InitiatorContext context, InboundMessage message, long nowMillis) {
        Exchange exchange = context.exchange;
        if (context.state != AWAIT_REPORT || !reports.isSuccess(message)) {
            int wait = reports.busyWait(message);
            end(context, wait, nowMillis);
            exchanges.close(exchange, nowMillis);
            return;
        }
        SecureSession session = context.session;
        session.activate(nowMillis);
        session.peerCats(cats);
        remember(context, cats, nowMillis);
        release(context);
        exchanges.close(exchange, nowMillis);
        tell(session, nowMillis);
    }

    private void tell(SecureSession session, long nowMillis) {
        logEstablished(session);
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].sessionEstablished(session, nowMillis);
        }
    }

    private void fail(InitiatorContext context, boolean heard, long nowMillis) {
        Exchange exchange = context.exchange;
        end(context, 0, nowMillis);
        if (heard) {
            reports.end(exchange, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
        } else {
            exchanges.cancel(exchange, nowMillis);
        }
    }

    private void end(InitiatorContext context, int waitMillis, long nowMillis) {
        int fabricIndex = context.fabricIndex;
        long peerNodeId = context.peerNodeId;
        release(context);
        log.event(LogEvent.CASE_FAILED, SecureChannelProtocolCode.INVALID_PARAMETER, 0, 0);
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].sessionFailed(fabricIndex, peerNodeId, waitMillis, nowMillis);
        }
    }
}
