package org.mattermote.stack.tls;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.port.PortStatus;

/**
 * Puts more bytes than a record holds into the open transaction, in pieces of {@link #PIECE}, each
 * a record of its own. Record: structure {0 version, 1 the bytes}.
 */
final class PieceWriter {
    /** Bytes of a piece. */
    static final int PIECE = 1024;

    /** Pieces that a place has keys for; they follow that of its head. */
    static final int MOST = 14;

    static final int VERSION = 1;
    static final int TAG_BYTES = 1;

    private final RecordStore records;
    private int place;
    private int piece;
    private int left;
    private byte[] to;
    private int at;
    private int end;
    private int status;

    PieceWriter(RecordStore records) {
        this.records = records;
    }

    /** How many pieces so many bytes are. */
    static int pieces(int length) {
        return (length + PIECE - 1) / PIECE;
    }

    /**
     * @param length bytes that will be put, at most {@link #MOST} pieces
     */
    void begin(int ofPlace, int length) {
        place = ofPlace;
        piece = 0;
        left = length;
        at = 0;
        end = 0;
        status = PortStatus.OK;
    }

    void put(int oneByte) {
        if (room()) {
            to[at++] = (byte) oneByte;
            flush();
        }
    }

    void put(byte[] from, int offset, int length) {
        int done = 0;
        while (done < length && room()) {
            int n = Math.min(length - done, end - at);
            System.arraycopy(from, offset + done, to, at, n);
            at += n;
            done += n;
            flush();
        }
    }

    /** OK, or the first that the store answered otherwise. */
    int status() {
        return status;
    }

    private boolean room() {
        if (status == PortStatus.OK && at == end) {
            int size = Math.min(left, PIECE);
            TlvWriter writer = records.startRecord(VERSION);
            at = writer.beginBytes(TAG_BYTES, size);
            to = writer.array();
            end = at + size;
            left -= size;
            if (at < 0 || size == 0) {
                records.close();
                status = PortStatus.TOO_SMALL;
            }
        }
        return status == PortStatus.OK;
    }

    private void flush() {
        if (at == end) {
            piece++;
            status = records.put(StoreKeys.tlsPiece(place, piece));
        }
    }
}
