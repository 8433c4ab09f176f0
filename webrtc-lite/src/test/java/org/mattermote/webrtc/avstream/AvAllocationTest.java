package org.mattermote.webrtc.avstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.NoStore;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;

/** Streams that come and go, pictures, privacy and reads of all there is, without a byte. */
class AvAllocationTest {
    private static final int ROUNDS = 200;
    private final Subject who = new Subject();
    private final byte[] out = new byte[1024];
    private final TlvWriter writer = new TlvWriter();
    private final TlvReader reader = new TlvReader();
    private final AttributeRead read = new AttributeRead(who);
    private final AttributeWrite write = new AttributeWrite(who);
    private final byte[] video = fields(3);
    private final byte[] id = fields(6);
    private final byte[] picture = fields(12);
    private final byte[] snapshot = fields(7);
    private final byte[] on = {0x09};
    private final byte[] off = {0x08};

    private final CommandInvocation in =
            new CommandInvocation(who) {
                @Override
                public TlvWriter respond(int command) {
                    writer.wrap(out, 0, out.length);
                    return writer;
                }
            };

    private static final class Quiet implements CameraHook {
        private final byte[] image = new byte[100];

        @Override
        public void configured(StreamTable streams, int id) {}

        @Override
        public void removed(StreamTable streams, int id) {}

        @Override
        public void privacy(boolean livestream, boolean recording, boolean hard) {}

        @Override
        public void viewport(int x1, int y1, int x2, int y2) {}

        @Override
        public void microphone(boolean muted, int level) {}

        @Override
        public int capture(StreamTable streams, int id, int width, int height, Picture picture) {
            picture.bytes = image;
            picture.length = image.length;
            return ImStatus.SUCCESS;
        }
    }

    private final Scratch scratch = new Scratch(1024);
    private final CameraAvStreamManagementCluster cluster =
            new CameraAvStreamManagementCluster(
                    1,
                    new TestCamera(),
                    new Quiet(),
                    new ClusterWorkspace(new RecordStore(new NoStore(), scratch), scratch),
                    (event, a, b, c) -> {});

    private static byte[] fields(int command) {
        byte[] bytes = new byte[256];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startStruct(TlvTag.ANONYMOUS);
        if (command == AvRig.VIDEO_ALLOCATE) {
            new AvRig.Video().put(w);
        } else if (command == AvRig.SNAPSHOT_ALLOCATE) {
            w.putUnsigned(0, 0);
            w.putUnsigned(1, 1);
            AvRig.resolution(w, 2, 640, 360);
            AvRig.resolution(w, 3, 640, 360);
            w.putUnsigned(4, 80);
        } else {
            w.putUnsigned(0, 1);
            AvRig.resolution(w, 1, 640, 360);
        }
        w.endContainer();
        return Arrays.copyOf(bytes, w.position());
    }

    private void run(int command, byte[] fields) {
        reader.wrap(fields, 0, fields.length);
        reader.next();
        assertEquals(ImStatus.SUCCESS, cluster.invoke(command, in, reader));
    }

    private void privacy(byte[] value) {
        reader.wrap(value, 0, value.length);
        reader.next();
        assertEquals(ImStatus.SUCCESS, cluster.write(AvRig.LIVE_PRIVACY, write, reader));
    }

    private void round() {
        run(AvRig.VIDEO_ALLOCATE, video);
        run(AvRig.SNAPSHOT_ALLOCATE, snapshot);
        cluster.refer(true, 1, 1);
        run(AvRig.CAPTURE, picture);
        privacy(on);
        privacy(off);
        int[] attributes = cluster.attributes();
        for (int i = 0; i < attributes.length; i++) {
            writer.wrap(out, 0, out.length);
            read.tag = 2;
            cluster.read(attributes[i], read, writer);
        }
        cluster.refer(true, 1, -1);
        run(AvRig.VIDEO_DEALLOCATE, id);
        run(AvRig.SNAPSHOT_DEALLOCATE, id);
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < ROUNDS; i++) {
            round();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        long cost = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            round();
        }
        assertEquals(cost, threads.getCurrentThreadAllocatedBytes() - before);
    }
}
