package org.mattermote.firmware.ram;

import java.util.List;
import java.util.TreeMap;

/** How many objects of each class, and their bytes. Arrays go by their descriptor. */
public final class Tally {
    private final TreeMap<String, int[]> counts = new TreeMap<>();
    private int bytes;

    void add(String type, int size) {
        int[] entry = counts.computeIfAbsent(type, name -> new int[2]);
        entry[0]++;
        entry[1] += size;
        bytes += size;
    }

    public int bytes() {
        return bytes;
    }

    /** All of both. */
    public Tally plus(Tally other) {
        Tally sum = new Tally();
        for (Tally part : List.of(this, other)) {
            part.counts.forEach(
                    (type, entry) -> {
                        int[] total = sum.counts.computeIfAbsent(type, name -> new int[2]);
                        total[0] += entry[0];
                        total[1] += entry[1];
                    });
            sum.bytes += part.bytes;
        }
        return sum;
    }

    /** A line for each class: its name, how many, bytes of all. */
    @Override
    public String toString() {
        StringBuilder said = new StringBuilder();
        counts.forEach(
                (type, entry) ->
                        said.append(String.format("%s: %d, %d bytes%n", type, entry[0], entry[1])));
        return said.toString();
    }
}
