package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * Answers multicast DNS questions about the node's services and announces them (RFC 6762).
 *
 * <p>What is asked for by multicast and may have other answers too waits 20 to 120 ms, and further
 * questions on the same interface join it; everything else is answered at once. A question with the
 * unicast bit, or from a port other than 5353, is answered to its sender only. Records a querier
 * lists as known are left out. Announcements go out twice, 1 s apart, on every interface and with
 * the addresses of that interface, and again whenever {@link NetworkPort#generation()} moves.
 *
 * <p>Memory: {@value #BUFFER_LENGTH} bytes of the shared working memory at a time; about 150 bytes
 * and its TXT data a commissionable service, 200 an operational one, 180 an interface.
 */
public final class MdnsResponder {
    /** UDP port of multicast DNS. */
    public static final int PORT = 5353;

    /**
     * Bytes of the working memory it takes while it receives or sends: what fits an Ethernet frame
     * over IPv4, and more than one name beyond what we send.
     */
    public static final int BUFFER_LENGTH = PacketBuffer.LENGTH;

    /** Where an address is put before its digits, which do not reach there. */
    private static final int HARDWARE_ADDRESS = 32;

    private static final int PACKETS_A_POLL = 4;
    private static final int ANNOUNCEMENTS = 2;
    private static final int ANNOUNCEMENT_INTERVAL_MS = 1000;
    private static final int DELAY_MIN_MS = 20;
    private static final int DELAY_MAX_MS = 120;

    /** RFC 6762 7.2: the rest of the known answers may need this long. */
    private static final int TRUNCATED_DELAY_MIN_MS = 400;

    private static final int TRUNCATED_DELAY_MAX_MS = 500;

    /** A plain resolver asks one question; room must stay for the answers. */
    private static final int LEGACY_QUESTIONS_LENGTH_MAX = 512;

    /** ff02::fb */
    private static final byte[] GROUP_IPV6 = {
        (byte) 0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFB
    };

    /** 224.0.0.251 */
    private static final byte[] GROUP_IPV4 = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 224, 0, 0, (byte) 251
    };

    private final DatagramPort port;
    private final NetworkPort network;
    private final Zone zone;
    private final Pool<Service> commissionable;
    private final Pool<Service> operational;
    private final ResponseSender sender;
    private final MulticastPath[] paths;

    private final PacketBuffer buffer;
    private final DnsReader reader = new DnsReader();

    /** Who sent the packet at hand; once it is judged, where ours goes. */
    private final PeerAddress peer = new PeerAddress();

    /** Answers of the packet at hand that go to its sender, and those that go to everybody. */
    private final RecordSet unicast;

    private final RecordSet multicast;

    /** Null in a node that only answers. */
    private MdnsResolver resolver;

    private int generation;
    private boolean started;
    private int random;

    private int received;
    private int malformed;

    /**
     * @param port bound to UDP port 5353, shared with others if the platform has other responders
     * @param seed any number, another one on each device: spreads the delays of answers
     * @param commissionableServices 1, or 2 where a window may follow another within one poll
     * @param commissionableTxt bytes of a commissionable service's TXT data at most
     * @param operationalServices one a fabric
     * @param interfaces network interfaces served at once; further ones are ignored
     */
    public MdnsResponder(
            DatagramPort port,
            NetworkPort network,
            Scratch scratch,
            int seed,
            int commissionableServices,
            int commissionableTxt,
            int operationalServices,
            int interfaces) {
        this.port = port;
        this.network = network;
        buffer = new PacketBuffer(scratch);
        int count = commissionableServices + operationalServices;
        Service[] all = new Service[count];
        Service[] first = new Service[commissionableServices];
        Service[] second = new Service[operationalServices];
        for (int i = 0; i < count; i++) {
            if (i < commissionableServices) {
                all[i] = new Service(Service.COMMISSIONABLE, i, commissionableTxt);
                first[i] = all[i];
            } else {
                all[i] = new Service(Service.OPERATIONAL, i, Service.OPERATIONAL_TXT_BYTES);
                second[i - commissionableServices] = all[i];
            }
        }
        commissionable = new Pool<Service>(first);
        operational = new Pool<Service>(second);
        zone = new Zone(network, all);
        sender = new ResponseSender(zone, port, buffer);
        paths = new MulticastPath[2 * interfaces];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = new MulticastPath(i % 2 == 1, count);
        }
        unicast = new RecordSet(count);
        multicast = new RecordSet(count);
        // the generator of delays stays at 0 once there
        random = seed == 0 ? 1 : seed;
    }

    /** Lets the node ask, too; once, at boot. */
    void setResolver(MdnsResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * What finds nodes for all rooms that look for some; at boot.
     *
     * @param capacity resolutions at a time, by whoever asks first
     */
    public MdnsResolver resolver(int capacity) {
        return resolver == null ? new MdnsResolver(this, capacity) : resolver;
    }

    /** Other programs of this host have the port, too; at boot, behind {@link #resolver}. */
    public void sharePort() {
        if (resolver != null) {
            resolver.sharePort();
        }
    }

    /** The host's name without {@code .local}, 1..63 bytes; before the first publication. */
    public int setHostName(byte[] name, int offset, int length) {
        if (length < 1 || length > Zone.HOST_LENGTH_MAX) {
            return DnssdStatus.INCOMPLETE;
        }
        System.arraycopy(name, offset, zone.host, 0, length);
        zone.hostLength = length;
        return DnssdStatus.OK;
    }

    /**
     * Makes the host's name of the first hardware address there is: 12 or 16 upper-case hexadecimal
     * digits (Matter core 4.3.1.4).
     *
     * @return OK, or NONE when no interface has one: then {@link #setHostName} a random number
     */
    public int setHostNameFromHardware() {
        for (int i = 0; i < network.interfaceCount(); i++) {
            int length = network.hardwareAddress(i, zone.host, HARDWARE_ADDRESS);
            if (length > 0) {
                int at = 0;
                for (int n = 0; n < length; n++) {
                    at = Digits.hexByte(zone.host[HARDWARE_ADDRESS + n], zone.host, at);
                }
                zone.hostLength = at;
                return DnssdStatus.OK;
            }
        }
        return DnssdStatus.NONE;
    }

    /** A free service to fill and publish; null when all are in use. */
    public Service takeCommissionable() {
        return taken(commissionable.take());
    }

    /** A free service to fill and publish; null when all are in use. */
    public Service takeOperational() {
        return taken(operational.take());
    }

    private static Service taken(Service service) {
        if (service != null) {
            service.state = Service.FILLING;
        }
        return service;
    }

    /**
     * Announces the service from the next poll on. A service that is published already is announced
     * again: for new TXT values.
     *
     * @return OK or INCOMPLETE
     */
    public int publish(Service service, long now) {
        if (service.state == Service.FREE || !service.isComplete() || zone.hostLength == 0) {
            return DnssdStatus.INCOMPLETE;
        }
        announce(service, now);
        return DnssdStatus.OK;
    }

    private static void announce(Service service, long now) {
        service.state = Service.ANNOUNCING;
        service.announcementsLeft = ANNOUNCEMENTS;
        service.announceAt = now;
    }

    /** Says goodbye at once, if the service was published, and frees it. */
    public void withdraw(Service service, long now) {
        if (service.state == Service.FREE) {
            return;
        }
        if (service.isPublished()) {
            multicast.clear();
            multicast.services[service.number] = (char) Zone.allRecords(service);
            sayGoodbye();
        }
        release(service);
    }

    /** A clean stop: says goodbye to everything published, the host's addresses too. */
    public void withdrawAll(long now) {
        multicast.clear();
        boolean any = false;
        for (int i = 0; i < zone.services.length; i++) {
            if (zone.services[i].isPublished()) {
                multicast.services[i] = (char) Zone.allRecords(zone.services[i]);
                any = true;
            }
        }
        if (any) {
            multicast.host = RecordSet.ADDRESSES;
            sayGoodbye();
        }
        for (int i = 0; i < zone.services.length; i++) {
            release(zone.services[i]);
        }
    }

    /** Of {@link #multicast}. */
    private void sayGoodbye() {
        buffer.take();
        multicastEverywhere(0);
        buffer.release(true);
    }

    private void release(Service service) {
        for (int i = 0; i < paths.length; i++) {
            paths[i].pending.services[service.number] = 0;
        }
        if (service.type == Service.COMMISSIONABLE) {
            commissionable.release(service);
        } else {
            operational.release(service);
        }
    }

    /** Service {@code i}, the commissionable ones first; free or taken. */
    public Service service(int i) {
        return zone.services[i];
    }

    public int serviceCount() {
        return zone.services.length;
    }

    /** Packets received since boot, other hosts' answers included. */
    public int received() {
        return received;
    }

    /** Packets dropped because they were no DNS message. */
    public int malformed() {
        return malformed;
    }

    /** Packets sent since boot. */
    public int sent() {
        return sender.sent();
    }

    /**
     * Reads at most four packets, answers them, and sends what is due.
     *
     * @param now milliseconds, never going back
     * @return when to poll again at the latest; Long.MAX_VALUE when nothing is due before a packet
     */
    public long poll(long now) {
        if (!started || network.generation() != generation) {
            readInterfaces(now);
        }
        int receivedBefore = received;
        int sentBefore = sender.sent();
        buffer.take();
        boolean more = true;
        for (int i = 0; i < PACKETS_A_POLL && more; i++) {
            int length = port.receive(buffer.bytes, buffer.start(), BUFFER_LENGTH, peer);
            if (length >= 0) {
                answer(length, peer, now);
            } else if (length == PortStatus.TOO_SMALL) {
                received++;
                malformed++;
            } else {
                more = false;
            }
        }
        sendAnswers(now);
        sendAnnouncements(now);
        long next = deadline();
        if (resolver != null) {
            next = Math.min(next, resolver.poll(now));
        }
        buffer.release(received != receivedBefore || sender.sent() != sentBefore);
        return more ? now : next;
    }

    /**
     * Takes one datagram that did not come by {@link #poll}.
     *
     * @return OK or MALFORMED
     */
    public int received(byte[] datagram, int offset, int length, PeerAddress querier, long now) {
        if (length > BUFFER_LENGTH) {
            received++;
            malformed++;
            return DnssdStatus.MALFORMED;
        }
        buffer.take();
        System.arraycopy(datagram, offset, buffer.bytes, buffer.start(), length);
        int status = answer(length, querier, now);
        buffer.release(true);
        return status;
    }

    /** Joins the groups of new interfaces and announces everything everywhere. */
    private void readInterfaces(long now) {
        started = true;
        generation = network.generation();
        int count = Math.min(network.interfaceCount(), paths.length / 2);
        for (int i = 0; i < paths.length; i++) {
            paths[i].pending.clear();
            if (paths[i].interfaceIndex != 0 && positionOf(paths[i].interfaceIndex, count) < 0) {
                paths[i].clear();
            }
        }
        for (int position = 0; position < count; position++) {
            int index = network.interfaceIndex(position);
            int at = pathOf(index, false);
            if (at < 0) {
                // there are as many pairs of paths as interfaces are looked at
                at = pathOf(0, false);
            }
            enter(paths[at], index, position);
            enter(paths[at + 1], index, position);
        }
        for (int i = 0; i < zone.services.length; i++) {
            if (zone.services[i].isPublished()) {
                announce(zone.services[i], now);
            }
        }
    }

    private void enter(MulticastPath path, int index, int position) {
        path.interfaceIndex = index;
        path.position = (char) position;
        if (!zone.hasAddress(path)) {
            path.joined = false;
        } else if (!path.joined) {
            byte[] groupAddress = path.ipv4 ? GROUP_IPV4 : GROUP_IPV6;
            path.joined = network.join(position, groupAddress, 0) == PortStatus.OK;
        }
    }

    private int positionOf(int interfaceIndex, int count) {
        for (int position = 0; position < count; position++) {
            if (network.interfaceIndex(position) == interfaceIndex) {
                return position;
            }
        }
        return -1;
    }

    /** Position in {@link #paths}; −1 when there is none. */
    private int pathOf(int interfaceIndex, boolean ipv4) {
        for (int i = 0; i < paths.length; i++) {
            if (paths[i].interfaceIndex == interfaceIndex && paths[i].ipv4 == ipv4) {
                return i;
            }
        }
        return -1;
    }

    private int answer(int length, PeerAddress querier, long now) {
        received++;
        if (reader.wrap(buffer.bytes, buffer.start(), length) != DnssdStatus.OK) {
            return malformedPacket();
        }
        if (reader.isResponse() && resolver == null || !reader.isStandard()) {
            return DnssdStatus.OK;
        }
        int interfaceIndex = querier.interfaceIndex;
        if (interfaceIndex == 0) {
            // a platform that cannot tell: then there should be one interface
            interfaceIndex = paths[0].interfaceIndex;
        }
        int at = pathOf(interfaceIndex, querier.isIpv4());
        if (at < 0 || interfaceIndex == 0) {
            return DnssdStatus.OK;
        }
        if (reader.isResponse()) {
            int status =
                    querier.port == PORT
                            ? resolver.answered(reader, length, paths[at], now)
                            : DnssdStatus.OK;
            return status == DnssdStatus.OK ? status : malformedPacket();
        }
        return answerQuery(paths[at], querier, now);
    }

    DnsWriter beginQuestions() {
        return sender.beginQuestions();
    }

    /** Multicasts what was begun on every path. */
    void ask(int questions) {
        for (int i = 0; i < paths.length; i++) {
            if (paths[i].joined) {
                sender.ask(questions, groupOf(paths[i]));
            }
        }
    }

    NetworkPort network() {
        return network;
    }

    Zone zone() {
        return zone;
    }

    private int malformedPacket() {
        malformed++;
        return DnssdStatus.MALFORMED;
    }

    private int answerQuery(MulticastPath path, PeerAddress querier, long now) {
        boolean legacy = querier.port != PORT;
        int questions = reader.questionCount();
        unicast.clear();
        multicast.clear();
        for (int i = 0; i < questions; i++) {
            if (reader.nextQuestion() != DnssdStatus.OK) {
                return malformedPacket();
            }
            int dnsClass = reader.dnsClass();
            if (dnsClass == DnsType.CLASS_IN || dnsClass == DnsType.CLASS_ANY) {
                zone.match(reader, path, legacy || reader.hasTopBit() ? unicast : multicast);
            }
        }
        int questionsEnd = reader.position();
        boolean continued = questions == 0 && path.isOnlyAsker(querier);
        int known = reader.answerCount();
        for (int i = 0; i < known; i++) {
            if (reader.nextRecord() != DnssdStatus.OK) {
                return malformedPacket();
            }
            zone.suppress(reader, path, unicast);
            zone.suppress(reader, path, multicast);
            if (continued) {
                zone.suppress(reader, path, path.pending);
            }
        }
        boolean incomplete = reader.isTruncated();
        int id = reader.id();
        if (legacy) {
            if (!unicast.isEmpty() && questionsEnd <= LEGACY_QUESTIONS_LENGTH_MAX) {
                sender.legacy(unicast, path, querier, id, questions, questionsEnd);
            }
            return DnssdStatus.OK;
        }
        if (incomplete) {
            multicast.addAll(unicast);
        } else if (!unicast.isEmpty()) {
            sender.unicast(unicast, path, querier, id);
        }
        if (!multicast.isEmpty()) {
            if (incomplete) {
                delay(path, querier, now, TRUNCATED_DELAY_MIN_MS, TRUNCATED_DELAY_MAX_MS);
            } else if (multicast.isShared()) {
                delay(path, querier, now, DELAY_MIN_MS, DELAY_MAX_MS);
            } else {
                sender.multicast(multicast, path, groupOf(path), Zone.TTL);
            }
        }
        return DnssdStatus.OK;
    }

    /** Adds {@link #multicast} to what is pending on the path. */
    private void delay(MulticastPath path, PeerAddress querier, long now, int min, int max) {
        long at = now + min + nextRandom(max - min + 1);
        if (path.pending.isEmpty()) {
            path.answerAt = at;
            path.askedBy(querier);
        } else {
            path.answerAt = Math.min(path.answerAt, at);
            path.askedAlsoBy(querier);
        }
        path.pending.addAll(multicast);
    }

    private void sendAnswers(long now) {
        for (int i = 0; i < paths.length; i++) {
            MulticastPath path = paths[i];
            if (!path.pending.isEmpty() && path.answerAt <= now) {
                sender.multicast(path.pending, path, groupOf(path), Zone.TTL);
                path.pending.clear();
            }
        }
    }

    private void sendAnnouncements(long now) {
        multicast.clear();
        boolean any = false;
        for (int i = 0; i < zone.services.length; i++) {
            Service service = zone.services[i];
            if (service.state == Service.ANNOUNCING && service.announceAt <= now) {
                multicast.services[i] = (char) Zone.allRecords(service);
                multicast.host |= RecordSet.SERVICE_TYPE << service.type;
                any = true;
                service.announcementsLeft--;
                service.announceAt = now + ANNOUNCEMENT_INTERVAL_MS;
                if (service.announcementsLeft == 0) {
                    service.state = Service.ACTIVE;
                }
            }
        }
        if (any) {
            multicast.host |= RecordSet.ADDRESSES;
            multicastEverywhere(Zone.TTL);
        }
    }

    /** Sends {@link #multicast} on every path; the addresses are each interface's own. */
    private void multicastEverywhere(int ttl) {
        for (int i = 0; i < paths.length; i++) {
            if (paths[i].joined) {
                sender.multicast(multicast, paths[i], groupOf(paths[i]), ttl);
            }
        }
    }

    private PeerAddress groupOf(MulticastPath path) {
        byte[] address = path.ipv4 ? GROUP_IPV4 : GROUP_IPV6;
        System.arraycopy(address, 0, peer.ip, 0, PeerAddress.IP_LENGTH);
        peer.port = PORT;
        peer.interfaceIndex = path.interfaceIndex;
        return peer;
    }

    private long deadline() {
        long deadline = Long.MAX_VALUE;
        for (int i = 0; i < paths.length; i++) {
            if (!paths[i].pending.isEmpty()) {
                deadline = Math.min(deadline, paths[i].answerAt);
            }
        }
        for (int i = 0; i < zone.services.length; i++) {
            if (zone.services[i].state == Service.ANNOUNCING) {
                deadline = Math.min(deadline, zone.services[i].announceAt);
            }
        }
        return deadline;
    }

    /** 0 to {@code bound} − 1 (Marsaglia's xorshift; nothing secret hangs on it). */
    private int nextRandom(int bound) {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return (random >>> 1) % bound;
    }
}
