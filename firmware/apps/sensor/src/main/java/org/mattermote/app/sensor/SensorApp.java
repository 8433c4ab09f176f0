package org.mattermote.app.sensor;

import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.RootClusters;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.BooleanStateCluster;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.IcdManagementCluster;
import org.mattermote.stack.cluster.IcdSettings;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.cluster.OccupancySensingCluster;
import org.mattermote.stack.cluster.TemperatureMeasurementCluster;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.DeviceTypes;
import org.mattermote.stack.model.spec.IcdManagementSpec;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.OccupancySensingSpec;

/**
 * The sensors as endpoints: temperature, occupancy, contact, each with Descriptor and Identify.
 * They run on batteries, so that the node sleeps (Matter core 9.15); its button wakes it.
 */
public final class SensorApp implements App {
    /** Numbers of its endpoints. */
    public static final int TEMPERATURE = 1;

    public static final int OCCUPANCY = 2;
    public static final int CONTACT = 3;

    /** What the thermometer can measure, and how far off it may be; hundredths of a degree. */
    private static final int MIN_TEMPERATURE = -2000;

    private static final int MAX_TEMPERATURE = 6000;
    private static final int TOLERANCE = 20;

    /** How long somebody counts as there, s. */
    private static final int MIN_HOLD_TIME = 1;

    private static final int MAX_HOLD_TIME = 3600;
    private static final int HOLD_TIME = 10;

    private static final int[] TEMPERATURE_SENSOR = {
        DeviceTypes.TEMPERATURE_SENSOR, DeviceTypes.TEMPERATURE_SENSOR_REVISION,
    };

    private static final int[] OCCUPANCY_SENSOR = {
        DeviceTypes.OCCUPANCY_SENSOR, DeviceTypes.OCCUPANCY_SENSOR_REVISION,
    };

    private static final int[] CONTACT_SENSOR = {
        DeviceTypes.CONTACT_SENSOR, DeviceTypes.CONTACT_SENSOR_REVISION,
    };

    private static final int[] NONE = {};

    private final Stack stack;
    private final IcdManagementCluster icdManagement;
    private final SensorHook hook;
    private final TemperatureMeasurementCluster temperature;
    private final OccupancySensingCluster occupancy;
    private final BooleanStateCluster contact;

    public SensorApp(Stack stack, Ports ports) {
        this.stack = stack;
        IcdSettings sleep = new IcdSettings();
        sleep.userActiveModeTriggerHint = IcdManagementSpec.USER_ACTIVE_MODE_TRIGGER_ACTUATE_SENSOR;
        icdManagement = stack.icd(sleep);
        stack.resumeSubscriptions();
        hook = new SensorHook(ports.log);
        temperature =
                new TemperatureMeasurementCluster(
                        TEMPERATURE, MIN_TEMPERATURE, MAX_TEMPERATURE, TOLERANCE, hook);
        occupancy =
                new OccupancySensingCluster(
                        OCCUPANCY,
                        OccupancySensingSpec.FEATURE_PASSIVE_INFRARED,
                        MIN_HOLD_TIME,
                        MAX_HOLD_TIME,
                        HOLD_TIME,
                        hook,
                        stack.events(),
                        stack.clusterWorkspace(),
                        ports.log);
        contact = new BooleanStateCluster(CONTACT, hook, stack.events());
        hook.tell(temperature, occupancy, contact);
    }

    @Override
    public int deviceType() {
        return DeviceTypes.TEMPERATURE_SENSOR;
    }

    @Override
    public Cluster[] rootClusters(Stack stack) {
        Cluster[] others = RootClusters.all(stack);
        Cluster[] all = new Cluster[others.length + 1];
        System.arraycopy(others, 0, all, 0, others.length);
        all[others.length] = icdManagement;
        return all;
    }

    @Override
    public Endpoint[] endpoints(Stack stack) {
        return new Endpoint[] {
            endpoint(TEMPERATURE, TEMPERATURE_SENSOR, temperature),
            endpoint(OCCUPANCY, OCCUPANCY_SENSOR, occupancy),
            endpoint(CONTACT, CONTACT_SENSOR, contact),
        };
    }

    private Endpoint endpoint(int number, int[] deviceType, Cluster cluster) {
        IdentifyCluster identify =
                new IdentifyCluster(number, IdentifySpec.IDENTIFY_TYPE_VISIBLE_INDICATOR, hook);
        return new Endpoint(
                number,
                deviceType,
                new Cluster[] {new DescriptorCluster(NONE, NONE), identify, cluster});
    }

    /** Nothing to restore: the clusters ask the hardware as soon as the node runs. */
    @Override
    public void start() {}

    @Override
    public void button(long nowMillis) {
        hook.button(nowMillis);
        stack.icd().userActiveModeTrigger(nowMillis);
    }
}
