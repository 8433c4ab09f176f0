package org.mattermote.stack;

import org.mattermote.stack.crypto.Aes128;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.AesCtr;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.SoftwareCrypto;
import org.mattermote.stack.crypto.Spake2pTranscript;
import org.mattermote.stack.crypto.Spake2pVerifier;
import org.mattermote.stack.port.Entropy;
import org.mattermote.stack.port.PortStatus;

/**
 * The primitives, made once and shared: nothing in them outlives a call but the crypto port's job.
 */
final class CryptoRoom {
    final Sha256 sha = new Sha256();
    final Hmac hmac = new Hmac();
    final Hkdf hkdf = new Hkdf(hmac);
    final Aes128 aes = new Aes128();
    final AesCcm ccm = new AesCcm(aes);
    final AesCtr ctr = new AesCtr(aes);
    final P256 p256 = new P256();
    final Ecdsa ecdsa = new Ecdsa(p256, hmac);
    final Spake2pVerifier spake2p = new Spake2pVerifier(p256);
    final CryptoJobs jobs = new CryptoJobs(new SoftwareCrypto(p256, ecdsa, spake2p));
    final Spake2pTranscript transcript = new Spake2pTranscript(sha, hmac, hkdf);
    final Drbg drbg = new Drbg(hmac);

    /** False when the platform gave no entropy: the device must not start. */
    final boolean seeded;

    CryptoRoom(Entropy entropy) {
        byte[] seed = new byte[Drbg.SEED];
        seeded = entropy.fill(seed, 0, seed.length) == PortStatus.OK;
        drbg.instantiate(seed, 0, seed.length);
    }
}
