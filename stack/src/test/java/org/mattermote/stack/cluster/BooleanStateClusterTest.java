package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.BooleanStateSpec;

class BooleanStateClusterTest {
    private final Fakes.Events events = new Fakes.Events();
    private final List<Long> looks = new ArrayList<>();
    private boolean closed;
    private final BooleanStateCluster cluster = new BooleanStateCluster(1, this::look, events);

    BooleanStateClusterTest() {
        Fakes.node(cluster);
    }

    private long look(int endpoint, long now) {
        looks.add(now);
        cluster.setState(closed, now);
        return Cluster.NEVER;
    }

    private boolean stateValue() {
        return Fakes.read(cluster, BooleanStateSpec.ATTR_STATE_VALUE).boolValue();
    }

    private static List<Long> stateChange(long time, long value) {
        return List.of(
                (long) BooleanStateSpec.ID,
                (long) BooleanStateSpec.EVENT_STATE_CHANGE,
                0L,
                time,
                value);
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(0, cluster.featureMap());
        assertFalse(stateValue());
    }

    @Test
    void shouldTellEachChangeOnce() {
        int version = cluster.dataVersion();
        cluster.setState(true, 10);
        cluster.setState(true, 20);
        assertTrue(stateValue());
        assertTrue(cluster.state());
        cluster.setState(false, 30);
        assertFalse(stateValue());
        assertEquals(version + 2, cluster.dataVersion());
        assertEquals(List.of(stateChange(10, 1), stateChange(30, 0)), events.events);
    }

    @Test
    void shouldLookWhenTheNodeStarts() {
        closed = true;
        assertEquals(Cluster.NEVER, cluster.poll(0));
        assertTrue(stateValue());
        closed = false;
        assertEquals(Cluster.NEVER, cluster.poll(99));
        assertTrue(stateValue());
        assertEquals(List.of(0L), looks);
    }

    @Test
    void shouldRefuseWhatItHasNot() {
        assertEquals(
                ImStatus.UNSUPPORTED_WRITE,
                Fakes.write(cluster, 0, Fakes.element(out -> out.putBool(2, true)), 0));
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, Fakes.invoke(cluster, 0, Fakes.noFields(), 0));
        assertFalse(stateValue());
    }
}
