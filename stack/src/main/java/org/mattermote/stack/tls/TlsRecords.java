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
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.PortStatus;

/**
 * Root certificates, client certificates and endpoints of all fabrics: ids in memory, all else in
 * the store, as {@link StoredTls} says. Every change is one transaction, and in memory when it is
 * durable. While the credentials of a fabric wait for CommissioningComplete nothing of it can be
 * changed here.
 */
final class TlsRecords implements FabricRecords {
    static final int MAX_CERTIFICATE = 3000;

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

    final TlsTables tables;
    final StoredTls stored;

    private final FabricTable fabrics;
    private final RecordStore records;
    private final FieldTable fields;
    private final TlvReader list;
    private final PieceWriter writer;

    /** Of a fabric. */
    private final int mostPieces;

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
        mostPieces = sizes.certificatePieces;
        tables = new TlsTables(sizes, fabrics.capacity());
        stored = new StoredTls(tables, fabrics, records);
        fabrics.addRecords(this);
        loadIds();
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
        int wanted = PieceWriter.pieces(length);
        int given = tables.piecesOf(fabric.fabricIndex);
        if (at != TlsTable.NONE) {
            given -= tables.pieces(of.firstPlace + at);
        }
        if (wanted > PieceWriter.MOST || given + wanted > mostPieces) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        int status = change(CERTIFICATE, fabric, of, at);
        if (status == ImStatus.SUCCESS) {
            tables.setPieces(of.firstPlace + entry, wanted);
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
        return change(KEY_PAIR, fabric, tables.clients, TlsTable.NONE);
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
        int status = change(ENDPOINT, fabric, tables.endpoints, at);
        if (status == ImStatus.SUCCESS) {
            tables.setCertificates(entry, root, client);
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
            tables.drop(of, at);
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
        head.putUnsigned(StoredTls.TAG_LENGTH, length);
        head.putBytes(StoredTls.TAG_FINGERPRINT, bytes, bytesAt, StoredTls.FINGERPRINT);
        int status = records.put(StoredTls.key(place, StoredTls.HEAD));
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
        for (int i = PieceWriter.pieces(length) + 1;
                i <= tables.pieces(place) && status == 0;
                i++) {
            status = records.remove(StoredTls.key(place, i));
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
        int status = records.put(StoredTls.key(place, StoredTls.HEAD));
        if (status == PortStatus.OK) {
            TlvWriter keys = records.startRecord(StoredTls.VERSION);
            keys.putBytes(StoredTls.TAG_PRIVATE_KEY, bytes, bytesAt, StoredTls.PRIVATE_KEY);
            keys.putBytes(StoredTls.TAG_PUBLIC_KEY, bytes, publicKeyAt, StoredTls.PUBLIC_KEY);
            status = records.put(StoredTls.key(place, StoredTls.KEYS));
        }
        return status;
    }

    private int storeEndpoint(int fabricIndex, int place) {
        TlvWriter head = begin(fabricIndex);
        head.putBytes(StoredTls.TAG_HOST, bytes, bytesAt, length);
        head.putUnsigned(StoredTls.TAG_PORT, port);
        head.putUnsigned(StoredTls.TAG_CAID, caid);
        if (ccdid != TlsTables.NO_ID) {
            head.putUnsigned(StoredTls.TAG_CCDID, ccdid);
        }
        return records.put(StoredTls.key(place, StoredTls.HEAD));
    }

    private TlvWriter begin(int fabricIndex) {
        TlvWriter head = records.startRecord(StoredTls.VERSION);
        head.putUnsigned(StoredTls.TAG_FABRIC, fabricIndex);
        head.putUnsigned(StoredTls.TAG_ID, id);
        return head;
    }

    private int storeIds() {
        TlvWriter ids = records.startRecord(StoredTls.VERSION);
        putNext(ids, tables.roots, 1);
        putNext(ids, tables.clients, 2);
        putNext(ids, tables.endpoints, 3);
        return records.put(StoreKeys.TLS_IDS);
    }

    private void putNext(TlvWriter ids, TlsTable of, int tag) {
        ids.putUnsigned(tag, of == table ? TlsTable.after(id) : of.next());
    }

    /** Ids go on where they were; without the record they begin anew, and stay unique. */
    private void loadIds() {
        if (records.open(StoreKeys.TLS_IDS, StoredTls.VERSION) == PortStatus.OK) {
            loadNext(tables.roots, 1);
            loadNext(tables.clients, 2);
            loadNext(tables.endpoints, 3);
        }
        records.close();
    }

    private void loadNext(TlsTable of, int tag) {
        TlvReader reader = records.reader();
        int next = reader.find(tag) == CodecStatus.OK ? reader.u16() : 0;
        of.setNext(next < 0 || next > TlsTable.MAX_ID ? 0 : next);
    }

    private int erasePlace(int place) {
        int status = records.remove(StoredTls.key(place, StoredTls.HEAD));
        for (int i = 1; i <= tables.pieces(place) && status == PortStatus.OK; i++) {
            status = records.remove(StoredTls.key(place, i));
        }
        return tables.isClient(place) && status == PortStatus.OK
                ? records.remove(StoredTls.key(place, StoredTls.KEYS))
                : status;
    }

    @Override
    public int erase(int fabricIndex, RecordStore unused) {
        int status = eraseAll(tables.roots, fabricIndex);
        if (status == PortStatus.OK) {
            status = eraseAll(tables.clients, fabricIndex);
        }
        return status == PortStatus.OK ? eraseAll(tables.endpoints, fabricIndex) : status;
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
        tables.forget(tables.roots, fabricIndex);
        tables.forget(tables.clients, fabricIndex);
        tables.forget(tables.endpoints, fabricIndex);
    }

    @Override
    public int load(Fabric fabric, RecordStore unused) {
        int status = load(tables.roots, fabric.fabricIndex);
        if (status == FabricStatus.OK) {
            status = load(tables.clients, fabric.fabricIndex);
        }
        return status == FabricStatus.OK ? load(tables.endpoints, fabric.fabricIndex) : status;
    }

    /** Users of an endpoint that is still there go on using it. */
    private int load(TlsTable of, int fabricIndex) {
        for (int i = 0; i < of.capacity(); i++) {
            int owner = of.fabricIndex(i);
            int place = of.firstPlace + i;
            if (owner == 0 && records.has(StoredTls.key(place, StoredTls.HEAD))) {
                if (records.open(StoredTls.key(place, StoredTls.HEAD), StoredTls.VERSION)
                        != PortStatus.OK) {
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
        int owner = reader.find(StoredTls.TAG_FABRIC) == CodecStatus.OK ? reader.u8() : -1;
        int number = reader.find(StoredTls.TAG_ID) == CodecStatus.OK ? reader.u16() : -1;
        if (owner <= 0 || number < 0 || number > TlsTable.MAX_ID) {
            return false;
        }
        if (owner != fabricIndex) {
            return true;
        }
        if (of == tables.endpoints) {
            int root = reader.find(StoredTls.TAG_CAID) == CodecStatus.OK ? reader.u16() : -1;
            int client =
                    reader.find(StoredTls.TAG_CCDID) == CodecStatus.OK
                            ? reader.u16()
                            : TlsTables.NO_ID;
            if (root < 0 || client < 0) {
                return false;
            }
            tables.setCertificates(at, root, client);
        } else {
            int size = reader.find(StoredTls.TAG_LENGTH) == CodecStatus.OK ? reader.u16() : 0;
            if (size < 0
                    || size == 0 && of == tables.roots
                    || PieceWriter.pieces(size) > PieceWriter.MOST) {
                return false;
            }
            tables.setPieces(of.firstPlace + at, PieceWriter.pieces(size));
        }
        of.take(at, fabricIndex, number);
        return true;
    }
}
