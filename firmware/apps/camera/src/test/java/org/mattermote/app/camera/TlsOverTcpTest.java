package org.mattermote.app.camera;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;
import org.mattermote.stack.sim.SimStream;
import org.mattermote.stack.transport.tcp.ScriptedStreams;

/**
 * A whole camera, sealed, is given what TLS needs, over real messages: large ones where they have
 * to be, nothing is allocated, and every table is as it was.
 */
class TlsOverTcpTest implements SimController.Connection {
    private static final int TIME = 0x0038;
    private static final int CERTIFICATES = 0x0801;
    private static final int CLIENT = 0x0802;
    private static final int PROVISION_ROOT = 0;
    private static final int FIND_ROOT = 2;
    private static final int REMOVE_ROOT = 6;
    private static final int CSR = 7;
    private static final int PROVISION_CLIENT = 9;
    private static final int FIND_CLIENT = 10;
    private static final int PROVISION_ENDPOINT = 0;
    private static final int POINT = 65;

    /** id-ecPublicKey with prime256v1. */
    private static final byte[] P256 =
            HexFormat.of().parseHex("301306072a8648ce3d020106082a8648ce3d030107");

    private static final byte[] ALGORITHM = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    private static final byte[] CSR_KEY = HexFormat.of().parseHex("034200");
    private static final byte[] HOST = "media.example.com".getBytes(StandardCharsets.US_ASCII);

    private final SimNetwork network = new SimNetwork(3);
    private final SimPort port = network.attach();
    private final ScriptedStreams streams = new ScriptedStreams(3);
    private final MemoryRecords records = new MemoryRecords();
    private final SimStream stream = new SimStream(streams);
    private final SimAdministrator admin =
            new SimAdministrator(
                    network, network.attach(), port, new SimFabric(1, 0xFAB1, true), 9, 5, 1);
    private DeviceNode node = boot();

    private DeviceNode boot() {
        return new DeviceNode(
                CameraApp.class,
                port,
                null,
                null,
                stack -> stack.tcp(streams),
                records,
                3,
                network.now);
    }

    @Override
    public void send(byte[] message) {
        stream.send(message.clone());
    }

    @Override
    public byte[] receive() {
        return stream.receive();
    }

    @BeforeEach
    void commission() {
        network.add(node);
        admin.commission(MemoryFactory.PASSCODE);
    }

    private void connect() {
        network.add(stream);
        admin.controller.connection = this;
        admin.operational();
    }

    private SimClient.Transaction invoke(int cluster, int command, Consumer<TlvWriter> fields) {
        SimClient.Transaction t = admin.client.invoke(0, cluster, command, fields);
        assertTrue(network.run(() -> t.done, 60_000));
        return t;
    }

    private int provisionRoot(byte[] certificate) {
        return invoke(
                        CERTIFICATES,
                        PROVISION_ROOT,
                        w -> {
                            w.putBytes(0, certificate, 0, certificate.length);
                            w.putNull(1);
                        })
                .status;
    }

    private byte[] read(int cluster, int attribute) {
        SimClient.Transaction t = admin.client.read(0, cluster, attribute);
        assertTrue(network.run(() -> t.done, 60_000));
        assertEquals(0, t.status);
        return t.answer();
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            contents.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (contents.size() > 0x7F) {
            out.write(0x82);
            out.write(contents.size() >>> 8);
        }
        out.write(contents.size());
        out.writeBytes(contents.toByteArray());
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Of a key, with an extension of so many bytes; nobody looks at its signature. */
    private static byte[] certificate(byte[] point, int padding) {
        byte[] name = der(0x30, der(0x31, new byte[] {0x30, 0}));
        byte[] signed =
                der(
                        0x30,
                        der(0xA0, new byte[] {2, 1, 2}),
                        new byte[] {2, 1, 1},
                        ALGORITHM,
                        name,
                        der(
                                0x30,
                                der(0x17, text("200101000000Z")),
                                der(0x17, text("491231235959Z"))),
                        name,
                        der(0x30, P256, der(0x03, new byte[] {0}, point)),
                        der(
                                0xA3,
                                der(
                                        0x30,
                                        der(
                                                0x30,
                                                new byte[] {6, 1, 42},
                                                der(0x04, new byte[256 + padding])))));
        return der(0x30, signed, ALGORITHM, der(0x03, new byte[70]));
    }

    /** The certificate of the one entry that an answer has. */
    private static byte[] only(byte[] answer) {
        TlvReader list = Im.at(answer, 1, -1, 0, 1, 0);
        assertEquals(0, list.enter());
        assertEquals(0, list.next());
        assertEquals(0, list.enter());
        assertEquals(0, list.find(1));
        return Arrays.copyOfRange(
                list.array(), list.dataOffset(), list.dataOffset() + list.dataLength());
    }

    @Test
    void shouldKeepWhatItIsGiven() {
        byte[] root = certificate(new byte[POINT], 2350);
        assertTrue(root.length > 2800 && root.length <= 3000, root.length + " bytes");
        byte[] shortRoot = certificate(new byte[POINT], 0);
        assertEquals(ImStatus.INVALID_TRANSPORT_TYPE, provisionRoot(shortRoot));
        connect();
        assertEquals(ImStatus.INVALID_IN_STATE, provisionRoot(root), "without the time");
        assertEquals(
                0,
                invoke(
                                TIME,
                                0,
                                w -> {
                                    w.putUnsigned(0, 850_000_000_000_000L);
                                    w.putUnsigned(1, 3);
                                })
                        .status);
        assertEquals(0, provisionRoot(root));
        assertEquals(ImStatus.ALREADY_EXISTS, provisionRoot(root));

        SimClient.Transaction csr =
                invoke(
                        CERTIFICATES,
                        CSR,
                        w -> {
                            w.putBytes(0, new byte[32], 0, 32);
                            w.putNull(1);
                        });
        byte[] request = Im.bytesField(csr.answer(), 1);
        int at = HexFormat.of().formatHex(request).indexOf(HexFormat.of().formatHex(CSR_KEY)) / 2;
        byte[] point = Arrays.copyOfRange(request, at + 3, at + 3 + POINT);
        byte[] own = certificate(point, 100);
        assertEquals(
                0,
                invoke(
                                CERTIFICATES,
                                PROVISION_CLIENT,
                                w -> {
                                    w.putUnsigned(0, 0);
                                    w.putBytes(1, own, 0, own.length);
                                    w.startArray(2);
                                    w.putBytes(TlvTag.ANONYMOUS, root, 0, root.length);
                                    w.endContainer();
                                })
                        .status);
        assertEquals(
                0,
                invoke(
                                CLIENT,
                                PROVISION_ENDPOINT,
                                w -> {
                                    w.putBytes(0, HOST, 0, HOST.length);
                                    w.putUnsigned(1, 443);
                                    w.putUnsigned(2, 0);
                                    w.putUnsigned(3, 0);
                                    w.putNull(4);
                                })
                        .status);
        assertEquals(
                ImStatus.INVALID_IN_STATE,
                invoke(CERTIFICATES, REMOVE_ROOT, w -> w.putUnsigned(0, 0)).status);
        assertArrayEquals(
                root, only(invoke(CERTIFICATES, FIND_ROOT, w -> w.putUnsigned(0, 0)).answer()));
        assertArrayEquals(own, only(invoke(CERTIFICATES, FIND_CLIENT, w -> w.putNull(0)).answer()));
        assertTrue(contains(read(CERTIFICATES, 1), root));
        assertTrue(contains(read(CERTIFICATES, 3), own));
        assertTrue(contains(read(CLIENT, 1), HOST));

        network.pass(5_000);
        assertEquals(DeviceNode.IDLE, node.usage());
        assertEquals(0, node.allocated);

        // After a restart, over UDP: ids alone, and nothing that is large.
        network.remove(node);
        network.remove(stream);
        admin.controller.connection = null;
        node = boot();
        network.add(node);
        admin.operational();
        assertFalse(contains(read(CERTIFICATES, 1), Arrays.copyOf(root, 40)));
        assertTrue(contains(read(CLIENT, 1), HOST));
        assertEquals(
                ImStatus.INVALID_TRANSPORT_TYPE,
                invoke(CERTIFICATES, FIND_ROOT, w -> w.putUnsigned(0, 0)).status);
        assertEquals(0, node.allocated);
    }

    private static boolean contains(byte[] message, byte[] part) {
        return HexFormat.of().formatHex(message).contains(HexFormat.of().formatHex(part));
    }
}
