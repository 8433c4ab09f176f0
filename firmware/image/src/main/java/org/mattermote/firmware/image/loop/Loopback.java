package org.mattermote.firmware.image.loop;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.KdfInfo;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Pbkdf2;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.Spake2pPasscode;
import org.mattermote.stack.crypto.Spake2pPoints;
import org.mattermote.stack.crypto.Spake2pTranscript;
import org.mattermote.stack.fabric.FabricKeySchedule;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.message.SecureSession;

/**
 * The commissioner's side of PASE (Matter core 4.14.1) and of CASE (4.14.2), and its node. Made at
 * boot; the handshakes allocate nothing and leave nothing behind.
 */
public final class Loopback {
    private static final int RANDOM = 32;
    private static final int KEY = 16;
    private static final int SIGNATURE = 64;
    private static final int LONGEST_TBE = 900;

    /** "CHIP PAKE V1 Commissioning". */
    private static final byte[] CONTEXT = {
        'C', 'H', 'I', 'P', ' ', 'P', 'A', 'K', 'E', ' ', 'V', '1', ' ', 'C', 'o', 'm', 'm', 'i',
        's', 's', 'i', 'o', 'n', 'i', 'n', 'g'
    };

    private final Drbg drbg = new Drbg();
    private final LoopWire wire = new LoopWire();
    private final P256 curve = new P256();
    private final Spake2pPasscode passcode = new Spake2pPasscode(curve, new Pbkdf2());
    private final Sha256 sha = new Sha256();
    private final LoopNode node;
    private final LoopTalk talk;
    private final byte[] secrets = new byte[Spake2pPasscode.SECRETS];
    private final byte[] salt = new byte[KEY + RANDOM + P256.POINT + Sha256.LENGTH];
    private final byte[] scalar = new byte[P256.SCALAR];
    private final byte[] own = new byte[P256.POINT];
    private final byte[] peer = new byte[P256.POINT];
    private final byte[] z = new byte[P256.POINT];
    private final byte[] v = new byte[P256.POINT];
    private final byte[] proof = new byte[Spake2pTranscript.LENGTH];
    private final byte[] hash = new byte[Sha256.LENGTH];
    private final byte[] shared = new byte[P256.SCALAR];
    private final byte[] ipk = new byte[KEY];
    private final byte[] random = new byte[RANDOM];
    private final byte[] signature = new byte[SIGNATURE];
    private final byte[] keys = new byte[SecureSession.KEY_BLOCK_LENGTH];
    private final byte[] tbe = new byte[LONGEST_TBE];
    private int peerSessionId;

    /**
     * @param seed of {@link Drbg#SEED} bytes
     */
    public Loopback(byte[] seed) {
        drbg.instantiate(seed, 0, seed.length);
        node = new LoopNode(wire, drbg, passcode);
        talk = new LoopTalk(wire, node);
    }

    /** Both handshakes leave what they made; nothing of it must stay. */
    private void forget() {
        Bytes.zero(secrets);
        Bytes.zero(scalar);
        Bytes.zero(z);
        Bytes.zero(v);
        Bytes.zero(proof);
        Bytes.zero(shared);
        Bytes.zero(keys);
        Bytes.zero(tbe);
    }

    private static void bytes(TlvWriter out, int tag, byte[] value) {
        out.putBytes(tag, value, 0, value.length);
    }

    /** Copies a member of the last payload; whether it is there, of the array's length. */
    private boolean take(int tag, byte[] into) {
        if (!talk.find(tag, into.length)) {
            return false;
        }
        System.arraycopy(talk.said, talk.reader.dataOffset(), into, 0, into.length);
        return true;
    }

    private boolean takeSession(int tag) {
        peerSessionId = talk.find(tag) ? talk.reader.u16() : -1;
        return peerSessionId > 0;
    }

    // ---- PASE ----------------------------------------------------------------------------------

    /** Establishes a session by the passcode, uses it, closes it; whether all of it worked. */
    public boolean pase() {
        talk.begin();
        boolean good = parameters() && shares() && confirmations() && established();
        good = good && talk.close(keys, peerSessionId, 0);
        forget();
        return good && node.window.established > 0;
    }

    private boolean parameters() {
        drbg.generate(random, 0, RANDOM);
        TlvWriter out = talk.say();
        bytes(out, 1, random);
        out.putUnsigned(2, talk.sessionId);
        out.putUnsigned(3, 0);
        out.putBool(4, false);
        talk.send(SecureChannelOpcode.PBKDF_PARAM_REQUEST);
        if (!talk.await(SecureChannelOpcode.PBKDF_PARAM_RESPONSE) || !takeSession(3)) {
            return false;
        }
        sha.reset().update(CONTEXT, 0, CONTEXT.length).update(talk.said, 0, talk.to);
        sha.finish(hash, 0);
        return talk.find(4)
                && talk.reader.enter() == CodecStatus.OK
                && talk.reader.find(1) == CodecStatus.OK
                && derive((int) talk.reader.u32());
    }

    /** The rest of the parameters: w0 and w1 of the passcode. */
    private boolean derive(int iterations) {
        return talk.reader.find(2) == CodecStatus.OK
                && talk.reader.bytes(16, 32) >= 0
                && passcode.secrets(
                                LoopWindow.PASSCODE,
                                talk.said,
                                talk.reader.dataOffset(),
                                talk.reader.dataLength(),
                                iterations,
                                secrets,
                                0)
                        == CryptoStatus.OK;
    }

    /** pA = x P + w0 M, for pB; cB waits in the place of the random number. */
    private boolean shares() {
        P256.randomScalar(drbg, scalar, 0);
        if (curve.publicKey(scalar, 0, own, 0) != CryptoStatus.OK
                || curve.multiply(secrets, 0, Spake2pPoints.M, 0, z, 0) != CryptoStatus.OK
                || curve.add(own, 0, z, 0, own, 0) != CryptoStatus.OK) {
            return false;
        }
        bytes(talk.say(), 1, own);
        talk.send(SecureChannelOpcode.PAKE1);
        return talk.await(SecureChannelOpcode.PAKE2) && take(1, peer) && take(2, random);
    }

    /** Z = x (pB - w0 N), V = w1 (pB - w0 N), and what proves them. */
    private boolean confirmations() {
        if (curve.multiply(secrets, 0, Spake2pPoints.N, 0, z, 0) != CryptoStatus.OK) {
            return false;
        }
        curve.negate(z, 0);
        if (curve.add(peer, 0, z, 0, z, 0) != CryptoStatus.OK
                || curve.multiply(secrets, P256.SCALAR, z, 0, v, 0) != CryptoStatus.OK
                || curve.multiply(scalar, 0, z, 0, z, 0) != CryptoStatus.OK) {
            return false;
        }
        node.transcript.confirm(hash, 0, own, 0, peer, 0, z, 0, v, 0, secrets, 0, proof, 0);
        int length = Spake2pTranscript.CONFIRMATION;
        if (!Bytes.equalConstantTime(proof, Spake2pTranscript.CB, random, 0, length)) {
            return false;
        }
        talk.say().putBytes(1, proof, Spake2pTranscript.CA, length);
        talk.send(SecureChannelOpcode.PAKE3);
        derive(proof, Spake2pTranscript.KE, KEY, 0, KdfInfo.SESSION_KEYS, keys);
        return true;
    }

    /** The report that the session is there. */
    private boolean established() {
        boolean good = talk.await(SecureChannelOpcode.STATUS_REPORT) && talk.isSuccess();
        talk.finish();
        return good;
    }

    /** HKDF with the first bytes of {@link #salt}. */
    private void derive(
            byte[] secret, int at, int length, int saltLength, byte[] info, byte[] into) {
        node.hkdf.derive(
                secret, at, length, salt, 0, saltLength, info, info.length, into, 0, into.length);
    }

    // ---- CASE ----------------------------------------------------------------------------------

    /** Puts the node into a fabric, once before {@link #caseHandshake}; whether it worked. */
    public boolean join() {
        return node.join();
    }

    /** Establishes a session by certificates, uses it, closes it; whether all of it worked. */
    public boolean caseHandshake() {
        talk.begin();
        boolean good = sigma1() && sigma2() && sigma3() && established();
        good = good && talk.close(keys, peerSessionId, LoopFabric.ADMINISTRATOR);
        forget();
        return good;
    }

    private boolean sigma1() {
        node.schedule.compressedFabricId(LoopFabric.ROOT_PUBLIC_KEY, LoopFabric.FABRIC_ID, salt, 0);
        node.schedule.operationalKey(LoopFabric.IPK_EPOCH_KEY, 0, salt, ipk, 0);
        drbg.generate(random, 0, RANDOM);
        P256.randomScalar(drbg, scalar, 0);
        if (curve.publicKey(scalar, 0, own, 0) != CryptoStatus.OK) {
            return false;
        }
        node.schedule.destinationId(
                ipk,
                0,
                random,
                0,
                LoopFabric.ROOT_PUBLIC_KEY,
                LoopFabric.FABRIC_ID,
                LoopFabric.NODE,
                hash,
                0);
        TlvWriter out = talk.say();
        bytes(out, 1, random);
        out.putUnsigned(2, talk.sessionId);
        out.putBytes(3, hash, 0, FabricKeySchedule.DESTINATION_ID_LENGTH);
        bytes(out, 4, own);
        talk.send(SecureChannelOpcode.SIGMA1);
        sha.reset().update(talk.said, 0, talk.to).finish(hash, 0);
        return talk.await(SecureChannelOpcode.SIGMA2);
    }

    /** Opens what the node shows, and checks that it is the node of this fabric. */
    private boolean sigma2() {
        if (!take(1, random)
                || !takeSession(2)
                || !take(3, peer)
                || curve.ecdh(scalar, 0, peer, 0, shared, 0) != CryptoStatus.OK) {
            return false;
        }
        System.arraycopy(ipk, 0, salt, 0, KEY);
        System.arraycopy(random, 0, salt, KEY, RANDOM);
        System.arraycopy(peer, 0, salt, KEY + RANDOM, P256.POINT);
        System.arraycopy(hash, 0, salt, KEY + RANDOM + P256.POINT, Sha256.LENGTH);
        sessionKey(salt.length, KdfInfo.SIGMA2);
        if (!talk.find(4) || talk.reader.bytes(AesCcm.TAG, LONGEST_TBE) < 0) {
            return false;
        }
        int sealed = talk.reader.dataLength();
        System.arraycopy(talk.said, talk.reader.dataOffset(), tbe, 0, sealed);
        int length =
                node.ccm.setKey(keys, 0).open(KdfInfo.NONCE_SIGMA2N, 0, null, 0, 0, tbe, 0, sealed);
        node.ccm.clearKey();
        return length > 0 && isNode(length);
    }

    private boolean isNode(int length) {
        byte[] noc = LoopFabric.NODE_NOC;
        talk.reader.wrap(tbe, 0, length);
        if (talk.reader.next() != CodecStatus.OK
                || talk.reader.enter() != CodecStatus.OK
                || talk.reader.find(1) != CodecStatus.OK
                || talk.reader.bytes(noc.length, noc.length) < 0
                || !Bytes.equalConstantTime(tbe, talk.reader.dataOffset(), noc, 0, noc.length)
                || talk.reader.find(3) != CodecStatus.OK
                || talk.reader.bytes(SIGNATURE, SIGNATURE) < 0) {
            return false;
        }
        System.arraycopy(tbe, talk.reader.dataOffset(), signature, 0, SIGNATURE);
        hashSigned(noc, peer, own);
        return node.ecdsa.verify(LoopFabric.NODE_PUBLIC_KEY, 0, hash, 0, signature, 0)
                == CryptoStatus.OK;
    }

    /** Digest of what is signed: a certificate and both ephemeral keys, the signer's first. */
    private void hashSigned(byte[] noc, byte[] signer, byte[] other) {
        talk.writer.wrap(tbe, 0, tbe.length);
        talk.writer.startStruct(TlvTag.ANONYMOUS);
        bytes(talk.writer, 1, noc);
        bytes(talk.writer, 3, signer);
        bytes(talk.writer, 4, other);
        talk.writer.endContainer();
        sha.reset().update(tbe, 0, talk.writer.position()).finish(hash, 0);
    }

    private boolean sigma3() {
        byte[] noc = LoopFabric.ADMINISTRATOR_NOC;
        hashSigned(noc, own, peer);
        if (node.ecdsa.sign(LoopFabric.ADMINISTRATOR_KEY, 0, hash, 0, drbg, signature, 0)
                != CryptoStatus.OK) {
            return false;
        }
        saltOfTranscript(KdfInfo.SIGMA3);
        talk.writer.wrap(tbe, 0, tbe.length);
        talk.writer.startStruct(TlvTag.ANONYMOUS);
        bytes(talk.writer, 1, noc);
        bytes(talk.writer, 3, signature);
        talk.writer.endContainer();
        int sealed =
                node.ccm
                        .setKey(keys, 0)
                        .seal(KdfInfo.NONCE_SIGMA3N, 0, null, 0, 0, tbe, 0, talk.writer.position());
        node.ccm.clearKey();
        talk.say().putBytes(1, tbe, 0, sealed);
        talk.send(SecureChannelOpcode.SIGMA3);
        saltOfTranscript(KdfInfo.SESSION_KEYS);
        return true;
    }

    /** Keys of everything said so far. */
    private void saltOfTranscript(byte[] info) {
        System.arraycopy(ipk, 0, salt, 0, KEY);
        sha.reset().update(talk.said, 0, talk.to).finish(salt, KEY);
        sessionKey(KEY + Sha256.LENGTH, info);
    }

    private void sessionKey(int saltLength, byte[] info) {
        derive(shared, 0, shared.length, saltLength, info, keys);
    }
}
