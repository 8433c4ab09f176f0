package org.mattermote.app.sensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.AppRig;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.spec.BooleanStateSpec;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.OccupancySensingSpec;
import org.mattermote.stack.port.LogEvent;

class SensorAppTest {
    private final AppRig<SensorApp> rig = new AppRig<>(SensorApp::new);

    @Test
    void shouldBeThreeSensors() {
        rig.boot();
        assertEquals(List.of(1, 2, 3), rig.endpoints().stream().map(Endpoint::id).toList());
        assertEquals(
                List.of(0x0302, 0x0107, 0x0015),
                rig.endpoints().stream().map(endpoint -> endpoint.deviceType(0)).toList());
        assertEquals(
                List.of(2, 4, 2),
                rig.endpoints().stream().map(endpoint -> endpoint.deviceTypeRevision(0)).toList());
        assertEquals(List.of(0x03, 0x1D, 0x402), AppRig.clusters(rig.endpoints().get(0)));
        assertEquals(List.of(0x03, 0x1D, 0x406), AppRig.clusters(rig.endpoints().get(1)));
        assertEquals(List.of(0x03, 0x1D, 0x45), AppRig.clusters(rig.endpoints().get(2)));
        assertEquals(
                OccupancySensingSpec.FEATURE_PASSIVE_INFRARED,
                rig.endpoints().get(1).find(OccupancySensingSpec.ID).featureMap());
    }

    @Test
    void shouldMeasureWhenItStartsAndWhenItsButtonIsPressed() {
        rig.boot();
        rig.stack().poll(0);
        assertEquals(List.of(temperature(2000), contact(1)), rig.shown());
        rig.app().button(100);
        assertEquals(List.of(temperature(2050), contact(0), occupancy(1)), rig.shown());
        rig.app().button(5_000);
        assertEquals(List.of(temperature(2100), contact(1)), rig.shown());
        rig.stack().poll(14_999);
        assertEquals(List.of(), rig.shown());
        rig.stack().poll(15_000);
        assertEquals(List.of(occupancy(0)), rig.shown());
    }

    @Test
    void shouldRecordWhatHappened() {
        rig.boot();
        rig.stack().poll(0);
        rig.app().button(100);
        rig.stack().poll(20_000);
        List<List<Integer>> events = new ArrayList<>();
        EventLog kept = rig.stack().events();
        for (int at = kept.first(0); at != EventLog.NONE; at = kept.next(at)) {
            if (kept.endpoint(at) != 0) {
                events.add(List.of(kept.endpoint(at), kept.cluster(at)));
            }
        }
        assertEquals(
                List.of(
                        List.of(3, BooleanStateSpec.ID),
                        List.of(3, BooleanStateSpec.ID),
                        List.of(2, OccupancySensingSpec.ID),
                        List.of(2, OccupancySensingSpec.ID)),
                events);
    }

    @Test
    void shouldShowWhereEachOfThemIs() {
        rig.boot();
        for (Endpoint endpoint : rig.endpoints()) {
            IdentifyCluster identify = (IdentifyCluster) endpoint.find(IdentifySpec.ID);
            identify.identify(2, 0);
            assertTrue(rig.shown().contains(AppRig.line(LogEvent.IDENTIFY, endpoint.id(), 2)));
        }
    }

    private static List<Long> temperature(long hundredths) {
        return AppRig.line(LogEvent.TEMPERATURE, 1, hundredths);
    }

    private static List<Long> occupancy(long value) {
        return AppRig.line(LogEvent.OCCUPANCY, 2, value);
    }

    private static List<Long> contact(long value) {
        return AppRig.line(LogEvent.CONTACT, 3, value);
    }
}
