package org.mattermote.webrtc.provider;

/** Hears of changes of what CurrentSessions says, and of sessions that go. */
public interface TableListener {
    void sessionsChanged();

    /** A session is over, whoever saw it; its handle is still good. */
    void sessionOver(int session);
}
