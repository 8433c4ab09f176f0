package org.mattermote.stack.explorer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Payloads and keys by number; the same bytes have the same number. 0 is the empty one. */
final class Payloads {
    private final Map<ByteBuffer, Integer> numbers = new HashMap<>();
    private final List<byte[]> all = new ArrayList<>();

    Payloads() {
        number(new byte[0]);
    }

    int number(byte[] bytes) {
        Integer known = numbers.get(ByteBuffer.wrap(bytes));
        if (known != null) {
            return known;
        }
        numbers.put(ByteBuffer.wrap(bytes), all.size());
        all.add(bytes);
        return all.size() - 1;
    }

    /** A number of eight bytes. */
    int number(long wide) {
        return number(ByteBuffer.allocate(8).putLong(wide).array());
    }

    long wide(int number) {
        return ByteBuffer.wrap(bytes(number)).getLong();
    }

    byte[] bytes(int number) {
        return all.get(number);
    }
}
