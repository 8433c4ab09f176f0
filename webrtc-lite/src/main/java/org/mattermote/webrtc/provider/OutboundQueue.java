package org.mattermote.webrtc.provider;

import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaStatus;

/**
 * What is to be pushed, oldest first; items carry no payload. What is queued twice for a session is
 * there once, and the end of a session, for which there always is a place, takes the place of the
 * rest.
 *
 * <pre>
 *   item: handle of the session | kind | reason or attempts
 * </pre>
 */
public final class OutboundQueue {
    /** No item. */
    static final int NONE = -1;

    // Of kinds.

    private static final int KIND = 3;
    private static final int DETAIL = 2;

    private final int limit;
    private final int[] sessions;

    /** Kind, and above it the reason of an END, failed attempts of the others. */
    private final byte[] kinds;

    private int size;
    private int ends;

    /** Index of the item at work, or NONE. */
    private int active = NONE;

    OutboundQueue(WebRtcSizes sizes) {
        limit = sizes.queue;
        // One more, which is always free.
        int places = sizes.queue + sizes.sessions + 1;
        sessions = new int[places];
        kinds = new byte[places];
    }

    /** OK, RESOURCE_EXHAUSTED, or NOT_FOUND for a session that is about to end. */
    int add(int session, int kind) {
        if (hasEnd(session)) {
            return MediaStatus.NOT_FOUND;
        }
        if (has(session, kind)) {
            return MediaStatus.OK;
        }
        if (size - ends == limit) {
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        append(session, kind, 0);
        return MediaStatus.OK;
    }

    /** Ends a session; the first reason counts. */
    void addEnd(int session, int reason) {
        if (!hasEnd(session)) {
            forget(session);
            append(session, MediaSignals.END, reason);
            ends++;
        }
    }

    boolean hasEnd(int session) {
        return has(session, MediaSignals.END);
    }

    /** Whether it is queued; what is at work may come once more, but for an end. */
    private boolean has(int session, int kind) {
        for (int i = 0; i < size; i++) {
            if (sessions[i] == session
                    && kind(i) == kind
                    && (i != active || kind == MediaSignals.END)) {
                return true;
            }
        }
        return false;
    }

    private void append(int session, int kind, int detail) {
        sessions[size] = session;
        kinds[size] = (byte) (detail << DETAIL | kind);
        size++;
    }

    /** Removes whatever is queued for a session. */
    void forget(int session) {
        for (int i = size - 1; i >= 0; i--) {
            if (sessions[i] == session) {
                remove(i);
            }
        }
    }

    void remove(int index) {
        ends -= kind(index) == MediaSignals.END ? 1 : 0;
        if (active == index) {
            active = NONE;
        }
        if (active > index) {
            active--;
        }
        size--;
        // What comes after it, and the free place behind the last.
        int from = index + 1;
        int moved = kinds.length - from;
        System.arraycopy(sessions, from, sessions, index, moved);
        System.arraycopy(kinds, from, kinds, index, moved);
    }

    /** An item is at work from now on; another one like it may be queued. */
    void activate(int index) {
        active = index;
    }

    /** Index of the item at work; NONE when there is none, or it is withdrawn. */
    int active() {
        return active;
    }

    /** The item at work failed, and has another try. */
    void postpone() {
        kinds[active] += 1 << DETAIL;
        active = NONE;
    }

    /** Whether the items of a session before this one are done. */
    boolean isFirstOfSession(int index) {
        for (int i = 0; i < index; i++) {
            if (sessions[i] == sessions[index]) {
                return false;
            }
        }
        return true;
    }

    /** Items, with the one at work. */
    public int size() {
        return size;
    }

    int session(int index) {
        return sessions[index];
    }

    int kind(int index) {
        return kinds[index] & KIND;
    }

    /** Of an END. */
    int reason(int index) {
        return kinds[index] >> DETAIL;
    }

    /** How often an item failed. */
    int attempts(int index) {
        return kinds[index] >> DETAIL;
    }

    public void state(SlotState state) {
        size = state.integer(size);
        active = state.integer(active);
        ends = state.integer(ends);
        state.integers(sessions);
        state.bytes(kinds);
    }
}
