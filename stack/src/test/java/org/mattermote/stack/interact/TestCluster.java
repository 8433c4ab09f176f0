package org.mattermote.stack.interact;

import java.util.ArrayList;
import java.util.List;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;

/** The cluster of {@link TestSpec}, with values in plain sight. */
final class TestCluster extends Cluster {
    boolean bool;
    long number = 5;
    boolean numberNull;
    byte[] text = "hello".getBytes();
    int textLength = 5;

    /** Fabric and value of each entry. */
    final int[] scopedFabric = new int[16];

    final int[] scopedValue = new int[16];
    int scopedCount;
    final int[] whole = new int[8];
    int wholeCount;
    int longCount = 3;
    int longSize = 10;
    byte[] large = new byte[20];
    int writes;

    /** How long each list was when its items were through. */
    final List<Integer> listsWritten = new ArrayList<>();

    int listStatus;
    int invocations;
    int lastCommand = -1;
    int lastEndpoint = -1;
    long lastField = -1;
    Runnable onInvoke;

    /** Polls that {@link TestSpec#SLOW} and {@link TestSpec#SLOW_ASK} take. */
    int polls = 3;

    int proceeded;
    int cancelled = -1;

    /** Where the fields of the pending command lie. */
    byte[] pendingArray;

    int pendingOffset;
    boolean memoryStays = true;

    TestCluster(int id) {
        this(id, TestSpec.ATTRIBUTES);
    }

    TestCluster(int id, int[] attributes) {
        super(new TestSpec(id), 9, attributes, TestSpec.COMMANDS);
    }

    void change(int attribute) {
        changed(attribute);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case TestSpec.BOOL -> out.putBool(in.tag, bool);
            case TestSpec.NULLABLE_U8 -> {
                if (numberNull) {
                    out.putNull(in.tag);
                } else {
                    out.putUnsigned(in.tag, number);
                }
            }
            case TestSpec.TEXT -> out.putUtf8(in.tag, text, 0, textLength);
            case TestSpec.WHOLE_LIST -> {
                out.startArray(in.tag);
                for (int i = 0; i < wholeCount; i++) {
                    out.putUnsigned(TlvTag.ANONYMOUS, whole[i]);
                }
                out.endContainer();
            }
            case TestSpec.LARGE -> out.putBytes(in.tag, large, 0, large.length);
            case TestSpec.SIGNED -> out.putSigned(in.tag, -7);
            case TestSpec.FAILING -> {
                out.putUnsigned(in.tag, 1);
                return ImStatus.FAILURE;
            }
            default -> out.putUnsigned(in.tag, attribute);
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        return switch (attribute) {
            case TestSpec.SCOPED_LIST -> scopedCount;
            case TestSpec.LONG_LIST -> longCount;
            default -> -1;
        };
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        if (attribute == TestSpec.LONG_LIST) {
            int at = out.beginBytes(in.tag, longSize);
            if (at >= 0) {
                for (int i = 0; i < longSize; i++) {
                    out.array()[at + i] = (byte) index;
                }
            }
            return ImStatus.SUCCESS;
        }
        if (in.includes(scopedFabric[index])) {
            out.startStruct(in.tag);
            if (in.maySee(scopedFabric[index])) {
                out.putUnsigned(1, scopedValue[index]);
            }
            out.putUnsigned(254, scopedFabric[index]);
            out.endContainer();
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        writes++;
        boolean append = in.operation == AttributeWrite.APPEND;
        switch (attribute) {
            case TestSpec.BOOL -> bool = value.boolValue();
            case TestSpec.NULLABLE_U8 -> {
                numberNull = value.isNull();
                number = value.value();
            }
            case TestSpec.TEXT -> {
                textLength = value.dataLength();
                text = new byte[8];
                System.arraycopy(value.array(), value.dataOffset(), text, 0, textLength);
            }
            case TestSpec.SCOPED_LIST -> {
                int status = append ? addScoped(in, value) : replaceScoped(in, value);
                changed(attribute);
                return status;
            }
            case TestSpec.WHOLE_LIST -> {
                if (!append) {
                    wholeCount = 0;
                    value.enter();
                    while (value.next() == CodecStatus.OK) {
                        whole[wholeCount++] = (int) value.value();
                    }
                } else if (wholeCount == whole.length) {
                    return ImStatus.RESOURCE_EXHAUSTED;
                } else {
                    whole[wholeCount++] = (int) value.value();
                }
            }
            default -> {}
        }
        changed(attribute);
        return ImStatus.SUCCESS;
    }

    @Override
    public int listWritten(int attribute, AttributeWrite in) {
        if (listsWritten.size() < 10) {
            listsWritten.add(attribute == TestSpec.SCOPED_LIST ? scopedCount : wholeCount);
        }
        return listStatus;
    }

    private int replaceScoped(AttributeWrite in, TlvReader value) {
        int kept = 0;
        for (int i = 0; i < scopedCount; i++) {
            if (scopedFabric[i] != in.subject.fabricIndex) {
                scopedFabric[kept] = scopedFabric[i];
                scopedValue[kept++] = scopedValue[i];
            }
        }
        scopedCount = kept;
        value.enter();
        while (value.next() == CodecStatus.OK) {
            int status = addScoped(in, value);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
        }
        return ImStatus.SUCCESS;
    }

    private int addScoped(AttributeWrite in, TlvReader value) {
        if (scopedCount == scopedFabric.length) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        value.enter();
        int status = value.find(1);
        if (status != CodecStatus.OK || value.type() != TlvType.UNSIGNED) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        scopedFabric[scopedCount] = in.subject.fabricIndex;
        scopedValue[scopedCount++] = (int) value.value();
        value.exit();
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader fields) {
        invocations++;
        lastCommand = command;
        lastEndpoint = in.endpoint;
        fields.enter();
        lastField = fields.find(0) == CodecStatus.OK ? fields.value() : -1;
        if (onInvoke != null) {
            onInvoke.run();
        }
        switch (command) {
            case TestSpec.ASK -> {
                TlvWriter w = in.respond(TestSpec.ANSWER);
                w.putUnsigned(0, lastField);
                w.putBool(1, true);
            }
            case TestSpec.TALKATIVE -> {
                TlvWriter w = in.respond(TestSpec.OTHER_ANSWER);
                w.putBytes(0, new byte[3000], 0, 3000);
            }
            case TestSpec.BYTES -> {
                TlvWriter w = in.respond(TestSpec.OTHER_ANSWER);
                int length = (int) Math.floorMod(lastField, 2000L);
                w.putBytes(0, new byte[length], 0, length);
            }
            case TestSpec.SLOW, TestSpec.SLOW_ASK -> {
                in.respond(TestSpec.ANSWER).putBool(0, true);
                proceeded = 0;
                return ImStatus.PENDING;
            }
            case TestSpec.CLUSTER_STATUS -> {
                in.respond(TestSpec.ANSWER).putBool(0, true);
                return ImStatus.withClusterStatus(ImStatus.FAILURE, 4);
            }
            default -> {}
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public int proceed(int command, CommandInvocation in, TlvReader fields) {
        if (onInvoke != null) {
            onInvoke.run();
        }
        byte[] memory = in.memory;
        int last = in.memoryAt + in.memoryLength - 1;
        if (proceeded == 0) {
            pendingArray = fields.array();
            pendingOffset = fields.elementOffset();
        }
        memoryStays &= fields.array() == pendingArray && fields.elementOffset() == pendingOffset;
        memoryStays &= memory[in.memoryAt] == proceeded && memory[last] == proceeded;
        fields.enter();
        lastField = fields.find(0) == CodecStatus.OK ? fields.value() : -1;
        if (++proceeded < polls) {
            memory[in.memoryAt] = (byte) proceeded;
            memory[last] = (byte) proceeded;
            return ImStatus.PENDING;
        }
        if (command == TestSpec.SLOW) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        TlvWriter w = in.respond(TestSpec.ANSWER);
        w.putUnsigned(0, lastField);
        w.putUnsigned(1, in.subject.nodeId);
        return ImStatus.SUCCESS;
    }

    @Override
    public void cancel(int command) {
        cancelled = command;
    }
}
