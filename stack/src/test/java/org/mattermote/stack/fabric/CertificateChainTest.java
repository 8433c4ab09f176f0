package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.SoftwareCrypto;
import org.mattermote.stack.crypto.Spake2pVerifier;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.CryptoPort;

class CertificateChainTest {
    /** Units a step may go beyond its budget; see {@code CryptoPort.step}. */
    private static final int OVERRUN = 44;

    private static final long GOOD = 700_000_000L;
    private final P256 curve = new P256();
    private final Ecdsa ecdsa = new Ecdsa(curve);
    private final SoftwareCrypto crypto =
            new SoftwareCrypto(curve, ecdsa, new Spake2pVerifier(curve));
    private final CertificateChain chain =
            new CertificateChain(
                    new ChainWorkspace(
                            new Sha256(), curve, new CryptoJobs(crypto), new Scratch(1000)));

    private int verify(String root, String icac, String noc, long now) {
        return verify(
                TestFabrics.tlv(root),
                icac == null ? new byte[0] : TestFabrics.tlv(icac),
                TestFabrics.tlv(noc),
                now,
                GOOD);
    }

    private int verify(byte[] r, byte[] i, byte[] n, long now, long good) {
        return TestFabrics.finish(
                chain, chain.begin(r, 0, r.length, n, 0, n.length, i, 0, i.length, now, good));
    }

    private static String authority(String key) {
        return switch (key) {
            case "CACACACA00000001" -> "Root01";
            case "CACACACA00000002" -> "Root02";
            case "CACACACA00000003" -> "ICA01";
            case "CACACACA00000004" -> "ICA02";
            default -> throw new IllegalArgumentException(key);
        };
    }

    @Test
    void shouldAcceptEveryGoodChain() {
        JsonObject certs = Vectors.read("operational_certs.json").getAsJsonObject("certs");
        int chains = 0;
        for (Map.Entry<String, ?> e : certs.entrySet()) {
            String name = e.getKey();
            // Node02_07 carries a critical extension that Matter does not know.
            if (!name.startsWith("Node") || name.contains("Err") || name.equals("Node02_07")) {
                continue;
            }
            String issuer = certs.getAsJsonObject(name).get("issuer").getAsString();
            String by = authority(issuer.substring(issuer.length() - 16));
            String icac = by.startsWith("ICA") ? by : null;
            String root = by.endsWith("2") && icac != null ? "Root02" : "Root01";
            assertEquals(FabricStatus.OK, verify(root, icac, name, -1), name);
            String subject = certs.getAsJsonObject(name).get("subject").getAsString();
            assertTrue(subject.contains(String.format("1.1=%016X", chain.nodeId)), name);
            assertTrue(subject.contains(String.format("1.5=%016X", chain.fabricId)), name);
            for (int cat : chain.cats) {
                assertTrue(cat == 0 || subject.contains(String.format("1.6=%08X", cat)), name);
            }
            assertEquals(
                    certs.getAsJsonObject(name).get("public_key").getAsString(),
                    Vectors.hex(chain.publicKey));
            chains++;
        }
        assertEquals(9, chains);
    }

    @Test
    void shouldVerifyInSteps() {
        byte[] r = TestFabrics.tlv("Root01");
        byte[] i = TestFabrics.tlv("ICA01");
        byte[] n = TestFabrics.tlv("Node01_01");
        assertEquals(FabricStatus.INVALID_SIGNATURE, chain.step());
        assertEquals(FabricStatus.MORE, begin(r, i, n));
        int status = FabricStatus.MORE;
        int steps = 0;
        int all = crypto.units();
        while (status == FabricStatus.MORE) {
            int before = crypto.units();
            status = chain.step();
            int took = crypto.units() - before;
            assertTrue(took <= CryptoPort.STEP_BUDGET + OVERRUN, "took " + took);
            steps++;
        }
        assertEquals(FabricStatus.OK, status);
        all = crypto.units() - all;
        assertTrue(all > 2 * 2_000, "two signatures take " + all);
        assertTrue(steps >= all / (CryptoPort.STEP_BUDGET + OVERRUN));
    }

    @Test
    void shouldRefuseABadSignatureInSteps() {
        byte[] r = TestFabrics.tlv("Root01");
        byte[] i = TestFabrics.tlv("ICA01");
        byte[] n = TestFabrics.tlv("Node01_01");
        for (byte[] damaged : new byte[][] {i, n}) {
            damaged[damaged.length - 5] ^= 1;
            assertEquals(FabricStatus.MORE, begin(r, i, n));
            int status = FabricStatus.MORE;
            while (status == FabricStatus.MORE) {
                status = chain.step();
            }
            assertEquals(FabricStatus.INVALID_SIGNATURE, status);
            damaged[damaged.length - 5] ^= 1;
        }
    }

    @Test
    void shouldLeaveTheCryptoPortFreeWhenCancelled() {
        byte[] r = TestFabrics.tlv("Root01");
        byte[] i = TestFabrics.tlv("ICA01");
        byte[] n = TestFabrics.tlv("Node01_01");
        for (int steps = 0; steps < 15; steps++) {
            assertEquals(FabricStatus.MORE, begin(r, i, n));
            for (int step = 0; step < steps; step++) {
                assertEquals(FabricStatus.MORE, chain.step());
            }
            chain.cancel();
            assertTrue(!crypto.isBusy());
            assertEquals(FabricStatus.INVALID_SIGNATURE, chain.step());
        }
    }

    private int begin(byte[] r, byte[] i, byte[] n) {
        return chain.begin(r, 0, r.length, n, 0, n.length, i, 0, i.length, -1, GOOD);
    }

    @Test
    void shouldAcceptRoots() {
        for (String root : new String[] {"Root01", "Root02", "Root03"}) {
            byte[] r = TestFabrics.tlv(root);
            assertEquals(
                    FabricStatus.OK,
                    TestFabrics.finish(chain, chain.beginRoot(r, 0, r.length)),
                    root);
        }
        for (String other : new String[] {"ICA01", "Node01_01", "PDCID01", "FWSign01"}) {
            byte[] r = TestFabrics.tlv(other);
            assertEquals(
                    FabricStatus.INVALID_CERTIFICATE,
                    TestFabrics.finish(chain, chain.beginRoot(r, 0, r.length)),
                    other);
        }
    }

    @Test
    void shouldRefuseEveryFlawedCertificate() {
        JsonObject bad = Vectors.read("operational_certs_bad.json").getAsJsonObject("certs");
        int refused = 0;
        for (Map.Entry<String, ?> e : bad.entrySet()) {
            String name = e.getKey();
            JsonObject v = bad.getAsJsonObject(name);
            if (!v.has("tlv")) {
                // The flaw is in the X.509 form only, which never reaches a device.
                continue;
            }
            byte[] tlv = Vectors.hex(v, "tlv");
            byte[] none = new byte[0];
            if (name.startsWith("RCAC")) {
                assertNotEquals(
                        FabricStatus.OK,
                        TestFabrics.finish(chain, chain.beginRoot(tlv, 0, tlv.length)),
                        name);
            } else if (name.startsWith("ICAC")) {
                assertNotEquals(
                        FabricStatus.OK,
                        verify(
                                TestFabrics.tlv("Root01"),
                                tlv,
                                TestFabrics.tlv("Node01_01"),
                                -1,
                                GOOD),
                        name);
            } else {
                for (String by : new String[] {"ICA01", "ICA02", "ICA01_1"}) {
                    String root = by.equals("ICA02") ? "Root02" : "Root01";
                    assertNotEquals(
                            FabricStatus.OK,
                            verify(TestFabrics.tlv(root), TestFabrics.tlv(by), tlv, -1, GOOD),
                            name);
                }
                assertNotEquals(
                        FabricStatus.OK,
                        verify(TestFabrics.tlv("Root01"), none, tlv, -1, GOOD),
                        name);
            }
            refused++;
        }
        assertTrue(refused > 70);
        assertNotEquals(FabricStatus.OK, verify("Root01", "ICA01", "Node01_01_Err01", -1));
        assertEquals(FabricStatus.INVALID_CERTIFICATE, verify("Root02", "ICA02", "Node02_07", -1));
    }

    @Test
    void shouldRefuseWhatDoesNotFitTogether() {
        assertEquals(FabricStatus.INVALID_CHAIN, verify("Root02", "ICA01", "Node01_01", -1));
        assertEquals(FabricStatus.INVALID_CHAIN, verify("Root01", "ICA02", "Node01_01", -1));
        assertEquals(FabricStatus.INVALID_CHAIN, verify("Root01", null, "Node01_01", -1));
        assertEquals(FabricStatus.INVALID_CHAIN, verify("Root01", "ICA01", "Node01_02", -1));
        assertEquals(FabricStatus.INVALID_CERTIFICATE, verify("Root01", "Root01", "Node01_02", -1));
        assertEquals(FabricStatus.INVALID_CERTIFICATE, verify("Root01", "ICA01", "ICA01", -1));
    }

    @Test
    void shouldRefuseAnotherFabricId() {
        TestFabrics fabrics = new TestFabrics(new MemoryStore());
        Fabric fabric = fabrics.commission("Root01", "ICA01", "Node01_01");
        byte[] n = TestFabrics.tlv("Node01_02");
        FabricCertificates certificates = fabrics.table.certificates();
        assertEquals(
                FabricStatus.OK,
                TestFabrics.finish(
                        chain,
                        chain.begin(certificates, fabric, n, 0, n.length, null, 0, 0, -1, GOOD)));
        fabric.fabricId++;
        assertEquals(
                FabricStatus.INVALID_CHAIN,
                TestFabrics.finish(
                        chain,
                        chain.begin(certificates, fabric, n, 0, n.length, null, 0, 0, -1, GOOD)));
    }

    @Test
    void shouldJudgeTime() {
        long epoch = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
        long begin = Instant.parse("2020-10-15T14:23:43Z").getEpochSecond() - epoch;
        long end = Instant.parse("2040-10-15T14:23:42Z").getEpochSecond() - epoch;
        assertEquals(FabricStatus.OK, verify("Root01", "ICA01", "Node01_01", begin));
        assertEquals(FabricStatus.OK, verify("Root01", "ICA01", "Node01_01", end));
        assertEquals(FabricStatus.INVALID_TIME, verify("Root01", "ICA01", "Node01_01", begin - 1));
        assertEquals(FabricStatus.INVALID_TIME, verify("Root01", "ICA01", "Node01_01", end + 1));
        byte[] r = TestFabrics.tlv("Root01");
        byte[] i = TestFabrics.tlv("ICA01");
        byte[] n = TestFabrics.tlv("Node01_01");
        assertEquals(FabricStatus.OK, verify(r, i, n, -1, 0));
        assertEquals(FabricStatus.INVALID_TIME, verify(r, i, n, -1, end + 1));
        assertEquals(begin, chain.notBefore);
    }

    @Test
    void shouldNoticeEveryFlippedBitOfASignature() {
        byte[] r = TestFabrics.tlv("Root01");
        byte[] i = TestFabrics.tlv("ICA01");
        byte[] n = TestFabrics.tlv("Node01_01");
        byte[] good = n.clone();
        for (int at = n.length - 2; at > n.length - 66; at -= 21) {
            n[at] ^= 4;
            assertEquals(FabricStatus.INVALID_SIGNATURE, verify(r, i, n, -1, GOOD));
            n[at] ^= 4;
        }
        assertArrayEquals(good, n);
        int serial = 5;
        n[serial] ^= 1;
        assertEquals(FabricStatus.INVALID_SIGNATURE, verify(r, i, n, -1, GOOD));
    }

    @Test
    void shouldAcceptRecordedChains() {
        JsonObject runs = Vectors.read("commissioning.json");
        for (String run : new String[] {"matterjs", "chip"}) {
            JsonObject v = runs.getAsJsonObject(run).getAsJsonObject("operational");
            byte[] r = Vectors.hex(v, "rcac");
            assertEquals(
                    FabricStatus.OK,
                    TestFabrics.finish(chain, chain.beginRoot(r, 0, r.length)),
                    run);
            assertEquals(
                    FabricStatus.OK,
                    verify(r, Vectors.hex(v, "icac"), Vectors.hex(v, "noc"), -1, 0),
                    run);
            byte[] peerIcac =
                    v.has("controller_icac") ? Vectors.hex(v, "controller_icac") : new byte[0];
            assertEquals(
                    FabricStatus.OK,
                    verify(r, peerIcac, Vectors.hex(v, "controller_noc"), -1, 0),
                    run);
            assertEquals(
                    v.get("controller_node_id").getAsString(),
                    String.format("%016x", chain.nodeId));
        }
    }
}
