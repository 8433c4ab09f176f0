package org.mattermote.stack.codec;

/**
 * The session-parameter-struct (Matter core 4.13.1): how its sender wants to be talked to. It is
 * member 5 of PBKDFParamRequest, PBKDFParamResponse, Sigma1 and Sigma2, and member 4 of
 * Sigma2Resume. Fields absent from a message keep their value; {@link #present} has bit n for tag
 * n.
 *
 * <pre>
 *  tag                          type  unit
 *   1 session_idle_interval     u32   ms
 *   2 session_active_interval   u32   ms
 *   3 session_active_threshold  u16   ms
 *   4 data_model_revision       u16
 *   5 interaction_model_revision u16
 *   6 specification_version     u32   0xMMmmdd00
 *   7 max_paths_per_invoke      u16
 *   8 supported_transports      u16   bit 1 TCP client, bit 2 TCP server
 *   9 max_tcp_message_size      u32   bytes
 * </pre>
 */
public final class SessionParameters {
    public static final int IDLE_INTERVAL = 1;
    public static final int ACTIVE_INTERVAL = 2;
    public static final int ACTIVE_THRESHOLD = 3;
    public static final int DATA_MODEL_REVISION = 4;
    public static final int INTERACTION_MODEL_REVISION = 5;
    public static final int SPECIFICATION_VERSION = 6;
    public static final int MAX_PATHS_PER_INVOKE = 7;
    public static final int SUPPORTED_TRANSPORTS = 8;
    public static final int MAX_TCP_MESSAGE_SIZE = 9;

    public static final int TRANSPORT_TCP_CLIENT = 0x02;
    public static final int TRANSPORT_TCP_SERVER = 0x04;

    public static final int DEFAULT_IDLE_INTERVAL = 500;
    public static final int DEFAULT_ACTIVE_INTERVAL = 300;
    public static final int DEFAULT_ACTIVE_THRESHOLD = 4000;
    public static final int DEFAULT_DATA_MODEL_REVISION = 17;
    public static final int DEFAULT_INTERACTION_MODEL_REVISION = 11;
    public static final int DEFAULT_SPECIFICATION_VERSION = 0;
    public static final int DEFAULT_MAX_PATHS_PER_INVOKE = 1;
    public static final int DEFAULT_SUPPORTED_TRANSPORTS = 0;
    public static final int DEFAULT_MAX_TCP_MESSAGE_SIZE = 64000;

    /** Longest encoding of tags 1 to 7, bytes, with head and end. */
    public static final int MAX_LENGTH_WITHOUT_TCP = 37;

    /** Longest encoding of all, bytes, with head and end. */
    public static final int MAX_LENGTH = 47;

    /** Tags 1 to 7. */
    public static final int PRESENT_WITHOUT_TCP = 0xFE;

    private static final int ALL = 0x3FE;

    /** ms, 0 to 2^32 - 1. */
    public long idleInterval;

    /** ms, 0 to 2^32 - 1. */
    public long activeInterval;

    /** ms, 0 to 65535. */
    public int activeThreshold;

    public int dataModelRevision;
    public int interactionModelRevision;

    /** Unsigned 32 bits. */
    public int specificationVersion;

    public int maxPathsPerInvoke;
    public int supportedTransports;

    /** Bytes, 0 to 2^32 - 1. */
    public long maxTcpMessageSize;

    /** Bit n: tag n was decoded, or is to be encoded. */
    public int present;

    /**
     * Bit n: tag n of the last decoded struct was a zero that had to be ignored; worth a warning.
     */
    public int ignoredZeros;

    public SessionParameters() {
        clear();
    }

    /** Nothing present, every field at its default. */
    public void clear() {
        idleInterval = DEFAULT_IDLE_INTERVAL;
        activeInterval = DEFAULT_ACTIVE_INTERVAL;
        activeThreshold = DEFAULT_ACTIVE_THRESHOLD;
        dataModelRevision = DEFAULT_DATA_MODEL_REVISION;
        interactionModelRevision = DEFAULT_INTERACTION_MODEL_REVISION;
        specificationVersion = DEFAULT_SPECIFICATION_VERSION;
        maxPathsPerInvoke = DEFAULT_MAX_PATHS_PER_INVOKE;
        supportedTransports = DEFAULT_SUPPORTED_TRANSPORTS;
        maxTcpMessageSize = DEFAULT_MAX_TCP_MESSAGE_SIZE;
        present = 0;
        ignoredZeros = 0;
    }

    public void copyFrom(SessionParameters other) {
        idleInterval = other.idleInterval;
        activeInterval = other.activeInterval;
        activeThreshold = other.activeThreshold;
        dataModelRevision = other.dataModelRevision;
        interactionModelRevision = other.interactionModelRevision;
        specificationVersion = other.specificationVersion;
        maxPathsPerInvoke = other.maxPathsPerInvoke;
        supportedTransports = other.supportedTransports;
        maxTcpMessageSize = other.maxTcpMessageSize;
        present = other.present;
        ignoredZeros = other.ignoredZeros;
    }

    /** Sets the field of a tag and marks it present. OK, NOT_FOUND or OUT_OF_RANGE. */
    public int setValue(int tag, long v) {
        if (tag < IDLE_INTERVAL || tag > MAX_TCP_MESSAGE_SIZE) {
            return CodecStatus.NOT_FOUND;
        }
        if (v < 0 || v > maximum(tag)) {
            return CodecStatus.OUT_OF_RANGE;
        }
        store(tag, v);
        present |= 1 << tag;
        return CodecStatus.OK;
    }

    /** Marks the field of a tag as absent; its value stays. OK or NOT_FOUND. */
    public int deleteValue(int tag) {
        if (tag < IDLE_INTERVAL || tag > MAX_TCP_MESSAGE_SIZE) {
            return CodecStatus.NOT_FOUND;
        }
        present &= ~(1 << tag);
        return CodecStatus.OK;
    }

    public boolean has(int tag) {
        return (present >>> tag & 1) != 0;
    }

    /** Bytes the encoding of the present fields may need at most, with head and end. */
    public int maxLength() {
        int n = 3;
        for (int tag = IDLE_INTERVAL; tag <= MAX_TCP_MESSAGE_SIZE; tag++) {
            if (has(tag)) {
                n += maximum(tag) == 0xFFFF ? 4 : 6;
            }
        }
        return n;
    }

    /** Writes the present fields as a structure; the writer's overflow tells if it did not fit. */
    public void encode(TlvWriter w, int tag) {
        w.startStruct(tag);
        for (int field = IDLE_INTERVAL; field <= MAX_TCP_MESSAGE_SIZE; field++) {
            if (has(field)) {
                w.putUnsigned(field, value(field));
            }
        }
        w.endContainer();
    }

    /**
     * Takes over the fields of the structure a reader stands on, and leaves the reader behind it.
     * Unknown tags are passed over. A zero interval or threshold is ignored: it comes from a peer
     * nobody has authenticated yet and would retransmit without pause.
     *
     * @return OK; or WRONG_TYPE, OUT_OF_RANGE, MALFORMED (a tag twice), or an error of the reader,
     *     and then no field has changed
     */
    public int decodeMember(TlvReader at) {
        if (at.type() != TlvType.STRUCT) {
            return CodecStatus.WRONG_TYPE;
        }
        int status = at.enter();
        if (status != CodecStatus.OK) {
            return status;
        }
        // Values wait here until the whole structure is known to be good.
        long idle = idleInterval;
        long active = activeInterval;
        long tcpSize = maxTcpMessageSize;
        int threshold = activeThreshold;
        int dataModel = dataModelRevision;
        int interactionModel = interactionModelRevision;
        int version = specificationVersion;
        int paths = maxPathsPerInvoke;
        int transports = supportedTransports;
        int seen = 0;
        int zeros = 0;
        while ((status = at.next()) == CodecStatus.OK) {
            int tag = at.tag();
            if (tag < IDLE_INTERVAL || tag > MAX_TCP_MESSAGE_SIZE) {
                continue;
            }
            if ((seen >>> tag & 1) != 0) {
                return CodecStatus.MALFORMED;
            }
            seen |= 1 << tag;
            long v = at.u32();
            if (v < 0) {
                return (int) v;
            }
            if (v > maximum(tag)) {
                return CodecStatus.OUT_OF_RANGE;
            }
            if (v == 0 && tag <= ACTIVE_THRESHOLD) {
                zeros |= 1 << tag;
                continue;
            }
            switch (tag) {
                case IDLE_INTERVAL:
                    idle = v;
                    break;
                case ACTIVE_INTERVAL:
                    active = v;
                    break;
                case ACTIVE_THRESHOLD:
                    threshold = (int) v;
                    break;
                case DATA_MODEL_REVISION:
                    dataModel = (int) v;
                    break;
                case INTERACTION_MODEL_REVISION:
                    interactionModel = (int) v;
                    break;
                case SPECIFICATION_VERSION:
                    version = (int) v;
                    break;
                case MAX_PATHS_PER_INVOKE:
                    paths = (int) v;
                    break;
                case SUPPORTED_TRANSPORTS:
                    transports = (int) v;
                    break;
                default:
                    tcpSize = v;
                    break;
            }
        }
        if (status != CodecStatus.END) {
            return status;
        }
        status = at.exit();
        if (status != CodecStatus.OK) {
            return status;
        }
        idleInterval = idle;
        activeInterval = active;
        activeThreshold = threshold;
        dataModelRevision = dataModel;
        interactionModelRevision = interactionModel;
        specificationVersion = version;
        maxPathsPerInvoke = paths;
        supportedTransports = transports;
        maxTcpMessageSize = tcpSize;
        present |= seen & ~zeros & ALL;
        ignoredZeros = zeros;
        return CodecStatus.OK;
    }

    private static long maximum(int tag) {
        switch (tag) {
            case IDLE_INTERVAL:
            case ACTIVE_INTERVAL:
            case SPECIFICATION_VERSION:
            case MAX_TCP_MESSAGE_SIZE:
                return 0xFFFFFFFFL;
            default:
                return 0xFFFF;
        }
    }

    private long value(int tag) {
        switch (tag) {
            case IDLE_INTERVAL:
                return idleInterval;
            case ACTIVE_INTERVAL:
                return activeInterval;
            case ACTIVE_THRESHOLD:
                return activeThreshold;
            case DATA_MODEL_REVISION:
                return dataModelRevision;
            case INTERACTION_MODEL_REVISION:
                return interactionModelRevision;
            case SPECIFICATION_VERSION:
                return specificationVersion & 0xFFFFFFFFL;
            case MAX_PATHS_PER_INVOKE:
                return maxPathsPerInvoke;
            case SUPPORTED_TRANSPORTS:
                return supportedTransports;
            default:
                return maxTcpMessageSize;
        }
    }

    private void store(int tag, long v) {
        switch (tag) {
            case IDLE_INTERVAL:
                idleInterval = v;
                break;
            case ACTIVE_INTERVAL:
                activeInterval = v;
                break;
            case ACTIVE_THRESHOLD:
                activeThreshold = (int) v;
                break;
            case DATA_MODEL_REVISION:
                dataModelRevision = (int) v;
                break;
            case INTERACTION_MODEL_REVISION:
                interactionModelRevision = (int) v;
                break;
            case SPECIFICATION_VERSION:
                specificationVersion = (int) v;
                break;
            case MAX_PATHS_PER_INVOKE:
                maxPathsPerInvoke = (int) v;
                break;
            case SUPPORTED_TRANSPORTS:
                supportedTransports = (int) v;
                break;
            default:
                maxTcpMessageSize = v;
                break;
        }
    }
}
