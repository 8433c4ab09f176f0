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

    private static final int[] EVENTS = {AccessControlSpec.EVENT_ACCESS_CONTROL_ENTRY_CHANGED};

    private static final int VERSION = 1;
    private static final int MAX_VENDOR_PREFIX = 0xFFF4;
    private static final long CAT_PREFIX = 0xFFFFFFFD00000000L;
    private static final long GROUP_PREFIX = 0xFFFFFFFFFFFF0000L;

    private final AccessControlList list;
    private final FabricTable fabrics;
    private final int perFabric;
    private final EventSink events;

    /** The one that is being parsed, written or told of. */
    private final AccessControlEntry entry = new AccessControlEntry();

    /** For the first pass over a list. */
    private final TlvReader reader;

    /**
     * Registers its records with {@code fabrics}.
     *
     * @param perFabric AccessControlEntriesPerFabric, at least 4; {@code list} has room for as many
     *     of every fabric
     * @param events may be null
     */
    public AccessControlCluster(
            AccessControlList list,
            FabricTable fabrics,
            int perFabric,
            EventSink events,
            ClusterWorkspace workspace) {
        super(new AccessControlSpec(), 0, ATTRIBUTES, null);
        this.list = list;
        this.fabrics = fabrics;
        this.perFabric = perFabric;
        this.events = events;
        this.reader = workspace.reader;
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
    void addAdministrator(int fabricIndex, long subject, Subject by, long nowMillis) {
        entry.clear();
        entry.fabricIndex = fabricIndex;
        entry.privilege = Privilege.ADMINISTER;
        entry.authMode = Subject.AUTH_MODE_CASE;
        entry.subjects[0] = subject;
        entry.subjectCount = 1;
        if (list.add(entry)) {
            event(AccessControlSpec.CHANGE_TYPE_ADDED, by, nowMillis);
            changed(AccessControlSpec.ATTR_ACL);
        }
    }

    @Override
    public int[] events() {
        return EVENTS;
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
        return attribute == AccessControlSpec.ATTR_ACL ? list.inUse() : -1;
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        int fabricIndex = list.fabricIndex(index);
        if (in.includes(fabricIndex)) {
            list.read(index, entry);
            put(in.tag, in.maySee(fabricIndex), out);
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
        }
        return status;
    }

    @Override
    public int listWritten(int attribute, AttributeWrite in) {
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        return fabric != null && fabrics.persist(fabric, this) == FabricStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.FAILURE;
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
    public int store(Fabric fabric, RecordStore records) {
        TlvWriter writer = records.startRecord(VERSION);
        writer.startArray(1);
        int index = next(fabric.fabricIndex, -1);
        while (index >= 0) {
            list.read(index, entry);
            put(TlvTag.ANONYMOUS, true, writer);
            index = next(fabric.fabricIndex, index);
        }
        writer.endContainer();
        return records.put(StoreKeys.accessControl(fabric.fabricIndex));
    }

    @Override
    public int erase(int fabricIndex, RecordStore records) {
        return records.remove(StoreKeys.accessControl(fabricIndex));
    }

    @Override
    public int load(Fabric fabric, RecordStore records) {
        forget(fabric.fabricIndex);
        int found = records.open(StoreKeys.accessControl(fabric.fabricIndex), VERSION);
        if (found == PortStatus.NONE) {
            return FabricStatus.OK;
        }
        TlvReader record = records.reader();
        if (found != PortStatus.OK || record.find(1) != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        reader.copyFrom(record);
        if (checkList(fabric.fabricIndex) != ImStatus.SUCCESS) {
            return FabricStatus.DAMAGED;
        }
        record.enter();
        while (record.next() == CodecStatus.OK) {
            parse(record, fabric.fabricIndex);
            list.add(entry);
        }
        return FabricStatus.OK;
    }

    /** New entries take the places of old ones one by one, and so the events tell it. */
    private int replace(Fabric fabric, AttributeWrite in, TlvReader value) {
        int fabricIndex = fabric.fabricIndex;
        reader.copyFrom(value);
        int status = checkList(fabricIndex);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        int place = next(fabricIndex, -1);
        value.enter();
        while (value.next() == CodecStatus.OK) {
            parse(value, fabricIndex);
            if (place >= 0) {
                list.replace(place, entry);
                event(AccessControlSpec.CHANGE_TYPE_CHANGED, in.subject, in.nowMillis);
                place = next(fabricIndex, place);
            } else {
                list.add(entry);
                event(AccessControlSpec.CHANGE_TYPE_ADDED, in.subject, in.nowMillis);
            }
        }
        while (place >= 0) {
            list.read(place, entry);
            list.remove(place);
            event(AccessControlSpec.CHANGE_TYPE_REMOVED, in.subject, in.nowMillis);
            place = next(fabricIndex, place - 1);
        }
        return ImStatus.SUCCESS;
    }

    private int append(Fabric fabric, AttributeWrite in, TlvReader value) {
        if (list.count(fabric.fabricIndex) >= perFabric) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        int status = parse(value, fabric.fabricIndex);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        if (!list.add(entry)) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        event(AccessControlSpec.CHANGE_TYPE_ADDED, in.subject, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    /** The fabric's next entry behind place {@code after}, or −1. */
    private int next(int fabricIndex, int after) {
        for (int i = after + 1; i < list.inUse(); i++) {
            if (list.fabricIndex(i) == fabricIndex) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the array at {@link #reader} may become the fabric's list; an ImStatus. */
    private int checkList(int fabricIndex) {
        if (reader.type() != TlvType.ARRAY || reader.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int count = 0;
        int walk = reader.next();
        while (walk == CodecStatus.OK) {
            if (count == perFabric) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            int status = parse(reader, fabricIndex);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            count++;
            walk = reader.next();
        }
        if (walk != CodecStatus.END || reader.exit() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        return list.inUse() - list.count(fabricIndex) + count > list.capacity()
                ? ImStatus.RESOURCE_EXHAUSTED
                : ImStatus.SUCCESS;
    }

    /**
     * Parses the entry {@code value} stands on into {@link #entry}, checks it and leaves it behind;
     * an ImStatus.
     */
    private int parse(TlvReader value, int fabricIndex) {
        entry.clear();
        entry.fabricIndex = fabricIndex;
        if (value.type() != TlvType.STRUCT || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int walk = value.next();
        while (walk == CodecStatus.OK) {
            int status = member(value);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            walk = value.next();
        }
        if (walk != CodecStatus.END || value.exit() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        return check();
    }

    private int member(TlvReader value) {
        switch (value.tag()) {
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_PRIVILEGE:
                entry.privilege = value.u8();
                return numberStatus(entry.privilege);
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_AUTH_MODE:
                entry.authMode = value.u8();
                return numberStatus(entry.authMode);
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_SUBJECTS:
                return value.isNull() ? ImStatus.SUCCESS : subjects(value);
            case AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_TARGETS:
                return value.isNull() ? ImStatus.SUCCESS : targets(value);
            default:
                // The fabric index of a written entry does not count.
                return ImStatus.SUCCESS;
        }
    }

    private static int numberStatus(int value) {
        return value >= 0 ? ImStatus.SUCCESS : CommandFields.writeStatus(value);
    }

    private int subjects(TlvReader value) {
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

    private int targets(TlvReader value) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        entry.targetCount = 0;
        int status = value.next();
        while (status == CodecStatus.OK) {
            if (entry.targetCount == AccessControlEntry.MAX_TARGETS) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            int target = target(value, entry.targetCount);
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

    private int target(TlvReader value, int at) {
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
                int member = targetMember(value, at);
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

    private int targetMember(TlvReader value, int at) {
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

    private int check() {
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

    private void put(int tag, boolean all, TlvWriter out) {
        out.startStruct(tag);
        if (all) {
            out.putUnsigned(
                    AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_PRIVILEGE, entry.privilege);
            out.putUnsigned(
                    AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_AUTH_MODE, entry.authMode);
            putSubjects(out);
            putTargets(out);
        }
        out.putUnsigned(
                AccessControlSpec.ACCESS_CONTROL_ENTRY_STRUCT_FABRIC_INDEX, entry.fabricIndex);
        out.endContainer();
    }

    private void putSubjects(TlvWriter out) {
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

    private void putTargets(TlvWriter out) {
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

    /** AccessControlEntryChanged with {@link #entry}. */
    private void event(int changeType, Subject by, long nowMillis) {
        if (events == null) {
            return;
        }
        TlvWriter out =
                events.begin(
                        this,
                        AccessControlSpec.EVENT_ACCESS_CONTROL_ENTRY_CHANGED,
                        entry.fabricIndex);
        if (by.authMode == Subject.AUTH_MODE_CASE) {
            out.putUnsigned(
                    AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_NODE_ID, by.nodeId);
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_PASSCODE_ID);
        } else {
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_NODE_ID);
            out.putUnsigned(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_PASSCODE_ID, 0);
        }
        out.putUnsigned(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_CHANGE_TYPE, changeType);
        put(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_LATEST_VALUE, true, out);
        out.putUnsigned(
                AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_FABRIC_INDEX, entry.fabricIndex);
        events.commit(nowMillis);
    }
}
