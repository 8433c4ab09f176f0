package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.SpecificationRevision;
import org.mattermote.stack.model.spec.BasicInformationSpec;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Basic Information (Matter core 11.1). Factory texts are read once, at construction; optional ones
 * are attributes only where the device has them. NodeLabel and Location survive a restart.
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

    private static final int TEXT_COUNT = 10;
    private static final int MAX_TEXT = 256;
    private static final int MAX_UNIQUE_ID = 32;

    private static final int RECORD_VERSION = 1;
    private static final int RECORD_CAPACITY = 64;
    private static final int TAG_NODE_LABEL = 1;
    private static final int TAG_LOCATION = 2;
    private static final int TAG_UNIQUE_ID = 1;

    private final EventSink events;
    private final StoredRecord record;
    private final int vendorId;
    private final int productId;
    private final int hardwareVersion;
    private final int softwareVersion;
    private final int maxPathsPerInvoke;

    /** By the TEXT constants of {@link DeviceDataPort}; null where the device has none. */
    private final byte[][] texts = new byte[TEXT_COUNT][];

    private final byte[] nodeLabel = new byte[MAX_NODE_LABEL];
    private int nodeLabelLength;
    private final byte[] location = {'X', 'X'};

    /**
     * Reads factory data and restores what was written to the node.
     *
     * @param uniqueIdSeed 16 random bytes; a UniqueID is made of them and kept when the factory
     *     gave none
     * @param maxPathsPerInvoke 1 or more, as in the session parameters
     */
    public BasicInformationCluster(
            DeviceDataPort device,
            KeyValueStore store,
            LogPort log,
            EventSink events,
            byte[] uniqueIdSeed,
            int maxPathsPerInvoke) {
        super(new BasicInformationSpec(), 0, present(device), null);
        this.events = events;
        this.maxPathsPerInvoke = maxPathsPerInvoke;
        vendorId = device.vendorId();
        productId = device.productId();
        hardwareVersion = device.hardwareVersion();
        softwareVersion = device.softwareVersion();
        byte[] scratch = new byte[MAX_TEXT];
        for (int i = 0; i < TEXT_COUNT; i++) {
            texts[i] = text(device, i, scratch);
        }
        completeTexts();
        TlvReader reader = new TlvReader();
        if (texts[DeviceDataPort.TEXT_UNIQUE_ID] == null) {
            texts[DeviceDataPort.TEXT_UNIQUE_ID] = uniqueId(store, log, uniqueIdSeed, reader);
        }
        record =
                new StoredRecord(
                        store, log, StoreKeys.BASIC_INFORMATION, RECORD_VERSION, RECORD_CAPACITY);
        if (record.load(reader) == PortStatus.OK) {
            restore(reader);
        }
    }

    /** Emits StartUp; once, when the node is up. */
    public void startUp(long nowMillis) {
        events.begin(this, BasicInformationSpec.EVENT_START_UP, 0)
                .putUnsigned(
                        BasicInformationSpec.START_UP_SOFTWARE_VERSION,
                        softwareVersion & 0xFFFFFFFFL);
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
     * @return SUCCESS, CONSTRAINT_ERROR, or FAILURE when it could not be stored
     */
    public int setLocation(byte[] source, int offset) {
        if (source[offset] < ' ' || source[offset + 1] < ' ') {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (source[offset] == location[0] && source[offset + 1] == location[1]) {
            return ImStatus.SUCCESS;
        }
        if (store(nodeLabel, 0, nodeLabelLength, source, offset) != PortStatus.OK) {
            return ImStatus.FAILURE;
        }
        System.arraycopy(source, offset, location, 0, LOCATION_LENGTH);
        changed(BasicInformationSpec.ATTR_LOCATION);
        return ImStatus.SUCCESS;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case BasicInformationSpec.ATTR_DATA_MODEL_REVISION:
                out.putUnsigned(in.tag, SpecificationRevision.DATA_MODEL);
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_VENDOR_ID:
                out.putUnsigned(in.tag, vendorId);
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_PRODUCT_ID:
                out.putUnsigned(in.tag, productId);
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_NODE_LABEL:
                out.putUtf8(in.tag, nodeLabel, 0, nodeLabelLength);
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_LOCATION:
                out.putUtf8(in.tag, location, 0, LOCATION_LENGTH);
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_HARDWARE_VERSION:
                out.putUnsigned(in.tag, hardwareVersion);
                return ImStatus.SUCCESS;
            case BasicInformationSpec.ATTR_SOFTWARE_VERSION:
                out.putUnsigned(in.tag, softwareVersion & 0xFFFFFFFFL);
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
                out.putUnsigned(in.tag, SpecificationRevision.SPECIFICATION);
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
                        : setLocation(value.array(), value.dataOffset());
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
        if (store(value.array(), value.dataOffset(), length, location, 0) != PortStatus.OK) {
            return ImStatus.FAILURE;
        }
        System.arraycopy(value.array(), value.dataOffset(), nodeLabel, 0, length);
        nodeLabelLength = length;
        changed(BasicInformationSpec.ATTR_NODE_LABEL);
        return ImStatus.SUCCESS;
    }

    private int readText(int attribute, AttributeRead in, TlvWriter out) {
        int item = textOf(attribute);
        if (item < 0 || texts[item] == null) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        out.putUtf8(in.tag, texts[item], 0, texts[item].length);
        return ImStatus.SUCCESS;
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
    }

    /** Mandatory texts the factory left out; the version strings must not be empty. */
    private void completeTexts() {
        complete(DeviceDataPort.TEXT_VENDOR_NAME, new byte[0]);
        complete(DeviceDataPort.TEXT_PRODUCT_NAME, new byte[0]);
        complete(DeviceDataPort.TEXT_HARDWARE_VERSION, decimal(hardwareVersion));
        complete(DeviceDataPort.TEXT_SOFTWARE_VERSION, decimal(softwareVersion & 0xFFFFFFFFL));
    }

    private void complete(int item, byte[] otherwise) {
        if (texts[item] == null) {
            texts[item] = otherwise;
        }
    }

    private static byte[] decimal(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        byte[] text = new byte[digits];
        long rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return text;
    }

    /** The UniqueID made at an earlier boot, or a new one: 32 hexadecimal digits. */
    private static byte[] uniqueId(
            KeyValueStore store, LogPort log, byte[] seed, TlvReader reader) {
        StoredRecord record =
                new StoredRecord(store, log, StoreKeys.UNIQUE_ID, RECORD_VERSION, RECORD_CAPACITY);
        int status = record.load(reader);
        if (status == PortStatus.OK) {
            int length =
                    reader.find(TAG_UNIQUE_ID) == CodecStatus.OK && reader.validUtf8()
                            ? reader.utf8(1, MAX_UNIQUE_ID)
                            : CodecStatus.NOT_FOUND;
            if (length > 0) {
                byte[] stored = new byte[length];
                System.arraycopy(reader.array(), reader.dataOffset(), stored, 0, length);
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

    private static int[] present(DeviceDataPort device) {
        byte[] scratch = new byte[MAX_TEXT];
        int count = 0;
        int[] found = new int[ATTRIBUTES.length];
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            int item = optionalTextOf(ATTRIBUTES[i]);
            if (item < 0 || text(device, item, scratch) != null) {
                found[count++] = ATTRIBUTES[i];
            }
        }
        int[] ids = new int[count];
        System.arraycopy(found, 0, ids, 0, count);
        return ids;
    }

    /** A factory text, or null when there is none within the limits of its attribute. */
    private static byte[] text(DeviceDataPort device, int item, byte[] scratch) {
        int length = device.text(item, scratch, 0, maxText(item));
        if (length < minText(item)
                || length > maxText(item)
                || !TlvReader.isUtf8(scratch, 0, length)) {
            return null;
        }
        byte[] text = new byte[length];
        System.arraycopy(scratch, 0, text, 0, length);
        return text;
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
