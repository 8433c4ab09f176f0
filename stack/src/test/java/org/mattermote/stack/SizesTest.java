package org.mattermote.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.PortStatus;

class SizesTest {
    @Test
    void shouldPassTheDefaults() {
        assertEquals(SizesStatus.OK, new Sizes().check());
    }

    static Stream<Arguments> badMixes() {
        return Stream.of(
                mix(SizesStatus.FABRICS, s -> s.fabrics = 4),
                mix(SizesStatus.FABRICS, s -> s.fabrics = 255),
                mix(SizesStatus.SECURE_SESSIONS, s -> s.secureSessions = 15),
                mix(SizesStatus.SECURE_SESSIONS, s -> s.fabrics = 6),
                mix(SizesStatus.SECURE_SESSIONS, s -> s.secureSessions = 0x10000),
                mix(SizesStatus.CASE_CONTEXTS, s -> s.caseContexts = 0),
                mix(SizesStatus.CASE_CONTEXTS, s -> s.caseContexts = 17),
                mix(SizesStatus.UNSECURED_SESSIONS, s -> s.unsecuredSessions = 5),
                mix(SizesStatus.RESUMPTION_RECORDS, s -> s.resumptionRecords = 14),
                mix(SizesStatus.INTERACTIONS, s -> s.interaction.interactions = 1),
                mix(SizesStatus.INTERACTIONS, s -> s.interaction.pathsPerInvoke = 0),
                mix(SizesStatus.SUBSCRIPTIONS, s -> s.interaction.subscriptions = 14),
                mix(SizesStatus.PATHS, s -> s.interaction.pathsPerRead = 8),
                mix(SizesStatus.PATHS, s -> s.interaction.pathsPerSubscription = 2),
                mix(SizesStatus.PATHS, s -> s.interaction.furtherReadPaths = -1),
                mix(SizesStatus.PATHS, s -> s.interaction.furtherReadPaths = 32_767),
                mix(SizesStatus.EXCHANGES, s -> s.exchanges = 11),
                mix(SizesStatus.PACKETS, s -> s.packets = 5),
                mix(SizesStatus.RECEIVE_BUFFER, s -> s.receiveBuffer = 1279),
                mix(SizesStatus.FABRIC_TABLES, s -> s.accessControlEntries = 3),
                mix(SizesStatus.FABRIC_TABLES, s -> s.groupKeySets = 0),
                mix(SizesStatus.FABRIC_TABLES, s -> s.groups = 0),
                mix(SizesStatus.FABRIC_TABLES, s -> s.endpointsPerGroup = 0),
                mix(SizesStatus.INTERFACES, s -> s.interfaces = 0),
                mix(SizesStatus.COMMISSIONABLE_TEXT, s -> s.commissionableText = 84),
                mix(SizesStatus.COMMISSIONABLE_TEXT, s -> s.commissionableText = 372),
                mix(SizesStatus.EVENTS, s -> s.eventDataBytes = 63),
                mix(SizesStatus.EVENTS, s -> s.eventBytes = s.eventDataBytes));
    }

    private static Arguments mix(int rule, Consumer<Sizes> change) {
        return arguments(rule, change);
    }

    @ParameterizedTest
    @MethodSource("badMixes")
    void shouldNameTheRuleABadMixBreaks(int rule, Consumer<Sizes> change) {
        Sizes sizes = new Sizes();
        change.accept(sizes);
        assertEquals(rule, sizes.check());
    }

    @Test
    void shouldHaveWorkingMemoryForTheResumptionRecordsOfOneFabric() {
        Sizes sizes = new Sizes();
        ResumptionRecords records = new ResumptionRecords(sizes.resumptionRecords);
        for (int i = 0; i < sizes.resumptionRecords; i++) {
            records.put(1, -1L - i, new int[] {-1, -1, -1}, new byte[16], 0, new byte[32], 0, 0);
        }
        MemoryStore store = new MemoryStore();
        Fabric fabric = new Fabric();
        fabric.fabricIndex = 1;
        store.begin();
        RecordStore recordStore = new RecordStore(store, new Scratch(sizes.scratch()));
        assertEquals(PortStatus.OK, records.store(fabric, recordStore));
    }
}
