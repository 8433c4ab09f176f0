package org.mattermote.webrtc.provider;

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
import org.mattermote.stack.requirement.Tag;

/**
 * Fields of the provider's commands: the first byte says which. One that is refused changes nothing
 * and reaches no hook; one that is taken has a response exactly if it should.
 */
class ProviderCommandsJazzerTest {
    private static final int[] COMMANDS = {
        ProviderRig.SOLICIT,
        ProviderRig.OFFER,
        ProviderRig.ANSWER,
        ProviderRig.CANDIDATES,
        ProviderRig.END
    };

    private static byte[] seed(int command, Consumer<TlvWriter> fields) {
        byte[] bytes = new byte[512];
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
        Consumer<TlvWriter> described =
                w -> {
                    w.putUnsigned(0, 1);
                    ProviderRig.text(w, 1, "v=0");
                };
        seeds.add(
                seed(
                        0,
                        w -> {
                            w.putUnsigned(0, 3);
                            w.putUnsigned(1, 3);
                            w.putNull(2);
                            w.startArray(4);
                            w.startStruct(TlvTag.ANONYMOUS);
                            w.startArray(0);
                            ProviderRig.text(w, TlvTag.ANONYMOUS, "stun:a.example");
                            w.endContainer();
                            ProviderRig.text(w, 1, "user");
                            w.putUnsigned(3, 1);
                            w.endContainer();
                            w.endContainer();
                            ProviderRig.text(w, 5, "relay");
                            w.putBool(6, true);
                            w.startArray(9);
                            w.putUnsigned(TlvTag.ANONYMOUS, 8);
                            w.endContainer();
                        }));
        seeds.add(
                seed(
                        1,
                        w -> {
                            w.putNull(0);
                            ProviderRig.text(w, 1, "v=0");
                            w.putUnsigned(2, 3);
                            w.putUnsigned(3, 3);
                            w.putUnsigned(4, 7);
                            w.startStruct(9);
                            w.putUnsigned(0, 1);
                            w.putBytes(1, new byte[16], 0, 16);
                            w.putBytes(2, new byte[8], 0, 8);
                            w.endContainer();
                        }));
        seeds.add(seed(1, described));
        seeds.add(seed(2, described));
        seeds.add(
                seed(
                        3,
                        w -> {
                            w.putUnsigned(0, 1);
                            w.startArray(1);
                            w.startStruct(TlvTag.ANONYMOUS);
                            ProviderRig.text(w, 0, "candidate");
                            ProviderRig.text(w, 1, "0");
                            w.putUnsigned(2, 0);
                            w.endContainer();
                            w.endContainer();
                        }));
        seeds.add(
                seed(
                        4,
                        w -> {
                            w.putUnsigned(0, 1);
                            w.putUnsigned(1, 2);
                        }));
        return Kept.with(ProviderCommandsJazzerTest.class, seeds);
    }

    @Tag("webrtc-provider R12")
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldTakeAnyFields(byte[] data) {
        if (data.length < 2) {
            return;
        }
        ProviderRig rig = new ProviderRig(ProviderRig.small(), null, false, false);
        rig.media.deferred = true;
        rig.solicit();
        rig.media.heard();
        int command = COMMANDS[(data[0] & 0xFF) % COMMANDS.length];
        int before = rig.cluster.sessions().rows().inUse();
        int status = rig.invoke(command, Arrays.copyOfRange(data, 1, data.length));
        int after = rig.cluster.sessions().rows().inUse();
        if (status != ImStatus.SUCCESS) {
            assertEquals(before, after);
            assertEquals(List.of(), rig.media.heard());
            return;
        }
        assertEquals(1, rig.media.heard().size());
        boolean offers = command == ProviderRig.SOLICIT || command == ProviderRig.OFFER;
        assertEquals(offers ? command + 1 : -1, rig.responseCommand);
        assertTrue(after - before <= 1 && before - after <= 1);
        rig.drain();
        assertEquals(after, rig.current(false).size());
    }
}
