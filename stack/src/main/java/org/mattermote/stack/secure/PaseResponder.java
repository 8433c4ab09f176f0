package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.SecureChannelProtocolCode;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.KdfInfo;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.Spake2pTranscript;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * The responder of Passcode-Authenticated Session Establishment (Matter core 4.14.1), one handshake
 * at a time.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>IDLE</td><td>PBKDFParamRequest, window open: send PBKDFParamResponse</td>
 *     <td>AWAIT_PAKE1</td></tr>
 * <tr><td>AWAIT_PAKE1</td><td>Pake1</td><td>COMPUTE_SHARE</td></tr>
 * <tr><td>COMPUTE_SHARE</td><td>job done</td><td>COMPUTE_SECRETS</td></tr>
 * <tr><td>COMPUTE_SECRETS</td><td>job done</td><td>SEND_PAKE2</td></tr>
 * <tr><td>SEND_PAKE2</td><td>poll: send Pake2</td><td>AWAIT_PAKE3</td></tr>
 * <tr><td>AWAIT_PAKE3</td><td>Pake3 fits: open session, send success</td><td>IDLE</td></tr>
 * <tr><td>not IDLE</td><td>PBKDFParamRequest on another exchange: Busy</td><td>same</td></tr>
 * <tr><td>not IDLE</td><td>anything wrong: send INVALID_PARAMETER</td><td>IDLE</td></tr>
 * <tr><td>not IDLE</td><td>exchange closed, or 60 s over</td><td>IDLE</td></tr>
 * </table>
 */
public final class PaseResponder {
    /** A handshake must be through by then, ms. */
    public static final int HANDSHAKE_TIMEOUT = 60000;

    private static final int IDLE = 0;
    private static final int AWAIT_PAKE1 = 1;
    private static final int COMPUTE_SHARE = 2;
    private static final int COMPUTE_SECRETS = 3;
    private static final int SEND_PAKE2 = 4;
    private static final int AWAIT_PAKE3 = 5;

    private static final int BUSY_WAIT = 5000;
    private static final int RANDOM = 32;
    private static final int POINT = 65;
    private static final int W0 = 32;
    private static final int CONFIRMATION = Spake2pTranscript.CONFIRMATION;

    /** "CHIP PAKE V1 Commissioning". */
    private static final byte[] CONTEXT_PREFIX = {
        0x43, 0x48, 0x49, 0x50, 0x20, 0x50, 0x41, 0x4b, 0x45, 0x20, 0x56, 0x31, 0x20, 0x43, 0x6f,
        0x6d, 0x6d, 0x69, 0x73, 0x73, 0x69, 0x6f, 0x6e, 0x69, 0x6e, 0x67
    };

    private final CommissioningAccess access;
    private final Exchanges exchanges;
    private final SecureReports reports;
    private final SecureSessions sessions;
    private final SessionParameters ownParameters;
    private final CryptoPort crypto;
    private final Spake2pTranscript transcript;
    private final Hkdf hkdf;
    private final Drbg drbg;
    private final LogPort log;
    private final Sha256 context = new Sha256();
    private final SessionParameters peerParameters = new SessionParameters();
    private final TlvReader reader = new TlvReader();
    private final byte[] random = new byte[RANDOM];
    private final byte[] verifier = new byte[W0 + POINT];
    private final byte[] y = new byte[P256.SCALAR];
    private final byte[] pA = new byte[POINT];
    private final byte[] pB = new byte[POINT];
    private final byte[] z = new byte[POINT];
    private final byte[] v = new byte[POINT];

    /** Keys and confirmations, laid out by {@link Spake2pTranscript}. */
    private final byte[] confirmation = new byte[Spake2pTranscript.LENGTH];

    private final byte[] hash = new byte[Sha256.LENGTH];
    private final byte[] keys = new byte[SecureSession.KEY_BLOCK_LENGTH];

    private int state = IDLE;

    /** Computation under way, 0 for none. */
    private int job;

    private Exchange exchange;
    private SecureSession session;
    private long deadline = Long.MAX_VALUE;

    public PaseResponder(
            CommissioningAccess access,
            Exchanges exchanges,
            SecureSessions sessions,
            SessionParameters ownParameters,
            CryptoPort crypto,
            Spake2pTranscript transcript,
            Hkdf hkdf,
            Drbg drbg,
            LogPort log) {
        this.access = access;
        this.exchanges = exchanges;
        reports = new SecureReports(exchanges);
        this.sessions = sessions;
        this.ownParameters = ownParameters;
        this.crypto = crypto;
        this.transcript = transcript;
        this.hkdf = hkdf;
        this.drbg = drbg;
        this.log = log;
    }

    void received(Exchange from, InboundMessage message, long nowMillis) {
        int opcode = message.protocol.opcode;
        if (from.owner != SecureChannel.OWNER_PASE) {
            start(from, message, nowMillis);
        } else if (opcode == SecureChannelOpcode.STATUS_REPORT) {
            exchanges.close(from, nowMillis);
            fail(nowMillis);
        } else if (opcode == SecureChannelOpcode.PAKE1 && state == AWAIT_PAKE1) {
            pake1(message, nowMillis);
        } else if (opcode == SecureChannelOpcode.PAKE3 && state == AWAIT_PAKE3) {
            pake3(message, nowMillis);
        } else {
            reports.end(from, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
            fail(nowMillis);
        }
    }

    void closed(int reason, long nowMillis) {
        if (state != IDLE) {
            fail(nowMillis);
        }
    }

    /** Whether a handshake has begun and not ended. */
    public boolean isUnderWay() {
        return state != IDLE;
    }

    /** Whether a computation is due or under way. */
    boolean isComputing() {
        return state >= COMPUTE_SHARE && state <= SEND_PAKE2;
    }

    /** Does one step of the computation that is due. */
    void compute(long nowMillis) {
        if (state == SEND_PAKE2) {
            sendPake2(nowMillis);
            return;
        }
        if (job == 0) {
            int started = startJob();
            if (started == PortStatus.BUSY) {
                return;
            }
            if (started < 0) {
                failWithReport(nowMillis);
                return;
            }
            job = started;
        }
        int status = crypto.step(job, SecureChannel.STEP_BUDGET);
        if (status == CryptoPort.MORE) {
            return;
        }
        job = 0;
        if (status != CryptoPort.DONE) {
            failWithReport(nowMillis);
        } else {
            state = state == COMPUTE_SHARE ? COMPUTE_SECRETS : SEND_PAKE2;
        }
    }

    private int startJob() {
        if (state == COMPUTE_SECRETS) {
            return crypto.startSpake2pSecrets(verifier, 0, y, 0, pA, 0, verifier, W0, z, 0, v, 0);
        }
        return P256.randomScalar(drbg, y, 0) == CryptoStatus.OK
                ? crypto.startSpake2pShare(verifier, 0, y, 0, pB, 0)
                : PortStatus.FAILED;
    }

    long poll(long nowMillis) {
        if (state != IDLE && nowMillis >= deadline) {
            Exchange late = exchange;
            fail(nowMillis);
            exchanges.close(late, nowMillis);
        }
        return state == IDLE ? Long.MAX_VALUE : deadline;
    }

    private void start(Exchange from, InboundMessage message, long nowMillis) {
        if (!access.admits()) {
            reports.end(from, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
            return;
        }
        if (state != IDLE) {
            reports.busy(from, BUSY_WAIT, nowMillis);
            return;
        }
        peerParameters.clear();
        int initiatorSessionId = 0;
        int passcodeId = -1;
        int hasParameters = -1;
        boolean hasRandom = false;
        int status = enterMessage(message);
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            switch (reader.tag()) {
                case 1:
                    hasRandom = reader.bytes(RANDOM, RANDOM) >= 0;
                    if (hasRandom) {
                        System.arraycopy(reader.array(), reader.dataOffset(), random, 0, RANDOM);
                    }
                    break;
                case 2:
                    initiatorSessionId = reader.u16();
                    break;
                case 3:
                    passcodeId = reader.u16();
                    break;
                case 4:
                    hasParameters = reader.bool();
                    break;
                case 5:
                    status = peerParameters.decodeMember(reader);
                    break;
                default:
                    break;
            }
        }
        if (status != CodecStatus.END
                || !hasRandom
                || initiatorSessionId <= 0
                || passcodeId != 0
                || hasParameters < 0) {
            reports.end(from, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
            return;
        }
        session = exchanges.reserveSession(drbg.nextInt(), nowMillis);
        if (session == null) {
            reports.busy(from, BUSY_WAIT, nowMillis);
            return;
        }
        session.setPeerSessionId(initiatorSessionId);
        session.applyParameters(peerParameters);
        session.setPeerAddress(message.from);
        from.anySession().applyParameters(session);
        from.owner = SecureChannel.OWNER_PASE;
        exchange = from;
        deadline = nowMillis + HANDSHAKE_TIMEOUT;
        access.verifier(verifier, 0);
        context.reset().update(CONTEXT_PREFIX, 0, CONTEXT_PREFIX.length);
        context.update(message.buffer, message.payloadOffset, message.payloadLength);
        state = AWAIT_PAKE1;
        sendParameters(hasParameters == 0, nowMillis);
    }

    private void sendParameters(boolean withPbkdf, long nowMillis) {
        TlvWriter out = exchanges.begin(exchange);
        if (out == null) {
            refuse(nowMillis);
            return;
        }
        int start = out.position();
        out.startStruct(TlvTag.ANONYMOUS);
        out.putBytes(1, random, 0, RANDOM);
        drbg.generate(hash, 0, RANDOM);
        out.putBytes(2, hash, 0, RANDOM);
        out.putUnsigned(3, session.localSessionId());
        if (withPbkdf) {
            out.startStruct(4);
            out.putUnsigned(1, access.iterations());
            int length = access.salt(hash, 0);
            out.putBytes(2, hash, 0, length);
            out.endContainer();
        }
        ownParameters.encode(out, 5);
        out.endContainer();
        context.update(out.array(), start, out.position() - start);
        exchanges.sendAndAwait(exchange, SecureChannelOpcode.PBKDF_PARAM_RESPONSE, nowMillis);
    }

    private void pake1(InboundMessage message, long nowMillis) {
        if (readBytes(message, pA, POINT)) {
            state = COMPUTE_SHARE;
            exchanges.expectComputation(exchange);
        } else {
            failWithReport(nowMillis);
        }
    }

    private void sendPake2(long nowMillis) {
        context.finish(hash, 0);
        transcript.confirm(hash, 0, pA, 0, pB, 0, z, 0, v, 0, verifier, 0, confirmation, 0);
        TlvWriter out = exchanges.begin(exchange);
        if (out == null) {
            refuse(nowMillis);
            return;
        }
        out.startStruct(TlvTag.ANONYMOUS);
        out.putBytes(1, pB, 0, POINT);
        out.putBytes(2, confirmation, Spake2pTranscript.CB, CONFIRMATION);
        out.endContainer();
        state = AWAIT_PAKE3;
        exchanges.sendAndAwait(exchange, SecureChannelOpcode.PAKE2, nowMillis);
    }

    private void pake3(InboundMessage message, long nowMillis) {
        // The window may have closed, or another commissioner come, since the handshake began.
        if (!access.admits()
                || !readBytes(message, hash, CONFIRMATION)
                || !Bytes.equalConstantTime(
                        hash, 0, confirmation, Spake2pTranscript.CA, CONFIRMATION)) {
            failWithReport(nowMillis);
            return;
        }
        hkdf.derive(
                confirmation,
                Spake2pTranscript.KE,
                SecureSession.KEY_LENGTH,
                null,
                0,
                0,
                KdfInfo.SESSION_KEYS,
                KdfInfo.SESSION_KEYS.length,
                keys,
                0,
                keys.length);
        SecureSession established = session;
        Exchange last = exchange;
        established.activate(SecureSession.TYPE_PASE, false, keys, 0, nowMillis);
        clear();
        access.established(established, nowMillis);
        log.event(
                LogEvent.PASE_ESTABLISHED,
                established.localSessionId(),
                established.peerSessionId(),
                0);
        reports.end(last, SecureChannelProtocolCode.SESSION_ESTABLISHMENT_SUCCESS, nowMillis);
    }

    /** Reads member 1, a byte string of exactly {@code length}. */
    private boolean readBytes(InboundMessage message, byte[] out, int length) {
        int status = enterMessage(message);
        boolean found = false;
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            if (reader.tag() == 1 && reader.bytes(length, length) >= 0) {
                System.arraycopy(reader.array(), reader.dataOffset(), out, 0, length);
                found = true;
            }
        }
        return found && status == CodecStatus.END;
    }

    private int enterMessage(InboundMessage message) {
        reader.wrap(message.buffer, message.payloadOffset, message.payloadLength);
        int status = reader.next();
        return status == CodecStatus.OK ? reader.enter() : status;
    }

    private void failWithReport(long nowMillis) {
        Exchange failed = exchange;
        fail(nowMillis);
        reports.end(failed, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
    }

    /** Gives the handshake up for want of a packet: not the initiator's fault, and no attempt. */
    private void refuse(long nowMillis) {
        Exchange refused = exchange;
        end();
        reports.busy(refused, BUSY_WAIT, nowMillis);
    }

    /** Ends the handshake as a failed attempt. */
    private void fail(long nowMillis) {
        end();
        access.attemptFailed(nowMillis);
    }

    private void end() {
        if (session != null && !session.hasKeys()) {
            sessions.release(session);
        }
        clear();
    }

    private void clear() {
        crypto.cancel(job);
        job = 0;
        Bytes.zero(y);
        Bytes.zero(confirmation);
        Bytes.zero(verifier);
        Bytes.zero(z);
        Bytes.zero(v);
        Bytes.zero(keys);
        Bytes.zero(hash);
        state = IDLE;
        deadline = Long.MAX_VALUE;
        session = null;
        exchange = null;
    }
}
