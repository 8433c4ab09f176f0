package org.mattermote.stack.secure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimNode;

/**
 * A device that takes as long for a poll as a Cortex-M4 at 64 MHz would: the cryptographic
 * operations it did are counted and priced. What it sends leaves at the end of the poll, here as on
 * a radio that has but one thread before it.
 */
final class CortexM4 implements SimNode {
    /**
     * Instructions of a unit of the curve with what is around it, in an image that has nothing but
     * this Java: measured by `mote bench`, which also counts what the assembler makes of it.
     */
    static final int UNIT = 1_150;

    /** Instructions of a block, measured in the same way. */
    static final int SHA_256_BLOCK = 5_100;

    static final int AES_BLOCK = 1_800;

    /** Everything else of a message received or sent, a generous guess. */
    static final int MESSAGE = 40_000;

    /** Instructions in a ms, those of 64 MHz: 1.5 million in 25 ms. */
    int perMilli = 60_000;

    private static final List<String> CURVE = List.of("P256Field", "P256Order", "P256Inverse");

    private final SimDevice device;
    private final SimNetwork network;
    private final Set<Object> counted;
    private long busyUntilMicros;

    /** Of the longest poll: units of the curve, blocks of SHA-256 and of AES, and instructions. */
    int units;

    int shaBlocks;
    int aesBlocks;
    long instructions;

    /** Most units in a poll. */
    int mostUnits;

    /** Polls that cost anything. */
    int polls;

    /** When each datagram left, microseconds. */
    final Map<Datagram, Long> left = new IdentityHashMap<>();

    CortexM4(SimDevice device, SimNetwork network) {
        this.device = device;
        this.network = network;
        counted =
                Internals.objects(
                        Set.of("P256Field", "P256Order", "P256Inverse", "Sha256", "Aes128"),
                        device.secureChannel,
                        device.dispatch,
                        device.cleanup);
    }

    /** Forgets the longest poll. */
    void reset() {
        units = 0;
        shaBlocks = 0;
        aesBlocks = 0;
        instructions = 0;
        mostUnits = 0;
        polls = 0;
    }

    @Override
    public long poll(long now) {
        if (now * 1000 < busyUntilMicros) {
            return millis(busyUntilMicros);
        }
        Map<String, Integer> before = count();
        int sentBefore = network.sent.size();
        long receivedBefore = device.counters.rxDatagrams;
        long next = device.poll(now);
        Map<String, Integer> after = count();
        List<Datagram> sent =
                new ArrayList<>(network.sent.subList(sentBefore, network.sent.size()));
        int curve = 0;
        for (String part : CURVE) {
            curve += after.get(part) - before.get(part);
        }
        int sha = after.get("Sha256") - before.get("Sha256");
        int aes = after.get("Aes128") - before.get("Aes128");
        long cost =
                (long) curve * UNIT
                        + (long) sha * SHA_256_BLOCK
                        + (long) aes * AES_BLOCK
                        + (device.counters.rxDatagrams - receivedBefore + sent.size()) * MESSAGE;
        mostUnits = Math.max(mostUnits, curve);
        polls += cost > 0 ? 1 : 0;
        if (cost > instructions) {
            instructions = cost;
            units = curve;
            shaBlocks = sha;
            aesBlocks = aes;
        }
        busyUntilMicros = now * 1000 + cost * 1000 / perMilli;
        for (Datagram datagram : sent) {
            left.put(datagram, busyUntilMicros);
        }
        return Math.max(next, millis(busyUntilMicros));
    }

    private static long millis(long micros) {
        return (micros + 999) / 1000;
    }

    private Map<String, Integer> count() {
        Map<String, Integer> counts = new HashMap<>();
        for (Object object : counted) {
            String name = object.getClass().getSimpleName();
            boolean curve = name.startsWith("P256");
            counts.merge(
                    name,
                    (Integer) Internals.field(object, curve ? "units" : "blocks"),
                    Integer::sum);
        }
        return counts;
    }

    @Override
    public String toString() {
        return "longest poll: instructions="
                + instructions
                + " ms="
                + instructions / perMilli
                + " (units="
                + units
                + " shaBlocks="
                + shaBlocks
                + " aesBlocks="
                + aesBlocks
                + "), mostUnits="
                + mostUnits
                + " polls="
                + polls;
    }
}
