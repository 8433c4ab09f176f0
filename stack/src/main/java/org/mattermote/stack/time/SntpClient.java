package org.mattermote.stack.time;

import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;

/**
 * Asks an NTP server for the time, as a client of SNTP does (RFC 4330, RFC 5905 section 14): one
 * question at a time, a few in vain, none sooner than 15 s after the last.
 *
 * <pre>
 *  state   | event                              | next
 *  --------+------------------------------------+--------------------------------------
 *  IDLE    | begin                              | WAITING
 *  WAITING | an answer that is a time           | IDLE, OK
 *  WAITING | an answer that is none, or refuses | IDLE, NO_TIME, SLOWER, DENIED
 *  WAITING | 15 s, the first and second time    | WAITING, and another question
 *  WAITING | 15 s, the third time               | IDLE, NO_ANSWER
 *  WAITING | stop                               | IDLE
 * </pre>
 */
final class SntpClient {
    /** {@link #look}: nothing yet. */
    static final int WAITING = 1;

    /** {@link #look}: the server said nothing. */
    static final int NO_ANSWER = -5;

    /** The least that RFC 4330 section 10 lets between two questions, ms. */
    static final int INTERVAL = 15000;

    private static final int TRIES = 3;

    private static final int MICROS = 1000;

    /** How far off a time of MillisecondsGranularity is, µs. */
    private static final int MILLISECONDS_LAST = 50000;

    /** And one of SecondsGranularity. */
    private static final int SECONDS_LAST = 5000000;

    private final NtpSocket socket;
    private final Drbg drbg;
    private long sentMillis;
    private int tries;

    /** What the answer says: µs since 2000-01-01 UTC, when it came. */
    private long micros;

    private int granularity;

    SntpClient(NtpSocket socket, Drbg drbg) {
        this.socket = socket;
        this.drbg = drbg;
    }

    /** Asks the {@link NtpSocket#server}. */
    void begin(long nowMillis) {
        tries = 0;
        ask(nowMillis);
    }

    private void ask(long nowMillis) {
        sentMillis = nowMillis;
        tries++;
        // What cannot be sent now is lost like others.
        socket.ask(drbg.nextLong());
    }

    /** Waits no longer. */
    void stop() {
        socket.close();
    }

    /** While WAITING: when to look at the latest. */
    long due() {
        return sentMillis + INTERVAL;
    }

    /**
     * After {@link #begin}, in each poll until it is not WAITING.
     *
     * @return WAITING; {@link NtpPacket#OK}, and {@link #micros} is the time; NO_TIME, SLOWER,
     *     DENIED of {@link NtpPacket}; NO_ANSWER
     */
    int look(long nowMillis) {
        int status = socket.status();
        if (status != NtpSocket.SILENT) {
            socket.close();
            return status == NtpPacket.OK ? take(socket.answer(), nowMillis) : status;
        }
        if (nowMillis < due()) {
            return WAITING;
        }
        if (tries == TRIES) {
            socket.close();
            return NO_ANSWER;
        }
        ask(nowMillis);
        return WAITING;
    }

    /** The packet was on its way as long as the question was. */
    private int take(byte[] answer, long nowMillis) {
        long elapsed = (nowMillis - sentMillis) * MICROS;
        long held = NtpPacket.heldMicros(answer);
        // Our clock goes by milliseconds.
        if (held > elapsed + MICROS) {
            return NtpPacket.NO_TIME;
        }
        long half = Math.max(0, elapsed - held) / 2;
        long error = half + MICROS + NtpPacket.rootMicros(answer);
        micros = NtpPacket.transmitMicros(answer) + half;
        if (error <= MILLISECONDS_LAST) {
            granularity = TimeSynchronizationSpec.GRANULARITY_MILLISECONDS_GRANULARITY;
        } else if (error <= SECONDS_LAST) {
            granularity = TimeSynchronizationSpec.GRANULARITY_SECONDS_GRANULARITY;
        } else {
            granularity = TimeSynchronizationSpec.GRANULARITY_MINUTES_GRANULARITY;
        }
        return NtpPacket.OK;
    }

    /** The time when it was found, µs since 2000-01-01 UTC. */
    long micros() {
        return micros;
    }

    /** How exact it is, GranularityEnum. */
    int granularity() {
        return granularity;
    }
}
