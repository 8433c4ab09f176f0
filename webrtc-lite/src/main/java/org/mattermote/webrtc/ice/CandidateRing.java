package org.mattermote.webrtc.ice;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.text.AddressText;

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
 * <p>{@value #ROW} bytes a candidate; everything else follows from them and their order: priorities
 * fall with it within a type, foundations differ with type and address.
 *
 * <pre>
 *  0         16     18
 *  +---------+------+-----------------------------------------------+
 *  | address | port | type in bits 1..0, kind of address in 4..2     |
 *  +---------+------+-----------------------------------------------+
 * </pre>
 */
public final class CandidateRing {
    static final int ROW = 19;
    private static final int PORT = AddressText.LENGTH;
    private static final int KIND = PORT + 2;
    private static final int RTP = 1;
    private static final int LOCAL_PREFERENCE_SHIFT = 8;
    private static final int LAST_PREFERENCE = 0xFFFE;

    private final byte[] rows;
    private int acknowledged;
    private int taken;
    private int added;

    /** 1 behind the last candidate; negative while so many ends of before a restart are to come. */
    private byte ends;

    /** All candidates go to the peer; what else there is says {@link IcePolicy}. */
    private byte policy = IcePolicy.ALL;

    private char refusals;

    /**
     * @param capacity candidates that the peer has not acknowledged, at most
     */
    public CandidateRing(int capacity) {
        rows = new byte[capacity * ROW];
    }

    /** Which candidates may go to the peer, of {@link IcePolicy}; before the first is added. */
    public void setPolicy(int policy) {
        this.policy = (byte) policy;
    }

    public int policy() {
        return policy;
    }

    /**
     * Adds a candidate of ours behind the others.
     *
     * @return OK, DUPLICATE, SUPPRESSED, ENDED, IGNORED for one of TCP or of RTCP alone, or FULL,
     *     which is counted
     */
    public int add(IceCandidate candidate) {
        if (!IcePolicy.allows(policy, candidate.type)) {
            return IceStatus.SUPPRESSED;
        }
        if (candidate.transport != IceCandidate.UDP || candidate.component != RTP) {
            return IceStatus.IGNORED;
        }
        if (ends != 0) {
            return IceStatus.ENDED;
        }
        int capacity = rows.length / ROW;
        int known = Math.min(added, capacity);
        for (int i = 0; i < known; i++) {
            if (isSame(i * ROW, candidate)) {
                return IceStatus.DUPLICATE;
            }
        }
        if (added - acknowledged == capacity) {
            refusals++;
            return IceStatus.FULL;
        }
        int at = added % capacity * ROW;
        System.arraycopy(candidate.address, 0, rows, at, AddressText.LENGTH);
        Bytes.putU16le(rows, at + PORT, candidate.port);
        rows[at + KIND] = (byte) (candidate.type | candidate.addressKind << 2);
        added++;
        return IceStatus.OK;
    }

    /** Same address and port. */
    private boolean isSame(int at, IceCandidate other) {
        return rows[at + KIND] >> 2 == other.addressKind
                && Bytes.u16le(rows, at + PORT) == other.port
                && Bytes.equal(rows, at, other.address, 0, AddressText.LENGTH);
    }

    /**
     * The end of a gathering, of which each has one, in their order. Whether it is the first of the
     * gathering since the last restart: no candidate will follow.
     */
    public boolean end() {
        return ends <= 0 && ++ends > 0;
    }

    /**
     * The next candidate that is waiting, which it then is no more: OK, END_OF_CANDIDATES, NOTHING.
     */
    public int next(IceCandidate into) {
        if (waiting() <= 0) {
            return IceStatus.NOTHING;
        }
        int index = taken++;
        if (index == added) {
            return IceStatus.END_OF_CANDIDATES;
        }
        get(index, into);
        return IceStatus.OK;
    }

    private void get(int index, IceCandidate into) {
        byte[] rows = this.rows;
        int at = index % (rows.length / ROW) * ROW;
        System.arraycopy(rows, at, into.address, 0, AddressText.LENGTH);
        into.clear();
        into.port = Bytes.u16le(rows, at + PORT);
        int kind = rows[at + KIND];
        into.type = kind & 3;
        into.addressKind = kind >> 2;
        int place = Math.min(index, LAST_PREFERENCE) << LOCAL_PREFERENCE_SHIFT;
        into.priority = IceCandidate.priority(into.type, RTP) - place;
        int foundation = into.type;
        for (int i = 0; i < AddressText.LENGTH; i++) {
            foundation = foundation * 31 + rows[at + i];
        }
        into.foundation = foundation & 0xFFFF;
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
        return added + Math.max(0, ends) - taken;
    }

    /** Given and not acknowledged. */
    public int underWay() {
        return taken - acknowledged;
    }

    /** How many were refused because the peer acknowledged too few. */
    public int refusals() {
        return refusals;
    }

    /**
     * After an ICE restart: as at boot, but for the policy. What is added before the gathering so
     * far has ended is of that one, and refused.
     */
    public void restart() {
        Bytes.zero(rows);
        acknowledged = 0;
        taken = 0;
        added = 0;
        ends--;
        refusals = 0;
    }

    /** As at boot. */
    public void clear() {
        restart();
        ends = 0;
        policy = IcePolicy.ALL;
    }

    public void state(SlotState state) {
        state.bytes(rows);
        policy = (byte) state.integer(policy);
        acknowledged = state.integer(acknowledged);
        taken = state.integer(taken);
        added = state.integer(added);
        ends = (byte) state.integer(ends);
        refusals = (char) state.integer(refusals);
    }
}
