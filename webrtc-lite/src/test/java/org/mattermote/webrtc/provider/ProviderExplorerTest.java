package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.explorer.Explorer;
import org.mattermote.stack.requirement.Tag;

/**
 * Every order of what two controllers, the media hook, CASE and time can do, until nothing new
 * comes; see {@link ProviderModel}.
 */
class ProviderExplorerTest {
    /** Far above what there is. */
    private static final int DEEPEST = 200;

    /**
     * @param items queued beside ends, at most: two where the media hook answers at once, so that
     *     they overtake each other; one where it answers later, for there is more of everything
     */
    @Tag("webrtc-provider R8")
    @Tag("webrtc-provider R9")
    @Tag("webrtc-provider R11")
    @Tag("webrtc-provider R35")
    @Tag("webrtc-provider R45")
    @Tag("webrtc-provider R54")
    @Tag("webrtc-provider R68")
    @ParameterizedTest
    @CsvSource({"false, 2", "true, 1"})
    void shouldHoldWhateverHappens(boolean later, int items) {
        ProviderModel model = new ProviderModel(later, items);
        Explorer explorer = new Explorer(model).explore(DEEPEST, Integer.MAX_VALUE);
        assertEquals("", explorer.blame());
        System.out.println(
                "WebRTC provider" + (later ? ", media later: " : ": ") + explorer.summary());
        assertTrue(explorer.isClosed(), explorer.summary());
    }
}
