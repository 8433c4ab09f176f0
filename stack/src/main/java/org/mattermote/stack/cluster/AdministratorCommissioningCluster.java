package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.AdministratorCommissioningSpec;

/**
 * Administrator Commissioning (Matter core 11.19): administrators open and close commissioning
 * windows, which {@link CommissioningWindow} keeps.
 */
public final class AdministratorCommissioningCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        AdministratorCommissioningSpec.ATTR_WINDOW_STATUS,
        AdministratorCommissioningSpec.ATTR_ADMIN_FABRIC_INDEX,
        AdministratorCommissioningSpec.ATTR_ADMIN_VENDOR_ID,
    };

    private static final int[] COMMANDS = {
        AdministratorCommissioningSpec.CMD_OPEN_COMMISSIONING_WINDOW,
        AdministratorCommissioningSpec.CMD_REVOKE_COMMISSIONING,
    };

    private static final int[] COMMANDS_WITH_BASIC = {
        AdministratorCommissioningSpec.CMD_OPEN_COMMISSIONING_WINDOW,
        AdministratorCommissioningSpec.CMD_OPEN_BASIC_COMMISSIONING_WINDOW,
        AdministratorCommissioningSpec.CMD_REVOKE_COMMISSIONING,
    };

    private static final int MIN_TIMEOUT = 180;
    private static final int MAX_TIMEOUT = 900;
    private static final int MAX_DISCRIMINATOR = 4095;
    private static final int VERIFIER = P256.SCALAR + P256.POINT;
    private static final int MIN_SALT = 16;
    private static final int MAX_SALT = 32;
    private static final int MIN_ITERATIONS = 1000;
    private static final int MAX_ITERATIONS = 100000;

    private final CommissioningWindow window;
    private final FabricTable fabrics;
    private final FailSafe failSafe;
    private final P256 curve;
    private final FieldTable fields;

    /** Whether a verifier can be used is for {@code window} to say. */
    public AdministratorCommissioningCluster(
            CommissioningWindow window,
            FabricTable fabrics,
            FailSafe failSafe,
            boolean basic,
            ClusterWorkspace workspace) {
        this(window, fabrics, failSafe, basic, null, workspace);
    }

    /**
     * @param basic feature BC: windows with the passcode of the label
     * @param curve checks the verifiers that come; null leaves that to {@code window}
     */
    public AdministratorCommissioningCluster(
            CommissioningWindow window,
            FabricTable fabrics,
            FailSafe failSafe,
            boolean basic,
            P256 curve,
            ClusterWorkspace workspace) {
        super(
                new AdministratorCommissioningSpec(),
                basic ? AdministratorCommissioningSpec.FEATURE_BASIC : 0,
                ATTRIBUTES,
                basic ? COMMANDS_WITH_BASIC : COMMANDS);
        this.window = window;
        this.fabrics = fabrics;
        this.failSafe = failSafe;
        this.curve = curve;
        this.fields = workspace.fields;
    }

    /** The window opened or closed, or the fabric of its administrator left. */
    public void windowChanged() {
        changed(AdministratorCommissioningSpec.ATTR_WINDOW_STATUS);
        changed(AdministratorCommissioningSpec.ATTR_ADMIN_FABRIC_INDEX);
        changed(AdministratorCommissioningSpec.ATTR_ADMIN_VENDOR_ID);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        boolean open = window.status() != CommissioningWindow.CLOSED;
        switch (attribute) {
            case AdministratorCommissioningSpec.ATTR_WINDOW_STATUS:
                out.putUnsigned(in.tag, window.status());
                return ImStatus.SUCCESS;
            case AdministratorCommissioningSpec.ATTR_ADMIN_FABRIC_INDEX:
                boolean known = open && fabrics.find(window.adminFabricIndex()) != null;
                return putOrNull(in.tag, known, window.adminFabricIndex(), out);
            case AdministratorCommissioningSpec.ATTR_ADMIN_VENDOR_ID:
                // Stays as it was when the window opened, should that fabric leave.
                int vendor = window.adminVendorId();
                return putOrNull(in.tag, open && vendor != 0, vendor, out);
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        // Becomes null when it was the administrator's.
        if (window.status() != CommissioningWindow.CLOSED) {
            changed(AdministratorCommissioningSpec.ATTR_ADMIN_FABRIC_INDEX);
        }
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        switch (command) {
            case AdministratorCommissioningSpec.CMD_OPEN_COMMISSIONING_WINDOW:
                return openCommissioningWindow(in);
            case AdministratorCommissioningSpec.CMD_OPEN_BASIC_COMMISSIONING_WINDOW:
                return openBasicCommissioningWindow(in);
            case AdministratorCommissioningSpec.CMD_REVOKE_COMMISSIONING:
                return revokeCommissioning(in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    private static int putOrNull(int tag, boolean known, int value, TlvWriter out) {
        if (known) {
            out.putUnsigned(tag, value);
        } else {
            out.putNull(tag);
        }
        return ImStatus.SUCCESS;
    }

    private int openCommissioningWindow(CommandInvocation in) {
        int verifierTag =
                AdministratorCommissioningSpec.OPEN_COMMISSIONING_WINDOW_PAKE_PASSCODE_VERIFIER;
        int saltTag = AdministratorCommissioningSpec.OPEN_COMMISSIONING_WINDOW_SALT;
        int timeout =
                fields.unsigned(
                        AdministratorCommissioningSpec
                                .OPEN_COMMISSIONING_WINDOW_COMMISSIONING_TIMEOUT,
                        0xFFFF);
        int verifier = fields.bytes(verifierTag, VERIFIER, VERIFIER);
        int discriminator =
                fields.unsigned(
                        AdministratorCommissioningSpec.OPEN_COMMISSIONING_WINDOW_DISCRIMINATOR,
                        0xFFFF);
        int iterations =
                fields.unsigned(
                        AdministratorCommissioningSpec.OPEN_COMMISSIONING_WINDOW_ITERATIONS,
                        Integer.MAX_VALUE);
        int salt = fields.bytes(saltTag, MIN_SALT, MAX_SALT);
        if (isUnusable(timeout)
                || isUnusable(verifier)
                || isUnusable(discriminator)
                || isUnusable(iterations)
                || isUnusable(salt)) {
            return ImStatus.INVALID_COMMAND;
        }
        if (isBusy()) {
            return failure(AdministratorCommissioningSpec.STATUS_CODE_BUSY);
        }
        if (verifier < 0
                || salt < 0
                || iterations < MIN_ITERATIONS
                || iterations > MAX_ITERATIONS
                || !isVerifier(fields.array(), fields.offset(verifierTag))) {
            return failure(AdministratorCommissioningSpec.STATUS_CODE_PAKE_PARAMETER_ERROR);
        }
        if (!isTimeout(timeout) || discriminator < 0 || discriminator > MAX_DISCRIMINATOR) {
            return ImStatus.INVALID_COMMAND;
        }
        int status =
                window.openEnhanced(
                        timeout,
                        fields.array(),
                        fields.offset(verifierTag),
                        discriminator,
                        iterations,
                        fields.array(),
                        fields.offset(saltTag),
                        salt,
                        in.subject.fabricIndex,
                        vendorId(in.subject.fabricIndex),
                        in.nowMillis);
        if (status < 0) {
            return failure(AdministratorCommissioningSpec.STATUS_CODE_PAKE_PARAMETER_ERROR);
        }
        windowChanged();
        return ImStatus.SUCCESS;
    }

    private int openBasicCommissioningWindow(CommandInvocation in) {
        int timeout =
                fields.unsigned(
                        AdministratorCommissioningSpec
                                .OPEN_BASIC_COMMISSIONING_WINDOW_COMMISSIONING_TIMEOUT,
                        0xFFFF);
        if (isUnusable(timeout)) {
            return ImStatus.INVALID_COMMAND;
        }
        if (isBusy()) {
            return failure(AdministratorCommissioningSpec.STATUS_CODE_BUSY);
        }
        if (!isTimeout(timeout)) {
            return ImStatus.INVALID_COMMAND;
        }
        int index = in.subject.fabricIndex;
        if (window.openBasic(timeout, index, vendorId(index), in.nowMillis) < 0) {
            return ImStatus.FAILURE;
        }
        windowChanged();
        return ImStatus.SUCCESS;
    }

    private int revokeCommissioning(CommandInvocation in) {
        if (!window.isOpen()) {
            return failure(AdministratorCommissioningSpec.STATUS_CODE_WINDOW_NOT_OPEN);
        }
        window.revoke(in.nowMillis);
        // A commissioner who came through the window is sent away; an administrator's own
        // fail-safe cannot be armed while the window is open.
        failSafe.expire(in.nowMillis);
        windowChanged();
        return ImStatus.SUCCESS;
    }

    /** Missing or of another type; a value out of range has a status of its own. */
    private static boolean isUnusable(int field) {
        return field < 0 && field != CodecStatus.OUT_OF_RANGE;
    }

    /** Whether w0 is a scalar and L a point: a few field multiplications. */
    private boolean isVerifier(byte[] bytes, int offset) {
        return curve == null
                || curve.checkScalar(bytes, offset) == CryptoStatus.OK
                        && curve.isOnCurve(bytes, offset + P256.SCALAR);
    }

    private boolean isBusy() {
        return window.isOpen() || failSafe.isArmed();
    }

    private static boolean isTimeout(int seconds) {
        return seconds >= MIN_TIMEOUT && seconds <= MAX_TIMEOUT;
    }

    private int vendorId(int fabricIndex) {
        Fabric fabric = fabrics.find(fabricIndex);
        return fabric == null ? 0 : fabric.vendorId;
    }

    private static int failure(int clusterStatus) {
        return ImStatus.withClusterStatus(ImStatus.FAILURE, clusterStatus);
    }
}
