package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TemperatureMeasurementSpec;

/**
 * Temperature Measurement (Matter application clusters 2.3). All temperatures are in hundredths of
 * a degree Celsius.
 */
public final class TemperatureMeasurementCluster extends Cluster {
    /** A temperature, or an end of the range, that is not known: null on the wire. */
    public static final int UNKNOWN = -32768;

    private static final int[] ATTRIBUTES = {
        TemperatureMeasurementSpec.ATTR_MEASURED_VALUE,
        TemperatureMeasurementSpec.ATTR_MIN_MEASURED_VALUE,
        TemperatureMeasurementSpec.ATTR_MAX_MEASURED_VALUE,
        TemperatureMeasurementSpec.ATTR_TOLERANCE,
    };

    private static final int LEAST = -27315;
    private static final int GREATEST = 32767;

    private final int endpointId;
    private final int min;
    private final int max;
    private final int tolerance;
    private final SensorHook hook;
    private int measured = UNKNOWN;
    private long sampleAt;

    /**
     * @param endpoint number of the endpoint the cluster will be on
     * @param min MinMeasuredValue, -27315 to {@code max} - 1, or {@link #UNKNOWN}
     * @param max MaxMeasuredValue, to 32767, or {@link #UNKNOWN}
     * @param tolerance how far off the value may be, 0..2048
     */
    public TemperatureMeasurementCluster(
            int endpoint, int min, int max, int tolerance, SensorHook hook) {
        super(new TemperatureMeasurementSpec(), 0, ATTRIBUTES, null);
        this.endpointId = endpoint;
        this.min = min;
        this.max = max;
        this.tolerance = tolerance;
        this.hook = hook;
    }

    /** MeasuredValue, or {@link #UNKNOWN}. */
    public int temperature() {
        return measured;
    }

    /** What the hardware measures now; outside the range of the cluster it counts as unknown. */
    public void setTemperature(int hundredths) {
        int low = min == UNKNOWN ? LEAST : min;
        int high = max == UNKNOWN ? GREATEST : max;
        int value = hundredths < low || hundredths > high ? UNKNOWN : hundredths;
        if (value != measured) {
            measured = value;
            changed(TemperatureMeasurementSpec.ATTR_MEASURED_VALUE);
        }
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case TemperatureMeasurementSpec.ATTR_MEASURED_VALUE:
                return put(measured, in, out);
            case TemperatureMeasurementSpec.ATTR_MIN_MEASURED_VALUE:
                return put(min, in, out);
            case TemperatureMeasurementSpec.ATTR_MAX_MEASURED_VALUE:
                return put(max, in, out);
            case TemperatureMeasurementSpec.ATTR_TOLERANCE:
                out.putUnsigned(in.tag, tolerance);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    private static int put(int hundredths, AttributeRead in, TlvWriter out) {
        if (hundredths == UNKNOWN) {
            out.putNull(in.tag);
        } else {
            out.putSigned(in.tag, hundredths);
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public long poll(long nowMillis) {
        if (nowMillis >= sampleAt) {
            sampleAt = hook.sample(endpointId, nowMillis);
        }
        return sampleAt;
    }
}
