package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.cluster.SceneNode.levelSet;
import static org.mattermote.stack.cluster.SceneNode.onOffSet;
import static org.mattermote.stack.cluster.SceneNode.pair;
import static org.mattermote.stack.cluster.SceneNode.set;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;

/** Commands with bytes turned over get a status; what they leave can be read after a restart. */
class ScenesFuzzTest {
    private static final int ROUNDS = 30_000;

    private final Random random = new Random(62);
    private final TlvWriter out = new TlvWriter();
    private final byte[] bytes = new byte[512];
    private SceneNode node = new SceneNode().commissioned();

    private long groupId() {
        return random.nextInt(20) == 0 ? random.nextInt(0x10001) : random.nextInt(4);
    }

    private long sceneId() {
        return random.nextInt(20) == 0 ? random.nextInt(0x101) : random.nextInt(9);
    }

    private void putFields(int command) {
        out.wrap(bytes, 0, bytes.length);
        out.startStruct(TlvTag.ANONYMOUS);
        int tag = 0;
        if (command == SceneNode.COPY) {
            out.putUnsigned(tag++, random.nextInt(2));
        }
        out.putUnsigned(tag++, groupId());
        out.putUnsigned(tag++, sceneId());
        if (command == SceneNode.COPY) {
            out.putUnsigned(tag++, groupId());
            out.putUnsigned(tag, sceneId());
        } else if (command == SceneNode.ADD) {
            out.putUnsigned(2, random.nextInt(70_000_000));
            out.putUtf8(3, "evening".getBytes(), 0, random.nextInt(8));
            out.startArray(4);
            for (int i = random.nextInt(4); i > 0; i--) {
                switch (random.nextInt(3)) {
                    case 0 -> onOffSet(random.nextInt(3)).put(out);
                    case 1 -> levelSet(random.nextInt(256)).put(out);
                    default -> set(random.nextInt(10), pair(0, 1 + random.nextInt(8), 1)).put(out);
                }
            }
            out.endContainer();
        } else if (command == SceneNode.RECALL && random.nextBoolean()) {
            out.putUnsigned(2, random.nextInt(5000));
        }
        out.endContainer();
    }

    @Test
    void shouldAnswerAnything() {
        int good = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int[] commands = node.scenes.commands();
            int command = commands[random.nextInt(commands.length)];
            putFields(command);
            int length = out.position();
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
            }
            TlvReader fields = new TlvReader();
            fields.wrap(bytes, 0, length);
            if (fields.next() != CodecStatus.OK) {
                continue;
            }
            node.admin.onCase(1 + random.nextInt(2), 5);
            node.admin.now += random.nextInt(300);
            int status = node.admin.invoke(node.scenes, command, fields).status();
            assertTrue(status >= 0 && ImStatus.code(status) <= 0xD1, "status " + status);
            good += status == ImStatus.SUCCESS ? 1 : 0;
            if (round % 1000 == 0) {
                checkRestart();
            }
        }
        assertTrue(good > ROUNDS / 4, good + " answered");
    }

    private void checkRestart() {
        SceneNode before = node;
        node = node.reboot();
        assertEquals(0, node.log.events.size());
        for (int index = 1; index <= 2; index++) {
            before.admin.onCase(index, 5);
            node.admin.onCase(index, 5);
            for (int group = 0; group <= 2; group++) {
                assertEquals(before.members(group), node.members(group));
                for (int scene = 0; scene < 9; scene++) {
                    assertEquals(
                            before.run(SceneNode.VIEW, group, scene).fields(),
                            node.run(SceneNode.VIEW, group, scene).fields());
                }
            }
        }
    }
}
