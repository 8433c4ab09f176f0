package org.mattermote.firmware.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * A simulated controller with a requestor, and the camera of a board in a process of its own:
 * commissioned over UDP, then sessions over TCP. As a process it does so in the network namespace
 * it was started in.
 */
final class CameraViewer implements AutoCloseable {
    /** A browser's, of 6,695 bytes. */
    private static final Path OFFER =
            Path.of(
                    "../../webrtc-lite/src/test/resources/org/mattermote/webrtc/sdp/recorded/"
                            + "chromium-viewer-gathered-offer.sdp");

    private static final int BOOT = 60_000;
    private static final int PATIENCE = 60_000;
    private static final int PORT = 5540;

    private static final int STREAMS = 0x0551;
    private static final int PROVIDER = 0x0553;
    private static final int REQUESTOR = 0x0554;
    private static final int VIDEO_STREAM_ALLOCATE = 3;
    private static final int SOLICIT_OFFER = 0;
    private static final int PROVIDE_OFFER = 2;
    private static final int PROVIDE_CANDIDATES = 5;
    private static final int END_SESSION = 6;
    private static final int PUSHED_OFFER = 0;
    private static final int PUSHED_ANSWER = 1;
    private static final int LIVE_VIEW = 3;
    private static final int HANGUP = 2;

    private final SimNetwork network = new SimNetwork(61);
    private final SimPort port = network.attach();
    private final SimAdministrator admin =
            new SimAdministrator(
                    network,
                    network.attach(),
                    port,
                    new SimFabric(61, 0xFAB6, true),
                    0x99,
                    0x55,
                    62);
    private final UdpBridge udp;
    private final TcpBridge tcp;

    /** What the camera pushed, and the descriptions in it. */
    private final List<Integer> pushed = new ArrayList<>();

    private final List<String> descriptions = new ArrayList<>();
    private int videoStream;

    /**
     * @param device a camera that nobody has commissioned
     */
    CameraViewer(InetSocketAddress device) throws IOException {
        udp = new UdpBridge(port, device, () -> {});
        network.add(udp);
        admin.commission(RunOptions.DEFAULT_PASSCODE);
        tcp = new TcpBridge(device);
        admin.controller.connection = tcp;
        admin.operational();
        admin.controller.acceptor = this::accept;
    }

    private void accept(SimController.Talk talk) {
        talk.listener =
                message -> {
                    if (message.opcode() == Im.INVOKE_REQUEST) {
                        hear(talk, message.payload());
                    }
                };
    }

    private void hear(SimController.Talk talk, byte[] request) {
        expect(Im.at(request, 2, -1, 0, 1).value() == REQUESTOR, "a push to something else");
        int command = (int) Im.at(request, 2, -1, 0, 2).value();
        if (command == PUSHED_OFFER || command == PUSHED_ANSWER) {
            TlvReader sdp = Im.at(request, 2, -1, 1, 1);
            descriptions.add(
                    new String(
                            request, sdp.dataOffset(), sdp.dataLength(), StandardCharsets.UTF_8));
        }
        byte[] answer = Im.commandStatus(REQUESTOR, command, 0);
        admin.controller.send(talk, 1, Im.INVOKE_RESPONSE, answer, true);
        admin.controller.finish(talk);
        pushed.add(command);
    }

    private static void expect(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    private void await(BooleanSupplier condition, String what) {
        expect(network.run(condition, PATIENCE), what);
    }

    private byte[] invoke(int cluster, int command, Consumer<TlvWriter> fields) {
        SimClient.Transaction t = admin.client.invoke(1, cluster, command, fields);
        await(() -> t.done, "no answer to command " + command);
        expect(t.status == 0, "command " + command + " was answered by " + t.status);
        return t.answer();
    }

    private static void resolution(TlvWriter w, int tag, int width, int height) {
        w.startStruct(tag);
        w.putUnsigned(0, width);
        w.putUnsigned(1, height);
        w.endContainer();
    }

    private void allocate() {
        byte[] answer =
                invoke(
                        STREAMS,
                        VIDEO_STREAM_ALLOCATE,
                        w -> {
                            w.putUnsigned(0, LIVE_VIEW);
                            w.putUnsigned(1, 0);
                            w.putUnsigned(2, 15);
                            w.putUnsigned(3, 30);
                            resolution(w, 4, 320, 240);
                            resolution(w, 5, 640, 480);
                            w.putUnsigned(6, 100_000);
                            w.putUnsigned(7, 1_000_000);
                            w.putUnsigned(8, 4_000);
                        });
        videoStream = Im.field(answer, 0);
    }

    /** ProvideOffer of a browser, candidates, and the answer; SolicitOffer and the offer. */
    private void view(boolean offers, String sdp) {
        pushed.clear();
        descriptions.clear();
        byte[] text = sdp.getBytes(StandardCharsets.UTF_8);
        byte[] response =
                offers
                        ? invoke(
                                PROVIDER,
                                PROVIDE_OFFER,
                                w -> {
                                    w.putNull(0);
                                    w.putUtf8(1, text, 0, text.length);
                                    w.putUnsigned(2, LIVE_VIEW);
                                    w.putUnsigned(3, 1);
                                    w.putUnsigned(4, videoStream);
                                })
                        : invoke(
                                PROVIDER,
                                SOLICIT_OFFER,
                                w -> {
                                    w.putUnsigned(0, LIVE_VIEW);
                                    w.putUnsigned(1, 1);
                                    w.putUnsigned(2, videoStream);
                                });
        int session = Im.field(response, 0);
        int wanted = offers ? PUSHED_ANSWER : PUSHED_OFFER;
        await(() -> pushed.contains(wanted), "no description came");
        expect(descriptions.get(0).contains("a=sendonly"), descriptions.get(0));
        if (offers) {
            invoke(PROVIDER, PROVIDE_CANDIDATES, w -> candidate(w, session));
        }
        invoke(
                PROVIDER,
                END_SESSION,
                w -> {
                    w.putUnsigned(0, session);
                    w.putUnsigned(1, HANGUP);
                });
    }

    private static void candidate(TlvWriter w, int session) {
        byte[] text = "candidate:1 1 udp 9 192.0.2.1 5000 typ host".getBytes();
        w.putUnsigned(0, session);
        w.startArray(1);
        w.startStruct(TlvTag.ANONYMOUS);
        w.putUtf8(0, text, 0, text.length);
        w.putNull(1);
        w.putNull(2);
        w.endContainer();
        w.endContainer();
    }

    /** How many sessions there are. */
    private int sessions() {
        SimClient.Transaction t = admin.client.read(1, PROVIDER, 0);
        await(() -> t.done, "no CurrentSessions");
        TlvReader list = Im.data(t.answer());
        list.enter();
        int count = 0;
        while (list.next() == 0) {
            count++;
        }
        return count;
    }

    /** So many sessions, the viewer's offer and the camera's by turns. */
    String run(int count) throws IOException {
        String offer = Files.readString(OFFER);
        allocate();
        for (int i = 0; i < count; i++) {
            view(i % 2 == 0, offer);
        }
        expect(sessions() == 0, "sessions are left");
        return String.format("%d sessions, messages of up to %,d bytes", count, tcp.longest);
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        udp.close();
    }

    /** The launcher, a board, a folder for the device, how many sessions. */
    public static void main(String[] args) throws Exception {
        List<String> command =
                List.of(
                        args[0],
                        "run",
                        "--app",
                        "camera",
                        "--media",
                        "stand-in",
                        "--board",
                        args[1],
                        "--storage",
                        args[2],
                        "--no-ble");
        try (MdnsProbe.Peer device = new MdnsProbe.Peer(command)) {
            if (device.line(0, "mote: ready .*", BOOT) == null) {
                throw new IllegalStateException("the device does not start: " + device);
            }
            InetSocketAddress at =
                    new InetSocketAddress(ControllerRestarts.linkLocal(args[2]), PORT);
            try (CameraViewer viewer = new CameraViewer(at)) {
                System.out.println("camera: " + viewer.run(Integer.parseInt(args[3])));
            }
            device.stop();
            System.out.println(device.line(0, ControllerRestarts.LAST, BOOT));
        }
    }
}
