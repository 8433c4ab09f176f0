package org.mattermote.webrtc.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.explorer.Explorer;
import org.mattermote.stack.requirement.Tag;

/** Every order of what peers, provider, processor and time can do, to a depth. */
class NegotiationExplorerTest {
    private static final int ENOUGH = Integer.getInteger("mote.explore.states", 8_000);

    @Tag("webrtc-provider R15")
    @Tag("webrtc-provider R26")
    @Tag("webrtc-provider R41")
    @Tag("webrtc-provider R45")
    @Tag("webrtc-provider R52")
    @Tag("webrtc-provider R66")
    @Test
    void shouldHoldWhateverHappens() {
        Explorer explorer = new Explorer(new NegotiationModel()).explore(40, ENOUGH);
        assertEquals("", explorer.blame());
        System.out.println("Negotiation: " + explorer.summary());
        assertTrue(explorer.depth() >= 4, explorer.summary());
    }
}
