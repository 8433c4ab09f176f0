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
import org.mattermote.stack.fabric.GroupKeys;
import org.mattermote.stack.fabric.GroupTable;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GroupsSpec;

/** Groups of one endpoint (Matter application clusters 1.3), with names. */
public final class GroupsCluster extends Cluster {
    private static final int[] ATTRIBUTES = {GroupsSpec.ATTR_NAME_SUPPORT};

    private static final int[] COMMANDS = {
        GroupsSpec.CMD_ADD_GROUP,
        GroupsSpec.CMD_VIEW_GROUP,
        GroupsSpec.CMD_GET_GROUP_MEMBERSHIP,
        GroupsSpec.CMD_REMOVE_GROUP,
        GroupsSpec.CMD_REMOVE_ALL_GROUPS,
        GroupsSpec.CMD_ADD_GROUP_IF_IDENTIFYING,
    };

    /** Largest capacity the response can tell; 0xFE stands for "at least one". */
    private static final int MAX_CAPACITY = 0xFD;

    private static final int MAX_ID = 0xFFFF;

    private final int endpointId;
    private final FabricTable fabrics;
    private final GroupTable groups;
    private final GroupKeyMap map;
    private final GroupKeys keys;
    private final IdentifyCluster identify;
    private final GroupKeyManagementCluster keyManagement;
    private final FieldTable fields;
    private final TlvReader list;
    private ScenesManagementCluster scenes;
    private SceneTable sceneTable;

    /**
     * @param endpoint number of the endpoint the cluster will be on
     * @param identify the same endpoint's
     * @param keyManagement told when its attribute GroupTable changes
     */
    public GroupsCluster(
            int endpoint,
            FabricTable fabrics,
            GroupTable groups,
            GroupKeyMap map,
            GroupKeys keys,
            IdentifyCluster identify,
            GroupKeyManagementCluster keyManagement,
            ClusterWorkspace workspace) {
        super(new GroupsSpec(), GroupsSpec.FEATURE_GROUP_NAMES, ATTRIBUTES, COMMANDS);
        this.endpointId = endpoint;
        this.fabrics = fabrics;
        this.groups = groups;
        this.map = map;
        this.keys = keys;
        this.identify = identify;
        this.keyManagement = keyManagement;
        this.fields = workspace.fields;
        this.list = workspace.reader;
    }

    /** Lets scenes go with their group. At boot. */
    void keepScenes(ScenesManagementCluster cluster, SceneTable table) {
        scenes = cluster;
        sceneTable = table;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        if (attribute != GroupsSpec.ATTR_NAME_SUPPORT) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        out.putUnsigned(in.tag, GroupsSpec.NAME_SUPPORT_GROUP_NAMES);
        return ImStatus.SUCCESS;
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
            case GroupsSpec.CMD_ADD_GROUP:
                return addGroup(fabric, in);
            case GroupsSpec.CMD_VIEW_GROUP:
                return viewGroup(fabric, in);
            case GroupsSpec.CMD_GET_GROUP_MEMBERSHIP:
                return groupMembership(fabric, in);
            case GroupsSpec.CMD_REMOVE_GROUP:
                return removeGroup(fabric, in);
            case GroupsSpec.CMD_REMOVE_ALL_GROUPS:
                return removeAllGroups(fabric);
            case GroupsSpec.CMD_ADD_GROUP_IF_IDENTIFYING:
                return addGroupIfIdentifying(fabric, in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    private int addGroup(Fabric fabric, CommandInvocation in) {
        int flaw = addFlaw();
        if (flaw != ImStatus.SUCCESS) {
            return flaw;
        }
        int status = join(fabric);
        if (status == ImStatus.FAILURE) {
            return status;
        }
        TlvWriter out = in.respond(GroupsSpec.CMD_ADD_GROUP_RESPONSE);
        out.putUnsigned(GroupsSpec.ADD_GROUP_RESPONSE_STATUS, status);
        out.putUnsigned(
                GroupsSpec.ADD_GROUP_RESPONSE_GROUP_ID,
                fields.value(GroupsSpec.ADD_GROUP_GROUP_ID));
        return ImStatus.SUCCESS;
    }

    private int addGroupIfIdentifying(Fabric fabric, CommandInvocation in) {
        int flaw = addFlaw();
        if (flaw != ImStatus.SUCCESS || !identify.isIdentifying(in.nowMillis)) {
            return flaw;
        }
        return join(fabric);
    }

    /** What is wrong with the fields of both adding commands before they mean anything. */
    private int addFlaw() {
        int id = fields.unsigned(GroupsSpec.ADD_GROUP_GROUP_ID, MAX_ID);
        int name = fields.utf8(GroupsSpec.ADD_GROUP_GROUP_NAME, 0, GroupTable.MAX_NAME);
        if (name < 0 && name != CodecStatus.OUT_OF_RANGE) {
            return ImStatus.INVALID_COMMAND;
        }
        return id < 0 ? CommandFields.status(CodecStatus.END, id) : ImStatus.SUCCESS;
    }

    /**
     * Puts the endpoint into the group of the fields, and stores that.
     *
     * @return SUCCESS, CONSTRAINT_ERROR, UNSUPPORTED_ACCESS, RESOURCE_EXHAUSTED; FAILURE when it
     *     could not be stored
     */
    private int join(Fabric fabric) {
        int id = fields.unsigned(GroupsSpec.ADD_GROUP_GROUP_ID, MAX_ID);
        int name = fields.utf8(GroupsSpec.ADD_GROUP_GROUP_NAME, 0, GroupTable.MAX_NAME);
        if (id == 0 || name < 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int set = map.find(fabric.fabricIndex, id);
        if (set < 0 || keys.find(fabric.fabricIndex, set) == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        int added =
                groups.add(
                        fabric.fabricIndex,
                        id,
                        endpointId,
                        fields.array(),
                        fields.offset(GroupsSpec.ADD_GROUP_GROUP_NAME),
                        name);
        return added == FabricStatus.OK ? persist(fabric) : ImStatus.RESOURCE_EXHAUSTED;
    }

    private int viewGroup(Fabric fabric, CommandInvocation in) {
        int id = fields.unsigned(GroupsSpec.VIEW_GROUP_GROUP_ID, MAX_ID);
        if (id < 0) {
            return CommandFields.status(CodecStatus.END, id);
        }
        int group = groups.find(fabric.fabricIndex, id);
        boolean member = group >= 0 && groups.contains(group, endpointId);
        TlvWriter out = in.respond(GroupsSpec.CMD_VIEW_GROUP_RESPONSE);
        out.putUnsigned(
                GroupsSpec.VIEW_GROUP_RESPONSE_STATUS,
                id == 0
                        ? ImStatus.CONSTRAINT_ERROR
                        : member ? ImStatus.SUCCESS : ImStatus.NOT_FOUND);
        out.putUnsigned(GroupsSpec.VIEW_GROUP_RESPONSE_GROUP_ID, id);
        if (member) {
            out.putUtf8(
                    GroupsSpec.VIEW_GROUP_RESPONSE_GROUP_NAME,
                    groups.names(),
                    groups.nameOffset(group),
                    groups.nameLength(group));
        } else {
            out.putUtf8(GroupsSpec.VIEW_GROUP_RESPONSE_GROUP_NAME, fields.array(), 0, 0);
        }
        return ImStatus.SUCCESS;
    }

    private int groupMembership(Fabric fabric, CommandInvocation in) {
        int wanted = openGroupList();
        if (wanted < 0) {
            return CommandFields.status(CodecStatus.END, wanted);
        }
        TlvWriter out = in.respond(GroupsSpec.CMD_GET_GROUP_MEMBERSHIP_RESPONSE);
        int room = groups.perFabric() - groups.count(fabric.fabricIndex);
        out.putUnsigned(
                GroupsSpec.GET_GROUP_MEMBERSHIP_RESPONSE_CAPACITY, Math.min(room, MAX_CAPACITY));
        out.startArray(GroupsSpec.GET_GROUP_MEMBERSHIP_RESPONSE_GROUP_LIST);
        for (int i = 0; i < groups.capacity(); i++) {
            if (groups.fabricIndex(i) == fabric.fabricIndex
                    && groups.contains(i, endpointId)
                    && (wanted == 0 || isListed(groups.groupId(i)))) {
                out.putUnsigned(TlvTag.ANONYMOUS, groups.groupId(i));
            }
        }
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    /** How many group ids the field GroupList holds, or why it cannot be taken. */
    private int openGroupList() {
        if (!fields.open(GroupsSpec.GET_GROUP_MEMBERSHIP_GROUP_LIST, list)) {
            return CodecStatus.NOT_FOUND;
        }
        if (list.type() != TlvType.ARRAY) {
            return CodecStatus.WRONG_TYPE;
        }
        list.enter();
        int count = 0;
        int status = list.next();
        while (status == CodecStatus.OK) {
            int id = list.u16();
            if (id < 0) {
                return id;
            }
            count++;
            status = list.next();
        }
        return status == CodecStatus.END ? count : status;
    }

    private boolean isListed(int groupId) {
        fields.open(GroupsSpec.GET_GROUP_MEMBERSHIP_GROUP_LIST, list);
        list.enter();
        while (list.next() == CodecStatus.OK) {
            if (list.u16() == groupId) {
                return true;
            }
        }
        return false;
    }

    private int removeGroup(Fabric fabric, CommandInvocation in) {
        int id = fields.unsigned(GroupsSpec.REMOVE_GROUP_GROUP_ID, MAX_ID);
        if (id < 0) {
            return CommandFields.status(CodecStatus.END, id);
        }
        int status;
        if (id == 0) {
            status = ImStatus.CONSTRAINT_ERROR;
        } else if (groups.remove(fabric.fabricIndex, id, endpointId) != FabricStatus.OK) {
            status = ImStatus.NOT_FOUND;
        } else {
            status = persist(fabric);
        }
        if (status == ImStatus.FAILURE) {
            return status;
        }
        TlvWriter out = in.respond(GroupsSpec.CMD_REMOVE_GROUP_RESPONSE);
        out.putUnsigned(GroupsSpec.REMOVE_GROUP_RESPONSE_STATUS, status);
        out.putUnsigned(GroupsSpec.REMOVE_GROUP_RESPONSE_GROUP_ID, id);
        return ImStatus.SUCCESS;
    }

    private int removeAllGroups(Fabric fabric) {
        if (groups.removeAll(fabric.fabricIndex, endpointId) == 0) {
            return ImStatus.SUCCESS;
        }
        return persist(fabric);
    }

    private int persist(Fabric fabric) {
        keyManagement.groupTableChanged();
        int status = fabrics.persist(fabric, groups, sceneTable);
        if (scenes != null) {
            scenes.groupsChanged(fabric);
        }
        return status == FabricStatus.OK ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }
}
