package org.mattermote.stack.sim;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;

/**
 * A member of a group as sender and receiver, with the {@link Oracle}'s cryptography (Matter core
 * 4.16).
 */
public final class SimGroup {
    public final int groupId;
    public final long nodeId;

    /** Operational group key. */
    public final byte[] key;

    public final int sessionId;

    /** Taken by the next message to the group. */
    public int counter;

    /** Taken by the next control message. */
    public int controlCounter = 700;

    /** Hides the header (P flag). */
    public boolean isPrivate;

    /** Exchange flags. */
    public int flags = ProtocolHeader.INITIATOR;

    /** Other security flags than privacy. */
    public int securityFlags = MessageHeader.SESSION_GROUP;

    /**
     * What a message said.
     *
     * @param destination group id or node id
     */
    public record Opened(
            int securityFlags,
            int counter,
            long source,
            boolean toGroup,
            long destination,
            int exchangeFlags,
            int opcode,
            int exchangeId,
            int protocolId,
            byte[] payload) {}

    public SimGroup(SimFabric fabric, byte[] epochKey, int groupId, long nodeId, int counter) {
        this(fabric.compressedFabricId(), epochKey, groupId, nodeId, counter);
    }

    public SimGroup(
            byte[] compressedFabricId, byte[] epochKey, int groupId, long nodeId, int counter) {
        this.groupId = groupId;
        this.nodeId = nodeId;
        this.counter = counter;
        key = Oracle.hkdf(epochKey, compressedFabricId, "GroupKey v1.0", 16);
        byte[] hash = Oracle.hkdf(key, new byte[0], "GroupKeyHash", 2);
        sessionId = (hash[0] & 0xFF) << 8 | hash[1] & 0xFF;
    }

    /** The next message to the group, as it goes over the wire. */
    public byte[] message(int opcode, byte[] payload) {
        byte[] acknowledged =
                (flags & ProtocolHeader.ACKNOWLEDGEMENT) != 0 ? new byte[4] : new byte[0];
        byte[] plain =
                Oracle.concat(
                        new byte[] {(byte) flags, (byte) opcode, 1, 2, 1, 0},
                        acknowledged,
                        payload);
        return seal(
                MessageHeader.DESTINATION_GROUP,
                Oracle.le(groupId, 2),
                securityFlags,
                counter++,
                plain);
    }

    /** The next control message to a node, of the secure channel. */
    public byte[] control(
            long destination, int exchangeFlags, int opcode, int exchangeId, byte[] payload) {
        byte[] plain =
                Oracle.concat(
                        new byte[] {(byte) exchangeFlags, (byte) opcode},
                        Oracle.le(exchangeId, 2),
                        new byte[2],
                        payload);
        return seal(
                MessageHeader.DESTINATION_NODE,
                Oracle.le(destination, 8),
                securityFlags | MessageHeader.CONTROL,
                controlCounter++,
                plain);
    }

    private byte[] seal(
            int destinationKind, byte[] destination, int flags, int count, byte[] plain) {
        int security = flags | (isPrivate ? MessageHeader.PRIVACY : 0);
        byte[] source = Oracle.le(nodeId, 8);
        byte[] number = Oracle.le(count, 4);
        byte[] header =
                Oracle.concat(
                        new byte[] {(byte) (MessageHeader.FLAG_SOURCE | destinationKind)},
                        Oracle.le(sessionId, 2),
                        new byte[] {(byte) security},
                        number,
                        source,
                        destination);
        byte[] nonce = Oracle.concat(new byte[] {(byte) security}, number, source);
        byte[] message = Oracle.concat(header, Oracle.seal(key, nonce, header, plain));
        if (isPrivate) {
            hide(message, header.length);
        }
        return message;
    }

    /** What comes over the wire; null when it is not for this key. */
    public Opened open(byte[] wire) {
        byte[] message = wire.clone();
        boolean source = (message[0] & MessageHeader.FLAG_SOURCE) != 0;
        boolean toGroup = (message[0] & MessageHeader.DSIZ_MASK) == MessageHeader.DESTINATION_GROUP;
        int headerLength = 16 + (toGroup ? 2 : 8);
        if (!source || number(message, 1, 2) != sessionId || message.length < headerLength + 22) {
            return null;
        }
        if ((message[3] & MessageHeader.PRIVACY) != 0) {
            hide(message, headerLength);
        }
        byte[] header = Arrays.copyOf(message, headerLength);
        byte[] nonce = Oracle.concat(Arrays.copyOfRange(header, 3, 8), sender(header));
        byte[] sealed = Arrays.copyOfRange(message, headerLength, message.length);
        byte[] plain = Oracle.open(key, nonce, header, sealed);
        if (plain == null) {
            return null;
        }
        return new Opened(
                header[3] & 0xFF,
                (int) number(header, 4, 4),
                number(header, 8, 8),
                toGroup,
                number(header, 16, headerLength - 16),
                plain[0],
                plain[1],
                (int) number(plain, 2, 2),
                (int) number(plain, 4, 2),
                Arrays.copyOfRange(plain, 6, plain.length));
    }

    private static byte[] sender(byte[] header) {
        return Arrays.copyOfRange(header, 8, 16);
    }

    private static long number(byte[] from, int at, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | from[at + i] & 0xFF;
        }
        return value;
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
        byte[] stream = new byte[32];
        for (int i = 0; i < 2; i++) {
            block[15] = (byte) (i + 1);
            aes.processBlock(block, 0, stream, 16 * i);
        }
        for (int i = 4; i < headerLength; i++) {
            message[i] ^= stream[i - 4];
        }
    }
}
