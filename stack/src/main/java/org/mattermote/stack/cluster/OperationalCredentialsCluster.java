package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.Csr;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.CertificateChain;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricCertificates;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.FailSafeListener;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.OperationalCredentialsSpec;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.UtcClock;

/**
 * Operational Credentials (Matter core 11.18): attestation, and how fabrics come, change and go.
 *
 * <p>Each command checks in the order of its method; the first failure decides. Private keys and
 * the IPK leave by no attribute. The commands for VID verification are not implemented.
 */
public final class OperationalCredentialsCluster extends Cluster
        implements FabricListener, FailSafeListener {
    private static final int[] ATTRIBUTES = {
        OperationalCredentialsSpec.ATTR_NOCS,
        OperationalCredentialsSpec.ATTR_FABRICS,
        OperationalCredentialsSpec.ATTR_SUPPORTED_FABRICS,
        OperationalCredentialsSpec.ATTR_COMMISSIONED_FABRICS,
        OperationalCredentialsSpec.ATTR_TRUSTED_ROOT_CERTIFICATES,
        OperationalCredentialsSpec.ATTR_CURRENT_FABRIC_INDEX,
    };

    private static final int[] COMMANDS = {
        OperationalCredentialsSpec.CMD_ATTESTATION_REQUEST,
        OperationalCredentialsSpec.CMD_CERTIFICATE_CHAIN_REQUEST,
        OperationalCredentialsSpec.CMD_CSR_REQUEST,
        OperationalCredentialsSpec.CMD_ADD_NOC,
        OperationalCredentialsSpec.CMD_UPDATE_NOC,
        OperationalCredentialsSpec.CMD_UPDATE_FABRIC_LABEL,
        OperationalCredentialsSpec.CMD_REMOVE_FABRIC,
        OperationalCredentialsSpec.CMD_ADD_TRUSTED_ROOT_CERTIFICATE,
    };

    private static final int NONCE = 32;
    private static final int CHALLENGE = 16;
    private static final int IPK = 16;
    private static final int SIGNATURE = 64;
    private static final int MAX_DER = 600;

    /** What is signed: at most the largest DER form, a nonce, a timestamp, and the TLV of them. */
    private static final int MAX_ELEMENTS = MAX_DER + NONCE + 28;

    /** In the scratch of a command, behind the elements. */
    private static final int AT_HASH = MAX_ELEMENTS;

    private static final int AT_SIGNATURE = AT_HASH + Sha256.LENGTH;
    private static final int AT_PRIVATE_KEY = AT_SIGNATURE + SIGNATURE;
    private static final int AT_PUBLIC_KEY = AT_PRIVATE_KEY + P256.SCALAR;
    private static final int WORK = AT_PUBLIC_KEY + P256.POINT;

    /** The DER form waits at the end of the elements until it is put in. */
    private static final int AT_DER = MAX_ELEMENTS - MAX_DER;

    private static final int MAX_CERTIFICATE = Fabric.MAX_CERTIFICATE;

    /** Vendor ids above belong to nobody. */
    private static final int MAX_VENDOR_ID = 0xFFF4;

    private final FabricTable fabrics;
    private final FabricCertificates certificates;
    private final FailSafe failSafe;
    private final CertificateChain chain;
    private final AccessControlCluster accessControl;
    private final DeviceDataPort device;
    private final UtcClock clock;
    private final Drbg drbg;
    private final Sha256 sha;
    private final P256 curve;
    private final Csr csr;
    private final SessionFabric sessions;
    private final BasicInformationCluster information;
    private final FieldTable fields;
    private final TlvWriter writer;
    private final Scratch scratch;

    /**
     * Registers with {@code fabrics} and {@code failSafe}.
     *
     * @param information emits Leave; may be null
     */
    public OperationalCredentialsCluster(
            FabricTable fabrics,
            FailSafe failSafe,
            CertificateChain chain,
            AccessControlCluster accessControl,
            DeviceDataPort device,
            UtcClock clock,
            Drbg drbg,
            Sha256 sha,
            P256 curve,
            Csr csr,
            SessionFabric sessions,
            BasicInformationCluster information,
            ClusterWorkspace workspace) {
        super(new OperationalCredentialsSpec(), 0, ATTRIBUTES, COMMANDS);
        this.fabrics = fabrics;
        this.certificates = fabrics.certificates();
        this.failSafe = failSafe;
        this.chain = chain;
        this.accessControl = accessControl;
        this.device = device;
        this.clock = clock;
        this.drbg = drbg;
        this.sha = sha;
        this.curve = curve;
        this.csr = csr;
        this.sessions = sessions;
        this.information = information;
        this.fields = workspace.fields;
        this.writer = workspace.writer;
        this.scratch = workspace.scratch;
        fabrics.addListener(this);
        failSafe.addListener(this);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case OperationalCredentialsSpec.ATTR_SUPPORTED_FABRICS:
                out.putUnsigned(in.tag, fabrics.capacity());
                return ImStatus.SUCCESS;
            case OperationalCredentialsSpec.ATTR_COMMISSIONED_FABRICS:
                out.putUnsigned(in.tag, fabrics.count());
                return ImStatus.SUCCESS;
            case OperationalCredentialsSpec.ATTR_CURRENT_FABRIC_INDEX:
                out.putUnsigned(in.tag, in.subject.fabricIndex);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        switch (attribute) {
            case OperationalCredentialsSpec.ATTR_NOCS:
            case OperationalCredentialsSpec.ATTR_FABRICS:
                return fabrics.capacity();
            case OperationalCredentialsSpec.ATTR_TRUSTED_ROOT_CERTIFICATES:
                return fabrics.capacity() + 1;
            default:
                return -1;
        }
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        if (attribute == OperationalCredentialsSpec.ATTR_TRUSTED_ROOT_CERTIFICATES) {
            return readRoot(index, in, out);
        }
        Fabric fabric = fabrics.at(index);
        if (!fabric.isTaken() || !in.includes(fabric.fabricIndex)) {
            return ImStatus.SUCCESS;
        }
        if (attribute == OperationalCredentialsSpec.ATTR_NOCS) {
            return readNoc(fabric, in, out);
        }
        readFabric(fabric, in, out);
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        switch (command) {
            case OperationalCredentialsSpec.CMD_ATTESTATION_REQUEST:
                return attestationRequest(in);
            case OperationalCredentialsSpec.CMD_CERTIFICATE_CHAIN_REQUEST:
                return certificateChainRequest(in);
            case OperationalCredentialsSpec.CMD_CSR_REQUEST:
                return csrRequest(in);
            case OperationalCredentialsSpec.CMD_ADD_NOC:
                return addNoc(in);
            case OperationalCredentialsSpec.CMD_UPDATE_NOC:
                return updateNoc(in);
            case OperationalCredentialsSpec.CMD_UPDATE_FABRIC_LABEL:
                return updateFabricLabel(in);
            case OperationalCredentialsSpec.CMD_REMOVE_FABRIC:
                return removeFabric(in);
            case OperationalCredentialsSpec.CMD_ADD_TRUSTED_ROOT_CERTIFICATE:
                return addTrustedRootCertificate(in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public void fabricAdded(Fabric fabric, long now) {
        fabricsChanged();
    }

    @Override
    public void fabricUpdated(Fabric fabric, long now) {
        fabricsChanged();
    }

    @Override
    public void fabricRemoved(int fabricIndex, long now) {
        fabricsChanged();
    }

    @Override
    public void failSafeExpired(int fabricIndex, boolean fabricWasAdded, long now) {
        changed(OperationalCredentialsSpec.ATTR_TRUSTED_ROOT_CERTIFICATES);
    }

    @Override
    public void failSafeCommitted(int fabricIndex, long now) {}

    private void fabricsChanged() {
        changed(OperationalCredentialsSpec.ATTR_NOCS);
        changed(OperationalCredentialsSpec.ATTR_FABRICS);
        changed(OperationalCredentialsSpec.ATTR_COMMISSIONED_FABRICS);
        changed(OperationalCredentialsSpec.ATTR_TRUSTED_ROOT_CERTIFICATES);
    }

    private int readNoc(Fabric fabric, AttributeRead in, TlvWriter out) {
        out.startStruct(in.tag);
        if (in.maySee(fabric.fabricIndex)) {
            int noc =
                    certificates.put(
                            fabric,
                            FabricCertificates.NOC,
                            OperationalCredentialsSpec.NOC_STRUCT_NOC,
                            out);
            int icac =
                    certificates.put(
                            fabric,
                            FabricCertificates.ICAC,
                            OperationalCredentialsSpec.NOC_STRUCT_ICAC,
                            out);
            if (noc < 0 || icac < 0) {
                return ImStatus.FAILURE;
            }
            if (icac == 0) {
                out.putNull(OperationalCredentialsSpec.NOC_STRUCT_ICAC);
            }
        }
        out.putUnsigned(OperationalCredentialsSpec.NOC_STRUCT_FABRIC_INDEX, fabric.fabricIndex);
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    private static void readFabric(Fabric fabric, AttributeRead in, TlvWriter out) {
        out.startStruct(in.tag);
        out.putBytes(
                OperationalCredentialsSpec.FABRIC_DESCRIPTOR_STRUCT_ROOT_PUBLIC_KEY,
                fabric.rootPublicKey,
                0,
                fabric.rootPublicKey.length);
        out.putUnsigned(
                OperationalCredentialsSpec.FABRIC_DESCRIPTOR_STRUCT_VENDOR_ID, fabric.vendorId);
        out.putUnsigned(
                OperationalCredentialsSpec.FABRIC_DESCRIPTOR_STRUCT_FABRIC_ID, fabric.fabricId);
        out.putUnsigned(OperationalCredentialsSpec.FABRIC_DESCRIPTOR_STRUCT_NODE_ID, fabric.nodeId);
        out.putUtf8(
                OperationalCredentialsSpec.FABRIC_DESCRIPTOR_STRUCT_LABEL,
                fabric.label,
                0,
                fabric.labelLength);
        out.putUnsigned(
                OperationalCredentialsSpec.FABRIC_DESCRIPTOR_STRUCT_FABRIC_INDEX,
                fabric.fabricIndex);
        out.endContainer();
    }

    /** The last item is the root certificate that is pending. */
    private int readRoot(int index, AttributeRead in, TlvWriter out) {
        if (index == fabrics.capacity()) {
            if (failSafe.rootLength() > 0) {
                out.putBytes(in.tag, failSafe.root(), 0, failSafe.rootLength());
            }
            return ImStatus.SUCCESS;
        }
        Fabric fabric = fabrics.at(index);
        return !fabric.isTaken()
                        || certificates.put(fabric, FabricCertificates.RCAC, in.tag, out) > 0
                ? ImStatus.SUCCESS
                : ImStatus.FAILURE;
    }

    private int attestationRequest(CommandInvocation in) {
        if (fields.bytes(
                        OperationalCredentialsSpec.ATTESTATION_REQUEST_ATTESTATION_NONCE,
                        NONCE,
                        NONCE)
                < 0) {
            return ImStatus.INVALID_COMMAND;
        }
        int at = scratch.take(WORK);
        boolean good = attest(in, at);
        scratch.release(at);
        return good ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }

    private boolean attest(CommandInvocation in, int at) {
        byte[] bytes = scratch.bytes;
        int declaration = DeviceDataPort.CERTIFICATION_DECLARATION;
        int length = device.certificate(declaration, bytes, at + AT_DER, MAX_DER);
        if (length < 0) {
            return false;
        }
        startElements(at, length);
        writer.putUnsigned(3, 0);
        writer.endContainer();
        if (!signElements(in.subject, at)) {
            return false;
        }
        respondElements(in, OperationalCredentialsSpec.CMD_ATTESTATION_RESPONSE, at);
        return true;
    }

    private int certificateChainRequest(CommandInvocation in) {
        int type =
                fields.unsigned(
                        OperationalCredentialsSpec.CERTIFICATE_CHAIN_REQUEST_CERTIFICATE_TYPE,
                        0xFF);
        int certificate;
        if (type == OperationalCredentialsSpec.CERTIFICATE_CHAIN_TYPE_DAC_CERTIFICATE) {
            certificate = DeviceDataPort.CERTIFICATE_DAC;
        } else if (type == OperationalCredentialsSpec.CERTIFICATE_CHAIN_TYPE_PAI_CERTIFICATE) {
            certificate = DeviceDataPort.CERTIFICATE_PAI;
        } else {
            return ImStatus.INVALID_COMMAND;
        }
        int at = scratch.take(MAX_DER);
        int length = device.certificate(certificate, scratch.bytes, at, MAX_DER);
        if (length >= 0) {
            TlvWriter out = in.respond(OperationalCredentialsSpec.CMD_CERTIFICATE_CHAIN_RESPONSE);
            out.putBytes(
                    OperationalCredentialsSpec.CERTIFICATE_CHAIN_RESPONSE_CERTIFICATE,
                    scratch.bytes,
                    at,
                    length);
        }
        scratch.release(at);
        return length < 0 ? ImStatus.FAILURE : ImStatus.SUCCESS;
    }

    private int csrRequest(CommandInvocation in) {
        if (fields.bytes(OperationalCredentialsSpec.CSR_REQUEST_CSR_NONCE, NONCE, NONCE) < 0) {
            return ImStatus.INVALID_COMMAND;
        }
        int forUpdate = fields.bool(OperationalCredentialsSpec.CSR_REQUEST_IS_FOR_UPDATE_NOC);
        if (forUpdate == CodecStatus.WRONG_TYPE
                || forUpdate == 1 && in.subject.authMode == Subject.AUTH_MODE_PASE) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!holdsFailSafe(in.subject)) {
            return ImStatus.FAILSAFE_REQUIRED;
        }
        if (failSafe.nocCommand() != FailSafe.NOC_NONE) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int at = scratch.take(WORK);
        boolean good = requestCertificate(in, forUpdate == 1, at);
        scratch.release(at);
        return good ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }

    private boolean requestCertificate(CommandInvocation in, boolean forUpdate, int at) {
        byte[] bytes = scratch.bytes;
        int length = makeKeyPair(at);
        if (length < 0) {
            return false;
        }
        startElements(at, length);
        writer.endContainer();
        if (!signElements(in.subject, at)) {
            return false;
        }
        failSafe.setKeyPair(bytes, at + AT_PRIVATE_KEY, bytes, at + AT_PUBLIC_KEY, forUpdate);
        respondElements(in, OperationalCredentialsSpec.CMD_CSR_RESPONSE, at);
        return true;
    }

    /** A new key pair, and the request of its certificate: the length, or an error. */
    private int makeKeyPair(int at) {
        byte[] bytes = scratch.bytes;
        int privateKey = at + AT_PRIVATE_KEY;
        int publicKey = at + AT_PUBLIC_KEY;
        int status = P256.randomScalar(drbg, bytes, privateKey);
        if (status == CryptoStatus.OK) {
            status = curve.publicKey(bytes, privateKey, bytes, publicKey);
        }
        if (status != CryptoStatus.OK) {
            return status;
        }
        return csr.write(bytes, privateKey, bytes, publicKey, drbg, bytes, at + AT_DER, MAX_DER);
    }

    /** What both responses sign begins with a DER form of {@code length} bytes and the nonce. */
    private void startElements(int at, int length) {
        writer.wrap(scratch.bytes, at, MAX_ELEMENTS);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putBytes(1, scratch.bytes, at + AT_DER, length);
        writer.putBytes(2, fields.array(), fields.offset(0), NONCE);
    }

    private int addTrustedRootCertificate(CommandInvocation in) {
        int tag = OperationalCredentialsSpec.ADD_TRUSTED_ROOT_CERTIFICATE_ROOT_CA_CERTIFICATE;
        int length = fields.bytes(tag, 1, MAX_CERTIFICATE);
        if (length < 0) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!holdsFailSafe(in.subject)) {
            return ImStatus.FAILSAFE_REQUIRED;
        }
        if (failSafe.rootLength() > 0 || failSafe.nocCommand() != FailSafe.NOC_NONE) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (chain.verifyRoot(fields.array(), fields.offset(tag), length) != FabricStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        failSafe.setRoot(fields.array(), fields.offset(tag), length);
        changed(OperationalCredentialsSpec.ATTR_TRUSTED_ROOT_CERTIFICATES);
        return ImStatus.SUCCESS;
    }

    private int addNoc(CommandInvocation in) {
        int nocTag = OperationalCredentialsSpec.ADD_NOC_NOC_VALUE;
        int icacTag = OperationalCredentialsSpec.ADD_NOC_ICAC_VALUE;
        int ipkTag = OperationalCredentialsSpec.ADD_NOC_IPK_VALUE;
        int subjectTag = OperationalCredentialsSpec.ADD_NOC_CASE_ADMIN_SUBJECT;
        int nocLength = fields.bytes(nocTag, 1, MAX_CERTIFICATE);
        int icacLength = fields.has(icacTag) ? fields.bytes(icacTag, 0, MAX_CERTIFICATE) : 0;
        int vendorId =
                fields.unsigned(OperationalCredentialsSpec.ADD_NOC_ADMIN_VENDOR_ID, MAX_VENDOR_ID);
        if (nocLength < 0
                || icacLength < 0
                || fields.bytes(ipkTag, IPK, IPK) < 0
                || fields.u64(subjectTag) != CodecStatus.OK
                || vendorId <= 0) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!holdsFailSafe(in.subject)) {
            return ImStatus.FAILSAFE_REQUIRED;
        }
        if (failSafe.nocCommand() != FailSafe.NOC_NONE) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (!failSafe.hasKeyPair()) {
            return respondNoc(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_MISSING_CSR);
        }
        if (failSafe.isKeyPairForUpdate()) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (failSafe.rootLength() == 0) {
            return respondNoc(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_NOC);
        }
        long admin = fields.value(subjectTag);
        if (!AccessControlCluster.isCaseSubject(admin)) {
            return respondNoc(
                    in,
                    OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_ADMIN_SUBJECT);
        }
        int status =
                chain.verify(
                        failSafe.root(),
                        0,
                        failSafe.rootLength(),
                        fields.array(),
                        fields.offset(nocTag),
                        nocLength,
                        fields.array(),
                        fields.offset(icacTag),
                        icacLength,
                        epochSeconds(),
                        fabrics.lastKnownGood());
        if (status != FabricStatus.OK) {
            return respondNoc(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_NOC);
        }
        if (!Bytes.equal(chain.publicKey, 0, failSafe.publicKey(), 0, P256.POINT)) {
            return respondNoc(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_PUBLIC_KEY);
        }
        if (fabrics.find(chain.rootPublicKey, chain.fabricId) != null) {
            return respondNoc(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_FABRIC_CONFLICT);
        }
        Fabric fabric =
                fabrics.add(
                        chain,
                        failSafe.root(),
                        failSafe.rootLength(),
                        fields.array(),
                        fields.offset(icacTag),
                        icacLength,
                        fields.array(),
                        fields.offset(nocTag),
                        nocLength,
                        failSafe.privateKey(),
                        fields.array(),
                        fields.offset(ipkTag),
                        vendorId);
        if (fabric == null) {
            return respondNoc(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_TABLE_FULL);
        }
        fabrics.advanceLastKnownGood(chain.notBefore);
        accessControl.addAdministrator(fabric.fabricIndex, admin, in.nowMillis);
        failSafe.nocAdded(fabric);
        if (in.subject.authMode == Subject.AUTH_MODE_PASE) {
            sessions.setPaseFabric(in.subject.session, fabric.fabricIndex);
        }
        fabrics.announce(fabric, in.nowMillis);
        return respondNocOk(in, fabric.fabricIndex);
    }

    private int updateNoc(CommandInvocation in) {
        int nocTag = OperationalCredentialsSpec.UPDATE_NOC_NOC_VALUE;
        int icacTag = OperationalCredentialsSpec.UPDATE_NOC_ICAC_VALUE;
        int nocLength = fields.bytes(nocTag, 1, MAX_CERTIFICATE);
        int icacLength = fields.has(icacTag) ? fields.bytes(icacTag, 0, MAX_CERTIFICATE) : 0;
        if (nocLength < 0 || icacLength < 0) {
            return ImStatus.INVALID_COMMAND;
        }
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (!holdsFailSafe(in.subject)) {
            return ImStatus.FAILSAFE_REQUIRED;
        }
        if (failSafe.nocCommand() != FailSafe.NOC_NONE) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (!failSafe.hasKeyPair()) {
            return respondNoc(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_MISSING_CSR);
        }
        if (!failSafe.isKeyPairForUpdate() || failSafe.rootLength() > 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int status =
                chain.verify(
                        certificates,
                        fabric,
                        fields.array(),
                        fields.offset(nocTag),
                        nocLength,
                        fields.array(),
                        fields.offset(icacTag),
                        icacLength,
                        epochSeconds(),
                        fabrics.lastKnownGood());
        if (status != FabricStatus.OK) {
            return respondNoc(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_NOC);
        }
        if (!Bytes.equal(chain.publicKey, 0, failSafe.publicKey(), 0, P256.POINT)) {
            return respondNoc(
                    in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_PUBLIC_KEY);
        }
        fabrics.advanceLastKnownGood(chain.notBefore);
        fabrics.replace(
                fabric,
                chain,
                fields.array(),
                fields.offset(icacTag),
                icacLength,
                fields.array(),
                fields.offset(nocTag),
                nocLength,
                failSafe.privateKey(),
                in.nowMillis);
        failSafe.nocUpdated(fabric);
        return respondNocOk(in, fabric.fabricIndex);
    }

    private int updateFabricLabel(CommandInvocation in) {
        int tag = OperationalCredentialsSpec.UPDATE_FABRIC_LABEL_LABEL;
        int length = fields.utf8(tag, 0, Fabric.MAX_LABEL);
        if (length < 0) {
            return CommandFields.status(CodecStatus.END, length);
        }
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        byte[] from = fields.array();
        int offset = fields.offset(tag);
        for (int i = 0; i < fabrics.capacity() && length > 0; i++) {
            Fabric other = fabrics.at(i);
            if (other.isTaken()
                    && other != fabric
                    && other.labelLength == length
                    && Bytes.equal(other.label, 0, from, offset, length)) {
                return respondNoc(
                        in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_LABEL_CONFLICT);
            }
        }
        if (!relabel(fabric, from, offset, length)) {
            return ImStatus.FAILURE;
        }
        changed(OperationalCredentialsSpec.ATTR_FABRICS);
        return respondNocOk(in, fabric.fabricIndex);
    }

    /** Gives a fabric a label; the old one stays when the store refuses. */
    private boolean relabel(Fabric fabric, byte[] from, int offset, int length) {
        int old = scratch.take(Fabric.MAX_LABEL);
        int oldLength = fabric.labelLength;
        System.arraycopy(fabric.label, 0, scratch.bytes, old, oldLength);
        System.arraycopy(from, offset, fabric.label, 0, length);
        fabric.labelLength = length;
        boolean stored = fabrics.persist(fabric) == FabricStatus.OK;
        if (!stored) {
            System.arraycopy(scratch.bytes, old, fabric.label, 0, oldLength);
            fabric.labelLength = oldLength;
        }
        scratch.release(old);
        return stored;
    }

    private int removeFabric(CommandInvocation in) {
        int index = fields.unsigned(OperationalCredentialsSpec.REMOVE_FABRIC_FABRIC_INDEX, 0xFF);
        if (index < 0) {
            return CommandFields.status(CodecStatus.END, index);
        }
        if (fabrics.find(index) == null) {
            return respondNoc(
                    in,
                    OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_FABRIC_INDEX);
        }
        if (information != null) {
            information.leave(index, in.nowMillis);
        }
        if (fabrics.remove(index, in.nowMillis) != FabricStatus.OK) {
            return ImStatus.FAILURE;
        }
        return respondNocOk(in, index);
    }

    private boolean holdsFailSafe(Subject subject) {
        return failSafe.isArmedFor(subject.fabricIndex, subject.session);
    }

    private long epochSeconds() {
        long micros = clock.epochMicros();
        return micros < 0 ? CertificateChain.NO_TIME : micros / 1000000L;
    }

    /** Signs the elements and the session's challenge with the attestation key. */
    private boolean signElements(Subject subject, int at) {
        if (writer.overflowed() || subject.attestationChallenge == null) {
            return false;
        }
        byte[] bytes = scratch.bytes;
        sha.reset();
        sha.update(bytes, at, writer.position() - at);
        sha.update(subject.attestationChallenge, 0, CHALLENGE);
        sha.finish(bytes, at + AT_HASH);
        return device.signWithAttestationKey(bytes, at + AT_HASH, bytes, at + AT_SIGNATURE)
                == PortStatus.OK;
    }

    /** AttestationResponse and CSRResponse have the same two members. */
    private void respondElements(CommandInvocation in, int response, int at) {
        int length = writer.position() - at;
        TlvWriter out = in.respond(response);
        out.putBytes(
                OperationalCredentialsSpec.ATTESTATION_RESPONSE_ATTESTATION_ELEMENTS,
                scratch.bytes,
                at,
                length);
        out.putBytes(
                OperationalCredentialsSpec.ATTESTATION_RESPONSE_ATTESTATION_SIGNATURE,
                scratch.bytes,
                at + AT_SIGNATURE,
                SIGNATURE);
    }

    private static int respondNoc(CommandInvocation in, int status) {
        TlvWriter out = in.respond(OperationalCredentialsSpec.CMD_NOC_RESPONSE);
        out.putUnsigned(OperationalCredentialsSpec.NOC_RESPONSE_STATUS_CODE, status);
        return ImStatus.SUCCESS;
    }

    private static int respondNocOk(CommandInvocation in, int fabricIndex) {
        TlvWriter out = in.respond(OperationalCredentialsSpec.CMD_NOC_RESPONSE);
        out.putUnsigned(
                OperationalCredentialsSpec.NOC_RESPONSE_STATUS_CODE,
                OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_OK);
        out.putUnsigned(OperationalCredentialsSpec.NOC_RESPONSE_FABRIC_INDEX, fabricIndex);
        return ImStatus.SUCCESS;
    }
}
