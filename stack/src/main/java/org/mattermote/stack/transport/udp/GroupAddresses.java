package org.mattermote.stack.transport.udp;

import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.GroupTable;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.NetworkPort;

/**
 * Joins the multicast address of every group that an endpoint is in, on every interface, and leaves
 * it with the last endpoint (Matter core 2.5.6.2):
 *
 * <pre>
 *  0    2    4  5                 13 14
 * +----+----+--+-----------------+--+-----+
 * |FF35|0040|FD| fabric id, BE   |00|group|
 * +----+----+--+-----------------+--+-----+
 * </pre>
 *
 * A platform that cannot join says so, and is asked again when its network has changed.
 */
public final class GroupAddresses {
    private static final int LENGTH = 16;
    private static final int PREFIX = 0xFF350040;
    private static final int FABRIC_ID = 5;
    private static final int GROUP_ID = 14;

    private final NetworkPort network;
    private final FabricTable fabrics;
    private final GroupTable groups;

    /** What was joined for each place of the table; group 0 for nothing. */
    private final long[] joinedFabrics;

    private final char[] joinedGroups;
    private final byte[] address = new byte[LENGTH];
    private int generation;
    private int changes;
    private boolean started;

    public GroupAddresses(NetworkPort network, FabricTable fabrics, GroupTable groups) {
        this.network = network;
        this.fabrics = fabrics;
        this.groups = groups;
        joinedFabrics = new long[groups.capacity()];
        joinedGroups = new char[groups.capacity()];
    }

    /** Writes the address of a group, 16 bytes. */
    public static void write(long fabricId, int groupId, byte[] out) {
        Bytes.putU32be(out, 0, PREFIX);
        out[4] = (byte) 0xFD;
        Bytes.putU64be(out, FABRIC_ID, fabricId);
        out[FABRIC_ID + 8] = 0;
        Bytes.putU16be(out, GROUP_ID, groupId);
    }

    /** Follows the table and the interfaces; does nothing while neither changed. */
    public void poll() {
        boolean moved = !started || generation != network.generation();
        if (!moved && changes == groups.changes()) {
            return;
        }
        started = true;
        generation = network.generation();
        changes = groups.changes();
        // A group may have gone to another place: what is left must not be what was just joined.
        for (int place = 0; place < joinedGroups.length; place++) {
            if (joinedGroups[place] != 0 && !isJoined(place)) {
                leave(place);
            }
        }
        for (int place = 0; place < joinedGroups.length; place++) {
            if (groups.isTaken(place) && (moved || joinedGroups[place] == 0)) {
                join(place);
            }
        }
    }

    /** Whether what was joined for a place is what is there. */
    private boolean isJoined(int place) {
        Fabric fabric = groups.isTaken(place) ? fabrics.find(groups.fabricIndex(place)) : null;
        return fabric != null
                && fabric.fabricId == joinedFabrics[place]
                && groups.groupId(place) == joinedGroups[place];
    }

    private void leave(int place) {
        write(joinedFabrics[place], joinedGroups[place], address);
        for (int i = 0; i < network.interfaceCount(); i++) {
            network.leave(i, address, 0);
        }
        joinedGroups[place] = 0;
    }

    private void join(int place) {
        Fabric fabric = fabrics.find(groups.fabricIndex(place));
        if (fabric == null) {
            return;
        }
        joinedFabrics[place] = fabric.fabricId;
        joinedGroups[place] = (char) groups.groupId(place);
        write(fabric.fabricId, joinedGroups[place], address);
        for (int i = 0; i < network.interfaceCount(); i++) {
            network.join(i, address, 0);
        }
    }
}
