package org.mattermote.firmware.image;

import org.mattermote.app.light.LightApp;
import org.mattermote.bsp.common.H4;
import org.mattermote.bsp.natives.BoardHci;
import org.mattermote.bsp.natives.BoardStreams;
import org.mattermote.stack.Sizes;

/** The light to which peers may come over TCP too, on a board that has it. */
public final class LightTcpImage {
    private LightTcpImage() {}

    public static void main(String[] args) {
        Sizes sizes = new Sizes();
        Image image = new Image(sizes);
        if (BoardHci.isThere()) {
            image.stack.ble(new H4(new BoardHci(), H4.LONGEST));
        }
        image.stack.tcp(new BoardStreams(sizes.tcpConnections + 1));
        image.run(new LightApp(image.stack, image.ports));
    }
}
