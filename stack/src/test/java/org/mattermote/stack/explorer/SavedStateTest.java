package org.mattermote.stack.explorer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is saved is all there is: a device that went a long way and one that was somewhere else and
 * loaded its state do the same ever after.
 */
class SavedStateTest {
    private final Payloads payloads = new Payloads();
    private final byte[] buffer = new byte[Model.LONGEST_PART];

    private byte[][] save(Model model) {
        byte[][] parts = new byte[model.parts()][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Arrays.copyOf(buffer, model.save(i, buffer));
        }
        return parts;
    }

    private static int[] actions(Model model) {
        int[] actions = new int[256];
        return Arrays.copyOf(actions, model.actions(actions));
    }

    private static int any(Model model, Random random) {
        int[] out = new int[256];
        int count = model.actions(out);
        return out[random.nextInt(count)];
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldDoTheSameAfterLoading(long seed) {
        HandshakeModel.Setup setup = new HandshakeModel.Setup().cases(2).pase().asked().requests();
        compare(new HandshakeModel(setup, payloads), new HandshakeModel(setup, payloads), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldDoTheSameOverBtp(long seed) {
        // So many connections that the walk does not run out of them.
        BtpModel.Setup setup = new BtpModel.Setup().connections(100).faults(100).exhausts();
        compare(new BtpModel(setup), new BtpModel(setup), seed);
    }

    private void compare(Model walks, Model jumps, long seed) {
        Random random = new Random(seed);
        walks.reset();
        jumps.reset();
        for (int i = 0; i < 4000; i++) {
            byte[][] before = save(walks);
            for (int p = 0; p < before.length; p++) {
                jumps.load(p, before[p]);
            }
            int[] possible = actions(walks);
            if (possible.length == 0) {
                break;
            }
            assertArrayEquals(possible, actions(jumps));
            int action = possible[random.nextInt(possible.length)];
            String name = walks.name(action);
            assertEquals(name, jumps.name(action));
            walks.act(action);
            jumps.act(action);
            byte[][] after = save(walks);
            byte[][] loaded = save(jumps);
            for (int p = 0; p < after.length; p++) {
                assertArrayEquals(after[p], loaded[p], "part " + p + " after " + name);
            }
            // The one that loads is somewhere else before the next time.
            for (int n = random.nextInt(4); n > 0; n--) {
                jumps.act(any(jumps, random));
            }
        }
    }
}
