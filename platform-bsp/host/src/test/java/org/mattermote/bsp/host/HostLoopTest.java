package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mattermote.stack.port.PeerAddress;

@Timeout(20)
class HostLoopTest {
    private static final class Script implements Device {
        final List<Long> polls = new ArrayList<>();
        final List<String> lines = new ArrayList<>();
        Runnable onPoll = () -> {};
        Runnable onLine = () -> {};
        long period = Long.MAX_VALUE;
        long stopAt = -1;
        boolean endless;

        @Override
        public long poll(long nowMillis) {
            polls.add(nowMillis);
            onPoll.run();
            return period == Long.MAX_VALUE ? period : nowMillis + period;
        }

        @Override
        public void stop(long nowMillis) {
            stopAt = nowMillis;
        }

        @Override
        public boolean stopped() {
            return !endless && stopAt >= 0;
        }

        @Override
        public void consoleLine(String line, long nowMillis) {
            lines.add(line);
            onLine.run();
        }
    }

    private final HostClock clock = new HostClock();
    private final HostBoot boot = new HostBoot(HostBoot.POWER_ON);
    private final Script device = new Script();
    private HostNetwork network;

    @BeforeEach
    void look() throws HostException {
        network = HostNetwork.open(null);
    }

    private HostLoop loop(String input) throws HostException {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        return new HostLoop(
                clock, boot, network, new ConsoleInput(new ByteArrayInputStream(bytes)));
    }

    @Test
    void shouldPollAtTheDeadline() throws Exception {
        try (HostLoop loop = loop("")) {
            device.period = 20;
            device.onPoll =
                    () -> {
                        if (device.polls.size() == 5) {
                            loop.stop();
                        }
                    };
            assertEquals(HostLoop.Outcome.STOPPED, loop.run(device));
            for (int i = 1; i < 5; i++) {
                assertTrue(device.polls.get(i) - device.polls.get(i - 1) >= 20);
            }
        }
    }

    @Test
    void shouldHandOverConsoleLinesAndLiveOnAfterTheEndOfInput() throws Exception {
        try (HostLoop loop = loop("b\nsecond line\n")) {
            device.onLine =
                    () -> {
                        if (device.lines.size() == 2) {
                            device.period = 50;
                            device.onPoll =
                                    () -> {
                                        if (device.polls.size() > 6) {
                                            loop.stop();
                                        }
                                    };
                        }
                    };
            device.period = 10;
            assertEquals(HostLoop.Outcome.STOPPED, loop.run(device));
            assertEquals(List.of("b", "second line"), device.lines);
        }
    }

    @Test
    void shouldWakeForAPacket() throws Exception {
        try (UdpSocket a = UdpSocket.open(0);
                UdpSocket b = UdpSocket.open(0);
                HostLoop loop = loop("")) {
            loop.watch(b);
            PeerAddress to = new PeerAddress();
            Addresses.toPeer(
                    new InetSocketAddress(InetAddress.getByName("127.0.0.1"), b.port()), to);
            device.onPoll =
                    () -> {
                        if (device.polls.size() == 1) {
                            a.send(new byte[3], 0, 3, to);
                        } else if (b.receive(new byte[9], 0, 9, new PeerAddress()) == 3) {
                            loop.stop();
                        }
                    };
            long start = clock.millis();
            loop.run(device);
            assertTrue(clock.millis() - start < 1500, "it waited for something else");
        }
    }

    @Test
    void shouldNotWaitForeverForACleanStop() throws Exception {
        try (HostLoop loop = loop("")) {
            device.endless = true;
            loop.stop();
            assertEquals(HostLoop.Outcome.STOPPED, loop.run(device));
            assertTrue(device.polls.size() >= 2);
        }
    }

    @Test
    void shouldRestartAndResetWhenTheDeviceAsks() throws Exception {
        try (HostLoop loop = loop("")) {
            device.onPoll = boot::restart;
            device.period = 1;
            assertEquals(HostLoop.Outcome.RESTART, loop.run(device));
            device.onPoll = boot::factoryReset;
            assertEquals(HostLoop.Outcome.FACTORY_RESET, loop.run(device));
            assertTrue(device.stopAt >= 0);
        }
    }
}
