package org.mattermote.webrtc.sdp;

/** Bytes of a record that lies in an array, by their place in it. */
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
}
