package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
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
import org.mattermote.stack.mem.Scratch;
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
 * Access Control (Matter core 9.10) with extensions, without restrictions. A written list is
 * checked as a whole before anything of it is taken.
 *
 * <p>Record of a fabric: structure {0 version, 1 array of AccessControlEntryStruct}.
 */
public final class AccessControlCluster extends Cluster implements FabricRecords {
    private static final int[] ATTRIBUTES = {
        AccessControlSpec.ATTR_ACL,
        AccessControlSpec.ATTR_EXTENSION,
        AccessControlSpec.ATTR_SUBJECTS_PER_ACCESS_CONTROL_ENTRY,
        AccessControlSpec.ATTR_TARGETS_PER_ACCESS_CONTROL_ENTRY,
        AccessControlSpec.ATTR_ACCESS_CONTROL_ENTRIES_PER_FABRIC,
    };

    private static final int[] EVENTS = {
        AccessControlSpec.EVENT_ACCESS_CONTROL_ENTRY_CHANGED,
        AccessControlSpec.EVENT_ACCESS_CONTROL_EXTENSION_CHANGED,
    };

    private static final int VERSION = 1;

    private final AccessControlList list;
    private final AccessControlExtensions extensions;
    private final FabricTable fabrics;
    private final int perFabric;
    private final EventSink events;

    /** The one that is being parsed, written or told of. */
    private final AccessControlEntry entry = new AccessControlEntry();

    private final AccessControlEntryCodec codec = new AccessControlEntryCodec(entry);

    /** For the first pass over a list. */
    private final TlvReader reader;

    private final Scratch scratch;

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
        super(new AccessControlSpec(), AccessControlSpec.FEATURE_EXTENSION, ATTRIBUTES, null);
        this.list = list;
        this.fabrics = fabrics;
        this.perFabric = perFabric;
        this.events = events;
        this.reader = workspace.reader;
        this.scratch = workspace.scratch;
        fabrics.addRecords(this);
        extensions = new AccessControlExtensions(fabrics, workspace.records);
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
        if (attribute == AccessControlSpec.ATTR_EXTENSION) {
            return fabrics.capacity();
        }
        return attribute == AccessControlSpec.ATTR_ACL ? list.inUse() : -1;
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        if (attribute == AccessControlSpec.ATTR_EXTENSION) {
            readExtension(fabrics.at(index), in, out);
            return ImStatus.SUCCESS;
        }
        int fabricIndex = list.fabricIndex(index);
        if (in.includes(fabricIndex)) {
            list.read(index, entry);
            codec.put(in.tag, in.maySee(fabricIndex), out);
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (attribute == AccessControlSpec.ATTR_EXTENSION) {
            return writeExtension(fabric, in, value);
        }
        if (attribute != AccessControlSpec.ATTR_ACL) {
            return ImStatus.UNSUPPORTED_WRITE;
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
            codec.put(TlvTag.ANONYMOUS, true, writer);
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
            codec.parse(record, fabric.fabricIndex);
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
            codec.parse(value, fabricIndex);
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
        int status = codec.parse(value, fabric.fabricIndex);
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
            int status = codec.parse(reader, fabricIndex);
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

    private void readExtension(Fabric fabric, AttributeRead in, TlvWriter out) {
        if (!fabric.isTaken() || !in.includes(fabric.fabricIndex)) {
            return;
        }
        int at = scratch.take(AccessControlExtensions.MAX_LENGTH);
        int length = extensions.read(fabric, scratch.bytes, at);
        if (length > 0) {
            putExtension(fabric, in.tag, at, in.maySee(fabric.fabricIndex) ? length : 0, out);
        }
        scratch.release(at);
    }

    private int writeExtension(Fabric fabric, AttributeWrite in, TlvReader value) {
        int old = scratch.take(AccessControlExtensions.MAX_LENGTH);
        int before = extensions.read(fabric, scratch.bytes, old);
        int status =
                in.operation == AttributeWrite.APPEND
                        ? extensions.append(fabric, before > 0, value, reader)
                        : extensions.replace(fabric, value, reader);
        if (status == ImStatus.SUCCESS) {
            extensionChanged(fabric, before, old, in);
        }
        scratch.release(old);
        return status;
    }

    /** AccessControlExtensionChanged, unless there was nothing and is nothing. */
    private void extensionChanged(Fabric fabric, int before, int old, AttributeWrite in) {
        int now = scratch.take(AccessControlExtensions.MAX_LENGTH);
        int after = extensions.read(fabric, scratch.bytes, now);
        if (before > 0 || after > 0) {
            changed(AccessControlSpec.ATTR_EXTENSION);
            if (after == 0) {
                event(AccessControlSpec.CHANGE_TYPE_REMOVED, fabric, old, before, in);
            } else if (before == 0) {
                event(AccessControlSpec.CHANGE_TYPE_ADDED, fabric, now, after, in);
            } else {
                event(AccessControlSpec.CHANGE_TYPE_CHANGED, fabric, now, after, in);
            }
        }
        scratch.release(now);
    }

    private void event(int changeType, Fabric fabric, int at, int length, AttributeWrite in) {
        if (events == null) {
            return;
        }
        TlvWriter out =
                events.begin(
                        this,
                        AccessControlSpec.EVENT_ACCESS_CONTROL_EXTENSION_CHANGED,
                        fabric.fabricIndex);
        putChange(changeType, in.subject, out);
        putExtension(
                fabric,
                AccessControlSpec.ACCESS_CONTROL_EXTENSION_CHANGED_LATEST_VALUE,
                at,
                length,
                out);
        out.putUnsigned(
                AccessControlSpec.ACCESS_CONTROL_EXTENSION_CHANGED_FABRIC_INDEX,
                fabric.fabricIndex);
        events.commit(in.nowMillis);
    }

    /** The extension stands in the scratch; without bytes only what other fabrics may see. */
    private void putExtension(Fabric fabric, int tag, int at, int length, TlvWriter out) {
        out.startStruct(tag);
        if (length > 0) {
            out.putBytes(
                    AccessControlSpec.ACCESS_CONTROL_EXTENSION_STRUCT_DATA,
                    scratch.bytes,
                    at,
                    length);
        }
        out.putUnsigned(
                AccessControlSpec.ACCESS_CONTROL_EXTENSION_STRUCT_FABRIC_INDEX, fabric.fabricIndex);
        out.endContainer();
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
        putChange(changeType, by, out);
        codec.put(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_LATEST_VALUE, true, out);
        out.putUnsigned(
                AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_FABRIC_INDEX, entry.fabricIndex);
        events.commit(nowMillis);
    }

    /**
     * Who did what, as both events tell it: either by a node id, or over a commissioning session.
     */
    private static void putChange(int changeType, Subject by, TlvWriter out) {
        if (by.authMode == Subject.AUTH_MODE_CASE) {
            out.putUnsigned(
                    AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_NODE_ID, by.nodeId);
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_PASSCODE_ID);
        } else {
            out.putNull(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_NODE_ID);
            out.putUnsigned(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_ADMIN_PASSCODE_ID, 0);
        }
        out.putUnsigned(AccessControlSpec.ACCESS_CONTROL_ENTRY_CHANGED_CHANGE_TYPE, changeType);
    }
}
