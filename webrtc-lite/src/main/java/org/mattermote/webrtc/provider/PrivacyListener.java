package org.mattermote.webrtc.provider;

/** Hears that the camera may no longer serve sessions of some usages. */
public interface PrivacyListener {
    /**
     * A soft privacy mode was switched on: sessions of these usages end (PrivacyMode).
     *
     * @param usages a bit for each StreamUsageEnum, 1 &lt;&lt; its value
     */
    void privacyOn(int usages);
}
