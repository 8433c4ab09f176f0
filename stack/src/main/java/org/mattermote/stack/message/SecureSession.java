package org.mattermote.stack.message;

import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;

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

    /** CASE authenticated tags a peer has at most. */
    public static final int MAX_CATS = 3;

    /** Where the keys stand in {@link #keys}. */
    private static final int I2R = 0;

    private static final int R2I = KEY_LENGTH;

    private long localNodeId;
    private long peerNodeId;
    private final MessageCounter localMessageCounter = new MessageCounter();
    private final byte[] keys = new byte[2 * KEY_LENGTH];
    private final byte[] attestationChallenge = new byte[KEY_LENGTH];
    private int peerCat0;
    private int peerCat1;
    private int peerCat2;
    private char localSessionId;
    private char peerSessionId;
    private byte state;
    private byte type;
    private boolean initiator;

    /** 0 to 254, in eight bits. */
    private byte fabricIndex;

    void reserve(int sessionId, int counterSeed, long nowMillis) {
        state = RESERVED;
        localSessionId = (char) sessionId;
        localMessageCounter.start(counterSeed);
        begin(nowMillis);
    }

    /**
     * Gives the session its keys.
     *
     * @param type TYPE_PASE or TYPE_CASE
     * @param initiator whether we started the handshake
     * @param block {@link #KEY_BLOCK_LENGTH} bytes at {@code offset}
     */
    public void setKeys(int type, boolean initiator, byte[] block, int offset) {
        this.type = (byte) type;
        this.initiator = initiator;
        System.arraycopy(block, offset, keys, 0, keys.length);
        System.arraycopy(block, offset + keys.length, attestationChallenge, 0, KEY_LENGTH);
    }

    /** Opens the session: messages are sent and received from now on. */
    public void activate(long nowMillis) {
        startReception(0);
        state = ACTIVE;
        begin(nowMillis);
    }

    /** {@link #setKeys} and {@link #activate(long)} in one. */
    public void activate(int type, boolean initiator, byte[] block, int offset, long nowMillis) {
        setKeys(type, initiator, block, offset);
        activate(nowMillis);
    }

    /**
     * @param cats {@link #MAX_CATS} CASE authenticated tags, 0 where absent
     */
    public void setPeer(int fabricIndex, long localNodeId, long peerNodeId, int[] cats) {
        setFabricIndex(fabricIndex);
        this.localNodeId = localNodeId;
        this.peerNodeId = peerNodeId;
        peerCat0 = cats[0];
        peerCat1 = cats[1];
        peerCat2 = cats[2];
    }

    public void setPeerSessionId(int id) {
        peerSessionId = (char) id;
    }

    /** AddNOC gives the commissioning session its fabric. */
    public void setFabricIndex(int index) {
        fabricIndex = (byte) index;
    }

    /** No new exchanges from now on; the slot goes free with the last one. */
    public void expire() {
        state = EXPIRED;
    }

    @Override
    protected int receptionPolicy() {
        return MessageReceptionState.SECURE_UNICAST;
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
        return fabricIndex & 0xFF;
    }

    public long localNodeId() {
        return localNodeId;
    }

    /** 0 on PASE. */
    public long peerNodeId() {
        return peerNodeId;
    }

    /** Writes the peer's {@link #MAX_CATS} CASE authenticated tags, 0 where absent. */
    public void peerCats(int[] out) {
        out[0] = peerCat0;
        out[1] = peerCat1;
        out[2] = peerCat2;
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
        ccm.setKey(keys, initiator ? I2R : R2I);
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

    /** Shows the header of a private message of the peer; its length, or MALFORMED. */
    int show(MessagePrivacy privacy, byte[] message, int offset, int headerLength, int length) {
        return privacy.turn(keys, initiator ? R2I : I2R, message, offset, headerLength, length);
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
        ccm.setKey(keys, initiator ? R2I : I2R);
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
    static void nonce(byte[] out, int securityFlags, int counter, long sourceNodeId) {
        out[0] = (byte) securityFlags;
        Bytes.putU32le(out, 1, counter);
        Bytes.putU64le(out, 5, sourceNodeId);
    }

    @Override
    protected void clear() {
        super.clear();
        Bytes.zero(keys);
        Bytes.zero(attestationChallenge);
        peerCat0 = 0;
        peerCat1 = 0;
        peerCat2 = 0;
        state = 0;
        type = 0;
        initiator = false;
        localSessionId = 0;
        peerSessionId = 0;
        fabricIndex = 0;
        localNodeId = 0;
        peerNodeId = 0;
    }

    @Override
    protected void state(SlotState state) {
        super.state(state);
        localNodeId = state.wide(localNodeId);
        peerNodeId = state.wide(peerNodeId);
        localMessageCounter.state(state);
        state.bytes(keys);
        state.bytes(attestationChallenge);
        peerCat0 = state.integer(peerCat0);
        peerCat1 = state.integer(peerCat1);
        peerCat2 = state.integer(peerCat2);
        localSessionId = (char) state.integer(localSessionId);
        peerSessionId = (char) state.integer(peerSessionId);
        this.state = (byte) state.integer(this.state);
        type = (byte) state.integer(type);
        initiator = state.flag(initiator);
        fabricIndex = (byte) state.integer(fabricIndex);
    }
}
