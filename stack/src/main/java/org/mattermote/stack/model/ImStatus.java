package org.mattermote.stack.model;

/**
 * Interaction Model status codes (Matter core 8.10), as every cluster and the engine return them.
 *
 * <p>A status with a cluster status beside it is one int: status in bits 7..0, cluster status in
 * bits 15..8, bit 16 set.
 */
public final class ImStatus {
    /** No status yet: a command answers in a later poll. Never on the wire. */
    public static final int PENDING = -1;

    /** As PENDING, of a command that waits for something: it need not be asked at once again. */
    public static final int WAITING = -2;

    public static final int SUCCESS = 0x00;
    public static final int FAILURE = 0x01;
    public static final int INVALID_SUBSCRIPTION = 0x7D;
    public static final int UNSUPPORTED_ACCESS = 0x7E;
    public static final int UNSUPPORTED_ENDPOINT = 0x7F;
    public static final int INVALID_ACTION = 0x80;
    public static final int UNSUPPORTED_COMMAND = 0x81;
    public static final int INVALID_COMMAND = 0x85;
    public static final int UNSUPPORTED_ATTRIBUTE = 0x86;
    public static final int CONSTRAINT_ERROR = 0x87;
    public static final int UNSUPPORTED_WRITE = 0x88;
    public static final int RESOURCE_EXHAUSTED = 0x89;
    public static final int NOT_FOUND = 0x8B;
    public static final int UNREPORTABLE_ATTRIBUTE = 0x8C;
    public static final int INVALID_DATA_TYPE = 0x8D;
    public static final int UNSUPPORTED_READ = 0x8F;
    public static final int DATA_VERSION_MISMATCH = 0x92;
    public static final int TIMEOUT = 0x94;
    public static final int BUSY = 0x9C;
    public static final int ACCESS_RESTRICTED = 0x9D;
    public static final int UNSUPPORTED_CLUSTER = 0xC3;
    public static final int NO_UPSTREAM_SUBSCRIPTION = 0xC5;
    public static final int NEEDS_TIMED_INTERACTION = 0xC6;
    public static final int UNSUPPORTED_EVENT = 0xC7;
    public static final int PATHS_EXHAUSTED = 0xC8;
    public static final int TIMED_REQUEST_MISMATCH = 0xC9;
    public static final int FAILSAFE_REQUIRED = 0xCA;
    public static final int INVALID_IN_STATE = 0xCB;
    public static final int NO_COMMAND_RESPONSE = 0xCC;
    public static final int DYNAMIC_CONSTRAINT_ERROR = 0xCF;
    public static final int ALREADY_EXISTS = 0xD0;
    public static final int INVALID_TRANSPORT_TYPE = 0xD1;

    private static final int HAS_CLUSTER_STATUS = 1 << 16;

    private ImStatus() {}

    /** {@code status} with a cluster-specific status (0..255) beside it. */
    public static int withClusterStatus(int status, int clusterStatus) {
        return HAS_CLUSTER_STATUS | clusterStatus << 8 | status;
    }

    /** The status code itself, 0..255. */
    public static int code(int status) {
        return status & 0xFF;
    }

    public static boolean hasClusterStatus(int status) {
        return (status & HAS_CLUSTER_STATUS) != 0;
    }

    public static int clusterStatus(int status) {
        return status >>> 8 & 0xFF;
    }
}
