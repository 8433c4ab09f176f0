package org.mattermote.stack.cluster;

/** A cluster of the same endpoint that moves with On/Off. */
interface OnOffFollower {
    /** OnOff is {@code on} from now; called on every change, after the hook. */
    void onOff(boolean on, long nowMillis);
}
