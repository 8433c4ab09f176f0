package org.mattermote.stack.tls;

import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.tls.spec.TlsCertificateManagementSpec;

/**
 * TLS Certificate Management (Matter core 14.4): root certificates of servers, and the node's own
 * certificates with their keys.
 *
 * <p>Members are checked first, then what the specification lists, in its order. Certificates come
 * and go over transports that carry large messages only; a read over another one tells their ids.
 * The lists are fabric-sensitive: nobody reads another fabric's entries. A certificate is hashed
 * and kept in a poll of its own, not in that which decrypts the message. Its validity is looked at
 * when it comes, if the time is known.
 */
public final class TlsCertificateManagementCluster extends Cluster {
    private static final int ROOTS =
            TlsCertificateManagementSpec.ATTR_PROVISIONED_ROOT_CERTIFICATES;
    private static final int CLIENTS =
            TlsCertificateManagementSpec.ATTR_PROVISIONED_CLIENT_CERTIFICATES;

    private static final int[] ATTRIBUTES = {
        TlsCertificateManagementSpec.ATTR_MAX_ROOT_CERTIFICATES,
        ROOTS,
        TlsCertificateManagementSpec.ATTR_MAX_CLIENT_CERTIFICATES,
        CLIENTS,
    };

    private static final int[] COMMANDS = {
        TlsCertificateManagementSpec.CMD_PROVISION_ROOT_CERTIFICATE,
        TlsCertificateManagementSpec.CMD_FIND_ROOT_CERTIFICATE,
        TlsCertificateManagementSpec.CMD_LOOKUP_ROOT_CERTIFICATE,
        TlsCertificateManagementSpec.CMD_REMOVE_ROOT_CERTIFICATE,
        TlsCertificateManagementSpec.CMD_CLIENT_CSR,
        TlsCertificateManagementSpec.CMD_PROVISION_CLIENT_CERTIFICATE,
        TlsCertificateManagementSpec.CMD_FIND_CLIENT_CERTIFICATE,
        TlsCertificateManagementSpec.CMD_LOOKUP_CLIENT_CERTIFICATE,
        TlsCertificateManagementSpec.CMD_REMOVE_CLIENT_CERTIFICATE,
    };

    private static final int ROOT_CERTIFICATE =
            TlsCertificateManagementSpec.PROVISION_ROOT_CERTIFICATE_CERTIFICATE;
    private static final int CLIENT_CERTIFICATE =
            TlsCertificateManagementSpec.PROVISION_CLIENT_CERTIFICATE_CLIENT_CERTIFICATE;
    private static final int INTERMEDIATES =
            TlsCertificateManagementSpec.PROVISION_CLIENT_CERTIFICATE_INTERMEDIATE_CERTIFICATES;

    /** The one member of every Find, Lookup and Remove, and of what answers them. */
    private static final int ONLY = 0;

    private static final int NO_LIST = -1;
    private static final int MAX_INTERMEDIATES = 10;
    private static final int MAX_FINGERPRINT = 64;

    private final TlsRecords records;
    private final TlsTables tables;
    private final StoredTls stored;
    private final FabricTable fabrics;
    private final NodeTime time;
    private final Sha256 sha;
    private final ClientCsr csr;
    private final FieldTable fields;
    private final TlvReader list;
    private final Scratch scratch;
    private final X509Walk certificate = new X509Walk();

    TlsCertificateManagementCluster(
            TlsRecords records,
            FabricTable fabrics,
            NodeTime time,
            Sha256 sha,
            ClientCsr csr,
            ClusterWorkspace workspace) {
        super(new TlsCertificateManagementSpec(), 0, ATTRIBUTES, COMMANDS);
        this.records = records;
        tables = records.tables;
        stored = records.stored;
        this.fabrics = fabrics;
        this.time = time;
        this.sha = sha;
        this.csr = csr;
        fields = workspace.fields();
        list = workspace.reader();
        scratch = workspace.scratch();
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case TlsCertificateManagementSpec.ATTR_MAX_ROOT_CERTIFICATES:
                out.putUnsigned(in.tag, tables.roots.perFabric());
                return ImStatus.SUCCESS;
            case TlsCertificateManagementSpec.ATTR_MAX_CLIENT_CERTIFICATES:
                out.putUnsigned(in.tag, tables.clients.perFabric());
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        switch (attribute) {
            case ROOTS:
                return tables.roots.capacity();
            case CLIENTS:
                return tables.clients.capacity();
            default:
                return -1;
        }
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        TlsTable of = attribute == ROOTS ? tables.roots : tables.clients;
        int fabricIndex = of.fabricIndex(index);
        return fabricIndex == 0 || !in.maySee(fabricIndex)
                ? ImStatus.SUCCESS
                : put(of, index, in.tag, in.subject.largeMessages, out);
    }

    /** Writes the structure of an entry; both have the same members but for the intermediates. */
    private int put(TlsTable of, int entry, int tag, boolean whole, TlvWriter out) {
        boolean good = true;
        out.startStruct(tag);
        out.putUnsigned(TlsCertificateManagementSpec.TLS_CERT_STRUCT_CAID, of.id(entry));
        if (!tables.hasCertificate(of, entry)) {
            out.putNull(
                    TlsCertificateManagementSpec
                            .TLS_CLIENT_CERTIFICATE_DETAIL_STRUCT_CLIENT_CERTIFICATE);
        } else if (whole) {
            good = stored.putCertificate(of, entry, out);
        }
        out.putUnsigned(
                TlsCertificateManagementSpec.TLS_CERT_STRUCT_FABRIC_INDEX, of.fabricIndex(entry));
        out.endContainer();
        return good ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        switch (command) {
            case TlsCertificateManagementSpec.CMD_PROVISION_ROOT_CERTIFICATE:
                return checkRoot();
            case TlsCertificateManagementSpec.CMD_CLIENT_CSR:
                return checkCsr(fabric);
            case TlsCertificateManagementSpec.CMD_PROVISION_CLIENT_CERTIFICATE:
                return checkClient(fabric);
            case TlsCertificateManagementSpec.CMD_FIND_ROOT_CERTIFICATE:
                return find(
                        tables.roots,
                        TlsCertificateManagementSpec.CMD_FIND_ROOT_CERTIFICATE_RESPONSE,
                        in);
            case TlsCertificateManagementSpec.CMD_FIND_CLIENT_CERTIFICATE:
                return find(
                        tables.clients,
                        TlsCertificateManagementSpec.CMD_FIND_CLIENT_CERTIFICATE_RESPONSE,
                        in);
            case TlsCertificateManagementSpec.CMD_LOOKUP_ROOT_CERTIFICATE:
                return lookUp(
                        tables.roots,
                        TlsCertificateManagementSpec.CMD_LOOKUP_ROOT_CERTIFICATE_RESPONSE,
                        in);
            case TlsCertificateManagementSpec.CMD_LOOKUP_CLIENT_CERTIFICATE:
                return lookUp(
                        tables.clients,
                        TlsCertificateManagementSpec.CMD_LOOKUP_CLIENT_CERTIFICATE_RESPONSE,
                        in);
            case TlsCertificateManagementSpec.CMD_REMOVE_ROOT_CERTIFICATE:
                return remove(fabric, tables.roots, ROOTS);
            case TlsCertificateManagementSpec.CMD_REMOVE_CLIENT_CERTIFICATE:
                return remove(fabric, tables.clients, CLIENTS);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public int proceed(int command, CommandInvocation in, TlvReader request) {
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            csr.cancel();
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        fields.collect(request);
        switch (command) {
            case TlsCertificateManagementSpec.CMD_PROVISION_ROOT_CERTIFICATE:
                return provisionRoot(fabric, in);
            case TlsCertificateManagementSpec.CMD_PROVISION_CLIENT_CERTIFICATE:
                return provisionClient(fabric);
            default:
                return clientCsr(fabric, in);
        }
    }

    @Override
    public void cancel(int command) {
        csr.cancel();
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        changed(ROOTS);
        changed(CLIENTS);
    }

    // ---- Roots
    // -----------------------------------------------------------------------------------

    private int checkRoot() {
        int length = fields.bytes(ROOT_CERTIFICATE, 0, TlsRecords.MAX_CERTIFICATE);
        int id = nullableId(TlsCertificateManagementSpec.PROVISION_ROOT_CERTIFICATE_CAID);
        int least = Math.min(length, id);
        return least < 0 ? status(least) : ImStatus.PENDING;
    }

    private int provisionRoot(Fabric fabric, CommandInvocation in) {
        if (time.epochMicros() < 0) {
            return ImStatus.INVALID_IN_STATE;
        }
        if (!isGood(
                fields.array(), fields.offset(ROOT_CERTIFICATE), fields.length(ROOT_CERTIFICATE))) {
            return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        int hash = fingerprint(ROOT_CERTIFICATE);
        int status = keepRoot(fabric, hash);
        scratch.release(hash);
        if (status == ImStatus.SUCCESS) {
            changed(ROOTS);
            in.respond(TlsCertificateManagementSpec.CMD_PROVISION_ROOT_CERTIFICATE_RESPONSE)
                    .putUnsigned(ONLY, records.changedId());
        }
        return status;
    }

    private int keepRoot(Fabric fabric, int hash) {
        if (stored.find(
                        tables.roots,
                        fabric.fabricIndex,
                        scratch.bytes,
                        hash,
                        StoredTls.FINGERPRINT)
                != TlsTable.NONE) {
            return ImStatus.ALREADY_EXISTS;
        }
        int id = nullableId(TlsCertificateManagementSpec.PROVISION_ROOT_CERTIFICATE_CAID);
        int entry = TlsTable.NONE;
        if (id != TlsTables.NO_ID) {
            entry = tables.roots.find(fabric.fabricIndex, id);
            if (entry == TlsTable.NONE) {
                return ImStatus.NOT_FOUND;
            }
        } else if (tables.roots.isFull(fabric.fabricIndex)) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        return records.keepCertificate(
                fabric, tables.roots, entry, ROOT_CERTIFICATE, NO_LIST, scratch.bytes, hash);
    }

    // ---- Clients
    // ---------------------------------------------------------------------------------

    private int checkCsr(Fabric fabric) {
        int nonce =
                fields.bytes(
                        TlsCertificateManagementSpec.CLIENT_CSR_NONCE,
                        ClientCsr.NONCE_LENGTH,
                        ClientCsr.NONCE_LENGTH);
        int id = nullableId(TlsCertificateManagementSpec.CLIENT_CSR_CCDID);
        int least = Math.min(nonce, id);
        if (least < 0) {
            return status(least);
        }
        if (id != TlsTables.NO_ID) {
            return tables.clients.find(fabric.fabricIndex, id) == TlsTable.NONE
                    ? ImStatus.NOT_FOUND
                    : ImStatus.PENDING;
        }
        if (tables.clients.isFull(fabric.fabricIndex)) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        return fabric.pending ? ImStatus.INVALID_IN_STATE : ImStatus.PENDING;
    }

    private int clientCsr(Fabric fabric, CommandInvocation in) {
        int status = checkCsr(fabric);
        if (status != ImStatus.PENDING) {
            csr.cancel();
            return status;
        }
        int id = nullableId(TlsCertificateManagementSpec.CLIENT_CSR_CCDID);
        boolean isNew = id == TlsTables.NO_ID;
        int entry = isNew ? TlsTable.NONE : tables.clients.find(fabric.fabricIndex, id);
        status = csr.proceed(fabric, entry, in);
        if (status == ImStatus.SUCCESS && isNew) {
            changed(CLIENTS);
        }
        return status;
    }

    private int checkClient(Fabric fabric) {
        int id =
                fields.unsigned(
                        TlsCertificateManagementSpec.PROVISION_CLIENT_CERTIFICATE_CCDID,
                        TlsTable.MAX_ID);
        int length = fields.bytes(CLIENT_CERTIFICATE, 0, TlsRecords.MAX_CERTIFICATE);
        int least = Math.min(id, Math.min(length, checkList()));
        if (least < 0) {
            return status(least);
        }
        return tables.clients.count(fabric.fabricIndex) == 0
                ? ImStatus.NOT_FOUND
                : ImStatus.PENDING;
    }

    /** OK, or what is wrong with the list of intermediates. */
    private int checkList() {
        if (!fields.open(INTERMEDIATES, list)) {
            return CodecStatus.NOT_FOUND;
        }
        if (list.type() != TlvType.ARRAY) {
            return CodecStatus.WRONG_TYPE;
        }
        int worst = CodecStatus.OK;
        int count = 0;
        list.enter();
        while (list.next() == CodecStatus.OK) {
            worst = Math.min(worst, Math.min(list.bytes(0, TlsRecords.MAX_CERTIFICATE), 0));
            count++;
        }
        return worst == CodecStatus.OK && count > MAX_INTERMEDIATES
                ? CodecStatus.OUT_OF_RANGE
                : worst;
    }

    private int provisionClient(Fabric fabric) {
        int hash = fingerprint(CLIENT_CERTIFICATE);
        int status = keepClient(fabric, hash);
        scratch.release(hash);
        if (status == ImStatus.SUCCESS) {
            changed(CLIENTS);
        }
        return status;
    }

    private int keepClient(Fabric fabric, int hash) {
        TlsTable clients = tables.clients;
        if (stored.find(clients, fabric.fabricIndex, scratch.bytes, hash, StoredTls.FINGERPRINT)
                != TlsTable.NONE) {
            return ImStatus.ALREADY_EXISTS;
        }
        int entry =
                clients.find(
                        fabric.fabricIndex,
                        (int)
                                fields.value(
                                        TlsCertificateManagementSpec
                                                .PROVISION_CLIENT_CERTIFICATE_CCDID));
        if (entry == TlsTable.NONE) {
            return ImStatus.NOT_FOUND;
        }
        fields.open(INTERMEDIATES, list);
        list.enter();
        while (list.next() == CodecStatus.OK) {
            if (!isGood(list.array(), list.dataOffset(), list.dataLength())) {
                return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
            }
        }
        if (!isGood(
                        fields.array(),
                        fields.offset(CLIENT_CERTIFICATE),
                        fields.length(CLIENT_CERTIFICATE))
                || !stored.hasKeyOf(entry, certificate)) {
            return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        return records.keepCertificate(
                fabric, clients, entry, CLIENT_CERTIFICATE, INTERMEDIATES, scratch.bytes, hash);
    }

    // ---- Both
    // ------------------------------------------------------------------------------------

    private int find(TlsTable of, int response, CommandInvocation in) {
        int id = nullableId(ONLY);
        if (id < 0) {
            return status(id);
        }
        int fabricIndex = in.subject.fabricIndex;
        boolean all = id == TlsTables.NO_ID;
        int only = all ? TlsTable.NONE : of.find(fabricIndex, id);
        if (all ? of.count(fabricIndex) == 0 : only == TlsTable.NONE) {
            return ImStatus.NOT_FOUND;
        }
        TlvWriter out = in.respond(response);
        out.startArray(ONLY);
        int status = ImStatus.SUCCESS;
        for (int i = 0; i < of.capacity() && status == ImStatus.SUCCESS; i++) {
            if (all ? of.fabricIndex(i) == fabricIndex : i == only) {
                status = put(of, i, TlvTag.ANONYMOUS, true, out);
            }
        }
        out.endContainer();
        return status;
    }

    private int lookUp(TlsTable of, int response, CommandInvocation in) {
        int length = fields.bytes(ONLY, 0, MAX_FINGERPRINT);
        if (length < 0) {
            return status(length);
        }
        int entry =
                stored.find(
                        of, in.subject.fabricIndex, fields.array(), fields.offset(ONLY), length);
        if (entry == TlsTable.NONE) {
            return ImStatus.NOT_FOUND;
        }
        in.respond(response).putUnsigned(ONLY, of.id(entry));
        return ImStatus.SUCCESS;
    }

    private int remove(Fabric fabric, TlsTable of, int attribute) {
        int id = fields.unsigned(ONLY, TlsTable.MAX_ID);
        if (id < 0) {
            return status(id);
        }
        int entry = of.find(fabric.fabricIndex, id);
        if (entry == TlsTable.NONE) {
            return ImStatus.NOT_FOUND;
        }
        if (tables.isUsed(of, fabric.fabricIndex, id)) {
            return ImStatus.INVALID_IN_STATE;
        }
        int status = records.remove(fabric, of, entry);
        if (status == ImStatus.SUCCESS) {
            changed(attribute);
        }
        return status;
    }

    /** An id, {@link TlsTables#NO_ID} for null, or NOT_FOUND, WRONG_TYPE, OUT_OF_RANGE. */
    private int nullableId(int tag) {
        return fields.isNull(tag) ? TlsTables.NO_ID : fields.unsigned(tag, TlsTable.MAX_ID);
    }

    /** Status of a command by the least of what its members answered. */
    static int status(int member) {
        return member == CodecStatus.OUT_OF_RANGE
                ? ImStatus.CONSTRAINT_ERROR
                : ImStatus.INVALID_COMMAND;
    }

    /** Whether it is a certificate, and one for this time if that is known. */
    private boolean isGood(byte[] bytes, int offset, int length) {
        if (!certificate.read(bytes, offset, length)) {
            return false;
        }
        long now = time.epochSeconds();
        return now < 0 || certificate.notBefore() <= now && now <= certificate.notAfter();
    }

    /** Where in the working memory the fingerprint of a certificate is, until that is released. */
    private int fingerprint(int tag) {
        int at = scratch.take(StoredTls.FINGERPRINT);
        sha.reset()
                .update(fields.array(), fields.offset(tag), fields.length(tag))
                .finish(scratch.bytes, at);
        return at;
    }
}
