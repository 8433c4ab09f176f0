package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;

class FabricCertificatesTest {
    private final MemoryStore store = new MemoryStore();
    private final TestFabrics node = new TestFabrics(store);

    private void shouldBe(Fabric fabric, String root, String icac, String noc) {
        assertArrayEquals(TestFabrics.tlv(root), node.certificate(fabric, FabricCertificates.RCAC));
        assertArrayEquals(
                icac == null ? new byte[0] : TestFabrics.tlv(icac),
                node.certificate(fabric, FabricCertificates.ICAC));
        assertArrayEquals(TestFabrics.tlv(noc), node.certificate(fabric, FabricCertificates.NOC));
    }

    @Test
    void shouldShowThePendingOnesOfAnAddedFabric() {
        node.failSafe.armForPase(1, 0);
        Fabric fabric = node.add("Root01", "ICA01", "Node01_01");
        shouldBe(fabric, "Root01", "ICA01", "Node01_01");
        assertNull(store.value(StoreKeys.rcac(1)));
        node.failSafe.commit(0);
        shouldBe(fabric, "Root01", "ICA01", "Node01_01");
        assertNotNull(store.value(StoreKeys.rcac(1)));
    }

    @Test
    void shouldShowThoseOfEachFabricWhileOneIsPending() {
        Fabric one = node.commission("Root01", null, "Node01_02");
        node.failSafe.armForPase(1, 0);
        Fabric two = node.add("Root02", "ICA02", "Node02_01");
        shouldBe(one, "Root01", null, "Node01_02");
        shouldBe(two, "Root02", "ICA02", "Node02_01");
    }

    @Test
    void shouldKeepTheRootOfAnUpdatedFabric() {
        Fabric fabric = node.commission("Root01", "ICA01", "Node01_01");
        node.failSafe.arm(1, 3, 60, 0);
        node.update(fabric, null, "Node01_02");
        shouldBe(fabric, "Root01", null, "Node01_02");
        node.failSafe.expire(0);
        shouldBe(fabric, "Root01", "ICA01", "Node01_01");
        node.failSafe.arm(1, 3, 60, 0);
        node.update(fabric, null, "Node01_02");
        node.failSafe.commit(0);
        shouldBe(fabric, "Root01", null, "Node01_02");
        assertNull(store.value(StoreKeys.icac(1)));
    }

    @Test
    void shouldNotShowARootThatNobodyHas() {
        Fabric fabric = node.commission("Root01", "ICA01", "Node01_01");
        node.failSafe.armForPase(1, 0);
        byte[] other = TestFabrics.tlv("Root02");
        node.failSafe.setRoot(other, 0, other.length);
        shouldBe(fabric, "Root01", "ICA01", "Node01_01");
        node.failSafe.expire(0);
        node.failSafe.arm(1, 3, 60, 0);
        node.update(fabric, null, "Node01_02");
        shouldBe(fabric, "Root01", null, "Node01_02");
    }

    @Test
    void shouldRemoveAllOfAFabric() {
        node.commission("Root01", "ICA01", "Node01_01");
        node.table.remove(1, 0);
        assertNull(store.value(StoreKeys.rcac(1)));
        assertNull(store.value(StoreKeys.icac(1)));
        assertNull(store.value(StoreKeys.noc(1)));
    }

    @Test
    void shouldPutOneAsAByteString() {
        Fabric fabric = node.commission("Root01", null, "Node01_02");
        FabricCertificates certificates = node.table.certificates();
        byte[] bytes = new byte[500];
        TlvWriter out = new TlvWriter();
        out.wrap(bytes, 0, bytes.length);
        assertEquals(0, certificates.put(fabric, FabricCertificates.ICAC, TlvTag.ANONYMOUS, out));
        assertEquals(0, out.position());
        int length = certificates.put(fabric, FabricCertificates.NOC, TlvTag.ANONYMOUS, out);
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, out.position());
        assertEquals(CodecStatus.OK, reader.next());
        assertEquals(length, reader.bytes(1, 400));
        assertEquals(TestFabrics.tlv("Node01_02").length, length);
    }

    @Test
    void shouldTellThatOneCannotBeRead() {
        Fabric fabric = node.commission("Root01", "ICA01", "Node01_01");
        byte[] out = new byte[400];
        FabricCertificates certificates = node.table.certificates();
        store.set(StoreKeys.icac(1), new byte[9]);
        assertEquals(
                FabricStatus.DAMAGED, certificates.read(fabric, FabricCertificates.ICAC, out, 0));
        store.begin();
        store.remove(StoreKeys.noc(1));
        store.commit();
        assertEquals(
                FabricStatus.DAMAGED, certificates.read(fabric, FabricCertificates.NOC, out, 0));
        assertTrue(node.scratch.isIdle());
    }
}
