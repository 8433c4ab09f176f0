package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The camera of a board and the simulation's requestor, over real sockets. */
class CameraViewerTest {
    private static final int SESSIONS = 20;

    @TempDir Path folder;

    /** In a network namespace of its own, for the emulator's tap device. */
    @Test
    @Timeout(300)
    @EnabledIfSystemProperty(
            named = "mote.board",
            matches = ".+",
            disabledReason = "needs an image: ./mote test emulation")
    void shouldServeARequestorOnABoard() throws Exception {
        try (MdnsProbe.Peer viewer =
                new MdnsProbe.Peer(
                        List.of("unshare", "--user", "--map-root-user", "--net"),
                        CameraViewer.class,
                        Path.of("../../mote").toRealPath().toString(),
                        System.getProperty("mote.board"),
                        folder.toString(),
                        Integer.toString(SESSIONS))) {
            int code = viewer.end();
            System.out.println(viewer);
            assertEquals(0, code, viewer::toString);
            String last = viewer.line(0, ControllerRestarts.LAST, 0);
            assertTrue(last != null && last.endsWith(" 0"), last);
        }
    }
}
