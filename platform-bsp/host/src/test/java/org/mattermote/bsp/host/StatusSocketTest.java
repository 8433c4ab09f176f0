package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StatusSocketTest {
    @TempDir Path folder;

    private static final class Idle implements Device {
        private boolean stopped;

        @Override
        public long poll(long nowMillis) {
            return Long.MAX_VALUE;
        }

        @Override
        public void stop(long nowMillis) {
            stopped = true;
        }

        @Override
        public boolean stopped() {
            return stopped;
        }

        @Override
        public String status(long nowMillis) {
            return "answers=\u00fc\nlines=2\n";
        }

        @Override
        public void consoleLine(String line, long nowMillis) {}
    }

    /** Runs a loop with the socket while {@code asking} goes on. */
    private void serve(StatusSocket socket, Asking asking) throws Exception {
        HostLoop loop =
                new HostLoop(
                        new HostClock(),
                        new HostBoot(HostBoot.POWER_ON),
                        HostNetwork.open(null),
                        new ConsoleInput(new ByteArrayInputStream(new byte[0])));
        loop.serve(socket);
        Thread runner = new Thread(() -> loop.run(new Idle()));
        runner.start();
        try {
            asking.ask();
        } finally {
            loop.stop();
            runner.join();
            loop.close();
        }
    }

    private interface Asking {
        void ask() throws Exception;
    }

    @Test
    void shouldAnswerEveryoneWhoAsks() throws Exception {
        try (StatusSocket socket = StatusSocket.open(folder)) {
            serve(
                    socket,
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            // One that does not wait for the answer.
                            SocketChannel.open(
                                            UnixDomainSocketAddress.of(
                                                    folder.resolve(StatusSocket.NAME)))
                                    .close();
                            assertEquals("answers=\u00fc\nlines=2\n", StatusSocket.ask(folder));
                        }
                    });
        }
        assertFalse(Files.exists(folder.resolve(StatusSocket.NAME)));
    }

    @Test
    void shouldReplaceASocketThatWasLeftOver() throws Exception {
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(folder.resolve(StatusSocket.NAME));
        ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        left.bind(address);
        left.close();
        assertTrue(Files.exists(address.getPath()));
        assertThrows(HostException.class, () -> StatusSocket.ask(folder));
        try (StatusSocket socket = StatusSocket.open(folder)) {
            serve(socket, () -> assertTrue(StatusSocket.ask(folder).endsWith("lines=2\n")));
        }
    }

    @Test
    void shouldSayThatNoDeviceRuns() {
        assertEquals(
                "no device runs with --storage " + folder + "; `mote run` starts one",
                assertThrows(HostException.class, () -> StatusSocket.ask(folder)).getMessage());
        Path absent = folder.resolve("absent");
        assertThrows(HostException.class, () -> StatusSocket.ask(absent));
        assertFalse(Files.exists(absent));
    }

    @Test
    void shouldSayWhenThePathIsTooLong() throws Exception {
        Path deep = folder.resolve("d".repeat(120));
        Files.createDirectories(deep);
        String message =
                assertThrows(HostException.class, () -> StatusSocket.open(deep)).getMessage();
        assertTrue(message.endsWith("; status will not answer"), message);
    }
}
