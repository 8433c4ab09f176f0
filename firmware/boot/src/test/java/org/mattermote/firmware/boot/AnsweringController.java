package org.mattermote.firmware.boot;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/** A BLE controller on a TCP port that says yes to every command, and has buffers. */
final class AnsweringController implements AutoCloseable {
    /** LE Set Advertising Enable (Bluetooth core, volume 4 part E 7.8.9), with 1. */
    private static final int ADVERTISE = 0x200A;

    private final ServerSocket server;

    /**
     * @param advertised is called when the host has begun to advertise, each time
     */
    AnsweringController(Runnable advertised) throws IOException {
        server = new ServerSocket(0);
        Thread thread = new Thread(() -> serve(advertised), "controller");
        thread.setDaemon(true);
        thread.start();
    }

    String spec() {
        return "tcp:localhost:" + server.getLocalPort();
    }

    private void serve(Runnable advertised) {
        while (!server.isClosed()) {
            try (Socket host = server.accept()) {
                answer(host, advertised);
            } catch (IOException e) {
                // The host is gone, or the test has ended.
            }
        }
    }

    private static void answer(Socket host, Runnable advertised) throws IOException {
        DataInputStream in = new DataInputStream(host.getInputStream());
        while (in.readUnsignedByte() == 1) {
            int opcode = in.readUnsignedByte() | in.readUnsignedByte() << 8;
            byte[] parameters = in.readNBytes(in.readUnsignedByte());
            boolean reset = opcode == 0x0C03;
            byte[] event = Arrays.copyOf(new byte[] {4, 0x0E, 0, 1}, reset ? 7 : 24);
            event[2] = (byte) (event.length - 3);
            event[4] = (byte) opcode;
            event[5] = (byte) (opcode >> 8);
            if (!reset) {
                // Of the commands that ask for something, LE Read Buffer Size: eight of 251 bytes.
                event[7] = (byte) 251;
                event[9] = 8;
            }
            host.getOutputStream().write(event);
            if (opcode == ADVERTISE && parameters[0] == 1) {
                advertised.run();
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
