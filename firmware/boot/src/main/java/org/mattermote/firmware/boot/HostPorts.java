package org.mattermote.firmware.boot;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.mattermote.bsp.host.ConsoleInput;
import org.mattermote.bsp.host.ConsoleLog;
import org.mattermote.bsp.host.FactoryData;
import org.mattermote.bsp.host.FactoryFile;
import org.mattermote.bsp.host.HostBoot;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.HostLoop;
import org.mattermote.bsp.host.HostNetwork;
import org.mattermote.bsp.host.MulticastDnsSocket;
import org.mattermote.bsp.host.StatusSocket;
import org.mattermote.bsp.host.Storage;
import org.mattermote.bsp.host.SystemEntropy;
import org.mattermote.bsp.host.TcpPort;
import org.mattermote.bsp.host.UdpSocket;
import org.mattermote.bsp.host.hci.HostController;
import org.mattermote.bsp.host.media.MediaProcess;
import org.mattermote.bsp.host.recording.RecordReader;
import org.mattermote.bsp.host.recording.RecordWriter;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.Entropy;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.StreamPort;
import org.mattermote.stack.port.UtcClock;

/** The ports of one device, open: those of this machine, or what a recording says of them. */
public final class HostPorts implements AutoCloseable {
    public final ConsoleLog log;
    public final HostBoot boot;
    public final Storage storage;
    public final FactoryFile factoryData;

    /** The UDP port that {@link #matter} is bound to. */
    public final int matterPort;

    // Set once, by whoever opens.
    public UtcClock clock;
    public Entropy entropy;
    public NetworkPort network;
    public DatagramPort matter;
    public DatagramPort multicastDns;

    /** Null where there is none. */
    public BleController ble;

    /** Null where there is none. */
    public StreamPort tcp;

    /** The wire to the media processor; null where there is none. */
    public MediaWire media;

    private final HostClock monotonic = new HostClock();
    private HostNetwork hostNetwork;
    private UdpSocket udpSocket;
    private MulticastDnsSocket multicastDnsSocket;

    /** Null where there is none. */
    private HostController controller;

    /** Null where there is none. */
    private TcpPort tcpPort;

    /** Null where there is none. */
    private MediaProcess mediaProcess;

    /** Null where it could not be opened. */
    private StatusSocket status;

    private HostPorts(
            RunOptions options, Storage storage, int matterPort, int bootReason, PrintStream out)
            throws HostException {
        this.storage = storage;
        this.matterPort = matterPort;
        log = new ConsoleLog(out);
        boot = new HostBoot(bootReason);
        factoryData =
                options.factoryData() != null
                        ? options.factoryData()
                        : FactoryData.of(
                                options.vendorId(),
                                options.productId(),
                                options.passcode(),
                                options.discriminator(),
                                productName(options.app()),
                                storage.properties());
    }

    /** Opens all or none. */
    static HostPorts open(RunOptions options, int bootReason, PrintStream out)
            throws HostException {
        HostNetwork network = HostNetwork.open(options.interfaceName());
        Storage storage = Storage.open(options.storage());
        UdpSocket matter = null;
        HostPorts ports = null;
        try {
            matter =
                    options.interfaceName() == null
                            ? UdpSocket.open(options.port())
                            : UdpSocket.open(options.port(), network);
            ports = new HostPorts(options, storage, matter.port(), bootReason, out);
            ports.openController(options);
            ports.openTcp(options, network);
            ports.openMedia(options);
            ports.openSockets(network, matter);
            ports.status = status(options, ports.log);
            return ports;
        } catch (HostException e) {
            if (matter != null) {
                matter.close();
            }
            if (ports != null) {
                ports.close();
            } else {
                storage.close();
            }
            throw e;
        }
    }

    private void openSockets(HostNetwork machine, UdpSocket socket) throws HostException {
        multicastDnsSocket = MulticastDnsSocket.open(machine);
        machine.attach(socket, multicastDnsSocket);
        machine.tells(log::line);
        socket.tells(log::line);
        hostNetwork = machine;
        udpSocket = socket;
        clock = monotonic;
        entropy = new SystemEntropy();
        network = machine;
        matter = socket;
        multicastDns = multicastDnsSocket;
    }

    private void openController(RunOptions options) throws HostException {
        if (options.hci() != null) {
            controller = HostController.open(options.hci(), monotonic);
            controller.tells(log::line);
            ble = controller;
        }
    }

    private void openTcp(RunOptions options, HostNetwork machine) throws HostException {
        if (options.tcp()) {
            int places = places(options);
            tcpPort =
                    options.interfaceName() == null
                            ? TcpPort.open(matterPort, places)
                            : TcpPort.open(matterPort, places, machine);
            tcp = tcpPort;
        }
    }

    /** Connections that the stack takes, and one to turn away. */
    private static int places(RunOptions options) {
        return Apps.sizes(options.app()).tcpConnections + 1;
    }

    private void openMedia(RunOptions options) throws HostException {
        if (options.media() != null) {
            // of the words the shell makes a command; it is the process itself then
            List<String> command = List.of("sh", "-c", "exec " + options.media());
            mediaProcess = new MediaProcess(monotonic, command);
            mediaProcess.tells(log::line);
            media = mediaProcess;
        }
    }

    /** Whether a BLE controller is there now. */
    boolean hasController() {
        return controller != null && controller.isThere();
    }

    /**
     * The ports of a device as {@code record} answers for them; nothing is opened but the store.
     */
    static HostPorts replay(RunOptions options, int bootReason, RecordReader record)
            throws HostException {
        HostPorts ports = quiet(options, bootReason);
        ports.clock = record.clock();
        ports.entropy = record.entropy();
        ports.network = record.network();
        ports.matter = record.matter();
        ports.multicastDns = record.multicastDns();
        ports.ble = options.hci() == null ? null : record.ble();
        ports.tcp = options.tcp() ? record.tcp(places(options)) : null;
        ports.media = options.media() == null ? null : record.media();
        return ports;
    }

    /** Ports without a world and a console; the caller gives a world. */
    static HostPorts quiet(RunOptions options, int bootReason) throws HostException {
        Storage storage = Storage.open(options.storage());
        try {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
            return new HostPorts(options, storage, options.port(), bootReason, nowhere);
        } catch (HostException e) {
            storage.close();
            throw e;
        }
    }

    /** Lets {@code record} write down what goes through. */
    void recordTo(RecordWriter record) {
        record.life(boot.reason());
        clock = record.clock(clock);
        entropy = record.entropy(entropy);
        network = record.network(network);
        matter = record.matter(matter);
        multicastDns = record.multicastDns(multicastDns);
        ble = ble == null ? null : record.ble(ble);
        tcp = tcp == null ? null : record.tcp(tcp);
        media = media == null ? null : record.media(media);
    }

    /** A loop that wakes for everything that comes in here. */
    HostLoop loop(ConsoleInput console) throws HostException {
        HostLoop loop = new HostLoop(monotonic, boot, hostNetwork, console);
        loop.watch(udpSocket);
        loop.watch(multicastDnsSocket);
        if (controller != null) {
            loop.watch(controller);
        }
        if (mediaProcess != null) {
            loop.watch(mediaProcess);
        }
        if (tcpPort != null) {
            loop.watch(tcpPort);
        }
        if (status != null) {
            loop.serve(status);
        }
        return loop;
    }

    private static StatusSocket status(RunOptions options, ConsoleLog log) {
        try {
            return StatusSocket.open(options.storage());
        } catch (HostException e) {
            log.line(e.getMessage());
            return null;
        }
    }

    private static String productName(String app) {
        StringBuilder name = new StringBuilder("Mattermote");
        for (String word : app.split("-")) {
            name.append(' ').append(word.substring(0, 1).toUpperCase(Locale.ROOT));
            name.append(word.substring(1));
        }
        return name.toString();
    }

    @Override
    public void close() {
        if (status != null) {
            status.close();
        }
        if (multicastDnsSocket != null) {
            multicastDnsSocket.close();
        }
        if (udpSocket != null) {
            udpSocket.close();
        }
        if (controller != null) {
            controller.close();
        }
        if (mediaProcess != null) {
            mediaProcess.close();
        }
        if (tcpPort != null) {
            tcpPort.close();
        }
        storage.close();
    }
}
