package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.FailSafeListener;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.NetworkDriver;
import org.mattermote.stack.port.PortStatus;

/**
 * Network Commissioning (Matter core 11.9) of an interface whose networks an administrator names:
 * what Wi-Fi and Thread have in common. {@link NetworkTable} has the networks, {@link
 * NetworkAttachment} brings the radio onto them.
 *
 * <p>ScanNetworks and ConnectNetwork are answered when the driver is done:
 *
 * <pre>
 *  state  | command is asked for the first time | driver done        | cancelled
 *  -------+-------------------------------------+--------------------+-----------
 *  READY  | the driver is started: STARTED      |                    | READY
 *  STARTED|                                     | response: READY    | READY, scan ended
 * </pre>
 *
 * Where the radio has to give up the channel over which it is commissioned, ConnectNetwork is
 * answered at once with Success, the channel released, and the network joined after it (Matter core
 * 5.5).
 *
 * <p>A scan finds at most {@link #MAX_RESULTS} networks, the strongest first; they are collected in
 * the working memory of the command.
 */
public abstract class WirelessCommissioningCluster extends Cluster implements FailSafeListener {
    /** Networks in a ScanNetworksResponse: they fill a message of 1,280 bytes. */
    static final int MAX_RESULTS = 16;

    private static final int[] COMMON_ATTRIBUTES = {
        NetworkCommissioningSpec.ATTR_NETWORKS,
        NetworkCommissioningSpec.ATTR_LAST_NETWORKING_STATUS,
        NetworkCommissioningSpec.ATTR_LAST_NETWORK_ID,
        NetworkCommissioningSpec.ATTR_LAST_CONNECT_ERROR_VALUE,
    };

    private static final int SUCCESS =
            NetworkCommissioningSpec.NETWORK_COMMISSIONING_STATUS_SUCCESS;
    private static final int NETWORK_ID_NOT_FOUND =
            NetworkCommissioningSpec.NETWORK_COMMISSIONING_STATUS_NETWORK_ID_NOT_FOUND;
    private static final int NO_ERROR = 0;

    private static final int READY = 0;
    private static final int STARTED = 1;

    /** When a store that refused is tried again. */
    private static final int RETRY_MILLIS = 10000;

    final FieldTable fields;
    private final NetworkDriver driver;
    private final NetworkTable table;
    private final NetworkAttachment attachment;
    private final FailSafe failSafe;
    private final LogPort log;
    private GeneralCommissioningCluster general;
    private boolean concurrent = true;
    private byte state = READY;

    /** Networks that the scan has found. */
    private byte found;

    private byte shownCount;

    /** Something was changed under the fail-safe. */
    private boolean touched;

    /** What is not stored though it should be is tried at this time. */
    private long storeAt = NEVER;

    /** Of a ConnectNetwork that was answered before the network was joined. */
    private boolean hasCrumb;

    private long crumb;

    /**
     * Registers with {@code fabrics} and {@code failSafe}.
     *
     * @param capacity MaxNetworks
     * @param longestId bytes of a network id
     * @param longestSecret bytes of credentials or dataset
     */
    WirelessCommissioningCluster(
            int feature,
            int[] attributes,
            int[] commands,
            NetworkDriver driver,
            int capacity,
            int longestId,
            int longestSecret,
            FabricTable fabrics,
            FailSafe failSafe,
            ClusterWorkspace workspace,
            LogPort log) {
        super(new NetworkCommissioningSpec(), feature, attributes, commands);
        this.driver = driver;
        this.failSafe = failSafe;
        this.log = log;
        fields = workspace.fields;
        table = new NetworkTable(fabrics, workspace.records, capacity, longestId, longestSecret);
        attachment = new NetworkAttachment(driver, table);
        failSafe.addListener(this);
    }

    /** Where the breadcrumb is shown; once, at boot. */
    public final void setGeneralCommissioning(GeneralCommissioningCluster shownBy) {
        general = shownBy;
        if (!concurrent) {
            shownBy.setNonConcurrent();
        }
    }

    /** The radio cannot join a network while this channel is open; at boot. */
    public final void release(CommissioningLink channel) {
        concurrent = false;
        attachment.use(channel);
    }

    /** Joins the network that is stored; the end of boot, when the fabrics are loaded. */
    public final void start(long nowMillis) {
        attachment.start(nowMillis);
        shownCount = (byte) table.count();
    }

    /** Answers AddOrUpdateWiFiNetwork or AddOrUpdateThreadNetwork, whose fields are collected. */
    abstract int addOrUpdate(CommandInvocation in);

    /** The attributes that the other kind has not. */
    abstract int readOwn(int attribute, AttributeRead in, TlvWriter out);

    /** CONSTRAINT_ERROR or INVALID_COMMAND when the SSID of a scan is wrong, else SUCCESS. */
    abstract int checkScan();

    /** SSID of the scan, 0 bytes for any network: its length. */
    abstract int scanLength();

    /** Bytes of the driver's record of a network found. */
    abstract int recordLength();

    /** Where in the record the signal's strength is. */
    abstract int rssiAt();

    /** Where in the record the address of the one who sent it is. */
    abstract int addressAt();

    abstract int addressLength();

    /** Tag of the results in ScanNetworksResponse. */
    abstract int resultsTag();

    /** Whether the network of a record was looked for. */
    abstract boolean isWanted(byte[] record, int offset);

    /** Puts the fields of a network found. */
    abstract void putResult(byte[] record, int offset, TlvWriter out);

    @Override
    public final int read(int attribute, AttributeRead in, TlvWriter out) {
        boolean none = table.count() == 0;
        switch (attribute) {
            case NetworkCommissioningSpec.ATTR_MAX_NETWORKS:
                out.putUnsigned(in.tag, table.capacity());
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_NETWORKS:
                putNetworks(in.tag, out);
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_SCAN_MAX_TIME_SECONDS:
                out.putUnsigned(in.tag, driver.scanMaxTimeSeconds());
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_CONNECT_MAX_TIME_SECONDS:
                out.putUnsigned(in.tag, driver.connectMaxTimeSeconds());
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED:
                out.putBool(in.tag, table.isEnabled());
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_LAST_NETWORKING_STATUS:
                if (none || attachment.lastStatus() == NetworkAttachment.NOTHING) {
                    out.putNull(in.tag);
                } else {
                    out.putUnsigned(in.tag, attachment.lastStatus());
                }
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_LAST_NETWORK_ID:
                if (none || attachment.lastIdLength() == 0) {
                    out.putNull(in.tag);
                } else {
                    out.putBytes(in.tag, attachment.lastId(), 0, attachment.lastIdLength());
                }
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_LAST_CONNECT_ERROR_VALUE:
                putErrorValue(in.tag, none ? NO_ERROR : attachment.lastError(), out);
                return ImStatus.SUCCESS;
            default:
                return readOwn(attribute, in, out);
        }
    }

    /** Stored at once, or with the fail-safe that is armed. */
    @Override
    public final int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int enabled = value.bool();
        if (enabled < 0) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        boolean before = table.isEnabled();
        if (before == (enabled == 1)) {
            return ImStatus.SUCCESS;
        }
        table.setEnabled(enabled == 1);
        touched = failSafe.isArmed();
        if (!touched) {
            if (table.persist() != PortStatus.OK) {
                table.setEnabled(before);
                return ImStatus.FAILURE;
            }
            attachment.settle(in.nowMillis);
        }
        changed(attribute);
        return ImStatus.SUCCESS;
    }

    @Override
    public final int invoke(int command, CommandInvocation in, TlvReader request) {
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        switch (command) {
            case NetworkCommissioningSpec.CMD_SCAN_NETWORKS:
                int status = checkScan();
                return status == ImStatus.SUCCESS ? ImStatus.PENDING : status;
            case NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_WIFI_NETWORK:
            case NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_THREAD_NETWORK:
                return isAllowed(in) ? addOrUpdate(in) : ImStatus.FAILSAFE_REQUIRED;
            case NetworkCommissioningSpec.CMD_REMOVE_NETWORK:
                return isAllowed(in) ? remove(in) : ImStatus.FAILSAFE_REQUIRED;
            case NetworkCommissioningSpec.CMD_CONNECT_NETWORK:
                return isAllowed(in) ? connect(in) : ImStatus.FAILSAFE_REQUIRED;
            case NetworkCommissioningSpec.CMD_REORDER_NETWORK:
                return isAllowed(in) ? reorder(in) : ImStatus.FAILSAFE_REQUIRED;
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public final int proceed(int command, CommandInvocation in, TlvReader request) {
        fields.collect(request);
        int status =
                command == NetworkCommissioningSpec.CMD_SCAN_NETWORKS
                        ? proceedScan(in)
                        : proceedConnect(in);
        if (status >= 0) {
            state = READY;
        }
        return status;
    }

    /** A network that is being joined for nobody any more is joined all the same. */
    @Override
    public final void cancel(int command) {
        if (state == STARTED && command == NetworkCommissioningSpec.CMD_SCAN_NETWORKS) {
            attachment.cancelScan();
        }
        state = READY;
    }

    @Override
    public final long poll(long nowMillis) {
        long next = attachment.poll(nowMillis);
        if (nowMillis >= storeAt) {
            keep(nowMillis);
        }
        if (hasCrumb && !attachment.isJoining()) {
            if (attachment.isJoined()) {
                general.setBreadcrumb(crumb);
            }
            hasCrumb = !attachment.isJoined() && failSafe.isArmed();
        }
        int changes = attachment.takeChanges();
        if ((changes & NetworkAttachment.CONNECTION) != 0) {
            changed(NetworkCommissioningSpec.ATTR_NETWORKS);
        }
        if ((changes & NetworkAttachment.ATTEMPT) != 0) {
            changed(NetworkCommissioningSpec.ATTR_LAST_NETWORKING_STATUS);
            changed(NetworkCommissioningSpec.ATTR_LAST_NETWORK_ID);
            changed(NetworkCommissioningSpec.ATTR_LAST_CONNECT_ERROR_VALUE);
        }
        if (shownCount != table.count()) {
            // The last fabric left, and took them with it.
            networksChanged();
        }
        return Math.min(next, storeAt);
    }

    @Override
    public final void failSafeExpired(int fabricIndex, boolean fabricWasAdded, long now) {
        hasCrumb = false;
        storeAt = NEVER;
        if (touched) {
            touched = false;
            table.restore();
            networksChanged();
            changed(NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED);
        }
        attachment.restore(now);
    }

    @Override
    public final void failSafeCommitted(int fabricIndex, long now) {
        touched = false;
        keep(now);
        attachment.settle(now);
    }

    /** Stores what the transaction of the fabric did not; later, if the store refuses. */
    private void keep(long now) {
        int status = table.persist();
        if (status != PortStatus.OK) {
            log.event(LogEvent.STORE_FAILED, StoreKeys.NETWORKS, status, 0);
        }
        storeAt = status == PortStatus.OK ? NEVER : now + RETRY_MILLIS;
    }

    private boolean isAllowed(CommandInvocation in) {
        return failSafe.isArmedFor(in.subject.fabricIndex, in.subject.session);
    }

    private void putNetworks(int tag, TlvWriter out) {
        out.startArray(tag);
        for (int i = 0; i < table.count(); i++) {
            out.startStruct(TlvTag.ANONYMOUS);
            out.putBytes(
                    NetworkCommissioningSpec.NETWORK_INFO_STRUCT_NETWORK_ID,
                    table.network(i),
                    0,
                    table.idLength(i));
            out.putBool(
                    NetworkCommissioningSpec.NETWORK_INFO_STRUCT_CONNECTED,
                    attachment.isConnected(i));
            out.endContainer();
        }
        out.endContainer();
    }

    private static void putErrorValue(int tag, int error, TlvWriter out) {
        if (error == NO_ERROR) {
            out.putNull(tag);
        } else {
            out.putSigned(tag, error);
        }
    }

    /** The list is another one; without any network nothing is told of attempts, too. */
    private void networksChanged() {
        shownCount = (byte) table.count();
        for (int i = 0; i < COMMON_ATTRIBUTES.length; i++) {
            changed(COMMON_ATTRIBUTES[i]);
        }
    }

    // ---- Changes of the list ----------------------------------------------------------------

    /**
     * Adds or updates a network whose parts have lengths that fit, and answers.
     *
     * @param breadcrumb its tag
     */
    final int put(
            CommandInvocation in,
            int breadcrumb,
            int idOffset,
            int length,
            int secretOffset,
            int secretLength) {
        int at =
                table.put(
                        fields.array(),
                        idOffset,
                        length,
                        fields.array(),
                        secretOffset,
                        secretLength);
        return at < 0
                ? configured(
                        in,
                        breadcrumb,
                        NetworkCommissioningSpec.NETWORK_COMMISSIONING_STATUS_BOUNDS_EXCEEDED,
                        0)
                : changedList(in, breadcrumb, at);
    }

    private int remove(CommandInvocation in) {
        int tag = NetworkCommissioningSpec.REMOVE_NETWORK_BREADCRUMB;
        int length = idLength(NetworkCommissioningSpec.REMOVE_NETWORK_NETWORK_ID, tag);
        if (length < 0) {
            return CommandFields.status(CodecStatus.END, length);
        }
        int at = find(NetworkCommissioningSpec.REMOVE_NETWORK_NETWORK_ID, length);
        if (at < 0) {
            return configured(in, tag, NETWORK_ID_NOT_FOUND, 0);
        }
        table.remove(at);
        return changedList(in, tag, at);
    }

    private int reorder(CommandInvocation in) {
        int tag = NetworkCommissioningSpec.REORDER_NETWORK_BREADCRUMB;
        int to = fields.unsigned(NetworkCommissioningSpec.REORDER_NETWORK_NETWORK_INDEX, 0xFF);
        int length = idLength(NetworkCommissioningSpec.REORDER_NETWORK_NETWORK_ID, tag);
        if (to < 0 || length < 0) {
            return CommandFields.status(CodecStatus.END, Math.min(to, length));
        }
        int at = find(NetworkCommissioningSpec.REORDER_NETWORK_NETWORK_ID, length);
        if (at < 0) {
            return configured(in, tag, NETWORK_ID_NOT_FOUND, 0);
        }
        if (to >= table.count()) {
            return configured(
                    in, tag, NetworkCommissioningSpec.NETWORK_COMMISSIONING_STATUS_OUT_OF_RANGE, 0);
        }
        table.move(at, to);
        return changedList(in, tag, to);
    }

    private int changedList(CommandInvocation in, int breadcrumb, int at) {
        touched = true;
        attachment.hold();
        networksChanged();
        return configured(in, breadcrumb, SUCCESS, at);
    }

    /** Writes a NetworkConfigResponse. */
    final int configured(CommandInvocation in, int breadcrumb, int status, int at) {
        TlvWriter out = in.respond(NetworkCommissioningSpec.CMD_NETWORK_CONFIG_RESPONSE);
        out.putUnsigned(NetworkCommissioningSpec.NETWORK_CONFIG_RESPONSE_NETWORKING_STATUS, status);
        if (status == SUCCESS) {
            out.putUnsigned(NetworkCommissioningSpec.NETWORK_CONFIG_RESPONSE_NETWORK_INDEX, at);
            takeCrumb(breadcrumb);
        }
        return ImStatus.SUCCESS;
    }

    /** Of a network id, with the breadcrumb looked at; or what speaks against either. */
    private int idLength(int tag, int breadcrumb) {
        int length = fields.bytes(tag, 1, NetworkTable.MAX_ID);
        return isCrumb(breadcrumb) ? length : CodecStatus.WRONG_TYPE;
    }

    /** Whether the breadcrumb is one, or absent. */
    final boolean isCrumb(int tag) {
        return !fields.has(tag) || fields.u64(tag) == CodecStatus.OK;
    }

    private int find(int tag, int length) {
        return table.find(fields.array(), fields.offset(tag), length);
    }

    private void takeCrumb(int tag) {
        if (fields.has(tag)) {
            general.setBreadcrumb(fields.value(tag));
        }
    }

    // ---- ConnectNetwork ---------------------------------------------------------------------

    private int connect(CommandInvocation in) {
        int id = NetworkCommissioningSpec.CONNECT_NETWORK_NETWORK_ID;
        int tag = NetworkCommissioningSpec.CONNECT_NETWORK_BREADCRUMB;
        int length = idLength(id, tag);
        if (length < 0) {
            return CommandFields.status(CodecStatus.END, length);
        }
        int at = find(id, length);
        if (at < 0) {
            attachment.failed(fields.array(), fields.offset(id), length, NETWORK_ID_NOT_FOUND);
            return connected(in, NETWORK_ID_NOT_FOUND);
        }
        if (!attachment.hasChannel()) {
            return ImStatus.PENDING;
        }
        hasCrumb = fields.has(tag);
        crumb = hasCrumb ? fields.value(tag) : 0;
        attachment.connectAlone(at, in.nowMillis);
        return connected(in, SUCCESS);
    }

    private int proceedConnect(CommandInvocation in) {
        if (!isAllowed(in)) {
            return ImStatus.FAILSAFE_REQUIRED;
        }
        if (state == STARTED) {
            if (attachment.isJoining()) {
                return ImStatus.WAITING;
            }
            if (attachment.lastStatus() == SUCCESS) {
                takeCrumb(NetworkCommissioningSpec.CONNECT_NETWORK_BREADCRUMB);
            }
            return connected(in, attachment.lastStatus());
        }
        int id = NetworkCommissioningSpec.CONNECT_NETWORK_NETWORK_ID;
        int at = find(id, fields.length(id));
        if (at < 0) {
            return connected(in, NETWORK_ID_NOT_FOUND);
        }
        attachment.connect(at, in.nowMillis);
        state = STARTED;
        return ImStatus.WAITING;
    }

    /** Writes a ConnectNetworkResponse. */
    private int connected(CommandInvocation in, int status) {
        TlvWriter out = in.respond(NetworkCommissioningSpec.CMD_CONNECT_NETWORK_RESPONSE);
        out.putUnsigned(
                NetworkCommissioningSpec.CONNECT_NETWORK_RESPONSE_NETWORKING_STATUS, status);
        putErrorValue(
                NetworkCommissioningSpec.CONNECT_NETWORK_RESPONSE_ERROR_VALUE,
                status == SUCCESS ? NO_ERROR : attachment.lastError(),
                out);
        return ImStatus.SUCCESS;
    }

    // ---- ScanNetworks -----------------------------------------------------------------------

    private int proceedScan(CommandInvocation in) {
        if (state == READY) {
            int length = scanLength();
            int ssid = fields.offset(NetworkCommissioningSpec.SCAN_NETWORKS_SSID);
            if (attachment.scan(fields.array(), length == 0 ? 0 : ssid, length, in.nowMillis)) {
                state = STARTED;
                found = 0;
            }
            return ImStatus.WAITING;
        }
        // Asked first: what was found before the end is all here then.
        boolean done = !attachment.isScanning();
        take(in.memory, in.memoryAt, in.memoryLength / recordLength() - 1);
        if (!done) {
            return ImStatus.WAITING;
        }
        int status = attachment.lastStatus();
        if (status == SUCCESS && found == 0 && scanLength() > 0) {
            status = NetworkCommissioningSpec.NETWORK_COMMISSIONING_STATUS_NETWORK_NOT_FOUND;
        }
        TlvWriter out = in.respond(NetworkCommissioningSpec.CMD_SCAN_NETWORKS_RESPONSE);
        out.putUnsigned(NetworkCommissioningSpec.SCAN_NETWORKS_RESPONSE_NETWORKING_STATUS, status);
        if (status == SUCCESS) {
            takeCrumb(NetworkCommissioningSpec.SCAN_NETWORKS_BREADCRUMB);
        }
        out.startArray(resultsTag());
        for (int i = 0; i < found && status == SUCCESS; i++) {
            out.startStruct(TlvTag.ANONYMOUS);
            putResult(in.memory, in.memoryAt + i * recordLength(), out);
            out.endContainer();
        }
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    /**
     * Takes what the driver has found into the list, by strength.
     *
     * @param places for records behind which there is one more
     */
    private void take(byte[] memory, int at, int places) {
        int record = recordLength();
        int most = Math.min(places, MAX_RESULTS);
        int next = at + most * record;
        while (most > 0 && driver.scanned(memory, next) == PortStatus.OK) {
            if (!isWanted(memory, next)) {
                continue;
            }
            int same = indexOf(memory, at, next);
            if (same < found && memory[at + same * record + rssiAt()] < memory[next + rssiAt()]) {
                // Heard again, and better.
                found--;
                System.arraycopy(
                        memory,
                        at + (same + 1) * record,
                        memory,
                        at + same * record,
                        (found - same) * record);
                same = found;
            }
            if (same == found) {
                insert(memory, at, next, most);
            }
        }
    }

    private void insert(byte[] memory, int at, int next, int most) {
        int record = recordLength();
        int i = found;
        while (i > 0 && memory[at + (i - 1) * record + rssiAt()] < memory[next + rssiAt()]) {
            i--;
        }
        if (i == most) {
            return;
        }
        found = (byte) Math.min(found + 1, most);
        System.arraycopy(
                memory, at + i * record, memory, at + (i + 1) * record, (found - 1 - i) * record);
        System.arraycopy(memory, next, memory, at + i * record, record);
    }

    /** Position of the one with the same address as the record at {@code next}; or the count. */
    private int indexOf(byte[] memory, int at, int next) {
        int record = recordLength();
        int i = 0;
        while (i < found
                && !Bytes.equal(
                        memory,
                        at + i * record + addressAt(),
                        memory,
                        next + addressAt(),
                        addressLength())) {
            i++;
        }
        return i;
    }
}
