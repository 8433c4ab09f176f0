package org.mattermote.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.cluster.AccessControlCluster;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricRecords;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.model.AccessControlEntry;
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
                mix(SizesStatus.RESUMPTION_RECORDS, s -> s.resumptionRecords = 25),
                mix(SizesStatus.RESUMPTION_RECORDS, s -> s.resumptionRecords = Integer.MAX_VALUE),
                mix(SizesStatus.INTERACTIONS, s -> s.interaction.interactions = 1),
                mix(SizesStatus.INTERACTIONS, s -> s.interaction.pathsPerInvoke = 0),
                mix(SizesStatus.SUBSCRIPTIONS, s -> s.interaction.subscriptions = 14),
                mix(SizesStatus.PATHS, s -> s.interaction.pathsPerRead = 8),
                mix(SizesStatus.PATHS, s -> s.interaction.pathsPerSubscription = 2),
                mix(SizesStatus.PATHS, s -> s.interaction.furtherReadPaths = -1),
                mix(SizesStatus.PATHS, s -> s.interaction.furtherReadPaths = 32_767),
                mix(SizesStatus.EXCHANGES, s -> s.exchanges = 11),
                mix(SizesStatus.PACKETS, s -> s.packets = 5),
                mix(SizesStatus.PACKETS, s -> s.shortPackets = -1),
                mix(SizesStatus.PACKETS, s -> s.packetBytes = Packet.CAPACITY - 1),
                mix(SizesStatus.PACKETS, s -> s.packetBytes = 0x10000),
                mix(SizesStatus.RECEIVE_BUFFER, s -> s.receiveBuffer = 1279),
                mix(SizesStatus.FABRIC_TABLES, s -> s.accessControlEntries = 3),
                mix(SizesStatus.FABRIC_TABLES, s -> s.groupKeySets = 0),
                mix(SizesStatus.FABRIC_TABLES, s -> s.groups = 0),
                mix(SizesStatus.FABRIC_TABLES, s -> s.endpointsPerGroup = 0),
                mix(SizesStatus.FABRIC_TABLES, s -> s.groupPeers = 0),
                mix(SizesStatus.FABRIC_TABLES, s -> s.groupControlPeers = 0),
                mix(SizesStatus.FABRIC_TABLES, s -> s.accessControlEntries = 21),
                mix(SizesStatus.FABRIC_TABLES, s -> s.groupKeySets = 20),
                mix(SizesStatus.FABRIC_TABLES, s -> s.groups = 51),
                mix(SizesStatus.FABRIC_TABLES, s -> s.groups = Integer.MAX_VALUE),
                mix(SizesStatus.FABRIC_TABLES, s -> s.endpointsPerGroup = 256),
                mix(SizesStatus.BTP, s -> s.btpWindow = 2),
                mix(SizesStatus.BTP, s -> s.btpWindow = 256),
                mix(SizesStatus.BTP, s -> s.btpMessages = 0),
                mix(SizesStatus.TCP, s -> s.tcpConnections = 0),
                mix(SizesStatus.TCP, s -> s.tcpMessage = 1280),
                mix(SizesStatus.TCP, s -> s.tcpMessage = 64001),
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

    static Stream<Consumer<Sizes>> largeMixes() {
        return Stream.of(
                s -> {},
                s -> s.resumptionRecords = 0,
                s -> s.resumptionRecords = 24,
                s -> s.storageBuffer = 4096,
                s -> s.packetBytes = 1583,
                s -> s.accessControlEntries = 20,
                s -> s.groupKeySets = 19,
                s -> s.groups = 50,
                s -> s.endpointsPerGroup = 160);
    }

    @ParameterizedTest
    @MethodSource("largeMixes")
    void shouldHaveWorkingMemoryForAllThatOneFabricCanKeep(Consumer<Sizes> change) {
        Sizes sizes = new Sizes();
        change.accept(sizes);
        assertEquals(SizesStatus.OK, sizes.check());
        MemoryStore store = new MemoryStore();
        Ports ports = new Ports();
        ports.store = store;
        ports.entropy = (out, offset, length) -> PortStatus.OK;
        FabricRoom room =
                new FabricRoom(
                        sizes,
                        ports,
                        new CryptoRoom(ports.entropy),
                        new ResumptionRecords(sizes.resumptionRecords),
                        0);
        AccessControlCluster accessControl =
                new AccessControlCluster(
                        room.accessControl,
                        room.fabrics,
                        sizes.accessControlEntries,
                        null,
                        room.clusters);
        Fabric fabric = new Fabric();
        fabric.fabricIndex = Fabric.MAX_INDEX;
        fill(room, sizes, fabric);
        FabricRecords[] all = {
            room.resumption, accessControl, room.groupKeys, room.groups, room.groupKeyMap
        };
        store.begin();
        for (FabricRecords each : all) {
            assertEquals(PortStatus.OK, each.store(fabric, room.records));
        }
    }

    /** As much of everything as there can be, each as long as it can be. */
    private static void fill(FabricRoom room, Sizes sizes, Fabric fabric) {
        int index = fabric.fabricIndex;
        for (int i = 0; i < sizes.resumptionRecords; i++) {
            room.resumption.put(
                    index, -1L - i, new int[] {-1, -1, -1}, new byte[16], 0, new byte[32], 0, 0);
        }
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = index;
        entry.privilege = 5;
        entry.authMode = 2;
        entry.subjectCount = AccessControlEntry.MAX_SUBJECTS;
        Arrays.fill(entry.subjects, -1L);
        entry.targetCount = AccessControlEntry.MAX_TARGETS;
        Arrays.fill(entry.targetCluster, 0x7FFF_FFFF);
        Arrays.fill(entry.targetEndpoint, AccessControlEntry.ANY);
        Arrays.fill(entry.targetDeviceType, 0x7FFF_FFFF);
        for (int i = 0; i < sizes.accessControlEntries; i++) {
            assertTrue(room.accessControl.add(entry));
        }
        long[] times = {1L << 61, 1L << 62, -1L >>> 1};
        for (int i = 1; i <= sizes.groupKeySets; i++) {
            assertEquals(
                    FabricStatus.OK,
                    room.groupKeys.write(fabric, 0xFF00 + i, 1, 3, new byte[48], 0, times));
        }
        for (int i = 0; i < sizes.groups; i++) {
            int group = 0xFF00 + i;
            assertEquals(FabricStatus.OK, room.groupKeyMap.add(index, group, 0xFFFF));
            for (int e = 0; e < sizes.endpointsPerGroup; e++) {
                room.groups.add(index, group, 0xFE00 + e, new byte[16], 0, 16);
            }
        }
    }
}
