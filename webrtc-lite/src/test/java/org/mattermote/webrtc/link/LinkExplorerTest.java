package org.mattermote.webrtc.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.explorer.Explorer;

/** Every order of what two ends, a bad wire and time can do, to a depth; see {@link LinkModel}. */
class LinkExplorerTest {
    private static final int ENOUGH = Integer.getInteger("mote.explore.states", 30_000);

    @Test
    void shouldBringEachMessageOnceAndInOrder() {
        Explorer explorer = new Explorer(new LinkModel(2, 2)).explore(60, ENOUGH);
        assertEquals("", explorer.blame());
        System.out.println("media link: " + explorer.summary());
        assertTrue(explorer.depth() >= 8, explorer.summary());
    }
}
