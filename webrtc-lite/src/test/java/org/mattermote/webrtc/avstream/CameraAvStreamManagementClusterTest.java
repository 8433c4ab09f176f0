package org.mattermote.webrtc.avstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.media.OfferParams;

class CameraAvStreamManagementClusterTest {
    private static final String STREAM =
            "{0:1 1:3 2:0 3:15 4:30 5:{0:640 1:360} 6:{0:1280 1:720} 7:500000 8:2000000 9:4000"
                    + " 12:0}";

    private final AvRig rig = new AvRig();

    private static void ok(int status) {
        assertEquals(ImStatus.SUCCESS, status);
    }

    @Test
    void shouldTellWhatTheCameraCan() {
        assertEquals("3", rig.read(0x00));
        assertEquals("124416000", rig.read(0x01));
        assertEquals("{0:1920 1:1080 2:30}", rig.read(0x02));
        assertEquals("{0:320 1:180}", rig.read(0x04));
        assertEquals(
                "[{0:0 1:{0:640 1:360} 2:300000} {0:0 1:{0:1280 1:720} 2:1000000}"
                        + " {0:0 1:{0:1920 1:1080} 2:2000000}]",
                rig.read(0x05));
        assertEquals("65536", rig.read(0x06));
        assertEquals("{0:2 1:[0] 2:[48000 16000] 3:[16]}", rig.read(0x07));
        assertEquals(
                "[{0:{0:640 1:360} 1:5 2:0 3:0} {0:{0:1280 1:720} 1:1 2:0 3:1 4:1}"
                        + " {0:{0:320 1:180} 1:2 2:0 3:1 4:0}]",
                rig.read(0x0A));
        assertEquals("4000000", rig.read(0x0B));
        assertEquals("30", rig.read(0x0C));
        assertEquals("[3 1]", rig.read(0x0E));
        assertEquals("[3 1]", rig.read(AvRig.PRIORITIES));
        assertEquals("0", rig.read(AvRig.HARD_PRIVACY));
        assertEquals("{0:0 1:0 2:1920 3:1080}", rig.read(AvRig.VIEWPORT));
        assertEquals("0", rig.read(AvRig.MUTED));
        assertEquals("100", rig.read(AvRig.LEVEL));
        assertEquals("100", rig.read(0x1F));
        assertEquals("0", rig.read(0x20));
    }

    @Test
    void shouldReadEveryAttributeItHas() {
        for (int attribute : rig.cluster.attributes()) {
            assertFalse(rig.read(attribute).isEmpty());
        }
    }

    @Test
    void shouldAllocateAVideoStream() {
        int before = rig.cluster.dataVersion();
        ok(rig.video(4000));
        assertEquals(4, rig.responseCommand);
        assertEquals("{0:1}", rig.response);
        assertEquals("[" + STREAM + "]", rig.read(AvRig.VIDEO));
        assertEquals(List.of("configured 0 1"), rig.told());
        assertEquals(before + 1, rig.cluster.dataVersion());
        assertTrue(rig.cluster.changeStamp(AvRig.VIDEO) > 0);
    }

    @Test
    void shouldUseAStreamAgain() {
        ok(rig.video(4000));
        rig.told();
        int before = rig.cluster.dataVersion();
        int commits = rig.store.commits;
        ok(rig.video(4000));
        assertEquals("{0:1}", rig.response);
        assertEquals("[" + STREAM + "]", rig.read(AvRig.VIDEO));
        assertEquals(List.of(), rig.told());
        assertEquals(before, rig.cluster.dataVersion());
        assertEquals(commits, rig.store.commits);
    }

    @Test
    void shouldNarrowAStreamThatAnotherUsesToo() {
        ok(rig.video(4000));
        rig.told();
        ok(
                rig.video(
                        v -> {
                            v.usage = 1;
                            v.minRate = 20;
                            v.maxRate = 25;
                            v.minWidth = 800;
                            v.maxBits = 1_500_000;
                        }));
        assertEquals("{0:1}", rig.response);
        assertEquals(
                "[{0:1 1:3 2:0 3:20 4:25 5:{0:800 1:360} 6:{0:1280 1:720} 7:500000 8:1500000"
                        + " 9:4000 12:0}]",
                rig.read(AvRig.VIDEO));
        assertEquals(List.of("configured 0 1"), rig.told());
        // What was good before would widen it now.
        ok(rig.video(4000));
        assertEquals("{0:2}", rig.response);
    }

    @Test
    void shouldMakeAnotherStreamOfWhatFitsIntoNone() {
        ok(rig.video(4000));
        ok(rig.video(v -> v.minRate = 14));
        assertEquals("{0:2}", rig.response);
        ok(rig.video(v -> v.minHeight = 359));
        assertEquals("{0:3}", rig.response);
    }

    private void refuse(int status, Consumer<AvRig.Video> change) {
        String kept = rig.kept();
        int version = rig.cluster.dataVersion();
        assertEquals(status, rig.video(change));
        assertEquals(kept, rig.kept());
        assertEquals(version, rig.cluster.dataVersion());
        assertEquals(List.of(), rig.told());
    }

    @Test
    void shouldRefuseVideoOutOfRange() {
        int wrong = ImStatus.CONSTRAINT_ERROR;
        refuse(wrong, v -> v.usage = 0);
        refuse(wrong, v -> v.usage = 4);
        refuse(wrong, v -> v.codec = 4);
        refuse(wrong, v -> v.minRate = 0);
        refuse(wrong, v -> v.minRate = 31);
        refuse(wrong, v -> v.maxRate = 0);
        refuse(wrong, v -> v.maxRate = 65_536);
        refuse(wrong, v -> v.minWidth = 0);
        refuse(wrong, v -> v.maxHeight = 0);
        refuse(wrong, v -> v.minWidth = 1281);
        refuse(wrong, v -> v.minHeight = 721);
        refuse(wrong, v -> v.maxWidth = 65_536);
        refuse(wrong, v -> v.minBits = 0);
        refuse(wrong, v -> v.minBits = 2_000_001);
        refuse(wrong, v -> v.maxBits = 1L << 32);
        refuse(wrong, v -> v.keyFrame = 65_501);
    }

    @Test
    void shouldRefuseVideoOfAUsageWithoutPriority() {
        refuse(ImStatus.INVALID_IN_STATE, v -> v.usage = 2);
    }

    @Test
    void shouldRefuseVideoThatTheCameraHasNot() {
        int none = ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        refuse(none, v -> v.codec = 1);
        refuse(none, v -> v.maxRate = 31);
        refuse(none, v -> v.maxWidth = 1921);
        refuse(none, v -> v.minHeight = v.maxHeight = 700);
        refuse(
                none,
                v -> {
                    v.minBits = 1;
                    v.maxBits = 299_999;
                });
        ok(
                rig.video(
                        v -> {
                            v.minBits = 1;
                            v.maxBits = 300_000;
                        }));
    }

    @Test
    void shouldRefuseVideoBeyondItsResources() {
        ok(rig.video(1));
        ok(rig.video(2));
        ok(rig.video(3));
        rig.told();
        refuse(ImStatus.RESOURCE_EXHAUSTED, v -> v.keyFrame = 4);
        ok(rig.remove(AvRig.VIDEO_DEALLOCATE, 2));
        rig.told();
        // 1920x1080 twice is what it does.
        refuse(
                ImStatus.RESOURCE_EXHAUSTED,
                v -> {
                    v.maxWidth = 1920;
                    v.maxHeight = 1080;
                    v.maxRate = 30;
                    v.minBits = 3_100_000;
                    v.maxBits = 0xFFFFFFFFL;
                });
        ok(
                rig.video(
                        v -> {
                            v.maxWidth = 1920;
                            v.maxHeight = 1080;
                            v.minBits = 3_000_000;
                            v.maxBits = 0xFFFFFFFFL;
                        }));
        assertEquals("{0:2}", rig.response);
        assertTrue(rig.read(AvRig.VIDEO).contains(" 8:4294967295 "));
        ok(rig.remove(AvRig.VIDEO_DEALLOCATE, 1));
        ok(rig.remove(AvRig.VIDEO_DEALLOCATE, 3));
        rig.told();
        rig.settings.pixelRate--;
        refuse(
                ImStatus.RESOURCE_EXHAUSTED,
                v -> {
                    v.maxWidth = 1920;
                    v.maxHeight = 1080;
                });
    }

    @Test
    void shouldCountTheBitsOfSound() {
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.audio(3, 0, 1, 48_000, 4_000_001, 16));
        assertEquals("[]", rig.read(AvRig.AUDIO));
        ok(rig.audio(3, 0, 1, 48_000, 3_500_000, 16));
        ok(rig.video(1));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.video(2));
        ok(rig.remove(AvRig.AUDIO_DEALLOCATE, 1));
        ok(rig.video(2));
    }

    private void notWhole(int command, Consumer<TlvWriter> fields) {
        assertEquals(ImStatus.INVALID_COMMAND, rig.invoke(command, fields));
        assertEquals(List.of(), rig.told());
    }

    @Test
    void shouldRefuseCommandsThatAreNotWhole() {
        for (int command : rig.cluster.commands()) {
            notWhole(command, w -> {});
            notWhole(command, w -> w.putBool(0, true));
        }
        notWhole(AvRig.VIDEO_ALLOCATE, w -> w.putUnsigned(0, 3));
        AvRig.Video video = new AvRig.Video();
        notWhole(
                AvRig.VIDEO_ALLOCATE,
                w -> {
                    video.put(w);
                    w.putUnsigned(0, 3);
                });
        notWhole(AvRig.CAPTURE, w -> w.putNull(0));
        notWhole(
                AvRig.CAPTURE,
                w -> {
                    w.putNull(0);
                    w.startStruct(1);
                    w.putUnsigned(0, 640);
                    w.endContainer();
                });
        notWhole(
                AvRig.SET_PRIORITIES,
                w -> {
                    w.startArray(0);
                    w.putBool(TlvTag.ANONYMOUS, true);
                    w.endContainer();
                });
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, rig.invoke(5, w -> w.putUnsigned(0, 1)));
    }

    @Test
    void shouldAllocateAnAudioStream() {
        ok(rig.audio());
        assertEquals(1, rig.responseCommand);
        assertEquals("{0:1}", rig.response);
        assertEquals("[{0:1 1:3 2:0 3:1 4:48000 5:32000 6:16 7:0}]", rig.read(AvRig.AUDIO));
        assertEquals(List.of("configured 1 1"), rig.told());
        ok(rig.audio(1, 0, 1, 48_000, 32_000, 16));
        assertEquals("{0:1}", rig.response);
        assertEquals(List.of(), rig.told());
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.audio(3, 0, 2, 48_000, 32_000, 16));
    }

    @Test
    void shouldRefuseAudio() {
        int wrong = ImStatus.CONSTRAINT_ERROR;
        assertEquals(wrong, rig.audio(0, 0, 1, 48_000, 32_000, 16));
        assertEquals(wrong, rig.audio(3, 2, 1, 48_000, 32_000, 16));
        assertEquals(wrong, rig.audio(3, 0, 0, 48_000, 32_000, 16));
        assertEquals(wrong, rig.audio(3, 0, 9, 48_000, 32_000, 16));
        assertEquals(wrong, rig.audio(3, 0, 1, 0, 32_000, 16));
        assertEquals(wrong, rig.audio(3, 0, 1, 48_000, 0, 16));
        assertEquals(wrong, rig.audio(3, 0, 1, 48_000, 32_000, 48));
        assertEquals(wrong, rig.audio(3, 0, 1, 48_000, 32_000, 12));
        assertEquals(ImStatus.INVALID_IN_STATE, rig.audio(2, 0, 1, 48_000, 32_000, 16));
        int none = ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        assertEquals(none, rig.audio(3, 1, 1, 48_000, 32_000, 16));
        assertEquals(none, rig.audio(3, 0, 3, 48_000, 32_000, 16));
        assertEquals(none, rig.audio(3, 0, 1, 44_100, 32_000, 16));
        assertEquals(none, rig.audio(3, 0, 1, 48_000, 32_000, 24));
        assertEquals("[]", rig.read(AvRig.AUDIO));
    }

    @Test
    void shouldAllocateASnapshotStream() {
        ok(rig.snapshot());
        assertEquals(8, rig.responseCommand);
        assertEquals("{0:1}", rig.response);
        assertEquals(
                "[{0:1 1:0 2:1 3:{0:480 1:270} 4:{0:800 1:450} 5:90 6:0 7:0 8:0}]",
                rig.read(AvRig.SNAPSHOTS));
        ok(rig.snapshot(0, 1, 35, 45, 90));
        assertEquals("{0:1}", rig.response);
        assertTrue(rig.read(AvRig.SNAPSHOTS).contains("3:{0:560 1:315} 4:{0:720 1:405}"));
        ok(rig.snapshot(0, 1, 60, 80, 90));
        assertTrue(rig.read(AvRig.SNAPSHOTS).contains(" 7:1 8:1}]"));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.snapshot(0, 1, 60, 80, 91));
        assertEquals(List.of("configured 2 1", "configured 2 1", "configured 2 2"), rig.told());
    }

    @Test
    void shouldRefuseASnapshotStream() {
        int wrong = ImStatus.CONSTRAINT_ERROR;
        assertEquals(wrong, rig.snapshot(2, 1, 30, 50, 90));
        assertEquals(wrong, rig.snapshot(0, 0, 30, 50, 90));
        assertEquals(wrong, rig.snapshot(0, 1, 0, 50, 90));
        assertEquals(wrong, rig.snapshot(0, 1, 51, 50, 90));
        assertEquals(wrong, rig.snapshot(0, 1, 30, 50, 0));
        assertEquals(wrong, rig.snapshot(0, 1, 30, 50, 101));
        int none = ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        assertEquals(none, rig.snapshot(1, 1, 30, 50, 90));
        assertEquals(none, rig.snapshot(0, 6, 30, 50, 90));
        assertEquals(none, rig.snapshot(0, 1, 41, 50, 90));
        assertEquals("[]", rig.read(AvRig.SNAPSHOTS));
    }

    @Test
    void shouldCountEncodersOfSnapshots() {
        ok(rig.video(1));
        ok(rig.video(2));
        ok(rig.snapshot(0, 1, 60, 80, 90));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.video(3));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.snapshot(0, 1, 60, 80, 91));
        ok(rig.snapshot(0, 1, 15, 25, 90));
        ok(rig.remove(AvRig.SNAPSHOT_DEALLOCATE, 1));
        ok(rig.video(3));
    }

    @Test
    void shouldDeallocate() {
        ok(rig.video(1));
        ok(rig.audio());
        ok(rig.snapshot());
        rig.told();
        int[] commands = {
            AvRig.VIDEO_DEALLOCATE, AvRig.AUDIO_DEALLOCATE, AvRig.SNAPSHOT_DEALLOCATE
        };
        for (int kind = 0; kind < commands.length; kind++) {
            assertEquals(ImStatus.NOT_FOUND, rig.remove(commands[kind], 0));
            assertEquals(ImStatus.NOT_FOUND, rig.remove(commands[kind], 2));
            assertEquals(ImStatus.NOT_FOUND, rig.remove(commands[kind], 0xFFFF));
            assertEquals(ImStatus.CONSTRAINT_ERROR, rig.remove(commands[kind], 0x10000));
            ok(rig.remove(commands[kind], 1));
            assertEquals(ImStatus.NOT_FOUND, rig.remove(commands[kind], 1));
            assertEquals(List.of("removed " + kind + " 1"), rig.told());
            assertEquals("[]", rig.read(AvRig.VIDEO + kind));
        }
    }

    @Test
    void shouldKeepAStreamThatSessionsUse() {
        ok(rig.video(1));
        ok(rig.audio());
        int before = rig.cluster.dataVersion();
        rig.cluster.refer(true, 1, 1);
        rig.cluster.refer(true, 1, 1);
        rig.cluster.refer(false, 1, 1);
        rig.cluster.refer(true, 2, 1);
        assertEquals(before + 3, rig.cluster.dataVersion());
        assertTrue(rig.read(AvRig.VIDEO).endsWith(" 12:2}]"));
        assertTrue(rig.read(AvRig.AUDIO).endsWith(" 7:1}]"));
        assertEquals(ImStatus.INVALID_IN_STATE, rig.remove(AvRig.VIDEO_DEALLOCATE, 1));
        assertEquals(ImStatus.INVALID_IN_STATE, rig.remove(AvRig.AUDIO_DEALLOCATE, 1));
        rig.cluster.refer(true, 1, -1);
        rig.cluster.refer(true, 1, -1);
        rig.cluster.refer(true, 1, -1);
        assertTrue(rig.read(AvRig.VIDEO).endsWith(" 12:0}]"));
        ok(rig.remove(AvRig.VIDEO_DEALLOCATE, 1));
    }

    @Test
    void shouldChooseAStreamOfTheUsage() {
        assertEquals(OfferParams.NULL, rig.cluster.choose(true, 3));
        ok(rig.video(1));
        ok(
                rig.video(
                        v -> {
                            v.usage = 1;
                            v.keyFrame = 2;
                        }));
        ok(rig.audio());
        assertEquals(1, rig.cluster.choose(true, 3));
        assertEquals(2, rig.cluster.choose(true, 1));
        assertEquals(1, rig.cluster.choose(true, 2));
        assertEquals(1, rig.cluster.choose(false, 1));
    }

    @Test
    void shouldSetPriorities() {
        ok(rig.priorities(1));
        assertEquals("[1]", rig.read(AvRig.PRIORITIES));
        assertFalse(rig.cluster.supportsUsage(3));
        assertEquals("[3 1]", rig.read(0x0E));
        ok(rig.priorities(1, 3));
        assertEquals("[1 3]", rig.read(AvRig.PRIORITIES));
        int version = rig.cluster.dataVersion();
        ok(rig.priorities(1, 3));
        assertEquals(version, rig.cluster.dataVersion());
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, rig.priorities(1, 2));
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, rig.priorities(77));
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, rig.priorities(1, 1, 300));
        assertEquals(ImStatus.ALREADY_EXISTS, rig.priorities(1, 3, 1, 3, 1));
        ok(rig.priorities());
        assertEquals("[]", rig.read(AvRig.PRIORITIES));
        assertEquals(ImStatus.INVALID_IN_STATE, rig.video(1));
        assertEquals(ImStatus.INVALID_IN_STATE, rig.audio());
    }

    @Test
    void shouldKeepPrioritiesWhileStreamsAreAllocated() {
        ok(rig.snapshot());
        assertEquals(ImStatus.INVALID_IN_STATE, rig.priorities(1));
        ok(rig.remove(AvRig.SNAPSHOT_DEALLOCATE, 1));
        ok(rig.audio());
        assertEquals(ImStatus.INVALID_IN_STATE, rig.priorities(1));
        ok(rig.remove(AvRig.AUDIO_DEALLOCATE, 1));
        ok(rig.video(1));
        assertEquals(ImStatus.INVALID_IN_STATE, rig.priorities(1));
    }

    /** Internal 0, Recording 1, Analysis 2, LiveView 3. */
    @Tag("webrtc-provider R18")
    @ParameterizedTest
    @CsvSource({
        "false, false, false, ''",
        "true, false, false, 3",
        "false, true, false, 12",
        "true, true, false, 123",
        "false, false, true, 0123"
    })
    void shouldKeepPrivateWhatItsSwitchesAreFor(
            boolean live, boolean recording, boolean hard, String usages) {
        ok(rig.writeBool(AvRig.LIVE_PRIVACY, live));
        ok(rig.writeBool(AvRig.RECORDING_PRIVACY, recording));
        rig.cluster.setHardPrivacy(hard);
        for (int usage = 0; usage <= 3; usage++) {
            assertEquals(usages.indexOf('0' + usage) >= 0, rig.cluster.isPrivate(usage));
        }
    }

    @Test
    void shouldEndSessionsWhenPrivacyIsSwitchedOn() {
        ok(rig.writeBool(AvRig.LIVE_PRIVACY, true));
        assertEquals(List.of("privacy true false false", "end 8"), rig.told());
        ok(rig.writeBool(AvRig.LIVE_PRIVACY, true));
        assertEquals(List.of(), rig.told());
        ok(rig.writeBool(AvRig.RECORDING_PRIVACY, true));
        assertEquals(List.of("privacy true true false", "end 6"), rig.told());
        ok(rig.writeBool(AvRig.LIVE_PRIVACY, false));
        assertEquals(List.of("privacy false true false"), rig.told());
        assertEquals("0", rig.read(AvRig.LIVE_PRIVACY));
        assertEquals("1", rig.read(AvRig.RECORDING_PRIVACY));
        rig.cluster.setHardPrivacy(true);
        assertEquals(List.of("privacy false true true"), rig.told());
        assertEquals("1", rig.read(AvRig.HARD_PRIVACY));
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                rig.write(AvRig.LIVE_PRIVACY, w -> w.putUnsigned(TlvTag.ANONYMOUS, 1)));
        assertEquals(ImStatus.UNSUPPORTED_WRITE, rig.writeBool(AvRig.HARD_PRIVACY, false));
    }

    @Test
    void shouldMoveTheViewport() {
        ok(rig.viewport(0, 0, 960, 540));
        assertEquals("{0:0 1:0 2:960 3:540}", rig.read(AvRig.VIEWPORT));
        ok(rig.viewport(1600, 900, 1920, 1080));
        assertEquals(List.of("viewport 0 0 960 540", "viewport 1600 900 1920 1080"), rig.told());
        int wrong = ImStatus.CONSTRAINT_ERROR;
        assertEquals(wrong, rig.viewport(0, 0, 304, 171));
        assertEquals(wrong, rig.viewport(960, 540, 0, 0));
        assertEquals(wrong, rig.viewport(16, 9, 1936, 1089));
        assertEquals(wrong, rig.viewport(0, 0, 960, 720));
        assertEquals(wrong, rig.viewport(0, 0, 65_536, 720));
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                rig.write(AvRig.VIEWPORT, w -> w.putUnsigned(TlvTag.ANONYMOUS, 1)));
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                rig.write(
                        AvRig.VIEWPORT,
                        w -> {
                            w.startStruct(TlvTag.ANONYMOUS);
                            w.putUnsigned(0, 0);
                            w.endContainer();
                        }));
        assertEquals(List.of(), rig.told());
    }

    private int level(long level) {
        return rig.write(AvRig.LEVEL, w -> w.putUnsigned(TlvTag.ANONYMOUS, level));
    }

    @Test
    void shouldSetTheMicrophone() {
        ok(level(40));
        ok(level(40));
        ok(rig.writeBool(AvRig.MUTED, true));
        assertEquals(List.of("microphone false 40", "microphone true 40"), rig.told());
        assertEquals("40", rig.read(AvRig.LEVEL));
        assertEquals(ImStatus.CONSTRAINT_ERROR, level(101));
        assertEquals(ImStatus.CONSTRAINT_ERROR, level(256));
        assertEquals(ImStatus.INVALID_DATA_TYPE, rig.writeBool(AvRig.LEVEL, true));
    }

    @Test
    void shouldTakePictures() {
        assertEquals(ImStatus.NOT_FOUND, rig.capture(null, 640, 360));
        assertEquals(ImStatus.NOT_FOUND, rig.capture(1, 640, 360));
        ok(rig.snapshot());
        rig.told();
        ok(rig.capture(1, 640, 360));
        assertEquals(13, rig.responseCommand);
        assertEquals("{0:3 bytes 1:0 2:{0:640 1:360}}", rig.response);
        ok(rig.capture(null, 1, 1));
        assertEquals(List.of("capture 1 640x360", "capture 1 1x1"), rig.told());
        assertEquals(ImStatus.NOT_FOUND, rig.capture(2, 640, 360));
        assertEquals(ImStatus.CONSTRAINT_ERROR, rig.capture(1, 0, 360));
        assertEquals(ImStatus.CONSTRAINT_ERROR, rig.capture(1, 640, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, rig.capture(1, 65_536, 360));
        assertEquals(ImStatus.CONSTRAINT_ERROR, rig.capture(65_536, 640, 360));
        ok(rig.writeBool(AvRig.RECORDING_PRIVACY, true));
        ok(rig.capture(1, 640, 360));
        rig.told();
        rig.image = new byte[5000];
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.capture(1, 640, 360));
        rig.captured = ImStatus.BUSY;
        assertEquals(ImStatus.BUSY, rig.capture(1, 640, 360));
        ok(rig.writeBool(AvRig.LIVE_PRIVACY, true));
        assertEquals(ImStatus.INVALID_IN_STATE, rig.capture(1, 640, 360));
        ok(rig.writeBool(AvRig.LIVE_PRIVACY, false));
        rig.cluster.setHardPrivacy(true);
        assertEquals(ImStatus.INVALID_IN_STATE, rig.capture(1, 640, 360));
    }

    @Test
    void shouldReportTheFrameRate() {
        int before = rig.cluster.dataVersion();
        rig.cluster.setCurrentFrameRate(12);
        rig.cluster.setCurrentFrameRate(12);
        assertEquals("12", rig.read(0x0C));
        assertEquals(before + 1, rig.cluster.dataVersion());
    }

    @Test
    void shouldRestoreWhatIsKept() {
        ok(rig.priorities(3));
        ok(rig.video(1));
        ok(rig.video(2));
        ok(rig.audio());
        ok(rig.snapshot());
        ok(rig.remove(AvRig.VIDEO_DEALLOCATE, 1));
        ok(rig.writeBool(AvRig.LIVE_PRIVACY, true));
        ok(rig.writeBool(AvRig.MUTED, true));
        ok(rig.viewport(0, 0, 960, 540));
        ok(level(7));
        String kept = rig.kept();
        rig.cluster.refer(true, 2, 1);
        rig.cluster.setHardPrivacy(true);
        AvRig again = rig.restarted();
        assertEquals(kept, again.kept());
        assertEquals("0", again.read(AvRig.HARD_PRIVACY));
        assertEquals(List.of(), again.told());
        again.cluster.start();
        assertEquals(
                List.of(
                        "privacy true false false",
                        "viewport 0 0 960 540",
                        "microphone true 7",
                        "configured 0 2",
                        "configured 1 1",
                        "configured 2 1"),
                again.told());
    }

    @Test
    void shouldDropWhatAnotherCameraCannot() {
        ok(rig.video(1));
        ok(rig.video(2));
        ok(rig.video(3));
        ok(rig.snapshot());
        ok(rig.remove(AvRig.VIDEO_DEALLOCATE, 1));
        TestCamera other = new TestCamera();
        other.encoders = 2;
        other.all = new int[] {1280 << 16 | 720, 1, 0, CameraSettings.NEEDS_NOTHING};
        AvRig again = new AvRig(rig.store, other);
        assertEquals("[2]", again.read(AvRig.VIDEO).replaceAll("\\{0:(\\d).* 12:0}", "$1"));
        assertEquals("[]", again.read(AvRig.SNAPSHOTS));
        assertEquals(List.of(), again.logged);
        other = new TestCamera();
        other.usages = new int[] {1, 2};
        again = new AvRig(rig.store, other);
        assertEquals("[1 2]", again.read(AvRig.PRIORITIES));
    }

    @Test
    void shouldDropStreamsThatAreTooManyForAnotherCamera() {
        ok(rig.video(1));
        ok(rig.video(2));
        ok(rig.writeBool(AvRig.LIVE_PRIVACY, true));
        TestCamera other = new TestCamera();
        other.bandwidth = 1_000_000;
        assertTrue(new AvRig(rig.store, other).cluster.has(true, 2));
        other.bandwidth--;
        AvRig again = new AvRig(rig.store, other);
        assertEquals(List.of(), again.logged);
        assertEquals("[]", again.read(AvRig.VIDEO));
        assertEquals("1", again.read(AvRig.LIVE_PRIVACY));
        ok(again.audio());
    }

    @Test
    void shouldDoNothingThatCannotBeStored() {
        ok(rig.video(1));
        rig.told();
        String kept = rig.kept();
        int version = rig.cluster.dataVersion();
        rig.store.refuse = true;
        int no = ImStatus.FAILURE;
        assertEquals(no, rig.video(2));
        assertEquals(
                no,
                rig.video(
                        v -> {
                            v.keyFrame = 1;
                            v.minRate = 20;
                        }));
        assertEquals(no, rig.audio());
        assertEquals(no, rig.snapshot());
        assertEquals(no, rig.remove(AvRig.VIDEO_DEALLOCATE, 1));
        assertEquals(no, rig.writeBool(AvRig.LIVE_PRIVACY, true));
        assertEquals(no, rig.writeBool(AvRig.MUTED, true));
        assertEquals(no, rig.viewport(0, 0, 960, 540));
        assertEquals(no, level(1));
        assertEquals(kept, rig.kept());
        assertEquals(version, rig.cluster.dataVersion());
        assertEquals(List.of(), rig.told());
    }

    @Test
    void shouldLeaveADamagedRecordAlone() {
        ok(rig.video(1));
        MemoryStore store = rig.store;
        store.begin();
        store.put(0x3001, new byte[] {0x15, 0x24, 0, 1, 0x18}, 0, 5);
        store.commit();
        AvRig again = rig.restarted();
        assertEquals(1, again.logged.size());
        assertEquals("[]", again.read(AvRig.VIDEO));
        assertEquals("[3 1]", again.read(AvRig.PRIORITIES));
        assertEquals(ImStatus.FAILURE, again.video(1));
        assertNotEquals(0, again.logged.size());
    }

    /** Its video stream is good, its audio stream has no fields. */
    @Test
    void shouldTakeNothingFromADamagedRecord() {
        byte[] bytes = new byte[100];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startStruct(TlvTag.ANONYMOUS);
        long[] numbers = {1, 2, 50, 0, 960 << 16 | 540, 0xFFFFFFF3L};
        for (int tag = 0; tag < numbers.length; tag++) {
            w.putUnsigned(tag, numbers[tag]);
        }
        w.startArray(6);
        long[] video = {
            1, 3, 0, 15, 30, 640 << 16 | 360, 1280 << 16 | 720, 500_000, 2_000_000, 4000
        };
        for (long field : video) {
            w.putUnsigned(TlvTag.ANONYMOUS, field);
        }
        w.endContainer();
        w.startArray(7);
        w.putUnsigned(TlvTag.ANONYMOUS, 1);
        w.endContainer();
        w.startArray(8);
        w.endContainer();
        w.endContainer();
        String kept = rig.kept();
        rig.store.begin();
        rig.store.put(0x3001, bytes, 0, w.position());
        rig.store.commit();
        AvRig again = rig.restarted();
        assertEquals(1, again.logged.size());
        assertEquals(kept, again.kept());
    }
}
