package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.PeerAddress;

/**
 * Who is told when the node can be reached: attribute RegisteredClients of ICD Management (Matter
 * core 9.16.6.4) with the keys, in places that a client keeps as long as it is registered.
 *
 * <p>Record of a fabric: structure {0 version, 1 array of structures {0 check-in node, 1 monitored
 * subject, 2 key, 3 client type}}. What was seen of a client since the boot stands beside it: when
 * the next Check-In may go, how many went in vain, and where the client was last.
 */
public final class RegisteredClients extends FabricArray {
    /** No place. */
    public static final int NONE = -1;

    public static final int KEY_LENGTH = 16;

    /** Bytes of a client in the record at most. */
    static final int MAX_RECORD = 44;

    private final int perFabric;

    /** By place; 0 where it is free. */
    private final byte[] fabrics;

    private final byte[] clientTypes;
    private final byte[] attempts;
    private final byte[] keys;
    private final long[] nodes;
    private final long[] subjects;
    private final long[] nextCheckIns;
    private final long[] addressHigh;
    private final long[] addressLow;
    private final int[] interfaces;
    private final char[] ports;

    /**
     * @param fabrics how many fabrics there can be
     * @param perFabric ClientsSupportedPerFabric, 1 to 32; 65 B each
     */
    public RegisteredClients(int fabrics, int perFabric) {
        int capacity = fabrics * perFabric;
        this.perFabric = perFabric;
        this.fabrics = new byte[capacity];
        clientTypes = new byte[capacity];
        attempts = new byte[capacity];
        keys = new byte[capacity * KEY_LENGTH];
        nodes = new long[capacity];
        subjects = new long[capacity];
        nextCheckIns = new long[capacity];
        addressHigh = new long[capacity];
        addressLow = new long[capacity];
        interfaces = new int[capacity];
        ports = new char[capacity];
    }

    /** Places, of all fabrics. */
    public int capacity() {
        return fabrics.length;
    }

    public int perFabric() {
        return perFabric;
    }

    public boolean isTaken(int place) {
        return fabrics[place] != 0;
    }

    public int fabricIndex(int place) {
        return fabrics[place] & 0xFF;
    }

    /** CheckInNodeID: where a Check-In goes. */
    public long checkInNodeId(int place) {
        return nodes[place];
    }

    /** MonitoredSubject, a node id or a CASE authenticated tag: whose subscription counts. */
    public long monitoredSubject(int place) {
        return subjects[place];
    }

    /** ClientTypeEnum. */
    public int clientType(int place) {
        return clientTypes[place];
    }

    /** Holds the keys of all; not to be changed. */
    public byte[] keys() {
        return keys;
    }

    /** Where the key of a place begins in {@link #keys}. */
    public int keyOffset(int place) {
        return place * KEY_LENGTH;
    }

    /** Whether these bytes are its key; of any length. */
    public boolean hasKey(int place, byte[] key, int offset, int length) {
        return length == KEY_LENGTH
                && Bytes.equalConstantTime(keys, keyOffset(place), key, offset, KEY_LENGTH);
    }

    /** The client of a fabric with this node id, or {@link #NONE}. */
    public int find(int fabricIndex, long checkInNodeId) {
        for (int i = 0; i < fabrics.length; i++) {
            if (fabrics[i] != 0 && fabricIndex(i) == fabricIndex && nodes[i] == checkInNodeId) {
                return i;
            }
        }
        return NONE;
    }

    /** Clients of a fabric. */
    @Override
    public int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < fabrics.length; i++) {
            if (fabrics[i] != 0 && fabricIndex(i) == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    /** Whether nobody is registered, of any fabric. */
    public boolean isEmpty() {
        for (int i = 0; i < fabrics.length; i++) {
            if (fabrics[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Registers a client, or replaces what it had registered.
     *
     * @param key {@link #KEY_LENGTH} bytes at {@code keyOffset}, copied
     * @return its place, or TABLE_FULL
     */
    public int put(
            int fabricIndex,
            long checkInNodeId,
            long monitoredSubject,
            byte[] key,
            int keyOffset,
            int clientType) {
        int place = find(fabricIndex, checkInNodeId);
        if (place == NONE) {
            place = count(fabricIndex) < perFabric ? free() : NONE;
            if (place == NONE) {
                return FabricStatus.TABLE_FULL;
            }
            fabrics[place] = (byte) fabricIndex;
            nodes[place] = checkInNodeId;
        }
        subjects[place] = monitoredSubject;
        clientTypes[place] = (byte) clientType;
        System.arraycopy(key, keyOffset, keys, keyOffset(place), KEY_LENGTH);
        answered(place);
        return place;
    }

    /** Removes a client and its key. */
    public void remove(int place) {
        fabrics[place] = 0;
        clientTypes[place] = 0;
        Bytes.zero(keys, keyOffset(place), KEY_LENGTH);
        nodes[place] = 0;
        subjects[place] = 0;
        addressHigh[place] = 0;
        addressLow[place] = 0;
        interfaces[place] = 0;
        ports[place] = 0;
        answered(place);
    }

    /** No Check-In goes to it before this time, ms; 0 for at once. */
    public long nextCheckIn(int place) {
        return nextCheckIns[place];
    }

    /** Check-Ins that went in vain, at most 127. */
    public int attempts(int place) {
        return attempts[place];
    }

    /** A Check-In goes; the next not before {@code next}. */
    public void sent(int place, long next) {
        nextCheckIns[place] = next;
        if (attempts[place] < Byte.MAX_VALUE) {
            attempts[place]++;
        }
    }

    /** The client is there, or is to be treated so: its next Check-In goes at once. */
    public void answered(int place) {
        nextCheckIns[place] = 0;
        attempts[place] = 0;
    }

    /** The client was heard from there. */
    public void setAddress(int place, PeerAddress address) {
        addressHigh[place] = address.high();
        addressLow[place] = address.low();
        ports[place] = (char) address.port;
        interfaces[place] = address.interfaceIndex;
    }

    /** Where it was heard from last; false when it was not since the boot. */
    public boolean address(int place, PeerAddress out) {
        out.set(addressHigh[place], addressLow[place], ports[place], interfaces[place]);
        return ports[place] != 0;
    }

    @Override
    public void forget(int fabricIndex) {
        for (int i = 0; i < fabrics.length; i++) {
            if (fabrics[i] != 0 && fabricIndex(i) == fabricIndex) {
                remove(i);
            }
        }
    }

    @Override
    int key(int fabricIndex) {
        return StoreKeys.registeredClients(fabricIndex);
    }

    @Override
    void putEntries(int fabricIndex, TlvWriter writer) {
        for (int i = 0; i < fabrics.length; i++) {
            if (fabrics[i] != 0 && fabricIndex(i) == fabricIndex) {
                writer.startStruct(TlvTag.ANONYMOUS);
                writer.putUnsigned(0, nodes[i]);
                writer.putUnsigned(1, subjects[i]);
                writer.putBytes(2, keys, keyOffset(i), KEY_LENGTH);
                writer.putUnsigned(3, clientTypes[i]);
                writer.endContainer();
            }
        }
    }

    @Override
    boolean takeEntry(int fabricIndex, TlvReader reader) {
        if (reader.enter() != CodecStatus.OK
                || reader.next() != CodecStatus.OK
                || reader.tag() != 0
                || reader.readU64() != CodecStatus.OK) {
            return false;
        }
        long node = reader.value();
        if (reader.next() != CodecStatus.OK
                || reader.tag() != 1
                || reader.readU64() != CodecStatus.OK) {
            return false;
        }
        long subject = reader.value();
        if (reader.next() != CodecStatus.OK
                || reader.tag() != 2
                || reader.bytes(KEY_LENGTH, KEY_LENGTH) != KEY_LENGTH) {
            return false;
        }
        int key = reader.dataOffset();
        if (reader.next() != CodecStatus.OK || reader.tag() != 3) {
            return false;
        }
        int type = reader.u8();
        return type >= 0
                && reader.exit() == CodecStatus.OK
                && put(fabricIndex, node, subject, reader.array(), key, type) >= 0;
    }

    private int free() {
        for (int i = 0; i < fabrics.length; i++) {
            if (fabrics[i] == 0) {
                return i;
            }
        }
        return NONE;
    }
}
