package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricRecords;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AccessControlEntry;
import org.mattermote.stack.model.AccessControlList;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.AccessControlSpec;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/**
 * Access Control (Matter core 9.10) without extensions and restrictions. A written list is checked
 * as a whole before anything of it is taken.
 *
 * <p>Record of a fabric: structure {0 version, 1 array of AccessControlEntryStruct}.
 */
public final class AccessControlCluster extends Cluster implements FabricRecords {
    private static final int[] ATTRIBUTES = {
        AccessControlSpec.ATTR_ACL,
        AccessControlSpec.ATTR_SUBJECTS_PER_ACCESS_CONTROL_ENTRY,
        AccessControlSpec.ATTR_TARGETS_PER_ACCESS_CONTROL_ENTRY,
        AccessControlSpec.ATTR_ACCESS_CONTROL_ENTRIES_PER_FABRIC,
    };

    private static final int VERSION = 1;
    private static final int MAX_VENDOR_PREFIX = 0xFFF4;
    private static final long CAT_PREFIX = 0xFFFFFFFD00000000L;
    private static final long GROUP_PREFIX = 0xFFFFFFFFFFFF0000L;

    private final AccessControlList list;
    private final FabricTable fabrics;
    private final int perFabric;
    private final EventSink events;
    private final AccessControlEntry[] staged;
    private final AccessControlEntry spare = new AccessControlEntry();
    private final TlvReader reader = new TlvReader();
    private final TlvWriter writer = new TlvWriter();

    /**
     * Registers its records with {@code fabrics}.
     *
     * @param perFabric AccessControlEntriesPerFabric, at least 4; {@code list} has room for as many
     *     of every fabric
     * @param events may be null
     */
    public AccessControlCluster(
            AccessControlList list, FabricTable fabrics, int perFabric, EventSink events) {
        super(new AccessControlSpec(), 0, ATTRIBUTES, null);
        this.list = list;
        this.fabrics = fabrics;
        this.perFabric = perFabric;
        this.events = events;
        this.staged = new AccessControlEntry[perFabric];
        for (int i = 0; i < perFabric; i++) {
            staged[i] = new AccessControlEntry();
        }
        fabrics.addRecords(this);
    }

    /** An operational node id, or a CAT with a version: what may be a subject of CASE. */
    static boolean isCaseSubject(long id) {
        if ((id & 0xFFFFFFFF00000000L) == CAT_PREFIX) {
            return (id & 0xFFFF) != 0;
        }
        return MatterCertificate.isOperationalNodeId(id);
    }

    /** AddNOC's entry: {@code subject} administers everything (Matter core 11.18.6.8). */
    void addAdministrator(int fabricIndex, long subject, long nowMillis) {
        AccessControlEntry entry = list.entries().take();
        if (entry == null) {
            return;
        }
        entry.fabricIndex = fabricIndex;
        entry.privilege = Privilege.ADMINISTER;
        entry.authMode = Subject.AUTH_MODE_CASE;
        entry.subjects[0] = subject;
        entry.subjectCount = 1;
        entry.targetCount = 0;
        event(entry, AccessControlSpec.CHANGE_TYPE_ADDED, null, nowMillis);
        changed(AccessControlSpec.ATTR_ACL);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case AccessControlSpec.ATTR_SUBJECTS_PER_ACCESS_CONTROL_ENTRY:
                out.putUnsigned(in.tag, AccessControlEntry.MAX_SUBJECTS);
                return ImStatus.SUCCESS;
            case AccessControlSpec.ATTR_TARGETS_PER_ACCESS_CONTROL_ENTRY:
                out.putUnsigned(in.tag, AccessControlEntry.MAX_TARGETS);
                return ImStatus.SUCCESS;
            case AccessControlSpec.ATTR_ACCESS_CONTROL_ENTRIES_PER_FABRIC:
                out.putUnsigned(in.tag, perFabric);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        return attribute == AccessControlSpec.ATTR_ACL ? list.entries().capacity() : -1;
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        AccessControlEntry entry = list.entries().at(index);
        if (entry.isTaken() && in.includes(entry.fabricIndex)) {
            put(entry, in.tag, in.maySee(entry.fabricIndex), out);
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != AccessControlSpec.ATTR_ACL) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        int status =
                in.operation == AttributeWrite.APPEND
                        ? append(fabric, in, value)
                        : replace(fabric, in, value);
        if (status == ImStatus.SUCCESS) {
            changed(AccessControlSpec.ATTR_ACL);
            if (fabrics.persist(fabric, this) != FabricStatus.OK) {
                return ImStatus.FAILURE;
            }
        }
        return status;
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        forget(fabricIndex);
    }

    @Override
    public void forget(int fabricIndex) {
        if (list.count(fabricIndex) > 0) {
            list.removeFabric(fabricIndex);
            changed(AccessControlSpec.ATTR_ACL);
        }
    }

    @Override
    public int store(Fabric fabric, KeyValueStore store, byte[] scratch) {
        writer.wrap(scratch, 0, KeyValueStore.MAX_VALUE);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putUnsigned(0, VERSION);
        writer.startArray(1);
        for (int i = 0; i < list.entries().capacity(); i++) {
            AccessControlEntry entry = list.entries().at(i);
            if (entry.isTaken() && entry.fabricIndex == fabric.fabricIndex) {
                put(entry, TlvTag.ANONYMOUS, true, writer);
            }
        }
        writer.endContainer();
        writer.endContainer();
        return RecordStore.put(store, StoreKeys.accessControl(fabric.fabricIndex), writer);
    }

    @Override
    public int erase(int fabricIndex, KeyValueStore store) {
        return RecordStore.remove(store, StoreKeys.accessControl(fabricIndex));
    }

    @Override
    public int load(Fabric fabric, KeyValueStore store, byte[] scratch) {
        forget(fabric.fabricIndex);
        int length =
                store.get(
                        StoreKeys.accessControl(fabric.fabricIndex),
                        scratch,
                        0,
                        KeyValueStore.MAX_VALUE);
        if (length == PortStatus.NONE) {
            return FabricStatus.OK;
        }
        if (length < 0
                || RecordStore.open(reader, scratch, length, VERSION) != FabricStatus.OK
                || reader.find(1) != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        int count = parseList(reader);
        if (count < 0) {
            return FabricStatus.DAMAGED;
        }
        for (int i = 0; i < count; i++) {
            if (!add(fabric.fabricIndex, staged[i])) {
                return FabricStatus.DAMAGED;
            }
        }
        return FabricStatus.OK;
    }

    private int replace(Fabric fabric, AttributeWrite in, TlvReader value) {
        int count = parseList(value);
        if (count < 0) {
            return -count;
        }
        int index = fabric.fabricIndex;
        int slot = next(index, -1);
        for (int i = 0; i < count; i++) {
            staged[i].fabricIndex = index;
            if (slot >= 0) {
                event(staged[i], AccessControlSpec.CHANGE_TYPE_CHANGED, in.subject, in.nowMillis);
                slot = next(index, slot);
            } else {
                event(staged[i], AccessControlSpec.CHANGE_TYPE_ADDED, in.subject, in.nowMillis);
            }
        }
        while (slot >= 0) {
            event(
                    list.entries().at(slot),
                    AccessControlSpec.CHANGE_TYPE_REMOVED,
                    in.subject,
                    in.nowMillis);
            slot = next(index, slot);
        }
        list.removeFabric(index);
        for (int i = 0; i < count; i++) {
            add(index, staged[i]);
        }
        return ImStatus.SUCCESS;
    }

    private int append(Fabric fabric, AttributeWrite in, TlvReader value) {
        if (list.count(fabric.fabricIndex) >= perFabric) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        int status = parse(value, staged[0]);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        if (!add(fabric.fabricIndex, staged[0])) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        staged[0].fabricIndex = fabric.fabricIndex;
        event(staged[0], AccessControlSpec.CHANGE_TYPE_ADDED, in.subject, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    /** Next slot behind {@code after} with an entry of the fabric, or −1. */
    private int next(int fabricIndex, int after) {
        for (int i = after + 1; i < list.entries().capacity(); i++) {
            AccessControlEntry entry = list.entries().at(i);
            if (entry.isTaken() && entry.fabricIndex == fabricIndex) {
                return i;
            }
        }
        return -1;
    }

    /** Puts an entry behind the others of its fabric. */
    private boolean add(int fabricIndex, AccessControlEntry from) {
        AccessControlEntry entry = list.entries().take();
        if (entry == null) {
            return false;
        }
        entry.set(from);
        entry.fabricIndex = fabricIndex;
        // A slot that another fabric left may lie before own ones.
        int slot = next(fabricIndex, entry.index());
        while (slot >= 0) {
            AccessControlEntry later = list.entries().at(slot);
            spare.set(later);
            later.set(entry);
            entry.set(spare);
            entry = later;
            slot = next(fabricIndex, slot);
        }
        return true;
    }

    /** Parses an array into {@link #staged}: how many, or the negated status. */
    private int parseList(TlvReader value) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return -ImStatus.INVALID_DATA_TYPE;
        }
        int count = 0;
        int status = value.next();
        while (status == CodecStatus.OK) {
            if (count == perFabric) {
                return -ImStatus.RESOURCE_EXHAUSTED;
            }
            int entry = parse(value, staged[count]);
            if (entry != ImStatus.SUCCESS) {
                return -entry;
            }
            count++;
            status = value.next();
        }
        if (status != CodecStatus.END || value.exit() != CodecStatus.OK) {
            return -ImStatus.INVALID_DATA_TYPE;
        }
        return count;
    }

    /** Parses and checks the entry {@code value} stands on, and leaves it; an ImStatus. */
    private int parse(TlvReader value, AccessControlEntry entry) {
        entry.privilege = 0;
        entry.authMode = 0;
        entry.subjectCount = 0;
        entry.targetCount = 0;
        if (value.type() != TlvType.STRUCT || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int walk = value.next();
        while (walk == CodecStatus.OK) {
            int status = member(value, entry);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            walk = value.next();
        }
        if (walk != CodecStatus.END || value.exit() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        return check(entry);
    }

    private static int member(TlvReader value, AccessControlEntry entry) {
        switch (value.tag()) {
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_PRIVILEGE:
                entry.privilege = value.u8();
                return numberStatus(entry.privilege);
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_AUTH_MODE:
                entry.authMode = value.u8();
                return numberStatus(entry.authMode);
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_SUBJECTS:
                return value.isNull() ? ImStatus.SUCCESS : subjects(value, entry);
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_TARGETS:
                return value.isNull() ? ImStatus.SUCCESS : targets(value, entry);
            default:
                // The fabric index of a written entry does not count.
                return ImStatus.SUCCESS;
        }
    }

    private static int numberStatus(int value) {
        return value >= 0 ? ImStatus.SUCCESS : CommandFields.writeStatus(value);
    }

    private static int subjects(TlvReader value, AccessControlEntry entry) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        entry.subjectCount = 0;
        int status = value.next();
        while (status == CodecStatus.OK) {
            if (value.readU64() != CodecStatus.OK) {
                return ImStatus.INVALID_DATA_TYPE;
            }
            if (entry.subjectCount == AccessControlEntry.MAX_SUBJECTS) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            entry.subjects[entry.subjectCount++] = value.value();
            status = value.next();
        }
        return status == CodecStatus.END && value.exit() == CodecStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.INVALID_DATA_TYPE;
    }

    private static int targets(TlvReader value, AccessControlEntry entry) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        entry.targetCount = 0;
        int status = value.next();
        while (status == CodecStatus.OK) {
            if (entry.targetCount == AccessControlEntry.MAX_TARGETS) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            int target = target(value, entry, entry.targetCount);
            if (target != ImStatus.SUCCESS) {
                return target;
            }
            entry.targetCount++;
            status = value.next();
        }
        return status == CodecStatus.END && value.exit() == CodecStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.INVALID_DATA_TYPE;
    }

    private static int target(TlvReader value, AccessControlEntry entry, int at) {
        int any = AccessControlEntry.ANY;
        entry.targetCluster[at] = any;
        entry.targetEndpoint[at] = any;
        entry.targetDeviceType[at] = any;
        if (value.type() != TlvType.STRUCT || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int status = value.next();
        while (status == CodecStatus.OK) {
            if (!value.isNull()) {
                int member = targetMember(value, entry, at);
                if (member != ImStatus.SUCCESS) {
                    return member;
                }
            }
            status = value.next();
        }
        if (status != CodecStatus.END || value.exit() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        boolean endpoint = entry.targetEndpoint[at] != any;
        boolean deviceType = entry.targetDeviceType[at] != any;
        return endpoint && deviceType || !endpoint && !deviceType && entry.targetCluster[at] == any
                ? ImStatus.CONSTRAINT_ERROR
                : ImStatus.SUCCESS;
    }

    private static int targetMember(TlvReader value, AccessControlEntry entry, int at) {
        long id = value.u32();
        switch (value.tag()) {
            case AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_CLUSTER:
                if (id < 0 || !isClusterId((int) id)) {
                    break;
                }
                entry.targetCluster[at] = (int) id;
                return ImStatus.SUCCESS;
            case AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_ENDPOINT:
                if (id < 0 || id > 0xFFFE) {
                    break;
                }
                entry.targetEndpoint[at] = (int) id;
                return ImStatus.SUCCESS;
            case AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_DEVICE_TYPE:
                if (id < 0 || (id & 0xFFFF) > 0xBFFF || id >>> 16 > MAX_VENDOR_PREFIX) {
                    break;
                }
                entry.targetDeviceType[at] = (int) id;
                return ImStatus.SUCCESS;
            default:
                return ImStatus.SUCCESS;
        }
        return id == CodecStatus.WRONG_TYPE
                ? ImStatus.INVALID_DATA_TYPE
                : ImStatus.CONSTRAINT_ERROR;
    }

    /** Standard clusters are 0x0000 to 0x7FFF, a manufacturer's 0xFC00 to 0xFFFE (7.18.2.14). */
    private static boolean isClusterId(int id) {
        int prefix = id >>> 16;
        int suffix = id & 0xFFFF;
        return prefix == 0
                ? suffix <= 0x7FFF
                : prefix <= MAX_VENDOR_PREFIX && suffix >= 0xFC00 && suffix <= 0xFFFE;
    }

    private static int check(AccessControlEntry entry) {
        if (entry.privilege < Privilege.VIEW || entry.privilege > Privilege.ADMINISTER) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        boolean group = entry.authMode == Subject.AUTH_MODE_GROUP;
        if (!group && entry.authMode != Subject.AUTH_MODE_CASE
                || group && entry.privilege == Privilege.ADMINISTER) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        for (int i = 0; i < entry.subjectCount; i++) {
            long id = entry.subjects[i];
            if (group ? !isGroupSubject(id) : !isCaseSubject(id)) {
                return ImStatus.CONSTRAINT_ERROR;
            }
        }
        return ImStatus.SUCCESS;
    }

    /** A group id, as such or in the form of a group node id. */
    private static boolean isGroupSubject(long id) {
        long prefix = id & GROUP_PREFIX;
        return (id & 0xFFFF) != 0 && (prefix == 0 || prefix == GROUP_PREFIX);
    }

    private static void put(AccessControlEntry entry, int tag, boolean all, TlvWriter out) {
        out.startStruct(tag);
        if (all) {
            out.putUnsigned(
                    AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_PRIVILEGE, entry.privilege);
            out.putUnsigned(
                    AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_AUTH_MODE, entry.authMode);
            putSubjects(entry, out);
            putTargets(entry, out);
        }
        out.putUnsigned(
                AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_FABRIC_INDEX, entry.fabricIndex);
        out.endContainer();
    }

    private static void putSubjects(AccessControlEntry entry, TlvWriter out) {
        if (entry.subjectCount == 0) {
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_SUBJECTS);
            return;
        }
        out.startArray(AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_SUBJECTS);
        for (int i = 0; i < entry.subjectCount; i++) {
            out.putUnsigned(TlvTag.ANONYMOUS, entry.subjects[i]);
        }
        out.endContainer();
    }

    private static void putTargets(AccessControlEntry entry, TlvWriter out) {
        if (entry.targetCount == 0) {
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_TARGETS);
            return;
        }
        out.startArray(AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_TARGETS);
        for (int i = 0; i < entry.targetCount; i++) {
            out.startStruct(TlvTag.ANONYMOUS);
            putTarget(
                    AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_CLUSTER,
                    entry.targetCluster[i],
                    out);
            putTarget(
                    AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_ENDPOINT,
                    entry.targetEndpoint[i],
                    out);
            putTarget(
                    AccessControlSpec.ACCESS_CONTROL_TARGET_STRUCT_DEVICE_TYPE,
                    entry.targetDeviceType[i],
                    out);
            out.endContainer();
        }
        out.endContainer();
    }

    private static void putTarget(int tag, int id, TlvWriter out) {
        if (id == AccessControlEntry.ANY) {
            out.putNull(tag);
        } else {
            out.putUnsigned(tag, id & 0xFFFFFFFFL);
        }
    }

    /** AccessControlEntryChanged; {@code by} null stands for AddNOC. */
    private void event(AccessControlEntry entry, int changeType, Subject by, long nowMillis) {
        if (events == null) {
            return;
        }
        TlvWriter out =
                events.begin(
                        this,
                        AccessControlSpec.EVENT_ACCESS_CONTROL_ENTRY_CHANGED,
                        entry.fabricIndex);
        if (by != null && by.authMode == Subject.AUTH_MODE_CASE) {
            out.putUnsigned(
                    AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_NODE_ID, by.nodeId);
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_PASSCODE_ID);
        } else {
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_NODE_ID);
            out.putUnsigned(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_PASSCODE_ID, 0);
        }
        out.putUnsigned(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_CHANGE_TYPE, changeType);
        put(entry, AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_LATEST_VALUE, true, out);
        out.putUnsigned(
                AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_FABRIC_INDEX, entry.fabricIndex);
        events.commit(nowMillis);
    }
}
