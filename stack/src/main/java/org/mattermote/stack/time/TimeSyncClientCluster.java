package org.mattermote.stack.time;

import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.cluster.StoredRecord;
import org.mattermote.stack.cluster.TimeSynchronizationCluster;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.MessageDispatch;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.interact.ReadClient;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Time Synchronization with the features TimeSyncClient and NTPClient, too (Matter core 11.17): an
 * administrator names a node that is trusted for the time, and an NTP server by its IPv6 address,
 * since names are not resolved. {@link TimeSync} asks them.
 *
 * <p>Both survive a restart. The trusted node goes with its fabric.
 */
public final class TimeSyncClientCluster extends TimeSynchronizationCluster {
    private static final int[] ATTRIBUTES = {
        TimeSynchronizationSpec.ATTR_UTC_TIME,
        TimeSynchronizationSpec.ATTR_GRANULARITY,
        TimeSynchronizationSpec.ATTR_TIME_SOURCE,
        TimeSynchronizationSpec.ATTR_TRUSTED_TIME_SOURCE,
        TimeSynchronizationSpec.ATTR_DEFAULT_NTP,
        TimeSynchronizationSpec.ATTR_TIME_ZONE,
        TimeSynchronizationSpec.ATTR_DST_OFFSET,
        TimeSynchronizationSpec.ATTR_LOCAL_TIME,
        TimeSynchronizationSpec.ATTR_TIME_ZONE_DATABASE,
        TimeSynchronizationSpec.ATTR_TIME_ZONE_LIST_MAX_SIZE,
        TimeSynchronizationSpec.ATTR_DST_OFFSET_LIST_MAX_SIZE,
        TimeSynchronizationSpec.ATTR_SUPPORTS_DNS_RESOLVE,
    };

    private static final int[] COMMANDS = {
        TimeSynchronizationSpec.CMD_SET_UTC_TIME,
        TimeSynchronizationSpec.CMD_SET_TRUSTED_TIME_SOURCE,
        TimeSynchronizationSpec.CMD_SET_TIME_ZONE,
        TimeSynchronizationSpec.CMD_SET_DST_OFFSET,
        TimeSynchronizationSpec.CMD_SET_DEFAULT_NTP,
    };

    private static final int[] EVENTS = {
        TimeSynchronizationSpec.EVENT_DST_TABLE_EMPTY,
        TimeSynchronizationSpec.EVENT_DST_STATUS,
        TimeSynchronizationSpec.EVENT_TIME_ZONE_STATUS,
        TimeSynchronizationSpec.EVENT_TIME_FAILURE,
        TimeSynchronizationSpec.EVENT_MISSING_TRUSTED_TIME_SOURCE,
    };

    private static final int FEATURES =
            TimeSynchronizationSpec.FEATURE_NTP_CLIENT
                    | TimeSynchronizationSpec.FEATURE_TIME_SYNC_CLIENT;

    /** DefaultNTP, characters. */
    private static final int MAX_DEFAULT_NTP = 128;

    private static final int NO_FABRIC = 0;
    private static final int MAX_FABRIC = 254;
    private static final int MAX_ENDPOINT = 0xFFFE;

    private static final int RECORD_VERSION = 1;
    private static final int TAG_FABRIC = 1;
    private static final int TAG_NODE = 2;
    private static final int TAG_ENDPOINT = 3;
    private static final int TAG_NTP = 4;

    private final FabricTable fabrics;
    private final EventSink events;
    private final FieldTable fields;
    private final TlvReader inner;
    private final StoredRecord record;
    private final NtpSocket socket;
    private final TimeSync sync;

    /** DefaultNTP as it was given, {@link #ntpLength} bytes of it; 0 for null. */
    private final byte[] ntp = new byte[Ipv6Text.MAX_LENGTH];

    private long node;
    private long lastMissing = NEVER_YET;
    private char endpoint;

    /** Of the trusted node, NO_FABRIC for none. */
    private byte fabric;

    private byte ntpLength;

    /** TimeSource of the time that was set last. */
    private byte source = TimeSynchronizationSpec.TIME_SOURCE_ADMIN;

    /** Whether it is certain that the fabric is there. */
    private boolean checked;

    /**
     * @param maxDst DSTOffsetListMaxSize, 1 to 20
     * @param dispatch gets its datagrams through this cluster from now on
     * @param udp the Matter socket
     */
    public TimeSyncClientCluster(
            NodeTime time,
            int maxDst,
            ClusterWorkspace workspace,
            LogPort log,
            EventSink events,
            FabricTable fabrics,
            PeerSessions peers,
            Exchanges exchanges,
            MessageDispatch dispatch,
            DatagramPort udp,
            Drbg drbg) {
        super(time, maxDst, workspace, log, events, FEATURES, ATTRIBUTES, COMMANDS);
        this.fabrics = fabrics;
        this.events = events;
        fields = workspace.fields();
        inner = workspace.reader();
        record = workspace.record(log, StoreKeys.TIME_SOURCES, RECORD_VERSION);
        socket = new NtpSocket(udp);
        dispatch.setUdp(socket);
        sync = new TimeSync(this, new SntpClient(socket, drbg), drbg);
        sync.setReads(new ReadClient(peers, exchanges, inner, sync));
        load();
    }

    @Override
    public int[] events() {
        return EVENTS;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case TimeSynchronizationSpec.ATTR_TRUSTED_TIME_SOURCE:
                putTrusted(in.tag, out);
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_DEFAULT_NTP:
                if (ntpLength == 0) {
                    out.putNull(in.tag);
                } else {
                    out.putUtf8(in.tag, ntp, 0, ntpLength);
                }
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_SUPPORTS_DNS_RESOLVE:
                out.putBool(in.tag, false);
                return ImStatus.SUCCESS;
            default:
                return super.read(attribute, in, out);
        }
    }

    private void putTrusted(int tag, TlvWriter out) {
        if (fabric == NO_FABRIC) {
            out.putNull(tag);
            return;
        }
        out.startStruct(tag);
        out.putUnsigned(TimeSynchronizationSpec.TRUSTED_TIME_SOURCE_STRUCT_FABRIC_INDEX, fabric());
        out.putUnsigned(TimeSynchronizationSpec.TRUSTED_TIME_SOURCE_STRUCT_NODE_ID, node);
        out.putUnsigned(TimeSynchronizationSpec.TRUSTED_TIME_SOURCE_STRUCT_ENDPOINT, endpoint);
        out.endContainer();
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        if (command == TimeSynchronizationSpec.CMD_SET_TRUSTED_TIME_SOURCE) {
            return setTrustedTimeSource(in, request);
        }
        if (command == TimeSynchronizationSpec.CMD_SET_DEFAULT_NTP) {
            return setDefaultNtp(in.nowMillis, request);
        }
        int status = super.invoke(command, in, request);
        if (status == ImStatus.SUCCESS && command == TimeSynchronizationSpec.CMD_SET_UTC_TIME) {
            source = TimeSynchronizationSpec.TIME_SOURCE_ADMIN;
        }
        return status;
    }

    private int setTrustedTimeSource(CommandInvocation in, TlvReader request) {
        int tag = TimeSynchronizationSpec.SET_TRUSTED_TIME_SOURCE_TRUSTED_TIME_SOURCE;
        if (fields.collect(request) != CodecStatus.OK || !fields.open(tag, inner)) {
            return ImStatus.INVALID_COMMAND;
        }
        if (inner.isNull()) {
            if (!trust(NO_FABRIC, 0, 0)) {
                return ImStatus.FAILURE;
            }
            missing(in.nowMillis);
        } else {
            int at = TimeSynchronizationSpec.FABRIC_SCOPED_TRUSTED_TIME_SOURCE_STRUCT_ENDPOINT;
            int id = TimeSynchronizationSpec.FABRIC_SCOPED_TRUSTED_TIME_SOURCE_STRUCT_NODE_ID;
            if (inner.type() != TlvType.STRUCT || fields.collect(inner) != CodecStatus.OK) {
                return ImStatus.INVALID_COMMAND;
            }
            int there = fields.unsigned(at, MAX_ENDPOINT);
            if (fields.u64(id) != CodecStatus.OK
                    || there < 0 && there != CodecStatus.OUT_OF_RANGE) {
                return ImStatus.INVALID_COMMAND;
            }
            if (there < 0 || !MatterCertificate.isOperationalNodeId(fields.value(id))) {
                return ImStatus.CONSTRAINT_ERROR;
            }
            if (!trust(in.subject.fabricIndex, fields.value(id), there)) {
                return ImStatus.FAILURE;
            }
        }
        sync.changed(in.nowMillis);
        return ImStatus.SUCCESS;
    }

    /** False, and nothing has changed, when it cannot be stored. */
    private boolean trust(int fabricIndex, long nodeId, int there) {
        byte fabricBefore = fabric;
        long nodeBefore = node;
        char endpointBefore = endpoint;
        fabric = (byte) fabricIndex;
        node = nodeId;
        endpoint = (char) there;
        if (!store()) {
            fabric = fabricBefore;
            node = nodeBefore;
            endpoint = endpointBefore;
            return false;
        }
        checked = true;
        changed(TimeSynchronizationSpec.ATTR_TRUSTED_TIME_SOURCE);
        return true;
    }

    private int setDefaultNtp(long nowMillis, TlvReader request) {
        int tag = TimeSynchronizationSpec.SET_DEFAULT_NTP_DEFAULT_NTP;
        if (fields.collect(request) != CodecStatus.OK || !fields.has(tag)) {
            return ImStatus.INVALID_COMMAND;
        }
        int length = fields.isNull(tag) ? 0 : fields.utf8(tag, 0, MAX_DEFAULT_NTP);
        if (length < 0) {
            return length == CodecStatus.OUT_OF_RANGE
                    ? ImStatus.CONSTRAINT_ERROR
                    : ImStatus.INVALID_COMMAND;
        }
        boolean good =
                fields.isNull(tag)
                        || length <= Ipv6Text.MAX_LENGTH
                                && Ipv6Text.parse(
                                        fields.array(),
                                        fields.offset(tag),
                                        length,
                                        socket.server());
        if (!good || !store(fields.array(), fields.offset(tag), length)) {
            // The one that may be being asked stays the server.
            aim();
            return good ? ImStatus.FAILURE : ImStatus.INVALID_COMMAND;
        }
        ntpLength = (byte) length;
        System.arraycopy(fields.array(), fields.offset(tag), ntp, 0, length);
        changed(TimeSynchronizationSpec.ATTR_DEFAULT_NTP);
        sync.serverChanged(nowMillis);
        return ImStatus.SUCCESS;
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        if (fabric == (byte) fabricIndex) {
            checked = false;
        }
    }

    @Override
    public long poll(long nowMillis) {
        if (!checked) {
            checked = true;
            // Of one that was removed just now, or right before a loss of power.
            if (fabric != NO_FABRIC && fabrics.find(fabric()) == null) {
                leave(nowMillis);
            }
        }
        return Math.min(super.poll(nowMillis), sync.poll(nowMillis));
    }

    private void leave(long nowMillis) {
        fabric = NO_FABRIC;
        // A restart finds it once more if this fails.
        store();
        changed(TimeSynchronizationSpec.ATTR_TRUSTED_TIME_SOURCE);
        missing(nowMillis);
        sync.changed(nowMillis);
    }

    private void missing(long nowMillis) {
        lastMissing = nowMillis;
        events.begin(this, TimeSynchronizationSpec.EVENT_MISSING_TRUSTED_TIME_SOURCE, 0);
        events.commit(nowMillis);
    }

    private int fabric() {
        return fabric & 0xFF;
    }

    // ---- For TimeSync ---------------------------------------------------------------------------

    boolean hasTrustedSource() {
        return fabric != NO_FABRIC;
    }

    int trustedFabric() {
        return fabric();
    }

    long trustedNode() {
        return node;
    }

    int trustedEndpoint() {
        return endpoint;
    }

    boolean hasServer() {
        return ntpLength != 0;
    }

    /** Lets the socket be for the server. */
    void aim() {
        Ipv6Text.parse(ntp, 0, ntpLength, socket.server());
    }

    /** The trusted node gives no time, for it cannot be reached or there is none. */
    void sourceMissing(long nowMillis) {
        if (hourSince(lastMissing, nowMillis)) {
            missing(nowMillis);
        }
    }

    /** Nobody gives a time. */
    void notFound(long nowMillis) {
        timeFailure(nowMillis);
    }

    /**
     * A source says what time it is.
     *
     * @return false when what the node has is better
     */
    boolean take(long micros, int exact, int from, long nowMillis) {
        if (exact < granularity(nowMillis)) {
            return false;
        }
        source = (byte) from;
        set(micros, exact, nowMillis);
        return true;
    }

    @Override
    protected int setBy() {
        return source;
    }

    // ---- The record -----------------------------------------------------------------------------

    private boolean store() {
        return store(ntp, 0, ntpLength);
    }

    private boolean store(byte[] text, int offset, int length) {
        TlvWriter out = record.begin();
        out.putUnsigned(TAG_FABRIC, fabric());
        out.putUnsigned(TAG_NODE, node);
        out.putUnsigned(TAG_ENDPOINT, endpoint);
        out.putUtf8(TAG_NTP, text, offset, length);
        return record.commit() == PortStatus.OK;
    }

    private void load() {
        if (record.open() != PortStatus.OK) {
            return;
        }
        TlvReader reader = record.reader();
        boolean good = reader.find(TAG_FABRIC) == CodecStatus.OK && isIn(reader, MAX_FABRIC);
        fabric = (byte) reader.value();
        good = good && reader.find(TAG_NODE) == CodecStatus.OK && reader.readU64() == 0;
        node = reader.value();
        good = good && reader.find(TAG_ENDPOINT) == CodecStatus.OK && isIn(reader, MAX_ENDPOINT);
        endpoint = (char) reader.value();
        int length =
                good && reader.find(TAG_NTP) == CodecStatus.OK
                        ? reader.utf8(0, Ipv6Text.MAX_LENGTH)
                        : -1;
        good =
                length == 0
                        || length > 0
                                && Ipv6Text.parse(
                                        reader.array(),
                                        reader.dataOffset(),
                                        length,
                                        socket.server());
        if (good) {
            ntpLength = (byte) length;
            System.arraycopy(reader.array(), reader.dataOffset(), ntp, 0, length);
        }
        record.close();
        if (!good) {
            fabric = NO_FABRIC;
            record.reject(PortStatus.DAMAGED);
        }
    }

    private static boolean isIn(TlvReader reader, int most) {
        return reader.unsignedInt(most) >= 0;
    }
}
