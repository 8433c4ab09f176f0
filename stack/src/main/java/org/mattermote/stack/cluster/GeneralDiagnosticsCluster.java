package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.port.BootPort;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.UtcClock;

/**
 * General Diagnostics (Matter core 11.12). Building it counts the boot; UpTime and SystemTimeMs
 * take monotonic time to begin with the boot. There is no enable key, so no test event can be
 * triggered.
 */
public final class GeneralDiagnosticsCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        GeneralDiagnosticsSpec.ATTR_NETWORK_INTERFACES,
        GeneralDiagnosticsSpec.ATTR_REBOOT_COUNT,
        GeneralDiagnosticsSpec.ATTR_UP_TIME,
        GeneralDiagnosticsSpec.ATTR_BOOT_REASON,
        GeneralDiagnosticsSpec.ATTR_TEST_EVENT_TRIGGERS_ENABLED,
    };

    private static final int[] EVENTS = {GeneralDiagnosticsSpec.EVENT_BOOT_REASON};

    private static final int[] COMMANDS = {
        GeneralDiagnosticsSpec.CMD_TEST_EVENT_TRIGGER, GeneralDiagnosticsSpec.CMD_TIME_SNAPSHOT,
    };

    private static final int MAX_INTERFACES = 8;
    private static final int MAX_IPV4 = 4;
    private static final int MAX_IPV6 = 8;
    private static final int MAX_NAME = 32;
    private static final int MAX_HARDWARE_ADDRESS = 8;
    private static final int EUI48_LENGTH = 6;
    private static final int IP_LENGTH = 16;
    private static final int IPV4_OFFSET = 12;
    private static final int IPV4_LENGTH = 4;
    private static final int ENABLE_KEY_LENGTH = 16;
    private static final int MAX_REBOOT_COUNT = 0xFFFF;

    /** 2000-01-01 in ms since 1970-01-01, UTC. */
    private static final long MATTER_EPOCH_MILLIS = 946684800000L;

    private static final int RECORD_VERSION = 1;
    private static final int TAG_REBOOT_COUNT = 1;

    private final NetworkPort network;
    private final UtcClock clock;
    private final EventSink events;
    private final int interfaceType;
    private final int bootReason;
    private int rebootCount;
    private int generation;
    private final byte[] scratch = new byte[MAX_NAME];

    /**
     * @param clock asked by TimeSnapshot; null on a node without Time Synchronization, which has no
     *     time that another node may rely on
     * @param interfaceType INTERFACE_TYPE constant of all interfaces
     */
    public GeneralDiagnosticsCluster(
            NetworkPort network,
            BootPort boot,
            UtcClock clock,
            ClusterWorkspace workspace,
            LogPort log,
            EventSink events,
            int interfaceType) {
        super(new GeneralDiagnosticsSpec(), 0, ATTRIBUTES, COMMANDS);
        this.network = network;
        this.clock = clock;
        this.events = events;
        this.interfaceType = interfaceType;
        bootReason = boot.reason();
        generation = network.generation();
        countBoot(
                new StoredRecord(
                        workspace.records, log, StoreKeys.GENERAL_DIAGNOSTICS, RECORD_VERSION));
    }

    /** Emits BootReason; once, when the node is up. */
    public void startUp(long nowMillis) {
        events.begin(this, GeneralDiagnosticsSpec.EVENT_BOOT_REASON, 0)
                .putUnsigned(GeneralDiagnosticsSpec.BOOT_REASON_BOOT_REASON, bootReason);
        events.commit(nowMillis);
    }

    public int rebootCount() {
        return rebootCount;
    }

    @Override
    public int[] events() {
        return EVENTS;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case GeneralDiagnosticsSpec.ATTR_REBOOT_COUNT:
                out.putUnsigned(in.tag, rebootCount);
                return ImStatus.SUCCESS;
            case GeneralDiagnosticsSpec.ATTR_UP_TIME:
                out.putUnsigned(in.tag, in.nowMillis / 1000);
                return ImStatus.SUCCESS;
            case GeneralDiagnosticsSpec.ATTR_BOOT_REASON:
                out.putUnsigned(in.tag, bootReason);
                return ImStatus.SUCCESS;
            case GeneralDiagnosticsSpec.ATTR_TEST_EVENT_TRIGGERS_ENABLED:
                out.putBool(in.tag, false);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        return attribute == GeneralDiagnosticsSpec.ATTR_NETWORK_INTERFACES
                ? Math.min(network.interfaceCount(), MAX_INTERFACES)
                : -1;
    }

    /** One interface, at most 280 bytes. Those of the port are up; what they reach is not known. */
    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        if (attribute != GeneralDiagnosticsSpec.ATTR_NETWORK_INTERFACES) {
            return ImStatus.UNSUPPORTED_READ;
        }
        if (index >= network.interfaceCount()) {
            // It went down while the list was being sent.
            return ImStatus.SUCCESS;
        }
        out.startStruct(in.tag);
        int length = network.name(index, scratch, 0);
        out.putUtf8(GeneralDiagnosticsSpec.NETWORK_INTERFACE_NAME, scratch, 0, length);
        out.putBool(GeneralDiagnosticsSpec.NETWORK_INTERFACE_IS_OPERATIONAL, true);
        out.putNull(GeneralDiagnosticsSpec.NETWORK_INTERFACE_OFF_PREMISE_SERVICES_REACHABLE_IPV4);
        out.putNull(GeneralDiagnosticsSpec.NETWORK_INTERFACE_OFF_PREMISE_SERVICES_REACHABLE_IPV6);
        for (int i = 0; i < MAX_HARDWARE_ADDRESS; i++) {
            scratch[i] = 0;
        }
        length = network.hardwareAddress(index, scratch, 0);
        // An address has 6 or 8 bytes; all zero stands for an interface that has none.
        out.putBytes(
                GeneralDiagnosticsSpec.NETWORK_INTERFACE_HARDWARE_ADDRESS,
                scratch,
                0,
                length <= 0 ? EUI48_LENGTH : length);
        putAddresses(
                GeneralDiagnosticsSpec.NETWORK_INTERFACE_IPV4_ADDRESSES,
                index,
                true,
                MAX_IPV4,
                out);
        putAddresses(
                GeneralDiagnosticsSpec.NETWORK_INTERFACE_IPV6_ADDRESSES,
                index,
                false,
                MAX_IPV6,
                out);
        out.putUnsigned(GeneralDiagnosticsSpec.NETWORK_INTERFACE_TYPE, interfaceType);
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader fields) {
        switch (command) {
            case GeneralDiagnosticsSpec.CMD_TEST_EVENT_TRIGGER:
                return testEventTrigger(fields);
            case GeneralDiagnosticsSpec.CMD_TIME_SNAPSHOT:
                return timeSnapshot(in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public long poll(long nowMillis) {
        if (network.generation() != generation) {
            generation = network.generation();
            changed(GeneralDiagnosticsSpec.ATTR_NETWORK_INTERFACES);
        }
        return NEVER;
    }

    private int timeSnapshot(CommandInvocation in) {
        long epochMicros = clock == null ? -1 : clock.epochMicros();
        TlvWriter out = in.respond(GeneralDiagnosticsSpec.CMD_TIME_SNAPSHOT_RESPONSE);
        out.putUnsigned(GeneralDiagnosticsSpec.TIME_SNAPSHOT_RESPONSE_SYSTEM_TIME_MS, in.nowMillis);
        if (epochMicros < 0) {
            out.putNull(GeneralDiagnosticsSpec.TIME_SNAPSHOT_RESPONSE_POSIX_TIME_MS);
        } else {
            out.putUnsigned(
                    GeneralDiagnosticsSpec.TIME_SNAPSHOT_RESPONSE_POSIX_TIME_MS,
                    epochMicros / 1000 + MATTER_EPOCH_MILLIS);
        }
        return ImStatus.SUCCESS;
    }

    /** Without a key of ours every key, the one of zeros included, is a wrong one. */
    private static int testEventTrigger(TlvReader fields) {
        int key = CodecStatus.NOT_FOUND;
        int trigger = CodecStatus.NOT_FOUND;
        int status = fields.enter();
        while (status == CodecStatus.OK) {
            status = fields.next();
            if (status != CodecStatus.OK) {
                continue;
            }
            if (fields.tag() == GeneralDiagnosticsSpec.TEST_EVENT_TRIGGER_ENABLE_KEY) {
                key = fields.bytes(ENABLE_KEY_LENGTH, ENABLE_KEY_LENGTH);
            } else if (fields.tag() == GeneralDiagnosticsSpec.TEST_EVENT_TRIGGER_EVENT_TRIGGER) {
                trigger = fields.readU64();
            }
        }
        if (status != CodecStatus.END || key < 0 || trigger < 0) {
            return CommandFields.status(status, Math.min(key, trigger));
        }
        return ImStatus.CONSTRAINT_ERROR;
    }

    private void putAddresses(int tag, int index, boolean ipv4, int max, TlvWriter out) {
        out.startArray(tag);
        int count = network.addressCount(index);
        int written = 0;
        for (int n = 0; n < count && written < max; n++) {
            network.address(index, n, scratch, 0);
            if (isIpv4() == ipv4) {
                if (ipv4) {
                    out.putBytes(TlvTag.ANONYMOUS, scratch, IPV4_OFFSET, IPV4_LENGTH);
                } else {
                    out.putBytes(TlvTag.ANONYMOUS, scratch, 0, IP_LENGTH);
                }
                written++;
            }
        }
        out.endContainer();
    }

    /** Whether the address in the scratch is ::ffff:a.b.c.d. */
    private boolean isIpv4() {
        for (int i = 0; i < 10; i++) {
            if (scratch[i] != 0) {
                return false;
            }
        }
        return scratch[10] == -1 && scratch[11] == -1;
    }

    /** A count that cannot be read stays as it is stored, and this boot is the first we know. */
    private void countBoot(StoredRecord record) {
        if (record.open() == PortStatus.OK) {
            TlvReader reader = record.reader();
            int stored =
                    reader.find(TAG_REBOOT_COUNT) == CodecStatus.OK
                            ? reader.u16()
                            : CodecStatus.NOT_FOUND;
            record.close();
            if (stored < 0) {
                record.reject(PortStatus.DAMAGED);
            } else {
                rebootCount = stored;
            }
        }
        if (rebootCount < MAX_REBOOT_COUNT) {
            rebootCount++;
        }
        record.begin().putUnsigned(TAG_REBOOT_COUNT, rebootCount);
        record.commit();
    }
}
