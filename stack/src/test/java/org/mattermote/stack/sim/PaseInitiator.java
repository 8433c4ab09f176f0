package org.mattermote.stack.sim;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.math.ec.ECPoint;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvReader;

/** The commissioner's side of PASE. */
public final class PaseInitiator extends Handshake {
    static final ECPoint M =
            point("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f");
    static final ECPoint N =
            point("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49");
    private static final byte[] CONTEXT = "CHIP PAKE V1 Commissioning".getBytes();

    /** Members of PBKDFParamRequest a test may change. */
    public int passcodeId;

    public boolean hasParameters;

    /** Known beforehand if {@link #hasParameters}. */
    public byte[] salt;

    public int iterations;

    private final int passcode;
    private byte[] request;
    private byte[] response;
    private BigInteger w0;
    private BigInteger w1;
    private BigInteger x;
    private byte[] pA;
    private byte[] keys;

    public PaseInitiator(SimController controller, int passcode) {
        super(controller);
        this.passcode = passcode;
    }

    private static ECPoint point(String hex) {
        return Oracle.point(HexFormat.of().parseHex(hex));
    }

    @Override
    void start() {
        byte[] payload =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, controller.random(32));
                            out.putUnsigned(2, sessionId);
                            out.putUnsigned(3, passcodeId);
                            out.putBool(4, hasParameters);
                            putParameters(out, 5);
                        });
        request = controller.say(talk, SecureChannelOpcode.PBKDF_PARAM_REQUEST, payload);
    }

    @Override
    void answered(int opcode, byte[] payload) {
        if (opcode == SecureChannelOpcode.PBKDF_PARAM_RESPONSE && response == null) {
            pake1(payload);
        } else if (opcode == SecureChannelOpcode.PAKE2 && keys == null) {
            pake3(Tlv.bytes(payload, 1), Tlv.bytes(payload, 2));
        } else {
            refuse("unexpected opcode " + opcode);
        }
    }

    private void pake1(byte[] payload) {
        response = payload;
        TlvReader parameters = Tlv.find(payload, 4);
        if (hasParameters == (parameters != null)) {
            refuse("parameters sent although known, or not sent");
            return;
        }
        if (parameters != null) {
            parameters.enter();
            parameters.next();
            iterations = (int) parameters.u32();
            parameters.next();
            parameters.bytes(16, 32);
            salt =
                    Arrays.copyOfRange(
                            payload,
                            parameters.dataOffset(),
                            parameters.dataOffset() + parameters.dataLength());
        }
        w0 = SimWindow.secret(passcode, salt, iterations, 0);
        w1 = SimWindow.secret(passcode, salt, iterations, 40);
        x = new BigInteger(255, controller.random);
        pA = Oracle.encode(Oracle.base(x).add(M.multiply(w0)));
        controller.say(talk, SecureChannelOpcode.PAKE1, Tlv.struct(out -> Tlv.bytes(out, 1, pA)));
    }

    private void pake3(byte[] pB, byte[] cB) {
        ECPoint shared = Oracle.point(pB).subtract(N.multiply(w0));
        byte[] z = Oracle.encode(shared.multiply(x));
        byte[] v = Oracle.encode(shared.multiply(w1));
        byte[] empty = new byte[0];
        byte[][] elements = {
            Oracle.sha256(CONTEXT, request, response),
            empty,
            empty,
            Oracle.encode(M),
            Oracle.encode(N),
            pA,
            pB,
            z,
            v,
            Oracle.bytes32(w0)
        };
        byte[] tt = empty;
        for (byte[] element : elements) {
            tt = Oracle.concat(tt, Oracle.le(element.length, 8), element);
        }
        byte[] kaKe = Oracle.sha256(tt);
        byte[] ke = Arrays.copyOfRange(kaKe, 16, 32);
        byte[] kc = Oracle.hkdf(Arrays.copyOf(kaKe, 16), empty, "ConfirmationKeys", 32);
        keys = Oracle.hkdf(ke, empty, "SessionKeys", 48);
        controller.secrets.addAll(
                List.of(z, v, Arrays.copyOf(kaKe, 16), ke, Arrays.copyOf(kc, 16)));
        keep(keys);
        if (!Arrays.equals(cB, Oracle.hmac(Arrays.copyOfRange(kc, 16, 32), pA))) {
            refuse("the device does not know the passcode");
        }
        byte[] cA = Oracle.hmac(Arrays.copyOf(kc, 16), pB);
        controller.say(talk, SecureChannelOpcode.PAKE3, Tlv.struct(out -> Tlv.bytes(out, 1, cA)));
    }

    @Override
    void succeeded() {
        establish(keys, Tlv.u16(response, 3), 0, 0);
    }
}
