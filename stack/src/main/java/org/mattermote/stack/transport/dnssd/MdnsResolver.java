package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.port.PeerAddress;

/**
 * Finds nodes of our fabrics by multicast DNS (RFC 6762; Matter core 4.3.2): {@code (compressed
 * fabric id)-(node id)._matter._tcp.local} leads to a port and a host, that to addresses. It shares
 * socket and buffer with {@link MdnsResponder}, which gives it every response.
 *
 * <table>
 * <caption>States of a resolution</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>none</td><td>{@link #resolve}</td><td>ASK_SERVICE</td></tr>
 * <tr><td>ASK_SERVICE</td><td>due: ask for SRV and TXT, 3 times, 1, 2 and 4 s before the next
 *     </td><td>ASK_SERVICE</td></tr>
 * <tr><td>ASK_SERVICE, ASK_HOST</td><td>SRV of this node, its host's AAAA in the same packet</td>
 *     <td>LOCATED</td></tr>
 * <tr><td>ASK_SERVICE, ASK_HOST</td><td>SRV without the host's AAAA</td><td>ASK_HOST</td></tr>
 * <tr><td>ASK_HOST</td><td>due: ask for AAAA, as above</td><td>ASK_HOST</td></tr>
 * <tr><td>ASK_HOST</td><td>AAAA of the host</td><td>LOCATED</td></tr>
 * <tr><td>ASK_SERVICE, ASK_HOST</td><td>due, asked 3 times</td><td>SILENT</td></tr>
 * <tr><td>any</td><td>{@link #release}</td><td>none</td></tr>
 * </table>
 *
 * The first question wants its answer by unicast (RFC 6762 5.4); it waits for nothing, since what
 * makes us ask is no event that all hosts see. Where programs share the port none does. Records
 * that nobody asked for, and those that say goodbye, count for nothing; nothing is kept for later.
 */
public final class MdnsResolver {
    private static final int QUESTIONS = 3;

    /** Records read of a packet: a node says a dozen, and a stranger must not keep us busy. */
    private static final int RECORDS_MAX = 32;

    /** RFC 6762 5.2: a second at least, then twice as long each time. */
    private static final int FIRST_INTERVAL_MS = 1000;

    /** What SII and SAI may be (Matter core 4.3.4). */
    private static final int INTERVAL_MAX_MS = 3600000;

    private static final int THRESHOLD_MAX_MS = 65535;
    private static final int TCP_MAX = 7;

    private static final int IP = PeerAddress.IP_LENGTH;
    private static final int INSTANCE_LENGTH = 33;

    /** {@link #work}: behind the candidates, an address to compare with. */
    private static final int OWN = Resolution.ADDRESSES_MAX * IP;

    // How good an address is.
    private static final int SAME_PREFIX = 0;
    private static final int LINK_LOCAL = 1;
    private static final int UNIQUE_LOCAL = 2;
    private static final int GLOBAL = 3;
    private static final int USELESS = 4;

    private final MdnsResponder responder;
    private final Pool<Resolution> slots;

    /** An instance name, or the addresses that a packet brought. */
    private final byte[] work = new byte[OWN + IP];

    private int candidates;

    /** Whether an answer by unicast may go to another program: no question wants one then. */
    private boolean portShared;

    /**
     * @param capacity resolutions at a time
     */
    public MdnsResolver(MdnsResponder responder, int capacity) {
        this.responder = responder;
        Resolution[] all = new Resolution[capacity];
        for (int i = 0; i < capacity; i++) {
            all[i] = new Resolution();
        }
        slots = new Pool<Resolution>(all);
        responder.setResolver(this);
    }

    /**
     * Other programs of this host have the port, too: one of them, whichever the host picks, hears
     * what comes by unicast (RFC 6762 15.1).
     */
    void sharePort() {
        portShared = true;
    }

    /** To be looked at: resolutions under way or not yet released. */
    public Pool<Resolution> slots() {
        return slots;
    }

    /**
     * Looks for a node from the next poll on.
     *
     * @param compressedFabricId the eight bytes read big-endian
     * @return to be looked at and released; null when too many are under way, or the name is our
     *     own
     */
    public Resolution resolve(long compressedFabricId, long nodeId, long now) {
        putInstance(compressedFabricId, nodeId);
        if (responder.zone().isOwn(work, 0, INSTANCE_LENGTH)) {
            return null;
        }
        Resolution resolution = slots.take();
        if (resolution != null) {
            resolution.compressedFabricId = compressedFabricId;
            resolution.nodeId = nodeId;
            resolution.due = now;
            resolution.state = Resolution.ASK_SERVICE;
        }
        return resolution;
    }

    public void release(Resolution resolution) {
        slots.release(resolution);
    }

    /** Asks what is due; returns when the next is. */
    long poll(long now) {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < slots.capacity(); i++) {
            Resolution resolution = slots.at(i);
            if (resolution.isTaken() && resolution.outcome() == Resolution.SEARCHING) {
                if (resolution.due <= now) {
                    goOn(resolution, now);
                }
                if (resolution.outcome() == Resolution.SEARCHING) {
                    next = Math.min(next, resolution.due);
                }
            }
        }
        return next;
    }

    private void goOn(Resolution resolution, long now) {
        if (resolution.asked == QUESTIONS) {
            resolution.state = Resolution.SILENT;
            return;
        }
        boolean unicast = resolution.asked == 0 && !portShared;
        int dnsClass = DnsType.CLASS_IN | (unicast ? DnsType.UNICAST_WANTED : 0);
        resolution.due = now + (FIRST_INTERVAL_MS << resolution.asked);
        resolution.asked++;
        DnsWriter writer = responder.beginQuestions();
        if (resolution.state == Resolution.ASK_HOST) {
            writer.beginRecord();
            writer.label(resolution.bytes, 1, resolution.bytes[0]);
            writer.labels(Zone.LOCAL);
            writer.endName(true);
            writer.endQuestion(DnsType.AAAA, dnsClass);
            responder.ask(1);
        } else {
            putInstance(resolution.compressedFabricId, resolution.nodeId);
            question(writer, DnsType.SRV, dnsClass);
            question(writer, DnsType.TXT, dnsClass);
            responder.ask(2);
        }
    }

    private void question(DnsWriter writer, int type, int dnsClass) {
        writer.beginRecord();
        writer.label(work, 0, INSTANCE_LENGTH);
        writer.labels(Zone.OPERATIONAL);
        writer.endName(true);
        writer.endQuestion(type, dnsClass);
    }

    /**
     * Takes a response: MALFORMED, and then nothing of it was believed, or OK.
     *
     * @param reader on the message, nothing read yet
     */
    int answered(DnsReader reader, int length, MulticastPath path, long now) {
        byte[] message = reader.buffer();
        int start = reader.start();
        if (slots.inUse() == 0) {
            return DnssdStatus.OK;
        }
        int records = records(reader);
        if (records < 0) {
            return DnssdStatus.MALFORMED;
        }
        for (int i = 0; i < slots.capacity(); i++) {
            Resolution resolution = slots.at(i);
            if (resolution.isTaken() && resolution.outcome() == Resolution.SEARCHING) {
                rewind(reader, message, start, length);
                boolean serviceSaid = readService(reader, records, resolution);
                if (serviceSaid || resolution.state == Resolution.ASK_HOST) {
                    rewind(reader, message, start, length);
                    readAddresses(reader, records, resolution, path);
                    conclude(resolution, serviceSaid, path, now);
                }
            }
        }
        return DnssdStatus.OK;
    }

    /** Checks all that is read of the message; how many records that are, or MALFORMED. */
    private static int records(DnsReader reader) {
        int questions = reader.questionCount();
        for (int i = 0; i < questions; i++) {
            if (reader.nextQuestion() != DnssdStatus.OK) {
                return DnssdStatus.MALFORMED;
            }
        }
        int said = reader.answerCount() + reader.authorityCount() + reader.additionalCount();
        int count = Math.min(said, RECORDS_MAX);
        for (int i = 0; i < count; i++) {
            if (reader.nextRecord() != DnssdStatus.OK) {
                return DnssdStatus.MALFORMED;
            }
        }
        return count;
    }

    /** Back to the first record of a message that was checked. */
    private static void rewind(DnsReader reader, byte[] message, int start, int length) {
        reader.wrap(message, start, length);
        int questions = reader.questionCount();
        for (int i = 0; i < questions; i++) {
            reader.nextQuestion();
        }
    }

    /** Takes the SRV record of the node, if there is one, and its TXT record. */
    private boolean readService(DnsReader reader, int records, Resolution resolution) {
        putInstance(resolution.compressedFabricId, resolution.nodeId);
        boolean found = false;
        for (int i = 0; i < records; i++) {
            reader.nextRecord();
            int type = reader.type();
            if ((type != DnsType.SRV || found) && type != DnsType.TXT || !isBelieved(reader)) {
                continue;
            }
            DnsReader name = reader.compare(reader.name());
            if (name.label(work, 0, INSTANCE_LENGTH)
                    && name.labels(Zone.OPERATIONAL)
                    && name.end()) {
                if (type == DnsType.SRV) {
                    found = takeService(reader, resolution);
                } else {
                    takeText(reader, resolution);
                }
            }
        }
        return found;
    }

    private static boolean isBelieved(DnsReader reader) {
        return reader.dnsClass() == DnsType.CLASS_IN && reader.ttl() > 0;
    }

    /** Priority, weight, port, host; a host that is not a name of this link is of no use. */
    private boolean takeService(DnsReader reader, Resolution resolution) {
        int port = Bytes.u16be(reader.buffer(), reader.data() + 4);
        DnsReader host = reader.compare(reader.data() + 6);
        if (port == 0 || host.end()) {
            return false;
        }
        host.skipLabel();
        if (!host.labels(Zone.LOCAL) || !host.end()) {
            return false;
        }
        reader.compare(reader.data() + 6).takeLabel(resolution.bytes, 0);
        resolution.port = (char) port;
        return true;
    }

    private static void takeText(DnsReader reader, Resolution resolution) {
        byte[] text = reader.buffer();
        int at = reader.data();
        int end = at + reader.dataLength();
        resolution.clearText();
        while (at < end) {
            int next = at + 1 + (text[at] & 0xFF);
            if (next > end) {
                return;
            }
            takeKey(text, at + 1, next, resolution);
            at = next;
        }
    }

    private static void takeKey(byte[] text, int at, int end, Resolution resolution) {
        if (isKey(text, at, end, CommonText.SII)) {
            resolution.sessionIdleInterval =
                    number(text, at + CommonText.SII.length + 1, end, INTERVAL_MAX_MS);
        } else if (isKey(text, at, end, CommonText.SAI)) {
            resolution.sessionActiveInterval =
                    number(text, at + CommonText.SAI.length + 1, end, INTERVAL_MAX_MS);
        } else if (isKey(text, at, end, CommonText.SAT)) {
            resolution.sessionActiveThreshold =
                    number(text, at + CommonText.SAT.length + 1, end, THRESHOLD_MAX_MS);
        } else if (isKey(text, at, end, CommonText.T)) {
            resolution.tcp = (byte) number(text, at + CommonText.T.length + 1, end, TCP_MAX);
        }
    }

    /** Whether {@code key=} stands there; letters of either case are equal (RFC 6763 6.4). */
    private static boolean isKey(byte[] text, int at, int end, byte[] key) {
        if (at + key.length >= end || text[at + key.length] != '=') {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if ((text[at + i] & ~0x20) != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** A decimal number from 1 to {@code max}, else ABSENT: a zero would retransmit at once. */
    private static int number(byte[] text, int at, int end, int max) {
        int value = 0;
        for (int i = at; i < end; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value > max) {
                return CommonText.ABSENT;
            }
            value = 10 * value + digit;
        }
        return value < 1 || value > max ? CommonText.ABSENT : value;
    }

    /** Collects the addresses of the resolution's host, the best first. */
    private void readAddresses(
            DnsReader reader, int records, Resolution resolution, MulticastPath path) {
        candidates = 0;
        for (int i = 0; i < records; i++) {
            reader.nextRecord();
            if (reader.type() == DnsType.AAAA && reader.dataLength() == IP && isBelieved(reader)) {
                DnsReader name = reader.compare(reader.name());
                if (name.label(resolution.bytes, 1, resolution.bytes[0])
                        && name.labels(Zone.LOCAL)
                        && name.end()) {
                    offer(reader.buffer(), reader.data(), path);
                }
            }
        }
    }

    private void offer(byte[] from, int offset, MulticastPath path) {
        int rank = rank(from, offset, path);
        int at = 0;
        while (at < candidates && rank(work, at * IP, path) <= rank) {
            if (Bytes.equal(work, at * IP, from, offset, IP)) {
                return;
            }
            at++;
        }
        if (rank == USELESS || at == Resolution.ADDRESSES_MAX) {
            return;
        }
        candidates = Math.min(candidates + 1, Resolution.ADDRESSES_MAX);
        System.arraycopy(work, at * IP, work, (at + 1) * IP, (candidates - 1 - at) * IP);
        System.arraycopy(from, offset, work, at * IP, IP);
    }

    private int rank(byte[] ip, int offset, MulticastPath path) {
        int first = ip[offset] & 0xFF;
        if (first == 0xFE && (ip[offset + 1] & 0xC0) == 0x80) {
            return LINK_LOCAL;
        }
        if (first == 0xFF || first == 0) {
            return USELESS;
        }
        int count = responder.network().addressCount(path.position);
        for (int n = 0; n < count; n++) {
            responder.network().address(path.position, n, work, OWN);
            if (Bytes.equal(ip, offset, work, OWN, IP / 2)) {
                return SAME_PREFIX;
            }
        }
        return (first & 0xFE) == 0xFC ? UNIQUE_LOCAL : GLOBAL;
    }

    private void conclude(
            Resolution resolution, boolean serviceSaid, MulticastPath path, long now) {
        if (candidates > 0) {
            System.arraycopy(work, 0, resolution.bytes, 0, candidates * IP);
            resolution.addresses = (byte) candidates;
            resolution.interfaceIndex = path.interfaceIndex;
            resolution.state = Resolution.LOCATED;
        } else if (serviceSaid && resolution.state == Resolution.ASK_SERVICE) {
            resolution.state = Resolution.ASK_HOST;
            resolution.asked = 0;
            resolution.due = now;
        }
    }

    private void putInstance(long compressedFabricId, long nodeId) {
        int at = Digits.hex(compressedFabricId, work, 0);
        work[at] = '-';
        Digits.hex(nodeId, work, at + 1);
    }
}
