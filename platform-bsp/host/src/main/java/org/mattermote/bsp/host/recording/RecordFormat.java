package org.mattermote.bsp.host.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mattermote.stack.port.PeerAddress;

/**
 * The file of a recording. Numbers are big-endian; "bytes" are a 32-bit length and that many bytes;
 * an "address" is 16 bytes (IPv4 mapped), a 16-bit port and a 32-bit interface index.
 *
 * <pre>
 *  8 bytes   "MMRECORD"
 *  32 bits   version, 1
 *  bytes     settings, UTF-8 lines of name=value
 *  bytes     device.properties as it was
 *  bytes     mattermote.store as it was, zlib-compressed
 *  entries   to the end of the file; the last may be cut
 *
 *  entry: 8 bits kind, then
 *   1 LIFE        32 bits boot reason            the device is made anew, its store goes on
 *   2 POLL        64 bits ms                     poll begins; what follows happens in it
 *   3 STOP        64 bits ms                     a clean stop is asked for
 *   4 CONSOLE     64 bits ms, bytes UTF-8        a line was typed
 *   5 NOTHING     8 bits port                    no packet waited
 *   6 RECEIVED    8 bits port, 32 bits status or 0, address, bytes
 *   7 SENT        8 bits port, 32 bits status, address, bytes
 *   8 ENTROPY     32 bits status, bytes
 *   9 UTC         64 bits microseconds since 2000, or -1
 *  10 NETWORK     32 bits generation, 8 bits interfaces; each: 32 bits index, bytes hardware
 *                 address, bytes name, 8 bits addresses, 16 bytes each
 *  11 MEMBERSHIP  8 bits 1 joined or 0 left, 32 bits interface, 16 bytes group, 32 bits status
 *  12 LINK        32 bits interface, 32 bits what, 64 bits value
 *  13 HCI_IN      32 bits status or 0, bytes    a packet of the BLE controller, its type first
 *  14 HCI_OUT     32 bits status, bytes         a packet for it
 *  15 STREAM      8 bits what, 8 bits connection, 32 bits status, bytes
 *                 0 a newcomer over TCP, 1 a connection begun, its address the bytes, 2 bytes taken
 *                 of it, 3 bytes for it, 4 its end, 5 bytes of the media processor, 6 bytes for it
 * </pre>
 *
 * <p>Port 0 is that of Matter, 1 that of multicast DNS, 2 the BLE controller, of which there is
 * nothing in the record of a device without, as is of TCP and of a media processor. The time of an
 * entry without one is that of the last entry with one. The file holds the keys of the device: it
 * is for its owner only.
 */
final class RecordFormat {
    static final byte[] MAGIC = "MMRECORD".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;

    static final int END = -1;
    static final int LIFE = 1;
    static final int POLL = 2;
    static final int STOP = 3;
    static final int CONSOLE = 4;
    static final int NOTHING = 5;
    static final int RECEIVED = 6;
    static final int SENT = 7;
    static final int ENTROPY = 8;
    static final int UTC = 9;
    static final int NETWORK = 10;
    static final int MEMBERSHIP = 11;
    static final int LINK = 12;
    static final int HCI_IN = 13;
    static final int HCI_OUT = 14;
    static final int STREAM = 15;

    // What a STREAM is about.

    static final int NEWCOMER = 0;
    static final int CONNECT = 1;
    static final int TAKEN = 2;
    static final int GIVEN = 3;
    static final int CLOSE = 4;
    static final int MEDIA_TAKEN = 5;
    static final int MEDIA_GIVEN = 6;

    private static final String[] STREAMS = {
        "a look for a newcomer over TCP",
        "a connection begun",
        "bytes taken of a connection",
        "bytes for a connection",
        "the end of a connection",
        "bytes taken of the media processor",
        "bytes for the media processor"
    };

    private static final String[] NAMES = {
        "",
        "a start",
        "a poll",
        "a stop",
        "a console line",
        "a look for a packet",
        "a packet received",
        "a packet sent",
        "entropy",
        "the time of day",
        "the network",
        "a membership",
        "a look at a link",
        "a packet from the BLE controller",
        "a packet for the BLE controller",
        "something of TCP or of the media processor"
    };

    static final int MATTER = 0;
    static final int MULTICAST_DNS = 1;
    static final int BLE = 2;

    private static final String[] PORTS = {"Matter", "mDNS", "BLE"};

    private RecordFormat() {}

    /** An address as the bytes of a CONNECT. */
    static byte[] bytes(PeerAddress to) {
        ByteBuffer bytes = ByteBuffer.allocate(PeerAddress.IP_LENGTH + 6);
        return bytes.put(to.ip).putShort((short) to.port).putInt(to.interfaceIndex).array();
    }

    static String name(int kind) {
        return kind > 0 && kind < NAMES.length ? NAMES[kind] : "kind " + kind;
    }

    static String streamName(int what) {
        return what >= 0 && what < STREAMS.length ? STREAMS[what] : "unknown";
    }

    static String portName(int port) {
        return port >= 0 && port < PORTS.length ? PORTS[port] : "unknown";
    }
}
