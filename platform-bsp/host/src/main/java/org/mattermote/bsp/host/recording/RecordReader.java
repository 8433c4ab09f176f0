package org.mattermote.bsp.host.recording;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.mattermote.bsp.host.Device;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.Storage;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.Entropy;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;
import org.mattermote.stack.port.UtcClock;

/**
 * Gives a recording ({@link RecordFormat}) to a device: ports that answer what was answered, and
 * {@link #drive}, which polls when was polled. Whatever the device asks for or sends must be the
 * next entry; if it is not, or a packet has other bytes, {@link ReplayDifference} says where.
 */
public final class RecordReader implements AutoCloseable {
    private static final int NOT_READ = -2;
    private static final int LONGEST = 1 << 26;

    /** The record ends here: with the process that wrote it. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final DataInputStream in;
    private final Map<String, String> settings = new HashMap<>();
    private byte[] properties;
    private byte[] store;
    private int kind = NOT_READ;
    private int packets;
    private long millis;

    private RecordReader(DataInputStream in) {
        this.in = in;
    }

    public static RecordReader open(Path file) throws HostException {
        try {
            RecordReader reader =
                    new RecordReader(
                            new DataInputStream(
                                    new BufferedInputStream(Files.newInputStream(file))));
            reader.head(file);
            return reader;
        } catch (EOFException | Ended e) {
            throw new HostException(file + ": not a record of Mattermote, or cut at its start");
        } catch (IOException e) {
            throw new HostException(file + ": cannot be read: " + HostException.reason(e));
        }
    }

    private void head(Path file) throws IOException, HostException {
        byte[] magic = new byte[RecordFormat.MAGIC.length];
        in.readFully(magic);
        if (!Arrays.equals(magic, RecordFormat.MAGIC)) {
            throw new HostException(file + ": wrong magic, not a record of Mattermote");
        }
        int version = in.readInt();
        if (version != RecordFormat.VERSION) {
            throw new HostException(
                    file + ": version " + version + ", this program reads " + RecordFormat.VERSION);
        }
        for (String line : new String(bytes(), StandardCharsets.UTF_8).split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                settings.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        properties = bytes();
        store = new InflaterInputStream(new ByteArrayInputStream(bytes())).readAllBytes();
    }

    /** What the recording was started with. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    /** Makes the storage what it was when the recording was started. */
    public void restore(Path folder) throws HostException {
        try {
            Files.write(folder.resolve(Storage.PROPERTIES), properties);
            Files.write(folder.resolve(Storage.STORE), store);
        } catch (IOException e) {
            throw new HostException(folder + " cannot be written: " + HostException.reason(e));
        }
    }

    /**
     * What a device without a file system is given of this recording, nothing of which was read.
     */
    public FlatRecord flat() throws IOException {
        return new FlatRecord(store, in.readAllBytes());
    }

    /** Packets received and sent so far. */
    public int packets() {
        return packets;
    }

    /**
     * Boot reason of the device's next life, or −1 when the record has none.
     *
     * @throws ReplayDifference when the life before is not at its end
     */
    public int nextLife() {
        if (peek() == RecordFormat.END) {
            return -1;
        }
        try {
            take(RecordFormat.LIFE);
            return integer();
        } catch (Ended e) {
            return -1;
        }
    }

    /** Something that is done with ports of this reader. */
    public interface Life {
        Device begin() throws HostException;
    }

    /** Makes the device and drives it to the end of its life, or of the record. */
    public void drive(Life life) throws HostException {
        try {
            Device device = life.begin();
            boolean goesOn = true;
            while (goesOn) {
                goesOn = step(device);
            }
        } catch (Ended e) {
            // As far as it was written.
        }
    }

    private boolean step(Device device) {
        switch (peek()) {
            case RecordFormat.END:
            case RecordFormat.LIFE:
                return false;
            case RecordFormat.CONSOLE:
                take(RecordFormat.CONSOLE);
                millis = number();
                device.consoleLine(new String(body(), StandardCharsets.UTF_8), millis);
                return true;
            case RecordFormat.STOP:
                take(RecordFormat.STOP);
                millis = number();
                device.stop(millis);
                return true;
            default:
                take(RecordFormat.POLL);
                millis = number();
                device.poll(millis);
                return true;
        }
    }

    public DatagramPort matter() {
        return new Datagrams(RecordFormat.MATTER);
    }

    public DatagramPort multicastDns() {
        return new Datagrams(RecordFormat.MULTICAST_DNS);
    }

    public BleController ble() {
        return new Ble();
    }

    /**
     * @param capacity connections at a time
     */
    public StreamPort tcp(int capacity) {
        return new Streams(capacity);
    }

    public MediaWire media() {
        return new MediaWire() {
            @Override
            public int read(byte[] buffer, int offset, int capacity) {
                return taken(RecordFormat.MEDIA_TAKEN, 0, buffer, offset, capacity);
            }

            @Override
            public int write(byte[] bytes, int offset, int length) {
                return given(RecordFormat.MEDIA_GIVEN, 0, bytes, offset, length);
            }
        };
    }

    public Entropy entropy() {
        return (out, offset, length) -> {
            take(RecordFormat.ENTROPY);
            int status = integer();
            byte[] bytes = body();
            if (bytes.length != length) {
                throw difference(
                        length + " bytes of entropy, recorded are " + bytes.length + " bytes");
            }
            System.arraycopy(bytes, 0, out, offset, length);
            return status;
        };
    }

    public UtcClock clock() {
        return () -> {
            take(RecordFormat.UTC);
            return number();
        };
    }

    public NetworkPort network() {
        return new Network();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // Nothing more is read.
        }
    }

    private int peek() {
        if (kind == NOT_READ) {
            try {
                kind = in.read();
            } catch (IOException e) {
                kind = RecordFormat.END;
            }
        }
        return kind;
    }

    private void take(int wanted) {
        if (peek() == RecordFormat.END) {
            throw new Ended();
        }
        if (kind != wanted) {
            throw difference(
                    RecordFormat.name(wanted) + ", recorded is " + RecordFormat.name(kind));
        }
        kind = NOT_READ;
    }

    private ReplayDifference difference(String what) {
        return new ReplayDifference(
                "first difference after " + packets + " packets, at " + millis + " ms: " + what);
    }

    private int integer() {
        try {
            return in.readInt();
        } catch (IOException e) {
            throw new Ended();
        }
    }

    private long number() {
        try {
            return in.readLong();
        } catch (IOException e) {
            throw new Ended();
        }
    }

    private int octet() {
        try {
            return in.readUnsignedByte();
        } catch (IOException e) {
            throw new Ended();
        }
    }

    private byte[] body() {
        try {
            return bytes();
        } catch (IOException e) {
            throw new Ended();
        }
    }

    private byte[] bytes() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new EOFException();
        }
        return bytes(length);
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private void address(PeerAddress to) {
        try {
            in.readFully(to.ip);
            to.port = in.readUnsignedShort();
            to.interfaceIndex = in.readInt();
        } catch (IOException e) {
            throw new Ended();
        }
    }

    private static String text(PeerAddress address) {
        return HexFormat.of().formatHex(address.ip)
                + " port "
                + address.port
                + " interface "
                + address.interfaceIndex;
    }

    private void samePort(int port, String does) {
        int recorded = octet();
        if (recorded != port) {
            throw difference(
                    does
                            + " by the "
                            + RecordFormat.portName(port)
                            + " port, recorded is the "
                            + RecordFormat.portName(recorded)
                            + " port");
        }
    }

    private void lookedForNothing(int port) {
        take(RecordFormat.NOTHING);
        samePort(port, "a look for a packet");
    }

    /** A packet sent must be the recorded one. */
    private void sameBytes(int port, byte[] buffer, int offset, int length) {
        byte[] recorded = body();
        byte[] sent = Arrays.copyOfRange(buffer, offset, offset + length);
        int at = Arrays.mismatch(sent, recorded);
        if (at >= 0) {
            throw difference(
                    "a packet of "
                            + length
                            + " bytes sent by the "
                            + RecordFormat.portName(port)
                            + " port, recorded are "
                            + recorded.length
                            + " bytes; byte "
                            + at
                            + " is "
                            + hex(sent, at)
                            + ", recorded is "
                            + hex(recorded, at));
        }
    }

    private static String hex(byte[] bytes, int at) {
        return at < bytes.length ? String.format("0x%02X", bytes[at]) : "none";
    }

    /** What was received, or why nothing was. */
    private int given(int status, byte[] bytes, byte[] buffer, int offset, int capacity) {
        packets++;
        if (status < 0) {
            return status;
        }
        if (bytes.length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(bytes, 0, buffer, offset, bytes.length);
        return bytes.length;
    }

    private final class Datagrams implements DatagramPort {
        private final int port;

        Datagrams(int port) {
            this.port = port;
        }

        @Override
        public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
            if (peek() != RecordFormat.RECEIVED) {
                lookedForNothing(port);
                return PortStatus.NONE;
            }
            take(RecordFormat.RECEIVED);
            samePort(port, "a packet received");
            int status = integer();
            address(from);
            return given(status, body(), buffer, offset, capacity);
        }

        @Override
        public int send(byte[] buffer, int offset, int length, PeerAddress to) {
            take(RecordFormat.SENT);
            samePort(port, "a packet sent");
            int status = integer();
            PeerAddress recordedTo = new PeerAddress();
            address(recordedTo);
            sameBytes(port, buffer, offset, length);
            if (!text(to).equals(text(recordedTo))) {
                throw difference(
                        "a packet sent to " + text(to) + ", recorded is " + text(recordedTo));
            }
            packets++;
            return status;
        }
    }

    private final class Ble implements BleController {
        @Override
        public int receive(byte[] buffer, int offset, int capacity) {
            if (peek() != RecordFormat.HCI_IN) {
                lookedForNothing(RecordFormat.BLE);
                return PortStatus.NONE;
            }
            take(RecordFormat.HCI_IN);
            int status = integer();
            return given(status, body(), buffer, offset, capacity);
        }

        @Override
        public int send(byte[] packet, int offset, int length) {
            take(RecordFormat.HCI_OUT);
            int status = integer();
            sameBytes(RecordFormat.BLE, packet, offset, length);
            packets++;
            return status;
        }
    }

    /** The status of what is asked of TCP or of the media processor. */
    private int stream(int what, int connection) {
        take(RecordFormat.STREAM);
        int recorded = octet();
        if (octet() != connection || recorded != what) {
            throw difference(
                    RecordFormat.streamName(what)
                            + ", recorded is "
                            + RecordFormat.streamName(recorded));
        }
        return integer();
    }

    private int taken(int what, int connection, byte[] buffer, int offset, int capacity) {
        int status = stream(what, connection);
        byte[] bytes = body();
        if (bytes.length > capacity) {
            throw difference("no room for " + RecordFormat.streamName(what));
        }
        System.arraycopy(bytes, 0, buffer, offset, bytes.length);
        packets += bytes.length > 0 ? 1 : 0;
        return status;
    }

    private int given(int what, int connection, byte[] bytes, int offset, int length) {
        int status = stream(what, connection);
        if (!Arrays.equals(body(), Arrays.copyOfRange(bytes, offset, offset + length))) {
            throw difference(RecordFormat.streamName(what) + ", recorded are others");
        }
        packets += length > 0 ? 1 : 0;
        return status;
    }

    private final class Streams implements StreamPort {
        private final int capacity;

        Streams(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public int accept() {
            return given(RecordFormat.NEWCOMER, 0, properties, 0, 0);
        }

        @Override
        public int connect(PeerAddress to) {
            byte[] address = RecordFormat.bytes(to);
            return given(RecordFormat.CONNECT, 0, address, 0, address.length);
        }

        @Override
        public int receive(int connection, byte[] buffer, int offset, int room) {
            return taken(RecordFormat.TAKEN, connection, buffer, offset, room);
        }

        @Override
        public int send(int connection, byte[] buffer, int offset, int length) {
            return given(RecordFormat.GIVEN, connection, buffer, offset, length);
        }

        @Override
        public void close(int connection) {
            given(RecordFormat.CLOSE, connection, properties, 0, 0);
        }
    }

    private final class Network implements NetworkPort {
        private record Link(int index, byte[] hardware, byte[] name, byte[][] addresses) {}

        private int generation;
        private Link[] links = {};

        private Link[] now() {
            if (peek() == RecordFormat.NETWORK) {
                take(RecordFormat.NETWORK);
                generation = integer();
                links = new Link[octet()];
                for (int i = 0; i < links.length; i++) {
                    int index = integer();
                    byte[] hardware = body();
                    byte[] name = body();
                    byte[][] addresses = new byte[octet()][];
                    for (int n = 0; n < addresses.length; n++) {
                        addresses[n] = ip();
                    }
                    links[i] = new Link(index, hardware, name, addresses);
                }
            }
            return links;
        }

        private byte[] ip() {
            try {
                return bytes(PeerAddress.IP_LENGTH);
            } catch (IOException e) {
                throw new Ended();
            }
        }

        private int copy(byte[] from, byte[] out, int offset) {
            System.arraycopy(from, 0, out, offset, from.length);
            return from.length;
        }

        private int membership(int joined, int i, byte[] group, int offset) {
            now();
            take(RecordFormat.MEMBERSHIP);
            boolean same = octet() == joined & integer() == i;
            byte[] asked = Arrays.copyOfRange(group, offset, offset + PeerAddress.IP_LENGTH);
            if (!Arrays.equals(ip(), asked) || !same) {
                throw difference("a membership of " + HexFormat.of().formatHex(asked));
            }
            return integer();
        }

        @Override
        public int generation() {
            now();
            return generation;
        }

        @Override
        public int interfaceCount() {
            return now().length;
        }

        @Override
        public int interfaceIndex(int i) {
            return now()[i].index;
        }

        @Override
        public int hardwareAddress(int i, byte[] out, int offset) {
            return copy(now()[i].hardware, out, offset);
        }

        @Override
        public int name(int i, byte[] out, int offset) {
            return copy(now()[i].name, out, offset);
        }

        @Override
        public long link(int i, int what) {
            now();
            take(RecordFormat.LINK);
            if (integer() != i | integer() != what) {
                throw difference("a look at link " + i + ", " + what);
            }
            return number();
        }

        @Override
        public int addressCount(int i) {
            return now()[i].addresses.length;
        }

        @Override
        public void address(int i, int n, byte[] out, int offset) {
            copy(now()[i].addresses[n], out, offset);
        }

        @Override
        public int join(int i, byte[] group, int offset) {
            return membership(1, i, group, offset);
        }

        @Override
        public int leave(int i, byte[] group, int offset) {
            return membership(0, i, group, offset);
        }
    }
}
