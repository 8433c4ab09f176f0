package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricRecords;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.GroupTable;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * The scenes of one endpoint, those of all fabrics. What they hold is in the store only, a record
 * each, so that a scene that is stored again does not rewrite the others; in memory is which scene
 * is in which place.
 *
 * <p>Record of a place: structure {0 version, 1 fabric index, 2 group id, 3 scene id, 4 transition
 * time in ms, 5 name, 6 array of cluster id, attribute id and value (signed, or null), again and
 * again}. A record that cannot be understood keeps its place and is never written.
 *
 * <p>Scenes leave with their fabric, and those of a group when the endpoint leaves the group, in
 * the transaction that says so.
 */
final class SceneTable implements FabricRecords {
    /** SceneTableSize: the least that may be (Matter application clusters 1.4.8.1). */
    static final int SIZE = 16;

    /** A fabric must leave something to others (Matter application clusters 1.4.8). */
    static final int PER_FABRIC = (SIZE - 1) / 2;

    static final int MAX_SCENE_ID = 0xFE;
    static final int MAX_TRANSITION_MILLIS = 60000000;

    private static final int VERSION = 1;
    private static final int NOTHING = 0;

    /** Fabric index 255, which no fabric has. */
    private static final int DAMAGED = -1;

    private final int endpoint;
    private final RecordStore records;
    private final GroupTable groups;
    private final LogPort log;

    /** Fabric index in bits 31..24, group id in 23..8, scene id in 7..0. */
    private final int[] places = new int[SIZE];

    /**
     * @param endpoint 0..2047
     */
    SceneTable(int endpoint, RecordStore records, GroupTable groups, LogPort log) {
        this.endpoint = endpoint;
        this.records = records;
        this.groups = groups;
        this.log = log;
    }

    /** 1..254, 0 in a free place, 255 in one that cannot be read. */
    int fabricIndex(int place) {
        return places[place] >>> 24;
    }

    /** 0 for a scene without a group. */
    int groupId(int place) {
        return places[place] >>> 8 & 0xFFFF;
    }

    int sceneId(int place) {
        return places[place] & 0xFF;
    }

    /** Place of a scene, or NOT_FOUND. */
    int find(int fabricIndex, int groupId, int sceneId) {
        int wanted = entry(fabricIndex, groupId, sceneId);
        for (int i = 0; i < SIZE; i++) {
            if (places[i] == wanted) {
                return i;
            }
        }
        return FabricStatus.NOT_FOUND;
    }

    /** Least scene id above {@code after} that a group has, or NOT_FOUND. */
    int nextSceneId(int fabricIndex, int groupId, int after) {
        int next = MAX_SCENE_ID + 1;
        for (int i = 0; i < SIZE; i++) {
            if (isOf(i, fabricIndex, groupId) && sceneId(i) > after) {
                next = Math.min(next, sceneId(i));
            }
        }
        return next > MAX_SCENE_ID ? FabricStatus.NOT_FOUND : next;
    }

    int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < SIZE; i++) {
            if (fabricIndex(i) == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    /** How many more a fabric may add: 0..PER_FABRIC. */
    int room(int fabricIndex) {
        return Math.min(count(0), PER_FABRIC - count(fabricIndex));
    }

    /**
     * Reads what the scene of a place holds.
     *
     * @return whether it could be read
     */
    boolean read(int place, Scene scene) {
        boolean good =
                records.open(key(place), VERSION) == PortStatus.OK
                        && readScene(records.reader(), scene);
        records.close();
        return good;
    }

    /** Starts a transaction; OK or what the store answers. */
    int begin() {
        return records.begin();
    }

    /**
     * Puts a scene where it is, or into a free place.
     *
     * @return OK, or what the store answers; FULL without a free place
     */
    int put(int fabricIndex, int groupId, int sceneId, Scene scene) {
        int place = find(fabricIndex, groupId, sceneId);
        if (place < 0) {
            place = freePlace();
        }
        if (place < 0) {
            return PortStatus.FULL;
        }
        TlvWriter out = records.startRecord(VERSION);
        out.putUnsigned(1, fabricIndex);
        out.putUnsigned(2, groupId);
        out.putUnsigned(3, sceneId);
        out.putUnsigned(4, scene.transitionMillis);
        out.putUtf8(5, scene.name, 0, scene.nameLength);
        out.startArray(6);
        for (int i = 0; i < scene.size(); i++) {
            out.putUnsigned(TlvTag.ANONYMOUS, scene.cluster(i) & 0xFFFFFFFFL);
            out.putUnsigned(TlvTag.ANONYMOUS, scene.attribute(i) & 0xFFFFFFFFL);
            if (scene.value(i) == SceneAttributes.NO_VALUE) {
                out.putNull(TlvTag.ANONYMOUS);
            } else {
                out.putSigned(TlvTag.ANONYMOUS, scene.value(i));
            }
        }
        out.endContainer();
        int status = records.put(key(place));
        if (status == PortStatus.OK) {
            places[place] = entry(fabricIndex, groupId, sceneId);
        }
        return status;
    }

    /** Removes the scene of a place. */
    int remove(int place) {
        int status = records.remove(key(place));
        if (status == PortStatus.OK) {
            places[place] = NOTHING;
        }
        return status;
    }

    /** Removes all scenes of a group; OK or what the store answers. */
    int removeGroup(int fabricIndex, int groupId) {
        int status = PortStatus.OK;
        for (int i = 0; i < SIZE && status == PortStatus.OK; i++) {
            if (isOf(i, fabricIndex, groupId)) {
                status = remove(i);
            }
        }
        return status;
    }

    /**
     * Ends the transaction: durable when {@code status} is OK, else as if nothing had been.
     *
     * @param fabric whose scenes it was about
     * @return {@code status} or what the store answers
     */
    int end(int status, Fabric fabric) {
        int result = records.end(status);
        if (result != PortStatus.OK) {
            log.event(LogEvent.STORE_FAILED, key(0), result, 0);
            load(fabric, records);
        }
        return result;
    }

    /** Drops the scenes of groups the endpoint is no longer in. */
    @Override
    public int store(Fabric fabric, RecordStore open) {
        int status = PortStatus.OK;
        for (int i = 0; i < SIZE && status == PortStatus.OK; i++) {
            if (fabricIndex(i) == fabric.fabricIndex
                    && groupId(i) != 0
                    && !groups.isMember(fabric.fabricIndex, groupId(i), endpoint)) {
                status = remove(i);
            }
        }
        return status;
    }

    @Override
    public int erase(int fabricIndex, RecordStore open) {
        int status = PortStatus.OK;
        for (int i = 0; i < SIZE && status == PortStatus.OK; i++) {
            if (fabricIndex(i) == fabricIndex) {
                status = open.remove(key(i));
            }
        }
        return status;
    }

    @Override
    public int load(Fabric fabric, RecordStore from) {
        forget(fabric.fabricIndex);
        for (int i = 0; i < SIZE; i++) {
            if (places[i] == NOTHING) {
                loadPlace(i, fabric.fabricIndex, from);
                from.close();
            }
        }
        return FabricStatus.OK;
    }

    @Override
    public void forget(int fabricIndex) {
        for (int i = 0; i < SIZE; i++) {
            if (fabricIndex(i) == fabricIndex) {
                places[i] = NOTHING;
            }
        }
    }

    private void loadPlace(int place, int wantedFabric, RecordStore from) {
        int status = from.open(key(place), VERSION);
        if (status == PortStatus.NONE) {
            return;
        }
        TlvReader reader = from.reader();
        int fabricIndex = -1;
        int groupId = -1;
        int sceneId = -1;
        if (status == PortStatus.OK
                && reader.find(1) == CodecStatus.OK
                && (fabricIndex = reader.u8()) > 0
                && reader.find(2) == CodecStatus.OK
                && (groupId = reader.u16()) >= 0
                && reader.find(3) == CodecStatus.OK) {
            sceneId = reader.unsignedInt(MAX_SCENE_ID);
        }
        if (sceneId < 0 || fabricIndex > Fabric.MAX_INDEX) {
            places[place] = DAMAGED;
            log.event(LogEvent.STORE_FAILED, key(place), PortStatus.DAMAGED, 0);
        } else if (fabricIndex == wantedFabric) {
            places[place] = entry(fabricIndex, groupId, sceneId);
        }
    }

    private static boolean readScene(TlvReader reader, Scene scene) {
        scene.clear();
        if (reader.find(4) != CodecStatus.OK) {
            return false;
        }
        scene.transitionMillis = reader.unsignedInt(MAX_TRANSITION_MILLIS);
        if (scene.transitionMillis < 0 || reader.find(5) != CodecStatus.OK) {
            return false;
        }
        int length = reader.utf8(0, Scene.MAX_NAME);
        if (length < 0) {
            return false;
        }
        scene.setName(reader.array(), reader.dataOffset(), length);
        if (reader.find(6) != CodecStatus.OK || reader.enter() != CodecStatus.OK) {
            return false;
        }
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (!readValue(reader, scene)) {
                return false;
            }
            status = reader.next();
        }
        return status == CodecStatus.END;
    }

    private static boolean readValue(TlvReader reader, Scene scene) {
        long cluster = reader.u32();
        long attribute = reader.next() == CodecStatus.OK ? reader.u32() : CodecStatus.NOT_FOUND;
        if (cluster < 0 || attribute < 0 || reader.next() != CodecStatus.OK) {
            return false;
        }
        if (!reader.isNull() && reader.type() != TlvType.SIGNED) {
            return false;
        }
        int value = reader.isNull() ? SceneAttributes.NO_VALUE : (int) reader.value();
        return scene.set((int) cluster, (int) attribute, value);
    }

    private boolean isOf(int place, int fabricIndex, int groupId) {
        return fabricIndex(place) == fabricIndex && groupId(place) == groupId;
    }

    private int freePlace() {
        for (int i = 0; i < SIZE; i++) {
            if (places[i] == NOTHING) {
                return i;
            }
        }
        return FabricStatus.TABLE_FULL;
    }

    private int key(int place) {
        return StoreKeys.scene(endpoint, place);
    }

    private static int entry(int fabricIndex, int groupId, int sceneId) {
        return fabricIndex << 24 | groupId << 8 | sceneId;
    }
}
