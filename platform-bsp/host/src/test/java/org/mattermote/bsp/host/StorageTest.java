package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

class StorageTest {
    private static final int MAGIC_OF_LOG = FileFlash.HEADER + 4;
    private static final int FIRST_VALUE = FileFlash.HEADER + 24 + 12;

    @TempDir Path folder;

    private Path store;

    @BeforeEach
    void fill() throws HostException {
        store = folder.resolve(Storage.STORE);
        try (Storage storage = Storage.open(folder)) {
            put(storage.store(), 1);
            put(storage.store(), 2);
        }
    }

    private static void put(KeyValueStore store, int key) {
        assertEquals(PortStatus.OK, store.begin());
        assertEquals(PortStatus.OK, store.put(key, new byte[] {1, 2, 3, 4, 5}, 0, 5));
        assertEquals(PortStatus.OK, store.commit());
    }

    private static int get(KeyValueStore store, int key) {
        return store.get(key, new byte[5], 0, 5);
    }

    private void flip(int at) throws IOException {
        byte[] content = Files.readAllBytes(store);
        content[at] ^= 0x10;
        Files.write(store, content);
    }

    private Map<String, byte[]> everything() throws IOException {
        Map<String, byte[]> all = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }

    private void shouldRefuse(String reason) throws IOException {
        Map<String, byte[]> before = everything();
        String message = assertThrows(HostException.class, () -> Storage.open(folder)).getMessage();
        assertTrue(message.startsWith(store.toString()), message);
        assertTrue(message.contains(reason), message);
        assertTrue(message.contains("mote reset --storage " + folder), message);
        assertEquals(1, message.lines().count());
        Map<String, byte[]> after = everything();
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, content) -> assertArrayEquals(content, after.get(name), name));
    }

    @Test
    void shouldRefuseAWrongMagic() throws IOException {
        flip(0);
        shouldRefuse("wrong magic");
    }

    @Test
    void shouldRefuseAWrongVersion() throws IOException {
        flip(8);
        shouldRefuse("version 17, this program reads version 1");
    }

    @Test
    void shouldRefuseAWrongChecksumOfTheFileHeader() throws IOException {
        flip(20);
        shouldRefuse("wrong checksum of the file header");
    }

    @Test
    void shouldRefuseAnotherNumberOfPages() throws IOException {
        flip(12);
        shouldRefuse("wrong checksum of the file header");
    }

    @Test
    void shouldRefuseAShortFile() throws IOException {
        Files.write(store, Arrays.copyOf(Files.readAllBytes(store), 1000));
        shouldRefuse("1000 bytes long, must be");
        Files.write(store, new byte[0]);
        shouldRefuse("wrong magic");
    }

    @Test
    void shouldRefuseAWrongMagicOfTheLog() throws IOException {
        flip(MAGIC_OF_LOG);
        shouldRefuse("wrong magic");
    }

    @Test
    void shouldRefuseAWrongChecksumOfARecord() throws IOException {
        flip(FIRST_VALUE);
        shouldRefuse("wrong checksum of the record at byte " + (FileFlash.HEADER + 24));
    }

    @Test
    void shouldIgnoreOtherFiles() throws Exception {
        Files.writeString(folder.resolve("mattermote.store.old"), "no store");
        Files.createDirectory(folder.resolve("somebody"));
        try (Storage storage = Storage.open(folder)) {
            assertEquals(5, get(storage.store(), 1));
        }
        assertEquals("no store", Files.readString(folder.resolve("mattermote.store.old")));
    }

    @Test
    void shouldRefuseAFolderThatIsInUse() throws Exception {
        try (Storage storage = Storage.open(folder)) {
            String message =
                    assertThrows(HostException.class, () -> Storage.open(folder)).getMessage();
            assertTrue(message.contains("used by another running device"), message);
            assertThrows(HostException.class, () -> Storage.reset(folder));
            assertEquals(5, get(storage.store(), 1));
        }
        Storage.open(folder).close();
    }

    @Test
    void shouldRefuseAFolderThatCannotBeWritten() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        for (Path bad : new Path[] {file, file.resolve("below"), Path.of("/proc/mattermote")}) {
            String message =
                    assertThrows(HostException.class, () -> Storage.open(bad)).getMessage();
            assertTrue(message.startsWith("storage " + bad + " cannot be written: "), message);
            assertEquals(1, message.lines().count());
        }
    }

    @Test
    void shouldMakeTheFolder() throws Exception {
        Path deep = folder.resolve("a/b/c");
        Storage.open(deep).close();
        assertTrue(Files.exists(deep.resolve(Storage.STORE)));
    }

    @Test
    void shouldResetADamagedStoreAndKeepWhatTheFactoryGave() throws Exception {
        String properties = Files.readString(folder.resolve(Storage.PROPERTIES));
        flip(0);
        Storage.reset(folder);
        try (Storage storage = Storage.open(folder)) {
            assertEquals(PortStatus.NONE, get(storage.store(), 1));
        }
        assertEquals(properties, Files.readString(folder.resolve(Storage.PROPERTIES)));
    }

    @Test
    void shouldResetNothingWhereNothingIs() throws HostException {
        Path absent = folder.resolve("absent");
        Storage.reset(absent);
        assertFalse(Files.exists(absent));
    }

    @Test
    void shouldGiveTheDeviceItsNumbersOnce() throws Exception {
        String serial;
        byte[] salt;
        try (Storage storage = Storage.open(folder)) {
            serial = storage.properties().serialNumber();
            salt = storage.properties().verifierSalt();
            assertEquals(32, salt.length);
            assertEquals(32, storage.properties().uniqueId().length());
        }
        try (Storage storage = Storage.open(folder)) {
            assertEquals(serial, storage.properties().serialNumber());
            assertArrayEquals(salt, storage.properties().verifierSalt());
        }
    }

    @Test
    void shouldRefusePropertiesThatMakeNoSense() throws Exception {
        Path file = folder.resolve(Storage.PROPERTIES);
        Files.writeString(file, "serial-number=1\nunique-id=2\nverifier-salt=xyz\n");
        String message = assertThrows(HostException.class, () -> Storage.open(folder)).getMessage();
        assertEquals(file + ": verifier-salt must be 32 to 64 hexadecimal digits", message);
    }

    @Test
    void shouldNotProgramAWordTwice() throws HostException {
        try (FileFlash flash = FileFlash.open(store)) {
            byte[] word = new byte[4];
            assertEquals(PortStatus.OK, flash.program(5, 8, word, 0, 4));
            assertEquals(PortStatus.FAILED, flash.program(5, 8, word, 0, 4));
            assertEquals(PortStatus.OK, flash.erase(5));
            assertEquals(PortStatus.OK, flash.program(5, 8, word, 0, 4));
        }
    }
}
