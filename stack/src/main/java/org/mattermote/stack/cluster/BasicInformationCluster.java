package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.BasicInformationSpec;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Basic Information (Matter core 11.1). Factory texts are asked of the device when they are read;
 * optional ones are attributes only where it has them at boot. NodeLabel and Location survive a
 * restart.
 */
public final class BasicInformationCluster extends Cluster {
    /** Random bytes a UniqueID is made of. */
    public static final int UNIQUE_ID_SEED_LENGTH = 16;

    /** Bytes of NodeLabel at most. */
    public static final int MAX_NODE_LABEL = 32;

    /** Bytes of Location: two ASCII characters. */
    public static final int LOCATION_LENGTH = 2;

    /** CASE sessions and subscriptions every fabric can count on (Matter core 11.1.4.4). */
    private static final int CAPABILITY_MINIMUM = 3;

    /** Raised by an image whose endpoints or clusters differ from the one before. */
    private static final int CONFIGURATION_VERSION = 1;

    private static final int[] ATTRIBUTES = {
        BasicInformationSpec.ATTR_DATA_MODEL_REVISION,
        BasicInformationSpec.ATTR_VENDOR_NAME,
        BasicInformationSpec.ATTR_VENDOR_ID,
        BasicInformationSpec.ATTR_PRODUCT_NAME,
        BasicInformationSpec.ATTR_PRODUCT_ID,
        BasicInformationSpec.ATTR_NODE_LABEL,
        BasicInformationSpec.ATTR_LOCATION,
        BasicInformationSpec.ATTR_HARDWARE_VERSION,
        BasicInformationSpec.ATTR_HARDWARE_VERSION_STRING,
        BasicInformationSpec.ATTR_SOFTWARE_VERSION,
        BasicInformationSpec.ATTR_SOFTWARE_VERSION_STRING,
        BasicInformationSpec.ATTR_MANUFACTURING_DATE,
        BasicInformationSpec.ATTR_PART_NUMBER,
        BasicInformationSpec.ATTR_PRODUCT_URL,
        BasicInformationSpec.ATTR_PRODUCT_LABEL,
        BasicInformationSpec.ATTR_SERIAL_NUMBER,
        BasicInformationSpec.ATTR_UNIQUE_ID,
        BasicInformationSpec.ATTR_CAPABILITY_MINIMA,
        BasicInformationSpec.ATTR_SPECIFICATION_VERSION,
        BasicInformationSpec.ATTR_MAX_PATHS_PER_INVOKE,
        BasicInformationSpec.ATTR_CONFIGURATION_VERSION,
    };

    private static final int[] EVENTS = {
        BasicInformationSpec.EVENT_START_UP,
        BasicInformationSpec.EVENT_SHUT_DOWN,
        BasicInformationSpec.EVENT_LEAVE,
    };

    private static final int MAX_TEXT = 256;
    private static final int MAX_UNIQUE_ID = 32;

    private static final int RECORD_VERSION = 1;
    private static final int TAG_NODE_LABEL = 1;
    private static final int TAG_LOCATION = 2;
    private static final int TAG_UNIQUE_ID = 1;

    private final EventSink events;
    private final StoredRecord record;
    private final DeviceDataPort device;
    private final Scratch scratch;
    private final int maxPathsPerInvoke;

    /** UniqueID made on the device; null where the factory gave one. */
    private final byte[] uniqueId;

    private final byte[] nodeLabel = new byte[MAX_NODE_LABEL];
    private int nodeLabelLength;
    private final byte[] location = {'X', 'X'};

    /** Another than the one above while that is pending under a fail-safe. */
    private final byte[] storedLocation = {'X', 'X'};

    /**
     * Reads factory data and restores what was written to the node.
     *
     * @param uniqueIdSeed 16 random bytes; a UniqueID is made of them and kept when the factory
     *     gave none
     * @param maxPathsPerInvoke 1 or more, as in the session parameters
     */
    public BasicInformationCluster(
            DeviceDataPort device,
            ClusterWorkspace workspace,
            LogPort log,
            EventSink events,
            byte[] uniqueIdSeed,
            int maxPathsPerInvoke) {
        super(new BasicInformationSpec(), 0, present(device, workspace.scratch), null);
        this.device = device;
        this.events = events;
        this.maxPathsPerInvoke = maxPathsPerInvoke;
        scratch = workspace.scratch;
        uniqueId =
                has(device, DeviceDataPort.TEXT_UNIQUE_ID, scratch)
                        ? null
                        : uniqueId(workspace.records, log, uniqueIdSeed);
        record =
                new StoredRecord(
                        workspace.records, log, StoreKeys.BASIC_INFORMATION, RECORD_VERSION);
        if (record.open() == PortStatus.OK) {
            restore(record.reader());
            record.close();
        }
    }

    /** Emits StartUp; once, when the node is up. */
    public void startUp(long nowMillis) {
        events.begin(this, BasicInformationSpec.EVENT_START_UP, 0)
                .putUnsigned(BasicInformationSpec.START_UP_SOFTWARE_VERSION, softwareVersion());
        events.commit(nowMillis);
    }

    /** Emits ShutDown; before an orderly stop. */
    public void shutDown(long nowMillis) {
        events.begin(this, BasicInformationSpec.EVENT_SHUT_DOWN, 0);
        events.commit(nowMillis);
    }

    /** Emits Leave; before a fabric is removed. */
    public void leave(int fabricIndex, long nowMillis) {
        events.begin(this, BasicInformationSpec.EVENT_LEAVE, 0)
                .putUnsigned(BasicInformationSpec.LEAVE_FABRIC_INDEX, fabricIndex);
        events.commit(nowMillis);
    }

    /**
     * Sets Location, as SetRegulatoryConfig does.
     *
     * @param source holds two ASCII characters at {@code offset}
     * @param pending under the caller's fail-safe: it is not stored before {@link #keepLocation}
     * @return SUCCESS, CONSTRAINT_ERROR, or FAILURE when it could not be stored
     */
    int setLocation(byte[] source, int offset, boolean pending) {
        if (source[offset] < ' ' || source[offset + 1] < ' ') {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (!pending && !isSame(source, offset, storedLocation)) {
            if (store(nodeLabel, 0, nodeLabelLength, source, offset) != PortStatus.OK) {
                return ImStatus.FAILURE;
            }
            System.arraycopy(source, offset, storedLocation, 0, LOCATION_LENGTH);
        }
        showLocation(source, offset);
        return ImStatus.SUCCESS;
    }

    /** The fail-safe that Location was set under is committed; SUCCESS or FAILURE. */
    int keepLocation() {
        return setLocation(location, 0, false);
    }

    /** The fail-safe that Location was set under expired. */
    void rollBackLocation() {
        showLocation(storedLocation, 0);
    }

    private void showLocation(byte[] source, int offset) {
        if (!isSame(source, offset, location)) {
            System.arraycopy(source, offset, location, 0, LOCATION_LENGTH);
            changed(BasicInformationSpec.ATTR_LOCATION);
        }
    }

    private static boolean isSame(byte[] source, int offset, byte[] place) {
        return Bytes.equal(source, offset, place, 0, LOCATION_LENGTH);
    }

    @Override
    public int[] events() {
        return EVENTS;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case BasicInformationSpec.ATTR_DATA_MODEL_REVISION:
                out.putUnsigned(in.tag, endpoint().dataModel());
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_VENDOR_ID:
                out.putUnsigned(in.tag, device.vendorId());
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_PRODUCT_ID:
                out.putUnsigned(in.tag, device.productId());
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_NODE_LABEL:
                out.putUtf8(in.tag, nodeLabel, 0, nodeLabelLength);
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_LOCATION:
                out.putUtf8(in.tag, location, 0, LOCATION_LENGTH);
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_HARDWARE_VERSION:
                out.putUnsigned(in.tag, device.hardwareVersion());
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_SOFTWARE_VERSION:
                out.putUnsigned(in.tag, softwareVersion());
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_CAPABILITY_MINIMA:
                out.startStruct(in.tag);
                out.putUnsigned(
                        BasicInformationSpec.CAPABILITY_MINIMA_STRUCT_CASE_SESSIONS_PER_FABRIC,
                        CAPABILITY_MINIMUM);
                out.putUnsigned(
                        BasicInformationSpec.CAPABILITY_MINIMA_STRUCT_SUBSCRIPTIONS_PER_FABRIC,
                        CAPABILITY_MINIMUM);
                out.endContainer();
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_SPECIFICATION_VERSION:
                out.putUnsigned(in.tag, endpoint().specification());
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_MAX_PATHS_PER_INVOKE:
                out.putUnsigned(in.tag, maxPathsPerInvoke);
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_CONFIGURATION_VERSION:
                out.putUnsigned(in.tag, CONFIGURATION_VERSION);
                return ImStatus.SUCCESS;
            default:
                return readText(attribute, in, out);
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        switch (attribute) {
            case BasicInformationSpec.ATTR_NODE_LABEL:
                return writeNodeLabel(value);
            case BasicInformationSpec.ATTR_LOCATION:
                int length = value.utf8(LOCATION_LENGTH, LOCATION_LENGTH);
                return length < 0
                        ? CommandFields.writeStatus(length)
                        : setLocation(value.array(), value.dataOffset(), false);
            default:
                return ImStatus.UNSUPPORTED_WRITE;
        }
    }

    private int writeNodeLabel(TlvReader value) {
        int length = value.utf8(0, MAX_NODE_LABEL);
        if (length < 0) {
            return CommandFields.writeStatus(length);
        }
        if (!value.validUtf8()) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (length == nodeLabelLength
                && Bytes.equal(value.array(), value.dataOffset(), nodeLabel, 0, length)) {
            return ImStatus.SUCCESS;
        }
        if (store(value.array(), value.dataOffset(), length, storedLocation, 0) != PortStatus.OK) {
            return ImStatus.FAILURE;
        }
        System.arraycopy(value.array(), value.dataOffset(), nodeLabel, 0, length);
        nodeLabelLength = length;
        changed(BasicInformationSpec.ATTR_NODE_LABEL);
        return ImStatus.SUCCESS;
    }

    private int readText(int attribute, AttributeRead in, TlvWriter out) {
        int item = textOf(attribute);
        if (item == DeviceDataPort.TEXT_UNIQUE_ID && uniqueId != null) {
            out.putUtf8(in.tag, uniqueId, 0, uniqueId.length);
            return ImStatus.SUCCESS;
        }
        if (item < 0) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        int at = scratch.take(MAX_TEXT);
        int length = text(device, item, scratch.bytes, at);
        if (length < 0) {
            length = substitute(item, at);
        }
        if (length >= 0) {
            out.putUtf8(in.tag, scratch.bytes, at, length);
        }
        scratch.release(at);
        return length < 0 ? ImStatus.UNSUPPORTED_ATTRIBUTE : ImStatus.SUCCESS;
    }

    /** A mandatory text that the factory left out; the version strings must not be empty. */
    private int substitute(int item, int at) {
        switch (item) {
            case DeviceDataPort.TEXT_VENDOR_NAME:
            case DeviceDataPort.TEXT_PRODUCT_NAME:
                return 0;
            case DeviceDataPort.TEXT_HARDWARE_VERSION:
                return decimal(device.hardwareVersion(), at);
            case DeviceDataPort.TEXT_SOFTWARE_VERSION:
                return decimal(softwareVersion(), at);
            default:
                return CodecStatus.NOT_FOUND;
        }
    }

    /** Writes the digits of a number into the scratch; how many. */
    private int decimal(long value, int at) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            scratch.bytes[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return digits;
    }

    private long softwareVersion() {
        return device.softwareVersion() & 0xFFFFFFFFL;
    }

    /** Stores both values before either is taken over: a write that cannot last fails. */
    private int store(
            byte[] label, int labelOffset, int labelLength, byte[] place, int placeOffset) {
        TlvWriter out = record.begin();
        out.putUtf8(TAG_NODE_LABEL, label, labelOffset, labelLength);
        out.putUtf8(TAG_LOCATION, place, placeOffset, LOCATION_LENGTH);
        return record.commit();
    }

    private void restore(TlvReader reader) {
        int labelLength = CodecStatus.NOT_FOUND;
        int labelOffset = 0;
        int placeLength = CodecStatus.NOT_FOUND;
        int placeOffset = 0;
        while (reader.next() == CodecStatus.OK) {
            if (reader.tag() == TAG_NODE_LABEL) {
                labelLength = reader.validUtf8() ? reader.utf8(0, MAX_NODE_LABEL) : -1;
                labelOffset = reader.dataOffset();
            } else if (reader.tag() == TAG_LOCATION) {
                placeLength = reader.utf8(LOCATION_LENGTH, LOCATION_LENGTH);
                placeOffset = reader.dataOffset();
            }
        }
        if (labelLength < 0 || placeLength < 0) {
            record.reject(PortStatus.DAMAGED);
            return;
        }
        System.arraycopy(reader.array(), labelOffset, nodeLabel, 0, labelLength);
        nodeLabelLength = labelLength;
        System.arraycopy(reader.array(), placeOffset, location, 0, LOCATION_LENGTH);
        System.arraycopy(location, 0, storedLocation, 0, LOCATION_LENGTH);
    }

    /** The UniqueID made at an earlier boot, or a new one: 32 hexadecimal digits. */
    private static byte[] uniqueId(RecordStore records, LogPort log, byte[] seed) {
        StoredRecord record = new StoredRecord(records, log, StoreKeys.UNIQUE_ID, RECORD_VERSION);
        if (record.open() == PortStatus.OK) {
            byte[] stored = storedUniqueId(record.reader());
            record.close();
            if (stored != null) {
                return stored;
            }
            record.reject(PortStatus.DAMAGED);
        }
        byte[] made = new byte[2 * UNIQUE_ID_SEED_LENGTH];
        for (int i = 0; i < made.length; i++) {
            int digit = seed[i / 2] >>> (i % 2 == 0 ? 4 : 0) & 0xF;
            made[i] = (byte) (digit < 10 ? '0' + digit : 'A' + digit - 10);
        }
        record.begin().putUtf8(TAG_UNIQUE_ID, made, 0, made.length);
        record.commit();
        return made;
    }

    private static byte[] storedUniqueId(TlvReader reader) {
        int length =
                reader.find(TAG_UNIQUE_ID) == CodecStatus.OK && reader.validUtf8()
                        ? reader.utf8(1, MAX_UNIQUE_ID)
                        : CodecStatus.NOT_FOUND;
        if (length <= 0) {
            return null;
        }
        byte[] stored = new byte[length];
        System.arraycopy(reader.array(), reader.dataOffset(), stored, 0, length);
        return stored;
    }

    private static int[] present(DeviceDataPort device, Scratch scratch) {
        int count = 0;
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            count += isPresent(device, ATTRIBUTES[i], scratch) ? 1 : 0;
        }
        int[] ids = new int[count];
        count = 0;
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            if (isPresent(device, ATTRIBUTES[i], scratch)) {
                ids[count++] = ATTRIBUTES[i];
            }
        }
        return ids;
    }

    private static boolean isPresent(DeviceDataPort device, int attribute, Scratch scratch) {
        int item = optionalTextOf(attribute);
        return item < 0 || has(device, item, scratch);
    }

    private static boolean has(DeviceDataPort device, int item, Scratch scratch) {
        int at = scratch.take(MAX_TEXT);
        int length = text(device, item, scratch.bytes, at);
        scratch.release(at);
        return length >= 0;
    }

    /** Length of a text of the device that is as it must be, or NOT_FOUND. */
    private static int text(DeviceDataPort device, int item, byte[] out, int at) {
        int length = device.text(item, out, at, maxText(item));
        return length < minText(item)
                        || length > maxText(item)
                        || !TlvReader.isUtf8(out, at, length)
                ? CodecStatus.NOT_FOUND
                : length;
    }

    private static int minText(int item) {
        switch (item) {
            case DeviceDataPort.TEXT_VENDOR_NAME:
            case DeviceDataPort.TEXT_PRODUCT_NAME:
                return 0;
            case DeviceDataPort.TEXT_MANUFACTURING_DATE:
                return 8;
            default:
                return 1;
        }
    }

    private static int maxText(int item) {
        switch (item) {
            case DeviceDataPort.TEXT_HARDWARE_VERSION:
            case DeviceDataPort.TEXT_SOFTWARE_VERSION:
            case DeviceDataPort.TEXT_PRODUCT_LABEL:
                return 64;
            case DeviceDataPort.TEXT_MANUFACTURING_DATE:
                return 16;
            case DeviceDataPort.TEXT_PRODUCT_URL:
                return MAX_TEXT;
            default:
                return 32;
        }
    }

    private static int textOf(int attribute) {
        switch (attribute) {
            case BasicInformationSpec.ATTR_VENDOR_NAME:
                return DeviceDataPort.TEXT_VENDOR_NAME;
            case BasicInformationSpec.ATTR_PRODUCT_NAME:
                return DeviceDataPort.TEXT_PRODUCT_NAME;
            case BasicInformationSpec.ATTR_HARDWARE_VERSION_STRING:
                return DeviceDataPort.TEXT_HARDWARE_VERSION;
            case BasicInformationSpec.ATTR_SOFTWARE_VERSION_STRING:
                return DeviceDataPort.TEXT_SOFTWARE_VERSION;
            case BasicInformationSpec.ATTR_UNIQUE_ID:
                return DeviceDataPort.TEXT_UNIQUE_ID;
            default:
                return optionalTextOf(attribute);
        }
    }

    private static int optionalTextOf(int attribute) {
        switch (attribute) {
            case BasicInformationSpec.ATTR_MANUFACTURING_DATE:
                return DeviceDataPort.TEXT_MANUFACTURING_DATE;
            case BasicInformationSpec.ATTR_PART_NUMBER:
                return DeviceDataPort.TEXT_PART_NUMBER;
            case BasicInformationSpec.ATTR_PRODUCT_URL:
                return DeviceDataPort.TEXT_PRODUCT_URL;
            case BasicInformationSpec.ATTR_PRODUCT_LABEL:
                return DeviceDataPort.TEXT_PRODUCT_LABEL;
            case BasicInformationSpec.ATTR_SERIAL_NUMBER:
                return DeviceDataPort.TEXT_SERIAL_NUMBER;
            default:
                return -1;
        }
    }
}
