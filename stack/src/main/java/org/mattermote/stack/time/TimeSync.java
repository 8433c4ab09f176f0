package org.mattermote.stack.time;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.interact.ReadClient;
import org.mattermote.stack.interact.ReadListener;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;

/**
 * When a node asks for the time, and whom (Matter core 11.17.13, 11.17.14): the trusted node, and
 * where that gives none the NTP server. Sources that come before these, as a satellite receiver,
 * are the platform's.
 *
 * <pre>
 *  state    | event                                   | next
 *  ---------+-----------------------------------------+------------------------------------------
 *  RESTING  | due, there is a trusted node            | READING
 *  RESTING  | due, there is none: told missing        | QUERYING
 *  RESTING  | due, there is neither                   | RESTING until a source is set
 *  READING  | a time, not worse than ours             | RESTING 12 h
 *  READING  | no session: told missing                | QUERYING
 *  READING  | another answer, no time, a worse one    | QUERYING
 *  QUERYING | no server                               | as when it answers nothing
 *  QUERYING | a time                                  | RESTING 12 h
 *  QUERYING | none, but the trusted node gave a time  | RESTING 12 h
 *  QUERYING | none: told                              | RESTING 1 min, twice as long each time, at
 *           |                                         | most 1 h
 *  QUERYING | the server says DENY or RSTR            | the same; it is not asked again until it
 *           |                                         | is set again
 *  QUERYING | the server says RATE                    | the same, as after one failure more
 *  any      | a source is set, or goes                | RESTING, due at once
 * </pre>
 *
 * Rests are up to a quarter longer by chance, and the first time is within 4 s after boot, so that
 * nodes that lost their power together do not ask together.
 */
final class TimeSync implements ReadListener {
    /** Between two times that were found, ms: so SecondsGranularity never gets lost. */
    static final int INTERVAL = 12 * 3600 * 1000;

    static final int FIRST_REST = 60 * 1000;
    static final int LONGEST_REST = 3600 * 1000;

    /** So often a rest doubles until it is the longest. */
    private static final int DOUBLINGS = 6;

    /** The bits of chance in when it asks first, ms. */
    private static final int START_SPREAD = 0xFFF;

    /** While others have the turn, ms. */
    private static final int LOOK = 1000;

    private static final int MICROS = 1000;

    private static final int NONE = TimeSynchronizationSpec.GRANULARITY_NO_TIME_GRANULARITY;
    private static final int MINUTES = TimeSynchronizationSpec.GRANULARITY_MINUTES_GRANULARITY;
    private static final int SECONDS = TimeSynchronizationSpec.GRANULARITY_SECONDS_GRANULARITY;

    /** How far off a time of SecondsGranularity is, ms. */
    private static final int SECONDS_LAST = 5000;

    private static final int STARTING = 0;
    private static final int RESTING = 1;
    private static final int READING = 2;
    private static final int QUERYING = 3;

    private static final int[] ATTRIBUTES = {
        TimeSynchronizationSpec.ATTR_UTC_TIME, TimeSynchronizationSpec.ATTR_GRANULARITY,
    };

    private final TimeSyncClientCluster cluster;
    private final SntpClient ntp;
    private final Drbg drbg;
    private ReadClient reads;
    private long due;

    // What the trusted node says.
    private long readMicros;
    private int readGranularity;

    private byte state = STARTING;
    private byte failures;

    /** Whether the trusted node gave a time, however bad. */
    private boolean answered;

    /** Whether the server wants to be left alone. */
    private boolean denied;

    TimeSync(TimeSyncClientCluster cluster, SntpClient ntp, Drbg drbg) {
        this.cluster = cluster;
        this.ntp = ntp;
        this.drbg = drbg;
    }

    /** How other nodes are read; once, at boot. */
    void setReads(ReadClient reads) {
        this.reads = reads;
    }

    /** The server was set, for which one that denied has waited: all begins anew. */
    void serverChanged(long nowMillis) {
        denied = false;
        changed(nowMillis);
    }

    /** Sources are not what they were: all begins anew, but for a server that denied. */
    void changed(long nowMillis) {
        reads.cancel(nowMillis);
        ntp.stop();
        failures = 0;
        state = RESTING;
        due = nowMillis;
    }

    /**
     * Does what is due.
     *
     * @return when to do so again
     */
    long poll(long nowMillis) {
        if (state == STARTING) {
            state = RESTING;
            due = nowMillis + (drbg.nextInt() & START_SPREAD);
        }
        if (state == QUERYING) {
            query(nowMillis);
        }
        if (state == RESTING && nowMillis >= due) {
            begin(nowMillis);
        }
        // What is read is told in calls that come after this one.
        return state == READING ? nowMillis + LOOK : state == QUERYING ? ntp.due() : due;
    }

    private void begin(long nowMillis) {
        answered = false;
        if (cluster.hasTrustedSource()) {
            state = READING;
            readMicros = -1;
            readGranularity = NONE;
            reads.read(
                    cluster.trustedFabric(),
                    cluster.trustedNode(),
                    cluster.trustedEndpoint(),
                    TimeSynchronizationSpec.ID,
                    ATTRIBUTES,
                    nowMillis);
        } else if (cluster.hasServer()) {
            cluster.sourceMissing(nowMillis);
            askServer(nowMillis);
        } else {
            due = Cluster.NEVER;
        }
    }

    @Override
    public void value(int attribute, TlvReader value) {
        if (attribute == TimeSynchronizationSpec.ATTR_UTC_TIME) {
            readMicros = value.readU64() == 0 ? value.value() : -1;
        } else if (attribute == TimeSynchronizationSpec.ATTR_GRANULARITY) {
            readGranularity = Math.max(NONE, value.u8());
        }
    }

    @Override
    public void read(int status, long sentMillis, long nowMillis) {
        if (status == ImStatus.SUCCESS && readMicros >= 0 && readGranularity != NONE) {
            answered = true;
            // A level is lost on the way, and all that a slow way may cost.
            long elapsed = nowMillis - sentMillis;
            int granularity =
                    readGranularity >= SECONDS && elapsed < SECONDS_LAST ? SECONDS : MINUTES;
            if (cluster.take(
                    readMicros + elapsed * MICROS / 2,
                    granularity,
                    TimeSynchronizationSpec.TIME_SOURCE_NODE_TIME_CLUSTER,
                    nowMillis)) {
                found(nowMillis);
                return;
            }
        }
        askServer(nowMillis);
    }

    @Override
    public void unread(long nowMillis) {
        cluster.sourceMissing(nowMillis);
        askServer(nowMillis);
    }

    private void askServer(long nowMillis) {
        if (!denied && cluster.hasServer()) {
            state = QUERYING;
            cluster.aim();
            ntp.begin(nowMillis);
        } else {
            notFound(nowMillis);
        }
    }

    private void query(long nowMillis) {
        int status = ntp.look(nowMillis);
        if (status == SntpClient.WAITING) {
            return;
        }
        if (status == NtpPacket.OK) {
            cluster.take(
                    ntp.micros(),
                    ntp.granularity(),
                    TimeSynchronizationSpec.TIME_SOURCE_NON_MATTER_SNTP,
                    nowMillis);
            found(nowMillis);
            return;
        }
        denied = status == NtpPacket.DENIED;
        if (status == NtpPacket.SLOWER) {
            failures = (byte) Math.min(failures + 1, DOUBLINGS);
        }
        notFound(nowMillis);
    }

    private void notFound(long nowMillis) {
        if (answered) {
            found(nowMillis);
            return;
        }
        cluster.notFound(nowMillis);
        rest(Math.min(FIRST_REST << failures, LONGEST_REST), nowMillis);
        failures = (byte) Math.min(failures + 1, DOUBLINGS);
    }

    private void found(long nowMillis) {
        failures = 0;
        rest(INTERVAL, nowMillis);
    }

    private void rest(int millis, long nowMillis) {
        state = RESTING;
        due = nowMillis + millis + (long) millis * (drbg.nextInt() & 0xFF) / 1024;
    }
}
