package org.mattermote.webrtc.avstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;

/** A camera on endpoint 1 with its store, and the engine's part of a command, a read, a write. */
final class AvRig {
    static final int AUDIO_ALLOCATE = 0;
    static final int AUDIO_DEALLOCATE = 2;
    static final int VIDEO_ALLOCATE = 3;
    static final int VIDEO_DEALLOCATE = 6;
    static final int SNAPSHOT_ALLOCATE = 7;
    static final int SNAPSHOT_DEALLOCATE = 10;
    static final int SET_PRIORITIES = 11;
    static final int CAPTURE = 12;

    static final int VIDEO = 0x0F;
    static final int AUDIO = 0x10;
    static final int SNAPSHOTS = 0x11;
    static final int PRIORITIES = 0x12;
    static final int RECORDING_PRIVACY = 0x13;
    static final int LIVE_PRIVACY = 0x14;
    static final int HARD_PRIVACY = 0x15;
    static final int VIEWPORT = 0x18;
    static final int MUTED = 0x1D;
    static final int LEVEL = 0x1E;

    /** A session asks for 640x360 to 1280x720 at 15 to 30 a second. */
    static final class Video {
        int usage = 3;
        int codec;
        int minRate = 15;
        int maxRate = 30;
        int minWidth = 640;
        int minHeight = 360;
        int maxWidth = 1280;
        int maxHeight = 720;
        long minBits = 500_000;
        long maxBits = 2_000_000;
        int keyFrame = 4000;

        void put(TlvWriter w) {
            w.putUnsigned(0, usage);
            w.putUnsigned(1, codec);
            w.putUnsigned(2, minRate);
            w.putUnsigned(3, maxRate);
            resolution(w, 4, minWidth, minHeight);
            resolution(w, 5, maxWidth, maxHeight);
            w.putUnsigned(6, minBits);
            w.putUnsigned(7, maxBits);
            w.putUnsigned(8, keyFrame);
        }
    }

    final MemoryStore store;
    final TestCamera settings;
    final List<String> told = new ArrayList<>();
    final List<Integer> logged = new ArrayList<>();
    final CameraAvStreamManagementCluster cluster;

    /** What the camera answers to a capture. */
    int captured = ImStatus.SUCCESS;

    byte[] image = {1, 2, 3};
    byte[] out = new byte[4096];

    /** Of the last command that had one, else −1. */
    int responseCommand;

    String response = "";
    private final Subject who = new Subject();

    private final CameraHook hook =
            new CameraHook() {
                @Override
                public void configured(StreamTable streams, int id) {
                    told.add("configured " + streams.kind() + " " + id);
                }

                @Override
                public void removed(StreamTable streams, int id) {
                    told.add("removed " + streams.kind() + " " + id);
                }

                @Override
                public void privacy(boolean livestream, boolean recording, boolean hard) {
                    told.add("privacy " + livestream + " " + recording + " " + hard);
                }

                @Override
                public void viewport(int x1, int y1, int x2, int y2) {
                    told.add("viewport " + x1 + " " + y1 + " " + x2 + " " + y2);
                }

                @Override
                public void microphone(boolean muted, int level) {
                    told.add("microphone " + muted + " " + level);
                }

                @Override
                public int capture(
                        StreamTable streams, int id, int width, int height, Picture picture) {
                    told.add("capture " + id + " " + width + "x" + height);
                    picture.bytes = image;
                    picture.offset = 0;
                    picture.length = image.length;
                    picture.width = 640;
                    picture.height = 360;
                    return captured;
                }
            };

    AvRig() {
        this(new MemoryStore(), new TestCamera());
    }

    AvRig(MemoryStore store, TestCamera settings) {
        this.store = store;
        this.settings = settings;
        Scratch scratch = new Scratch(1024);
        cluster =
                new CameraAvStreamManagementCluster(
                        1,
                        settings,
                        hook,
                        new ClusterWorkspace(new RecordStore(store, scratch), scratch),
                        (event, a, b, c) -> logged.add(event));
        cluster.setListener(usages -> told.add("end " + usages));
        Endpoint root = new Endpoint(0, new int[] {22, 3}, new Cluster[0]);
        Endpoint camera = new Endpoint(1, new int[] {0x142, 1}, new Cluster[] {cluster});
        new Node(new Endpoint[] {root, camera}, 7);
        who.authMode = Subject.AUTH_MODE_CASE;
        who.fabricIndex = 1;
    }

    static void resolution(TlvWriter w, int tag, int width, int height) {
        w.startStruct(tag);
        w.putUnsigned(0, width);
        w.putUnsigned(1, height);
        w.endContainer();
    }

    /** What the hook was told since it was asked last. */
    List<String> told() {
        List<String> all = new ArrayList<>(told);
        told.clear();
        return all;
    }

    private final class Invocation extends CommandInvocation {
        private final TlvWriter writer = new TlvWriter();

        Invocation() {
            super(who);
            endpoint = 1;
        }

        @Override
        public TlvWriter respond(int command) {
            responseCommand = command;
            writer.wrap(out, 0, out.length);
            writer.startStruct(TlvTag.ANONYMOUS);
            return writer;
        }
    }

    private static TlvReader reader(byte[] bytes, int length) {
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, length);
        reader.next();
        return reader;
    }

    int invoke(int command, Consumer<TlvWriter> fields) {
        byte[] bytes = new byte[1024];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startStruct(TlvTag.ANONYMOUS);
        fields.accept(w);
        w.endContainer();
        return invoke(command, bytes, w.position());
    }

    /** As the engine does: what does not fit into the message is RESOURCE_EXHAUSTED. */
    int invoke(int command, byte[] fields, int length) {
        Invocation in = new Invocation();
        responseCommand = -1;
        response = "";
        int status = cluster.invoke(command, in, reader(fields, length));
        if (responseCommand >= 0 && status == ImStatus.SUCCESS) {
            in.writer.endContainer();
            if (in.writer.overflowed()) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            response = text(reader(out, in.writer.position()));
        }
        return status;
    }

    int video(Consumer<Video> change) {
        Video video = new Video();
        change.accept(video);
        return invoke(VIDEO_ALLOCATE, video::put);
    }

    /** A video stream that fits into no other. */
    int video(int keyFrame) {
        return video(v -> v.keyFrame = keyFrame);
    }

    int audio(int usage, int codec, int channels, long hertz, long bits, int depth) {
        return invoke(
                AUDIO_ALLOCATE,
                w -> {
                    w.putUnsigned(0, usage);
                    w.putUnsigned(1, codec);
                    w.putUnsigned(2, channels);
                    w.putUnsigned(3, hertz);
                    w.putUnsigned(4, bits);
                    w.putUnsigned(5, depth);
                });
    }

    int audio() {
        return audio(3, 0, 1, 48_000, 32_000, 16);
    }

    int snapshot(int codec, int rate, int min, int max, int quality) {
        return invoke(
                SNAPSHOT_ALLOCATE,
                w -> {
                    w.putUnsigned(0, codec);
                    w.putUnsigned(1, rate);
                    resolution(w, 2, min * 16, min * 9);
                    resolution(w, 3, max * 16, max * 9);
                    w.putUnsigned(4, quality);
                });
    }

    int snapshot() {
        return snapshot(0, 1, 30, 50, 90);
    }

    /** A command whose one field is an id. */
    int remove(int command, int id) {
        return invoke(command, w -> w.putUnsigned(0, id));
    }

    int priorities(int... usages) {
        return invoke(
                SET_PRIORITIES,
                w -> {
                    w.startArray(0);
                    for (int usage : usages) {
                        w.putUnsigned(TlvTag.ANONYMOUS, usage);
                    }
                    w.endContainer();
                });
    }

    /** Id null for any. */
    int capture(Integer id, int width, int height) {
        return invoke(
                CAPTURE,
                w -> {
                    if (id == null) {
                        w.putNull(0);
                    } else {
                        w.putUnsigned(0, id);
                    }
                    resolution(w, 1, width, height);
                });
    }

    int write(int attribute, Consumer<TlvWriter> value) {
        byte[] bytes = new byte[256];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        value.accept(w);
        return cluster.write(attribute, new AttributeWrite(who), reader(bytes, w.position()));
    }

    int writeBool(int attribute, boolean value) {
        return write(attribute, w -> w.putBool(TlvTag.ANONYMOUS, value));
    }

    int viewport(int x1, int y1, int x2, int y2) {
        return write(
                VIEWPORT,
                w -> {
                    w.startStruct(TlvTag.ANONYMOUS);
                    w.putUnsigned(0, x1);
                    w.putUnsigned(1, y1);
                    w.putUnsigned(2, x2);
                    w.putUnsigned(3, y2);
                    w.endContainer();
                });
    }

    /** An attribute as text: [] lists, {tag:value} structures. */
    String read(int attribute) {
        AttributeRead in = new AttributeRead(who);
        in.tag = TlvTag.ANONYMOUS;
        TlvWriter w = new TlvWriter();
        w.wrap(out, 0, out.length);
        assertEquals(ImStatus.SUCCESS, cluster.read(attribute, in, w));
        return text(reader(out, w.position()));
    }

    private static String text(TlvReader reader) {
        int type = reader.type();
        if (type != TlvType.STRUCT && type != TlvType.ARRAY) {
            return type == TlvType.BYTES
                    ? reader.dataLength() + " bytes"
                    : Long.toString(reader.value());
        }
        StringBuilder text = new StringBuilder();
        reader.enter();
        while (reader.next() == 0) {
            text.append(text.length() == 0 ? "" : " ");
            text.append(type == TlvType.STRUCT ? reader.tag() + ":" : "");
            text.append(text(reader));
        }
        reader.exit();
        return type == TlvType.STRUCT ? "{" + text + "}" : "[" + text + "]";
    }

    /** All that survives a restart, as attributes say it. */
    String kept() {
        StringBuilder text = new StringBuilder();
        int[] kept = {
            VIDEO,
            AUDIO,
            SNAPSHOTS,
            PRIORITIES,
            RECORDING_PRIVACY,
            LIVE_PRIVACY,
            VIEWPORT,
            MUTED,
            LEVEL
        };
        for (int attribute : kept) {
            text.append(read(attribute)).append('\n');
        }
        return text.toString();
    }

    /** The same camera after a restart. */
    AvRig restarted() {
        return new AvRig(store, settings);
    }
}
