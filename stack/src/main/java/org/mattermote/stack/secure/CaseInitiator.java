package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.SecureChannelProtocolCode;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.ExchangeStatus;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.fabric.CertificateChain;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.UnsecuredSession;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.UtcClock;

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
public final class CaseInitiator implements FabricListener {
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
    private static final int REFUSED = 11;

    private static final int MAX_LISTENERS = 4;

    // Where things stand in the work's bytes.

    private static final int HASH = 0;
    private static final int SIGNED = HASH + Sha256.LENGTH;

    /** Random bytes for the nonce of a signature. */
    private static final int EXTRA = SIGNED + TbeData.SIGNATURE;

    private static final int WORK = EXTRA + 32;

    private final Pool<InitiatorContext> contexts;
    private final Exchanges exchanges;
    private final SecureReports reports;
    private final SecureSessions sessions;
    private final UnsecuredSessions unsecuredSessions;
    private final Pool<Packet> packets;
    private final FabricTable fabrics;

    /** Null where no session is resumed. */
    private final ResumptionRecords records;

    private final CertificateChain chain;
    private final UtcClock clock;
    private final SessionParameters ownParameters;
    private final CryptoPort crypto;
    private final Sha256 sha;
    private final CaseKeys keys;
    private final Drbg drbg;
    private final LogPort log;

    private final TlvReader reader = new TlvReader();
    private final TbeData tbe;
    private final SignedData signedData;
    private final Sigma2 sigma2 = new Sigma2(reader);
    private final Sigma2Resume sigma2Resume = new Sigma2Resume(reader);
    private final SessionListener[] listeners = new SessionListener[MAX_LISTENERS];
    private final int[] cats = new int[SecureSession.MAX_CATS];
    private int listenerCount;
    private ExchangeHandler secureChannel;

    /** What a computation needs and makes. */
    private final byte[] work = new byte[WORK];

    /** Whose computation is under way; null for nobody's. */
    private InitiatorContext computing;

    /** What is under way for the port. */
    private int job;

    /**
     * @param halfOpen handshakes that may be under way at a time
     * @param records null for full handshakes only
     * @param chain used by this initiator alone
     * @param scratch with 1,216 bytes to take
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
            CertificateChain chain,
            Scratch scratch,
            UtcClock clock,
            SessionParameters ownParameters,
            CryptoPort crypto,
            Sha256 sha,
            AesCcm ccm,
            Hkdf hkdf,
            Drbg drbg,
            LogPort log) {
        InitiatorContext[] slots = new InitiatorContext[halfOpen];
        for (int i = 0; i < halfOpen; i++) {
            slots[i] = new InitiatorContext();
        }
        contexts = new Pool<InitiatorContext>(slots);
        this.exchanges = exchanges;
        this.reports = reports;
        this.sessions = sessions;
        this.unsecuredSessions = unsecuredSessions;
        this.packets = packets;
        this.fabrics = fabrics;
        this.records = records;
        this.chain = chain;
        this.clock = clock;
        this.ownParameters = ownParameters;
        this.crypto = crypto;
        this.sha = sha;
        this.drbg = drbg;
        this.log = log;
        keys = new CaseKeys(sha, hkdf, ccm);
        tbe = new TbeData(fabrics, scratch, reader);
        signedData = new SignedData(sha);
        fabrics.addListener(this);
    }

    /** At boot, at most 4. */
    public void addListener(SessionListener listener) {
        listeners[listenerCount++] = listener;
    }

    /** Who handles the exchanges of this protocol; once, at boot. */
    void setHandler(ExchangeHandler secureChannel) {
        this.secureChannel = secureChannel;
    }

    /** To be looked at: handshakes under way. */
    public Pool<? extends Slot> contexts() {
        return contexts;
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

    /**
     * Starts a handshake, if there is none with this peer.
     *
     * @param at where the peer is
     * @return STARTED: the listeners will hear; BUSY: try again later; NO_FABRIC
     */
    public int connect(int fabricIndex, long peerNodeId, PeerAddress at, long nowMillis) {
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

    @Override
    public void fabricAdded(Fabric fabric, long now) {}

    @Override
    public void fabricUpdated(Fabric fabric, long now) {
        refuseAll(fabric.fabricIndex);
    }

    @Override
    public void fabricRemoved(int fabricIndex, long now) {
        refuseAll(fabricIndex);
    }

    private void refuseAll(int fabricIndex) {
        for (int i = 0; i < contexts.capacity(); i++) {
            InitiatorContext context = contexts.at(i);
            if (context.isTaken() && context.fabricIndex == fabricIndex) {
                stopComputing(context);
                context.state = REFUSED;
            }
        }
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

    boolean isComputing() {
        return nextToCompute() != null;
    }

    /** Whether the crypto port works for this initiator. */
    boolean hasJob() {
        return computing != null;
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

    private InitiatorContext nextToCompute() {
        InitiatorContext found = computing;
        for (int i = 0; i < contexts.capacity(); i++) {
            InitiatorContext context = contexts.at(i);
            // Who is further goes first: what the contexts share is its own until it waits again.
            if (computing == null
                    && context.isTaken()
                    && context.state != AWAIT_SIGMA2
                    && context.state != AWAIT_REPORT
                    && (found == null || context.state > found.state)) {
                found = context;
            }
        }
        return found;
    }

    /** Starts the computation of the context's state, or brings it on; false if it failed. */
    private boolean stepJob(InitiatorContext context) {
        if (computing == null) {
            int started = startJob(context);
            if (started < 0) {
                return started == PortStatus.BUSY;
            }
            computing = context;
            job = started;
        }
        int status = crypto.step(job, CryptoPort.STEP_BUDGET);
        if (status == CryptoPort.MORE) {
            return true;
        }
        computing = null;
        Bytes.zero(work, EXTRA, WORK - EXTRA);
        if (context.state == AGREE) {
            Bytes.zero(context.own, InitiatorContext.OWN_SCALAR, CaseContext.SCALAR);
        }
        context.state++;
        return status == CryptoPort.DONE;
    }

    private int startJob(InitiatorContext context) {
        switch (context.state) {
            case MAKE_KEY:
                drbg.generate(context.own, InitiatorContext.OWN_RANDOM, CaseContext.RANDOM);
                return P256.randomScalar(drbg, context.own, InitiatorContext.OWN_SCALAR)
                                == CryptoStatus.OK
                        ? crypto.startPublicKey(
                                context.own,
                                InitiatorContext.OWN_SCALAR,
                                context.bytes,
                                CaseContext.INITIATOR_KEY)
                        : PortStatus.FAILED;
            case AGREE:
                return crypto.startEcdh(
                        context.own,
                        InitiatorContext.OWN_SCALAR,
                        context.bytes,
                        CaseContext.RESPONDER_KEY,
                        context.bytes,
                        CaseContext.SHARED_SECRET);
            case VERIFY_SIGNATURE:
                signedData.hash(
                        tbe,
                        context.bytes,
                        CaseContext.RESPONDER_KEY,
                        CaseContext.INITIATOR_KEY,
                        work,
                        HASH);
                return crypto.startVerify(chain.publicKey, 0, work, HASH, work, SIGNED);
            default:
                return startSign(context);
        }
    }

    private int startSign(InitiatorContext context) {
        Fabric fabric = fabrics.find(context.fabricIndex);
        int at = tbe.takeOwn(fabric);
        if (at < 0) {
            return PortStatus.FAILED;
        }
        signedData.hash(
                tbe,
                context.bytes,
                CaseContext.INITIATOR_KEY,
                CaseContext.RESPONDER_KEY,
                work,
                HASH);
        tbe.release(at);
        drbg.generate(work, EXTRA, WORK - EXTRA);
        return crypto.startSign(fabric.privateKey, 0, work, HASH, work, EXTRA, work, SIGNED);
    }

    private boolean sendSigma1(InitiatorContext context, long nowMillis) {
        TlvWriter out = exchanges.begin(context.exchange);
        if (out == null) {
            return false;
        }
        int start = out.position();
        out.startStruct(TlvTag.ANONYMOUS);
        out.putBytes(1, context.own, InitiatorContext.OWN_RANDOM, CaseContext.RANDOM);
        out.putUnsigned(2, context.session.localSessionId());
        int destinationAt = out.beginBytes(3, Sha256.LENGTH);
        boolean has =
                fabrics.destinationId(
                        fabrics.find(context.fabricIndex),
                        context.peerNodeId,
                        context.own,
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
        return await(context, SecureChannelOpcode.SIGMA1, AWAIT_SIGMA2, nowMillis);
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
        byte[] mic = keys.sigma1ResumeMic(context.own, InitiatorContext.OWN_RANDOM, record);
        out.putBytes(7, mic, 0, CaseKeys.TAG);
    }

    private boolean await(InitiatorContext context, int opcode, int next, long nowMillis) {
        context.state = (byte) next;
        context.waitingSince = nowMillis;
        return exchanges.sendAndAwait(context.exchange, opcode, nowMillis) == ExchangeStatus.OK;
    }

    private boolean takeSigma2(InitiatorContext context, InboundMessage message) {
        if (message.payloadLength > Packet.CAPACITY
                || !sigma2.read(message.buffer, message.payloadOffset, message.payloadLength)) {
            return false;
        }
        Packet packet = packets.take();
        if (packet == null) {
            return false;
        }
        System.arraycopy(
                message.buffer, message.payloadOffset, packet.bytes, 0, message.payloadLength);
        packet.length = (char) message.payloadLength;
        context.message = packet;
        sigma2.ephemeralKey.copyTo(context.bytes, CaseContext.RESPONDER_KEY);
        takePeer(context, sigma2.sessionId, sigma2.parameters, message);
        context.state = AGREE;
        exchanges.expectComputation(context.exchange);
        return true;
    }

    private static void takePeer(
            InitiatorContext context,
            int sessionId,
            SessionParameters parameters,
            InboundMessage message) {
        context.session.setPeerSessionId(sessionId);
        context.session.applyParameters(parameters);
        context.session.setPeerAddress(message.from);
        context.exchange.anySession().applyParameters(context.session);
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
                && tbe.read(packet.bytes, opened, work, SIGNED)
                && tbe.copyResumptionId(context.bytes, CaseContext.RESUMPTION_ID)
                && chain.begin(
                                fabrics.certificates(),
                                fabrics.find(context.fabricIndex),
                                tbe.noc.array,
                                tbe.noc.offset,
                                tbe.noc.length,
                                tbe.icac.array,
                                tbe.icac.offset,
                                tbe.icac.length,
                                epochSeconds(),
                                fabrics.lastKnownGood())
                        == FabricStatus.MORE;
    }

    /** Brings the signatures of the certificates on. */
    private boolean verifyChain(InitiatorContext context) {
        int status = chain.step(crypto, CryptoPort.STEP_BUDGET);
        computing = status == FabricStatus.MORE ? context : null;
        if (status == FabricStatus.OK) {
            context.state = VERIFY_SIGNATURE;
        }
        return status >= 0 && (status == FabricStatus.MORE || chain.nodeId == context.peerNodeId);
    }

    private boolean sendSigma3(InitiatorContext context, long nowMillis) {
        releaseMessage(context);
        TlvWriter out = exchanges.begin(context.exchange);
        int own =
                out == null
                        ? CodecStatus.MALFORMED
                        : tbe.takeOwn(fabrics.find(context.fabricIndex));
        if (own < 0) {
            exchanges.discard();
            return false;
        }
        int start = out.position();
        out.startStruct(TlvTag.ANONYMOUS);
        int at = tbe.put(out, 1, work, SIGNED, null, 0);
        if (at >= 0) {
            keys.sealTbe3(context, out.array(), at, tbe.length(false));
        }
        tbe.release(own);
        Bytes.zero(work);
        if (at < 0) {
            exchanges.discard();
            return false;
        }
        out.endContainer();
        context.addToTranscript(sha, out.array(), start, out.position() - start);
        keys.setSessionKeys(context, true);
        Fabric fabric = fabrics.find(context.fabricIndex);
        context.session.setPeer(context.fabricIndex, fabric.nodeId, chain.nodeId, chain.cats);
        return await(context, SecureChannelOpcode.SIGMA3, AWAIT_REPORT, nowMillis);
    }

    /** The peer resumes: it has to prove that it knows the secret of the record we named. */
    private boolean resume(InitiatorContext context, InboundMessage message, long nowMillis) {
        ResumptionRecord record = records == null ? null : records.slots().find(context.resumed);
        if (record == null
                || !sigma2Resume.read(message.buffer, message.payloadOffset, message.payloadLength)
                || !keys.provesSecret(
                        sigma2Resume, context.own, InitiatorContext.OWN_RANDOM, record)) {
            return false;
        }
        takePeer(context, sigma2Resume.sessionId, sigma2Resume.parameters, message);
        keys.setResumedKeys(
                context.session,
                true,
                record,
                context.own,
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
        contexts.release(context);
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
        remember(context, session, nowMillis);
        contexts.release(context);
        exchanges.close(exchange, nowMillis);
        tell(session, nowMillis);
    }

    private void remember(InitiatorContext context, SecureSession session, long nowMillis) {
        if (records != null) {
            session.peerCats(cats);
            records.put(
                    context.fabricIndex,
                    session.peerNodeId(),
                    cats,
                    context.bytes,
                    CaseContext.RESUMPTION_ID,
                    context.bytes,
                    CaseContext.SHARED_SECRET,
                    nowMillis);
        }
    }

    private void tell(SecureSession session, long nowMillis) {
        log.event(
                LogEvent.CASE_ESTABLISHED,
                session.localSessionId(),
                session.fabricIndex(),
                session.peerNodeId());
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
        stopComputing(context);
        releaseMessage(context);
        sessions.release(context.session);
        contexts.release(context);
        log.event(LogEvent.CASE_FAILED, SecureChannelProtocolCode.INVALID_PARAMETER, 0, 0);
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].sessionFailed(fabricIndex, peerNodeId, waitMillis, nowMillis);
        }
    }

    private void stopComputing(InitiatorContext context) {
        if (computing == context) {
            computing = null;
            crypto.cancel(job);
            chain.cancel(crypto);
            Bytes.zero(work);
        }
    }

    private void releaseMessage(InitiatorContext context) {
        if (context.message != null) {
            packets.release(context.message);
            context.message = null;
        }
    }

    private InitiatorContext contextOf(Exchange exchange) {
        if (exchange.owner < 0 || exchange.owner >= contexts.capacity()) {
            return null;
        }
        InitiatorContext context = contexts.at(exchange.owner);
        return context.isTaken() && context.exchange == exchange ? context : null;
    }

    private long epochSeconds() {
        long micros = clock.epochMicros();
        return micros < 0 ? -1 : micros / 1000000;
    }
}
