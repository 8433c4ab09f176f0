package org.mattermote.stack.sim;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.SecureChannelOpcode;

/** An administrator's side of CASE. */
public final class SimCaseInitiator extends Handshake {
    /** What is shown and signed with in Sigma3. */
    public SimFabric.Identity shown;

    /** Changes TBEData3 before it is sealed. */
    public UnaryOperator<byte[]> spoilTbe = tbe -> tbe;

    /** Resumption id and MIC put into Sigma1, each null for none. */
    public byte[] resumptionId;

    public byte[] resumeMic;

    /** The session to resume, or null for a full handshake. */
    public SimController.Session earlier;

    /** The device resumed rather than answered with Sigma2. */
    public boolean resumed;

    /** Sigma1 as sent. */
    public byte[] sigma1;

    /** The fabric's IPK as it is used for the destination id and the keys. */
    public byte[] ipk;

    private final SimFabric.Identity own;
    private final long peerNodeId;
    private byte[] sigma2;
    private byte[] privateKey;
    private byte[] publicKey;
    private byte[] shared;
    private byte[] keys;
    private byte[] random;
    private byte[] newResumptionId;
    private int peerSessionId;

    public SimCaseInitiator(SimController controller, SimFabric.Identity own, long peerNodeId) {
        super(controller);
        this.own = own;
        this.peerNodeId = peerNodeId;
        shown = own;
        ipk = own.ipk();
    }

    @Override
    void start() {
        random = controller.random(32);
        if (earlier != null) {
            resumptionId = earlier.resumptionId;
            resumeMic =
                    Oracle.seal(
                            resumptionKey(resumptionId, "Sigma1_Resume", 16),
                            "NCASE_SigmaS1".getBytes(),
                            new byte[0],
                            new byte[0]);
        }
        do {
            privateKey = controller.random(32);
            privateKey[0] &= 0x7F;
        } while (Oracle.number(privateKey).signum() == 0);
        publicKey = Oracle.publicKey(privateKey);
        byte[] destination =
                Oracle.hmac(
                        ipk,
                        Oracle.concat(
                                random,
                                own.rootPublicKey(),
                                Oracle.le(own.fabricId(), 8),
                                Oracle.le(peerNodeId, 8)));
        byte[] payload =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, random);
                            out.putUnsigned(2, sessionId);
                            Tlv.bytes(out, 3, destination);
                            Tlv.bytes(out, 4, publicKey);
                            putParameters(out, 5);
                            if (resumptionId != null) {
                                Tlv.bytes(out, 6, resumptionId);
                            }
                            if (resumeMic != null) {
                                Tlv.bytes(out, 7, resumeMic);
                            }
                        });
        sigma1 = controller.say(talk, SecureChannelOpcode.SIGMA1, payload);
    }

    @Override
    void answered(int opcode, byte[] payload) {
        if (opcode == SecureChannelOpcode.SIGMA2 && sigma2 == null) {
            sigma3(payload);
        } else if (opcode == SecureChannelOpcode.SIGMA2_RESUME && earlier != null && !resumed) {
            resumed(payload);
        } else {
            refuse("unexpected opcode " + opcode);
        }
    }

    private void resumed(byte[] payload) {
        resumed = true;
        newResumptionId = Tlv.bytes(payload, 1);
        peerSessionId = Tlv.u16(payload, 3);
        byte[] proof =
                Oracle.seal(
                        resumptionKey(newResumptionId, "Sigma2_Resume", 16),
                        "NCASE_SigmaS2".getBytes(),
                        new byte[0],
                        new byte[0]);
        if (!Arrays.equals(proof, Tlv.bytes(payload, 2))) {
            refuse("Sigma2Resume does not prove the secret");
        }
        shared = earlier.sharedSecret;
        keys = resumptionKey(earlier.resumptionId, "SessionResumptionKeys", 48);
        keep(keys);
        controller.say(talk, SecureChannelOpcode.STATUS_REPORT, new byte[8]);
        succeeded();
    }

    private byte[] resumptionKey(byte[] id, String info, int length) {
        return Oracle.hkdf(earlier.sharedSecret, Oracle.concat(random, id), info, length);
    }

    private void sigma3(byte[] payload) {
        sigma2 = payload;
        byte[] peerKey = Tlv.bytes(payload, 3);
        shared = Oracle.ecdh(privateKey, peerKey);
        byte[] salt2 = Oracle.concat(ipk, Tlv.bytes(payload, 1), peerKey, Oracle.sha256(sigma1));
        byte[] s2k = Oracle.hkdf(shared, salt2, "Sigma2", 16);
        byte[] s3k =
                Oracle.hkdf(
                        shared, Oracle.concat(ipk, Oracle.sha256(sigma1, sigma2)), "Sigma3", 16);
        controller.secrets.addAll(List.of(shared, s2k, s3k));
        byte[] tbe2 =
                Oracle.open(s2k, "NCASE_Sigma2N".getBytes(), new byte[0], Tlv.bytes(payload, 4));
        if (tbe2 == null || !isGenuine(tbe2, peerKey)) {
            refuse("Sigma2 does not prove who sent it");
        } else {
            newResumptionId = Tlv.bytes(tbe2, 4);
        }
        peerSessionId = Tlv.u16(payload, 2);
        byte[] tbs =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, shown.noc());
                            if (shown.icac() != null) {
                                Tlv.bytes(out, 2, shown.icac());
                            }
                            Tlv.bytes(out, 3, publicKey);
                            Tlv.bytes(out, 4, peerKey);
                        });
        byte[] signature = Oracle.sign(shown.privateKey(), tbs);
        byte[] tbe3 =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, shown.noc());
                            if (shown.icac() != null) {
                                Tlv.bytes(out, 2, shown.icac());
                            }
                            Tlv.bytes(out, 3, signature);
                        });
        byte[] sealed =
                Oracle.seal(s3k, "NCASE_Sigma3N".getBytes(), new byte[0], spoilTbe.apply(tbe3));
        byte[] sigma3 =
                controller.say(
                        talk,
                        SecureChannelOpcode.SIGMA3,
                        Tlv.struct(out -> Tlv.bytes(out, 1, sealed)));
        if (sigma3 != null) {
            keys =
                    Oracle.hkdf(
                            shared,
                            Oracle.concat(ipk, Oracle.sha256(sigma1, sigma2, sigma3)),
                            "SessionKeys",
                            48);
            keep(keys);
        }
    }

    private boolean isGenuine(byte[] tbe, byte[] peerKey) {
        byte[] noc = Tlv.bytes(tbe, 1);
        byte[] icac = Tlv.bytes(tbe, 2);
        MatterCertificate certificate = new MatterCertificate();
        if (certificate.parse(noc, 0, noc.length) != 0
                || certificate.nodeId != peerNodeId
                || certificate.fabricId != own.fabricId()
                || Tlv.bytes(tbe, 4).length != 16) {
            return false;
        }
        byte[] nodeKey =
                Arrays.copyOfRange(
                        noc, certificate.publicKeyOffset, certificate.publicKeyOffset + 65);
        byte[] tbs =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, noc);
                            if (icac != null) {
                                Tlv.bytes(out, 2, icac);
                            }
                            Tlv.bytes(out, 3, peerKey);
                            Tlv.bytes(out, 4, publicKey);
                        });
        return Oracle.verify(nodeKey, Tlv.bytes(tbe, 3), tbs);
    }

    @Override
    void succeeded() {
        establish(keys, peerSessionId, own.nodeId(), peerNodeId);
        controller.session.resumptionId = newResumptionId;
        controller.session.sharedSecret = shared;
    }
}
