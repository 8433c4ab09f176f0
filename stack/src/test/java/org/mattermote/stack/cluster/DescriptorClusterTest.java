package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.spec.DescriptorSpec;

class DescriptorClusterTest {
    private final DescriptorCluster cluster =
            new DescriptorCluster(new int[] {0x0406, 0xFFF1FC00}, new int[] {2, 3, 0xFFFE});

    {
        Fakes.node(
                new OnOffCluster(
                        1,
                        new Fakes.Lamp(),
                        Fakes.workspace(new Fakes.Store()),
                        new Fakes.Log(),
                        0),
                cluster);
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
    }

    @Test
    void shouldListDeviceTypes() {
        TlvReader list = Fakes.read(cluster, DescriptorSpec.ATTR_DEVICE_TYPE_LIST);
        list.enter();
        assertEquals(CodecStatus.OK, list.next());
        list.enter();
        assertEquals(CodecStatus.OK, list.find(0));
        assertEquals(0x0100, list.u32());
        assertEquals(CodecStatus.OK, list.find(1));
        assertEquals(3, list.u16());
        list.exit();
        assertEquals(CodecStatus.END, list.next());
    }

    @Test
    void shouldListClustersAndParts() {
        assertEquals(
                List.of(0x06L, 0x1DL),
                Fakes.numbers(Fakes.read(cluster, DescriptorSpec.ATTR_SERVER_LIST)));
        assertEquals(
                List.of(0x0406L, 0xFFF1FC00L),
                Fakes.numbers(Fakes.read(cluster, DescriptorSpec.ATTR_CLIENT_LIST)));
        assertEquals(
                List.of(2L, 3L, 0xFFFEL),
                Fakes.numbers(Fakes.read(cluster, DescriptorSpec.ATTR_PARTS_LIST)));
    }
}
