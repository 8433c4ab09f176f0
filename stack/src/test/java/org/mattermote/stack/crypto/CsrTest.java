package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

class CsrTest {
    private final P256 p256 = new P256();
    private final Ecdsa ecdsa = new Ecdsa(p256);
    private final Csr csr = new Csr(ecdsa, new Sha256());

    @Test
    void shouldWriteARequestThatOthersReadAndVerify() throws Exception {
        Drbg drbg = CryptoVectors.seededDrbg(81);
        byte[] key = new byte[32];
        byte[] point = new byte[65];
        byte[] out = new byte[Csr.MAX_LENGTH + 9];
        for (int n = 0; n < 60; n++) {
            P256.randomScalar(drbg, key, 0);
            p256.publicKey(key, 0, point, 0);
            byte[] hash = new byte[32];
            byte[] signature = new byte[64];
            csr.begin(point, 0, out, 9, hash, 0);
            assertEquals(CryptoStatus.OK, ecdsa.sign(key, 0, hash, 0, drbg, signature, 0));
            int length = csr.finish(signature, 0, out, 9);
            assertTrue(length > 190 && length <= Csr.MAX_LENGTH);
            byte[] der = Arrays.copyOfRange(out, 9, 9 + length);
            var request = new JcaPKCS10CertificationRequest(der);
            assertArrayEquals(der, request.toASN1Structure().getEncoded("DER"));
            assertEquals("O=CSR", request.getSubject().toString());
            assertEquals(0, request.getAttributes().length);
            assertEquals(
                    "1.2.840.10045.4.3.2", request.getSignatureAlgorithm().getAlgorithm().getId());
            assertArrayEquals(
                    point, request.getSubjectPublicKeyInfo().getPublicKeyData().getBytes());
            assertTrue(
                    request.isSignatureValid(
                            new JcaContentVerifierProviderBuilder().build(request.getPublicKey())));
        }
    }
}
