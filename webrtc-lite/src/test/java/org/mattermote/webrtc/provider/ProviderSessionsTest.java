package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.media.MediaStatus;

/** The table: ids, fabrics, what is read of it, streams and privacy. */
class ProviderSessionsTest {
    private final ProviderRig rig = new ProviderRig();

    private int solicit(ProviderRig on, int usage, Integer video, int... listed) {
        return on.invoke(
                ProviderRig.SOLICIT,
                w -> {
                    w.putUnsigned(0, usage);
                    w.putUnsigned(1, 3);
                    if (video != null && video < 0) {
                        w.putNull(2);
                    } else if (video != null) {
                        w.putUnsigned(2, video);
                    }
                    if (listed.length > 0) {
                        w.startArray(8);
                        for (int id : listed) {
                            w.putUnsigned(TlvTag.ANONYMOUS, id);
                        }
                        w.endContainer();
                    }
                });
    }

    @Tag("webrtc-provider T11")
    @Tag("webrtc-provider R4")
    @Test
    void shouldGiveIdsRoundAndRoundPastThoseInUse() {
        assertEquals(1, rig.established());
        assertEquals(2, rig.established());
        for (int id = 3; id < 65534; id++) {
            assertEquals(id, rig.established());
            rig.end(id, 2);
        }
        assertEquals(65534, rig.established());
        rig.end(65534, 2);
        assertEquals(3, rig.established());
        rig.as(2, 5);
        assertEquals(4, rig.established());
    }

    @Tag("webrtc-provider R5")
    @Test
    void shouldPassOverTheIdOfASessionThatIsOnlyReserved() {
        rig.media.later = true;
        rig.media.answer = MediaStatus.PENDING;
        rig.solicit();
        assertEquals(ImStatus.WAITING, rig.proceed(ProviderRig.SOLICIT));
        assertEquals(WebRtcSession.RESERVED, rig.state(1));
        rig.media.later = false;
        rig.media.answer = MediaStatus.OK;
        for (int id = 2; id <= 65534; id++) {
            assertEquals(id, rig.established());
            rig.end(id, 2);
        }
        assertEquals(2, rig.established());
    }

    /** A report may have several messages, between which others are heard. */
    @Tag("webrtc-provider R50")
    @Test
    void shouldShowWholeSessionsWhateverChangesMeanwhile() {
        threeSessions(rig);
        assertEquals("0=1 1=4097 2=3 3=3 4=7 5=null 6=0 254=1", rig.item(0));
        rig.end(1, 2);
        rig.end(2, 2);
        rig.media.chosenVideo = 9;
        assertEquals(4, rig.as(2, 0x2002).established());
        assertEquals(5, rig.established());
        assertEquals("0=5 1=8194 2=3 3=3 4=9 5=null 6=0 254=2", rig.item(1));
        assertEquals("0=3 1=8194 2=3 3=3 4=7 5=null 6=0 254=2", rig.item(2));
        rig.end(3, 2);
        assertEquals("", rig.item(2));
        assertEquals("", rig.item(3));
    }

    private void threeSessions(ProviderRig on) {
        on.established();
        on.established();
        on.as(2, 0x2002).established();
        on.as(1, ProviderRig.PEER);
    }

    @Tag("webrtc-provider T22")
    @Tag("webrtc-provider R48")
    @Test
    void shouldShowSessionsInTheirOrder() {
        threeSessions(rig);
        String second = "0=2 1=4097 2=3 3=3 4=7 5=null 6=0 254=1";
        assertEquals(List.of("0=1 1=4097 2=3 3=3 4=7 5=null 6=0 254=1", second), rig.current(true));
        assertEquals(3, rig.current(false).size());
        assertEquals("0=3 1=8194 2=3 3=3 4=7 5=null 6=0 254=2", rig.current(false).get(2));
        rig.as(3, 9);
        assertEquals(List.of(), rig.current(true));
    }

    @Tag("webrtc-provider R51")
    @Test
    void shouldHideSessionsOfOtherFabricsWhereItIsToldTo() {
        ProviderRig hiding = new ProviderRig(new WebRtcSizes(), null, true, false);
        threeSessions(hiding);
        assertEquals(2, hiding.current(false).size());
    }

    @Tag("webrtc-provider T23")
    @Tag("webrtc-provider R47")
    @Test
    void shouldEndTheSessionsOfAFabricWithIt() {
        threeSessions(rig);
        rig.media.signals.answer(1);
        rig.media.signals.answer(3);
        rig.media.heard();
        int version = rig.cluster.dataVersion();
        rig.cluster.fabricRemoved(1);
        assertEquals(List.of("fabric 1 removed"), rig.media.heard());
        assertEquals(1, rig.current(false).size());
        assertEquals(version + 1, rig.cluster.dataVersion());
        rig.cluster.fabricRemoved(1);
        assertEquals(version + 1, rig.cluster.dataVersion());
        rig.poll();
        assertEquals(List.of("1 3"), rig.channel.pushes());
    }

    @Tag("webrtc-provider R47")
    @Tag("webrtc-provider R35")
    @Test
    void shouldGiveUpAPushOfAFabricThatWentWithIt() {
        rig.established();
        rig.media.signals.answer(1);
        rig.poll();
        rig.cluster.fabricRemoved(1);
        rig.poll();
        assertEquals(1, rig.channel.cancels);
        rig.media.heard();
        rig.channel.listener.answered(ImStatus.SUCCESS, rig.now);
        assertEquals(List.of(), rig.media.heard());
        assertEquals(0, rig.cluster.queue().size());
    }

    /**
     * However many sessions go while a push waits for its peer, ends that are queued have places.
     */
    @Tag("webrtc-provider R47")
    @Tag("webrtc-provider R45")
    @Test
    void shouldForgetWhatIsQueuedForTheSessionsOfAFabric() {
        rig.channel.openAnswer = PushChannel.ASKED;
        rig.as(2, 0x2002);
        int kept = rig.established();
        rig.media.signals.answer(kept);
        rig.poll();
        rig.as(1, ProviderRig.PEER);
        for (int i = 0; i < 20; i++) {
            int ending = rig.established();
            rig.media.signals.answer(rig.established());
            assertEquals(MediaStatus.OK, rig.media.signals.end(ending, 2));
            rig.cluster.fabricRemoved(1);
            assertEquals(1, rig.cluster.queue().size());
        }
        rig.channel.openAnswer = PushChannel.OPEN;
        rig.channel.listener.opened(rig.now);
        rig.drain();
        assertEquals(List.of("1 " + kept), rig.channel.pushes());
    }

    @Tag("webrtc-provider T12")
    @Tag("webrtc-provider R17")
    @Test
    void shouldCheckTheStreamsOfTheCamera() {
        FakeStreams streams = new FakeStreams();
        ProviderRig camera = new ProviderRig(new WebRtcSizes(), streams, false, false);
        assertEquals(ImStatus.INVALID_COMMAND, solicit(camera, 3, null));
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, solicit(camera, 3, 99));
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, solicit(camera, 3, null, 7, 99));
        assertEquals(ImStatus.INVALID_COMMAND, solicit(camera, 3, 7, 7));
        assertEquals(ImStatus.ALREADY_EXISTS, solicit(camera, 3, null, 7, 7));
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, solicit(camera, 0, 7));
        streams.resources = false;
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, solicit(camera, 3, 7));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, camera.offer("v=0"));
        streams.resources = true;
        streams.videos.clear();
        assertEquals(ImStatus.INVALID_IN_STATE, solicit(camera, 3, -1));
        assertEquals(ImStatus.INVALID_IN_STATE, solicit(camera, 3, null, 7));
        assertEquals(List.of(), camera.media.heard());
        streams.videos.add(7);
        assertEquals(ImStatus.SUCCESS, solicit(camera, 3, -1));
        // More streams than a session keeps.
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, solicit(rig, 3, null, 1, 2, 3, 4, 5));
    }

    @Tag("webrtc-provider T34")
    @Tag("webrtc-provider R18")
    @Test
    void shouldRespectPrivacy() {
        FakeStreams streams = new FakeStreams();
        ProviderRig camera = new ProviderRig(new WebRtcSizes(), streams, false, false);
        int id = camera.established();
        streams.hard = true;
        assertEquals(ImStatus.INVALID_IN_STATE, solicit(camera, 3, 7));
        assertEquals(ImStatus.INVALID_IN_STATE, solicit(camera, 1, 99));
        // First the fields, then privacy; a session that is there goes on.
        assertEquals(ImStatus.CONSTRAINT_ERROR, solicit(camera, 4, 7));
        assertEquals(ImStatus.INVALID_COMMAND, solicit(camera, 3, null));
        assertEquals(ImStatus.SUCCESS, camera.offer(id, "v=1"));
        streams.hard = false;
        streams.live = true;
        assertEquals(ImStatus.INVALID_IN_STATE, solicit(camera, 3, 7));
        assertEquals(ImStatus.SUCCESS, solicit(camera, 1, 7));
        streams.live = false;
        streams.recording = true;
        assertEquals(ImStatus.INVALID_IN_STATE, solicit(camera, 1, 7));
        assertEquals(ImStatus.INVALID_IN_STATE, solicit(camera, 2, 7));
        assertEquals(ImStatus.SUCCESS, solicit(camera, 3, 7));
    }

    @Tag("webrtc-provider R18")
    @Test
    void shouldNotTrustCertificatesWithoutATime() {
        for (String scheme : new String[] {"turns:", "stuns:", "TURNS:"}) {
            assertEquals(ImStatus.INVALID_IN_STATE, server(scheme + "a.example"));
        }
        assertEquals(ImStatus.SUCCESS, server("turn:a.example"));
        assertEquals(ImStatus.SUCCESS, server("stun:turns:"));
        rig.utc = 1;
        assertEquals(ImStatus.SUCCESS, server("turns:a.example"));
    }

    private int server(String url) {
        return rig.invoke(
                ProviderRig.SOLICIT,
                w -> {
                    w.putUnsigned(0, 3);
                    w.putUnsigned(1, 3);
                    w.putNull(2);
                    w.startArray(4);
                    w.startStruct(TlvTag.ANONYMOUS);
                    w.startArray(0);
                    ProviderRig.text(w, TlvTag.ANONYMOUS, url);
                    w.endContainer();
                    w.endContainer();
                    w.endContainer();
                });
    }

    @Tag("webrtc-provider R68")
    @Test
    void shouldReferToItsStreamsFromItsAppearanceToItsEnd() {
        FakeStreams streams = new FakeStreams();
        ProviderRig camera = new ProviderRig(new WebRtcSizes(), streams, false, false);
        camera.media.within = () -> assertEquals(Map.of(), streams.references);
        int id = camera.established();
        camera.media.within = () -> {};
        assertEquals(Map.of(7, 1), streams.references);
        camera.media.chosenVideo = 9;
        camera.offer(id, "v=1");
        assertEquals(Map.of(9, 1), streams.references);
        camera.media.answer = MediaStatus.FAILURE;
        camera.media.chosenVideo = 7;
        camera.offer(id, "v=1");
        assertEquals(Map.of(9, 1), streams.references);
        camera.media.answer = MediaStatus.OK;
        assertEquals(ImStatus.SUCCESS, solicit(camera, 3, null, 7, 9));
        assertEquals(Map.of(7, 1, 9, 2), streams.references);
        camera.end(id, 2);
        assertEquals(Map.of(7, 1, 9, 1), streams.references);
        camera.cluster.fabricRemoved(1);
        assertEquals(Map.of(), streams.references);
        camera.media.deferred = true;
        solicit(camera, 3, 7);
        assertEquals(Map.of(7, 1), streams.references);
        camera.pass(60_000);
        assertEquals(Map.of(), streams.references);
        camera.answered(ImStatus.SUCCESS);
        assertEquals(Map.of(), streams.references);
    }

    @Tag("webrtc-provider R9")
    @Test
    void shouldBearAnEndFromWithinAHook() {
        rig.established();
        rig.media.within = () -> rig.cluster.fabricRemoved(1);
        assertEquals(ImStatus.NOT_FOUND, rig.offer(1, "v=1"));
        assertEquals(ImStatus.NOT_FOUND, rig.offer("v=0"));
        rig.media.within = () -> {};
        int id = rig.established();
        rig.media.within = () -> rig.end(id, 2);
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals(List.of(), rig.channel.pushes());
        assertEquals(0, rig.cluster.queue().size());
        assertEquals(0, rig.cluster.sessions().rows().inUse());
    }

    @Test
    @SuppressWarnings("unchecked")
    void shouldSaveAndLoadItsState() {
        threeSessions(rig);
        rig.media.signals.answer(2);
        rig.media.signals.offer(1);
        rig.poll();
        List<byte[]> saved = save(rig);
        ProviderRig other = new ProviderRig();
        Pool<? extends Slot> rows = other.cluster.sessions().rows();
        SlotState state = new SlotState(new Pool[] {rows}, new Object[0]);
        for (int i = 0; i < rows.capacity(); i++) {
            byte[] bytes = saved.get(i);
            state.load(rows.at(i), new ByteSpan().set(bytes, 0, bytes.length));
        }
        rows.recount();
        byte[] rest = saved.get(rows.capacity());
        state.beginLoading(new ByteSpan().set(rest, 0, rest.length));
        other.cluster.state(state);
        assertEquals(rest.length, state.length());
        assertEquals(rig.current(false), other.current(false));
        assertEquals(2, other.cluster.queue().size());
        other.answered(ImStatus.SUCCESS);
        assertEquals(List.of("0 1"), other.channel.pushes());
    }

    @SuppressWarnings("unchecked")
    private static List<byte[]> save(ProviderRig from) {
        List<byte[]> saved = new ArrayList<>();
        Pool<? extends Slot> rows = from.cluster.sessions().rows();
        SlotState state = new SlotState(new Pool[] {rows}, new Object[0]);
        byte[] buffer = new byte[20_000];
        for (int i = 0; i < rows.capacity(); i++) {
            int length = state.save(rows.at(i), new ByteSpan().set(buffer, 0, buffer.length));
            saved.add(java.util.Arrays.copyOf(buffer, length));
        }
        state.beginSaving(new ByteSpan().set(buffer, 0, buffer.length));
        from.cluster.state(state);
        saved.add(java.util.Arrays.copyOf(buffer, state.length()));
        return saved;
    }

    /** A later offer that names no stream is about those of before. */
    @Tag("webrtc-provider R25")
    @Tag("webrtc-provider R68")
    @Test
    void shouldKeepItsStreamsWhenALaterOfferNamesNone() {
        FakeStreams streams = new FakeStreams();
        ProviderRig camera = new ProviderRig(new WebRtcSizes(), streams, false, false);
        int id = camera.established();
        assertEquals(ImStatus.SUCCESS, solicit(camera, 3, null, 7, 9));
        int listed = camera.id();
        List<String> before = camera.current(true);
        assertEquals(Map.of(7, 2, 9, 1), streams.references);
        for (int session : new int[] {id, listed}) {
            assertEquals(ImStatus.SUCCESS, offerOfNoStream(camera, session));
            assertEquals(Map.of(0, (long) session), camera.response);
        }
        assertEquals(before, camera.current(true));
        assertEquals(Map.of(7, 2, 9, 1), streams.references);
        camera.end(id, 2);
        camera.end(listed, 2);
        assertEquals(Map.of(), streams.references);
    }

    private static int offerOfNoStream(ProviderRig on, int id) {
        return on.invoke(
                ProviderRig.OFFER,
                w -> {
                    w.putUnsigned(0, id);
                    ProviderRig.text(w, 1, "v=1");
                });
    }

    /** Ids of one kind and a list of the other are both forms, too. */
    @Tag("webrtc-provider R17")
    @Test
    void shouldRefuseBothFormsOfNamingStreams() {
        ProviderRig camera = new ProviderRig(new WebRtcSizes(), new FakeStreams(), false, false);
        assertEquals(ImStatus.INVALID_COMMAND, bothForms(camera, 2, 9, 8));
        assertEquals(ImStatus.INVALID_COMMAND, bothForms(camera, 3, 8, 7));
        assertEquals(List.of(), camera.media.heard());
    }

    private static int bothForms(ProviderRig on, int single, int list, int stream) {
        return on.invoke(
                ProviderRig.SOLICIT,
                w -> {
                    w.putUnsigned(0, 3);
                    w.putUnsigned(1, 3);
                    w.putNull(single);
                    w.startArray(list);
                    w.putUnsigned(TlvTag.ANONYMOUS, stream);
                    w.endContainer();
                });
    }

    /** A later offer may name what is not there; it gets no part in what is allocated then. */
    @Tag("webrtc-provider R25")
    @Tag("webrtc-provider R68")
    @Test
    void shouldNotReleaseAReferenceThatItNeverHad() {
        FakeStreams streams = new FakeStreams();
        ProviderRig camera = new ProviderRig(new WebRtcSizes(), streams, false, false);
        streams.videos.remove(9);
        int single = camera.established();
        int listed = camera.established();
        assertEquals(ImStatus.SUCCESS, offerAgain(camera, single, 9));
        assertEquals(ImStatus.SUCCESS, offerAgain(camera, listed, 7, 9));
        assertEquals(Map.of(7, 1), streams.references);
        streams.videos.add(9);
        assertEquals(ImStatus.SUCCESS, solicit(camera, 3, 9));
        assertEquals(Map.of(7, 1, 9, 1), streams.references);
        camera.end(single, 2);
        camera.end(listed, 2);
        assertEquals(Map.of(9, 1), streams.references);
    }

    private static int offerAgain(ProviderRig on, int id, int... videos) {
        return on.invoke(
                ProviderRig.OFFER,
                w -> {
                    w.putUnsigned(0, id);
                    ProviderRig.text(w, 1, "v=1");
                    if (videos.length == 1) {
                        w.putUnsigned(4, videos[0]);
                    } else {
                        w.startArray(10);
                        for (int video : videos) {
                            w.putUnsigned(TlvTag.ANONYMOUS, video);
                        }
                        w.endContainer();
                    }
                });
    }
}
