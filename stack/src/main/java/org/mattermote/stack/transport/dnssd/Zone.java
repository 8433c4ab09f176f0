package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PeerAddress;

/**
 * The names that are ours: which records answer a question, which ones a querier knows already, and
 * how each is written.
 *
 * <pre>
 *  _services._dns-sd._udp.local    PTR   service type
 *  (service type).local            PTR   instance
 *  (sub-type)._sub.(type).local    PTR   instance
 *  (instance).(type).local         SRV TXT NSEC
 *  (host).local                    AAAA A NSEC
 * </pre>
 */
final class Zone {
    /** Seconds, for every record: a node that lost its power is not believed in for long. */
    static final int TTL = 120;

    static final int HOST_LENGTH_MAX = 63;

    private static final byte[] SERVICES = {
        9, '_', 's', 'e', 'r', 'v', 'i', 'c', 'e', 's', 7, '_', 'd', 'n', 's', '-', 's', 'd', 4,
        '_', 'u', 'd', 'p', 5, 'l', 'o', 'c', 'a', 'l'
    };
    private static final byte[] COMMISSIONABLE = {
        8, '_', 'm', 'a', 't', 't', 'e', 'r', 'c', 4, '_', 'u', 'd', 'p', 5, 'l', 'o', 'c', 'a', 'l'
    };
    static final byte[] OPERATIONAL = {
        7, '_', 'm', 'a', 't', 't', 'e', 'r', 4, '_', 't', 'c', 'p', 5, 'l', 'o', 'c', 'a', 'l'
    };
    private static final byte[] SUB = {4, '_', 's', 'u', 'b'};
    static final byte[] LOCAL = {5, 'l', 'o', 'c', 'a', 'l'};

    /** NSEC bitmap, window 0: TXT (16) and SRV (33). */
    private static final byte[] INSTANCE_TYPES = {0, 5, 0, 0, (byte) 0x80, 0, 0x40};

    /** The same of a host: A (1), AAAA (28). */
    private static final byte[] IPV4_TYPE = {0, 1, 0x40};

    private static final byte[] IPV6_TYPE = {0, 4, 0, 0, 0, 0x08};
    private static final byte[] BOTH_ADDRESS_TYPES = {0, 4, 0x40, 0, 0, 0x08};

    /** An empty bitmap has no window at all (RFC 4034 4.1.2). */
    private static final byte[] NO_TYPE = {};

    private static final byte[] EMPTY_TXT = {0};

    private static final int IPV4_AT = 12;
    private static final int IPV4_LENGTH = 4;

    final Service[] services;
    final byte[] host = new byte[HOST_LENGTH_MAX];
    int hostLength;

    private final NetworkPort network;
    private final PeerAddress address = new PeerAddress();

    Zone(NetworkPort network, Service[] services) {
        this.network = network;
        this.services = services;
    }

    /** Adds to {@code out} what answers the reader's present question on {@code path}. */
    void match(DnsReader question, MulticastPath path, RecordSet out) {
        int type = question.type();
        int name = question.name();
        boolean pointer = type == DnsType.PTR || type == DnsType.ANY;
        if (pointer && isServices(question, name)) {
            out.host |= serviceTypes();
        }
        for (int i = 0; i < services.length; i++) {
            Service service = services[i];
            if (!service.isPublished()) {
                continue;
            }
            if (pointer) {
                out.services[i] |= pointersAt(question, name, service);
            }
            if (isInstance(question, name, service)) {
                out.services[i] |= instanceAnswer(type);
            }
        }
        if (isHost(question, name)) {
            out.host |= hostAnswer(type, path);
        }
    }

    private static int instanceAnswer(int type) {
        switch (type) {
            case DnsType.ANY:
                return RecordSet.SRV | RecordSet.TXT;
            case DnsType.SRV:
                return RecordSet.SRV;
            case DnsType.TXT:
                return RecordSet.TXT;
            default:
                return RecordSet.INSTANCE_NSEC;
        }
    }

    private int hostAnswer(int type, MulticastPath path) {
        int found = 0;
        if (type == DnsType.ANY) {
            found = addresses(path);
        } else if (type == DnsType.AAAA) {
            found = addresses(path, false);
        } else if (type == DnsType.A) {
            found = addresses(path, true);
        }
        return found != 0 ? found : RecordSet.HOST_NSEC;
    }

    /** Whether an operational service of ours has this instance name. */
    boolean isOwn(byte[] name, int offset, int length) {
        boolean own = false;
        for (int i = 0; i < services.length; i++) {
            Service service = services[i];
            own |=
                    service.isPublished()
                            && service.type == Service.OPERATIONAL
                            && service.instanceLength == length
                            && Bytes.equal(service.bytes, 0, name, offset, length);
        }
        return own;
    }

    /** SERVICE_TYPE bits of the types of which something is published. */
    int serviceTypes() {
        int types = 0;
        for (int i = 0; i < services.length; i++) {
            if (services[i].isPublished()) {
                types |= RecordSet.SERVICE_TYPE << services[i].type;
            }
        }
        return types;
    }

    /** Bits of all addresses of the path's interface. */
    int addresses(MulticastPath path) {
        return (1 << addressCount(path)) - 1;
    }

    private int addresses(MulticastPath path, boolean ipv4) {
        int count = addressCount(path);
        int found = 0;
        for (int n = 0; n < count; n++) {
            network.address(path.position, n, address.ip, 0);
            if (address.isIpv4() == ipv4) {
                found |= 1 << n;
            }
        }
        return found;
    }

    /** Has the path's interface an address of the path's IP version? */
    boolean hasAddress(MulticastPath path) {
        return addresses(path, path.ipv4) != 0;
    }

    int addressCount(MulticastPath path) {
        if (path.position >= network.interfaceCount()) {
            return 0;
        }
        return Math.min(network.addressCount(path.position), RecordSet.ADDRESSES_MAX);
    }

    /** Every bit that a published service has. */
    static int allRecords(Service service) {
        return RecordSet.PTR
                | RecordSet.SRV
                | RecordSet.TXT
                | RecordSet.SUBTYPE * ((1 << service.subtypeCount) - 1);
    }

    /**
     * Takes out of {@code set} the record that the reader stands at, if its sender will remember it
     * for at least half of its life (RFC 6762 7.1).
     */
    void suppress(DnsReader known, MulticastPath path, RecordSet set) {
        if (known.dnsClass() != DnsType.CLASS_IN || known.ttl() < TTL / 2) {
            return;
        }
        int name = known.name();
        switch (known.type()) {
            case DnsType.PTR:
                suppressPointer(known, name, set);
                break;
            case DnsType.SRV:
            case DnsType.TXT:
                for (int i = 0; i < services.length; i++) {
                    Service service = services[i];
                    if (set.services[i] != 0
                            && service.isPublished()
                            && isInstance(known, name, service)) {
                        set.services[i] &= ~knownInstanceRecord(known, service);
                    }
                }
                break;
            case DnsType.A:
            case DnsType.AAAA:
                if ((set.host & RecordSet.ADDRESSES) != 0 && isHost(known, name)) {
                    set.host &= ~knownAddress(known, path);
                }
                break;
            default:
                break;
        }
    }

    private void suppressPointer(DnsReader known, int name, RecordSet set) {
        int target = known.data();
        if ((set.host & RecordSet.SERVICE_TYPES) != 0 && isServices(known, name)) {
            for (int type = Service.COMMISSIONABLE; type <= Service.OPERATIONAL; type++) {
                if (known.compare(target).labels(typeName(type)) && known.end()) {
                    set.host &= ~(RecordSet.SERVICE_TYPE << type);
                }
            }
        }
        for (int i = 0; i < services.length; i++) {
            Service service = services[i];
            if ((set.services[i] & RecordSet.POINTERS) != 0
                    && service.isPublished()
                    && isInstance(known, target, service)) {
                set.services[i] &= ~pointersAt(known, name, service);
            }
        }
    }

    private int knownInstanceRecord(DnsReader known, Service service) {
        int at = known.data();
        int length = known.dataLength();
        byte[] there = known.buffer();
        if (known.type() == DnsType.SRV) {
            boolean same =
                    Bytes.u16be(there, at) == 0
                            && Bytes.u16be(there, at + 2) == 0
                            && Bytes.u16be(there, at + 4) == service.port
                            && isHost(known, at + 6);
            return same ? RecordSet.SRV : 0;
        }
        boolean same =
                service.txtLength == 0
                        ? length == EMPTY_TXT.length && there[at] == EMPTY_TXT[0]
                        : length == service.txtLength
                                && Bytes.equal(there, at, service.bytes, service.txtAt(), length);
        return same ? RecordSet.TXT : 0;
    }

    private int knownAddress(DnsReader known, MulticastPath path) {
        boolean ipv4 = known.type() == DnsType.A;
        int skip = ipv4 ? IPV4_AT : 0;
        int length = PeerAddress.IP_LENGTH - skip;
        if (known.dataLength() != length) {
            return 0;
        }
        int count = addressCount(path);
        for (int n = 0; n < count; n++) {
            network.address(path.position, n, address.ip, 0);
            if (address.isIpv4() == ipv4
                    && Bytes.equal(known.buffer(), known.data(), address.ip, skip, length)) {
                return 1 << n;
            }
        }
        return 0;
    }

    private static boolean isServices(DnsReader reader, int name) {
        return reader.compare(name).labels(SERVICES) && reader.end();
    }

    private static boolean isInstance(DnsReader reader, int name, Service service) {
        return reader.compare(name).label(service.bytes, 0, service.instanceLength)
                && reader.labels(typeName(service.type))
                && reader.end();
    }

    private boolean isHost(DnsReader reader, int name) {
        return hostLength > 0
                && reader.compare(name).label(host, 0, hostLength)
                && reader.labels(LOCAL)
                && reader.end();
    }

    /** PTR and SUBTYPE bits of {@code service} whose owner is the name at {@code name}. */
    private static int pointersAt(DnsReader reader, int name, Service service) {
        byte[] type = typeName(service.type);
        if (reader.compare(name).labels(type) && reader.end()) {
            return RecordSet.PTR;
        }
        int at = Service.SUBTYPES;
        for (int k = 0; k < service.subtypeCount; k++) {
            int length = service.bytes[at];
            if (reader.compare(name).label(service.bytes, at + 1, length)) {
                return reader.labels(SUB) && reader.labels(type) && reader.end()
                        ? RecordSet.SUBTYPE << k
                        : 0;
            }
            at += 1 + length;
        }
        return 0;
    }

    private static byte[] typeName(int type) {
        return type == Service.COMMISSIONABLE ? COMMISSIONABLE : OPERATIONAL;
    }

    /** Writes {@code _services._dns-sd._udp.local PTR type}. */
    int writeServiceType(DnsWriter out, int type, int ttl) {
        out.beginRecord();
        out.labels(SERVICES);
        out.endName(true);
        out.beginData(DnsType.PTR, DnsType.CLASS_IN, ttl);
        out.beginName();
        out.labels(typeName(type));
        out.endName(true);
        return out.endRecord();
    }

    /** Writes the PTR record of the type, or of sub-type {@code subtype} when that is not −1. */
    int writePointer(DnsWriter out, Service service, int subtype, int ttl) {
        out.beginRecord();
        if (subtype >= 0) {
            int at = service.subtypeAt(subtype);
            out.label(service.bytes, at + 1, service.bytes[at]);
            out.labels(SUB);
        }
        out.labels(typeName(service.type));
        out.endName(true);
        out.beginData(DnsType.PTR, DnsType.CLASS_IN, ttl);
        out.beginName();
        instanceName(out, service, true);
        return out.endRecord();
    }

    /**
     * @param legacy for a plain DNS resolver: no cache-flush bit, no compression in the data (RFC
     *     6762 6.7 and 18.14)
     */
    int writeSrv(DnsWriter out, Service service, int ttl, boolean legacy) {
        out.beginRecord();
        instanceName(out, service, true);
        out.beginData(DnsType.SRV, unique(legacy), ttl);
        out.u16(0);
        out.u16(0);
        out.u16(service.port);
        out.beginName();
        hostName(out, !legacy);
        return out.endRecord();
    }

    int writeTxt(DnsWriter out, Service service, int ttl, boolean legacy) {
        out.beginRecord();
        instanceName(out, service, true);
        out.beginData(DnsType.TXT, unique(legacy), ttl);
        if (service.txtLength == 0) {
            out.bytes(EMPTY_TXT, 0, EMPTY_TXT.length);
        } else {
            out.bytes(service.bytes, service.txtAt(), service.txtLength);
        }
        return out.endRecord();
    }

    /** Says that the instance has SRV and TXT records and no other (RFC 6762 6.1). */
    int writeInstanceNsec(DnsWriter out, Service service, int ttl, boolean legacy) {
        out.beginRecord();
        instanceName(out, service, true);
        out.beginData(DnsType.NSEC, unique(legacy), ttl);
        out.beginName();
        instanceName(out, service, !legacy);
        out.bytes(INSTANCE_TYPES, 0, INSTANCE_TYPES.length);
        return out.endRecord();
    }

    /** Writes address {@code n} of the path's interface as A or AAAA record. */
    int writeAddress(DnsWriter out, MulticastPath path, int n, int ttl, boolean legacy) {
        network.address(path.position, n, address.ip, 0);
        boolean ipv4 = address.isIpv4();
        out.beginRecord();
        hostName(out, true);
        out.beginData(ipv4 ? DnsType.A : DnsType.AAAA, unique(legacy), ttl);
        if (ipv4) {
            out.bytes(address.ip, IPV4_AT, IPV4_LENGTH);
        } else {
            out.bytes(address.ip, 0, PeerAddress.IP_LENGTH);
        }
        return out.endRecord();
    }

    /** Says of which kinds the host has addresses on the path's interface. */
    int writeHostNsec(DnsWriter out, MulticastPath path, int ttl, boolean legacy) {
        boolean ipv4 = addresses(path, true) != 0;
        boolean ipv6 = addresses(path, false) != 0;
        out.beginRecord();
        hostName(out, true);
        out.beginData(DnsType.NSEC, unique(legacy), ttl);
        out.beginName();
        hostName(out, !legacy);
        byte[] types = hostTypes(ipv4, ipv6);
        out.bytes(types, 0, types.length);
        return out.endRecord();
    }

    private static byte[] hostTypes(boolean ipv4, boolean ipv6) {
        if (ipv4) {
            return ipv6 ? BOTH_ADDRESS_TYPES : IPV4_TYPE;
        }
        return ipv6 ? IPV6_TYPE : NO_TYPE;
    }

    private static int unique(boolean legacy) {
        return legacy ? DnsType.CLASS_IN : DnsType.CLASS_IN | DnsType.CACHE_FLUSH;
    }

    private static void instanceName(DnsWriter out, Service service, boolean compress) {
        out.label(service.bytes, 0, service.instanceLength);
        out.labels(typeName(service.type));
        out.endName(compress);
    }

    private void hostName(DnsWriter out, boolean compress) {
        out.label(host, 0, hostLength);
        out.labels(LOCAL);
        out.endName(compress);
    }
}
