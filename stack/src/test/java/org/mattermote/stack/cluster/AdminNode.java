package org.mattermote.stack.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Csr;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.model.AccessControlEntry;
import org.mattermote.stack.model.AccessControlList;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.UtcClock;

/** The administrative clusters over a fabric room, with everything around them faked. */
public final class AdminNode implements DeviceDataPort, UtcClock, CommissioningWindow, EventSink {
    /** Bytes of a large message. */
    public static final int MESSAGE = 9216;

    static final int PASE_SESSION = 41;
    static final int CASE_SESSION = 42;
    static final byte[] CHALLENGE = HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f10");

    final MemoryStore store;
    public final TestFabrics fabrics;
    public final ClusterWorkspace workspace;
    final AccessControlList list = new AccessControlList(20);
    final AccessControlCluster acl;
    final OperationalCredentialsCluster credentials;
    final GeneralCommissioningCluster general;
    final AdministratorCommissioningCluster admin;
    final GroupKeyManagementCluster keyManagement;
    final GroupsCluster groups;
    final IdentifyCluster identify;
    final Node node;
    public final NodeTime time;
    public final Subject subject = new Subject();
    final byte[] nextKey = new byte[32];
    final List<Object> events = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    byte[] dac = {1, 2, 3};
    byte[] pai = {4, 5};
    byte[] declaration = {6};
    byte[] dacKey = TestFabrics.key("ICA01");
    public long micros = -1;
    int windowStatus = CLOSED;
    boolean bootWindow;
    int windowFabric;
    int windowVendor;
    boolean refuseVerifier;

    /** Happens between two calls of a command that is pending. */
    public Runnable between = () -> {};

    /** Most units of the curve that one of these calls took. */
    public int mostUnits;

    long now;

    /** Whether the next commands come in a group message. */
    boolean group;

    private final byte[] eventBytes = new byte[512];
    private final TlvWriter eventWriter = new TlvWriter();
    private String eventName;

    AdminNode() {
        this(new MemoryStore());
    }

    public AdminNode(MemoryStore store) {
        this.store = store;
        fabrics = new TestFabrics(store);
        workspace = new ClusterWorkspace(fabrics.records, fabrics.scratch);
        acl = new AccessControlCluster(list, fabrics.table, 4, this, workspace);
        Drbg drbg =
                new Drbg() {
                    @Override
                    public void generate(byte[] out, int off, int len) {
                        for (int i = 0; i < len; i++) {
                            out[off + i] = nextKey[i % 32];
                        }
                    }
                };
        time = new NodeTime(this, fabrics.failSafe);
        credentials =
                new OperationalCredentialsCluster(
                        fabrics.table,
                        fabrics.failSafe,
                        fabrics.chain,
                        acl,
                        this,
                        time,
                        drbg,
                        fabrics.sha,
                        fabrics.jobs,
                        new Csr(fabrics.ecdsa, new Sha256()),
                        (session, fabricIndex) -> {
                            calls.add("session " + session + " fabric " + fabricIndex);
                            subject.fabricIndex = fabricIndex;
                        },
                        null,
                        workspace);
        general = new GeneralCommissioningCluster(fabrics.failSafe, this, null, workspace, 2);
        admin =
                new AdministratorCommissioningCluster(
                        this, fabrics.table, fabrics.failSafe, true, workspace);
        keyManagement =
                new GroupKeyManagementCluster(
                        fabrics.table,
                        fabrics.groupKeys,
                        fabrics.groupKeyMap,
                        fabrics.groups,
                        workspace);
        identify =
                new IdentifyCluster(
                        1,
                        0,
                        new IdentifyHook() {
                            @Override
                            public void identify(int endpoint, int seconds) {}

                            @Override
                            public void effect(int endpoint, int effect) {}
                        });
        groups =
                new GroupsCluster(
                        1,
                        fabrics.table,
                        fabrics.groups,
                        fabrics.groupKeyMap,
                        fabrics.groupKeys,
                        identify,
                        keyManagement,
                        workspace);
        node =
                new Node(
                        new Endpoint[] {
                            new Endpoint(
                                    0,
                                    new int[] {0x16, 3},
                                    new Cluster[] {
                                        acl, credentials, general, admin, keyManagement
                                    }),
                            new Endpoint(1, new int[] {0x100, 3}, new Cluster[] {identify, groups})
                        },
                        1);
        onPase();
    }

    /** The next interactions come over the commissioning session. */
    AdminNode onPase() {
        subject.authMode = Subject.AUTH_MODE_PASE;
        subject.fabricIndex = 0;
        subject.nodeId = 0;
        subject.session = PASE_SESSION;
        subject.attestationChallenge = CHALLENGE;
        return this;
    }

    /** The next interactions come from an administrator of a fabric. */
    public AdminNode onCase(int fabricIndex, long nodeId) {
        subject.authMode = Subject.AUTH_MODE_CASE;
        subject.fabricIndex = fabricIndex;
        subject.nodeId = nodeId;
        subject.session = CASE_SESSION;
        subject.attestationChallenge = CHALLENGE;
        return this;
    }

    public interface Content {
        void put(TlvWriter out);
    }

    public record Answer(int status, int response, Map<Object, Object> fields) {
        public Object field(int tag) {
            return fields.get(tag);
        }
    }

    public Answer invoke(Cluster cluster, int command, Content content) {
        byte[] b = new byte[MESSAGE];
        TlvWriter out = new TlvWriter();
        out.wrap(b, 0, b.length);
        out.startStruct(1);
        content.put(out);
        out.endContainer();
        TlvReader reader = new TlvReader();
        reader.wrap(b, 0, out.position());
        reader.next();
        return invoke(cluster, command, reader);
    }

    Answer invoke(Cluster cluster, int command, TlvReader fields) {
        byte[] b = new byte[MESSAGE];
        TlvWriter out = new TlvWriter();
        int[] response = {-1};
        CommandInvocation in =
                new CommandInvocation(new Subject()) {
                    @Override
                    public TlvWriter respond(int responseCommand) {
                        response[0] = responseCommand;
                        out.wrap(b, 0, b.length);
                        out.startStruct(TlvTag.ANONYMOUS);
                        return out;
                    }
                };
        in.subject.set(subject);
        in.nowMillis = now;
        in.group = group;
        int from = fields.elementOffset();
        byte[] copy = Arrays.copyOf(fields.array(), Math.max(from, fields.elementEnd()));
        int status = cluster.invoke(command, in, fields);
        checkScratch();
        in.memory = new byte[1280];
        in.memoryAt = 30 + copy.length - from;
        in.memoryLength = in.memory.length - in.memoryAt;
        int calls = 0;
        while (status < 0) {
            between.run();
            if (status == ImStatus.WAITING) {
                now += 50;
                cluster.poll(now);
                in.nowMillis = now;
            }
            TlvReader again = new TlvReader();
            again.wrap(copy, from, copy.length - from);
            again.next();
            int before = fabrics.crypto.units();
            status = cluster.proceed(command, in, again);
            mostUnits = Math.max(mostUnits, fabrics.crypto.units() - before);
            checkScratch();
            calls++;
        }
        if (calls > 0 && fabrics.crypto.isBusy()) {
            throw new AssertionError("a job is left");
        }
        if (response[0] < 0) {
            return new Answer(status, -1, Map.of());
        }
        out.endContainer();
        return new Answer(status, response[0], structure(b, out.position()));
    }

    /** Nothing in the working memory outlives a call. */
    private void checkScratch() {
        if (!fabrics.scratch.isIdle()) {
            throw new AssertionError(fabrics.scratch.left() + " bytes left");
        }
    }

    /** All items of a list attribute, or its single value. */
    public Object read(Cluster cluster, int attribute, boolean fabricFiltered) {
        AttributeRead in = new AttributeRead(new Subject());
        in.subject.set(subject);
        in.fabricFiltered = fabricFiltered;
        in.nowMillis = now;
        in.tag = TlvTag.ANONYMOUS;
        byte[] b = new byte[2 * MESSAGE];
        TlvWriter out = new TlvWriter();
        out.wrap(b, 0, b.length);
        int size = cluster.listSize(attribute, in);
        if (size < 0) {
            int status = cluster.read(attribute, in, out);
            checkScratch();
            if (status != 0) {
                throw new AssertionError("status " + status);
            }
            TlvReader reader = new TlvReader();
            reader.wrap(b, 0, out.position());
            reader.next();
            return value(reader);
        }
        for (int i = 0; i < size; i++) {
            cluster.readItem(attribute, i, in, out);
            checkScratch();
        }
        TlvReader reader = new TlvReader();
        reader.wrap(b, 0, out.position());
        List<Object> items = new ArrayList<>();
        while (reader.next() == CodecStatus.OK) {
            items.add(value(reader));
        }
        return items;
    }

    int write(Cluster cluster, int attribute, int operation, Content content) {
        AttributeWrite in = new AttributeWrite(new Subject());
        in.subject.set(subject);
        in.operation = operation;
        in.nowMillis = now;
        byte[] b = new byte[2000];
        TlvWriter out = new TlvWriter();
        out.wrap(b, 0, b.length);
        content.put(out);
        TlvReader reader = new TlvReader();
        reader.wrap(b, 0, out.position());
        reader.next();
        int status = cluster.write(attribute, in, reader);
        if (status == 0) {
            status = cluster.listWritten(attribute, in);
        }
        checkScratch();
        return status;
    }

    /** Everything a roll-back has to bring back. */
    String state() {
        StringBuilder text = new StringBuilder(fabrics.state());
        AccessControlEntry e = new AccessControlEntry();
        for (int i = 0; i < list.inUse(); i++) {
            list.read(i, e);
            text.append("\nacl ").append(e.fabricIndex).append(' ').append(e.privilege);
            text.append(' ').append(e.authMode);
            for (int s = 0; s < e.subjectCount; s++) {
                text.append(' ').append(e.subjects[s]);
            }
        }
        return TestFabrics.byFabric(text.toString());
    }

    static Map<Object, Object> structure(byte[] b, int length) {
        TlvReader reader = new TlvReader();
        reader.wrap(b, 0, length);
        reader.next();
        @SuppressWarnings("unchecked")
        Map<Object, Object> map = (Map<Object, Object>) value(reader);
        return map;
    }

    /** Structures and lists as maps by tag, arrays as lists, bytes as hex, numbers as longs. */
    public static Object value(TlvReader reader) {
        switch (reader.type()) {
            case TlvType.UNSIGNED:
            case TlvType.SIGNED:
                return reader.value();
            case TlvType.BOOL:
                return reader.boolValue();
            case TlvType.BYTES:
            case TlvType.UTF8:
                byte[] b = new byte[reader.dataLength()];
                System.arraycopy(reader.array(), reader.dataOffset(), b, 0, b.length);
                return reader.type() == TlvType.BYTES
                        ? HexFormat.of().formatHex(b)
                        : new String(b, StandardCharsets.UTF_8);
            case TlvType.NULL:
                return null;
            case TlvType.ARRAY:
                List<Object> items = new ArrayList<>();
                reader.enter();
                while (reader.next() == CodecStatus.OK) {
                    items.add(value(reader));
                }
                reader.exit();
                return items;
            default:
                Map<Object, Object> members = new LinkedHashMap<>();
                reader.enter();
                while (reader.next() == CodecStatus.OK) {
                    members.put(reader.tag(), value(reader));
                }
                reader.exit();
                return members;
        }
    }

    @Override
    public TlvWriter begin(Cluster cluster, int event, int fabricIndex) {
        eventName = cluster.id() + "/" + event + " fabric " + fabricIndex;
        eventWriter.wrap(eventBytes, 0, eventBytes.length);
        eventWriter.startStruct(TlvTag.ANONYMOUS);
        return eventWriter;
    }

    @Override
    public int commit(long nowMillis) {
        eventWriter.endContainer();
        events.add(eventName);
        events.add(structure(eventBytes, eventWriter.position()));
        return 0;
    }

    @Override
    public int openEnhanced(
            int timeoutSeconds,
            byte[] verifier,
            int verifierOffset,
            int discriminator,
            int iterations,
            byte[] salt,
            int saltOffset,
            int saltLength,
            int fabricIndex,
            int vendorId,
            long nowMillis) {
        if (refuseVerifier) {
            return -1;
        }
        calls.add(
                "enhanced "
                        + timeoutSeconds
                        + " "
                        + discriminator
                        + " "
                        + iterations
                        + " "
                        + HexFormat.of().formatHex(verifier, verifierOffset, verifierOffset + 97)
                        + " "
                        + HexFormat.of().formatHex(salt, saltOffset, saltOffset + saltLength));
        windowStatus = ENHANCED;
        windowFabric = fabricIndex;
        windowVendor = vendorId;
        return 0;
    }

    @Override
    public int openBasic(int timeoutSeconds, int fabricIndex, int vendorId, long nowMillis) {
        calls.add("basic " + timeoutSeconds);
        windowStatus = BASIC;
        windowFabric = fabricIndex;
        windowVendor = vendorId;
        return 0;
    }

    @Override
    public void revoke(long nowMillis) {
        calls.add("revoke");
        windowStatus = CLOSED;
    }

    @Override
    public int status() {
        return windowStatus;
    }

    @Override
    public boolean isOpen() {
        return bootWindow || windowStatus != CLOSED;
    }

    @Override
    public int adminFabricIndex() {
        return windowFabric;
    }

    @Override
    public int adminVendorId() {
        return windowVendor;
    }

    @Override
    public long epochMicros() {
        return micros;
    }

    @Override
    public int vendorId() {
        return 0xFFF1;
    }

    @Override
    public int productId() {
        return 0x8000;
    }

    @Override
    public int hardwareVersion() {
        return 1;
    }

    @Override
    public int softwareVersion() {
        return 1;
    }

    @Override
    public int discriminator() {
        return 3840;
    }

    @Override
    public int text(int item, byte[] out, int offset, int capacity) {
        return PortStatus.NONE;
    }

    @Override
    public int certificate(int type, byte[] out, int offset, int capacity) {
        byte[] from = type == CERTIFICATE_DAC ? dac : type == CERTIFICATE_PAI ? pai : declaration;
        System.arraycopy(from, 0, out, offset, from.length);
        return from.length;
    }

    @Override
    public int signWithAttestationKey(
            CryptoPort crypto,
            byte[] hash,
            int hashOffset,
            byte[] extra,
            int extraOffset,
            byte[] signature,
            int signatureOffset) {
        return crypto.startSign(
                dacKey, 0, hash, hashOffset, extra, extraOffset, signature, signatureOffset);
    }

    @Override
    public int testEventKey(byte[] out, int offset, int capacity) {
        return PortStatus.NONE;
    }

    @Override
    public int fixedLabel(int endpoint, int index, byte[] out, int offset, int capacity) {
        return PortStatus.NONE;
    }

    @Override
    public int verifierIterations() {
        return 1000;
    }

    @Override
    public int verifierSalt(byte[] out, int offset, int capacity) {
        return PortStatus.NONE;
    }

    @Override
    public int verifier(byte[] out, int offset, int capacity) {
        return PortStatus.NONE;
    }
}
