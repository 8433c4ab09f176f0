package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.StatusSocket;
import org.mattermote.bsp.host.Storage;

/** What only a process shows: signals, exit codes, the end of standard input. */
@Timeout(60)
class ProcessTest {
    @TempDir Path folder;

    private Process process;
    private BufferedReader lines;

    private void start() throws Exception {
        int port;
        try (DatagramSocket socket = new DatagramSocket()) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(ScriptedMain.class.getName());
        command.addAll(List.of("--storage", folder.toString(), "--port", Integer.toString(port)));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ready = lines.readLine();
        assertTrue(ready.startsWith("mote: ready port=" + port + " "), ready);
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    /** SIGTERM; unlike destroy() of the process it leaves the streams open. */
    private void terminate() {
        assertTrue(process.toHandle().destroy());
    }

    private int exitCode() throws Exception {
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return process.exitValue();
    }

    @Test
    void shouldEndWithZeroAtSigterm() throws Exception {
        start();
        terminate();
        assertEquals(0, exitCode());
        assertNull(lines.readLine());
        Storage.open(folder).close();
    }

    @Test
    void shouldLiveOnAfterTheEndOfStandardInput() throws Exception {
        start();
        try (OutputStream input = process.getOutputStream()) {
            input.write("b\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals("mote: onoff endpoint=1 value=true", lines.readLine());
        assertTrue(!process.waitFor(300, TimeUnit.MILLISECONDS));
        terminate();
        assertEquals(0, exitCode());
    }

    @Test
    void shouldTellItsStatusEvenAfterADeviceThatWasKilled() throws Exception {
        start();
        assertEquals("scripted=1\n", StatusSocket.ask(folder));
        process.destroyForcibly().waitFor();
        assertTrue(Files.exists(folder.resolve(StatusSocket.NAME)));
        assertThrows(HostException.class, () -> StatusSocket.ask(folder));
        start();
        assertEquals("scripted=1\n", StatusSocket.ask(folder));
        terminate();
        assertEquals(0, exitCode());
        assertFalse(Files.exists(folder.resolve(StatusSocket.NAME)));
    }

    @Test
    void shouldEndWith70AtAFault() throws Exception {
        start();
        process.getOutputStream().write("fail\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        assertTrue(lines.readLine().startsWith("mote: fault "));
        assertNull(lines.readLine());
        assertEquals(70, exitCode());
    }
}
