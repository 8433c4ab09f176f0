package org.mattermote.stack.sim;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;

/** A member of a group as sender, with the {@link Oracle}'s cryptography (Matter core 4.16). */
public final class SimGroup {
    public final int groupId;
    public final long nodeId;

    /** Operational group key. */
    public final byte[] key;

    public final int sessionId;

    /** Taken by the next message. */
    public int counter;

    /** Hides the header (P flag). */
    public boolean isPrivate;

    /** Exchange flags. */
    public int flags = ProtocolHeader.INITIATOR;

    /** Other security flags than privacy. */
    public int securityFlags = MessageHeader.SESSION_GROUP;

    public SimGroup(SimFabric fabric, byte[] epochKey, int groupId, long nodeId, int counter) {
        this.groupId = groupId;
        this.nodeId = nodeId;
        this.counter = counter;
        key = Oracle.hkdf(epochKey, fabric.compressedFabricId(), "GroupKey v1.0", 16);
        byte[] hash = Oracle.hkdf(key, new byte[0], "GroupKeyHash", 2);
        sessionId = (hash[0] & 0xFF) << 8 | hash[1] & 0xFF;
    }

    /** The next message, as it goes over the wire. */
    public byte[] message(int opcode, byte[] payload) {
        int security = securityFlags | (isPrivate ? MessageHeader.PRIVACY : 0);
        byte[] source = Oracle.le(nodeId, 8);
        byte[] number = Oracle.le(counter++, 4);
        byte[] header =
                Oracle.concat(
                        new byte[] {MessageHeader.FLAG_SOURCE | MessageHeader.DESTINATION_GROUP},
                        Oracle.le(sessionId, 2),
                        new byte[] {(byte) security},
                        number,
                        source,
                        Oracle.le(groupId, 2));
        byte[] acknowledged =
                (flags & ProtocolHeader.ACKNOWLEDGEMENT) != 0 ? new byte[4] : new byte[0];
        byte[] plain =
                Oracle.concat(
                        new byte[] {(byte) flags, (byte) opcode, 1, 2, 1, 0},
                        acknowledged,
                        payload);
        byte[] nonce = Oracle.concat(new byte[] {(byte) security}, number, source);
        byte[] sealed = Oracle.seal(key, nonce, header, plain);
        byte[] message = Oracle.concat(header, sealed);
        if (isPrivate) {
            hide(message, header.length);
        }
        return message;
    }

    /** AES-CTR over counter and addresses: A_i of CCM, i from 1 (Matter core 4.9.3). */
    private void hide(byte[] message, int headerLength) {
        byte[] privacyKey = Oracle.hkdf(key, new byte[0], "PrivacyKey", 16);
        byte[] block = new byte[16];
        block[0] = 1;
        block[1] = (byte) (sessionId >> 8);
        block[2] = (byte) sessionId;
        System.arraycopy(message, message.length - 11, block, 3, 11);
        AESEngine aes = (AESEngine) AESEngine.newInstance();
        aes.init(true, new KeyParameter(privacyKey));
        byte[] stream = new byte[16];
        block[15] = 1;
        aes.processBlock(block, 0, stream, 0);
        for (int i = 4; i < headerLength; i++) {
            message[i] ^= stream[i - 4];
        }
        Arrays.fill(stream, (byte) 0);
    }
}
