package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mattermote.bsp.testkit.StreamPortContract;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;

@Timeout(60)
class TcpPortTest extends StreamPortContract {
    private TcpPort port;

    @Override
    protected StreamPort open(int capacity) throws Exception {
        port = TcpPort.open(0, capacity);
        return port;
    }

    @Override
    protected Socket connect() throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), port.port());
    }

    @AfterEach
    void close() {
        port.close();
    }

    @Test
    void shouldSayThatThePortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            int taken = other.getLocalPort();
            assertEquals(
                    "TCP port " + taken + " is in use; give another --port",
                    assertThrows(HostException.class, () -> TcpPort.open(taken, 3)).getMessage());
        }
    }

    @Test
    void shouldListenOnTheAddressesOfANetwork() throws Exception {
        HostNetwork network = HostNetwork.open(null);
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (TcpPort narrow = TcpPort.open(free, 3, network)) {
            assertEquals(free, narrow.port());
        }
    }

    /** Echoes what comes, but only up to a number of bytes; counts its polls. */
    private final class Echo implements Device {
        private final byte[] buffer = new byte[64];
        private final int most;
        int connection = -1;
        int polls;
        int taken;

        /** How long it runs, ms: the loop looks at the network each second, and polls. */
        long stopAfter;

        private long since = -1;
        Runnable onDone = () -> {};

        /** It takes once a poll what there is, and does not see that nothing more is. */
        boolean hasty;

        Echo(int most) {
            this.most = most;
        }

        @Override
        public long poll(long nowMillis) {
            polls++;
            since = since < 0 ? nowMillis : since;
            if (stopAfter > 0 && nowMillis - since >= stopAfter) {
                onDone.run();
            }
            if (connection < 0) {
                connection = port.accept();
            }
            int n = 0;
            while (connection >= 0 && n >= 0 && taken < most) {
                n = port.receive(connection, buffer, 0, Math.min(64, most - taken));
                if (n > 0) {
                    port.send(connection, buffer, 0, n);
                    taken += n;
                }
                if (hasty) {
                    break;
                }
            }
            if (n == PortStatus.FAILED) {
                onDone.run();
            }
            return Long.MAX_VALUE;
        }

        @Override
        public void stop(long nowMillis) {}

        @Override
        public boolean stopped() {
            return true;
        }

        @Override
        public void consoleLine(String line, long nowMillis) {}
    }

    private HostLoop loop() throws HostException {
        HostLoop loop =
                new HostLoop(
                        new HostClock(),
                        new HostBoot(HostBoot.POWER_ON),
                        HostNetwork.open(null),
                        new ConsoleInput(new ByteArrayInputStream(new byte[0])));
        loop.watch(port);
        return loop;
    }

    @Test
    void shouldWakeTheLoopForNewcomersBytesAndEnds() throws Exception {
        echo(new Echo(Integer.MAX_VALUE));
    }

    @Test
    void shouldWakeTheLoopForTheRestOfAMessage() throws Exception {
        Echo device = new Echo(Integer.MAX_VALUE);
        device.hasty = true;
        long from = System.nanoTime();
        echo(device);
        long millis = (System.nanoTime() - from) / 1_000_000;
        assertTrue(millis < 5_000, "each piece waited for the next look at the network: " + millis);
    }

    private void echo(Echo device) throws Exception {
        try (HostLoop loop = loop()) {
            device.onDone = loop::stop;
            Thread client =
                    new Thread(
                            () -> {
                                try (Socket peer = connect()) {
                                    for (int i = 0; i < 20; i++) {
                                        peer.getOutputStream().write(i);
                                        assertEquals(i, peer.getInputStream().read());
                                    }
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            });
            client.start();
            assertEquals(HostLoop.Outcome.STOPPED, loop.run(device));
            client.join();
        }
        assertEquals(20, device.taken);
    }

    @Test
    void shouldNotBeWokenWithoutEndByBytesThatAreLeftWhereTheyAre() throws Exception {
        Echo device = new Echo(3);
        try (HostLoop loop = loop();
                Socket peer = connect()) {
            peer.getOutputStream().write(new byte[10]);
            device.stopAfter = 1500;
            device.onDone = loop::stop;
            loop.run(device);
        }
        assertEquals(3, device.taken);
        assertTrue(device.polls < 20, device.polls + " polls");
    }
}
