package org.mattermote.stack.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.mattermote.stack.crypto.Aes128;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.AesCtr;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.GroupKeySet;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.message.GroupSealer;
import org.mattermote.stack.message.MessagePrivacy;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.PersistedCounter;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.sim.ScriptedDrbg;
import org.mattermote.stack.sim.SimGroup;

/** A node with a fabric, a group in it, and a port in memory. */
abstract class GroupFixture {
    static final int GROUP = 2;
    static final int KEY_SET = 42;

    /** Start times of the epoch keys, µs. */
    static final long[] STARTS = {1_000_000, 5_000_000, 9_000_000};

    final MemoryStore store = new MemoryStore();
    final TestFabrics fabrics = new TestFabrics(store);
    final FakeUdp udp = new FakeUdp();
    final ScriptedDrbg drbg = new ScriptedDrbg(60);
    final ExchangeCounters counters = new ExchangeCounters();
    final AesCcm ccm = new AesCcm(new Aes128());
    final MessagePrivacy privacy = new MessagePrivacy(new AesCtr(new Aes128()), new Hkdf());
    final Outbox outbox =
            new Outbox(new MessageSealer(ccm, privacy, 1), udp, drbg, 2, 1280, 1, counters);

    /** Of the node's clock, µs; negative for unknown. */
    long utc = 6_000_000;

    int interfaces = 1;
    final List<Long> storeFailures = new ArrayList<>();
    final byte[][] epochKeys = new byte[3][16];
    Fabric fabric;
    PersistedCounter dataCounter;
    GroupSealer sealer;

    @BeforeEach
    void join() {
        fabric = fabrics.commission("Root01", "ICA01", "Node01_01");
        for (byte[] key : epochKeys) {
            drbg.generate(key, 0, key.length);
        }
        writeKeys(0, 1, 2);
        assertEquals(FabricStatus.OK, fabrics.groupKeyMap.add(fabric.fabricIndex, GROUP, KEY_SET));
        boot();
    }

    void boot() {
        store.abandon();
        dataCounter = counter(StoreKeys.GROUP_DATA_COUNTER, true);
        sealer =
                new GroupSealer(
                        fabrics.groupKeys,
                        fabrics.groupKeyMap,
                        () -> utc,
                        ccm,
                        privacy,
                        dataCounter);
    }

    PersistedCounter counter(int key, boolean skipsZero) {
        PersistedCounter counter =
                new PersistedCounter(
                        new RecordStore(store, new Scratch(64)),
                        (event, a, b, c) -> storeFailures.add(a),
                        key,
                        PersistedCounter.GROUP_BATCH,
                        skipsZero);
        counter.start(drbg);
        return counter;
    }

    /** KeySetWrite with some of the epoch keys, the first at the first start time. */
    void writeKeys(int... which) {
        writePolicy(GroupKeySet.POLICY_TRUST_FIRST, which);
    }

    void writePolicy(int policy, int... which) {
        ByteBuffer keys = ByteBuffer.allocate(48);
        long[] starts = new long[3];
        for (int i = 0; i < which.length; i++) {
            keys.put(epochKeys[which[i]]);
            starts[i] = STARTS[which[i]];
        }
        assertEquals(
                FabricStatus.OK,
                fabrics.groupKeys.write(
                        fabric, KEY_SET, policy, which.length, keys.array(), 0, starts));
    }

    NetworkPort network() {
        Object made =
                Proxy.newProxyInstance(
                        NetworkPort.class.getClassLoader(),
                        new Class<?>[] {NetworkPort.class},
                        (proxy, method, arguments) ->
                                method.getName().equals("interfaceCount")
                                        ? interfaces
                                        : 3 + (int) arguments[0]);
        return (NetworkPort) made;
    }

    /** Somebody else's way into the group. */
    SimGroup member(int key, long nodeId, int counter) {
        return new SimGroup(fabric.compressedFabricId, epochKeys[key], GROUP, nodeId, counter);
    }
}
