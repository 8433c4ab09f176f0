package org.mattermote.stack.exchange;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.mem.Bytes;

/** The other side of a PASE session, and of unsecured ones: builds and opens datagrams. */
final class TestPeer {
    static final byte[] I2R = key(1);
    static final byte[] R2I = key(2);
    static final long EPHEMERAL_NODE = 0x1122334455667788L;

    final MessageHeader header = new MessageHeader();
    final ProtocolHeader protocol = new ProtocolHeader();
    private final AesCcm ccm = new AesCcm();
    int counter = 1000;

    /** Whether secured messages are private. */
    boolean hides;

    private static byte[] key(int fill) {
        byte[] key = new byte[16];
        java.util.Arrays.fill(key, (byte) fill);
        return key;
    }

    /** A secured message to session {@code sessionId}, with the next counter. */
    byte[] secured(
            int sessionId, int flags, int opcode, int exchangeId, int protocolId, int acked) {
        header.clear();
        header.sessionId = sessionId;
        header.counter = ++counter;
        header.securityFlags = hides ? MessageHeader.PRIVACY : 0;
        byte[] plain = build(flags, opcode, exchangeId, protocolId, acked, new byte[0], 16);
        int headerLength = header.length();
        byte[] nonce = new byte[13];
        nonce[0] = (byte) header.securityFlags;
        Bytes.putU32le(nonce, 1, header.counter);
        ccm.setKey(I2R, 0);
        ccm.seal(
                nonce,
                0,
                plain,
                0,
                headerLength,
                plain,
                headerLength,
                plain.length - headerLength - 16);
        if (hides) {
            hide(plain, headerLength);
        }
        return plain;
    }

    private static void hide(byte[] message, int headerLength) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
            byte[] extracted = mac.doFinal(I2R);
            mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
            mac.update("PrivacyKey".getBytes(StandardCharsets.US_ASCII));
            byte[] key = java.util.Arrays.copyOf(mac.doFinal(new byte[] {1}), 16);
            byte[] block = new byte[16];
            block[0] = 1;
            block[1] = message[2];
            block[2] = message[1];
            System.arraycopy(message, message.length - 11, block, 3, 11);
            block[15] = 1;
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(block));
            cipher.doFinal(message, 4, headerLength - 4, message, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An unsecured message, with the next counter. */
    byte[] unsecured(int flags, int opcode, int exchangeId, int acked, byte[] payload) {
        header.clear();
        header.counter = ++counter;
        header.hasSource = true;
        header.sourceNodeId = EPHEMERAL_NODE;
        return build(flags, opcode, exchangeId, 0, acked, payload, 0);
    }

    private byte[] build(
            int flags,
            int opcode,
            int exchangeId,
            int protocolId,
            int acked,
            byte[] payload,
            int tag) {
        protocol.clear();
        protocol.exchangeFlags = flags;
        protocol.opcode = opcode;
        protocol.exchangeId = exchangeId;
        protocol.protocolId = protocolId;
        protocol.ackedCounter = acked;
        byte[] message = new byte[header.length() + protocol.length() + payload.length + tag];
        int at = header.encode(message, 0);
        at += protocol.encode(message, at);
        System.arraycopy(payload, 0, message, at, payload.length);
        return message;
    }

    /** Opens a message of the device; headers are left in the fields. Returns the payload. */
    byte[] open(byte[] datagram) {
        byte[] copy = datagram.clone();
        int headerLength = header.decode(copy, 0, copy.length);
        int length = copy.length - headerLength;
        if (header.sessionId != 0) {
            byte[] nonce = new byte[13];
            Bytes.putU32le(nonce, 1, header.counter);
            ccm.setKey(R2I, 0);
            length = ccm.open(nonce, 0, copy, 0, headerLength, copy, headerLength, length);
            if (length < 0) {
                throw new IllegalStateException("tag");
            }
        }
        int protocolLength = protocol.decode(copy, headerLength, length);
        return java.util.Arrays.copyOfRange(
                copy, headerLength + protocolLength, headerLength + length);
    }
}
