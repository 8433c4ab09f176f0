package org.mattermote.stack.tls;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.PortStatus;

/**
 * What there is in the store of what {@link TlsTables} has in memory, read when it is needed. Each
 * has a place, and under the place's keys:
 *
 * <pre>
 *  part    record
 *  0       root     {0 version, 1 fabric index, 2 id, 3 bytes in the parts, 4 fingerprint}
 *          client   the same; 3 and 4 are missing until there is a certificate
 *          endpoint {0 version, 1 fabric index, 2 id, 3 host, 4 port, 5 CAID, 6 CCDID or missing}
 *  1..14   members 1 and 2 of TLSCertStruct or TLSClientCertificateDetailStruct, as TLV
 *  15      client   {0 version, 1 private key, 2 public key}
 * </pre>
 */
final class StoredTls {
    static final int HEAD = 0;
    static final int KEYS = 15;
    static final int VERSION = 1;

    static final int TAG_FABRIC = 1;
    static final int TAG_ID = 2;
    static final int TAG_LENGTH = 3;
    static final int TAG_FINGERPRINT = 4;
    static final int TAG_HOST = 3;
    static final int TAG_PORT = 4;
    static final int TAG_CAID = 5;
    static final int TAG_CCDID = 6;
    static final int TAG_PRIVATE_KEY = 1;
    static final int TAG_PUBLIC_KEY = 2;

    static final int FINGERPRINT = 32;
    static final int PRIVATE_KEY = 32;
    static final int PUBLIC_KEY = 65;
    static final int MAX_HOST = 253;

    private final TlsTables tables;
    private final TlsTable clients;
    private final TlsTable endpoints;
    private final FabricTable fabrics;
    private final RecordStore records;

    StoredTls(TlsTables tables, FabricTable fabrics, RecordStore records) {
        this.tables = tables;
        this.fabrics = fabrics;
        this.records = records;
        clients = tables.clients;
        endpoints = tables.endpoints;
    }

    /** The fabric's certificate of this fingerprint, or {@link TlsTable#NONE}. */
    int find(TlsTable of, int fabricIndex, byte[] fingerprint, int offset, int size) {
        if (size != FINGERPRINT) {
            return TlsTable.NONE;
        }
        for (int i = 0; i < of.capacity(); i++) {
            if (of.fabricIndex(i) == fabricIndex
                    && tables.hasCertificate(of, i)
                    && hasFingerprint(of.firstPlace + i, fingerprint, offset)) {
                return i;
            }
        }
        return TlsTable.NONE;
    }

    private boolean hasFingerprint(int place, byte[] fingerprint, int offset) {
        boolean same = false;
        if (records.open(key(place, HEAD), VERSION) == PortStatus.OK) {
            TlvReader reader = records.reader();
            same =
                    reader.find(TAG_FINGERPRINT) == CodecStatus.OK
                            && reader.bytes(FINGERPRINT, FINGERPRINT) > 0
                            && Bytes.equal(
                                    reader.array(),
                                    reader.dataOffset(),
                                    fingerprint,
                                    offset,
                                    FINGERPRINT);
        }
        records.close();
        return same;
    }

    /** Writes members 1 and 2 of a certificate's structure; false when they cannot be read. */
    boolean putCertificate(TlsTable of, int at, TlvWriter out) {
        int place = of.firstPlace + at;
        boolean good = true;
        for (int i = 1; i <= tables.pieces(place) && good; i++) {
            good = records.open(key(place, i), PieceWriter.VERSION) == PortStatus.OK;
            if (good) {
                TlvReader reader = records.reader();
                good =
                        reader.find(PieceWriter.TAG_BYTES) == CodecStatus.OK
                                && reader.bytes(1, PieceWriter.PIECE) > 0;
                if (good) {
                    out.putRaw(reader.array(), reader.dataOffset(), reader.dataLength());
                }
            }
            records.close();
        }
        return good;
    }

    /** Whether the certificate that was walked has the key of a client. */
    boolean hasKeyOf(int client, X509Walk certificate) {
        boolean same = false;
        if (openKeys(client)) {
            TlvReader reader = records.reader();
            same =
                    reader.find(TAG_PUBLIC_KEY) == CodecStatus.OK
                            && reader.bytes(PUBLIC_KEY, PUBLIC_KEY) > 0
                            && certificate.hasKey(reader.array(), reader.dataOffset());
        }
        records.close();
        return same;
    }

    /** Copies the key pair of a client; false when it cannot be read. */
    boolean readKeys(int client, byte[] out, int privateAt, int publicAt) {
        boolean good = openKeys(client);
        if (good) {
            TlvReader reader = records.reader();
            good =
                    reader.find(TAG_PRIVATE_KEY) == CodecStatus.OK
                            && reader.bytes(PRIVATE_KEY, PRIVATE_KEY) > 0;
            if (good) {
                System.arraycopy(reader.array(), reader.dataOffset(), out, privateAt, PRIVATE_KEY);
            }
            good =
                    good
                            && reader.find(TAG_PUBLIC_KEY) == CodecStatus.OK
                            && reader.bytes(PUBLIC_KEY, PUBLIC_KEY) > 0;
            if (good) {
                System.arraycopy(reader.array(), reader.dataOffset(), out, publicAt, PUBLIC_KEY);
            }
        }
        records.close();
        return good;
    }

    /** Whether a client or a fabric has this private key. */
    boolean isKnown(byte[] privateKey, int offset) {
        boolean known = false;
        for (int i = 0; i < fabrics.capacity(); i++) {
            Fabric fabric = fabrics.at(i);
            known |=
                    fabric.isTaken()
                            && Bytes.equalConstantTime(
                                    fabric.privateKey, 0, privateKey, offset, PRIVATE_KEY);
        }
        for (int i = 0; i < clients.capacity(); i++) {
            if (clients.fabricIndex(i) != 0 && openKeys(i)) {
                TlvReader reader = records.reader();
                known |=
                        reader.find(TAG_PRIVATE_KEY) == CodecStatus.OK
                                && reader.bytes(PRIVATE_KEY, PRIVATE_KEY) > 0
                                && Bytes.equalConstantTime(
                                        reader.array(),
                                        reader.dataOffset(),
                                        privateKey,
                                        offset,
                                        PRIVATE_KEY);
                records.close();
            }
        }
        return known;
    }

    private boolean openKeys(int client) {
        return records.open(key(clients.firstPlace + client, KEYS), VERSION) == PortStatus.OK;
    }

    /** Writes two members of an endpoint, its host and its port; false when it cannot be read. */
    boolean putHost(int endpoint, int hostTag, int portTag, TlvWriter out) {
        boolean good = openEndpoint(endpoint);
        if (good) {
            TlvReader reader = records.reader();
            out.putBytes(hostTag, reader.array(), reader.dataOffset(), reader.dataLength());
            good = reader.find(TAG_PORT) == CodecStatus.OK;
            out.putUnsigned(portTag, reader.u16());
        }
        records.close();
        return good;
    }

    /** The fabric's endpoint at this host and port, or {@link TlsTable#NONE}. */
    int findHost(int fabricIndex, byte[] from, int hostAt, int hostLength, int hostPort) {
        for (int i = 0; i < endpoints.capacity(); i++) {
            if (endpoints.fabricIndex(i) == fabricIndex) {
                boolean same = false;
                if (openEndpoint(i)) {
                    TlvReader reader = records.reader();
                    same =
                            reader.dataLength() == hostLength
                                    && Bytes.equal(
                                            reader.array(),
                                            reader.dataOffset(),
                                            from,
                                            hostAt,
                                            hostLength)
                                    && reader.find(TAG_PORT) == CodecStatus.OK
                                    && reader.u16() == hostPort;
                }
                records.close();
                if (same) {
                    return i;
                }
            }
        }
        return TlsTable.NONE;
    }

    /** The record's reader then stands on the host. */
    private boolean openEndpoint(int endpoint) {
        return records.open(key(endpoints.firstPlace + endpoint, HEAD), VERSION) == PortStatus.OK
                && records.reader().find(TAG_HOST) == CodecStatus.OK
                && records.reader().bytes(1, MAX_HOST) > 0;
    }

    static int key(int place, int part) {
        return StoreKeys.tlsPiece(place, part);
    }
}
