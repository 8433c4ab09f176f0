package org.mattermote.stack.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.SimGroup;

class GroupSenderTest extends GroupFixture {
    private static final int INVOKE = 8;
    private static final int SECURITY_FLAGS = MessageHeader.SESSION_GROUP | MessageHeader.PRIVACY;
    private static final byte[] PAYLOAD = {0x15, 0x28, 0, 0x18};

    private GroupSender sender;

    @Override
    @BeforeEach
    void boot() {
        super.boot();
        sender = new GroupSender(fabrics.table, sealer, outbox, udp, network(), drbg, counters);
    }

    @AfterEach
    void shouldKeepNoPacket() {
        assertEquals(0, outbox.packets().inUse());
    }

    private int send(int group) {
        TlvWriter payload = sender.begin();
        assertNotNull(payload);
        payload.putRaw(PAYLOAD, 0, PAYLOAD.length);
        return sender.send(fabric.fabricIndex, group, INVOKE);
    }

    private SimGroup.Opened sent(int key) {
        assertEquals(ExchangeStatus.OK, send(GROUP));
        return member(key, 1, 1).open(udp.last());
    }

    @Test
    @Tag("session-layer R29")
    @Tag("session-layer R60")
    @Tag("session-layer R65")
    void shouldSealAMessageThatAMemberOpens() {
        int counter = dataCounter.value();
        SimGroup.Opened opened = sent(1);
        assertNotNull(opened);
        assertEquals(SECURITY_FLAGS, opened.securityFlags());
        assertEquals(counter, opened.counter());
        assertEquals(fabric.nodeId, opened.source());
        assertTrue(opened.toGroup());
        assertEquals(GROUP, opened.destination());
        assertEquals(ProtocolHeader.INITIATOR, opened.exchangeFlags());
        assertEquals(INVOKE, opened.opcode());
        assertEquals(1, opened.protocolId());
        assertArrayEquals(PAYLOAD, opened.payload());
        SimGroup.Opened next = sent(1);
        assertEquals(counter + 1, next.counter());
        assertNotEquals(opened.exchangeId(), next.exchangeId());
    }

    @Test
    void shouldHideCounterAndAddresses() {
        sent(1);
        byte[] message = udp.last();
        assertEquals(6, message[0]);
        assertNotEquals(fabric.nodeId, Bytes.u64le(message, 8));
    }

    @Test
    void shouldSendToTheGroupsAddressOnEveryInterface() throws UnknownHostException {
        interfaces = 2;
        fabric.fabricId = 0x2906C908D115D362L;
        assertEquals(ExchangeStatus.OK, send(GROUP));
        assertEquals(2, udp.sent.size());
        assertArrayEquals(udp.sent.get(0), udp.sent.get(1));
        String address =
                Vectors.read("fabric_group.json")
                        .getAsJsonArray("group_multicast")
                        .get(0)
                        .getAsJsonObject()
                        .get("address")
                        .getAsString();
        for (int i = 0; i < 2; i++) {
            PeerAddress to = udp.destinations.get(i);
            assertArrayEquals(InetAddress.getByName(address).getAddress(), to.ip);
            assertEquals(5540, to.port);
            assertEquals(3 + i, to.interfaceIndex);
        }
        assertEquals(1, counters.txMessages);
    }

    @Test
    void shouldChangeKeysAtTheirStartTimes() {
        long[] times = {0, 1_000_000, 4_999_999, 5_000_000, 8_999_999, 9_000_000, 1L << 60};
        int[] keys = {0, 0, 0, 1, 1, 2, 2};
        for (int i = 0; i < times.length; i++) {
            utc = times[i];
            assertNotNull(sent(keys[i]), "at " + utc);
        }
    }

    @Test
    void shouldUseTheSecondNewestKeyWithoutTheTime() {
        utc = -1;
        assertNotNull(sent(1));
        writeKeys(0, 1);
        assertNotNull(sent(0));
        writeKeys(2);
        assertNotNull(sent(2));
    }

    @Test
    void shouldFollowTheAdministratorFromSetToSet() {
        writeKeys(0);
        assertNotNull(sent(0));
        writeKeys(0, 1);
        assertNotNull(sent(1));
        writeKeys(1, 2);
        assertNotNull(sent(1));
        utc = STARTS[2];
        assertNotNull(sent(2));
    }

    @Test
    void shouldSendNothingToAGroupWithoutKey() {
        assertEquals(ExchangeStatus.NO_GROUP_KEY, send(GROUP + 1));
        fabrics.groupKeyMap.add(fabric.fabricIndex, GROUP + 1, KEY_SET + 1);
        assertEquals(ExchangeStatus.NO_GROUP_KEY, send(GROUP + 1));
        sender.begin();
        assertEquals(
                ExchangeStatus.NO_GROUP_KEY, sender.send(fabric.fabricIndex + 1, GROUP, INVOKE));
        assertTrue(udp.sent.isEmpty());
        assertNull(store.value(StoreKeys.GROUP_DATA_COUNTER), "no counter is used up");
    }

    @Test
    @Tag("session-layer R34")
    @Tag("session-layer T7")
    void shouldSendNothingWhenTheCounterCannotBeKept() {
        int counter = dataCounter.value();
        store.refuse = true;
        assertEquals(ExchangeStatus.STORAGE, send(GROUP));
        assertTrue(udp.sent.isEmpty());
        store.refuse = false;
        assertEquals(counter, sent(1).counter());
    }

    @Test
    @Tag("session-layer R34")
    @Tag("session-layer R35")
    @Tag("session-layer R36")
    void shouldRepeatNoCounterWhereverThePowerIsCut() {
        Set<Integer> used = new HashSet<>();
        int commits = store.commits;
        boot();
        assertEquals(commits, store.commits, "a boot writes nothing");
        for (int cut = 0; cut < 8; cut++) {
            store.power = cut;
            try {
                for (int i = 0; i < 3; i++) {
                    assertTrue(used.add(sent(1).counter()));
                }
            } catch (MemoryStore.PowerCut e) {
                sender.abandon();
            }
            store.power = Integer.MAX_VALUE;
            boot();
        }
        assertTrue(used.size() >= 9, used.size() + " messages");
    }

    @Test
    void shouldFillAPacketAndNoMore() {
        int room = Packet.MAX_UDP_MESSAGE - 18 - 6 - 16;
        byte[] payload = new byte[room + 1];
        TlvWriter out = sender.begin();
        out.putRaw(payload, 0, room);
        assertEquals(ExchangeStatus.OK, sender.send(fabric.fabricIndex, GROUP, INVOKE));
        assertEquals(Packet.MAX_UDP_MESSAGE, udp.last().length);
        assertArrayEquals(Arrays.copyOf(payload, room), member(1, 1, 1).open(udp.last()).payload());
        out = sender.begin();
        out.putRaw(payload, 0, room + 1);
        assertEquals(ExchangeStatus.TOO_LONG, sender.send(fabric.fabricIndex, GROUP, INVOKE));
        assertEquals(1, udp.sent.size());
    }

    @Test
    void shouldSayWhenNoPacketIsFree() {
        Packet first = outbox.packets().take();
        Packet second = outbox.packets().take();
        assertNull(sender.begin());
        assertEquals(ExchangeStatus.NO_PACKET, sender.send(fabric.fabricIndex, GROUP, INVOKE));
        outbox.packets().release(first);
        outbox.packets().release(second);
        assertNotNull(sent(1));
    }
}
