package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;

/** Bytes and 16-bit numbers of a record that lies in an array, by their place in it. */
class SdpRecord {
    byte[] record;

    /** Where in the array it begins. */
    int at;

    final void place(byte[] bytes, int offset) {
        record = bytes;
        at = offset;
    }

    /** Signed. */
    final int get(int place) {
        return record[at + place];
    }

    final void put(int place, int value) {
        record[at + place] = (byte) value;
    }

    /** Little-endian. */
    final int get16(int place) {
        return Bytes.u16le(record, at + place);
    }

    final void put16(int place, int value) {
        Bytes.putU16le(record, at + place, value);
    }
}
