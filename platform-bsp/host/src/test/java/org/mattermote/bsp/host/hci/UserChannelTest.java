package org.mattermote.bsp.host.hci;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostException;

class UserChannelTest {
    /** No machine has the thousandth adapter; most machines for tests have no Bluetooth at all. */
    @Test
    void shouldSayWhyThereIsNoAdapter() throws Exception {
        HciSpec spec = HciSpec.of("user-channel:hci999");
        String why =
                assertThrows(HostException.class, () -> HostController.open(spec, new HostClock()))
                        .getMessage();
        assertTrue(
                why.matches(
                        "--hci user-channel:hci999: (this kernel has no Bluetooth; tcp: and serial:"
                                + " need none|there is no such adapter; there (is none|are .*))"),
                why);
    }
}
