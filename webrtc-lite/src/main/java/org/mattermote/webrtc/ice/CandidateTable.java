package org.mattermote.webrtc.ice;

import org.mattermote.stack.mem.SlotState;

/**
 * The peer's candidates of one session, until who does the media takes them. A full table lets the
 * one of lowest priority go for a newcomer of a higher one; a newcomer of a lower one is skipped.
 * Either is counted.
 *
 * <p>{@value CandidateRecords#LENGTH} bytes a candidate.
 */
public final class CandidateTable {
    private final CandidateRecords records;
    private int count;

    /** A bit for each record that {@link #next} gave. */
    private int taken;

    private boolean ended;
    private int skipped;

    /**
     * @param capacity candidates of one session, at most 32
     */
    public CandidateTable(int capacity) {
        records = new CandidateRecords(capacity);
    }

    /**
     * Adds what {@link IceCandidate#read} gave: its status, whether it is one or not.
     *
     * @param status what the candidate was read with; anything but OK and END_OF_CANDIDATES is
     *     counted as skipped and given back
     * @return OK, END_OF_CANDIDATES, DUPLICATE or FULL
     */
    public int add(int status, IceCandidate candidate) {
        if (status == IceStatus.END_OF_CANDIDATES) {
            ended = true;
            return status;
        }
        if (status != IceStatus.OK) {
            skipped++;
            return status;
        }
        int lowest = 0;
        for (int i = 0; i < count; i++) {
            if (records.isSame(i, candidate)) {
                return IceStatus.DUPLICATE;
            }
            if (records.priority(i) < records.priority(lowest)) {
                lowest = i;
            }
        }
        if (count < records.capacity()) {
            records.put(count++, candidate);
            return IceStatus.OK;
        }
        skipped++;
        if (candidate.priority <= records.priority(lowest)) {
            return IceStatus.FULL;
        }
        records.put(lowest, candidate);
        taken &= ~(1 << lowest);
        return IceStatus.OK;
    }

    /** One that was not taken yet and now is: OK, END_OF_CANDIDATES after the last, or NOTHING. */
    public int next(IceCandidate into) {
        for (int i = 0; i < count; i++) {
            if ((taken & 1 << i) == 0) {
                records.get(i, into);
                taken |= 1 << i;
                return IceStatus.OK;
            }
        }
        return ended ? IceStatus.END_OF_CANDIDATES : IceStatus.NOTHING;
    }

    public int count() {
        return count;
    }

    /** Candidate {@code index}, 0 to count − 1, taken or not. */
    public void at(int index, IceCandidate into) {
        records.get(index, into);
    }

    /** Whether the peer said that no more will come. */
    public boolean isEnded() {
        return ended;
    }

    /** How many were not understood, of no use, or too many. */
    public int skipped() {
        return skipped;
    }

    /** As at boot, for another session or after an ICE restart. */
    public void clear() {
        records.clear();
        count = 0;
        taken = 0;
        ended = false;
        skipped = 0;
    }

    public void state(SlotState state) {
        records.state(state);
        count = state.integer(count);
        taken = state.integer(taken);
        ended = state.flag(ended);
        skipped = state.integer(skipped);
    }
}
