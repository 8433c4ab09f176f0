package org.mattermote.stack.transport.dnssd;

/**
 * Which of our records are meant: a bit mask of 16 bits a service, and one for the records of the
 * host.
 */
final class RecordSet {
    /** Bits of a service's mask; sub-type k is {@code SUBTYPE << k}. */
    static final int PTR = 1;

    static final int SRV = 2;
    static final int TXT = 4;
    static final int INSTANCE_NSEC = 8;
    static final int SUBTYPE = 16;

    static final int POINTERS = 0xFFFF & ~(SRV | TXT | INSTANCE_NSEC);

    /** Bits of the host's mask: address n of the interface is bit n. */
    static final int ADDRESSES = 0xFFFF;

    static final int ADDRESSES_MAX = 16;
    static final int HOST_NSEC = 1 << 16;

    /** The service types there are; the type's bit is {@code SERVICE_TYPE << type}. */
    static final int SERVICE_TYPE = 1 << 17;

    static final int SERVICE_TYPES =
            SERVICE_TYPE << Service.COMMISSIONABLE | SERVICE_TYPE << Service.OPERATIONAL;

    final char[] services;
    int host;

    RecordSet(int services) {
        this.services = new char[services];
    }

    void clear() {
        for (int i = 0; i < services.length; i++) {
            services[i] = 0;
        }
        host = 0;
    }

    boolean isEmpty() {
        int all = host;
        for (int i = 0; i < services.length; i++) {
            all |= services[i];
        }
        return all == 0;
    }

    void addAll(RecordSet other) {
        for (int i = 0; i < services.length; i++) {
            services[i] |= other.services[i];
        }
        host |= other.host;
    }

    /** Holds a record of which other hosts may have one with the same name and type. */
    boolean isShared() {
        int all = 0;
        for (int i = 0; i < services.length; i++) {
            all |= services[i];
        }
        return (all & POINTERS) != 0 || (host & SERVICE_TYPES) != 0;
    }
}
