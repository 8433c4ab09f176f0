package org.mattermote.stack.time;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.cluster.Fakes;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

class TimeSyncClientClusterTest {
    private static final int TRUSTED = TimeSynchronizationSpec.ATTR_TRUSTED_TIME_SOURCE;
    private static final int NTP = TimeSynchronizationSpec.ATTR_DEFAULT_NTP;
    private static final int MISSING = TimeSynchronizationSpec.EVENT_MISSING_TRUSTED_TIME_SOURCE;

    private final TimeNode n = new TimeNode();

    private int stamp(int attribute) {
        return n.cluster.changeStamp(attribute);
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(n.cluster);
        assertEquals(0b1011, n.cluster.featureMap());
        assertArrayEquals(
                new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 0xA, 0xB, 0xC}, n.cluster.attributes());
        assertArrayEquals(new int[] {0, 1, 2, 4, 5}, n.cluster.commands());
        assertArrayEquals(new int[] {0, 1, 2, 3, 4}, n.cluster.events());
        assertNull(n.trusted());
        assertNull(n.ntp());
        assertEquals(0, n.number(TimeSynchronizationSpec.ATTR_SUPPORTS_DNS_RESOLVE));
    }

    @Test
    void shouldKeepWhomItTrusts() {
        assertEquals(ImStatus.SUCCESS, n.trust(TimeNode.PEER, 0xFFFE));
        assertEquals(List.of((long) n.fabric, TimeNode.PEER, 0xFFFEL), n.trusted());
        assertNotEquals(0, stamp(TRUSTED));
        n.boot();
        assertEquals(List.of((long) n.fabric, TimeNode.PEER, 0xFFFEL), n.trusted());
        assertEquals(List.of(), n.happened(MISSING));
        assertEquals(ImStatus.SUCCESS, n.trustNobody());
        assertNull(n.trusted());
        assertEquals(List.of(n.network.now), n.happened(MISSING));
        n.boot();
        assertNull(n.trusted());
    }

    @Test
    void shouldRefuseWhatIsNoSource() {
        n.trust(TimeNode.PEER, 1);
        int stamp = stamp(TRUSTED);
        assertEquals(ImStatus.INVALID_COMMAND, n.trust(Fakes.noFields()));
        assertEquals(ImStatus.INVALID_COMMAND, n.trust(Fakes.fields(out -> out.putUnsigned(0, 1))));
        assertEquals(ImStatus.INVALID_COMMAND, n.trust(struct(false, true)));
        assertEquals(ImStatus.INVALID_COMMAND, n.trust(struct(true, false)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, n.trust(TimeNode.PEER, 0xFFFF));
        assertEquals(ImStatus.CONSTRAINT_ERROR, n.trust(0, 1));
        // A group's, and a temporary one.
        assertEquals(ImStatus.CONSTRAINT_ERROR, n.trust(0xFFFFFFFFFFFF0001L, 1));
        assertEquals(ImStatus.CONSTRAINT_ERROR, n.trust(0xFFFFFFFE00000001L, 1));
        TlvReader cut = struct(true, true);
        cut.wrap(cut.array(), 0, 8);
        cut.next();
        assertEquals(ImStatus.INVALID_COMMAND, n.trust(cut));
        assertEquals(List.of((long) n.fabric, TimeNode.PEER, 1L), n.trusted());
        assertEquals(stamp, stamp(TRUSTED));
        assertEquals(List.of(), n.happened(MISSING));
    }

    private static TlvReader struct(boolean node, boolean endpoint) {
        return Fakes.fields(
                out -> {
                    out.startStruct(0);
                    if (node) {
                        out.putUnsigned(0, 5);
                    }
                    if (endpoint) {
                        out.putUnsigned(1, 5);
                    }
                    out.endContainer();
                });
    }

    @Test
    void shouldKeepTheServer() {
        for (String text : List.of("2001:db8::1", "1:2:3:4:5:6:7:8", "FE80::0001", "::1")) {
            int stamp = stamp(NTP);
            assertEquals(ImStatus.SUCCESS, n.setNtp(text));
            assertEquals(text, n.ntp());
            assertNotEquals(stamp, stamp(NTP));
        }
        String longest = "ffff:".repeat(5).replace("ffff:", "0001:") + "0001:255.255.255.255";
        assertEquals(45, longest.length());
        assertEquals(ImStatus.SUCCESS, n.setNtp(longest));
        n.boot();
        assertEquals(longest, n.ntp());
        assertEquals(ImStatus.SUCCESS, n.setNtp((String) null));
        assertNull(n.ntp());
        n.boot();
        assertNull(n.ntp());
        assertEquals(List.of(), n.log.events);
    }

    @Test
    void shouldRefuseWhatIsNoServer() {
        assertEquals(ImStatus.SUCCESS, n.setNtp("2001:db8::1"));
        int stamp = stamp(NTP);
        for (String text :
                List.of(
                        "",
                        "ntp.example",
                        "2001:db8::1:123:",
                        "[2001:db8::1]:123",
                        "fe80::1%2",
                        "192.0.2.1",
                        "::",
                        "ff02::101",
                        "x".repeat(128))) {
            assertEquals(ImStatus.INVALID_COMMAND, n.setNtp(text), text);
        }
        assertEquals(ImStatus.CONSTRAINT_ERROR, n.setNtp("x".repeat(129)));
        assertEquals(ImStatus.INVALID_COMMAND, n.setNtp(Fakes.noFields()));
        assertEquals(
                ImStatus.INVALID_COMMAND, n.setNtp(Fakes.fields(out -> out.putUnsigned(0, 1))));
        byte[] bytes = {'a', (byte) 0xC3};
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                n.setNtp(Fakes.fields(out -> out.putUtf8(0, bytes, 0, 2))));
        assertEquals("2001:db8::1", n.ntp());
        assertEquals(stamp, stamp(NTP));
    }

    @Test
    void shouldChangeNothingThatCannotBeStored() {
        n.trust(TimeNode.PEER, 1);
        n.setNtp("2001:db8::1");
        n.device.fabrics.store.refuse = true;
        assertEquals(ImStatus.FAILURE, n.trust(0x77, 2));
        assertEquals(ImStatus.FAILURE, n.trustNobody());
        assertEquals(ImStatus.FAILURE, n.setNtp("2001:db8::2"));
        assertEquals(ImStatus.FAILURE, n.setNtp((String) null));
        assertEquals(List.of((long) n.fabric, TimeNode.PEER, 1L), n.trusted());
        assertEquals("2001:db8::1", n.ntp());
        assertEquals(List.of(), n.happened(MISSING));
    }

    @Test
    void shouldForgetWhoIsGoneWithItsFabric() {
        n.trust(TimeNode.PEER, 1);
        n.setNtp("2001:db8::1");
        n.network.pass(100);
        n.cluster.fabricRemoved(n.fabric + 1);
        n.network.pass(10);
        assertEquals(List.of((long) n.fabric, TimeNode.PEER, 1L), n.trusted());
        int stamp = stamp(TRUSTED);
        n.leave();
        n.network.pass(10);
        assertNull(n.trusted());
        assertNotEquals(stamp, stamp(TRUSTED));
        assertEquals(1, n.happened(MISSING).size());
        assertEquals("2001:db8::1", n.ntp());
        n.boot();
        assertNull(n.trusted());
        assertEquals("2001:db8::1", n.ntp());
        n.network.pass(10);
        assertEquals(List.of(), n.happened(MISSING));
    }

    /** The power went between the end of the fabric and that of its record here. */
    @Test
    void shouldNotTrustANodeOfAFabricThatIsGone() {
        n.trust(TimeNode.PEER, 1);
        n.device.fabrics.table.remove(n.fabric, 0);
        n.boot();
        n.network.pass(10);
        assertNull(n.trusted());
        assertEquals(1, n.happened(MISSING).size());
    }

    @Test
    void shouldLeaveADamagedRecordAlone() {
        byte[] old = {0x15, 0x24, 0, 9, 0x18};
        byte[] strange = {0x15, 0x24, 0, 1, 0x24, 1, 1, 0x24, 2, 5, 0x24, 3, 1, 0x18};
        byte[] text = {
            0x15, 0x24, 0, 1, 0x24, 1, 1, 0x24, 2, 5, 0x24, 3, 1, 0x2C, 4, 2, 'n', 't', 0x18
        };
        for (byte[] record : List.of(old, strange, text)) {
            n.log.events.clear();
            n.device.fabrics.store.begin();
            n.device.fabrics.store.put(StoreKeys.TIME_SOURCES, record, 0, record.length);
            n.device.fabrics.store.commit();
            n.boot();
            assertNull(n.trusted());
            assertNull(n.ntp());
            assertEquals(
                    List.of(
                            List.of(
                                    (long) LogEvent.STORE_FAILED,
                                    (long) StoreKeys.TIME_SOURCES,
                                    (long) PortStatus.DAMAGED)),
                    n.log.events);
            assertEquals(ImStatus.FAILURE, n.trust(TimeNode.PEER, 1));
        }
    }
}
