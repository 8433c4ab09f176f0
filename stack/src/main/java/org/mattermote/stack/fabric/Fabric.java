package org.mattermote.stack.fabric;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;

/**
 * One fabric the node belongs to; its certificates are in {@link FabricCertificates}. The private
 * key and the IPKs are for signing and key derivation only; no attribute and no log shows them.
 */
public final class Fabric extends Slot {
    /** Largest Matter certificate, bytes (Matter core 6.5.2). */
    public static final int MAX_CERTIFICATE = 400;

    public static final int MAX_LABEL = 32;

    /** Greatest fabric index. */
    public static final int MAX_INDEX = 254;

    /** 1..254. */
    public int fabricIndex;

    public long fabricId;
    public long nodeId;

    /** Vendor of the administrator who added the fabric. */
    public int vendorId;

    /** Uncompressed point. */
    public final byte[] rootPublicKey = new byte[65];

    /** Big-endian (Matter core 4.3.2.2). */
    public final byte[] compressedFabricId = new byte[8];

    /** Operational private key, big-endian. */
    public final byte[] privateKey = new byte[32];

    /**
     * Operational group keys of key set 0, key n at 16 n: what CASE calls the IPK. As many count as
     * the key set has.
     */
    final byte[] ipks = new byte[GroupKeySet.MAX_KEYS * GroupKeySet.KEY_LENGTH];

    /** UTF-8. */
    public final byte[] label = new byte[MAX_LABEL];

    public int labelLength;

    /** Added or updated under a fail-safe that has not been committed. */
    public boolean pending;

    /** The store has a record of it, perhaps an older one. */
    public boolean stored;

    @Override
    protected void clear() {
        fabricIndex = 0;
        fabricId = 0;
        nodeId = 0;
        vendorId = 0;
        labelLength = 0;
        pending = false;
        stored = false;
        Bytes.zero(rootPublicKey);
        Bytes.zero(compressedFabricId);
        Bytes.zero(privateKey);
        Bytes.zero(ipks);
    }

    @Override
    protected void state(SlotState state) {
        fabricIndex = state.integer(fabricIndex);
        fabricId = state.wide(fabricId);
        nodeId = state.wide(nodeId);
        vendorId = state.integer(vendorId);
        state.bytes(rootPublicKey);
        state.bytes(compressedFabricId);
        state.bytes(privateKey);
        state.bytes(ipks);
        state.bytes(label);
        labelLength = state.integer(labelLength);
        pending = state.flag(pending);
        stored = state.flag(stored);
    }
}
