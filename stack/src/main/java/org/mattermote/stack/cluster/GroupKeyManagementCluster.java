package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.GroupKeyMap;
import org.mattermote.stack.fabric.GroupKeySet;
import org.mattermote.stack.fabric.GroupKeys;
import org.mattermote.stack.fabric.GroupTable;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GroupKeyManagementSpec;

/** Group Key Management (Matter core 11.2). Epoch keys are never shown. */
public final class GroupKeyManagementCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP,
        GroupKeyManagementSpec.ATTR_GROUP_TABLE,
        GroupKeyManagementSpec.ATTR_MAX_GROUPS_PER_FABRIC,
        GroupKeyManagementSpec.ATTR_MAX_GROUP_KEYS_PER_FABRIC,
    };

    private static final int[] COMMANDS = {
        GroupKeyManagementSpec.CMD_KEY_SET_WRITE,
        GroupKeyManagementSpec.CMD_KEY_SET_READ,
        GroupKeyManagementSpec.CMD_KEY_SET_REMOVE,
        GroupKeyManagementSpec.CMD_KEY_SET_READ_ALL_INDICES,
    };

    private static final int FIRST_KEY = GroupKeyManagementSpec.GROUP_KEY_SET_STRUCT_EPOCH_KEY0;
    private static final int KEY = GroupKeySet.KEY_LENGTH;

    private final FabricTable fabrics;
    private final GroupKeys keys;
    private final GroupKeyMap map;
    private final GroupTable groups;
    private final FieldTable fields;
    private final TlvReader inner;
    private final Scratch scratch;
    private final long[] startTimes = new long[GroupKeySet.MAX_KEYS];
    private final int[] stagedGroups;
    private final int[] stagedKeySets;

    /** All three tables are among the records of {@code fabrics}. */
    public GroupKeyManagementCluster(
            FabricTable fabrics,
            GroupKeys keys,
            GroupKeyMap map,
            GroupTable groups,
            ClusterWorkspace workspace) {
        super(new GroupKeyManagementSpec(), 0, ATTRIBUTES, COMMANDS);
        this.fabrics = fabrics;
        this.keys = keys;
        this.map = map;
        this.groups = groups;
        this.fields = workspace.fields;
        this.inner = workspace.reader;
        this.scratch = workspace.scratch;
        this.stagedGroups = new int[map.perFabric()];
        this.stagedKeySets = new int[map.perFabric()];
    }

    /** The node synchronises message counters: feature CacheAndSync. */
    public void useCacheAndSync() {
        addFeatures(GroupKeyManagementSpec.FEATURE_CACHE_AND_SYNC);
    }

    /** A Groups cluster changed what attribute GroupTable shows. */
    public void groupTableChanged() {
        changed(GroupKeyManagementSpec.ATTR_GROUP_TABLE);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case GroupKeyManagementSpec.ATTR_MAX_GROUPS_PER_FABRIC:
                out.putUnsigned(in.tag, map.perFabric());
                return ImStatus.SUCCESS;
            case GroupKeyManagementSpec.ATTR_MAX_GROUP_KEYS_PER_FABRIC:
                out.putUnsigned(in.tag, keys.perFabric());
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        switch (attribute) {
            case GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP:
                return map.size();
            case GroupKeyManagementSpec.ATTR_GROUP_TABLE:
                return groups.capacity();
            default:
                return -1;
        }
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        if (attribute == GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP) {
            if (index < map.size() && in.includes(map.fabricIndex(index))) {
                readMapping(index, in, out);
            }
            return ImStatus.SUCCESS;
        }
        if (groups.isTaken(index) && in.includes(groups.fabricIndex(index))) {
            readGroup(index, in, out);
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        int status =
                in.operation == AttributeWrite.APPEND
                        ? append(fabric.fabricIndex, value)
                        : replace(fabric.fabricIndex, value);
        if (status == ImStatus.SUCCESS) {
            changed(GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP);
        }
        return status;
    }

    @Override
    public int listWritten(int attribute, AttributeWrite in) {
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        return fabric != null && fabrics.persist(fabric, map) == FabricStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.FAILURE;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        switch (command) {
            case GroupKeyManagementSpec.CMD_KEY_SET_WRITE:
                return keySetWrite(fabric);
            case GroupKeyManagementSpec.CMD_KEY_SET_READ:
                return keySetRead(fabric, in);
            case GroupKeyManagementSpec.CMD_KEY_SET_REMOVE:
                return keySetRemove(fabric);
            case GroupKeyManagementSpec.CMD_KEY_SET_READ_ALL_INDICES:
                return keySetReadAllIndices(fabric, in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        changed(GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP);
        changed(GroupKeyManagementSpec.ATTR_GROUP_TABLE);
    }

    private void readMapping(int index, AttributeRead in, TlvWriter out) {
        out.startStruct(in.tag);
        out.putUnsigned(GroupKeyManagementSpec.GROUP_KEY_MAP_STRUCT_GROUP_ID, map.groupId(index));
        out.putUnsigned(
                GroupKeyManagementSpec.GROUP_KEY_MAP_STRUCT_GROUP_KEY_SET_ID, map.keySetId(index));
        out.putUnsigned(
                GroupKeyManagementSpec.GROUP_KEY_MAP_STRUCT_FABRIC_INDEX, map.fabricIndex(index));
        out.endContainer();
    }

    private void readGroup(int place, AttributeRead in, TlvWriter out) {
        out.startStruct(in.tag);
        out.putUnsigned(
                GroupKeyManagementSpec.GROUP_INFO_MAP_STRUCT_GROUP_ID, groups.groupId(place));
        out.startArray(GroupKeyManagementSpec.GROUP_INFO_MAP_STRUCT_ENDPOINTS);
        for (int i = 0; i < groups.endpointCount(place); i++) {
            out.putUnsigned(TlvTag.ANONYMOUS, groups.endpoint(place, i));
        }
        out.endContainer();
        out.putUtf8(
                GroupKeyManagementSpec.GROUP_INFO_MAP_STRUCT_GROUP_NAME,
                groups.names(),
                groups.nameOffset(place),
                groups.nameLength(place));
        out.putUnsigned(
                GroupKeyManagementSpec.GROUP_INFO_MAP_STRUCT_FABRIC_INDEX,
                groups.fabricIndex(place));
        out.endContainer();
    }

    private int replace(int fabricIndex, TlvReader value) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int count = 0;
        int walk = value.next();
        while (walk == CodecStatus.OK) {
            if (count == stagedGroups.length) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            int status = mapping(value, count);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            count++;
            walk = value.next();
        }
        if (walk != CodecStatus.END) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        map.forget(fabricIndex);
        for (int i = 0; i < count; i++) {
            map.add(fabricIndex, stagedGroups[i], stagedKeySets[i]);
        }
        return ImStatus.SUCCESS;
    }

    private int append(int fabricIndex, TlvReader value) {
        int status = mapping(value, 0);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        switch (map.add(fabricIndex, stagedGroups[0], stagedKeySets[0])) {
            case FabricStatus.OK:
                return ImStatus.SUCCESS;
            case FabricStatus.TABLE_FULL:
                return ImStatus.RESOURCE_EXHAUSTED;
            default:
                return ImStatus.CONSTRAINT_ERROR;
        }
    }

    /** Takes the entry {@code value} stands on into place {@code at} of the staged ones. */
    private int mapping(TlvReader value, int at) {
        if (fields.collect(value) != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int group = fields.unsigned(GroupKeyManagementSpec.GROUP_KEY_MAP_STRUCT_GROUP_ID, 0xFFFF);
        int set =
                fields.unsigned(
                        GroupKeyManagementSpec.GROUP_KEY_MAP_STRUCT_GROUP_KEY_SET_ID, 0xFFFF);
        if (isUnusable(group) || isUnusable(set)) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        // Key set 0 is the IPK's, which protects no group.
        if (group <= 0 || set <= 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        for (int i = 0; i < at; i++) {
            if (stagedGroups[i] == group) {
                return ImStatus.CONSTRAINT_ERROR;
            }
        }
        stagedGroups[at] = group;
        stagedKeySets[at] = set;
        return ImStatus.SUCCESS;
    }

    private int keySetWrite(Fabric fabric) {
        if (!fields.open(GroupKeyManagementSpec.KEY_SET_WRITE_GROUP_KEY_SET, inner)
                || fields.collect(inner) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int id =
                fields.unsigned(
                        GroupKeyManagementSpec.GROUP_KEY_SET_STRUCT_GROUP_KEY_SET_ID, 0xFFFF);
        int policy =
                fields.unsigned(
                        GroupKeyManagementSpec.GROUP_KEY_SET_STRUCT_GROUP_KEY_SECURITY_POLICY,
                        GroupKeySet.POLICY_CACHE_AND_SYNC);
        if (isUnusable(id) || isUnusable(policy)) {
            return ImStatus.INVALID_COMMAND;
        }
        int epochKeys = scratch.take(GroupKeySet.MAX_KEYS * KEY);
        int count = takeEpochKeys(epochKeys);
        int status = count < 0 ? -count : write(fabric, id, policy, count, epochKeys);
        scratch.release(epochKeys);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        return fabrics.persist(fabric, keys) == FabricStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.FAILURE;
    }

    private int write(Fabric fabric, int id, int policy, int count, int epochKeys) {
        if (id < 0 || policy < 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (policy == GroupKeySet.POLICY_CACHE_AND_SYNC
                && (featureMap() & GroupKeyManagementSpec.FEATURE_CACHE_AND_SYNC) == 0) {
            return ImStatus.INVALID_COMMAND;
        }
        return keys.write(fabric, id, policy, count, scratch.bytes, epochKeys, startTimes)
                        == FabricStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.RESOURCE_EXHAUSTED;
    }

    /**
     * Takes in the start times, and the keys into the scratch from {@code at} on: how many, or the
     * negated status.
     */
    private int takeEpochKeys(int at) {
        // A first key that is null or starts at 0 comes before any other flaw.
        if (!fields.hasValue(FIRST_KEY)
                || fields.u64(FIRST_KEY + 1) != CodecStatus.OK
                || fields.value(FIRST_KEY + 1) == 0) {
            return -ImStatus.INVALID_COMMAND;
        }
        int count = 0;
        for (int i = 0; i < GroupKeySet.MAX_KEYS; i++) {
            int keyTag = FIRST_KEY + 2 * i;
            if (fields.hasValue(keyTag) || fields.hasValue(keyTag + 1)) {
                int status = i == count ? takeEpochKey(i, at + i * KEY) : ImStatus.INVALID_COMMAND;
                if (status != ImStatus.SUCCESS) {
                    return -status;
                }
                count++;
            }
        }
        return count;
    }

    /** Takes in key {@code i} with its start time, which is later than that of the key before. */
    private int takeEpochKey(int i, int at) {
        int keyTag = FIRST_KEY + 2 * i;
        int length = fields.bytes(keyTag, KEY, KEY);
        if (isUnusable(length) || fields.u64(keyTag + 1) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        if (length < 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        long time = fields.value(keyTag + 1);
        if (i > 0 && time + Long.MIN_VALUE <= startTimes[i - 1] + Long.MIN_VALUE) {
            return ImStatus.INVALID_COMMAND;
        }
        System.arraycopy(fields.array(), fields.offset(keyTag), scratch.bytes, at, KEY);
        startTimes[i] = time;
        return ImStatus.SUCCESS;
    }

    /** Missing or of another type; a value out of range has a status of its own. */
    private static boolean isUnusable(int field) {
        return field < 0 && field != CodecStatus.OUT_OF_RANGE;
    }

    private int keySetRead(Fabric fabric, CommandInvocation in) {
        int id = fields.unsigned(GroupKeyManagementSpec.KEY_SET_READ_GROUP_KEY_SET_ID, 0xFFFF);
        if (id < 0) {
            return CommandFields.status(CodecStatus.END, id);
        }
        GroupKeySet set = keys.find(fabric.fabricIndex, id);
        if (set == null) {
            return ImStatus.NOT_FOUND;
        }
        TlvWriter out = in.respond(GroupKeyManagementSpec.CMD_KEY_SET_READ_RESPONSE);
        out.startStruct(GroupKeyManagementSpec.KEY_SET_READ_RESPONSE_GROUP_KEY_SET);
        out.putUnsigned(
                GroupKeyManagementSpec.GROUP_KEY_SET_STRUCT_GROUP_KEY_SET_ID, set.keySetId());
        out.putUnsigned(
                GroupKeyManagementSpec.GROUP_KEY_SET_STRUCT_GROUP_KEY_SECURITY_POLICY,
                set.policy());
        for (int i = 0; i < GroupKeySet.MAX_KEYS; i++) {
            out.putNull(FIRST_KEY + 2 * i);
            if (i < set.keyCount()) {
                out.putUnsigned(FIRST_KEY + 2 * i + 1, set.startTimes[i]);
            } else {
                out.putNull(FIRST_KEY + 2 * i + 1);
            }
        }
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    private int keySetRemove(Fabric fabric) {
        int id = fields.unsigned(GroupKeyManagementSpec.KEY_SET_REMOVE_GROUP_KEY_SET_ID, 0xFFFF);
        if (id < 0) {
            return CommandFields.status(CodecStatus.END, id);
        }
        switch (keys.remove(fabric.fabricIndex, id)) {
            case FabricStatus.OK:
                break;
            case FabricStatus.NOT_FOUND:
                return ImStatus.NOT_FOUND;
            default:
                return ImStatus.INVALID_COMMAND;
        }
        if (map.removeKeySet(fabric.fabricIndex, id) > 0) {
            changed(GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP);
        }
        return fabrics.persist(fabric, keys, map) == FabricStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.FAILURE;
    }

    private int keySetReadAllIndices(Fabric fabric, CommandInvocation in) {
        TlvWriter out = in.respond(GroupKeyManagementSpec.CMD_KEY_SET_READ_ALL_INDICES_RESPONSE);
        out.startArray(GroupKeyManagementSpec.KEY_SET_READ_ALL_INDICES_RESPONSE_GROUP_KEY_SET_IDS);
        for (int i = 0; i < keys.capacity(); i++) {
            GroupKeySet set = keys.at(i);
            if (set.isTaken() && set.fabricIndex() == fabric.fabricIndex) {
                out.putUnsigned(TlvTag.ANONYMOUS, set.keySetId());
            }
        }
        out.endContainer();
        return ImStatus.SUCCESS;
    }
}
