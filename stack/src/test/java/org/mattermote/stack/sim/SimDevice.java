package org.mattermote.stack.sim;

import java.util.List;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.SoftwareCrypto;
import org.mattermote.stack.crypto.Spake2pTranscript;
import org.mattermote.stack.crypto.Spake2pVerifier;
import org.mattermote.stack.exchange.ExchangeCleanup;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.MessageDispatch;
import org.mattermote.stack.exchange.Outbox;
import org.mattermote.stack.fabric.CertificateChain;
import org.mattermote.stack.fabric.ChainWorkspace;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.secure.CaseComputation;
import org.mattermote.stack.secure.CaseInitiator;
import org.mattermote.stack.secure.CaseResponder;
import org.mattermote.stack.secure.CommissioningAccess;
import org.mattermote.stack.secure.PaseResponder;
import org.mattermote.stack.secure.SecureChannel;
import org.mattermote.stack.secure.SecureReports;

/** A device up to its secure channel; above it a stand-in, unless a test sets something better. */
public final class SimDevice implements SimNode {
    /** What a test may choose; as the default firmware otherwise. */
    public static final class Options {
        public ScriptedDrbg drbg = new ScriptedDrbg(1);
        public SimWindow window = new SimWindow(20202021);
        public SessionParameters own = parameters();
        public int secureSessions = 16;
        public int unsecuredSessions = 6;
        public int caseContexts = 4;
        public int exchanges = 24;
        public int packets = 10;
        public int shortPackets = 4;

        /** The first secured session gets the id after it. */
        public int lastSessionId = 0x1000;

        /** The first unsecured message gets the counter after it. */
        public int lastUnsecuredCounter = 0x2000;

        /** Wall-clock time, seconds since 2000; negative when not known. */
        public long epochSeconds = -1;

        /** In the place of the cryptography of this project; null for that. */
        public CryptoPort crypto;

        /** In the window's place; null for that. */
        public CommissioningAccess access;

        /** Virtual time a poll with a step of computation takes, ms. */
        public long stepMillis = 0;
    }

    public final ScriptedDrbg drbg;
    public final SimWindow window;
    public final ExchangeCounters counters = new ExchangeCounters();
    public final SecureSessions sessions;
    public final UnsecuredSessions unsecuredSessions;
    public final Outbox outbox;
    public final Exchanges exchanges;
    public final MessageDispatch dispatch;
    public final ExchangeCleanup cleanup;
    public final TestFabrics fabrics = new TestFabrics(new MemoryStore());
    public final P256 p256 = new P256();
    public final Ecdsa ecdsa = new Ecdsa(p256);
    public final SoftwareCrypto crypto = new SoftwareCrypto(p256, ecdsa, new Spake2pVerifier(p256));
    public final CryptoJobs jobs;
    public final Sha256 sha = new Sha256();
    public final Hmac hmac = new Hmac();
    public final Hkdf hkdf = new Hkdf(hmac);
    public final AesCcm ccm = new AesCcm();
    public final ResumptionRecords resumption = new ResumptionRecords(6);
    public final PaseResponder pase;
    public final CaseResponder caseResponder;
    public final CaseComputation computation;
    public final SecureChannel secureChannel;
    private final SimInteraction interaction;
    private final long stepMillis;
    private long busyUntil;
    private boolean computing;

    public SimDevice(DatagramPort udp, Options options) {
        drbg = options.drbg;
        window = options.window;
        stepMillis = options.stepMillis;
        LogPort log = (event, a, b, c) -> {};
        jobs = new CryptoJobs(options.crypto == null ? crypto : options.crypto);
        ChainWorkspace chains =
                new ChainWorkspace(fabrics.sha, fabrics.p256, jobs, fabrics.scratch);
        sessions = new SecureSessions(options.secureSessions, options.lastSessionId);
        unsecuredSessions = new UnsecuredSessions(options.unsecuredSessions);
        MessageSealer sealer = new MessageSealer(ccm, null, options.lastUnsecuredCounter);
        outbox =
                new Outbox(
                        sealer,
                        udp,
                        drbg,
                        options.packets,
                        Packet.CAPACITY,
                        options.shortPackets,
                        counters);
        exchanges = new Exchanges(options.exchanges, outbox, sessions, drbg, counters, 300);
        dispatch =
                new MessageDispatch(
                        1280,
                        udp,
                        sessions,
                        unsecuredSessions,
                        sealer,
                        exchanges,
                        outbox,
                        counters,
                        log);
        cleanup = new ExchangeCleanup(exchanges, outbox, counters);
        SecureReports reports = new SecureReports(exchanges);
        pase =
                new PaseResponder(
                        options.access == null ? window : options.access,
                        exchanges,
                        reports,
                        sessions,
                        options.own,
                        jobs,
                        sha,
                        new Spake2pTranscript(sha, hmac, hkdf),
                        hkdf,
                        drbg,
                        log);
        computation =
                new CaseComputation(
                        fabrics.table,
                        new CertificateChain(chains),
                        fabrics.scratch,
                        () -> options.epochSeconds < 0 ? -1 : options.epochSeconds * 1_000_000,
                        jobs,
                        sha,
                        ccm,
                        hkdf,
                        drbg);
        caseResponder =
                new CaseResponder(
                        options.caseContexts,
                        exchanges,
                        reports,
                        sessions,
                        outbox.packets(),
                        fabrics.table,
                        resumption,
                        computation,
                        options.own,
                        log);
        secureChannel = new SecureChannel(pase, caseResponder, reports);
        interaction = new SimInteraction(exchanges);
        dispatch.setHandlers(secureChannel, interaction);
    }

    /** What an always-on node says of itself. */
    public static SessionParameters parameters() {
        SessionParameters own = new SessionParameters();
        own.setValue(SessionParameters.IDLE_INTERVAL, 500);
        own.setValue(SessionParameters.ACTIVE_INTERVAL, 300);
        own.setValue(SessionParameters.ACTIVE_THRESHOLD, 4000);
        own.setValue(SessionParameters.DATA_MODEL_REVISION, 19);
        own.setValue(SessionParameters.INTERACTION_MODEL_REVISION, 12);
        own.setValue(SessionParameters.SPECIFICATION_VERSION, 0x01040200);
        own.setValue(SessionParameters.MAX_PATHS_PER_INVOKE, 1);
        return own;
    }

    /** Lets it ask other nodes for sessions. */
    public CaseInitiator initiate(int halfOpen) {
        CaseInitiator initiator =
                new CaseInitiator(
                        halfOpen,
                        exchanges,
                        new SecureReports(exchanges),
                        sessions,
                        unsecuredSessions,
                        outbox.packets(),
                        fabrics.table,
                        resumption,
                        computation,
                        parameters(),
                        (event, a, b, c) -> {});
        secureChannel.setInitiator(initiator);
        return initiator;
    }

    /** Puts a handler in the interaction model's place. */
    public void setInteraction(ExchangeHandler handler) {
        dispatch.setHandlers(secureChannel, handler);
    }

    /** What AddNOC and CommissioningComplete leave behind. */
    public Fabric join(SimFabric.Identity identity, byte[] ipkEpochKey) {
        byte[] icac = identity.icac() == null ? new byte[0] : identity.icac();
        int status =
                TestFabrics.finish(
                        fabrics.chain,
                        fabrics.chain.begin(
                                identity.rcac(),
                                0,
                                identity.rcac().length,
                                identity.noc(),
                                0,
                                identity.noc().length,
                                icac,
                                0,
                                icac.length,
                                -1,
                                600_000_000L));
        if (status != FabricStatus.OK) {
            throw new IllegalStateException("chain " + status);
        }
        fabrics.failSafe.armForPase(77, 0);
        Fabric fabric =
                fabrics.table.add(
                        fabrics.chain,
                        identity.rcac(),
                        identity.rcac().length,
                        icac,
                        0,
                        icac.length,
                        identity.noc(),
                        0,
                        identity.noc().length,
                        identity.privateKey(),
                        ipkEpochKey,
                        0,
                        0xFFF1);
        fabrics.failSafe.nocAdded(fabric);
        if (fabrics.failSafe.commit(0) != FabricStatus.OK) {
            throw new IllegalStateException("commit");
        }
        return fabric;
    }

    @Override
    public long poll(long now) {
        if (now < busyUntil) {
            return busyUntil;
        }
        boolean more = dispatch.poll(now);
        long next = secureChannel.poll(now);
        if (computing || next <= now) {
            busyUntil = now + stepMillis;
        }
        computing = next <= now;
        next = Math.min(next, cleanup.poll(now));
        if (!fabrics.scratch.isIdle()) {
            throw new AssertionError("working memory outlives a poll");
        }
        return more ? now : next;
    }

    /** Requests that reached the stand-in above the secure channel. */
    public List<byte[]> requests() {
        return interaction.requests;
    }

    /** Exchanges, packets, secured sessions and handshakes in use. */
    public String usage() {
        return "exchanges="
                + exchanges.slots().inUse()
                + " packets="
                + (outbox.packets().inUse() + outbox.shortPackets().inUse())
                + " sessions="
                + sessions.slots().inUse()
                + " case="
                + caseResponder.halfOpen()
                + " pase="
                + pase.isUnderWay();
    }

    /** {@link #usage()} of a device with so many sessions and nothing under way. */
    public static String idle(int sessions) {
        return "exchanges=0 packets=0 sessions=" + sessions + " case=0 pase=false";
    }
}
