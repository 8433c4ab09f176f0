package org.mattermote.webrtc.provider;

import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.media.OfferParams;

/**
 * The sessions of a provider. Ids go from 1 to 65534 and round, past those in use; the id of a
 * command that failed is not given again at once.
 */
public final class SessionTable {
    private static final int FIRST_ID = 1;
    private static final int LAST_ID = 65534;

    private final Pool<WebRtcSession> rows;
    private final WebRtcSession[] slots;

    /** Null where the media port looks after the streams. */
    private final CameraStreams streams;

    private TableListener listener;
    private int cursor = FIRST_ID;

    /**
     * @param streams whose references are counted; null for none
     */
    SessionTable(WebRtcSizes sizes, CameraStreams streams) {
        this.streams = streams;
        slots = new WebRtcSession[sizes.sessions];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new WebRtcSession(sizes.streams);
        }
        rows = new Pool<WebRtcSession>(slots);
    }

    void setListener(TableListener listener) {
        this.listener = listener;
    }

    /** To be looked at. */
    public Pool<? extends Slot> rows() {
        return rows;
    }

    int capacity() {
        return slots.length;
    }

    WebRtcSession at(int index) {
        return slots[index];
    }

    /**
     * The session in the life that {@code handle} names, in whatever state; null when it is over.
     */
    WebRtcSession find(int handle) {
        return rows.find(handle);
    }

    /** As {@link #find(int)}, if it is visible or will be. */
    WebRtcSession alive(int handle) {
        WebRtcSession row = rows.find(handle);
        return row != null && row.state != WebRtcSession.ENDING ? row : null;
    }

    /** The session of this id that is visible or will be, or null. */
    WebRtcSession findLive(int id) {
        WebRtcSession row = ofId(id);
        return row != null && row.state != WebRtcSession.ENDING ? row : null;
    }

    /** The visible session of this id of this peer, or null. */
    WebRtcSession find(int id, int fabricIndex, long peerNodeId) {
        WebRtcSession row = ofId(id);
        return row != null
                        && row.isVisible()
                        && row.fabricIndex() == fabricIndex
                        && row.peerNodeId == peerNodeId
                ? row
                : null;
    }

    private WebRtcSession ofId(int id) {
        for (int i = 0; i < slots.length; i++) {
            WebRtcSession row = slots[i];
            if (row.isTaken() && row.id == id) {
                return row;
            }
        }
        return null;
    }

    /** A RESERVED session with an id; null when the table is full. */
    WebRtcSession reserve(int fabricIndex, long peerNodeId) {
        WebRtcSession row = rows.take();
        if (row == null) {
            WebRtcSession ending = anEnding();
            if (ending == null) {
                return null;
            }
            release(ending);
            row = rows.take();
        }
        row.id = (char) nextId();
        row.fabricIndex = (byte) fabricIndex;
        row.peerNodeId = peerNodeId;
        row.state = WebRtcSession.RESERVED;
        return row;
    }

    private WebRtcSession anEnding() {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i].state == WebRtcSession.ENDING) {
                return slots[i];
            }
        }
        return null;
    }

    private int nextId() {
        int id;
        do {
            id = cursor;
            cursor = cursor == LAST_ID ? FIRST_ID : cursor + 1;
        } while (ofId(id) != null);
        return id;
    }

    /** A RESERVED session is there from now on, or one that was {@link #changing} is as it is. */
    void show(WebRtcSession row, int state) {
        row.state = (char) state;
        refer(row, 1);
        listener.sessionsChanged();
    }

    /** Before the streams of a visible session change; {@link #show} follows. */
    void changing(WebRtcSession row) {
        refer(row, -1);
    }

    /** Nobody sees the session any more, but its peer is to be told. */
    void hide(WebRtcSession row) {
        refer(row, -1);
        row.state = WebRtcSession.ENDING;
        listener.sessionsChanged();
    }

    /** The session is over. */
    void remove(WebRtcSession row) {
        if (release(row)) {
            listener.sessionsChanged();
        }
    }

    /** All sessions of a fabric are over, in one change. */
    void removeFabric(int fabricIndex) {
        boolean any = false;
        for (int i = 0; i < slots.length; i++) {
            WebRtcSession row = slots[i];
            if (row.isTaken() && row.fabricIndex() == fabricIndex) {
                any |= release(row);
            }
        }
        if (any) {
            listener.sessionsChanged();
        }
    }

    /** Whether it was visible. */
    private boolean release(WebRtcSession row) {
        boolean visible = row.isVisible();
        if (visible) {
            refer(row, -1);
        }
        listener.sessionOver(row.handle());
        rows.release(row);
        return visible;
    }

    /** Streams that are not allocated, which only a later offer may name, the row does without. */
    private void refer(WebRtcSession row, int change) {
        if (streams == null) {
            return;
        }
        int count = refer(true, row.videoStreams, row.videoStreamCount, change);
        row.videoStreamCount = (byte) count;
        if (count == 0) {
            row.videoStream = refer(true, row.videoStream, change);
        }
        count = refer(false, row.audioStreams, row.audioStreamCount, change);
        row.audioStreamCount = (byte) count;
        if (count == 0) {
            row.audioStream = refer(false, row.audioStream, change);
        }
    }

    /** How many are left of a list of streams, at its beginning. */
    private int refer(boolean video, char[] list, int count, int change) {
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (streams.refer(video, list[i], change)) {
                list[left] = list[i];
                left++;
            }
        }
        return left;
    }

    /** The stream, or NULL. */
    private int refer(boolean video, int stream, int change) {
        return streams.refer(video, stream, change) ? stream : OfferParams.NULL;
    }

    /** What it holds beside its slots. */
    public void state(SlotState state) {
        cursor = state.integer(cursor);
    }
}
