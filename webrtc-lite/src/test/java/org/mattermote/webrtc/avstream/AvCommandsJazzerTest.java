package org.mattermote.webrtc.avstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.model.ImStatus;

/**
 * Fields of the camera's commands: the first byte says which. One that is refused changes nothing;
 * what was changed is there after a restart.
 */
class AvCommandsJazzerTest {
    private static byte[] seed(int command, Consumer<TlvWriter> fields) {
        byte[] bytes = new byte[256];
        bytes[0] = (byte) command;
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 1, bytes.length);
        w.startStruct(TlvTag.ANONYMOUS);
        fields.accept(w);
        w.endContainer();
        return Arrays.copyOf(bytes, w.position());
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(seed(AvRig.VIDEO_ALLOCATE, new AvRig.Video()::put));
        AvRig.Video other = new AvRig.Video();
        other.keyFrame = 0;
        other.maxBits = 0xFFFFFFFFL;
        seeds.add(seed(AvRig.VIDEO_ALLOCATE, other::put));
        seeds.add(
                seed(
                        AvRig.AUDIO_ALLOCATE,
                        w -> {
                            int[] values = {1, 0, 2, 16_000, 24_000, 16};
                            for (int i = 0; i < values.length; i++) {
                                w.putUnsigned(i, values[i]);
                            }
                        }));
        seeds.add(
                seed(
                        AvRig.SNAPSHOT_ALLOCATE,
                        w -> {
                            w.putUnsigned(0, 0);
                            w.putUnsigned(1, 1);
                            AvRig.resolution(w, 2, 640, 360);
                            AvRig.resolution(w, 3, 640, 360);
                            w.putUnsigned(4, 80);
                        }));
        for (int command = 2; command <= 10; command += 4) {
            seeds.add(seed(command, w -> w.putUnsigned(0, 1)));
        }
        seeds.add(
                seed(
                        AvRig.SET_PRIORITIES,
                        w -> {
                            w.startArray(0);
                            w.putUnsigned(TlvTag.ANONYMOUS, 1);
                            w.endContainer();
                        }));
        seeds.add(
                seed(
                        AvRig.CAPTURE,
                        w -> {
                            w.putNull(0);
                            AvRig.resolution(w, 1, 640, 360);
                        }));
        return Kept.with(AvCommandsJazzerTest.class, seeds);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldTakeAnyFields(byte[] data) {
        if (data.length < 2) {
            return;
        }
        AvRig rig = new AvRig();
        int command = (data[0] & 0x7F) % 13;
        if (data[0] >= 0 && command != AvRig.SET_PRIORITIES) {
            rig.video(4000);
            rig.audio();
            rig.snapshot();
        }
        rig.told();
        String before = rig.kept();
        int version = rig.cluster.dataVersion();
        byte[] fields = Arrays.copyOfRange(data, 1, data.length);
        int status = rig.invoke(command, fields, fields.length);
        if (status != ImStatus.SUCCESS) {
            assertEquals(before, rig.kept());
            assertEquals(version, rig.cluster.dataVersion());
            assertEquals(List.of(), rig.told());
        }
        int response = rig.cluster.hasCommand(command) ? rig.cluster.spec().response(command) : -1;
        assertEquals(status == ImStatus.SUCCESS ? response : -1, rig.responseCommand);
        assertTrue(rig.cluster.dataVersion() - version <= 1);
        assertEquals(rig.kept(), rig.restarted().kept());
    }
}
