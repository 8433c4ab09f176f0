package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.FailSafeListener;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.GeneralCommissioningSpec;
import org.mattermote.stack.port.PortStatus;

/**
 * General Commissioning (Matter core 11.10) without terms and conditions. The regulatory
 * configuration and the country that come under a fail-safe are stored when it is committed, and go
 * back when it expires.
 *
 * <p>Record: structure {0 version, 1 RegulatoryConfig}.
 */
public final class GeneralCommissioningCluster extends Cluster implements FailSafeListener {
    private static final int[] ATTRIBUTES = {
        GeneralCommissioningSpec.ATTR_BREADCRUMB,
        GeneralCommissioningSpec.ATTR_BASIC_COMMISSIONING_INFO,
        GeneralCommissioningSpec.ATTR_REGULATORY_CONFIG,
        GeneralCommissioningSpec.ATTR_LOCATION_CAPABILITY,
        GeneralCommissioningSpec.ATTR_SUPPORTS_CONCURRENT_CONNECTION,
    };

    private static final int[] COMMANDS = {
        GeneralCommissioningSpec.CMD_ARM_FAIL_SAFE,
        GeneralCommissioningSpec.CMD_SET_REGULATORY_CONFIG,
        GeneralCommissioningSpec.CMD_COMMISSIONING_COMPLETE,
    };

    private static final int VERSION = 1;
    private static final int COUNTRY_CODE = 2;

    private final FailSafe failSafe;
    private final CommissioningWindow window;
    private final BasicInformationCluster information;
    private final RecordStore records;
    private final int locationCapability;
    private final FieldTable fields;
    private long breadcrumb;
    private int regulatoryConfig;

    /** Another than the one above while that is pending under a fail-safe. */
    private int storedConfig;

    private boolean damaged;

    /** The commissioning channel ends before the operational network is joined. */
    private boolean nonConcurrent;

    /**
     * Registers with {@code failSafe}.
     *
     * @param information keeps the country; may be null
     * @param locationCapability REGULATORY_LOCATION_TYPE of {@link GeneralCommissioningSpec}
     */
    public GeneralCommissioningCluster(
            FailSafe failSafe,
            CommissioningWindow window,
            BasicInformationCluster information,
            ClusterWorkspace workspace,
            int locationCapability) {
        super(new GeneralCommissioningSpec(), 0, ATTRIBUTES, COMMANDS);
        this.failSafe = failSafe;
        this.window = window;
        this.information = information;
        this.records = workspace.records;
        this.fields = workspace.fields;
        this.locationCapability = locationCapability;
        this.regulatoryConfig = locationCapability;
        this.storedConfig = locationCapability;
        failSafe.addListener(this);
    }

    /** At boot: takes over what is stored; OK, or DAMAGED and it is not overwritten. */
    public int load() {
        int found = records.open(StoreKeys.REGULATORY, VERSION);
        if (found == PortStatus.NONE) {
            return FabricStatus.OK;
        }
        int config =
                found == PortStatus.OK && records.reader().find(1) == CodecStatus.OK
                        ? records.reader().u8()
                        : FabricStatus.DAMAGED;
        records.close();
        if (config < 0 || !isAllowed(config)) {
            damaged = true;
            return FabricStatus.DAMAGED;
        }
        regulatoryConfig = config;
        storedConfig = config;
        return FabricStatus.OK;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case GeneralCommissioningSpec.ATTR_BREADCRUMB:
                out.putUnsigned(in.tag, breadcrumb);
                return ImStatus.SUCCESS;
            case GeneralCommissioningSpec.ATTR_BASIC_COMMISSIONING_INFO:
                out.startStruct(in.tag);
                out.putUnsigned(
                        GeneralCommissioningSpec
                                .BASIC_COMMISSIONING_INFO_FAIL_SAFE_EXPIRY_LENGTH_SECONDS,
                        FailSafe.EXPIRY_LENGTH_SECONDS);
                out.putUnsigned(
                        GeneralCommissioningSpec
                                .BASIC_COMMISSIONING_INFO_MAX_CUMULATIVE_FAILSAFE_SECONDS,
                        FailSafe.MAX_CUMULATIVE_SECONDS);
                out.endContainer();
                return ImStatus.SUCCESS;
            case GeneralCommissioningSpec.ATTR_REGULATORY_CONFIG:
                out.putUnsigned(in.tag, regulatoryConfig);
                return ImStatus.SUCCESS;
            case GeneralCommissioningSpec.ATTR_LOCATION_CAPABILITY:
                out.putUnsigned(in.tag, locationCapability);
                return ImStatus.SUCCESS;
            case GeneralCommissioningSpec.ATTR_SUPPORTS_CONCURRENT_CONNECTION:
                out.putBool(in.tag, !nonConcurrent);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != GeneralCommissioningSpec.ATTR_BREADCRUMB) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        if (value.readU64() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        setBreadcrumb(value.value());
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        switch (command) {
            case GeneralCommissioningSpec.CMD_ARM_FAIL_SAFE:
                return armFailSafe(in);
            case GeneralCommissioningSpec.CMD_SET_REGULATORY_CONFIG:
                return setRegulatoryConfig(in);
            case GeneralCommissioningSpec.CMD_COMMISSIONING_COMPLETE:
                return commissioningComplete(in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public void failSafeExpired(int fabricIndex, boolean fabricWasAdded, long now) {
        setBreadcrumb(0);
        showConfig(storedConfig);
        if (information != null) {
            information.rollBackLocation();
        }
    }

    /** Should the store refuse now, what was set holds until the next boot. */
    @Override
    public void failSafeCommitted(int fabricIndex, long now) {
        setBreadcrumb(0);
        persist(regulatoryConfig);
        if (information != null) {
            information.keepLocation();
        }
    }

    private int armFailSafe(CommandInvocation in) {
        int seconds =
                fields.unsigned(
                        GeneralCommissioningSpec.ARM_FAIL_SAFE_EXPIRY_LENGTH_SECONDS, 0xFFFF);
        int crumb = fields.u64(GeneralCommissioningSpec.ARM_FAIL_SAFE_BREADCRUMB);
        if (seconds < 0 || crumb != CodecStatus.OK) {
            return CommandFields.status(CodecStatus.END, Math.min(seconds, crumb));
        }
        int response = GeneralCommissioningSpec.CMD_ARM_FAIL_SAFE_RESPONSE;
        // Whoever comes through the open window goes first.
        if (!failSafe.isArmed()
                && window.isOpen()
                && in.subject.authMode == Subject.AUTH_MODE_CASE) {
            return respond(
                    in,
                    response,
                    GeneralCommissioningSpec.COMMISSIONING_ERROR_BUSY_WITH_OTHER_ADMIN);
        }
        int status =
                failSafe.arm(in.subject.fabricIndex, in.subject.session, seconds, in.nowMillis);
        if (status != FabricStatus.OK) {
            return respond(
                    in,
                    response,
                    GeneralCommissioningSpec.COMMISSIONING_ERROR_BUSY_WITH_OTHER_ADMIN);
        }
        if (failSafe.isArmed()) {
            setBreadcrumb(fields.value(GeneralCommissioningSpec.ARM_FAIL_SAFE_BREADCRUMB));
        }
        return respond(in, response, GeneralCommissioningSpec.COMMISSIONING_ERROR_OK);
    }

    private int setRegulatoryConfig(CommandInvocation in) {
        int codeTag = GeneralCommissioningSpec.SET_REGULATORY_CONFIG_COUNTRY_CODE;
        int config =
                fields.unsigned(
                        GeneralCommissioningSpec.SET_REGULATORY_CONFIG_NEW_REGULATORY_CONFIG, 0xFF);
        int code = fields.utf8(codeTag, COUNTRY_CODE, COUNTRY_CODE);
        int crumb = fields.u64(GeneralCommissioningSpec.SET_REGULATORY_CONFIG_BREADCRUMB);
        if (config < 0 || code < 0 || crumb != CodecStatus.OK) {
            return CommandFields.status(CodecStatus.END, Math.min(config, Math.min(code, crumb)));
        }
        int response = GeneralCommissioningSpec.CMD_SET_REGULATORY_CONFIG_RESPONSE;
        if (!isAllowed(config)) {
            return respond(
                    in, response, GeneralCommissioningSpec.COMMISSIONING_ERROR_VALUE_OUTSIDE_RANGE);
        }
        boolean pending = failSafe.isArmedFor(in.subject.fabricIndex, in.subject.session);
        if (information != null) {
            int status = information.setLocation(fields.array(), fields.offset(codeTag), pending);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
        }
        if (!pending && persist(config) != FabricStatus.OK) {
            return ImStatus.FAILURE;
        }
        showConfig(config);
        setBreadcrumb(fields.value(GeneralCommissioningSpec.SET_REGULATORY_CONFIG_BREADCRUMB));
        return respond(in, response, GeneralCommissioningSpec.COMMISSIONING_ERROR_OK);
    }

    private int commissioningComplete(CommandInvocation in) {
        int response = GeneralCommissioningSpec.CMD_COMMISSIONING_COMPLETE_RESPONSE;
        if (!failSafe.isArmed()) {
            return respond(in, response, GeneralCommissioningSpec.COMMISSIONING_ERROR_NO_FAIL_SAFE);
        }
        if (in.subject.authMode != Subject.AUTH_MODE_CASE
                || in.subject.fabricIndex != failSafe.fabricIndex()) {
            return respond(
                    in,
                    response,
                    GeneralCommissioningSpec.COMMISSIONING_ERROR_INVALID_AUTHENTICATION);
        }
        if (failSafe.commit(in.nowMillis) != FabricStatus.OK) {
            return ImStatus.FAILURE;
        }
        return respond(in, response, GeneralCommissioningSpec.COMMISSIONING_ERROR_OK);
    }

    /** Any value if the device is for both, else its own only. */
    private boolean isAllowed(int config) {
        return config <= GeneralCommissioningSpec.REGULATORY_LOCATION_TYPE_INDOOR_OUTDOOR
                && (config == locationCapability
                        || locationCapability
                                == GeneralCommissioningSpec
                                        .REGULATORY_LOCATION_TYPE_INDOOR_OUTDOOR);
    }

    private void showConfig(int config) {
        if (config != regulatoryConfig) {
            regulatoryConfig = config;
            changed(GeneralCommissioningSpec.ATTR_REGULATORY_CONFIG);
        }
    }

    private int persist(int config) {
        if (config == storedConfig) {
            return FabricStatus.OK;
        }
        if (damaged) {
            return FabricStatus.DAMAGED;
        }
        if (records.begin() != PortStatus.OK) {
            return FabricStatus.STORE_FAILED;
        }
        records.startRecord(VERSION).putUnsigned(1, config);
        if (records.end(records.put(StoreKeys.REGULATORY)) != PortStatus.OK) {
            return FabricStatus.STORE_FAILED;
        }
        storedConfig = config;
        return FabricStatus.OK;
    }

    /** SupportsConcurrentConnection is false; while the node is wired. */
    void setNonConcurrent() {
        nonConcurrent = true;
    }

    /** A command of Network Commissioning was a success, too. */
    void setBreadcrumb(long value) {
        if (breadcrumb != value) {
            breadcrumb = value;
            changed(GeneralCommissioningSpec.ATTR_BREADCRUMB);
        }
    }

    /** All three responses are {0 error code, 1 debug text}; the text is mandatory, and empty. */
    private int respond(CommandInvocation in, int response, int error) {
        TlvWriter out = in.respond(response);
        out.putUnsigned(GeneralCommissioningSpec.ARM_FAIL_SAFE_RESPONSE_ERROR_CODE, error);
        out.putUtf8(
                GeneralCommissioningSpec.ARM_FAIL_SAFE_RESPONSE_DEBUG_TEXT, fields.array(), 0, 0);
        return ImStatus.SUCCESS;
    }
}
