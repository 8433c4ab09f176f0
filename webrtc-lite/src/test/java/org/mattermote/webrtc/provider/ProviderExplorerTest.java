package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.explorer.Explorer;
import org.mattermote.stack.requirement.Tag;

/**
 * Every order of what two controllers, the media port, CASE and time can do, to a depth; see {@link
 * ProviderModel}.
 */
class ProviderExplorerTest {
    private static final int ENOUGH = Integer.getInteger("mote.explore.states", 8_000);

    @Tag("webrtc-provider R8")
    @Tag("webrtc-provider R9")
    @Tag("webrtc-provider R11")
    @Tag("webrtc-provider R35")
    @Tag("webrtc-provider R45")
    @Tag("webrtc-provider R54")
    @Tag("webrtc-provider R68")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHoldWhateverHappens(boolean later) {
        Explorer explorer = new Explorer(new ProviderModel(later)).explore(40, ENOUGH);
        assertEquals("", explorer.blame());
        System.out.println(
                "WebRTC provider" + (later ? ", media later: " : ": ") + explorer.summary());
        assertTrue(explorer.depth() >= 4, explorer.summary());
    }
}
