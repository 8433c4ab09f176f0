package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.port.BootPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.UtcClock;

/**
 * General Diagnostics (Matter core 11.12). Building it counts the boot; UpTime and SystemTimeMs
 * take monotonic time to begin with the boot, and hours of operation are kept as they become full.
 *
 * <p>On a device with a test event key there is the feature DataModelTest, and test events can be
 * triggered; {@link TestEvents} does them. Without one there is neither.
 */
public final class GeneralDiagnosticsCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        GeneralDiagnosticsSpec.ATTR_NETWORK_INTERFACES,
        GeneralDiagnosticsSpec.ATTR_REBOOT_COUNT,
        GeneralDiagnosticsSpec.ATTR_UP_TIME,
        GeneralDiagnosticsSpec.ATTR_TOTAL_OPERATIONAL_HOURS,
        GeneralDiagnosticsSpec.ATTR_BOOT_REASON,
        GeneralDiagnosticsSpec.ATTR_ACTIVE_HARDWARE_FAULTS,
        GeneralDiagnosticsSpec.ATTR_ACTIVE_RADIO_FAULTS,
        GeneralDiagnosticsSpec.ATTR_ACTIVE_NETWORK_FAULTS,
        GeneralDiagnosticsSpec.ATTR_TEST_EVENT_TRIGGERS_ENABLED,
    };

    private static final int[] EVENTS = {
        GeneralDiagnosticsSpec.EVENT_HARDWARE_FAULT_CHANGE,
        GeneralDiagnosticsSpec.EVENT_RADIO_FAULT_CHANGE,
        GeneralDiagnosticsSpec.EVENT_NETWORK_FAULT_CHANGE,
        GeneralDiagnosticsSpec.EVENT_BOOT_REASON,
    };

    private static final int[] COMMANDS = {
        GeneralDiagnosticsSpec.CMD_TEST_EVENT_TRIGGER, GeneralDiagnosticsSpec.CMD_TIME_SNAPSHOT,
    };

    private static final int[] TEST_COMMANDS = {
        GeneralDiagnosticsSpec.CMD_TEST_EVENT_TRIGGER,
        GeneralDiagnosticsSpec.CMD_TIME_SNAPSHOT,
        GeneralDiagnosticsSpec.CMD_PAYLOAD_TEST_REQUEST,
    };

    /** Parts that can be given test events. */
    public static final int MAX_TEST_EVENTS = 8;

    private static final int FIRST_FAULTS = GeneralDiagnosticsSpec.ATTR_ACTIVE_HARDWARE_FAULTS;
    private static final int FAULT_LISTS = 3;

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
    private static final int MAX_PAYLOAD = 2048;
    private static final int HOUR_MILLIS = 3600000;
    private static final long MAX_HOURS = 0xFFFFFFFFL;
    private static final int MAX_REBOOT_COUNT = 0xFFFF;

    /** 2000-01-01 in ms since 1970-01-01, UTC. */
    private static final long MATTER_EPOCH_MILLIS = 946684800000L;

    private static final int RECORD_VERSION = 1;
    private static final int TAG_REBOOT_COUNT = 1;
    private static final int TAG_HOURS = 2;

    private final NetworkPort network;
    private final DeviceDataPort device;
    private final UtcClock clock;
    private final Scratch working;
    private final StoredRecord record;
    private final TestEvents[] testEvents = new TestEvents[MAX_TEST_EVENTS];
    private int testEventCount;

    /** Active faults, a bit each, of the lists in the order of their attributes. */
    private final int[] faults = new int[FAULT_LISTS];

    /** Full hours of all lives before this one. */
    private long hoursBefore;

    private int hours;
    private final EventSink events;
    private final int interfaceType;
    private final int bootReason;
    private int rebootCount;
    private int generation;
    private final byte[] scratch = new byte[MAX_NAME];

    /**
     * @param device asked for its test event key: once for what there is, and whenever a key is to
     *     be compared
     * @param clock asked by TimeSnapshot; null on a node without Time Synchronization, which has no
     *     time that another node may rely on
     * @param interfaceType INTERFACE_TYPE constant of all interfaces
     */
    public GeneralDiagnosticsCluster(
            NetworkPort network,
            BootPort boot,
            DeviceDataPort device,
            UtcClock clock,
            ClusterWorkspace workspace,
            LogPort log,
            EventSink events,
            int interfaceType) {
        super(
                new GeneralDiagnosticsSpec(),
                hasKey(device, workspace.scratch)
                        ? GeneralDiagnosticsSpec.FEATURE_DATA_MODEL_TEST
                        : 0,
                ATTRIBUTES,
                hasKey(device, workspace.scratch) ? TEST_COMMANDS : COMMANDS);
        this.network = network;
        this.device = device;
        working = workspace.scratch;
        this.clock = clock;
        this.events = events;
        this.interfaceType = interfaceType;
        bootReason = boot.reason();
        generation = network.generation();
        record =
                new StoredRecord(
                        workspace.records, log, StoreKeys.GENERAL_DIAGNOSTICS, RECORD_VERSION);
        countBoot();
        if (network.interfaceCount() == 0) {
            faults[GeneralDiagnosticsSpec.ATTR_ACTIVE_NETWORK_FAULTS - FIRST_FAULTS] =
                    1 << GeneralDiagnosticsSpec.NETWORK_FAULT_CONNECTION_FAILED;
        }
    }

    /** Gives a part of the node the test events; at boot, up to {@link #MAX_TEST_EVENTS}. */
    public void addTestEvents(TestEvents part) {
        testEvents[testEventCount++] = part;
    }

    /**
     * A fault was detected, or is over: adds it to its list or takes it out, with the event.
     *
     * @param list ATTR constant of one of the three lists of faults
     * @param fault of the list's enumeration
     */
    public void setFault(int list, int fault, boolean active, long nowMillis) {
        int i = list - FIRST_FAULTS;
        int before = faults[i];
        int after = active ? before | 1 << fault : before & ~(1 << fault);
        if (after == before) {
            return;
        }
        faults[i] = after;
        changed(list);
        // The events and their fields have the same order as the attributes.
        TlvWriter out =
                events.begin(this, GeneralDiagnosticsSpec.EVENT_HARDWARE_FAULT_CHANGE + i, 0);
        putFaults(GeneralDiagnosticsSpec.HARDWARE_FAULT_CHANGE_CURRENT, after, out);
        putFaults(GeneralDiagnosticsSpec.HARDWARE_FAULT_CHANGE_PREVIOUS, before, out);
        events.commit(nowMillis);
    }

    /** Whether the fault is active; the parameters as of {@link #setFault}. */
    public boolean hasFault(int list, int fault) {
        return (faults[list - FIRST_FAULTS] & 1 << fault) != 0;
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
            case GeneralDiagnosticsSpec.ATTR_TOTAL_OPERATIONAL_HOURS:
                out.putUnsigned(in.tag, operationalHours(in.nowMillis));
                return ImStatus.SUCCESS;
            case GeneralDiagnosticsSpec.ATTR_BOOT_REASON:
                out.putUnsigned(in.tag, bootReason);
                return ImStatus.SUCCESS;
            case GeneralDiagnosticsSpec.ATTR_ACTIVE_HARDWARE_FAULTS:
            case GeneralDiagnosticsSpec.ATTR_ACTIVE_RADIO_FAULTS:
            case GeneralDiagnosticsSpec.ATTR_ACTIVE_NETWORK_FAULTS:
                putFaults(in.tag, faults[attribute - FIRST_FAULTS], out);
                return ImStatus.SUCCESS;
            case GeneralDiagnosticsSpec.ATTR_TEST_EVENT_TRIGGERS_ENABLED:
                out.putBool(in.tag, hasKey(device, working));
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
                return testEventTrigger(fields, in.nowMillis);
            case GeneralDiagnosticsSpec.CMD_TIME_SNAPSHOT:
                return timeSnapshot(in);
            case GeneralDiagnosticsSpec.CMD_PAYLOAD_TEST_REQUEST:
                return payloadTest(fields, in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public long poll(long nowMillis) {
        if (network.generation() != generation) {
            generation = network.generation();
            changed(GeneralDiagnosticsSpec.ATTR_NETWORK_INTERFACES);
            setFault(
                    GeneralDiagnosticsSpec.ATTR_ACTIVE_NETWORK_FAULTS,
                    GeneralDiagnosticsSpec.NETWORK_FAULT_CONNECTION_FAILED,
                    network.interfaceCount() == 0,
                    nowMillis);
        }
        if (nowMillis / HOUR_MILLIS > hours) {
            hours = (int) (nowMillis / HOUR_MILLIS);
            store();
        }
        return (hours + 1L) * HOUR_MILLIS;
    }

    private long operationalHours(long nowMillis) {
        return Math.min(hoursBefore + nowMillis / HOUR_MILLIS, MAX_HOURS);
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

    private int testEventTrigger(TlvReader fields, long nowMillis) {
        int key = CodecStatus.NOT_FOUND;
        int keyOffset = 0;
        int trigger = CodecStatus.NOT_FOUND;
        long triggerValue = 0;
        int status = fields.enter();
        while (status == CodecStatus.OK) {
            status = fields.next();
            if (status != CodecStatus.OK) {
                continue;
            }
            if (fields.tag() == GeneralDiagnosticsSpec.TEST_EVENT_TRIGGER_ENABLE_KEY) {
                key = fields.bytes(ENABLE_KEY_LENGTH, ENABLE_KEY_LENGTH);
                keyOffset = fields.dataOffset();
            } else if (fields.tag() == GeneralDiagnosticsSpec.TEST_EVENT_TRIGGER_EVENT_TRIGGER) {
                trigger = fields.readU64();
                triggerValue = fields.value();
            }
        }
        if (status != CodecStatus.END || key < 0 || trigger < 0) {
            return CommandFields.status(status, Math.min(key, trigger));
        }
        if (!isKey(fields.array(), keyOffset)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int result = ImStatus.INVALID_COMMAND;
        for (int i = 0; i < testEventCount && result == ImStatus.INVALID_COMMAND; i++) {
            result = testEvents[i].trigger(triggerValue, nowMillis);
        }
        return result;
    }

    private int payloadTest(TlvReader fields, CommandInvocation in) {
        int key = CodecStatus.NOT_FOUND;
        int keyOffset = 0;
        int value = CodecStatus.NOT_FOUND;
        int count = CodecStatus.NOT_FOUND;
        int status = fields.enter();
        while (status == CodecStatus.OK) {
            status = fields.next();
            if (status != CodecStatus.OK) {
                continue;
            }
            if (fields.tag() == GeneralDiagnosticsSpec.PAYLOAD_TEST_REQUEST_ENABLE_KEY) {
                key = fields.bytes(ENABLE_KEY_LENGTH, ENABLE_KEY_LENGTH);
                keyOffset = fields.dataOffset();
            } else if (fields.tag() == GeneralDiagnosticsSpec.PAYLOAD_TEST_REQUEST_VALUE) {
                value = fields.u8();
            } else if (fields.tag() == GeneralDiagnosticsSpec.PAYLOAD_TEST_REQUEST_COUNT) {
                count = fields.unsignedInt(MAX_PAYLOAD);
            }
        }
        if (status != CodecStatus.END || key < 0 || value < 0 || count < 0) {
            return CommandFields.status(status, Math.min(key, Math.min(value, count)));
        }
        if (!isKey(fields.array(), keyOffset)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        TlvWriter out = in.respond(GeneralDiagnosticsSpec.CMD_PAYLOAD_TEST_RESPONSE);
        // Too much for the message is RESOURCE_EXHAUSTED by the engine.
        int at = out.beginBytes(GeneralDiagnosticsSpec.PAYLOAD_TEST_RESPONSE_PAYLOAD, count);
        if (at >= 0) {
            byte[] bytes = out.array();
            for (int i = 0; i < count; i++) {
                bytes[at + i] = (byte) value;
            }
        }
        return ImStatus.SUCCESS;
    }

    /** Whether there is a key; all zeros are none. */
    private static boolean hasKey(DeviceDataPort device, Scratch working) {
        int at = working.take(ENABLE_KEY_LENGTH);
        int length = device.testEventKey(working.bytes, at, ENABLE_KEY_LENGTH);
        int any = 0;
        for (int i = 0; i < ENABLE_KEY_LENGTH; i++) {
            any |= working.bytes[at + i];
        }
        working.release(at);
        return length == ENABLE_KEY_LENGTH && any != 0;
    }

    /** Whether the 16 bytes are the device's key; never without one. */
    private boolean isKey(byte[] bytes, int offset) {
        if (!hasKey(device, working)) {
            return false;
        }
        int at = working.take(ENABLE_KEY_LENGTH);
        device.testEventKey(working.bytes, at, ENABLE_KEY_LENGTH);
        boolean equal =
                Bytes.equalConstantTime(working.bytes, at, bytes, offset, ENABLE_KEY_LENGTH);
        working.release(at);
        return equal;
    }

    private static void putFaults(int tag, int set, TlvWriter out) {
        out.startArray(tag);
        for (int fault = 0; set >>> fault != 0; fault++) {
            if ((set & 1 << fault) != 0) {
                out.putUnsigned(TlvTag.ANONYMOUS, fault);
            }
        }
        out.endContainer();
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
    private void countBoot() {
        if (record.open() == PortStatus.OK) {
            restore(record.reader());
            record.close();
        }
        if (rebootCount < MAX_REBOOT_COUNT) {
            rebootCount++;
        }
        store();
    }

    private void restore(TlvReader reader) {
        int count = reader.find(TAG_REBOOT_COUNT) == CodecStatus.OK ? reader.u16() : -1;
        int found = reader.find(TAG_HOURS);
        // Records of before there were hours have none.
        long stored = found == CodecStatus.OK ? reader.u32() : 0;
        if (count < 0 || stored < 0 || found != CodecStatus.OK && found != CodecStatus.NOT_FOUND) {
            record.reject(PortStatus.DAMAGED);
            return;
        }
        rebootCount = count;
        hoursBefore = stored;
    }

    private void store() {
        TlvWriter out = record.begin();
        out.putUnsigned(TAG_REBOOT_COUNT, rebootCount);
        out.putUnsigned(TAG_HOURS, Math.min(hoursBefore + hours, MAX_HOURS));
        record.commit();
    }
}
