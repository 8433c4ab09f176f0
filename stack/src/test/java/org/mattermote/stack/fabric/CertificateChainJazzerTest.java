package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.codec.DerCertificateWriter;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;

/** Chains of certificates: none is taken that says anything that was never signed. */
class CertificateChainJazzerTest {
    private static final String[] NAMES = {"Root01", "Root02", "ICA01", "ICA02"};
    private static final String[][] CHAINS = {
        {"Root01", "ICA01", "Node01_01"},
        {"Root01", null, "Node01_02"},
        {"Root02", "ICA02", "Node02_01"},
        {"Root02", "ICA02", "Node02_03"},
        {"Root02", "ICA02", "Node02_05"},
    };
    private static final long GOOD = 700_000_000L;

    private static final TestFabrics FABRICS = new TestFabrics(new MemoryStore());
    private static final Set<String> SIGNED = signed();

    private static Set<String> signed() {
        Set<String> all = new HashSet<>();
        for (String[] chain : CHAINS) {
            for (String name : chain) {
                if (name != null) {
                    all.add(meaning(TestFabrics.tlv(name)));
                }
            }
        }
        return all;
    }

    /** What the signature of a certificate is over, as text. */
    private static String meaning(byte[] tlv) {
        MatterCertificate certificate = new MatterCertificate();
        assertEquals(0, certificate.parse(tlv, 0, tlv.length));
        byte[] out = new byte[MatterCertificate.MAX_DER_LENGTH];
        int length = new DerCertificateWriter().writeTbs(certificate, out, 0, out.length);
        return HexFormat.of().formatHex(out, 0, length);
    }

    static List<byte[]> seeds() {
        return Kept.with(
                CertificateChainJazzerTest.class,
                List.of(CHAINS).stream()
                        .map(
                                chain ->
                                        Parts.row(
                                                chain[0].equals(NAMES[0]) ? 0 : 1,
                                                TestFabrics.tlv(chain[0]),
                                                chain[1] == null
                                                        ? new byte[0]
                                                        : TestFabrics.tlv(chain[1]),
                                                TestFabrics.tlv(chain[2])))
                        .toList());
    }

    /** How the root is checked and what time it is, then root, ICAC and NOC. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldTakeNothingUnsigned(byte[] data) {
        Parts parts = new Parts(data);
        int choice = parts.number();
        byte[] root = parts.string();
        byte[] icac = parts.string();
        byte[] noc = parts.string();
        boolean own = (choice & 2) != 0;
        if (own && verifyRoot(root) == FabricStatus.OK) {
            assertTrue(SIGNED.contains(meaning(root)));
        }
        // A node trusts its own roots only.
        root = TestFabrics.tlv(NAMES[choice & 1]);
        int left = FABRICS.scratch.left();
        int status =
                TestFabrics.finish(
                        FABRICS.chain,
                        FABRICS.chain.begin(
                                root,
                                0,
                                root.length,
                                noc,
                                0,
                                noc.length,
                                icac,
                                0,
                                icac.length,
                                (choice & 4) != 0 ? GOOD : CertificateChain.NO_TIME,
                                GOOD));
        assertEquals(left, FABRICS.scratch.left());
        if (status == FabricStatus.OK) {
            assertTrue(SIGNED.contains(meaning(noc)));
            assertTrue(icac.length == 0 || SIGNED.contains(meaning(icac)));
        } else {
            assertTrue(status < 0 && status != FabricStatus.MORE);
        }
    }

    private static int verifyRoot(byte[] root) {
        return TestFabrics.finish(FABRICS.chain, FABRICS.chain.beginRoot(root, 0, root.length));
    }
}
