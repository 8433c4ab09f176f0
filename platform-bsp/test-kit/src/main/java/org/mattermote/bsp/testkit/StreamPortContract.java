package org.mattermote.bsp.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;

/** What every {@link StreamPort} promises. */
public abstract class StreamPortContract {
    private static final int PADDING = 3;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private StreamPort port;

    /** The port, open, with that capacity. */
    protected abstract StreamPort open(int capacity) throws Exception;

    /** A new connection to it. */
    protected abstract Socket connect() throws Exception;

    @BeforeEach
    void open() throws Exception {
        port = open(3);
    }

    /** What the call says in the end, when it says NONE for a while. */
    private static int soon(IntSupplier call) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        int result = call.getAsInt();
        while (result == PortStatus.NONE && System.nanoTime() < end) {
            Thread.onSpinWait();
            result = call.getAsInt();
        }
        return result;
    }

    private int accept() {
        int number = soon(port::accept);
        assertTrue(number >= 0 && number < port.capacity(), "number " + number);
        return number;
    }

    private byte[] receive(int connection, int length) {
        byte[] buffer = new byte[PADDING + length];
        int got = 0;
        while (got < length) {
            int at = PADDING + got;
            int n = soon(() -> port.receive(connection, buffer, at, buffer.length - at));
            assertTrue(n > 0 && n <= length - got, "status " + n);
            got += n;
        }
        return Arrays.copyOfRange(buffer, PADDING, buffer.length);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 11 + length);
        }
        return bytes;
    }

    @Test
    void shouldSayThatNobodyAndNothingWaits() throws Exception {
        assertEquals(3, port.capacity());
        assertEquals(PortStatus.NONE, port.accept());
        try (Socket peer = connect()) {
            int connection = accept();
            assertEquals(PortStatus.NONE, port.accept());
            assertEquals(PortStatus.NONE, port.receive(connection, new byte[9], 0, 9));
            port.close(connection);
        }
    }

    @Test
    void shouldCarryBytesBothWaysInTheirOrder() throws Exception {
        try (Socket first = connect();
                Socket second = connect()) {
            int one = accept();
            int other = accept();
            assertTrue(one != other);
            first.getOutputStream().write(bytes(1000));
            second.getOutputStream().write(bytes(7));
            boolean swapped =
                    soon(() -> port.receive(one, new byte[8], 0, 1)) == 1
                            && soon(() -> port.receive(other, new byte[8], 0, 1)) != 1;
            assertTrue(!swapped);
            byte[] ofOne = receive(one, 6);
            boolean oneIsSecond = Arrays.equals(Arrays.copyOfRange(bytes(7), 1, 7), ofOne);
            if (oneIsSecond) {
                assertArrayEquals(Arrays.copyOfRange(bytes(1000), 1, 1000), receive(other, 999));
            } else {
                assertArrayEquals(Arrays.copyOfRange(bytes(1000), 7, 1000), receive(one, 993));
                assertArrayEquals(Arrays.copyOfRange(bytes(7), 1, 7), receive(other, 6));
            }
            byte[] sent = bytes(500);
            byte[] padded = new byte[PADDING + sent.length];
            System.arraycopy(sent, 0, padded, PADDING, sent.length);
            assertEquals(sent.length, port.send(one, padded, PADDING, sent.length));
            Socket peer = oneIsSecond ? second : first;
            assertArrayEquals(sent, peer.getInputStream().readNBytes(sent.length));
            port.close(one);
            port.close(other);
        }
    }

    @Test
    void shouldTakeNoMoreThanFitsAndTheRestLater() throws Exception {
        try (Socket peer = connect()) {
            int connection = accept();
            byte[] sent = bytes(100_000);
            long total = 0;
            int taken = port.send(connection, sent, 0, sent.length);
            while (taken > 0 && total < 200_000_000L) {
                total += taken;
                taken = port.send(connection, sent, 0, sent.length);
            }
            assertEquals(0, taken, "full, and neither an error nor a wait");
            peer.getInputStream().skipNBytes(total);
            int more = soon(() -> orNone(port.send(connection, sent, 0, 10)));
            assertTrue(more > 0, "status " + more);
            port.close(connection);
        }
    }

    private static int orNone(int taken) {
        return taken == 0 ? PortStatus.NONE : taken;
    }

    @Test
    void shouldGiveWhatWasSentBeforeTheEnd() throws Exception {
        Socket peer = connect();
        int connection = accept();
        peer.getOutputStream().write(bytes(300));
        peer.close();
        assertArrayEquals(bytes(300), receive(connection, 300));
        byte[] buffer = new byte[8];
        assertEquals(PortStatus.FAILED, soon(() -> port.receive(connection, buffer, 0, 8)));
        assertEquals(
                PortStatus.FAILED, port.receive(connection, buffer, 0, 8), "until it is closed");
        port.close(connection);
    }

    @Test
    void shouldSayThatAConnectionIsBroken() throws Exception {
        Socket peer = connect();
        int connection = accept();
        peer.setSoLinger(true, 0);
        peer.close();
        byte[] buffer = new byte[8];
        assertEquals(PortStatus.FAILED, soon(() -> port.receive(connection, buffer, 0, 8)));
        int sent = 0;
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (sent >= 0 && System.nanoTime() < end) {
            sent = port.send(connection, buffer, 0, 8);
        }
        assertEquals(PortStatus.FAILED, sent);
        port.close(connection);
    }

    @Test
    void shouldSendWhatWasTakenBeforeItCloses() throws Exception {
        try (Socket peer = connect()) {
            int connection = accept();
            assertEquals(900, port.send(connection, bytes(900), 0, 900));
            port.close(connection);
            assertArrayEquals(bytes(900), peer.getInputStream().readNBytes(900));
            assertEquals(-1, peer.getInputStream().read());
        }
    }

    @Test
    void shouldGiveANumberToTheNextWhenItIsFree() throws Exception {
        Socket[] peers = new Socket[3];
        boolean[] used = new boolean[3];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = connect();
            int number = accept();
            assertTrue(!used[number]);
            used[number] = true;
        }
        peers[0].close();
        port.close(1);
        try (Socket next = connect()) {
            assertEquals(1, accept());
            next.getOutputStream().write(5);
            assertArrayEquals(new byte[] {5}, receive(1, 1));
        }
        for (Socket peer : peers) {
            peer.close();
        }
        for (int i = 0; i < peers.length; i++) {
            port.close(i);
        }
    }

    /** Where a socket of the machine listens. */
    private static PeerAddress loopback(int socketPort) {
        PeerAddress to = new PeerAddress();
        to.set(0, 0xFFFF7F000001L, socketPort, 0);
        return to;
    }

    /** Sends to a connection that may not be there yet. */
    private void send(int connection, byte[] bytes) {
        int sent = 0;
        while (sent < bytes.length) {
            int at = sent;
            int n = soon(() -> orNone(port.send(connection, bytes, at, bytes.length - at)));
            assertTrue(n > 0, "status " + n);
            sent += n;
        }
    }

    @Test
    void shouldBeginConnections() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            int connection = port.connect(loopback(server.getLocalPort()));
            assertTrue(connection >= 0 && connection < port.capacity(), "number " + connection);
            int early = port.receive(connection, new byte[8], 0, 8);
            assertEquals(PortStatus.NONE, early);
            send(connection, bytes(400));
            try (Socket peer = server.accept();
                    Socket other = connect()) {
                assertArrayEquals(bytes(400), peer.getInputStream().readNBytes(400));
                peer.getOutputStream().write(bytes(70));
                assertArrayEquals(bytes(70), receive(connection, 70));
                int accepted = accept();
                assertTrue(accepted != connection);
                other.getOutputStream().write(3);
                assertArrayEquals(new byte[] {3}, receive(accepted, 1));
                port.close(accepted);
                port.close(connection);
                assertEquals(-1, peer.getInputStream().read());
            }
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        int closed;
        try (ServerSocket server = new ServerSocket(0)) {
            closed = server.getLocalPort();
        }
        int connection = port.connect(loopback(closed));
        // Some say it at once.
        if (connection != PortStatus.FAILED) {
            byte[] buffer = new byte[8];
            assertEquals(PortStatus.FAILED, soon(() -> port.receive(connection, buffer, 0, 8)));
            assertEquals(PortStatus.FAILED, port.receive(connection, buffer, 0, 8));
            assertEquals(PortStatus.FAILED, port.send(connection, buffer, 0, 8));
            port.close(connection);
        }
        try (Socket peer = connect()) {
            assertEquals(0, accept(), "its number is free again");
            port.close(0);
        }
    }

    @Test
    void shouldBeginNoMoreConnectionsThanItHasNumbers() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            for (int i = 0; i < 3; i++) {
                assertEquals(i, port.connect(loopback(server.getLocalPort())));
            }
            assertEquals(PortStatus.NONE, port.connect(loopback(server.getLocalPort())));
            port.close(1);
            assertEquals(1, port.connect(loopback(server.getLocalPort())));
            for (int i = 0; i < 3; i++) {
                port.close(i);
            }
        }
    }

    @Test
    void shouldNotBreakWhenMoreComeThanItHasNumbers() throws Exception {
        Socket[] peers = new Socket[5];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = connect();
        }
        for (int i = 0; i < 3; i++) {
            accept();
        }
        for (int i = 0; i < 10; i++) {
            assertEquals(PortStatus.NONE, port.accept());
        }
        port.close(0);
        try {
            peers[0].close();
            try (Socket next = connect()) {
                assertEquals(0, accept());
            }
        } catch (IOException e) {
            fail(e);
        }
    }
}
