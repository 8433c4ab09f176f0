package org.mattermote.webrtc.avstream;

import org.mattermote.webrtc.spec.CameraAvStreamManagementSpec;

/**
 * Fields of streams, in the order of the commands that allocate them, and what may be in them
 * (Matter application clusters 11.2.6, 11.2.8).
 *
 * <p>A request fits into a stream that is there when every field does; the stream then becomes as
 * narrow as the request, so that it serves all who asked for it.
 *
 * <pre>
 *  rule     | fits when              | the stream then has
 *  ---------+------------------------+--------------------
 *  USAGE    | always                 | what it had
 *  EXACT    | equal                  | what it had
 *  DEPTH    | equal                  | what it had
 *  LOW      | not below              | the request's
 *  HIGH     | not above              | the request's
 *  SMALL    | neither side below     | the request's
 *  LARGE    | neither side above     | the request's
 * </pre>
 */
public final class StreamFields {
    public static final int VIDEO = 0;
    public static final int AUDIO = 1;
    public static final int SNAPSHOT = 2;

    // Of a video stream
    public static final int VIDEO_USAGE = 0;
    public static final int VIDEO_CODEC = 1;
    public static final int VIDEO_MIN_FRAME_RATE = 2;
    public static final int VIDEO_MAX_FRAME_RATE = 3;
    public static final int VIDEO_MIN_RESOLUTION = 4;
    public static final int VIDEO_MAX_RESOLUTION = 5;
    public static final int VIDEO_MIN_BIT_RATE = 6;
    public static final int VIDEO_MAX_BIT_RATE = 7;
    public static final int VIDEO_KEY_FRAME_INTERVAL = 8;

    // Of an audio stream
    public static final int AUDIO_USAGE = 0;
    public static final int AUDIO_CODEC = 1;
    public static final int AUDIO_CHANNELS = 2;
    public static final int AUDIO_SAMPLE_RATE = 3;
    public static final int AUDIO_BIT_RATE = 4;
    public static final int AUDIO_BIT_DEPTH = 5;

    // Of a snapshot stream
    public static final int SNAPSHOT_CODEC = 0;
    public static final int SNAPSHOT_FRAME_RATE = 1;
    public static final int SNAPSHOT_MIN_RESOLUTION = 2;
    public static final int SNAPSHOT_MAX_RESOLUTION = 3;
    public static final int SNAPSHOT_QUALITY = 4;

    /** From the greatest frame rate to the greatest resolution, in both kinds of pictures. */
    static final int RATE_TO_RESOLUTION = 2;

    /** AllocatedVideoStreams; those of the other kinds follow in the order of the kinds. */
    static final int FIRST_ATTRIBUTE = CameraAvStreamManagementSpec.ATTR_ALLOCATED_VIDEO_STREAMS;

    /** Fields of the kind that has most. */
    static final int MOST = 9;

    private static final int USAGE = 0;
    private static final int EXACT = 1;
    private static final int DEPTH = 2;
    private static final int LOW = 3;
    private static final int HIGH = 4;
    private static final int SMALL = 5;
    private static final int LARGE = 6;

    private static final int RULE_SHIFT = 24;

    /** The least is 0; 1 else. */
    private static final int ZERO = 1 << 23;

    /** Bits of the greatest value; none of them set: 32 bits. */
    private static final int MAX = 0xFFFF;

    private static final int U16 = 0xFFFF;
    private static final int U32 = 0;
    private static final int MAX_KEY_FRAME_INTERVAL = 65500;
    private static final int MAX_USAGE = 3;
    private static final int MAX_VIDEO_CODEC = 3;
    private static final int MAX_AUDIO_CODEC = 1;
    private static final int MAX_IMAGE_CODEC = 1;
    private static final int MAX_CHANNELS = 8;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_QUALITY = 100;

    private static final int[] VIDEO_RULES = {
        USAGE << RULE_SHIFT | MAX_USAGE,
        EXACT << RULE_SHIFT | ZERO | MAX_VIDEO_CODEC,
        LOW << RULE_SHIFT | U16,
        HIGH << RULE_SHIFT | U16,
        SMALL << RULE_SHIFT | U32,
        LARGE << RULE_SHIFT | U32,
        LOW << RULE_SHIFT | U32,
        HIGH << RULE_SHIFT | U32,
        EXACT << RULE_SHIFT | ZERO | MAX_KEY_FRAME_INTERVAL,
    };

    private static final int[] AUDIO_RULES = {
        USAGE << RULE_SHIFT | MAX_USAGE,
        EXACT << RULE_SHIFT | ZERO | MAX_AUDIO_CODEC,
        EXACT << RULE_SHIFT | MAX_CHANNELS,
        EXACT << RULE_SHIFT | U32,
        EXACT << RULE_SHIFT | U32,
        DEPTH << RULE_SHIFT | MAX_DEPTH,
    };

    private static final int[] SNAPSHOT_RULES = {
        EXACT << RULE_SHIFT | ZERO | MAX_IMAGE_CODEC,
        HIGH << RULE_SHIFT | U16,
        SMALL << RULE_SHIFT | U32,
        LARGE << RULE_SHIFT | U32,
        EXACT << RULE_SHIFT | MAX_QUALITY,
    };

    /**
     * Members of RateDistortionTradeOffPointsStruct, as {@link CameraSettings#tradeOffs} has them.
     */
    static final int[] TRADE_OFF = {EXACT << RULE_SHIFT, SMALL << RULE_SHIFT, EXACT << RULE_SHIFT};

    /**
     * First members of SnapshotCapabilitiesStruct, as {@link CameraSettings#snapshots} has them.
     */
    static final int[] CAPABILITY = {SMALL << RULE_SHIFT, EXACT << RULE_SHIFT, EXACT << RULE_SHIFT};

    private StreamFields() {}

    static int[] rules(int kind) {
        return kind == VIDEO ? VIDEO_RULES : kind == AUDIO ? AUDIO_RULES : SNAPSHOT_RULES;
    }

    static boolean isResolution(int rule) {
        return rule >>> RULE_SHIFT >= SMALL;
    }

    /** Whether the next field is the other end of the range. */
    static boolean isLower(int rule) {
        int kind = rule >>> RULE_SHIFT;
        return kind == LOW || kind == SMALL;
    }

    /** Whether a stream that is used again keeps its value. */
    static boolean stays(int rule) {
        return rule >>> RULE_SHIFT < LOW;
    }

    /** Whether a value, unsigned, may be in a field. */
    static boolean isValid(int rule, int value) {
        int max = rule & MAX;
        if (value == 0 && (rule & ZERO) == 0 || max != U32 && !isNotAbove(value, max)) {
            return false;
        }
        if (isResolution(rule)) {
            return value >>> 16 != 0 && (value & U16) != 0;
        }
        return rule >>> RULE_SHIFT != DEPTH || (value & 7) == 0;
    }

    /** Whether both ends of a range are the right way round. */
    static boolean isRange(int rule, int low, int high) {
        return isResolution(rule) ? isWithin(low, high) : isNotAbove(low, high);
    }

    static boolean fits(int rule, int existing, int wanted) {
        if (stays(rule)) {
            return existing == wanted || rule >>> RULE_SHIFT == USAGE;
        }
        return isLower(rule) ? isRange(rule, existing, wanted) : isRange(rule, wanted, existing);
    }

    /** Whether neither side of a resolution is longer than the other's. */
    static boolean isWithin(int resolution, int other) {
        return resolution >>> 16 <= other >>> 16 && (resolution & U16) <= (other & U16);
    }

    /** Unsigned. */
    static boolean isNotAbove(int one, int other) {
        return (one & 0xFFFFFFFFL) <= (other & 0xFFFFFFFFL);
    }
}
