package org.mattermote.stack.tls;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.Csr;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.tls.spec.TlsCertificateManagementSpec;

/**
 * ClientCSR (Matter core 14.4.6.8): a key pair, new or that of a client, signs a request for a
 * certificate and then the nonce. A step of a computation in a call.
 *
 * <pre>
 *  state     does                                           next
 *  BEGIN     draws a private key, or reads a key pair       MAKE_KEY, or REQUEST
 *  MAKE_KEY  a piece of the public key                      same, REQUEST after the last
 *  REQUEST   the request but for its signature              SIGN
 *  SIGN      a piece of its signature                       same, NONCE after the last
 *  NONCE     completes the request, hashes the nonce        PROVE
 *  PROVE     a piece of the nonce's signature               same, RESPOND after the last
 *  RESPOND   keeps the new key pair; responds               BEGIN, through
 * </pre>
 *
 * Working memory of the command:
 *
 * <pre>
 *  0        204    236         300      332          364
 *  | request | hash | signature | random | private key | public key |
 * </pre>
 */
final class ClientCsr {
    private static final byte BEGIN = 0;
    private static final byte MAKE_KEY = 1;
    private static final byte REQUEST = 2;
    private static final byte SIGN = 3;
    private static final byte NONCE = 4;
    private static final byte PROVE = 5;
    private static final byte RESPOND = 6;

    static final int NONCE_LENGTH = 32;
    private static final int RANDOM = 32;
    private static final int SIGNATURE = 64;

    private static final int AT_HASH = Csr.MAX_LENGTH;
    private static final int AT_SIGNATURE = AT_HASH + Sha256.LENGTH;
    private static final int AT_RANDOM = AT_SIGNATURE + SIGNATURE;
    private static final int AT_PRIVATE_KEY = AT_RANDOM + RANDOM;
    private static final int AT_PUBLIC_KEY = AT_PRIVATE_KEY + P256.SCALAR;
    private static final int MEMORY = AT_PUBLIC_KEY + P256.POINT;

    private static final int NONCE_TAG = TlsCertificateManagementSpec.CLIENT_CSR_NONCE;

    private final TlsRecords records;
    private final TlsTables tables;
    private final StoredTls stored;
    private final FieldTable fields;
    private final Drbg drbg;
    private final Sha256 sha;
    private final CryptoJobs jobs;
    private final Csr csr;
    private byte state = BEGIN;

    /** Bytes of the request. */
    private int length;

    ClientCsr(
            TlsRecords records,
            FieldTable fields,
            Drbg drbg,
            Sha256 sha,
            CryptoJobs jobs,
            Csr csr) {
        this.records = records;
        tables = records.tables;
        stored = records.stored;
        this.fields = fields;
        this.drbg = drbg;
        this.sha = sha;
        this.jobs = jobs;
        this.csr = csr;
    }

    /**
     * Brings the command on, of which nothing is wrong.
     *
     * @param client entry of the client, or {@link TlsTable#NONE} for a new one
     * @return PENDING, or its status
     */
    int proceed(Fabric fabric, int client, CommandInvocation in) {
        int status =
                in.memoryLength < MEMORY ? ImStatus.RESOURCE_EXHAUSTED : next(fabric, client, in);
        if (status != ImStatus.PENDING) {
            cancel();
        }
        return status;
    }

    /** Forgets the command under way. */
    void cancel() {
        jobs.cancel(this);
        state = BEGIN;
    }

    private int next(Fabric fabric, int client, CommandInvocation in) {
        byte[] memory = in.memory;
        int at = in.memoryAt;
        switch (state) {
            case BEGIN:
                return begin(client, memory, at);
            case MAKE_KEY:
                return compute(REQUEST, memory, at);
            case REQUEST:
                csr.begin(memory, at + AT_PUBLIC_KEY, memory, at, memory, at + AT_HASH);
                drbg.generate(memory, at + AT_RANDOM, RANDOM);
                state = SIGN;
                return ImStatus.PENDING;
            case NONCE:
                length = csr.finish(memory, at + AT_SIGNATURE, memory, at);
                sha.reset()
                        .update(fields.array(), fields.offset(NONCE_TAG), NONCE_LENGTH)
                        .finish(memory, at + AT_HASH);
                drbg.generate(memory, at + AT_RANDOM, RANDOM);
                state = PROVE;
                return ImStatus.PENDING;
            case RESPOND:
                return respond(fabric, client, in);
            default:
                return compute(state == SIGN ? NONCE : RESPOND, memory, at);
        }
    }

    private int begin(int client, byte[] memory, int at) {
        if (client != TlsTable.NONE) {
            state = REQUEST;
            return stored.readKeys(client, memory, at + AT_PRIVATE_KEY, at + AT_PUBLIC_KEY)
                    ? ImStatus.PENDING
                    : ImStatus.FAILURE;
        }
        state = MAKE_KEY;
        if (P256.randomScalar(drbg, memory, at + AT_PRIVATE_KEY) != CryptoStatus.OK) {
            return ImStatus.FAILURE;
        }
        return stored.isKnown(memory, at + AT_PRIVATE_KEY)
                ? ImStatus.DYNAMIC_CONSTRAINT_ERROR
                : ImStatus.PENDING;
    }

    /**
     * Brings the computation of this state on by a step.
     *
     * @param after state that follows it
     */
    private int compute(byte after, byte[] memory, int at) {
        int status = jobs.step(this, jobs.isFree() ? start(memory, at) : PortStatus.BUSY);
        if (status == CryptoPort.DONE) {
            state = after;
        }
        return status < 0 ? ImStatus.FAILURE : ImStatus.PENDING;
    }

    private int start(byte[] memory, int at) {
        return state == MAKE_KEY
                ? jobs.port.startPublicKey(memory, at + AT_PRIVATE_KEY, memory, at + AT_PUBLIC_KEY)
                : jobs.port.startSign(
                        memory,
                        at + AT_PRIVATE_KEY,
                        memory,
                        at + AT_HASH,
                        memory,
                        at + AT_RANDOM,
                        memory,
                        at + AT_SIGNATURE);
    }

    private int respond(Fabric fabric, int client, CommandInvocation in) {
        byte[] memory = in.memory;
        int at = in.memoryAt;
        int id;
        if (client == TlsTable.NONE) {
            int status = records.keepKeys(fabric, memory, at + AT_PRIVATE_KEY, at + AT_PUBLIC_KEY);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            id = records.changedId();
        } else {
            id = tables.clients.id(client);
        }
        TlvWriter out = in.respond(TlsCertificateManagementSpec.CMD_CLIENT_CSR_RESPONSE);
        out.putUnsigned(TlsCertificateManagementSpec.CLIENT_CSR_RESPONSE_CCDID, id);
        out.putBytes(TlsCertificateManagementSpec.CLIENT_CSR_RESPONSE_CSR, memory, at, length);
        out.putBytes(
                TlsCertificateManagementSpec.CLIENT_CSR_RESPONSE_NONCE_SIGNATURE,
                memory,
                at + AT_SIGNATURE,
                SIGNATURE);
        return ImStatus.SUCCESS;
    }
}
