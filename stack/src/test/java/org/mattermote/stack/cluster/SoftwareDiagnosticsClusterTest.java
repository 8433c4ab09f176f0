package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.SoftwareDiagnosticsSpec;

class SoftwareDiagnosticsClusterTest {
    private static final int FREE = SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_FREE;
    private static final int USED = SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_USED;
    private static final int HIGH = SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_HIGH_WATERMARK;

    private final Fakes.Events events = new Fakes.Events();
    private long used = 300;
    private final SoftwareDiagnosticsCluster cluster =
            new SoftwareDiagnosticsCluster(
                    new HeapUse() {
                        @Override
                        public long capacity() {
                            return 1000;
                        }

                        @Override
                        public long used() {
                            return used;
                        }
                    },
                    events);

    {
        Fakes.node(cluster);
    }

    private long value(int attribute) {
        return Fakes.read(cluster, attribute).value();
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(SoftwareDiagnosticsSpec.FEATURE_WATERMARKS, cluster.featureMap());
    }

    @Test
    void shouldKeepTheHighWatermarkUntilItIsReset() {
        assertEquals(700, value(FREE));
        assertEquals(300, value(USED));
        assertEquals(300, value(HIGH));
        used = 800;
        cluster.poll(1);
        used = 400;
        assertEquals(600, value(FREE));
        assertEquals(400, value(USED));
        assertEquals(800, value(HIGH));
        int reset = SoftwareDiagnosticsSpec.CMD_RESET_WATERMARKS;
        assertEquals(ImStatus.SUCCESS, Fakes.invoke(cluster, reset, Fakes.noFields(), 2));
        assertEquals(400, value(HIGH));
        used = 500;
        assertEquals(500, value(HIGH));
    }

    @Test
    void shouldRecordTheFaultOfATest() {
        assertEquals(ImStatus.INVALID_COMMAND, cluster.trigger(1, 5));
        assertEquals(List.of(), events.events);
        assertEquals(ImStatus.SUCCESS, cluster.trigger(0x0034000000000000L, 5));
        assertEquals(List.of(List.of(0x34L, 0L, 0L, 5L, 0L)), events.events);
        TlvReader fields = events.fields();
        assertEquals(CodecStatus.OK, fields.find(1));
        assertEquals("test", Fakes.text(fields));
        assertEquals(CodecStatus.OK, fields.find(2));
        assertEquals(4, fields.bytes(1, 1024));
    }
}
