package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.Csr;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.CertificateChain;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricCertificates;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.FailSafeListener;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.OperationalCredentialsSpec;
import org.mattermote.stack.port.DeviceDataPort;

/**
 * Operational Credentials (Matter core 11.18): attestation, and how fabrics come, change and go.
 *
 * <p>What needs a signature made or verified is in {@link SigningCommands} and {@link NocCommands}.
 * Each command checks in the order of its method; the first failure decides. Private keys and the
 * IPK leave by no attribute.
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
        OperationalCredentialsSpec.CMD_SET_VID_VERIFICATION_STATEMENT,
        OperationalCredentialsSpec.CMD_SIGN_VID_VERIFICATION_REQUEST,
    };

    private static final int MAX_DER = 600;
    private static final int MAX_CERTIFICATE = Fabric.MAX_CERTIFICATE;

    private final FabricTable fabrics;
    private final FabricCertificates certificates;
    private final FailSafe failSafe;
    private final DeviceDataPort device;
    private final BasicInformationCluster information;
    private final NocCommands nocs;
    private final SigningCommands signing;
    private final FieldTable fields;
    private final Scratch scratch;

    /**
     * Registers with {@code fabrics} and {@code failSafe}.
     *
     * @param chain used by this cluster alone
     * @param jobs compute in pieces
     * @param information emits Leave; may be null
     */
    public OperationalCredentialsCluster(
            FabricTable fabrics,
            FailSafe failSafe,
            CertificateChain chain,
            AccessControlCluster accessControl,
            DeviceDataPort device,
            NodeTime time,
            Drbg drbg,
            Sha256 sha,
            CryptoJobs jobs,
            Csr csr,
            SessionFabric sessions,
            BasicInformationCluster information,
            ClusterWorkspace workspace) {
        super(new OperationalCredentialsSpec(), 0, ATTRIBUTES, COMMANDS);
        this.fabrics = fabrics;
        this.certificates = fabrics.certificates();
        this.failSafe = failSafe;
        this.device = device;
        this.information = information;
        this.fields = workspace.fields;
        this.scratch = workspace.scratch;
        nocs = new NocCommands(fabrics, failSafe, chain, accessControl, time, sessions, fields);
        signing = new SigningCommands(fabrics, failSafe, device, drbg, sha, jobs, csr, workspace);
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
        return readFabric(fabric, in, out);
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        switch (command) {
            case OperationalCredentialsSpec.CMD_CERTIFICATE_CHAIN_REQUEST:
                return certificateChainRequest(in);
            case OperationalCredentialsSpec.CMD_UPDATE_FABRIC_LABEL:
                return updateFabricLabel(in);
            case OperationalCredentialsSpec.CMD_REMOVE_FABRIC:
                return removeFabric(in);
            case OperationalCredentialsSpec.CMD_SET_VID_VERIFICATION_STATEMENT:
                return setVidVerificationStatement(in);
            default:
                return isAboutNoc(command)
                        ? nocs.check(command, in)
                        : signing.check(command, in.subject);
        }
    }

    @Override
    public int proceed(int command, CommandInvocation in, TlvReader request) {
        fields.collect(request);
        int status = isAboutNoc(command) ? nocs.proceed(command, in) : signing.proceed(command, in);
        if (command == OperationalCredentialsSpec.CMD_ADD_TRUSTED_ROOT_CERTIFICATE
                && status == ImStatus.SUCCESS) {
            changed(OperationalCredentialsSpec.ATTR_TRUSTED_ROOT_CERTIFICATES);
        }
        return status;
    }

    @Override
    public void cancel(int command) {
        nocs.cancel();
        signing.cancel();
    }

    private static boolean isAboutNoc(int command) {
        return command == OperationalCredentialsSpec.CMD_ADD_NOC
                || command == OperationalCredentialsSpec.CMD_UPDATE_NOC
                || command == OperationalCredentialsSpec.CMD_ADD_TRUSTED_ROOT_CERTIFICATE;
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
            int vvsc =
                    certificates.put(
                            fabric,
                            FabricCertificates.VVSC,
                            OperationalCredentialsSpec.NOC_STRUCT_VVSC,
                            out);
            if (vvsc < 0) {
                return ImStatus.FAILURE;
            }
        }
        out.putUnsigned(OperationalCredentialsSpec.NOC_STRUCT_FABRIC_INDEX, fabric.fabricIndex);
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    private int readFabric(Fabric fabric, AttributeRead in, TlvWriter out) {
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
        int statement =
                certificates.put(
                        fabric,
                        FabricCertificates.STATEMENT,
                        OperationalCredentialsSpec
                                .FABRIC_DESCRIPTOR_STRUCT_VID_VERIFICATION_STATEMENT,
                        out);
        out.putUnsigned(
                OperationalCredentialsSpec.FABRIC_DESCRIPTOR_STRUCT_FABRIC_INDEX,
                fabric.fabricIndex);
        out.endContainer();
        return statement < 0 ? ImStatus.FAILURE : ImStatus.SUCCESS;
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

    /** What is given takes the place of what there was; without bytes it goes. */
    private int setVidVerificationStatement(CommandInvocation in) {
        int vendorTag = OperationalCredentialsSpec.SET_VID_VERIFICATION_STATEMENT_VENDOR_ID;
        int statementTag =
                OperationalCredentialsSpec
                        .SET_VID_VERIFICATION_STATEMENT_VID_VERIFICATION_STATEMENT;
        int vvscTag = OperationalCredentialsSpec.SET_VID_VERIFICATION_STATEMENT_VVSC;
        int unchanged = FabricTable.AS_IT_IS;
        int vendor =
                fields.has(vendorTag)
                        ? fields.unsigned(vendorTag, NocCommands.MAX_VENDOR_ID)
                        : unchanged;
        int max = FabricCertificates.STATEMENT_LENGTH;
        int statement = fields.has(statementTag) ? fields.bytes(statementTag, 0, max) : unchanged;
        int vvsc = fields.has(vvscTag) ? fields.bytes(vvscTag, 0, MAX_CERTIFICATE) : unchanged;
        int least = Math.min(vendor, Math.min(statement, vvsc));
        if (least < unchanged) {
            return CommandFields.status(CodecStatus.END, least);
        }
        if (vendor == unchanged && statement == unchanged && vvsc == unchanged) {
            return ImStatus.INVALID_COMMAND;
        }
        if (vendor == 0 || statement > 0 && statement < max) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (vvsc > 0) {
            int at = scratch.take(MAX_CERTIFICATE);
            int icac = certificates.read(fabric, FabricCertificates.ICAC, scratch.bytes, at);
            scratch.release(at);
            if (icac != 0) {
                return icac > 0 ? ImStatus.INVALID_COMMAND : ImStatus.FAILURE;
            }
        }
        int status =
                fabrics.setVidVerification(
                        fabric,
                        vendor,
                        fields.array(),
                        fields.offset(statementTag),
                        statement,
                        fields.array(),
                        fields.offset(vvscTag),
                        vvsc);
        if (status != FabricStatus.OK) {
            return ImStatus.FAILURE;
        }
        changed(OperationalCredentialsSpec.ATTR_FABRICS);
        changed(OperationalCredentialsSpec.ATTR_NOCS);
        return ImStatus.SUCCESS;
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
                return NocResponse.refuse(
                        in, OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_LABEL_CONFLICT);
            }
        }
        if (!relabel(fabric, from, offset, length)) {
            return ImStatus.FAILURE;
        }
        changed(OperationalCredentialsSpec.ATTR_FABRICS);
        return NocResponse.ok(in, fabric.fabricIndex);
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
            return NocResponse.refuse(
                    in,
                    OperationalCredentialsSpec.NODE_OPERATIONAL_CERT_STATUS_INVALID_FABRIC_INDEX);
        }
        if (information != null) {
            information.leave(index, in.nowMillis);
        }
        if (fabrics.remove(index, in.nowMillis) != FabricStatus.OK) {
            return ImStatus.FAILURE;
        }
        return NocResponse.ok(in, index);
    }
}
