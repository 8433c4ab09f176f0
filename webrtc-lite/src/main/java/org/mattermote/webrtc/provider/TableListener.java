package org.mattermote.webrtc.provider;

/** Hears of changes of what CurrentSessions says. */
public interface TableListener {
    void sessionsChanged();
}
