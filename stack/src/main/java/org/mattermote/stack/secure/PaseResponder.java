package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.SecureChannelProtocolCode;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.CryptoJobs;
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
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
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
 * <tr><td>IDLE</td><td>PBKDFParamRequest, window closed: send INVALID_PARAMETER</td>
 *     <td>IDLE</td></tr>
 * <tr><td>any</td><td>PBKDFParamRequest on another exchange, or while a commissioner is at work:
 *     Busy</td><td>same</td></tr>
 * <tr><td>not IDLE</td><td>anything wrong, or 60 s over: send INVALID_PARAMETER</td>
 *     <td>IDLE</td></tr>
 * <tr><td>not IDLE</td><td>exchange closed</td><td>IDLE</td></tr>
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

    // Where things stand in the bytes.

    /** The first half of the verifier; L, the second, follows it. */
    private static final int VERIFIER = 0;

    private static final int L = VERIFIER + W0;
    private static final int Y = L + POINT;
    private static final int PA = Y + P256.SCALAR;
    private static final int PB = PA + POINT;
    private static final int Z = PB + POINT;
    private static final int V = Z + POINT;

    /** Hash of request and response. */
    private static final int CONTEXT = V + POINT;

    private static final int BYTES = CONTEXT + Sha256.LENGTH;

    /** Keys and confirmations, laid out by {@link Spake2pTranscript}: in the place of Z and V. */
    private static final int CONFIRMED = Z;

    /** The salt, before pA comes; the session's keys, when it is of no more use. */
    private static final int SALT = PA;

    private static final int KEYS = PA;

    /** The initiator's confirmation; pB was sent. */
    private static final int CA = PB;

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
    private final CryptoJobs jobs;
    private final Spake2pTranscript transcript;
    private final Hkdf hkdf;
    private final Drbg drbg;
    private final LogPort log;
    private final Sha256 sha;
    private final SessionParameters peerParameters = new SessionParameters();
    private final TlvReader reader = new TlvReader();
    private final byte[] bytes = new byte[BYTES];

    private int state = IDLE;

    private Exchange exchange;
    private SecureSession session;
    private long deadline = Long.MAX_VALUE;

    public PaseResponder(
            CommissioningAccess access,
            Exchanges exchanges,
            SecureReports reports,
            SecureSessions sessions,
            SessionParameters ownParameters,
            CryptoJobs jobs,
            Sha256 sha,
            Spake2pTranscript transcript,
            Hkdf hkdf,
            Drbg drbg,
            LogPort log) {
        this.access = access;
        this.exchanges = exchanges;
        this.reports = reports;
        this.sessions = sessions;
        this.ownParameters = ownParameters;
        this.jobs = jobs;
        this.sha = sha;
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
        int status = jobs.step(this, jobs.isFree() ? startJob() : PortStatus.BUSY);
        if (status == CryptoPort.DONE) {
            state = state == COMPUTE_SHARE ? COMPUTE_SECRETS : SEND_PAKE2;
        } else if (status != CryptoPort.MORE) {
            failWithReport(nowMillis);
        }
    }

    private int startJob() {
        if (state == COMPUTE_SECRETS) {
            return jobs.port.startSpake2pSecrets(
                    bytes, VERIFIER, bytes, Y, bytes, PA, bytes, L, bytes, Z, bytes, V);
        }
        return P256.randomScalar(drbg, bytes, Y) == CryptoStatus.OK
                ? jobs.port.startSpake2pShare(bytes, VERIFIER, bytes, Y, bytes, PB)
                : PortStatus.FAILED;
    }

    long poll(long nowMillis) {
        if (state != IDLE && nowMillis >= deadline) {
            failWithReport(nowMillis);
        }
        return state == IDLE ? Long.MAX_VALUE : deadline;
    }

    /** The handshake under way. */
    public void state(SlotState slots) {
        slots.bytes(bytes);
        state = slots.integer(state);
        Slot on = slots.slot(exchange);
        exchange = on instanceof Exchange ? (Exchange) on : null;
        Slot made = slots.slot(session);
        session = made instanceof SecureSession ? (SecureSession) made : null;
        deadline = slots.wide(deadline);
    }

    private void start(Exchange from, InboundMessage message, long nowMillis) {
        boolean admits = access.admits();
        if (admits && state != IDLE || access.isOccupied()) {
            reports.busy(from, BUSY_WAIT, nowMillis);
            return;
        }
        if (!admits) {
            reports.end(from, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
            return;
        }
        peerParameters.clear();
        int initiatorSessionId = 0;
        int passcodeId = -1;
        int hasParameters = -1;
        int random = -1;
        int status = enterMessage(message);
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            switch (reader.tag()) {
                case 1:
                    random = reader.bytes(RANDOM, RANDOM) < 0 ? -1 : reader.dataOffset();
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
                || random < 0
                || initiatorSessionId <= 0
                || passcodeId != 0
                || hasParameters < 0) {
            reports.end(from, SecureChannelProtocolCode.INVALID_PARAMETER, nowMillis);
            return;
        }
        session = exchanges.reserveSession(0, drbg.nextInt(), nowMillis);
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
        access.verifier(bytes, VERIFIER);
        state = AWAIT_PAKE1;
        sendParameters(message, random, hasParameters == 0, nowMillis);
    }

    /** Answers a request, whose random number stands at {@code random} of its buffer. */
    private void sendParameters(
            InboundMessage request, int random, boolean withPbkdf, long nowMillis) {
        TlvWriter out = exchanges.begin(exchange);
        if (out == null) {
            refuse(nowMillis);
            return;
        }
        int start = out.position();
        out.startStruct(TlvTag.ANONYMOUS);
        out.putBytes(1, request.buffer, random, RANDOM);
        int ownRandom = out.beginBytes(2, RANDOM);
        drbg.generate(out.array(), ownRandom, RANDOM);
        out.putUnsigned(3, session.localSessionId());
        if (withPbkdf) {
            out.startStruct(4);
            out.putUnsigned(1, access.iterations());
            int length = access.salt(bytes, SALT);
            out.putBytes(2, bytes, SALT, length);
            out.endContainer();
        }
        ownParameters.encode(out, 5);
        out.endContainer();
        sha.reset().update(CONTEXT_PREFIX, 0, CONTEXT_PREFIX.length);
        sha.update(request.buffer, request.payloadOffset, request.payloadLength);
        sha.update(out.array(), start, out.position() - start).finish(bytes, CONTEXT);
        exchanges.sendAndAwait(exchange, SecureChannelOpcode.PBKDF_PARAM_RESPONSE, nowMillis);
    }

    private void pake1(InboundMessage message, long nowMillis) {
        if (readBytes(message, PA, POINT)) {
            state = COMPUTE_SHARE;
            exchanges.expectComputation(exchange);
        } else {
            failWithReport(nowMillis);
        }
    }

    private void sendPake2(long nowMillis) {
        transcript.confirm(
                bytes, CONTEXT, bytes, PA, bytes, PB, bytes, Z, bytes, V, bytes, VERIFIER, bytes,
                CONFIRMED);
        TlvWriter out = exchanges.begin(exchange);
        if (out == null) {
            refuse(nowMillis);
            return;
        }
        out.startStruct(TlvTag.ANONYMOUS);
        out.putBytes(1, bytes, PB, POINT);
        out.putBytes(2, bytes, CONFIRMED + Spake2pTranscript.CB, CONFIRMATION);
        out.endContainer();
        state = AWAIT_PAKE3;
        exchanges.sendAndAwait(exchange, SecureChannelOpcode.PAKE2, nowMillis);
    }

    private void pake3(InboundMessage message, long nowMillis) {
        // The window may have closed, or another commissioner come, since the handshake began.
        if (!access.admits()
                || !readBytes(message, CA, CONFIRMATION)
                || !Bytes.equalConstantTime(
                        bytes, CA, bytes, CONFIRMED + Spake2pTranscript.CA, CONFIRMATION)) {
            failWithReport(nowMillis);
            return;
        }
        hkdf.derive(
                bytes,
                CONFIRMED + Spake2pTranscript.KE,
                SecureSession.KEY_LENGTH,
                null,
                0,
                0,
                KdfInfo.SESSION_KEYS,
                KdfInfo.SESSION_KEYS.length,
                bytes,
                KEYS,
                SecureSession.KEY_BLOCK_LENGTH);
        SecureSession established = session;
        Exchange last = exchange;
        established.activate(SecureSession.TYPE_PASE, false, bytes, KEYS, nowMillis);
        clear();
        access.established(established, nowMillis);
        log.event(
                LogEvent.PASE_ESTABLISHED,
                established.localSessionId(),
                established.peerSessionId(),
                0);
        reports.end(last, SecureChannelProtocolCode.SESSION_ESTABLISHMENT_SUCCESS, nowMillis);
    }

    /** Reads member 1, a byte string of exactly {@code length}, to {@code at} of the bytes. */
    private boolean readBytes(InboundMessage message, int at, int length) {
        int status = enterMessage(message);
        boolean found = false;
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            if (reader.tag() == 1 && reader.bytes(length, length) >= 0) {
                System.arraycopy(reader.array(), reader.dataOffset(), bytes, at, length);
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
        jobs.cancel(this);
        Bytes.zero(bytes);
        state = IDLE;
        deadline = Long.MAX_VALUE;
        session = null;
        exchange = null;
    }
}
