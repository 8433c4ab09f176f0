package org.mattermote.webrtc.ice;

import org.mattermote.stack.mem.SlotState;

/**
 * Our candidates of one session, on their way to the peer in the order they came. What the peer has
 * not acknowledged stays; what it has makes room for newcomers, the oldest first, and until then
 * still tells duplicates.
 *
 * <pre>
 *   0 ........ acknowledged ........ taken ........ added
 *     the peer has it      under way      waiting
 * </pre>
 *
 * A full ring gives way to nobody: the newcomer is refused and counted. After {@link #end} comes
 * one END_OF_CANDIDATES, which is acknowledged like a candidate.
 *
 * <p>{@value CandidateRecords#LENGTH} bytes a candidate.
 */
public final class CandidateRing {
    /** All candidates go to the peer; what else there is says {@link IcePolicy}. */
    private int policy = IcePolicy.ALL;

    private final CandidateRecords records;
    private int acknowledged;
    private int taken;
    private int added;
    private boolean ended;
    private int refusals;

    /**
     * @param capacity candidates that the peer has not acknowledged, at most
     */
    public CandidateRing(int capacity) {
        records = new CandidateRecords(capacity);
    }

    /** Which candidates may go to the peer, of {@link IcePolicy}; before the first is added. */
    public void setPolicy(int policy) {
        this.policy = policy;
    }

    /**
     * Adds a candidate of ours behind the others.
     *
     * @return OK, DUPLICATE, SUPPRESSED, ENDED, IGNORED for one of TCP, or FULL, which is counted
     */
    public int add(IceCandidate candidate) {
        if (!IcePolicy.allows(policy, candidate.type)) {
            return IceStatus.SUPPRESSED;
        }
        if (candidate.transport != IceCandidate.UDP) {
            return IceStatus.IGNORED;
        }
        if (ended) {
            return IceStatus.ENDED;
        }
        int capacity = records.capacity();
        int known = Math.min(added, capacity);
        for (int i = 0; i < known; i++) {
            if (records.isSame(i, candidate)) {
                return IceStatus.DUPLICATE;
            }
        }
        if (added - acknowledged == capacity) {
            refusals++;
            return IceStatus.FULL;
        }
        records.put(added % capacity, candidate);
        added++;
        return IceStatus.OK;
    }

    /** No candidate will follow. */
    public void end() {
        ended = true;
    }

    public boolean isEnded() {
        return ended;
    }

    /**
     * The next candidate that is waiting, which it then is no more: OK, END_OF_CANDIDATES, NOTHING.
     */
    public int next(IceCandidate into) {
        if (taken < added) {
            records.get(taken % records.capacity(), into);
            taken++;
            return IceStatus.OK;
        }
        if (ended && taken == added) {
            taken++;
            return IceStatus.END_OF_CANDIDATES;
        }
        return IceStatus.NOTHING;
    }

    /** Where {@link #next} is, to {@link #acknowledge} what it gave so far. */
    public int cursor() {
        return taken;
    }

    /** The peer has all that was given before {@code cursor}. An older cursor changes nothing. */
    public void acknowledge(int cursor) {
        acknowledged = Math.max(acknowledged, Math.min(cursor, taken));
    }

    /** Goes back to {@code cursor}, no further than to what was acknowledged: it comes again. */
    public void rewind(int cursor) {
        taken = Math.max(acknowledged, Math.min(cursor, taken));
    }

    /** How many times {@link #next} would give something. */
    public int waiting() {
        return added + (ended ? 1 : 0) - taken;
    }

    /** Given and not acknowledged. */
    public int underWay() {
        return taken - acknowledged;
    }

    /** How many were refused because the peer acknowledged too few. */
    public int refusals() {
        return refusals;
    }

    /** As at boot, for another session or after an ICE restart. The policy stays. */
    public void restart() {
        records.clear();
        acknowledged = 0;
        taken = 0;
        added = 0;
        ended = false;
        refusals = 0;
    }

    /** As at boot. */
    public void clear() {
        restart();
        policy = IcePolicy.ALL;
    }

    public void state(SlotState state) {
        records.state(state);
        policy = state.integer(policy);
        acknowledged = state.integer(acknowledged);
        taken = state.integer(taken);
        added = state.integer(added);
        ended = state.flag(ended);
        refusals = state.integer(refusals);
    }
}
