package org.mattermote.stack.cluster;

/** What an On/Off server switches. */
public interface OnOffHook {
    /** The state is {@code on} from now; called at boot and on every change. */
    void onOff(int endpoint, boolean on);
}
