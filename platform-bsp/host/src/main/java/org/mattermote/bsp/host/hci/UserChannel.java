package org.mattermote.bsp.host.hci;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostException;

/**
 * An adapter of the Linux kernel, to itself. Java has no sockets of that family: Bumble's bridge, a
 * process, has the adapter and offers it on a TCP port. It ends with this one.
 */
final class UserChannel implements HciCarrier {
    /** The Python that has Bumble, in the environment; {@code mote} sets it. */
    private static final String PYTHON = "MOTE_BUMBLE";

    private static final Path ADAPTERS = Path.of("/sys/class/bluetooth");
    private static final long START_MILLIS = 15_000;
    private static final long LOOK_MILLIS = 50;
    private static final int CAP_NET_ADMIN = 12;

    private final Process bridge;
    private final TcpCarrier carrier;

    UserChannel(String adapter, HostClock clock) throws HostException {
        check(adapter);
        int port = freePort();
        Path log = null;
        try {
            log = Files.createTempFile("mattermote-bridge", ".log");
            bridge = started(adapter, port, log);
            awaited(port, log, adapter, clock);
        } catch (IOException e) {
            throw new HostException(
                    "--hci user-channel: Bumble's bridge does not start: "
                            + HostException.reason(e));
        } finally {
            delete(log);
        }
        carrier = new TcpCarrier("127.0.0.1", port, clock);
    }

    private static void check(String adapter) throws HostException {
        String option = "--hci user-channel:" + adapter + ": ";
        if (!Files.isDirectory(ADAPTERS)) {
            throw new HostException(
                    option + "this kernel has no Bluetooth; tcp: and serial: need none");
        }
        if (!Files.exists(ADAPTERS.resolve(adapter))) {
            throw new HostException(option + "there is no such adapter; " + adapters());
        }
        if (!mayAdminister()) {
            throw new HostException(option + "only root may have an adapter to itself");
        }
        if (System.getenv(PYTHON) == null) {
            throw new HostException(option + "Bumble is needed, which `mote run` brings");
        }
    }

    private static String adapters() {
        try (Stream<Path> all = Files.list(ADAPTERS)) {
            List<String> names = all.map(path -> path.getFileName().toString()).sorted().toList();
            return names.isEmpty() ? "there is none" : "there are " + String.join(", ", names);
        } catch (IOException e) {
            return "none can be seen";
        }
    }

    private static boolean mayAdminister() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("CapEff:"))
                    .anyMatch(
                            line ->
                                    (Long.parseUnsignedLong(line.substring(7).strip(), 16)
                                                            >>> CAP_NET_ADMIN
                                                    & 1)
                                            == 1);
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    private static int freePort() throws HostException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new HostException("no TCP port is free: " + HostException.reason(e));
        }
    }

    private static Process started(String adapter, int port, Path log) throws IOException {
        // The signal reaches it however this process ends.
        ProcessBuilder builder =
                new ProcessBuilder(
                        "setpriv",
                        "--pdeathsig",
                        "TERM",
                        System.getenv(PYTHON),
                        "-m",
                        "bumble.apps.hci_bridge",
                        "tcp-server:127.0.0.1:" + port,
                        "hci-socket:" + adapter.substring("hci".length()));
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** It takes connections once it has the adapter, and it takes one after the other. */
    private void awaited(int port, Path log, String adapter, HostClock clock)
            throws IOException, HostException {
        long until = clock.millis() + START_MILLIS;
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                boolean ended = ended();
                if (ended || clock.millis() > until) {
                    bridge.destroy();
                    throw new HostException(
                            "--hci user-channel:" + adapter + ": Bumble says: " + lastLine(log));
                }
            }
        }
    }

    private boolean ended() throws HostException {
        try {
            return bridge.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new HostException("interrupted");
        }
    }

    private static String lastLine(Path log) throws IOException {
        String[] lines = Files.readString(log, StandardCharsets.UTF_8).strip().split("\n");
        String last = lines[lines.length - 1].strip();
        return last.isEmpty() ? "nothing" : last;
    }

    private static void delete(Path log) {
        try {
            if (log != null) {
                Files.deleteIfExists(log);
            }
        } catch (IOException e) {
            // It is in the folder for temporary files.
        }
    }

    @Override
    public int read(byte[] out, int offset, int length) {
        return carrier.read(out, offset, length);
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        return carrier.write(bytes, offset, length);
    }

    @Override
    public void step() {
        carrier.step();
    }

    @Override
    public void wakes(Wake wake) {
        carrier.wakes(wake);
    }

    @Override
    public String trouble() {
        return carrier.trouble();
    }

    @Override
    public void close() {
        carrier.close();
        bridge.destroy();
    }
}
