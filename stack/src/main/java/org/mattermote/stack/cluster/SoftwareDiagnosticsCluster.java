package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.SoftwareDiagnosticsSpec;

/**
 * Software Diagnostics with the feature Watermarks (Matter core 11.13). There is one thread, which
 * is not told of. The figures change with every message, those that carry them among them, so no
 * change of theirs is reported; the watermark is the most that a poll began with, or a read found.
 */
public final class SoftwareDiagnosticsCluster extends Cluster implements TestEvents {
    /** Test event that stands for a software fault. */
    public static final long SOFTWARE_FAULT_TRIGGER = 0x0034000000000000L;

    private static final int[] ATTRIBUTES = {
        SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_FREE,
        SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_USED,
        SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_HIGH_WATERMARK,
    };

    private static final int[] COMMANDS = {SoftwareDiagnosticsSpec.CMD_RESET_WATERMARKS};
    private static final int[] EVENTS = {SoftwareDiagnosticsSpec.EVENT_SOFTWARE_FAULT};
    private static final byte[] TEST_NAME = {'t', 'e', 's', 't'};

    private final HeapUse heap;
    private final EventSink events;
    private long highWater;

    public SoftwareDiagnosticsCluster(HeapUse heap, EventSink events) {
        super(
                new SoftwareDiagnosticsSpec(),
                SoftwareDiagnosticsSpec.FEATURE_WATERMARKS,
                ATTRIBUTES,
                COMMANDS);
        this.heap = heap;
        this.events = events;
    }

    /**
     * Records a fault of the software, for instance one that ended the life before this.
     *
     * @param thread id of the thread
     * @param name of the thread, {@code nameLength} bytes, at most 8
     * @param recording whatever helps to find it, {@code length} bytes
     */
    public void softwareFault(
            long thread,
            byte[] name,
            int nameLength,
            byte[] recording,
            int length,
            long nowMillis) {
        TlvWriter out = events.begin(this, SoftwareDiagnosticsSpec.EVENT_SOFTWARE_FAULT, 0);
        out.putUnsigned(SoftwareDiagnosticsSpec.SOFTWARE_FAULT_ID, thread);
        out.putUtf8(SoftwareDiagnosticsSpec.SOFTWARE_FAULT_NAME, name, 0, nameLength);
        out.putBytes(SoftwareDiagnosticsSpec.SOFTWARE_FAULT_FAULT_RECORDING, recording, 0, length);
        events.commit(nowMillis);
    }

    @Override
    public int trigger(long trigger, long nowMillis) {
        if (trigger != SOFTWARE_FAULT_TRIGGER) {
            return ImStatus.INVALID_COMMAND;
        }
        softwareFault(0, TEST_NAME, TEST_NAME.length, TEST_NAME, TEST_NAME.length, nowMillis);
        return ImStatus.SUCCESS;
    }

    @Override
    public int[] events() {
        return EVENTS;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        long used = heap.used();
        highWater = Math.max(highWater, used);
        switch (attribute) {
            case SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_FREE:
                out.putUnsigned(in.tag, heap.capacity() - used);
                return ImStatus.SUCCESS;
            case SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_USED:
                out.putUnsigned(in.tag, used);
                return ImStatus.SUCCESS;
            case SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_HIGH_WATERMARK:
                out.putUnsigned(in.tag, highWater);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader fields) {
        if (command != SoftwareDiagnosticsSpec.CMD_RESET_WATERMARKS) {
            return ImStatus.UNSUPPORTED_COMMAND;
        }
        highWater = heap.used();
        changed(SoftwareDiagnosticsSpec.ATTR_CURRENT_HEAP_HIGH_WATERMARK);
        return ImStatus.SUCCESS;
    }

    @Override
    public long poll(long nowMillis) {
        highWater = Math.max(highWater, heap.used());
        return NEVER;
    }
}
