package org.mattermote.bsp.host.recording;

/** The device did something else than in the record. */
public final class ReplayDifference extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplayDifference(String message) {
        super(message);
    }
}
