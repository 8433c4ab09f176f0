package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.media.MediaStatus;

/** Privacy that is switched on while sessions are there. */
@Tag("webrtc-provider R18")
class ProviderPrivacyTest {
    private static final int LIVE = 1 << 3;
    private static final int RECORDED = 1 << 1 | 1 << 2;
    private final ProviderRig rig = new ProviderRig();

    @Test
    void shouldEndTheSessionsOfItsUsages() {
        assertEquals(ImStatus.SUCCESS, rig.offer("v=0"));
        rig.drain();
        rig.media.heard();
        rig.channel.pushes();
        rig.cluster.privacyOn(RECORDED);
        assertEquals(List.of(), rig.media.heard());
        rig.cluster.privacyOn(LIVE);
        rig.cluster.privacyOn(LIVE);
        assertEquals(List.of("end 1 11"), rig.media.heard());
        rig.drain();
        assertEquals(List.of("3 1"), rig.channel.pushes());
        assertEquals(0, rig.state(1));
    }

    @Test
    void shouldFailACommandThatWaits() {
        rig.media.later = true;
        rig.media.answer = MediaStatus.PENDING;
        assertEquals(ImStatus.PENDING, rig.offer("v=0"));
        assertEquals(ImStatus.WAITING, rig.proceed(ProviderRig.OFFER));
        rig.cluster.privacyOn(LIVE);
        assertEquals(ImStatus.FAILURE, rig.proceed(ProviderRig.OFFER));
        assertEquals(0, rig.state(1));
        assertEquals(List.of(), rig.current(false));
    }
}
