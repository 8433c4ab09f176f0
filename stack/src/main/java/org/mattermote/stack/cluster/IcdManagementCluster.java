package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.RegisteredClients;
import org.mattermote.stack.model.AccessControlList;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.IcdManagementSpec;

/**
 * ICD Management (Matter core 9.16) of a long idle time ICD with Check-In protocol and user active
 * mode trigger. It operates as a short idle time ICD as long as nobody is registered.
 *
 * <p>Who administers this cluster may replace and remove what anybody of the fabric registered;
 * others need the key that is registered.
 */
public final class IcdManagementCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        IcdManagementSpec.ATTR_IDLE_MODE_DURATION,
        IcdManagementSpec.ATTR_ACTIVE_MODE_DURATION,
        IcdManagementSpec.ATTR_ACTIVE_MODE_THRESHOLD,
        IcdManagementSpec.ATTR_REGISTERED_CLIENTS,
        IcdManagementSpec.ATTR_ICD_COUNTER,
        IcdManagementSpec.ATTR_CLIENTS_SUPPORTED_PER_FABRIC,
        IcdManagementSpec.ATTR_USER_ACTIVE_MODE_TRIGGER_HINT,
        IcdManagementSpec.ATTR_OPERATING_MODE,
        IcdManagementSpec.ATTR_MAXIMUM_CHECK_IN_BACKOFF,
    };

    private static final int[] ATTRIBUTES_WITH_INSTRUCTION = {
        IcdManagementSpec.ATTR_IDLE_MODE_DURATION,
        IcdManagementSpec.ATTR_ACTIVE_MODE_DURATION,
        IcdManagementSpec.ATTR_ACTIVE_MODE_THRESHOLD,
        IcdManagementSpec.ATTR_REGISTERED_CLIENTS,
        IcdManagementSpec.ATTR_ICD_COUNTER,
        IcdManagementSpec.ATTR_CLIENTS_SUPPORTED_PER_FABRIC,
        IcdManagementSpec.ATTR_USER_ACTIVE_MODE_TRIGGER_HINT,
        IcdManagementSpec.ATTR_USER_ACTIVE_MODE_TRIGGER_INSTRUCTION,
        IcdManagementSpec.ATTR_OPERATING_MODE,
        IcdManagementSpec.ATTR_MAXIMUM_CHECK_IN_BACKOFF,
    };

    private static final int[] COMMANDS = {
        IcdManagementSpec.CMD_REGISTER_CLIENT,
        IcdManagementSpec.CMD_UNREGISTER_CLIENT,
        IcdManagementSpec.CMD_STAY_ACTIVE_REQUEST,
    };

    private static final int FEATURES =
            IcdManagementSpec.FEATURE_CHECK_IN_PROTOCOL_SUPPORT
                    | IcdManagementSpec.FEATURE_USER_ACTIVE_MODE_TRIGGER
                    | IcdManagementSpec.FEATURE_LONG_IDLE_TIME_SUPPORT;

    private static final int KEY = RegisteredClients.KEY_LENGTH;

    /** A CASE authenticated tag as a subject: 0xFFFFFFFD, identifier, version above 0. */
    private static final int CAT_PREFIX = 0xFFFFFFFD;

    private final IcdSettings settings;
    private final FabricTable fabrics;
    private final AccessControlList accessControl;
    private final RegisteredClients clients;
    private final FieldTable fields;

    /** Set by {@link #serve}, at boot. */
    private IcdServer server;

    /**
     * @param clients among the records of {@code fabrics}
     */
    public IcdManagementCluster(
            IcdSettings settings,
            FabricTable fabrics,
            AccessControlList accessControl,
            RegisteredClients clients,
            ClusterWorkspace workspace) {
        super(
                new IcdManagementSpec(),
                FEATURES,
                settings.userActiveModeTriggerInstruction == null
                        ? ATTRIBUTES
                        : ATTRIBUTES_WITH_INSTRUCTION,
                COMMANDS);
        this.settings = settings;
        this.fabrics = fabrics;
        this.accessControl = accessControl;
        this.clients = clients;
        fields = workspace.fields;
    }

    /** Whom it speaks for. Once, at boot. */
    public void serve(IcdServer icd) {
        server = icd;
    }

    /** OperatingMode is another one. */
    public void operatingModeChanged() {
        changed(IcdManagementSpec.ATTR_OPERATING_MODE);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case IcdManagementSpec.ATTR_IDLE_MODE_DURATION:
                return put(in, settings.idleModeDuration, out);
            case IcdManagementSpec.ATTR_ACTIVE_MODE_DURATION:
                return put(in, settings.activeModeDuration, out);
            case IcdManagementSpec.ATTR_ACTIVE_MODE_THRESHOLD:
                return put(in, settings.activeModeThreshold, out);
            case IcdManagementSpec.ATTR_ICD_COUNTER:
                long counter = server.icdCounter();
                return counter == IcdServer.NOT_DURABLE ? ImStatus.FAILURE : put(in, counter, out);
            case IcdManagementSpec.ATTR_CLIENTS_SUPPORTED_PER_FABRIC:
                return put(in, clients.perFabric(), out);
            case IcdManagementSpec.ATTR_USER_ACTIVE_MODE_TRIGGER_HINT:
                return put(in, settings.userActiveModeTriggerHint, out);
            case IcdManagementSpec.ATTR_USER_ACTIVE_MODE_TRIGGER_INSTRUCTION:
                byte[] text = settings.userActiveModeTriggerInstruction;
                out.putUtf8(in.tag, text, 0, text.length);
                return ImStatus.SUCCESS;
            case IcdManagementSpec.ATTR_OPERATING_MODE:
                return put(
                        in,
                        server.isLongIdleTime()
                                ? IcdManagementSpec.OPERATING_MODE_LIT
                                : IcdManagementSpec.OPERATING_MODE_SIT,
                        out);
            case IcdManagementSpec.ATTR_MAXIMUM_CHECK_IN_BACKOFF:
                return put(in, settings.maximumCheckInBackOff, out);
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        return attribute == IcdManagementSpec.ATTR_REGISTERED_CLIENTS ? clients.capacity() : -1;
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        int fabricIndex = clients.fabricIndex(index);
        if (!clients.isTaken(index) || !in.includes(fabricIndex)) {
            return ImStatus.SUCCESS;
        }
        out.startStruct(in.tag);
        if (in.maySee(fabricIndex)) {
            out.putUnsigned(
                    IcdManagementSpec.MONITORING_REGISTRATION_STRUCT_CHECK_IN_NODE_ID,
                    clients.checkInNodeId(index));
            out.putUnsigned(
                    IcdManagementSpec.MONITORING_REGISTRATION_STRUCT_MONITORED_SUBJECT,
                    clients.monitoredSubject(index));
            out.putUnsigned(
                    IcdManagementSpec.MONITORING_REGISTRATION_STRUCT_CLIENT_TYPE,
                    clients.clientType(index));
        }
        out.putUnsigned(IcdManagementSpec.MONITORING_REGISTRATION_STRUCT_FABRIC_INDEX, fabricIndex);
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        if (command == IcdManagementSpec.CMD_STAY_ACTIVE_REQUEST) {
            return stayActiveRequest(in);
        }
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        switch (command) {
            case IcdManagementSpec.CMD_REGISTER_CLIENT:
                return registerClient(fabric, in);
            case IcdManagementSpec.CMD_UNREGISTER_CLIENT:
                return unregisterClient(fabric, in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        changed(IcdManagementSpec.ATTR_REGISTERED_CLIENTS);
    }

    private static int put(AttributeRead in, long value, TlvWriter out) {
        out.putUnsigned(in.tag, value);
        return ImStatus.SUCCESS;
    }

    private int registerClient(Fabric fabric, CommandInvocation in) {
        int keyTag = IcdManagementSpec.REGISTER_CLIENT_KEY;
        int node = fields.u64(IcdManagementSpec.REGISTER_CLIENT_CHECK_IN_NODE_ID);
        int subject = fields.u64(IcdManagementSpec.REGISTER_CLIENT_MONITORED_SUBJECT);
        int key = fields.bytes(keyTag, KEY, KEY);
        int type =
                fields.unsigned(
                        IcdManagementSpec.REGISTER_CLIENT_CLIENT_TYPE,
                        IcdManagementSpec.CLIENT_TYPE_EPHEMERAL);
        int verificationTag = IcdManagementSpec.REGISTER_CLIENT_VERIFICATION_KEY;
        if (node < 0
                || subject < 0
                || isUnusable(key)
                || isUnusable(type)
                || isNoKey(verificationTag)) {
            return ImStatus.INVALID_COMMAND;
        }
        long nodeId = fields.value(IcdManagementSpec.REGISTER_CLIENT_CHECK_IN_NODE_ID);
        long monitored = fields.value(IcdManagementSpec.REGISTER_CLIENT_MONITORED_SUBJECT);
        if (key < 0
                || type < 0
                || !MatterCertificate.isOperationalNodeId(nodeId)
                || !isSubject(monitored)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int index = fabric.fabricIndex;
        int place = clients.find(index, nodeId);
        if (place == RegisteredClients.NONE && clients.count(index) >= clients.perFabric()) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        if (place != RegisteredClients.NONE && !mayChange(place, verificationTag, in.subject)) {
            return ImStatus.FAILURE;
        }
        long counter = server.icdCounter();
        if (counter == IcdServer.NOT_DURABLE) {
            return ImStatus.FAILURE;
        }
        place = clients.put(index, nodeId, monitored, fields.array(), fields.offset(keyTag), type);
        if (fabrics.persist(fabric, clients) != FabricStatus.OK) {
            return ImStatus.FAILURE;
        }
        changed(IcdManagementSpec.ATTR_REGISTERED_CLIENTS);
        server.registered(place, in.subject);
        TlvWriter out = in.respond(IcdManagementSpec.CMD_REGISTER_CLIENT_RESPONSE);
        out.putUnsigned(IcdManagementSpec.REGISTER_CLIENT_RESPONSE_ICD_COUNTER, counter);
        return ImStatus.SUCCESS;
    }

    private int unregisterClient(Fabric fabric, CommandInvocation in) {
        int verificationTag = IcdManagementSpec.UNREGISTER_CLIENT_VERIFICATION_KEY;
        if (fields.u64(IcdManagementSpec.UNREGISTER_CLIENT_CHECK_IN_NODE_ID) < 0
                || isNoKey(verificationTag)) {
            return ImStatus.INVALID_COMMAND;
        }
        long nodeId = fields.value(IcdManagementSpec.UNREGISTER_CLIENT_CHECK_IN_NODE_ID);
        int place = clients.find(fabric.fabricIndex, nodeId);
        if (place == RegisteredClients.NONE) {
            return ImStatus.NOT_FOUND;
        }
        if (!mayChange(place, verificationTag, in.subject)) {
            return ImStatus.FAILURE;
        }
        clients.remove(place);
        if (fabrics.persist(fabric, clients) != FabricStatus.OK) {
            return ImStatus.FAILURE;
        }
        changed(IcdManagementSpec.ATTR_REGISTERED_CLIENTS);
        return ImStatus.SUCCESS;
    }

    private int stayActiveRequest(CommandInvocation in) {
        int tag = IcdManagementSpec.STAY_ACTIVE_REQUEST_STAY_ACTIVE_DURATION;
        int given = fields.u64(tag);
        if (given < 0) {
            return ImStatus.INVALID_COMMAND;
        }
        long millis = fields.value(tag);
        if (millis >>> 32 != 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        long promised = server.stayActive(millis, in.nowMillis);
        TlvWriter out = in.respond(IcdManagementSpec.CMD_STAY_ACTIVE_RESPONSE);
        out.putUnsigned(IcdManagementSpec.STAY_ACTIVE_RESPONSE_PROMISED_ACTIVE_DURATION, promised);
        return ImStatus.SUCCESS;
    }

    /** Who administers this cluster need not know the key; whoever else manages it must. */
    private boolean mayChange(int place, int verificationTag, Subject subject) {
        return accessControl.allows(subject, Privilege.ADMINISTER, endpoint(), id())
                || fields.has(verificationTag)
                        && clients.hasKey(
                                place,
                                fields.array(),
                                fields.offset(verificationTag),
                                fields.length(verificationTag));
    }

    /**
     * Whether the verification key is there and no byte string; of a wrong length it just fails.
     */
    private boolean isNoKey(int tag) {
        return fields.has(tag) && fields.bytes(tag, 0, Integer.MAX_VALUE) < 0;
    }

    /** Missing or of another type; a value out of range has a status of its own. */
    private static boolean isUnusable(int field) {
        return field < 0 && field != CodecStatus.OUT_OF_RANGE;
    }

    private static boolean isSubject(long id) {
        return MatterCertificate.isOperationalNodeId(id)
                || (int) (id >>> 32) == CAT_PREFIX && (id & 0xFFFF) != 0;
    }
}
