package org.mattermote.firmware.image.loop;

import org.mattermote.bsp.common.FlashLog;
import org.mattermote.firmware.image.bench.BenchFlash;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.SoftwareCrypto;
import org.mattermote.stack.crypto.Spake2pPasscode;
import org.mattermote.stack.crypto.Spake2pTranscript;
import org.mattermote.stack.crypto.Spake2pVerifier;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeCleanup;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.MessageDispatch;
import org.mattermote.stack.exchange.Outbox;
import org.mattermote.stack.fabric.CertificateChain;
import org.mattermote.stack.fabric.ChainWorkspace;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricCertificates;
import org.mattermote.stack.fabric.FabricKeySchedule;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.GroupKeys;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.UtcClock;
import org.mattermote.stack.secure.CaseComputation;
import org.mattermote.stack.secure.CaseResponder;
import org.mattermote.stack.secure.PaseResponder;
import org.mattermote.stack.secure.SecureChannel;
import org.mattermote.stack.secure.SecureReports;

/** A node up to its secure channel, as small as it can be: one peer, one handshake at a time. */
final class LoopNode implements LogPort, UtcClock, ExchangeHandler {
    private static final int FABRICS = 5;
    private static final int SESSIONS = 2;
    private static final int EXCHANGES = 3;
    private static final int PACKETS = 2;
    private static final int PACKET_BYTES = 1280;
    private static final int SCRATCH = 1300;
    private static final int PAGES = 2;
    private static final int PAGE_BYTES = 2048;
    private static final int RECORDS = 16;
    private static final int VENDOR_ID = 0xFFF1;
    private static final int PASE_SESSION = 77;

    final P256 curve = new P256();
    final Ecdsa ecdsa = new Ecdsa(curve);
    final Sha256 sha = new Sha256();
    final Hmac hmac = new Hmac();
    final Hkdf hkdf = new Hkdf(hmac);
    final AesCcm ccm = new AesCcm();
    final Drbg drbg;
    final Spake2pTranscript transcript = new Spake2pTranscript(sha, hmac, hkdf);
    final FabricKeySchedule schedule = new FabricKeySchedule(hmac, hkdf);
    final SecureSessions sessions;
    final LoopWindow window;
    private final CryptoJobs jobs =
            new CryptoJobs(new SoftwareCrypto(curve, ecdsa, new Spake2pVerifier(curve)));
    private final FlashLog log = new FlashLog(new BenchFlash(PAGES, PAGE_BYTES), RECORDS);
    private final CertificateChain chain;
    private final FabricTable fabrics;
    private final FailSafe failSafe;
    private final MessageDispatch dispatch;
    private final SecureChannel secureChannel;
    private final ExchangeCleanup cleanup;

    LoopNode(LoopWire wire, Drbg drbg, Spake2pPasscode passcode) {
        this.drbg = drbg;
        window = new LoopWindow(passcode);
        Scratch scratch = new Scratch(FabricCertificates.KEPT, FabricCertificates.KEPT + SCRATCH);
        GroupKeys groupKeys = new GroupKeys(FABRICS, 1, schedule);
        fabrics =
                new FabricTable(
                        FABRICS,
                        new RecordStore(log, scratch),
                        schedule,
                        groupKeys,
                        LoopFabric.TIME);
        failSafe = new FailSafe(fabrics);
        ChainWorkspace chains = new ChainWorkspace(sha, curve, jobs, scratch);
        chain = new CertificateChain(chains);
        sessions = new SecureSessions(SESSIONS, drbg.nextInt());
        UnsecuredSessions unsecured = new UnsecuredSessions(SESSIONS);
        MessageSealer sealer = new MessageSealer(ccm, null, drbg.nextInt());
        ExchangeCounters counters = new ExchangeCounters();
        Outbox outbox = new Outbox(sealer, wire, drbg, PACKETS, PACKET_BYTES, 0, counters);
        SessionParameters own = new SessionParameters();
        Exchanges exchanges =
                new Exchanges(
                        EXCHANGES,
                        outbox,
                        sessions,
                        drbg,
                        counters,
                        SessionParameters.DEFAULT_ACTIVE_INTERVAL);
        dispatch =
                new MessageDispatch(
                        PACKET_BYTES,
                        wire,
                        sessions,
                        unsecured,
                        sealer,
                        exchanges,
                        outbox,
                        counters,
                        this);
        cleanup = new ExchangeCleanup(exchanges, outbox, counters);
        SecureReports reports = new SecureReports(exchanges);
        PaseResponder pase =
                new PaseResponder(
                        window,
                        exchanges,
                        reports,
                        sessions,
                        own,
                        jobs,
                        sha,
                        transcript,
                        hkdf,
                        drbg,
                        this);
        CaseResponder caseResponder =
                new CaseResponder(
                        1,
                        exchanges,
                        reports,
                        sessions,
                        outbox.packets(),
                        fabrics,
                        null,
                        new CaseComputation(
                                fabrics,
                                new CertificateChain(chains),
                                scratch,
                                this,
                                jobs,
                                sha,
                                ccm,
                                hkdf,
                                drbg),
                        own,
                        this);
        secureChannel = new SecureChannel(pase, caseResponder, reports);
        dispatch.setHandlers(secureChannel, this);
    }

    /** What AddNOC and CommissioningComplete leave behind; whether it worked. */
    boolean join() {
        log.open();
        int status =
                chain.begin(
                        LoopFabric.RCAC,
                        0,
                        LoopFabric.RCAC.length,
                        LoopFabric.NODE_NOC,
                        0,
                        LoopFabric.NODE_NOC.length,
                        LoopFabric.NONE,
                        0,
                        0,
                        -1,
                        LoopFabric.TIME);
        while (status == FabricStatus.MORE) {
            status = chain.step();
        }
        if (status != FabricStatus.OK || fabrics.load() != FabricStatus.OK) {
            return false;
        }
        failSafe.armForPase(PASE_SESSION, 0);
        Fabric fabric =
                fabrics.add(
                        chain,
                        LoopFabric.RCAC,
                        LoopFabric.RCAC.length,
                        LoopFabric.NONE,
                        0,
                        0,
                        LoopFabric.NODE_NOC,
                        0,
                        LoopFabric.NODE_NOC.length,
                        LoopFabric.NODE_KEY,
                        LoopFabric.IPK_EPOCH_KEY,
                        0,
                        VENDOR_ID);
        if (fabric == null) {
            return false;
        }
        failSafe.nocAdded(fabric);
        return failSafe.commit(0) == FabricStatus.OK;
    }

    void poll(long now) {
        dispatch.poll(now);
        secureChannel.poll(now);
        cleanup.poll(now);
    }

    @Override
    public void event(int event, long a, long b, long c) {}

    @Override
    public long epochMicros() {
        return -1;
    }

    @Override
    public void received(Exchange exchange, InboundMessage message, long nowMillis) {}

    @Override
    public void closed(Exchange exchange, int reason, long nowMillis) {}

    @Override
    public int writeBusy(TlvWriter out, int waitMillis) {
        return 0;
    }
}
