package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TemperatureMeasurementSpec;

class TemperatureMeasurementClusterTest {
    private static final int MEASURED = TemperatureMeasurementSpec.ATTR_MEASURED_VALUE;
    private static final int UNKNOWN = TemperatureMeasurementCluster.UNKNOWN;

    private final List<Long> looks = new ArrayList<>();
    private final TemperatureMeasurementCluster cluster = cluster(-2000, 6000);

    private TemperatureMeasurementCluster cluster(int min, int max) {
        SensorHook hook =
                (endpoint, now) -> {
                    looks.add(now);
                    return now + 10_000;
                };
        TemperatureMeasurementCluster made =
                new TemperatureMeasurementCluster(1, min, max, 20, hook);
        Fakes.node(made);
        return made;
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        cluster.setTemperature(-1234);
        Fakes.checkAgainstModel(cluster);
        assertEquals(-1234, Fakes.read(cluster, MEASURED).value());
        assertEquals(
                -2000,
                Fakes.read(cluster, TemperatureMeasurementSpec.ATTR_MIN_MEASURED_VALUE).value());
        assertEquals(
                6000,
                Fakes.read(cluster, TemperatureMeasurementSpec.ATTR_MAX_MEASURED_VALUE).value());
        assertEquals(20, Fakes.read(cluster, TemperatureMeasurementSpec.ATTR_TOLERANCE).value());
    }

    @Test
    void shouldMarkChangesOnly() {
        assertTrue(Fakes.read(cluster, MEASURED).isNull());
        int version = cluster.dataVersion();
        cluster.setTemperature(2150);
        cluster.setTemperature(2150);
        assertEquals(version + 1, cluster.dataVersion());
        assertEquals(2150, cluster.temperature());
        cluster.setTemperature(2151);
        assertEquals(version + 2, cluster.dataVersion());
    }

    @ParameterizedTest
    @ValueSource(ints = {-2001, 6001, UNKNOWN, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldNotKnowWhatItCannotMeasure(int hundredths) {
        cluster.setTemperature(0);
        cluster.setTemperature(hundredths);
        assertTrue(Fakes.read(cluster, MEASURED).isNull());
    }

    @Test
    void shouldReachBothEndsOfItsRange() {
        cluster.setTemperature(-2000);
        assertEquals(-2000, Fakes.read(cluster, MEASURED).value());
        cluster.setTemperature(6000);
        assertEquals(6000, Fakes.read(cluster, MEASURED).value());
    }

    @Test
    void shouldTakeWhatIsPhysicalWithoutARange() {
        TemperatureMeasurementCluster open = cluster(UNKNOWN, UNKNOWN);
        assertTrue(Fakes.read(open, TemperatureMeasurementSpec.ATTR_MIN_MEASURED_VALUE).isNull());
        assertTrue(Fakes.read(open, TemperatureMeasurementSpec.ATTR_MAX_MEASURED_VALUE).isNull());
        open.setTemperature(-27315);
        assertEquals(-27315, open.temperature());
        open.setTemperature(32767);
        assertEquals(32767, open.temperature());
        open.setTemperature(-27316);
        assertEquals(UNKNOWN, open.temperature());
    }

    @Test
    void shouldLookWhenItIsTime() {
        assertEquals(10_005, cluster.poll(5));
        assertEquals(10_005, cluster.poll(10_004));
        assertEquals(20_005, cluster.poll(10_005));
        assertEquals(List.of(5L, 10_005L), looks);
    }

    @Test
    void shouldRefuseWhatItHasNot() {
        TlvReader value = Fakes.element(out -> out.putSigned(2, 5));
        assertEquals(ImStatus.UNSUPPORTED_WRITE, Fakes.write(cluster, MEASURED, value, 0));
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, Fakes.invoke(cluster, 0, Fakes.noFields(), 0));
    }
}
