package org.mattermote.firmware.ram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void shouldLayOutObjectsAsNestedStructs() {
        assertEquals(8, Layout.object(List.of()));
        assertEquals(16, Layout.object(List.of(List.of("I", "[B"))));
        assertEquals(16, Layout.object(List.of(List.of("Z", "Z", "B", "S"))));
        // 8 of header, a byte, 7 of gap, a long.
        assertEquals(24, Layout.object(List.of(List.of("B", "J"))));
        assertEquals(24, Layout.object(List.of(List.of("J", "B"))));
        // The struct above ends at 12; what is below does not creep into its gap.
        assertEquals(16, Layout.object(List.of(List.of("B"), List.of("B"))));
        assertEquals(24, Layout.object(List.of(List.of("J", "B"), List.of())));
        assertEquals(32, Layout.object(List.of(List.of("J", "B"), List.of("B"))));
    }

    @Test
    void shouldLayOutArrays() {
        assertEquals(16, Layout.array("B", 0));
        assertEquals(16, Layout.array("B", 4));
        assertEquals(24, Layout.array("B", 5));
        assertEquals(16, Layout.array("I", 1));
        assertEquals(24, Layout.array("Lorg/mattermote/A;", 2));
        // The first long stands at 16.
        assertEquals(24, Layout.array("J", 1));
        assertEquals(32, Layout.array("[J", 4));
    }
}
