package org.mattermote.webrtc.media;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.link.TransmitRoom;
import org.mattermote.webrtc.text.AddressText;

/** A candidate as it is in a {@link LinkMessage}. */
final class LinkCandidate {
    // Bits of the first four bytes, little-endian
    private static final int COMPONENT_SHIFT = 8;
    private static final int TRANSPORT_SHIFT = 16;
    private static final int TYPE_SHIFT = 24;
    private static final int BYTE = 0xFF;

    private static final int FOUNDATION = 4;
    private static final int PRIORITY = 8;
    private static final int PORT = 12;
    private static final int ADDRESS = 14;

    private static final int IPV4_LENGTH = 4;
    private static final int PORT_LENGTH = 2;

    private LinkCandidate() {}

    static void write(IceCandidate from, TransmitRoom room) {
        room.u32(
                from.section
                        | from.component - 1 << COMPONENT_SHIFT
                        | from.transport << TRANSPORT_SHIFT
                        | from.type << TYPE_SHIFT);
        room.u32(from.foundation);
        room.u32(from.priority);
        room.u16(from.port);
        write(from.addressKind, from.address, room);
        write(from.relatedKind, from.relatedAddress, room);
        if (from.relatedKind != AddressText.NONE) {
            room.u16(from.relatedPort);
        }
    }

    private static void write(int kind, byte[] address, TransmitRoom room) {
        room.u8(kind);
        int length = length(kind);
        room.bytes(address, AddressText.LENGTH - length, length);
    }

    /** Bytes of an address; negative for a kind there is not. */
    private static int length(int kind) {
        switch (kind) {
            case AddressText.NONE:
                return 0;
            case AddressText.IPV4:
                return IPV4_LENGTH;
            case AddressText.IPV6:
            case AddressText.MDNS_UUID:
            case AddressText.MDNS_NAME:
                return AddressText.LENGTH;
            default:
                return -1;
        }
    }

    /** Whether there is a candidate in these bytes, which is then in {@code into}. */
    static boolean read(byte[] b, int at, int length, IceCandidate into) {
        int end = at + length;
        if (length <= ADDRESS) {
            return false;
        }
        int first = Bytes.u32le(b, at);
        into.section = first & BYTE;
        into.component = (first >> COMPONENT_SHIFT & BYTE) + 1;
        into.transport = first >> TRANSPORT_SHIFT & BYTE;
        into.type = first >>> TYPE_SHIFT;
        into.foundation = Bytes.u32le(b, at + FOUNDATION);
        into.priority = Bytes.u32le(b, at + PRIORITY);
        into.port = Bytes.u16le(b, at + PORT);
        into.addressKind = b[at + ADDRESS];
        into.ufragLength = 0;
        int next = read(b, at + ADDRESS, end, into.address);
        if (next >= end || into.addressKind == AddressText.NONE) {
            return false;
        }
        into.relatedKind = b[next];
        into.relatedPort = 0;
        next = read(b, next, end, into.relatedAddress);
        if (into.relatedKind != AddressText.NONE) {
            next += PORT_LENGTH;
            if (next > end) {
                return false;
            }
            into.relatedPort = Bytes.u16le(b, next - PORT_LENGTH);
        }
        return into.priority > 0
                && into.transport <= IceCandidate.TCP_SO
                && into.type <= IceCandidate.RELAY;
    }

    /** Reads an address behind its kind: where what follows is, beyond the end for none. */
    private static int read(byte[] b, int at, int end, byte[] address) {
        int length = length(b[at]);
        if (length < 0 || at + 1 + length > end) {
            return end + 1;
        }
        Bytes.zero(address);
        System.arraycopy(b, at + 1, address, AddressText.LENGTH - length, length);
        if (length == IPV4_LENGTH) {
            // as AddressText maps it
            Bytes.putU16le(address, AddressText.LENGTH - length - 2, 0xFFFF);
        }
        return at + 1 + length;
    }
}
