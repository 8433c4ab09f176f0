package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.fabric.CertificateChain;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.OperationalCredentialsSpec;

/**
 * AddTrustedRootCertificate, AddNOC and UpdateNOC (Matter core 11.18.6): certificates that come
 * under a fail-safe. Their signatures are verified in pieces, one command at a time.
 *
 * <pre>
 *  state    call      does                                          next
 *  CHECK    invoke    checks fields, fail-safe, what came before    same
 *           proceed   checks certificates but for their signatures  VERIFY
 *  VERIFY   proceed   a piece of a signature                        same, TAKE after the last
 *  TAKE     proceed   the checks of invoke again; takes them over   CHECK, through
 * </pre>
 *
 * Each check stands where the specification has it; the first that fails decides.
 */
final class NocCommands {
    private static final int CHECK = 0;
    private static final int VERIFY = 1;
    private static final int TAKE = 2;

    private static final int NOC = OperationalCredentialsSpec.ADD_NOC_NOC_VALUE;
    private static final int ICAC = OperationalCredentialsSpec.ADD_NOC_ICAC_VALUE;
    private static final int IPK = OperationalCredentialsSpec.ADD_NOC_IPK_VALUE;
    private static final int ADMIN = OperationalCredentialsSpec.ADD_NOC_CASE_ADMIN_SUBJECT;
    private static final int VENDOR = OperationalCredentialsSpec.ADD_NOC_ADMIN_VENDOR_ID;
    private static final int ROOT =
            OperationalCredentialsSpec.ADD_TRUSTED_ROOT_CERTIFICATE_ROOT_CA_CERTIFICATE;

    private static final int IPK_LENGTH = 16;
    private static final int MAX_CERTIFICATE = Fabric.MAX_CERTIFICATE;

    /** Vendor ids above belong to nobody. */
    static final int MAX_VENDOR_ID = 0xFFF4;

    private final FabricTable fabrics;
    private final FailSafe failSafe;
    private final CertificateChain chain;
    private final AccessControlCluster accessControl;
    private final NodeTime time;
    private final SessionFabric sessions;
    private final FieldTable fields;
    private int state = CHECK;

    /** Of the command that is checked; 0 without an ICAC. */
    private int icacLength;

    NocCommands(
            FabricTable fabrics,
            FailSafe failSafe,
            CertificateChain chain,
            AccessControlCluster accessControl,
            NodeTime time,
            SessionFabric sessions,
            FieldTable fields) {
        this.fabrics = fabrics;
        this.failSafe = failSafe;
        this.chain = chain;
        this.accessControl = accessControl;
        this.time = time;
        this.sessions = sessions;
        this.fields = fields;
    }

    /**
     * Checks what costs nothing.
     *
     * @return PENDING when nothing speaks against the command; else it is through
     */
    int check(int command, CommandInvocation in) {
        switch (command) {
            case OperationalCredentialsSpec.CMD_ADD_NOC:
                return checkAdd(in);
            case OperationalCredentialsSpec.CMD_UPDATE_NOC:
                return checkUpdate(in);
            default:
                return checkRoot(in);
        }
    }

    /** Brings a command on: PENDING, or its status. */
    int proceed(int command, CommandInvocation in) {
        // What held before may not hold any more, and lengths are of this command.
        int status = check(command, in);
        if (status == ImStatus.PENDING) {
            status = next(command, in);
        }
        if (status != ImStatus.PENDING) {
            cancel();
        }
        return status;
    }

    /** Forgets the command under way. */
    void cancel() {
        chain.cancel();
        state = CHECK;
    }

    private int next(int command, CommandInvocation in) {
        if (state == TAKE) {
            return take(command, in);
        }
        int verified = state == CHECK ? begin(command, in.subject) : chain.step();
        if (verified == FabricStatus.OK) {
            state = TAKE;
        } else if (verified == FabricStatus.MORE) {
            state = VERIFY;
        } else {
            return command == OperationalCredentialsSpec.CMD_ADD_TRUSTED_ROOT_CERTIFICATE
                    ? ImStatus.INVALID_COMMAND
                    : NocResponse.refuse(
                            in,
                            OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_NOC);
        }
        return ImStatus.PENDING;
    }

    private int begin(int command, Subject subject) {
        byte[] array = fields.array();
        long now = time.epochSeconds();
        long good = fabrics.lastKnownGood();
        switch (command) {
            case OperationalCredentialsSpec.CMD_ADD_NOC:
                return chain.begin(
                        failSafe.root(),
                        0,
                        failSafe.rootLength(),
                        array,
                        fields.offset(NOC),
                        fields.length(NOC),
                        array,
                        fields.offset(ICAC),
                        icacLength,
                        now,
                        good);
            case OperationalCredentialsSpec.CMD_UPDATE_NOC:
                return chain.begin(
                        fabrics.certificates(),
                        fabrics.find(subject.fabricIndex),
                        array,
                        fields.offset(NOC),
                        fields.length(NOC),
                        array,
                        fields.offset(ICAC),
                        icacLength,
                        now,
                        good);
            default:
                return chain.beginRoot(array, fields.offset(ROOT), fields.length(ROOT));
        }
    }

    private int take(int command, CommandInvocation in) {
        if (command == OperationalCredentialsSpec.CMD_ADD_TRUSTED_ROOT_CERTIFICATE) {
            failSafe.setRoot(fields.array(), fields.offset(ROOT), fields.length(ROOT));
            return ImStatus.SUCCESS;
        }
        if (!Bytes.equal(chain.publicKey, 0, failSafe.publicKey(), 0, P256.POINT)) {
            return NocResponse.refuse(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_PUBLIC_KEY);
        }
        return command == OperationalCredentialsSpec.CMD_ADD_NOC ? add(in) : update(in);
    }

    private int checkRoot(CommandInvocation in) {
        if (fields.bytes(ROOT, 1, MAX_CERTIFICATE) < 0) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!failSafe.isArmedFor(in.subject.fabricIndex, in.subject.session)) {
            return ImStatus.FAILSAFE_REQUIRED;
        }
        return failSafe.rootLength() > 0 || failSafe.nocCommand() != FailSafe.NOC_NONE
                ? ImStatus.CONSTRAINT_ERROR
                : ImStatus.PENDING;
    }

    private int checkAdd(CommandInvocation in) {
        if (!hasCertificates()
                || fields.bytes(IPK, IPK_LENGTH, IPK_LENGTH) < 0
                || fields.u64(ADMIN) != CodecStatus.OK
                || fields.unsigned(VENDOR, MAX_VENDOR_ID) <= 0) {
            return ImStatus.INVALID_COMMAND;
        }
        int status = checkKeyPair(in);
        if (status != ImStatus.PENDING) {
            return status;
        }
        if (failSafe.isKeyPairForUpdate()) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (failSafe.rootLength() == 0) {
            return NocResponse.refuse(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_NOC);
        }
        return AccessControlEntryCodec.isCaseSubject(fields.value(ADMIN))
                ? ImStatus.PENDING
                : NocResponse.refuse(
                        in,
                        OperationalCredentialsSpec
                                .NODE_OPERATIONAL_CERT_STATUS_INVALID_ADMIN_SUBJECT);
    }

    private int checkUpdate(CommandInvocation in) {
        if (!hasCertificates()) {
            return ImStatus.INVALID_COMMAND;
        }
        if (fabrics.find(in.subject.fabricIndex) == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        int status = checkKeyPair(in);
        if (status != ImStatus.PENDING) {
            return status;
        }
        return !failSafe.isKeyPairForUpdate() || failSafe.rootLength() > 0
                ? ImStatus.CONSTRAINT_ERROR
                : ImStatus.PENDING;
    }

    /** Of both NOC commands; an empty ICAC is none. */
    private boolean hasCertificates() {
        icacLength = fields.has(ICAC) ? fields.bytes(ICAC, 0, MAX_CERTIFICATE) : 0;
        return icacLength >= 0 && fields.bytes(NOC, 1, MAX_CERTIFICATE) >= 0;
    }

    /** A fail-safe, no NOC command under it yet, and a key pair: what both NOC commands need. */
    private int checkKeyPair(CommandInvocation in) {
        if (!failSafe.isArmedFor(in.subject.fabricIndex, in.subject.session)) {
            return ImStatus.FAILSAFE_REQUIRED;
        }
        if (failSafe.nocCommand() != FailSafe.NOC_NONE) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        return failSafe.hasKeyPair()
                ? ImStatus.PENDING
                : NocResponse.refuse(
                        in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_MISSING_CSR);
    }

    private int add(CommandInvocation in) {
        if (fabrics.find(chain.rootPublicKey, chain.fabricId) != null) {
            return NocResponse.refuse(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_FABRIC_CONFLICT);
        }
        byte[] array = fields.array();
        Fabric fabric =
                fabrics.add(
                        chain,
                        failSafe.root(),
                        failSafe.rootLength(),
                        array,
                        fields.offset(ICAC),
                        icacLength,
                        array,
                        fields.offset(NOC),
                        fields.length(NOC),
                        failSafe.privateKey(),
                        array,
                        fields.offset(IPK),
                        (int) fields.value(VENDOR));
        if (fabric == null) {
            return NocResponse.refuse(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_TABLE_FULL);
        }
        fabrics.advanceLastKnownGood(chain.notBefore);
        accessControl.addAdministrator(
                fabric.fabricIndex, fields.value(ADMIN), in.subject, in.nowMillis);
        failSafe.nocAdded(fabric);
        if (in.subject.authMode == Subject.AUTH_MODE_PASE) {
            sessions.setPaseFabric(in.subject.session, fabric.fabricIndex);
        }
        fabrics.announce(fabric, in.nowMillis);
        return NocResponse.ok(in, fabric.fabricIndex);
    }

    private int update(CommandInvocation in) {
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        byte[] array = fields.array();
        fabrics.advanceLastKnownGood(chain.notBefore);
        fabrics.replace(
                fabric,
                chain,
                array,
                fields.offset(ICAC),
                icacLength,
                array,
                fields.offset(NOC),
                fields.length(NOC),
                failSafe.privateKey(),
                in.nowMillis);
        failSafe.nocUpdated(fabric);
        return NocResponse.ok(in, fabric.fabricIndex);
    }
}
