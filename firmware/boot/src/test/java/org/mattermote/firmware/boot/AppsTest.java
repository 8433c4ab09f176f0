package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.bsp.host.HostBoot;
import org.mattermote.bsp.host.Storage;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

class AppsTest {
    /** A structure whose version, 77, nobody reads. */
    private static final byte[] OTHER_VERSION = {0x15, 0x24, 0, 77, 0x18};

    @TempDir Path folder;

    private String composed() throws Exception {
        RunCommand given = new RunCommand();
        given.storage = folder.toString();
        try (DatagramSocket socket = new DatagramSocket()) {
            given.port = Integer.toString(socket.getLocalPort());
        }
        RunOptions options = RunOptions.of(given);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        try (HostPorts ports = HostPorts.open(options, HostBoot.POWER_ON, print)) {
            out.reset();
            Apps.compose(options, ports, fabrics -> {});
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSayNothingOfAStoreInOrder() throws Exception {
        assertEquals("", composed());
        assertEquals("", composed());
    }

    @Test
    void shouldSayWhatToDoWithAStoreOfAnotherVersion() throws Exception {
        try (Storage storage = Storage.open(folder)) {
            KeyValueStore store = storage.store();
            store.begin();
            store.put(StoreKeys.FABRIC_TABLE, OTHER_VERSION, 0, OTHER_VERSION.length);
            assertEquals(PortStatus.OK, store.commit());
        }
        String line =
                "mote: store of another version or damaged: the device starts without its fabrics"
                        + " and takes no new one; nothing was changed, `mote reset --storage "
                        + folder
                        + "` starts anew\n";
        assertEquals(line, composed());
        assertEquals(line, composed());
        Storage.reset(folder);
        assertEquals("", composed());
    }
}
