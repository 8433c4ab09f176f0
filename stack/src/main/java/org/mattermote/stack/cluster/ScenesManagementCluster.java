package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.GroupTable;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Scenes Management (Matter application clusters 1.4), with names and CopyScene.
 *
 * <p>What is wrong with a command is told in its response in this order: a number out of range
 * (CONSTRAINT_ERROR), a group the endpoint is not in (INVALID_COMMAND), a scene that is not there
 * (NOT_FOUND), values that no scene can have (INVALID_COMMAND), no room (RESOURCE_EXHAUSTED). A
 * scene without a group (group 0) cannot be meant by a group message. Values of clusters the
 * endpoint does not have are left out: a message to many endpoints says more than each needs.
 *
 * <p>At most one scene is valid, the last that was stored or recalled: SceneValid is false for all
 * fabrics as soon as one of its attributes changes otherwise. Which scene a fabric stored or
 * recalled last does not survive a restart, the scenes do.
 *
 * <p>A fabric under the fail-safe that adds it has nothing in the store yet, and no scenes: BUSY.
 */
public final class ScenesManagementCluster extends Cluster implements EndpointScenes {
    private static final int[] ATTRIBUTES = {
        ScenesManagementSpec.ATTR_SCENE_TABLE_SIZE, ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO,
    };

    private static final int[] COMMANDS = {
        ScenesManagementSpec.CMD_ADD_SCENE,
        ScenesManagementSpec.CMD_VIEW_SCENE,
        ScenesManagementSpec.CMD_REMOVE_SCENE,
        ScenesManagementSpec.CMD_REMOVE_ALL_SCENES,
        ScenesManagementSpec.CMD_STORE_SCENE,
        ScenesManagementSpec.CMD_RECALL_SCENE,
        ScenesManagementSpec.CMD_GET_SCENE_MEMBERSHIP,
        ScenesManagementSpec.CMD_COPY_SCENE,
    };

    /** Fields that several commands have under the same tag. */
    private static final int GROUP_ID = ScenesManagementSpec.ADD_SCENE_GROUP_ID;

    private static final int SCENE_ID = ScenesManagementSpec.ADD_SCENE_SCENE_ID;

    /** Fields that several responses have under the same tag. */
    private static final int STATUS = ScenesManagementSpec.ADD_SCENE_RESPONSE_STATUS;

    private static final int STATUS_GROUP_ID = ScenesManagementSpec.ADD_SCENE_RESPONSE_GROUP_ID;
    private static final int STATUS_SCENE_ID = ScenesManagementSpec.ADD_SCENE_RESPONSE_SCENE_ID;

    private static final int MAX_U8 = 0xFF;
    private static final int MAX_U16 = 0xFFFF;

    /** CurrentScene of a fabric that has recalled none, in group 0. */
    private static final int UNDEFINED_SCENE = 0xFF;

    private static final int NO_FABRIC = 0;

    private final FabricTable fabrics;
    private final GroupTable groups;
    private final int endpointId;
    private final SceneAttributes[] members;
    private final SceneTable table;
    private final SceneValues values;
    private final FieldTable fields;
    private final TlvReader list;
    private final Scene scene;

    /**
     * CurrentScene of the fabric in the same place of the fabric table: fabric index in bits
     * 31..24, group id in 23..8, scene id in 7..0.
     */
    private final int[] current;

    /** The fabric whose current scene is valid. */
    private int validFabric = NO_FABRIC;

    private boolean recalling;

    /**
     * @param endpoint number of the endpoint the cluster will be on, 0..2047
     * @param groups the groups of the node
     * @param groupsCluster the same endpoint's; what leaves a group, leaves its scenes
     * @param members the clusters of the endpoint whose values make its scenes
     */
    public ScenesManagementCluster(
            int endpoint,
            FabricTable fabrics,
            GroupTable groups,
            GroupsCluster groupsCluster,
            SceneAttributes[] members,
            ClusterWorkspace workspace,
            LogPort log) {
        super(
                new ScenesManagementSpec(),
                ScenesManagementSpec.FEATURE_SCENE_NAMES,
                ATTRIBUTES,
                COMMANDS);
        this.endpointId = endpoint;
        this.fabrics = fabrics;
        this.groups = groups;
        this.members = members;
        this.fields = workspace.fields;
        this.list = workspace.reader;
        this.scene = workspace.scene();
        this.table = new SceneTable(endpoint, workspace.records, groups, log);
        this.values = new SceneValues(scene);
        this.current = new int[fabrics.capacity()];
        fabrics.addRecords(table);
        groupsCluster.keepScenes(this, table);
        for (int i = 0; i < members.length; i++) {
            members[i].joinScenes(this);
        }
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        if (attribute != ScenesManagementSpec.ATTR_SCENE_TABLE_SIZE) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        out.putUnsigned(in.tag, SceneTable.SIZE);
        return ImStatus.SUCCESS;
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        return attribute == ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO ? fabrics.capacity() : -1;
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        Fabric fabric = fabrics.at(index);
        if (!fabric.isTaken() || !in.includes(fabric.fabricIndex)) {
            return ImStatus.SUCCESS;
        }
        int last = lastScene(index);
        out.startStruct(in.tag);
        out.putUnsigned(
                ScenesManagementSpec.SCENE_INFO_STRUCT_SCENE_COUNT,
                table.count(fabric.fabricIndex));
        if (in.maySee(fabric.fabricIndex)) {
            out.putUnsigned(ScenesManagementSpec.SCENE_INFO_STRUCT_CURRENT_SCENE, last & 0xFF);
            out.putUnsigned(
                    ScenesManagementSpec.SCENE_INFO_STRUCT_CURRENT_GROUP, last >>> 8 & 0xFFFF);
            out.putBool(
                    ScenesManagementSpec.SCENE_INFO_STRUCT_SCENE_VALID,
                    validFabric == fabric.fabricIndex);
        }
        out.putUnsigned(
                ScenesManagementSpec.SCENE_INFO_STRUCT_REMAINING_CAPACITY,
                table.room(fabric.fabricIndex));
        out.putUnsigned(ScenesManagementSpec.SCENE_INFO_STRUCT_FABRIC_INDEX, fabric.fabricIndex);
        out.endContainer();
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
        if (!fabric.stored) {
            return ImStatus.BUSY;
        }
        switch (command) {
            case ScenesManagementSpec.CMD_ADD_SCENE:
                return addScene(fabric, in);
            case ScenesManagementSpec.CMD_VIEW_SCENE:
                return viewScene(fabric, in);
            case ScenesManagementSpec.CMD_REMOVE_SCENE:
                return removeScene(fabric, in);
            case ScenesManagementSpec.CMD_REMOVE_ALL_SCENES:
                return removeAllScenes(fabric, in);
            case ScenesManagementSpec.CMD_STORE_SCENE:
                return storeScene(fabric, in);
            case ScenesManagementSpec.CMD_RECALL_SCENE:
                return recallScene(fabric, in);
            case ScenesManagementSpec.CMD_GET_SCENE_MEMBERSHIP:
                return getSceneMembership(fabric, in);
            case ScenesManagementSpec.CMD_COPY_SCENE:
                return copyScene(fabric, in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    private int addScene(Fabric fabric, CommandInvocation in) {
        int flaw = idFlaw();
        int name = fields.utf8(ScenesManagementSpec.ADD_SCENE_SCENE_NAME, 0, Scene.MAX_NAME);
        int time =
                fields.unsigned(
                        ScenesManagementSpec.ADD_SCENE_TRANSITION_TIME,
                        SceneTable.MAX_TRANSITION_MILLIS);
        if (name < 0 && name != CodecStatus.OUT_OF_RANGE
                || time < 0 && time != CodecStatus.OUT_OF_RANGE
                || !fields.open(ScenesManagementSpec.ADD_SCENE_EXTENSION_FIELD_SET_STRUCTS, list)) {
            return ImStatus.INVALID_COMMAND;
        }
        if (flaw != ImStatus.SUCCESS) {
            return flaw;
        }
        int status =
                name < 0 || time < 0
                        ? ImStatus.CONSTRAINT_ERROR
                        : refusal(fabric, in, group(), sceneId());
        if (status == ImStatus.SUCCESS) {
            scene.clear();
            scene.transitionMillis = time;
            scene.setName(
                    fields.array(), fields.offset(ScenesManagementSpec.ADD_SCENE_SCENE_NAME), name);
            status = values.take(list, endpoint(), members);
        }
        if (status == ImStatus.SUCCESS) {
            status = put(fabric, group(), sceneId());
        }
        if (status == ImStatus.SUCCESS) {
            invalidateIfCurrent(fabric, group(), sceneId());
        }
        return answer(in, ScenesManagementSpec.CMD_ADD_SCENE_RESPONSE, status);
    }

    private int viewScene(Fabric fabric, CommandInvocation in) {
        int flaw = idFlaw();
        if (flaw != ImStatus.SUCCESS) {
            return flaw;
        }
        int status = refusal(fabric, in, group(), sceneId());
        if (status == ImStatus.SUCCESS) {
            status = fetch(fabric, group(), sceneId());
        }
        if (status == ImStatus.FAILURE) {
            return status;
        }
        TlvWriter out = in.respond(ScenesManagementSpec.CMD_VIEW_SCENE_RESPONSE);
        out.putUnsigned(ScenesManagementSpec.VIEW_SCENE_RESPONSE_STATUS, status);
        out.putUnsigned(ScenesManagementSpec.VIEW_SCENE_RESPONSE_GROUP_ID, group());
        out.putUnsigned(ScenesManagementSpec.VIEW_SCENE_RESPONSE_SCENE_ID, sceneId());
        if (status == ImStatus.SUCCESS) {
            out.putUnsigned(
                    ScenesManagementSpec.VIEW_SCENE_RESPONSE_TRANSITION_TIME,
                    scene.transitionMillis);
            out.putUtf8(
                    ScenesManagementSpec.VIEW_SCENE_RESPONSE_SCENE_NAME,
                    scene.name,
                    0,
                    scene.nameLength);
            values.put(
                    ScenesManagementSpec.VIEW_SCENE_RESPONSE_EXTENSION_FIELD_SET_STRUCTS,
                    endpoint(),
                    out);
        }
        return ImStatus.SUCCESS;
    }

    private int removeScene(Fabric fabric, CommandInvocation in) {
        int flaw = idFlaw();
        if (flaw != ImStatus.SUCCESS) {
            return flaw;
        }
        int status = refusal(fabric, in, group(), sceneId());
        if (status == ImStatus.SUCCESS) {
            int place = table.find(fabric.fabricIndex, group(), sceneId());
            status = place < 0 ? ImStatus.NOT_FOUND : remove(fabric, place);
        }
        if (status == ImStatus.SUCCESS) {
            invalidateIfCurrent(fabric, group(), sceneId());
        }
        return answer(in, ScenesManagementSpec.CMD_REMOVE_SCENE_RESPONSE, status);
    }

    private int remove(Fabric fabric, int place) {
        int status = table.begin();
        if (status == PortStatus.OK) {
            status = table.end(table.remove(place), fabric);
        }
        return reported(status);
    }

    private int removeAllScenes(Fabric fabric, CommandInvocation in) {
        int group = fields.unsigned(GROUP_ID, MAX_U16);
        if (group < 0) {
            return CommandFields.status(CodecStatus.END, group);
        }
        int status = refusal(fabric, in, group, 0);
        if (status == ImStatus.SUCCESS && table.nextSceneId(fabric.fabricIndex, group, -1) >= 0) {
            status = table.begin();
            if (status == PortStatus.OK) {
                status = table.end(table.removeGroup(fabric.fabricIndex, group), fabric);
            }
            status = reported(status);
        }
        if (status == ImStatus.FAILURE) {
            return status;
        }
        if (status == ImStatus.SUCCESS && currentGroup(fabric) == group) {
            invalidate(fabric);
        }
        TlvWriter out = in.respond(ScenesManagementSpec.CMD_REMOVE_ALL_SCENES_RESPONSE);
        out.putUnsigned(ScenesManagementSpec.REMOVE_ALL_SCENES_RESPONSE_STATUS, status);
        out.putUnsigned(ScenesManagementSpec.REMOVE_ALL_SCENES_RESPONSE_GROUP_ID, group);
        return ImStatus.SUCCESS;
    }

    private int storeScene(Fabric fabric, CommandInvocation in) {
        int flaw = idFlaw();
        if (flaw != ImStatus.SUCCESS) {
            return flaw;
        }
        int status = refusal(fabric, in, group(), sceneId());
        if (status == ImStatus.SUCCESS) {
            status = store(fabric, group(), sceneId(), in.nowMillis);
        }
        return answer(in, ScenesManagementSpec.CMD_STORE_SCENE_RESPONSE, status);
    }

    /** Keeps the present state; name and time of a scene that is there stay. */
    private int store(Fabric fabric, int groupId, int sceneId, long nowMillis) {
        int status = fetch(fabric, groupId, sceneId);
        if (status == ImStatus.FAILURE) {
            return status;
        }
        if (status == ImStatus.NOT_FOUND) {
            scene.clear();
        }
        values.collect(endpoint(), members, nowMillis);
        status = put(fabric, groupId, sceneId);
        if (status == ImStatus.SUCCESS) {
            setCurrent(fabric, groupId, sceneId);
        }
        return status;
    }

    private int recallScene(Fabric fabric, CommandInvocation in) {
        int flaw = idFlaw();
        if (flaw != ImStatus.SUCCESS) {
            return flaw;
        }
        boolean timed = fields.hasValue(ScenesManagementSpec.RECALL_SCENE_TRANSITION_TIME);
        int time = 0;
        if (timed) {
            time =
                    fields.unsigned(
                            ScenesManagementSpec.RECALL_SCENE_TRANSITION_TIME,
                            SceneTable.MAX_TRANSITION_MILLIS);
            if (time < 0) {
                return CommandFields.status(CodecStatus.END, time);
            }
        }
        int status = refusal(fabric, in, group(), sceneId());
        if (status == ImStatus.SUCCESS) {
            status = fetch(fabric, group(), sceneId());
        }
        if (status == ImStatus.SUCCESS) {
            // The fields are the members' from here on.
            int groupId = group();
            int sceneId = sceneId();
            recall(timed ? time : scene.transitionMillis, in.nowMillis);
            setCurrent(fabric, groupId, sceneId);
        }
        return status;
    }

    private void recall(int millis, long nowMillis) {
        recalling = true;
        for (int i = 0; i < members.length; i++) {
            members[i].recallScene(scene, millis, nowMillis);
        }
        recalling = false;
    }

    private int getSceneMembership(Fabric fabric, CommandInvocation in) {
        int group = fields.unsigned(GROUP_ID, MAX_U16);
        if (group < 0) {
            return CommandFields.status(CodecStatus.END, group);
        }
        int status = refusal(fabric, in, group, 0);
        TlvWriter out = in.respond(ScenesManagementSpec.CMD_GET_SCENE_MEMBERSHIP_RESPONSE);
        out.putUnsigned(ScenesManagementSpec.GET_SCENE_MEMBERSHIP_RESPONSE_STATUS, status);
        if (status != ImStatus.SUCCESS) {
            out.putNull(ScenesManagementSpec.GET_SCENE_MEMBERSHIP_RESPONSE_CAPACITY);
            out.putUnsigned(ScenesManagementSpec.GET_SCENE_MEMBERSHIP_RESPONSE_GROUP_ID, group);
            return ImStatus.SUCCESS;
        }
        out.putUnsigned(
                ScenesManagementSpec.GET_SCENE_MEMBERSHIP_RESPONSE_CAPACITY,
                table.room(fabric.fabricIndex));
        out.putUnsigned(ScenesManagementSpec.GET_SCENE_MEMBERSHIP_RESPONSE_GROUP_ID, group);
        out.startArray(ScenesManagementSpec.GET_SCENE_MEMBERSHIP_RESPONSE_SCENE_LIST);
        int id = table.nextSceneId(fabric.fabricIndex, group, -1);
        while (id >= 0) {
            out.putUnsigned(TlvTag.ANONYMOUS, id);
            id = table.nextSceneId(fabric.fabricIndex, group, id);
        }
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    private int copyScene(Fabric fabric, CommandInvocation in) {
        int mode =
                fields.unsigned(
                        ScenesManagementSpec.COPY_SCENE_MODE,
                        ScenesManagementSpec.COPY_MODE_COPY_ALL_SCENES);
        int from = fields.unsigned(ScenesManagementSpec.COPY_SCENE_GROUP_IDENTIFIER_FROM, MAX_U16);
        int to = fields.unsigned(ScenesManagementSpec.COPY_SCENE_GROUP_IDENTIFIER_TO, MAX_U16);
        int idFrom = fields.unsigned(ScenesManagementSpec.COPY_SCENE_SCENE_IDENTIFIER_FROM, MAX_U8);
        int idTo = fields.unsigned(ScenesManagementSpec.COPY_SCENE_SCENE_IDENTIFIER_TO, MAX_U8);
        int least = Math.min(Math.min(mode, Math.min(from, to)), Math.min(idFrom, idTo));
        if (least < 0) {
            return CommandFields.status(CodecStatus.END, least);
        }
        boolean all = mode != 0;
        int status = refusal(fabric, in, from, all ? 0 : Math.max(idFrom, idTo));
        if (status == ImStatus.SUCCESS) {
            status = refusal(fabric, in, to, 0);
        }
        if (status == ImStatus.SUCCESS) {
            status = all ? copyAll(fabric, from, to) : copyOne(fabric, from, idFrom, to, idTo);
        }
        if (status == ImStatus.FAILURE) {
            return status;
        }
        TlvWriter out = in.respond(ScenesManagementSpec.CMD_COPY_SCENE_RESPONSE);
        out.putUnsigned(ScenesManagementSpec.COPY_SCENE_RESPONSE_STATUS, status);
        out.putUnsigned(ScenesManagementSpec.COPY_SCENE_RESPONSE_GROUP_IDENTIFIER_FROM, from);
        out.putUnsigned(ScenesManagementSpec.COPY_SCENE_RESPONSE_SCENE_IDENTIFIER_FROM, idFrom);
        return ImStatus.SUCCESS;
    }

    private int copyOne(Fabric fabric, int from, int idFrom, int to, int idTo) {
        int status = fetch(fabric, from, idFrom);
        if (status != ImStatus.SUCCESS || from == to && idFrom == idTo) {
            return status;
        }
        status = put(fabric, to, idTo);
        if (status == ImStatus.SUCCESS) {
            invalidateIfCurrent(fabric, to, idTo);
        }
        return status;
    }

    /** All of them or, where there is no room, none. */
    private int copyAll(Fabric fabric, int from, int to) {
        int index = fabric.fabricIndex;
        int more = 0;
        int id = table.nextSceneId(index, from, -1);
        if (id < 0 || from == to) {
            return ImStatus.SUCCESS;
        }
        while (id >= 0) {
            more += table.find(index, to, id) < 0 ? 1 : 0;
            id = table.nextSceneId(index, from, id);
        }
        if (more > table.room(index)) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        int status = table.begin();
        if (status != PortStatus.OK) {
            return ImStatus.FAILURE;
        }
        id = table.nextSceneId(index, from, -1);
        while (id >= 0 && status == PortStatus.OK) {
            status = PortStatus.DAMAGED;
            if (table.read(table.find(index, from, id), scene)) {
                status = table.put(index, to, id, scene);
            }
            id = table.nextSceneId(index, from, id);
        }
        status = reported(table.end(status, fabric));
        if (status == ImStatus.SUCCESS && currentGroup(fabric) == to) {
            invalidate(fabric);
        }
        return status;
    }

    @Override
    public void sceneAttributeChanged() {
        if (!recalling && validFabric != NO_FABRIC) {
            validFabric = NO_FABRIC;
            changed(ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO);
        }
    }

    @Override
    public void storeGlobalScene(int fabricIndex, long nowMillis) {
        Fabric fabric = fabrics.find(fabricIndex);
        if (fabric != null && fabric.stored) {
            store(fabric, 0, 0, nowMillis);
        }
    }

    @Override
    public void recallGlobalScene(int fabricIndex, long nowMillis) {
        Fabric fabric = fabrics.find(fabricIndex);
        if (fabric != null && fetch(fabric, 0, 0) == ImStatus.SUCCESS) {
            recall(scene.transitionMillis, nowMillis);
            setCurrent(fabric, 0, 0);
        }
    }

    /** The endpoint may have left groups, and with them their scenes. */
    void groupsChanged(Fabric fabric) {
        int group = currentGroup(fabric);
        if (group != 0 && !groups.isMember(fabric.fabricIndex, group, endpointId)) {
            invalidate(fabric);
        }
        changed(ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO);
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        for (int i = 0; i < current.length; i++) {
            if (current[i] >>> 24 == fabricIndex) {
                current[i] = 0;
            }
        }
        if (validFabric == fabricIndex) {
            validFabric = NO_FABRIC;
        }
        changed(ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO);
    }

    /** What is wrong with the fields GroupID and SceneID as such. */
    private int idFlaw() {
        int least = Math.min(fields.unsigned(GROUP_ID, MAX_U16), fields.unsigned(SCENE_ID, MAX_U8));
        return least < 0 ? CommandFields.status(CodecStatus.END, least) : ImStatus.SUCCESS;
    }

    private int group() {
        return (int) fields.value(GROUP_ID);
    }

    private int sceneId() {
        return (int) fields.value(SCENE_ID);
    }

    /** Whether a command may mean such a scene: SUCCESS, CONSTRAINT_ERROR, INVALID_COMMAND. */
    private int refusal(Fabric fabric, CommandInvocation in, int groupId, int sceneId) {
        if (sceneId > SceneTable.MAX_SCENE_ID) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        boolean allowed =
                groupId == 0 ? !in.group : groups.isMember(fabric.fabricIndex, groupId, endpointId);
        return allowed ? ImStatus.SUCCESS : ImStatus.INVALID_COMMAND;
    }

    /** Reads a scene into {@link #scene}: SUCCESS, NOT_FOUND, FAILURE. */
    private int fetch(Fabric fabric, int groupId, int sceneId) {
        int place = table.find(fabric.fabricIndex, groupId, sceneId);
        if (place < 0) {
            return ImStatus.NOT_FOUND;
        }
        return table.read(place, scene) ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }

    /** Makes {@link #scene} durable as a scene: SUCCESS, RESOURCE_EXHAUSTED, FAILURE. */
    private int put(Fabric fabric, int groupId, int sceneId) {
        int index = fabric.fabricIndex;
        if (table.find(index, groupId, sceneId) < 0 && table.room(index) <= 0) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        int status = table.begin();
        if (status == PortStatus.OK) {
            status = table.end(table.put(index, groupId, sceneId, scene), fabric);
        }
        return reported(status);
    }

    /** After a transaction: SUCCESS, and a change to report, or FAILURE. */
    private int reported(int status) {
        if (status != PortStatus.OK) {
            return ImStatus.FAILURE;
        }
        changed(ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO);
        return ImStatus.SUCCESS;
    }

    private int answer(CommandInvocation in, int response, int status) {
        if (status == ImStatus.FAILURE) {
            return status;
        }
        TlvWriter out = in.respond(response);
        out.putUnsigned(STATUS, status);
        out.putUnsigned(STATUS_GROUP_ID, group());
        out.putUnsigned(STATUS_SCENE_ID, sceneId());
        return ImStatus.SUCCESS;
    }

    /** CurrentScene and CurrentGroup of a place of the fabric table. */
    private int lastScene(int place) {
        int fabricIndex = fabrics.at(place).fabricIndex;
        return current[place] >>> 24 == fabricIndex ? current[place] : UNDEFINED_SCENE;
    }

    private int placeOf(Fabric fabric) {
        int place = 0;
        while (fabrics.at(place) != fabric) {
            place++;
        }
        return place;
    }

    private int currentGroup(Fabric fabric) {
        return lastScene(placeOf(fabric)) >>> 8 & 0xFFFF;
    }

    private void setCurrent(Fabric fabric, int groupId, int sceneId) {
        current[placeOf(fabric)] = fabric.fabricIndex << 24 | groupId << 8 | sceneId;
        validFabric = fabric.fabricIndex;
        changed(ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO);
    }

    private void invalidateIfCurrent(Fabric fabric, int groupId, int sceneId) {
        if ((lastScene(placeOf(fabric)) & 0xFFFFFF) == (groupId << 8 | sceneId)) {
            invalidate(fabric);
        }
    }

    private void invalidate(Fabric fabric) {
        if (validFabric == fabric.fabricIndex) {
            sceneAttributeChanged();
        }
    }
}
