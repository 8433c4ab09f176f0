package org.mattermote.stack.secure;

import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeStatus;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * What the two sides of CASE have in common: a table of half-open handshakes, of which one computes
 * at a time.
 *
 * @param <C> half-open handshake
 */
abstract class CaseRole<C extends CaseContext> implements FabricListener {
    /** State of a handshake whose fabric went or has another certificate; both sides' number. */
    static final int REFUSED = 11;

    final Pool<C> contexts;
    final Exchanges exchanges;
    final SecureReports reports;
    final SecureSessions sessions;
    final FabricTable fabrics;

    /** Null where no session is resumed. */
    final ResumptionRecords records;

    final CaseComputation computation;
    final Sha256 sha;
    final CaseKeys keys;
    final SessionParameters ownParameters;
    final LogPort log;

    private final Pool<Packet> packets;

    /**
     * @param packets lent to handshakes that work on a message
     * @param records null for full handshakes only
     */
    CaseRole(
            C[] slots,
            Exchanges exchanges,
            SecureReports reports,
            SecureSessions sessions,
            Pool<Packet> packets,
            FabricTable fabrics,
            ResumptionRecords records,
            CaseComputation computation,
            SessionParameters ownParameters,
            LogPort log) {
        contexts = new Pool<C>(slots);
        this.exchanges = exchanges;
        this.reports = reports;
        this.sessions = sessions;
        this.packets = packets;
        this.fabrics = fabrics;
        this.records = records;
        this.computation = computation;
        this.ownParameters = ownParameters;
        this.log = log;
        sha = computation.sha;
        keys = computation.keys;
        fabrics.addListener(this);
    }

    /** How many handshakes have begun and not ended. */
    public final int halfOpen() {
        return contexts.inUse();
    }

    /** To be looked at: handshakes under way. */
    public final Pool<? extends Slot> contexts() {
        return contexts;
    }

    /** Whether it is the peer's turn. */
    abstract boolean isWaiting(C context);

    /** Starts what the context's state computes; a job of the crypto port or an error. */
    abstract int startJob(C context);

    /** What the context's state computed is there; the next state follows. */
    abstract void jobDone(C context);

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

    /**
     * The reports leave when it is their turn to compute: this may be called while an answer to the
     * command that changes the fabric is being written.
     */
    private void refuseAll(int fabricIndex) {
        for (int i = 0; i < contexts.capacity(); i++) {
            C context = contexts.at(i);
            if (context.isTaken() && context.fabricIndex == fabricIndex) {
                computation.release(context);
                context.state = REFUSED;
            }
        }
    }

    final C contextOf(Exchange exchange) {
        if (exchange.owner < 0 || exchange.owner >= contexts.capacity()) {
            return null;
        }
        C context = contexts.at(exchange.owner);
        return context.isTaken() && context.exchange == exchange ? context : null;
    }

    final boolean isComputing() {
        return nextToCompute() != null;
    }

    /** Whether a handshake of this side has the computation. */
    final boolean hasComputation() {
        CaseContext owner = computation.owner();
        return owner != null && contexts.at(owner.index()) == owner;
    }

    /**
     * Who has the computation, else who is furthest, so that handshakes end rather than pile up.
     */
    final C nextToCompute() {
        CaseContext owner = computation.owner();
        C found = null;
        for (int i = 0; i < contexts.capacity(); i++) {
            C context = contexts.at(i);
            if (context == owner) {
                return context;
            }
            if (context.isTaken()
                    && !isWaiting(context)
                    && (found == null || context.state > found.state)) {
                found = context;
            }
        }
        return found;
    }

    /** Starts the computation of the context's state, or brings it on; false if it failed. */
    final boolean stepJob(C context) {
        computation.take(context);
        int status = computation.step(computation.isFree() ? startJob(context) : PortStatus.BUSY);
        if (status == CryptoPort.DONE) {
            jobDone(context);
            context.state++;
        }
        return status >= 0;
    }

    /** Brings the signatures of the peer's certificates on; false if one is wrong. */
    final boolean stepChain(C context) {
        int status = computation.stepChain();
        if (status == FabricStatus.OK) {
            context.state++;
        }
        return status >= 0;
    }

    /** Keeps the peer's message to work on it; false when no packet is free. */
    final boolean keep(C context, InboundMessage message) {
        Packet packet = packets.take();
        if (packet == null) {
            return false;
        }
        System.arraycopy(
                message.buffer, message.payloadOffset, packet.bytes, 0, message.payloadLength);
        packet.length = (char) message.payloadLength;
        context.message = packet;
        exchanges.expectComputation(context.exchange);
        return true;
    }

    final void releaseMessage(C context) {
        if (context.message != null) {
            packets.release(context.message);
            context.message = null;
        }
    }

    /** Tells session and exchange who and how the peer is. */
    static void setPeer(CaseContext context, SigmaMessage said, InboundMessage message) {
        context.session.setPeerSessionId(said.sessionId);
        context.session.applyParameters(said.parameters);
        context.session.setPeerAddress(message.from);
        context.exchange.anySession().applyParameters(context.session);
    }

    /** Sends the message that was begun; then it is the peer's turn. */
    final boolean sendAndAwait(C context, int opcode, int next, long nowMillis) {
        computation.release(context);
        context.state = (byte) next;
        context.waitingSince = nowMillis;
        return exchanges.sendAndAwait(context.exchange, opcode, nowMillis) == ExchangeStatus.OK;
    }

    /** Takes down what resumes this session, whose handshake was a full one. */
    final void remember(C context, int[] cats, long nowMillis) {
        if (records != null) {
            records.put(
                    context.fabricIndex,
                    context.session.peerNodeId(),
                    cats,
                    context.bytes,
                    CaseContext.RESUMPTION_ID,
                    context.bytes,
                    CaseContext.SHARED_SECRET,
                    nowMillis);
        }
    }

    final void logEstablished(SecureSession session) {
        log.event(
                LogEvent.CASE_ESTABLISHED,
                session.localSessionId(),
                session.fabricIndex(),
                session.peerNodeId());
    }

    /** Ends a handshake: all it had is free again, but for a session that opened. */
    final void release(C context) {
        computation.release(context);
        releaseMessage(context);
        if (context.session != null && !context.session.hasKeys()) {
            sessions.release(context.session);
        }
        contexts.release(context);
    }
}
