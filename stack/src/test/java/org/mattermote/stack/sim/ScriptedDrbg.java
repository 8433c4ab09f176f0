package org.mattermote.stack.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mattermote.stack.crypto.Drbg;

/** Gives what a test has laid out for the asked length, then what its seed gives; keeps all. */
public class ScriptedDrbg extends Drbg {
    /** Everything that was drawn, in order. */
    public final List<byte[]> drawn = new ArrayList<>();

    private final Map<Integer, ArrayDeque<byte[]>> script = new HashMap<>();

    public ScriptedDrbg(long seed) {
        byte[] bytes = new byte[SEED];
        new java.util.Random(seed).nextBytes(bytes);
        instantiate(bytes, 0, bytes.length);
    }

    /** The next draw of as many bytes gives these. */
    public ScriptedDrbg next(byte[] bytes) {
        script.computeIfAbsent(bytes.length, length -> new ArrayDeque<>()).add(bytes);
        return this;
    }

    /** How many laid out draws nobody has asked for. */
    public int left() {
        return script.values().stream().mapToInt(ArrayDeque::size).sum();
    }

    @Override
    public void generate(byte[] out, int off, int len) {
        ArrayDeque<byte[]> wanted = script.get(len);
        if (wanted != null && !wanted.isEmpty()) {
            System.arraycopy(wanted.poll(), 0, out, off, len);
        } else {
            super.generate(out, off, len);
        }
        drawn.add(java.util.Arrays.copyOfRange(out, off, off + len));
    }
}
