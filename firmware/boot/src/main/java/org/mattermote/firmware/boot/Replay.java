package org.mattermote.firmware.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.mattermote.bsp.host.HostBoot;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.recording.RecordReader;

/**
 * A recording given to the same device again, in a folder of its own that is gone afterwards. Each
 * packet it sends must be the recorded one, byte for byte.
 */
final class Replay {
    private final Composition composition;

    Replay(Composition composition) {
        this.composition = composition;
    }

    /**
     * @return packets received and sent
     * @throws org.mattermote.bsp.host.recording.ReplayDifference at the first difference
     */
    int run(Path file) throws HostException {
        Path folder = null;
        try (RecordReader record = RecordReader.open(file)) {
            folder = Files.createTempDirectory("mattermote-replay");
            record.restore(folder);
            RunOptions options = RunOptions.of(record.settings(), folder);
            for (int reason = record.nextLife(); reason >= 0; reason = record.nextLife()) {
                live(options, reason, record);
            }
            return record.packets();
        } catch (IOException e) {
            throw new HostException("no folder for temporary files: " + e.getMessage());
        } finally {
            delete(folder);
        }
    }

    /** Writes what a native image needs to do the same. */
    void flatten(Path file, Path out) throws HostException {
        Path folder = null;
        try (RecordReader record = RecordReader.open(file)) {
            folder = Files.createTempDirectory("mattermote-replay");
            record.restore(folder);
            RunOptions options = RunOptions.of(record.settings(), folder);
            byte[] flat;
            try (HostPorts ports = HostPorts.replay(options, HostBoot.POWER_ON, record)) {
                flat =
                        record.flat()
                                .bytes(
                                        ports.matterPort,
                                        ports.ble != null,
                                        ports.media != null,
                                        ports.storage.properties().hostName(),
                                        ports.factoryData.bytes());
            }
            Files.write(out, flat);
        } catch (IOException e) {
            throw new HostException(out + " cannot be written: " + HostException.reason(e));
        } finally {
            delete(folder);
        }
    }

    private void live(RunOptions options, int reason, RecordReader record) throws HostException {
        try (HostPorts ports = HostPorts.replay(options, reason, record)) {
            record.drive(() -> composition.compose(options, ports, fabrics -> {}));
            if (ports.boot.factoryResetAsked()) {
                ports.storage.store().erase();
            }
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (IOException e) {
            // It is in the folder for temporary files.
        }
    }
}
