package org.mattermote.stack.transport.dnssd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** A responder between ports in memory; what it sends is read with dnsjava. */
final class MdnsBench {
    static final class Sent {
        final byte[] bytes;
        final PeerAddress to = new PeerAddress();
        final Message message;

        Sent(byte[] bytes, PeerAddress to) {
            this.bytes = bytes;
            this.to.set(to);
            try {
                message = new Message(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        TreeSet<String> answers() {
            return texts(Section.ANSWER);
        }

        TreeSet<String> additionals() {
            return texts(Section.ADDITIONAL);
        }

        private TreeSet<String> texts(int section) {
            return message.getSection(section).stream()
                    .map(MdnsBench::text)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    static final class Interface {
        final int index;
        final byte[] hardware;
        final List<byte[]> addresses = new ArrayList<>();

        Interface(int index, byte[] hardware, String... addresses) {
            this.index = index;
            this.hardware = hardware;
            for (String address : addresses) {
                this.addresses.add(ip(address));
            }
        }
    }

    final List<Interface> interfaces = new ArrayList<>();
    int generation;
    final List<String> joins = new ArrayList<>();
    final Deque<byte[]> waiting = new ArrayDeque<>();
    final Deque<PeerAddress> waitingFrom = new ArrayDeque<>();
    final List<Sent> sent = new ArrayList<>();

    /** Off where bytes allocated are counted. */
    boolean keep = true;

    final DatagramPort datagrams =
            new DatagramPort() {
                @Override
                public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
                    byte[] next = waiting.poll();
                    if (next == null) {
                        return PortStatus.NONE;
                    }
                    from.set(waitingFrom.poll());
                    if (next.length > capacity) {
                        return PortStatus.TOO_SMALL;
                    }
                    System.arraycopy(next, 0, buffer, offset, next.length);
                    return next.length;
                }

                @Override
                public int send(byte[] buffer, int offset, int length, PeerAddress to) {
                    if (length > 1232) {
                        throw new AssertionError("packet of " + length + " bytes");
                    }
                    if (keep) {
                        byte[] copy = new byte[length];
                        System.arraycopy(buffer, offset, copy, 0, length);
                        sent.add(new Sent(copy, to));
                    }
                    return PortStatus.OK;
                }
            };

    final NetworkPort network =
            new NetworkPort() {
                @Override
                public int generation() {
                    return generation;
                }

                @Override
                public int interfaceCount() {
                    return interfaces.size();
                }

                @Override
                public int interfaceIndex(int i) {
                    return interfaces.get(i).index;
                }

                @Override
                public int hardwareAddress(int i, byte[] out, int offset) {
                    byte[] hardware = interfaces.get(i).hardware;
                    System.arraycopy(hardware, 0, out, offset, hardware.length);
                    return hardware.length;
                }

                @Override
                public int name(int i, byte[] out, int offset) {
                    return 0;
                }

                @Override
                public long link(int i, int what) {
                    return -1;
                }

                @Override
                public int addressCount(int i) {
                    return interfaces.get(i).addresses.size();
                }

                @Override
                public void address(int i, int n, byte[] out, int offset) {
                    System.arraycopy(interfaces.get(i).addresses.get(n), 0, out, offset, 16);
                }

                @Override
                public int join(int i, byte[] group, int offset) {
                    joins.add(interfaces.get(i).index + (group[0] == 0 ? " IPv4" : " IPv6"));
                    return PortStatus.OK;
                }

                @Override
                public int leave(int i, byte[] group, int offset) {
                    return PortStatus.OK;
                }
            };

    MdnsResponder responder;

    /** One interface (7) as in the recording. */
    static MdnsBench recorded(String hardware, String linkLocal) {
        MdnsBench bench = new MdnsBench();
        bench.interfaces.add(new Interface(7, hex(hardware), linkLocal, "fd77::1", "10.77.0.1"));
        bench.boot();
        return bench;
    }

    static MdnsBench ipv6Only() {
        MdnsBench bench = new MdnsBench();
        bench.interfaces.add(new Interface(7, hex("02005e100001"), "fe80::5eff:fe10:1", "fd77::1"));
        bench.boot();
        return bench;
    }

    void boot() {
        responder =
                new MdnsResponder(
                        datagrams,
                        network,
                        new Scratch(7, 7 + MdnsResponder.BUFFER_LENGTH),
                        12345,
                        1,
                        371,
                        5,
                        3);
    }

    /** The light of the recording, published. */
    Service light(long instance, int discriminator, int mode, long now) {
        CommissionableService values = new CommissionableService();
        values.discriminator = discriminator;
        values.commissioningMode = mode;
        values.vendorId = 0xFFF1;
        values.productId = 0x8000;
        values.deviceType = 0x100;
        values.pairingHint = 33;
        byte[] name = "peer light".getBytes(StandardCharsets.UTF_8);
        values.deviceName.set(name, 0, name.length);
        Service service = responder.takeCommissionable();
        require(values.fill(service, instance, 5540));
        require(responder.publish(service, now));
        return service;
    }

    Service operational(long fabric, long node, long now) {
        Service service = responder.takeOperational();
        require(OperationalService.fill(service, fabric, node, 5540, new CommonText()));
        require(responder.publish(service, now));
        return service;
    }

    /** Polls until nothing is due; returns the time then. */
    long settle(long now) {
        long at = now;
        long next = responder.poll(at);
        while (next != Long.MAX_VALUE) {
            at = Math.max(at, next);
            next = responder.poll(at);
        }
        return at;
    }

    void receive(byte[] datagram, PeerAddress from) {
        waiting.add(datagram);
        waitingFrom.add(from);
    }

    List<Sent> take() {
        List<Sent> taken = new ArrayList<>(sent);
        sent.clear();
        return taken;
    }

    private static void require(int status) {
        if (status != DnssdStatus.OK) {
            throw new AssertionError("status " + status);
        }
    }

    static PeerAddress peer(String ip, int port, int interfaceIndex) {
        PeerAddress peer = new PeerAddress();
        System.arraycopy(ip(ip), 0, peer.ip, 0, 16);
        peer.port = port;
        peer.interfaceIndex = interfaceIndex;
        return peer;
    }

    static byte[] ip(String text) {
        try {
            byte[] address = InetAddress.getByName(text).getAddress();
            if (address.length == 16) {
                return address;
            }
            byte[] mapped = new byte[16];
            mapped[10] = -1;
            mapped[11] = -1;
            System.arraycopy(address, 0, mapped, 12, 4);
            return mapped;
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] hex(String text) {
        return java.util.HexFormat.of().parseHex(text);
    }

    /** A query: flags, questions as (name, type, class), then known answers. */
    static byte[] query(int id, int flags, List<Object[]> questions, byte[]... known) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        u16(out, id);
        u16(out, flags);
        u16(out, questions.size());
        u16(out, known.length);
        u16(out, 0);
        u16(out, 0);
        for (Object[] question : questions) {
            out.writeBytes(name((String) question[0]));
            u16(out, (Integer) question[1]);
            u16(out, (Integer) question[2]);
        }
        for (byte[] record : known) {
            out.writeBytes(record);
        }
        return out.toByteArray();
    }

    static byte[] query(String name, int type, int dnsClass, byte[]... known) {
        return query(0, 0, List.<Object[]>of(new Object[] {name, type, dnsClass}), known);
    }

    static byte[] record(String name, int type, int ttl, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(name(name));
        u16(out, type);
        u16(out, 1);
        u16(out, ttl >>> 16);
        u16(out, ttl);
        u16(out, data.length);
        out.writeBytes(data);
        return out.toByteArray();
    }

    static byte[] name(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : text.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.UTF_8));
        }
        out.write(0);
        return out.toByteArray();
    }

    static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }

    /** {@code name type ttl data}, and {@code flush} where the top bit of the class is set. */
    static String text(Record record) {
        String owner = record.getName().toString(true);
        String flush = (record.getDClass() & 0x8000) != 0 ? " flush" : "";
        return owner
                + " "
                + Type.string(record.getType())
                + flush
                + " "
                + record.getTTL()
                + " "
                + data(record);
    }

    private static String data(Record record) {
        if (record instanceof PTRRecord pointer) {
            return pointer.getTarget().toString(true);
        }
        if (record instanceof SRVRecord srv) {
            return srv.getPriority()
                    + " "
                    + srv.getWeight()
                    + " "
                    + srv.getPort()
                    + " "
                    + srv.getTarget().toString(true);
        }
        if (record instanceof TXTRecord txt) {
            return new TreeSet<>(txt.getStrings()).toString();
        }
        if (record instanceof AAAARecord address) {
            return address.getAddress().getHostAddress();
        }
        if (record instanceof ARecord address) {
            return address.getAddress().getHostAddress();
        }
        if (record instanceof NSECRecord none) {
            return none.rdataToString();
        }
        throw new AssertionError("unexpected record " + record);
    }
}
