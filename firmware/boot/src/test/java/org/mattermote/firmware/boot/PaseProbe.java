package org.mattermote.firmware.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Another host's commissioner, as a process of its own in another network namespace. For every line
 * of input, an address and a port, it sends a PBKDFParamRequest there from a port of its own and
 * prints who answered on its exchange, whatever the answer is; or that nobody did.
 */
final class PaseProbe {
    private static final int PATIENCE_MILLIS = 3000;

    /** Source node id is there; the initiator asks for an acknowledgement. */
    private static final int MESSAGE_FLAGS = 0x04;

    private static final int EXCHANGE_FLAGS = 0x05;
    private static final int PBKDF_PARAM_REQUEST = 0x20;

    private static final byte[] BEFORE_RANDOM = HexFormat.of().parseHex("15300120");

    /** Session id 0x5634, passcode id 0, parameters not known. */
    private static final byte[] AFTER_RANDOM = HexFormat.of().parseHex("25023456240300280418");

    private static final int MESSAGE_LENGTH = 16 + 6 + 4 + 32 + 10;

    /** Of an answer: the destination node id follows the message counter. */
    private static final int EXCHANGE_ID_AT = 8 + 8 + 2;

    private PaseProbe() {}

    public static void main(String[] args) throws Exception {
        System.out.println("listening");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            System.out.println(ask(InetAddress.getByName(words[0]), Integer.parseInt(words[1])));
        }
    }

    private static String ask(InetAddress address, int port) throws IOException {
        short exchange = (short) ThreadLocalRandom.current().nextInt();
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] request = request(exchange);
            socket.send(new DatagramPacket(request, request.length, address, port));
            long until = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
            DatagramPacket answer = new DatagramPacket(new byte[1280], 1280);
            while (true) {
                long left = (until - System.nanoTime()) / 1_000_000;
                socket.setSoTimeout((int) Math.max(1, left));
                socket.receive(answer);
                if (answer.getLength() > EXCHANGE_ID_AT + 1
                        && ByteBuffer.wrap(answer.getData())
                                        .order(ByteOrder.LITTLE_ENDIAN)
                                        .getShort(EXCHANGE_ID_AT)
                                == exchange) {
                    return "answered by=" + text(answer) + " port=" + answer.getPort();
                }
            }
        } catch (SocketTimeoutException e) {
            return "silence";
        }
    }

    /** Without the interface, which is that of the address sent to. */
    private static String text(DatagramPacket answer) {
        return answer.getAddress().getHostAddress().replaceAll("%.*", "");
    }

    private static byte[] request(short exchange) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] initiatorRandom = new byte[32];
        random.nextBytes(initiatorRandom);
        byte[] message = new byte[MESSAGE_LENGTH];
        ByteBuffer.wrap(message)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) MESSAGE_FLAGS)
                .putShort((short) 0)
                .put((byte) 0)
                .putInt(random.nextInt(1, 1 << 28))
                .putLong(random.nextLong(1, Long.MAX_VALUE))
                .put((byte) EXCHANGE_FLAGS)
                .put((byte) PBKDF_PARAM_REQUEST)
                .putShort(exchange)
                .putShort((short) 0)
                .put(BEFORE_RANDOM)
                .put(initiatorRandom)
                .put(AFTER_RANDOM);
        return message;
    }

    /** One in the namespace of a command's prefix. */
    static MdnsProbe.Peer start(List<String> prefix) throws IOException {
        return new MdnsProbe.Peer(prefix, PaseProbe.class);
    }
}
