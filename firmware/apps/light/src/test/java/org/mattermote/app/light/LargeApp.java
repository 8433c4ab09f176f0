package org.mattermote.app.light;

import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ClusterSpec;
import org.mattermote.stack.model.CommandFlags;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;

/** A product whose one cluster needs large messages: a stand-in for those that have some. */
public final class LargeApp implements App {
    static final int CLUSTER = 0x0001FC00;

    /** An octet string of {@link #LENGTH} bytes. */
    static final int ATTRIBUTE = 0;

    static final int LENGTH = 3000;

    /** Takes field 0, an octet string, and keeps it. */
    static final int TAKE = 0;

    /** The same, which is through in the third poll. */
    static final int TAKE_SLOWLY = 1;

    /** Answers with {@link #ANSWER}: so many bytes as field 0 says. */
    static final int GIVE = 2;

    static final int ANSWER = 3;

    private static final int[] DEVICE_TYPES = {0x0142, 1};
    private static final int[] NONE = {};

    private final LargeCluster cluster = new LargeCluster();

    public LargeApp(Stack stack, Ports ports) {}

    private static final class LargeSpec extends ClusterSpec {
        @Override
        public int id() {
            return CLUSTER;
        }

        @Override
        public int revision() {
            return 1;
        }

        @Override
        public int attribute(int id) {
            return id == ATTRIBUTE
                    ? AttributeFlags.EXISTS
                            | AttributeFlags.READ
                            | 1 << AttributeFlags.READ_PRIVILEGE_SHIFT
                            | AttributeFlags.TYPE_BYTES << AttributeFlags.TYPE_SHIFT
                    : 0;
        }

        @Override
        public int command(int id) {
            return id <= GIVE
                    ? CommandFlags.EXISTS | CommandFlags.LARGE | 3 << CommandFlags.PRIVILEGE_SHIFT
                    : 0;
        }

        @Override
        public int event(int id) {
            return 0;
        }

        @Override
        public int response(int id) {
            return id == GIVE ? ANSWER : NO_RESPONSE;
        }
    }

    /** What it takes and gives. */
    static final class LargeCluster extends Cluster {
        private static final int[] ATTRIBUTES = {ATTRIBUTE};
        private static final int[] COMMANDS = {TAKE, TAKE_SLOWLY, GIVE};

        final byte[] given = new byte[4096];
        final byte[] taken = new byte[4096];
        int takenLength;
        int steps;
        int cancels;

        LargeCluster() {
            super(new LargeSpec(), 0, ATTRIBUTES, COMMANDS);
            for (int i = 0; i < given.length; i++) {
                given[i] = (byte) (i * 7);
            }
        }

        void change() {
            changed(ATTRIBUTE);
        }

        @Override
        public int read(int attribute, AttributeRead in, TlvWriter out) {
            out.putBytes(in.tag, given, 0, LENGTH);
            return ImStatus.SUCCESS;
        }

        @Override
        public int invoke(int command, CommandInvocation in, TlvReader fields) {
            if (command == TAKE_SLOWLY) {
                steps = 0;
                return ImStatus.PENDING;
            }
            return run(command, in, fields);
        }

        @Override
        public int proceed(int command, CommandInvocation in, TlvReader fields) {
            return ++steps < 3 ? ImStatus.PENDING : run(command, in, fields);
        }

        @Override
        public void cancel(int command) {
            cancels++;
        }

        private int run(int command, CommandInvocation in, TlvReader fields) {
            fields.enter();
            if (fields.find(0) != CodecStatus.OK) {
                return ImStatus.INVALID_COMMAND;
            }
            if (command == GIVE) {
                in.respond(ANSWER).putBytes(0, given, 0, fields.u16());
            } else {
                takenLength = fields.dataLength();
                System.arraycopy(fields.array(), fields.dataOffset(), taken, 0, takenLength);
            }
            return ImStatus.SUCCESS;
        }
    }

    LargeCluster cluster() {
        return cluster;
    }

    @Override
    public int deviceType() {
        return 0x0142;
    }

    @Override
    public Cluster[] rootClusters(Stack stack) {
        return new Cluster[0];
    }

    @Override
    public Endpoint[] endpoints(Stack stack) {
        return new Endpoint[] {
            new Endpoint(
                    1, DEVICE_TYPES, new Cluster[] {new DescriptorCluster(NONE, NONE), cluster})
        };
    }

    @Override
    public void start() {}

    @Override
    public void button(long nowMillis) {}
}
