package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.LocalizationConfigurationSpec;
import org.mattermote.stack.model.spec.TimeFormatLocalizationSpec;
import org.mattermote.stack.model.spec.UnitLocalizationSpec;
import org.mattermote.stack.port.PortStatus;

/** Localization Configuration, Time Format Localization, Unit Localization. */
class LocalizationClustersTest {
    private static final int LOCALE = LocalizationConfigurationSpec.ATTR_ACTIVE_LOCALE;
    private static final int HOURS = TimeFormatLocalizationSpec.ATTR_HOUR_FORMAT;
    private static final int CALENDAR = TimeFormatLocalizationSpec.ATTR_ACTIVE_CALENDAR_TYPE;
    private static final int UNIT = UnitLocalizationSpec.ATTR_TEMPERATURE_UNIT;

    private final Fakes.Store store = new Fakes.Store();
    private final Fakes.Log log = new Fakes.Log();

    private LocalizationConfigurationCluster locales(String locales) {
        LocalizationConfigurationCluster cluster =
                new LocalizationConfigurationCluster(
                        locales.getBytes(StandardCharsets.US_ASCII), Fakes.workspace(store), log);
        Fakes.node(cluster);
        return cluster;
    }

    private TimeFormatLocalizationCluster formats(int calendars) {
        TimeFormatLocalizationCluster cluster =
                new TimeFormatLocalizationCluster(calendars, Fakes.workspace(store), log);
        Fakes.node(cluster);
        return cluster;
    }

    private UnitLocalizationCluster units(int units, int first) {
        UnitLocalizationCluster cluster =
                new UnitLocalizationCluster(units, first, Fakes.workspace(store), log);
        Fakes.node(cluster);
        return cluster;
    }

    private static int write(Cluster cluster, int attribute, long value) {
        return Fakes.write(cluster, attribute, Fakes.element(out -> out.putUnsigned(2, value)), 0);
    }

    private static String locale(Cluster cluster) {
        return Fakes.text(Fakes.read(cluster, LOCALE));
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(locales("en-US"));
        Fakes.checkAgainstModel(formats(0x10));
        Fakes.checkAgainstModel(units(3, 1));
    }

    @Test
    void shouldTakeOnlySupportedLocalesAndKeepThem() {
        LocalizationConfigurationCluster cluster = locales("en-US,de,de-CH");
        assertEquals("en-US", locale(cluster));
        TlvReader list = Fakes.read(cluster, LocalizationConfigurationSpec.ATTR_SUPPORTED_LOCALES);
        List<String> all = new ArrayList<>();
        list.enter();
        while (list.next() == CodecStatus.OK) {
            all.add(Fakes.text(list));
        }
        assertEquals(List.of("en-US", "de", "de-CH"), all);
        for (String wrong : new String[] {"de-", "d", "fr-FR", "en-US,de", "", "x".repeat(36)}) {
            assertEquals(
                    ImStatus.CONSTRAINT_ERROR,
                    Fakes.write(cluster, LOCALE, Fakes.utf8(wrong), 0),
                    wrong);
        }
        assertEquals(ImStatus.INVALID_DATA_TYPE, write(cluster, LOCALE, 1));
        assertEquals(0, store.commits);
        int version = cluster.dataVersion();
        assertEquals(ImStatus.SUCCESS, Fakes.write(cluster, LOCALE, Fakes.utf8("de"), 0));
        assertEquals(ImStatus.SUCCESS, Fakes.write(cluster, LOCALE, Fakes.utf8("de"), 0));
        assertEquals(version + 1, cluster.dataVersion());
        assertEquals(1, store.commits);
        assertEquals("de", locale(cluster));
        assertEquals("de", locale(locales("en-US,fr,de")));
        assertEquals("en-US", locale(locales("en-US,fr")));
        // What another image supports is not forgotten.
        assertEquals("de", locale(locales("de-CH,de")));
    }

    @Test
    void shouldTakeOnlyKnownFormatsAndKeepThem() {
        TimeFormatLocalizationCluster cluster = formats(0x110);
        assertEquals(255, Fakes.read(cluster, HOURS).u8());
        assertEquals(4, Fakes.read(cluster, CALENDAR).u8());
        assertEquals(
                List.of(4L, 8L, 255L),
                Fakes.numbers(
                        Fakes.read(
                                cluster,
                                TimeFormatLocalizationSpec.ATTR_SUPPORTED_CALENDAR_TYPES)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(cluster, HOURS, 2));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(cluster, HOURS, 254));
        for (int wrong : new int[] {0, 3, 5, 12, 36, 254}) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, write(cluster, CALENDAR, wrong));
        }
        assertEquals(ImStatus.SUCCESS, write(cluster, HOURS, 0));
        assertEquals(ImStatus.SUCCESS, write(cluster, HOURS, 1));
        assertEquals(ImStatus.SUCCESS, write(cluster, CALENDAR, 255));
        assertEquals(ImStatus.SUCCESS, write(cluster, CALENDAR, 8));
        assertEquals(4, store.commits);
        assertNotEquals(0, cluster.changeStamp(HOURS));
        assertEquals(1, Fakes.read(formats(0x110), HOURS).u8());
        assertEquals(8, Fakes.read(formats(0x110), CALENDAR).u8());
        assertEquals(4, Fakes.read(formats(0x010), CALENDAR).u8());
    }

    @Test
    void shouldTakeOnlySupportedUnitsAndKeepThem() {
        UnitLocalizationCluster cluster = units(3, UnitLocalizationSpec.TEMP_UNIT_CELSIUS);
        assertEquals(1, Fakes.read(cluster, UNIT).u8());
        assertEquals(
                List.of(0L, 1L),
                Fakes.numbers(
                        Fakes.read(
                                cluster, UnitLocalizationSpec.ATTR_SUPPORTED_TEMPERATURE_UNITS)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(cluster, UNIT, 2));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(cluster, UNIT, 3));
        assertEquals(ImStatus.SUCCESS, write(cluster, UNIT, 0));
        assertEquals(0, cluster.temperatureUnit());
        assertEquals(0, units(3, 1).temperatureUnit());
        assertEquals(1, units(6, 1).temperatureUnit());
    }

    @Test
    void shouldRefuseWhatCannotBeKept() {
        store.commitStatus = PortStatus.FULL;
        Cluster[] clusters = {locales("en-US,de"), formats(0x10), units(3, 1)};
        assertEquals(ImStatus.FAILURE, Fakes.write(clusters[0], LOCALE, Fakes.utf8("de"), 0));
        assertEquals(ImStatus.FAILURE, write(clusters[1], HOURS, 0));
        assertEquals(ImStatus.FAILURE, write(clusters[2], UNIT, 0));
        assertEquals("en-US", locale(clusters[0]));
        assertEquals(255, Fakes.read(clusters[1], HOURS).u8());
        assertEquals(1, Fakes.read(clusters[2], UNIT).u8());
        assertEquals(3, log.events.size());
    }

    @Test
    void shouldLeaveDamagedRecordsAlone() {
        byte[] damaged = {0x15, 0x24, 0, 1, 0x14, 1, 0x18};
        for (int key = 0x000C; key <= 0x000E; key++) {
            store.records.put(key, damaged);
        }
        Cluster[] clusters = {locales("en-US,de"), formats(0x10), units(3, 1)};
        assertEquals(3, log.events.size());
        assertEquals("en-US", locale(clusters[0]));
        assertEquals(ImStatus.FAILURE, Fakes.write(clusters[0], LOCALE, Fakes.utf8("de"), 0));
        assertEquals(ImStatus.FAILURE, write(clusters[1], HOURS, 0));
        assertEquals(ImStatus.FAILURE, write(clusters[2], UNIT, 0));
        for (int key = 0x000C; key <= 0x000E; key++) {
            assertArrayEquals(damaged, store.records.get(key));
        }
    }
}
