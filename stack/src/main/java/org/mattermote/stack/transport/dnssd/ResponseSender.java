package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;

/**
 * Puts a {@link RecordSet} into as few packets as it takes and sends them: the answers first, then
 * whatever a querier would ask next, as far as it fits (RFC 6763 12).
 */
final class ResponseSender {
    /** 1,280 bytes of IPv6 packet less its header and that of UDP. */
    static final int PACKET_LENGTH_MAX = 1232;

    /** RFC 6762 6.7: a plain resolver's cache must not keep what multicast may soon change. */
    static final int LEGACY_TTL = 10;

    private static final int FLAGS_RESPONSE = 0x8400;
    private static final int FLAG_TRUNCATED = 0x0200;

    private final Zone zone;
    private final DatagramPort port;
    private final PacketBuffer buffer;

    /** Idle between two packets: questions are written with it, too. */
    final DnsWriter writer = new DnsWriter();

    // of the response that is being written
    private PeerAddress to;
    private int id;
    private int questions;
    private boolean legacy;
    private boolean truncated;
    private int ttl;
    private int answers;
    private int additionals;

    private int sent;

    /**
     * @param buffer the packets are written here; what was received may lie in it, since a set is
     *     complete before it is sent
     */
    ResponseSender(Zone zone, DatagramPort port, PacketBuffer buffer) {
        this.zone = zone;
        this.port = port;
        this.buffer = buffer;
    }

    private void begin(int position) {
        writer.begin(buffer.bytes, buffer.start(), position, PACKET_LENGTH_MAX);
    }

    /** Packets sent since boot. */
    int sent() {
        return sent;
    }

    /** Multicasts {@code set}, {@code ttl} 0 being a goodbye. */
    void multicast(RecordSet set, MulticastPath path, PeerAddress group, int ttl) {
        begin(group, 0, ttl);
        send(set, path, ttl > 0);
    }

    /** Answers one multicast DNS host that asked for a unicast answer (RFC 6762 5.4). */
    void unicast(RecordSet set, MulticastPath path, PeerAddress querier, int id) {
        begin(querier, id, Zone.TTL);
        send(set, path, true);
    }

    /**
     * Answers a plain DNS resolver: with its id and its questions (RFC 6762 6.7).
     *
     * @param questionsEnd the questions lie in the buffer up to here, and stay there
     */
    void legacy(
            RecordSet set,
            MulticastPath path,
            PeerAddress querier,
            int id,
            int questions,
            int questionsEnd) {
        begin(querier, id, LEGACY_TTL);
        legacy = true;
        this.questions = questions;
        begin(questionsEnd);
        send(set, path, true);
    }

    /** Starts a packet of questions, to be written by the caller. */
    DnsWriter beginQuestions() {
        begin(DnsReader.HEADER_LENGTH);
        return writer;
    }

    /** Sends the questions to one group; again to the next. */
    void ask(int count, PeerAddress group) {
        writer.header(0, 0, count, 0, 0);
        port.send(buffer.bytes, buffer.start(), writer.length(), group);
        sent++;
    }

    private void begin(PeerAddress to, int id, int ttl) {
        this.to = to;
        this.id = id;
        this.ttl = ttl;
        legacy = false;
        questions = 0;
        truncated = false;
        beginPacket();
    }

    private void beginPacket() {
        begin(DnsReader.HEADER_LENGTH);
        answers = 0;
        additionals = 0;
    }

    private void send(RecordSet set, MulticastPath path, boolean withAdditionals) {
        for (int type = Service.COMMISSIONABLE; type <= Service.OPERATIONAL; type++) {
            if ((set.host & RecordSet.SERVICE_TYPE << type) != 0
                    && countAnswer(zone.writeServiceType(writer, type, ttl))) {
                zone.writeServiceType(writer, type, ttl);
            }
        }
        for (int i = 0; i < zone.services.length; i++) {
            answerService(zone.services[i], set.services[i]);
        }
        int addresses = set.host & RecordSet.ADDRESSES & zone.addresses(path);
        for (int n = 0; n < RecordSet.ADDRESSES_MAX; n++) {
            if ((addresses & 1 << n) != 0
                    && countAnswer(zone.writeAddress(writer, path, n, ttl, legacy))) {
                zone.writeAddress(writer, path, n, ttl, legacy);
            }
        }
        if ((set.host & RecordSet.HOST_NSEC) != 0
                && countAnswer(zone.writeHostNsec(writer, path, ttl, legacy))) {
            zone.writeHostNsec(writer, path, ttl, legacy);
        }
        if (withAdditionals) {
            addAdditionals(set, path, addresses);
        }
        finishPacket();
    }

    private void answerService(Service service, int records) {
        if ((records & RecordSet.PTR) != 0
                && countAnswer(zone.writePointer(writer, service, -1, ttl))) {
            zone.writePointer(writer, service, -1, ttl);
        }
        for (int k = 0; k < service.subtypeCount; k++) {
            if ((records & RecordSet.SUBTYPE << k) != 0
                    && countAnswer(zone.writePointer(writer, service, k, ttl))) {
                zone.writePointer(writer, service, k, ttl);
            }
        }
        if ((records & RecordSet.SRV) != 0
                && countAnswer(zone.writeSrv(writer, service, ttl, legacy))) {
            zone.writeSrv(writer, service, ttl, legacy);
        }
        if ((records & RecordSet.TXT) != 0
                && countAnswer(zone.writeTxt(writer, service, ttl, legacy))) {
            zone.writeTxt(writer, service, ttl, legacy);
        }
        if ((records & RecordSet.INSTANCE_NSEC) != 0
                && countAnswer(zone.writeInstanceNsec(writer, service, ttl, legacy))) {
            zone.writeInstanceNsec(writer, service, ttl, legacy);
        }
    }

    /**
     * Counts an answer that was written. One that did not fit goes into the next packet: the
     * present one leaves, and the caller writes the record again. No record of ours is longer than
     * an empty packet.
     *
     * @return write it again
     */
    private boolean countAnswer(int status) {
        if (status == DnssdStatus.OK) {
            answers++;
            return false;
        }
        if (legacy) {
            // the questions are gone from the buffer after one packet, and such a resolver reads
            // one
            truncated = true;
            return false;
        }
        finishPacket();
        beginPacket();
        answers++;
        return true;
    }

    private void addAdditionals(RecordSet set, MulticastPath path, int answered) {
        boolean needsAddresses = false;
        for (int i = 0; i < zone.services.length; i++) {
            Service service = zone.services[i];
            int records = set.services[i];
            if ((records & RecordSet.POINTERS) != 0) {
                if ((records & RecordSet.SRV) == 0) {
                    countAdditional(zone.writeSrv(writer, service, ttl, legacy));
                }
                if ((records & RecordSet.TXT) == 0) {
                    countAdditional(zone.writeTxt(writer, service, ttl, legacy));
                }
            }
            needsAddresses |= (records & (RecordSet.POINTERS | RecordSet.SRV)) != 0;
        }
        needsAddresses |= answered != 0;
        if (!needsAddresses) {
            return;
        }
        int count = zone.addressCount(path);
        for (int n = 0; n < count; n++) {
            if ((answered & 1 << n) == 0) {
                countAdditional(zone.writeAddress(writer, path, n, ttl, legacy));
            }
        }
    }

    private void countAdditional(int status) {
        if (status == DnssdStatus.OK) {
            additionals++;
        }
    }

    private void finishPacket() {
        if (answers == 0 && !truncated) {
            return;
        }
        int flags = truncated ? FLAGS_RESPONSE | FLAG_TRUNCATED : FLAGS_RESPONSE;
        writer.header(id, flags, questions, answers, additionals);
        port.send(buffer.bytes, buffer.start(), writer.length(), to);
        sent++;
    }
}
