package org.mattermote.firmware.image.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.mattermote.bsp.common.FactoryItem;
import org.mattermote.bsp.host.FactoryImage;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPort;

/**
 * Writes a {@link Script}: a simulated administrator does each thing of the table with the device,
 * which runs here, and all that comes in is written down.
 */
public final class Recorder implements SimNode {
    private static final int PASSCODE = 20202021;
    private static final int ON_OFF = 6;
    private static final int TOGGLE = 2;

    /** How often the cheap things are done. */
    private static final int TIMES = 10;

    private static final int RESTARTS = 3;

    /** What is late belongs to what it was asked by. */
    private static final int AFTERMATH = 400;

    private record Packet(byte[] bytes, PeerAddress from) {}

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final SimNetwork network = new SimNetwork(21);
    private final SimPort port = network.attach();
    private final ArrayDeque<Packet> inbox = new ArrayDeque<>();
    private final BenchDevice device;
    private long next;

    /** The poll that takes the next packet belongs to this row, no other. */
    private int rowOfNextPacket;

    private Recorder() throws IOException {
        byte[] factory = factory();
        out.writeShort(factory.length);
        out.write(factory);
        BenchFlash flash = new BenchFlash(2, Script.FACTORY_PAGE);
        flash.program(0, 0, Arrays.copyOf(factory, Script.FACTORY_PAGE), 0, Script.FACTORY_PAGE);
        BenchSocket udp =
                new BenchSocket() {
                    @Override
                    protected void leave(byte[] buffer, int offset, int length, PeerAddress to) {
                        port.send(buffer, offset, length, to);
                    }
                };
        device = new BenchDevice(flash, udp);
        if (!device.sealed) {
            throw new IllegalStateException("the device does not boot");
        }
        network.add(this);
    }

    /** Factory data, only as long as real data where nobody looks into it. */
    private static byte[] factory() {
        Random random = new Random(4);
        FactoryImage image = new FactoryImage();
        image.addU16(FactoryItem.VENDOR_ID, 0xFFF1);
        image.addU16(FactoryItem.PRODUCT_ID, 0x8000);
        image.addU16(FactoryItem.DISCRIMINATOR, 3840);
        image.addU16(FactoryItem.HARDWARE_VERSION, 1);
        image.addVerifier(PASSCODE, "SPAKE2P Key Salt".getBytes(), 1000);
        image.add(FactoryItem.DAC, random(random, 491));
        image.add(FactoryItem.PAI, random(random, 463));
        image.add(FactoryItem.CERTIFICATION_DECLARATION, random(random, 541));
        byte[] key = random(random, 32);
        key[0] = 1;
        image.add(FactoryItem.ATTESTATION_KEY, key);
        image.addText(DeviceDataPort.TEXT_VENDOR_NAME, "Mattermote");
        image.addText(DeviceDataPort.TEXT_PRODUCT_NAME, "Mattermote Light");
        image.addText(DeviceDataPort.TEXT_SERIAL_NUMBER, "0001");
        image.addText(DeviceDataPort.TEXT_MANUFACTURING_DATE, "20260101");
        return image.bytes();
    }

    private static byte[] random(Random random, int length) {
        byte[] made = new byte[length];
        random.nextBytes(made);
        return made;
    }

    @Override
    public long poll(long now) {
        try {
            return pollAndWrite(now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a device's main loop: it polls for a packet and when something is due. */
    private long pollAndWrite(long now) throws IOException {
        byte[] buffer = new byte[BenchSocket.LONGEST];
        PeerAddress from = new PeerAddress();
        for (int n = port.receive(buffer, 0, buffer.length, from);
                n >= 0;
                n = port.receive(buffer, 0, buffer.length, from)) {
            inbox.add(new Packet(Arrays.copyOf(buffer, n), from));
            from = new PeerAddress();
        }
        int only = 0;
        if (!inbox.isEmpty() && device.udp.waiting == 0) {
            Packet packet = inbox.poll();
            only = rowOfNextPacket;
            rowOfNextPacket = 0;
            if (only != 0) {
                begin(only);
            }
            out.writeByte(Script.PACKET);
            out.writeShort(packet.bytes.length);
            out.write(packet.from.ip);
            out.writeShort(packet.from.port);
            out.write(packet.bytes);
            System.arraycopy(packet.bytes, 0, device.udp.bytes, 0, packet.bytes.length);
            device.udp.peer.set(packet.from);
            device.udp.waiting = packet.bytes.length;
        } else if (now < next) {
            return next;
        }
        next = device.stack.poll(now);
        out.writeByte(Script.POLL);
        out.writeInt((int) now);
        out.writeInt(device.udp.sent);
        out.writeInt(device.udp.sum);
        if (only != 0) {
            begin(0);
        }
        return inbox.isEmpty() ? next : now;
    }

    private void begin(int row) throws IOException {
        out.writeByte(Script.ROW);
        out.writeByte(row);
    }

    private interface Task {
        void run() throws IOException;
    }

    private void row(int row, int times, Task task) throws IOException {
        for (int i = 0; i < times; i++) {
            begin(row);
            task.run();
            network.pass(AFTERMATH);
            begin(0);
            network.pass(5_000);
        }
    }

    private SimAdministrator administrator(int seed, boolean intermediate) {
        return new SimAdministrator(
                network,
                network.attach(),
                port,
                new SimFabric(seed, 0xFAB0 + seed, intermediate),
                0x9999,
                0x5555,
                seed);
    }

    private byte[] record() throws IOException {
        SimAdministrator admin = administrator(1, true);
        network.pass(5_000);
        row(Script.COMMISSIONING, 1, () -> admin.commission(PASSCODE));
        row(Script.CASE_WITH_INTERMEDIATE, 2, admin::operational);
        row(Script.CASE_RESUMED, 2, admin::resume);
        SimClient client = admin.client;
        row(Script.READ, TIMES, () -> admin.expect(client.read(1, ON_OFF, 0), "read"));
        row(Script.WILDCARD_READ, 1, () -> admin.expect(client.readEverything(), "wildcard"));
        row(
                Script.TOGGLE,
                TIMES,
                () -> admin.expect(client.invoke(1, ON_OFF, TOGGLE, fields -> {}), "toggle"));
        admin.openBasicWindow(180);
        var operational = admin.controller.session;
        row(Script.PASE, 1, () -> admin.pase(PASSCODE));
        admin.controller.session = operational;
        admin.expect(client.invokeTimed(0, 0x3C, 2, fields -> {}), "revoke");
        admin.openBasicWindow(180);
        SimAdministrator other = administrator(2, false);
        other.commission(PASSCODE);
        network.pass(5_000);
        row(Script.CASE, 2, other::operational);
        for (int i = 0; i < RESTARTS; i++) {
            restart(other);
        }
        row(
                Script.SUBSCRIBE,
                1,
                () ->
                        admin.expect(
                                client.subscribe(false, 0, 600, 1, ON_OFF, Im.ANY), "subscribe"));
        row(Script.REPORT, TIMES, this::press);
        if (client.reports != TIMES) {
            throw new IllegalStateException(client.reports + " reports");
        }
        out.writeByte(Script.END);
        return bytes.toByteArray();
    }

    /**
     * A controller that leaves a handshake open, begins a second on the same unsecured session, and
     * a third on the exchange id of the second.
     */
    private void restart(SimAdministrator of) {
        SimController controller = new SimController(network.attach(), port, 77);
        network.add(controller);
        controller.tamper =
                (opcode, payload) -> opcode == SecureChannelOpcode.SIGMA3 ? null : payload;
        long node = controller.nextEphemeralNodeId;
        int id = controller.nextExchangeId;
        int[] rows = {0, Script.SIGMA1, Script.SIGMA1_OF_A_RESTART};
        for (int i = 0; i < rows.length; i++) {
            rowOfNextPacket = rows[i];
            controller.nextEphemeralNodeId = node;
            controller.nextExchangeId = id + Math.min(i, 1);
            SimController.Talk talk = controller.operational(of.own, of.deviceNodeId);
            if (!network.run(() -> !talk.received.isEmpty(), 5_000)
                    || talk.last().opcode() != SecureChannelOpcode.SIGMA2) {
                throw new IllegalStateException("no Sigma2");
            }
            controller.acknowledge(talk);
            network.pass(AFTERMATH);
            talk.dead = true;
        }
        network.remove(controller);
        network.pass(60_000);
    }

    private void press() throws IOException {
        out.writeByte(Script.BUTTON);
        out.writeInt((int) network.now);
        device.app.button(network.now);
        next = network.now;
    }

    /** The file to write, and a recorded offer to be read. */
    public static void main(String[] args) throws IOException {
        byte[] script = new Recorder().record();
        byte[] offer = Files.readAllBytes(Path.of(args[1]));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(all);
        out.write(script);
        out.writeShort(offer.length);
        out.write(offer);
        Files.write(Path.of(args[0]), all.toByteArray());
    }
}
