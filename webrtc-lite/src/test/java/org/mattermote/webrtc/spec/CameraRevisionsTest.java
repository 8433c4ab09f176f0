package org.mattermote.webrtc.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.App;
import org.mattermote.stack.RevisedApp;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Revisions;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.BasicInformationSpec;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.sim.QuietPorts;

class CameraRevisionsTest {
    private static class Plain implements App {
        @Override
        public int deviceType() {
            return CameraRevisions.CAMERA;
        }

        @Override
        public Cluster[] rootClusters(Stack stack) {
            return new Cluster[0];
        }

        @Override
        public Endpoint[] endpoints(Stack stack) {
            Cluster[] clusters = {
                new DescriptorCluster(new int[0], new int[0]), new IdentifyCluster(1, 0, null),
            };
            return new Endpoint[] {
                new Endpoint(
                        1,
                        new int[] {CameraRevisions.CAMERA, CameraRevisions.CAMERA_REVISION},
                        clusters)
            };
        }

        @Override
        public void start() {}

        @Override
        public void button(long nowMillis) {}
    }

    private static final class Revised extends Plain implements RevisedApp {
        @Override
        public void composed(Node node) {}

        @Override
        public Revisions revisions() {
            return new CameraRevisions();
        }
    }

    private static Node node(App app) {
        Stack stack =
                new Stack(QuietPorts.of(new MemoryStore(), (event, a, b, c) -> {}), new Sizes(), 0);
        stack.compose(app);
        return stack.node();
    }

    private static long basic(Node node, int attribute) {
        AttributeRead in = new AttributeRead(new Subject());
        in.tag = TlvTag.ANONYMOUS;
        byte[] bytes = new byte[64];
        TlvWriter writer = new TlvWriter();
        writer.wrap(bytes, 0, bytes.length);
        Cluster cluster = node.endpoint(0).find(BasicInformationSpec.ID);
        assertEquals(ImStatus.SUCCESS, cluster.read(attribute, in, writer));
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, writer.position());
        reader.next();
        return reader.value();
    }

    @Test
    void shouldBeAnnouncedByAnAppThatHasThem() {
        Node node = node(new Revised());
        assertEquals(0x01050100, basic(node, BasicInformationSpec.ATTR_SPECIFICATION_VERSION));
        assertEquals(19, basic(node, BasicInformationSpec.ATTR_DATA_MODEL_REVISION));
        assertEquals(1, basic(node, BasicInformationSpec.ATTR_CONFIGURATION_VERSION));
        assertEquals(2, node.endpoint(0).deviceTypeCount());
        assertEquals(4, node.endpoint(0).deviceTypeRevision(0));
        Cluster identify = node.endpoint(1).find(IdentifySpec.ID);
        assertEquals(6, identify.endpoint().revision(identify.spec()));
        IdentifySpec own = new IdentifySpec();
        for (int attribute : identify.attributes()) {
            assertEquals(own.attribute(attribute), identify.spec().attribute(attribute));
        }
        for (int command : identify.commands()) {
            assertEquals(own.command(command), identify.spec().command(command));
        }
    }

    @Test
    void shouldBeOfNoConcernToOthers() {
        Node node = node(new Plain());
        assertEquals(0x01040200, basic(node, BasicInformationSpec.ATTR_SPECIFICATION_VERSION));
        assertEquals(1, node.endpoint(0).deviceTypeCount());
        assertEquals(3, node.endpoint(0).deviceTypeRevision(0));
        assertEquals(5, node.endpoint(1).revision(new IdentifySpec()));
    }
}
