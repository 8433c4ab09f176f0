package org.mattermote.firmware.boot;

/** Hears that the device can be commissioned or, if it is, reached. */
public interface ReadyListener {
    /**
     * @param fabrics fabrics the device belongs to
     */
    void ready(int fabrics);
}
