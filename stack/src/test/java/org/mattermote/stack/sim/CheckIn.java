package org.mattermote.stack.sim;

import java.util.Arrays;

/** A Check-In message as its receiver reads it, by the {@link Oracle}'s cryptography. */
public record CheckIn(int counter, byte[] data) {
    private static final int NONCE = 13;

    /** Null when it was not made with this key. */
    public static CheckIn open(byte[] key, byte[] message) {
        if (message.length < NONCE + 4 + 16) {
            return null;
        }
        byte[] nonce = Arrays.copyOf(message, NONCE);
        byte[] sealed = Arrays.copyOfRange(message, NONCE, message.length);
        byte[] plain = Oracle.open(key, nonce, new byte[0], sealed);
        if (plain == null) {
            return null;
        }
        int counter = 0;
        for (int i = 3; i >= 0; i--) {
            counter = counter << 8 | plain[i] & 0xFF;
        }
        boolean good = Arrays.equals(nonce, nonce(key, counter));
        return good ? new CheckIn(counter, Arrays.copyOfRange(plain, 4, plain.length)) : null;
    }

    /** The first 13 bytes of the code over the counter. */
    public static byte[] nonce(byte[] key, int counter) {
        return Arrays.copyOf(Oracle.hmac(key, Oracle.le(counter, 4)), NONCE);
    }

    public static byte[] seal(byte[] key, int counter, byte[] data) {
        return sealWithNonce(nonce(key, counter), key, counter, data);
    }

    /** As somebody would who knows the key and does not keep to the rules. */
    public static byte[] sealWithNonce(byte[] nonce, byte[] key, int counter, byte[] data) {
        byte[] plain = Oracle.concat(Oracle.le(counter, 4), data);
        return Oracle.concat(nonce, Oracle.seal(key, nonce, new byte[0], plain));
    }
}
