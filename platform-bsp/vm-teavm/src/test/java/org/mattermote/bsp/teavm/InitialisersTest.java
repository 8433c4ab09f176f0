package org.mattermote.bsp.teavm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.bsp.teavm.planted.Order;
import org.mattermote.bsp.teavm.planted.Ring;

class InitialisersTest {
    @TempDir Path folder;

    @Test
    void shouldRunEachAfterThoseItReads() throws Exception {
        assertEquals(List.of(), Planted.compile(Order.class, folder));
        String unit = Files.readString(folder.resolve("Order").resolve(GeneratedC.UNIT));
        int first = unit.indexOf("Order_First__clinit_();");
        int middle = unit.indexOf("Order_Middle__clinit_();");
        int last = unit.indexOf("Order_Last__clinit_();");
        assertTrue(0 < first && first < middle && middle < last, unit);
    }

    @Test
    void shouldRefuseARing() throws Exception {
        List<String> lines = Planted.compile(Ring.class, folder);
        assertEquals(1, lines.size());
        String ring = Ring.class.getName();
        String words = ": their static initialisers need each other";
        assertTrue(
                Set.of(
                                ring + "$Left, " + ring + "$Right" + words,
                                ring + "$Right, " + ring + "$Left" + words)
                        .contains(lines.get(0)),
                lines.get(0));
    }
}
