package org.mattermote.stack.icd;

import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.dnssd.MdnsResolver;
import org.mattermote.stack.transport.dnssd.Resolution;

/** Where nodes are by multicast DNS; a search that finds no resolution free waits for one. */
public final class MdnsAddresses implements PeerAddresses {
    private final MdnsResolver resolver;
    private final FabricTable fabrics;

    /** By number of the search; null where there is none. */
    private final Resolution[] searches;

    /**
     * @param capacity searches at a time
     */
    public MdnsAddresses(MdnsResolver resolver, FabricTable fabrics, int capacity) {
        this.resolver = resolver;
        this.fabrics = fabrics;
        searches = new Resolution[capacity];
    }

    @Override
    public int find(int search, int fabricIndex, long nodeId, PeerAddress out, long nowMillis) {
        Resolution found = searches[search];
        if (found == null) {
            return begin(search, fabrics.find(fabricIndex), nodeId, nowMillis);
        }
        switch (found.outcome()) {
            case Resolution.FOUND:
                found.address(0, out);
                forget(search);
                return FOUND;
            case Resolution.ABSENT:
                forget(search);
                return UNKNOWN;
            default:
                return SEARCHING;
        }
    }

    @Override
    public void forget(int search) {
        if (searches[search] != null) {
            resolver.release(searches[search]);
            searches[search] = null;
        }
    }

    private int begin(int search, Fabric fabric, long nodeId, long nowMillis) {
        if (fabric == null) {
            return UNKNOWN;
        }
        if (resolver.slots().inUse() == resolver.slots().capacity()) {
            return SEARCHING;
        }
        searches[search] =
                resolver.resolve(Bytes.u64be(fabric.compressedFabricId, 0), nodeId, nowMillis);
        return searches[search] == null ? UNKNOWN : SEARCHING;
    }
}
