package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.BasicInformationSpec;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

class BasicInformationClusterTest {
    private static final int LABEL = BasicInformationSpec.ATTR_NODE_LABEL;
    private static final int LOCATION = BasicInformationSpec.ATTR_LOCATION;
    private static final int KEY = 0x0003;

    private final Fakes.Device device = new Fakes.Device();
    private final Fakes.Store store = new Fakes.Store();
    private final Fakes.Log log = new Fakes.Log();
    private final Fakes.Events events = new Fakes.Events();
    private final byte[] seed = new byte[16];

    private BasicInformationCluster boot() {
        BasicInformationCluster cluster =
                new BasicInformationCluster(device, Fakes.workspace(store), log, events, seed, 10);
        Fakes.node(cluster);
        return cluster;
    }

    private static String text(BasicInformationCluster cluster, int attribute) {
        return Fakes.text(Fakes.read(cluster, attribute));
    }

    private static long number(BasicInformationCluster cluster, int attribute) {
        return Fakes.read(cluster, attribute).value();
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(boot());
        for (int item = 0; item < 10; item++) {
            device.texts.put(item, "20260102");
        }
        BasicInformationCluster full = boot();
        Fakes.checkAgainstModel(full);
        assertEquals(21, full.attributes().length);
        assertEquals("20260102", text(full, BasicInformationSpec.ATTR_MANUFACTURING_DATE));
        device.texts.clear();
        BasicInformationCluster bare = boot();
        Fakes.checkAgainstModel(bare);
        assertEquals(16, bare.attributes().length);
        assertEquals("2", text(bare, BasicInformationSpec.ATTR_HARDWARE_VERSION_STRING));
        assertEquals("7", text(bare, BasicInformationSpec.ATTR_SOFTWARE_VERSION_STRING));
    }

    @Test
    void shouldTellWhatTheDeviceIs() {
        BasicInformationCluster cluster = boot();
        assertEquals(19, number(cluster, BasicInformationSpec.ATTR_DATA_MODEL_REVISION));
        assertEquals("Maker", text(cluster, BasicInformationSpec.ATTR_VENDOR_NAME));
        assertEquals(0xFFF1, number(cluster, BasicInformationSpec.ATTR_VENDOR_ID));
        assertEquals("Lamp", text(cluster, BasicInformationSpec.ATTR_PRODUCT_NAME));
        assertEquals(0x8000, number(cluster, BasicInformationSpec.ATTR_PRODUCT_ID));
        assertEquals("", text(cluster, LABEL));
        assertEquals("XX", text(cluster, LOCATION));
        assertEquals(2, number(cluster, BasicInformationSpec.ATTR_HARDWARE_VERSION));
        assertEquals("h1", text(cluster, BasicInformationSpec.ATTR_HARDWARE_VERSION_STRING));
        assertEquals(7, number(cluster, BasicInformationSpec.ATTR_SOFTWARE_VERSION));
        assertEquals("s1", text(cluster, BasicInformationSpec.ATTR_SOFTWARE_VERSION_STRING));
        assertEquals("S-1", text(cluster, BasicInformationSpec.ATTR_SERIAL_NUMBER));
        assertEquals("unique", text(cluster, BasicInformationSpec.ATTR_UNIQUE_ID));
        assertEquals(0x01040200, number(cluster, BasicInformationSpec.ATTR_SPECIFICATION_VERSION));
        assertEquals(10, number(cluster, BasicInformationSpec.ATTR_MAX_PATHS_PER_INVOKE));
        assertEquals(1, number(cluster, BasicInformationSpec.ATTR_CONFIGURATION_VERSION));
        TlvReader minima = Fakes.read(cluster, BasicInformationSpec.ATTR_CAPABILITY_MINIMA);
        assertEquals(List.of(3L, 3L), Fakes.numbers(minima));
        assertFalse(cluster.hasAttribute(BasicInformationSpec.ATTR_PRODUCT_URL));
    }

    @Test
    void shouldReadLargeVersionsAsUnsigned() {
        device.softwareVersion = -1;
        device.texts.remove(DeviceDataPort.TEXT_SOFTWARE_VERSION);
        BasicInformationCluster cluster = boot();
        assertEquals(0xFFFFFFFFL, number(cluster, BasicInformationSpec.ATTR_SOFTWARE_VERSION));
        assertEquals(
                "4294967295", text(cluster, BasicInformationSpec.ATTR_SOFTWARE_VERSION_STRING));
    }

    @Test
    void shouldIgnoreFactoryTextsOutsideTheirLimits() {
        device.texts.put(DeviceDataPort.TEXT_SERIAL_NUMBER, "s".repeat(33));
        device.texts.put(DeviceDataPort.TEXT_MANUFACTURING_DATE, "2026");
        device.texts.put(DeviceDataPort.TEXT_PRODUCT_URL, "u".repeat(256));
        BasicInformationCluster cluster = boot();
        assertFalse(cluster.hasAttribute(BasicInformationSpec.ATTR_SERIAL_NUMBER));
        assertFalse(cluster.hasAttribute(BasicInformationSpec.ATTR_MANUFACTURING_DATE));
        assertEquals(256, text(cluster, BasicInformationSpec.ATTR_PRODUCT_URL).length());
    }

    @Test
    void shouldKeepLabelAndLocation() {
        BasicInformationCluster cluster = boot();
        int version = cluster.dataVersion();
        assertEquals(0, Fakes.write(cluster, LABEL, Fakes.utf8("Küche"), 0));
        assertEquals(0, Fakes.write(cluster, LOCATION, Fakes.utf8("FR"), 0));
        assertEquals(version + 2, cluster.dataVersion());
        assertEquals(0, Fakes.write(cluster, LOCATION, Fakes.utf8("FR"), 0));
        assertEquals(version + 2, cluster.dataVersion());
        assertEquals(2, store.commits);
        BasicInformationCluster after = boot();
        assertEquals("Küche", text(after, LABEL));
        assertEquals("FR", text(after, LOCATION));
        assertEquals(0, after.setLocation(new byte[] {0, 'D', 'E'}, 1, false));
        assertEquals("DE", text(boot(), LOCATION));
        assertEquals("Küche", text(boot(), LABEL));
        assertTrue(log.events.isEmpty());
    }

    @Test
    void shouldTakeALabelOf32BytesAndRefuse33() {
        BasicInformationCluster cluster = boot();
        assertEquals(0, Fakes.write(cluster, LABEL, Fakes.utf8("l".repeat(32)), 0));
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                Fakes.write(cluster, LABEL, Fakes.utf8("l".repeat(33)), 0));
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                Fakes.write(
                        cluster,
                        LABEL,
                        Fakes.element(out -> out.putUtf8(2, new byte[] {(byte) 0xC0}, 0, 1)),
                        0));
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                Fakes.write(cluster, LABEL, Fakes.element(out -> out.putNull(2)), 0));
        assertEquals("l".repeat(32), text(boot(), LABEL));
        assertEquals(0, Fakes.write(cluster, LABEL, Fakes.utf8(""), 0));
        assertEquals("", text(boot(), LABEL));
    }

    @Test
    void shouldRefuseALocationThatIsNotTwoCharacters() {
        BasicInformationCluster cluster = boot();
        for (String location : new String[] {"", "D", "DEU", "é", "éé", "D\n"}) {
            assertEquals(
                    ImStatus.CONSTRAINT_ERROR,
                    Fakes.write(cluster, LOCATION, Fakes.utf8(location), 0));
        }
        assertEquals("XX", text(cluster, LOCATION));
    }

    @Test
    void shouldRefuseToWriteTheRest() {
        BasicInformationCluster cluster = boot();
        assertEquals(
                ImStatus.UNSUPPORTED_WRITE,
                Fakes.write(cluster, BasicInformationSpec.ATTR_VENDOR_NAME, Fakes.utf8("x"), 0));
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, Fakes.invoke(cluster, 0, Fakes.noFields(), 0));
    }

    @Test
    void shouldFailAWriteThatCannotLast() {
        BasicInformationCluster cluster = boot();
        int version = cluster.dataVersion();
        store.commitStatus = PortStatus.FULL;
        assertEquals(ImStatus.FAILURE, Fakes.write(cluster, LABEL, Fakes.utf8("a"), 0));
        assertEquals(ImStatus.FAILURE, Fakes.write(cluster, LOCATION, Fakes.utf8("FR"), 0));
        assertEquals("", text(cluster, LABEL));
        assertEquals("XX", text(cluster, LOCATION));
        assertEquals(version, cluster.dataVersion());
        assertEquals(
                List.of((long) LogEvent.STORE_FAILED, (long) KEY, (long) PortStatus.FULL),
                log.events.get(0));
    }

    @Test
    void shouldLeaveADamagedRecordAlone() {
        BasicInformationCluster cluster = boot();
        Fakes.write(cluster, LABEL, Fakes.utf8("label"), 0);
        byte[] good = store.records.get(KEY);
        for (int length = 0; length < good.length; length++) {
            byte[] torn = new byte[length];
            System.arraycopy(good, 0, torn, 0, length);
            store.records.put(KEY, torn);
            log.events.clear();
            BasicInformationCluster booted = boot();
            assertEquals("", text(booted, LABEL));
            assertEquals("XX", text(booted, LOCATION));
            assertEquals(1, log.events.size());
            assertEquals(ImStatus.FAILURE, Fakes.write(booted, LABEL, Fakes.utf8("n"), 0));
            assertArrayEquals(torn, store.records.get(KEY));
        }
    }

    @Test
    void shouldMakeAUniqueIdOnceWhenTheFactoryGaveNone() {
        device.texts.remove(DeviceDataPort.TEXT_UNIQUE_ID);
        for (int i = 0; i < 16; i++) {
            seed[i] = (byte) (i * 17);
        }
        String made = text(boot(), BasicInformationSpec.ATTR_UNIQUE_ID);
        assertEquals("00112233445566778899AABBCCDDEEFF", made);
        seed[0] = 1;
        assertEquals(made, text(boot(), BasicInformationSpec.ATTR_UNIQUE_ID));
        store.erase();
        assertTrue(text(boot(), BasicInformationSpec.ATTR_UNIQUE_ID).startsWith("0111"));
    }

    @Test
    void shouldEmitItsEvents() {
        BasicInformationCluster cluster = boot();
        cluster.startUp(10);
        cluster.leave(3, 20);
        cluster.shutDown(30);
        assertEquals(
                List.of(
                        List.of(0x28L, 0L, 0L, 10L, 7L),
                        List.of(0x28L, 2L, 0L, 20L, 3L),
                        List.of(0x28L, 1L, 0L, 30L, -1L)),
                events.events);
    }
}
