package org.mattermote.stack.sim;

import java.util.Random;

/** What the network does with a datagram. */
public interface Fate {
    /** Arrives once, in order. */
    Fate GOOD = (datagram, random) -> new long[] {SimNetwork.LATENCY};

    /** Times from sending to each arrival, ms; an empty array is a lost datagram. */
    long[] arrivals(Datagram datagram, Random random);

    /** Loses, doubles and delays at random, with the network's seed; each in percent. */
    static Fate noisy(int lost, int doubled, int delayed, int delayMillis) {
        return (datagram, random) -> {
            if (random.nextInt(100) < lost) {
                return new long[0];
            }
            long first = SimNetwork.LATENCY;
            if (random.nextInt(100) < delayed) {
                first += random.nextInt(delayMillis);
            }
            return random.nextInt(100) < doubled
                    ? new long[] {first, first + 1 + random.nextInt(delayMillis)}
                    : new long[] {first};
        };
    }
}
