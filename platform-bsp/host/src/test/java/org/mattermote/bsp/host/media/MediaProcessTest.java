package org.mattermote.bsp.host.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostException;
import org.mattermote.stack.port.PortStatus;

@Timeout(20)
class MediaProcessTest {
    private final Semaphore woken = new Semaphore(0);
    private final List<String> told = new ArrayList<>();

    private MediaProcess start(String script) throws HostException {
        MediaProcess process = new MediaProcess(new HostClock(), List.of("sh", "-c", script));
        process.watchedBy((channel, operations) -> {}, woken::release);
        process.tells(told::add);
        return process;
    }

    /** What comes until so many bytes are there, or the process is gone. */
    private String read(MediaProcess process, int count) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        byte[] part = new byte[3];
        while (text.length() < count) {
            int length = process.read(part, 0, part.length);
            if (length == PortStatus.FAILED) {
                return text + "!";
            }
            if (length == PortStatus.NONE) {
                assertTrue(woken.tryAcquire(10, TimeUnit.SECONDS));
            } else {
                text.append(new String(part, 0, length, StandardCharsets.US_ASCII));
            }
        }
        return text.toString();
    }

    private void write(MediaProcess process, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertEquals(bytes.length, process.write(bytes, 0, bytes.length));
    }

    @Test
    void shouldCarryBytesBothWays() throws Exception {
        try (MediaProcess process = start("cat")) {
            write(process, "hello, camera");
            assertEquals("hello, camera", read(process, 13));
        }
    }

    @Test
    void shouldTakeNoMoreThanTheProcessReads() throws Exception {
        try (MediaProcess process = start("sleep 15")) {
            byte[] bytes = new byte[100_000];
            int taken = 0;
            int once = process.write(bytes, 0, bytes.length);
            while (once > 0) {
                taken += once;
                once = process.write(bytes, 0, bytes.length);
            }
            assertEquals(0, once);
            assertTrue(taken < 500_000);
        }
    }

    @Test
    void shouldTellWhatTheProcessComplainsOf() throws Exception {
        try (MediaProcess process = start("echo '  File x' >&2; echo oops >&2; cat")) {
            // What came before anybody was there to be woken is told at once.
            while (told.isEmpty()) {
                assertTrue(woken.tryAcquire(10, TimeUnit.SECONDS));
                process.came();
            }
            assertEquals(List.of("media oops"), told);
        }
    }

    @Test
    void shouldStartAProcessAgainThatHasEnded() throws Exception {
        try (MediaProcess process = start("printf here; head -c 1 >/dev/null")) {
            assertEquals("here", read(process, 4));
            write(process, "x");
            assertEquals("!", read(process, 1));
            assertEquals(List.of("media processor ended; it is started again"), told);
            byte[] part = new byte[4];
            int length = PortStatus.FAILED;
            while (length < 0) {
                length = process.read(part, 0, part.length);
                woken.tryAcquire(50, TimeUnit.MILLISECONDS);
            }
            assertEquals("here".substring(0, length), new String(part, 0, length));
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchCommand() {
        HostException e =
                assertThrows(
                        HostException.class,
                        () -> new MediaProcess(new HostClock(), List.of("/no/such/processor")));
        assertTrue(e.getMessage().startsWith("the media processor does not start: "));
    }
}
