package org.mattermote.stack.tls;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricRecords;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.PortStatus;

/**
 * Root certificates, client certificates and endpoints of all fabrics: ids in memory, all else in
 * the store. Every change is one transaction, and in memory when it is durable. While the
 * credentials of a fabric wait for CommissioningComplete nothing of it can be changed here.
 *
 * <p>Each has a place, and under the place's keys:
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
final class TlsRecords implements FabricRecords {
    /** Of all tables together. */
    static final int PLACES = StoreKeys.TLS_PLACES;

    /** No CCDID. */
    static final int NO_ID = 0xFFFF;

    static final int MAX_CERTIFICATE = 3000;
    static final int FINGERPRINT = 32;
    static final int PRIVATE_KEY = 32;
    static final int PUBLIC_KEY = 65;

    private static final int HEAD = 0;
    private static final int KEYS = 15;
    private static final int VERSION = 1;

    private static final int TAG_FABRIC = 1;
    private static final int TAG_ID = 2;
    private static final int TAG_LENGTH = 3;
    private static final int TAG_FINGERPRINT = 4;
    private static final int TAG_HOST = 3;
    private static final int TAG_PORT = 4;
    private static final int TAG_CAID = 5;
    private static final int TAG_CCDID = 6;
    private static final int TAG_PRIVATE_KEY = 1;
    private static final int TAG_PUBLIC_KEY = 2;

    private static final int MAX_HOST = 253;

    // What store() is to do.
    private static final byte NOTHING = 0;
    private static final byte CERTIFICATE = 1;
    private static final byte KEY_PAIR = 2;
    private static final byte ENDPOINT = 3;
    private static final byte REMOVAL = 4;

    // TLV: a byte string with a context tag or without, its length in one byte or two; an array.
    private static final int TAGGED_BYTES = 0x30;
    private static final int BYTES = 0x10;
    private static final int TAGGED_ARRAY = 0x36;
    private static final int END = 0x18;
    private static final int MEMBER_CERTIFICATE = 1;
    private static final int MEMBER_INTERMEDIATES = 2;

    final TlsTable roots;
    final TlsTable clients;
    final TlsTable endpoints;

    private final FabricTable fabrics;
    private final RecordStore records;
    private final FieldTable fields;
    private final TlvReader list;
    private final PieceWriter writer;

    /** By place of a certificate; a client without one has none. */
    private final byte[] pieces;

    private final char[] caids;
    private final char[] ccdids;

    /** Who uses an endpoint, since boot. */
    private final byte[] references;

    private byte change = NOTHING;
    private TlsTable table;
    private int entry;
    private int id;
    private boolean isNew;
    private int certificateTag;
    private int listTag;
    private int length;
    private byte[] bytes;
    private int bytesAt;
    private int publicKeyAt;
    private int port;
    private int caid;
    private int ccdid;
    private boolean full;

    /** Registers with {@code fabrics}; before they are loaded. */
    TlsRecords(
            TlsSizes sizes,
            FabricTable fabrics,
            RecordStore records,
            FieldTable fields,
            TlvReader list) {
        this.fabrics = fabrics;
        this.records = records;
        this.fields = fields;
        this.list = list;
        writer = new PieceWriter(records);
        int count = fabrics.capacity();
        roots = new TlsTable(0, count, sizes.rootCertificates);
        clients = new TlsTable(roots.capacity(), count, sizes.clientCertificates);
        int certificates = roots.capacity() + clients.capacity();
        endpoints = new TlsTable(certificates, count, sizes.endpoints);
        pieces = new byte[certificates];
        caids = new char[endpoints.capacity()];
        ccdids = new char[endpoints.capacity()];
        references = new byte[endpoints.capacity()];
        fabrics.addRecords(this);
        loadIds();
    }

    // ---- What there is
    // ---------------------------------------------------------------------------

    /** Whether a client has a certificate; a root always has. */
    boolean hasCertificate(TlsTable of, int at) {
        return pieces[of.firstPlace + at] > 0;
    }

    int caid(int endpoint) {
        return caids[endpoint];
    }

    /** {@link #NO_ID} for none. */
    int ccdid(int endpoint) {
        return ccdids[endpoint];
    }

    int references(int endpoint) {
        return references[endpoint] & 0xFF;
    }

    void setReferences(int endpoint, int count) {
        references[endpoint] = (byte) count;
    }

    /** Whether an endpoint of the fabric names the certificate. */
    boolean isUsed(TlsTable of, int fabricIndex, int certificate) {
        char[] named = of == roots ? caids : ccdids;
        for (int i = 0; i < named.length; i++) {
            if (named[i] == certificate && endpoints.fabricIndex(i) == fabricIndex) {
                return true;
            }
        }
        return false;
    }

    /** The fabric's certificate of this fingerprint, or {@link TlsTable#NONE}. */
    int find(TlsTable of, int fabricIndex, byte[] fingerprint, int offset, int size) {
        if (size != FINGERPRINT) {
            return TlsTable.NONE;
        }
        for (int i = 0; i < of.capacity(); i++) {
            if (of.fabricIndex(i) == fabricIndex
                    && hasCertificate(of, i)
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
        for (int i = 1; i <= pieces[place] && good; i++) {
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

    // ---- Changes
    // ---------------------------------------------------------------------------------

    /**
     * Keeps a certificate that came in a command, and perhaps its intermediates, in place of what
     * the entry had.
     *
     * @param at its entry, or {@link TlsTable#NONE} for a new one
     * @param tag member of the command, a byte string
     * @param intermediates member that is a list of byte strings, or negative for none
     * @param fingerprint {@link #FINGERPRINT} bytes at {@code offset}
     * @return SUCCESS with {@link #changedId}, RESOURCE_EXHAUSTED when the store is full, or
     *     INVALID_IN_STATE, FAILURE
     */
    int keepCertificate(
            Fabric fabric,
            TlsTable of,
            int at,
            int tag,
            int intermediates,
            byte[] fingerprint,
            int offset) {
        certificateTag = tag;
        listTag = intermediates;
        bytes = fingerprint;
        bytesAt = offset;
        length = head(fields.length(tag)) + 1 + fields.length(tag);
        if (intermediates >= 0) {
            length += listLength();
        }
        if (PieceWriter.pieces(length) > PieceWriter.MOST) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        int status = change(CERTIFICATE, fabric, of, at);
        if (status == ImStatus.SUCCESS) {
            pieces[of.firstPlace + entry] = (byte) PieceWriter.pieces(length);
        }
        return status;
    }

    /**
     * A new client with this key pair and without a certificate.
     *
     * @return as {@link #keepCertificate}
     */
    int keepKeys(Fabric fabric, byte[] from, int privateAt, int publicAt) {
        bytes = from;
        bytesAt = privateAt;
        publicKeyAt = publicAt;
        return change(KEY_PAIR, fabric, clients, TlsTable.NONE);
    }

    /**
     * An endpoint, new or another one in place of what the entry was.
     *
     * @param client {@link #NO_ID} for none
     * @return as {@link #keepCertificate}
     */
    int keepEndpoint(
            Fabric fabric,
            int at,
            byte[] from,
            int hostAt,
            int hostLength,
            int hostPort,
            int root,
            int client) {
        bytes = from;
        bytesAt = hostAt;
        length = hostLength;
        port = hostPort;
        caid = root;
        ccdid = client;
        int status = change(ENDPOINT, fabric, endpoints, at);
        if (status == ImStatus.SUCCESS) {
            caids[entry] = (char) root;
            ccdids[entry] = (char) client;
        }
        return status;
    }

    /**
     * Removes an entry with all that is stored of it.
     *
     * @return as {@link #keepCertificate}
     */
    int remove(Fabric fabric, TlsTable of, int at) {
        int status = change(REMOVAL, fabric, of, at);
        if (status == ImStatus.SUCCESS) {
            drop(of, at);
        }
        return status;
    }

    /** Id of what was changed last. */
    int changedId() {
        return id;
    }

    private int change(byte what, Fabric fabric, TlsTable of, int at) {
        if (fabric.pending) {
            return ImStatus.INVALID_IN_STATE;
        }
        table = of;
        isNew = at == TlsTable.NONE;
        entry = isNew ? of.free() : at;
        id = isNew ? of.freeId() : of.id(at);
        full = false;
        change = what;
        int status = fabrics.persist(fabric, this);
        change = NOTHING;
        bytes = null;
        if (status != FabricStatus.OK) {
            return full ? ImStatus.RESOURCE_EXHAUSTED : ImStatus.FAILURE;
        }
        if (isNew) {
            of.take(entry, fabric.fabricIndex, id);
            of.setNext(TlsTable.after(id));
        }
        return ImStatus.SUCCESS;
    }

    // ---- The store
    // -------------------------------------------------------------------------------

    @Override
    public int store(Fabric fabric, RecordStore unused) {
        int place = change == NOTHING ? 0 : table.firstPlace + entry;
        int status = PortStatus.OK;
        switch (change) {
            case CERTIFICATE:
                status = storeCertificate(fabric.fabricIndex, place);
                break;
            case KEY_PAIR:
                status = storeKeys(fabric.fabricIndex, place);
                break;
            case ENDPOINT:
                status = storeEndpoint(fabric.fabricIndex, place);
                break;
            case REMOVAL:
                return erasePlace(place);
            default:
                return status;
        }
        if (status == PortStatus.OK && isNew) {
            status = storeIds();
        }
        full = status == PortStatus.FULL;
        return status;
    }

    private int storeCertificate(int fabricIndex, int place) {
        TlvWriter head = begin(fabricIndex);
        head.putUnsigned(TAG_LENGTH, length);
        head.putBytes(TAG_FINGERPRINT, bytes, bytesAt, FINGERPRINT);
        int status = records.put(key(place, HEAD));
        if (status != PortStatus.OK) {
            return status;
        }
        writer.begin(place, length);
        putBytes(
                TAGGED_BYTES,
                MEMBER_CERTIFICATE,
                fields.array(),
                fields.offset(certificateTag),
                fields.length(certificateTag));
        if (listTag >= 0) {
            writer.put(TAGGED_ARRAY);
            writer.put(MEMBER_INTERMEDIATES);
            fields.open(listTag, list);
            list.enter();
            while (list.next() == CodecStatus.OK) {
                putBytes(BYTES, -1, list.array(), list.dataOffset(), list.dataLength());
            }
            writer.put(END);
        }
        status = writer.status();
        for (int i = PieceWriter.pieces(length) + 1; i <= pieces[place] && status == 0; i++) {
            status = records.remove(key(place, i));
        }
        return status;
    }

    private void putBytes(int control, int tag, byte[] from, int offset, int size) {
        boolean isLong = size > 0xFF;
        writer.put(isLong ? control + 1 : control);
        if (tag >= 0) {
            writer.put(tag);
        }
        writer.put(size);
        if (isLong) {
            writer.put(size >>> 8);
        }
        writer.put(from, offset, size);
    }

    /** Bytes of the head of a byte string without a tag. */
    private static int head(int size) {
        return size > 0xFF ? 3 : 2;
    }

    private int listLength() {
        int sum = 3;
        fields.open(listTag, list);
        list.enter();
        while (list.next() == CodecStatus.OK) {
            sum += head(list.dataLength()) + list.dataLength();
        }
        return sum;
    }

    private int storeKeys(int fabricIndex, int place) {
        begin(fabricIndex);
        int status = records.put(key(place, HEAD));
        if (status == PortStatus.OK) {
            TlvWriter keys = records.startRecord(VERSION);
            keys.putBytes(TAG_PRIVATE_KEY, bytes, bytesAt, PRIVATE_KEY);
            keys.putBytes(TAG_PUBLIC_KEY, bytes, publicKeyAt, PUBLIC_KEY);
            status = records.put(key(place, KEYS));
        }
        return status;
    }

    private int storeEndpoint(int fabricIndex, int place) {
        TlvWriter head = begin(fabricIndex);
        head.putBytes(TAG_HOST, bytes, bytesAt, length);
        head.putUnsigned(TAG_PORT, port);
        head.putUnsigned(TAG_CAID, caid);
        if (ccdid != NO_ID) {
            head.putUnsigned(TAG_CCDID, ccdid);
        }
        return records.put(key(place, HEAD));
    }

    private TlvWriter begin(int fabricIndex) {
        TlvWriter head = records.startRecord(VERSION);
        head.putUnsigned(TAG_FABRIC, fabricIndex);
        head.putUnsigned(TAG_ID, id);
        return head;
    }

    private int storeIds() {
        TlvWriter ids = records.startRecord(VERSION);
        putNext(ids, roots, 1);
        putNext(ids, clients, 2);
        putNext(ids, endpoints, 3);
        return records.put(StoreKeys.TLS_IDS);
    }

    private void putNext(TlvWriter ids, TlsTable of, int tag) {
        ids.putUnsigned(tag, of == table ? TlsTable.after(id) : of.next());
    }

    /** Ids go on where they were; without the record they begin anew, and stay unique. */
    private void loadIds() {
        if (records.open(StoreKeys.TLS_IDS, VERSION) == PortStatus.OK) {
            loadNext(roots, 1);
            loadNext(clients, 2);
            loadNext(endpoints, 3);
        }
        records.close();
    }

    private void loadNext(TlsTable of, int tag) {
        TlvReader reader = records.reader();
        int next = reader.find(tag) == CodecStatus.OK ? reader.u16() : 0;
        of.setNext(next < 0 || next > TlsTable.MAX_ID ? 0 : next);
    }

    private int erasePlace(int place) {
        int status = records.remove(key(place, HEAD));
        int last = place < pieces.length ? pieces[place] : 0;
        for (int i = 1; i <= last && status == PortStatus.OK; i++) {
            status = records.remove(key(place, i));
        }
        boolean isClient = place >= clients.firstPlace && place < endpoints.firstPlace;
        return isClient && status == PortStatus.OK ? records.remove(key(place, KEYS)) : status;
    }

    @Override
    public int erase(int fabricIndex, RecordStore unused) {
        int status = eraseAll(roots, fabricIndex);
        if (status == PortStatus.OK) {
            status = eraseAll(clients, fabricIndex);
        }
        return status == PortStatus.OK ? eraseAll(endpoints, fabricIndex) : status;
    }

    private int eraseAll(TlsTable of, int fabricIndex) {
        int status = PortStatus.OK;
        for (int i = 0; i < of.capacity() && status == PortStatus.OK; i++) {
            if (of.fabricIndex(i) == fabricIndex) {
                status = erasePlace(of.firstPlace + i);
            }
        }
        return status;
    }

    @Override
    public void forget(int fabricIndex) {
        forget(roots, fabricIndex);
        forget(clients, fabricIndex);
        forget(endpoints, fabricIndex);
    }

    private void forget(TlsTable of, int fabricIndex) {
        for (int i = 0; i < of.capacity(); i++) {
            if (of.fabricIndex(i) == fabricIndex) {
                drop(of, i);
            }
        }
    }

    private void drop(TlsTable of, int at) {
        of.release(at);
        if (of == endpoints) {
            caids[at] = 0;
            ccdids[at] = 0;
            references[at] = 0;
        } else {
            pieces[of.firstPlace + at] = 0;
        }
    }

    @Override
    public int load(Fabric fabric, RecordStore unused) {
        int status = load(roots, fabric.fabricIndex);
        if (status == FabricStatus.OK) {
            status = load(clients, fabric.fabricIndex);
        }
        return status == FabricStatus.OK ? load(endpoints, fabric.fabricIndex) : status;
    }

    /** Users of an endpoint that is still there go on using it. */
    private int load(TlsTable of, int fabricIndex) {
        for (int i = 0; i < of.capacity(); i++) {
            int owner = of.fabricIndex(i);
            int place = of.firstPlace + i;
            if (owner == 0 && records.has(key(place, HEAD))) {
                if (records.open(key(place, HEAD), VERSION) != PortStatus.OK) {
                    return FabricStatus.DAMAGED;
                }
                boolean good = loadEntry(of, i, fabricIndex);
                records.close();
                if (!good) {
                    return FabricStatus.DAMAGED;
                }
            }
        }
        return FabricStatus.OK;
    }

    /** False for a record that says nothing; one of another fabric is left alone. */
    private boolean loadEntry(TlsTable of, int at, int fabricIndex) {
        TlvReader reader = records.reader();
        int owner = reader.find(TAG_FABRIC) == CodecStatus.OK ? reader.u8() : -1;
        int number = reader.find(TAG_ID) == CodecStatus.OK ? reader.u16() : -1;
        if (owner <= 0 || number < 0 || number > TlsTable.MAX_ID) {
            return false;
        }
        if (owner != fabricIndex) {
            return true;
        }
        if (of == endpoints) {
            int root = reader.find(TAG_CAID) == CodecStatus.OK ? reader.u16() : -1;
            int client = reader.find(TAG_CCDID) == CodecStatus.OK ? reader.u16() : NO_ID;
            if (root < 0 || client < 0) {
                return false;
            }
            caids[at] = (char) root;
            ccdids[at] = (char) client;
        } else {
            int size = reader.find(TAG_LENGTH) == CodecStatus.OK ? reader.u16() : 0;
            if (size < 0
                    || size == 0 && of == roots
                    || PieceWriter.pieces(size) > PieceWriter.MOST) {
                return false;
            }
            pieces[of.firstPlace + at] = (byte) PieceWriter.pieces(size);
        }
        of.take(at, fabricIndex, number);
        return true;
    }

    private static int key(int place, int part) {
        return StoreKeys.tlsPiece(place, part);
    }
}
