package org.mattermote.firmware.image.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.HexFormat;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.sim.SimFabric;

class LoopbackTest {
    private static final SimFabric FABRIC = new SimFabric(2026, LoopFabric.FABRIC_ID, false);

    private static Loopback loopback(int seed) {
        byte[] bytes = new byte[Drbg.SEED];
        bytes[0] = (byte) seed;
        return new Loopback(bytes);
    }

    @Test
    void shouldEstablishBothSessionsAsOftenAsOneLikes() {
        Loopback loopback = loopback(1);
        assertTrue(loopback.pase());
        assertTrue(loopback.join());
        for (int i = 0; i < 3; i++) {
            assertTrue(loopback.caseHandshake());
            assertTrue(loopback.pase());
        }
    }

    @Test
    void shouldFailWithoutAFabric() {
        assertFalse(loopback(2).caseHandshake());
    }

    /** What the simulated administrator of the tests would issue is what the image has. */
    @Test
    void shouldHaveCredentialsOfOneFabric() throws ReflectiveOperationException {
        SimFabric.Identity node = FABRIC.issue(LoopFabric.NODE);
        SimFabric.Identity administrator = FABRIC.issue(LoopFabric.ADMINISTRATOR);
        TreeMap<String, byte[]> expected = new TreeMap<>();
        expected.put("RCAC", FABRIC.rcac);
        expected.put("ROOT_PUBLIC_KEY", FABRIC.rootPublicKey);
        expected.put("IPK_EPOCH_KEY", FABRIC.ipkEpochKey);
        expected.put("NODE_NOC", node.noc());
        expected.put("NODE_KEY", node.privateKey());
        expected.put("NODE_PUBLIC_KEY", publicKey(node));
        expected.put("ADMINISTRATOR_NOC", administrator.noc());
        expected.put("ADMINISTRATOR_KEY", administrator.privateKey());
        for (String name : expected.keySet()) {
            Field field = LoopFabric.class.getDeclaredField(name);
            field.setAccessible(true);
            assertEquals(
                    HexFormat.of().formatHex(expected.get(name)),
                    HexFormat.of().formatHex((byte[]) field.get(null)),
                    name);
        }
    }

    private static byte[] publicKey(SimFabric.Identity identity) {
        org.mattermote.stack.codec.MatterCertificate certificate =
                new org.mattermote.stack.codec.MatterCertificate();
        certificate.parse(identity.noc(), 0, identity.noc().length);
        return java.util.Arrays.copyOfRange(
                identity.noc(), certificate.publicKeyOffset, certificate.publicKeyOffset + 65);
    }
}
