package org.mattermote.stack.message;

import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.mem.Bytes;

/**
 * A PASE or CASE session (Matter core 4.13.2.1).
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>FREE</td><td>handshake starts</td><td>RESERVED</td></tr>
 * <tr><td>RESERVED</td><td>final status report leaves</td><td>ACTIVE</td></tr>
 * <tr><td>RESERVED</td><td>handshake fails, times out, is evicted</td><td>FREE</td></tr>
 * <tr><td>ACTIVE</td><td>fabric removed on it, peer silent, counter exhausted</td><td>EXPIRED</td></tr>
 * <tr><td>ACTIVE</td><td>CloseSession either way, eviction</td><td>FREE</td></tr>
 * <tr><td>EXPIRED</td><td>last exchange ended, eviction</td><td>FREE</td></tr>
 * </table>
 */
public final class SecureSession extends Session {
    public static final int TYPE_PASE = 1;
    public static final int TYPE_CASE = 2;

    public static final int RESERVED = 1;
    public static final int ACTIVE = 2;
    public static final int EXPIRED = 3;

    public static final int KEY_LENGTH = 16;
    public static final int NONCE_LENGTH = 13;
    public static final int TAG_LENGTH = 16;

    /** I2R key, R2I key and attestation challenge, as the key derivation yields them. */
    public static final int KEY_BLOCK_LENGTH = 48;

    private final MessageCounter localMessageCounter = new MessageCounter();
    private final byte[] i2rKey = new byte[KEY_LENGTH];
    private final byte[] r2iKey = new byte[KEY_LENGTH];
    private final byte[] attestationChallenge = new byte[KEY_LENGTH];
    private final int[] peerCats = new int[3];
    private int state;
    private int type;
    private boolean initiator;
    private int localSessionId;
    private int peerSessionId;
    private int fabricIndex;
    private long localNodeId;
    private long peerNodeId;

    void reserve(int sessionId, int counterSeed, long nowMillis) {
        state = RESERVED;
        localSessionId = sessionId;
        localMessageCounter.start(counterSeed);
        begin(nowMillis);
    }

    /**
     * Gives the session its keys.
     *
     * @param type TYPE_PASE or TYPE_CASE
     * @param initiator whether we started the handshake
     * @param keys {@link #KEY_BLOCK_LENGTH} bytes at {@code offset}
     */
    public void setKeys(int type, boolean initiator, byte[] keys, int offset) {
        this.type = type;
        this.initiator = initiator;
        System.arraycopy(keys, offset, i2rKey, 0, KEY_LENGTH);
        System.arraycopy(keys, offset + KEY_LENGTH, r2iKey, 0, KEY_LENGTH);
        System.arraycopy(keys, offset + 2 * KEY_LENGTH, attestationChallenge, 0, KEY_LENGTH);
    }

    /** Opens the session: messages are sent and received from now on. */
    public void activate(long nowMillis) {
        reception.start(MessageReceptionState.SECURE_UNICAST, 0);
        state = ACTIVE;
        begin(nowMillis);
    }

    /** {@link #setKeys} and {@link #activate(long)} in one. */
    public void activate(int type, boolean initiator, byte[] keys, int offset, long nowMillis) {
        setKeys(type, initiator, keys, offset);
        activate(nowMillis);
    }

    public void setPeer(int fabricIndex, long localNodeId, long peerNodeId, int[] cats) {
        this.fabricIndex = fabricIndex;
        this.localNodeId = localNodeId;
        this.peerNodeId = peerNodeId;
        System.arraycopy(cats, 0, peerCats, 0, peerCats.length);
    }

    public void setPeerSessionId(int id) {
        peerSessionId = id;
    }

    /** AddNOC gives the commissioning session its fabric. */
    public void setFabricIndex(int index) {
        fabricIndex = index;
    }

    /** No new exchanges from now on; the slot goes free with the last one. */
    public void expire() {
        state = EXPIRED;
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    public boolean isActive() {
        return state == ACTIVE;
    }

    public boolean isExpired() {
        return state == EXPIRED;
    }

    /** Whether messages can be opened and sealed: active, or expired with exchanges to finish. */
    public boolean hasKeys() {
        return state == ACTIVE || state == EXPIRED;
    }

    public int type() {
        return type;
    }

    public boolean isInitiator() {
        return initiator;
    }

    public int localSessionId() {
        return localSessionId;
    }

    public int peerSessionId() {
        return peerSessionId;
    }

    /** 0 on PASE until AddNOC. */
    public int fabricIndex() {
        return fabricIndex;
    }

    public long localNodeId() {
        return localNodeId;
    }

    /** 0 on PASE. */
    public long peerNodeId() {
        return peerNodeId;
    }

    /** Three CASE authenticated tags, 0 where absent; not to be changed. */
    public int[] peerCats() {
        return peerCats;
    }

    /** 16 bytes; not to be changed. */
    public byte[] attestationChallenge() {
        return attestationChallenge;
    }

    public MessageCounter localMessageCounter() {
        return localMessageCounter;
    }

    /**
     * Encrypts in place: header bytes are authenticated, the rest encrypted, the tag appended.
     *
     * @return length of the whole message with its tag
     */
    int seal(
            AesCcm ccm,
            byte[] nonce,
            byte[] message,
            int offset,
            int headerLength,
            int length,
            int securityFlags,
            int counter) {
        ccm.setKey(initiator ? i2rKey : r2iKey, 0);
        nonce(nonce, securityFlags, counter, localNodeId);
        int sealed =
                ccm.seal(
                        nonce,
                        0,
                        message,
                        offset,
                        headerLength,
                        message,
                        offset + headerLength,
                        length - headerLength);
        ccm.clearKey();
        return headerLength + sealed;
    }

    /**
     * Decrypts in place and checks the tag.
     *
     * @return length of the plaintext behind the header, or NOT_AUTHENTIC
     */
    int open(
            AesCcm ccm,
            byte[] nonce,
            byte[] message,
            int offset,
            int headerLength,
            int length,
            int securityFlags,
            int counter) {
        if (length < headerLength + TAG_LENGTH) {
            return MessageStatus.MALFORMED;
        }
        ccm.setKey(initiator ? r2iKey : i2rKey, 0);
        nonce(nonce, securityFlags, counter, peerNodeId);
        int opened =
                ccm.open(
                        nonce,
                        0,
                        message,
                        offset,
                        headerLength,
                        message,
                        offset + headerLength,
                        length - headerLength);
        ccm.clearKey();
        return opened == CryptoStatus.BAD_TAG ? MessageStatus.NOT_AUTHENTIC : opened;
    }

    /** Security flags ‖ counter LE ‖ source node id LE; the node id is 0 on PASE. */
    private static void nonce(byte[] out, int securityFlags, int counter, long sourceNodeId) {
        out[0] = (byte) securityFlags;
        Bytes.putU32le(out, 1, counter);
        Bytes.putU64le(out, 5, sourceNodeId);
    }

    @Override
    protected void clear() {
        super.clear();
        Bytes.zero(i2rKey);
        Bytes.zero(r2iKey);
        Bytes.zero(attestationChallenge);
        for (int i = 0; i < peerCats.length; i++) {
            peerCats[i] = 0;
        }
        state = 0;
        type = 0;
        initiator = false;
        localSessionId = 0;
        peerSessionId = 0;
        fabricIndex = 0;
        localNodeId = 0;
        peerNodeId = 0;
    }
}
