package org.mattermote.firmware.image.bench;

import org.mattermote.bsp.common.FlashLog;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.SoftwareCrypto;
import org.mattermote.stack.crypto.Spake2pVerifier;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricCertificates;
import org.mattermote.stack.fabric.FabricKeySchedule;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.GroupKeys;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.UtcClock;
import org.mattermote.stack.tls.TlsRoom;
import org.mattermote.stack.tls.TlsSizes;
import org.mattermote.stack.tls.spec.TlsCertificateManagementSpec;

/** Keeps the longest certificates that come, in the one poll that does. */
public final class TlsBench {
    private static final int ROOT = 0;

    public static final int COUNT = 2;

    private static final int LONGEST = 3000;
    private static final int MESSAGE = 9216;
    private static final int FABRICS = 5;
    private static final int SCRATCH = 1300;
    private static final int PAGES = 16;
    private static final int PAGE = 2048;
    private static final int RECORDS = 64;
    private static final int MEMORY = 1200;
    private static final int POINT = 65;
    private static final int PENDING_AT_MOST = 1000;
    private static final long BUILD_TIME = 600_000_000L;
    private static final long NOW = 850_000_000_000_000L;

    /** Up to the length of what the extension holds; lengths take two bytes. */
    private static final byte[] HEAD = {
        48, -126, 0, 0, 48, -126, 0, 0, -96, 3, 2, 1, 2, 2, 1, 1, 48, 3, 6, 1, 42, 48, 4, 49, 2, 48,
        0, 48, 30, 23, 13, '2', '0', '0', '1', '0', '1', '0', '0', '0', '0', '0', '0', 'Z', 23, 13,
        '4', '9', '1', '2', '3', '1', '2', '3', '5', '9', '5', '9', 'Z', 48, 4, 49, 2, 48, 0, 48,
        89, 48, 19, 6, 7, 42, -122, 72, -50, 61, 2, 1, 6, 8, 42, -122, 72, -50, 61, 3, 1, 7, 3, 66,
        0
    };

    private static final byte[] EXTENSION = {
        -93, -126, 0, 0, 48, -126, 0, 0, 48, -126, 0, 0, 6, 1, 42, 4, -126, 0, 0
    };

    private static final byte[] TAIL = {0x30, 0x03, 0x06, 0x01, 0x2a, 0x03, 0x01, 0x00};

    /** What a command is run with. */
    private static final class Invocation extends CommandInvocation {
        final TlvWriter out = new TlvWriter();
        final byte[] bytes = new byte[400];

        Invocation() {
            super(new Subject());
            subject.fabricIndex = 1;
            subject.authMode = Subject.AUTH_MODE_CASE;
            subject.largeMessages = true;
            memory = new byte[MEMORY];
            memoryLength = MEMORY;
        }

        @Override
        public TlvWriter respond(int responseCommand) {
            out.wrap(bytes, 0, bytes.length);
            return out;
        }
    }

    private static final class Clock implements UtcClock {
        @Override
        public long epochMicros() {
            return NOW;
        }
    }

    private final TlsRoom room;
    private final Invocation invocation = new Invocation();
    private final TlvWriter writer = new TlvWriter();
    private final TlvReader reader = new TlvReader();
    private final byte[] request = new byte[MESSAGE];
    private final byte[] certificate = new byte[LONGEST];

    /** False when it could not be made. */
    public final boolean isReady;

    public TlsBench() {
        FlashLog log = new FlashLog(new BenchFlash(PAGES, PAGE), RECORDS);
        Scratch scratch = new Scratch(FabricCertificates.KEPT, FabricCertificates.KEPT + SCRATCH);
        RecordStore records = new RecordStore(log, scratch);
        Hmac hmac = new Hmac();
        FabricKeySchedule schedule = new FabricKeySchedule(hmac, new Hkdf(hmac));
        FabricTable fabrics =
                new FabricTable(
                        FABRICS,
                        records,
                        schedule,
                        new GroupKeys(FABRICS, 1, schedule),
                        BUILD_TIME);
        P256 p256 = new P256();
        Ecdsa ecdsa = new Ecdsa(p256, hmac);
        Drbg drbg = new Drbg(hmac);
        drbg.instantiate(certificate, 0, Drbg.SEED);
        isReady = log.open() == 0;
        room =
                new TlsRoom(
                        new TlsSizes(),
                        fabrics,
                        records,
                        new NodeTime(new Clock(), new FailSafe(fabrics)),
                        drbg,
                        new Sha256(),
                        ecdsa,
                        new CryptoJobs(new SoftwareCrypto(p256, ecdsa, new Spake2pVerifier(p256))),
                        new ClusterWorkspace(records, scratch));
        Fabric fabric = fabrics.slots().take();
        fabric.fabricIndex = 1;
        fabric.pending = false;
    }

    /** Makes the request; false if it cannot be done. */
    public boolean prepare(int what) {
        if (what == ROOT) {
            fill();
            begin();
            writer.putBytes(0, certificate, 0, LONGEST);
            writer.putNull(1);
            return end(TlsCertificateManagementSpec.CMD_PROVISION_ROOT_CERTIFICATE);
        }
        begin();
        writer.putBytes(0, certificate, 0, 32);
        writer.putNull(1);
        int csr = TlsCertificateManagementSpec.CMD_CLIENT_CSR;
        boolean isGood = end(csr);
        int status = ImStatus.PENDING;
        for (int i = 0; i < PENDING_AT_MOST && status == ImStatus.PENDING; i++) {
            status = proceed(csr);
        }
        int at = 0;
        while (at < invocation.bytes.length - POINT - 4 && !isKey(at)) {
            at++;
        }
        fill();
        System.arraycopy(invocation.bytes, at + 3, certificate, HEAD.length, POINT);
        begin();
        writer.putUnsigned(0, 0);
        writer.putBytes(1, certificate, 0, LONGEST);
        writer.startArray(2);
        writer.putBytes(TlvTag.ANONYMOUS, certificate, 0, LONGEST);
        writer.putBytes(TlvTag.ANONYMOUS, certificate, 0, LONGEST);
        writer.endContainer();
        return isGood
                && status == ImStatus.SUCCESS
                && end(TlsCertificateManagementSpec.CMD_PROVISION_CLIENT_CERTIFICATE);
    }

    /** False if it cannot be done. */
    public boolean run(int what) {
        return proceed(
                        what == ROOT
                                ? TlsCertificateManagementSpec.CMD_PROVISION_ROOT_CERTIFICATE
                                : TlsCertificateManagementSpec.CMD_PROVISION_CLIENT_CERTIFICATE)
                == ImStatus.SUCCESS;
    }

    private boolean isKey(int at) {
        byte[] b = invocation.bytes;
        return b[at] == 0x03 && b[at + 1] == 0x42 && b[at + 2] == 0x00 && b[at + 3] == 0x04;
    }

    private void begin() {
        writer.wrap(request, 0, MESSAGE);
        writer.startStruct(TlvTag.ANONYMOUS);
    }

    /** Whether the command is taken. */
    private boolean end(int command) {
        writer.endContainer();
        read();
        return !writer.overflowed()
                && room.certificates.invoke(command, invocation, reader) == ImStatus.PENDING;
    }

    private int proceed(int command) {
        read();
        return room.certificates.proceed(command, invocation, reader);
    }

    private void read() {
        reader.wrap(request, 0, writer.position());
        reader.next();
    }

    /** A certificate as long as may be, its key zero. */
    private void fill() {
        int at = 0;
        System.arraycopy(HEAD, 0, certificate, at, HEAD.length);
        length(at + 2, LONGEST - 4);
        length(at + 6, LONGEST - 8 - TAIL.length);
        at += HEAD.length + POINT;
        System.arraycopy(EXTENSION, 0, certificate, at, EXTENSION.length);
        int left = LONGEST - TAIL.length - at;
        length(at + 2, left - 4);
        length(at + 6, left - 8);
        length(at + 10, left - 12);
        length(at + 17, left - EXTENSION.length);
        System.arraycopy(TAIL, 0, certificate, LONGEST - TAIL.length, TAIL.length);
    }

    private void length(int at, int value) {
        certificate[at] = (byte) (value >>> 8);
        certificate[at + 1] = (byte) value;
    }
}
