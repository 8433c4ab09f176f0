package org.mattermote.app.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.SizesStatus;
import org.mattermote.stack.Stack;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.sim.QuietPorts;
import org.mattermote.stack.transport.tcp.ScriptedStreams;
import org.mattermote.webrtc.avstream.Picture;
import org.mattermote.webrtc.provider.WebRtcSizes;

class CameraAppTest {
    @Test
    void shouldBeWhatItsDeviceTypeDemands() {
        Ports ports = QuietPorts.of(new MemoryStore(), (event, a, b, c) -> {});
        Sizes sizes = new Sizes();
        CameraApp.size(sizes);
        assertEquals(SizesStatus.OK, sizes.check());
        assertEquals(WebRtcSizes.OK, CameraApp.providerSizes().check());
        Stack stack = new Stack(ports, sizes, 0);
        assertEquals(0, stack.longestMessage());
        stack.tcp(new ScriptedStreams(sizes.tcpConnections + 1));
        assertTrue(stack.longestMessage() >= CameraApp.LONGEST_MESSAGE);
        CameraApp app = new CameraApp(stack, ports);
        Endpoint[] endpoints = app.endpoints(stack);
        assertEquals(1, endpoints.length);
        Endpoint endpoint = endpoints[0];
        assertEquals(0x0142, endpoint.deviceType(0));
        assertEquals(
                List.of(0x001D, 0x001E, 0x0551, 0x0553),
                IntStream.range(0, endpoint.clusterCount())
                        .mapToObj(i -> endpoint.cluster(i).id())
                        .toList());
        stack.compose(app);
        app.start();
        stack.start(0);
        assertEquals(Stack.SEALED, stack.seal());
        app.button(10);
        stack.poll(20);
    }

    @Test
    void shouldHaveAPictureThatOthersCanRead() throws IOException {
        Picture picture = new Picture();
        CameraAppHook hook = new CameraAppHook((event, a, b, c) -> {});
        assertEquals(ImStatus.SUCCESS, hook.capture(null, 1, 160, 120, picture));
        BufferedImage image =
                ImageIO.read(
                        new ByteArrayInputStream(picture.bytes, picture.offset, picture.length));
        assertEquals(picture.width, image.getWidth());
        assertEquals(picture.height, image.getHeight());
        int left = image.getRaster().getSample(8, 60, 0);
        int right = image.getRaster().getSample(152, 60, 0);
        assertTrue(left < 10 && right > 245, left + " to " + right);
    }
}
