package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.Csr;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricCertificates;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.OperationalCredentialsSpec;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PortStatus;

/**
 * AttestationRequest, CSRRequest and SignVIDVerificationRequest (Matter core 11.18.6): something is
 * put together and signed, one step of a computation in a call.
 *
 * <pre>
 *  command                     states, each of one call or more
 *  AttestationRequest          BUILD                                     ATTEST    RESPOND
 *  CSRRequest                  BUILD  MAKE_KEY  REQUEST  SIGN  ELEMENTS  ATTEST    RESPOND
 *  SignVIDVerificationRequest  BUILD                     SIGN                      RESPOND
 * </pre>
 *
 * Working memory of a command:
 *
 * <pre>
 *  0         660   692        756      788          820
 *  | elements | hash | signature | random | private key | public key |
 * </pre>
 */
final class SigningCommands {
    private static final int BUILD = 0;
    private static final int MAKE_KEY = 1;
    private static final int REQUEST = 2;
    private static final int SIGN = 3;
    private static final int ELEMENTS = 4;
    private static final int ATTEST = 5;
    private static final int RESPOND = 6;

    private static final int NONCE = 32;
    private static final int CHALLENGE = 16;
    private static final int RANDOM = 32;
    private static final int SIGNATURE = 64;
    private static final int MAX_DER = 600;

    /** What is signed: at most the largest DER form, a nonce, a timestamp, and the TLV of them. */
    private static final int MAX_ELEMENTS = MAX_DER + NONCE + 28;

    /** The DER form waits at the end of the elements until it is put in. */
    private static final int AT_DER = MAX_ELEMENTS - MAX_DER;

    private static final int AT_HASH = MAX_ELEMENTS;
    private static final int AT_SIGNATURE = AT_HASH + Sha256.LENGTH;
    private static final int AT_RANDOM = AT_SIGNATURE + SIGNATURE;
    private static final int AT_PRIVATE_KEY = AT_RANDOM + RANDOM;
    private static final int AT_PUBLIC_KEY = AT_PRIVATE_KEY + P256.SCALAR;
    private static final int MEMORY = AT_PUBLIC_KEY + P256.POINT;

    /** Version of what a SignVIDVerificationResponse signs, and of the binding message in it. */
    private static final int BINDING_VERSION = 1;

    private static final int NONCE_TAG =
            OperationalCredentialsSpec.ATTESTATION_REQUEST_ATTESTATION_NONCE;
    private static final int FOR_UPDATE = OperationalCredentialsSpec.CSR_REQUEST_IS_FOR_UPDATE_NOC;
    private static final int FABRIC_INDEX =
            OperationalCredentialsSpec.SIGN_VID_VERIFICATION_REQUEST_FABRIC_INDEX;
    private static final int CLIENT_CHALLENGE =
            OperationalCredentialsSpec.SIGN_VID_VERIFICATION_REQUEST_CLIENT_CHALLENGE;

    private final FabricTable fabrics;
    private final FailSafe failSafe;
    private final DeviceDataPort device;
    private final Drbg drbg;
    private final Sha256 sha;
    private final CryptoJobs jobs;
    private final Csr csr;
    private final FieldTable fields;
    private final TlvWriter writer;
    private int state = BUILD;

    /** Bytes of the elements. */
    private int length;

    SigningCommands(
            FabricTable fabrics,
            FailSafe failSafe,
            DeviceDataPort device,
            Drbg drbg,
            Sha256 sha,
            CryptoJobs jobs,
            Csr csr,
            ClusterWorkspace workspace) {
        this.fabrics = fabrics;
        this.failSafe = failSafe;
        this.device = device;
        this.drbg = drbg;
        this.sha = sha;
        this.jobs = jobs;
        this.csr = csr;
        this.fields = workspace.fields;
        this.writer = workspace.writer;
    }

    /** PENDING when nothing speaks against the command, else its status. */
    int check(int command, Subject subject) {
        switch (command) {
            case OperationalCredentialsSpec.CMD_ATTESTATION_REQUEST:
                return fields.bytes(NONCE_TAG, NONCE, NONCE) < 0
                        ? ImStatus.INVALID_COMMAND
                        : ImStatus.PENDING;
            case OperationalCredentialsSpec.CMD_CSR_REQUEST:
                return checkCsr(subject);
            default:
                return checkVid();
        }
    }

    /** Brings a command on: PENDING, or its status. */
    int proceed(int command, CommandInvocation in) {
        int status = check(command, in.subject);
        if (status == ImStatus.PENDING) {
            status = in.memoryLength < MEMORY ? ImStatus.FAILURE : next(command, in);
        }
        if (status != ImStatus.PENDING) {
            cancel();
        }
        return status;
    }

    /** Forgets the command under way. */
    void cancel() {
        jobs.cancel(this);
        state = BUILD;
    }

    private int checkCsr(Subject subject) {
        int forUpdate = fields.bool(FOR_UPDATE);
        if (fields.bytes(NONCE_TAG, NONCE, NONCE) < 0
                || forUpdate == CodecStatus.WRONG_TYPE
                || forUpdate == 1 && subject.authMode == Subject.AUTH_MODE_PASE) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!failSafe.isArmedFor(subject.fabricIndex, subject.session)) {
            return ImStatus.FAILSAFE_REQUIRED;
        }
        return failSafe.nocCommand() != FailSafe.NOC_NONE
                ? ImStatus.CONSTRAINT_ERROR
                : ImStatus.PENDING;
    }

    private int checkVid() {
        int index = fields.unsigned(FABRIC_INDEX, Fabric.MAX_INDEX);
        int challenge = fields.bytes(CLIENT_CHALLENGE, NONCE, NONCE);
        if (index < 0 || challenge < 0) {
            return CommandFields.status(CodecStatus.END, Math.min(index, challenge));
        }
        return fabrics.find(index) == null ? ImStatus.CONSTRAINT_ERROR : ImStatus.PENDING;
    }

    private int next(int command, CommandInvocation in) {
        byte[] memory = in.memory;
        int at = in.memoryAt;
        switch (state) {
            case BUILD:
                return build(command, in.subject, memory, at);
            case MAKE_KEY:
                return compute(REQUEST, memory, at);
            case REQUEST:
                csr.begin(memory, at + AT_PUBLIC_KEY, memory, at + AT_DER, memory, at + AT_HASH);
                drbg.generate(memory, at + AT_RANDOM, RANDOM);
                state = SIGN;
                return ImStatus.PENDING;
            case SIGN:
                return compute(
                        command == OperationalCredentialsSpec.CMD_CSR_REQUEST ? ELEMENTS : RESPOND,
                        memory,
                        at);
            case ELEMENTS:
                length = csr.finish(memory, at + AT_SIGNATURE, memory, at + AT_DER);
                return finishElements(false, in.subject, memory, at);
            case ATTEST:
                return compute(RESPOND, memory, at);
            default:
                return respond(command, in);
        }
    }

    /**
     * Brings the computation of this state on by a step.
     *
     * @param after state that follows it
     */
    private int compute(int after, byte[] memory, int at) {
        int status = jobs.step(this, jobs.isFree() ? start(memory, at) : PortStatus.BUSY);
        if (status == CryptoPort.DONE) {
            state = after;
        }
        return status < 0 ? ImStatus.FAILURE : ImStatus.PENDING;
    }

    private int start(byte[] memory, int at) {
        switch (state) {
            case MAKE_KEY:
                return jobs.port.startPublicKey(
                        memory, at + AT_PRIVATE_KEY, memory, at + AT_PUBLIC_KEY);
            case SIGN:
                return jobs.port.startSign(
                        memory,
                        at + AT_PRIVATE_KEY,
                        memory,
                        at + AT_HASH,
                        memory,
                        at + AT_RANDOM,
                        memory,
                        at + AT_SIGNATURE);
            default:
                return device.signWithAttestationKey(
                        jobs.port,
                        memory,
                        at + AT_HASH,
                        memory,
                        at + AT_RANDOM,
                        memory,
                        at + AT_SIGNATURE);
        }
    }

    private int build(int command, Subject subject, byte[] memory, int at) {
        if (subject.attestationChallenge == null) {
            return ImStatus.FAILURE;
        }
        switch (command) {
            case OperationalCredentialsSpec.CMD_ATTESTATION_REQUEST:
                length =
                        device.certificate(
                                DeviceDataPort.CERTIFICATION_DECLARATION,
                                memory,
                                at + AT_DER,
                                MAX_DER);
                return length < 0 ? ImStatus.FAILURE : finishElements(true, subject, memory, at);
            case OperationalCredentialsSpec.CMD_CSR_REQUEST:
                state = MAKE_KEY;
                return P256.randomScalar(drbg, memory, at + AT_PRIVATE_KEY) == CryptoStatus.OK
                        ? ImStatus.PENDING
                        : ImStatus.FAILURE;
            default:
                return buildVid(subject, memory, at);
        }
    }

    /**
     * Puts the elements together, and hashes them with the session's challenge for the attestation
     * key. The DER form in them has {@link #length} bytes.
     *
     * @param timed whether they have a timestamp; it is 0, for it would tell nobody anything
     */
    private int finishElements(boolean timed, Subject subject, byte[] memory, int at) {
        writer.wrap(memory, at, MAX_ELEMENTS);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putBytes(1, memory, at + AT_DER, length);
        writer.putBytes(2, fields.array(), fields.offset(NONCE_TAG), NONCE);
        if (timed) {
            writer.putUnsigned(3, 0);
        }
        writer.endContainer();
        if (writer.overflowed()) {
            return ImStatus.FAILURE;
        }
        length = writer.position() - at;
        sha.reset().update(memory, at, length);
        sha.update(subject.attestationChallenge, 0, CHALLENGE).finish(memory, at + AT_HASH);
        drbg.generate(memory, at + AT_RANDOM, RANDOM);
        state = ATTEST;
        return ImStatus.PENDING;
    }

    /** Hashes version, both challenges, fabric index, vendor fabric binding message, statement. */
    private int buildVid(Subject subject, byte[] memory, int at) {
        Fabric fabric = fabrics.find((int) fields.value(FABRIC_INDEX));
        int statement =
                fabrics.certificates().read(fabric, FabricCertificates.STATEMENT, memory, at);
        if (statement < 0) {
            return ImStatus.FAILURE;
        }
        sha.reset().update(BINDING_VERSION);
        sha.update(fields.array(), fields.offset(CLIENT_CHALLENGE), NONCE);
        sha.update(subject.attestationChallenge, 0, CHALLENGE);
        sha.update(fabric.fabricIndex);
        sha.update(BINDING_VERSION);
        sha.update(fabric.rootPublicKey, 0, P256.POINT);
        int ids = at + AT_RANDOM;
        Bytes.putU64be(memory, ids, fabric.fabricId);
        Bytes.putU16be(memory, ids + 8, fabric.vendorId);
        sha.update(memory, ids, 10);
        sha.update(memory, at, statement);
        sha.finish(memory, at + AT_HASH);
        // A copy, for the fabric may go while it signs.
        System.arraycopy(fabric.privateKey, 0, memory, at + AT_PRIVATE_KEY, P256.SCALAR);
        drbg.generate(memory, at + AT_RANDOM, RANDOM);
        state = SIGN;
        return ImStatus.PENDING;
    }

    private int respond(int command, CommandInvocation in) {
        byte[] memory = in.memory;
        int at = in.memoryAt;
        if (command == OperationalCredentialsSpec.CMD_SIGN_VID_VERIFICATION_REQUEST) {
            TlvWriter out =
                    in.respond(OperationalCredentialsSpec.CMD_SIGN_VID_VERIFICATION_RESPONSE);
            out.putUnsigned(
                    OperationalCredentialsSpec.SIGN_VID_VERIFICATION_RESPONSE_FABRIC_INDEX,
                    fields.value(FABRIC_INDEX));
            out.putUnsigned(
                    OperationalCredentialsSpec
                            .SIGN_VID_VERIFICATION_RESPONSE_FABRIC_BINDING_VERSION,
                    BINDING_VERSION);
            out.putBytes(
                    OperationalCredentialsSpec.SIGN_VID_VERIFICATION_RESPONSE_SIGNATURE,
                    memory,
                    at + AT_SIGNATURE,
                    SIGNATURE);
            return ImStatus.SUCCESS;
        }
        int response = OperationalCredentialsSpec.CMD_ATTESTATION_RESPONSE;
        if (command == OperationalCredentialsSpec.CMD_CSR_REQUEST) {
            response = OperationalCredentialsSpec.CMD_CSR_RESPONSE;
            failSafe.setKeyPair(
                    memory,
                    at + AT_PRIVATE_KEY,
                    memory,
                    at + AT_PUBLIC_KEY,
                    fields.bool(FOR_UPDATE) == 1);
        }
        // Both responses have the same two members.
        TlvWriter out = in.respond(response);
        out.putBytes(
                OperationalCredentialsSpec.ATTESTATION_RESPONSE_ATTESTATION_ELEMENTS,
                memory,
                at,
                length);
        out.putBytes(
                OperationalCredentialsSpec.ATTESTATION_RESPONSE_ATTESTATION_SIGNATURE,
                memory,
                at + AT_SIGNATURE,
                SIGNATURE);
        return ImStatus.SUCCESS;
    }
}
