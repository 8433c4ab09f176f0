package org.mattermote.bsp.host.recording;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import java.util.zip.DeflaterOutputStream;
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
 * Writes a recording ({@link RecordFormat}). The ports it gives do what those below them do and
 * write it down. On the disk is everything up to the poll before the last. When the file cannot be
 * written any more the device runs on without.
 */
public final class RecordWriter implements AutoCloseable {
    private final DataOutputStream out;
    private final Consumer<String> tells;
    private boolean failed;

    private RecordWriter(DataOutputStream out, Consumer<String> tells) {
        this.out = out;
        this.tells = tells;
    }

    /**
     * Starts a recording.
     *
     * @param settings lines of name=value that {@link RecordReader#settings} gives back
     * @param folder the storage, open
     * @param tells is told when the file cannot be written any more
     */
    public static RecordWriter open(Path file, String settings, Path folder, Consumer<String> tells)
            throws HostException {
        try {
            OutputStream stream = Files.newOutputStream(file);
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            } catch (UnsupportedOperationException e) {
                // The folder's own protection is all there is.
            }
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream, 1 << 16));
            RecordWriter writer = new RecordWriter(out, tells);
            out.write(RecordFormat.MAGIC);
            out.writeInt(RecordFormat.VERSION);
            writer.bytes(settings.getBytes(StandardCharsets.UTF_8));
            writer.bytes(Files.readAllBytes(folder.resolve(Storage.PROPERTIES)));
            writer.bytes(compressed(Files.readAllBytes(folder.resolve(Storage.STORE))));
            out.flush();
            return writer;
        } catch (IOException e) {
            throw new HostException(
                    "--record " + file + " cannot be written: " + HostException.reason(e));
        }
    }

    private static byte[] compressed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(content);
        }
        return bytes.toByteArray();
    }

    private static final byte[] NO_BYTES = {};

    private interface Body {
        void write() throws IOException;
    }

    private void entry(int kind, Body body) {
        if (failed) {
            return;
        }
        try {
            out.writeByte(kind);
            body.write();
        } catch (IOException e) {
            failed = true;
            tells.accept("recording ended: " + HostException.reason(e));
        }
    }

    private void bytes(byte[] bytes) throws IOException {
        bytes(bytes, 0, bytes.length);
    }

    private void bytes(byte[] bytes, int offset, int length) throws IOException {
        out.writeInt(length);
        out.write(bytes, offset, length);
    }

    private void nothing(int port) {
        entry(RecordFormat.NOTHING, () -> out.writeByte(port));
    }

    private void address(PeerAddress address) throws IOException {
        out.write(address.ip);
        out.writeShort(address.port);
        out.writeInt(address.interfaceIndex);
    }

    /** The device is about to be made, from what its store holds. */
    public void life(int bootReason) {
        entry(RecordFormat.LIFE, () -> out.writeInt(bootReason));
    }

    public DatagramPort matter(DatagramPort below) {
        return new Datagrams(RecordFormat.MATTER, below);
    }

    public DatagramPort multicastDns(DatagramPort below) {
        return new Datagrams(RecordFormat.MULTICAST_DNS, below);
    }

    public BleController ble(BleController below) {
        return new Ble(below);
    }

    public StreamPort tcp(StreamPort below) {
        return new Streams(below);
    }

    public MediaWire media(MediaWire below) {
        return new MediaWire() {
            @Override
            public int read(byte[] buffer, int offset, int capacity) {
                int length = below.read(buffer, offset, capacity);
                return stream(
                        RecordFormat.MEDIA_TAKEN, 0, length, buffer, offset, Math.max(length, 0));
            }

            @Override
            public int write(byte[] bytes, int offset, int length) {
                int status = below.write(bytes, offset, length);
                return stream(RecordFormat.MEDIA_GIVEN, 0, status, bytes, offset, length);
            }
        };
    }

    private int stream(int what, int connection, int status, byte[] bytes, int offset, int length) {
        entry(
                RecordFormat.STREAM,
                () -> {
                    out.writeByte(what);
                    out.writeByte(connection);
                    out.writeInt(status);
                    bytes(bytes, offset, length);
                });
        return status;
    }

    public Entropy entropy(Entropy below) {
        return (to, offset, length) -> {
            int status = below.fill(to, offset, length);
            entry(
                    RecordFormat.ENTROPY,
                    () -> {
                        out.writeInt(status);
                        bytes(to, offset, length);
                    });
            return status;
        };
    }

    public UtcClock clock(UtcClock below) {
        return () -> {
            long micros = below.epochMicros();
            entry(RecordFormat.UTC, () -> out.writeLong(micros));
            return micros;
        };
    }

    public NetworkPort network(NetworkPort below) {
        return new Network(below);
    }

    public Device device(Device below) {
        return new Driven(below);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            tells.accept("recording ended: " + HostException.reason(e));
        }
    }

    private final class Datagrams implements DatagramPort {
        private final int port;
        private final DatagramPort below;

        Datagrams(int port, DatagramPort below) {
            this.port = port;
            this.below = below;
        }

        @Override
        public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
            int length = below.receive(buffer, offset, capacity, from);
            if (length == PortStatus.NONE) {
                nothing(port);
            } else {
                entry(
                        RecordFormat.RECEIVED,
                        () -> {
                            out.writeByte(port);
                            out.writeInt(Math.min(length, 0));
                            address(from);
                            bytes(buffer, offset, Math.max(length, 0));
                        });
            }
            return length;
        }

        @Override
        public int send(byte[] buffer, int offset, int length, PeerAddress to) {
            int status = below.send(buffer, offset, length, to);
            entry(
                    RecordFormat.SENT,
                    () -> {
                        out.writeByte(port);
                        out.writeInt(status);
                        address(to);
                        bytes(buffer, offset, length);
                    });
            return status;
        }
    }

    private final class Ble implements BleController {
        private final BleController below;

        Ble(BleController below) {
            this.below = below;
        }

        private void packet(int kind, int status, byte[] packet, int offset, int length) {
            entry(
                    kind,
                    () -> {
                        out.writeInt(status);
                        bytes(packet, offset, length);
                    });
        }

        @Override
        public int receive(byte[] buffer, int offset, int capacity) {
            int length = below.receive(buffer, offset, capacity);
            if (length == PortStatus.NONE) {
                nothing(RecordFormat.BLE);
            } else {
                packet(
                        RecordFormat.HCI_IN,
                        Math.min(length, 0),
                        buffer,
                        offset,
                        Math.max(length, 0));
            }
            return length;
        }

        @Override
        public int send(byte[] packet, int offset, int length) {
            int status = below.send(packet, offset, length);
            packet(RecordFormat.HCI_OUT, status, packet, offset, length);
            return status;
        }
    }

    private final class Streams implements StreamPort {
        private final StreamPort below;

        Streams(StreamPort below) {
            this.below = below;
        }

        @Override
        public int capacity() {
            return below.capacity();
        }

        @Override
        public int accept() {
            return stream(RecordFormat.NEWCOMER, 0, below.accept(), NO_BYTES, 0, 0);
        }

        @Override
        public int connect(PeerAddress to) {
            byte[] address = RecordFormat.bytes(to);
            return stream(RecordFormat.CONNECT, 0, below.connect(to), address, 0, address.length);
        }

        @Override
        public int receive(int connection, byte[] buffer, int offset, int capacity) {
            int length = below.receive(connection, buffer, offset, capacity);
            return stream(
                    RecordFormat.TAKEN, connection, length, buffer, offset, Math.max(length, 0));
        }

        @Override
        public int send(int connection, byte[] buffer, int offset, int length) {
            int status = below.send(connection, buffer, offset, length);
            return stream(RecordFormat.GIVEN, connection, status, buffer, offset, length);
        }

        @Override
        public void close(int connection) {
            below.close(connection);
            stream(RecordFormat.CLOSE, connection, 0, NO_BYTES, 0, 0);
        }
    }

    /** The network is written when the device looks at it and it is another one than before. */
    private final class Network implements NetworkPort {
        private final NetworkPort below;
        private int written = -1;

        Network(NetworkPort below) {
            this.below = below;
        }

        private NetworkPort now() {
            if (below.generation() != written) {
                written = below.generation();
                entry(RecordFormat.NETWORK, this::write);
            }
            return below;
        }

        private void write() throws IOException {
            byte[] text = new byte[64];
            out.writeInt(written);
            out.writeByte(below.interfaceCount());
            for (int i = 0; i < below.interfaceCount(); i++) {
                out.writeInt(below.interfaceIndex(i));
                bytes(text, 0, below.hardwareAddress(i, text, 0));
                bytes(text, 0, below.name(i, text, 0));
                out.writeByte(below.addressCount(i));
                for (int n = 0; n < below.addressCount(i); n++) {
                    below.address(i, n, text, 0);
                    out.write(text, 0, PeerAddress.IP_LENGTH);
                }
            }
        }

        private int membership(int joined, int i, byte[] group, int offset, int status) {
            entry(
                    RecordFormat.MEMBERSHIP,
                    () -> {
                        out.writeByte(joined);
                        out.writeInt(i);
                        out.write(group, offset, PeerAddress.IP_LENGTH);
                        out.writeInt(status);
                    });
            return status;
        }

        @Override
        public int generation() {
            return now().generation();
        }

        @Override
        public int interfaceCount() {
            return now().interfaceCount();
        }

        @Override
        public int interfaceIndex(int i) {
            return now().interfaceIndex(i);
        }

        @Override
        public int hardwareAddress(int i, byte[] to, int offset) {
            return now().hardwareAddress(i, to, offset);
        }

        @Override
        public int name(int i, byte[] to, int offset) {
            return now().name(i, to, offset);
        }

        @Override
        public long link(int i, int what) {
            long value = now().link(i, what);
            entry(
                    RecordFormat.LINK,
                    () -> {
                        out.writeInt(i);
                        out.writeInt(what);
                        out.writeLong(value);
                    });
            return value;
        }

        @Override
        public int addressCount(int i) {
            return now().addressCount(i);
        }

        @Override
        public void address(int i, int n, byte[] to, int offset) {
            now().address(i, n, to, offset);
        }

        @Override
        public int join(int i, byte[] group, int offset) {
            return membership(1, i, group, offset, now().join(i, group, offset));
        }

        @Override
        public int leave(int i, byte[] group, int offset) {
            return membership(0, i, group, offset, now().leave(i, group, offset));
        }
    }

    private final class Driven implements Device {
        private final Device below;

        Driven(Device below) {
            this.below = below;
        }

        @Override
        public long poll(long nowMillis) {
            entry(
                    RecordFormat.POLL,
                    () -> {
                        out.writeLong(nowMillis);
                        out.flush();
                    });
            return below.poll(nowMillis);
        }

        @Override
        public void stop(long nowMillis) {
            entry(RecordFormat.STOP, () -> out.writeLong(nowMillis));
            below.stop(nowMillis);
        }

        @Override
        public boolean stopped() {
            return below.stopped();
        }

        @Override
        public String status(long nowMillis) {
            return below.status(nowMillis);
        }

        @Override
        public void consoleLine(String line, long nowMillis) {
            entry(
                    RecordFormat.CONSOLE,
                    () -> {
                        out.writeLong(nowMillis);
                        bytes(line.getBytes(StandardCharsets.UTF_8));
                    });
            below.consoleLine(line, nowMillis);
        }
    }
}
