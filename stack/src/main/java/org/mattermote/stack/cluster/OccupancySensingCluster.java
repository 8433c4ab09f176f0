package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.OccupancySensingSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Occupancy Sensing with HoldTime (Matter application clusters 2.7).
 *
 * <pre>
 *  state      | somebody is detected     | nobody is, any more   | deadline
 *  unoccupied | occupied: hook, report,  | -                     | -
 *             | event                    |                       |
 *  occupied   | -                        | held for HoldTime     | -
 *  held       | occupied                 | -                     | unoccupied: hook, report,
 *             |                          |                       | event
 * </pre>
 *
 * HoldTime counts from the last detection; a new one counts for a hold that is under way, too. It
 * survives a restart. The older names of HoldTime, one for each kind of sensor, are the same value.
 */
public final class OccupancySensingCluster extends Cluster {
    private static final int[] EVENTS = {OccupancySensingSpec.EVENT_OCCUPANCY_CHANGED};

    private static final int OLD_KINDS =
            OccupancySensingSpec.FEATURE_PASSIVE_INFRARED
                    | OccupancySensingSpec.FEATURE_ULTRASONIC
                    | OccupancySensingSpec.FEATURE_PHYSICAL_CONTACT;

    private static final int ALWAYS = 5;
    private static final int SECOND_MILLIS = 1000;
    private static final int RECORD_VERSION = 1;
    private static final int TAG_HOLD_TIME = 1;

    private final int endpointId;
    private final int minHoldTime;
    private final int maxHoldTime;
    private final int defaultHoldTime;
    private final OccupancyHook hook;
    private final EventSink events;
    private final StoredRecord record;
    private int holdTime;
    private boolean detected;
    private boolean occupied;

    /** When detection ended, ms; counts while held. */
    private long leftAt;

    private long sampleAt;

    /**
     * Restores HoldTime.
     *
     * @param endpoint number of the endpoint the cluster will be on, 0..4095
     * @param features FEATURE constants of {@link OccupancySensingSpec}: how it senses, at least
     *     one
     * @param minHoldTime HoldTimeMin, s, 1..{@code maxHoldTime}
     * @param maxHoldTime HoldTimeMax, s, 10..65535
     * @param defaultHoldTime HoldTimeDefault, s, between the two
     */
    public OccupancySensingCluster(
            int endpoint,
            int features,
            int minHoldTime,
            int maxHoldTime,
            int defaultHoldTime,
            OccupancyHook hook,
            EventSink events,
            ClusterWorkspace workspace,
            LogPort log) {
        super(new OccupancySensingSpec(), features, attributes(features), null);
        this.endpointId = endpoint;
        this.minHoldTime = minHoldTime;
        this.maxHoldTime = maxHoldTime;
        this.defaultHoldTime = defaultHoldTime;
        this.hook = hook;
        this.events = events;
        record =
                new StoredRecord(
                        workspace.records, log, StoreKeys.occupancy(endpoint), RECORD_VERSION);
        holdTime = defaultHoldTime;
        restore();
    }

    private static int[] attributes(int features) {
        int kinds = kinds(features);
        int count = ALWAYS;
        for (int left = kinds; left != 0; left &= left - 1) {
            count++;
        }
        int[] ids = new int[count];
        for (int i = 0; i < ALWAYS; i++) {
            ids[i] = OccupancySensingSpec.ATTR_OCCUPANCY + i;
        }
        int at = ALWAYS;
        if ((kinds & OccupancySensingSpec.OCCUPANCY_SENSOR_TYPE_BITMAP_PIR) != 0) {
            ids[at++] = OccupancySensingSpec.ATTR_PIR_OCCUPIED_TO_UNOCCUPIED_DELAY;
        }
        if ((kinds & OccupancySensingSpec.OCCUPANCY_SENSOR_TYPE_BITMAP_ULTRASONIC) != 0) {
            ids[at++] = OccupancySensingSpec.ATTR_ULTRASONIC_OCCUPIED_TO_UNOCCUPIED_DELAY;
        }
        if ((kinds & OccupancySensingSpec.OCCUPANCY_SENSOR_TYPE_BITMAP_PHYSICAL_CONTACT) != 0) {
            ids[at] = OccupancySensingSpec.ATTR_PHYSICAL_CONTACT_OCCUPIED_TO_UNOCCUPIED_DELAY;
        }
        return ids;
    }

    /** OccupancySensorTypeBitmap: sensors of the newer kinds say infrared. */
    private static int kinds(int features) {
        int kinds = (features & OLD_KINDS) >> 1;
        return kinds == 0 ? OccupancySensingSpec.OCCUPANCY_SENSOR_TYPE_BITMAP_PIR : kinds;
    }

    /** OccupancySensorType: physical contact only where there is nothing else. */
    private int sensorType() {
        switch (kinds(featureMap()) & 3) {
            case 0:
                return OccupancySensingSpec.OCCUPANCY_SENSOR_TYPE_PHYSICAL_CONTACT;
            case 1:
                return OccupancySensingSpec.OCCUPANCY_SENSOR_TYPE_PIR;
            case 2:
                return OccupancySensingSpec.OCCUPANCY_SENSOR_TYPE_ULTRASONIC;
            default:
                return OccupancySensingSpec.OCCUPANCY_SENSOR_TYPE_PIR_AND_ULTRASONIC;
        }
    }

    /** One that other limits were good for is as none. */
    private void restore() {
        if (record.open() == PortStatus.OK) {
            TlvReader reader = record.reader();
            int stored = reader.find(TAG_HOLD_TIME) == CodecStatus.OK ? reader.u16() : -1;
            record.close();
            if (stored < 0) {
                record.reject(PortStatus.DAMAGED);
            } else if (stored >= minHoldTime && stored <= maxHoldTime) {
                holdTime = stored;
            }
        }
    }

    public boolean isOccupied() {
        return occupied;
    }

    /** Whether the hardware detects somebody now. A pulse is told as true and then false. */
    public void setDetected(boolean somebody, long nowMillis) {
        if (detected && !somebody) {
            leftAt = nowMillis;
        }
        detected = somebody;
        if (somebody) {
            setOccupied(true, nowMillis);
        }
    }

    private void setOccupied(boolean wanted, long nowMillis) {
        if (wanted == occupied) {
            return;
        }
        occupied = wanted;
        hook.occupancy(endpointId, wanted);
        changed(OccupancySensingSpec.ATTR_OCCUPANCY);
        events.begin(this, OccupancySensingSpec.EVENT_OCCUPANCY_CHANGED, 0)
                .putUnsigned(OccupancySensingSpec.OCCUPANCY_CHANGED_OCCUPANCY, bitmap());
        events.commit(nowMillis);
    }

    private int bitmap() {
        return occupied ? OccupancySensingSpec.OCCUPANCY_OCCUPIED : 0;
    }

    @Override
    public int[] events() {
        return EVENTS;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case OccupancySensingSpec.ATTR_OCCUPANCY:
                out.putUnsigned(in.tag, bitmap());
                return ImStatus.SUCCESS;
            case OccupancySensingSpec.ATTR_OCCUPANCY_SENSOR_TYPE:
                out.putUnsigned(in.tag, sensorType());
                return ImStatus.SUCCESS;
            case OccupancySensingSpec.ATTR_OCCUPANCY_SENSOR_TYPE_BITMAP:
                out.putUnsigned(in.tag, kinds(featureMap()));
                return ImStatus.SUCCESS;
            case OccupancySensingSpec.ATTR_HOLD_TIME_LIMITS:
                out.startStruct(in.tag);
                out.putUnsigned(
                        OccupancySensingSpec.HOLD_TIME_LIMITS_STRUCT_HOLD_TIME_MIN, minHoldTime);
                out.putUnsigned(
                        OccupancySensingSpec.HOLD_TIME_LIMITS_STRUCT_HOLD_TIME_MAX, maxHoldTime);
                out.putUnsigned(
                        OccupancySensingSpec.HOLD_TIME_LIMITS_STRUCT_HOLD_TIME_DEFAULT,
                        defaultHoldTime);
                out.endContainer();
                return ImStatus.SUCCESS;
            default:
                if (!isHoldTime(attribute)) {
                    return ImStatus.UNSUPPORTED_ATTRIBUTE;
                }
                out.putUnsigned(in.tag, holdTime);
                return ImStatus.SUCCESS;
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (!isHoldTime(attribute)) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int seconds = value.u16();
        if (seconds < 0) {
            return CommandFields.writeStatus(seconds);
        }
        if (seconds < minHoldTime || seconds > maxHoldTime) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (seconds == holdTime) {
            return ImStatus.SUCCESS;
        }
        record.begin().putUnsigned(TAG_HOLD_TIME, seconds);
        if (record.commit() != PortStatus.OK) {
            return ImStatus.FAILURE;
        }
        holdTime = seconds;
        int[] ids = attributes();
        for (int i = 0; i < ids.length; i++) {
            if (isHoldTime(ids[i])) {
                changed(ids[i]);
            }
        }
        return ImStatus.SUCCESS;
    }

    /** HoldTime, or one of its older names that this sensor has. */
    private boolean isHoldTime(int attribute) {
        switch (attribute) {
            case OccupancySensingSpec.ATTR_HOLD_TIME:
            case OccupancySensingSpec.ATTR_PIR_OCCUPIED_TO_UNOCCUPIED_DELAY:
            case OccupancySensingSpec.ATTR_ULTRASONIC_OCCUPIED_TO_UNOCCUPIED_DELAY:
            case OccupancySensingSpec.ATTR_PHYSICAL_CONTACT_OCCUPIED_TO_UNOCCUPIED_DELAY:
                return hasAttribute(attribute);
            default:
                return false;
        }
    }

    @Override
    public long poll(long nowMillis) {
        if (nowMillis >= sampleAt) {
            sampleAt = hook.sample(endpointId, nowMillis);
        }
        if (occupied && !detected && nowMillis >= heldUntil()) {
            setOccupied(false, nowMillis);
        }
        return occupied && !detected ? Math.min(sampleAt, heldUntil()) : sampleAt;
    }

    private long heldUntil() {
        return leftAt + (long) holdTime * SECOND_MILLIS;
    }
}
