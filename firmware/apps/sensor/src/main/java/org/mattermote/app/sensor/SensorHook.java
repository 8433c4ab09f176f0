package org.mattermote.app.sensor;

import org.mattermote.stack.cluster.BooleanStateCluster;
import org.mattermote.stack.cluster.IdentifyHook;
import org.mattermote.stack.cluster.OccupancyHook;
import org.mattermote.stack.cluster.OccupancySensingCluster;
import org.mattermote.stack.cluster.TemperatureMeasurementCluster;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/**
 * The sensors. This is the one class to change for hardware of your own: {@link #sample} looks at
 * it, tells the clusters what it sees, and returns at once. Here the hardware is the button.
 */
public final class SensorHook implements OccupancyHook, IdentifyHook {
    /** ms between two looks at the thermometer. */
    private static final int TEMPERATURE_MILLIS = 10_000;

    private static final int STEP = 50;
    private static final int COLDEST = 2000;
    private static final int WARMEST = 2500;

    private final LogPort log;
    private TemperatureMeasurementCluster temperature;
    private OccupancySensingCluster occupancy;
    private BooleanStateCluster contact;

    /** What there is in place of hardware. */
    private int degrees = COLDEST;

    private boolean closed = true;

    public SensorHook(LogPort log) {
        this.log = log;
    }

    /** Whom to tell. Once, at boot. */
    void tell(
            TemperatureMeasurementCluster thermometer,
            OccupancySensingCluster detector,
            BooleanStateCluster contactSwitch) {
        temperature = thermometer;
        occupancy = detector;
        contact = contactSwitch;
    }

    /**
     * Your drivers go here: read the thermometer, the detector's pin, the contact's pin. Return
     * {@code NEVER} for those that wake you by an interrupt, and tell their cluster then.
     */
    @Override
    public long sample(int endpoint, long nowMillis) {
        switch (endpoint) {
            case SensorApp.TEMPERATURE:
                measured(degrees);
                return nowMillis + TEMPERATURE_MILLIS;
            case SensorApp.CONTACT:
                contact(closed, nowMillis);
                return BooleanStateCluster.NEVER;
            default:
                return OccupancySensingCluster.NEVER;
        }
    }

    private void measured(int hundredths) {
        if (hundredths != temperature.temperature()) {
            temperature.setTemperature(hundredths);
            log.event(LogEvent.TEMPERATURE, SensorApp.TEMPERATURE, hundredths, 0);
        }
    }

    private void contact(boolean seen, long nowMillis) {
        if (seen != contact.state()) {
            contact.setState(seen, nowMillis);
            log.event(LogEvent.CONTACT, SensorApp.CONTACT, seen ? 1 : 0, 0);
        }
    }

    /** Somebody passes by, opens or closes the window, and it becomes warmer. */
    void button(long nowMillis) {
        degrees = degrees >= WARMEST ? COLDEST : degrees + STEP;
        closed = !closed;
        measured(degrees);
        contact(closed, nowMillis);
        occupancy.setDetected(true, nowMillis);
        occupancy.setDetected(false, nowMillis);
    }

    /** A lamp that shows that somebody was seen goes here. */
    @Override
    public void occupancy(int endpoint, boolean occupied) {
        log.event(LogEvent.OCCUPANCY, endpoint, occupied ? 1 : 0, 0);
    }

    /** Your blinking goes here: start it for {@code seconds} > 0, end it for 0. */
    @Override
    public void identify(int endpoint, int seconds) {
        log.event(LogEvent.IDENTIFY, endpoint, seconds, 0);
    }

    /** An indicator that can blink, breathe or nod does it here; this one cannot. */
    @Override
    public void effect(int endpoint, int effect) {}
}
