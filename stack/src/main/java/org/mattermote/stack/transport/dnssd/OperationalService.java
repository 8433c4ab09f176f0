package org.mattermote.stack.transport.dnssd;

/** What a node says of itself in each of its fabrics (Matter core 4.3.2). */
public final class OperationalService {
    private static final byte[] SUBTYPE_FABRIC = {'_', 'I'};

    private OperationalService() {}

    /**
     * Names the service and writes its sub-type and TXT keys.
     *
     * @param service taken, not yet published
     * @param compressedFabricId the eight bytes read big-endian
     * @param port UDP (and TCP) port of the node
     * @return OK, or INCOMPLETE when a value is out of its range
     */
    public static int fill(
            Service service, long compressedFabricId, long nodeId, int port, CommonText common) {
        service.port(port);
        service.clearInstance();
        service.instanceHex(compressedFabricId);
        service.instanceByte('-');
        service.instanceHex(nodeId);
        service.subtypeCount = 0;
        service.subtypeBytes = 0;
        service.subtypeHex(SUBTYPE_FABRIC, compressedFabricId);
        service.clearTxt();
        common.addTo(service);
        return service.isComplete() ? DnssdStatus.OK : DnssdStatus.INCOMPLETE;
    }
}
