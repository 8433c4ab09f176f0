package org.mattermote.webrtc.media;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.link.TransmitRoom;
import org.mattermote.webrtc.text.AddressText;

/** A candidate as it is in a {@link LinkMessage}. */
final class LinkCandidate {
    private static final int SECTION = 0;
    private static final int COMPONENT = 1;
    private static final int TRANSPORT = 2;
    private static final int TYPE = 3;
    private static final int FOUNDATION = 4;
    private static final int PRIORITY = 8;
    private static final int PORT = 12;
    private static final int ADDRESS = 14;

    private static final int IPV4_LENGTH = 4;
    private static final int PORT_LENGTH = 2;

    private LinkCandidate() {}

    static void write(IceCandidate from, TransmitRoom room) {
        room.u8(from.section);
        room.u8(from.component - 1);
        room.u8(from.transport);
        room.u8(from.type);
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
        into.section = b[at + SECTION] & 0xFF;
        into.component = (b[at + COMPONENT] & 0xFF) + 1;
        into.transport = b[at + TRANSPORT];
        into.type = b[at + TYPE];
        into.foundation = Bytes.u32le(b, at + FOUNDATION);
        into.priority = Bytes.u32le(b, at + PRIORITY);
        into.port = Bytes.u16le(b, at + PORT);
        into.addressKind = b[at + ADDRESS];
        into.ufragLength = 0;
        int next = read(b, at + ADDRESS, end, into.address);
        if (next < 0 || next >= end || into.addressKind == AddressText.NONE) {
            return false;
        }
        into.relatedKind = b[next];
        into.relatedPort = 0;
        next = read(b, next, end, into.relatedAddress);
        if (next >= 0 && into.relatedKind != AddressText.NONE) {
            if (next + PORT_LENGTH > end) {
                return false;
            }
            into.relatedPort = Bytes.u16le(b, next);
        }
        return next >= 0
                && into.priority > 0
                && into.transport >= IceCandidate.UDP
                && into.transport <= IceCandidate.TCP_SO
                && into.type >= IceCandidate.HOST
                && into.type <= IceCandidate.RELAY;
    }

    /** Reads an address behind its kind: where what follows is, negative for none. */
    private static int read(byte[] b, int at, int end, byte[] address) {
        int length = length(b[at]);
        if (length < 0 || at + 1 + length > end) {
            return -1;
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
