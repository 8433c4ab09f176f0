package org.mattermote.app.sensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.spec.BooleanStateSpec;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.OccupancySensingSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.sim.QuietPorts;

class SensorAppTest {
    private final MemoryStore store = new MemoryStore();
    private final List<List<Long>> log = new ArrayList<>();
    private Stack stack;
    private Endpoint[] endpoints;
    private SensorApp app;

    private void boot() {
        Ports ports =
                QuietPorts.of(
                        store,
                        (event, a, b, c) -> {
                            if (event != LogEvent.ICD_MODE) {
                                log.add(List.of((long) event, a, b));
                            }
                        });
        stack = new Stack(ports, new Sizes(), 0);
        app = new SensorApp(stack, ports);
        endpoints = app.endpoints(stack);
        stack.compose(app.rootClusters(stack), endpoints, app.deviceType());
        app.start();
        stack.start(0);
        assertEquals(Stack.SEALED, stack.seal());
    }

    private static List<Integer> clusters(Endpoint endpoint) {
        return IntStream.range(0, endpoint.clusterCount())
                .mapToObj(i -> endpoint.cluster(i).id())
                .toList();
    }

    @Test
    void shouldBeThreeSensors() {
        boot();
        assertEquals(List.of(1, 2, 3), Arrays.stream(endpoints).map(Endpoint::id).toList());
        assertEquals(
                List.of(0x0302, 0x0107, 0x0015),
                Arrays.stream(endpoints).map(endpoint -> endpoint.deviceType(0)).toList());
        assertEquals(
                List.of(2, 4, 2),
                Arrays.stream(endpoints).map(endpoint -> endpoint.deviceTypeRevision(0)).toList());
        assertEquals(List.of(0x03, 0x1D, 0x402), clusters(endpoints[0]));
        assertEquals(List.of(0x03, 0x1D, 0x406), clusters(endpoints[1]));
        assertEquals(List.of(0x03, 0x1D, 0x45), clusters(endpoints[2]));
        assertEquals(
                OccupancySensingSpec.FEATURE_PASSIVE_INFRARED,
                endpoints[1].find(OccupancySensingSpec.ID).featureMap());
    }

    @Test
    void shouldMeasureWhenItStartsAndWhenItsButtonIsPressed() {
        boot();
        stack.poll(0);
        assertEquals(List.of(temperature(2000), contact(1)), log);
        log.clear();
        app.button(100);
        assertEquals(List.of(temperature(2050), contact(0), occupancy(1)), log);
        log.clear();
        app.button(5_000);
        assertEquals(List.of(temperature(2100), contact(1)), log);
        log.clear();
        stack.poll(14_999);
        assertEquals(List.of(), log);
        stack.poll(15_000);
        assertEquals(List.of(occupancy(0)), log);
    }

    @Test
    void shouldRecordWhatHappened() {
        boot();
        stack.poll(0);
        app.button(100);
        stack.poll(20_000);
        List<List<Integer>> events = new ArrayList<>();
        EventLog kept = stack.events();
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
        boot();
        for (Endpoint endpoint : endpoints) {
            IdentifyCluster identify = (IdentifyCluster) endpoint.find(IdentifySpec.ID);
            identify.identify(2, 0);
            assertTrue(log.contains(List.of((long) LogEvent.IDENTIFY, (long) endpoint.id(), 2L)));
        }
    }

    private static List<Long> temperature(long hundredths) {
        return List.of((long) LogEvent.TEMPERATURE, 1L, hundredths);
    }

    private static List<Long> occupancy(long value) {
        return List.of((long) LogEvent.OCCUPANCY, 2L, value);
    }

    private static List<Long> contact(long value) {
        return List.of((long) LogEvent.CONTACT, 3L, value);
    }
}
