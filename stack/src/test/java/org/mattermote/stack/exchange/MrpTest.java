package org.mattermote.stack.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.requirement.Tag;

class MrpTest {
    @ParameterizedTest
    @CsvSource({
        "300, 0, 330, 412", "300, 1, 330, 412", "300, 2, 528, 660", "300, 3, 844, 1055",
        "300, 4, 1350, 1687", "500, 0, 550, 687", "500, 4, 2252, 2815", "5000, 0, 5500, 6875",
        "5000, 3, 14080, 17600", "5000, 4, 22528, 28160"
    })
    @Tag("session-layer R56")
    void shouldBackOffAsTheTableSays(int base, int transmission, int least, int most) {
        assertEquals(least, Mrp.backoff(base, transmission, 0));
        assertEquals(most, Mrp.backoff(base, transmission, 255));
    }
}
